// A banner that the reader closed stays away, until its text changes: what stands for the text is in the address of
// this module. The first frame waits for it, so that nothing jumps. Storage may be forbidden.
const [, text] = import.meta.url.split("#");
const close = () => (document.documentElement.dataset.banner = "closed");
try {
  if (localStorage.banner == text) close();
} catch {}

if (document.readyState == "loading") await new Promise((done) => addEventListener("DOMContentLoaded", done));

const button = document.querySelector("body > .banner button");
button.hidden = false;
button.onclick = () => {
  close();
  try {
    localStorage.banner = text;
  } catch {}
};
