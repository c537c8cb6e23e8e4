// Problems -> a panel over the page: each with its place, the lines around it and the remedy. Whatever
// comes from the sources is put in as text, never as HTML.

import { make, show } from "./shadow.js";

const list = make("ol");
const title = make("h2", { id: "title" });
const close = make("button", { type: "button", textContent: "Close", onclick: () => (panel.hidden = true) });
const panel = make("section", { className: "overlay", hidden: true, role: "alertdialog" }, make("header", {}, title, close), list);
panel.setAttribute("aria-labelledby", "title");
show(panel);
addEventListener("keydown", ({ key }) => key == "Escape" && (panel.hidden = true));

// With a page, the site is shown: only an error of that page, or of every page, lies over it. The rest is
// there to be looked at when the reader asks for it. Without one, no new site can be shown at all.
export function showFindings(findings, { page } = {}) {
  const errors = findings.filter(({ severity }) => severity == "error");
  const spoils = (one) => one.severity == "error" && (one.is_everywhere || (one.page != "" && one.page == page));
  const first = page == null ? [] : findings.filter(spoils);
  list.replaceChildren(...[...new Set([...first, ...findings])].map(describe));
  const quietly = page != null && !first.length;
  if (page == null) title.textContent = "The site cannot be shown like this";
  else if (!errors.length) title.textContent = "Warnings";
  else title.textContent = quietly ? "Other pages have errors" : "This page has errors";
  panel.classList.toggle("quiet", !errors.length);
  panel.hidden = quietly || !findings.length;
}

export function toggleFindings() {
  panel.hidden = !panel.hidden || !list.children.length;
}

function describe({ place, editor, severity, code, message, hint, excerpt }) {
  const name = editor ? make("a", { href: editor, textContent: place }) : make("b", { textContent: place });
  const item = make("li", { className: severity }, make("p", { className: "place" }, name, ` ${severity} [${code}]`));
  item.append(make("p", { className: "message", textContent: message }));
  if (excerpt.length) item.append(make("pre", { textContent: excerpt.map(drawLine).join("\n") }));
  if (hint) item.append(make("p", { className: "hint", textContent: `Hint: ${hint}` }));
  return item;
}

function drawLine({ number, text, caret }) {
  const label = String(number).padStart(5);
  const line = `${label} │ ${text}`;
  return caret ? `${line}\n${" ".repeat(5)} │ ${" ".repeat(caret - 1)}^` : line;
}
