// The only script of the calculator that a page loads at once: it brings the rest when the reader comes near.
const open = async (section) => {
  const { mount } = await import("./calculator.js");
  mount(section);
};
const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      open(target.parentElement);
    }
  },
  { rootMargin: "600px" },
);
document.querySelectorAll(".calculator-live").forEach((live) => near.observe(live));
