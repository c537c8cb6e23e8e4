// The instrument: a text and settings in, counts and costs out. start.js brings it when the reader comes near.
import looks from "./instrument.css" with { type: "css" };
import { createAnswer } from "./answer.js";
import { approximate } from "./approximate.js";
import { staleness, unpack } from "./arithmetic.js";
import { createBreakdown } from "./breakdown.js";
import { createBreakEven } from "./breakeven.js";
import { createComparison } from "./comparison.js";
import { Counter } from "./counter.js";
import { debounce, h, idle, write } from "./dom.js";
import { estimate } from "./estimate.js";
import { createFigures } from "./figures.js";
import { day } from "./format.js";
import { createForm, exchangeOf } from "./form.js";
import { createFooter } from "./footer.js";
import { keepPage } from "./keep.js";
import { createLoading } from "./loading.js";
import { createSections } from "./sections.js";
import { defaults, fromHash, toHash } from "./settings.js";
import { createTokenView } from "./tokens.js";
import { report, spoken } from "./wording.js";

const PATIENCE = 40; // milliseconds that a reader waits for an exact count before an estimate is shown
let instances = 0; // only the first of a page can own its address

/**
 * Makes the calculator live that a page's template made; `script` holds its data. The text and the answer are live at
 * once. The parts below follow one by one, when the browser has nothing else to do: no task of them is long.
 */
export async function mount(script) {
  if (instances === 0) document.adoptedStyleSheets.push(looks);
  const section = script.parentElement;
  const instrument = new Instrument(section, script.dataset, JSON.parse(script.textContent), instances++ === 0);
  instrument.start();
  const live = section.querySelector(".calculator-live");
  for (const elements of instrument.parts()) {
    live.append(...elements);
    await idle();
  }
  section.classList.add("calculator-ready");
}

class Instrument {
  constructor(section, urls, { data, today, counts, ...chosen }, ownsAddress) {
    this.data = unpack(data);
    this.today = laterOf(today, new Date().toISOString().slice(0, 10));
    this.urls = urls;
    this.ownsAddress = ownsAddress;
    this.isCompact = section.classList.contains("compact");
    this.answer = createAnswer(section.querySelector(".calc-first"), this.data, (changed) => this.set(changed));
    this.textarea = this.answer.textarea;
    const { defaultValue: text } = this.textarea;
    this.preset = { text, counts: counts && { o200kBase: counts.tokens, cl100kBase: null, characters: counts.characters, words: counts.words } };
    this.standard = defaults({ data: this.data, ...chosen });
    this.settings = this.standard;
    this.counts = this.preset.counts ?? NO_COUNTS;
    this.isCounted = this.preset.counts === undefined;
    this.loading = createLoading(() => this.recount());
    this.counter = new Counter(urls, (progress) => this.loading.progress(progress));
    this.results = []; // the parts that depend on the count and on settings: {element, show}
    this.build();
  }

  /** Builds what the text and the answer need. */
  build() {
    const { textarea, answer } = this;
    textarea.addEventListener("input", () => this.typed());
    textarea.addEventListener("focus", () => this.preload());
    this.tokens = createTokenView({ textarea, fetch: (from, to) => this.counter.tokens(this.encoding(), from, to), ready: () => this.counted() });
    this.footer = createFooter({ report: () => this.report(), address: () => this.address(), reset: () => this.reset(), changed: () => this.saveSettings() });
    this.live = h("p", { class: "calc-hidden", role: "status" });
    answer.element.append(this.loading.bar, this.loading.failure, this.live);
    this.speak = debounce(() => write(this.live, this.result ? spoken(this.counts, this.result, exchangeOf(this.settings)) : ""), 1500);
    this.saveSettings = debounce(() => this.save(), 400);
  }

  /** Builds the parts below the answer, some elements at each step. */
  *parts() {
    const { data, today } = this;
    const { open, closed } = createSections();
    const form = createForm(data, (changed) => this.set(changed), this.answer.controls);
    this.form = form;
    this.fill(this.settings);
    yield [open("Your use", form.use)];
    yield [closed("Chat, functions and images", form.extras)];
    const figures = createFigures();
    yield this.depending(open("The count in detail", figures.element, this.tokens.element), (result, settings, exchange) => figures.show(this.counts, result, exchange, today));
    const breakdown = createBreakdown();
    yield this.depending(closed("What a request is made of", breakdown.element), (...now) => breakdown.show(...now, today));
    const comparison = createComparison({ today, first: this.isCompact ? 5 : 8, choose: (model) => this.set({ model }, true) });
    yield this.depending(open("The same request on every model", comparison.element, form.gone), comparison.show);
    const breakEven = createBreakEven({ note: data.plansNote, controls: form.plans });
    if (data.plans.length > 0) yield this.depending(open("Where a subscription breaks even", breakEven.element), breakEven.show);
    yield [this.footer.element, ...this.provenance()];
  }

