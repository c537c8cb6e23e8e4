// The worker: answers the requests of client.js, one after the other, and fetches shards when a text needs them.
import { Tokenizer } from "./core.js";
import { download } from "./download.js";
import { measure } from "./measure.js";
import { SHARDS } from "./shards.js";

/** @type {{tokenizer: Tokenizer, document: import("./document.js").Document, encoding: string, base: URL}} */
let session;
let queue = Promise.resolve();

const ANSWERS = {
  start({ encoding, vocabularyUrl }) {
    const tokenizer = new Tokenizer(encoding);
    session = { tokenizer, document: tokenizer.document(), encoding, base: new URL(vocabularyUrl) };
  },

  async load({ sample }) {
    await loadFor(sample);
  },

  async update({ text }) {
    await loadFor(text);
    const { document } = session;
    document.update(text);
    return { tokens: document.tokens, pieces: document.pieces.size, length: text.length, ...measure(text) };
  },

  tokens({ from, to }) {
    return session.document.tokensBetween(from, to);
  },
};

async function loadFor(text) {
  const { tokenizer, encoding, base } = session;
  const missing = tokenizer.missingFor(text);
  const arriving = missing.map((shard) => {
    const { file, bytes: total } = SHARDS[encoding][shard];
    const report = (loaded) => postMessage({ progress: { shard, loaded: Math.min(loaded, total), total } });
    return download(new URL(file, base), report);
  });
  for (const data of await Promise.all(arriving)) tokenizer.add(data);
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
