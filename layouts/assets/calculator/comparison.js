// The table of all models: the cheapest first, or as the reader sorts and filters it; to copy as Markdown or CSV. Rows
// are kept and changed in place, so that typing stays light.
import { shown as decimalText } from "./arithmetic.js";
import { createCopying } from "./copying.js";
import { arrange, h, write } from "./dom.js";
import { inCurrency, money, whole } from "./format.js";
import { isUsable } from "./estimate.js";
import { noPrice } from "./units.js";
import { say } from "./words.js";
import { TITLES, badgesOf, fitting, namesOf, used } from "./wording.js";

/** Column -> [its name, what it is sorted by]. */
const COLUMNS = {
  model: ["Model", ({ model }) => model.name],
  request: ["A request", ({ projection }) => projection?.request ?? null],
  month: ["A month", ({ projection }) => projection?.month ?? null],
  tokens: ["Input tokens", ({ input }) => input],
  window: ["Share of the window", (row, settings) => (row.model.contextWindow ? used(row, settings) / row.model.contextWindow : null)],
};

/**
 * @param {object} options
 * @param {(id: string) => void} options.choose called with the model whose name was pressed
 * @param {number} options.first how many rows are shown before the reader asks for all
 */
export function createComparison({ choose, first }) {
  const { copy, status, byHand } = createCopying();
  const body = h("tbody");
  const heads = Object.fromEntries(Object.keys(COLUMNS).map((name) => [name, head(name)]));
  const filter = h("input", { type: "search", "aria-label": say("Filter the models"), placeholder: say("Filter: {names}", { names: "claude, mini, GPT-6" }), oninput: () => again() });
  const more = h("button", { type: "button", onclick: () => ((all = true), again()) });
  const asMarkdown = h("button", { type: "button", onclick: () => copy(toMarkdown(cellsOf())) }, say("Copy as Markdown"));
  const asCsv = h("button", { type: "button", onclick: () => copy(toCsv(cellsOf())) }, say("Copy as CSV"));
  const source = h("p", { class: "calc-hint" });
  const element = h(
    "div",
    {},
    h("p", { class: "calc-hint" }, say("The cheapest first, models that will be shut down last. A model’s name puts it into the answer.")),
    h("div", { class: "calc-bar calc-filter" }, filter, asMarkdown, asCsv, status),
    byHand,
    h(
      "div",
      { class: "calc-scroll", role: "region", "aria-label": say("Comparison of models"), tabIndex: 0 },
      h("table", {}, h("thead", {}, h("tr", {}, ...Object.values(heads))), body),
    ),
    source,
    more,
  );
  const rows = new Map();
  let all = false;
  let order = null; // {name, ascending}; null: as `compare` ranks them
  let last = null;

  function head(name) {
    const button = h("button", { type: "button", class: "calc-sort", onclick: () => sortBy(name) }, say(COLUMNS[name][0]));
    return h("th", { scope: "col", class: name === "model" ? "" : "align-right" }, button);
  }

  /** Once for ascending, twice for descending, a third time for the usual order. */
  function sortBy(name) {
    if (order?.name !== name) order = { name, ascending: true };
    else order = order.ascending ? { name, ascending: false } : null;
    for (const [column, cell] of Object.entries(heads)) {
      if (order?.name === column) cell.setAttribute("aria-sort", order.ascending ? "ascending" : "descending");
      else cell.removeAttribute("aria-sort");
    }
    again();
  }

  function again() {
    if (last !== null) show(...last);
  }

  function rowFor(model, names, today) {
    const key = `${model.id} ${today}`;
    if (rows.has(key)) return rows.get(key);
    const button = h("button", { type: "button", class: "calc-link", onclick: () => choose(model.id) }, model.name);
    const marks = badgesOf(model, today, names).map(({ code, text }) => h("small", { class: `badge ${code}` }, text));
    const cells = Array.from({ length: 4 }, () => h("td", { class: "align-right" }));
    const vendor = model.vendor === "OpenAI" ? null : h("small", {}, ` ${model.vendor}`);
    const row = { element: h("tr", {}, h("th", { scope: "row" }, button, vendor, ...marks), ...cells), button, cells };
    rows.set(key, row);
    return row;
  }

  /** The rows to show or copy, in the reader's order. */
  function arranged({ rows: everyRow, settings }) {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const matching = everyRow.filter(({ model: { id, name, vendor, family } }) => words.every((word) => `${id} ${name} ${vendor} ${family}`.toLowerCase().includes(word)));
    if (order === null) return matching;
    const value = COLUMNS[order.name][1];
    const sign = order.ascending ? 1 : -1;
    return matching.toSorted((a, b) => compareValues(value(a, settings), value(b, settings), sign));
  }

  function show(result, exchange, today) {
    last = [result, exchange, today];
    const names = namesOf(result.rows);
    const everyRow = arranged(result);
    const isWhole = all || filter.value !== "";
    const shown = isWhole ? everyRow : everyRow.filter((row, at) => at < first || row === result.chosen);
    for (const row of shown) fill(rowFor(row.model, names, today), row, result, exchange);
    arrange(body, shown.map((row) => rowFor(row.model, names, today).element));
    more.hidden = isWhole || shown.length === everyRow.length;
    write(more, say("Show all models ({number})", { number: whole(everyRow.length) }));
    write(heads.request.firstChild, say(TITLES[result.settings.use][0]));
    const sources = new Set(shown.map(({ model }) => model.tokenSource && `${model.vendor}: ${say(model.tokenSource)}.`).filter(Boolean));
    write(source, [...sources].join(" "));
  }

  /** The table as text: [[header, …], [cell, …], …]. */
  function cellsOf() {
    const [result, exchange, today] = last;
    const currency = exchange.rate === null ? "USD" : exchange.currency;
    const amount = (projection, name) => (projection ? decimalText(inCurrency(projection[name], exchange)) : "");
    const header = ["Model", "Vendor", TITLES[result.settings.use][0], "A month", "Input tokens", "At least", "At most", "Share of the window", "Prices of"].map((name, at) => say(name) + (at === 2 || at === 3 ? `, ${currency}` : ""));
    const cells = arranged(result).map((row) => [
      row.model.name,
      row.model.vendor,
      amount(row.projection, "request"),
      amount(row.projection, "month"),
      String(row.input),
      ...(row.range ? row.range.map(({ input }) => String(input)) : ["", ""]),
      row.model.contextWindow ? (used(row, result.settings) / row.model.contextWindow).toPrecision(2) : "",
      today,
    ]);
    return [header, ...cells];
  }

  return { element, show };
}

