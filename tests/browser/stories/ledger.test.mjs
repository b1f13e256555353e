// A clerk brings the bureau's own messy ledger: she sees what the program made of it, mends what is wrong, takes it in
// and takes it back.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, inspect, visit } from "../lib/visit.mjs";
import { sheets, workbook } from "../lib/workbook.mjs";
import { run, startWorld, writeLedgers } from "../lib/world.mjs";

const LEDGER = "人员台账.xlsx";
const WRONG = 3;
const A_PAGE = 50;
/** A couple who name one another, somebody who names himself, and those whom they alone know. */
const FAMILIES = [{
  sheet: "教育局",
  data: [
    ["姓名", "出生年月", "人员类别", "配偶姓名", "子女姓名", "紧急联系人", "紧急联系电话", "与本人关系"],
    ["司马春晖", "1940-05", "退休", "东方玉兰", "司马小川", "东方玉兰", "", "配偶"],
    ["东方玉兰", "1943-02", "退休", "司马春晖", "司马小川", "", "", ""],
    ["桑梓", "1945-03", "退休", "桑梓", "", "柳青青", "15400000077", "邻居"],
  ],
}];
/** Born, says the ledger, on 30 February; the citizen ID knows better. */
const WRONG_DAY = { name: "袁刚", wrong: "1958年2月30日", right: "1958-12-21" };

