// Compares the phone with the server: sends what waits, fetches the visits. Of all tabs, and of the service worker, one at a time.

import { meaningOf } from "./answer.js";
import { answered, hasArrived, overtaken } from "./report.js";

const LOCK = "changqing-offline-send";
/** How long one waits for another that is at it. */
const PATIENCE_MS = 30_000;

/**
 * @typedef {import("./report.js").Report} Report
 * @typedef {"done" | "unreachable" | "signed-out" | "busy"} Outcome
 * @typedef {"always" | "after-sending" | "never"} Fetching when the visits are fetched anew; each time stands in the bureau's log
 * @typedef {{store: import("./store.js").Store, api: typeof import("./api.js"), now: () => number}} Hands
 */

/**
 * @param {Hands} hands
 * @param {Fetching} fetching
 * @returns {Promise<{outcome: Outcome, sent: number}>}
 */
export async function compare(hands, fetching) {
  const work = () => compared(hands, fetching);
  // Without locks two may send at once; the report's id keeps that from counting twice.
  if (!globalThis.navigator?.locks) return work();
  try {
    return await navigator.locks.request(LOCK, { signal: AbortSignal.timeout(PATIENCE_MS) }, work);
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "TimeoutError")) throw error;
    return { outcome: "busy", sent: 0 };
  }
}

/**
 * @param {Hands} hands
 * @param {Fetching} fetching
 */
async function compared(hands, fetching) {
  // Who is signed in is asked before anything is sent: nobody sends another's reports.
  const who = await hands.api.myAccount();
  if (who.status !== 200) return { outcome: failed(who), sent: 0 };
  await hands.store.keepOnlyOf(who.body.account);
  let sent = 0;
  for (const report of await hands.store.reports()) {
    if (report.state.name !== "waiting") continue;
    const outcome = await delivered(hands, report);
    if (outcome === "kept") sent += 1;
    else if (outcome !== "done") return { outcome, sent };
  }
  const isWanted = fetching === "always" || (fetching === "after-sending" && sent > 0);
  return { outcome: isWanted ? await fetched(hands) : /** @type {const} */ ("done"), sent };
}

/**
 * @param {Hands} hands
 * @returns {Promise<Outcome>}
 */
async function fetched({ store, api, now }) {
  const answer = await api.myDay();
  if (answer.status !== 200) return failed(answer);
  const { account, visits, kept_hours } = answer.body;
  await store.own(account, now(), kept_hours);
  await store.keep("day", visits, now(), account);
  return "done";
}

/**
 * @param {import("./answer.js").Answer} answer
 * @returns {"signed-out" | "unreachable"}
 */
function failed(answer) {
  return meaningOf(answer).name === "signed-out" ? "signed-out" : "unreachable";
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
