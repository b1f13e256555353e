// Chromium, and the three screens on which every story must work.

import { chromium } from "playwright-core";

import { listen } from "./visit.mjs";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A clerk's desk, a doctor's phone, and a desk whose browser runs no script. */
export const SCREENS = [
  { name: "desktop", kind: "desktop", options: { viewport: { width: 1440, height: 900 } } },
  {
    name: "phone",
    kind: "phone",
    options: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
  },
  {
    name: "without-script",
    kind: "desktop",
    options: { viewport: { width: 1440, height: 900 } },
    withoutScript: true,
  },
];

/** A started browser; `CHANGQING_CHROMIUM` names another than Debian's. */
export function startBrowser() {
  const executablePath = process.env.CHANGQING_CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: FLAGS });
}

/**
 * A fresh visitor, without cookies, on one of the screens.
 * @param {import("playwright-core").Browser} browser
 * @param {string} baseURL
 * @param {(typeof SCREENS)[number]} screen
 * @param {{name: string, pictures: number}} story where pictures are kept
 */
export async function open(browser, baseURL, screen, story) {
  const context = await browser.newContext({ ...screen.options, baseURL, locale: "zh-CN" });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  context.changqing = { screen, story, script: screen.withoutScript ? await scriptSwitch(page) : undefined };
  listen(page);
  return page;
}

/** Turns script off as the browser's own setting does, but so that an inspection can turn it on again. */
async function scriptSwitch(page) {
  const session = await page.context().newCDPSession(page);
  const allow = (isAllowed) => session.send("Emulation.setScriptExecutionDisabled", { value: !isAllowed });
  await allow(false);
  return { allow };
}
