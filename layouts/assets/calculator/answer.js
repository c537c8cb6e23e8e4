// The first screen, which the page's template wrote: the text, and one sentence whose assumptions are controls.
// sitegen/calculator/answer.py writes the same sentence.
import { h, write } from "./dom.js";
import { money, tokens, whole } from "./format.js";
import { bindNumber } from "./numbers.js";
import { UNITS, noPrice } from "./units.js";


/**
 * @param {HTMLElement} element as layouts/partials/calculator/calculator.html has it
 * @param {object} data unpacked
 * @param {(changed: object) => void} change called with the settings that the reader changed
 */
export function createAnswer(element, data, change) {
  const find = (selector) => element.querySelector(selector);
  const labelled = (name) => find(`[aria-label="${name}"]`);
  const [idle, sentence] = [find(".calc-idle"), find(".calc-answer")];
  const unit = find(".calc-unit");
  const [count, cost, month, difference, also] = [".calc-tokens", ".calc-cost", ".calc-month", ".calc-difference", ".calc-also"].map(find);
  const [model, plan] = [labelled("Model"), labelled("Plan")];
  const perDay = labelled("Requests a day");
  const early = [model, plan, perDay].filter((control) => control && isChanged(control));
  const box = bindNumber(perDay, "perDay", change, (message) => sentence.append(message));
  const controls = { model: choice(model, "model"), perDay: control(perDay, box.fill) };
  if (plan) controls.plan = choice(plan, "plan");
  addGone(model, data);

  function choice(select, name) {
    select.addEventListener("change", () => change({ [name]: select.value }));
    return control(select, (value) => fillChoice(select, value, data));
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
      write(unit, UNITS[settings.use][0]);
      write(month, projection ? `${money(projection.month, exchange)} a month` : noPrice(chosen));
      if (plan) {
        const [amount, relation] = relationTo(projection, compared, exchange);
        write(difference, amount);
        write(difference.nextElementSibling, relation);
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
function fillChoice(select, value, { models }) {
  select.value = value;
  if (select.value === value) return;
  const name = models.find(({ id }) => id === value)?.name ?? value;
  select.append(h("option", { value, selected: true }, name));
}

/** How a month of the API compares with a plan: ["$14.64 less", "than"]. */
function relationTo(projection, plan, exchange) {
  if (projection === null || !plan) return ["–", "than"];
  if (projection.month === plan.month) return ["as much", "as"];
  const [word, amount] = projection.month < plan.month ? ["less", plan.month - projection.month] : ["more", projection.month - plan.month];
  return [`${money(amount, exchange)} ${word}`, "than"];
}

/** What a month's cost includes besides what the sentence says. */
function alsoCounted({ reasoning: reasons }, { use, turns, result, prices, days, further, output, reasoning, cached, tier }) {
  const parts = [`${whole(output)} tokens out`, `${days} days a month`];
  if (further > 0) parts.unshift(`${whole(further)} more tokens in`);
  if (reasoning > 0 && reasons) parts.push(`${whole(reasoning)} tokens of reasoning`);
  if (cached > 0) parts.push(use === "request" ? `${cached} % of the input cached` : "a cached prefix");
  if (use !== "request") parts.unshift(`${whole(turns)} turns, each with all before it`);
  if (use === "agent") parts.push(`${whole(result)} tokens from each tool`);
  if (prices !== "") parts.push("prices of your own");
  if (tier !== "standard") parts.push(`the ${tier} tier`);
  return `Counted with ${parts.join(", ")}.`;
}

/** Models that were shut down stand last, for links that name one. */
function addGone(select, { models }) {
  const listed = new Set([...select.options].map(({ value }) => value));
  const gone = models.filter(({ id }) => !listed.has(id));
  if (gone.length > 0) select.append(h("optgroup", { label: "Shut down" }, ...gone.map(({ id, name }) => h("option", { value: id }, name))));
}