describe("ledger", () => {
  let world;
  let folder;
  let bytes;
  let report;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "changqing-ledgers-"));
    await writeLedgers(folder);
    const file = path.join(folder, LEDGER);
    bytes = await readFile(file);
    world = await startWorld("ledger");
    report = JSON.parse((await run("import", "people", file, "--bureau", "demo", "--dry-run", "--json", "--data", world.data)).stdout);
  });
  after(async () => {
    await world?.close();
    await rm(folder, { recursive: true });
  });

  for (const screen of SCREENS) {
    describe(screen.name, () => {
      let page;
      let checked;
      let name;
      before(async () => {
        page = await world.open(screen);
        await signIn(page, world.account("clerk"));
      });
      after(() => page?.context().close());

      test("what is no ledger is refused at the field", async () => {
        await visit(page, "/imports");
        await follow(page, () => page.locator("#content").getByRole("link", { name: "导入台账" }).click());
        await follow(page, () => send(page), { status: 422 });
        assert.match(await fieldError(page), /请先选一个文件/);
        for (const [content, sentence] of [
          [Buffer.from("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n", "latin1"), /这不是表格文件/],
          [bytes.subarray(0, bytes.length / 2), /只有半截/],
        ]) {
          await choose(page, content);
          await refused(page);
          assert.match(await fieldError(page), sentence);
        }
      });

      test("the check says what is new, changed, unchanged and wrong, and where", async () => {
        await upload(page, bytes);
        checked = page.url();
        assert.deepEqual(await counts(page), tabs(report));
        const rows = await tableRows(page);
        for (const { sheet, row, column, header, message } of report.errors) {
          const isSaid = rows.some(([place, , at, text]) =>
            place === `${sheet} 第 ${row} 行` && at === (column ? `${column} ${header}` : "") && text === message);
          assert.ok(isSaid, `nothing is said about ${sheet} row ${row}: ${message}`);
        }
        assert.equal(rows.length, report.errors.length);
      });

      test("every kind of row has its tab; a change shows what was and what will be", async () => {
        for (const [name, count] of [["新增", report.new], ["没有变化", report.same], ["修改", report.changed]]) {
          await follow(page, () => page.getByRole("link", { name: `${name} ${count}` }).click());
          const shown = Math.min(count, A_PAGE);
          assert.equal((await tableRows(page)).length, shown, name);
        }
        const [changed] = await page.locator("td.is-changed").all();
        const [was, becomes] = [await changed.locator("del").innerText(), await changed.locator("ins").innerText()];
        assert.notEqual(was.replace("原来：", ""), becomes.replace("改为：", ""));
      });

      test("a column is matched anew, and the rows are checked again", async () => {
        const phone = () => page.getByLabel("“电话”这一列当作");
        assert.equal(await phone().locator("option:checked").innerText(), "电话");
        await match(page, phone(), "备注");
        assert.equal(await phone().locator("option:checked").innerText(), "备注");
        assert.notDeepEqual(await counts(page), tabs(report));
        await match(page, phone(), "电话");
        assert.deepEqual(await counts(page), tabs(report));
      });

      test("the wrong rows are downloaded, mended and brought again", async () => {
        const failed = await download(page, page.getByRole("link", { name: /^下载 \d+ 行错误/ }));
        const book = await sheets(failed);
        const rows = book.flatMap(({ data }) => data.slice(1));
        assert.equal(rows.length, report.wrong);
        const row = rows.find((cells) => cells.includes(WRONG_DAY.name));
        const at = row.indexOf(WRONG_DAY.wrong);
        assert.ok(row.some((cell) => String(cell).includes("2 月没有 30 日")), "the row does not say what is wrong");
        row[at] = WRONG_DAY.right;
        await upload(page, await workbook(book));
        // A row that stands twice is right once its twin is gone.
        const twins = report.errors.filter(({ code }) => code === "intake-row-repeated");
        assert.equal((await counts(page))[WRONG], report.wrong - twins.length - 1);
        assert.ok(!(await tableRows(page)).some(([, name]) => name === WRONG_DAY.name), "the mended row is still wrong");
        await follow(page, () => page.getByRole("button", { name: "不导了" }).click());
        assert.match(await page.getByRole("status").first().innerText(), /文件已经删掉/);
      });

      test("nothing is taken in before she says so", async () => {
        await visit(page, `${checked}?show=new`);
        [[, name]] = await tableRows(page);
        assert.deepEqual(await found(page, name), []);
      });

      test("the button says how many wrong rows it leaves out, and does", async () => {
        await visit(page, checked);
        const ties = report.tying > 0 ? `、${report.tying} 条家属关系` : "";
        const said = `跳过 ${report.wrong - report.untied} 行错误，导入其余 ${report.new + report.changed} 行${ties}`;
        const button = page.getByRole("button", { name: said, exact: true });
        await follow(page, () => button.click());
        assert.match(await page.getByRole("status").first().innerText(), /导好了/);
        assert.ok((await found(page, name)).includes(name));
        await follow(page, () => page.locator("#people .row-link").first().click());
        assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), name);
      });

      test("a couple of the sheet is married once; whoever cannot be told is named", async () => {
        await upload(page, await workbook(FAMILIES));
        // The sheet is named after a unit that is not on record.
        assert.equal((await counts(page))[WRONG], 3);
        assert.match(await page.locator("#names").innerText(), /单位“教育局”是新的（3 行）/);
        await page.getByLabel("这些都是新的，一起建").check();
        await follow(page, () => page.getByRole("button", { name: "按勾选的重新核对" }).click());
        assert.deepEqual(await counts(page), [3, 0, 0, 1, 0, 5]);
        const [[place, name, at, text]] = await tableRows(page);
        assert.deepEqual([place, name, at], ["教育局 第 4 行", "桑梓", "D 配偶姓名"]);
        assert.match(text, /不能把本人登记成自己的家属/);
        await follow(page, () => page.getByRole("link", { name: "家属关系 5" }).click());
        const said = (await tableRows(page)).map((row) => row.slice(1).join(" "));
        for (const sentence of [
          "司马春晖 D 配偶姓名 登记配偶东方玉兰，就是教育局第 3 行那位，不另建，设为紧急联系人。",
          "司马春晖 E 子女姓名 登记子女司马小川，册上没有这个人，按亲属新建一份。",
          "东方玉兰 D 配偶姓名 和教育局第 2 行写的是同一层关系，只登记一次。",
          "桑梓 F 紧急联系人 登记朋友邻居柳青青，册上没有这个人，按亲属新建一份，设为紧急联系人。",
        ]) {
          assert.ok(said.includes(sentence), `${sentence} is not among ${said.join("\n")}`);
        }
        assert.match(await page.locator("main").innerText(), /另有 1 行的家属没有全读懂/);
        await follow(page, () => page.getByRole("button", { name: "导入", exact: true }).click());
        const imported = page.url().split("?")[0];
        await visit(page, "/people?q=" + encodeURIComponent("东方玉兰"));
        await follow(page, () => page.locator("#people .row-link").first().click());
        const family = await page.locator("#relations").innerText();
        for (const word of ["司马春晖", "配偶", "司马小川", "子女", "也在服务"]) assert.ok(family.includes(word), `${word} in ${family}`);
        await visit(page, imported);
        await follow(page, () => page.getByRole("button", { name: "撤销这次导入" }).click());
        assert.deepEqual(await found(page, "司马小川"), []);
      });

      test("she takes the whole import back", async () => {
        await visit(page, checked);
        await follow(page, () => page.getByRole("button", { name: "撤销这次导入" }).click());
        assert.match(await page.getByRole("status").first().innerText(), /已经整份撤销/);
        assert.deepEqual(await found(page, name), []);
        await visit(page, "/imports");
        const row = page.locator("#imports tr").filter({ has: page.locator(`a[href="${new URL(checked).pathname}"]`) });
        assert.equal(await row.locator("td").last().innerText(), "已撤销");
      });
    });
  }
});

