// The service worker: keeps the shell, which holds nobody's data, and nothing else; sends what waits where the browser wakes it up
// for that. Answers of the server with personal data never come into its cache.

import * as api from "./api.js";
import { compare } from "./send.js";
import { openStore } from "./store.js";

const CACHE = "changqing-offline-";
const VERSION = "offline-version";
const PATIENCE_MS = 4_000;
export const WAKE = "changqing-reports";
export const CHANNEL = "changqing-offline";

/**
 * @param {any} worker the worker's global scope
 * @param {{version: string, page: string, assets: string[]}} shell
 */
export function start(worker, shell) {
  const name = CACHE + shell.version;
  worker.addEventListener("install", (/** @type {any} */ event) => {
    event.waitUntil(keep(name, shell).then(() => worker.skipWaiting()));
  });
  worker.addEventListener("activate", (/** @type {any} */ event) => {
    event.waitUntil(forgetOthers(name).then(() => worker.clients.claim()));
  });
  worker.addEventListener("fetch", (/** @type {any} */ event) => {
    const { request } = event;
    const { origin, pathname } = new URL(request.url);
    if (request.method !== "GET" || origin !== worker.location.origin) return;
    if (request.mode === "navigate" && pathname === shell.page) event.respondWith(page(name, shell, request));
    else if (shell.assets.includes(pathname)) event.respondWith(asset(name, request));
  });
  worker.addEventListener("sync", (/** @type {any} */ event) => {
    if (event.tag === WAKE) event.waitUntil(wake());
  });
}

/**
 * All of it or nothing, and all of one build.
 * @param {string} name
 * @param {{version: string, page: string, assets: string[]}} shell
 */
async function keep(name, { version, page, assets }) {
  const answer = await fetch(page, { cache: "reload" });
  if (!answer.ok || answer.headers.get(VERSION) !== version) throw new Error("the shell is of another build");
  const cache = await caches.open(name);
  await cache.addAll(assets);
  await cache.put(page, answer);
}

/** @param {string} name */
async function forgetOthers(name) {
  const names = await caches.keys();
  await Promise.all(names.filter((it) => it.startsWith(CACHE) && it !== name).map((it) => caches.delete(it)));
}

/**
 * The shell from the network, in the language that was chosen last; the one kept where the network does not answer soon.
 * @param {string} name
 * @param {{version: string, page: string}} shell
 * @param {Request} request
 */
async function page(name, { version, page }, request) {
  const cache = await caches.open(name);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.ok && answer.headers.get(VERSION) === version) await cache.put(page, answer.clone());
    if (answer.status < 500) return answer;
  } catch {
    // No network: the kept one serves.
  }
  return (await cache.match(page)) ?? Response.error();
}

/**
 * @param {string} name
 * @param {Request} request
 */
async function asset(name, request) {
  const cache = await caches.open(name);
  return (await cache.match(request.url)) ?? fetch(request);
}

/** Sends what waits. Where that fails, the browser tries again later. */
async function wake() {
  const store = await openStore();
  await store.forget(Date.now());
  const { outcome, sent } = await compare({ store, api, now: Date.now }, "after-sending");
  new BroadcastChannel(CHANNEL).postMessage({ sent });
  if (outcome === "unreachable") throw new Error("no network yet");
}
