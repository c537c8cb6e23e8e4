// Numbers, money and days in the reader's own format.
import { convert, shown } from "./arithmetic.js";
import { sayCount } from "./words.js";

const cache = new Map();

/** The reader's own formatter for these options, made once: making one costs as much as a hundred uses. */
function formatter(options, Format = Intl.NumberFormat) {
  const key = JSON.stringify(options);
  if (!cache.has(key)) cache.set(key, new Format(undefined, options));
  return cache.get(key);
}

export const whole = (number) => formatter({ maximumFractionDigits: 0 }).format(number);
export const tokens = (number) => `${whole(number)} ${sayCount("token", "tokens", number)}`;
export const decimal = (number) => formatter({ maximumSignificantDigits: 3 }).format(number);
export const percent = (share) => formatter({ style: "percent", maximumSignificantDigits: 2 }).format(share);
export const day = (iso) => formatter({ dateStyle: "medium", timeZone: "UTC" }, Intl.DateTimeFormat).format(new Date(`${iso}T12:00:00Z`));

/** @param {string} iso 2026-11 */
export const month = (iso) => formatter({ year: "numeric", month: "short", timeZone: "UTC" }, Intl.DateTimeFormat).format(new Date(`${iso}-15`));

/**
 * Picodollars as money.
 * @param {bigint} amount
 * @param {{currency: string, rate: number | null}} exchange rate: units for a dollar, in millionths; null: dollars
 */
export function money(amount, { currency, rate }) {
  const text = shown(inCurrency(amount, { rate }));
  const digits = text.length - text.indexOf(".") - 1;
  const options = { style: "currency", minimumFractionDigits: digits, maximumFractionDigits: digits };
  const written = formatter({ ...options, currency: rate === null ? "USD" : currency }).format(text);
  return written.replace(/(?<=\u200f.*[A-Z]\$)$/, "\u200e"); // in Arabic, US$ would be shown as $US
}

/** Picodollars in picounits of the currency that the amounts are shown in. */
export const inCurrency = (amount, { rate }) => (rate === null ? amount : convert(amount, rate));
