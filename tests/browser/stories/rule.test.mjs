// A clerk who cannot program makes "hypertension, living alone: every 14 days from 立冬 to 立春, by the paired doctor", sees what it
// will do, publishes it, and the doctor finds it in his list with the reason.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

describe("rule", () => {
  for (const screen of SCREENS) {
    describe(screen.name, () => {
      let world;
      let page;
      before(async () => {
        world = await startWorld(`rule-${screen.name}`);
        page = await world.open(screen);
        await signIn(page, world.account("clerk"));
      });
      after(() => world?.close());

      test("the rules that come along are there as drafts", async () => {
        await visit(page, "/rules");
        const text = await page.locator("#rules").innerText();
        assert.match(text, /独居老人每周通话/);
        assert.doesNotMatch(text, /执行中/);
      });

      test("she chooses the people, fills in when and by whom, and sees what it would do", async () => {
        await visit(page, "/rules");
        await follow(page, () => page.getByRole("link", { name: "写一条规则" }).first().click());
        await page.getByLabel("名称").fill("高血压独居");
        await page.locator("input[name=c][value=living_alone]").check();
        await page.locator("input[name=c][value=ill_hypertension]").check();
        await page.getByRole("group", { name: "怎样算到日子" }).getByLabel("隔一段时间").check();
        await page.getByLabel("每隔").fill("14");
        await page.getByLabel("只在哪个季节：从").selectOption({ label: "立冬" });
        await page.getByLabel("到（这一天不算）").selectOption({ label: "立春" });
        await follow(page, () => page.getByRole("button", { name: "保存，看效果" }).click());
        const text = await page.locator("main").innerText();
        assert.match(text, /高血压/);
        assert.match(text, /独居/);
        assert.match(text, /从立冬到立春，每14天，上门，由结对的责任医生负责/);
        assert.match(text, /还没有发布，什么都没有动/);
        assert.ok((await page.locator("#who-table tbody tr").count()) > 0, "nobody would be visited");
      });

      test("what is wrong stands at its field", async () => {
        await follow(page, () => page.getByRole("link", { name: "回去改" }).click());
        assert.ok(await page.locator("input[name=c][value=living_alone]").isChecked(), "what was ticked is kept");
        await page.getByLabel("每隔").fill("0");
        await follow(page, () => page.getByRole("button", { name: "保存，看效果" }).click(), { status: 422 });
        assert.ok(await page.getByRole("alert").innerText());
        await page.getByLabel("每隔").fill("14");
        await follow(page, () => page.getByRole("button", { name: "保存，看效果" }).click());
      });

      test("published, it stands in the list, and as many people have a task as were shown", async () => {
        await follow(page, () => page.getByRole("button", { name: "发布", exact: true }).click());
        assert.match(await page.getByRole("status").first().innerText(), /发布了/);
        await visit(page, "/rules");
        const line = page.locator("#rules tbody tr").filter({ hasText: "高血压独居" });
        assert.match(await line.innerText(), /执行中/);
        assert.match(await line.innerText(), /任务已排到/);
      });

      test("what the bureau owes itself is written the same way, and stands among the tasks", async () => {
        await visit(page, "/rules/new");
        await page.getByLabel("名称").fill("工间活动");
        await page.getByRole("group", { name: "这条规则是对谁的" }).getByLabel("本局").check();
        await page.getByRole("group", { name: "怎样算到日子" }).getByLabel("每个时期一次").check();
        await page.getByLabel("哪个时期").selectOption({ label: "每个工作日一次" });
        await page.getByLabel("做什么", { exact: true }).selectOption({ label: "办一次活动" });
        await follow(page, () => page.getByRole("button", { name: "保存，看效果" }).click(), { status: 422 });
        assert.match(await page.locator("main").innerText(), /没有责任医生和联络员/);
        const owner = page.getByLabel("由谁负责");
        const officer = await owner.locator("option").nth(3).getAttribute("value");
        await owner.selectOption(officer);
        await follow(page, () => page.getByRole("button", { name: "保存，看效果" }).click());
        assert.match(await page.locator("main").innerText(), /本局：每个工作日一次，办一次活动/);
        await follow(page, () => page.getByRole("button", { name: "发布", exact: true }).click());
        await visit(page, "/tasks");
        const row = page.locator("#tasks tbody tr").filter({ hasText: "工间活动" }).first();
        assert.ok(await row.innerText());
        await follow(page, () => row.getByRole("link").first().click());
        assert.match(await page.locator("main").innerText(), /办一次活动/);
      });

      test("without JavaScript the form has every field", async () => {
        await visit(page, "/rules/new");
        for (const name of ["when", "every", "period", "term", "lunar_month", "event", "unseen_days", "cap"]) {
          assert.ok((await page.locator(`[name=${name}]`).count()) > 0, name);
        }
      });
    });
  }
});
