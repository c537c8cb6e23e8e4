// The Worker of the manual, before a bucket of a server on this machine: prints what it answers, as JSON.
import { readFileSync } from "node:fs";

const [source, bucket, ...requests] = process.argv.slice(2);
const text = readFileSync(source, "utf8");
const { default: worker } = await import("data:text/javascript;base64," + Buffer.from(text).toString("base64"));

async function get(key, { onlyIf } = {}, method = "GET") {
  const answer = await fetch(`${bucket}/${key}`, { method });
  if (!answer.ok) return null;
  const httpEtag = answer.headers.get("etag");
  return {
    httpEtag,
    body: onlyIf?.get("if-none-match") === httpEtag ? undefined : await answer.arrayBuffer(),
    text: async () => new TextDecoder().decode(await (await fetch(`${bucket}/${key}`)).arrayBuffer()),
    writeHttpMetadata(headers) {
      for (const name of ["content-type", "cache-control", "content-encoding"]) {
        if (answer.headers.get(name)) headers.set(name, answer.headers.get(name));
      }
    },
  };
}

const env = { BUCKET: { get, head: (key) => get(key, {}, "HEAD") } };
const answers = [];
for (const path of requests) {
  const answer = await worker.fetch(new Request(`https://example.org${path}`), env);
  const etag = answer.headers.get("etag");
  const again = etag && (await worker.fetch(new Request(`https://example.org${path}`, { headers: { "if-none-match": etag } }), env));
  answers.push({
    status: answer.status,
    again: again && again.status,
    type: answer.headers.get("content-type"),
    location: answer.headers.get("location"),
    body: Buffer.from(await answer.arrayBuffer()).toString("base64"),
  });
}
console.log(JSON.stringify(answers));
