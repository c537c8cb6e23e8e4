// The search dialog. site.js loads it when it is first wanted; it loads the index by Pagefind's own module.

import { word } from "./acts.js";

const MOST = 20;
const make = (name, values = {}, ...children) => {
  const element = Object.assign(document.createElement(name), values);
  element.append(...children);
  return element;
};

const field = make("input", { type: "search", autocomplete: "off", spellcheck: false });
const label = make("label", {}, `${word("Search this site")} `, field);
const status = make("p", { className: "meta" });
const list = make("ol", { className: "posts" });
const close = make("button", { type: "button", textContent: word("Close") });
const dialog = make("dialog", { className: "finder" }, label, status, list, close);
dialog.setAttribute("aria-label", word("Search"));
status.setAttribute("role", "status");

let loading;
let turn = 0;
// The site's home: this module lies in a folder below assets/.
const home = new URL("../../", import.meta.url);

// To the first part of the page that has the words, by the id of its heading.
const address = (found) => {
  const [, anchor = ""] = found.sub_results[0]?.url.match(/(#.*)/) ?? [];
  const page = new URL(home);
  page.pathname += found.meta.address.slice(1); // which cannot lead to another host, whatever it says
  return page.href + anchor;
};

// Text and <mark>, as Pagefind gives it; nothing else of it is taken over.
const read = (excerpt) =>
  [...new DOMParser().parseFromString(excerpt, "text/html").body.childNodes].map(({ nodeName, textContent }) =>
    nodeName == "MARK" ? make("mark", { textContent }) : textContent,
  );

const entry = (found) => {
  const link = make("a", { href: address(found), textContent: found.meta.title });
  return make("li", {}, make("h2", {}, link), make("p", {}, ...read(found.excerpt)));
};

const load = () => (loading ??= import(new URL("pagefind/pagefind.js", home)));

const search = async () => {
  const mine = ++turn;
  const words = field.value.trim();
  if (!words) {
    status.textContent = "";
    list.replaceChildren();
    return;
  }
  const index = await load().catch(() => null);
  if (!index) {
    status.textContent = word("The search index could not be loaded.");
    return;
  }
  const { results } = await index.search(words);
  const found = await Promise.all(results.slice(0, MOST).map((one) => one.data()));
  if (mine != turn) return; // typed on meanwhile
  status.textContent = results.length == 1 ? word("1 page") : results.length ? `${results.length} ${word("pages")}` : word("Nothing found");
  list.replaceChildren(...found.map(entry));
};

const walk = (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const stops = [field, ...list.querySelectorAll("a")];
  event.preventDefault();
  stops[stops.indexOf(document.activeElement) + step]?.focus();
};

export const open = async () => {
  if (!dialog.isConnected) {
    const styles = make("link", { rel: "stylesheet", href: new URL("search.css", import.meta.url) });
    const ready = new Promise((done) => (styles.onload = styles.onerror = done));
    document.head.append(styles);
    close.onclick = () => dialog.close();
    dialog.onclick = (event) => {
      if (event.target == dialog) dialog.close(); // beside it
    };
    dialog.onkeydown = walk;
    field.oninput = search;
    await ready;
    document.body.append(dialog);
  }
  if (!dialog.open) dialog.showModal();
  field.focus();
  field.select();
  await load().catch(() => {});
  await search();
};
