// The phone's own rules, without a browser: days, what is filled in, what becomes of a report, and that a line that breaks anywhere
// loses nothing and repeats nothing.

import assert from "node:assert/strict";
import { test } from "node:test";

import { meaningOf } from "../../../web/js/offline/answer.js";
import { dayInChina, grouped, later, saidDay } from "../../../web/js/offline/day.js";
import { asksSource, toSend, wrong } from "../../../web/js/offline/form.js";
import { answered, hasArrived, insisted, mended, overtaken, written } from "../../../web/js/offline/report.js";
import { compare } from "../../../web/js/offline/send.js";

const LIMITS = { today: "2026-11-23", opensOn: "2026-11-07", promptDays: 14, againMaxDays: 30 };
const VISIT = { on: "2026-11-23", condition: "fair", condition_note: "", services: "medication treatment", treatment: "血压 150/86", advice: "少盐", needs: "aids", need_note: "" };
const TRIED = { tried_on: "2026-11-23", again_on: "2026-11-26" };
const THEIRS = {
  id: "t", version: 2, is_open: false, is_mine: true, state: "", closed_by: "王建国", closed_at: "", done_on: "2026-11-23",
  last_try: null, visit: { condition: "fair", condition_note: "", services: "medication treatment", treatment: "血压 150/86", advice: "少盐", needs: "aids", need_note: "" }, said: [],
};

const report = (more = {}) =>
  written({ id: "r", task: "t", version: 1, kind: "done", person: "王晓明", fields: VISIT, at: 0, ...more });
const problem = (status, code, more = {}) => ({ status, body: { type: `urn:changqing:problem:${code}`, title: code, ...more } });

test("a day is the bureau's, wherever the phone thinks it is", () => {
  assert.equal(dayInChina(Date.parse("2026-11-23T15:59:59Z")), "2026-11-23");
  assert.equal(dayInChina(Date.parse("2026-11-23T16:00:00Z")), "2026-11-24");
  assert.equal(later("2026-12-31", 1), "2027-01-01");
  assert.equal(later("2026-03-01", -1), "2026-02-28");
  assert.deepEqual([saidDay("2026-11-07", "zh-CN"), saidDay("2026-11-07", "en")], ["2026年11月7日", "7 Nov 2026"]);
});

test("what was tomorrow when it was fetched is today on the next day, and overdue after it", () => {
  const visits = ["2026-11-20", "2026-11-23", "2026-11-24", "2026-11-26"].map((next_on) => ({ next_on }));
  const kinds = (today) => grouped(visits, today).map(({ kind, visits }) => `${kind} ${visits.length}`);
  assert.deepEqual(kinds("2026-11-23"), ["overdue 1", "today 1", "tomorrow 1", "later 1"]);
  assert.deepEqual(kinds("2026-11-24"), ["overdue 2", "today 1", "later 1"]);
  assert.deepEqual(kinds("2026-12-01"), ["overdue 4"]);
  assert.deepEqual(grouped([], "2026-11-23"), []);
});

test("a round's day counts until it is over, then the promised one", () => {
  const kind = (visit, today) => grouped([visit], today)[0].kind;
  const planned = { on: "2026-11-24", next_on: "2026-12-11" };
  assert.deepEqual(["2026-11-23", "2026-11-24", "2026-11-25"].map((today) => kind(planned, today)), ["tomorrow", "today", "later"]);
  const late = { on: "2026-11-24", next_on: "2026-11-20" };
  assert.deepEqual(["2026-11-23", "2026-11-24", "2026-11-25"].map((today) => kind(late, today)), ["tomorrow", "today", "overdue"]);
  assert.equal(kind({ on: "", next_on: "2026-11-20" }, "2026-11-23"), "overdue");
});

