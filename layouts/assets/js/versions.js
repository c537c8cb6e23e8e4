// A menu of the versions of the site instead of the link to them, and a hint on pages of another than the current one.
// Where the versions are follows from the address of this module, and what they are called from the list there.
const root = new URL("../../../", import.meta.url);
const [here, ...path] = location.pathname.slice(root.pathname.length).split("/");
const place = document.querySelector("body > header .versions");
const hint = document.querySelector("body > header [hidden]:has(a)");
const make = (name, values, ...children) => {
  const element = Object.assign(document.createElement(name), values);
  element.append(...children);
  return element;
};

const versions = await fetch(new URL("versions.json", root)).then((reply) => reply.json());
const names = ({ version, aliases = [] }) => [version, ...aliases];
const current = versions.find((one) => names(one).includes(here));

// To the same page; if that version has none there, to its home.
const lead = (link, folder) => {
  const home = new URL(`${encodeURIComponent(folder)}/`, root);
  link.href = current ? home.href + path.join("/") : home.href;
  link.onclick = async (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const { ok } = await fetch(link.href).catch(() => ({}));
    location.assign(ok ? link.href + location.hash : home);
  };
  return link;
};

const entries = versions.map((one) => {
  const { version, title, aliases = [] } = one;
  const link = lead(make("a", { textContent: [title || version, ...aliases.map((alias) => `(${alias})`)].join(" ") }), version);
  if (one == current) link.setAttribute("aria-current", "true");
  return make("li", {}, link);
});
const summary = make("summary", { textContent: current?.title || place.textContent });
place.replaceWith(make("details", { className: "menu", name: "menu" }, summary, make("ul", {}, ...entries)));

if (hint) {
  const link = hint.querySelector("a");
  const [latest] = link.pathname.slice(root.pathname.length).split("/");
  const newest = versions.find((one) => names(one).includes(latest));
  hint.hidden = !current || !newest || newest == current;
  lead(link, latest);
}
