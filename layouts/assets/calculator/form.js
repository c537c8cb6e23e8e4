// The settings as a form: built from one table, read as the reader types, filled when settings come from elsewhere.
import { localCurrency } from "./currencies.js";
import { h } from "./dom.js";
import { day, decimal, whole } from "./format.js";
import { bindNumber, complaints } from "./numbers.js";
import { NUMBERS, ofProfile, readImages, readRate, readWhole, writeImages } from "./settings.js";
import { say } from "./words.js";
import { TIERS, USES } from "./wording.js";

/** The boxes for NUMBERS: name -> [label, hint]. */
const LABELS = {
  turns: ["Turns", "of each conversation, or steps of each loop"],
  result: ["Result of a tool", "tokens that each call brings back"],
  further: ["Input besides the text", "tokens: system prompt, history, documents"],
  output: ["Output", "tokens of each answer"],
  reasoning: ["Reasoning", "tokens, billed as output by models that reason"],
  cached: ["Cached input", "per cent of the input that is read from the cache, from {number} tokens on"],
  days: ["Days a month"],
  messages: ["Messages", "of the chat, with the system’s; 0: none"],
  names: ["of them with a name"],
  functions: ["Functions", "that the model may call"],
  withProperties: ["of them with properties"],
  properties: ["Properties in all"],
  enums: ["of them with a list of values"],
  enumValues: ["Values in all"],
  toolTokens: ["Names and descriptions", "tokens: count them in the text above"],
  seats: ["Seats"],
};
const CACHE_MINIMUM = 1024; // tokens, as for OpenAI's models

let instances = 0;

/**
 * @param {object} data unpacked
 * @param {(changed: object, fill?: boolean) => void} change called with the settings that the reader changed, and
 *   whether their controls don't show them yet
 */
export function createForm(data, change) {
  const id = `calc-${++instances}`;
  const controls = {}; // setting -> {fill: (value) => void}
  const fields = (group) => Object.entries(NUMBERS).filter(([, row]) => row[2] === group).map(([name]) => numberField(name));

  function field(name, label, hint, control) {
    control.id = `${id}-${name}`;
    const help = hint ? h("small", { id: `${id}-${name}-hint` }, hint) : null;
    if (help) control.setAttribute("aria-describedby", help.id);
    return h("div", { class: "calc-field" }, h("label", { for: control.id }, label), control, help);
  }

  function numberField(name) {
    const [label, hint] = LABELS[name];
    const input = h("input", { type: "text", inputMode: "decimal", autocomplete: "off", spellcheck: false });
    const element = field(name, say(label), hint && say(hint, { number: whole(CACHE_MINIMUM) }), input);
    controls[name] = bindNumber(input, name, change, (message) => element.append(message));
    return element;
  }

  function choice(name, label, hint, options) {
    const select = h("select", { onchange: () => change({ [name]: select.value }) }, ...options);
    controls[name] = { fill: (value) => (select.value = value) };
    return field(name, label, hint, select);
  }

  const profiles = data.profiles.map((profile) => h("button", { type: "button", onclick: () => change(ofProfile(profile), true) }, say(profile.name)));
  const currency = currencyFields(field, controls, change);
  const talk = fields("talk");
  const use = choice("use", say("What you send"), "", Object.entries(USES).map(([value, text]) => option(value, say(text))));
  const fillUse = controls.use.fill;
  const [turns, result] = talk;
  const showTalk = (value) => {
    turns.hidden = value === "request";
    result.hidden = value !== "agent";
  };
  controls.use.fill = (value) => (fillUse(value), showTalk(value));
  use.querySelector("select").addEventListener("change", ({ target }) => showTalk(target.value));
  const others = h("input", { type: "checkbox", onchange: () => change({ others: others.checked }) });
  controls.others = { fill: (value) => (others.checked = value) };
  const gone = h("input", { type: "checkbox", onchange: () => change({ gone: gone.checked }) });
  controls.gone = { fill: (value) => (gone.checked = value) };

  return {
    controls,
    use: h(
      "div",
      {},
      h("div", { class: "calc-bar", role: "group", "aria-label": say("A typical use:") }, h("span", {}, say("A typical use:")), ...profiles),
      h("div", { class: "calc-fields" }, use, ...talk, ...fields("use"), choice("tier", say("Processing tier"), "", Object.entries(TIERS).map(([value, text]) => option(value, say(text)))), ...currency.fields),
    ),
    extras: h(
      "div",
      {},
      h("fieldset", {}, h("legend", {}, say("Chat")), h("div", { class: "calc-fields" }, ...fields("chat"))),
      h("fieldset", {}, h("legend", {}, say("Functions")), h("div", { class: "calc-fields" }, ...fields("tools"))),
      imageFields(controls, change, id),
    ),
    plans: h("div", { class: "calc-fields" }, ...fields("plans"), choice("billing", say("Plans billed"), "", [option("monthly", say("monthly")), option("annual", say("yearly, where offered"))])),
    showCurrency: currency.show,
    others: h("label", { class: "calc-check" }, others, ` ${say("With Claude, Gemini, DeepSeek, Mistral, Llama and others: their tokens are a range")}`),
    gone: h("label", { class: "calc-check" }, gone, ` ${say("Show models that were shut down")}`),
  };
}

