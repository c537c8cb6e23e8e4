// The preview's own elements, in a shadow tree: the page's styles do not reach them, nor theirs the page.

const host = document.createElement("sitegen-preview");
const root = host.attachShadow({ mode: "open" });
const styles = document.createElement("link");
styles.rel = "stylesheet";
styles.href = "/__sitegen__/preview.css";
host.hidden = true;
styles.onload = () => (host.hidden = false);
root.append(styles);
document.documentElement.append(host);

export function make(name, values = {}, ...children) {
  const element = Object.assign(document.createElement(name), values);
  element.append(...children);
  return element;
}

export const show = (element) => root.append(element);
