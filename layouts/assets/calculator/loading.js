// How far the tokenizer's vocabulary has arrived, and a way to try again when it did not.
import { h, write } from "./dom.js";
import { whole } from "./format.js";
import { say } from "./words.js";

/** @param {() => void} retry */
export function createLoading(retry) {
  const progress = h("progress", { max: 1, value: 0, "aria-label": say("Tokenizer") });
  const text = h("span");
  const bar = h("div", { class: "calc-loading", hidden: true }, progress, text);
  const failure = h("div", { class: "calc-failure" });
  addEventListener("online", () => failure.hasChildNodes() && tryAgain());

  function tryAgain() {
    failure.replaceChildren();
    retry();
  }

  return {
    bar,
    failure,
    progress({ loaded, total }) {
      failure.replaceChildren();
      bar.hidden = false;
      progress.value = loaded / total;
      write(text, say("{loaded} of {total} kB", { loaded: whole(loaded / 1000), total: whole(total / 1000) }));
    },
    done() {
      bar.hidden = true;
      failure.replaceChildren();
    },
    fail(reason) {
      bar.hidden = true;
      const message = h("span", { role: "alert" }, `${say("The text could not be counted: {reason}. The figures are an estimate.", { reason })} `);
      failure.replaceChildren(message, h("button", { type: "button", onclick: tryAgain }, say("Try again")));
    },
  };
}
