// A clerk finds one man among hundreds by whatever she has of him, in one box; his page says what the bureau knows.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, inspect, visit } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

const ELDER = { name: "王晓明", friend: "李美芬", citizenId: "379721194211020539", phone: "15420130327" };
const WAYS = ["wxm", "wangxiaoming", "晓明", ELDER.phone.slice(-4), ELDER.citizenId.slice(-4)];
/** Surnames with their reading, and how the same character is read elsewhere. */
const READINGS = [
  ["单", "shan", "dan"],
  ["仇", "qiu", "chou"],
  ["解", "xie", "jie"],
  ["曾", "zeng", "ceng"],
  ["区", "ou", "qu"],
  ["查", "zha", "cha"],
];

describe("search", () => {
  let world;
  before(async () => {
    world = await startWorld("search");
  });
  after(() => world?.close());

  for (const screen of SCREENS) {
    describe(screen.name, () => {
      let page;
      before(async () => {
        page = await world.open(screen);
        await signIn(page, world.account("clerk"));
      });
      after(() => page?.context().close());

      for (const typed of WAYS) {
        test(`${ELDER.name} is found by ${typed}`, async () => {
          await page.goto("/people");
          if (!screen.withoutScript) {
            const names = await suggested(page, typed);
            assert.ok(names.includes(ELDER.name), `${typed} suggests ${names}`);
          }
          await follow(page, () => search(page, typed));
          const names = await listed(page);
          assert.ok(names.includes(ELDER.name), `${typed} lists ${names}`);
        });
      }

      test("a suggestion is chosen with the keys and opens his page", { skip: screen.kind === "phone" || screen.withoutScript }, async () => {
        await page.goto("/people");
        await suggested(page, ELDER.name);
        await inspect(page);
        await suggested(page, ELDER.name);
        await page.keyboard.press("ArrowDown");
        await follow(page, () => page.keyboard.press("Enter"));
        assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), ELDER.name);
      });

      test("a surname is read as a surname", async () => {
        const find = async (typed) => {
          await page.goto(`/people?q=${encodeURIComponent(typed)}`);
          return listed(page);
        };
        for (const [surname, reading, other] of READINGS) {
          const isOne = (name) => name.startsWith(surname);
          assert.ok((await find(surname)).some(isOne), `nobody in the demo bureau is called ${surname}`);
          assert.ok((await find(reading)).some(isOne), `${reading} finds no ${surname}`);
          assert.ok(!(await find(other)).some(isOne), `${other} finds ${surname}`);
        }
      });

      test("a mistyped reading, or another character read alike, still finds him and says that it is only near", async () => {
        for (const typed of ["wangxaoming", "wanxiaoming", "忘笑名"]) {
          await page.goto(`/people?q=${encodeURIComponent(typed)}`);
          const row = page.locator("#people tbody th").filter({ hasText: ELDER.name }).first();
          assert.match(await row.innerText(), /近似/, typed);
        }
        await visit(page, "/people?q=wangxaoming");
      });

      test("a relative's name, a club's and a former name lead to him, and the list says how", async () => {
        await visit(page, `/people?q=${encodeURIComponent(ELDER.friend)}`);
        const row = page.locator("#people tbody th").filter({ hasText: ELDER.name });
        assert.match(await row.innerText(), new RegExp(`${ELDER.friend}的`));
        await visit(page, "/groups?kind=club");
        await follow(page, () => page.locator("tbody .row-link").first().click());
        const club = await page.locator("h1").innerText();
        const member = await page.locator("#members tbody .row-link").first().innerText();
        await page.goto(`/people?q=${encodeURIComponent(`${club} ${member}`)}`);
        assert.ok((await listed(page)).includes(member), `${member} of ${club}`);

        const former = `王卫${{ desktop: "东", phone: "红" }[screen.name] ?? "国"}`;
        await page.goto(`/people?q=${ELDER.citizenId.slice(-4)}`);
        await follow(page, () => page.locator("#people .row-link").filter({ hasText: ELDER.name }).first().click());
        await visit(page, `${new URL(page.url()).pathname}/edit`);
        await page.locator("[name=former_name]").fill(former);
        await follow(page, () => page.locator("main form").getByRole("button", { name: /^保存/ }).last().click());
        await page.goto(`/people?q=${encodeURIComponent(former)}`);
        assert.match(await row.first().innerText(), new RegExp(former));
      });

      test("nobody found says what to try next", async () => {
        await visit(page, "/people?q=zzzz");
        assert.match(await page.locator("main").innerText(), /没有找到符合的人/);
      });

      test("his page masks his citizen ID; showing it is asked for and put on record", async () => {
        await page.goto(`/people?q=${ELDER.citizenId.slice(-4)}`);
        await follow(page, () => page.locator("#people .row-link").filter({ hasText: ELDER.name }).first().click());
        const text = () => page.locator("main").innerText();
        assert.ok(!(await text()).includes(ELDER.citizenId), "the citizen ID stands open on the page");
        assert.ok((await text()).includes(ELDER.citizenId.slice(-4)));
        const show = page.getByRole("button", { name: /显示\s*身份证号/ });
        await follow(page, () => show.click());
        assert.ok((await text()).includes(ELDER.citizenId));
        await follow(page, () => page.goto(page.url().replace(/\/unmask.*/, "")));
        assert.ok(!(await text()).includes(ELDER.citizenId), "it stays open");
        await page.locator("summary").filter({ hasText: "最近谁看过" }).click();
        assert.match(await text(), /看了身份证号/);
      });
    });
  }
});

/** Types as a clerk does and waits for what is suggested. */
async function suggested(page, typed) {
  const box = page.locator("#q").first();
  const answer = page.waitForResponse((response) => new URL(response.url()).searchParams.get("q") === typed);
  await box.fill("");
  await box.pressSequentially(typed, { delay: 15 });
  await answer;
  const list = page.getByRole("listbox");
  await list.waitFor();
  return list.getByRole("option").locator("b").allInnerTexts();
}

function search(page, typed) {
  const box = page.locator("#q").first();
  return box.fill(typed).then(() => box.press("Enter"));
}

/** The names on the list of people. */
function listed(page) {
  return page.locator("#people tbody th .row-link").allInnerTexts();
}
