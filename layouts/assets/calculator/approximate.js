// Text -> about how many tokens it has, at once: shown until the vocabulary is there.

const SAMPLE = 20_000; // UTF-16 code units: a longer text is judged by its beginning
const PIECES = / ?(?:([A-Za-z]+)|(\p{Script=Han}|[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])|(\p{L}[\p{L}\p{M}]*)|(\p{N}{1,3})|(\s+)|([^\s\p{L}\p{N}]+))/gu;

/** Tokens of one piece, by its kind: rough averages, which no measurement has confirmed. */
function tokensOf([, latin, ideograph, word, number, blank, symbols]) {
  if (latin) return 1 + Math.floor((latin.length - 1) / 9);
  if (ideograph) return 0.75;
  if (word) return Math.max(1, word.length / 3.4);
  if (number) return 1;
  if (blank) return 1;
  return Math.max(1, symbols.length / 2.5);
}

/** @param {string} text @returns {object} counts as Counter.count has them, marked as an estimate */
export function approximate(text) {
  const sample = text.slice(0, SAMPLE);
  let tokens = 0;
  for (const match of sample.matchAll(PIECES)) tokens += tokensOf(match);
  const times = sample.length === 0 ? 0 : text.length / sample.length;
  const words = (sample.match(/\S+/g)?.length ?? 0) * times;
  const about = Math.max(1, Math.round(tokens * times));
  return { o200kBase: about, cl100kBase: about, characters: text.length, words: Math.round(words), isEstimate: true };
}
