import ranks from "tiktoken/encoders/o200k_base.json";
import { init, Tiktoken } from "tiktoken/lite/init";
import { serve } from "./serve.js";

serve(async () => {
  const binary = await (await fetch("/build/tiktoken_bg.wasm")).arrayBuffer();
  await init((imports) => WebAssembly.instantiate(binary, imports));
  const encoding = new Tiktoken(ranks.bpe_ranks, ranks.special_tokens, ranks.pat_str);
  return { count: (text) => encoding.encode_ordinary(text).length };
});
