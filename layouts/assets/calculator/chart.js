// The break-even as a picture: cost a month against requests a day, both scales logarithmic. The table beside it says
// the same, so the picture has one label and no parts for those who hear the page.
import { debounce, h, svg } from "./dom.js";
import { money, whole } from "./format.js";
import { isUsable } from "./estimate.js";
import { say } from "./words.js";
import { TITLES } from "./wording.js";

const HEIGHT = 360;
const EDGE = { top: 14, right: 14, bottom: 44, left: 76 };
const LINE = 15; // the least distance of two labels
const ROOMY = 480; // px: a narrower picture shows the chosen model alone
const DOLLAR = 1e12;

export function createChart() {
  const picture = svg("svg", { class: "calc-chart", role: "img", height: HEIGHT });
  const element = h("figure", {}, picture, h("figcaption", {}, say("Cost a month against requests a day. Where the slanting line crosses a level one, the subscription costs as much as the API. Both scales grow tenfold at each step.")));
  let last = null;
  let width = 0;
  const drawSoon = debounce(draw, 100); // at every key it would be the dearest part of the page
  new ResizeObserver(([{ contentRect }]) => {
    width = Math.round(contentRect.width);
    draw();
  }).observe(element);

  function show(...shown) {
    last = shown;
    const [{ plans, chosen }, { days }] = shown;
    const levels = levelsOf(plans);
    element.hidden = levels.length === 0 || chosen.projection === null || chosen.cost.total === 0n || days === 0;
    picture.setAttribute("aria-label", describe(chosen, levels, shown[0].settings));
    drawSoon();
  }

  function draw() {
    if (last === null || element.hidden || width === 0) return;
    const [result, settings, exchange] = last;
    const { chosen } = result;
    const levels = levelsOf(result.plans);
    const scales = scalesFor(chosen, levels, settings, width);
    picture.setAttribute("width", width);
    picture.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`); // print makes it narrower
    picture.replaceChildren(...axes(scales, settings, exchange), ...others(result, settings, scales), ...plans(levels, scales), ...usage(settings, scales), ...chosenLine(chosen, levels, settings, scales));
  }

  return { element, show };
}

/** One level for each price: [{names, dollars, point}], the cheapest first. */
function levelsOf(plans) {
  const byPrice = new Map();
  for (const { plan, month, point } of plans) {
    if (point.kind !== "at") continue;
    const level = byPrice.get(month) ?? { names: [], dollars: Number(month) / DOLLAR, point };
    level.names.push(plan.name);
    byPrice.set(month, level);
  }
  return [...byPrice.values()].sort((a, b) => a.dollars - b.dollars);
}

function scalesFor(chosen, levels, { perDay, days }, width) {
  const tens = (value, round) => round(Math.log10(value));
  const most = Math.max(10, perDay * 1.5, levels.at(-1).point.perDay * 1.2);
  const [right, top] = [tens(most, Math.ceil), tens(levels.at(-1).dollars * 1.2, Math.ceil)];
  const bottom = Math.min(0, tens(levels[0].dollars, Math.floor));
  const [innerWidth, innerHeight] = [width - EDGE.left - EDGE.right, HEIGHT - EDGE.top - EDGE.bottom];
  return {
    width,
    right,
    top,
    bottom,
    days,
    x: (requests) => EDGE.left + (innerWidth * Math.log10(requests)) / right,
    y: (dollars) => HEIGHT - EDGE.bottom - (innerHeight * (Math.log10(dollars) - bottom)) / (top - bottom),
  };
}

function axes({ width, right, top, bottom, x, y }, { use }, exchange) {
  const marks = [];
  const step = Math.ceil(right / Math.max(2, Math.floor((width - 80) / 64)));
  for (let ten = 0; ten <= right; ten += step) {
    const at = x(10 ** ten);
    marks.push(line("calc-grid", at, EDGE.top, at, HEIGHT - EDGE.bottom), text("calc-tick", at, HEIGHT - EDGE.bottom + 16, whole(10 ** ten), ten === right ? "end" : "middle"));
  }
  for (let ten = bottom; ten <= top; ten++) {
    const at = y(10 ** ten);
    const label = money(BigInt(Math.round(10 ** ten * DOLLAR)), exchange).replace(/([.,])00(?!\d)/, "");
    marks.push(line("calc-grid", EDGE.left, at, width - EDGE.right, at), text("calc-tick", EDGE.left - 8, at + 4, label, "end"));
  }
  marks.push(text("calc-tick", (EDGE.left + width - EDGE.right) / 2, HEIGHT - 6, say(TITLES[use][1]), "middle"));
  return marks;
}

/** The names stand above their lines, or below where the next line is too near. */
function plans(levels, { width, y }) {
  return levels.flatMap(({ names, dollars }, at) => {
    const own = y(dollars);
    const next = at + 1 < levels.length ? y(levels[at + 1].dollars) : EDGE.top;
    const place = own - next < LINE ? own + 13 : own - 4;
    return [line("calc-level", EDGE.left, own, width - EDGE.right, own), text("calc-name", EDGE.left + 6, place, names.join(", "), "start")];
  });
}

function chosenLine({ model, cost }, levels, { days }, scales) {
  const monthly = (Number(cost.total) / DOLLAR) * days; // dollars a month for one request a day
  const marks = levels.map(({ dollars }) => {
    const [cx, cy] = [scales.x(Math.max(1, dollars / monthly)), scales.y(dollars)];
    return svg("circle", { class: "calc-cross", cx, cy, r: 4.5 });
  });
  const slope = slant("calc-cost", monthly, scales);
  return slope === null ? marks : [slope, ...marks, nameOf(model.name, monthly, scales)];
}

/** The cheapest and the dearest other model, thin, to show the span. */
function others({ rows, chosen }, { days }, scales) {
  if (scales.width < ROOMY) return [];
  const usable = rows.filter((row) => isUsable(row) && row !== chosen && row.cost.total > 0n);
  return [...new Set([usable[0], usable.at(-1)])].filter(Boolean).flatMap(({ model, cost }) => {
    const monthly = (Number(cost.total) / DOLLAR) * days;
    const slope = slant("calc-other", monthly, scales);
    return slope === null ? [] : [slope, nameOf(model.name, monthly, scales)];
  });
}

/** The line of a cost that grows with the requests, cut at the edges of the picture; null: it lies outside. */
function slant(kind, monthly, { right, top, bottom, x, y }) {
  const from = Math.max(1, 10 ** bottom / monthly);
  const to = Math.min(10 ** right, 10 ** top / monthly);
  return from < to ? line(kind, x(from), y(from * monthly), x(to), y(to * monthly)) : null;
}

/** The name of a line: right of its foot, or left of its head where the foot is among the names of the plans. */
function nameOf(name, monthly, { width, bottom, top, x, y }) {
  const foot = 10 ** (bottom + 0.15);
  const at = x(foot / monthly) + 8;
  if (at > EDGE.left + 110 && at < width - 110) return text("calc-name calc-model", at, y(foot) + 4, name, "start");
  const head = 10 ** (top - 0.4);
  return text("calc-name calc-model", Math.min(width - EDGE.right, x(head / monthly)) - 8, y(head) + 4, name, "end");
}

function usage({ perDay }, { x }) {
  if (perDay < 1) return [];
  return [line("calc-usage", x(perDay), EDGE.top, x(perDay), HEIGHT - EDGE.bottom), text("calc-name", x(perDay) + 5, EDGE.top + 10, say("you: {number}", { number: whole(perDay) }), "start")];
}

function describe({ model }, levels, { use }) {
  const points = levels.map(({ names, point }) => `${names.join(say(", "))}: ${whole(point.perDay)}`);
  return `${say("Where {model} over the API costs as much as each plan", { model: model.name })}. ${say(TITLES[use][1])}: ${points.join("; ")}.`;
}

const line = (kind, x1, y1, x2, y2) => svg("line", { class: kind, x1, y1, x2, y2 });
const text = (kind, x, y, content, anchor) => svg("text", { class: kind, x, y, "text-anchor": anchor }, content);
