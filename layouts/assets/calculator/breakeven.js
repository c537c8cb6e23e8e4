// Where each plan breaks even: for the chosen model as a picture and a table, for all models as a table on demand.
import { createChart } from "./chart.js";
import { arrange, h, headCell, write } from "./dom.js";
import { money, whole } from "./format.js";
import { say } from "./words.js";
import { TITLES, breakEvenText, planDetails } from "./wording.js";

/** @param {{note: string, controls: HTMLElement}} options */
export function createBreakEven({ note, controls }) {
  const chart = createChart();
  const caption = h("caption");
  const body = h("tbody");
  const header = ["Plan", "Requests a day", "Your use", "Requests a month"].map(headCell);
  const [, perDay, , perMonth] = header;
  const matrix = h("table");
  const every = h("details", {}, h("summary", {}, say("Every model with every plan")), h("p", { class: "calc-hint" }, say("Requests a day from which the API costs at least as much as the plan.")), scroll(matrix, say("Break-even of every model")));
  const table = scroll(h("table", {}, caption, h("thead", {}, h("tr", {}, ...header)), body), say("Break-even of the plans"));
  const element = h(
    "div",
    {},
    h("p", { class: "calc-note" }, note),
    chart.element,
    controls,
    table,
    every,
  );
  let last = null;
  every.addEventListener("toggle", () => last && showMatrix(...last));

  function show(result, exchange) {
    last = [result, exchange];
    chart.show(result, result.settings, exchange);
    const [, aDay, aMonth] = TITLES[result.settings.use];
    write(perDay, say(aDay));
    write(perMonth, say(aMonth));
    write(caption, say("Where {model} over the API costs as much as each plan", { model: result.chosen.model.name }));
    arrange(body, result.plans.map((entry) => planRow(entry, result.chosen, exchange)));
    showMatrix(result, exchange);
  }

  function showMatrix(result, exchange) {
    if (!every.open) return;
    const plans = result.plans.filter(({ point }) => point.kind === "at");
    const names = plans.map(({ plan, month }) => h("th", { scope: "col", class: "align-right" }, plan.name, h("small", {}, ` ${money(month, exchange)}`)));
    matrix.replaceChildren(h("thead", {}, h("tr", {}, headCell("Model", 0), ...names)), h("tbody", {}, ...result.matrix.map((row) => matrixRow(row, plans))));
  }

  return { element, show };
}

function planRow({ plan, month, point }, { projection }, exchange) {
  const price = month === null ? say("price on request") : say("{amount} a month", { amount: money(month, exchange) });
  const details = [price, planDetails(plan)].filter(Boolean).join(say(", "));
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, plan.name, h("small", {}, details)),
    number(breakEvenText(point)),
    h("td", { class: "align-right calc-wrap" }, verdict(month, point, projection, exchange)),
    number(point.kind === "at" ? whole(point.perMonth) : ""),
  );
}

/** What the reader's own use says: which is cheaper, and by how much a month. */
function verdict(month, { kind }, projection, exchange) {
  if (projection === null || (kind !== "at" && kind !== "never")) return "";
  if (projection.month === month) return say("the same");
  const [words, difference] = projection.month < month ? ["API cheaper by {amount}", month - projection.month] : ["plan cheaper by {amount}", projection.month - month];
  return say(words, { amount: money(difference, exchange) });
}

function matrixRow({ model, plans }, shown) {
  const points = shown.map(({ plan }) => plans.find((entry) => entry.plan === plan).point);
  return h("tr", {}, h("th", { scope: "row" }, model.name), ...points.map((point) => number(breakEvenText(point))));
}

const number = (text) => h("td", { class: "align-right" }, text);
const scroll = (table, label) => h("div", { class: "calc-scroll", role: "region", "aria-label": label, tabIndex: 0 }, table);
