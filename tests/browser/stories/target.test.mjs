// A year's goals: the clerk sets one, sees the number before it counts and the names behind it, and closes a quarter for good; then
// what nobody asked about and nobody may forget, and what the morning brings.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

describe("target", () => {
  for (const screen of SCREENS) {
    describe(screen.name, () => {
      let world;
      let page;
      let target;
      before(async () => {
        world = await startWorld(`target-${screen.name}`);
        page = await world.open(screen);
        await signIn(page, world.account("clerk"));
      });
      after(() => world?.close());

      test("the bureau begins with two goals, each with somebody who answers for it", async () => {
        await visit(page, "/targets");
        const text = await page.locator("main").innerText();
        assert.match(text, /人人有责任医生/);
        assert.match(text, /周敏/);
      });

      test("what is wrong is said at its place", async () => {
        await follow(page, () => page.getByRole("link", { name: "加一个目标" }).first().click());
        await follow(page, () => page.getByRole("button", { name: "先看现在是多少" }).click(), { status: 422 });
        assert.match(await page.locator(".error-summary").innerText(), /目标/);
      });

      test("the number is seen before the goal is kept", async () => {
        await visit(page, "/targets/new");
        await page.getByLabel("目标", { exact: true }).fill("独居老人有人管");
        await page.getByLabel(/^有没有人管/).check();
        await page.getByLabel("独居", { exact: true }).check();
        await page.getByLabel("要求").fill("100");
        await page.getByLabel("每季度").check();
        await follow(page, () => page.getByRole("button", { name: "先看现在是多少" }).click());
        assert.match(await page.locator("main").innerText(), /独居[\s\S]*至少 100%/);
        await follow(page, () => page.getByRole("button", { name: "记下这个目标" }).click());
        target = new URL(page.url()).pathname;
      });

      test("a figure opens to as many names", async () => {
        await visit(page, target);
        const missing = page.locator("a.figure").last();
        const count = Number(await missing.locator(".figure__value").innerText());
        assert.ok(count > 0, "everybody has a doctor, so nobody can be missed");
        await follow(page, () => missing.click());
        assert.equal(await page.locator("#names tbody tr").count(), count);
      });

      test("a quarter that is over is closed, once and for all", async () => {
        await visit(page, `${target}?period=1`);
        await follow(page, () => page.getByRole("button", { name: "关账", exact: true }).click());
        assert.match(await page.locator("main").innerText(), /周敏关账/);
        await visit(page, `${target}?period=1`);
        assert.equal(await page.getByRole("button", { name: "关账" }).count(), 0);
      });

      test("the watch names whom nobody has been in touch with", async () => {
        await visit(page, "/watch");
        for (const concern of ["alone", "left", "fallback", "load", "rules"]) await visit(page, `/watch/${concern}`);
        await visit(page, "/settings/watch");
      });

      test("the morning digest can be read", async () => {
        await visit(page, "/digest");
        assert.match(await page.locator("main").innerText(), /独居/);
      });
    });
  }
});
