// A visit and a report as cards.

import { saidTime } from "./day.js";
import { faultsOf } from "./report.js";
import { fill, fresh, lang, listFacts, part, say } from "./view.js";

const KINDS = /** @type {Record<string, string>} */ ({ overdue: "overdue", today: "today" });

/**
 * @param {any} visit
 * @param {string} kind
 * @param {{isKept: boolean, isPossible: boolean}} how `isKept`: a report of it lies on the phone; `isPossible`: one can be written
 */
export function visitCard(visit, kind, { isKept, isPossible }) {
  const copy = fresh("visit");
  copy.querySelector("article")?.classList.add(`visit--${KINDS[kind] ?? "coming"}`);
  const [kept, elsewhere] = [isKept ? texts(copy, "kept").text : "", visit.may_record ? "" : texts(copy, "elsewhere").text];
  fill(copy, { ...visit, kept: kept ?? "", elsewhere: elsewhere ?? "" });
  if (!isPossible) copy.querySelector(".actions")?.remove();
  for (const way of copy.querySelectorAll("[data-to]")) {
    if (!(way instanceof HTMLElement)) continue;
    way.setAttribute("href", `#${way.dataset.to}/${visit.id}`);
    way.setAttribute("aria-label", `${way.textContent} ${visit.person}`);
  }
  return copy;
}

/**
 * @param {import("./report.js").Report} report
 * @param {{label: string, value: string}[]} lines what it says
 * @param {number} until when the phone lets go of it
 */
export function reportCard(report, lines, until) {
  const copy = fresh("report");
  const { state } = report;
  const card = /** @type {HTMLElement} */ (copy.querySelector("article"));
  card.id = `r-${report.id}`;
  card.classList.add(state.name === "waiting" ? "visit--today" : "visit--overdue");
  listFacts(part(copy, "said"), lines);
  fill(copy, {
    person: report.person,
    kind: texts(copy, "kind")[report.kind === "done" ? "done" : "notReached"] ?? "",
    state: texts(copy, "state")[state.name] ?? "",
    why: faultsOf(report).map(({ detail }) => detail).join(" "),
    until: say(texts(copy, "until").text, { until: saidTime(until, lang()) }),
  });
  const isToCompare = state.name === "conflict" || state.name === "gone";
  way(copy, "conflict", isToCompare, report);
  way(copy, "mend", !isToCompare, report);
  if (isToCompare) copy.querySelector("[data-act=drop]")?.remove();
  return copy;
}

/**
 * @param {DocumentFragment} copy
 * @param {string} to
 * @param {boolean} isOpen
 * @param {import("./report.js").Report} report
 */
function way(copy, to, isOpen, { id, person }) {
  const link = copy.querySelector(`[data-to=${to}]`);
  if (!isOpen) return link?.remove();
  link?.setAttribute("href", `#${to}/${id}`);
  link?.setAttribute("aria-label", `${link.textContent} ${person}`);
}

/**
 * The sentences that stand at a place.
 * @param {DocumentFragment} copy
 * @param {string} name
 */
function texts(copy, name) {
  return /** @type {HTMLElement} */ (copy.querySelector(`[data-fill=${name}]`)).dataset;
}
