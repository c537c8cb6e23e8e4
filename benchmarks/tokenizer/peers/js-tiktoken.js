import { Tiktoken } from "js-tiktoken/lite";
import ranks from "js-tiktoken/ranks/o200k_base";
import { serve } from "./serve.js";

serve(async () => {
  const encoding = new Tiktoken(ranks);
  return { count: (text) => encoding.encode(text, [], []).length };
});
