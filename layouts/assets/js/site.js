// The theme switch, copy buttons, and contents that stand open beside the text. All of it is a
// convenience: without JavaScript every page reads the same.

const root = document.documentElement;
const all = (selector) => document.querySelectorAll(selector);

// Storage may be forbidden; then the choice lasts for the page.
const store = (() => {
  try {
    return localStorage;
  } catch {
    return {};
  }
})();

if (store.theme) root.dataset.theme = store.theme;

for (const button of all(".theme")) {
  button.hidden = false;
  button.onclick = () => {
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const next = (root.dataset.theme || system) === "dark" ? "light" : "dark";
    root.dataset.theme = next;
    // A choice equal to the system's is no choice: follow the system again.
    if (next === system) delete store.theme;
    else store.theme = next;
  };
}

for (const box of all(".code")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.onclick = async () => {
    const code = box.querySelector("code").cloneNode(true);
    for (const number of code.querySelectorAll(".ln")) number.remove();
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 2000);
  };
  box.append(button);
}

if (matchMedia("(min-width: 75rem)").matches) for (const details of all(".toc, .side")) details.open = true;
