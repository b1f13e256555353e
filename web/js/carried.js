// What a phone took along for the road goes with signing out, with another's signing in, and with its hours (see offline/leave.js).

import { mayCarry } from "./offline/store.js";

/** @param {ParentNode} root */
export function guardCarried(root) {
  if (!mayCarry()) return;
  const forms = [...root.querySelectorAll("form[action='/sign-out']")];
  for (const form of forms) {
    if (!(form instanceof HTMLFormElement)) continue;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const { leave } = await import("./offline/leave.js");
      await leave(form);
    });
  }
  if (root === document) import("./offline/leave.js").then(({ letGo }) => letGo(forms.length > 0));
}
