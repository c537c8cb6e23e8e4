// A new version of the page that is open -> the page, changed in place where that is enough: styles are
// swapped, images fetched again, and what was written is put in without a reload.

import { morph } from "./morph.js";

const OWN = "/__sitegen__/";
const STYLES = 'link[rel="stylesheet"]';

// The page as the server sent it, before its scripts changed anything.
let source = fetchPage();

export const reload = () => location.reload();

// `changed`: addresses of files other than pages that changed; null when that is not known.
export async function update(changed, revision) {
  const [old, next] = [await source, await fetchPage()];
  if (next.address != location.pathname || next.status != old.status) return leave(next);
  if (scriptsOf(old) != scriptsOf(next) || isUsed(changed)) return leave(next);
  source = Promise.resolve(next);
  await swapStyles(stylesOf(old), stylesOf(next), changed, revision);
  refreshImages(changed, revision);
  await refreshSearch(changed);
  morph(document.documentElement, old.document.documentElement, next.document.documentElement);
  document.dispatchEvent(new CustomEvent("sitegen:update"));
  return next.facts;
}

// Never settles: the page is about to go.
function leave(next) {
  if (next.address != location.pathname) location.replace(next.address);
  else reload();
  return new Promise(() => {});
}

async function fetchPage() {
  const response = await fetch(location.pathname + location.search, { cache: "no-store" });
  const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
  const own = parsed.querySelector(`script[src^="${OWN}"]`);
  const page = {
    document: parsed,
    address: new URL(response.url).pathname,
    status: response.status,
    facts: { ...own?.dataset },
    styles: [...parsed.querySelectorAll(STYLES)].map((link) => link.getAttribute("href")),
  };
  own?.remove();
  parsed.querySelectorAll(STYLES).forEach((link) => link.remove());
  return page;
}

const stylesOf = (page) => page.styles.map((href) => new URL(href, location).href);
// With the data that scripts have read: what they made of it, only a reload makes anew.
const scriptsOf = (page) =>
  [...page.document.querySelectorAll('script:not([type="application/ld+json"])')]
    .map((script) => script.getAttribute("src") ?? script.text)
    .join();

const loaded = () => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname);

// Something other than a style, an image or the index of the search that this page has loaded: only a
// reload shows the new one.
function isUsed(changed) {
  const reloadable = /\.(css|png|jpe?g|gif|webp|avif|svg|ico|xml|txt)$|^\/(.+\/)?pagefind\//i;
  const used = new Set(loaded());
  return (changed ?? []).some((path) => used.has(path) && !reloadable.test(path));
}

// A search that is open goes on: its module lets go of the old index, and fetches the new one when it is asked.
async function refreshSearch(changed) {
  const module = loaded().find((path) => path.endsWith("/pagefind/pagefind.js"));
  if (!module || changed?.every((path) => !path.includes("/pagefind/"))) return;
  await (await import(module)).destroy?.();
}

const isChanged = (changed, address) => changed == null || changed.includes(address.pathname);

function renewed(address, revision) {
  address.searchParams.set("sitegen", revision);
  return address.href;
}

// The old styles stay until the new ones are there, so that nothing flashes. Those that scripts have
// added, such as the calculator's, stay too, and are fetched again when they changed.
async function swapStyles(known, wanted, changed, revision) {
  const plain = (href) => href.replace(/[?&]sitegen=[^&]*/, "");
  const live = [...document.head.querySelectorAll(STYLES)].filter(({ href }) => !href.includes(OWN));
  const added = live.map(({ href }) => plain(href)).filter((href) => !known.includes(href) && !wanted.includes(href));
  let last = null;
  const waits = [];
  for (const href of [...wanted, ...added]) {
    const there = live.find((link) => plain(link.href) == href);
    if (there && !(changed && isChanged(changed, new URL(href)))) {
      live.splice(live.indexOf(there), 1);
      last = there;
      continue;
    }
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = there ? renewed(new URL(href), revision) : href;
    waits.push(new Promise((done) => (link.onload = link.onerror = done)));
    (last ?? there ?? live[0])?.after(link) ?? document.head.append(link);
    if (!link.isConnected) document.head.append(link);
    last = link;
  }
  await Promise.all(waits);
  live.forEach((link) => link.remove());
}

function refreshImages(changed, revision) {
  if (!changed) return;
  for (const image of document.querySelectorAll("img[src]")) {
    const address = new URL(image.src);
    if (address.origin == location.origin && isChanged(changed, address)) image.src = renewed(address, revision);
  }
}
