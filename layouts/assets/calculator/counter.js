// Counts a text with the encodings that are needed, each in its own worker, loaded at the first text.

/** Counts by encoding for one text under edit. */
export class Counter {
  /**
   * @param {{client: string, vocabulary: string}} urls of the tokenizer's module and of the folder of its shards
   * @param {(progress: {shard: string, loaded: number, total: number}) => void} onProgress
   */
  constructor({ client, vocabulary }, onProgress) {
    this.client = client;
    this.options = { vocabularyUrl: vocabulary, onProgress };
    this.tokenizers = new Map();
    this.attempts = 0;
  }

  /**
   * @param {string} text
   * @param {boolean} older whether cl100k_base is wanted too
   * @returns {Promise<{o200kBase: number, cl100kBase: number | null, characters: number, words: number} | null>}
   *   null: a newer text has taken its place; rejects when a part could not be loaded
   */
  async count(text, older) {
    if (text === "") return { o200kBase: 0, cl100kBase: older ? 0 : null, characters: 0, words: 0 };
    const [newer, former] = await Promise.all([
      this.tokenizer("o200k_base").then((tokenizer) => tokenizer.update(text)),
      older ? this.tokenizer("cl100k_base").then((tokenizer) => tokenizer.update(text)) : undefined,
    ]);
    if (newer === null || former === null) return null;
    return { o200kBase: newer.tokens, cl100kBase: former?.tokens ?? null, characters: newer.characters, words: newer.words };
  }

  /** The tokens of a range of the text that was counted last; null when a newer one came meanwhile. */
  async tokens(encoding, from, to) {
    const tokenizer = await this.tokenizer(encoding);
    return tokenizer.tokens(from, to);
  }

  /** Loads what text in any script needs, so that nothing is missing when the connection is. */
  async loadAll() {
    const tokenizer = await this.tokenizer("o200k_base");
    await tokenizer.load({ all: true });
  }

  async tokenizer(encoding) {
    const { createTokenizer } = await this.load();
    if (!this.tokenizers.has(encoding)) this.tokenizers.set(encoding, createTokenizer({ ...this.options, encoding }));
    return this.tokenizers.get(encoding);
  }

  /**
   * Imports the tokenizer, once for all that wait: so their texts reach it in the order in which they came.
   * A failed import is remembered by its address, so the next one has a fragment of its own.
   */
  load() {
    this.module ??= import(this.attempts ? `${this.client}#${this.attempts}` : this.client).catch(() => {
      this.module = undefined;
      this.attempts += 1;
      throw new Error("the tokenizer could not be loaded");
    });
    return this.module;
  }
}
