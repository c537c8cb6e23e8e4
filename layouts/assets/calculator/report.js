// The result as plain text.
import { money, whole } from "./format.js";
import { UNITS, noPrice } from "./units.js";

/** The result as text for a message or a note. */
export function report({ counts, settings, result, exchange, data, address }) {
  const { chosen, rows, plans } = result;
  const { model, projection } = chosen;
  const one = UNITS[settings.use][1];
  const lines = [
    `Text: ${whole(counts.o200kBase)} tokens, ${whole(counts.characters)} characters, ${whole(counts.words)} words`,
    `${one}: ${whole(chosen.input)} tokens in${settings.use === "request" ? "" : ` at first, ${whole(settings.turns)} turns`}, ${whole(settings.output)} out; ${whole(settings.perDay)} a day on ${settings.days} days a month`,
    projection === null
      ? `${model.name}: ${noPrice(chosen)}`
      : `${model.name}: ${money(projection.request, exchange)} ${one.toLowerCase()}, ${money(projection.day, exchange)} a day, ${money(projection.month, exchange)} a month, ${money(projection.year, exchange)} a year`,
    "",
    ...rows.filter((row) => row.projection).map((row) => `${row.model.name}\t${money(row.projection.request, exchange)}\t${money(row.projection.month, exchange)} a month`),
    "",
    ...plans
      .filter(({ point }) => point.kind === "at")
      .map(({ plan, month, point }) => `${plan.name} (${money(month, exchange)} a month) breaks even with ${model.name} at ${whole(point.perDay)} ${UNITS[settings.use][0]} a day`),
    "",
    `Prices of ${data.checked}; ${address}`,
  ];
  return lines.join("\n");
}
