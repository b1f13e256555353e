// A clerk gives the elders of a town to a colleague as their liaison, changes one of them, and hands the rest over to herself.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

describe("liaison", () => {
  for (const screen of SCREENS) {
    describe(screen.name, () => {
      let world;
      let page;
      let liaison;
      before(async () => {
        world = await startWorld(`liaison-${screen.name}`);
        page = await world.open(screen);
        await signIn(page, world.account("clerk"));
      });
      after(() => world?.close());

      test("nobody is one yet, and the list says what to do", async () => {
        await visit(page, "/liaisons");
        assert.match(await page.locator("main").innerText(), /还没有联络员/);
      });

      test("a name must be there before anybody is given to it", async () => {
        await page.getByLabel("哪些老干部").selectOption({ index: 1 });
        await page.getByLabel("联络员", { exact: true }).selectOption({ label: "名单上没有，写在下面" });
        await follow(page, () => page.getByRole("button", { name: "都交给他" }).click(), { status: 422 });
      });

      test("a town's elders are given to a colleague", async () => {
        await page.getByLabel("姓名").fill("刘联络");
        await follow(page, () => page.getByRole("button", { name: "都交给他" }).click());
        await follow(page, () => page.locator("#liaisons").getByRole("link", { name: "刘联络" }).click());
        liaison = new URL(page.url()).pathname;
        assert.match(await page.locator("main").innerText(), /联系\d+位老干部/);
      });

      test("one of them gets another liaison on her own page", async () => {
        await follow(page, () => page.locator("#people tbody a").first().click());
        await follow(page, () => page.locator("#liaison").getByRole("link", { name: "更换" }).click());
        await page.getByLabel("联络员", { exact: true }).selectOption({ label: "我自己" });
        await follow(page, () => page.getByRole("button", { name: "保存" }).click());
        assert.match(await page.locator("#liaison").innerText(), /以前的联络员（1人）/);
      });

      test("the rest is handed over as a set", async () => {
        await visit(page, liaison);
        await page.getByLabel(/^全部\d+人$/).check();
        await page.getByLabel("联络员", { exact: true }).selectOption({ label: "我自己" });
        await follow(page, () => page.getByRole("button", { name: "移交", exact: true }).click());
        assert.notEqual(new URL(page.url()).pathname, liaison);
        await visit(page, liaison);
        assert.match(await page.locator("main").innerText(), /现在不联系哪位老干部/);
      });
    });
  }
});
