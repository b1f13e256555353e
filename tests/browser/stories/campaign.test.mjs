// Warmth in winter: the clerk makes the campaign, the doctor goes and says so on his phone, the leader sees by name what
// was done and what was not.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

const ILLNESSES = ["高血压", "冠心病", "糖尿病"];

describe("campaign", () => {
  for (const screen of SCREENS) {
    describe(screen.name, () => {
      let world;
      let campaign;
      before(async () => {
        world = await startWorld(`campaign-${screen.name}`);
      });
      after(() => world?.close());

      /** A page with the role's account signed in. */
      const as = async (role) => {
        const page = await world.open(screen);
        await signIn(page, world.account(role));
        return page;
      };

      test("the clerk sees who, when and how many before anything is made", async () => {
        const page = await as("clerk");
        await visit(page, "/campaigns");
        await follow(page, () => page.getByRole("link", { name: "建一个专项活动" }).click());
        await page.getByLabel("名称").fill("冬日送温暖");
        await chooseDays(page);
        for (const illness of ILLNESSES) await page.getByLabel(illness).check();
        await follow(page, () => page.getByRole("button", { name: "先看名单" }).click());
        assert.match(await page.locator("main").innerText(), /还没有建任何任务/);
        const planned = await plannedVisits(page);
        const loads = await page.locator("#doctors td[data-label=上门次数]").allTextContents();
        assert.ok(planned > 0, "nobody is to be visited");
        assert.equal(loads.map(Number).reduce((sum, load) => sum + load), planned);
        await visit(page, "/tasks");
        assert.match(await page.locator("main").innerText(), /没有待办的任务/);
        await page.context().close();
      });

      test("it is made as it was seen", async () => {
        const page = await as("clerk");
        await visit(page, "/campaigns/new?season=winter");
        await page.getByLabel("名称").fill("冬日送温暖");
        await chooseDays(page);
        for (const illness of ILLNESSES) await page.getByLabel(illness).check();
        await follow(page, () => page.getByRole("button", { name: "先看名单" }).click());
        const planned = await plannedVisits(page);
        await follow(page, () => page.getByRole("button", { name: /^建立/ }).click());
        campaign = new URL(page.url()).pathname;
        assert.match(await page.getByRole("status").first().innerText(), /活动建好了/);
        assert.equal(Number(await figure(page, "应上门")), planned);
        await page.context().close();
      });

      test("the doctor sees his own and nobody else's", async () => {
        const page = await as("doctor");
        await visit(page, "/today");
        await visit(page, "/tasks");
        const ownNames = await page.locator("#tasks tbody th").allInnerTexts();
        assert.ok(ownNames.length > 0, "he has nobody to visit");
        const own = await page.locator("#tasks tbody th a").first().getAttribute("href");
        await page.context().close();

        const clerk = await as("clerk");
        await visit(clerk, "/tasks");
        const filters = clerk.locator("details.fold > summary");
        if (await filters.isVisible()) await filters.click();
        await clerk.getByLabel("责任医生").selectOption("王建国");
        await follow(clerk, () => clerk.getByRole("button", { name: "筛选" }).click());
        assert.match(await filters.textContent(), /王建国/);
        assert.deepEqual(await clerk.locator("#tasks tbody th").allInnerTexts(), ownNames);
        await visit(clerk, "/tasks");
        const others = clerk.locator("#tasks tbody tr").filter({ hasNotText: "王建国" });
        const other = await others.first().locator("th a").getAttribute("href");
        await clerk.context().close();

        const again = await as("doctor");
        await visit(again, own);
        await visit(again, other, { status: 404 });
        await visit(again, campaign, { status: 403 });
        await again.context().close();
      });

      test("he records a visit with the day on which he went", async () => {
        const page = await as("doctor");
        await visit(page, "/tasks");
        await follow(page, () => page.locator("#tasks tbody th a").first().click());
        const task = new URL(page.url()).pathname;
        await follow(page, () => page.getByRole("button", { name: "保存", exact: true }).click(), { status: 422 });
        assert.ok(await page.getByRole("alert").innerText(), "nothing says what is missing");
        const visitedOn = day(0);
        const form = page.locator("#done");
        await form.getByLabel("哪天去的").fill(visitedOn);
        await form.getByLabel("一般").check();
        await form.getByLabel("用药指导").check();
        await form.getByLabel("医疗救治").check();
        await form.getByLabel("做了什么诊疗").fill("血压 150/86，氨氯地平改为每天 5 毫克");
        await form.getByLabel("嘱咐了什么").fill("少盐，早晚量血压，降温少出门");
        await form.getByLabel("其他").check();
        await follow(page, () => form.getByRole("button", { name: "保存", exact: true }).click(), { status: 422 });
        assert.match(await page.getByRole("alert").innerText(), /请写明是什么/);
        await form.getByLabel("需求说明").fill("想配一副老花镜");
        await follow(page, () => form.getByRole("button", { name: "保存", exact: true }).click());
        assert.match(await page.getByRole("status").first().innerText(), /已记录/);
        await visit(page, task);
        const text = await page.locator("main").innerText();
        assert.match(text, /少盐，早晚量血压/);
        assert.ok(text.includes(said(visitedOn)), `nothing says ${said(visitedOn)}`);
        await page.context().close();
      });

      test("what he found to be needed waits for a clerk, who says how it was seen to", async () => {
        const page = await as("clerk");
        await visit(page, "/today");
        await follow(page, () => page.locator("#day-needs a", { hasText: "其他" }).first().click());
        assert.match(await page.locator("main").innerText(), /想配一副老花镜/);
        await follow(page, () => page.getByRole("button", { name: "记下" }).click(), { status: 422 });
        await page.getByLabel("家属来办").check();
        await page.getByLabel("怎么办的", { exact: true }).fill("电话告诉了大儿子，周末带去配");
        await follow(page, () => page.getByRole("button", { name: "记下" }).click());
        await visit(page, "/needs?state=settled");
        assert.match(await page.locator("#needs").innerText(), /家属来办/);
        await visit(page, "/services");
        assert.match(await page.locator("#doctors thead").innerText(), /用药指导/);
        await page.context().close();
      });

      test("another was not at home: he goes again in three days", async () => {
        const page = await as("doctor");
        await visit(page, "/tasks");
        const link = page.locator("#tasks tbody th a").first();
        const name = await link.innerText();
        await follow(page, () => link.click());
        const form = page.locator("#not-reached");
        await form.getByLabel("哪天去的").fill(day(0));
        await form.getByLabel("3 天后").check();
        await follow(page, () => form.getByRole("button", { name: "记下，改天再去" }).click());
        assert.match(await page.getByRole("status").first().innerText(), /没见到人/);
        await visit(page, "/today");
        const card = page.locator("article.visit").filter({ hasText: name });
        assert.ok((await card.innerText()).includes(said(day(3))), `nothing says when to go to ${name} again`);
        await page.context().close();
      });

      test("the leader clicks from every figure to as many names", async () => {
        const page = await as("leader");
        await visit(page, "/campaigns");
        await follow(page, () => page.getByRole("link", { name: "冬日送温暖" }).click());
        assert.equal(await figure(page, "已上门"), "1");
        for (const by of ["hospital", "doctor", "area"]) {
          await visit(page, `${campaign}?by=${by}`);
          const cells = await page.locator("#figures tbody td a").all();
          const behind = [];
          for (const cell of cells.slice(0, 4)) behind.push([await cell.innerText(), await cell.getAttribute("href")]);
          for (const [value, address] of behind) assert.equal(await names(page, address), Number(value), address);
        }
        await visit(page, campaign);
        await follow(page, () => page.locator("a.figure").filter({ hasText: "已上门" }).click());
        assert.equal(await page.locator("#names tbody tr").count(), 1);
        await page.context().close();
      });

      test("all papers are to be had as PDF", async (context) => {
        const leader = await as("leader");
        await visit(leader, campaign);
        const overdue = await paper(leader, "打印逾期名单");
        const report = await paper(leader, "打印情况报告");
        await leader.context().close();
        const doctor = await as("doctor");
        await visit(doctor, "/today");
        const sheet = await paper(doctor, "打印今天的日程表");
        await doctor.context().close();
        if (!overdue || !report || !sheet) return context.skip("this program was built without the press (--no-default-features)");
        for (const pdf of [overdue, report, sheet]) assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
      });
    });
  }
});

