// The bureau's own rules: a clerk writes the next version, a leader checks and publishes it, the doctor reads it and says so, the leader
// sees by name who has not. A case is done by the version of its day.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

const TITLE = "首接负责与回访办法";

describe("bylaws", () => {
  for (const screen of SCREENS) {
    describe(screen.name, () => {
      let world;
      let clerk;
      let leader;
      let doctor;
      let draft;
      before(async () => {
        world = await startWorld(`bylaw-${screen.name}`);
        [clerk, leader, doctor] = await Promise.all([0, 1, 2].map(() => world.open(screen)));
        await signIn(clerk, world.account("clerk"));
        await signIn(leader, world.account("leader"));
        await signIn(doctor, world.account("doctor"));
      });
      after(() => world?.close());

      const main = (page) => page.locator("main").innerText();
      const press = (page, name, expected) =>
        follow(page, () => page.getByRole("button", { name, exact: true }).first().click(), expected);
      const open = async (page, name) => {
        await visit(page, "/bylaws");
        await follow(page, () => page.getByRole("link", { name }).first().click());
      };

      test("whoever has not read what holds is reminded on their first page, until they have", async () => {
        await visit(clerk, "/");
        await follow(clerk, () => clerk.locator("#bylaws").getByRole("link", { name: `《${TITLE}》第 2 版` }).click());
        assert.match(await main(clerk), /执行中[\s\S]*一般事项七个工作日/);
        await press(clerk, "已阅");
        assert.match(await clerk.getByRole("status").first().innerText(), /您已阅/);
        assert.equal(await clerk.getByRole("button", { name: "已阅", exact: true }).count(), 0, "once");
        await visit(clerk, "/");
        assert.equal(await clerk.locator("#bylaws").count(), 0, "nothing to be reminded of");
      });

      test("what changed is shown paragraph by paragraph", async () => {
        await open(clerk, `《${TITLE}》第 2 版`);
        await follow(clerk, () => clerk.getByRole("link", { name: "改了什么" }).click());
        assert.match(await clerk.locator("article del").first().innerText(), /一般事项十个工作日/);
        assert.match(await clerk.locator("article ins").first().innerText(), /一般事项七个工作日/);
        const kept = clerk.locator("article p:not(.is-changed)");
        assert.match(await kept.first().innerText(), /第一个接到的人就是首接人/);
      });

      test("a case names the version of the day on which it was received", async () => {
        await visit(clerk, "/cases/new");
        assert.match(await clerk.locator(".basis").innerText(), new RegExp(`依据：《${TITLE}》第 2 版`));
        const named = new Set();
        await visit(clerk, "/cases?whose=all&state=closed");
        const cases = await clerk.locator("#cases tbody th a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
        assert.ok(cases.length > 0, "no cases");
        for (const address of [cases[0], cases[cases.length - 1]]) {
          await visit(clerk, address);
          named.add((await clerk.locator(".basis").innerText()).match(/第 (\d) 版/)[1]);
        }
        assert.ok(named.size > 0);
        await visit(clerk, "/settings/relief");
        assert.match(await clerk.locator(".basis").innerText(), /特殊困难救助实施细则》第 1 版/);
        await follow(clerk, () => clerk.locator(".basis a").click());
        assert.match(await main(clerk), /一人上门核实，另一人审核/);
        await visit(clerk, "/errands/new");
        assert.match(await clerk.locator(".basis").innerText(), /代办服务和代办用钱规定》第 1 版/);
      });

      test("the clerk writes the next version; what is missing is said at its place", async () => {
        await open(clerk, `《${TITLE}》第 2 版`);
        await follow(clerk, () => clerk.getByRole("link", { name: "起草下一版" }).click());
        const body = await clerk.getByLabel("正文").inputValue();
        assert.match(body, /第六条/);
        await clerk.getByLabel("文号").fill("");
        await clerk.getByLabel("正文").fill(`${body}\n第七条　每月汇总一次，报局领导。`);
        await press(clerk, "存草稿", { status: 422 });
        assert.match(await clerk.getByLabel("正文").inputValue(), /第七条/, "nothing is lost");
        await clerk.getByLabel("文号").fill("长老干〔2026〕15 号");
        await press(clerk, "存草稿");
        draft = new URL(clerk.url()).pathname;
        const page = await main(clerk);
        assert.match(page, /草稿/);
        assert.match(page, /起草的人不能自己发布/);
        assert.equal(await clerk.getByRole("button", { name: "核对无误，发布" }).count(), 0);
        await visit(doctor, draft, { status: 404 });
      });

      test("another checks what changed and publishes it; today's cases are done by today's version", async () => {
        await visit(leader, draft);
        await follow(leader, () => leader.getByRole("link", { name: "改了什么" }).click());
        assert.equal(await leader.locator("article ins").count(), 1);
        await visit(leader, draft);
        await press(leader, "核对无误，发布");
        assert.match(await main(leader), /第 3 版[\s\S]*还没开始/);
        await press(clerk, "作废草稿", { status: 409 });
        assert.match(await main(clerk), /已经发布了/);
        await visit(clerk, "/cases/new");
        assert.match(await clerk.locator(".basis").innerText(), /第 2 版/);
      });

      test("the doctor is reminded above his day, reads it, and the leader sees who has not", async () => {
        await visit(doctor, "/today");
        await follow(doctor, () => doctor.locator("#bylaws").getByRole("link", { name: /第 3 版/ }).click());
        await press(doctor, "已阅");
        assert.equal(await doctor.getByRole("link", { name: /已阅 \d/ }).count(), 0, "names are for who leads");
        await visit(doctor, `${draft}/readers`, { status: 403 });
        await visit(leader, draft);
        await follow(leader, () => leader.getByRole("link", { name: /已阅 1 \/ / }).click());
        const read = await leader.locator("#read-names tbody tr").allInnerTexts();
        const unread = await leader.locator("#unread-names tbody tr").count();
        assert.equal(read.length, 1);
        assert.match(read[0], /王建国/);
        assert.equal(unread, 2, "as many names as the figure says");
      });

      test("a document can be withdrawn, with a reason", async () => {
        await visit(leader, draft);
        await leader.locator("#withdraw > summary").click();
        await press(leader, "明天起废止", { status: 422 });
        await leader.getByLabel("废止原因").fill("与市局新办法重复");
        await press(leader, "明天起废止");
        assert.match(await main(leader), /已废止[\s\S]*没有执行过[\s\S]*与市局新办法重复/);
        await visit(clerk, "/bylaws?show=past");
        await visit(clerk, "/bylaws?show=draft");
      });
    });
  }
});
