// The page for the road: today's and tomorrow's visits, what is to be written down at the door, and what waits to be sent.

import * as api from "./api.js";
import { reportCard, visitCard } from "./card.js";
import { dayInChina, grouped, saidDay, saidTime } from "./day.js";
import { asksSource, toSend, wrong } from "./form.js";
import { faultsOf, insisted, mended, written } from "./report.js";
import { compare } from "./send.js";
import { canCarry, openStore } from "./store.js";
import { fresh, lang, linesOf, listFacts, part, say, setValues, showFaults, valuesOf } from "./view.js";

// Named alike in `worker.js`, which a page does not load.
const CHANNEL = "changqing-offline";
const WAKE = "changqing-reports";
const WORKER = "/offline/worker.js";
const SCOPE = "/offline";
/** How often an open page looks for what is past its hours, and sends what waits. */
const LOOK_EVERY_MS = 60_000;
/** How long the visits count as fresh: each fetching stands in the bureau's log. */
const FRESH_MS = 900_000;
/** How long after the last key what was typed is kept. */
const DRAFT_AFTER_MS = 400;
const HOUR_MS = 3_600_000;

/** @typedef {import("./report.js").Report} Report */

class Road {
  /**
   * @param {HTMLElement} root
   * @param {import("./store.js").Store} store
   */
  constructor(root, store) {
    this.root = root;
    this.store = store;
    this.hours = Number(root.dataset.keptHours);
    this.channel = new BroadcastChannel(CHANNEL);
    /** @type {any[]} */
    this.visits = [];
    this.fetchedAt = 0;
    /** @type {Report[]} */
    this.reports = [];
    this.isAsking = false;
    this.hasAsked = false;
    /** There is a signal, but nobody answers: for whoever writes something down that is no network. */
    this.isCut = false;
    this.drafting = 0;
  }

  async begin() {
    this.listen();
    await this.store.forget(Date.now());
    await this.draw();
    await this.go();
    await this.ask("always");
  }

