// Splits text into the pieces that tiktoken's regular expressions find, without a regular expression.
//
// A piece depends on the text from its start onwards only, never on what stands before it. How far it looked ahead is
// its reach: an edit at or behind the reach cannot change the piece. Both facts carry the incremental tokenizer.
import { CASELESS, CLASSES, LOWER, MARK, NEWLINE, NUMBER, OTHER, SPACE, UPPER } from "./characters.js";

const LETTER = UPPER | LOWER | CASELESS;
const HEAD = UPPER | CASELESS | MARK; // what a word of o200k_base may begin with
const TAIL = LOWER | CASELESS | MARK; // what it may go on with
const BLANK = SPACE | NEWLINE;
const SYMBOL = OTHER | MARK;
const PREFIX = OTHER | MARK | SPACE; // the one character before a word that joins it

const SPACE_CODE = 0x20;
const APOSTROPHE = 0x27;
const SLASH = 0x2f;
const LONG_S = 0x17f; // folds to s, and so matches 's

/** One pass over one text; `next` is the only thing to call. */
class Scanner {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    /** The furthest index that the last `next` looked at, and one more for the other half of a surrogate pair. */
    this.reach = 0;
  }

  /** The class of the character at an index; 0 at the end of the text. */
  classAt(index) {
    this.look(index);
    return index < this.text.length ? CLASSES[this.text.codePointAt(index)] : 0;
  }

  codeAt(index) {
    this.look(index);
    return index < this.text.length ? this.text.charCodeAt(index) : -1;
  }

  look(index) {
    if (index + 2 > this.reach) this.reach = index + 2;
  }

  /** The index behind the run of characters of these classes. */
  skip(index, classes) {
    const { text } = this;
    while (index < text.length) {
      const point = text.codePointAt(index);
      if ((CLASSES[point] & classes) === 0) break;
      index += point > 0xffff ? 2 : 1;
    }
    this.look(index);
    return index;
  }

  /** The index behind one character. */
  after(index) {
    return index + (this.text.codePointAt(index) > 0xffff ? 2 : 1);
  }

  /** The index behind the contraction ('s 't 're 've 'm 'll 'd, any case) that begins here; the index if none does. */
  contraction(index) {
    if (this.codeAt(index) !== APOSTROPHE) return index;
    const letter = this.codeAt(index + 1);
    const next = this.codeAt(index + 2) | 0x20;
    switch (letter | 0x20) {
      case 0x73: // s
      case 0x74: // t
      case 0x6d: // m
      case 0x64: // d
        return index + 2;
      case 0x72: // re
      case 0x76: // ve
        return next === 0x65 ? index + 3 : index;
      case 0x6c: // ll
        return next === 0x6c ? index + 3 : index;
      default:
        return letter === LONG_S ? index + 2 : index;
    }
  }

  /** Up to three number characters. */
  number(index) {
    let end = index;
    for (let digits = 0; digits < 3 && this.classAt(end) === NUMBER; digits++) end = this.after(end);
    return end;
  }

  /** Symbols, with one plain space before them; the index if there are none. */
  symbols(index) {
    const start = this.codeAt(index) === SPACE_CODE ? index + 1 : index;
    const end = this.skip(start, SYMBOL);
    return end === start ? index : end;
  }

  /**
   * White space: through the last line break if there is one; else all of it at the end of the text; else all but the
   * last character, which may belong to what follows.
   */
  blanks(index) {
    const end = this.skip(index, BLANK);
    for (let last = end - 1; last >= index; last--) {
      if (CLASSES[this.text.charCodeAt(last)] === NEWLINE) return last + 1;
    }
    return end === this.text.length || end === index + 1 ? end : end - 1;
  }
}

/** o200k_base: a word is split where lower case turns into upper case, and keeps its contraction. */
class O200kScanner extends Scanner {
  /** @param {number} index start of a piece @returns {number} its end */
  next(index) {
    this.reach = 0;
    const kind = this.classAt(index);
    if (kind === NUMBER) return this.number(index);
    const word = this.word(index, kind);
    if (word > index) return word;
    const symbols = this.symbols(index);
    if (symbols > index) return this.lineEnds(symbols);
    return this.blanks(index);
  }

  /** The end of the word that begins here; the index if none does. */
  word(index, kind) {
    const start = (kind & PREFIX) !== 0 ? this.after(index) : index;
    const { end, lastTail } = this.heads(start);
    if (this.classAt(end) === LOWER) return this.contraction(this.skip(end, TAIL));
    if (lastTail > -1) return this.contraction(lastTail);
    if (kind === MARK) return this.contraction(start);
    return end > start ? this.contraction(end) : index;
  }

  /** The end of a run of HEAD characters, and the end of its last one that is also a TAIL (-1 if none is). */
  heads(index) {
    const { text } = this;
    let lastTail = -1;
    while (index < text.length) {
      const point = text.codePointAt(index);
      const kind = CLASSES[point];
      if ((kind & HEAD) === 0) break;
      index += point > 0xffff ? 2 : 1;
      if ((kind & TAIL) !== 0) lastTail = index;
    }
    this.look(index);
    return { end: index, lastTail };
  }

  /** Line breaks and slashes behind symbols. */
  lineEnds(index) {
    while (this.codeAt(index) === SLASH || this.classAt(index) === NEWLINE) index++;
    return index;
  }
}

/** cl100k_base: a word is a run of letters, and a contraction is a piece of its own. */
class Cl100kScanner extends Scanner {
  /** @param {number} index start of a piece @returns {number} its end */
  next(index) {
    this.reach = 0;
    const contraction = this.contraction(index);
    if (contraction > index) return contraction;
    const kind = this.classAt(index);
    const start = (kind & PREFIX) !== 0 ? this.after(index) : index;
    const word = this.skip(start, LETTER);
    if (word > start) return word;
    if (kind === NUMBER) return this.number(index);
    const symbols = this.symbols(index);
    if (symbols > index) return this.skip(symbols, NEWLINE);
    return this.blanks(index);
  }

  /** White space at the end of the text is one piece, line breaks or not. */
  blanks(index) {
    const end = this.skip(index, BLANK);
    return end === this.text.length ? end : super.blanks(index);
  }
}

/**
 * The scanner of each encoding: `new SCANNERS[encoding](text)`, then `next(start)` gives the end of the piece that
 * starts there, and `reach` how far it had to look.
 */
export const SCANNERS = { o200k_base: O200kScanner, cl100k_base: Cl100kScanner };
