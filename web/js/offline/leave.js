// On every other page: what was taken along goes with its owner. Loaded only in browsers that have something.

import * as api from "./api.js";
import { compare } from "./send.js";
import { openStore } from "./store.js";

const PATIENCE_MS = 8_000;

/**
 * Lets go of what is past its hours, or another's.
 * @param {boolean} isSignedIn
 */
export async function letGo(isSignedIn) {
  const store = await openStore();
  await store.forget(Date.now());
  if (new URLSearchParams(location.search).get("notice") === "notice-signed-out") return store.wipe();
  if (!isSignedIn) return;
  const { status, body } = await api.myAccount();
  if (status === 200) await store.keepOnlyOf(body.account);
}

/**
 * Before signing out: sends what waits; what cannot be sent is lost only if its writer says so.
 * @param {HTMLFormElement} form
 */
export async function leave(form) {
  const store = await openStore();
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  await Promise.race([compare({ store, api, now: Date.now }, "never"), late]);
  const unsent = await store.count();
  const text = (form.dataset.unsent ?? "").replace("{n}", String(unsent));
  if (unsent && !confirm(text)) return location.assign("/offline");
  await store.wipe();
  form.submit();
}
