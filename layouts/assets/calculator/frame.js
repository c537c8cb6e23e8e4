// In a frame on another site: takes the theme that the site asks for, and tells it how tall the calculator is.
const theme = new URLSearchParams(location.search).get("theme");
if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;

// The height is no secret: any site may put the calculator in a frame.
const tell = () => parent.postMessage({ tokenCalculator: { height: Math.ceil(document.body.scrollHeight) } }, "*");
addEventListener("DOMContentLoaded", () => new ResizeObserver(tell).observe(document.querySelector("main")));
