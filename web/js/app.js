// Entry of the enhancement layer. Every page works without it; each module looks for its own
// `data-` attribute and leaves the page alone when it is not there.

import { guardCarried } from "./carried.js";
import { enhanceSearchBoxes } from "./search-box.js";
import { enhanceUploads } from "./upload.js";
import { guardUnsaved } from "./unsaved.js";
import { enhancePicking } from "./pick-people.js";
import { keepFresh } from "./refresh.js";
import { enhanceSelection } from "./select-rows.js";
import { enhanceSignatures } from "./signature.js";
import { submitOnce } from "./submit-once.js";

/** Moves the keyboard to what went wrong, so that a screen reader says it first. */
function focusErrorSummary() {
  const summary = document.querySelector(".error-summary");
  if (summary instanceof HTMLElement) summary.focus();
}

/**
 * Enhances one part of the page; called again for parts that arrive later.
 * @param {ParentNode} root
 */
export function enhance(root) {
  enhanceSearchBoxes(root);
  enhanceUploads(root, enhance);
  guardUnsaved(root);
  enhancePicking(root);
  enhanceSelection(root);
  guardCarried(root);
  enhanceSignatures(root);
  submitOnce(root);
  keepFresh(root);
}

enhance(document);
focusErrorSummary();
