// Numbers, money and days in the reader's own format.
import { convert, shown } from "./arithmetic.js";

const cache = new Map();

/** The reader's own formatter for these options, made once: making one costs as much as a hundred uses. */
function formatter(options, Format = Intl.NumberFormat) {
  const key = JSON.stringify(options);
  if (!cache.has(key)) cache.set(key, new Format(undefined, options));
  return cache.get(key);
}

export const whole = (number) => formatter({ maximumFractionDigits: 0 }).format(number);
export const tokens = (number) => `${whole(number)} token${number === 1 ? "" : "s"}`;
export const decimal = (number) => formatter({ maximumSignificantDigits: 3 }).format(number);
export const percent = (share) => formatter({ style: "percent", maximumSignificantDigits: 2 }).format(share);
export const day = (iso) => formatter({ dateStyle: "medium", timeZone: "UTC" }, Intl.DateTimeFormat).format(new Date(`${iso}T12:00:00Z`));

/**
 * Picodollars as money.
 * @param {bigint} amount
 * @param {{currency: string, rate: number | null}} exchange rate: units for a dollar, in millionths; null: dollars
 */
export function money(amount, { currency, rate }) {
  const text = shown(rate === null ? amount : convert(amount, rate));
  const digits = text.length - text.indexOf(".") - 1;
  const options = { style: "currency", minimumFractionDigits: digits, maximumFractionDigits: digits };
  return formatter({ ...options, currency: rate === null ? "USD" : currency }).format(text);
}

/** The currency of the reader's region, if it is one that we know, else "EUR". */
export function localCurrency() {
  const region = new Intl.Locale(navigator.language).maximize().region;
  return CURRENCIES[region] ?? "EUR";
}

const CURRENCIES = {
  AE: "AED", AR: "ARS", AU: "AUD", BR: "BRL", CA: "CAD", CH: "CHF", CL: "CLP", CN: "CNY", CO: "COP", CZ: "CZK",
  DK: "DKK", EG: "EGP", GB: "GBP", HK: "HKD", HU: "HUF", ID: "IDR", IL: "ILS", IN: "INR", JP: "JPY", KE: "KES",
  KR: "KRW", KZ: "KZT", MA: "MAD", MX: "MXN", MY: "MYR", NG: "NGN", NO: "NOK", NZ: "NZD", PE: "PEN", PH: "PHP",
  PK: "PKR", PL: "PLN", RO: "RON", SA: "SAR", SE: "SEK", SG: "SGD", TH: "THB", TR: "TRY", TW: "TWD", UA: "UAH",
  VN: "VND", ZA: "ZAR",
};
