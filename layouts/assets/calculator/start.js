// The only script of the calculator that a page loads at once: it brings the rest when the reader comes near.
// What it loads is named by a <script>, which content cannot make; the place before that is where it goes.
const open = async (live) => {
  const { mount } = await import("./calculator.js");
  mount(live, live.nextElementSibling);
};
const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      open(target);
    }
  },
  { rootMargin: "600px" },
);
document.querySelectorAll("script[data-tokenizer]").forEach((script) => near.observe(script.previousElementSibling));
