// Fetches a shard, tells how far it is, and keeps it for the next visit and for reading offline.

const CACHE = "sitegen-vocabulary";
const GZIP = 0x1f; // the first byte of a gzip file; that of a shard is another one

/**
 * Returns the shard, gunzipped, whether or not the server declares its gzip as a Content-Encoding.
 * @param {URL} url
 * @param {(loaded: number) => void} onProgress called with the bytes that have arrived
 * @returns {Promise<Uint8Array>}
 */
export async function download(url, onProgress) {
  const cache = await openCache();
  const kept = await cache?.match(url);
  if (kept !== undefined) return (await read(kept, onProgress)).data;
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname} could not be loaded: HTTP status ${response.status}`);
  const { data, chunks } = await read(response, onProgress);
  if (cache !== null) await keep(cache, url, chunks);
  return data;
}

/** The cache, or null where there is none: insecure origins, private windows. */
async function openCache() {
  if (typeof caches === "undefined") return null;
  return caches.open(CACHE).catch(() => null);
}

/** Keeps a shard and forgets its earlier versions: same name, another fingerprint in the path. */
async function keep(cache, url, chunks) {
  const name = url.pathname.split("/").at(-1);
  const earlier = (await cache.keys()).filter((request) => request.url !== url.href && request.url.endsWith(`/${name}`));
  await Promise.all(earlier.map((request) => cache.delete(request)));
  await cache.put(url, new Response(new Blob(chunks))).catch(() => {}); // no room: next time from the server again
}

/** Reads a response while it arrives, gunzipping what is gzip. */
async function read(response, onProgress) {
  const reader = response.body.getReader();
  const chunks = [];
  let loaded = 0;
  let gunzip = null;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (loaded === 0 && part.value[0] === GZIP) gunzip = startGunzip();
    gunzip?.write(part.value);
    chunks.push(part.value);
    loaded += part.value.length;
    onProgress(loaded);
  }
  const whole = gunzip === null ? new Blob(chunks).arrayBuffer() : gunzip.finish();
  return { data: new Uint8Array(await whole), chunks };
}

function startGunzip() {
  const stream = new DecompressionStream("gzip");
  const output = new Response(stream.readable).arrayBuffer();
  const writer = stream.writable.getWriter();
  const failures = []; // a damaged file fails the writes as well as the output; the output tells
  return {
    write: (chunk) => failures.push(writer.write(chunk).catch(() => {})),
    finish: () => {
      failures.push(writer.close().catch(() => {}));
      return output;
    },
  };
}
