// The instrument: a text and settings in, counts and costs out. Loaded when the reader comes near (start.js).
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
import { createLoading } from "./loading.js";
import { defaults, fromHash, toHash } from "./settings.js";
import { createTokenView } from "./tokens.js";
import { report, spoken } from "./wording.js";

let instances = 0; // only the first of a page can own its address

/** Builds the instrument in the place that the page's template made for it, from its script, and starts it. */
export async function mount(live, script) {
  const section = live.parentElement;
  await style(new URL("./instrument.css", import.meta.url));
  const instrument = new Instrument(section, script.dataset, JSON.parse(script.textContent), instances === 0);
  live.append(...instrument.elements());
  section.classList.add("calculator-ready");
  instrument.start();
}

function style(url) {
  const link = h("link", { rel: "stylesheet", href: url.href });
  const loaded = new Promise((resolve) => (link.onload = link.onerror = resolve));
  document.head.append(link);
  return loaded;
}

class Instrument {
  constructor(section, { tokenizer, vocabulary }, { data, today, text = "", counts, ...chosen }, ownsAddress) {
    this.data = unpack(data);
    this.today = laterOf(today, new Date().toISOString().slice(0, 10));
    this.ownsAddress = ownsAddress;
    this.preset = { text, counts: counts && { o200kBase: counts.tokens, cl100kBase: null, characters: counts.characters, words: counts.words } };
    this.standard = defaults({ data: this.data, ...chosen });
    this.settings = this.standard;
    this.counts = this.preset.counts ?? NO_COUNTS;
    this.isCounted = this.preset.counts === undefined;
    this.isCompact = section.classList.contains("compact");
    this.loading = createLoading(() => this.recount());
    this.counter = new Counter({ client: tokenizer, vocabulary }, (progress) => this.loading.progress(progress));
    this.build();
  }

  build() {
    const { data, today } = this;
    const heading = (text) => h(this.isCompact ? "h3" : "h2", {}, text);
    const textarea = h("textarea", { id: `calc-text-${++instances}`, rows: this.isCompact ? 5 : 8, spellcheck: false, value: this.preset.text });
    textarea.placeholder = "Type or paste a text. It stays on this page.";
    textarea.addEventListener("input", () => this.typed());
    textarea.addEventListener("focus", () => this.preload());
    this.textarea = textarea;
    this.form = createForm(data, (changed) => this.set(changed));
    this.figures = createFigures();
    this.tokens = createTokenView({ textarea, fetch: (from, to) => this.counter.tokens(this.encoding(), from, to), ready: () => this.counted() });
    this.breakdown = createBreakdown();
    this.comparison = createComparison({ today, heading, first: this.isCompact ? 5 : 8, choose: (model) => this.set({ model }, true) });
    this.breakEven = createBreakEven({ note: data.plansNote, controls: this.form.plans, heading, isFolded: this.isCompact });
    this.footer = createFooter({ report: () => this.report(), address: () => this.address(), reset: () => this.reset(), changed: () => this.saveSettings() });
    this.live = h("p", { class: "calc-hidden", role: "status" });
    this.speak = debounce(() => write(this.live, spoken(this.counts.o200kBase, this.result, exchangeOf(this.settings))), 1500);
    this.saveSettings = debounce(() => this.save(), 400);
  }

  elements() {
    const { form, textarea, data, today } = this;
    const checked = `Prices checked on ${day(data.checked)} (${Object.entries(data.sources).map(([name, version]) => `${name} ${version}`).join(", ")}), plans on ${day(data.plansChecked)}. Sources are named with the tables below.`;
    const isOld = staleness(data, today).some(({ code }) => code === "prices-stale" || code === "plans-stale");
    const warning = isOld ? h("p", { class: "calc-note" }, "These prices were checked over a month ago: some may have changed.") : "";
    const fold = (summary, content) => h("details", { open: !this.isCompact }, h("summary", {}, summary), content);
    return [
      h("label", { class: "calc-label", for: textarea.id }, "Text"),
      textarea,
      this.loading.element,
      form.model,
      this.figures.element,
      this.live,
      this.tokens.element,
      fold("Your use", form.use),
      form.extras,
      this.breakdown.element,
      this.comparison.element,
      form.gone,
      this.breakEven.element,
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
    this.figures.busy(true);
    try {
      const counts = await this.counter.count(text, this.wantsOlder());
      if (counts === null || text !== this.textarea.value) return false; // a newer text is counted
      this.counts = counts;
      this.isCounted = true;
      this.loading.done();
      if (text !== "") this.loadRest();
    } catch (error) {
      this.counts = NO_COUNTS;
      this.isCounted = false;
      this.render();
      this.figures.fail();
      this.loading.fail(error.message);
      return false;
    }
    this.figures.busy(false);
    this.schedule();
    this.speak();
    return true;
  }

  /** Whether the tokenizer has the text; counts it where the first counts came with the page. */
  counted() {
    return this.isCounted || this.recount();
  }

  /** Fetches the vocabulary while the reader gets ready to type. */
  preload() {
    if (!this.isCounted || this.textarea.value === "") this.counter.tokenizer("o200k_base").then((tokenizer) => tokenizer.load()).then(() => this.loading.done(), (error) => this.loading.fail(error.message));
  }

  /** Fetches the rest of the vocabulary once there is nothing else to do, so that any text can be counted offline. */
  loadRest() {
    if (this.hasRest || navigator.connection?.saveData) return;
    this.hasRest = true;
    setTimeout(() => this.counter.loadAll().then(() => this.loading.done(), () => (this.hasRest = false)), 3000);
  }

  schedule() {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.render();
    });
  }

  render() {
    const { settings, today } = this;
    const exchange = exchangeOf(settings);
    this.result = estimate(this.data, settings, this.counts, today);
    this.figures.show(this.counts, this.result, exchange, today);
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
      this.figures.busy(false);
      this.render();
    } else this.recount();
    this.tokens.follow();
  }
}

const NO_COUNTS = { o200kBase: 0, cl100kBase: 0, characters: 0, words: 0 };

/** A reader's clock that is behind the build does not bring back a promotion. */
const laterOf = (a, b) => (a > b ? a : b);
