// How the price of the chosen model came to be what it is: a small chart of steps, and a table that says the same.
import { h, headCell, svg, write } from "./dom.js";
import { day, money } from "./format.js";
import { say } from "./words.js";

const WIDTH = 640;
const HEIGHT = 160;
const EDGE = { top: 12, right: 8, bottom: 24, left: 8 };
const DOLLARS = { currency: "USD", rate: null };
const MONTH = 30 * 86_400_000;
const RECORDED = "2026-11-30"; // the day from which on pages keep the prices that they showed

/** @param {{more: () => Promise<{past: Map<string, object[]>}>}} options */
export function createHistory({ more }) {
  const caption = h("figcaption", {}, say("Input (solid) and output (dashed) in dollars per million tokens; the dotted line is the day shown."));
  const picture = svg("svg", { class: "calc-chart calc-steps", role: "img", viewBox: `0 0 ${WIDTH} ${HEIGHT}` });
  const figure = h("figure", {}, picture, caption);
  const body = h("tbody");
  const header = ["From", "Input", "Cached", "Output"].map(headCell);
  const table = h("table", {}, h("caption", {}, say("Dollars per million tokens, standard tier")), h("thead", {}, h("tr", {}, ...header)), body);
  const hint = h("p", { class: "calc-hint" });
  const element = h("div", {}, hint, figure, h("div", { class: "calc-scroll", role: "region", "aria-label": say("Prices over time"), tabIndex: 0 }, table));
  let past = null;
  let last = null; // [the chosen model, the day]
  let shownKey = "";

  function show({ chosen: { model } }, _exchange, today, isOpen) {
    last = [model, today];
    return isOpen ? draw() : undefined;
  }

  async function draw() {
    if (last === null || !(await loaded())) return;
    const [model, today] = last;
    if (shownKey === model.id + today) return;
    shownKey = model.id + today;
    const periods = periodsOf(model, past.get(model.id) ?? [], today);
    const isFlat = periods.length === 1;
    write(hint, isFlat ? say("{model}: no change of its price is on record.", { model: model.name }) : say("{model}: from the sources’ own dates, and from {day} on from what this page showed.", { model: model.name, day: day(RECORDED) }));
    figure.hidden = isFlat;
    body.replaceChildren(...periods.map(row));
    picture.setAttribute("aria-label", say("The price of {model} over time, as in the table below.", { model: model.name }));
    if (!isFlat) picture.replaceChildren(...chart(periods, today));
  }

  /** Whether the past is there; fetches it the first time. */
  async function loaded() {
    if (past !== null) return true;
    write(hint, say("Loading…"));
    try {
      ({ past } = await more());
      return true;
    } catch {
      write(hint, say("The past could not be loaded. Fold this section and open it again to try once more."));
      return false;
    }
  }

  return { element, show, draw };
}

/** What held when, the oldest first: [{from: a day or "", rates}]; a promotion and announced prices are periods too. */
function periodsOf(model, pasts, today) {
  const periods = [];
  let from = "";
  for (const { until, tiers } of pasts) {
    periods.push({ from, rates: tiers.standard.base });
    from = until;
  }
  periods.push({ from, rates: model.tiers.standard.base });
  if (model.promotion !== null && model.promotion.until < today) periods.push({ from: dayAfter(model.promotion.until), rates: model.promotion.after.standard.base, note: "list price; the sources still state the promotion" });
  if (model.announced !== null) periods.push({ from: model.announced.since, rates: model.announced.tiers.standard.base, note: "announced" });
  return periods;
}

function dayAfter(iso) {
  return new Date(Date.parse(iso) + 86_400_000).toISOString().slice(0, 10);
}

const price = (perToken) => (perToken === null ? "–" : money(perToken * 1_000_000n, DOLLARS));
const number = (text) => h("td", { class: "align-right" }, text);

function row({ from, rates, note }) {
  const name = from === "" ? say("the beginning of the record") : day(from);
  return h("tr", {}, h("th", { scope: "row" }, name, note ? h("small", {}, say(note)) : null), number(price(rates.input)), number(price(rates.cached)), number(price(rates.output)));
}

function chart(periods, today) {
  const starts = periods.slice(1).map(({ from }) => Date.parse(from));
  const first = Math.min(...starts) - 2 * MONTH;
  const last = Math.max(Date.parse(today), ...starts) + MONTH;
  const most = Math.max(...periods.map(({ rates }) => Number(rates.output)));
  const x = (time) => EDGE.left + ((time - first) / (last - first)) * (WIDTH - EDGE.left - EDGE.right);
  const y = (perToken) => HEIGHT - EDGE.bottom - (Number(perToken) / most) * (HEIGHT - EDGE.top - EDGE.bottom);
  const steps = (kind) => periods.map(({ from, rates }, at) => `${at === 0 ? `M${x(first)} ` : `H${x(Date.parse(from))}V`}${y(rates[kind])}`).join("") + `H${x(last)}`;
  const labels = periods.slice(1).map(({ from }) => svg("text", { class: "calc-tick", x: x(Date.parse(from)), y: HEIGHT - 6, "text-anchor": "middle" }, day(from)));
  const now = x(Date.parse(today));
  return [
    svg("line", { class: "calc-grid", x1: EDGE.left, x2: WIDTH - EDGE.right, y1: HEIGHT - EDGE.bottom, y2: HEIGHT - EDGE.bottom }),
    svg("line", { class: "calc-usage", x1: now, x2: now, y1: EDGE.top, y2: HEIGHT - EDGE.bottom }),
    svg("path", { class: "calc-other", fill: "none", d: steps("output") }),
    svg("path", { class: "calc-cost", fill: "none", d: steps("input") }),
    ...labels,
  ];
}
