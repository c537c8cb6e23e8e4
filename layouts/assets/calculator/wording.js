// What the parts below the answer say of a model, a plan and a request. The tables hold the English texts, which `say`
// turns into the language of the page.
import { badges, perMillion } from "./arithmetic.js";
import { day, month, percent, whole } from "./format.js";
import { say } from "./words.js";

export const TIERS = {
  standard: "Standard",
  batch: "Batch: half price, within a day",
  flex: "Flex: half price, slower",
  priority: "Priority: faster, dearer",
  ultrafast: "Ultrafast: fastest, six times the price",
};
export const USES = { request: "Single requests", chat: "Conversations that grow", agent: "Loops of tools (agents)" };
/** What is sent: [one of it, how often a day, how often a month], as titles. */
export const TITLES = {
  request: ["A request", "Requests a day", "Requests a month"],
  chat: ["A conversation", "Conversations a day", "Conversations a month"],
  agent: ["A task", "Tasks a day", "Tasks a month"],
};
export const PARTS = { text: "The text", chat: "Chat framing", tools: "Functions", images: "Images" };
export const CERTAINTIES = {
  exact: "exact",
  assumed: "exact, if the model still uses o200k_base",
  published: "by OpenAI’s cookbook",
  estimate: "an estimate",
  unknown: "no rule is published: not counted",
};
const BADGES = {
  "shuts-down": (on, model, names) => shutdown(say("shuts down on {day}", { day: on }), model, names),
  gone: (on) => say("shut down on {day}", { day: on }),
  promotion: (on) => say("promotion until {day}", { day: on }),
  "promotion-lapsed": (on, { tiers }) => say("promotion ended on {day}: list price; the sources say {prices}", { day: on, prices: inAndOut(tiers) }),
  announced: (on, { announced }) => say("from {day}: {prices}", { day: on, prices: inAndOut(announced.tiers) }),
  "assumed-encoding": () => say("tokenizer assumed"),
  "estimated-tokens": () => say("tokens estimated"),
};
/** What a request exceeds -> [the model's limit, the words]. */
const LIMITS = {
  input: ["maxInput", "too long: at most {number} of input"],
  output: ["maxOutput", "too long: at most {number} of output"],
  window: ["contextWindow", "too long: at most {number} in all"],
};
const CERTAIN = { high: "", "medium-high": "quite certain", medium: "fairly certain", low: "uncertain" };

const inAndOut = ({ standard: { base } }) => say("{input} in, {output} out", { input: `$${perMillion(base.input)}`, output: `$${perMillion(base.output)}` });

function shutdown(text, { successor, shutdownDoubt }, names) {
  const next = successor ? `; ${say("successor: {model}", { model: names.get(successor) ?? successor })}` : "";
  return text + next + (shutdownDoubt ? ` (${say(shutdownDoubt)})` : "");
}

/** The names of models by id. */
export const namesOf = (rows) => new Map(rows.map(({ model }) => [model.id, model.name]));

/** [{code, text}]; `names` are those of all models, by id. */
export function badgesOf(model, today, names = new Map()) {
  return badges(model, today).map(({ code, on }) => ({ code, text: BADGES[code](on && day(on), model, names) }));
}

/** The tokens of the context that the longest request uses, its answer included. */
export const used = ({ model, peak }, { output, reasoning }) => peak + output + (model.reasoning ? reasoning : 0);

/** Whether a request fits: "0.2 %" of the context, "too long: at most 128,000 of output". */
export function fitting(row, settings) {
  const { model, fit } = row;
  if (fit !== "fits") {
    const [limit, words] = LIMITS[fit];
    return say(words, { number: whole(model[limit]) });
  }
  return model.contextWindow ? percent(used(row, settings) / model.contextWindow) : say("fits");
}

export function planDetails({ minSeats, asOf, certainty }) {
  const seats = minSeats > 1 && say("from {number} seats", { number: minSeats });
  const sure = CERTAIN[certainty] && say(CERTAIN[certainty]);
  return [seats, asOf && say("as of {day}", { day: asOf.length === 7 ? month(asOf) : day(asOf) }), sure].filter(Boolean).join(say(", "));
}

export function breakEvenText({ kind, perDay }) {
  return { at: () => whole(perDay), always: () => say("free"), never: () => say("never"), unpriced: () => "–" }[kind]();
}
