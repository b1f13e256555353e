// Every list that the bureau keeps is taken out as a workbook and brought again: the check says that nothing has changed. One cell
// changed, it shows that cell and takes only that in, and gives it back.

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
    });
  }
});

/** The list as a workbook with all its columns, as the export's page gives it. */
async function takenOut(page, { from }) {
  await visit(page, from);
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
