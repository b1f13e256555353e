// What the phone keeps: one owner, his visits, and his reports until they have arrived.
//
// Everything personal lies sealed (AES-GCM) under a key that the browser lets nobody read; with the key, all of it is gone.
// What is past its hours is gone at the next opening; a clock that was set back makes nothing younger. What is not personal, how
// many reports were lost to that, is told once.

/**
 * @typedef {import("./report.js").Report} Report
 * @typedef {{account: string, key: CryptoKey, seen: number, hours: number}} Owner `seen`: the latest time at which this was
 *   opened; `hours`: how long the bureau lets a phone keep anything
 * @typedef {{kind: "late" | "other", count: number}} Told
 */

const NAME = "changqing-offline";
const HOUR_MS = 3_600_000;
/** Set while there may be something: a desk that never took anything along need not look. */
const FLAG = "changqing-offline";

/** Whether this browser may have something, at little cost. */
export function mayCarry() {
  try {
    return localStorage.getItem(FLAG) !== null;
  } catch {
    return false;
  }
}

/** Whether this browser can keep anything sealed. */
export function canCarry() {
  return "indexedDB" in globalThis && globalThis.crypto?.subtle !== undefined;
}

/** @returns {Promise<Store>} */
export function openStore() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("held");
      request.result.createObjectStore("outbox", { keyPath: "id" });
      request.result.createObjectStore("told", { autoIncrement: true });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(new Store(request.result));
    };
    request.onerror = () => reject(request.error);
  });
}

export class Store {
  /** @param {IDBDatabase} db */
  constructor(db) {
    this.db = db;
  }

  /** @returns {Promise<Owner | undefined>} */
  owner() {
    return this.#run("readonly", (tables, give) => read(tables.held.get("owner"), give));
  }

  /**
   * Makes `account` the owner; what belonged to another goes.
   * @param {string} account
   * @param {number} now
   * @param {number} hours how long anything may be kept
   */
  async own(account, now, hours) {
    const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await this.#run("readwrite", (tables) => {
      read(tables.held.get("owner"), (owner) => {
        if (owner && owner.account !== account) forgetAll(tables, "other");
        const kept = owner?.account === account ? owner : { account, key: fresh, seen: now };
        tables.held.put({ ...kept, hours }, "owner");
      });
    });
    flag(true);
  }

  /**
   * Lets go of everything unless it is `account`'s.
   * @param {string} account
   */
  async keepOnlyOf(account) {
    await this.#run("readwrite", (tables) => {
      read(tables.held.get("owner"), (owner) => {
        if (owner && owner.account !== account) forgetAll(tables, "other");
      });
    });
    await this.#unflag();
  }

  /** Lets go of everything. */
  async wipe() {
    await this.#run("readwrite", (tables) => forgetAll(tables));
    await this.#unflag();
  }

  /**
   * Lets go of what is past its hours. Where the clock was set back since the last look, everything is as old as it was then.
   * @param {number} now
   */
  async forget(now) {
    await this.#run("readwrite", (tables) => {
      read(tables.held.get("owner"), (owner) => {
        if (!owner) return forgetAll(tables);
        const clock = { back: Math.max(0, owner.seen - now), oldest: now - owner.hours * HOUR_MS };
        tables.held.put({ ...owner, seen: now }, "owner");
        for (const name of ["day", "draft"]) read(tables.held.get(name), (row) => row && age(tables.held, row, clock, name));
        read(tables.outbox.getAll(), (rows) => {
          const late = rows.filter((row) => age(tables.outbox, row, clock)).length;
          if (late) tables.told.add({ kind: "late", count: late });
          // Nothing is left but the owner: neither is the key.
          read(tables.held.count(), (count) => count === 1 && late === rows.length && tables.held.delete("owner"));
        });
      });
    });
    await this.#unflag();
  }

  /**
   * Keeps something under a name.
   * @param {"day" | "draft"} name
   * @param {any} value
   * @param {number} at from when on its hours count
   * @param {string} [account] kept only if this account still is the owner
   */
  async keep(name, value, at, account) {
    const owner = await this.owner();
    if (!owner || (account && owner.account !== account)) return;
    const row = { at, ...(await sealed(owner.key, name, value)) };
    await this.#ofOwner(owner.account, (tables) => tables.held.put(row, name));
  }

  /**
   * What was kept under a name, and when.
   * @param {"day" | "draft"} name
   * @returns {Promise<{at: number, value: any} | undefined>}
   */
  async kept(name) {
    const owner = await this.owner();
    const row = await this.#run("readonly", (tables, give) => read(tables.held.get(name), give));
    if (!owner || !row) return undefined;
    const value = await opened(owner.key, name, row);
    return value && { at: row.at, value };
  }

  /** @param {"day" | "draft"} name */
  drop(name) {
    return this.#run("readwrite", (tables) => void tables.held.delete(name));
  }

  /**
   * Every report that has not arrived, the oldest first.
   * @returns {Promise<Report[]>}
   */
  async reports() {
    const owner = await this.owner();
    const rows = await this.#run("readonly", (tables, give) => read(tables.outbox.getAll(), give));
    if (!owner) return [];
    const reports = await Promise.all(rows.map((/** @type {any} */ row) => opened(owner.key, row.id, row)));
    const whole = reports.map((report, place) => report && { ...report, at: rows[place].at });
    return whole.filter((report) => report !== undefined).sort((one, two) => one.at - two.at);
  }

  /**
   * Writes a report down, in the place of `instead` where it is that one mended.
   * @param {Report} report
   * @param {string} [instead] id of the report that it replaces
   */
  async add(report, instead) {
    const owner = await this.owner();
    if (!owner) throw new Error("nobody's phone");
    const row = await rowOf(owner, report);
    let isKept = false;
    await this.#ofOwner(owner.account, (tables) => {
      if (instead) tables.outbox.delete(instead);
      tables.outbox.put(row);
      isKept = true;
    });
    if (!isKept) throw new Error("somebody else's phone");
  }

  /**
   * Notes what became of a report, if it is still there.
   * @param {Report} report
   */
  async change(report) {
    const owner = await this.owner();
    if (!owner) return;
    const row = await rowOf(owner, report);
    await this.#ofOwner(owner.account, (tables) => {
      read(tables.outbox.get(report.id), (found) => found && tables.outbox.put(row));
    });
  }

  /** @param {string} id */
  remove(id) {
    return this.#run("readwrite", (tables) => void tables.outbox.delete(id));
  }

  /** How many reports have not arrived. */
  count() {
    return this.#run("readonly", (tables, give) => read(tables.outbox.count(), give));
  }

  /**
   * What is to be told, once.
   * @returns {Promise<Told[]>}
   */
  told() {
    return this.#run("readwrite", (tables, give) => {
      read(tables.told.getAll(), give);
      tables.told.clear();
    });
  }

  /**
   * @param {string} account
   * @param {(tables: Tables) => void} work
   */
  #ofOwner(account, work) {
    return this.#run("readwrite", (tables) => {
      read(tables.held.get("owner"), (owner) => owner?.account === account && work(tables));
    });
  }

  async #unflag() {
    if (!(await this.owner())) flag(false);
  }

  /**
   * Does `work` in one transaction, which lies on the disk when this is over.
   * @typedef {{held: IDBObjectStore, outbox: IDBObjectStore, told: IDBObjectStore}} Tables
   * @param {IDBTransactionMode} mode
   * @param {(tables: Tables, give: (value: any) => void) => void} work
   * @returns {Promise<any>} what `work` gave
   */
  #run(mode, work) {
    return new Promise((resolve, reject) => {
      const tx = this.db.transaction(["held", "outbox", "told"], mode, { durability: "strict" });
      /** @type {any} */
      let given;
      tx.oncomplete = () => resolve(given);
      tx.onabort = () => reject(tx.error);
      const [held, outbox, told] = ["held", "outbox", "told"].map((name) => tx.objectStore(name));
      work({ held, outbox, told }, (value) => (given = value));
    });
  }
}

