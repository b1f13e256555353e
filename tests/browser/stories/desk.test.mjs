// An elder comes to the hospital: the guide finds her, gives her a number, calls it, and stamps each step; the board names nobody; the
// clerk sees what is missing at which desk, and how long people waited.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

describe("guide desk", () => {
  for (const screen of SCREENS) {
    describe(screen.name, () => {
      let world;
      let guide;
      let clerk;
      let queue;
      let token;
      before(async () => {
        world = await startWorld(`desk-${screen.name}`);
        [guide, clerk] = await Promise.all([0, 1].map(() => world.open(screen)));
        await signIn(guide, world.account("guide"));
        await signIn(clerk, world.account("clerk"));
      });
      after(() => world?.close());

      /** The card of the number that this story gave out. */
      const card = () => guide.locator("li:has(> article.visit)").filter({ has: guide.locator(`.token:text-is("${token}")`) });
      const press = (name) => follow(guide, () => card().getByRole("button", { name }).first().click());

      test("the guide stands before today's queue of her desk and nothing else", async () => {
        queue = new URL(guide.url()).pathname;
        assert.match(queue, /^\/desks\/[0-9a-f-]{36}\/queue$/);
        const text = await guide.locator("main").innerText();
        assert.match(text, /正在就诊 \d+ 位[\s\S]*等着叫号 \d+ 位[\s\S]*预约今天来 \d+ 位/);
        await visit(guide, "/people", { status: 403 });
        await visit(guide, "/desks", { status: 403 });
      });

      test("somebody is found, given a number, and stands where the reasons put her", async () => {
        await visit(guide, queue);
        await follow(guide, () => guide.getByRole("link", { name: "来了一位" }).click());
        await guide.getByLabel("老干部", { exact: true }).fill("王");
        await follow(guide, () => guide.getByRole("button", { name: "查找" }).click());
        assert.match(await guide.locator("main").innerText(), /至少输两个字/);
        await guide.getByLabel("老干部", { exact: true }).fill("wa");
        await follow(guide, () => guide.getByRole("button", { name: "查找" }).click());
        const picks = guide.locator(".picks a");
        assert.ok((await picks.count()) > 1 && (await picks.count()) <= 8, "eight at most");
        // Some of those found are here already: the first who is not gets the number.
        for (let n = 0; n < (await picks.count()); n += 1) {
          await follow(guide, () => picks.nth(n).click());
          await guide.getByLabel("行动不便").check();
          await guide.getByLabel("看什么").fill("脚肿了三天");
          const sent = guide.waitForResponse((response) => response.request().method() === "POST");
          await guide.getByRole("button", { name: "发号" }).click();
          if ((await sent).status() === 303) break;
          await guide.waitForLoadState();
        }
        await guide.waitForURL(`**${queue}*`);
        const made = guide.locator("li:target .token").first();
        token = (await made.innerText()).trim();
        assert.match(token, /^\d+$/);
        assert.match(await card().innerText(), /优先：行动不便/);
      });

      test("each step is stamped in order, one is not needed, one is taken back", async () => {
        await press(/^叫号/);
        assert.match(await card().innerText(), /等挂号/);
        await press(/^挂上号了/);
        await press(/^看上医生了/);
        await press(/^不用检查/);
        await press(/^撤回上一步/);
        assert.match(await card().innerText(), /等检查/);
        await press(/^不用检查/);
        await press(/^取到药了/);
        await press(/^看完回家/);
        // A browser opens by itself what its address points into.
        if ((await guide.locator("#over").getAttribute("open")) === null) await guide.getByText(/^已经结束 \d+ 位/).click();
        assert.match(await card().innerText(), /看完回家/);
        await follow(guide, () => card().getByRole("link").first().click());
        const text = await guide.locator("main").innerText();
        assert.match(text, /结束[\s\S]*完成：取药[\s\S]*不用：检查[\s\S]*完成：就诊[\s\S]*完成：挂号[\s\S]*叫号[\s\S]*到达、发号/);
      });

      test("the board shows numbers to anybody, without a name", async () => {
        const hall = await world.open(screen);
        await visit(hall, queue.replace("/desks/", "/board/").replace("/queue", ""));
        const text = await hall.locator("main").innerText();
        assert.match(text, /请到导医台[\s\S]*后面还有 \d+ 位[\s\S]*不显示姓名/);
        assert.ok(!text.includes("脚肿了三天"));
      });

      test("the clerk sees what is missing where, in red and by name", async () => {
        await visit(clerk, "/desks");
        const text = await clerk.locator("main").innerText();
        assert.match(text, /\d+ 家医院没有导医台/);
        assert.match(text, /没有电话/);
        assert.match(text, /星期[一二三四五六日] 08:00–12:00.*没有人在岗/);
        const lacking = clerk.locator("#desks tr.is-overdue").filter({ hasText: "没有人在岗" }).first();
        await follow(clerk, () => lacking.getByRole("link").first().click());
        const more = clerk.getByText("安排人在岗");
        if (!(await clerk.locator("details#post").getAttribute("open").then((open) => open !== null))) await more.click();
        await clerk.getByLabel("姓名").fill("沈桂香");
        for (const day of ["星期五", "星期六"]) await clerk.getByLabel(day).check();
        await follow(clerk, () => clerk.getByRole("button", { name: "安排在岗" }).click());
        const page = await clerk.locator("main").innerText();
        assert.match(page, /沈桂香/);
        assert.ok(!/没有人在岗/.test(page), page);
        await follow(clerk, () => clerk.getByRole("link", { name: /^建账号 沈桂香/ }).click());
        await follow(clerk, () => clerk.getByRole("button", { name: "开账号" }).click());
        assert.match(await clerk.locator("main").innerText(), /密码只显示这一次/);
      });

      test("waiting times open to the names behind them", async () => {
        await visit(clerk, "/attendances/figures");
        const row = clerk.locator("table tbody tr").first();
        const count = Number((await row.getByRole("link").first().innerText()).trim());
        assert.ok(count > 0);
        await follow(clerk, () => row.getByRole("link").first().click());
        assert.equal(await clerk.locator("#names tbody tr").count(), count);
      });

      test("on leave she reaches no desk, and reads who stands in and when her next turn is", async () => {
        await visit(clerk, "/absences/new");
        const choose = async (label, name) => {
          const select = clerk.getByLabel(label, { exact: true });
          const option = select.locator("option").filter({ hasText: name }).first();
          await select.selectOption(await option.getAttribute("value"));
        };
        await choose("谁不在", "周晓敏");
        await clerk.locator("input[name=reason][value=leave]").check();
        await clerk.getByLabel("从哪天").fill(day(0));
        await clerk.getByLabel("到哪天").fill(day(1));
        await choose("谁代班", "吴秀芝");
        await follow(clerk, () => clerk.getByRole("button", { name: "看会影响谁" }).click());
        await follow(clerk, () => clerk.getByRole("button", { name: "就这样安排" }).click());
        await visit(guide, "/queue");
        assert.match(await guide.locator("main").innerText(), /今天不是您当班[\s\S]*您请假到.*由吴秀芝顶班。下次当班：.*08:00–12:00/);
        await visit(guide, queue, { status: 404 });
        await visit(clerk, queue);
      });
    });
  }
});

/** The day so many days from today where the bureau is. */
function day(later) {
  const at = new Date(Date.now() + later * 86_400_000);
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(at);
}
