// Keeps the pieces of a text and their token counts through edits: only what an edit touched is tokenized again.
//
// A piece depends on the text from its start to its reach (scanner.js). So the pieces before the edit whose reach ends
// before it stand; and once a new piece starts, behind the edit, where an old one did, all that follow stand too.
import { applyEdit, findEdit } from "./edit.js";
import { Measure } from "./measure.js";

/** A text under edit, and its tokens. */
export class Document {
  /**
   * @param {import("./encoder.js").Encoder} encoder
   * @param {new (text: string) => import("./scanner.js").Scanner} Scanner of the same encoding
   */
  constructor(encoder, Scanner) {
    this.encoder = encoder;
    this.Scanner = Scanner;
    this.text = "";
    this.tokens = 0;
    this.measure = new Measure();
    this.pieces = new Pieces();
  }

  /**
   * Replaces the text, tokenizing again what differs.
   * @param {string} text
   */
  update(text) {
    const edit = findEdit(this.text, text);
    if (edit !== null) this.edit(edit);
  }

  /**
   * Replaces a part of the text, tokenizing again what that touches.
   * @param {{start: number, end: number, inserted: string}} edit
   */
  edit(edit) {
    const text = applyEdit(this.text, edit);
    const { pieces } = this;
    const first = pieces.firstReaching(edit.start);
    const start = first < pieces.size ? pieces.starts[first] : this.text.length;
    const { found, kept } = this.scan(text, start, first, edit);
    this.tokens += found.sum() - pieces.sum(first, kept);
    pieces.replace(first, kept, found, text.length - this.text.length);
    this.measure.edit(this.text, text, edit);
    this.text = text;
  }

  /** Scans from `start` to where an old piece begins again; returns the new pieces and the first old one to keep. */
  scan(text, start, first, edit) {
    const scanner = new this.Scanner(text);
    const newEnd = edit.start + edit.inserted.length;
    const found = new Pieces(first === 0 ? text.length >> 2 : 0);
    const shift = text.length - this.text.length;
    let old = first;
    let at = start;
    while (at < text.length) {
      while (old < this.pieces.size && this.pieces.starts[old] + shift < at) old++;
      const isOldStart = old < this.pieces.size && this.pieces.starts[old] + shift === at;
      if (isOldStart && at >= newEnd) return { found, kept: old };
      const end = scanner.next(at);
      found.push(at, scanner.reach, this.encoder.count(text, at, end));
      at = end;
    }
    return { found, kept: this.pieces.size };
  }

  /**
   * The tokens that touch a range of the text (in UTF-16 code units).
   * @param {number} from @param {number} to
   */
  tokensBetween(from, to) {
    const { pieces } = this;
    const first = pieces.firstEndingBehind(from, this.text.length);
    const list = new TokenList(pieces.sum(0, first));
    for (let piece = first; piece < pieces.size && pieces.starts[piece] < to; piece++) {
      const end = pieces.endOf(piece, this.text.length);
      list.append(this.text, pieces.starts[piece], end, this.encoder);
    }
    return list.between(from, to);
  }
}

/** Columns of numbers, one row for each piece. */
class Pieces {
  /** @param {number} [expected] rows to make room for */
  constructor(expected = 0) {
    const capacity = Math.max(64, expected);
    this.size = 0;
    this.starts = new Int32Array(capacity);
    this.reaches = new Int32Array(capacity);
    this.counts = new Int32Array(capacity);
  }

  push(start, reach, count) {
    this.reserve(this.size + 1);
    this.starts[this.size] = start;
    this.reaches[this.size] = reach;
    this.counts[this.size++] = count;
  }

  reserve(size) {
    if (size <= this.starts.length) return;
    for (const column of ["starts", "reaches", "counts"]) {
      const grown = new Int32Array(2 * size);
      grown.set(this[column]);
      this[column] = grown;
    }
  }

  /** The first piece that looked at this place or behind it. */
  firstReaching(place) {
    let piece = 0;
    while (piece < this.size && this.reaches[piece] <= place) piece++;
    return piece;
  }

  firstEndingBehind(place, textLength) {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.endOf(middle, textLength) > place) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  endOf(piece, textLength) {
    return piece + 1 < this.size ? this.starts[piece + 1] : textLength;
  }

  /** Tokens of the pieces from `first` to before `end`. */
  sum(first = 0, end = this.size) {
    let total = 0;
    for (let piece = first; piece < end; piece++) total += this.counts[piece];
    return total;
  }

  /** Puts other pieces in the place of those from `first` to before `end`, and shifts all behind them. */
  replace(first, end, others, shift) {
    const size = this.size + others.size - (end - first);
    const tail = first + others.size;
    this.reserve(size);
    for (const column of ["starts", "reaches", "counts"]) {
      this[column].copyWithin(tail, end, this.size);
      this[column].set(others[column].subarray(0, others.size), first);
    }
    this.size = size;
    for (let piece = tail; piece < size && shift !== 0; piece++) {
      this.starts[piece] += shift;
      this.reaches[piece] += shift;
    }
  }
}

/** Tokens with their places in the text. */
class TokenList {
  constructor(first) {
    this.first = first;
    this.ids = [];
    this.starts = [];
    this.ends = [];
  }

  append(text, start, end, encoder) {
    const { vocabulary } = encoder;
    const places = new BytePlaces(text, start);
    let byte = 0;
    for (const token of encoder.encode(text, start, end)) {
      this.ids.push(vocabulary.ranks[token]);
      this.starts.push(places.characterOf(byte).start);
      byte += vocabulary.length(token);
      this.ends.push(places.characterOf(byte - 1).end);
    }
  }

  /** Those that touch a range, as typed arrays that can be handed over without a copy. */
  between(from, to) {
    let low = 0;
    while (low < this.ids.length && this.ends[low] <= from) low++;
    let high = low;
    while (high < this.ids.length && this.starts[high] < to) high++;
    return {
      first: this.first + low,
      ids: Uint32Array.from(this.ids.slice(low, high)),
      starts: Uint32Array.from(this.starts.slice(low, high)),
      ends: Uint32Array.from(this.ends.slice(low, high)),
    };
  }
}

/** Walks through a piece, from bytes of UTF-8 to the characters they belong to. */
class BytePlaces {
  constructor(text, start) {
    this.text = text;
    this.start = start;
    this.end = start;
    this.byteEnd = 0;
  }

  /** The character that a byte belongs to; bytes must be asked for in order. */
  characterOf(byte) {
    while (this.byteEnd <= byte) {
      const point = this.text.codePointAt(this.end);
      this.start = this.end;
      this.end += point > 0xffff ? 2 : 1;
      this.byteEnd += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    }
    return this;
  }
}
