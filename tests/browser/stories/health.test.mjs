// A doctor reads a health file for a purpose, writes a blood pressure and puts it right; the clerk sees who was seen and asks an elder.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

describe("health", () => {
  for (const screen of SCREENS) {
    describe(screen.name, () => {
      let world;
      let doctor;
      let clerk;
      let file;
      before(async () => {
        world = await startWorld(`health-${screen.name}`);
        doctor = await world.open(screen);
        await signIn(doctor, world.account("doctor"));
        clerk = await world.open(screen);
        await signIn(clerk, world.account("clerk"));
      });
      after(() => world?.close());

      test("a doctor accepts one of his pairs and declines another, saying why", async () => {
        await visit(doctor, "/pairings/mine");
        await follow(doctor, () => doctor.getByRole("button", { name: /^接受/ }).first().click());
        assert.match(await doctor.locator("main").innerText(), /已接受/);
        const second = doctor.locator("main li").filter({ hasText: "等您回复" }).first();
        await second.locator("summary").click();
        await follow(doctor, () => second.getByRole("button", { name: /^婉拒并说明原因/ }).click(), { status: 422 });
        await doctor.locator("details[open] textarea").fill("住得太远，来回要半天");
        await follow(doctor, () => doctor.locator("details[open]").getByRole("button").click());
        assert.match(await doctor.locator("main").innerText(), /住得太远/);
        await visit(clerk, "/pairings/coverage");
        await visit(clerk, "/pairings/coverage/names?what=declined");
        assert.match(await clerk.locator("main").innerText(), /住得太远/);
      });

      test("the way to a file asks what for", async () => {
        await visit(doctor, "/pairings/mine");
        await follow(doctor, () => doctor.locator("main li h2 a").first().click());
        await follow(doctor, () => doctor.locator("#health").getByRole("link").click());
        assert.match(await doctor.locator("main").innerText(), /这次看档案是为了什么/);
        await doctor.getByLabel("用药指导").check();
        await follow(doctor, () => doctor.getByRole("button", { name: "打开健康档案" }).click());
        file = new URL(doctor.url()).pathname;
        const text = await doctor.locator("main").innerText();
        assert.match(text, /用途：用药指导/);
        assert.match(text, /血压/);
      });

      test("a pressure the wrong way round is not taken; put right it is drawn", async () => {
        await follow(doctor, () => doctor.getByRole("link", { name: "记测量值" }).click());
        await doctor.getByLabel("收缩压（高压）").fill("86");
        await doctor.getByLabel("舒张压（低压）").fill("168");
        await follow(doctor, () => doctor.getByRole("button", { name: "保存" }).click(), { status: 422 });
        assert.match(await doctor.locator("main").innerText(), /是不是填反了/);
        await doctor.getByLabel("收缩压（高压）").fill("168");
        await doctor.getByLabel("舒张压（低压）").fill("86");
        await follow(doctor, () => doctor.getByRole("button", { name: "保存" }).click());
        assert.match(await doctor.locator("#pressure").innerText(), /168\/86 mmHg/);
        assert.equal(await doctor.locator("#pressure figure svg path.plot-line").count() >= 2, true);
      });

      test("what was put right stays in the history", async () => {
        await doctor.locator("#pressure details summary").click();
        await follow(doctor, () => doctor.locator("#pressure tbody a").first().click());
        await doctor.getByLabel("收缩压（高压）").fill("158");
        await doctor.getByLabel("为什么改").fill("看错了一格");
        await follow(doctor, () => doctor.getByRole("button", { name: "保存" }).click());
        assert.match(await doctor.locator("#pressure").innerText(), /158\/86 mmHg/);
        await doctor.locator("#history summary").click();
        assert.match(await doctor.locator("#history").innerText(), /168\/86 mmHg[\s\S]*看错了一格/);
      });

      test("whose medicine runs out is listed", async () => {
        await visit(doctor, "/health/refills");
        await visit(clerk, "/health/refills");
        assert.match(await clerk.locator("main").innerText(), /的药已经用完|要用完的药/);
      });

      test("a file that is not his is not there, unless he opens it for a reason", async () => {
        await visit(doctor, "/health/openings/new");
        await follow(doctor, () => doctor.getByRole("button", { name: "打开档案" }).click(), { status: 422 });
        await visit(clerk, "/pairings/coverage/names?what=paired");
        const others = clerk.locator("#names tbody tr").filter({ hasNotText: "王建国" });
        await follow(clerk, () => others.locator("th a").first().click());
        const name = await clerk.locator("h1").innerText();
        const [, year, month] = /(\d{4})\s*年\s*(\d{1,2})\s*月/.exec(await clerk.locator(".dossier__known").innerText());
        await doctor.getByLabel("老人姓名").fill(name);
        await doctor.getByLabel("出生年月").fill(`${year}-${month.padStart(2, "0")}`);
        await doctor.getByLabel("为什么要看").fill("夜间急诊，昏迷送来，家属不知道用药");
        await follow(doctor, () => doctor.getByRole("button", { name: "打开档案" }).click());
        assert.match(await doctor.locator("main").innerText(), /这是紧急查阅/);
        assert.equal(await doctor.getByRole("link", { name: "记测量值" }).count(), 0);
        await visit(doctor, "/health/openings");
        const auditor = await world.open(screen);
        await signIn(auditor, world.account("auditor"));
        await visit(auditor, "/health/openings");
        await follow(auditor, () => auditor.locator("#openings tbody a").first().click());
        assert.match(await auditor.locator("main").innerText(), /夜间急诊[\s\S]*复核从次日开始/);
        const other = await world.open(screen);
        await signIn(other, world.account("leader"));
        await visit(other, "/health/openings");
        const response = await other.request.get(`${world.url}${file}?for=visit`);
        assert.equal(response.status(), 403);
      });

      test("the clerk sees what doctors did and whom nobody saw", async () => {
        await visit(clerk, "/services");
        await visit(clerk, "/services/unseen");
        assert.match(await clerk.locator("main").innerText(), /从没有上过门/);
        await visit(clerk, "/feedback");
        assert.match(await clerk.locator("main").innerText(), /今天没有要问的了/);
      });
    });
  }
});
