// A daughter phones: the clerk registers it, sees until when it runs and why, hands it to the leader, who does it; the clerk calls back.
// Then one is refused, which takes two.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

const ASKED = "父亲半夜摔了一跤，想请局里帮着联系床位";

describe("case", () => {
  for (const screen of SCREENS) {
    describe(screen.name, () => {
      let world;
      let clerk;
      let leader;
      let address;
      before(async () => {
        world = await startWorld(`case-${screen.name}`);
        clerk = await world.open(screen);
        await signIn(clerk, world.account("clerk"));
        leader = await world.open(screen);
        await signIn(leader, world.account("leader"));
      });
      after(() => world?.close());

      test("the leader sees how many there are, and the names behind each number", async () => {
        await visit(leader, "/cases");
        const figure = leader.locator(".figures a").filter({ hasText: "等人同意不办" });
        const count = Number((await figure.locator(".figure__value").innerText()).trim());
        assert.ok(count > 0, "nothing waits for a second one");
        await follow(leader, () => figure.click());
        assert.equal(await leader.locator("#cases tbody tr").count(), count);
      });

      test("somebody phones: first who, then what, and nothing is lost where something is missing", async () => {
        await visit(clerk, "/cases");
        await follow(clerk, () => clerk.getByRole("link", { name: "登记来电来访" }).first().click());
        await clerk.getByLabel("老干部").fill("王");
        await follow(clerk, () => clerk.locator("form[role=search] button").last().click());
        await follow(clerk, () => clerk.locator("#found tbody a").first().click());
        await clerk.getByLabel("来人说了什么").fill(ASKED);
        await clerk.getByLabel("就医").check();
        await clerk.getByLabel("急事").check();
        await clerk.getByLabel("家属").check();
        await follow(clerk, () => clerk.getByRole("button", { name: "登记", exact: true }).click(), { status: 422 });
        assert.equal(await clerk.getByLabel("来人说了什么").inputValue(), ASKED);
        await clerk.getByLabel("提出人姓名").fill("小王");
        await clerk.getByLabel("回访电话").fill("15400001234");
        await follow(clerk, () => clerk.getByRole("button", { name: "登记", exact: true }).click());
        address = new URL(clerk.url()).pathname;
        const text = await clerk.locator("main").innerText();
        assert.match(text, /首接责任人/);
        assert.match(text, /起 2 小时 = .* 到期/);
        await clerk.getByText("怎么算的").click();
        assert.match(await clerk.locator("main").innerText(), /分钟/);
      });

      test("it is handed on, and whoever registered it stays answerable", async () => {
        await clerk.locator("#hand summary").click();
        const to = clerk.locator("select[name=hand_to]");
        await to.selectOption({ index: 1 });
        await follow(clerk, () => clerk.getByRole("button", { name: "转交", exact: true }).click());
        assert.match(await clerk.locator("main").innerText(), /正由|转交/);
        await visit(leader, address);
        await leader.getByLabel("办成了什么").fill("骨科床位已联系好");
        await follow(leader, () => leader.getByRole("button", { name: "办完，转回访" }).click());
        assert.match(await leader.locator("main").innerText(), /经办的.*不自己回访/);
      });

      test("the asker has the last word", async () => {
        await visit(clerk, address);
        await follow(clerk, () => clerk.getByRole("button", { name: "记下回访" }).click(), { status: 422 });
        await clerk.getByLabel("满意", { exact: true }).check();
        await clerk.getByLabel("原话").fill("办得快，谢谢");
        await follow(clerk, () => clerk.getByRole("button", { name: "记下回访" }).click());
        assert.match(await clerk.locator("main").innerText(), /办结，满意[\s\S]*办得快/);
        await visit(clerk, "/cases?whose=all&state=closed");
        assert.ok((await clerk.locator("#cases tbody tr").count()) > 1);
      });

      test("a refusal waits for a second one, who has to say why not", async () => {
        await visit(leader, "/cases?state=refusing");
        await follow(leader, () => leader.locator("#cases tbody a").first().click());
        await follow(leader, () => leader.getByRole("button", { name: "不同意，继续办" }).click(), { status: 422 });
        await leader.getByLabel("为什么要办").fill("可以陪着去一趟");
        await follow(leader, () => leader.getByRole("button", { name: "不同意，继续办" }).click());
        assert.match(await leader.locator("main").innerText(), /可以陪着去一趟/);
      });

      test("times are the bureau's own", async () => {
        await visit(clerk, "/settings/cases");
        await clerk.getByLabel("一般，多少个工作日").fill("0");
        await follow(clerk, () => clerk.getByRole("button", { name: "保存" }).click(), { status: 422 });
        await clerk.getByLabel("一般，多少个工作日").fill("5");
        await follow(clerk, () => clerk.getByRole("button", { name: "保存" }).click());
        assert.match(await clerk.getByRole("status").first().innerText(), /规定记下了/);
      });
    });
  }
});
