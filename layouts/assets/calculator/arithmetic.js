/**
 * Turns token counts and prices into costs, projections and break-even points, exactly.
 *
 * The twin of the Python modules arithmetic, money, overheads, content, freshness, comparison and browser in
 * sitegen/calculator; tests/vectors/calculator.json holds the two to the same integers. Money is a BigInt of
 * picodollars (10⁻¹² US dollars), tokens are Numbers, days are "YYYY-MM-DD". Nothing here touches the page.
 */

export const PICODOLLARS = 10n ** 12n;
export const DAYS_PER_MONTH = 30;
export const TIER_NAMES = ["standard", "batch", "flex", "priority", "ultrafast"];
export const STALE_AFTER_DAYS = 30;

const KINDS = ["fresh", "cached", "written", "output", "reasoning"];
const SMALLEST_PLACES = 12;
const CACHE_STEP = 128;
const MILLISECONDS_PER_DAY = 86_400_000;

const halfUp = (numerator, denominator) => (2n * numerator + denominator) / (2n * denominator);
const ceiling = (numerator, denominator) => (numerator + denominator - 1n) / denominator;
const wholeUp = (numerator, denominator) => Number(ceiling(BigInt(numerator), BigInt(denominator)));

// ---- Unpacking ----------------------------------------------------------------------------------------------

/** Unpacks what sitegen/calculator/browser.py packed: {checked, sources, models, plans, plansChecked, plansNote, profiles}. */
export function unpack(data) {
  return {
    ...data,
    models: data.models.map(unpackModel),
    plans: data.plans.map(unpackPlan),
    profiles: data.profiles.map(unpackProfile),
  };
}

export function unpackModel(packed) {
  return {
    id: packed.i,
    name: packed.n,
    vendor: packed.v ?? "OpenAI",
    family: packed.f ?? "",
    kind: packed.kd ? "embedding" : "chat",
    encoding: packed.e ?? null,
    encodingAssumed: Boolean(packed.a),
    charactersPerToken: hundredths(packed.c),
    tokenMultiplier: hundredths(packed.m),
    tokenRange: packed.tr ? packed.tr.map(hundredths) : null,
    tokenSource: packed.ts ?? "",
    contextWindow: packed.w ?? null,
    maxInput: packed.x ?? null,
    maxOutput: packed.o ?? null,
    longAbove: packed.l ?? null,
    reasoning: Boolean(packed.r),
    overhead: packed.h ? "published" : "estimate",
    functionTokens: packed.k ?? 7,
    image: packed.g ? unpackImage(packed.g) : null,
    cacheMinimum: packed.cm ?? 1024,
    shutdown: packed.d ?? null,
    shutdownDoubt: packed.du ?? "",
    successor: packed.su ?? "",
    tiers: unpackTiers(packed.t),
    promotion: packed.p ? unpackPromotion(packed.p) : null,
    announced: packed.an ? { since: packed.an[0], tiers: unpackTiers(packed.an[1]) } : null,
    source: packed.s ?? "genai-prices",
    checked: packed.ck ?? null,
  };
}

function unpackPromotion([until, after]) {
  return { until, after: unpackTiers(after) };
}

/** Prices of the past, the oldest first: [{until, tiers, promotion}], `until` the first day of those that came after. */
export function unpackPast(packed) {
  return packed.map(([until, tiers, promotion]) => ({ until, tiers: unpackTiers(tiers), promotion: promotion ? unpackPromotion(promotion) : null }));
}

/** Dollars a month as picodollars; null: no such price. */
export const dollars = (price) => (price === undefined || price === null ? null : scaled(price, PICODOLLARS));

function unpackPlan(packed) {
  return {
    id: packed.i,
    name: packed.n,
    monthly: dollars(packed.m),
    annual: dollars(packed.y),
    minSeats: packed.s ?? 1,
    contactSales: Boolean(packed.q),
    certainty: packed.c,
    asOf: packed.d ?? "",
  };
}

function unpackProfile(packed) {
  const [inputTokens, outputTokens, reasoningTokens, cachedPercent] = packed.u;
  const [requestsPerDay, daysPerMonth] = packed.q;
  const usage = { inputTokens, outputTokens, reasoningTokens, cachedPercent };
  return { id: packed.i, name: packed.n, usage, requestsPerDay, daysPerMonth };
}

