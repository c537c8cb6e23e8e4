// The service worker of a page with a calculator: the page opens without a connection. It is published at the root,
// since a worker looks after addresses below its own; each page asks it to look after that page alone, and keeps
// what it needs (calculator/keep.js).

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  event.respondWith(request.mode === "navigate" ? newest(request) : kept(request));
});

/** A page comes from the network as long as there is one, so that nobody reads an old one. */
async function newest(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const response = await caches.match(request, { ignoreSearch: true });
    if (response === undefined) throw error;
    return response;
  }
}

/** A file whose address changes with its content is the same wherever it comes from. */
async function kept(request) {
  return (await caches.match(request)) ?? fetch(request);
}
