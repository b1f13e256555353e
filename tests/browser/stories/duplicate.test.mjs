// One person entered twice: the clerk is warned, compares, merges, and takes it apart again.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

/** Names that read alike, a pair for each screen. */
const PAIRS = [
  ["闻人修远", "闻人秀远"],
  ["东方明远", "东方鸣远"],
  ["令狐文远", "令狐闻远"],
];

describe("duplicate", () => {
  let world;
  before(async () => {
    world = await startWorld("duplicate");
  });
  after(() => world?.close());

  for (const [at, screen] of SCREENS.entries()) {
    describe(screen.name, () => {
      const [first, second] = PAIRS[at];
      let page, kept, gone;
      before(async () => {
        page = await world.open(screen);
        await signIn(page, world.account("clerk"));
      });
      after(() => page?.context().close());

      test("somebody who may be known already is shown before being registered", async () => {
        await enter(page, first);
        if (at === 0) {
          await follow(page, () => save(page), { status: 422 });
          await page.getByLabel("是新单位").check();
        }
        await follow(page, () => save(page));
        kept = new URL(page.url()).pathname;
        await enter(page, second);
        await follow(page, () => save(page), { status: 422 });
        const warning = page.getByRole("alert").filter({ hasText: "可能已经登记过" });
        assert.match(await warning.innerText(), new RegExp(`${first}[\\s\\S]*名字读音相同`));
        await page.getByLabel("看过了，不是同一个人，照样登记").check();
        await follow(page, () => save(page));
        gone = new URL(page.url()).pathname;
        assert.notEqual(kept, gone);
      });

      test("the list says who looks like whom, and why", async () => {
        await visit(page, "/duplicates");
        const row = page.locator("#duplicates tbody tr").filter({ hasText: second });
        assert.match(await row.innerText(), /名字读音相同[\s\S]*同年同月出生[\s\S]*单位相同/);
        await follow(page, () => row.getByRole("link", { name: /^比一比/ }).click());
      });

      test("two records become one, and the old address leads to it", async () => {
        await visit(page, `${kept}/duplicates/${gone.split("/").at(-1)}`);
        await follow(page, () => page.getByRole("button", { name: "是同一个人，合并" }).click());
        assert.match(await page.getByRole("status").first().innerText(), /合并好了/);
        await visit(page, gone);
        assert.equal(new URL(page.url()).pathname, kept);
        assert.match(await page.getByRole("status").first().innerText(), /已经并到这一份里/);
        await visit(page, `/people?q=${encodeURIComponent(second)}`);
        assert.deepEqual(await page.locator("#people .row-link").allInnerTexts(), [first]);
      });

      test("a merge by mistake is taken apart", async () => {
        await visit(page, kept);
        await follow(page, () => page.getByRole("link", { name: "看这次合并" }).click());
        await follow(page, () => page.getByRole("button", { name: "撤销合并" }).click());
        assert.match(await page.getByRole("status").first().innerText(), /两份档案各归各/);
        await visit(page, gone);
        assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), second);
      });

      test("two people are two for good once she says so", async () => {
        await visit(page, "/duplicates");
        const row = page.locator("#duplicates tbody tr").filter({ hasText: second });
        await follow(page, () => row.getByRole("button", { name: /^不是同一个人/ }).click());
        assert.equal(await page.locator("#duplicates tbody tr").filter({ hasText: second }).count(), 0);
      });
    });
  }
});

async function enter(page, name) {
  await visit(page, "/people/new");
  await page.locator("[name=name]").fill(name);
  await page.locator("[name=sex][value=male]").check();
  await page.locator("[name=category][value=retired]").check();
  await page.locator("[name=born]").fill("1941-03");
  await page.locator("[name=unit]").fill("长庆县教育局");
}

function save(page) {
  return page.getByRole("button", { name: "保存", exact: true }).click();
}