function unpackImage([first, second, byPatches]) {
  return byPatches ? { factor: hundredths(first), budget: second } : { base: first, tile: second };
}

function unpackTiers(packed) {
  const standard = unpackTier(packed[0]);
  const others = packed.slice(1).map((tier) => (typeof tier === "number" ? multiple(standard, tier) : unpackTier(tier)));
  return Object.fromEntries(TIER_NAMES.map((name, index) => [name, [standard, ...others][index] ?? null]));
}

function unpackTier([prices, long]) {
  const base = unpackRates(prices);
  if (!long) return { base, long: null };
  return { base, long: long.length === 4 ? unpackRates(long) : multiplied(base, long[0], long[1]) };
}

function unpackRates(prices) {
  const [input, cached, write, output] = prices.map((price) => (price === null ? null : scaled(price, 1_000_000n)));
  return { input, cached, write, output };
}

/** A tier that is a multiple of the standard one; 0 stands for a tier that is not offered. */
function multiple({ base, long }, times) {
  if (times === 0) return null;
  return { base: multiplied(base, times, times), long: long && multiplied(long, times, times) };
}

function multiplied(rates, inputs, output) {
  const product = (price, times) => (price === null ? null : (price * scaled(times, 1000n)) / 1000n);
  return {
    input: product(rates.input, inputs),
    cached: product(rates.cached, inputs),
    write: product(rates.write, inputs),
    output: product(rates.output, output),
  };
}

/** A short decimal as a whole number of its parts; six decimals are read first, so that no float rounding can show. */
function scaled(number, parts) {
  return (BigInt(Math.round(number * 1e6)) * parts) / 1_000_000n;
}

function hundredths(number) {
  return number === undefined ? null : Math.round(number * 100);
}

// ---- What holds on a day ------------------------------------------------------------------------------------

/** The prices of a day: announced ones from their day on, those of a promotion up to its last day, else the list prices. */
export function tiersOn(model, today) {
  if (model.announced !== null && today >= model.announced.since) return model.announced.tiers;
  return model.promotion === null || today <= model.promotion.until ? model.tiers : model.promotion.after;
}

export function isGone(model, today) {
  return model.shutdown !== null && today >= model.shutdown;
}

/** What to say beside a model on a day: [{code, on}], `on` a day or null. */
export function badges(model, today) {
  const found = [];
  if (model.shutdown !== null) found.push({ code: isGone(model, today) ? "gone" : "shuts-down", on: model.shutdown });
  if (model.promotion !== null) {
    const { until } = model.promotion;
    found.push({ code: today > until ? "promotion-lapsed" : "promotion", on: until });
  }
  if (model.announced !== null && today < model.announced.since) found.push({ code: "announced", on: model.announced.since });
  if (model.encoding === null) found.push({ code: "estimated-tokens", on: null });
  else if (model.encodingAssumed) found.push({ code: "assumed-encoding", on: null });
  return found;
}

/** How many whole days lie between two days. */
export function daysBetween(from, to) {
  return (Date.parse(to) - Date.parse(from)) / MILLISECONDS_PER_DAY;
}

/** What makes the data less than current: codes as in freshness.py, each with what it is about. */
export function staleness(data, today) {
  const found = [];
  const old = (checked) => daysBetween(checked, today) > STALE_AFTER_DAYS;
  if (old(data.checked)) found.push({ code: "prices-stale", about: data.checked });
  if (old(data.plansChecked)) found.push({ code: "plans-stale", about: data.plansChecked });
  for (const model of data.models) {
    const ended = model.promotion?.until ?? "";
    if (data.checked <= ended && today > ended) found.push({ code: "promotion-lapsed", about: model.id });
    if (data.checked < (model.shutdown ?? "") && isGone(model, today)) found.push({ code: "model-gone", about: model.id });
  }
  return found;
}

// ---- Costs --------------------------------------------------------------------------------------------------

/** The prices a request pays: {rates, long}, or {noPrice: "tier" | "long"}. */
export function ratesFor(model, tier, inputTokens, today) {
  const prices = tiersOn(model, today)[tier];
  if (!prices) return { noPrice: "tier" };
  if (model.longAbove === null || inputTokens <= model.longAbove) return { rates: prices.base, long: false };
  return prices.long ? { rates: prices.long, long: true } : { noPrice: "long" };
}

