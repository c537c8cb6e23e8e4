// What a text will have once the next key is pressed: the counts after each edit that is likely at a place, exactly,
// without making it. A browser needs tens of milliseconds to put a key into a long text: the page has its count before.
import { applyEdit } from "./edit.js";
import { Measure } from "./measure.js";

const NEAR = 1000; // UTF-16 code units before and behind the place
const KEYS = [..."\n", ...Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at))];
const NOT_ASCII = /[^\0-\x7f]/gu;

/**
 * @param {import("./document.js").Document} document
 * @param {number} place in its text, in UTF-16 code units
 * @param {(text: string) => boolean} isReady whether the vocabulary has what a text needs
 * @returns {Map<string, {tokens: number, characters: number, words: number}>} by what is typed there; "" stands for
 *   erasing the ASCII character before it. What cannot be known from the text near the place is left out.
 */
export function forecast(document, place, isReady) {
  const near = document.text.slice(Math.max(0, place - NEAR), place);
  const keys = [...new Set([...KEYS, ...(near.match(NOT_ASCII) ?? [])])].filter(isReady);
  const edits = keys.map((inserted) => ({ start: place, end: place, inserted }));
  if (/[\0-\x7f]$/.test(near)) edits.push({ start: place - 1, end: place, inserted: "" });
  const count = counterNear(document, place);
  const counts = edits.map((edit) => [edit.inserted, count(edit)]);
  return new Map(counts.filter(([, counted]) => counted !== null));
}

/** Returns what counts a text after one edit at a place, or before the character before it; null: it can't be known. */
function counterNear({ text, pieces, encoder, Scanner, tokens, measure }, place) {
  const first = pieces.firstReaching(Math.max(0, place - 1));
  const start = first < pieces.size ? pieces.starts[first] : text.length;
  if (place - start > NEAR) return () => null; // a piece so long would be merged again for each key
  const from = Math.max(0, start - 1); // the character before says whether a word begins
  const before = text.slice(from, place + NEAR);
  const isEnd = from + before.length === text.length;

  return (edit) => {
    const local = { start: edit.start - from, end: edit.end - from, inserted: edit.inserted };
    const after = applyEdit(before, local);
    const scanner = new Scanner(after);
    const shift = after.length - before.length - from;
    let [old, at, sum] = [first, start - from, 0];
    while (at < after.length) {
      while (old < pieces.size && pieces.starts[old] + shift < at) old++;
      const isOldStart = old < pieces.size && pieces.starts[old] + shift === at;
      if (isOldStart && at >= local.start + local.inserted.length) break;
      const end = scanner.next(at);
      if (!isEnd && scanner.reach > after.length) return null;
      sum += encoder.count(after, at, end);
      at = end;
    }
    const change = new Measure();
    change.edit(before, after, local);
    return {
      tokens: tokens + sum - pieces.sum(first, at < after.length ? old : pieces.size),
      characters: measure.characters + change.characters,
      words: measure.words + change.words,
    };
  };
}
