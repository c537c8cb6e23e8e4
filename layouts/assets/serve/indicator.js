// What the preview is at -> a word in the corner: building, built in N ms, failed, disconnected; and
// whether the page is one that is not public yet.

import { toggleFindings } from "./overlay.js";
import { make, show } from "./shadow.js";

const word = make("button", { type: "button", className: "word", onclick: toggleFindings });
word.setAttribute("role", "status");
const badge = make("span", { className: "badge" });
show(make("aside", { className: "indicator" }, badge, word));
let fading;

const count = (number, name) => (number ? `${number} ${name}${number == 1 ? "" : "s"}` : "");

export function showState({ phase, milliseconds, doing, findings = [] }, mark) {
  const errors = findings.filter(({ severity }) => severity == "error").length;
  const tail = [count(errors, "error"), count(findings.length - errors, "warning")].filter(Boolean).join(", ");
  const words = {
    starting: "Building…",
    building: doing || "Building…",
    built: `Built in ${milliseconds} ms`,
    failed: "Not built",
    disconnected: "Disconnected",
  };
  word.textContent = words[phase] + (tail && phase != "building" ? ` · ${tail}` : "");
  word.dataset.phase = phase;
  word.classList.toggle("wrong", errors > 0);
  badge.textContent = mark;
  badge.hidden = !mark;
  clearTimeout(fading);
  word.classList.remove("faded");
  if (phase == "built" && !tail) fading = setTimeout(() => word.classList.add("faded"), 2000);
}