/** Chooses the kind and the file. */
async function choose(page, content) {
  await page.getByLabel("人员", { exact: true }).check();
  const file = { name: LEDGER, mimeType: "application/octet-stream", buffer: content };
  await page.locator("input[type=file]").setInputFiles(file);
}

function send(page) {
  return page.getByRole("button", { name: "上传核对" }).click();
}

async function upload(page, content) {
  await visit(page, "/imports/new?kind=people");
  await choose(page, content);
  await follow(page, () => send(page));
}

/** Sends a file that cannot be read: with script the answer takes the form's place, without it is a page. */
async function refused(page) {
  if (page.context().changqing.screen.withoutScript) return follow(page, () => send(page), { status: 422 });
  const answer = page.waitForResponse((response) => response.request().method() === "POST");
  await send(page);
  assert.equal((await answer).status(), 422);
  await page.waitForFunction(() => !document.querySelector(".upload-progress"));
  return inspect(page, { status: 422, from: "/imports" });
}

async function fieldError(page) {
  assert.equal(await page.locator("#f-file").getAttribute("aria-invalid"), "true");
  return page.locator("#f-file-error").innerText();
}

/** Says what a column means. */
async function match(page, select, meaning) {
  await select.selectOption({ label: meaning });
  await follow(page, () => page.getByRole("button", { name: "按改好的列重新核对" }).click());
}

/** The numbers on the tabs as the report of the same file has them; that of families is there where it names any. */
function tabs(report) {
  const families = report.tie > 0 ? [report.tie] : [];
  return [report.new, report.changed, report.same, report.wrong, 0, ...families];
}

/** The numbers on the tabs: new, changed, the same, wrong, gone (none where a sheet is too short to tell), families. */
async function counts(page) {
  const tabs = await page.getByRole("navigation", { name: "核对结果" }).locator(".count").allInnerTexts();
  return tabs.map((count) => (count === "未比对" ? 0 : Number(count)));
}

/** The cells of the page's first table, row by row. */
async function tableRows(page) {
  const rows = await page.locator("table").first().locator("tbody tr").all();
  return Promise.all(rows.map((row) => row.locator("th, td").allTextContents()));
}

/** Names that the list answers a search with. */
async function found(page, name) {
  await visit(page, `/people?q=${encodeURIComponent(name)}`);
  return page.locator("#people tbody th").allInnerTexts();
}

async function download(page, link) {
  const [file] = await Promise.all([page.waitForEvent("download"), link.click()]);
  assert.match(file.suggestedFilename(), /\.xlsx$/);
  return readFile(await file.path());
}
