// What the reader can set: names, limits and defaults in one table, and their form in an address.
import { TIER_NAMES } from "./arithmetic.js";
import { readNumber } from "./reading.js";

/** The prefix of the address's fragment that holds settings. */
const PREFIX = "#calculator?";
export const USES = ["request", "chat", "agent"];
const LONGEST_TEXT = 20_000; // characters in an address

/**
 * The whole numbers: name -> [key in the address, highest value, group].
 * @type {Record<string, [string, number, "answer" | "talk" | "use" | "chat" | "tools" | "plans"]>}
 */
export const NUMBERS = {
  perDay: ["d", 1e9, "answer"],
  turns: ["ct", 200, "talk"],
  result: ["cr", 1e7, "talk"],
  further: ["i", 1e9, "use"],
  output: ["o", 1e9, "use"],
  reasoning: ["r", 1e9, "use"],
  cached: ["c", 100, "use"],
  days: ["n", 31, "use"],
  messages: ["cm", 1e6, "chat"],
  names: ["cn", 1e6, "chat"],
  functions: ["tf", 1e4, "tools"],
  withProperties: ["tw", 1e4, "tools"],
  properties: ["tp", 1e5, "tools"],
  enums: ["te", 1e5, "tools"],
  enumValues: ["tv", 1e6, "tools"],
  toolTokens: ["tt", 1e7, "tools"],
  seats: ["s", 1e6, "plans"],
};
const WORDS = { use: "k", model: "m", plan: "p", tier: "t", billing: "b", currency: "u", rate: "x", images: "g", prices: "e" };
const FLAGS = { gone: "gn", others: "ov" };
/** The two days of a link: the day on which its prices were checked, and the day that it was made. */
const DATED = ["pd", "on"];

/** The settings of a profile, or of the first one: {name: value}. */
export function defaults({ data, profile, model, plan }) {
  const chosen = data.profiles.find(({ id }) => id === profile) ?? data.profiles[1] ?? data.profiles[0];
  const none = Object.fromEntries(Object.keys(NUMBERS).map((name) => [name, 0]));
  const words = { use: "request", model, plan, tier: "standard", billing: "monthly", currency: "USD", rate: "", images: "", prices: "", gone: false, others: false };
  return { ...none, seats: 1, turns: 10, result: 1000, ...words, ...ofProfile(chosen) };
}

/** What a profile sets. */
export function ofProfile({ usage, requestsPerDay, daysPerMonth }) {
  const { inputTokens, outputTokens, reasoningTokens, cachedPercent } = usage;
  return {
    further: inputTokens,
    output: outputTokens,
    reasoning: reasoningTokens,
    cached: cachedPercent,
    perDay: requestsPerDay,
    days: daysPerMonth,
  };
}

/** A whole number as people write it, or null. */
export function readWhole(written, highest) {
  const number = readNumber(written);
  return Number.isInteger(number) && number <= highest ? number : null;
}

/** An exchange rate in millionths of a unit for a dollar, or null. */
export function readRate(written) {
  const rate = readNumber(written);
  return rate !== null && rate > 0 && rate <= 1e7 ? Math.max(1, Math.round(rate * 1e6)) : null;
}

const KINDS = ["input", "cached", "write", "output"];

/** Prices that the reader put in, dollars a million tokens: "0.8,,,4" -> picodollars a token by kind; null: none. */
export function readPrices(written) {
  const edited = written.split(",").map((price, at) => [KINDS[at], /^\d{1,6}(\.\d{1,6})?$/.test(price) ? BigInt(Math.round(price * 1e6)) : null]);
  const valid = edited.filter(([kind, price]) => kind !== undefined && price !== null);
  return valid.length === 0 ? null : Object.fromEntries(valid);
}

/** One of these prices changed; "" takes it back. */
export function writePrice(written, kind, price) {
  const parts = KINDS.map((name, at) => (name === kind ? price : (written.split(",")[at] ?? "")));
  return parts.every((part) => part === "") ? "" : parts.join();
}

/** "1024x768x2h,512x512x1l" -> [{width, height, number, detail}]; what cannot be read is left out. */
export function readImages(written) {
  return [...written.matchAll(/(\d{1,5})x(\d{1,5})x(\d{1,4})([hl])/g)].map(([, width, height, number, detail]) => ({
    width: Number(width),
    height: Number(height),
    number: Number(number),
    detail: detail === "h" ? "high" : "low",
  }));
}

export function writeImages(images) {
  return images.map(({ width, height, number, detail }) => `${width}x${height}x${number}${detail[0]}`).join();
}

/** Whether an address can hold a text. */
export const fitsAddress = (text) => text.length <= LONGEST_TEXT;

/**
 * The fragment of an address: what differs from the defaults, and the text where the reader wants it there.
 * With `dates`, [the day of the prices, the day to show], it holds everything: defaults may change within a year.
 */
export function toHash(settings, standard, text, dates = null) {
  const parameters = new URLSearchParams();
  const isKept = (name) => dates !== null || settings[name] !== standard[name];
  for (const [name, [key]] of Object.entries(NUMBERS)) if (isKept(name)) parameters.set(key, settings[name]);
  for (const [name, key] of Object.entries(WORDS)) if (isKept(name)) parameters.set(key, settings[name]);
  for (const [name, key] of Object.entries(FLAGS)) if (settings[name]) parameters.set(key, "1");
  dates?.forEach((day, at) => parameters.set(DATED[at], day));
  if (text !== null && fitsAddress(text)) parameters.set("text", text);
  return parameters.size === 0 ? "" : PREFIX + parameters;
}

/** The settings in a fragment, the rest from `standard`: {settings, text: string | null, dates: string[] | null}; null: none. */
export function fromHash(hash, standard, data) {
  if (!hash.startsWith(PREFIX)) return null;
  const found = new URLSearchParams(hash.slice(PREFIX.length));
  const settings = { ...standard };
  for (const [name, [key, highest]] of Object.entries(NUMBERS)) {
    settings[name] = readWhole(found.get(key) ?? "", highest) ?? standard[name];
  }
  for (const [name, key] of Object.entries(WORDS)) settings[name] = found.get(key) ?? standard[name];
  for (const [name, key] of Object.entries(FLAGS)) settings[name] = found.get(key) === "1";
  if (!USES.includes(settings.use)) settings.use = standard.use;
  if (readPrices(settings.prices) === null) settings.prices = "";
  if (settings.turns === 0) settings.turns = standard.turns;
  const dates = DATED.map((key) => found.get(key)).filter((day) => /^\d{4}-\d\d-\d\d$/.test(day ?? ""));
  if (!data.plans.some(({ id }) => id === settings.plan)) settings.plan = standard.plan;
  if (!TIER_NAMES.includes(settings.tier)) settings.tier = "standard";
  if (!["monthly", "annual"].includes(settings.billing)) settings.billing = "monthly";
  if (!/^[A-Z]{3}$/.test(settings.currency)) settings.currency = "USD";
  settings.images = writeImages(readImages(settings.images));
  return { settings, text: found.get("text"), dates: dates.length === 2 ? dates : null };
}
