// The table of all models, the cheapest first. Rows are kept and changed in place, so that typing stays light.
import { arrange, h, write } from "./dom.js";
import { money, whole } from "./format.js";
import { isUsable } from "./estimate.js";
import { badgesOf, fitting, noPrice } from "./wording.js";

/**
 * @param {object} options
 * @param {string} options.today
 * @param {(id: string) => void} options.choose called with the model whose name was pressed
 * @param {number} options.first how many rows are shown before the reader asks for all
 */
export function createComparison({ today, choose, first }) {
  const body = h("tbody");
  const more = h("button", { type: "button", onclick: () => showAll(true) });
  const element = h(
    "div",
    {},
    h("p", { class: "calc-hint" }, "The cheapest first, models that will be shut down last. A model’s name puts it into the answer."),
    h(
      "div",
      { class: "calc-scroll", role: "region", "aria-label": "Comparison of models", tabIndex: 0 },
      h(
        "table",
        {},
        h("thead", {}, h("tr", {}, ...["Model", "A request", "A month", "Input tokens", "Share of the window"].map((name, at) => h("th", { scope: "col", class: at ? "align-right" : "" }, name)))),
        body,
      ),
    ),
    more,
  );
  const rows = new Map();
  let all = false;
  let last = null;

  function showAll(value) {
    all = value;
    if (last !== null) show(...last);
  }

  function rowFor(model) {
    if (rows.has(model.id)) return rows.get(model.id);
    const button = h("button", { type: "button", class: "calc-link", onclick: () => choose(model.id) }, model.name);
    const marks = badgesOf(model, today).map(({ code, text }) => h("small", { class: `badge ${code}` }, text));
    const cells = Array.from({ length: 4 }, () => h("td", { class: "align-right" }));
    const vendor = model.vendor === "OpenAI" ? null : h("small", {}, ` ${model.vendor}`);
    const row = { element: h("tr", {}, h("th", { scope: "row" }, button, vendor, ...marks), ...cells), button, cells };
    rows.set(model.id, row);
    return row;
  }

  function show(result, settings, exchange) {
    last = [result, settings, exchange];
    const shown = all ? result.rows : result.rows.filter((row, at) => at < first || row === result.chosen);
    for (const row of shown) fill(rowFor(row.model), row, result, settings, exchange);
    arrange(body, shown.map((row) => rowFor(row.model).element));
    more.hidden = all || shown.length === result.rows.length;
    write(more, `Show all ${result.rows.length} models`);
  }

  return { element, show };
}

function fill({ element, button, cells }, row, { chosen }, settings, exchange) {
  const { lines, projection } = row;
  const [request, month, tokens, context] = cells;
  const sure = lines.every(({ certainty }) => certainty === "exact" || certainty === "assumed" || certainty === "published");
  write(tokens, `${sure ? "" : "≈ "}${whole(row.input)}`);
  write(context, fitting(row, settings));
  write(request, projection ? money(projection.request, exchange) : noPrice(row));
  write(month, projection ? money(projection.month, exchange) : "–");
  button.setAttribute("aria-pressed", row === chosen);
  element.classList.toggle("chosen", row === chosen);
  element.classList.toggle("calc-out", !isUsable(row));
}
