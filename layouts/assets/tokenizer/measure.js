// Counts what readers count: characters and words.
import { CLASSES, NEWLINE, SPACE } from "./characters.js";

/**
 * Characters are Unicode code points; words are runs of anything but white space.
 * @param {string} text @returns {{characters: number, words: number}}
 */
export function measure(text) {
  let characters = 0;
  let words = 0;
  let inWord = false;
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at);
    if (point > 0xffff) at++;
    const isBlank = (CLASSES[point] & (SPACE | NEWLINE)) !== 0;
    if (!isBlank && !inWord) words++;
    inWord = !isBlank;
    characters++;
  }
  return { characters, words };
}
