// The page of an old address: what stands behind # leads on to the same part of the new page. Without scripts,
// or where there is no such part, the page's own refresh leads there.
const target = new URL(document.querySelector("link[rel=canonical]").href);
if (location.hash && !target.hash) location.replace(target.pathname + target.search + location.hash);
