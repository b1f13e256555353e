// Somebody in need asks; one looks, another reviews, a meeting decides, the decision hangs on the wall. What has hung there long enough is
// proposed, approved by another, paid by the bank, signed for, and printed as one file.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { sheets, workbook } from "../lib/workbook.mjs";
import { startWorld } from "../lib/world.mjs";

const WHY = "肺癌靶向药自费，一个月八千六，积蓄用完了";
const CARD = "6222021602001234568";

describe("relief", () => {
  for (const screen of SCREENS) {
    describe(screen.name, () => {
      let world;
      let clerk;
      let leader;
      let address;
      let over;
      let batch;
      let slip;
      before(async () => {
        world = await startWorld(`relief-${screen.name}`);
        [clerk, leader] = await Promise.all([0, 1].map(() => world.open(screen)));
        await signIn(clerk, world.account("clerk"));
        await signIn(leader, world.account("leader"));
        slip = { name: "slip.png", mimeType: "image/png", buffer: await clerk.screenshot() };
      });
      after(() => world?.close());

      const main = (page) => page.locator("main").innerText();
      const press = (page, name, expected) =>
        follow(page, () => page.getByRole("button", { name, exact: true }).first().click(), expected);

      test("what is typed wrong is said at its place, and nothing is lost", async () => {
        await visit(clerk, "/relief/new?q=王");
        await follow(clerk, () => clerk.locator("#found tbody a").first().click());
        const name = await clerk.locator("#f-person b").innerText();
        await clerk.getByLabel("大病救助").check();
        await clerk.getByLabel("困难情况").fill(WHY);
        await clerk.getByLabel("申请金额（元）").fill("4500.005");
        await clerk.getByLabel("开户行").fill("工商银行长庆支行");
        await clerk.getByLabel("账号", { exact: true }).fill("6222021602001234563");
        await clerk.getByLabel("再填一次账号").fill(CARD);
        await press(clerk, "记下申请", { status: 422 });
        assert.match(await main(clerk), /金额最小到分[\s\S]*卡号有一位不对/);
        assert.equal(await clerk.getByLabel("困难情况").inputValue(), WHY);
        await clerk.getByLabel("申请金额（元）").fill("4500");
        await clerk.getByLabel("账号", { exact: true }).fill(CARD);
        await press(clerk, "记下申请");
        address = new URL(clerk.url()).pathname;
        const page = await main(clerk);
        assert.ok(page.includes(name) && page.includes("**** 4568"));
        assert.ok(!page.includes(WHY) && !page.includes(CARD), "masked");
      });

      test("it is handed in with its papers, looked into by one and reviewed by another", async () => {
        await press(clerk, "提交申请", { status: 422 });
        for (const label of ["诊断证明", "自费票据"]) {
          await clerk.getByLabel("是什么材料").fill(label);
          await clerk.getByLabel("材料照片").setInputFiles(slip);
          await press(clerk, "存材料");
        }
        await press(clerk, "提交申请");
        await clerk.getByLabel("看到的、听到的").fill("上门看了票据，问了社区王主任，属实");
        await press(clerk, "核实属实");
        assert.equal(await clerk.getByRole("button", { name: "审核同意上会" }).count(), 0, "never by who looked");
        await visit(leader, address);
        await press(leader, "查看事由和账号");
        assert.ok((await main(leader)).includes(WHY), "shown to who asks");
        await press(leader, "审核同意上会");
      });

      test("a meeting decides, and the least hangs on the wall", async () => {
        await visit(clerk, "/relief/meetings/new");
        const id = address.split("/").at(-1);
        await clerk.getByLabel("地点").fill("三楼会议室");
        const chair = clerk.locator("select[name=chair] option").nth(1);
        await clerk.locator("select[name=chair]").selectOption(await chair.getAttribute("value"));
        await clerk.getByLabel("参加人员").fill("局领导、老干部科、财务科");
        await clerk.getByLabel("会议记录").fill("逐件讨论，一致同意。");
        await clerk.locator(`#f-verdict-${id}-agreed`).check();
        await clerk.locator(`#f-yuan-${id}`).fill("4000");
        await press(clerk, "存会议");
        assert.match(await main(clerk), /等主持人/);
        assert.equal(await clerk.getByRole("button", { name: "发布公示" }).count(), 0, "not before the chair has confirmed");
        const meeting = new URL(clerk.url()).pathname;
        await visit(leader, meeting);
        await leader.locator("#send-back > summary").click();
        await leader.getByLabel("哪里不对").fill("地点是二楼");
        await press(leader, "退回记录人");
        await visit(clerk, meeting);
        assert.match(await main(clerk), /退回了这份记录：地点是二楼/);
        await follow(clerk, () => clerk.getByRole("link", { name: "改好重新记" }).click());
        assert.equal(await clerk.locator(`#f-yuan-${id}`).inputValue(), "4000.00");
        await clerk.getByLabel("地点").fill("二楼会议室");
        await press(clerk, "存会议");
        await visit(leader, new URL(clerk.url()).pathname);
        await press(leader, "核对无误，确认");
        await visit(clerk, new URL(leader.url()).pathname);
        await press(clerk, "发布公示");
        const wall = await main(clerk);
        assert.match(wall, /某/);
        assert.match(wall, /专项救助[\s\S]*4,000\.00/);
        assert.ok(!wall.includes("大病") && !wall.includes("肺癌"));
        await visit(clerk, address);
        assert.match(await main(clerk), /公示到/);
        assert.equal(await clerk.getByRole("button", { name: "提请审批" }).count(), 0, "not before its end");
      });

      test("whoever objects is named to those alone who ask for it", async () => {
        await visit(clerk, address);
        await clerk.getByText("记一条异议", { exact: true }).click();
        await clerk.getByLabel("提了什么").fill("他家在县城有两套房出租");
        await clerk.getByLabel("异议人").fill("赵铁柱");
        await press(clerk, "记下异议");
        const objections = clerk.locator("#objections");
        assert.match(await objections.innerText(), /两套房出租[\s\S]*赵\S*提出/);
        assert.ok(!(await main(clerk)).includes("赵铁柱"), "masked");
        await clerk.getByLabel("维持原决定").check();
        await clerk.getByLabel("答复").fill("查过，房子是侄子的");
        await press(clerk, "记下答复");
        assert.match(await objections.innerText(), /房子是侄子的/);
      });

      test("what has hung long enough is proposed by one and approved by another", async () => {
        await visit(clerk, "/relief?state=noticed");
        await follow(clerk, () => clerk.locator("#reliefs tbody tr").filter({ hasText: "公示结束" }).locator("a").first().click());
        over = new URL(clerk.url()).pathname;
        await press(clerk, "提请审批");
        assert.equal(await clerk.getByRole("button", { name: "审批同意" }).count(), 0);
        await visit(leader, "/relief/budget");
        const left = async () => (await leader.locator("#budgets tbody").innerText()).match(/[\d,]+\.\d\d/g).join(" ");
        const before = await left();
        await visit(leader, over);
        await press(leader, "审批同意");
        await visit(leader, "/relief/budget");
        assert.notEqual(await left(), before, "set aside");
      });

      test("a batch is made by one, released by another, and paid by the bank's answer", async () => {
        await visit(clerk, "/relief/batches");
        const id = over.split("/").at(-1);
        for (const box of await clerk.locator("input[name=of]").all()) {
          if ((await box.getAttribute("value")) !== id) await box.uncheck();
        }
        await press(clerk, "编成批次");
        batch = new URL(clerk.url()).pathname;
        assert.equal(await clerk.getByRole("button", { name: "放行" }).count(), 0, "never by who made it");
        await visit(leader, batch);
        await press(leader, "放行");
        await visit(clerk, batch);
        const link = clerk.getByRole("link", { name: /下载银行表格/ });
        const [file] = await Promise.all([clerk.waitForEvent("download"), link.click()]);
        const [{ data: rows }] = await sheets(await readFile(await file.path()));
        const [, , account, , yuan, reference] = rows[2];
        assert.equal(typeof account, "string");
        const answer = async (amount) => ({
          name: "回执.xlsx",
          mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
          buffer: await workbook([
            {
              sheet: "回执",
              data: [
                ["附言", "账号", "金额", "处理结果", "流水号"],
                [reference, account, amount, "成功", "N20261209001"],
              ],
            },
          ]),
        });
        await clerk.getByLabel("回执表格").setInputFiles(await answer(yuan + 0.01));
        await press(clerk, "读回执", { status: 422 });
        assert.match(await main(clerk), /第 2 行[\s\S]*金额和发出的不一样/);
        await clerk.getByLabel("回执表格").setInputFiles(await answer(yuan));
        await press(clerk, "读回执");
        assert.match(await main(clerk), /成功[\s\S]*N20261209001/);
      });

      test("it is signed for, archived, and printed as one file", async () => {
        await visit(clerk, over);
        await clerk.getByLabel("签字（或签收单照片）").setInputFiles(slip);
        await press(clerk, "存签收");
        await press(clerk, "归档");
        assert.match(await main(clerk), /已归档/);
        const printed = await clerk.request.get(`${over}/archive.pdf`);
        assert.equal(printed.status(), 200);
        assert.equal((await printed.body()).subarray(0, 5).toString(), "%PDF-");
      });

      test("each figure of the year opens to so many names", async () => {
        await visit(leader, "/relief/year");
        const figure = leader.locator(".figures a").filter({ hasText: "已发放" }).first();
        const count = Number((await figure.locator(".figure__value").innerText()).trim());
        assert.ok(count > 0);
        await follow(leader, () => figure.click());
        assert.equal(await leader.locator("#reliefs tbody tr").count(), count);
      });

      test("what the bank gives back is noted by one, found so by another, and paid anew", async () => {
        await visit(clerk, over);
        await clerk.getByText("银行退汇了", { exact: true }).click();
        await clerk.getByLabel("银行怎么说").fill("账户已销户，12 月 3 日退汇");
        await press(clerk, "记下退汇");
        assert.match(await main(clerk), /银行退汇，待核对[\s\S]*账户已销户/);
        assert.equal(await clerk.getByRole("button", { name: "核对属实，重新发放" }).count(), 0);
        await visit(leader, over);
        await leader.getByLabel("核对情况").fill("流水已核对");
        await press(leader, "核对属实，重新发放");
        assert.match(await main(leader), /退汇核对属实，重新发放/);
        await visit(clerk, batch);
        assert.match(await main(clerk), /后来的银行回执（退汇）/);
        await visit(clerk, "/relief/batches");
        assert.equal(await clerk.locator(`input[name=of][value="${over.split("/").at(-1)}"]`).count(), 1, "to be paid anew");
      });
    });
  }
});
