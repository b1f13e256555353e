// A day of those who keep the promises: the doctor on his phone in the cold, the liaison on the telephone, the clerk with a pile of
// paper sheets; and somebody goes on leave.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

const ILLNESSES = ["高血压", "冠心病", "糖尿病"];
const DOCTOR = "王建国";

describe("today", () => {
  for (const screen of SCREENS) {
    describe(screen.name, () => {
      let world;
      let doctor;
      let clerk;
      before(async () => {
        world = await startWorld(`today-${screen.name}`);
        doctor = await world.open(screen);
        await signIn(doctor, world.account("doctor"));
        clerk = await world.open(screen);
        await signIn(clerk, world.account("clerk"));
        await makeCampaign(clerk);
        await publishCalls(clerk);
      });
      after(() => world?.close());

      test("the doctor sees what is his, and why somebody comes first", async () => {
        await visit(doctor, "/today");
        await visit(doctor, "/tasks");
        await follow(doctor, () => doctor.locator("#tasks tbody th a").first().click());
        const text = await doctor.locator("main").innerText();
        assert.match(text, /特别要留意/);
        assert.match(text, /90 天没见过/);
      });

      test("one declines, and her reason is kept", async () => {
        await visit(doctor, "/tasks");
        await follow(doctor, () => doctor.locator("#tasks tbody th a").first().click());
        await doctor.locator("#declined summary").click();
        const form = doctor.locator("#declined");
        await follow(doctor, () => form.getByRole("button", { name: "记为谢绝" }).click(), { status: 422 });
        await form.getByLabel("家属").check();
        await form.getByLabel("为什么谢绝").fill("接到女儿家去了，开春再来");
        await follow(doctor, () => form.getByRole("button", { name: "记为谢绝" }).click());
        assert.match(await doctor.locator("main").innerText(), /家属谢绝[\s\S]*开春再来/);
        await follow(doctor, () => doctor.getByRole("button", { name: "撤回这次记录" }).click());
        assert.match(await doctor.getByRole("status").first().innerText(), /已撤回/);
      });

      test("calls are made one after the other, a touch each", async () => {
        await visit(clerk, "/today");
        await visit(clerk, "/calls");
        const cards = clerk.locator("article.call");
        assert.ok((await cards.count()) > 1, "there is nobody to call");
        const called = await cards.first().getAttribute("id");
        // Not everybody has a number on file; whoever has one is a touch away.
        assert.match(await cards.locator("a.call__number").first().getAttribute("href"), /^tel:\d+/);
        await follow(clerk, () => cards.first().getByRole("button", { name: /^接通，都好/ }).click());
        assert.match(await clerk.getByRole("status").first().innerText(), /通话已记下/);
        assert.equal(await clerk.locator(`#${called}`).count(), 0, "the call that was made is still on the list");
        const missed = clerk.locator("article.call").first();
        await missed.locator("select[name=days]").selectOption("3");
        await follow(clerk, () => missed.getByRole("button", { name: /^没接通/ }).click());
        await follow(clerk, () => clerk.locator("article.call").last().getByRole("link", { name: /^接通，有情况/ }).click());
        const form = clerk.locator("#call");
        await form.getByLabel("较差").check();
        await follow(clerk, () => form.getByRole("button", { name: "记下通话" }).click(), { status: 422 });
        await form.getByLabel("说了什么").fill("咳了三天，不肯去医院");
        await follow(clerk, () => form.getByRole("button", { name: "记下通话" }).click());
        assert.match(await clerk.locator("main").innerText(), /咳了三天/);
      });

      test("a paper sheet is keyed back: a wrong row is marked, nothing is lost, then all is saved", async () => {
        await visit(clerk, "/sheets");
        await clerk.getByLabel("责任医生").selectOption({ label: DOCTOR });
        await clerk.getByLabel("日程表是哪天的").fill(day(60));
        await follow(clerk, () => clerk.getByRole("button", { name: "打开" }).click());
        const rows = clerk.locator("#sheet tbody tr");
        const count = await rows.count();
        assert.ok(count > 2, "the sheet is empty");
        await key(rows.nth(0), day(0), "血压 150/86", "少盐");
        await key(rows.nth(1), day(0), "", "多走动");
        await follow(clerk, () => clerk.getByRole("button", { name: "全部保存" }).click(), { status: 422 });
        assert.equal(await clerk.locator("#sheet tr.is-wrong").count(), 1);
        assert.equal(await rows.nth(0).locator("input[name^=treatment-]").inputValue(), "血压 150/86");
        await rows.nth(1).locator("input[name^=treatment-]").fill("听诊");
        await follow(clerk, () => clerk.getByRole("button", { name: "全部保存" }).click());
        assert.match(await clerk.getByRole("status").first().innerText(), /都存好了/);
        assert.equal(await clerk.locator("#sheet tbody tr").count(), count - 2);
        await visit(clerk, "/tasks?state=back-filled");
        assert.equal(await clerk.locator("#tasks tbody tr").count(), 2);
        await follow(clerk, () => clerk.locator("#tasks tbody th a").first().click());
        assert.match(await clerk.locator("main").innerText(), /纸质日程表/);
      });

      test("the doctor goes on leave: it is seen whom that touches, and who stands in", async () => {
        await visit(clerk, "/absences");
        await follow(clerk, () => clerk.getByRole("link", { name: "登记请假或交接" }).first().click());
        await follow(clerk, () => clerk.getByRole("button", { name: "看会影响谁" }).click(), { status: 422 });
        const who = clerk.locator("select[name=staff]");
        const label = (await who.locator("option").allTextContents()).find((text) => text.startsWith(DOCTOR));
        await who.selectOption({ label });
        await clerk.getByLabel("到哪天").fill(day(7));
        const others = clerk.locator("select[name=substitute_1] option").filter({ hasText: "院" });
        const substitute = (await others.allTextContents()).find((text) => !text.startsWith(DOCTOR));
        await clerk.locator("select[name=substitute_1]").selectOption({ label: substitute });
        await follow(clerk, () => clerk.getByRole("button", { name: "看会影响谁" }).click());
        assert.ok((await clerk.locator("#people tbody tr").count()) > 0, "nobody is looked after");
        await follow(clerk, () => clerk.getByRole("button", { name: "就这样安排" }).click());
        assert.match(await clerk.locator("main").innerText(), /代班中/);
        const absence = new URL(clerk.url()).pathname;
        await visit(doctor, "/today");
        assert.match(await doctor.locator("main").innerText(), /您登记了不在/);
        await visit(clerk, absence);
        await follow(clerk, () => clerk.getByRole("button", { name: "撤销" }).click());
        assert.match(await clerk.locator("main").innerText(), /已撤销/);
      });
    });
  }
});

