// Settings and counts -> what every model costs: one value that all views show. Nothing here touches the page.
import { breakEven, compare, isGone, planPrice, project, requestCost } from "./arithmetic.js";
import { readImages } from "./settings.js";

const CHARACTERS_PER_TOKEN = 4; // for tokens without a text, on models that are estimated by characters

/**
 * @param {object} data unpacked
 * @param {object} settings
 * @param {{o200kBase: number, cl100kBase: number | null, characters: number}} counts of the text
 * @param {string} today YYYY-MM-DD
 * @returns {{rows: object[], chosen: object, plan: object | undefined, plans: object[], matrix: object[], textOnly: bigint | null}}
 */
export function estimate(data, settings, counts, today) {
  const { perDay, days } = settings;
  const { kind } = data.models.find(({ id }) => id === settings.model);
  const models = data.models.filter((model) => model.kind === kind && (settings.gone || model.id === settings.model || !isGone(model, today)));
  const rows = compare(models, contentOf(settings, counts), usageOf(settings, kind), today).map((row) => ({
    ...row,
    text: Math.max(0, row.lines[0].tokens - settings.further),
    input: row.lines.reduce((sum, line) => sum + line.tokens, 0),
    projection: row.cost.noPrice ? null : project(row.cost.total, perDay, days),
  }));
  const chosen = rows.find((row) => row.model.id === settings.model);
  const plans = plansFor(data, settings, chosen);
  return {
    rows,
    chosen,
    textOnly: textCost(chosen, settings, today),
    plan: plans.find(({ plan }) => plan.id === settings.plan),
    plans,
    matrix: rows.filter(isUsable).map((row) => ({ model: row.model, plans: plansFor(data, settings, row) })),
  };
}

/** Whether a row can be used today for this request. */
export const isUsable = (row) => row.projection !== null && row.fit === "fits" && !row.gone;

function contentOf(settings, { o200kBase, cl100kBase, characters }) {
  const { further, messages, names } = settings;
  const { functions, withProperties, properties, enums, enumValues, toolTokens: textTokens } = settings;
  return {
    counts: {
      o200kBase: o200kBase + further,
      cl100kBase: cl100kBase === null ? null : cl100kBase + further,
      characters: characters + further * CHARACTERS_PER_TOKEN,
    },
    messages,
    names,
    tools: { functions, withProperties, properties, enums, enumValues, textTokens },
    images: readImages(settings.images),
  };
}

/** An embedding has no output, and no cache. */
function usageOf({ output, reasoning, cached, tier }, kind) {
  if (kind === "embedding") return { tier };
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
