// A report written on the phone, and what becomes of it. Each step takes the report as it is and gives it as it becomes; none
// looks at a clock or makes an id of its own.
//
// waiting   to be sent, as often as it takes, under the same id
// conflict  somebody was first: a person compares and decides
// wrong     the server says what is to be mended
// gone      the task is no longer the sender's: it cannot be sent

/**
 * @typedef {Record<string, string>} Fields
 * @typedef {{field: string, detail: string}} Fault
 * @typedef {{id: string, version: number, is_open: boolean, is_mine: boolean, state: string, closed_by: string | null,
 *   closed_at: string | null, done_on: string | null, last_try: {tried_on: string, again_on: string} | null,
 *   visit: Fields | null, said: {label: string, value: string}[]}} Theirs the task as the server has it now
 * @typedef {{name: "waiting"} | {name: "conflict", theirs: Theirs} | {name: "wrong", faults: Fault[], why: string}
 *   | {name: "gone"}} State
 * @typedef {{id: string, task: string, version: number, kind: "done" | "not-reached", person: string, fields: Fields,
 *   at: number, state: State}} Report `version` is the one it was written against; `at` when, in ms since 1970
 */

/**
 * @param {Omit<Report, "state">} draft
 * @returns {Report}
 */
export function written(draft) {
  return { ...draft, state: { name: "waiting" } };
}

/**
 * Mended by its writer: another report, so under another id.
 * @param {Report} report
 * @param {{id: string, fields: Fields, at: number}} by
 * @returns {Report}
 */
export function mended(report, { id, fields, at }) {
  return { ...report, id, fields, at, state: { name: "waiting" } };
}

/**
 * Recorded after all, on top of what the server has now; only while the task is still owed there.
 * @param {Report} report
 * @param {{id: string, at: number}} by
 * @returns {Report}
 */
export function insisted(report, { id, at }) {
  if (report.state.name !== "conflict" || !report.state.theirs.is_open) throw new Error("there is nothing to insist on");
  return { ...report, id, at, version: report.state.theirs.version, state: { name: "waiting" } };
}

/**
 * What the server said, as far as it can be said without looking at the task; nothing where the report just goes on waiting.
 * @param {Report} report
 * @param {import("./answer.js").Meaning} meaning
 * @returns {Report | undefined}
 */
export function answered(report, meaning) {
  if (meaning.name === "gone") return { ...report, state: { name: "gone" } };
  if (meaning.name === "wrong") {
    return { ...report, state: { name: "wrong", faults: meaning.faults, why: meaning.why } };
  }
  return undefined;
}

/**
 * What is to be mended, what stands at no field first.
 * @param {Report} report
 * @returns {Fault[]}
 */
export function faultsOf({ state }) {
  if (state.name !== "wrong") return [];
  return [...(state.why ? [{ field: "", detail: state.why }] : []), ...state.faults];
}

/**
 * Somebody was first.
 * @param {Report} report
 * @param {Theirs} theirs
 * @returns {Report}
 */
export function overtaken(report, theirs) {
  return { ...report, state: { name: "conflict", theirs } };
}

/**
 * Whether what the server has is this very report: it arrived, and only its answer was lost.
 * @param {Report} report
 * @param {Theirs} theirs
 */
export function hasArrived({ kind, fields }, theirs) {
  if (kind === "not-reached") {
    const last = theirs.last_try;
    return theirs.is_open && last?.tried_on === fields.tried_on && last?.again_on === fields.again_on;
  }
  const { visit } = theirs;
  const parts = ["condition", "condition_note", "services", "treatment", "advice", "needs", "need_note"];
  return (
    theirs.is_mine && theirs.done_on === fields.on && !!visit && parts.every((part) => visit[part] === (fields[part] ?? "").trim())
  );
}
