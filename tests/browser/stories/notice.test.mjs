// A clerk looks at what people were told, decides on what is unclear, makes a call and writes it down, chooses another way, writes down how
// somebody wishes to be told, and writes to a segment. The same without script.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

describe("notice", () => {
  for (const screen of SCREENS) {
    describe(screen.name, () => {
      let world;
      let clerk;
      before(async () => {
        world = await startWorld(`notice-${screen.name}`);
        clerk = await world.open(screen);
        await signIn(clerk, world.account("clerk"));
      });
      after(() => world?.close());

      test("every figure opens to the names behind it", async () => {
        await visit(clerk, "/notices");
        const figure = clerk.locator(".figures a").filter({ hasText: "等人拿主意" });
        const count = Number((await figure.locator(".figure__value").innerText()).trim());
        assert.ok(count > 0, "nothing waits for a decision");
        await follow(clerk, () => figure.click());
        assert.equal(await clerk.locator("#notices tbody tr").count(), count);
      });

      test("of a mail whose answer was lost the clerk says that it arrived", async () => {
        await visit(clerk, "/notices?state=unclear");
        await follow(clerk, () => clerk.locator("#notices tbody a").first().click());
        assert.match(await clerk.locator("main").innerText(), /可能到了，也可能没到/);
        await follow(clerk, () => clerk.getByRole("button", { name: "已送达" }).click());
        assert.match(await clerk.locator("main").innerText(), /已送达/);
      });

      test("a call is made and written down", async () => {
        await visit(clerk, "/notices/calls");
        const calls = await clerk.locator("article.panel").count();
        assert.ok(calls > 0, "nobody is to be called");
        const first = clerk.locator("article.panel").first();
        await first.locator("input[name=words]").fill("老人自己接的，说知道了");
        await follow(clerk, () => first.getByRole("button", { name: /打通了，已告知/ }).click());
        assert.match(await clerk.getByRole("status").first().innerText(), /已电话告知/);
        assert.equal(await clerk.locator("article.panel").count(), calls - 1);
      });

      test("a text to paste stands in a box of its own", async () => {
        await visit(clerk, "/notices/paste");
        const first = clerk.locator("article.panel").first();
        assert.match(await first.locator("textarea").inputValue(), /冬日|冬以后/);
        await follow(clerk, () => first.getByRole("button", { name: /已粘贴发出/ }).click());
        assert.match(await clerk.getByRole("status").first().innerText(), /已粘贴/);
      });

      test("what cannot be sent goes another way", async () => {
        await visit(clerk, "/notices?state=given-up");
        await follow(clerk, () => clerk.locator("#notices tbody a").first().click());
        await clerk.locator("#instead summary").click();
        await clerk.locator("#instead").getByLabel(/信件/).check();
        await follow(clerk, () => clerk.getByRole("button", { name: "改用", exact: true }).click());
        await visit(clerk, "/notices/letters");
        assert.ok((await clerk.locator("#letters tbody tr").count()) > 0);
      });

      test("how somebody wishes to be told is written down, wrong addresses are not", async () => {
        await visit(clerk, "/people?q=%E7%8E%8B");
        await follow(clerk, () => clerk.locator("tbody a.row-link").first().click());
        await follow(clerk, () => clerk.locator("#notices").getByRole("link", { name: "通知方式" }).click());
        await clerk.locator("input[name=channel][value=mail]").check();
        await clerk.getByLabel("电子邮箱").fill("不是邮箱");
        await follow(clerk, () => clerk.getByRole("button", { name: "保存" }).click(), { status: 422 });
        await clerk.getByLabel("电子邮箱").fill("wang@example.org");
        await follow(clerk, () => clerk.getByRole("button", { name: "保存" }).click());
        assert.match(await clerk.locator("#notices").innerText(), /电子邮件 wang@example.org/);
      });

      test("one text to many is seen before it is sent", async () => {
        await visit(clerk, "/notices");
        await follow(clerk, () => clerk.getByRole("link", { name: "写通知" }).first().click());
        await clerk.getByLabel("标题").fill("重阳节座谈会");
        await clerk.locator("textarea[name=text]").fill("{姓名}同志：重阳节座谈会定在本周五上午九点，".repeat(3));
        await clerk.getByLabel("再挑几个人").fill("王");
        await follow(clerk, () => clerk.getByRole("button", { name: "查找" }).click());
        await follow(clerk, () => clerk.locator("#found button").first().click());
        assert.equal(await clerk.getByLabel("标题").inputValue(), "重阳节座谈会", "nothing that was typed is lost");
        await follow(clerk, () => clerk.getByRole("button", { name: "看看谁收得到" }).click());
        assert.match(await clerk.locator("main").innerText(), /还没有发[\s\S]*发给这 1 人/);
        await follow(clerk, () => clerk.getByRole("button", { name: "发给这 1 人" }).click());
        assert.match(await clerk.locator("#notices").innerText(), /重阳节座谈会/);
      });

      test("quiet hours are the bureau's own", async () => {
        await visit(clerk, "/settings/notices");
        await clerk.getByLabel("从几点").fill("晚上");
        await follow(clerk, () => clerk.getByRole("button", { name: "保存" }).click(), { status: 422 });
        await clerk.getByLabel("从几点").fill("20:30");
        await follow(clerk, () => clerk.getByRole("button", { name: "保存" }).click());
        assert.match(await clerk.getByRole("status").first().innerText(), /规定记下了/);
      });
    });
  }
});