/**
 * Divides a request into the kinds of tokens that are billed; the share rounds half up to whole tokens.
 * A prompt below the model's minimum is not cached; a cached one writes what it does not read, where writing is billed.
 */
export function splitTokens(model, usage) {
  const { inputTokens, outputTokens = 0, reasoningTokens = 0, cachedPercent = 0 } = usage;
  if (Math.min(inputTokens, outputTokens, reasoningTokens, cachedPercent) < 0 || cachedPercent > 100) {
    throw new RangeError("tokens must not be negative, and a share of the input must be 0 to 100 per cent");
  }
  const isCached = cachedPercent > 0 && inputTokens >= model.cacheMinimum;
  const cached = isCached ? Number(halfUp(BigInt(inputTokens) * BigInt(cachedPercent), 100n)) : 0;
  const written = isCached && billsWriting(model) ? inputTokens - cached : 0;
  const reasoning = model.reasoning ? reasoningTokens : 0;
  return { fresh: inputTokens - cached - written, cached, written, output: outputTokens, reasoning };
}

/** Whether input that is written to the cache has a price of its own. */
export const billsWriting = (model) => model.tiers.standard.base.write !== null;

/** Multiplies each kind of token by its price: {fresh, cached, written, output, reasoning, total, long}. */
export function priceTokens(tokens, { rates, long }) {
  const { input, output } = rates;
  const prices = { fresh: input, cached: rates.cached ?? input, written: rates.write ?? input, output, reasoning: output };
  return withTotal((kind) => BigInt(tokens[kind]) * prices[kind], long);
}

/** Prices one request on a day; the long-context price, where it applies, is that of the whole request. */
export function requestCost(model, usage, today) {
  const tokens = splitTokens(model, usage);
  const found = ratesFor(model, usage.tier ?? "standard", usage.inputTokens, today);
  return found.noPrice ? found : priceTokens(tokens, found);
}

/** Prices a whole conversation, or an agent's loop: its history is sent again at each turn, with the chat overhead. */
export function conversationCost(model, conversation, today) {
  let total = withTotal(() => 0n, false);
  for (const tokens of conversationTokens(model, conversation)) {
    const sent = tokens.fresh + tokens.cached + tokens.written;
    const found = ratesFor(model, conversation.tier ?? "standard", sent, today);
    if (found.noPrice) return found;
    const [before, cost] = [total, priceTokens(tokens, found)];
    total = withTotal((kind) => before[kind] + cost[kind], before.long || cost.long);
  }
  return total;
}

/** Divides each turn into the kinds of tokens that are billed; with a cache, a turn reads what the one before sent. */
export function conversationTokens(model, conversation) {
  const { turns, systemTokens = 0, firstTokens = 0, nextTokens = 0, replyTokens = 0, reasoningTokens = 0, cached = false } = conversation;
  const writes = billsWriting(model);
  const reasoning = model.reasoning ? reasoningTokens : 0;
  const result = [];
  let before = 0;
  for (let turn = 1; turn <= turns; turn += 1) {
    const text = systemTokens + firstTokens + (turn - 1) * (nextTokens + replyTokens);
    const sent = text + chatOverhead(2 * turn - 1 + (systemTokens > 0 ? 1 : 0));
    const read = cached && before >= model.cacheMinimum ? before - (before % CACHE_STEP) : 0;
    const written = cached && writes && sent >= model.cacheMinimum ? sent - read : 0;
    result.push({ fresh: sent - read - written, cached: read, written, output: replyTokens, reasoning });
    before = sent;
  }
  return result;
}

function withTotal(amountOf, long) {
  const amounts = KINDS.map((kind) => [kind, amountOf(kind)]);
  const total = amounts.reduce((sum, [, amount]) => sum + amount, 0n);
  return { ...Object.fromEntries(amounts), total, long };
}

/** Projects a cost to a day, to a month of so many days of use, and to twelve such months. */
export function project(request, requestsPerDay, daysPerMonth = DAYS_PER_MONTH) {
  const day = request * BigInt(requestsPerDay);
  const month = day * BigInt(daysPerMonth);
  return { request, day, month, year: month * 12n };
}