function currencyFields(field, controls, change) {
  const code = h("input", { type: "text", maxLength: 3, autocomplete: "off", spellcheck: false, size: 4 });
  const rate = h("input", { type: "text", inputMode: "decimal", autocomplete: "off" });
  const send = () => change({ currency: code.value.trim().toUpperCase(), rate: rate.value.trim() });
  const codeField = field("currency", say("Another currency"), say("its three letters"), code);
  const rateField = field("rate", say("Its rate"), say("units for a dollar; empty: the European Central Bank’s"), rate);
  const complain = complaints(rate, (message) => rateField.append(message));
  const known = complaints(code, (message) => codeField.append(message));
  const check = (currencies) => {
    complain(rate.value.trim() !== "" && readRate(rate.value) === null ? say("a number above 0, such as {number}", { number: decimal(0.92) }) : "");
    const letters = code.value.trim().toUpperCase();
    const isMissing = rate.value.trim() === "" && letters !== "USD" && currencies !== undefined && currencies.rates[letters] === undefined;
    known(letters !== "" && !/^[A-Z]{3}$/.test(letters) ? say("three letters, such as EUR") : isMissing ? say("no rate is on record: write one") : "");
  };
  code.addEventListener("input", () => (check(), send()));
  rate.addEventListener("input", () => (check(), send()));
  controls.currency = { fill: (value) => (code.value = value === "USD" ? localCurrency() : value) };
  controls.rate = { fill: (value) => (rate.value = value) };

  /** Shows the bank's rate where the reader gave none. */
  function show(currencies) {
    if (currencies === undefined) return;
    check(currencies);
    const found = currencies.rates[code.value.trim().toUpperCase()];
    rate.placeholder = found ? `${found}, ${day(currencies.day)}` : "";
  }

  return { fields: [codeField, rateField], show };
}

function imageFields(controls, change, id) {
  const list = h("div", { class: "calc-images" });
  const add = h("button", { type: "button", onclick: () => (list.append(row({ width: 1024, height: 1024, number: 1, detail: "high" })), send()) }, say("Add images of a size"));
  const send = () => change({ images: writeImages([...list.children].map(readRow).filter(Boolean)) });
  let count = 0;

  function row({ width, height, number, detail }) {
    const prefix = `${id}-image-${++count}`;
    const inputs = [["Number", number, "n"], ["Width, px", width, "w"], ["Height, px", height, "h"]].map(([label, value, key]) => {
      const input = h("input", { id: `${prefix}-${key}`, type: "text", inputMode: "numeric", value, autocomplete: "off" });
      const box = h("div", { class: "calc-field" }, h("label", { for: input.id }, say(label)), input);
      const complain = complaints(input, (message) => box.append(message));
      input.addEventListener("input", () => {
        complain(readWhole(input.value, 99_999) ? "" : say("a whole number from 1 to {number}", { number: whole(99_999) }));
        send();
      });
      return box;
    });
    const select = h("select", { id: `${prefix}-d`, onchange: send }, option("high", say("high")), option("low", say("low")));
    select.value = detail;
    const remove = h("button", { type: "button", onclick: () => (element.remove(), send(), add.focus()) }, say("Remove"));
    const element = h("div", { class: "calc-fields" }, ...inputs, h("div", { class: "calc-field" }, h("label", { for: select.id }, say("Detail")), select), remove);
    return element;
  }

  controls.images = { fill: (value) => list.replaceChildren(...readImages(value).map(row)) };
  return h("fieldset", {}, h("legend", {}, say("Images")), list, add);
}

function readRow(element) {
  const [number, width, height] = [...element.querySelectorAll("input")].map((input) => readWhole(input.value, 99_999));
  return number && width && height ? { width, height, number: Math.min(number, 9999), detail: element.querySelector("select").value } : null;
}

const option = (value, text) => h("option", { value }, text);