/**
 * @param {IDBRequest} request
 * @param {(value: any) => unknown} then
 */
function read(request, then) {
  request.onsuccess = () => void then(request.result);
}

/**
 * @param {Tables} tables
 * @param {"other"} [kind] why, where unsent reports are lost with it and somebody should know
 */
function forgetAll({ held, outbox, told }, kind) {
  if (kind) read(outbox.count(), (count) => count && told.add({ kind, count }));
  held.clear();
  outbox.clear();
}

/**
 * Lets go of a row that is past its hours, or notes that it is older than its clock says.
 * @param {IDBObjectStore} table
 * @param {{at: number, id?: string}} row
 * @param {{back: number, oldest: number}} clock by how much it was set back; from when on rows are kept
 * @param {string} [name] of a row that does not name itself
 * @returns {boolean} whether it is gone
 */
function age(table, row, { back, oldest }, name) {
  const at = row.at - back;
  if (at <= oldest) table.delete(name ?? row.id ?? "");
  else if (back) table.put({ ...row, at }, name);
  return at <= oldest;
}

/** @param {boolean} isSet */
function flag(isSet) {
  // A service worker has no such thing, and needs none.
  if (!("localStorage" in globalThis)) return;
  if (isSet) localStorage.setItem(FLAG, "");
  else localStorage.removeItem(FLAG);
}

/**
 * @param {Owner} owner
 * @param {Report} report
 */
async function rowOf(owner, report) {
  return { id: report.id, at: report.at, ...(await sealed(owner.key, report.id, report)) };
}

/**
 * @param {CryptoKey} key
 * @param {string} name to which row it belongs
 * @param {unknown} value
 */
async function sealed(key, name, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = new TextEncoder().encode(name);
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, bytes) };
}

/**
 * @param {CryptoKey} key
 * @param {string} name
 * @param {{iv: Uint8Array<ArrayBuffer>, sealed: ArrayBuffer}} row
 * @returns {Promise<any>} nothing where it is not this owner's
 */
async function opened(key, name, row) {
  const additionalData = new TextEncoder().encode(name);
  try {
    const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv, additionalData }, key, row.sealed);
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