/** What a plan costs a month, for at least its minimum of seats; null: no such price. */
export function planPrice(plan, billing = "monthly", seats = 1) {
  const price = plan[billing];
  return price === null ? null : price * BigInt(Math.max(seats, plan.minSeats));
}

/**
 * The fewest requests at which the API costs at least as much as a plan: {kind: "at", perDay, perMonth}, or another
 * kind: "always" (the plan is free), "never" (the request is free, or no days), "unpriced" (no plan price is known).
 */
export function breakEven(request, planMonth, daysPerMonth = DAYS_PER_MONTH) {
  if (planMonth === null) return { kind: "unpriced" };
  if (planMonth === 0n) return { kind: "always" };
  if (request === 0n || daysPerMonth === 0) return { kind: "never" };
  const perDay = ceiling(planMonth, request * BigInt(daysPerMonth));
  return { kind: "at", perDay: Number(perDay), perMonth: Number(ceiling(planMonth, request)) };
}

/** Whether a request "fits", or which limit it breaks: "input", "output" or "window"; unknown limits are not checked. */
export function fit(model, inputTokens, outputTokens) {
  if (inputTokens > (model.maxInput ?? Infinity)) return "input";
  if (outputTokens > (model.maxOutput ?? Infinity)) return "output";
  return inputTokens + outputTokens > (model.contextWindow ?? Infinity) ? "window" : "fits";
}

/**
 * Prices a content on every model, the cheapest first: [{model, lines, cost, fit, gone}].
 * Then those that will be shut down, those the request does not fit, those without a price, those shut down; within
 * equals by id.
 */
export function compare(models, content, usage, today) {
  const price = (model, inputTokens) => ({ cost: requestCost(model, { ...usage, inputTokens }, today), longest: inputTokens });
  return compareBy(models, content, usage, today, price);
}

/**
 * As `compare`, with a cost that `price` works out: (model, inputTokens) => {cost, longest, …}. `longest` is the most
 * input of a request; whatever else there is becomes part of the row.
 */
export function compareBy(models, content, usage, today, price) {
  const rows = models.map((model) => {
    const lines = inputLines(model, content);
    const inputTokens = lines.reduce((sum, line) => sum + line.tokens, 0);
    const written = (usage.outputTokens ?? 0) + (model.reasoning ? (usage.reasoningTokens ?? 0) : 0);
    const { cost, longest, ...more } = price(model, inputTokens);
    return { model, lines, cost, fit: fit(model, longest, written), gone: isGone(model, today), ...more };
  });
  const rank = (row) => (row.gone ? 4 : row.cost.noPrice ? 3 : row.fit !== "fits" ? 2 : row.model.shutdown === null ? 0 : 1);
  const difference = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  return rows.sort(
    (a, b) =>
      rank(a) - rank(b) || difference(a.cost.total ?? 0n, b.cost.total ?? 0n) || difference(a.model.id, b.model.id),
  );
}

// ---- Tokens --------------------------------------------------------------------------------------------------

/**
 * What a content is for a model, part by part: [{part, tokens, certainty}]; the text always, the rest where there is any.
 * content: {counts, messages?, names?, tools?, images?: [{width, height, detail?, number?}]}, as in content.py.
 */
export function inputLines(model, { counts, messages = 0, names = 0, tools = {}, images = [] }) {
  const lines = [{ part: "text", ...tokensOf(model, counts) }];
  const { overhead: certainty } = model;
  if (messages) lines.push({ part: "chat", tokens: chatOverhead(messages, names), certainty });
  if (tools.functions) lines.push({ part: "tools", tokens: toolOverhead(model, tools), certainty });
  if (images.length > 0) lines.push(imageLine(model, images));
  return lines;
}

function imageLine(model, images) {
  const each = images.map(({ width, height, detail, number = 1 }) => {
    const tokens = imageTokens(model, width, height, detail);
    return tokens === null ? null : tokens * number;
  });
  if (each.includes(null)) return { part: "images", tokens: 0, certainty: "unknown" };
  return { part: "images", tokens: each.reduce((sum, tokens) => sum + tokens, 0), certainty: "estimate" };
}

