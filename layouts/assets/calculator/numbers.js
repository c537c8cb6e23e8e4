// Boxes for numbers: read as the reader types; what cannot be read is said beside the box.
import { h, write } from "./dom.js";
import { whole } from "./format.js";
import { NUMBERS, readWhole } from "./settings.js";
import { say } from "./words.js";

let messages = 0;

/**
 * Makes a box one for a setting.
 * @param {HTMLInputElement} input
 * @param {string} name in NUMBERS
 * @param {(changed: object) => void} change
 * @param {(message: HTMLElement) => void} place puts a message on the page
 */
export function bindNumber(input, name, change, place) {
  const [, highest] = NUMBERS[name];
  const complain = complaints(input, place);

  input.addEventListener("input", () => {
    const value = input.value.trim() === "" ? 0 : readWhole(input.value, highest);
    complain(value === null ? say("a whole number up to {number}", { number: whole(highest) }) : "");
    if (value !== null) change({ [name]: value });
  });

  return {
    fill(value) {
      input.value = String(value);
      complain("");
    },
  };
}

/** Returns what says that the content of a box is wrong, beside it; an alert exists only while there is something to say. */
export function complaints(input, place) {
  const hint = input.getAttribute("aria-describedby") ?? "";
  let message = null;
  return (text) => {
    if (text === "") {
      message?.remove();
      message = null;
      input.removeAttribute("aria-invalid");
      if (hint === "") input.removeAttribute("aria-describedby");
      else input.setAttribute("aria-describedby", hint);
      return;
    }
    if (message === null) {
      message = h("small", { id: `calc-message-${++messages}`, class: "calc-wrong", role: "alert" });
      place(message);
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", `${message.id} ${hint}`.trim());
    }
    write(message, text);
  };
}
