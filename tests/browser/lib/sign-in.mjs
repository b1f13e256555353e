// Through the door.

import assert from "node:assert/strict";

import { follow, visit } from "./visit.mjs";

/** @param {import("playwright-core").Page} page */
export function isAtTheDoor(page) {
  return new URL(page.url()).pathname === "/sign-in";
}

/**
 * Signs in and inspects the page that this leads to.
 * @param {import("playwright-core").Page} page
 * @param {{user: string, password: string}} account
 */
export async function signIn(page, account) {
  await visit(page, "/sign-in");
  await fill(page, account);
  await follow(page, () => send(page));
  assert.ok(!isAtTheDoor(page), `${account.user} was not let in`);
}

/**
 * Tries to sign in where that must fail, and inspects the answer.
 * @param {import("playwright-core").Page} page
 * @param {{user: string, password: string}} account
 * @param {number} status with which the door answers
 */
export async function signInRefused(page, account, status) {
  await visit(page, "/sign-in");
  await fill(page, account);
  await follow(page, () => send(page), { status });
  assert.ok(isAtTheDoor(page), `${account.user} was let in`);
}

// By what password managers go by, which is the same in every language.
async function fill(page, { user, password }) {
  await page.locator("input[autocomplete=username]").fill(user);
  await page.locator("input[autocomplete=current-password]").fill(password);
}

function send(page) {
  return page.locator("form:has(input[autocomplete=username]) button").click();
}
