// An elder looks at her own page and asks for something; the clerk has it. Then the clerk lets a daughter in, who takes a password of her own.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { isAtTheDoor, signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

const ASKED = "灯管坏了，想请人来换一下";

describe("an elder's own page", () => {
  for (const screen of SCREENS) {
    describe(screen.name, () => {
      let world;
      let elder;
      let clerk;
      let person;
      before(async () => {
        world = await startWorld(`portal-${screen.name}`);
        elder = await world.open(screen);
        clerk = await world.open(screen);
        await signIn(clerk, world.account("clerk"));
      });
      after(() => world?.close());

      test("she signs in and sees who comes, whom to ask, and what is done for her", async () => {
        await signIn(elder, world.account("elder"));
        person = new URL(elder.url()).pathname.split("/").at(-1);
        const text = await elder.locator("main").innerText();
        assert.match(text, /您好/);
        assert.match(text, /有事找谁/);
        assert.match(text, /请人代办的/);
        assert.equal(await elder.locator("nav a[href='/people']").count(), 0, "the bureau's pages are not hers");
      });

      test("she asks, and nothing is lost where something is missing", async () => {
        await follow(elder, () => elder.getByRole("link", { name: "我要提个事" }).click());
        await elder.getByLabel("什么事").fill(ASKED);
        await follow(elder, () => elder.getByRole("button", { name: "交给老干部局" }).click(), { status: 422 });
        assert.equal(await elder.getByLabel("什么事").inputValue(), ASKED);
        await elder.getByLabel("请人代办").check();
        await follow(elder, () => elder.getByRole("button", { name: "交给老干部局" }).click());
        assert.match(await elder.locator("#matters").innerText(), /负责到底[\s\S]*灯管坏了/);
      });

      test("a clerk finds it among the cases, as asked on her page", async () => {
        await visit(clerk, "/cases?whose=all");
        const row = clerk.locator("#cases tbody tr").filter({ hasText: ASKED });
        await follow(clerk, () => row.locator("a").first().click());
        assert.match(await clerk.locator("main").innerText(), /网上提出/);
      });

      test("the clerk lets a daughter in, who sees both once she has a password of her own", async () => {
        await visit(clerk, `/people/${person}`);
        await follow(clerk, () => clerk.getByRole("link", { name: "开通查看" }).click());
        await clerk.locator("input[name=as_who][value=family]").check();
        await clerk.getByLabel("姓名").fill("王小妹");
        await clerk.getByLabel("登录用的手机号").fill("13900001234");
        await follow(clerk, () => clerk.getByRole("button", { name: "开通查看" }).click());
        const password = await clerk.locator(".slip .code").last().innerText();
        const daughter = await world.open(screen);
        await visit(daughter, "/sign-in");
        await daughter.locator("input[autocomplete=username]").fill("13900001234");
        await daughter.locator("input[autocomplete=current-password]").fill(password.trim());
        await follow(daughter, () => daughter.locator("form:has(input[autocomplete=username]) button").click());
        await daughter.locator("input[name=old]").fill(password.trim());
        await daughter.locator("input[name=new]").fill("evergreen 1938");
        await daughter.locator("input[name=again]").fill("evergreen 1938");
        await follow(daughter, () => daughter.locator("form:has(input[name=old]) button").click());
        assert.match(await daughter.locator("main").innerText(), /家里的/);
        await visit(clerk, `/people/${person}`);
        assert.match(await clerk.locator("#portal").innerText(), /王小妹[\s\S]*家属/);
        await follow(clerk, () => clerk.locator("#portal li").filter({ hasText: "王小妹" }).getByRole("button", { name: /停止查看/ }).click());
        await visit(daughter, "/my");
        assert.ok(isAtTheDoor(daughter), "who sees nobody signs in no more");
      });
    });
  }
});