test("what is missing or impossible is said before it is kept", () => {
  const whys = (kind, fields) => wrong(kind, fields, LIMITS).map(({ field, why }) => `${field} ${why}`);
  assert.deepEqual(whys("done", VISIT), []);
  assert.deepEqual(whys("done", toSend("done", { on: "", treatment: "  " }, LIMITS.today)), [
    "on required", "condition condition", "services services", "treatment treatment", "advice advice",
  ]);
  assert.deepEqual(whys("done", { ...VISIT, needs: "aids other" }), ["need_note needNote"]);
  assert.deepEqual(whys("done", { ...VISIT, needs: "", need_note: "老花镜" }), ["needs needs"]);
  assert.deepEqual(whys("done", { ...VISIT, on: "2026-11-24" }), ["on inFuture"]);
  assert.deepEqual(whys("done", { ...VISIT, on: "2026-11-06" }), ["on tooEarly"]);
  assert.deepEqual(whys("not-reached", TRIED), []);
  assert.deepEqual(whys("not-reached", { ...TRIED, again_on: "2026-11-23" }), ["again_on againNotLater"]);
  assert.deepEqual(whys("not-reached", { ...TRIED, again_on: "2026-12-24" }), ["again_on againTooLate"]);
  assert.deepEqual(whys("not-reached", { tried_on: "2026-11-23", again_on: "" }), ["again required"]);
});

test("again in three days is counted from the day of the try, not from the day on which it is sent", () => {
  assert.deepEqual(toSend("not-reached", { tried_on: "2026-11-23", again: "3" }, "2026-11-23"), TRIED);
  const own = { tried_on: "2026-11-23", again: "day", again_on: "2026-12-01" };
  assert.equal(toSend("not-reached", own, "2026-11-23").again_on, "2026-12-01");
  assert.ok(!("source" in toSend("done", { ...VISIT, source: "" }, "2026-11-23")));
  assert.ok(asksSource("2026-11-08", LIMITS) && !asksSource("2026-11-09", LIMITS) && !asksSource("", LIMITS));
});

test("every answer has one meaning", () => {
  const names = [
    [{ status: 200, body: {} }, "kept"], [{ status: 0, body: null }, "unreachable"], [problem(401, "signed-out"), "signed-out"],
    [problem(403, "password-first"), "signed-out"], [problem(403, "forbidden"), "gone"], [problem(404, "not-found"), "gone"],
    [problem(409, "conflict"), "compare"], [problem(409, "underway"), "compare"], [problem(412, "stale"), "compare"],
    [problem(422, "key-reused"), "compare"], [problem(422, "invalid"), "wrong"], [problem(500, "internal"), "later"],
    [problem(408, "too-slow"), "later"], [{ status: 502, body: null }, "later"], [{ status: 413, body: null }, "wrong"],
  ];
  for (const [answer, name] of names) assert.equal(meaningOf(answer).name, name, JSON.stringify(answer));
});

test("a report goes from state to state, and not otherwise", () => {
  const faults = [{ field: "on", detail: "这一天还没到" }];
  const stopped = answered(report(), meaningOf(problem(422, "invalid", { errors: faults })));
  assert.deepEqual(stopped.state, { name: "wrong", faults, why: "" });
  const better = mended(stopped, { id: "r2", fields: { ...VISIT, on: "2026-11-22" }, at: 9 });
  assert.deepEqual([better.id, better.state.name, better.version, better.at], ["r2", "waiting", 1, 9]);
  assert.equal(answered(report(), meaningOf(problem(404, "not-found"))).state.name, "gone");
  assert.equal(answered(report(), meaningOf(problem(500, "internal"))), undefined, "it goes on waiting");
  const open = overtaken(report(), { ...THEIRS, is_open: true, version: 5 });
  assert.deepEqual([insisted(open, { id: "r3", at: 1 }).version, insisted(open, { id: "r3", at: 1 }).id], [5, "r3"]);
  assert.throws(() => insisted(overtaken(report(), THEIRS), { id: "r3", at: 1 }), "closed is closed");
  assert.throws(() => insisted(report(), { id: "r3", at: 1 }));
});

test("the phone knows its own report when it meets it", () => {
  assert.ok(hasArrived(report(), THEIRS));
  assert.ok(!hasArrived(report(), { ...THEIRS, is_mine: false }), "the same words of somebody else are somebody else's");
  assert.ok(!hasArrived(report(), { ...THEIRS, done_on: "2026-11-22" }));
  assert.ok(!hasArrived(report(), { ...THEIRS, visit: { ...THEIRS.visit, advice: "少油" } }));
  assert.ok(!hasArrived(report(), { ...THEIRS, visit: null }));
  const tried = report({ kind: "not-reached", fields: TRIED });
  assert.ok(hasArrived(tried, { ...THEIRS, is_open: true, last_try: TRIED }));
  assert.ok(!hasArrived(tried, { ...THEIRS, is_open: true, last_try: { ...TRIED, again_on: "2026-11-27" } }));
  assert.ok(!hasArrived(tried, { ...THEIRS, last_try: TRIED }), "done since");
});

