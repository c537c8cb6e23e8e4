// What one request is made of on the chosen model: kinds of tokens, how sure each is, what it costs, and at which
// price. The prices are boxes: what a reader writes into one is the price from then on.
import { perMillion, ratesFor } from "./arithmetic.js";
import { arrange, h, headCell, write } from "./dom.js";
import { decimal, money, percent, whole } from "./format.js";
import { complaints } from "./numbers.js";
import { readNumber } from "./reading.js";
import { readPrices, writePrice } from "./settings.js";
import { noPrice } from "./units.js";
import { say } from "./words.js";
import { CERTAINTIES, PARTS, TITLES } from "./wording.js";

/** Kind of tokens -> [name, kind of price]. */
const KINDS = {
  fresh: ["Input, new", "input"],
  cached: ["Input, read from the cache", "cached"],
  written: ["Input, written to the cache", "write"],
  output: ["Output", "output"],
  reasoning: ["Reasoning", "output"],
};

/** @param {{change: (changed: object, fill?: boolean) => void}} options */
export function createBreakdown({ change }) {
  const body = h("tbody");
  const caption = h("caption");
  const header = ["Part", "Tokens", "A million, in dollars", "Cost"].map(headCell);
  const table = h("table", {}, caption, h("thead", {}, h("tr", {}, ...header)), body);
  const messages = h("p");
  const back = h("button", { type: "button", onclick: () => change({ prices: "" }, true) }, say("Take the published prices again"));
  const growth = h("table");
  const element = h("div", {}, h("div", { class: "calc-scroll", role: "region", "aria-label": say("Parts of a request"), tabIndex: 0 }, table), messages, back, h("div", { class: "calc-scroll", role: "region", "aria-label": say("How the conversation grows"), tabIndex: 0 }, growth));
  const costs = Object.fromEntries(Object.entries(KINDS).map(([kind, [name, rate]]) => [kind, costRow(say(name), rate)]));
  const total = { tokens: number(""), cost: number("") };
  const totalName = h("th", { scope: "row" });
  const totalRow = h("tr", { class: "calc-total" }, totalName, total.tokens, number(""), total.cost);
  let edited = "";

  function costRow(name, rate) {
    const input = h("input", { type: "text", inputMode: "decimal", autocomplete: "off", size: 8, "aria-label": say("{kind}: dollars a million tokens", { kind: name }), oninput: () => edit(row) });
    const cells = { tokens: number(""), cost: number("") };
    const complain = complaints(input, (message) => messages.append(message));
    const row = { rate, input, complain, inForce: "", ...cells, element: h("tr", {}, h("th", { scope: "row" }, name), cells.tokens, h("td", { class: "align-right" }, input), cells.cost) };
    return row;
  }

  function edit(row) {
    const price = readNumber(row.input.value);
    const isRight = price !== null && price <= 999_999;
    row.complain(isRight ? "" : say("Write a price as a number of dollars for a million tokens, such as {number}.", { number: decimal(2.5) }));
    if (!isRight) return;
    const prices = writePrice(edited, row.rate, String(price));
    row.inForce = perMillion(readPrices(prices)[row.rate]);
    change({ prices });
  }

  /** Shows the price in force; what the reader wrote stays as long as it is that price, or wrong. */
  function fill(row, inForce) {
    if (row.inForce === inForce) return;
    row.inForce = row.input.value = inForce;
    row.complain("");
  }

  function show({ chosen, settings }, exchange, today) {
    const { model, cost, projection, tokens } = chosen;
    edited = settings.prices;
    back.hidden = edited === "";
    const notes = [edited !== "" && say("at prices of your own"), cost.long && say("at the price of long requests")].filter(Boolean);
    write(caption, [model.name, ...notes].join(say(", ")));
    const parts = inputRows(chosen, settings);
    growth.parentElement.hidden = chosen.steps === undefined;
    if (chosen.steps) growth.replaceChildren(...growthRows(chosen.steps));
    if (projection === null) {
      arrange(body, [...parts, h("tr", {}, h("th", { scope: "row" }, noPrice({ cost })), number(""), number(""), number(""))]);
      return;
    }
    const { rates } = ratesFor(model, settings.tier, chosen.peak, today);
    const rows = Object.entries(costs).filter(([kind]) => tokens[kind] > 0);
    for (const [kind, row] of rows) {
      write(row.tokens, whole(tokens[kind]));
      write(row.cost, money(cost[kind], exchange));
      fill(row, perMillion(rates[row.rate] ?? rates.input));
    }
    write(totalName, say(TITLES[settings.use][0]));
    write(total.tokens, whole(Object.values(tokens).reduce((sum, count) => sum + count, 0)));
    write(total.cost, money(cost.total, exchange));
    arrange(body, [...parts, ...rows.map(([, row]) => row.element), totalRow]);
  }

  return { element, show };
}

function inputRows({ lines, text }, { further, use }) {
  const row = (name, tokens, certainty) => h("tr", {}, h("th", { scope: "row" }, name, h("small", {}, certainty)), number(whole(tokens)), number(""), number(""));
  const parts = lines.map(({ part, tokens, certainty }) => row(say(PARTS[part]), part === "text" ? text : tokens, say(CERTAINTIES[certainty])));
  const besides = lines[0].tokens - text; // other models have other tokens
  const rows = further > 0 ? [parts[0], row(say("Input besides the text"), besides, say(besides === further ? "as you say" : CERTAINTIES.estimate)), ...parts.slice(1)] : parts;
  return use === "request" ? rows : rows.map((element) => (element.firstChild.append(h("small", {}, say("in the first turn"))), element));
}

/** The first turns, the middle and the last: how much each sends, and how much of it comes from the cache. */
function growthRows(steps) {
  const last = steps.length - 1;
  const shown = [...new Set([0, 1, 2, Math.floor(last / 2), last])].filter((at) => at <= last).sort((a, b) => a - b);
  const head = ["Turn", "Input tokens", "From the cache"].map(headCell);
  const rows = shown.map((at) => {
    const { fresh, cached, written } = steps[at];
    const sent = fresh + cached + written;
    return h("tr", {}, h("th", { scope: "row" }, whole(at + 1)), number(whole(sent)), number(sent === 0 ? "–" : percent(cached / sent)));
  });
  return [h("caption", {}, say("Each turn sends the ones before it again")), h("thead", {}, h("tr", {}, ...head)), h("tbody", {}, ...rows)];
}

const number = (text) => h("td", { class: "align-right" }, text);
