// The tokenizer without a worker or a network: shards in, exact tokens out. Runs in workers, pages and Node alike.
import { Document } from "./document.js";
import { Encoder } from "./encoder.js";
import { forecast } from "./forecast.js";
import { SCANNERS } from "./scanner.js";
import { Vocabulary } from "./vocabulary.js";

const NOT_ASCII = /[^\0-\x7f]/;

/** Tokenizes as tiktoken's `encode_ordinary` does: text such as <|endoftext|> is ordinary text. */
export class Tokenizer {
  /** @param {"o200k_base" | "cl100k_base"} encoding */
  constructor(encoding) {
    this.Scanner = SCANNERS[encoding];
    if (this.Scanner === undefined) throw new RangeError(`unknown encoding: ${encoding}`);
    this.vocabulary = new Vocabulary();
    this.encoder = new Encoder(this.vocabulary);
  }

  /**
   * Takes in a shard, the ASCII one first.
   * @param {Uint8Array} shard gunzipped
   */
  add(shard) {
    this.vocabulary.add(shard);
  }

  /**
   * The shards that must be there to tokenize a text exactly.
   * @param {string} text @returns {Array<"ascii" | "rest">}
   */
  missingFor(text) {
    const missing = [];
    if (this.vocabulary.size === 0) missing.push("ascii");
    if (!this.vocabulary.complete && NOT_ASCII.test(text)) missing.push("rest");
    return missing;
  }

  /** @param {string} text @returns {number} its tokens */
  count(text) {
    let tokens = 0;
    for (const [start, end] of this.pieces(text)) tokens += this.encoder.count(text, start, end);
    return tokens;
  }

  /** @param {string} text @returns {number[]} the ids of its tokens */
  encode(text) {
    const ids = [];
    for (const [start, end] of this.pieces(text)) {
      for (const token of this.encoder.encode(text, start, end)) ids.push(this.vocabulary.ranks[token]);
    }
    return ids;
  }

  /** A text under edit; empty at first. */
  document() {
    return new Document(this.encoder, this.Scanner);
  }

  /**
   * The counts that a document of this tokenizer has after each key that is likely at a place, as far as the
   * vocabulary is there (forecast.js).
   */
  forecast(document, place) {
    return forecast(document, place, (text) => this.missingFor(text).length === 0);
  }

  /** @param {string} text @returns {Generator<[number, number]>} start and end of each piece */
  *pieces(text) {
    const scanner = new this.Scanner(text);
    for (let start = 0, end = 0; start < text.length; start = end) {
      end = scanner.next(start);
      yield [start, end];
    }
  }
}