/** A phone with these reports, and a server that holds each task's version and what was sent under which key. */
function world(reports, { signedIn = "doctor" } = {}) {
  const outbox = new Map(reports.map((one) => [one.id, one]));
  const server = { versions: new Map(), keys: new Map(), written: [], signedIn, cut: [], fetched: 0 };
  let owner = "doctor";
  const store = {
    own: async (account) => (owner = account),
    keepOnlyOf: async (account) => account !== owner && outbox.clear(),
    keep: async () => {},
    reports: async () => [...outbox.values()],
    remove: async (id) => outbox.delete(id),
    change: async (one) => outbox.has(one.id) && outbox.set(one.id, one),
  };
  const version = (task) => server.versions.get(task) ?? 1;
  const reached = (answer) => {
    const cut = server.cut.shift();
    return cut === "after" ? { status: 0, body: null } : answer();
  };
  const api = {
    myAccount: async () =>
      server.signedIn ? { status: 200, body: { account: server.signedIn } } : problem(401, "signed-out"),
    myDay: async () => {
      server.fetched += 1;
      return { status: 200, body: { account: server.signedIn, visits: [], kept_hours: 72 } };
    },
    taskNow: async (task) => ({ status: 200, body: { ...THEIRS, is_mine: false, version: version(task) } }),
    send: async (one) => {
      if (server.cut[0] === "before") return server.cut.shift() && { status: 0, body: null };
      const kept = server.keys.get(one.id);
      if (kept) return reached(() => kept);
      if (version(one.task) !== one.version) return reached(() => problem(412, "stale"));
      server.versions.set(one.task, one.version + 1);
      server.written.push(one.id);
      server.keys.set(one.id, { status: 200, body: {} });
      return reached(() => ({ status: 200, body: {} }));
    },
  };
  return { hands: { store, api, now: () => 0 }, server, outbox };
}

test("wherever the line breaks, each report is written down once and none is lost", async () => {
  // Every way in which the first six answers of three reports can be cut off: before the server had it, after, or not at all.
  const cuts = ["before", "after", undefined];
  for (let way = 0; way < cuts.length ** 6; way += 1) {
    const plan = Array.from({ length: 6 }, (_, at) => cuts[Math.floor(way / cuts.length ** at) % cuts.length]);
    const { hands, server, outbox } = world(["a", "b", "c"].map((id) => report({ id, task: id })));
    server.cut = [...plan];
    for (let tries = 0; tries < 10 && outbox.size; tries += 1) await compare(hands, "after-sending");
    assert.equal(outbox.size, 0, `left behind: ${plan}`);
    assert.deepEqual(server.written, ["a", "b", "c"], `${plan}`);
  }
});

test("who was first is not overwritten, and the others are sent all the same", async () => {
  const { hands, server, outbox } = world([report({ id: "a", task: "a" }), report({ id: "b", task: "b" })]);
  server.versions.set("a", 7);
  assert.deepEqual(await compare(hands, "after-sending"), { outcome: "done", sent: 1 });
  assert.deepEqual(server.written, ["b"]);
  assert.equal(outbox.get("a").state.name, "conflict");
  await compare(hands, "after-sending");
  assert.deepEqual(server.written, ["b"], "what a person has to decide is not sent by itself");
});

test("nobody sends another's reports", async () => {
  const { hands, server, outbox } = world([report()], { signedIn: "" });
  assert.equal((await compare(hands, "after-sending")).outcome, "signed-out");
  assert.equal(outbox.size, 1, "it waits for its writer");
  server.signedIn = "colleague";
  await compare(hands, "after-sending");
  assert.deepEqual([outbox.size, server.written], [0, []]);
});

test("the visits are fetched no more often than is of use: each fetching stands in the log", async () => {
  const { hands, server } = world([report()]);
  await compare(hands, "never");
  assert.deepEqual([server.written, server.fetched], [["r"], 0], "before signing out");
  await compare(hands, "after-sending");
  assert.equal(server.fetched, 0, "nothing was sent");
  await compare(hands, "always");
  assert.equal(server.fetched, 1);
});