/** Numbers, big or not, and names; what has none stands last whichever way. */
function compareValues(a, b, sign) {
  if (a === null || b === null) return (a === null) - (b === null);
  if (typeof a === "string") return sign * a.localeCompare(b);
  return sign * (a < b ? -1 : a > b ? 1 : 0);
}

const toMarkdown = ([header, ...rows]) => [header, header.map((_, at) => (at < 2 ? "---" : "---:")), ...rows].map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`).join("\n");
const toCsv = (rows) => rows.map((cells) => cells.map((cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",")).join("\r\n");

function fill({ element, button, cells }, row, { chosen, settings }, exchange) {
  const { lines, projection, range } = row;
  const [request, month, tokens, context] = cells;
  const sure = lines.every(({ certainty }) => certainty === "exact" || certainty === "assumed" || certainty === "published");
  const span = ([low, high]) => (low === high ? low : say("{low} to {high}", { low, high }));
  const amount = (name) => (range && range.every((bound) => bound.projection) ? `≈ ${span(range.map((bound) => money(bound.projection[name], exchange)))}` : money(projection[name], exchange));
  write(tokens, range ? `≈ ${span(range.map(({ input }) => whole(input)))}` : `${sure ? "" : "≈ "}${whole(row.input)}`);
  write(context, fitting(row, settings));
  write(request, projection ? amount("request") : noPrice(row));
  write(month, projection ? amount("month") : "–");
  button.setAttribute("aria-pressed", row === chosen);
  element.classList.toggle("chosen", row === chosen);
  element.classList.toggle("calc-out", !isUsable(row));
}
