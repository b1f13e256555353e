// Asks before leaving a form that was changed: <form data-guard>. Sending it is not leaving it.

/** @param {ParentNode} root */
export function guardUnsaved(root) {
  for (const form of root.querySelectorAll("form[data-guard]")) {
    if (!(form instanceof HTMLFormElement)) continue;
    let changed = false;
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("submit", () => { changed = false; });
    window.addEventListener("beforeunload", (event) => {
      if (changed && form.isConnected) event.preventDefault();
    });
  }
}
