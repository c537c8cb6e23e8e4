// What one request is made of on the chosen model: kinds of tokens, how sure each is, and what it costs.
import { ratesFor, splitTokens } from "./arithmetic.js";
import { h } from "./dom.js";
import { money, whole } from "./format.js";
import { CERTAINTIES, PARTS, noPrice } from "./wording.js";

export function createBreakdown() {
  const body = h("tbody");
  const caption = h("caption");
  const header = ["Part", "Tokens", "A million", "Cost"].map((name, at) => h("th", { scope: "col", class: at ? "align-right" : "" }, name));
  const table = h("table", {}, caption, h("thead", {}, h("tr", {}, ...header)), body);

  function show({ chosen }, settings, exchange, today) {
    caption.textContent = chosen.cost.long ? `${chosen.model.name}, at the price of long requests` : chosen.model.name;
    body.replaceChildren(...inputRows(chosen, settings), ...costRows(chosen, settings, exchange, today));
  }

  return { element: h("div", { class: "calc-scroll", role: "region", "aria-label": "Parts of a request", tabIndex: 0 }, table), show };
}

function inputRows({ lines }, { further }) {
  const row = (name, tokens, said) => h("tr", {}, h("th", { scope: "row" }, name, h("small", {}, said)), number(whole(tokens)), number(""), number(""));
  const parts = lines.map(({ part, tokens, certainty }) => row(PARTS[part], part === "text" ? Math.max(0, tokens - further) : tokens, CERTAINTIES[certainty]));
  return further > 0 ? [parts[0], row("Input besides the text", further, "as you say"), ...parts.slice(1)] : parts;
}

function costRows({ model, cost, input, projection }, { tier, output, reasoning, cached }, exchange, today) {
  if (projection === null) return [h("tr", {}, h("th", { scope: "row" }, noPrice({ cost })), number(""), number(""), number(""))];
  const { rates } = ratesFor(model, tier, input, today);
  const price = (perToken) => money(perToken * 1_000_000n, exchange);
  const split = splitTokens(model, { inputTokens: input, outputTokens: output, reasoningTokens: reasoning, cachedPercent: cached });
  const kinds = [
    ["Input, new", split.fresh, rates.input, cost.fresh],
    ["Input, read from the cache", split.cached, rates.cached ?? rates.input, cost.cached],
    ["Input, written to the cache", split.written, rates.write ?? rates.input, cost.written],
    ["Output", split.output, rates.output, cost.output],
    ["Reasoning", split.reasoning, rates.output, cost.reasoning],
  ];
  const rows = kinds
    .filter(([, tokens]) => tokens > 0)
    .map(([name, tokens, perToken, amount]) => h("tr", {}, h("th", { scope: "row" }, name), number(whole(tokens)), number(price(perToken)), number(money(amount, exchange))));
  const total = h("tr", { class: "calc-total" }, h("th", { scope: "row" }, "A request"), number(""), number(""), number(money(cost.total, exchange)));
  return [...rows, total];
}

const number = (text) => h("td", { class: "align-right" }, text);
