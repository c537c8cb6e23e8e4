/**
 * Answers vectors with the browser's arithmetic: reads {data, cases} from the file named first, writes the answers.
 *
 *     node tests/vectors/calculator.mjs tests/vectors/calculator.json
 */

import { readFileSync } from "node:fs";

// Imported as text, since the asset has no package.json beside it to say that it is a module.
const source = readFileSync(new URL("../../layouts/assets/calculator/arithmetic.js", import.meta.url));
const a = await import(`data:text/javascript;base64,${source.toString("base64")}`);

const { data: packed, cases } = JSON.parse(readFileSync(process.argv[2], "utf-8"));
const data = a.unpack(packed);
const models = new Map(data.models.map((model) => [model.id, model]));
const plans = new Map(data.plans.map((plan) => [plan.id, plan]));

const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const options = (object) => Object.fromEntries(Object.entries(object).map(([key, value]) => [camel(key), value]));
const counts = ({ o200k_base: o200kBase, cl100k_base: cl100kBase, characters }) => ({ o200kBase, cl100kBase, characters });
const content = (sent) => ({ ...sent, counts: counts(sent.counts), tools: options(sent.tools ?? {}) });

const CALLS = {
  request_cost: (c) => a.requestCost(models.get(c.model), options(c.usage), c.today),
  conversation_cost: (c) => a.conversationCost(models.get(c.model), options(c.conversation), c.today),
  project: (c) => a.project(BigInt(c.request), c.requests_per_day, c.days_per_month),
  break_even: (c) => a.breakEven(BigInt(c.request), c.plan_month === null ? null : BigInt(c.plan_month), c.days_per_month),
  plan_price: (c) => a.planPrice(plans.get(c.plan), c.billing, c.seats),
  fit: (c) => a.fit(models.get(c.model), c.input_tokens, c.output_tokens),
  compare: (c) =>
    a
      .compare(data.models, content(c.content), options(c.usage), c.today)
      .map(({ model, ...row }) => ({ id: model.id, ...row })),
  input_lines: (c) => a.inputLines(models.get(c.model), content(c.content)),
  badges: (c) => a.badges(models.get(c.model), c.today),
  staleness: (c) => a.staleness(data, c.today).map((found) => found.code),
  chat_overhead: (c) => a.chatOverhead(c.messages, c.names),
  tool_overhead: (c) => a.toolOverhead(models.get(c.model), options(c.tools)),
  image_tokens: (c) => a.imageTokens(models.get(c.model), c.width, c.height, c.detail),
  tokens_of: (c) => a.tokensOf(models.get(c.model), counts(c.counts)),
  convert: (c) => a.convert(BigInt(c.amount), c.rate),
  shown: (c) => a.shown(BigInt(c.amount)),
  fixed: (c) => a.fixed(BigInt(c.amount), c.decimals),
  per_million: (c) => a.perMillion(BigInt(c.price)),
};

function plain(value) {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [snake(key), plain(item)]));
}

process.stdout.write(JSON.stringify(cases.map((c) => plain(CALLS[c.call](c)))));
