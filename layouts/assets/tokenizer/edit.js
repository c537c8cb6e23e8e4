// Two texts -> the one place where they differ.

/**
 * The smallest edit that turns one text into the other, in UTF-16 code units; null if they are the same.
 * @param {string} before @param {string} after
 * @returns {{start: number, end: number, inserted: string} | null} `start` to `end` of `before` is replaced
 */
export function findEdit(before, after) {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  const lastBefore = before.length - 1;
  const lastAfter = after.length - 1;
  while (same < shorter - start && before.charCodeAt(lastBefore - same) === after.charCodeAt(lastAfter - same)) same++;
  return { start, end: before.length - same, inserted: after.slice(start, after.length - same) };
}

/** The text after an edit. */
export function applyEdit(text, { start, end, inserted }) {
  return text.slice(0, start) + inserted + text.slice(end);
}
