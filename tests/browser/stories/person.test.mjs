// A clerk registers a person by the form, meets everything that can be wrong with a name, a number and a date, succeeds, puts
// a photo beside the name, changes what changed, mends what was, enters the family and an assessment.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { crc32, deflateSync } from "node:zlib";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, visit } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

/** Whom each screen registers: a name, the order in a citizen id that belongs to nobody, and a phone that is nobody else's. */
const NEW = [
  { name: "古丽·阿依努尔", order: "301", phone: "0531-8321 4417" },
  { name: "𠮷田明", order: "303", phone: "0531-8321 4418" },
  { name: "阿", order: "305", phone: "0531-8321 4419" },
];
const TWENTY = "买买提·阿不都热合曼·吐尔逊尼亚孜·依明";
const ZERO_WIDTH = "\u200b";
const BIDI = "\u202e";

/** Names and what is said at the field. */
const WRONG_NAMES = [
  ["", /这一项要填/],
  [`王${ZERO_WIDTH}明`, /看不见的控制字符/],
  [`王${BIDI}明`, /看不见的控制字符/],
  ["王明2", /只能有文字和间隔号/],
  ["王".repeat(41), /最多|不超过|40/],
];

const WRONG_NUMBERS = [
  ["1234", /应是 18 位，这里是 4 位/],
  [number("379721", "20491231", "301"), /出生日期在今天以后/],
  [number("379721", "18491231", "301"), /1849 年，可能写错了世纪/],
  ["37972119490230002X", /出生日期不存在/],
  [number("379721", "19400101", "301").slice(0, 17) + "?", /只能有数字/],
];

