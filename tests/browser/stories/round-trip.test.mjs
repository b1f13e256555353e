// Every list that the bureau keeps is taken out as a workbook and brought again: the check says that nothing has changed. One cell
// changed, it shows that cell and takes only that in, and gives it back. What cannot be brought, tasks and the names behind figures, goes
// out as the page shows it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { sheets, workbook } from "../lib/workbook.mjs";
import { startWorld } from "../lib/world.mjs";

const LISTS = [
  { kind: "areas", label: "镇街", from: "/areas/export" },
  { kind: "units", label: "单位", from: "/units/export" },
  { kind: "hospitals", label: "医院", from: "/hospitals/export" },
  { kind: "doctors", label: "责任医生", from: "/doctors/export" },
  { kind: "branches", label: "党组织", from: "/groups/branches/export" },
  { kind: "clubs", label: "社团", from: "/groups/clubs/export" },
  { kind: "people", label: "人员", from: "/people/export?all=1" },
  { kind: "pairings", label: "结对关系", from: "/pairings/export" },
  { kind: "memberships", label: "组织成员", from: "/groups/memberships/export" },
  { kind: "holidays", label: "放假安排", from: "/calendar/notices/export" },
  { kind: "divisions", label: "行政区划代码", from: "/divisions/export" },
];

describe("round trip", () => {
  for (const screen of SCREENS.filter(({ name }) => name === "desktop")) {
    describe(screen.name, () => {
      let world;
      let page;
      before(async () => {
        world = await startWorld(`round-trip-${screen.name}`);
        page = await world.open(screen);
        await signIn(page, world.account("clerk"));
      });
      after(() => world?.close());

      for (const list of LISTS) {
        test(`${list.kind} come back unchanged`, async () => {
          const book = await takenOut(page, list);
          await bring(page, list, book);
          const [added, changed, same, wrong] = await counts(page);
          assert.deepEqual([added, changed, wrong], [0, 0, 0]);
          assert.ok(same > 0);
          await follow(page, () => page.getByRole("button", { name: "不导了" }).click());
        });
      }

      test("one changed cell is shown as it was and as it will be, taken in, and taken back", async () => {
        const doctors = LISTS.find(({ kind }) => kind === "doctors");
        const book = await sheets(await takenOut(page, doctors));
        const rows = book[0].data;
        const head = rows.findIndex((row) => row.includes("姓名"));
        const column = rows[head].indexOf("科室");
        const name = rows[head + 1][rows[head].indexOf("姓名")];
        rows[head + 1][column] = "老年医学科";
        await bring(page, doctors, await workbook(book));
        assert.equal((await counts(page))[1], 1);
        await follow(page, () => page.getByRole("link", { name: "修改 1" }).click());
        assert.match(await page.locator("td.is-changed ins").first().innerText(), /老年医学科/);
        await follow(page, () => page.getByRole("button", { name: /^导入/ }).click());
        const imported = page.url().split("?")[0];
        await visit(page, "/doctors");
        const row = page.locator("#doctors tbody tr").filter({ hasText: name }).filter({ hasText: "老年医学科" });
        assert.equal(await row.count(), 1);
        await visit(page, imported);
        await follow(page, () => page.getByRole("button", { name: "撤销这次导入" }).click());
        await visit(page, "/doctors");
        assert.equal(await row.count(), 0);
      });

      test("liaisons go out with whom they keep in touch", async () => {
        await visit(page, "/liaisons");
        await page.getByLabel("哪些老干部").selectOption({ index: 1 });
        await page.getByLabel("联络员", { exact: true }).selectOption({ label: "名单上没有，写在下面" });
        await page.getByLabel("姓名").fill("刘联络");
        await follow(page, () => page.getByRole("button", { name: "都交给他" }).click());
        const row = page.locator("#liaisons tbody tr").filter({ hasText: "刘联络" });
        const count = Number(await row.locator("td").first().innerText());
        const list = await listOut(page, () => page.getByRole("link", { name: "导出", exact: true }).click());
        assert.equal(list.rows.length, count);
        assert.ok(list.of("联络员").every((name) => name === "刘联络"));
        assert.ok(list.of("身份证号码").some((id) => /^\d{17}[\dX]$/.test(id)), "in full, as text");
      });

      test("the names behind an official figure go out, as many as there are", async () => {
        await visit(page, "/reports/basic");
        const figure = page.locator("a[href*='/names?'][href*='row=all'][href*='column=all']").first();
        const count = Number((await figure.innerText()).replace(/\D/g, ""));
        await follow(page, () => figure.click());
        const shown = await namesOn(page);
        const list = await listOut(page, () => page.getByRole("link", { name: "导出", exact: true }).click());
        assert.equal(list.rows.length, count);
        assert.deepEqual(list.of("姓名").slice(0, shown.length), shown);
      });

      test("the names that a target misses go out", async () => {
        await visit(page, "/targets");
        await follow(page, () => page.getByRole("link", { name: /人人有责任医生/ }).first().click());
        const missing = page.locator("a.figure").last();
        const count = Number(await missing.locator(".figure__value").innerText());
        await follow(page, () => missing.click());
        const list = await listOut(page, () => page.getByRole("link", { name: "导出", exact: true }).click());
        assert.equal(list.rows.length, count);
        assert.ok(list.of("是否计入").every((word) => word === "未计入"));
      });

      test("a campaign's tasks go out, and those who were left out of it", async () => {
        await visit(page, "/campaigns/new");
        await page.getByLabel("名称").fill("上门送健康");
        await page.getByLabel("自己定日期").check();
        await page.getByLabel("从哪天").fill(day(0));
        await page.getByLabel("到哪天").fill(day(60));
        await page.getByLabel("高血压").check();
        await follow(page, () => page.getByRole("button", { name: "先看名单" }).click());
        await follow(page, () => page.getByRole("button", { name: /^建立/ }).click());
        const campaign = new URL(page.url()).pathname;
        for (const [state, least] of [["all", 1], ["uncovered", 0]]) {
          await visit(page, `${campaign}/names?state=${state}`);
          const shown = await namesOn(page);
          assert.ok(shown.length >= least);
          if (shown.length === 0) continue;
          const list = await listOut(page, () => page.getByRole("link", { name: "导出", exact: true }).click());
          assert.deepEqual(list.of("姓名").slice(0, shown.length), shown);
        }
        await visit(page, "/tasks?state=overdue");
        assert.equal(await page.getByRole("link", { name: "导出", exact: true }).count(), await page.locator("#tasks").count());
        await visit(page, "/tasks");
        const shown = await namesOn(page);
        const list = await listOut(page, () => page.getByRole("link", { name: "导出", exact: true }).click());
        assert.deepEqual(list.of("姓名").slice(0, shown.length), shown);
        assert.ok(list.of("任务").every((word) => word === "上门"));
      });
    });
  }
});

