// The token view: the tokens around the caret with their boundaries, their ids on demand, a page of them at a time.
import { debounce, h, write } from "./dom.js";
import { whole } from "./format.js";
import { say } from "./words.js";

const PAGE = 1200; // UTF-16 code units: a page stays cheap to draw, however long the text
const COLOURS = 5;

/**
 * @param {object} options
 * @param {HTMLTextAreaElement} options.textarea
 * @param {(from: number, to: number) => Promise<object | null>} options.fetch the tokens of a range
 * @param {() => string} options.text as it is counted: that of a file has the line ends of the file
 * @param {() => Promise<boolean>} options.ready whether the text could be counted; counts it if need be
 */
export function createTokenView({ textarea, fetch, ready, text: counted }) {
  const list = h("div", { class: "calc-list", role: "group", "aria-label": say("Tokens"), tabIndex: 0 });
  const place = h("span", { class: "calc-hint" });
  const earlier = h("button", { type: "button", onclick: () => turn(-1) }, say("Earlier"));
  const later = h("button", { type: "button", onclick: () => turn(+1) }, say("Later"));
  const ids = h("input", { type: "checkbox", onchange: () => list.classList.toggle("calc-ids", ids.checked) });
  const copy = h("button", { type: "button", onclick: copyIds }, say("Copy all ids"));
  const bar = h("div", { class: "calc-bar" }, h("label", {}, ids, ` ${say("Show ids")}`), earlier, later, copy, place);
  const element = h("details", { class: "calc-token-view" }, h("summary", {}, say("See the tokens")), bar, list);
  let from = 0;

  element.addEventListener("toggle", show);

  function turn(pages) {
    from = Math.max(0, Math.min(from + pages * PAGE, counted().length - 1));
    show();
  }

  async function copyIds() {
    const found = await fetch(0, counted().length);
    if (found !== null) await navigator.clipboard.writeText(JSON.stringify([...found.ids]));
    write(copy, say("Copied"));
    setTimeout(() => write(copy, say("Copy all ids")), 2000);
  }

  async function show() {
    if (!element.open || !(await ready())) return;
    const text = counted();
    from = Math.min(from, Math.max(0, text.length - 1));
    const none = { first: 0, ids: [], starts: [], ends: [] };
    const found = text === "" ? none : await fetch(from, from + PAGE).catch(() => null); // the counter tells of what failed
    if (found === null || text !== counted()) return;
    list.replaceChildren(...draw(text, found));
    earlier.hidden = from === 0;
    later.hidden = from + PAGE >= text.length;
    const last = found.first + found.ids.length;
    write(place, found.ids.length === 0 ? say("No tokens yet") : say("{low} to {high}", { low: whole(found.first + 1), high: whole(last) }));
  }

  /** Shows the page that the reader is writing on, once the writing pauses. */
  const follow = debounce(() => {
    from = Math.floor(Math.max(0, textarea.selectionStart - 1) / PAGE) * PAGE;
    show();
  }, 80);

  return { element, follow };
}

function draw(text, { first, ids, starts, ends }) {
  let drawn = 0;
  return Array.from(ids, (id, at) => {
    const piece = text.slice(Math.max(drawn, starts[at]), ends[at]);
    const continues = at > 0 && starts[at] < ends[at - 1];
    drawn = Math.max(drawn, ends[at]);
    const colour = `calc-token-${(first + at) % COLOURS}`;
    if (piece === "") return h("span", { class: `${colour} calc-part-of`, "data-id": id, title: say("the rest of a character") }, "⋯");
    const kind = /^[\r\n]+$/.test(piece) ? " calc-newline" : "";
    return h("span", { class: `${colour}${kind}`, "data-id": id, title: continues ? say("{id}, with a part of a character", { id }) : String(id) }, piece);
  });
}