describe("person", () => {
  let world;
  before(async () => {
    world = await startWorld("person");
  });
  after(() => world?.close());

  for (const [at, screen] of SCREENS.entries()) {
    describe(screen.name, () => {
      const { name, order, phone } = NEW[at];
      const citizenId = number("379721", "19380512", order);
      let page, address;
      before(async () => {
        page = await world.open(screen);
        await signIn(page, world.account("clerk"));
      });
      after(() => page?.context().close());

      test("what is wrong with a name is said at the name, and what was typed stays", async () => {
        await visit(page, "/people/new");
        for (const [typed, said] of WRONG_NAMES) {
          await fill(page, { name: typed, born: "1938-05", unit: "长庆县教育局" });
          await save(page, { status: 422 });
          assert.match(await errorAt(page, "name"), said, JSON.stringify(typed));
          assert.equal(await page.locator("[name=unit]").inputValue(), "长庆县教育局");
          assert.match(await page.title(), /^出错/);
        }
      });

      test("what is wrong with a number, a date or a phone is said at its field, all at once", async () => {
        await visit(page, "/people/new");
        for (const [typed, said] of WRONG_NUMBERS) {
          await fill(page, { name, citizen_id: typed });
          await save(page, { status: 422 });
          assert.match(await errorAt(page, "citizen_id"), said, typed);
        }
        await fill(page, {
          name,
          citizen_id: citizenId,
          born: "1939-02-30",
          joined_work: "1930-01",
          retired: "1929",
          phone: "12345",
        });
        await save(page, { status: 422 });
        assert.match(await errorAt(page, "born"), /1939 年 2 月没有 30 日/);
        assert.match(await errorAt(page, "retired"), /在参加工作之前/);
        assert.match(await errorAt(page, "phone"), /7 到 12 位/);
        await fill(page, { born: "1938-05-12", retired: "1990", phone: "" });
        await save(page, { status: 422 });
        assert.match(await errorAt(page, "joined_work"), /在出生以前/);
        await fill(page, { born: "1941-03", joined_work: "", retired: "" });
        await save(page, { status: 422 });
        assert.match(await errorAt(page, "born"), /和身份证号里的出生日期对不上/);
      });

      test("a form that is right registers the person; a number of fifteen digits is written out", async () => {
        await visit(page, "/people/new");
        const { sex } = byOrder(order);
        await fill(page, { name, citizen_id: fifteen(citizenId), unit: "长庆县教育局", phone });
        await page.locator(`[name=sex][value=${sex}]`).check();
        await page.locator("[name=rank]").selectOption("142");
        if (at === 0) {
          await save(page, { status: 422 });
          assert.match(await errorAt(page, "unit"), /册上没有这个单位/);
          await page.getByLabel("是新单位").check();
        }
        await save(page);
        address = new URL(page.url()).pathname;
        assert.equal(await page.locator("h1").innerText(), name);
        const text = await page.locator("main").innerText();
        assert.match(text, /1938年5月12日，88 岁（虚岁 89）/);
        assert.match(text, new RegExp(`379\\*+${citizenId.slice(-4)}`));
        assert.doesNotMatch(text, /379721|长庆县[^教]/, "the place would give the number away");
      });

      test("a number that somebody has already is refused, and so is the same person twice", async () => {
        await visit(page, "/people/new");
        await fill(page, { name: "另一位", citizen_id: citizenId });
        await save(page, { status: 422 });
        assert.match(await errorAt(page, "citizen_id"), /已有同一个身份证号/);
      });

      test("a foreigner without a number, and a name of twenty characters, are taken as they are", async () => {
        for (const said of [`Ivan Petrov ${"ABC"[at]}`, TWENTY + "甲乙丙"[at]]) {
          await visit(page, "/people/new");
          await fill(page, { name: said, born: `193${at}`, remark: "外籍，无身份证号" });
          await save(page);
          assert.equal(await page.locator("h1").innerText(), said);
        }
      });

      test("the number is shown on demand, with the place that gave it", async () => {
        await visit(page, address);
        await follow(page, () => page.getByRole("button", { name: /^显示/ }).first().click());
        const text = await page.locator("main").innerText();
        assert.match(text, new RegExp(citizenId));
        assert.match(text, /首次编号地：山东省长宁市长庆县/);
      });

      test("a photo is put beside the name; what is no picture is refused", async () => {
        await visit(page, address);
        await follow(page, () => page.getByRole("link", { name: "加照片" }).click());
        const file = page.locator("input[type=file]");
        assert.equal(await file.getAttribute("accept"), "image/jpeg,image/png,image/webp");
        await file.setInputFiles({ name: "照片.jpg", mimeType: "image/jpeg", buffer: Buffer.from("%PDF-1.7") });
        await follow(page, () => page.getByRole("button", { name: "保存照片" }).click(), { status: 422 });
        assert.match(await errorAt(page, "file"), /这不是 JPEG、PNG 或 WebP 图片/);
        await page.locator("input[type=file]").setInputFiles({ name: "照片.png", mimeType: "image/png", buffer: portrait() });
        await follow(page, () => page.getByRole("button", { name: "保存照片" }).click());
        const shown = page.getByRole("img", { name: `${name}的照片` });
        assert.ok(await shown.isVisible());
        const { headers, status, body } = await fetched(page, await shown.getAttribute("src"));
        assert.deepEqual([status, headers["content-type"], headers["cache-control"]], [200, "image/jpeg", "private, no-cache"]);
        assert.equal(body.subarray(0, 2).toString("hex"), "ffd8");
        await follow(page, () => page.getByRole("link", { name: "换照片" }).click());
        await follow(page, () => page.getByRole("button", { name: "删除照片" }).click());
        assert.equal(await page.getByRole("img", { name: `${name}的照片` }).count(), 0);
      });

      test("a change keeps what was before", async () => {
        await visit(page, `${address}/edit`);
        await page.locator("[name=rank]").selectOption("132");
        await openSince(page, "职级");
        await page.locator("[name=rank_since]").fill("2031-01");
        await save(page, { status: 422 });
        assert.match(await errorAt(page, "rank_since"), /./);
        await page.locator("[name=rank_since]").fill("2015-06");
        await save(page);
        assert.match(await page.locator("main").innerText(), /2015年6月以前：乡科级副职/);
      });

      test("the past is mended with a reason, and the log says so", async () => {
        await visit(page, address);
        await follow(page, () => page.getByRole("link", { name: "更正过去的记录 职级" }).click());
        await follow(page, () => page.getByRole("link", { name: /^更正 乡科级副职/ }).click());
        await page.locator("[name=until]").fill("2027-01");
        await page.locator("[name=reason]").fill("档案");
        await follow(page, () => page.getByRole("button", { name: "保存更正" }).click(), { status: 422 });
        assert.match(await errorAt(page, "until"), /不能到今天以后/);
        await page.locator("[name=until]").fill("2014-01");
        await page.locator("[name=reason]").fill("任职文件为 2014 年 1 月");
        await follow(page, () => page.getByRole("button", { name: "保存更正" }).click());
        assert.match(await page.locator("#past").innerText(), /2014年1月/);
        await visit(page, `${address}?on=2014-02-01`);
        const then = await page.locator("main").innerText();
        assert.match(then, /县处级副职/);
        assert.match(then, /这一页是 2014年2月1日的情况/);
        assert.equal(await page.getByRole("link", { name: "改资料" }).count(), 0, "nothing is changed on a day gone by");
        await follow(page, () => page.getByRole("link", { name: "回到现在" }).first().click());
        assert.match(await page.locator("main").innerText(), /更正了“职级”过去的记录：任职文件为 2014 年 1 月/);
      });

      test("nobody is their own spouse, or the parent of a parent", async () => {
        await visit(page, `${address}/relations/new`);
        await page.locator("[name=name]").fill(`${name}之女`);
        await page.locator("[name=kind][value=child]").check();
        await follow(page, () => page.getByRole("button", { name: "登记", exact: true }).click());
        const child = await page.locator("#of-kin tbody a").first().getAttribute("href");
        const told = async (of, other, kind) => {
          await visit(page, `${of}/relations/new`);
          const form = { other: other.split("/").at(-1), kind, _csrf: await page.locator("main [name=_csrf]").first().inputValue() };
          const response = await page.request.post(`${of}/relations`, { form });
          assert.equal(response.status(), 422);
          return response.text();
        };
        assert.match(await told(address, address, "spouse"), /不能把本人登记成自己的家属/);
        assert.match(await told(child, address, "child"), /已经登记过了|成为自己的长辈/);
      });

      test("ability is assessed, and the level stands on the page", async () => {
        await visit(page, `${address}/assessments/new`);
        await follow(page, () => page.getByRole("button", { name: "保存评估" }).click(), { status: 422 });
        assert.ok((await page.locator(".error-summary li").count()) > 20, "every item that was not answered");
        for (const item of await page.locator("fieldset:has(input[type=radio])").all()) {
          await item.locator("input[type=radio]").first().check();
        }
        await page.locator("[name=risk_events]").fill("0");
        await follow(page, () => page.getByRole("button", { name: "保存评估" }).click());
        await visit(page, address);
        assert.match(await page.locator("main").innerText(), /能力评估[\s\S]*(完好|轻度|中度|重度|完全)/);
      });

      test("a death before the birth is refused", async () => {
        await visit(page, `${address}/events/new`);
        await visit(page, `${address}/events/new?kind=death`);
        await page.locator("[name=on]").fill("1930-01-01");
        await follow(page, () => page.getByRole("button", { name: "看会动到哪些" }).click(), { status: 422 });
        assert.match(await page.locator(".error-summary").innerText(), /早于出生日期/);
      });

      test("the bureau says which age comes first", async () => {
        await visit(page, "/settings/ages");
        await page.locator("[name=rule][value=nominal]").check();
        await follow(page, () => page.getByRole("button", { name: "保存", exact: true }).click());
        await visit(page, address);
        assert.match(await page.locator("main").innerText(), /虚岁 89（周岁 88）/);
        await visit(page, "/settings/ages");
        await page.locator("[name=rule][value=completed]").check();
        await follow(page, () => page.getByRole("button", { name: "保存", exact: true }).click());
      });

      test("codes of divisions are looked up", async () => {
        await visit(page, "/divisions?code=379723");
        assert.match(await page.locator("main").innerText(), /379723 是山东省长宁市云山县（1994 年停用，现 379724 云山市）/);
      });
    });
  }
});

