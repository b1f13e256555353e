// A clerk registers a town, a unit, a hospital in that town and a doctor in that hospital by form, is told what is wrong at its field,
// puts a name right, is refused to delete what is in use, and deletes what was a mistake, from the doctor back to the town.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

describe("register", () => {
  let world;
  before(async () => {
    world = await startWorld("register");
  });
  after(() => world?.close());

  for (const screen of SCREENS) {
    describe(screen.name, () => {
      const called = { desktop: "甲", phone: "乙" }[screen.name] ?? "丙";
      const names = { area: `新${called}街道`, unit: `县${called}局`, hospital: `${called}镇卫生院`, doctor: `孙${called}明` };
      let page;
      before(async () => {
        page = await world.open(screen);
        await signIn(page, world.account("clerk"));
      });
      after(() => page?.context().close());

      const save = (expected) =>
        follow(page, () => page.getByRole("button", { name: "保存", exact: true }).click(), expected);
      const remove = (what, expected) =>
        follow(page, () => page.getByRole("button", { name: `删除这${what}` }).click(), expected);
      const said = () => page.getByRole("status").first().innerText();

      test("a town with half a place is not taken, and what was typed stays", async () => {
        await visit(page, "/areas");
        await follow(page, () => page.getByRole("link", { name: "新增镇街" }).click());
        await page.locator("#f-name").fill(names.area);
        await page.locator("#f-code").fill("0123");
        await page.locator("#f-longitude").fill("117.52");
        await save({ status: 422 });
        assert.match(await page.locator(".error-summary").innerText(), /区划代码是 6 到 12 位数字/);
        assert.equal(await page.locator("#f-name").inputValue(), names.area);
        assert.equal(await page.locator("#f-longitude").inputValue(), "117.52");
        await page.locator("#f-code").fill("");
        await save({ status: 422 });
        await page.locator("#f-latitude").fill("36.71");
        await save();
        assert.match(await said(), /镇街已经新增/);
        assert.match(await page.locator("#areas").innerText(), new RegExp(`${names.area}[\\s\\S]*有`));
      });

      test("a unit is registered once only, and renamed", async () => {
        await visit(page, "/units/new");
        await page.locator("#f-name").fill(`${names.unit}本级`);
        await page.getByLabel("事业", { exact: true }).check();
        await save();
        assert.match(await said(), /单位已经新增/);
        await visit(page, "/units/new");
        await page.locator("#f-name").fill(`${names.unit}本级`);
        await save({ status: 422 });
        assert.match(await page.locator(".error-summary").innerText(), /已经有叫这个名称的单位/);
        await visit(page, "/units?kind=institution");
        await follow(page, () => page.getByRole("link", { name: `${names.unit}本级` }).click());
        await follow(page, () => page.getByRole("link", { name: "改单位" }).click());
        await page.locator("#f-name").fill(names.unit);
        await save();
        assert.match(await said(), /单位已经改好/);
        assert.equal(await page.locator("h1").innerText(), names.unit);
      });

      test("a hospital is registered in the town", async () => {
        await visit(page, "/hospitals");
        await follow(page, () => page.getByRole("link", { name: "新增医院" }).click());
        await page.locator("#f-phone").fill("12");
        await save({ status: 422 });
        assert.ok((await page.locator(".error-summary a").count()) >= 2, "neither name nor number");
        await page.locator("#f-name").fill(names.hospital);
        await page.locator("#f-grade").fill("一级甲等");
        await page.locator("#f-area").selectOption({ label: names.area });
        await page.locator("#f-phone").fill("053188880000");
        await save();
        assert.match(await said(), /医院已经新增/);
        assert.match(await page.locator("#hospitals").innerText(), new RegExp(names.hospital));
      });

      test("a doctor is registered in the hospital", async () => {
        await visit(page, "/doctors/new");
        await page.locator("#f-name").fill(names.doctor);
        await page.locator("#f-hospital").selectOption({ label: names.hospital });
        await page.getByLabel("女", { exact: true }).check();
        await page.locator("#f-capacity").fill("-1");
        await save({ status: 422 });
        assert.equal(await page.locator("#f-name").inputValue(), names.doctor);
        assert.ok(await page.getByLabel("女", { exact: true }).isChecked());
        await page.locator("#f-capacity").fill("12");
        await page.locator("#f-specialty").fill("心血管");
        await save();
        assert.match(await said(), /医生已经新增/);
        assert.equal(await page.locator("h1").innerText(), names.doctor);
        await follow(page, () => page.getByRole("link", { name: "改医生" }).click());
        await page.locator("#f-capacity").fill("10");
        await save();
        assert.match(await page.locator("main").innerText(), /10/);
      });

      test("what is in use says by what, and stays", async () => {
        await visit(page, "/hospitals");
        await follow(page, () => page.getByRole("link", { name: `改资料 ${names.hospital}` }).click());
        assert.match(await page.locator("#f-delete").innerText(), /1 位责任医生在这里/);
        assert.equal(await page.getByRole("button", { name: /删除/ }).count(), 0);
        await visit(page, "/areas");
        await follow(page, () => page.getByRole("link", { name: names.area }).click());
        assert.match(await page.locator("#f-delete").innerText(), /1 家医院在这里/);
      });

      test("what was a mistake goes, from the doctor back to the town", async () => {
        await visit(page, "/hospitals");
        await follow(page, () => page.getByRole("link", { name: names.hospital, exact: true }).click());
        await follow(page, () => page.getByRole("link", { name: names.doctor }).click());
        await follow(page, () => page.getByRole("link", { name: "改医生" }).click());
        await remove("位医生");
        assert.match(await said(), /医生已经删除/);
        await visit(page, "/hospitals");
        await follow(page, () => page.getByRole("link", { name: `改资料 ${names.hospital}` }).click());
        await remove("家医院");
        assert.doesNotMatch(await page.locator("main").innerText(), new RegExp(names.hospital));
        await visit(page, "/areas");
        await follow(page, () => page.getByRole("link", { name: names.area }).click());
        await remove("个镇街");
        assert.doesNotMatch(await page.locator("main").innerText(), new RegExp(names.area));
        await visit(page, "/units?kind=institution");
        await follow(page, () => page.getByRole("link", { name: names.unit }).click());
        await follow(page, () => page.getByRole("link", { name: "改单位" }).click());
        await remove("个单位");
        assert.match(await said(), /单位已经删除/);
      });
    });
  }
});
