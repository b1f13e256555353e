// What is filled in at the door, checked as far as the phone can; the server has the last word.

import { later } from "./day.js";

const MUST = ["services", "treatment", "advice"];
const FIELDS = ["on", "condition", "condition_note", "services", "treatment", "advice", "needs", "need_note", "source"];

/**
 * @typedef {import("./report.js").Fields} Fields
 * @typedef {{today: string, opensOn: string, promptDays: number, againMaxDays: number}} Limits
 * @typedef {{field: string, why: "required" | "condition" | "services" | "treatment" | "advice" | "needs" | "needNote" | "inFuture" | "tooEarly" | "againNotLater"
 *   | "againTooLate", day?: string}} Wrong
 */

/**
 * What is to be sent: the day to go again is counted on the phone, because it is said on the day of the try.
 * @param {"done" | "not-reached"} kind
 * @param {Fields} raw as it was typed
 * @param {string} today
 * @returns {Fields}
 */
export function toSend(kind, raw, today) {
  if (kind === "not-reached") {
    const days = Number(raw.again);
    return { tried_on: raw.tried_on ?? "", again_on: days ? later(today, days) : (raw.again_on ?? "") };
  }
  const filled = FIELDS.map((field) => [field, (raw[field] ?? "").trim()]);
  return Object.fromEntries(filled.filter(([field, value]) => field !== "source" || value));
}

/**
 * @param {"done" | "not-reached"} kind
 * @param {Fields} fields to be sent
 * @param {Limits} limits
 * @returns {Wrong[]}
 */
export function wrong(kind, fields, limits) {
  if (kind === "not-reached") {
    return [...wrongDay("tried_on", fields.tried_on, limits), ...wrongAgain(fields.again_on, limits)];
  }
  const found = wrongDay("on", fields.on, limits);
  if (!fields.condition) found.push({ field: "condition", why: "condition" });
  for (const field of MUST) {
    if (!fields[field]) found.push({ field, why: /** @type {"services" | "treatment" | "advice"} */ (field) });
  }
  const { needs = "", need_note: note = "" } = fields;
  if (note && !needs) found.push({ field: "needs", why: "needs" });
  if (!note && needs.split(" ").includes("other")) found.push({ field: "need_note", why: "needNote" });
  return found;
}

/**
 * Whether it was so long ago that the server asks from what it is known.
 * @param {string} on
 * @param {Limits} limits
 */
export function asksSource(on, { today, promptDays }) {
  return on !== "" && on < later(today, -promptDays);
}

/**
 * @param {string} field
 * @param {string} day
 * @param {Limits} limits
 * @returns {Wrong[]}
 */
function wrongDay(field, day, { today, opensOn }) {
  if (!day) return [{ field, why: "required" }];
  if (day > today) return [{ field, why: "inFuture" }];
  // A try before the window is the server's to judge: only a visit belongs into it.
  if (field === "on" && day < opensOn) return [{ field, why: "tooEarly", day: opensOn }];
  return [];
}

/**
 * @param {string} day
 * @param {Limits} limits
 * @returns {Wrong[]}
 */
function wrongAgain(day, { today, againMaxDays }) {
  const last = later(today, againMaxDays);
  if (!day) return [{ field: "again", why: "required" }];
  if (day <= today) return [{ field: "again_on", why: "againNotLater" }];
  if (day > last) return [{ field: "again_on", why: "againTooLate", day: last }];
  return [];
}
