// The theme switch, copy buttons, and contents that stand open beside the text. All of it is a
// convenience: without JavaScript every page reads the same.

const root = document.documentElement.dataset;
const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

// Storage may be forbidden; then a choice lasts as long as the page.
let memory = {};
try {
  memory = localStorage;
} catch {}

if (memory.theme) root.theme = memory.theme;

each(".theme", (button) => {
  button.hidden = false;
  button.onclick = () => {
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    root.theme = (root.theme || system) == "dark" ? "light" : "dark";
    // A choice equal to the system's is none: the site follows the system again.
    if (root.theme == system) delete memory.theme;
    else memory.theme = root.theme;
  };
});

// What searching needs is loaded when somebody searches.
each(".search", (button) => {
  button.hidden = false;
  button.onclick = async () => (await import("./search.js")).open(button.dataset.base);
  onkeydown = (event) => {
    if (event.key != "/" || event.ctrlKey || event.metaKey || event.target.matches("input, textarea, select")) return;
    event.preventDefault();
    button.click();
  };
});

each(".code", (box) => {
  const button = document.createElement("button");
  button.className = "copy";
  button.textContent = "Copy";
  button.onclick = async () => {
    await navigator.clipboard.writeText(box.querySelector("code").textContent);
    button.textContent = "Copied";
  };
  box.append(button);
});

// A footnote shows where it is called for; without this, its number leads to it.
each(".footnote-ref a", (link) => {
  link.onclick = async (event) => {
    event.preventDefault();
    (await import("./note.js")).open(link);
  };
});

// A table that scrolls sideways has to be within reach of the keyboard.
each("table", (table) => {
  if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;
});

if (innerWidth >= 1200) each(".toc, .side", (details) => (details.open = true));
