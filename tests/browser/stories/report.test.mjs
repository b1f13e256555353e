// The year's tables: a figure opens to its names, the year is closed, a death is entered late, and the closed figure stays while
// the next table names the difference.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

// The column of the change, counted from the row's label.
const COLUMN = { last: 1, actual: 7, differs: 8 };

describe("official tables", () => {
  let world;
  before(async () => {
    world = await startWorld("report");
  });
  after(() => world?.close());

  test("a clerk opens figures, closes the year, and a late death is explained by name", async () => {
    const page = await world.open(SCREENS[0]);
    await signIn(page, world.account("clerk"));
    await visit(page, "/reports");
    const closeLink = page.getByRole("link", { name: /\d{4} 年关账/ });
    const year = Number((await closeLink.innerText()).match(/\d{4}/)[0]);
    const closedTable = `/reports/change?on=${year}-12-31`;

    await visit(page, closedTable);
    const counted = await figure(page, COLUMN.actual);
    await follow(page, () => cell(page, COLUMN.actual).getByRole("link").click());
    const names = page.locator("#names tbody tr");
    assert.equal(await names.count(), Math.min(counted, 100), "as many names as the figure says, a hundred to a page");
    const elder = await names.first().getByRole("link").innerText();
    const person = (await names.first().getByRole("link").getAttribute("href")).split("/").at(-1);

    await visit(page, "/reports");
    await follow(page, () => closeLink.click());
    await follow(page, () => page.getByRole("button", { name: /关账，封存数字/ }).click());
    assert.equal(await figure(page, COLUMN.actual), counted);

    // Entered today, of last year.
    await visit(page, `/people/${person}/events/new?kind=death`);
    await page.locator("#f-on").fill(`${year}-11-03`);
    await follow(page, () => page.locator("form[action$='/events/preview'] button").first().click());
    await follow(page, () => page.locator("form[action$='/events'] button").click());

    await visit(page, closedTable);
    assert.equal(await figure(page, COLUMN.actual), counted, "a closed figure does not change");
    await visit(page, "/reports/change");
    assert.equal(await figure(page, COLUMN.last), counted);
    assert.equal(await figure(page, COLUMN.differs), -1);
    await follow(page, () => cell(page, COLUMN.differs).getByRole("link").click());
    const line = await page.locator("#names tbody tr").innerText();
    assert.ok(line.includes(elder) && line.includes("关账后才登记") && line.includes("少 1 人"), line);
    await page.context().close();
  });

  for (const screen of SCREENS) {
    test(`a leader reads every table and does not close (${screen.name})`, async () => {
      const page = await world.open(screen);
      await signIn(page, world.account("leader"));
      for (const kind of ["change", "basic", "ages", "party", "self-care"]) await visit(page, `/reports/${kind}`);
      await visit(page, "/reports/close", { status: 403 });
      await page.context().close();
    });
  }

  test("a table is taken away as a sheet", async () => {
    const page = await world.open(SCREENS[0]);
    await signIn(page, world.account("leader"));
    await visit(page, "/reports/basic");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "下载 Excel" }).click(),
    ]);
    assert.match(download.suggestedFilename(), /基本情况.*\.xlsx$/);
    await page.context().close();
  });

  const cell = (page, column) => page.locator("#figures tbody tr").first().locator("td").nth(column - 1);

  async function figure(page, column) {
    return Number((await cell(page, column).innerText()).replaceAll(",", ""));
  }
});
