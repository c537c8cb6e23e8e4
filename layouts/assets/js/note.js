// A footnote in place. site.js loads it when the first one is called for.

export const open = (link) => {
  const note = Object.assign(document.createElement("aside"), { className: "note", popover: "auto", tabIndex: -1 });
  note.innerHTML = document.querySelector(link.hash).innerHTML;
  note.querySelectorAll(".footnote-back").forEach((back) => back.remove());
  Object.assign(note.style, { maxWidth: "min(30rem, 90vw)", padding: "0 1em" });
  note.ontoggle = ({ newState }) => {
    if (newState == "closed") note.remove();
  };
  link.after(note);
  note.showPopover();
  note.focus();
};
