// A tab that is chosen is chosen wherever the page has one of its name. Without this, tabs work one by one.

document.addEventListener("click", (event) => {
  const chosen = event.target.closest?.(".tab > summary");
  if (!chosen || chosen.parentElement.open) return;
  const place = chosen.getBoundingClientRect().top;
  for (const line of document.querySelectorAll(".tab > summary"))
    if (line != chosen && line.textContent == chosen.textContent) line.parentElement.open = true;
  setTimeout(() => scrollBy(0, chosen.getBoundingClientRect().top - place));
});
