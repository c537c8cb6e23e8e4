// Elements in one call, and changes that touch the page only where it differs.
import { say } from "./words.js";

/** Creates an element; names with a dash, `class`, `for`, `role` and `list` are attributes, all others properties. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-") || ["class", "for", "role", "list", "scope"].includes(name)) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** The head of a column: the first holds names, all others figures. @param {string} name in English */
export const headCell = (name, at) => h("th", { scope: "col", class: at ? "align-right" : "" }, say(name));

/** Creates an SVG element; everything is an attribute. */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Writes a text if it is another one. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Gives a parent these children in this order. Those that stay are not touched, so that a box keeps what is typed. */
export function arrange(parent, children) {
  const { activeElement } = document;
  const staying = new Set(children);
  for (const child of [...parent.children]) if (!staying.has(child)) child.remove();
  let next = parent.firstElementChild;
  for (const child of children) {
    if (child === next) next = next.nextElementSibling;
    else parent.insertBefore(child, next);
  }
  if (parent.contains(activeElement)) activeElement.focus({ preventScroll: true }); // also if it was moved
}

/** Returns a function that runs `act` once, after calls have ceased for so many milliseconds. */
export function debounce(act, milliseconds) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, milliseconds);
  };
}

/** Resolves when the browser has nothing else to do, or soon. */
export const idle = () => new Promise((resolve) => (window.requestIdleCallback ? requestIdleCallback(resolve, { timeout: 500 }) : setTimeout(resolve)));
