// The currency that amounts are shown in.
import { readRate } from "./settings.js";

/** The exchange that settings ask for, at the reader's rate or the bank's; dollars until there is one. */
export function exchangeOf({ currency, rate }, currencies) {
  const found = readRate(rate === "" ? String(currencies?.rates[currency] ?? "") : rate);
  const isKnown = /^[A-Z]{3}$/.test(currency) && currency !== "USD" && found !== null;
  return isKnown ? { currency, rate: found } : { currency: "USD", rate: null };
}
