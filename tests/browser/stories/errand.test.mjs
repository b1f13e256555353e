// An elder who lives alone phones: "I need my pension drawn and my medicine fetched." Two go to the bank, every fen is in the ledger, the
// elder signs, a third person calls, and the month has it.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

const WANTED = "取这个月的养老金，再到药店买两盒降压药";

describe("errand", () => {
  for (const screen of SCREENS) {
    describe(screen.name, () => {
      let world;
      let clerk;
      let doctor;
      let leader;
      let address;
      let slip;
      before(async () => {
        world = await startWorld(`errand-${screen.name}`);
        [clerk, doctor, leader] = await Promise.all([0, 1, 2].map(() => world.open(screen)));
        await signIn(clerk, world.account("clerk"));
        await signIn(doctor, world.account("doctor"));
        await signIn(leader, world.account("leader"));
        slip = { name: "slip.png", mimeType: "image/png", buffer: await clerk.screenshot() };
      });
      after(() => world?.close());

      /** Enters a movement as the form asks for it. */
      async function move(page, word, yuan, file, expected) {
        await page.getByLabel(word, { exact: true }).check();
        await page.getByLabel("金额（元）").fill(yuan);
        if (file) await page.getByLabel("票据照片").setInputFiles(file);
        await follow(page, () => page.getByRole("button", { name: "记下", exact: true }).click(), expected);
      }

      /** The other one agrees to what waits. */
      async function agree(page) {
        await visit(page, `${address}/money`);
        await follow(page, () => page.getByRole("button", { name: /^核对同意/ }).first().click());
      }

      test("each figure above the list opens to so many names", async () => {
        await visit(leader, "/errands");
        const figure = leader.locator(".figures a").filter({ hasText: "没人接" });
        const count = Number((await figure.locator(".figure__value").innerText()).trim());
        assert.ok(count > 0, "nothing waits");
        await follow(leader, () => figure.click());
        assert.equal(await leader.locator("#errands tbody tr").count(), count);
      });

      test("what must not be done is refused, and nothing typed is lost", async () => {
        await visit(clerk, "/errands/new?q=王");
        await follow(clerk, () => clerk.locator("#found tbody a").first().click());
        await clerk.getByLabel("要办什么").fill(`${WANTED}，密码 123456`);
        await clerk.getByLabel("银行业务").check();
        await follow(clerk, () => clerk.getByRole("button", { name: "登记", exact: true }).click(), { status: 422 });
        assert.match(await clerk.locator("main").innerText(), /密码、验证码不能记/);
        assert.match(await clerk.getByLabel("要办什么").inputValue(), /密码 123456/);
        await clerk.getByLabel("要办什么").fill(WANTED);
        await follow(clerk, () => clerk.getByRole("button", { name: "登记", exact: true }).click());
        address = new URL(clerk.url()).pathname;
        assert.match(await clerk.locator("main").innerText(), /要两个人一起办[\s\S]*派给谁/);
      });

      test("one takes it up, the second is given it", async () => {
        await follow(clerk, () => clerk.getByRole("button", { name: "我去办" }).click());
        assert.match(await clerk.locator("main").innerText(), /还差一个人/);
        const name = (await doctor.locator("header").innerText()).match(/[\u4e00-\u9fa5]{2,4}(?=\s|$)/);
        assert.ok(name);
        await clerk.getByText("派给别人").click();
        const option = clerk.locator("select[name=to] option").filter({ hasText: "王建国" });
        await clerk.locator("select[name=to]").selectOption(await option.first().getAttribute("value"));
        await follow(clerk, () => clerk.locator("details.other").getByRole("button", { name: "派给" }).first().click());
        await visit(doctor, "/errands?whose=mine");
        assert.ok((await doctor.locator("#errands tbody tr").count()) > 0);
      });

      test("money needs a mandate, two people and receipts", async () => {
        await visit(clerk, `${address}/money`);
        assert.match(await clerk.locator("main").innerText(), /还没有有效的委托书/);
        await clerk.getByLabel("委托书照片").setInputFiles(slip);
        await follow(clerk, () => clerk.getByRole("button", { name: "存好" }).click());
        await move(clerk, "代取（银行）", "3260.505", undefined, { status: 422 });
        await move(clerk, "代取（银行）", "3260.50");
        await agree(doctor);
        await visit(clerk, `${address}/money`);
        await move(clerk, "代付", "86.35", undefined, { status: 422 });
        await move(clerk, "代付", "86.35", slip);
        await agree(doctor);
        assert.match(await doctor.locator(".figures").innerText(), /3,174\.15/);
        await visit(clerk, `${address}/money`);
        await move(clerk, "交给老人", "3174.15");
        await agree(doctor);
        assert.match(await doctor.locator(".figures").innerText(), /0\.00/);
      });

      test("the elder signs on the screen, or on a slip that is photographed", async () => {
        await visit(clerk, `${address}/money`);
        const sheet = clerk.locator(".signature__sheet");
        if (screen.withoutScript) {
          await clerk.getByLabel("签字（或签字单照片）").setInputFiles(slip);
        } else {
          await sheet.scrollIntoViewIfNeeded();
          const box = await sheet.boundingBox();
          await clerk.mouse.move(box.x + 40, box.y + 60);
          await clerk.mouse.down();
          await clerk.mouse.move(box.x + box.width / 2, box.y + 140, { steps: 8 });
          await clerk.mouse.move(box.x + box.width - 40, box.y + 50, { steps: 8 });
          await clerk.mouse.up();
          await clerk.waitForFunction(() => document.querySelector("#f-signature").files.length === 1);
        }
        await follow(clerk, () => clerk.getByRole("button", { name: "存签字" }).click());
        assert.match(await clerk.locator("main").innerText(), /看签字/);
      });

      test("a third person calls, and the month has it", async () => {
        await visit(clerk, address);
        await clerk.getByLabel("办成什么样").fill("养老金取回，药买了两盒，当面点清");
        await follow(clerk, () => clerk.getByRole("button", { name: "办好了" }).click());
        assert.match(await clerk.locator("main").innerText(), /等没有经手的人回访/);
        await visit(leader, address);
        await leader.getByLabel("满意", { exact: true }).check();
        await leader.getByLabel("原话").fill("一分不差，谢谢");
        await follow(leader, () => leader.getByRole("button", { name: "记下回访" }).click());
        assert.match(await leader.locator("main").innerText(), /办结，满意[\s\S]*一分不差/);
        await visit(leader, "/errands/report");
        const row = leader.locator("#by-kind tbody tr").filter({ hasText: "银行业务" });
        await follow(leader, () => row.getByRole("link").last().click());
        assert.ok((await leader.locator("#errands tbody tr").count()) > 0);
      });

      test("what somebody has in hand is taken back with a reason, and waits again", async () => {
        await visit(clerk, "/errands/new?q=李");
        await follow(clerk, () => clerk.locator("#found tbody a").first().click());
        await clerk.getByLabel("要办什么").fill("买一袋米");
        await clerk.getByLabel("购物买菜").check();
        await follow(clerk, () => clerk.getByRole("button", { name: "登记", exact: true }).click());
        const proposed = clerk.locator("#assign li").filter({ hasText: "王建国" });
        if (await proposed.count()) {
          await follow(clerk, () => proposed.getByRole("button", { name: "派给" }).click());
        } else {
          const others = clerk.locator("#assign details.other");
          await others.locator("summary").click();
          const option = others.locator("option").filter({ hasText: "王建国" });
          await others.locator("select").selectOption(await option.first().getAttribute("value"));
          await follow(clerk, () => others.getByRole("button", { name: "派给" }).click());
        }
        const recall = clerk.locator("#recall");
        await recall.locator("summary").click();
        await follow(clerk, () => recall.getByRole("button", { name: "收回", exact: true }).click(), { status: 422 });
        assert.ok(await recall.getByLabel("为什么").isVisible(), "it is open where something is missing");
        await recall.getByLabel("为什么").fill("他临时出差");
        await follow(clerk, () => recall.getByRole("button", { name: "收回", exact: true }).click());
        assert.match(await clerk.locator("main").innerText(), /从王建国处收回[\s\S]*他临时出差/);
        assert.equal(await clerk.getByRole("button", { name: "我去办" }).count(), 1, "anybody may take it up");
        await visit(doctor, new URL(clerk.url()).pathname, { status: 404 });
      });

      test("the bureau's own people and rules", async () => {
        await visit(clerk, "/errands/workers");
        await follow(clerk, () => clerk.locator("#workers tbody a").first().click());
        await visit(clerk, "/settings/errands");
        await clerk.getByLabel("新加一种").fill("代办贷款");
        await follow(clerk, () => clerk.getByRole("button", { name: "保存" }).click(), { status: 422 });
        await clerk.getByLabel("新加一种").fill("代缴水电");
        await follow(clerk, () => clerk.getByRole("button", { name: "保存" }).click());
        assert.match(await clerk.locator("main").innerText(), /代缴水电/);
      });
    });
  }
});
