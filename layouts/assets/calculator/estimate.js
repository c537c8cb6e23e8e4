// Settings and counts -> what every model costs: one value that all views show. Nothing here touches the page.
import { breakEven, compareBy, conversationCost, conversationTokens, inputLines, isGone, planPrice, project, requestCost, splitTokens, tokensOf } from "./arithmetic.js";
import { readImages, readPrices } from "./settings.js";

const CHARACTERS_PER_TOKEN = 4; // for tokens without a text, on models that are estimated by characters
/** What an embedding doesn't have: it takes one text and writes nothing. */
const EMBEDDING = { use: "request", further: 0, output: 0, reasoning: 0, cached: 0, messages: 0, names: 0, functions: 0, images: "" };

/**
 * @param {object} data unpacked
 * @param {object} chosenSettings
 * @param {{o200kBase: number, cl100kBase: number | null, characters: number}} counts of the text
 * @param {string} today YYYY-MM-DD
 * @returns {{rows: object[], chosen: object, plan: object | undefined, plans: object[], matrix: object[], textOnly: bigint | null, settings: object}}
 *   settings: those that count for the chosen kind of model
 */
export function estimate(data, chosenSettings, counts, today) {
  const { kind } = data.models.find(({ id }) => id === chosenSettings.model);
  const settings = kind === "embedding" ? { ...chosenSettings, ...EMBEDDING } : chosenSettings;
  const models = data.models
    .filter((model) => model.kind === kind && (model.id === settings.model || ((settings.gone || !isGone(model, today)) && (settings.others || !model.isOther))))
    .map((model) => (model.id === settings.model ? withPrices(model, settings) : model));
  const content = contentOf(settings, counts);
  const price = settings.use === "request" ? requestPricing(settings, today) : conversationPricing(settings, counts, today);
  const projected = (cost) => (cost.noPrice ? null : project(cost.total, settings.perDay, settings.days));
  const rows = compareBy(models, content, usageOf(settings), today, price).map((row) => ({
    ...row,
    text: tokensOf(row.model, counts).tokens,
    input: total(row.lines),
    projection: projected(row.cost),
    range: row.model.tokenRange && row.model.tokenRange.map((tokenMultiplier) => boundOf({ ...row.model, tokenMultiplier }, content, price, projected)),
  }));
  const chosen = rows.find((row) => row.model.id === settings.model);
  const plans = plansFor(data, settings, chosen);
  return {
    rows,
    chosen,
    settings,
    textOnly: textCost(chosen, settings, today),
    plan: plans.find(({ plan }) => plan.id === settings.plan),
    plans,
    matrix: rows.filter(isUsable).map((row) => ({ model: row.model, plans: plansFor(data, settings, row) })),
  };
}

/** Whether a row can be used today for this request. */
export const isUsable = (row) => row.projection !== null && row.fit === "fits" && !row.gone;

const total = (lines) => lines.reduce((sum, line) => sum + line.tokens, 0);

/** One end of a range: the same content with another number of tokens. */
function boundOf(model, content, price, projected) {
  const input = total(inputLines(model, content));
  return { input, projection: projected(price(model, input).cost) };
}

function requestPricing(settings, today) {
  return (model, inputTokens) => {
    const usage = { ...usageOf(settings), inputTokens };
    return { cost: requestCost(model, usage, today), longest: inputTokens, peak: inputTokens, tokens: splitTokens(model, usage) };
  };
}

/** A chat, or an agent's loop of tools: each turn sends all that came before it. */
function conversationPricing(settings, counts, today) {
  const { use, result, tier } = settings;
  const turns = Math.max(1, settings.turns);
  const { outputTokens: replyTokens, reasoningTokens, cachedPercent } = usageOf(settings);
  const next = use === "chat" ? counts : { o200kBase: result, cl100kBase: result, characters: result * CHARACTERS_PER_TOKEN };
  return (model, firstTokens) => {
    const nextTokens = tokensOf(model, next).tokens;
    const conversation = { turns, firstTokens, nextTokens, replyTokens, reasoningTokens, cached: cachedPercent > 0, tier };
    const steps = conversationTokens(model, conversation);
    const { fresh, cached, written } = steps.at(-1);
    const peak = fresh + cached + written;
    return { cost: conversationCost(model, conversation, today), longest: peak, peak, tokens: added(steps), steps };
  };
}

const added = (steps) => steps.reduce((sum, step) => Object.fromEntries(Object.entries(sum).map(([kind, tokens]) => [kind, tokens + step[kind]])));

/** The model at the prices that the reader put in, whatever the tier and length. */
function withPrices(model, { prices, tier }) {
  const edited = readPrices(prices);
  const offered = model.tiers[tier];
  if (edited === null || !offered) return model;
  const change = (rates) => rates && { ...rates, ...edited };
  const tiers = { ...model.tiers, [tier]: { base: change(offered.base), long: change(offered.long) } };
  return { ...model, tiers, promotion: null, announced: null };
}

function contentOf(settings, { o200kBase, cl100kBase, characters }) {
  const { further, names, use } = settings;
  const { functions, withProperties, properties, enums, enumValues, toolTokens: textTokens } = settings;
  return {
    counts: {
      o200kBase: o200kBase + further,
      cl100kBase: cl100kBase === null ? null : cl100kBase + further,
      characters: characters + further * CHARACTERS_PER_TOKEN,
    },
    messages: use === "request" ? settings.messages : 0, // a conversation counts its own
    names,
    tools: { functions, withProperties, properties, enums, enumValues, textTokens },
    images: readImages(settings.images),
  };
}

function usageOf({ output, reasoning, cached, tier }) {
  return { outputTokens: output, reasoningTokens: reasoning, cachedPercent: cached, tier };
}

/** What the text costs once, as input and nothing else; null without a price. */
function textCost(chosen, settings, today) {
  const cost = requestCost(chosen.model, { inputTokens: chosen.text, tier: settings.tier }, today);
  return cost.noPrice ? null : cost.total;
}

function plansFor(data, { billing, seats, days }, row) {
  return data.plans.map((plan) => {
    const month = planPrice(plan, billing, seats) ?? planPrice(plan, "monthly", seats) ?? planPrice(plan, "annual", seats);
    const point = row.projection === null ? { kind: "unpriced" } : breakEven(row.cost.total, month, days);
    return { plan, month, point };
  });
}
