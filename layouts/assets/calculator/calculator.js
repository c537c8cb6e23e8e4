// The instrument: a text and settings in, counts and costs out. start.js brings it when the reader comes near. The text
// and the answer are here; everything below them is in late.js.
import { createAnswer } from "./answer.js";
import { approximate } from "./approximate.js";
import { unpack } from "./arithmetic.js";
import { Counter } from "./counter.js";
import { debounce, h, idle, write } from "./dom.js";
import { applyEdit, foreseeEdit } from "../tokenizer/edit.js";
import { estimate } from "./estimate.js";
import { exchangeOf } from "./exchange.js";
import { day } from "./format.js";
import { createLoading } from "./loading.js";
import { defaults, fromHash, toHash } from "./settings.js";
import { spoken } from "./units.js";
import { bringWords, learnWords, say } from "./words.js";

const PATIENCE = 40; // milliseconds that a reader waits for an exact count before an estimate is shown
const PAUSE = 1000; // milliseconds in which a reader may begin to type, which comes before the parts below
let instances = 0; // only the first of a page can own its address

/**
 * Makes the calculator live that a page's template made; `script` holds its data. The text and the answer are live at
 * once. The parts below come when the reader gets near them.
 */
export function mount(script) {
  const section = script.parentElement;
  const { words, ...content } = JSON.parse(script.textContent);
  learnWords(words);
  const instrument = new Instrument(section, script.dataset, content, instances++ === 0);
  instrument.start();
  section.classList.add("calculator-ready");
  instrument.awaitReader();
}

class Instrument {
  constructor(section, urls, { data, today, counts, others, ...chosen }, ownsAddress) {
    this.ownData = unpack(data); // as the page has it
    this.data = this.ownData; // as it is shown: with other vendors, or of another day
    this.otherIds = others;
    this.today = laterOf(today, new Date().toISOString().slice(0, 10));
    this.dates = null; // of a link: [the day of its prices, the day that it was made]
    this.urls = urls;
    this.ownsAddress = ownsAddress;
    this.isCompact = section.classList.contains("compact");
    this.parent = section.querySelector(".calculator-live");
    this.answer = createAnswer(section.querySelector(".calc-first"), () => this.data.models, (changed) => this.set(changed));
    this.textarea = this.answer.textarea;
    const { defaultValue: text } = this.textarea;
    this.preset = { text, counts: counts && { o200kBase: counts.tokens, cl100kBase: null, characters: counts.characters, words: counts.words } };
    this.standard = defaults({ data: this.data, ...chosen });
    this.settings = this.standard;
    this.counts = this.preset.counts ?? NO_COUNTS;
    this.isCounted = this.preset.counts === undefined;
    this.controls = this.answer.controls;
    this.awaited = null; // a model of another vendor that a link names, which is still to come: {model, prices}
    this.loading = createLoading(() => this.recount());
    this.counter = new Counter(urls, (progress) => this.loading.progress(progress));
    this.follow = () => {}; // what the late parts do after each key
    this.includesText = () => false; // whether the reader wants the text in the address
    this.forecast = null; // the counts after the next key: {place of the caret, text before it, counts by key}
    this.foreseen = null; // the last text whose counts were shown before it was there
    this.results = []; // the parts that depend on the count and on settings: {element, show}
    this.build();
  }

  /** Builds what the text and the answer need. */
  build() {
    const { textarea, answer } = this;
    textarea.addEventListener("beforeinput", (event) => this.foresee(event));
    textarea.addEventListener("input", () => this.typed());
    textarea.addEventListener("focus", () => this.preload());
    textarea.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
    textarea.addEventListener("drop", (event) => this.drop(event));
    this.datedNote = h("p", { class: "calc-note", hidden: true });
    this.fileNote = h("div", { class: "calc-file", role: "status" });
    this.moreNote = h("div", { role: "status" });
    answer.element.querySelector(".calc-result").append(this.datedNote, this.fileNote, this.moreNote);
    this.live = h("p", { class: "calc-hidden", role: "status" });
    answer.element.append(this.loading.bar, this.loading.failure, this.live);
    this.lookAheadSoon = debounce(() => this.lookAhead(), 50);
    document.addEventListener("selectionchange", () => document.activeElement === textarea && this.lookAheadSoon());
    this.speak = debounce(() => write(this.live, this.result ? spoken(this.counts, this.result, this.exchange) : ""), 1500);
    this.saveSettings = debounce(() => this.save(), 400);
  }

