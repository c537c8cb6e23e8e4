// Runs jobs in a page: the shards come by HTTP, the core runs without the worker.
import { Tokenizer } from "/assets/tokenizer/core.js";
import { download } from "/assets/tokenizer/download.js";
import { SHARDS } from "/assets/tokenizer/shards.js";
import * as jobs from "./jobs.js";

const tokenizers = new Map();

async function load(encoding) {
  const tokenizer = new Tokenizer(encoding);
  for (const { file } of Object.values(SHARDS[encoding])) {
    tokenizer.add(await download(new URL(`/assets/vocabulary/${file}`, location.href), () => {}));
  }
  return tokenizer;
}

/** @param {{encoding: string, job: string, texts: string[]}} order */
export async function run({ encoding, job, texts }) {
  if (!tokenizers.has(encoding)) tokenizers.set(encoding, load(encoding));
  return jobs[job](await tokenizers.get(encoding), JSON.parse(texts));
}
