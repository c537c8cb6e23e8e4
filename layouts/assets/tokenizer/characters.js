// Turns the generated runs into a table: code point -> character class, one bit for each class.
import { RUNS } from "./character-runs.js";

export const UPPER = 1; // Lu, Lt
export const LOWER = 2; // Ll
export const CASELESS = 4; // Lm, Lo
export const MARK = 8; // M
export const NUMBER = 16; // N
export const SPACE = 32; // white space, but no line break
export const NEWLINE = 64; // \r, \n
export const OTHER = 128; // all else, unpaired surrogates too

const FIRST_LETTER = "a".charCodeAt(0);
const CODE_POINTS = 0x110000;

/**
 * The classes of all code points, as tiktoken's regular expressions see them; never `\p{…}`, whose version of Unicode
 * is the browser's.
 * @type {Uint8Array}
 */
export const CLASSES = expand(RUNS);

/** @param {string} runs letter and base-36 length, repeated */
function expand(runs) {
  const table = new Uint8Array(CODE_POINTS);
  let point = 0;
  for (const [, letter, length] of runs.matchAll(/([a-h])([0-9A-Z]*)/g)) {
    const end = point + (length === "" ? 1 : parseInt(length, 36));
    table.fill(1 << (letter.charCodeAt(0) - FIRST_LETTER), point, end);
    point = end;
  }
  return table;
}
