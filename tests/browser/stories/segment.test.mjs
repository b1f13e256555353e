// A clerk asks for the elderly who live alone, are over eighty, have high blood pressure and have not been seen for a month, near a
// hospital; reads it back as one sentence, saves it under a name, and a doctor uses it on his own people.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

const SENTENCE = "独居或空巢、年满80周岁、患高血压、30天未见、离任一医院2公里以内";

describe("segment", () => {
  let world;
  before(async () => {
    world = await startWorld("segment");
  });
  after(() => world?.close());

  for (const screen of SCREENS) {
    describe(screen.name, () => {
      const name = `高龄独居高血压 ${screen.name}`;
      let page;
      before(async () => {
        page = await world.open(screen);
        await signIn(page, world.account("clerk"));
      });
      after(() => page?.context().close());

      test("the whole question is filled in at once and read back as one sentence", async () => {
        await visit(page, "/people");
        await unfold(page);
        await follow(page, () => page.getByRole("link", { name: "更多条件" }).click());
        await page.getByLabel("满几周岁").fill("80");
        await page.getByLabel("独居").check();
        await page.getByLabel("空巢").check();
        await page.getByLabel("高血压").check();
        await page.getByLabel("多少天没有见过").fill("30");
        await page.getByLabel("离哪里近").selectOption({ label: "任一医院" });
        await follow(page, () => page.getByRole("button", { name: "按这些条件列名单" }).click());
        assert.equal(await page.locator(".asked").innerText(), SENTENCE);
        assert.deepEqual(await chips(page), SENTENCE.split("、"));
      });

      test("a condition goes with one tap, and the count follows", async () => {
        const before = await count(page);
        await follow(page, () => page.getByRole("link", { name: "去掉“离任一医院2公里以内”" }).click());
        assert.deepEqual(await chips(page), SENTENCE.split("、").slice(0, 4));
        assert.ok((await count(page)) > before, "more people without it");
      });

      test("another way to meet one of them is added as an or", async () => {
        await unfold(page);
        await follow(page, () => page.getByRole("link", { name: "更多条件" }).click());
        await follow(page, () => page.getByRole("link", { name: "加一个“或者” 年满80周岁" }).click());
        await page.getByRole("group", { name: "最近一次能力评估" }).getByLabel("完全失能").check();
        await follow(page, () => page.getByRole("button", { name: "按这些条件列名单" }).click());
        assert.ok((await chips(page)).includes("年满80周岁或能力评估为完全失能"));
      });

      test("what people like to do is asked for in their own words", async () => {
        await visit(page, "/segments/conditions");
        await page.getByLabel("在哪一项里找字").selectOption({ label: "爱好" });
        await page.getByLabel("要找的字").fill("书法、太极(24式)");
        await follow(page, () => page.getByRole("button", { name: "按这些条件列名单" }).click(), { status: 422 });
        assert.match(await page.locator(".error-summary").innerText(), /只写字和数字/);
        await page.getByLabel("要找的字").fill("书法、太极");
        await page.getByLabel("住院", { exact: true }).selectOption({ label: "没有住院" });
        await follow(page, () => page.getByRole("button", { name: "按这些条件列名单" }).click());
        assert.deepEqual((await chips(page)).toSorted(), ["没有住院", "爱好有“书法或太极”"].toSorted());
      });

      test("one rank alone, a hospital's doctors, a lunar month and a field that says anything are asked for", async () => {
        await visit(page, "/segments/conditions");
        await page.getByRole("combobox", { name: "职级", exact: true }).selectOption({ label: "乡科级正职" });
        await page.getByLabel("职级怎么算").selectOption({ label: "正好是所选的" });
        await page.getByLabel("责任医生是哪个医院的").selectOption({ index: 1 });
        const hospital = await page.getByLabel("责任医生是哪个医院的").locator("option:checked").innerText();
        await page.getByLabel("现管单位").selectOption({ label: "不限" });
        await page.getByLabel("腊月").check();
        await page.getByLabel("在哪一项里找字").selectOption({ label: "医疗待遇" });
        await page.getByLabel("子女至少几人", { exact: true }).fill("2");
        await follow(page, () => page.getByRole("button", { name: "按这些条件列名单" }).click());
        const asked = [`责任医生是${hospital}的`, "职级为乡科级正职", "登记有医疗待遇", "农历腊月过生日", "子女 2 人以上"];
        assert.deepEqual((await chips(page)).toSorted(), asked.toSorted());
      });

      test("what is wrong stands at its field, and nothing filled in is lost", async () => {
        await visit(page, "/segments/conditions");
        await page.getByLabel("满几周岁").fill("90");
        await page.getByLabel("到几周岁").fill("80");
        await page.getByLabel("糖尿病").check();
        await follow(page, () => page.getByRole("button", { name: "按这些条件列名单" }).click(), { status: 422 });
        assert.match(await page.locator(".error-summary").innerText(), /后面的年龄要比前面的大/);
        assert.ok(await page.getByLabel("糖尿病").isChecked());
      });

      test("it is saved under a name, which nobody else can take", async () => {
        await page.goto("/people?c=living_alone_empty-nest&c=age_80_&c=ill_hypertension");
        await follow(page, () => page.getByRole("link", { name: "存为人群" }).click());
        await page.getByLabel("名称").fill(name);
        await follow(page, () => page.getByRole("button", { name: "保存" }).click());
        assert.match(await page.locator("main").innerText(), new RegExp(name));
        await page.goto("/segments/new?c=age_90_");
        await page.getByLabel("名称").fill(name);
        await follow(page, () => page.getByRole("button", { name: "保存" }).click(), { status: 422 });
        assert.match(await page.locator(".error-summary").innerText(), /已经有叫这个名字的人群/);
      });

      test("the list of segments says who each is and how many", async () => {
        await visit(page, "/segments");
        const row = page.locator("#segments tbody tr").filter({ hasText: name });
        assert.match(await row.innerText(), /独居或空巢、年满80周岁、患高血压/);
        const people = Number((await row.locator(".n a").innerText()).replaceAll(",", ""));
        await follow(page, () => row.locator(".row-link").click());
        assert.equal(await count(page), people);
      });

      test("a changed list is saved back, and the segment says what it said before", async () => {
        await follow(page, () => page.getByRole("link", { name: "去掉“患高血压”" }).click());
        await follow(page, () => page.getByRole("link", { name: `存回“${name}”` }).click());
        const text = await page.locator("main").innerText();
        assert.match(text, /原来\s*独居或空巢、年满80周岁、患高血压/);
        await follow(page, () => page.getByRole("button", { name: "保存" }).click());
        assert.equal(await page.locator(".asked").innerText(), "独居或空巢、年满80周岁");
      });

      test("a doctor uses it on his own people only", async () => {
        const his = await world.open(screen);
        try {
          await signIn(his, world.account("doctor"));
          await visit(his, "/segments");
          await follow(his, () => his.locator("#segments .row-link").filter({ hasText: name }).click());
          assert.ok((await count(his)) < (await count(page)), "he sees fewer than the clerk");
        } finally {
          await his.context().close();
        }
      });

      test("taken out of use, it is gone from the list and its name is free", async () => {
        await page.goto("/segments");
        const row = page.locator("#segments tbody tr").filter({ hasText: name });
        await follow(page, () => row.getByRole("link", { name: /修改/ }).click());
        await page.locator("summary").filter({ hasText: "停用" }).click();
        await follow(page, () => page.getByRole("button", { name: "停用" }).click());
        assert.equal(await page.locator("main").getByText(name).count(), 0);
      });
    });
  }
});

/** What the list asks, condition by condition. */
function chips(page) {
  return page.locator(".chip > span:first-child").allInnerTexts();
}

/** How many the page says there are. */
async function count(page) {
  const text = await page.locator(".page-head__sub").innerText();
  return Number(text.match(/\d[\d,]*/)?.[0].replaceAll(",", "") ?? 0);
}

/** Opens the questions above the list where they are folded up. */
async function unfold(page) {
  const summary = page.locator("details.fold > summary");
  if (await summary.isVisible()) await summary.click();
}