  /** Adds the parts below the answer once the reader gets near them, or before, where something needs them. */
  awaitReader() {
    const near = new IntersectionObserver(async ([{ isIntersecting }]) => {
      if (!isIntersecting) return;
      near.disconnect();
      await new Promise((pause) => setTimeout(pause, PAUSE));
      await this.counting;
      this.addLate();
    });
    near.observe(this.parent);
  }

  bringLate() {
    this.lateModule ??= Promise.all([import("./late.js"), bringWords(this.urls.words)]).then(([late]) => late);
    this.lateModule.catch(() => (this.lateModule = undefined));
    return this.lateModule;
  }

  /** Adds the parts below the answer, one at a time, so that no task is long; once. */
  addLate() {
    this.late ??= this.bringLate().then(async ({ parts }) => {
      for (const elements of parts(this)) {
        this.parent.append(...elements);
        await idle();
      }
      this.parent.classList.add("calc-complete");
    });
    return this.late.catch(() => {
      this.late = undefined;
      addEventListener("online", () => this.addLate(), { once: true });
    });
  }

  /** Other vendors, the past of prices, exchange rates: fetched once, when something needs them. */
  more() {
    this.moreData ??= this.bringLate().then(({ completion }) => completion.loadMore(this.urls.more));
    this.moreData.catch(() => (this.moreData = undefined));
    return this.moreData;
  }

  /** Shows what the settings ask for that the page doesn't have yet. */
  async complete() {
    const { others, currency, rate } = this.settings;
    const isMissing = others || this.dates !== null || (currency !== "USD" && rate === "");
    if (isMissing) {
      const [{ completion }, more] = await Promise.all([this.bringLate(), this.more()]);
      const { asOf, withOthers } = completion;
      this.currencies = more.currencies;
      const all = withOthers(this.ownData, more, this.otherIds);
      this.data = this.dates ? asOf(all, more, this.dates[0]) : all;
    }
    this.takeAwaited();
    this.showDates();
    this.form?.showCurrency(this.currencies);
    this.render();
  }

  /** Completes the page; where that fails, says so, and tries again once there is a connection. */
  async completeOrSay() {
    try {
      await this.complete();
      write(this.moreNote, "");
    } catch (error) {
      reportError(error);
      write(this.moreNote, say("What you chose could not be loaded. It appears once you are online again."));
      addEventListener("online", () => this.completeOrSay(), { once: true });
    }
  }

  /** The day whose prices are shown: today, or that of a link. */
  get day() {
    return this.dates?.[1] ?? this.today;
  }

  get exchange() {
    return exchangeOf(this.settings, this.currencies);
  }

  showDates() {
    this.datedNote.hidden = this.dates === null;
    if (this.dates === null) return;
    const [checked, on] = this.dates;
    const button = h("button", { type: "button", onclick: () => this.useToday() }, say("Use today’s"));
    const note = say("The prices that this page showed on {day}, checked on {checked}.", { day: day(on), checked: day(checked) });
    this.datedNote.replaceChildren(`${note} `, button);
  }

  useToday() {
    this.dates = null;
    this.data = this.ownData;
    this.adoptModel();
    this.completeOrSay();
    this.save();
  }

  /** Keeps a part up to date with the result: calls `show(result, exchange, day)`, also now. */
  depending(element, show) {
    const part = { element, show };
    this.results.push(part);
    this.update(part);
    return [element];
  }

  update({ element, show }) {
    element.hidden = this.result === null;
    if (this.result !== null) show(this.result, this.exchange, this.day);
  }

  start() {
    addEventListener("hashchange", () => {
      const found = this.fromAddress();
      if (found !== null) this.restore(found); // else it is a link within the page
    });
    const found = this.fromAddress();
    this.restore(this.textarea.value === this.preset.text ? found : { ...found, text: null });
    this.answer.takeEarly();
  }

  fromAddress() {
    return this.ownsAddress ? fromHash(location.hash, this.standard, this.data) : null;
  }

  /** Takes settings, and perhaps a text, from an address, as `fromHash` reads it. */
  restore(found) {
    if (found?.text) this.textarea.value = found.text;
    this.settings = found?.settings ?? this.standard;
    this.awaited = null;
    this.dates = found?.dates?.[0] <= this.ownData.checked ? found.dates : null;
    this.adoptModel();
    if (found) this.sayAgain();
    if (this.dates !== null || this.settings.others || this.settings.currency !== "USD") this.completeOrSay();
    this.fill(this.settings);
    this.render();
    if (this.textarea.value !== this.preset.text || !this.preset.counts) this.recount();
  }

