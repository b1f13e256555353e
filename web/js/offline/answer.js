// What an answer of the server means for a report that was sent.

/**
 * @typedef {{status: number, body: any}} Answer status 0: none came
 * @typedef {{name: "kept"} | {name: "later"} | {name: "unreachable"} | {name: "signed-out"} | {name: "compare"} | {name: "gone"}
 *   | {name: "wrong", faults: import("./report.js").Fault[], why: string}} Meaning
 */

/**
 * kept         written down, now or the last time
 * unreachable  no answer came: nothing is known, so the same is sent again
 * later        the server cannot just now
 * signed-out   nobody is signed in, or not wholly
 * compare      something stands there already: look at it
 * gone         there is no such task for whoever sends
 * wrong        to be mended by a person
 * @param {Answer} answer
 * @returns {Meaning}
 */
export function meaningOf({ status, body }) {
  const code = codeOf(body);
  if (status >= 200 && status < 300) return { name: "kept" };
  if (status === 0) return { name: "unreachable" };
  if (status === 401 || code === "password-first") return { name: "signed-out" };
  if (status === 409 || status === 412 || code === "key-reused") return { name: "compare" };
  if (status === 403 || status === 404) return { name: "gone" };
  if (status === 408 || status === 429 || status >= 500) return { name: "later" };
  /** @type {import("./report.js").Fault[]} */
  const faults = Array.isArray(body?.errors) ? body.errors : [];
  return { name: "wrong", faults, why: body?.detail ?? (faults.length ? "" : body?.title ?? "") };
}

/**
 * The server's own word for what went wrong.
 * @param {any} body problem details (RFC 9457)
 */
export function codeOf(body) {
  return String(body?.type ?? "").replace("urn:changqing:problem:", "");
}
