// A clerk founds a club, fills it from the registry, gives it a president, asks who belonged on a day, lets somebody
// leave, prints the sign-in sheet, takes the members out as a file, and closes the club again.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

const ELDER = "王晓明";

describe("group", () => {
  let world;
  before(async () => {
    world = await startWorld("group");
  });
  after(() => world?.close());

  for (const screen of SCREENS) {
    describe(screen.name, () => {
      const club = `剪纸社 ${screen.name}`;
      let page, address;
      before(async () => {
        page = await world.open(screen);
        await signIn(page, world.account("clerk"));
      });
      after(() => page?.context().close());

      test("the groups of the bureau are listed by kind, with what is due", async () => {
        await visit(page, "/groups");
        assert.match(await page.locator("h1").innerText(), /组织/);
        assert.ok((await page.locator("tbody .row-link").count()) > 50, "sixty branches");
        assert.ok((await page.locator(".tag--overdue").count()) > 0, "a term that is over");
        await visit(page, "/groups?kind=club");
        await visit(page, "/units");
      });

      test("a club is founded", async () => {
        await visit(page, "/groups/new?kind=club");
        await page.getByLabel("名称").fill(club);
        await page.getByLabel("每届月数").fill("36");
        await follow(page, () => page.getByRole("button", { name: "保存" }).click());
        assert.equal(await page.locator("h1").innerText(), club);
        address = new URL(page.url()).pathname;
      });

      test("members are found and added", async () => {
        await visit(page, `${address}/members/new`);
        const box = page.locator("#q");
        if (screen.withoutScript) {
          await box.fill(ELDER);
          await follow(page, () => page.getByRole("button", { name: "查找", exact: true }).last().click());
          await page.getByRole("checkbox", { name: ELDER }).check();
        } else {
          await box.fill("wxm");
          await page.locator(".suggest [role=option]", { hasText: ELDER }).first().click();
          assert.ok(await page.getByRole("checkbox", { name: ELDER }).isChecked());
        }
        await page.getByLabel("加入时间").fill("2020-05");
        await follow(page, () => page.getByRole("button", { name: "加入", exact: true }).click());
        assert.match(await page.locator("#members").innerText(), new RegExp(ELDER));
      });

      test("a president is given and shown with the end of the term", async () => {
        await visit(page, `${address}/posts/new`);
        await page.getByLabel("会长", { exact: true }).check();
        await page.getByLabel("姓名").selectOption({ index: 1 });
        await page.getByLabel("任职时间").fill("2021-01-01");
        await follow(page, () => page.getByRole("button", { name: "给职务" }).click());
        assert.match(await page.locator("#posts").innerText(), /会长[\s\S]*逾期/);
      });

      test("who belonged is asked for a day", async () => {
        await page.getByLabel("看哪一天的成员").fill("2020-04-30");
        await follow(page, () => page.getByRole("button", { name: "看这一天" }).click());
        assert.match(await page.locator("#members").innerText(), /这一天没有成员/);
        await visit(page, `${address}?on=2020-05-01`);
        assert.match(await page.locator("#members").innerText(), new RegExp(ELDER));
      });

      test("the first day of a member and of a post is put right, and cannot come apart", async () => {
        await visit(page, address);
        await follow(page, () => page.locator("#members").getByRole("link", { name: `更正 ${ELDER}` }).click());
        assert.equal(await page.locator("#f-since").inputValue(), "2020-05");
        await page.locator("#f-since").fill("2022");
        await follow(page, () => page.getByRole("button", { name: "保存" }).click(), { status: 422 });
        assert.match(await page.locator(".error-summary").innerText(), /任职/);
        assert.equal(await page.locator("#f-since").inputValue(), "2022");
        await page.locator("#f-since").fill("2020-03");
        await follow(page, () => page.getByRole("button", { name: "保存" }).click());
        await visit(page, `${address}?on=2020-03-31`);
        assert.match(await page.locator("#members").innerText(), new RegExp(ELDER));
        await visit(page, address);
        await follow(page, () => page.locator("#posts").getByRole("link", { name: /更正/ }).first().click());
        await page.locator("#f-since").fill("2021-03");
        await page.locator("#f-term_ends_on").fill("2027-02-28");
        await follow(page, () => page.getByRole("button", { name: "保存" }).click());
        assert.doesNotMatch(await page.locator("#posts").innerText(), /逾期/);
      });

      test("a sheet is ready for the printer and the members for a file", async () => {
        await visit(page, `${address}/sheet?for=sign-in`);
        await visit(page, `${address}/sheet?for=list`);
        await visit(page, `${address}/export`);
        await visit(page, "/people/export?living=alone");
      });

      test("somebody leaves, wrongly and rightly", async () => {
        await visit(page, address);
        await follow(page, () => page.locator("#members tbody").getByRole("link", { name: "离开" }).first().click());
        await page.getByLabel("最后一天").fill("2019-01-01");
        await follow(page, () => page.getByRole("button", { name: "离开" }).click(), { status: 422 });
        await page.getByLabel("最后一天").fill("2026-06-30");
        await follow(page, () => page.getByRole("button", { name: "离开" }).click());
        assert.match(await page.locator("#members").innerText(), /还没有成员/);
      });

      test("the club is closed after a look at what that ends", async () => {
        await visit(page, `${address}/close`);
        await follow(page, () => page.getByRole("button", { name: "撤销社团" }).click());
        assert.match(await page.locator(".page-head").innerText(), /撤销/);
      });

      test("closed by mistake, it is as it was before", async () => {
        await follow(page, () => page.getByRole("button", { name: "撤销错了，恢复" }).click());
        assert.equal(await page.getByRole("button", { name: "撤销错了，恢复" }).count(), 0);
        assert.match(await page.locator("#members").innerText(), /还没有成员/, "who had left before stays away");
      });
    });
  }
});
