// Drives one tokenizer's worker from a page.

/** Starts a worker and asks it for the first count; returns how long both took, in milliseconds. */
export async function start(url) {
  const begin = performance.now();
  globalThis.peer = new Worker(url, { type: "module" });
  const { tokens } = await ask("count", "Hello, world!");
  return { tokens, milliseconds: performance.now() - begin };
}

/** Has the worker do one count; resolves to its tokens and the milliseconds it took there. */
export function ask(request, text) {
  return new Promise((resolve, reject) => {
    globalThis.peer.onmessage = ({ data }) => resolve(data);
    globalThis.peer.onerror = (event) => reject(new Error(event.message));
    globalThis.peer.postMessage({ request, text });
  });
}

/** One count that is given up, with its worker, after `limit` milliseconds. */
export async function askWithin(limit, request, text) {
  const late = new Promise((resolve) => setTimeout(resolve, limit, null));
  const answer = await Promise.race([ask(request, text), late]);
  if (answer === null) globalThis.peer.terminate();
  return answer;
}

/** Types into the middle of a text, one count for each key; null when one of them is given up. */
export async function type(text, keys, limit) {
  const middle = text.length >> 1;
  for (let key = 1; key <= keys.length; key++) {
    const typed = text.slice(0, middle) + keys.slice(0, key) + text.slice(middle);
    if ((await askWithin(limit, "edit", typed)) === null) return null;
  }
  return keys.length;
}

/** Has our client, and so the page, hold a text. */
export async function openClient(text) {
  const { createTokenizer } = await import("/assets/tokenizer/client.js");
  globalThis.client = createTokenizer({ workerUrl: "/assets/tokenizer/worker.js", vocabularyUrl: "/assets/vocabulary/" });
  await globalThis.client.update(text);
}

/** Types at the end of that text; returns the longest call of `update`, in milliseconds. */
export async function typeIntoClient(text, keys) {
  let longest = 0;
  for (let key = 1; key <= keys.length; key++) {
    const typed = text + keys.slice(0, key);
    const begin = performance.now();
    const counted = globalThis.client.update(typed);
    longest = Math.max(longest, performance.now() - begin);
    await counted;
  }
  return longest;
}