/** 3 tokens a message, 1 a name, 3 to start the reply; none without a message. */
export function chatOverhead(messages, names = 0) {
  return messages ? 3 * messages + names + 3 : 0;
}

/** The tokens of function definitions; `tools` as in overheads.py. */
export function toolOverhead(model, tools) {
  const { functions = 0, withProperties = 0, properties = 0, enums = 0, enumValues = 0, textTokens = 0 } = tools;
  if (functions === 0) return 0;
  return model.functionTokens * functions + 3 * (withProperties + properties + enumValues - enums) + 12 + textTokens;
}

/** Estimates the tokens of an image in pixels; null: no rule is published for the model. */
export function imageTokens(model, width, height, detail = "high") {
  if (model.image === null || Math.min(width, height) < 1) return null;
  const { base, tile, factor, budget } = model.image;
  if (factor === undefined) return base + (detail === "high" ? tile * tiles(width, height) : 0);
  return wholeUp(patches(width, height, budget) * factor, 100);
}

function tiles(width, height) {
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const [numerator, scale] = long > 2048 ? [2048, long] : [1, 1];
  if (short * numerator > 768 * scale) return 2 * wholeUp(768 * long, short * 512);
  return wholeUp(short * numerator, scale * 512) * wholeUp(long * numerator, scale * 512);
}

function patches(width, height, budget) {
  const [across, down] = [wholeUp(width, 32), wholeUp(height, 32)];
  if (across * down <= budget) return across * down;
  const side = (a, b) => Math.max(1, Math.min(budget, Math.floor(Math.sqrt(Math.floor((budget * a) / b)))));
  const [columns, rows] = [side(width, height), side(height, width)];
  if (columns * height <= rows * width) return columns * wholeUp(columns * height, width);
  return rows * wholeUp(rows * width, height);
}

/** How many tokens a text is for a model: {tokens, certainty: "exact" | "assumed" | "estimate"}. */
export function tokensOf(model, counts) {
  const { o200kBase, cl100kBase = null, characters = 0 } = counts;
  if (model.encoding === null) {
    const estimated = model.charactersPerToken
      ? wholeUp(characters * 100, model.charactersPerToken)
      : wholeUp(o200kBase * (model.tokenMultiplier ?? 100), 100);
    return { tokens: estimated, certainty: "estimate" };
  }
  if (model.encoding === "cl100k_base") {
    return cl100kBase === null ? { tokens: o200kBase, certainty: "estimate" } : { tokens: cl100kBase, certainty: "exact" };
  }
  return { tokens: o200kBase, certainty: model.encodingAssumed ? "assumed" : "exact" };
}

// ---- Text ----------------------------------------------------------------------------------------------------

/** Picodollars in picounits of another currency, at a rate in millionths of it per dollar. */
export function convert(amount, rateMillionths) {
  return halfUp(amount * BigInt(rateMillionths), 1_000_000n);
}

/** How many decimals to show: cents from one dollar on, else three significant digits. */
export function places(amount) {
  if (amount === 0n || amount >= PICODOLLARS) return 2;
  return Math.min(SMALLEST_PLACES, SMALLEST_PLACES - String(amount).length + 3);
}

/** Picodollars as dollars with so many decimals (0 to 12), rounded half up: "0.0123". */
export function fixed(amount, decimals) {
  const digits = String(halfUp(amount, 10n ** BigInt(SMALLEST_PLACES - decimals))).padStart(decimals + 1, "0");
  return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Picodollars as dollars with the decimals of `places`, trailing zeros cut down to cents. */
export function shown(amount) {
  return atLeastCents(fixed(amount, places(amount)));
}

/** Picodollars per token as dollars per million tokens, exactly: "2.50", "0.0125". */
export function perMillion(price) {
  return atLeastCents(fixed(price * 1_000_000n, 6));
}

function atLeastCents(text) {
  const [whole, fraction] = text.split(".");
  return `${whole}.${fraction.replace(/0+$/, "").padEnd(2, "0")}`;
}

/** A decimal text in the reader's number format; `locale` and `currency` as for Intl.NumberFormat. */
export function money(text, locale, currency = "USD") {
  const digits = text.length - text.indexOf(".") - 1;
  const options = { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(locale, options).format(text);
}
