// A second press on a slow line must not send the form twice. The server refuses repeats anyway;
// this only spares people the message.

/** @param {ParentNode} root */
export function submitOnce(root) {
  for (const form of root.querySelectorAll("form[method=post]")) {
    if (!(form instanceof HTMLFormElement)) continue;
    let sent = false;
    form.addEventListener("submit", (event) => {
      if (sent) return event.preventDefault();
      if (event.defaultPrevented) return;
      sent = true;
      const button = event.submitter;
      button?.setAttribute("aria-disabled", "true");
    });
    // Coming back by the browser's back button shows the page as it was left.
    window.addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      sent = false;
      for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
    });
  }
}
