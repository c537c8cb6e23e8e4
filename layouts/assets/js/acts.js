// What the buttons of a page do, each by its data-act, and the calls of footnotes. site.js loads it.

const words = JSON.parse(document.documentElement.dataset.words ?? "{}");
const word = (text) => words[text] ?? text;
const say = (button, text) => (button.textContent = text);

export const theme = () => {
  const root = document.documentElement.dataset;
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  root.theme = (root.theme || system) == "dark" ? "light" : "dark";
  // Storage may be forbidden: then a choice lasts as long as the page. A choice equal to the system's is
  // none: the site follows the system again.
  try {
    if (root.theme == system) delete localStorage.theme;
    else localStorage.theme = root.theme;
  } catch {}
};

export const search = async () => (await import("./search.js")).open();

// Of a session in a terminal only the commands are copied: no prompts, and nothing of what was answered.
const SESSION = /\blanguage-(console|shell-?session|(ba|z|k)?sh-session|terminal|pycon|python-console|pwsh-session|ps1con|doscon|rbcon|irb)\b/;
const SHELL = /\blanguage-((ba|z|k|fi)?sh|shell)\b/;
const PROMPT = /^(?:\([^()\s]+\) ?)?(?:[\w.-]+@[\w.-]+[^$#%\n]*)?(\$|%|#|>>>|PS [^>\n]*>|[A-Z]:\\[^>\n]*>|irb[^>\n]*>) ?/;
const MORE = /^(?:>|\.\.\.) ?/;
const commands = (text) => {
  let open = false;
  let first = "";
  const lines = text.split("\n").flatMap((line) => {
    const mark = PROMPT.exec(line) ?? "";
    first ||= mark[1]?.[0] ?? "";
    const begins = mark && mark[1][0] == first;
    const found = begins ? mark[0] : open && MORE.exec(line)?.[0];
    open = Boolean(found);
    return found ? [line.slice(found.length)] : [];
  });
  return lines.length ? lines.join("\n") + "\n" : text;
};

export const copy = async (button) => {
  const code = button.parentElement.querySelector("code");
  const text = code.textContent;
  await navigator.clipboard.writeText(SESSION.test(code.className) || (SHELL.test(code.className) && text.startsWith("$ ")) ? commands(text) : text);
  say(button, word("Copied"));
};

// The whole navigation in the place of the branch. It comes from the page that shows it, which browsers keep.
export const tree = async (link) => {
  const reply = await fetch(link.href);
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  const current = [...page.querySelectorAll("main nav a")].find((entry) => entry.pathname == location.pathname);
  const whole = current?.closest("nav").querySelector("ul");
  if (!whole) return location.assign(link.href);
  current.setAttribute("aria-current", "page");
  for (let box = current.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  link.closest("nav").querySelector("ul").replaceWith(whole);
  link.parentElement.remove();
  current.focus();
};

// A picture of the page above it, as large as the window allows. The arrow keys, and buttons, lead to the others.
const DARK = { color: "#fff", background: "#000d", border: "0" };
const FULL = { display: "block", inset: "0", width: "100vw", height: "100dvh", maxWidth: "none", maxHeight: "none", padding: "0", margin: "0" };

export const enlarge = (link) => {
  const links = [...document.querySelectorAll("[data-act=enlarge]")];
  const make = (name, values, looks) => {
    const element = Object.assign(document.createElement(name), values);
    Object.assign(element.style, looks);
    return element;
  };
  const image = make("img", {}, { margin: "auto", maxWidth: "100%", maxHeight: "100%", minHeight: "0" });
  const caption = make("figcaption", { ariaLive: "polite" }, { textAlign: "center", color: "#fff" });
  const show = (step) => {
    link = links[(links.indexOf(link) + step + links.length) % links.length];
    const small = link.querySelector("img");
    image.src = link.href;
    image.alt = small.alt;
    caption.textContent = link.closest("figure")?.querySelector("figcaption")?.textContent || small.title || small.alt;
  };
  const offer = (text, label, looks, onclick) => make("button", { textContent: text, ariaLabel: word(label), onclick }, { ...DARK, position: "absolute", font: "1.5rem/1.5 sans-serif", ...looks });
  const figure = make("figure", {}, { height: "100%", margin: "0", padding: "3.5rem 4vw 1rem", display: "flex", flexDirection: "column" });
  figure.append(image, caption);
  const box = make("dialog", { ariaLabel: word("Picture") }, { ...DARK, ...FULL });
  box.append(offer("×", "Close", { top: ".5rem", right: ".5rem" }, () => box.close()), figure);
  if (links.length > 1) {
    box.append(offer("‹", "Previous picture", { top: "50%", left: ".5rem" }, () => show(-1)));
    box.append(offer("›", "Next picture", { top: "50%", right: ".5rem" }, () => show(+1)));
  }
  box.onkeydown = ({ key }) => ({ ArrowLeft: () => show(-1), ArrowRight: () => show(+1) })[key]?.();
  box.onclick = ({ target }) => target.closest("button, img") || box.close();
  box.onclose = () => {
    box.remove();
    link.focus();
  };
  document.body.append(box);
  show(0);
  box.showModal();
};

// The page as Markdown. The clipboard is asked at once, as Safari demands, and given the text when it is there.
export const take = async (button) => {
  const text = fetch(document.querySelector("link[type='text/markdown']").href).then((reply) => {
    if (!reply.ok) throw new Error(`${reply.status}`);
    return reply.text();
  });
  const kind = "text/plain";
  const blob = text.then((words) => new Blob([words], { type: kind }));
  const done = navigator.clipboard.write([new ClipboardItem({ [kind]: blob })]);
  await done.then(() => say(button, word("Copied")), () => say(button, word("Could not be copied")));
};

// The system's own way to share, which tells nobody but whom the reader chooses; else the address to be pasted.
export const share = async (button) => {
  const { title } = document;
  const url = document.querySelector("link[rel=canonical]")?.href ?? location.href;
  if (navigator.share) return navigator.share({ title, url }).catch(() => {}); // the reader thought better of it
  await navigator.clipboard.writeText(url);
  say(button, word("Address copied"));
};

// A footnote below its number, or above it where there is no room; in the middle of the window where the browser
// cannot place it. Its looks stand here, since few pages are asked for a note.
const LOOKS = {
  maxWidth: "min(30rem, 90vw)",
  padding: "0 1em",
  border: "1px solid var(--quiet)",
  borderRadius: ".3em",
  background: "var(--paper)",
  color: "var(--ink)",
};
const PLACE = { inset: "auto", margin: ".5em", positionArea: "bottom", positionTryFallbacks: "flip-block" };

export const note = (link) => {
  const box = Object.assign(document.createElement("aside"), { className: "note", popover: "auto", tabIndex: -1 });
  box.append(...document.querySelector(link.hash).cloneNode(true).childNodes); // text would be parsed anew
  box.querySelectorAll(".footnote-back").forEach((back) => back.remove());
  Object.assign(box.style, LOOKS, CSS.supports("position-area: bottom") && PLACE);
  box.ontoggle = ({ newState }) => {
    if (newState == "closed") box.remove();
  };
  link.after(box);
  box.showPopover({ source: link });
  box.focus();
};