  listen() {
    addEventListener("online", () => this.look());
    addEventListener("offline", () => this.drawNetwork());
    addEventListener("hashchange", () => this.go());
    document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? this.look() : this.keepDraft()));
    setInterval(() => this.look(), LOOK_EVERY_MS);
    this.channel.addEventListener("message", ({ data }) => this.onNews(data.sent));
    this.root.addEventListener("click", (event) => this.onClick(event));
    for (const form of this.root.querySelectorAll("form")) {
      form.addEventListener("submit", (event) => this.onSubmit(event, form));
      form.addEventListener("input", () => this.onInput(form));
    }
  }

  /** Lets go of what is past its hours, sends what waits, and fetches the visits where they are no longer fresh. */
  async look() {
    await this.store.forget(Date.now());
    await this.draw();
    const isStale = Date.now() - this.fetchedAt >= FRESH_MS;
    const isWaiting = this.reports.some(({ state }) => state.name === "waiting");
    if (isStale || isWaiting || this.isCut) await this.ask(isStale ? "always" : "after-sending");
  }

  /**
   * Compares with the server, where there is network.
   * @param {import("./send.js").Fetching} fetching
   */
  async ask(fetching) {
    if (!navigator.onLine || this.isAsking) return this.drawNetwork();
    this.isAsking = true;
    this.drawNetwork();
    const { outcome, sent } = await compare({ store: this.store, api, now: Date.now }, fetching);
    this.isAsking = false;
    this.hasAsked = true;
    this.isCut = outcome === "unreachable";
    part(this.root, "signed-out").hidden = outcome !== "signed-out";
    if (outcome === "done") this.channel.postMessage({ sent });
    await this.onNews(sent);
  }

  /**
   * This page, another tab or the service worker changed something.
   * @param {number} sent how many reports have arrived
   */
  async onNews(sent) {
    // Whoever reads that a report has arrived sees it wait no longer.
    await this.draw();
    if (sent) this.tell(say(part(this.root, "told").dataset.sent, { n: sent }));
  }

  async draw() {
    const [day, reports, told] = [await this.store.kept("day"), await this.store.reports(), await this.store.told()];
    this.visits = day?.value ?? [];
    this.fetchedAt = day?.at ?? 0;
    this.reports = reports;
    for (const { kind, count } of told) this.tell(say(part(this.root, "told").dataset[kind], { n: count }));
    this.drawNetwork();
    this.drawReports();
    this.drawDays(day);
    // What was looked at may be gone: sent by another tab, or past its hours.
    if (this.place().view !== "day" && !this.subject()) location.hash = "";
  }

  drawNetwork() {
    const network = part(this.root, "network");
    const { on, off, asking } = network.dataset;
    const isOff = !navigator.onLine || (this.isCut && !this.isAsking);
    network.textContent = (isOff ? off : this.isAsking || !this.hasAsked ? asking : on) ?? "";
    network.classList.toggle("is-off", isOff);
    const send = this.root.querySelector("[data-act=send]");
    if (send instanceof HTMLElement) send.hidden = !navigator.onLine;
  }

  drawReports() {
    const waiting = this.reports.filter(({ state }) => state.name === "waiting");
    const stopped = this.reports.filter(({ state }) => state.name !== "waiting");
    part(this.root, "waiting").hidden = !waiting.length;
    part(this.root, "stopped").hidden = !stopped.length;
    const count = part(this.root, "waiting-count");
    count.textContent = say(count.dataset.text, { n: waiting.length });
    part(this.root, "waiting-list").replaceChildren(...waiting.map((report) => this.card(report)));
    part(this.root, "stopped-list").replaceChildren(...stopped.map((report) => this.card(report)));
  }

  /** @param {{at: number} | undefined} day */
  drawDays(day) {
    const place = part(this.root, "days");
    const today = dayInChina(Date.now());
    const groups = grouped(this.visits, today);
    place.replaceChildren(
      ...groups.map(({ kind, visits }) => {
        const copy = fresh("group");
        const head = /** @type {HTMLElement} */ (copy.querySelector("h2"));
        head.textContent = say(place.dataset[kind], { n: visits.length });
        head.classList.toggle("day--overdue", kind === "overdue");
        copy.querySelector("ul")?.append(...visits.map((visit) => this.visitOf(visit, kind, today)));
        return copy;
      }),
    );
    part(this.root, "none").hidden = !day || groups.length > 0;
    part(this.root, "nothing").hidden = !!day || this.reports.length > 0;
    part(this.root, "carried").hidden = !day && !this.reports.length;
    const until = part(this.root, "carried-until");
    until.textContent = day ? say(until.dataset.text, { at: saidTime(day.at, lang()), until: saidTime(day.at + this.hours * HOUR_MS, lang()) }) : "";
  }

  /**
   * @param {any} visit
   * @param {string} kind
   * @param {string} today
   */
  visitOf(visit, kind, today) {
    const isKept = this.reports.some((report) => report.task === visit.id);
    return visitCard(visit, kind, { isKept, isPossible: visit.may_record && !isKept && visit.opens_on <= today });
  }

  /** @param {Report} report */
  card(report) {
    return reportCard(report, linesOf(this.form(report.kind), report.fields), report.at + this.hours * HOUR_MS);
  }

  /** What the address names: a part of the page and, in it, a visit or a report. */
  place() {
    const [to = "", id = ""] = location.hash.slice(1).split("/");
    return { to, id, view: to === "mend" ? (this.report(id)?.kind ?? "day") : to || "day" };
  }

  /** @param {string} id */
  report(id) {
    return this.reports.find((report) => report.id === id);
  }

  /** The visit or report that the address names, if it is there. */
  subject() {
    const { to, id } = this.place();
    if (to === "mend" || to === "conflict") return this.report(id);
    return this.visits.find((visit) => visit.id === id && !this.reports.some((report) => report.task === id));
  }

  /** Shows what the address names. */
  async go() {
    const { to, view } = this.place();
    const subject = this.subject();
    const shown = subject && this.root.querySelector(`[data-view="${view}"]`) ? view : "day";
    for (const section of this.root.querySelectorAll("[data-view]")) {
      if (section instanceof HTMLElement) section.hidden = section.dataset.view !== shown;
    }
    const title = /** @type {HTMLElement} */ (document.getElementById("title"));
    const key = shown === "not-reached" ? "notReached" : shown;
    title.textContent = say(title.dataset[key], { name: subject?.person ?? "" });
    if (shown === "done" || shown === "not-reached") await this.open(shown, to === "mend" ? subject : undefined, subject);
    if (shown === "conflict") this.drawConflict(subject);
    if (to) title.focus();
    scrollTo(0, 0);
  }

  /**
   * @param {"done" | "not-reached"} kind
   * @param {Report | undefined} report the one that is mended
   * @param {any} subject
   */
  async open(kind, report, subject) {
    const form = this.form(kind);
    const today = dayInChina(Date.now());
    const blank = kind === "done" ? { on: today } : { tried_on: today, again: "3" };
    const again = report && kind === "not-reached" ? { again: "day" } : {};
    const draft = (await this.store.kept("draft"))?.value;
    const typed = draft?.place === location.hash ? draft.values : {};
    setValues(form, { ...blank, ...report?.fields, ...again, ...typed });
    const task = this.visits.find(({ id }) => id === (report?.task ?? subject.id));
    const about = [task?.about, task?.address, task?.illnesses].filter((text) => text);
    part(/** @type {HTMLElement} */ (form.closest("[data-view]")), "about").textContent = about.join(" · ");
    showFaults(form, report ? faultsOf(report) : []);
    this.drawAsked(form);
  }

  /** @param {HTMLFormElement} form */
  onInput(form) {
    this.drawAsked(form);
    clearTimeout(this.drafting);
    this.drafting = setTimeout(() => this.keepDraft(), DRAFT_AFTER_MS);
  }

  /** A phone that is put into the pocket may forget the page: what has been typed so far is there when it is opened again. */
  async keepDraft() {
    if (!this.drafting) return;
    clearTimeout(this.drafting);
    this.drafting = 0;
    const { view } = this.place();
    if (view !== "done" && view !== "not-reached") return;
    // Where the phone is full, the form says so when it is to be kept.
    const draft = { place: location.hash, values: valuesOf(this.form(view)) };
    await this.store.keep("draft", draft, Date.now()).catch(() => undefined);
  }

  /** @param {HTMLFormElement} form */
  drawAsked(form) {
    const values = valuesOf(form);
    if (form.dataset.form === "done") {
      const asked = asksSource(values.on ?? "", this.limits("")) || !!values.source || !!form.querySelector("#f-source-error");
      part(form, "source").hidden = !asked;
    } else {
      part(form, "again-on").hidden = values.again !== "day";
    }
  }

  /** @param {string} opensOn */
  limits(opensOn) {
    const { promptDays, againMaxDays } = this.root.dataset;
    return { today: dayInChina(Date.now()), opensOn, promptDays: Number(promptDays), againMaxDays: Number(againMaxDays) };
  }

  /** @param {Report} report */
  drawConflict({ state, kind, fields }) {
    const view = /** @type {HTMLElement} */ (this.root.querySelector("[data-view=conflict]"));
    const theirs = state.name === "conflict" ? state.theirs : undefined;
    part(view, "theirs-state").textContent = theirs?.state ?? "";
    const by = part(view, "theirs-by");
    by.textContent = theirs?.closed_by ? say(by.dataset.text, { who: theirs.closed_by, at: theirs.closed_at ?? "" }) : "";
    listFacts(part(view, "theirs"), theirs?.said ?? []);
    const card = /** @type {HTMLElement} */ (fresh("report").querySelector("[data-fill=kind]"));
    part(view, "mine-kind").textContent = card.dataset[kind === "done" ? "done" : "notReached"] ?? "";
    listFacts(part(view, "mine"), linesOf(this.form(kind), fields));
    part(view, "closed").hidden = !theirs || theirs.is_open;
    part(view, "gone").hidden = state.name !== "gone";
    const again = view.querySelector("[data-act=again]");
    if (again instanceof HTMLElement) again.hidden = !theirs?.is_open;
  }

  /** @param {"done" | "not-reached"} kind */
  form(kind) {
    return /** @type {HTMLFormElement} */ (this.root.querySelector(`[data-form="${kind}"]`));
  }

  /**
   * @param {SubmitEvent} event
   * @param {HTMLFormElement} form
   */
  async onSubmit(event, form) {
    event.preventDefault();
    const subject = this.subject();
    if (!subject) return;
    const kind = /** @type {"done" | "not-reached"} */ (form.dataset.form);
    const old = this.place().to === "mend" ? /** @type {Report} */ (subject) : undefined;
    const task = this.visits.find(({ id }) => id === (old?.task ?? subject.id));
    const limits = this.limits(task?.opens_on ?? "");
    const fields = toSend(kind, valuesOf(form), limits.today);
    const faults = wrong(kind, fields, limits).map((fault) => this.worded(fault));
    showFaults(form, faults);
    if (faults.length) return this.drawAsked(form);
    const [id, at] = [crypto.randomUUID(), Date.now()];
    const report = old
      ? mended(old, { id, fields, at })
      : written({ id, at, task: subject.id, version: subject.version, kind, person: subject.person, fields });
    try {
      await this.store.add(report, old?.id);
    } catch {
      return showFaults(form, [{ field: "", detail: part(this.root, "words").dataset.notKept ?? "" }]);
    }
    clearTimeout(this.drafting);
    this.drafting = 0;
    await this.store.drop("draft");
    await this.changed();
  }

  /** @param {import("./form.js").Wrong} fault */
  worded({ field, why, day }) {
    const said = day ? saidDay(day, lang()) : "";
    return { field, detail: say(part(this.root, "words").dataset[why], { day: said }) };
  }

  /** @param {MouseEvent} event */
  async onClick(event) {
    const button = event.target instanceof Element ? event.target.closest("button[data-act]") : null;
    if (!(button instanceof HTMLElement)) return;
    const { act, sure } = button.dataset;
    if (sure && !confirm(sure)) return;
    if (act === "send") return this.ask("after-sending");
    if (act === "fetch") return this.ask("always");
    if (act === "wipe") return this.wipe();
    if (act === "drop") await this.store.remove((button.closest("article")?.id ?? "").slice(2));
    if (act === "discard") await this.store.remove(this.place().id);
    if (act === "again") {
      const report = this.report(this.place().id);
      if (report) await this.store.add(insisted(report, { id: crypto.randomUUID(), at: Date.now() }), report.id);
    }
    await this.changed();
  }

  async wipe() {
    await this.store.wipe();
    this.channel.postMessage({ sent: 0 });
    await this.draw();
    this.tell(part(this.root, "told").dataset.wiped ?? "");
  }

  /** Something was written down or let go: back to the list, and to the server where there is network. */
  async changed() {
    this.channel.postMessage({ sent: 0 });
    location.hash = "";
    await this.draw();
    await wakeLater();
    await this.ask("after-sending");
  }

  /** @param {string} text */
  tell(text) {
    const copy = fresh("notice");
    /** @type {HTMLElement} */ (copy.querySelector("p")).textContent = text;
    part(this.root, "told").append(copy);
  }
}

/** Asks the browser to wake the service worker when there is network, where it can. */
async function wakeLater() {
  try {
    const registration = /** @type {any} */ (await navigator.serviceWorker?.getRegistration(SCOPE));
    await registration?.sync?.register(WAKE);
  } catch {
    // It does without: the open page sends, and the next opening.
  }
}

/** @param {HTMLElement} root */
function unsupported(root) {
  /** @type {HTMLElement} */ (root.querySelector("[data-view=day]")).hidden = false;
  const network = part(root, "network");
  network.textContent = network.dataset.unsupported ?? "";
}

async function start() {
  const root = /** @type {HTMLElement} */ (document.getElementById("offline"));
  if (!canCarry() || !navigator.serviceWorker) return unsupported(root);
  const registered = navigator.serviceWorker.register(WORKER, { scope: SCOPE, type: "module", updateViaCache: "none" });
  registered.catch((error) => console.warn(error));
  const store = await openStore().catch(() => undefined);
  if (!store) return unsupported(root);
  await new Road(root, store).begin();
  await navigator.storage?.persist?.();
}

start();
