// Diagrams that no program drew: drawn here by Mermaid's own module, whose address is that of this module after the #.
//
// The policy of a page blocks <style> and style="", of which Mermaid makes many. Style sheets of scripts and `.style`
// are no inline styles: while Mermaid draws, what it writes goes there instead. The drawing is in a shadow root, so
// its styles reach nothing else.

const [, address] = import.meta.url.split("#");
const undo = [];
const patch = (owner, name, make) => {
  const old = Object.getOwnPropertyDescriptor(owner, name);
  undo.push(() => (old ? Object.defineProperty(owner, name, old) : delete owner[name]));
  Object.defineProperty(owner, name, { configurable: true, writable: true, value: make(owner[name]) });
};

// In text that is to be parsed: <desc> is shown nowhere, and sanitizers let it pass.
const free = (html) =>
  String(html)
    .replace(/ style=(["'])/g, " data-css=$1")
    .replace(/<style\b/g, "<desc data-sheet")
    .replace(/<\/style>/g, "</desc>");

const style = (root) => {
  for (const one of root.querySelectorAll("[data-css]")) {
    one.style.cssText = one.dataset.css;
    one.removeAttribute("data-css");
  }
};

const adopt = (sheet, root) => {
  const rules = new CSSStyleSheet();
  rules.replaceSync(sheet.textContent);
  root.adoptedStyleSheets.push(rules);
};

const divert = () => {
  for (const name of ["createElement", "createElementNS"])
    patch(document, name, (old) => (...names) => {
      const isSheet = names.at(-1) == "style";
      const element = old.apply(document, isSheet ? [...names.slice(0, -1), "desc"] : names);
      if (isSheet) element.dataset.sheet = "";
      return element;
    });
  patch(Element.prototype, "setAttribute", (old) => function (name, value) {
    if (name == "style" && this.style) this.style.cssText = value;
    else old.call(this, name, value);
  });
  for (const name of ["appendChild", "insertBefore"])
    patch(Node.prototype, name, (old) => function (node, ...rest) {
      if (node.dataset?.sheet == "") adopt(node, document);
      return old.call(this, node, ...rest);
    });
  patch(DOMParser.prototype, "parseFromString", (old) => function (html, type) {
    return old.call(this, free(html), type);
  });
  const inner = Object.getOwnPropertyDescriptor(Element.prototype, "innerHTML");
  undo.push(() => Object.defineProperty(Element.prototype, "innerHTML", inner));
  const set = function (html) {
    inner.set.call(this, free(html));
    style(this);
  };
  Object.defineProperty(Element.prototype, "innerHTML", { ...inner, set });
};

const draw = async (mermaid, box, number) => {
  const { svg } = await mermaid.render(`drawing-${number}`, box.parentElement.querySelector("code").textContent);
  const page = new DOMParser().parseFromString(free(svg), "text/html");
  const drawing = document.importNode(page.querySelector("svg"), true);
  drawing.setAttribute("aria-label", box.dataset.words);
  const root = box.attachShadow({ mode: "open" });
  for (const sheet of drawing.querySelectorAll("[data-sheet]")) {
    adopt(sheet, root);
    sheet.remove();
  }
  root.append(drawing);
  style(root);
  box.parentElement.querySelector("details").open = false;
};

const { default: mermaid } = await import(address);
mermaid.initialize({ startOnLoad: false, securityLevel: "strict", suppressErrorRendering: true, fontFamily: "inherit" });
const ours = [...document.adoptedStyleSheets];
const boxes = [...document.querySelectorAll(".diagram > .drawing")].filter((box) => box.parentElement.querySelector("code"));
divert();
for (const [number, box] of boxes.entries())
  // A diagram with a mistake stays as its source.
  await draw(mermaid, box, number).catch(console.warn).finally(() => (document.adoptedStyleSheets = ours));
undo.reverse().forEach((restore) => restore());
