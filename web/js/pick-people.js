// Several people picked by one search box: what is chosen from its list becomes a ticked box.
//
//   <form>
//     <div class="search" data-search="/groups/…/members/search">…</div>
//     <fieldset><div class="choices" data-picked></div></fieldset>
//   </form>
//
// The list's options carry `data-pick` (the value), `data-name` and `data-about`. Without this module the
// form searches and keeps its ticks by going to the server.

/** @param {ParentNode} root */
export function enhancePicking(root) {
  for (const picked of root.querySelectorAll("[data-picked]")) {
    const form = picked.closest("form");
    form?.addEventListener("chosen", (event) => {
      const option = event instanceof CustomEvent ? event.detail : null;
      if (!(option instanceof HTMLElement) || !option.dataset.pick) return;
      event.preventDefault();
      pick(picked, option.dataset);
      const input = form.querySelector("[data-search] input[type=search]");
      if (input instanceof HTMLInputElement) input.value = "";
    });
  }
}

/**
 * @param {Element} picked
 * @param {DOMStringMap} data
 */
function pick(picked, { pick: value = "", name = "", about = "" }) {
  const present = picked.querySelector(`input[value="${CSS.escape(value)}"]`);
  if (present instanceof HTMLInputElement) {
    present.checked = true;
    return;
  }
  const choice = document.createElement("div");
  choice.className = "choice";
  const box = document.createElement("input");
  Object.assign(box, { type: "checkbox", name: "person", value, id: `f-person-${value}`, checked: true });
  const label = document.createElement("label");
  label.htmlFor = box.id;
  label.textContent = name;
  const hint = document.createElement("span");
  hint.className = "hint";
  hint.textContent = about;
  label.append(hint);
  choice.append(box, label);
  picked.append(choice);
}
