// The other figures: how long the text is by each measure, and what the chosen model costs over longer times.
import { h, write } from "./dom.js";
import { decimal, money, percent, whole } from "./format.js";
import { noPrice } from "./units.js";
import { say } from "./words.js";
import { CERTAINTIES, TITLES, badgesOf, namesOf, used } from "./wording.js";

const FIGURES = { characters: "Characters", words: "Words", ratio: "Characters per token", request: "A request", day: "A day", year: "A year" };
const MONEY = ["request", "day", "year"];

export function createFigures() {
  const values = Object.fromEntries(Object.keys(FIGURES).map((name) => [name, h("dd")]));
  const figures = Object.keys(FIGURES).map((name) => h("div", { class: `calc-figure calc-${name}` }, h("dt", {}, say(FIGURES[name])), values[name]));
  const marks = h("p", { class: "calc-marks" });
  const bar = h("meter", { min: 0, max: 1, high: 0.9 });
  const share = h("span");
  const context = h("p", { class: "calc-context" }, h("label", {}, `${say("Share of the context window")} `, bar), " ", share);
  const element = h("div", { class: "calc-figures" }, h("dl", {}, ...figures), context, marks);

  /** How much of the window the longest request uses, its answer included. */
  function showWindow(chosen, settings) {
    const { contextWindow } = chosen.model;
    context.hidden = contextWindow === null;
    if (context.hidden) return;
    const tokens = used(chosen, settings);
    bar.value = Math.min(1, tokens / contextWindow);
    write(share, say("{share}: {number} of {total} tokens", { share: percent(tokens / contextWindow), number: whole(tokens), total: whole(contextWindow) }));
  }

  return {
    element,
    show(counts, { chosen, settings, rows }, exchange, today) {
      const { model, lines, projection, text } = chosen;
      write(values.characters, whole(counts.characters));
      write(values.words, whole(counts.words));
      write(values.ratio, text === 0 ? "–" : decimal(counts.characters / text));
      for (const name of MONEY) write(values[name], projection ? money(projection[name], exchange) : "–");
      write(values.request.previousElementSibling, say(TITLES[settings.use][0]));
      showWindow(chosen, settings);
      const certainty = counts.isEstimate ? "estimate" : lines[0].certainty;
      const said = [say(CERTAINTIES[certainty]), projection ? "" : noPrice(chosen), ...badgesOf(model, today, namesOf(rows)).filter(({ code }) => code !== "assumed-encoding").map(({ text: badge }) => badge)].filter(Boolean);
      const key = [model.id, ...said].join();
      if (marks.dataset.said === key) return;
      marks.dataset.said = key;
      marks.replaceChildren(h("span", { class: "calc-hint" }, `${say("The count for {model}:", { model: model.name })} `), ...said.flatMap((badge) => [h("small", { class: "badge" }, badge), " "]));
    },
  };
}
