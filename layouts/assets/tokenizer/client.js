// The tokenizer for a page: starts the worker at the first request, and never makes the page wait.
//
//   const tokenizer = createTokenizer({ workerUrl, vocabularyUrl, encoding: "o200k_base", onProgress });
//   const counts = await tokenizer.update(textarea.value);   // null: a newer text has taken its place
//   const view = await tokenizer.tokens(0, 2000);            // ids and places of the tokens in a range

/**
 * @typedef {object} Counts
 * @property {number} tokens exact
 * @property {number} pieces into which the encoding splits the text before it merges
 * @property {number} length in UTF-16 code units, as a string's length
 * @property {number} characters Unicode code points
 * @property {number} words runs of anything but white space
 *
 * @typedef {object} Tokens the tokens that touch a range; one that holds only a part of a character spans all of it
 * @property {number} first how many tokens stand before them
 * @property {Uint32Array} ids
 * @property {Uint32Array} starts places in the text, in UTF-16 code units
 * @property {Uint32Array} ends
 *
 * @typedef {{shard: "ascii" | "rest", loaded: number, total: number}} Progress bytes of a part of the vocabulary
 */

import { findEdit } from "./edit.js";

/** The tokenizer could not be loaded, or its vocabulary could not; the next request tries again. */
export class TokenizerError extends Error {}

/**
 * Returns a tokenizer for one text under edit. Nothing is loaded before its first request.
 * @param {object} options
 * @param {string | URL} options.workerUrl of worker.js
 * @param {string | URL} options.vocabularyUrl folder of the shards, with its last slash
 * @param {"o200k_base" | "cl100k_base"} [options.encoding]
 * @param {(progress: Progress) => void} [options.onProgress] called while a shard arrives
 */
export function createTokenizer({ workerUrl, vocabularyUrl, encoding = "o200k_base", onProgress = () => {} }) {
  const link = new WorkerLink(workerUrl, { vocabularyUrl: new URL(vocabularyUrl, document.baseURI).href, encoding }, onProgress);
  let newest = 0;
  let settled = Promise.resolve();
  let held = null; // the text that the worker has; null: nobody knows
  let asked = null; // the newest text, and the promise of its counts

  /** Sends what differs from the text that the worker has. */
  function send(text) {
    const edit = held === null ? null : findEdit(held, text);
    const counts = edit === null ? link.ask("update", { text }) : link.ask("edit", { edit });
    held = null;
    settled = counts.then(() => (held = text), () => {});
    return counts;
  }

  async function count(text) {
    const mine = ++newest;
    await settled; // at most one text is with the worker; of those that wait only the newest goes there
    if (mine !== newest) return null;
    const result = await send(text);
    return mine === newest ? result : null;
  }

  return {
    /**
     * Makes this the text; resolves to its counts, or to null when a newer text came before it was counted.
     * A text that is already being counted is not counted again.
     * @param {string} text @returns {Promise<Counts | null>}
     */
    update(text) {
      if (asked?.text === text) return asked.counts;
      const counts = count(text);
      asked = { text, counts };
      counts.catch(() => (asked = null));
      return counts;
    },

    /**
     * The tokens of a range of the last text; null when a newer text came meanwhile.
     * @param {number} from @param {number} to @returns {Promise<Tokens | null>}
     */
    async tokens(from, to) {
      const mine = newest;
      await settled;
      const result = await link.ask("tokens", { from, to });
      return mine === newest ? result : null;
    },

    /**
     * The counts that the text will have after each key that is likely next; null when a newer text came meanwhile.
     * @param {number} place of the caret, in UTF-16 code units
     * @returns {Promise<Map<string, {tokens: number, characters: number, words: number}> | null>} by what is typed;
     *   "" stands for erasing the ASCII character before the caret
     */
    async foresee(place) {
      const mine = newest;
      await settled;
      if (mine !== newest || held === null) return null;
      const { counts } = await link.ask("foresee", { place });
      return mine === newest ? counts : null;
    },

    /**
     * Loads the vocabulary ahead of the first text: what ASCII text needs, or all of it.
     * @param {{all?: boolean}} [options] @returns {Promise<void>}
     */
    load({ all = false } = {}) {
      return link.ask("load", { sample: all ? "\u00e9" : "" });
    },

    /** Stops the worker; the tokenizer can be used again, from the start. */
    close() {
      newest++;
      held = asked = null;
      link.stop("the tokenizer was closed");
    },
  };
}

/** Requests to a worker that is started when it is first needed, and their answers. */
class WorkerLink {
  constructor(workerUrl, session, onProgress) {
    this.workerUrl = workerUrl;
    this.session = session;
    this.onProgress = onProgress;
    this.worker = null;
    this.waiting = new Map();
    this.lastId = 0;
  }

  ask(request, details) {
    if (this.worker === null) this.start();
    return this.send(request, details);
  }

  send(request, details) {
    const id = ++this.lastId;
    this.worker.postMessage({ id, request, ...details });
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  start() {
    this.worker = new Worker(this.workerUrl, { type: "module" });
    this.worker.addEventListener("message", ({ data }) => this.receive(data));
    this.worker.addEventListener("error", () => this.stop("the tokenizer could not be loaded"));
    this.send("start", this.session).catch(() => {});
  }

  receive({ id, result, error, progress }) {
    if (progress !== undefined) {
      this.onProgress(progress);
      return;
    }
    const { resolve, reject } = this.waiting.get(id);
    this.waiting.delete(id);
    if (error === undefined) resolve(result);
    else reject(new TokenizerError(error));
  }

  /** Ends the worker; what it still owes is rejected. */
  stop(reason) {
    this.worker?.terminate();
    this.worker = null;
    const owed = [...this.waiting.values()];
    this.waiting.clear();
    for (const { reject } of owed) reject(new TokenizerError(reason));
  }
}
