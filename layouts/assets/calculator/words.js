// The words of the page's language; English where it has no others. Those of the answer come with the page
// (sitegen/calculator/words.py, BROWSER_WORDS), all others with the parts below it.
const plural = new Intl.PluralRules(document.documentElement.lang || "en");
let words = {};

/** @param {Record<string, string | Record<string, string>>} others English -> words, or their plurals by category */
export const learnWords = (others = {}) => (words = others);

/** Brings the words of the parts below the answer; those that came with the page, perhaps the site's own, stay. */
export async function bringWords(url) {
  if (url === undefined) return;
  const response = await fetch(url);
  if (response.ok) words = { ...(await response.json()), ...words };
  else reportError(new Error(`${url}: ${response.status}`));
}

/** The words for an English text, with `{name}` replaced by its value. */
export function say(text, values = {}) {
  return (words[text] ?? text).replace(/\{(\w+)\}/g, (mark, name) => values[name] ?? mark);
}

/** The word for things of which there are so many. */
export function sayCount(one, many, number) {
  const forms = words[many];
  if (forms === undefined) return say(number === 1 ? one : many);
  return typeof forms === "string" ? say(number === 1 ? one : many) : (forms[plural.select(number)] ?? forms.other);
}
