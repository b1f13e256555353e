// Groceries every week: taken down once, made an errand as each day comes near, changed from the next time on, stopped.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

const WANTED = "每周买一次菜：青菜、豆腐、半斤肉";

for (const screen of SCREENS) {
  describe(`an errand again and again, ${screen.name}`, () => {
    let world;
    let clerk;
    let address;
    before(async () => {
      world = await startWorld(`errand-repeat-${screen.name}`);
      clerk = await world.open(screen);
      await signIn(clerk, world.account("clerk"));
    });
    after(() => world?.close());

    const main = () => clerk.locator("main").innerText();
    const send = (name, expected) =>
      follow(clerk, () => clerk.getByRole("button", { name, exact: true }).first().click(), expected);

    test("there is none yet, and the page says how to begin", async () => {
      await visit(clerk, "/errands");
      await follow(clerk, () => clerk.getByRole("link", { name: "定期代办" }).first().click());
      assert.match(await main(), /没有这样的定期代办[\s\S]*登记一次就行/);
    });

    test("what makes no sense is refused at its place, and nothing typed is lost", async () => {
      await follow(clerk, () => clerk.getByRole("link", { name: "登记定期代办" }).first().click());
      await clerk.getByLabel("老干部").fill("王");
      await follow(clerk, () => clerk.locator("form[role=search] button").last().click());
      await follow(clerk, () => clerk.locator("#found tbody a").first().click());
      await clerk.getByLabel("要办什么").fill(WANTED);
      await clerk.getByLabel("购物买菜").check();
      await clerk.getByLabel("每周的哪一天").selectOption(weekday(1));
      await clerk.getByLabel("到哪天为止").fill(day(0));
      await send("登记", { status: 422 });
      assert.match(await main(), /一次也轮不到/);
      await clerk.getByLabel("从哪天起").fill(day(9));
      await clerk.getByLabel("到哪天为止").fill(day(8));
      await send("登记", { status: 422 });
      assert.match(await main(), /不能早于开始的那天/);
      assert.equal(await clerk.getByLabel("要办什么").inputValue(), WANTED);
    });

    test("taken down today for every week from tomorrow, tomorrow's errand is made at once", async () => {
      await clerk.getByLabel("从哪天起").fill("");
      await clerk.getByLabel("到哪天为止").fill(day(120));
      await send("登记");
      address = new URL(clerk.url()).pathname;
      assert.match(await main(), /在办[\s\S]*下一次[\s\S]*已经成了 1 件代办[\s\S]*等人接/);
      await follow(clerk, () => clerk.locator("#made a").first().click());
      assert.match(await main(), /购物买菜[\s\S]*每周买一次菜/);
      await follow(clerk, () => clerk.getByRole("link", { name: "定期代办的一次" }).click());
      assert.equal(new URL(clerk.url()).pathname, address);
    });

    test("it is changed to once a month from the next time on; what is made stays", async () => {
      await clerk.locator("#change summary").click();
      await clerk.getByLabel("每月", { exact: true }).check();
      await clerk.getByLabel("每月的几号").fill("32");
      await send("从下一次起改", { status: 422 });
      // Two weeks from now: further off than errands are made ahead, whatever day it is.
      const number = Number(day(14).slice(-2));
      await clerk.getByLabel("每月的几号").fill(String(number));
      await send("从下一次起改");
      assert.match(await main(), new RegExp(`每月 ${number} 日[\\s\\S]*已经成了 1 件代办`));
    });

    test("it is stopped, and stands among the stopped", async () => {
      await clerk.locator("#stop summary").click();
      await send("不再定期办");
      assert.match(await main(), /已停/);
      assert.equal(await clerk.locator("#change").count(), 0, "nothing more to change");
      await visit(clerk, "/errands/repeats?state=stopped");
      assert.equal(await clerk.locator(`tbody a[href='${address}']`).count(), 1);
      await visit(clerk, "/errands/repeats");
      assert.equal(await clerk.locator(`tbody a[href='${address}']`).count(), 0);
    });
  });
}

/** The day so many days from today where the bureau is. */
function day(later) {
  const at = new Date(Date.now() + later * 86_400_000);
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(at);
}

/** The weekday of that day, a Monday 1. */
function weekday(later) {
  return String(((new Date(`${day(later)}T12:00:00Z`).getUTCDay() + 6) % 7) + 1);
}
