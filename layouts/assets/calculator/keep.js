// Keeps what the page is made of, so that it opens without a connection (calculator-offline.js).

/**
 * @param {{offline: string, worker: string}} urls of the service worker and of the tokenizer's worker
 * @returns {Promise<void>} rejects where the browser keeps nothing: insecure origins, private windows
 */
export async function keepPage({ offline, worker }) {
  const { origin, pathname } = location;
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  const own = [...loaded, new URL(worker, location.href).href].filter((url) => url.startsWith(origin) && url.includes("/assets/"));
  const urls = [...new Set([origin + pathname, ...own])].filter((url) => !url.endsWith(".bin")); // which is kept already
  const cache = await caches.open(`sitegen-page ${pathname}`);
  for (const { url } of await cache.keys()) if (!urls.includes(url)) await cache.delete(url);
  await cache.addAll(urls);
  // A worker's script is asked for by the worker, not by the page: its folder is looked after too.
  for (const scope of [new URL(".", new URL(worker, location.href)).pathname, pathname]) await navigator.serviceWorker.register(offline, { scope });
}