/** Fills fields of the form, and leaves the others; what a form must have is ticked. */
async function fill(page, values) {
  const closed = page.locator("details.form-part:not([open]) > summary");
  while (await closed.count()) await closed.first().click();
  if (!(await page.locator("[name=category]:checked").count())) await page.locator("[name=category][value=retired]").check();
  if (!(await page.locator("[name=sex]:checked").count())) await page.locator("[name=sex][value=unknown]").check();
  for (const [name, value] of Object.entries(values)) await page.locator(`[name=${name}]`).first().fill(value);
}

function save(page, expected) {
  return follow(page, () => page.getByRole("button", { name: "保存", exact: true }).click(), expected);
}

function errorAt(page, field) {
  return page.locator(`#f-${field}-error`).innerText();
}

async function openSince(page, field) {
  await page.locator("details.since > summary", { hasText: field }).first().click();
}

/** What the browser gets for an address, with the cookies of the page. */
async function fetched(page, address) {
  const response = await page.request.get(address);
  return { status: response.status(), headers: response.headers(), body: await response.body() };
}

/** A grey picture of 300 × 400 points, as PNG. */
function portrait() {
  const chunk = (kind, data) => {
    const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const [width, height] = [300, 400];
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0], 8); // eight bits of grey
  const rows = Buffer.concat(Array.from({ length: height }, (_, y) => Buffer.concat([Buffer.of(0), Buffer.alloc(width, 60 + y / 4)])));
  const mark = Buffer.from("89504e470d0a1a0a", "hex");
  return Buffer.concat([mark, chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]);
}

function byOrder(order) {
  return { sex: Number(order.at(-1)) % 2 ? "male" : "female" };
}

/** A citizen id of these parts, with its check character (GB 11643). */
function number(place, born, order) {
  const body = `${place}${born}${order}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = [...body].reduce((sum, digit, at) => sum + Number(digit) * weights[at], 0);
  return body + "10X98765432"[sum % 11];
}

/** The number that the same person held before 1999. */
function fifteen(id) {
  return id.slice(0, 6) + id.slice(8, 17);
}
