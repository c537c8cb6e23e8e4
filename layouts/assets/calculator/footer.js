// Count a file, copy, share, start again.
import { createCopying } from "./copying.js";
import { h } from "./dom.js";
import { say } from "./words.js";

/** @param {{report: () => string, address: () => {address: string, message: string}, reset: () => void, changed: () => void, open: (file: File) => void}} options */
export function createFooter({ report, address, reset, changed, open }) {
  const text = h("input", { type: "checkbox", onchange: changed });
  const { copy, status, byHand } = createCopying();
  const button = (name, act) => h("button", { type: "button", onclick: act }, name);
  const file = h("input", { type: "file", hidden: true, onchange: () => (file.files[0] && open(file.files[0]), (file.value = "")) });

  function copyLink() {
    const { address: link, message } = address();
    copy(link, message);
  }

  const bar = h(
    "div",
    { class: "calc-bar" },
    button(say("Count a file"), () => file.click()),
    button(say("Copy the result"), () => copy(report())),
    button(say("Copy a link"), copyLink),
    h("label", {}, text, ` ${say("with my text")}`),
    button(say("Reset"), () => ((text.checked = false), reset())),
    status,
  );
  return { element: h("div", {}, bar, file, byHand), includesText: () => text.checked };
}
