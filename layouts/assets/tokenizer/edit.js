// Two texts -> the one place where they differ.

const LONGEST_RUN = 16 ** 4; // code units compared at once

/**
 * The smallest edit that turns one text into the other, in UTF-16 code units; null if they are the same.
 * @param {string} before @param {string} after
 * @returns {{start: number, end: number, inserted: string} | null} `start` to `end` of `before` is replaced
 */
export function findEdit(before, after) {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  const start = countEqual(shorter, (from, to) => before.slice(from, to) === after.slice(from, to));
  const [lastBefore, lastAfter] = [before.length, after.length];
  const same = countEqual(shorter - start, (from, to) => before.slice(lastBefore - to, lastBefore - from) === after.slice(lastAfter - to, lastAfter - from));
  return { start, end: before.length - same, inserted: after.slice(start, after.length - same) };
}

/**
 * How many of the first `most` code units are equal, where `isEqual(from, to)` compares a run of them. Browsers compare
 * long runs many times faster than a loop over code units does.
 */
function countEqual(most, isEqual) {
  let equal = 0;
  for (let step = LONGEST_RUN; step >= 1; step = Math.floor(step / 16)) {
    while (equal + step <= most && isEqual(equal, equal + step)) equal += step;
  }
  return equal;
}

/** The text after an edit. */
export function applyEdit(text, { start, end, inserted }) {
  return text.slice(0, start) + inserted + text.slice(end);
}

/**
 * The edit that a `beforeinput` event announces, where it can be known; null otherwise.
 * @param {{inputType: string, data: string | null}} event
 * @param {{value: string, selectionStart: number, selectionEnd: number}} area
 */
export function foreseeEdit({ inputType, data }, { value, selectionStart: start, selectionEnd: end }) {
  if (inputType === "insertText") return { start, end, inserted: data ?? "" };
  if (inputType === "insertLineBreak") return { start, end, inserted: "\n" };
  if (inputType !== "deleteContentBackward") return null;
  if (start < end) return { start, end, inserted: "" };
  const erased = [...value.slice(0, start).slice(-2)].at(-1) ?? "";
  return { start: start - erased.length, end, inserted: "" };
}