/** A campaign whose visits begin today, so that something is owed. */
async function makeCampaign(page) {
  await page.goto("/campaigns/new?season=dates");
  await page.getByLabel("名称").fill("入冬随访");
  await page.getByLabel("从哪天").fill(day(0));
  await page.getByLabel("到哪天").fill(day(30));
  for (const illness of ILLNESSES) await page.getByLabel(illness).check();
  await follow(page, () => page.getByRole("button", { name: "先看名单" }).click());
  await follow(page, () => page.getByRole("button", { name: /^建立/ }).click());
}

/** The call to those living alone, which comes along as a draft; every three days, so that some fall into this week. */
async function publishCalls(page) {
  await page.goto("/rules");
  const rule = await page.getByRole("link", { name: "独居老人每周通话" }).getAttribute("href");
  await page.goto(`${rule}/edit`);
  await page.getByLabel("每隔").fill("3");
  await follow(page, () => page.getByRole("button", { name: "保存，看效果" }).click());
  await follow(page, () => page.getByRole("button", { name: "发布", exact: true }).click());
}

async function key(row, on, treatment, advice) {
  await row.locator("input[type=date]").fill(on);
  await row.locator("select").selectOption("fair");
  await row.getByLabel("救治").check();
  await row.locator("input[name^=treatment-]").fill(treatment);
  await row.locator("input[name^=advice-]").fill(advice);
}

/** The day so many days from today where the bureau is. */
function day(later) {
  const at = new Date(Date.now() + later * 86_400_000);
  return at.toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
}
