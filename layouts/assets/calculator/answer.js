// The first screen, which the page's template wrote: the text, and one sentence whose assumptions are controls.
// sitegen/calculator/answer.py writes the same sentence.
import { h, write } from "./dom.js";
import { money, tokens, whole } from "./format.js";
import { bindNumber } from "./numbers.js";
import { UNITS, noPrice } from "./units.js";
import { say, sayCount } from "./words.js";


/**
 * @param {HTMLElement} element as layouts/partials/calculator/calculator.html has it
 * @param {() => object[]} models all that there are by now
 * @param {(changed: object) => void} change called with the settings that the reader changed
 */
export function createAnswer(element, models, change) {
  const find = (selector) => element.querySelector(selector);
  const difference = find(".calc-difference");
  const [idle, sentence] = [find(".calc-idle"), find(".calc-answer")];
  const unit = find(".calc-unit");
  const [count, cost, month, relation, also, perDay] = [".calc-tokens", ".calc-cost", ".calc-month", ".calc-relation", ".calc-also", ".calc-answer input"].map(find);
  const model = find("select:has(optgroup)");
  const plan = find("select:not(:has(optgroup))");
  const early = [model, plan, perDay].filter((control) => control && isChanged(control));
  const box = bindNumber(perDay, "perDay", change, (message) => sentence.append(message));
  const controls = { model: choice(model, "model"), perDay: control(perDay, box.fill) };
  if (plan) controls.plan = choice(plan, "plan");
  addGone(model, models());

  function choice(select, name) {
    select.addEventListener("change", () => change({ [name]: select.value }));
    return control(select, (value) => fillChoice(select, value, models()));
  }

  function control(element, fill) {
    return { fill: (value) => early.includes(element) || fill(value) };
  }

  return {
    textarea: find("textarea"),
    element,
    controls,

    /** Takes what the reader changed before this script was there, which settings of an address don't replace. */
    takeEarly() {
      for (const control of early.splice(0)) control.dispatchEvent(new Event(control === perDay ? "input" : "change"));
    },

    busy: (isBusy) => find(".calc-result").setAttribute("aria-busy", isBusy),

    /** Nothing is counted for an empty text. */
    rest() {
      idle.hidden = false;
      sentence.hidden = true;
    },

    show(counts, { chosen, textOnly, plan: compared, settings }, exchange) {
      idle.hidden = true;
      sentence.hidden = false;
      const about = counts.isEstimate ? "≈ " : "";
      const { projection } = chosen;
      write(count, about + tokens(chosen.text));
      write(cost, textOnly === null ? "–" : about + money(textOnly, exchange));
      write(unit, sayCount(...UNITS[settings.use], settings.perDay));
      write(month, projection ? say("{amount} a month", { amount: money(projection.month, exchange) }) : noPrice(chosen));
      if (plan) {
        const [amount, word] = relationTo(projection, compared, exchange);
        write(difference, amount);
        write(relation, word);
      }
      write(also, alsoCounted(chosen.model, settings));
    },
  };
}

/** Whether a control differs from what the page's template made it. */
function isChanged({ options, selectedIndex, value, defaultValue }) {
  if (!options) return value !== defaultValue;
  return selectedIndex !== Math.max(0, [...options].findIndex(({ defaultSelected }) => defaultSelected));
}

/** A model of another vendor is not on the list until it is chosen. */
function fillChoice(select, value, models) {
  select.value = value;
  if (select.value === value) return;
  const name = models.find(({ id }) => id === value)?.name ?? value;
  select.append(h("option", { value, selected: true }, name));
}

/** How a month of the API compares with a plan: ["$14.64 less", "than"]. */
function relationTo(projection, plan, exchange) {
  if (projection === null || !plan) return ["–", say("than")];
  if (projection.month === plan.month) return [say("as much"), say("as")];
  const [words, amount] = projection.month < plan.month ? ["{amount} less", plan.month - projection.month] : ["{amount} more", projection.month - plan.month];
  return [say(words, { amount: money(amount, exchange) }), say("than")];
}

/** What a month's cost includes besides what the sentence says. */
function alsoCounted({ reasoning: reasons }, { use, turns, result, prices, days, further, output, reasoning, cached, tier }) {
  const number = (text, value) => say(text, { number: whole(value) });
  const parts = [number("{number} tokens out", output), number("{number} days a month", days)];
  if (further > 0) parts.unshift(number("{number} more tokens in", further));
  if (reasoning > 0 && reasons) parts.push(number("{number} tokens of reasoning", reasoning));
  if (cached > 0) parts.push(use === "request" ? number("{number} % of the input cached", cached) : say("a cached prefix"));
  if (use !== "request") parts.unshift(number("{number} turns, each with all before it", turns));
  if (use === "agent") parts.push(number("{number} tokens from each tool", result));
  if (prices !== "") parts.push(say("prices of your own"));
  if (tier !== "standard") parts.push(say("the {tier} tier", { tier }));
  return say("Counted with {parts}.", { parts: parts.join(say(", ")) });
}

/** Models that were shut down stand last, for links that name one. */
function addGone(select, models) {
  const listed = new Set([...select.options].map(({ value }) => value));
  const gone = models.filter(({ id }) => !listed.has(id));
  if (gone.length > 0) select.append(h("optgroup", { label: say("Shut down") }, ...gone.map(({ id, name }) => h("option", { value: id }, name))));
}
