// The few words that the answer needs; wording.js has the rest.
import { money, tokens } from "./format.js";
import { say } from "./words.js";

/** What is sent: [one, many]. */
export const UNITS = { request: ["request", "requests"], chat: ["conversation", "conversations"], agent: ["task", "tasks"] };

export function noPrice({ cost }) {
  return cost.noPrice === "long" ? say("no price for so long an input") : say("not offered in this tier");
}

/** One sentence for those who hear the page. */
export function spoken({ isEstimate }, { chosen }, exchange) {
  const { model, projection } = chosen;
  const month = projection && say("{amount} a month", { amount: money(projection.month, exchange) });
  const cost = projection ? say("{amount} a request, {month}", { amount: money(projection.request, exchange), month }) : noPrice(chosen);
  const values = { tokens: tokens(chosen.text), model: model.name, cost };
  return isEstimate ? say("About {tokens}. {model}: {cost}.", values) : say("{tokens}. {model}: {cost}.", values);
}
