// Text -> the clipboard; where a browser forbids that, it is shown to be copied by hand.
import { h, write } from "./dom.js";
import { say } from "./words.js";

/** Makes what copying needs on the page: {copy: (content, message?) => Promise<void>, status, byHand}. */
export function createCopying() {
  const byHand = h("textarea", { class: "calc-copy", readOnly: true, rows: 6, hidden: true, "aria-label": say("To copy by hand") });
  const status = h("span", { role: "status", class: "calc-hint" });

  async function copy(content, message = "") {
    try {
      await navigator.clipboard.writeText(content);
      write(status, message === "" ? say("Copied") : say("Copied. {message}", { message }));
      if (message === "") setTimeout(() => write(status, ""), 3000);
    } catch {
      byHand.hidden = false;
      byHand.value = content;
      byHand.select();
      write(status, message);
    }
  }

  return { copy, status, byHand };
}
