// The instrument: a text and settings in, counts and costs out. start.js brings it when the reader comes near.
import looks from "./instrument.css" with { type: "css" };
import { createAnswer } from "./answer.js";
import { approximate } from "./approximate.js";
import { staleness, unpack } from "./arithmetic.js";
import { createBreakdown } from "./breakdown.js";
import { createBreakEven } from "./breakeven.js";
import { createComparison } from "./comparison.js";
import { Counter } from "./counter.js";
import { debounce, h, write } from "./dom.js";
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

/** Makes the calculator live that a page's template made; `script` holds its data. */
export function mount(script) {
  if (instances === 0) document.adoptedStyleSheets.push(looks);
  const section = script.parentElement;
  const instrument = new Instrument(section, script.dataset, JSON.parse(script.textContent), instances++ === 0);
  section.querySelector(".calculator-live").append(...instrument.elements());
  section.classList.add("calculator-ready");
  instrument.start();
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
    this.build();
  }

  build() {
    const { data, today, textarea, answer } = this;
    textarea.addEventListener("input", () => this.typed());
    textarea.addEventListener("focus", () => this.preload());
    this.form = createForm(data, (changed) => this.set(changed), answer.controls);
    this.figures = createFigures();
    this.tokens = createTokenView({ textarea, fetch: (from, to) => this.counter.tokens(this.encoding(), from, to), ready: () => this.counted() });
    this.breakdown = createBreakdown();
    this.comparison = createComparison({ today, first: this.isCompact ? 5 : 8, choose: (model) => this.set({ model }, true) });
    this.breakEven = createBreakEven({ note: data.plansNote, controls: this.form.plans });
    this.footer = createFooter({ report: () => this.report(), address: () => this.address(), reset: () => this.reset(), changed: () => this.saveSettings() });
    this.live = h("p", { class: "calc-hidden", role: "status" });
    answer.element.append(this.loading.bar, this.loading.failure, this.live);
    this.speak = debounce(() => write(this.live, this.result ? spoken(this.counts, this.result, exchangeOf(this.settings)) : ""), 1500);
    this.saveSettings = debounce(() => this.save(), 400);
  }

  elements() {
    const { form, data, today } = this;
    const checked = `Prices checked on ${day(data.checked)} (${Object.entries(data.sources).map(([name, version]) => `${name} ${version}`).join(", ")}), plans on ${day(data.plansChecked)}. Sources are named with the tables below.`;
    const isOld = staleness(data, today).some(({ code }) => code === "prices-stale" || code === "plans-stale");
    const warning = isOld ? h("p", { class: "calc-note" }, "These prices were checked over a month ago: some may have changed.") : "";
    const { open, closed } = createSections();
    this.results = [
      open("The count in detail", this.figures.element, this.tokens.element),
      closed("What a request is made of", this.breakdown.element),
      open("The same request on every model", this.comparison.element, form.gone),
      ...(data.plans.length > 0 ? [open("Where a subscription breaks even", this.breakEven.element)] : []),
    ];
    return [
      open("Your use", form.use),
      closed("Chat, functions and images", form.extras),
      ...this.results,
      this.footer.element,
      h("p", { class: "calc-hint" }, checked),
      warning,
    ];
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
    this.form.fill(this.settings);
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
    if (fill) this.form.fill(changed);
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
    const exchange = exchangeOf(settings);
    const isEmpty = this.textarea.value === "" && settings.further === this.standard.further;
    this.result = isEmpty ? null : estimate(this.data, settings, counts, today);
    for (const part of this.results) part.hidden = isEmpty;
    if (isEmpty) {
      this.answer.rest();
      return;
    }
    this.answer.show(counts, this.result, settings, exchange);
    this.figures.show(counts, this.result, exchange, today);
    this.breakdown.show(this.result, settings, exchange, today);
    this.comparison.show(this.result, settings, exchange);
    this.breakEven.show(this.result, settings, exchange);
  }

  encoding() {
    return this.data.models.find(({ id }) => id === this.settings.model).encoding === "cl100k_base" ? "cl100k_base" : "o200k_base";
  }

  wantsOlder() {
    const { gone, model } = this.settings;
    return this.data.models.some(({ id, encoding, shutdown }) => encoding === "cl100k_base" && (gone || id === model || shutdown === null));
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
    this.form.fill(this.settings);
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
