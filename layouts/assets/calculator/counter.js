// Counts a text with the encodings that are needed, each in its own worker, loaded at the first text.
import { createTokenizer } from "../tokenizer/client.js";

/** Counts by encoding for one text under edit. */
export class Counter {
  /**
   * @param {{worker: string, vocabulary: string}} urls of the tokenizer's worker and of the folder of its shards
   * @param {(progress: {shard: string, loaded: number, total: number}) => void} onProgress
   */
  constructor({ worker, vocabulary }, onProgress) {
    this.options = { workerUrl: worker, vocabularyUrl: vocabulary, onProgress };
    this.tokenizers = new Map();
  }

  /**
   * @param {string} text
   * @param {boolean} older whether cl100k_base is wanted too
   * @returns {Promise<{o200kBase: number, cl100kBase: number | null, characters: number, words: number} | null>}
   *   null: a newer text has taken its place; rejects when a part could not be loaded
   */
  async count(text, older) {
    const [newer, former] = await Promise.all([
      this.tokenizer("o200k_base").update(text),
      older ? this.tokenizer("cl100k_base").update(text) : undefined,
    ]);
    if (newer === null || former === null) return null;
    return { o200kBase: newer.tokens, cl100kBase: former?.tokens ?? null, characters: newer.characters, words: newer.words };
  }

  /**
   * What `count` will say of the text that was counted last, after each key that is likely at a place.
   * @returns {Promise<Map<string, object> | null>} by what is typed, as the tokenizer's `foresee` has it
   */
  async foresee(place, older) {
    const [newer, former] = await Promise.all(["o200k_base", ...(older ? ["cl100k_base"] : [])].map((encoding) => this.tokenizer(encoding).foresee(place)));
    if (!newer || former === null) return null;
    const known = [...newer].filter(([key]) => !older || former.has(key));
    return new Map(known.map(([key, { tokens, characters, words }]) => [key, { o200kBase: tokens, cl100kBase: former?.get(key).tokens ?? null, characters, words }]));
  }

  /** The tokens of a range of the text that was counted last; null when a newer one came meanwhile. */
  tokens(encoding, from, to) {
    return this.tokenizer(encoding).tokens(from, to);
  }

  /** Loads what ASCII text needs, or what text in any script needs, so that nothing is missing when the connection is. */
  load({ all = false } = {}) {
    return this.tokenizer("o200k_base").load({ all });
  }

  tokenizer(encoding) {
    if (!this.tokenizers.has(encoding)) this.tokenizers.set(encoding, createTokenizer({ ...this.options, encoding }));
    return this.tokenizers.get(encoding);
  }
}
