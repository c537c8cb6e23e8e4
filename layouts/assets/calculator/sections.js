// Labelled sections that fold: open where there is room for them, closed on phones.
import { h } from "./dom.js";

const ROOM = "(min-width: 48rem)";

export function createSections() {
  const section = (title, content, isOpen) => h("details", { class: "calc-part", open: isOpen }, h("summary", {}, h("h2", {}, title)), ...content);
  const hasRoom = matchMedia(ROOM).matches;
  return {
    open: (title, ...content) => section(title, content, hasRoom),
    closed: (title, ...content) => section(title, content, false),
  };
}
