// A campaign becomes days and times: the clerk notes a wish, looks at the plan and publishes it; the doctor finds his day on his phone; after a
// no-show only that visit moves. Where two have to come, both doctors have the visit at one time.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

const ILLNESSES = ["高血压", "冠心病", "糖尿病"];

describe("rounds", () => {
  for (const screen of SCREENS) {
    describe(screen.name, () => {
      let world;
      let doctor;
      let clerk;
      before(async () => {
        world = await startWorld(`rounds-${screen.name}`);
        doctor = await world.open(screen);
        await signIn(doctor, world.account("doctor"));
        clerk = await world.open(screen);
        await signIn(clerk, world.account("clerk"));
      });
      after(() => world?.close());

      test("before anything is planned the pages say what to do", async () => {
        await visit(doctor, "/rounds");
        assert.match(await doctor.locator("main").innerText(), /还没有排好的日子/);
        await visit(doctor, "/rounds/today");
        await visit(clerk, "/rounds");
        await visit(clerk, "/rounds/today");
        await makeCampaign(clerk);
        await visit(clerk, "/rounds?show=unplanned");
        assert.match(await clerk.locator("main").innerText(), /还没排/);
      });

      test("hours are the bureau's own; a wrong one is said at its field", async () => {
        await visit(clerk, "/rounds/settings");
        await clerk.getByLabel("最晚几点回来").fill("07:00");
        await follow(clerk, () => clerk.getByRole("button", { name: "保存" }).click(), { status: 422 });
        assert.match(await clerk.locator("main").innerText(), /回来的时间要晚于出门的时间/);
        await clerk.getByLabel("最晚几点回来").fill("17:30");
        await follow(clerk, () => clerk.getByRole("button", { name: "保存" }).click());
        assert.match(await clerk.getByRole("status").first().innerText(), /已保存/);
      });

      test("a wish is noted on the person's page and kept to", async () => {
        await visit(doctor, "/tasks");
        await follow(doctor, () => doctor.locator("#tasks tbody th a").first().click());
        await follow(doctor, () => doctor.locator("main a[href^='/people/']").first().click());
        await follow(doctor, () => doctor.locator("#wish").getByRole("link").click());
        await doctor.getByLabel("上午", { exact: true }).check();
        await doctor.getByLabel("星期二").uncheck();
        await follow(doctor, () => doctor.getByRole("button", { name: "保存" }).click());
        assert.match(await doctor.locator("#wish").innerText(), /只要上午，星期二不行/);
      });

      test("a whole campaign is looked at, then published", async () => {
        await visit(clerk, "/rounds/plans/new");
        await follow(clerk, () => clerk.getByRole("button", { name: "排一排看" }).click(), { status: 422 });
        assert.match(await clerk.locator("main").innerText(), /请选给哪位医生或哪项活动排/);
        await clerk.getByLabel("给谁排").selectOption({ label: "入冬随访" });
        await clerk.getByLabel("从哪天起").fill(day(1));
        await clerk.getByLabel("到哪天止").fill(day(30));
        await follow(clerk, () => clerk.getByRole("button", { name: "排一排看" }).click());
        const text = await clerk.locator("main").innerText();
        assert.match(text, /草案/);
        assert.match(text, /按医生看/);
        await follow(clerk, () => clerk.locator("#by-doctor").getByRole("link", { name: "王建国" }).first().click());
        assert.match(await clerk.locator("#days").innerText(), /为什么是这天/);
        await follow(clerk, () => clerk.getByRole("button", { name: "发布", exact: true }).click());
        assert.match(await clerk.getByRole("status").first().innerText(), /已发布/);
        await visit(clerk, "/rounds");
      });

      test("the doctor finds his day: order, time, way, telephone and the map", async () => {
        await visit(doctor, "/rounds");
        await follow(doctor, () => doctor.getByRole("link", { name: /^看这一天/ }).first().click());
        const text = await doctor.locator("main").innerText();
        assert.match(text, /\d家，|\d 家，/);
        assert.match(text, /\d\d:\d\d–\d\d:\d\d/);
        assert.match(text, /路上/);
        assert.match(await doctor.locator("a.tel").first().getAttribute("href"), /^tel:\d+/);
        assert.equal(await doctor.locator("figure.route svg").count(), 1);
        await visit(doctor, "/rounds/today");
      });

      test("where two have to come, a second doctor is found and both have it at one time", async () => {
        await visit(doctor, "/rounds");
        const elder = doctor.locator(".round-day a").first();
        const name = await elder.innerText();
        await follow(doctor, () => elder.click());
        await follow(doctor, () => doctor.locator("main a[href^='/people/']").first().click());
        await follow(doctor, () => doctor.locator("#wish").getByRole("link").click());
        await doctor.getByLabel("要两个人一起去").check();
        await follow(doctor, () => doctor.getByRole("button", { name: "保存" }).click());
        await visit(doctor, "/rounds/plans/new");
        await follow(doctor, () => doctor.getByRole("button", { name: "排一排看" }).click());
        const row = doctor.locator("#days tbody tr", { hasText: name });
        assert.match(await row.innerText(), /与.+同去/);
        const other = (await row.locator("th small").last().innerText()).replace("同去", "").trim();
        await follow(doctor, () => doctor.getByRole("button", { name: "发布", exact: true }).click());
        await visit(doctor, "/rounds");
        const his = doctor.locator(".round-day > li", { hasText: `${other}同去` }).filter({ hasText: name });
        const time = await his.locator(".visit__time").innerText();
        await follow(doctor, () => doctor.locator("section", { has: his }).getByRole("link", { name: /^看这一天/ }).click());
        assert.match(await doctor.locator("article", { hasText: name }).innerText(), new RegExp(`${other}同去`));
        await visit(clerk, "/rounds");
        await follow(clerk, () => clerk.getByRole("link", { name: other, exact: true }).first().click());
        const hers = clerk.locator(".round-day > li", { hasText: "同去；由王建国上门并记录" }).filter({ hasText: name });
        assert.equal(await hers.locator(".visit__time").innerText(), time);
        assert.equal(await hers.locator("a").count(), 0, "who comes along writes nothing down");
        await follow(clerk, () => clerk.locator("section", { has: hers }).getByRole("link", { name: /^看这一天/ }).click());
        const along = clerk.locator("article", { hasText: name });
        assert.match(await along.innerText(), /同去；由王建国上门并记录/);
        assert.equal(await along.locator("a[href^='/tasks/']").count(), 0);
      });

      test("one comes first, the rest keeps its days, and what changes is shown before", async () => {
        await visit(doctor, "/rounds/plans/new");
        await follow(doctor, () => doctor.getByRole("button", { name: "排一排看" }).click());
        const again = await doctor.locator("main").innerText();
        assert.match(again, /没动/);
        await follow(doctor, () => doctor.getByRole("button", { name: "作废" }).click());
        assert.match(await doctor.getByRole("status").first().innerText(), /什么也没有变/);
      });
    });
  }
});

async function makeCampaign(page) {
  await page.goto("/campaigns/new?season=dates");
  await page.getByLabel("名称").fill("入冬随访");
  await page.getByLabel("从哪天").fill(day(0));
  await page.getByLabel("到哪天").fill(day(30));
  for (const illness of ILLNESSES) await page.getByLabel(illness).check();
  await follow(page, () => page.getByRole("button", { name: "先看名单" }).click());
  await follow(page, () => page.getByRole("button", { name: /^建立/ }).click());
}

/** The day so many days from today where the bureau is. */
function day(later) {
  const at = new Date(Date.now() + later * 86_400_000);
  return at.toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
}
