// The worker: answers the requests of client.js, one after the other, and fetches shards when a text needs them.
import { Tokenizer } from "./core.js";
import { download } from "./download.js";
import { findEdit } from "./edit.js";
import { SHARDS } from "./shards.js";

/** @type {{tokenizer: Tokenizer, document: Document, shards: ShardLoader} | undefined} */
let session;
let queue = Promise.resolve();

/** Fetches the shards of one encoding, each once; what failed can be asked for again. */
class ShardLoader {
  constructor(encoding, base) {
    this.files = SHARDS[encoding];
    this.base = base;
    this.arriving = new Map();
  }

  /** @param {"ascii" | "rest"} shard @returns {Promise<Uint8Array>} */
  fetch(shard) {
    if (!this.arriving.has(shard)) this.arriving.set(shard, this.start(shard));
    const arriving = this.arriving.get(shard);
    arriving.finally(() => this.arriving.delete(shard)).catch(() => {});
    return arriving;
  }

  start(shard) {
    const { file, bytes: total } = this.files[shard];
    const report = (loaded) => postMessage({ progress: { shard, loaded: Math.min(loaded, total), total } });
    return download(new URL(file, this.base), report);
  }
}

const ANSWERS = {
  start({ encoding, vocabularyUrl }) {
    const shards = new ShardLoader(encoding, vocabularyUrl);
    shards.fetch("ascii").catch(() => {}); // the request that needs it tells
    const tokenizer = new Tokenizer(encoding);
    session = { tokenizer, document: tokenizer.document(), shards };
  },

  async load({ sample }) {
    await loadFor(sample);
  },

  /** Takes the whole text, whatever it was before. */
  async update({ text }) {
    const edit = findEdit(session.document.text, text);
    return ANSWERS.edit({ edit: edit ?? { start: 0, end: 0, inserted: "" } });
  },

  async edit({ edit }) {
    await loadFor(edit.inserted);
    const { document } = session;
    document.edit(edit);
    const { characters, words } = document.measure;
    return { tokens: document.tokens, pieces: document.pieces.size, length: document.text.length, characters, words };
  },

  foresee({ place }) {
    const { tokenizer, document } = session;
    return { counts: tokenizer.forecast(document, place) };
  },

  tokens({ from, to }) {
    return session.document.tokensBetween(from, to);
  },
};

async function loadFor(text) {
  const { tokenizer, shards } = session;
  const missing = tokenizer.missingFor(text);
  for (const data of await Promise.all(missing.map((shard) => shards.fetch(shard)))) tokenizer.add(data);
}

async function answer({ id, request, ...details }) {
  try {
    const result = await ANSWERS[request](details);
    const buffers = Object.values(result ?? {}).filter(ArrayBuffer.isView).map((view) => view.buffer);
    postMessage({ id, result }, buffers);
  } catch (error) {
    postMessage({ id, error: error.message });
  }
}

addEventListener("message", ({ data }) => {
  queue = queue.then(() => answer(data));
});
