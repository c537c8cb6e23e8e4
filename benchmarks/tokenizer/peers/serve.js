// One protocol for all tokenizers: a worker that loads, then counts texts and tells how long each count took.

/**
 * @param {() => Promise<{count: (text: string) => number, edit?: (text: string) => number}>} load
 * `edit` counts a text that differs little from the one before; without it every edit is a full count
 */
export function serve(load) {
  const loading = load();
  addEventListener("message", async ({ data: { request, text } }) => {
    const tokenizer = await loading;
    const call = tokenizer[request] ?? tokenizer.count;
    const start = performance.now();
    const tokens = call(text);
    postMessage({ tokens, milliseconds: performance.now() - start });
  });
}
