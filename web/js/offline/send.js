// Compares the phone with the server: fetches the visits, sends what waits. Of all tabs, and of the service worker, one at a time.

import { meaningOf } from "./answer.js";
import { answered, hasArrived, overtaken } from "./report.js";

const LOCK = "changqing-offline-send";

/**
 * @typedef {import("./report.js").Report} Report
 * @typedef {"done" | "unreachable" | "signed-out" | "busy"} Outcome
 * @typedef {{store: import("./store.js").Store, api: typeof import("./api.js"), now: () => number}} Hands
 */

/**
 * @param {Hands} hands
 * @returns {Promise<{outcome: Outcome, sent: number}>}
 */
export function compare(hands) {
  const work = () => compared(hands);
  // Without locks two may send at once; the report's id keeps that from counting twice.
  if (!globalThis.navigator?.locks) return work();
  return navigator.locks.request(LOCK, { ifAvailable: true }, (lock) =>
    lock ? work() : { outcome: /** @type {const} */ ("busy"), sent: 0 },
  );
}

/** @param {Hands} hands */
async function compared(hands) {
  // Who is signed in is asked before anything is sent: nobody sends another's reports.
  const before = await fetched(hands);
  if (before !== "done") return { outcome: before, sent: 0 };
  let sent = 0;
  for (const report of await hands.store.reports()) {
    if (report.state.name !== "waiting") continue;
    const outcome = await delivered(hands, report);
    if (outcome === "kept") sent += 1;
    else if (outcome !== "done") return { outcome, sent };
  }
  if (sent) await fetched(hands);
  return { outcome: /** @type {const} */ ("done"), sent };
}

/**
 * @param {Hands} hands
 * @returns {Promise<"done" | "unreachable" | "signed-out">}
 */
async function fetched({ store, api, now }) {
  const answer = await api.myDay();
  const meaning = meaningOf(answer);
  if (meaning.name !== "kept") return meaning.name === "signed-out" ? "signed-out" : "unreachable";
  const { account, visits, kept_hours } = answer.body;
  await store.own(account, now(), kept_hours);
  await store.keep("day", visits, now(), account);
  return "done";
}

/**
 * Sends one report and notes what came of it.
 * @param {Hands} hands
 * @param {Report} report
 * @returns {Promise<"kept" | "done" | "unreachable" | "signed-out">} `done`: it waits or a person has to look, others may go on
 */
async function delivered({ store, api }, report) {
  const answer = await api.send(report);
  const meaning = meaningOf(answer);
  if (meaning.name === "unreachable" || meaning.name === "signed-out") return meaning.name;
  if (meaning.name === "kept") {
    await store.remove(report.id);
    return "kept";
  }
  if (meaning.name === "compare") return compareOne({ store, api }, report, answer);
  const changed = answered(report, meaning);
  if (changed) await store.change(changed);
  return "done";
}

/**
 * Something stands there already: this report, whose answer was lost, or another's.
 * @param {Pick<Hands, "store" | "api">} hands
 * @param {Report} report
 * @param {import("./answer.js").Answer} refusal
 * @returns {Promise<"kept" | "done" | "unreachable" | "signed-out">}
 */
async function compareOne({ store, api }, report, refusal) {
  const answer = await api.taskNow(report.task);
  const meaning = meaningOf(answer);
  if (meaning.name === "unreachable" || meaning.name === "signed-out") return meaning.name;
  if (meaning.name !== "kept") {
    const changed = answered(report, meaning);
    if (changed) await store.change(changed);
    return "done";
  }
  if (hasArrived(report, answer.body)) {
    await store.remove(report.id);
    return "kept";
  }
  // A request under this id that is still under way may yet be done: it is asked again later.
  if (isUnderway(refusal) && answer.body.version === report.version) return "done";
  await store.change(overtaken(report, answer.body));
  return "done";
}

/** @param {import("./answer.js").Answer} answer */
function isUnderway({ body }) {
  return String(body?.type).endsWith(":underway");
}
