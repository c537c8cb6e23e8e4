// The few words that the answer needs; wording.js has the rest.
import { money, tokens } from "./format.js";

/** What is sent, in the plural, and one of it. */
export const UNITS = { request: ["requests", "A request"], chat: ["conversations", "A conversation"], agent: ["tasks", "A task"] };

export function noPrice({ cost }) {
  return cost.noPrice === "long" ? "no price for so long an input" : "not offered in this tier";
}

/** One sentence for those who hear the page. */
export function spoken({ isEstimate }, { chosen }, exchange) {
  const { model, projection } = chosen;
  const cost = projection ? `${money(projection.request, exchange)} a request, ${money(projection.month, exchange)} a month` : noPrice(chosen);
  return `${isEstimate ? "About " : ""}${tokens(chosen.text)}. ${model.name}: ${cost}.`;
}
