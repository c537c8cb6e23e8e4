// Runs one job in Node: reads {encoding, job, texts} from standard input, writes the answer to standard output.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { Tokenizer } from "../../layouts/assets/tokenizer/core.js";
import { SHARDS } from "../../layouts/assets/tokenizer/shards.js";
import * as jobs from "./jobs.js";

const VOCABULARY = new URL("../../layouts/assets/vocabulary/", import.meta.url);

const { encoding, job, texts } = JSON.parse(readFileSync(0, "utf8"));
const tokenizer = new Tokenizer(encoding);
for (const { file } of Object.values(SHARDS[encoding])) {
  tokenizer.add(gunzipSync(readFileSync(new URL(file, VOCABULARY))));
}
process.stdout.write(JSON.stringify(jobs[job](tokenizer, texts)));
