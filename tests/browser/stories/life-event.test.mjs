// A death is noted: the clerk sees everything it will touch, confirms, does what follows, and finds that it was another of the
// same name.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

describe("life event", () => {
  for (const screen of SCREENS) {
    describe(screen.name, () => {
      let world;
      let person;
      let name;
      let event;
      before(async () => {
        world = await startWorld(`life-event-${screen.name}`);
      });
      after(() => world?.close());

      const asClerk = async () => {
        const page = await world.open(screen);
        await signIn(page, world.account("clerk"));
        return page;
      };

      test("the rate of the benefit is entered, not known by the program", async () => {
        const page = await asClerk();
        await visit(page, "/settings/benefits");
        const rate = page.locator("form[action='/settings/benefits']");
        await rate.getByLabel("从哪天起").fill("2020-01-01");
        await rate.getByLabel("城镇居民人均可支配收入").fill("五万");
        await follow(page, () => rate.getByRole("button", { name: "录入标准" }).click(), { status: 422 });
        assert.match(await page.getByRole("alert").innerText(), /请写成金额/);
        await rate.getByLabel("城镇居民人均可支配收入").fill("50,000");
        await rate.getByLabel("倍数", { exact: true }).fill("2");
        await rate.getByLabel("因公倍数").fill("20");
        await rate.getByLabel("月数").fill("40");
        await rate.getByLabel("依据").fill("虚构的文号 1 号");
        await follow(page, () => rate.getByRole("button", { name: "录入标准" }).click());
        assert.match(await page.locator("#rates").innerText(), /50,000\.00/);
        await page.context().close();
      });

      test("everything that it will touch is seen before it is done", async () => {
        const page = await asClerk();
        await visit(page, "/people?doctor=some");
        const link = page.locator("tbody th a").first();
        name = (await link.innerText()).trim();
        await follow(page, () => link.click());
        person = new URL(page.url()).pathname;
        await follow(page, () => page.getByRole("link", { name: "登记变动" }).click());
        await follow(page, () => page.locator("a[href$='kind=death']").click());
        await page.getByLabel("哪天去世的").fill("1901-02-03");
        await follow(page, () => preview(page), { status: 422 });
        assert.match(await page.getByRole("alert").innerText(), /早于出生日期/);
        await page.getByLabel("哪天去世的").fill(day(-2));
        await page.getByLabel("去世原因").fill("心肌梗死");
        await page.getByLabel("送别方式").fill("不举行仪式");
        await page.getByLabel("本人月基本离退休费").fill("6800");
        await follow(page, () => preview(page));
        const text = await page.locator("main").innerText();
        for (const part of [/还没有登记/, /从名册转到已故/, /不再任责任医生/, /送别：/, /抚恤金 372,000\.00 元/]) {
          assert.match(text, part);
        }
        await follow(page, () => page.getByRole("button", { name: "回去改" }).click());
        assert.equal(await page.getByLabel("送别方式").inputValue(), "不举行仪式", "nothing typed is lost");
        await follow(page, () => preview(page));
        await follow(page, () => page.getByRole("button", { name: "确认登记" }).click());
        assert.equal(new URL(page.url()).pathname, person);
        assert.match(await page.getByRole("status").first().innerText(), /已登记/);
        event = await page.locator("#life a[href^='/events/']").first().getAttribute("href");
        await page.context().close();
      });

      test("the bureau's own people do what follows", async () => {
        const page = await asClerk();
        await visit(page, event);
        await follow(page, () => page.getByRole("link", { name: /^送别：/ }).click());
        const form = page.locator("#settled");
        await follow(page, () => form.getByRole("button", { name: "记为已办" }).click(), { status: 422 });
        await form.getByLabel("怎么办的").fill("按家属的意思，没有举行仪式，送了花圈。");
        await follow(page, () => form.getByRole("button", { name: "记为已办" }).click());
        assert.match(await page.locator("main").innerText(), /送了花圈/);
        await page.context().close();
      });

      test("nobody visits the dead", async () => {
        const page = await asClerk();
        await visit(page, "/people?doctor=some");
        const names = await page.locator("tbody th a").evaluateAll((links) => links.map((a) => a.getAttribute("href")));
        assert.ok(!names.includes(person), `${name} still stands in the list`);
        await page.context().close();
      });

      test("it was another: all is put back, and what was done since is named", async () => {
        const page = await asClerk();
        await visit(page, event);
        await follow(page, () => page.getByRole("button", { name: "撤销登记" }).click(), { status: 422 });
        await page.getByLabel("为什么撤销").fill("同名的另一位");
        await follow(page, () => page.getByRole("button", { name: "撤销登记" }).click());
        const text = await page.locator("main").innerText();
        assert.match(text, /没有动：已经办完了/);
        assert.match(text, /同名的另一位/);
        await visit(page, "/people?doctor=some");
        assert.equal(await page.locator(`tbody th a[href='${person}']`).count(), 1, `${name} is not back`);
        await page.context().close();
      });

      test("a list of deaths is looked at, taken in with all that follows, and taken back", async () => {
        const page = await asClerk();
        await visit(page, "/people?doctor=some");
        const link = page.locator("tbody th a").nth(2);
        const [dead, address] = [(await link.innerText()).trim(), await link.getAttribute("href")];
        const list = `姓名,去世日期,死因\n${dead},${day(-3)},心衰\n查无此人,${day(-3)},\n`;
        await visit(page, "/imports/new?kind=deaths");
        const file = { name: "殡仪馆名单.csv", mimeType: "text/csv", buffer: Buffer.from(list) };
        await page.locator("input[type=file]").setInputFiles(file);
        await follow(page, () => page.getByRole("button", { name: "上传核对" }).click());
        assert.match(await page.locator("main").innerText(), /台账里没有“查无此人”这个人/);
        await follow(page, () => page.getByRole("button", { name: /跳过 1 行错误，导入其余 1 行/ }).click());
        const taken = new URL(page.url()).pathname;
        await visit(page, address);
        assert.match(await page.locator("#life").innerText(), /去世/);
        await visit(page, taken);
        await follow(page, () => page.getByRole("button", { name: "撤销这次导入" }).click());
        await visit(page, "/people?doctor=some");
        assert.equal(await page.locator(`tbody th a[href='${address}']`).count(), 1, `${dead} is not back`);
        await page.context().close();
      });

      test("of a death only the month is known", async () => {
        const page = await asClerk();
        await visit(page, "/people?doctor=some");
        await follow(page, () => page.locator("tbody th a").nth(3).click());
        await follow(page, () => page.getByRole("link", { name: "登记变动" }).click());
        await follow(page, () => page.locator("a[href$='kind=death']").click());
        await page.getByLabel("哪天去世的").fill(day(-2));
        await page.getByLabel("只知道年月").fill("2026年9月");
        await follow(page, () => preview(page), { status: 422 });
        assert.match(await page.getByRole("alert").innerText(), /把上面的日期清空/);
        await page.getByLabel("哪天去世的").fill("");
        await follow(page, () => preview(page));
        assert.match(await page.locator("main").innerText(), /2026年9月去世/);
        await page.context().close();
      });

      test("home from hospital: the responsible doctor finds it among his visits", async () => {
        const page = await asClerk();
        await visit(page, "/people?doctor=some");
        const row = page.locator("tbody tr").filter({ hasText: "王建国" });
        if (!(await row.count())) return page.context().close();
        await follow(page, () => row.first().locator("th a").click());
        await follow(page, () => page.getByRole("link", { name: "登记变动" }).click());
        await follow(page, () => page.locator("a[href$='kind=discharge']").click());
        await page.getByLabel("哪天出院的").fill(day(-1));
        await follow(page, () => preview(page));
        assert.match(await page.locator("main").innerText(), /没有登记过住院/);
        await follow(page, () => page.getByRole("button", { name: "确认登记" }).click());
        assert.match(await page.locator("main").innerText(), /出院回访/);
        await page.context().close();
      });
    });
  }
});

function preview(page) {
  return page.getByRole("button", { name: "看会动到哪些" }).click();
}

/** The day so many days from today where the bureau is. */
function day(later) {
  const at = new Date(Date.now() + later * 86_400_000);
  return at.toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
}
