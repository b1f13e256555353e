// Puts values into the page's own parts. Every sentence stands in the page; here are only the places where values go.

import { saidDay } from "./day.js";

/**
 * @param {ParentNode} root
 * @param {string} name
 * @returns {HTMLElement}
 */
export function part(root, name) {
  const found = root.querySelector(`[data-part="${name}"]`);
  if (!(found instanceof HTMLElement)) throw new Error(`no part ${name}`);
  return found;
}

/** The page's language. */
export function lang() {
  return document.documentElement.lang;
}

/**
 * A sentence of the page with its values in it.
 * @param {string | undefined} text
 * @param {Record<string, string | number>} values
 */
export function say(text, values = {}) {
  return (text ?? "").replaceAll(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * A fresh copy of what a template holds.
 * @param {string} name
 * @returns {DocumentFragment}
 */
export function fresh(name) {
  const template = document.getElementById(`t-${name}`);
  if (!(template instanceof HTMLTemplateElement)) throw new Error(`no template ${name}`);
  return /** @type {DocumentFragment} */ (template.content.cloneNode(true));
}

/**
 * Fills `[data-fill]`; where there is nothing to fill in, the place and what names it (`[data-if]`) go.
 * @param {DocumentFragment} copy
 * @param {Record<string, string>} values
 */
export function fill(copy, values) {
  for (const place of copy.querySelectorAll("[data-fill]")) {
    if (!(place instanceof HTMLElement)) continue;
    const name = place.dataset.fill ?? "";
    const value = values[name] || place.dataset.else || "";
    if (!value) {
      copy.querySelector(`[data-if="${name}"]`)?.remove();
      (place.closest("dd") ?? place).remove();
      continue;
    }
    place.textContent = value;
    if (place instanceof HTMLAnchorElement) place.href = `tel:${value}`;
  }
}

/**
 * @param {Element} list a `dl`
 * @param {{label: string, value: string}[]} lines
 */
export function listFacts(list, lines) {
  list.replaceChildren(
    ...lines.map(({ label, value }) => {
      const copy = fresh("fact");
      /** @type {HTMLElement} */ (copy.querySelector("dt")).textContent = label;
      /** @type {HTMLElement} */ (copy.querySelector("dd")).textContent = value;
      return copy;
    }),
  );
}

/**
 * What was filled in, line by line, in the words of the form itself.
 * @param {HTMLFormElement} form
 * @param {Record<string, string>} fields
 */
export function linesOf(form, fields) {
  return Object.entries(fields)
    .filter(([, value]) => value)
    .map(([field, value]) => ({ label: labelOf(form, field), value: wordOf(form, field, value) }));
}

/**
 * @param {HTMLFormElement} form
 * @param {string} field
 */
function labelOf(form, field) {
  const label = form.querySelector(`label[for="f-${field}"], #f-${field} > legend`);
  const own = [...(label?.childNodes ?? [])].find((node) => node.nodeType === Node.TEXT_NODE);
  return own?.textContent?.trim() ?? "";
}

/**
 * @param {HTMLFormElement} form
 * @param {string} field
 * @param {string} value
 */
function wordOf(form, field, value) {
  if (form.querySelector(`#f-${field}[type=date]`)) return saidDay(value, lang());
  if (form.querySelector(`input[type=checkbox][name="${field}"]`)) {
    const and = part(document, "words").dataset.and ?? "";
    return value.split(" ").map((word) => choiceOf(form, field, word)).join(and);
  }
  return choiceOf(form, field, value);
}

/**
 * @param {HTMLFormElement} form
 * @param {string} field
 * @param {string} value
 */
function choiceOf(form, field, value) {
  const choice = form.querySelector(`label[for="f-${field}-${CSS.escape(value)}"], #f-${field} > option[value="${CSS.escape(value)}"]`);
  return choice?.firstChild?.textContent?.trim() || value;
}

/**
 * What is filled in; what is ticked under one name with a space between.
 * @param {HTMLFormElement} form
 * @returns {Record<string, string>}
 */
export function valuesOf(form) {
  const data = new FormData(form);
  return Object.fromEntries([...data.keys()].map((name) => [name, data.getAll(name).map(String).join(" ")]));
}

/**
 * @param {HTMLFormElement} form
 * @param {Record<string, string>} values
 */
export function setValues(form, values) {
  form.reset();
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements.namedItem(name);
    const ticks = field instanceof RadioNodeList ? [...field].filter((one) => one instanceof HTMLInputElement && one.type === "checkbox") : [];
    for (const tick of ticks) /** @type {any} */ (tick).checked = value.split(" ").includes(/** @type {any} */ (tick).value);
    if (ticks.length) continue;
    if (field instanceof Element || field instanceof RadioNodeList) /** @type {any} */ (field).value = value;
  }
}

/**
 * Each sentence at its field, and all of them above; what stands at no field of the form stands only there.
 * @param {HTMLFormElement} form
 * @param {{field: string, detail: string}[]} faults
 */
export function showFaults(form, faults) {
  for (const old of form.querySelectorAll(".field-error")) old.remove();
  for (const field of form.querySelectorAll(".field--error")) field.classList.remove("field--error");
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  const place = part(form, "errors");
  place.replaceChildren();
  if (!faults.length) return;
  for (const fault of faults) markFault(form, fault);
  const summary = fresh("errors");
  const list = /** @type {HTMLElement} */ (summary.querySelector("ul"));
  list.append(...faults.map((fault) => summaryLine(form, fault)));
  place.append(summary);
  /** @type {HTMLElement} */ (place.firstElementChild).focus();
}

/**
 * @param {HTMLFormElement} form
 * @param {{field: string, detail: string}} fault
 */
function markFault(form, { field, detail }) {
  const target = field ? form.querySelector(`#f-${CSS.escape(field)}`) : null;
  const box = target?.closest(".field");
  if (!target || !box) return;
  const line = /** @type {HTMLElement} */ (fresh("error").firstElementChild);
  line.textContent = detail;
  line.id = `f-${field}-error`;
  box.classList.add("field--error");
  const before = target.matches("fieldset") ? target.querySelector(".choices") : target;
  before?.before(line);
  target.setAttribute("aria-describedby", line.id);
  if (!target.matches("fieldset")) target.setAttribute("aria-invalid", "true");
}

/**
 * @param {HTMLFormElement} form
 * @param {{field: string, detail: string}} fault
 */
function summaryLine(form, { field, detail }) {
  const line = document.createElement("li");
  const target = field ? form.querySelector(`#f-${CSS.escape(field)}`) : null;
  if (!(target instanceof HTMLElement)) {
    line.textContent = detail;
    return line;
  }
  const link = document.createElement("a");
  link.href = `#f-${field}`;
  link.textContent = detail;
  // The address says which part of the page is shown, so the link moves the keyboard without changing it.
  link.addEventListener("click", (event) => {
    event.preventDefault();
    target.focus();
    target.scrollIntoView({ block: "center" });
  });
  line.append(link);
  return line;
}
