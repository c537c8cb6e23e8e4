import { Tokenizer } from "/assets/tokenizer/core.js";
import { download } from "/assets/tokenizer/download.js";
import { SHARDS } from "/assets/tokenizer/shards.js";
import { serve } from "/peers/serve.js";

serve(async () => {
  const tokenizer = new Tokenizer("o200k_base");
  const wanted = new URL(location.href).searchParams.get("ascii") === null ? ["ascii", "rest"] : ["ascii"];
  const files = wanted.map((shard) => new URL(`/assets/vocabulary/${SHARDS.o200k_base[shard].file}`, location.href));
  for (const data of await Promise.all(files.map((file) => download(file, () => {})))) tokenizer.add(data);
  let document;
  return {
    count(text) {
      document = tokenizer.document();
      document.update(text);
      return document.tokens;
    },
    edit(text) {
      document.update(text);
      return document.tokens;
    },
  };
});