/** The names on a page of names, in their order. */
function namesOn(page) {
  return page.locator("tbody th[scope=row] a").allInnerTexts();
}

/** What the export that `go` leads to gives: its rows by their head, within title and the line that is signed. */
async function listOut(page, go) {
  await follow(page, go);
  const [{ data }] = await sheets(await downloaded(page));
  const head = data.findIndex((row) => row.includes("序号"));
  assert.ok(head > 0, "a title stands above");
  const end = data.findIndex((row) => row.some((cell) => /填报单位：.*填报人：.*填报日期：/.test(String(cell))));
  assert.ok(end > head, "the line that is signed stands below");
  const rows = data.slice(head + 1, end).filter((row) => row.some((cell) => cell !== null));
  return { rows, of: (name) => rows.map((row) => row[data[head].indexOf(name)] ?? "") };
}

/** The list as a workbook with all its columns, as the export's page gives it. */
async function takenOut(page, { from }) {
  await visit(page, from);
  return downloaded(page);
}

/** The workbook that the page of an export gives, with all columns. */
async function downloaded(page) {
  const boxes = await page.locator("input[name=columns]").all();
  for (const box of boxes) await box.check();
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.locator("main form").getByRole("button", { name: /xlsx|Excel/i }).click(),
  ]);
  return readFile(await file.path());
}

async function bring(page, { kind, label }, content) {
  await visit(page, `/imports/new?kind=${kind}`);
  await page.getByLabel(label, { exact: true }).check();
  const file = { name: `${label}.xlsx`, mimeType: "application/octet-stream", buffer: content };
  await page.locator("input[type=file]").setInputFiles(file);
  await follow(page, () => page.getByRole("button", { name: "上传核对" }).click());
}

/** The numbers on the tabs: new, changed, the same, wrong. */
async function counts(page) {
  const tabs = await page.getByRole("navigation", { name: "核对结果" }).locator(".count").allInnerTexts();
  return tabs.map(Number);
}

/** The day so many days from today where the bureau is. */
function day(later) {
  const at = new Date(Date.now() + later * 86_400_000);
  return at.toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
}
