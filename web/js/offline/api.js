// The server as the phone speaks to it. Whatever goes wrong on the way is an answer too: status 0.

const PATIENCE_MS = 20_000;

/**
 * @param {string} address
 * @param {RequestInit} [options]
 * @returns {Promise<import("./answer.js").Answer>}
 */
async function ask(address, options = {}) {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(address, { ...options, signal, cache: "no-store", redirect: "error" });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : null };
  } catch {
    return { status: 0, body: null };
  }
}

/** The visits to take along. */
export function myDay() {
  return ask("/api/v1/my-day");
}

/** Whose session this is. */
export function myAccount() {
  return ask("/api/v1/my-account");
}

/**
 * How a task stands now.
 * @param {string} task
 */
export function taskNow(task) {
  return ask(`/api/v1/my-day/${task}`);
}

/**
 * Sends a report: once and for all under its id, and only onto the version it was written against.
 * @param {import("./report.js").Report} report
 */
export function send({ id, task, kind, version, fields }) {
  return ask(`/api/v1/tasks/${task}/${kind}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "If-Match": `"${version}"`, "Idempotency-Key": id },
    body: JSON.stringify(fields),
  });
}
