// The clerk has a pairing proposed, reads why, changes one by hand and publishes it.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { run, startWorld } from "../lib/world.mjs";

describe("pairing", () => {
  for (const screen of SCREENS) {
    describe(screen.name, () => {
      let world;
      let page;
      let proposal;
      let mended;
      before(async () => {
        world = await startWorld(`pairing-${screen.name}`);
        page = await world.open(screen);
        await signIn(page, world.account("clerk"));
      });
      after(() => world?.close());

      test("the rules are to be seen before they are used", async () => {
        await visit(page, "/pairings");
        await follow(page, () => page.getByRole("link", { name: "结对规矩" }).click());
        assert.match(await page.locator("main").innerText(), /专长对病症减/);
      });

      test("a proposal is computed, and proven to be the cheapest", async () => {
        await visit(page, "/pairings");
        await follow(page, () => page.getByRole("button", { name: "算一个方案" }).click());
        proposal = new URL(page.url()).pathname;
        const text = await page.locator("main").innerText();
        const [, cost, bound] = text.match(/总代价 ([\d,]+)，可能的最低也是 ([\d,]+)：已证明最优/) ?? [];
        assert.ok(cost, "nothing says that it is proven");
        assert.equal(cost, bound);
      });

      test("the command line finds the same cost", async () => {
        const { stdout } = await run("pair", "--bureau", "demo", "--json", "--data", world.data);
        const { cost } = JSON.parse(stdout);
        await visit(page, proposal);
        assert.match((await page.locator("main").innerText()).replaceAll(",", ""), new RegExp(`总代价 ${cost}，`));
      });

      test("every pair has its reason, and a figure leads to as many names", async () => {
        await visit(page, `${proposal}?rows=all`);
        for (const row of await rows(page)) assert.ok(row.why, `no reason stands beside ${row.name}`);
        await visit(page, `${proposal}?rows=new`);
        const [tab] = await page.locator(".tabs a[aria-current] .count").allInnerTexts();
        assert.equal((await rows(page)).length, Math.min(Number(tab), (await rows(page)).length));
      });

      test("one is changed by hand, which the proposal says and counts", async () => {
        const choice = await firstChoice(page, `${proposal}?rows=all`);
        mended = { person: new URL(page.url()).pathname.split("/").at(-1) };
        [, mended.name] = (await page.locator("h1").innerText()).match(/^给(.+)换一位医生$/);
        mended.doctor = await choice.locator("th").innerText();
        await follow(page, () => choice.getByRole("button", { name: /选这位/ }).click());
        assert.match(await page.locator("main").innerText(), /手工改了 1 人/);
        const row = (await rows(page)).find(({ name }) => name.includes(mended.name));
        assert.ok(row?.after.includes(mended.doctor), `${row?.after} is not ${mended.doctor}`);
      });

      test("nobody's doctor changes before it is published", async () => {
        await visit(page, `/people/${mended.person}`);
        assert.notEqual(await responsible(page), mended.doctor);
      });

      test("it is published; the pair has its date on his page", async () => {
        await visit(page, proposal);
        await follow(page, () => page.getByRole("button", { name: "发布方案" }).click());
        assert.match(await page.getByRole("status").first().innerText(), /已经发布/);
        await visit(page, `/people/${mended.person}`);
        assert.equal(await responsible(page), mended.doctor);
        assert.match(await page.locator("main").innerText(), /年\d+月\d+日起/);
      });

      test("what is published cannot be published again", async () => {
        await visit(page, proposal);
        assert.equal(await page.getByRole("button", { name: "发布方案" }).count(), 0);
      });
    });
  }
});

/** The last doctor to choose from for the first person within whose reach a doctor has room; the page of that choice is open. */
async function firstChoice(page, list) {
  await visit(page, list);
  const changes = await page.getByRole("link", { name: /^换一位/ }).count();
  for (let at = 0; at < changes; at += 1) {
    await visit(page, list);
    await follow(page, () => page.getByRole("link", { name: /^换一位/ }).nth(at).click());
    const choices = page.locator("#choices tbody tr");
    if (await choices.count()) return choices.last();
  }
  throw new Error("for nobody on the page is there another doctor with room");
}

/** The pairs on the page: name, doctor after, why. */
async function rows(page) {
  const found = await page.locator("#pairs tbody tr").all();
  return Promise.all(
    found.map(async (row) => {
      const name = await row.locator("th").innerText();
      const [, , after, why] = await row.locator("td").allTextContents();
      return { name, after, why: why.trim() };
    }),
  );
}

/** The doctor who answers for the person whose page it is, if there is one. */
async function responsible(page) {
  const name = page.locator(".asked-most div").filter({ hasText: "责任医生" }).locator("dd b");
  return (await name.count()) ? (await name.innerText()).trim() : "";
}
