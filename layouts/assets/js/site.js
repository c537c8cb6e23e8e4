// All of this is a convenience: without JavaScript every page reads the same. What a click does is in acts.js,
// which is loaded when the pointer or the focus comes to something that needs it.
//
// Content can give an element any class and most attributes. So scripts take no address and no name of anything
// from those: an act is named by data-act, which content cannot set, and what it needs comes from elements that
// content cannot make (<link>, <script>) or from the address of the module itself.

const each = (selector, act) => document.querySelectorAll(selector).forEach(act);
const load = () => import("./acts.js");
// What the theme says in the language of the site; without it, English.
const words = JSON.parse(document.documentElement.dataset.words ?? "{}");
const word = (text) => words[text] ?? text;

// A remembered choice is there before the first frame. The first frame waits for this file as it does for the styles,
// which arrive at the same time, but for nothing below. Storage may be forbidden.
try {
  document.documentElement.dataset.theme = localStorage.theme ?? "";
} catch {}

if (document.readyState == "loading") await new Promise((done) => addEventListener("DOMContentLoaded", done));

each(".code", (box) => {
  const button = document.createElement("button");
  button.className = button.dataset.act = "copy";
  button.textContent = word("Copy");
  box.append(button);
});

// Without this, the number of a footnote leads to it, and the buttons are hidden.
each("[data-act], .footnote-ref a", (one) => {
  one.hidden = false;
  one.onpointerenter = one.onfocus = load;
  one.onclick = (event) => {
    if (!event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      load().then((acts) => acts[one.dataset.act ?? "note"](one));
    }
  };
});

onkeydown = (event) => {
  if (event.key == "/" && !event.ctrlKey && !event.metaKey && !event.target.matches("input, textarea, select"))
    each("[data-act=search]", (button) => {
      event.preventDefault();
      button.click();
    });
};

// A table that scrolls sideways has to be within reach of the keyboard, also when a fold shows it later.
each("table", (table) =>
  new ResizeObserver(() => (table.tabIndex = table.scrollWidth > table.clientWidth ? 0 : -1)).observe(table),
);

if (matchMedia("(width >= 1200px)").matches) each(".toc, .side", (details) => (details.open = true));
