// Goes to a page as a reader would, and looks at it closely before it lets the story go on.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";

import * as rules from "./rules.mjs";

const AXE = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SCREENS = process.env.CHANGQING_SCREENS ?? "target/screens";

/** Smallest target and text, in px, on each kind of screen. */
const SIZES = { desktop: { target: 24, text: 16 }, phone: { target: 44, text: 16 } };

/** Faces of pages with which nothing was wrong, of all screens of the stories of one file. */
const passed = new Set();

/** What the browser complained about since the last look, by page. */
const complaints = new WeakMap();

/**
 * Listens for everything a browser says only in its console: errors, refused scripts and styles, lost files.
 * @param {import("playwright-core").Page} page
 */
export function listen(page) {
  const heard = [];
  complaints.set(page, heard);
  page.on("console", (message) => {
    if (message.type() === "error") heard.push({ text: message.text(), url: message.location().url });
  });
  page.on("pageerror", (error) => heard.push({ text: `uncaught: ${error.message}`, url: page.url() }));
}

/**
 * Opens a page and inspects it.
 * @param {import("playwright-core").Page} page
 * @param {string} address a path such as `/people`
 * @param {{status?: number, target?: number, text?: number}} expected
 */
export async function visit(page, address, expected = {}) {
  const response = await page.goto(address);
  assert.equal(response.status(), expected.status ?? 200, `the status of ${address}`);
  await inspect(page, expected);
}

/**
 * Does something that leads to another page, such as sending a form, and inspects where it led.
 * @param {import("playwright-core").Page} page
 * @param {() => Promise<unknown>} act
 * @param {{status?: number, target?: number, text?: number}} expected
 */
export async function follow(page, act, expected = {}) {
  const left = page.waitForEvent("framenavigated", (frame) => frame === page.mainFrame());
  const [response] = await Promise.all([arrival(page), left, act()]);
  await page.waitForLoadState();
  assert.equal(response.status(), expected.status ?? 200, `the status of ${page.url()}`);
  await inspect(page, expected);
}

/** The answer that the next navigation ends with, redirects followed. */
function arrival(page) {
  const isRedirect = (response) => response.status() >= 300 && response.status() < 400;
  return page.waitForResponse(
    (response) =>
      response.request().isNavigationRequest() && response.frame() === page.mainFrame() && !isRedirect(response),
  );
}

/**
 * Fails with everything that is wrong with the page as it stands; leaves a picture of it. A page that has passed in
 * this story is not gone through again until something other than a number is different on it.
 * @param {import("playwright-core").Page} page
 * @param {{status?: number, from?: string, target?: number, text?: number}} expected `from` is the address that a
 *     script asked and that answered with `status`; without it the page itself did
 */
export async function inspect(page, expected = {}) {
  const { screen } = page.context().changqing;
  const sizes = { ...SIZES[screen.kind], ...expected };
  const face = await faceOf(page, screen.kind, sizes);
  if (passed.has(face)) return assert.deepEqual(heard(page, expected), []);
  await picture(page);
  const found = [
    ...(await page.evaluate(rules.frame)),
    ...(await page.evaluate(rules.targets, sizes.target)),
    ...(await page.evaluate(rules.text, sizes.text)),
    ...(await axe(page)),
    ...(await narrow(page)),
    ...(screen.kind === "desktop" ? await rules.focusOrder(page) : []),
    ...heard(page, expected),
  ];
  assert.equal(found.length, 0, `${new URL(page.url()).pathname} on ${screen.name}:\n  ${found.join("\n  ")}\n`);
  passed.add(face);
}

/**
 * What tells two looks at the same page from looks at different ones: all but the token in its forms, and which numbers
 * and ids stand in it. So a page that no script changes is gone through once for both desks, with script and without.
 */
async function faceOf(page, kind, sizes) {
  const html = (await page.content())
    .replaceAll(/(name="_csrf" value=")[^"]*/g, "$1")
    .replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, "id")
    .replaceAll(/\d/g, "0");
  return createHash("sha256").update(`${kind} ${sizes.target} ${sizes.text} ${html}`).digest("hex");
}

async function axe(page) {
  const source = await AXE;
  const { violations } = await withScript(page, async () => {
    await page.evaluate(source);
    return page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  });
  return violations.flatMap(({ id, impact, help, nodes }) =>
    nodes.map((node) => `axe ${id} (${impact}): ${help}\n    ${node.target.join(" ")}: ${node.html.slice(0, 200)}`),
  );
}

/**
 * Axe waits with timers, which do not run where script is off: there script is let in for as long as it looks. The
 * page was built without, and its own scripts do not start any more.
 */
async function withScript(page, look) {
  const { script } = page.context().changqing;
  await script?.allow(true);
  try {
    return await look();
  } finally {
    await script?.allow(false);
  }
}

/** The page in a window of 320 px, which is also one of 1280 px at 400 %. */
async function narrow(page) {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: before.height });
  const found = await page.evaluate(rules.width);
  await page.setViewportSize(before);
  return found;
}

/**
 * Drops what the browser said while the network was cut, or a refusal was asked for, on purpose.
 * @param {import("playwright-core").Page} page
 * @param {RegExp} [about]
 */
export function forgive(page, about = /net::ERR_|status of (401|412|422)/) {
  const all = complaints.get(page);
  all.splice(0, all.length, ...all.filter(({ text }) => !about.test(text)));
}

/** Complaints, without the one that an answer asked for on purpose makes by its own status. */
function heard(page, { status = 200, from = page.url() }) {
  const source = new URL(from, page.url()).href;
  const isExpected = ({ text, url }) => status >= 400 && url === source && text.includes(`status of ${status}`);
  const all = complaints.get(page).splice(0);
  return all.filter((complaint) => !isExpected(complaint)).map(({ text, url }) => `console: ${text} (${url})`);
}

async function picture(page) {
  const { screen, story } = page.context().changqing;
  story.pictures += 1;
  const place = new URL(page.url()).pathname.replaceAll(/[^\p{L}\d]+/gu, "-").replaceAll(/^-|-$/g, "") || "home";
  const number = String(story.pictures).padStart(2, "0");
  const file = path.join(SCREENS, story.name, `${number}-${place}-${screen.name}.png`);
  await mkdir(path.dirname(file), { recursive: true });
  await page.screenshot({ path: file, fullPage: true, scale: "css" });
}
