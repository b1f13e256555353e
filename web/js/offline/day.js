// Days where the bureau is, and what of a list of visits belongs to which of them. Days are ISO 8601.

const CHINA = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" });

/**
 * The day in China.
 * @param {number} at in milliseconds since 1970
 */
export function dayInChina(at) {
  return CHINA.format(at);
}

/**
 * The day as people write it: 2026年11月27日, 27 Nov 2026.
 * @param {string} day
 * @param {string} lang the page's language
 */
export function saidDay(day, lang) {
  const [locale, month] = lang === "en" ? ["en-GB", /** @type {const} */ ("short")] : [lang, /** @type {const} */ ("long")];
  return new Intl.DateTimeFormat(locale, { year: "numeric", month, day: "numeric", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
}

/**
 * An instant to the minute, in China.
 * @param {number} at
 * @param {string} lang
 */
export function saidTime(at, lang) {
  const time = new Date(at).toLocaleTimeString("sv-SE", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit" });
  return `${saidDay(dayInChina(at), lang)} ${time}`;
}

/**
 * The day so many days later.
 * @param {string} day
 * @param {number} days may be negative
 */
export function later(day, days) {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/**
 * The visits as they stand on `today`, which may be a later day than the one on which they were fetched.
 * @template {{next_on: string, on?: string}} V
 * @param {V[]} visits
 * @param {string} today
 * @returns {{kind: "overdue" | "today" | "tomorrow" | "later", visits: V[]}[]} without empty groups
 */
export function grouped(visits, today) {
  const tomorrow = later(today, 1);
  /** A round's day counts until it is over. @param {V} visit */
  const kind = ({ on, next_on }) => {
    const day = on && on >= today ? on : next_on;
    return day < today ? "overdue" : day === today ? "today" : day === tomorrow ? "tomorrow" : "later";
  };
  const kinds = /** @type {const} */ (["overdue", "today", "tomorrow", "later"]);
  return kinds
    .map((name) => ({ kind: name, visits: visits.filter((visit) => kind(visit) === name) }))
    .filter((group) => group.visits.length > 0);
}
