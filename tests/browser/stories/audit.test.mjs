// The auditor sees who did what and proves that nobody altered it. Whoever goes behind the program's back is found out.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { run, startWorld } from "../lib/world.mjs";

const ELDER = "王晓明";

describe("audit", () => {
  let world;
  before(async () => {
    world = await startWorld("audit");
  });
  after(() => world?.close());

  for (const screen of SCREENS) {
    test(`what a clerk saw stands in the log, and the log is whole (${screen.name})`, async () => {
      const clerk = await world.open(screen);
      await signIn(clerk, world.account("clerk"));
      await visit(clerk, `/people?q=${encodeURIComponent(ELDER)}`);
      await follow(clerk, () => clerk.locator("#people .row-link").filter({ hasText: ELDER }).first().click());
      await follow(clerk, () => clerk.getByRole("button", { name: /显示\s*身份证号/ }).click());
      await clerk.context().close();

      const auditor = await world.open(screen);
      await signIn(auditor, world.account("auditor"));
      await visit(auditor, "/audit");
      const lines = await auditor.locator("#audit tbody tr").allInnerTexts();
      for (const done of ["登录", "看个人资料", "显示证件号"]) {
        assert.ok(lines.some((line) => line.includes(done) && line.includes("周敏")), `nothing says: 周敏 ${done}`);
      }
      await follow(auditor, () => auditor.getByRole("button", { name: "核对日志是否完整" }).click());
      assert.match(await auditor.getByRole("status").first().innerText(), /日志完整/);
      await auditor.context().close();
    });
  }

  test("of everything the bureau did in its year nothing is told in keys", async () => {
    const page = await world.open(SCREENS[0]);
    await signIn(page, world.account("auditor"));
    const told = new Set();
    let next = "/audit";
    while (next) {
      await page.goto(next);
      const lines = await page.locator("#audit tbody tr").all();
      for (const line of lines) told.add((await line.locator("td").allInnerTexts()).slice(1, 4).join(" | "));
      const older = page.locator("a[rel='next']");
      next = (await older.count()) > 0 ? await older.getAttribute("href") : null;
    }
    assert.ok(told.size > 20, "a year of a bureau");
    // Numbers of things, formats and names of files are no words of the program's.
    const keys = [...told].filter((line) => /[a-z_-]{3,}/i.test(line.replaceAll(/编号 [0-9a-f]+|Excel|CSV|PDF|\S+\.(csv|xlsx)/g, "")));
    assert.deepEqual(keys, []);
    await page.context().close();
  });

  test("who may not read the log does not", async () => {
    const page = await world.open(SCREENS[0]);
    await signIn(page, world.account("clerk"));
    await visit(page, "/audit", { status: 403 });
    await page.context().close();
  });

  test("an entry altered in the database itself is named", async () => {
    await world.stop();
    const verify = () => run("audit", "verify", "--data", world.data);
    const whole = await verify();
    assert.equal(whole.code, 0, whole.stderr);
    const seq = Number(sql("SELECT max(seq) - 3 FROM audit_entry"));
    sql(`UPDATE audit_entry SET name = '没有这个人' WHERE seq = ${seq}`);
    const broken = await verify();
    assert.equal(broken.code, 1, broken.stdout + broken.stderr);
    assert.match(broken.stdout + broken.stderr, new RegExp(`\\b${seq}\\b`));
  });

  /** Runs SQL behind the program's back, by Debian's `sqlite3`. */
  function sql(text) {
    return execFileSync("sqlite3", [path.join(world.data, "changqing.db"), text], { encoding: "utf8" }).trim();
  }
});
