// Turns pieces of text into tokens: UTF-8, one look-up for a piece that is a token, else a merge that is remembered.
import { Merger } from "./merge.js";

const REPLACEMENT = 0xfffd; // for an unpaired surrogate, as tiktoken's Python binding has it
const CACHE_ENTRIES = 20000;
const CACHED_LENGTH = 200; // longer pieces hardly ever come twice

/** Encodes pieces with one vocabulary. */
export class Encoder {
  /** @param {import("./vocabulary.js").Vocabulary} vocabulary */
  constructor(vocabulary) {
    this.vocabulary = vocabulary;
    this.merger = new Merger(vocabulary);
    this.bytes = new Uint8Array(1024);
    /** Two generations: when the young one is full it becomes the old one, and what was old is forgotten. */
    this.young = new Map();
    this.old = new Map();
  }

  /**
   * How many tokens a piece is.
   * @param {string} text @param {number} start @param {number} end
   */
  count(text, start, end) {
    const length = this.write(text, start, end);
    if (this.vocabulary.find(this.bytes, 0, length) !== -1) return 1;
    return this.merge(text, start, end, length).length;
  }

  /**
   * The tokens of a piece, as numbers of the vocabulary (its `ranks` turns them into ids).
   * @param {string} text @param {number} start @param {number} end @returns {Uint32Array}
   */
  encode(text, start, end) {
    const length = this.write(text, start, end);
    const token = this.vocabulary.find(this.bytes, 0, length);
    return token === -1 ? this.merge(text, start, end, length) : Uint32Array.of(token);
  }

  merge(text, start, end, length) {
    if (end - start > CACHED_LENGTH) return this.merger.merge(this.bytes, length);
    const piece = text.slice(start, end);
    let tokens = this.young.get(piece);
    if (tokens !== undefined) return tokens;
    tokens = this.old.get(piece) ?? this.merger.merge(this.bytes, length);
    if (this.young.size === CACHE_ENTRIES) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(piece, tokens);
    return tokens;
  }

  /** Writes a piece as UTF-8 to `bytes`; returns its length. */
  write(text, start, end) {
    if (3 * (end - start) > this.bytes.length) this.bytes = new Uint8Array(6 * (end - start));
    const { bytes } = this;
    let to = 0;
    for (let at = start; at < end; at++) {
      const unit = text.charCodeAt(at);
      if (unit < 0x80) {
        bytes[to++] = unit;
        continue;
      }
      const point = unit >= 0xd800 && unit < 0xe000 ? wellFormed(text.codePointAt(at)) : unit;
      if (point > 0xffff) at++;
      to = writePoint(bytes, to, point);
    }
    return to;
  }
}

/** @param {number} point */
function wellFormed(point) {
  return point > 0xffff ? point : REPLACEMENT;
}

/** Writes a code point from U+0080 on as UTF-8; returns where it ends. */
function writePoint(bytes, to, point) {
  if (point < 0x800) {
    bytes[to++] = 0xc0 | (point >> 6);
  } else {
    if (point < 0x10000) {
      bytes[to++] = 0xe0 | (point >> 12);
    } else {
      bytes[to++] = 0xf0 | (point >> 18);
      bytes[to++] = 0x80 | ((point >> 12) & 0x3f);
    }
    bytes[to++] = 0x80 | ((point >> 6) & 0x3f);
  }
  bytes[to++] = 0x80 | (point & 0x3f);
  return to;
}
