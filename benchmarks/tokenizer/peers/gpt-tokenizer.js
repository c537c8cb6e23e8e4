import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { serve } from "./serve.js";

serve(async () => ({ count: (text) => encode(text, { disallowedSpecial: new Set() }).length }));
