// Everything below the answer: settings, the count in detail, how a request is made up, every model, plans, the time
// before today. calculator.js brings it once the reader gets near, or earlier if something needs it.
import looks from "./instrument.css" with { type: "css" };
import { staleness } from "./arithmetic.js";
import { createBreakdown } from "./breakdown.js";
import { createBreakEven } from "./breakeven.js";
import { createComparison } from "./comparison.js";
import { h } from "./dom.js";
import { createFigures } from "./figures.js";
import { createFooter } from "./footer.js";
import { createForm } from "./form.js";
import { day } from "./format.js";
import { createHistory } from "./history.js";
import { readFile } from "./files.js";
import { keepPage } from "./keep.js";
import { asOf, loadMore, withOthers } from "./more.js";
import { report } from "./report.js";
import { createSections } from "./sections.js";
import { fitsAddress, toHash } from "./settings.js";
import { createTokenView } from "./tokens.js";
import { say } from "./words.js";

/** What few readers need, or nobody at once. */
export const completion = { asOf, keepPage, loadMore, readFile, withOthers };

/** Builds the parts of an instrument (calculator.js), some elements at each step. */
export function* parts(instrument) {
  if (!document.adoptedStyleSheets.includes(looks)) document.adoptedStyleSheets.push(looks);
  const { ownData: data, isCompact, textarea } = instrument;
  const { open, closed } = createSections();
  const change = (changed, fill) => instrument.set(changed, fill);
  const form = createForm(data, change);
  instrument.adopt(form);
  yield [open(say("Your use"), form.use)];
  yield [closed(say("Chat, functions and images"), form.extras)];
  const figures = createFigures();
  const tokens = createTokenView({ textarea, fetch: (from, to) => instrument.counter.tokens(instrument.encoding(), from, to), ready: () => instrument.counted(), text: () => instrument.text });
  instrument.follow = tokens.follow;
  yield instrument.depending(open(say("The count in detail"), figures.element, tokens.element), (...now) => figures.show(instrument.counts, ...now));
  const breakdown = createBreakdown({ change });
  yield instrument.depending(closed(say("What a request is made of"), breakdown.element), breakdown.show);
  const comparison = createComparison({ first: isCompact ? 5 : 8, choose: (model) => change({ model }, true) });
  yield instrument.depending(open(say("The same request on every model"), comparison.element, form.others, form.gone), comparison.show);
  if (data.plans.length > 0) {
    const breakEven = createBreakEven({ note: say(data.plansNote), controls: form.plans });
    yield instrument.depending(open(say("Where a subscription breaks even"), breakEven.element), breakEven.show);
  }
  const history = createHistory({ more: () => instrument.more() });
  const section = closed(say("The price over time"), history.element);
  section.addEventListener("toggle", () => section.open && history.draw());
  yield instrument.depending(section, (...now) => history.show(...now, section.open));
  const footer = createFooter({
    report: () => reportOf(instrument),
    address: () => datedAddress(instrument),
    reset: () => instrument.reset(),
    changed: () => instrument.saveSettings(),
    open: (file) => instrument.openFile(file),
  });
  instrument.includesText = footer.includesText;
  yield [footer.element, ...provenance(data, instrument.today)];
}

/** Where the prices come from, and that they are old. */
function provenance(data, today) {
  const checked = say("Prices checked on {day}, plans on {plans}.", { day: day(data.checked), plans: day(data.plansChecked) });
  const isOld = staleness(data, today).some(({ code }) => code === "prices-stale" || code === "plans-stale");
  const warning = isOld ? [h("p", { class: "calc-note" }, say("These prices were checked over a month ago: some may have changed."))] : [];
  return [h("p", { class: "calc-hint" }, `${checked} ${say("The sources are named with the tables below.")}`), ...warning];
}

function reportOf({ counts, result, data, exchange }) {
  return result === null ? "" : report({ counts, settings: result.settings, result, data, exchange, address: location.href.replace(/#.*$/s, "") });
}

/** A link that shows the same figures next year: with every setting, the exchange rate and the days of its prices. */
function datedAddress({ settings, exchange, data, dates, today, standard, text, includesText }) {
  const shared = includesText() ? text : null;
  const rate = exchange.rate === null ? settings.rate : String(exchange.rate / 1e6);
  const message = shared !== null && !fitsAddress(shared) ? say("The text is too long for a link, which has the settings alone: share it as a file.") : "";
  const address = location.href.replace(/#.*$/s, "") + toHash({ ...settings, rate }, standard, shared, dates ?? [data.checked, today]);
  return { address, message };
}
