// Copy, share, start again.
import { h, write } from "./dom.js";

/** @param {{report: () => string, address: () => string, reset: () => void, changed: () => void}} options */
export function createFooter({ report, address, reset, changed }) {
  const text = h("input", { type: "checkbox", onchange: changed });
  const shown = h("textarea", { class: "calc-copy", readOnly: true, rows: 6, hidden: true, "aria-label": "To copy by hand" });
  const said = h("span", { role: "status", class: "calc-hint" });
  const button = (name, make) => h("button", { type: "button", onclick: () => copy(make()) }, name);

  /** Where the browser forbids the clipboard, the text is shown to be copied by hand. */
  async function copy(content) {
    try {
      await navigator.clipboard.writeText(content);
      write(said, "Copied");
      setTimeout(() => write(said, ""), 3000);
    } catch {
      shown.hidden = false;
      shown.value = content;
      shown.select();
    }
  }

  const startAgain = h("button", { type: "button", onclick: () => ((text.checked = false), reset()) }, "Reset");
  const bar = h("div", { class: "calc-bar" }, button("Copy the result", report), button("Copy a link", address), h("label", {}, text, " with my text"), startAgain, said);
  return { element: h("div", {}, bar, shown), includesText: () => text.checked };
}
