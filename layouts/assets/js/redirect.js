// The page of an old address: the query, and what stands behind #, lead on to the new page, or to where that part is
// now. Without scripts, or where there is neither, the page's own refresh leads there.
const parts = [...(document.querySelector("head > template")?.content.children ?? [])];
const isMeant = (part) => new URL(`#${part.dataset.part}`, location.href).hash == location.hash;
const moved = parts.find(isMeant)?.getAttribute("href");
const target = new URL(moved ?? document.querySelector("link[rel=canonical]").dataset.target, location.href);
target.hash ||= location.hash;
target.search ||= location.search;
if (location.hash || location.search) location.replace(target.href);
