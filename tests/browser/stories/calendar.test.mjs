// The year as a bureau counts it: lunar days and solar terms of a month, working hours over a weekend, the year's holidays taken in by the
// administrator from a sheet, and the next birthday of somebody who keeps it by the moon.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, inspect, visit } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

const HEAD = "日期,类别,名称";

describe("calendar", () => {
  for (const screen of SCREENS) {
    describe(screen.name, () => {
      let world;
      let admin;
      let page;
      before(async () => {
        world = await startWorld(`calendar-${screen.name}`);
        page = await world.open(screen);
        await signIn(page, world.account("clerk"));
        admin = await world.open(screen);
        await signIn(admin, world.account("admin"));
      });
      after(() => world?.close());

      const content = (of) => of.locator("main").innerText();
      const shown = (day) => page.locator(`#month a[href="/calendar/days/${day}"]`).innerText();

      test("a month shows lunar days and solar terms", async () => {
        await visit(page, "/calendar?month=2026-02");
        assert.match(await shown("2026-02-04"), /立春/);
        assert.match(await shown("2026-02-17"), /正月|春节/);
        await follow(page, () => page.getByRole("link", { name: "下个月" }).click());
        assert.match(await page.locator("h1").innerText(), /2026 ?年 ?3 ?月/);
        await visit(page, "/calendar/days/2026-10-18");
        assert.match(await content(page), /九月初九/);
      });

      test("two hours from Friday afternoon end on Monday morning, and the page says why", async () => {
        await visit(page, "/calendar/clock");
        await page.locator("#f-from").fill("2026-11-20");
        await page.locator("#f-at").fill("16:30");
        await page.locator("#f-n").fill("2");
        await follow(page, () => page.getByRole("button", { name: "算一算" }).click());
        const answer = await page.locator("section[aria-live] h2").innerText();
        assert.match(answer, /11.*20.*16:30.*2 小时.*11.*23.*09:30/);
        assert.equal(await page.locator("section[aria-live] ol li").count(), 2);
      });

      test("a year's holidays with a wrong row are not taken in, and the row is named", async () => {
        await visit(admin, "/calendar/notices/new");
        await bring(admin, [HEAD, "2031-10-01,放假,国庆节", "2031-10-32,放假,国庆节"], 422);
        assert.match(await content(admin), /有 1 处不对，什么都没有写入/);
        assert.match(await admin.locator("#wrong").innerText(), /第 3 行/);
        await visit(admin, "/calendar/days/2031-10-01");
        assert.match(await content(admin), /这一天\s*工作日/);
      });

      test("mended they are taken in, and a Saturday counts as a working day", async () => {
        await visit(admin, "/calendar/notices/new");
        await bring(admin, [HEAD, "2031-10-01,放假,国庆节", "2031-10-02,放假,国庆节", "2031-10-11,上班,国庆节"], 200);
        assert.match(await admin.getByRole("status").first().innerText(), /放假安排已导入/);
        await visit(page, "/calendar?month=2031-10");
        assert.match(await shown("2031-10-01"), /休/);
        assert.match(await content(page), /国庆节/);
        assert.match(await shown("2031-10-11"), /班/);
        await visit(page, "/calendar/clock?from=2031-09-30&at=&n=1&unit=days");
        assert.match(await page.locator("section[aria-live]").innerText(), /10.*3/);
        assert.match(await page.locator("section[aria-live] ol").innerText(), /放假，不算/);
      });

      test("the same sheet again changes nothing", async () => {
        await visit(admin, "/calendar/notices/new");
        await bring(admin, [HEAD, "2031-10-01,放假,国庆节"], 200);
        assert.match(await admin.getByRole("status").first().innerText(), /没有变化/);
      });

      test("a leader sees the calendar and cannot change it", async () => {
        const leader = await world.open(screen);
        await signIn(leader, world.account("leader"));
        await visit(leader, "/calendar/days/2031-10-01");
        assert.equal(await leader.getByRole("button", { name: "记下" }).count(), 0);
        await visit(leader, "/calendar/notices/new", { status: 403 });
      });
    });
  }
});

/** Sends the year's sheet as a file of these lines. */
async function bring(page, lines, status) {
  const file = { name: "放假安排.csv", mimeType: "text/csv", buffer: Buffer.from(lines.join("\r\n")) };
  await page.locator("input[type=file]").setInputFiles(file);
  const sent = () => page.locator("main").getByRole("button", { name: "导入放假安排" }).click();
  if (status === 200) return follow(page, sent);
  if (page.context().changqing.screen.withoutScript) return follow(page, sent, { status });
  const answer = page.waitForResponse((response) => response.request().method() === "POST");
  await sent();
  assert.equal((await answer).status(), status);
  await page.waitForFunction(() => !document.querySelector(".upload-progress"));
  return inspect(page, { status, from: "/calendar/notices/new" });
}
