// An elder who lives alone phones: "I need my pension drawn and my medicine fetched." A clerk takes it as a case and stays answerable; it
// becomes an errand; two workers do it; every fen is settled and signed for; a third person calls; the month has it by name. And every
// refusal on the way.

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { bomb, PLACE, withPlace } from "../lib/pictures.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

const WANTED = "取这个月的养老金，再到药店买两盒降压药";
const CLERK = "周敏";
const LEADER = "陈立国";
const DOCTOR = "王建国";

for (const screen of SCREENS) {
  describe(`a phone call, ${screen.name}`, () => {
    let world;
    let clerk;
    let doctor;
    let leader;
    let photo;
    let folder;
    let alone;
    before(async () => {
      world = await startWorld(`phone-call-${screen.name}`);
      [clerk, doctor, leader] = await Promise.all([0, 1, 2].map(() => world.open(screen)));
      await signIn(clerk, world.account("clerk"));
      await signIn(doctor, world.account("doctor"));
      await signIn(leader, world.account("leader"));
      const jpeg = withPlace(await clerk.screenshot({ type: "jpeg" }));
      photo = { name: "IMG_2041.jpg", mimeType: "image/jpeg", buffer: jpeg };
      folder = await mkdtemp(path.join(tmpdir(), "changqing-files-"));
      alone = await livingAlone();
    });
    after(async () => {
      await world?.close();
      if (folder) await rm(folder, { recursive: true });
    });

    /** Elders who live alone and for whom nothing was done yet, by name and address. */
    async function livingAlone() {
      await visit(clerk, "/people?living=alone");
      const links = await clerk.locator("#people tbody th a").evaluateAll((all) => all.map((a) => [a.textContent.trim(), a.pathname]));
      const found = [];
      for (const [name, address] of links) {
        if (found.length === 3) break;
        await clerk.goto(address);
        if (await clerk.getByText("没有代办过什么").count()) found.push({ name, id: address.split("/").pop() });
      }
      assert.equal(found.length, 3, "too few elders who live alone");
      return found;
    }

    const main = (page) => page.locator("main").innerText();
    const send = (page, name, expected) =>
      follow(page, () => page.getByRole("button", { name, exact: true }).first().click(), expected);
    const money = (page, errand) => visit(page, `${errand}/money`);

    async function mandated(page, errand) {
      await money(page, errand);
      await page.getByLabel("委托书照片").setInputFiles(photo);
      await send(page, "存好");
    }

    /** Enters a movement as the form asks for it. */
    async function move(page, errand, [kind, yuan, file], expected) {
      await money(page, errand);
      await page.getByLabel(kind, { exact: true }).check();
      await page.getByLabel("金额（元）").fill(yuan);
      if (file) await page.getByLabel("票据照片").setInputFiles(file);
      await send(page, "记下", expected);
    }

    async function refused(page, errand, movement, why) {
      await move(page, errand, movement, { status: 422 });
      assert.match(await main(page), why);
      assert.equal(await page.getByLabel("金额（元）").inputValue(), movement[1], "nothing typed is lost");
    }

    async function agree(page, errand) {
      await money(page, errand);
      await follow(page, () => page.getByRole("button", { name: /^核对同意/ }).first().click());
    }

    /** Sends what no form on the page would: whoever knows the address tries it all the same. */
    async function forced(page, address, fields) {
      const token = await page.locator("input[name=_csrf]").first().getAttribute("value");
      const form = { _csrf: token, ...fields };
      return page.context().request.post(address, { form, maxRedirects: 0 });
    }

    /** What the workers have in hand by the page, in yuan. */
    const held = async (page) => (await page.locator(".figures .figure__value").first().innerText()).match(/[\d,]+\.\d\d/)?.[0];

    const version = (page) => page.locator("input[name=version]").first().getAttribute("value");

    async function taken(person, kind, wanted) {
      await visit(clerk, `/errands/new?person=${person}`);
      await clerk.getByLabel("要办什么").fill(wanted);
      await clerk.getByLabel(kind).check();
      await send(clerk, "登记");
      return new URL(clerk.url()).pathname;
    }

    /** The clerk gives it to somebody by name. */
    async function given(errand, name) {
      await visit(clerk, errand);
      const proposed = clerk.getByRole("button", { name: `派给 ${name}` });
      if (await proposed.count()) return follow(clerk, () => proposed.first().click());
      await clerk.getByText("派给别人").click();
      const option = clerk.locator("details.other select[name=to] option").filter({ hasText: name }).first();
      await clerk.locator("details.other select[name=to]").selectOption(await option.getAttribute("value"));
      return follow(clerk, () => clerk.locator("details.other").getByRole("button", { name: "派给" }).first().click());
    }

    describe("is taken, done, settled, called back and reported", () => {
      let call;
      let errand;
      let elder;
      before(() => ([elder] = alone));

      test("a clerk takes it as a case, and is its first receiver", async () => {
        await visit(clerk, `/people/${elder.id}`);
        await follow(clerk, () => clerk.locator("#cases").getByRole("link", { name: "登记来电来访" }).click());
        await clerk.getByLabel("来人说了什么").fill(WANTED);
        await clerk.getByLabel("生活代办").check();
        await clerk.getByLabel("一般").check();
        await clerk.getByLabel("来电", { exact: true }).check();
        await clerk.getByLabel("本人", { exact: true }).check();
        await clerk.getByLabel("由谁办").selectOption("me");
        await send(clerk, "登记");
        call = new URL(clerk.url()).pathname;
        assert.match(await main(clerk), new RegExp(`首接责任人\\s+${CLERK}`));
      });

      test("it becomes an errand with its words, and whoever lives alone goes first", async () => {
        await visit(clerk, call);
        await follow(clerk, () => clerk.getByRole("link", { name: "转为代办，派人去办" }).click());
        assert.equal(await clerk.getByLabel("要办什么").inputValue(), WANTED);
        assert.match(await main(clerk), /先办[\s\S]*因为.*独居/);
        await clerk.getByLabel("银行业务").check();
        await send(clerk, "登记");
        errand = new URL(clerk.url()).pathname;
        assert.match(await main(clerk), /要两个人一起办/);
        await visit(clerk, call);
        assert.match(await clerk.locator("#errands").innerText(), /转成的代办[\s\S]*银行业务：取这个月的养老金[\s\S]*等人接/);
        await follow(clerk, () => clerk.locator("#errands a").first().click());
        assert.equal(new URL(clerk.url()).pathname, errand);
      });

      test("one worker alone can neither do it nor touch money", async () => {
        await given(errand, DOCTOR);
        await visit(doctor, errand);
        assert.match(await main(doctor), /还差一个人/);
        assert.equal(await doctor.getByRole("button", { name: "办好了" }).count(), 0);
        const done = await forced(doctor, `${errand}/done`, { version: await version(doctor), done_note: "取回来了" });
        assert.equal(done.status(), 422);
        assert.match(await done.text(), /这件事要两个人一起办，还差一个人/);
        await mandated(doctor, errand);
        await money(doctor, errand);
        assert.match(await main(doctor), /这件事要两个人一起办，还差一个人/);
        assert.equal(await doctor.getByLabel("金额（元）").count(), 0, "no money form");
      });

      test("a second worker is enlisted and takes it up", async () => {
        await visit(clerk, "/errands/workers");
        const option = clerk.locator("#f-who option").filter({ hasText: LEADER }).first();
        await clerk.getByLabel("谁", { exact: true }).selectOption(await option.getAttribute("value"));
        await clerk.getByLabel("从哪里出发").selectOption({ index: 1 });
        for (const day of await clerk.locator("input[name=days]").all()) await day.check();
        await clerk.getByLabel("一天最多几件").fill("5");
        await send(clerk, "保存");
        await visit(leader, errand);
        assert.match(await main(leader), /您可以做第二个/);
        await send(leader, "我去办");
        assert.match(await main(leader), new RegExp(`${DOCTOR}[\\s\\S]*${LEADER}`));
      });

      test("the pension is drawn and the medicine paid for, each movement by two", async () => {
        await move(doctor, errand, ["代取（银行）", "3260.50"]);
        assert.equal(await doctor.getByRole("button", { name: /^核对同意/ }).count(), 0, "not by who made it");
        await agree(leader, errand);
        await move(leader, errand, ["代付", "86.35", photo]);
        await agree(doctor, errand);
        assert.equal(await held(doctor), "3,174.15");
        await move(doctor, errand, ["交给老人", "3174.15"]);
        await agree(leader, errand);
        assert.equal(await held(leader), "0.00");
      });

      test("a receipt taken with its place is kept without it", async () => {
        assert.ok(photo.buffer.includes(PLACE), "the camera wrote the place");
        await money(doctor, errand);
        const addresses = [
          await doctor.getByRole("link", { name: "看票据" }).first().getAttribute("href"),
          await doctor.getByRole("link", { name: "看委托书" }).getAttribute("href"),
        ];
        for (const address of addresses) {
          const kept = await doctor.context().request.get(address);
          const bytes = await kept.body();
          assert.equal(kept.headers()["content-type"], "image/jpeg");
          assert.deepEqual([...bytes.subarray(0, 2)], [0xff, 0xd8]);
          assert.ok(bytes.length > 1_000 && !bytes.includes("Exif") && !bytes.includes("GPS"), address);
        }
      });

      test("nobody closes it before the elder has signed; then she signs", async () => {
        await visit(doctor, errand);
        await doctor.getByLabel("办成什么样").fill("养老金取回，药买了两盒，当面点清");
        await send(doctor, "办好了");
        await visit(clerk, errand);
        await clerk.getByLabel("满意", { exact: true }).check();
        await clerk.getByLabel("原话").fill("谢谢");
        await send(clerk, "记下回访", { status: 422 });
        assert.match(await main(clerk), /动过钱的要老人签字/);
        await money(doctor, errand);
        await signed(doctor);
        assert.match(await main(doctor), /看签字/);
      });

      test("neither of the two who did it calls back", async () => {
        for (const page of [doctor, leader]) {
          await visit(page, errand);
          assert.match(await main(page), /等没有经手的人回访/);
          assert.equal(await page.getByRole("button", { name: "记下回访" }).count(), 0);
          await money(page, errand);
          const fields = { version: await version(page), verdict: "satisfied", call_words: "自己打的" };
          const own = await forced(page, `${errand}/call`, fields);
          assert.equal(own.status(), 422);
          assert.match(await own.text(), /经手的人不自己回访，请换一个人打/);
        }
      });

      test("a third person calls the elder, and it is closed", async () => {
        await visit(clerk, errand);
        await clerk.getByLabel("满意", { exact: true }).check();
        await clerk.getByLabel("原话").fill("一分不差，谢谢");
        await send(clerk, "记下回访");
        assert.match(await main(clerk), /办结，满意[\s\S]*一分不差/);
      });

      test("the case is answered and closed by another's call; its first receiver is who took it", async () => {
        await visit(clerk, call);
        assert.match(await clerk.locator("#errands").innerText(), /办结，满意/);
        await clerk.getByLabel("办成了什么").fill("两位代办员办好了，账已结清");
        await send(clerk, "办完，转回访");
        assert.match(await main(clerk), /经办的.*不自己回访/);
        await visit(leader, call);
        await leader.getByLabel("满意", { exact: true }).check();
        await leader.getByLabel("原话").fill("打一个电话就办了");
        await send(leader, "记下回访");
        assert.match(await main(leader), new RegExp(`首接责任人\\s+${CLERK}[\\s\\S]*打一个电话就办了`));
      });

      test("the month has it: behind the figures stands her name, with every fen", async () => {
        await visit(leader, "/errands/report");
        const satisfied = leader.locator("#by-kind tbody tr").filter({ hasText: "银行业务" }).getByRole("link").last();
        await follow(leader, () => satisfied.click());
        assert.equal(await leader.locator("#errands tbody tr").filter({ hasText: elder.name }).count(), 1);
        await visit(leader, "/errands/report");
        await follow(leader, () => leader.locator("#money").getByRole("link", { name: "银行业务" }).click());
        const row = leader.locator("#money tbody tr").filter({ has: leader.locator(`a[href='${errand}/money']`) });
        const cells = await row.locator("td").allInnerTexts();
        assert.match(await row.locator("th").innerText(), new RegExp(elder.name));
        const figures = cells.map((text) => text.match(/[\d,]+\.\d\d/)?.[0]);
        assert.deepEqual(figures, ["3,260.50", "0.00", "86.35", "3,174.15", "0.00"]);
        await follow(leader, () => row.getByRole("link").click());
        assert.match(await main(leader), /86\.35/);
      });

      test("the month goes out as a sheet, from the page of the report", async () => {
        await visit(leader, "/errands/report");
        const address = await leader.getByRole("link", { name: "导出表格" }).getAttribute("href");
        const sheet = await leader.context().request.get(address);
        assert.equal(sheet.status(), 200);
        assert.match(sheet.headers()["content-disposition"], /errands-\d{4}-\d{2}\.xlsx/);
        assert.equal((await sheet.body()).subarray(0, 2).toString("latin1"), "PK");
      });
    });

    describe("what is refused", () => {
      let errand;
      let elder;
      before(() => ([, elder] = alone));

      for (const [wanted, why] of [
        ["取养老金，密码 123456", /密码、验证码不能记/],
        ["取养老金，PIN码 8888", /密码、验证码不能记/],
        ["取养老金，卡号 6222 0200 1112 2233 344", /卡号、存折号不能记/],
        ["替我到银行办一笔贷款", /贷款、借款、担保不代办/],
        ["把钱拿去买理财", /理财、投资.*不代办/],
        ["替我写遗嘱", /遗嘱、遗产、过户不代办/],
      ]) {
        test(`"${wanted}" is not taken down, and says what to do instead`, async () => {
          await visit(clerk, `/errands/new?person=${elder.id}`);
          await clerk.getByLabel("要办什么").fill(wanted);
          await clerk.getByLabel("银行业务").check();
          await send(clerk, "登记", { status: 422 });
          assert.match(await main(clerk), why);
          assert.equal(await clerk.getByLabel("要办什么").inputValue(), wanted, "nothing typed is lost");
        });
      }

      test("no money without a mandate on file", async () => {
        errand = await taken(elder.id, "购物买菜", "买十斤米、一桶油");
        await given(errand, DOCTOR);
        await money(doctor, errand);
        assert.match(await main(doctor), /还没有有效的委托书，先不能动钱/);
        assert.equal(await doctor.getByLabel("金额（元）").count(), 0, "no money form");
        const token = await doctor.locator("input[name=_csrf]").first().getAttribute("value");
        await visit(doctor, errand);
        const multipart = { _csrf: token, version: await version(doctor), move: "from-elder", yuan: "50", note: "" };
        const answer = await doctor.context().request.post(`${errand}/money`, { multipart, maxRedirects: 0 });
        assert.equal(answer.status(), 422);
        assert.match(await answer.text(), /还没有有效的委托书，不能动钱/);
      });

      test("a mandate that is over, or that is no picture, is none", async () => {
        await money(doctor, errand);
        await doctor.getByLabel("老人哪天签的").fill("2020-01-02");
        await doctor.getByLabel("有效到哪天").fill("2099-01-01");
        await doctor.getByLabel("委托书照片").setInputFiles(photo);
        await send(doctor, "存好", { status: 422 });
        assert.match(await main(doctor), /委托书最长两年/);
        await money(doctor, errand);
        await doctor.getByLabel("委托书照片").setInputFiles({ ...photo, buffer: Buffer.from("%PDF-1.7") });
        await send(doctor, "存好", { status: 422 });
        assert.match(await main(doctor), /这不是 JPEG、PNG 或 WebP 图片[\s\S]*还没有有效的委托书/);
        await mandated(doctor, errand);
      });

      for (const [yuan, why] of [
        ["-20", /大于零/],
        ["0", /大于零/],
        ["20.005", /最小到分/],
        ["二十", /用数字写/],
      ]) {
        test(`${yuan} yuan is no amount`, () => refused(doctor, errand, ["向老人收", yuan], why));
      }

      test("what is paid has a receipt, which is a picture of a size that can be", async () => {
        await move(doctor, errand, ["向老人收", "50"]);
        await refused(doctor, errand, ["代付", "20"], /代付要有票据/);
        const named = { name: "小票.jpg", mimeType: "image/jpeg" };
        await refused(doctor, errand, ["代付", "20", { ...named, buffer: Buffer.from("%PDF-1.7 no picture") }], /这不是 JPEG、PNG 或 WebP 图片/);
        await refused(doctor, errand, ["代付", "20", { ...named, buffer: bomb() }], /像素太多/);
        const heavy = path.join(folder, "重.jpg");
        await writeFile(heavy, Buffer.concat([photo.buffer, Buffer.alloc(50 * 1024 * 1024)]));
        await refused(doctor, errand, ["代付", "20", heavy], /这个文件超过 20 MB/);
        await money(doctor, errand);
        assert.equal(await held(doctor), "50.00", "nothing was moved");
      });

      test("more is not spent than was given, and a slip is taken back", async () => {
        await refused(doctor, errand, ["代付", "50.01", photo], /手里只有 50\.00 元/);
        await move(doctor, errand, ["代付", "32.50", photo]);
        await follow(doctor, () => doctor.getByRole("button", { name: /^撤回这一笔 代付/ }).click());
        assert.equal(await held(doctor), "50.00");
      });

      test("the bureau advances no more than its caps, for an errand and for an elder", async () => {
        await visit(clerk, "/settings/errands");
        await clerk.getByLabel("一件最多垫付（元）").fill("300");
        await clerk.getByLabel("一位老人最多垫付（元）").fill("400");
        await send(clerk, "保存");
        await refused(doctor, errand, ["领局里垫付", "300.01"], /一件代办最多垫付 300\.00 元，这件已经垫了 0\.00 元/);
        await move(doctor, errand, ["领局里垫付", "300"]);
        await agree(clerk, errand);
        const second = await taken(elder.id, "购物买菜", "买两件棉衣");
        await given(second, DOCTOR);
        await refused(doctor, second, ["领局里垫付", "100.01"], /一位老人最多垫付 400\.00 元，这位老人名下已经垫了 300\.00 元/);
        await move(doctor, second, ["领局里垫付", "100"]);
        await agree(clerk, second);
        await visit(doctor, errand);
        await doctor.getByLabel("办成什么样").fill("买好了");
        await send(doctor, "办好了");
        await visit(clerk, errand);
        await clerk.getByLabel("满意", { exact: true }).check();
        await clerk.getByLabel("原话").fill("好");
        await send(clerk, "记下回访", { status: 422 });
        assert.match(await main(clerk), /代办员手里还有 350\.00 元，结清才能往下办/);
      });

      test("for whoever has died nothing new is taken down; what is out is settled and no more", async () => {
        const [, , dead] = alone;
        const open = await taken(dead.id, "购物买菜", "买五斤面");
        await given(open, DOCTOR);
        await mandated(doctor, open);
        await move(doctor, open, ["向老人收", "50"]);
        await visit(clerk, `/errands/new?person=${dead.id}`);
        await clerk.getByLabel("要办什么").fill("买一袋水果");
        await clerk.getByLabel("购物买菜").check();
        await died(dead.id);
        await send(clerk, "登记", { status: 422 });
        assert.match(await main(clerk), /已不在服务中，不能登记代办/);
        await visit(doctor, open);
        assert.match(await main(doctor), /不再派人去办，手里的钱交还家属/);
        await refused(doctor, open, ["向老人收", "10"], /只结清钱/);
        await move(doctor, open, ["交给老人", "50"]);
        assert.equal(await held(doctor), "0.00");
      });

      /** The leader's desk has another clerk's hand: the death is entered while the form of an errand is open. */
      async function died(person) {
        const other = await world.open(screen);
        await signIn(other, world.account("clerk"));
        await visit(other, `/people/${person}/events/new`);
        await follow(other, () => other.locator("a[href$='kind=death']").click());
        await other.getByLabel("哪天去世的").fill(today());
        await other.getByLabel("去世原因").fill("心肌梗死");
        await follow(other, () => other.getByRole("button", { name: "看会动到哪些" }).click());
        await send(other, "确认登记");
        await other.context().close();
      }
    });

    /** The elder signs on the screen; where no script runs, on a slip that is photographed. */
    async function signed(page) {
      if (screen.withoutScript) {
        await page.getByLabel("签字（或签字单照片）").setInputFiles(photo);
      } else {
        const sheet = page.locator(".signature__sheet");
        await sheet.scrollIntoViewIfNeeded();
        const box = await sheet.boundingBox();
        await page.mouse.move(box.x + 40, box.y + 60);
        await page.mouse.down();
        await page.mouse.move(box.x + box.width / 2, box.y + 140, { steps: 8 });
        await page.mouse.move(box.x + box.width - 40, box.y + 50, { steps: 8 });
        await page.mouse.up();
        await page.waitForFunction(() => document.querySelector("#f-signature").files.length === 1);
      }
      await send(page, "存签字");
    }
  });
}

/** Today where the bureau is. */
function today() {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date());
}
