// A page whose parts have moved elsewhere: an address with the id of such a part leads on to it.
const parts = [...document.querySelector("head > template").content.children];

const follow = () => {
  if (!location.hash || document.querySelector(":target")) return;
  const isMeant = (part) => new URL(`#${part.dataset.part}`, location.href).hash == location.hash;
  const part = parts.find(isMeant);
  if (part) location.replace(part.getAttribute("href"));
};

follow();
addEventListener("hashchange", follow);
