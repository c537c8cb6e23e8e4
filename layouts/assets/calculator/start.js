// The only script of the calculator that a page loads at once: it brings the rest once the page is there and the
// reader comes near, or earlier if they use it. What it loads is named by a <script>, which content cannot make.
let attempts = 0;

const open = async (script) => {
  try {
    // A failed import is remembered by its address, so the next one has a fragment of its own.
    const { mount } = await import(attempts ? `./calculator.js#${attempts}` : "./calculator.js");
    await mount(script);
  } catch (error) {
    attempts += 1;
    reportError(error);
    await new Promise((retry) => addEventListener("online", retry, { once: true }));
    await open(script);
  }
};

document.querySelectorAll("script[data-worker]").forEach((script) => {
  const section = script.parentElement;
  const used = new AbortController();
  const begin = () => {
    if (used.signal.aborted) return;
    used.abort();
    near.disconnect();
    open(script);
  };
  const near = new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && begin(), { rootMargin: "600px" });
  for (const event of ["pointerdown", "focusin", "input"]) section.addEventListener(event, begin, { signal: used.signal });
  if (document.readyState === "complete") near.observe(section);
  else addEventListener("load", () => used.signal.aborted || near.observe(section), { once: true });
});