  /** Shows the answer once more with all words: what an address asks for, such as a tier, needs some of the late ones. */
  async sayAgain() {
    await bringWords(this.urls.words).catch(reportError);
    this.render();
  }

  /** A model of another vendor comes with the rest of them; until then the standard one is shown. */
  adoptModel() {
    const { model } = this.settings;
    if (this.data.models.some(({ id }) => id === model)) return;
    const others = this.otherIds.includes(model);
    if (others) this.awaited = { model, prices: this.settings.prices };
    this.settings = { ...this.settings, model: this.standard.model, others: others || this.settings.others };
  }

  /** Chooses the model that a link named, once it is there, unless the reader chose another one meanwhile. */
  takeAwaited() {
    if (!this.data.models.some(({ id }) => id === this.awaited?.model)) return;
    this.settings = { ...this.settings, ...this.awaited };
    this.fill(this.awaited);
    this.awaited = null;
    this.saveSettings();
  }

  /** The text as it is counted: of a file, with the line ends that a text box would change. */
  get text() {
    return this.file?.shown === this.textarea.value ? this.file.text : this.textarea.value;
  }

  drop(event) {
    const [file] = event.dataTransfer.files;
    if (file === undefined) return;
    event.preventDefault();
    this.openFile(file);
  }

  async openFile(file) {
    this.opening = file; // of several, the last counts
    const { value } = this.textarea;
    const { completion } = await this.bringLate();
    const { text, note } = await completion.readFile(file);
    if (this.opening !== file) return;
    const isTyped = this.textarea.value !== value;
    write(this.fileNote, isTyped ? say("{name} was not opened, because you changed the text meanwhile. Open it again to count it.", { name: file.name }) : note);
    if (text === null || isTyped) return;
    this.textarea.value = text;
    this.file = { text, shown: this.textarea.value };
    this.count();
  }

  /** Has a key counted while the browser puts it into the text, which takes long in a long one. */
  foresee(event) {
    const { value } = this.textarea;
    const edit = foreseeEdit(event, this.textarea);
    if (!edit || value === "") return;
    const text = applyEdit(value, edit);
    this.counter.count(text, this.wantsOlder()).catch(() => {});
    const isForecast = this.forecast?.place === edit.end && this.forecast.text === value;
    const isKey = edit.start === edit.end || (edit.inserted === "" && edit.end - edit.start === 1);
    const counts = isForecast && isKey && text !== "" ? this.forecast.counts.get(edit.inserted) : undefined;
    if (counts === undefined) return;
    this.counts = counts;
    this.foreseen = text;
    this.renderAnswer();
    setTimeout(() => this.foreseen === text && this.textarea.value !== text && this.recount()); // something stopped the key
  }

  /** Has the worker foresee the counts after the next key, once the caret rests in a counted text. */
  async lookAhead() {
    const { value, selectionStart: place, selectionEnd } = this.textarea;
    this.forecast = null;
    if (!this.isCounted || this.file || value === "" || place !== selectionEnd || document.activeElement !== this.textarea) return;
    const counts = await this.counter.foresee(place, this.wantsOlder()).catch(() => null);
    if (counts !== null && this.textarea.value === value) this.forecast = { place, text: value, counts };
  }

  typed() {
    if (this.file && this.file.shown !== this.textarea.value) {
      this.file = null;
      write(this.fileNote, "");
    }
    this.count();
    if (this.includesText()) this.saveSettings();
  }

  set(changed, fill = false) {
    const wasOlder = this.wantsOlder();
    if ("model" in changed) {
      this.awaited = null;
      changed = { prices: "", ...changed }; // the reader's own prices are those of one model
    }
    this.settings = { ...this.settings, ...changed };
    if (fill) this.fill(changed);
    if (["others", "currency", "rate"].some((name) => name in changed)) this.completeOrSay();
    if (changed.model) this.adoptModel();
    this.render();
    this.speak();
    this.saveSettings();
    if (this.wantsOlder() && !wasOlder) this.recount();
  }

  /** Counts the text; the parts below wait until it is done. */
  count() {
    this.counting = this.recount();
    this.follow();
  }

