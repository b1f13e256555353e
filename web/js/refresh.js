// A queue that several people move is read anew by itself while nobody is typing, opening or reading elsewhere in it.
// Without script there is the button that says so.

/** @param {ParentNode} root */
export function keepFresh(root) {
  for (const part of root.querySelectorAll("[data-refresh]")) {
    if (!(part instanceof HTMLElement)) continue;
    const seconds = Number(part.dataset.refresh);
    if (!(seconds > 0)) continue;
    setInterval(() => {
      if (isQuiet(part)) location.reload();
    }, seconds * 1000);
  }
}

/** @param {HTMLElement} part */
function isQuiet(part) {
  if (document.visibilityState !== "visible") return false;
  if (part.querySelector("details[open], [aria-disabled=true]")) return false;
  return !(document.activeElement instanceof HTMLElement && document.activeElement.matches("input, textarea, select, button"));
}
