// The result as plain text.
import { money, tokens, whole } from "./format.js";
import { noPrice } from "./units.js";
import { say } from "./words.js";
import { TITLES } from "./wording.js";

/** The result as text for a message or a note: a line for each figure. */
export function report({ counts, settings, result, exchange, data, address }) {
  const { chosen, rows, plans } = result;
  const { model, projection } = chosen;
  const [one, perDay] = TITLES[settings.use].map((title) => say(title));
  const line = (name, value) => `${name}: ${value}`;
  const amount = (of, name) => money(of[name], exchange);
  const month = (of) => say("{amount} a month", { amount: amount(of, "month") });
  const lines = [
    line(say("The text"), [tokens(chosen.text), line(say("Characters"), whole(counts.characters)), line(say("Words"), whole(counts.words))].join("; ")),
    line(say("Input tokens"), whole(chosen.input)),
    ...(settings.use === "request" ? [] : [line(say("Turns"), whole(settings.turns))]),
    line(say("Output"), whole(settings.output)),
    line(perDay, whole(settings.perDay)),
    line(say("Days a month"), whole(settings.days)),
    "",
    ...(projection === null
      ? [line(model.name, noPrice(chosen))]
      : [model.name, line(one, amount(projection, "request")), line(say("A day"), amount(projection, "day")), line(say("A month"), amount(projection, "month")), line(say("A year"), amount(projection, "year"))]),
    "",
    ...rows.filter((row) => row.projection).map((row) => `${row.model.name}\t${amount(row.projection, "request")}\t${month(row.projection)}`),
    "",
    line(say("Where {model} over the API costs as much as each plan", { model: model.name }), perDay),
    ...plans.filter(({ point }) => point.kind === "at").map((entry) => `${entry.plan.name}\t${month(entry)}\t${whole(entry.point.perDay)}`),
    "",
    line(say("Prices of"), data.checked),
    address,
  ];
  return lines.join("\n");
}