  /** Where the prices come from, and that they are old. */
  provenance() {
    const { data, today } = this;
    const sources = Object.entries(data.sources).map(([name, version]) => `${name} ${version}`).join(", ");
    const checked = `Prices checked on ${day(data.checked)} (${sources}), plans on ${day(data.plansChecked)}. Sources are named with the tables below.`;
    const isOld = staleness(data, today).some(({ code }) => code === "prices-stale" || code === "plans-stale");
    const warning = isOld ? [h("p", { class: "calc-note" }, "These prices were checked over a month ago: some may have changed.")] : [];
    return [h("p", { class: "calc-hint" }, checked), ...warning];
  }

  /** Keeps a part up to date with the result: calls `show(result, settings, exchange)`, also now. */
  depending(element, show) {
    const part = { element, show };
    this.results.push(part);
    this.update(part);
    return [element];
  }

  update({ element, show }) {
    element.hidden = this.result === null;
    if (this.result !== null) show(this.result, this.settings, exchangeOf(this.settings));
  }

  start() {
    if (this.ownsAddress) addEventListener("hashchange", () => this.restore());
    this.restore();
  }

  /** Takes settings, and perhaps a text, from the address. */
  restore() {
    const found = this.ownsAddress ? fromHash(location.hash, this.standard, this.data) : null;
    if (found?.text) this.textarea.value = found.text;
    this.settings = found?.settings ?? this.standard;
    this.fill(this.settings);
    this.render();
    if (this.textarea.value !== this.preset.text || !this.preset.counts) this.recount();
  }

  typed() {
    this.recount();
    this.tokens.follow();
    if (this.footer.includesText()) this.saveSettings();
  }

  set(changed, fill = false) {
    const wasOlder = this.wantsOlder();
    this.settings = { ...this.settings, ...changed };
    if (fill) this.fill(changed);
    this.render();
    this.speak();
    this.saveSettings();
    if (this.wantsOlder() && !wasOlder) this.recount();
  }

  async recount() {
    const text = this.textarea.value;
    this.answer.busy(true);
    const late = setTimeout(() => text === this.textarea.value && this.guess(text), PATIENCE);
    try {
      const counts = text === "" ? NO_COUNTS : await this.counter.count(text, this.wantsOlder());
      if (counts === null || text !== this.textarea.value) return false; // a newer text is counted
      this.counts = counts;
      this.isCounted = true;
      this.loading.done();
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
    this.schedule();
    this.speak();
    return true;
  }

  /** Shows an estimate until the count is there. */
  guess(text) {
    this.counts = approximate(text);
    this.schedule();
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
      await keepPage(this.urls).catch(() => {}); // then it is offline until the page is left, and no longer
    };
    setTimeout(() => keep().catch(() => (this.hasRest = false)), 3000);
  }

  schedule() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.render();
    });
  }

  render() {
    const { settings, today, counts } = this;
    const isEmpty = this.textarea.value === "" && settings.further === this.standard.further;
    this.result = isEmpty ? null : estimate(this.data, settings, counts, today);
    if (isEmpty) this.answer.rest();
    else this.answer.show(counts, this.result, settings, exchangeOf(settings));
    for (const part of this.results) this.update(part);
  }

  /** Puts settings into their controls: into those of the answer while there are no others. */
  fill(settings) {
    const controls = this.form?.controls ?? this.answer.controls;
    for (const [name, value] of Object.entries(settings)) controls[name]?.fill(value);
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
    const text = this.footer.includesText() ? this.textarea.value : null;
    return location.href.replace(/#.*$/s, "") + toHash(this.settings, this.standard, text);
  }

  save() {
    if (this.ownsAddress) history.replaceState(history.state, "", this.address());
  }

  report() {
    const { counts, settings, result, data } = this;
    return report({ counts, settings, result, data, exchange: exchangeOf(settings), address: location.href.replace(/#.*$/s, "") });
  }

  reset() {
    this.settings = this.standard;
    this.fill(this.settings);
    this.textarea.value = this.preset.text;
    this.save();
    this.textarea.focus();
    if (this.preset.counts) {
      this.counts = this.preset.counts;
      this.isCounted = false;
      this.render();
    } else this.recount();
    this.tokens.follow();
  }
}

const NO_COUNTS = { o200kBase: 0, cl100kBase: 0, characters: 0, words: 0 };

/** A reader's clock that is behind the build does not bring back a promotion. */
const laterOf = (a, b) => (a > b ? a : b);
