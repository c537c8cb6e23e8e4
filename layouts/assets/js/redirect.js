// The page of an old address: what stands behind # leads on to where that part is now, or to the same part of the
// new page. Without scripts, or where there is no such part, the page's own refresh leads there.
const parts = [...(document.querySelector("head > template")?.content.children ?? [])];
const isMeant = (part) => new URL(`#${part.dataset.part}`, location.href).hash == location.hash;
const moved = parts.find(isMeant)?.getAttribute("href");
const target = new URL(moved ?? document.querySelector("link[rel=canonical]").dataset.target, location.href);
target.hash ||= location.hash;
if (location.hash) location.replace(target.href);
