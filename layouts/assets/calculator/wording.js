// What the instrument says: certainties, badges, limits, and the result as plain text.
import { badges, perMillion } from "./arithmetic.js";
import { day, percent, whole } from "./format.js";

export const TIERS = {
  standard: "Standard",
  batch: "Batch: half price, within a day",
  flex: "Flex: half price, slower",
  priority: "Priority: faster, dearer",
  ultrafast: "Ultrafast: fastest, six times the price",
};
export const USES = { request: "Single requests", chat: "Conversations that grow", agent: "Loops of tools (agents)" };
export const PARTS = { text: "The text", chat: "Chat framing", tools: "Functions", images: "Images" };
export const CERTAINTIES = {
  exact: "exact",
  assumed: "exact, if the model still uses o200k_base",
  published: "by OpenAI’s cookbook",
  estimate: "an estimate",
  unknown: "no rule is published: not counted",
};
const BADGES = {
  "shuts-down": (on, model, names) => `shuts down ${on}${model.successor ? `; successor: ${names.get(model.successor) ?? model.successor}` : ""}${model.shutdownDoubt ? ` (${model.shutdownDoubt})` : ""}`,
  gone: (on) => `shut down ${on}`,
  promotion: (on) => `promotion to ${on}`,
  "promotion-lapsed": (on, { tiers }) => `promotion ended ${on}: list price; the sources say ${inAndOut(tiers)}`,
  announced: (on, { announced }) => `from ${on}: ${inAndOut(announced.tiers)}`,
  "assumed-encoding": () => "tokenizer assumed",
  "estimated-tokens": () => "tokens estimated",
};
const LIMITS = { input: ["maxInput", "input"], output: ["maxOutput", "output"], window: ["contextWindow", "context"] };
const CERTAIN = { high: "", "medium-high": "quite certain", medium: "fairly certain", low: "uncertain" };

const inAndOut = ({ standard: { base } }) => `$${perMillion(base.input)} in, $${perMillion(base.output)} out`;

/** The names of models by id. */
export const namesOf = (rows) => new Map(rows.map(({ model }) => [model.id, model.name]));

/** [{code, text}]; `names` are those of all models, by id. */
export function badgesOf(model, today, names = new Map()) {
  return badges(model, today).map(({ code, on }) => ({ code, text: BADGES[code](on && day(on), model, names) }));
}

/** The tokens of the context that the longest request uses, its answer included. */
export const used = ({ model, peak }, { output, reasoning }) => peak + output + (model.reasoning ? reasoning : 0);

/** Whether a request fits: "0.2 % of the context", "too long: 128,000 output". */
export function fitting(row, settings) {
  const { model, fit } = row;
  if (fit !== "fits") {
    const [limit, name] = LIMITS[fit];
    return `too long: ${name} limit ${whole(model[limit])}`;
  }
  return model.contextWindow ? percent(used(row, settings) / model.contextWindow) : "fits";
}

export function planDetails(plan) {
  const seats = plan.minSeats > 1 ? `from ${plan.minSeats} seats` : "";
  return [seats, plan.asOf && `as of ${plan.asOf}`, CERTAIN[plan.certainty]].filter(Boolean).join(", ");
}

export function breakEvenText({ kind, perDay }) {
  return { at: () => whole(perDay), always: () => "free", never: () => "never", unpriced: () => "–" }[kind]();
}
