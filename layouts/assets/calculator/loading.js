// How far the tokenizer's vocabulary has arrived, and a way to try again when it did not.
import { h, write } from "./dom.js";
import { whole } from "./format.js";

/** @param {() => void} retry */
export function createLoading(retry) {
  const bar = h("progress", { max: 1, value: 0, "aria-label": "Tokenizer" });
  const text = h("span");
  const message = h("span", { role: "alert" });
  const again = h("button", { type: "button", onclick: () => tryAgain() }, "Try again");
  const element = h("div", { class: "calc-loading calc-bar", hidden: true }, bar, text, message, again);
  addEventListener("online", () => !again.hidden && tryAgain());
  again.hidden = true;

  function tryAgain() {
    show({ isFailed: false });
    retry();
  }

  function show({ isFailed }) {
    element.hidden = false;
    bar.hidden = text.hidden = isFailed;
    again.hidden = !isFailed;
    if (!isFailed) write(message, "");
  }

  return {
    element,
    progress({ loaded, total }) {
      show({ isFailed: false });
      bar.value = loaded / total;
      write(text, `Loading the tokenizer: ${whole(loaded / 1000)} of ${whole(total / 1000)} kB`);
    },
    done() {
      element.hidden = true;
    },
    fail(reason) {
      show({ isFailed: true });
      write(message, `The text could not be counted: ${reason}. The costs are those without it.`);
    },
  };
}
