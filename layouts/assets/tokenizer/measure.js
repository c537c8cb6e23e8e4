// Counts what readers count, characters and words, through edits.
import { CLASSES, NEWLINE, SPACE } from "./characters.js";

/**
 * The size of a text under edit; empty at first. Characters are Unicode code points; words are runs of anything but
 * white space, none of which lies beyond U+FFFF: so single code units tell where a word begins.
 */
export class Measure {
  characters = 0;
  words = 0;

  /**
   * Takes in an edit.
   * @param {string} before @param {string} after
   * @param {{start: number, end: number, inserted: string}} edit that turns one into the other
   */
  edit(before, after, { start, end, inserted }) {
    const newEnd = start + inserted.length;
    this.characters += points(after, start, newEnd) - points(before, start, end);
    this.words += beginnings(after, start, newEnd) - beginnings(before, start, end);
  }
}

/** Code units from `start` to before `end`, less the pairs of surrogates that touch them. */
function points(text, start, end) {
  let count = end - start;
  for (let at = Math.max(0, start - 1); at < end; at++) if (isHigh(text, at) && isLow(text, at + 1)) count--;
  return count;
}

const isHigh = (text, at) => (text.charCodeAt(at) & 0xfc00) === 0xd800;
const isLow = (text, at) => (text.charCodeAt(at) & 0xfc00) === 0xdc00;

/** Words that begin from `start` to `end`, the one behind it included. */
function beginnings(text, start, end) {
  let count = 0;
  let wasBlank = start === 0 || isBlank(text, start - 1);
  for (let at = start; at <= end && at < text.length; at++) {
    const blank = isBlank(text, at);
    if (wasBlank && !blank) count++;
    wasBlank = blank;
  }
  return count;
}

const isBlank = (text, at) => (CLASSES[text.charCodeAt(at)] & (SPACE | NEWLINE)) !== 0;
