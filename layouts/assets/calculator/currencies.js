// The currency that a reader may want.

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
