// What few readers ask for: models of other vendors, the past of each price, exchange rates. One file, loaded on demand.
import { dollars, unpackModel, unpackPast } from "./arithmetic.js";

/** @param {string} url @returns {Promise<{others: object[], past: Map<string, object[]>, plans: Map<string, object[]>, currencies: object}>} */
export async function loadMore(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const { others, past, plans, currencies } = await response.json();
  const planPast = ([until, monthly, annual]) => ({ until, monthly: dollars(monthly), annual: dollars(annual) });
  return {
    others: others.map((packed) => ({ ...unpackModel(packed), isOther: true })),
    past: new Map(Object.entries(past).map(([id, packed]) => [id, unpackPast(packed)])),
    plans: new Map(Object.entries(plans).map(([id, packed]) => [id, packed.map(planPast)])),
    currencies,
  };
}

/** The data with the models of other vendors that a page offers behind its own. */
export function withOthers(data, { others }, ids) {
  const offered = new Set(ids);
  return { ...data, models: [...data.models, ...others.filter(({ id }) => offered.has(id) && !data.models.some((model) => model.id === id))] };
}

/** The data as a page showed it whose prices were checked on a day. */
export function asOf(data, { past, plans }, day) {
  const before = (entry, all) => all.get(entry.id)?.find(({ until }) => day < until);
  const model = (entry) => {
    const old = before(entry, past);
    return old ? { ...entry, tiers: old.tiers, promotion: old.promotion, announced: null } : entry;
  };
  const plan = (entry) => {
    const old = before(entry, plans);
    return old ? { ...entry, monthly: old.monthly, annual: old.annual } : entry;
  };
  return { ...data, checked: day < data.checked ? day : data.checked, models: data.models.map(model), plans: data.plans.map(plan) };
}