/** Between 立冬 and 立春 the winter's days; at other times of the year the next two months, so that visits can be made. */
async function chooseDays(page) {
  const [month, date] = day(0).split("-").slice(1).map(Number);
  const isWinter = (month === 11 && date > 8) || month === 12 || month === 1;
  if (isWinter) return page.getByLabel("立冬到立春").check();
  await page.getByLabel("自己定日期").check();
  await page.getByLabel("从哪天").fill(day(0));
  await page.getByLabel("到哪天").fill(day(60));
}

/** The day so many days from today where the bureau is. */
function day(later) {
  const at = new Date(Date.now() + later * 86_400_000);
  return at.toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
}

/** A day as pages say it. */
function said(iso) {
  const [year, month, date] = iso.split("-").map(Number);
  return `${year}年${month}月${date}日`;
}

/** The number above a label. */
async function figure(page, label) {
  const box = page.locator(".figure").filter({ has: page.getByText(label, { exact: true }) });
  return (await box.first().locator(".figure__value").innerText()).trim();
}

/** Visits that the preview promises: one for everybody who has a doctor. */
async function plannedVisits(page) {
  return Number(await figure(page, "位老干部")) - Number(await figure(page, "没有责任医生，排不上"));
}

/** How many names a list has, over all its pages. */
async function names(page, address) {
  let count = 0;
  let next = address;
  while (next) {
    await page.goto(next);
    count += await page.locator("#names tbody tr").count();
    const link = page.locator("a[rel=next]");
    next = (await link.count()) ? await link.getAttribute("href") : "";
  }
  return count;
}

/** The PDF behind a link; nothing where the program cannot print. */
async function paper(page, name) {
  const address = await page.getByRole("link", { name }).getAttribute("href");
  const answer = await page.request.get(address);
  if ((await answer.text()).includes("没有带打印功能")) return undefined;
  assert.equal(answer.headers()["content-type"], "application/pdf");
  return answer.body();
}
