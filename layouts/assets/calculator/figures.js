// The figures that a reader looks for first: counts, and what the chosen model costs.
import { h, write } from "./dom.js";
import { decimal, money, whole } from "./format.js";
import { CERTAINTIES, badgesOf, noPrice } from "./wording.js";

const FIGURES = { tokens: "Tokens", characters: "Characters", words: "Words", ratio: "Characters a token", text: "The text alone", request: "A request", day: "A day", month: "A month", year: "A year" };
const COUNTS = ["tokens", "characters", "words", "ratio"];
const MONEY = ["request", "day", "month", "year"];

export function createFigures() {
  const values = Object.fromEntries(Object.keys(FIGURES).map((name) => [name, h("dd")]));
  const list = (names) => h("dl", {}, ...names.map((name) => h("div", { class: `calc-figure calc-${name}` }, h("dt", {}, FIGURES[name]), values[name])));
  const marks = h("p", { class: "calc-marks" });
  const element = h("div", { class: "calc-figures" }, list(COUNTS), list(["text", ...MONEY]), marks);

  return {
    element,
    busy: (isBusy) => element.setAttribute("aria-busy", isBusy),
    fail() {
      for (const name of [...COUNTS, "text"]) write(values[name], "–");
      element.setAttribute("aria-busy", false);
    },
    show(counts, { chosen, textOnly }, exchange, today) {
      const { model, lines, projection } = chosen;
      const tokens = model.encoding === "cl100k_base" ? (counts.cl100kBase ?? counts.o200kBase) : counts.o200kBase;
      write(values.tokens, whole(tokens));
      write(values.characters, whole(counts.characters));
      write(values.words, whole(counts.words));
      write(values.ratio, tokens === 0 ? "–" : decimal(counts.characters / tokens));
      write(values.text, textOnly === null ? "–" : money(textOnly, exchange));
      for (const name of MONEY) write(values[name], projection ? money(projection[name], exchange) : "–");
      const said = [CERTAINTIES[lines[0].certainty], projection ? "" : noPrice(chosen), ...badgesOf(model, today).filter(({ code }) => code !== "assumed-encoding").map(({ text }) => text)].filter(Boolean);
      const key = [model.id, ...said].join();
      if (marks.dataset.said === key) return;
      marks.dataset.said = key;
      marks.replaceChildren(h("span", { class: "calc-hint" }, `${model.name}: the count is `), ...said.flatMap((text) => [h("small", { class: "badge" }, text), " "]));
    },
  };
}