  async recount() {
    const { text } = this;
    this.answer.busy(true);
    const late = setTimeout(() => text !== this.foreseen && text === this.text && this.guess(text), PATIENCE);
    try {
      const counts = text === "" ? NO_COUNTS : await this.counter.count(text, this.wantsOlder());
      if (counts === null || text !== this.text) return false; // a newer text is counted
      this.counts = counts;
      this.isCounted = true;
      this.loading.done();
      this.lookAheadSoon();
      if (text !== "") this.loadRest();
    } catch (error) {
      this.isCounted = false;
      this.guess(text);
      this.loading.fail(error.message);
      return false;
    } finally {
      clearTimeout(late);
    }
    this.answer.busy(false);
    this.renderCounts();
    this.speak();
    return true;
  }

  /** Shows an estimate until the count is there. */
  guess(text) {
    this.counts = approximate(text);
    this.renderCounts();
  }

  /** Whether the tokenizer has the text; counts it where the first counts came with the page. */
  counted() {
    return this.isCounted || this.recount();
  }

  /** Fetches the vocabulary while the reader gets ready to type. */
  preload() {
    if (!this.isCounted || this.textarea.value === "") this.counter.load().then(() => this.loading.done(), (error) => this.loading.fail(error.message));
  }

  /** Once there is nothing else to do, fetches and keeps what is missing to count any text offline, also later. */
  loadRest() {
    if (this.hasRest || navigator.connection?.saveData) return;
    this.hasRest = true;
    const keep = async () => {
      await this.counter.load({ all: true });
      this.loading.done();
      const { completion } = await this.bringLate();
      await completion.keepPage(this.urls).catch(() => {}); // then it is offline until the page is left, and no longer
    };
    setTimeout(() => keep().catch(() => (this.hasRest = false)), 3000);
  }

  render() {
    this.renderAnswer();
    this.renderParts();
  }

  /** Shows the answer to another text at once, and the parts below when the browser is idle: a key costs little. */
  renderCounts() {
    this.renderAnswer();
    this.soon ??= idle().then(() => {
      this.soon = null;
      this.renderParts();
    });
  }

  renderAnswer() {
    const { settings, counts } = this;
    const isEmpty = this.textarea.value === "" && settings.further === this.standard.further;
    this.result = isEmpty ? null : estimate(this.data, settings, counts, this.day);
    if (isEmpty) this.answer.rest();
    else this.answer.show(counts, this.result, this.exchange);
  }

  renderParts() {
    for (const part of this.results) this.update(part);
  }

  /** Puts settings into their controls. */
  fill(settings, controls = this.controls) {
    for (const [name, value] of Object.entries(settings)) controls[name]?.fill(value);
  }

  /** Takes in the form of the late parts; what the reader is writing into the answer stays. */
  adopt(form) {
    this.form = form;
    this.controls = { ...this.controls, ...form.controls };
    this.fill(this.settings, form.controls);
    form.showCurrency(this.currencies);
  }

  encoding() {
    return this.data.models.find(({ id }) => id === this.settings.model).encoding === "cl100k_base" ? "cl100k_base" : "o200k_base";
  }

  wantsOlder() {
    const { gone, model } = this.settings;
    const { kind } = this.data.models.find(({ id }) => id === model);
    return this.data.models.some((other) => other.encoding === "cl100k_base" && other.kind === kind && (gone || other.id === model || other.shutdown === null));
  }

  address() {
    const text = this.includesText() ? this.text : null;
    return location.href.replace(/#.*$/s, "") + toHash(this.settings, this.standard, text);
  }

  save() {
    if (this.ownsAddress) history.replaceState(history.state, "", this.address());
  }

  reset() {
    this.settings = this.standard;
    this.awaited = null;
    this.dates = null;
    this.data = this.ownData;
    this.showDates();
    this.fill(this.settings);
    this.textarea.value = this.preset.text;
    this.save();
    this.textarea.focus();
    if (this.preset.counts) {
      this.counts = this.preset.counts;
      this.isCounted = false;
      this.render();
    } else this.recount();
    this.follow();
  }
}

const NO_COUNTS = { o200kBase: 0, cl100kBase: 0, characters: 0, words: 0 };

/** A reader's clock that is behind the build does not bring back a promotion. */
const laterOf = (a, b) => (a > b ? a : b);
