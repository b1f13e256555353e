// A doctor in a village without network: his visits are on the phone, what he writes down there arrives once, nobody is overwritten,
// and the phone does not keep what it no longer needs.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { follow, forgive, inspect, visit } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

const [DESKTOP, PHONE, WITHOUT_SCRIPT] = SCREENS;
const HOUR_MS = 3_600_000;

describe("offline", () => {
  for (const screen of [PHONE, DESKTOP]) {
    describe(screen.name, () => {
      let world;
      let clerk;
      let doctor;
      before(async () => {
        world = await startWorld(`offline-${screen.name}`);
        clerk = await world.open(DESKTOP);
        await signIn(clerk, world.account("clerk"));
        await makeCampaign(clerk);
        doctor = await world.open(screen);
        await signIn(doctor, world.account("doctor"));
        await visitTomorrow(doctor);
      });
      afterEach(() => doctor.context().setOffline(false));
      after(() => world?.close());

      test("his visits of today and tomorrow come along, found from his day", async () => {
        await visit(doctor, "/today");
        await follow(doctor, () => doctor.getByRole("link", { name: "离线使用" }).click());
        await settled(doctor);
        assert.match(await main(doctor), /今天 \d+ 位[\s\S]*明天 \d+ 位/);
        assert.match(await main(doctor), /现在有网/);
        await inspect(doctor);
        await kept(doctor);
      });

      test("without network the page opens, and a visit is written down on the phone", async () => {
        await offline(doctor);
        await reopen(doctor);
        assert.match(await main(doctor), /现在没有网/);
        const name = await firstName(doctor);
        await doctor.getByRole("link", { name: `记录上门 ${name}` }).first().click();
        await inspect(doctor);
        await press(doctor, "存好");
        assert.match(await doctor.getByRole("alert").innerText(), /请选老人家现在怎么样[\s\S]*请写做了什么诊疗/);
        await inspect(doctor);
        await writeVisit(doctor, "血压 150/86");
        await doctor.waitForTimeout(600);
        const form = doctor.url();
        await doctor.goto("about:blank");
        await doctor.goto(form);
        await until(async () => (await doctor.getByLabel("做了什么诊疗").inputValue()) === "血压 150/86");
        await press(doctor, "存好");
        await doctor.getByText("等着送出：1 份").waitFor();
        assert.match(await main(doctor), /存在手机上，有网后自动送出/);
        assert.match(await main(doctor), /血压 150\/86/);
        await inspect(doctor);
        await reopen(doctor);
        assert.match(await main(doctor), /等着送出：1 份[\s\S]*血压 150\/86/, "closed and opened again");
        await doctor.context().setOffline(false);
        await doctor.getByText("1 份报告已送到").waitFor();
        assert.equal(await waiting(doctor), 0);
        assert.equal(await reportsOf(clerk, name, "血压 150/86"), 1);
      });

      test("nobody at home is written down too, and comes back on the day that was agreed", async () => {
        await reopen(doctor);
        await settled(doctor);
        await offline(doctor);
        const card = doctor.locator("article.visit", { has: doctor.getByRole("link", { name: /不在家/ }) }).first();
        const name = await card.locator("h3 span").innerText();
        await card.getByRole("link", { name: /不在家/ }).click();
        await inspect(doctor);
        await doctor.getByLabel("另外约一天").check();
        await press(doctor, "存好");
        assert.match(await doctor.getByRole("alert").innerText(), /这一项要填/);
        await doctor.getByLabel("约的那天").fill(day(9));
        await press(doctor, "存好");
        await doctor.getByText("等着送出：1 份").waitFor();
        await doctor.context().setOffline(false);
        await doctor.getByText("1 份报告已送到").waitFor();
        assert.ok(!(await names(doctor)).includes(name) || (await main(doctor)).includes(name));
      });

      test("the answer is cut off after the server has written it down: it is sent again and counts once", async () => {
        await reopen(doctor);
        await settled(doctor);
        await offline(doctor);
        const name = await firstName(doctor);
        await doctor.getByRole("link", { name: `记录上门 ${name}` }).first().click();
        await writeVisit(doctor, "换药一次");
        await press(doctor, "存好");
        await doctor.getByText("等着送出：1 份").waitFor();
        let isCut = true;
        const keys = [];
        await doctor.context().route("**/api/v1/tasks/*/done", async (route) => {
          keys.push(route.request().headers()["idempotency-key"]);
          const answer = await route.fetch();
          if (isCut) return route.abort("connectionreset");
          return route.fulfill({ response: answer });
        });
        await doctor.context().setOffline(false);
        await until(() => keys.length > 0);
        await doctor.getByText("现在没有网").waitFor();
        assert.equal(await waiting(doctor), 1, "nothing is known, so it goes on waiting");
        isCut = false;
        // The page looks for itself once a minute, and may have been first.
        await doctor.evaluate(() => {
          const send = document.querySelector("[data-act=send]");
          if (send?.checkVisibility()) send.click();
        });
        await doctor.getByText("1 份报告已送到").waitFor();
        await doctor.context().unroute("**/api/v1/tasks/*/done");
        assert.equal(new Set(keys).size, 1, "one id for one report");
        assert.ok(keys.length > 1);
        assert.equal(await reportsOf(clerk, name, "换药一次"), 1);
        forgive(doctor);
      });

      test("two tabs with the network back: one of them sends", async () => {
        await reopen(doctor);
        await settled(doctor);
        await offline(doctor);
        const name = await firstName(doctor);
        await doctor.getByRole("link", { name: `记录上门 ${name}` }).first().click();
        await writeVisit(doctor, "听诊");
        await press(doctor, "存好");
        await doctor.getByText("等着送出：1 份").waitFor();
        const other = await doctor.context().newPage();
        await other.goto("/offline");
        await other.getByText("等着送出：1 份").waitFor();
        const sent = [];
        doctor.context().on("request", (request) => request.url().endsWith("/done") && sent.push(request));
        await doctor.context().setOffline(false);
        await until(async () => (await waiting(doctor)) === 0 && (await waiting(other)) === 0);
        assert.equal(sent.length, 1);
        await other.close();
        assert.equal(await reportsOf(clerk, name, "听诊"), 1);
      });

      test("somebody was first: both are shown, and the doctor decides", async () => {
        await reopen(doctor);
        await settled(doctor);
        await offline(doctor);
        const name = await firstName(doctor);
        const link = doctor.getByRole("link", { name: `记录上门 ${name}` }).first();
        const task = (await link.getAttribute("href")).split("/")[1];
        await link.click();
        await writeVisit(doctor, "输液");
        await press(doctor, "存好");
        await decline(clerk, task);
        await doctor.context().setOffline(false);
        await doctor.getByText("有人先记了").first().waitFor();
        await doctor.getByRole("link", { name: /^看一看、定一下/ }).click();
        await doctor.getByRole("heading", { name: `有人先记了：${name}` }).waitFor();
        assert.match(await main(doctor), /住到女儿家去了[\s\S]*输液/, "both, side by side");
        assert.match(await main(doctor), /不能再记一次/);
        forgive(doctor);
        await inspect(doctor);
        doctor.once("dialog", (dialog) => dialog.accept());
        await press(doctor, "留网上的，删掉我这份");
        await until(async () => !(await main(doctor)).includes("输液"));
        await visit(clerk, `/tasks/${task}`);
        assert.match(await clerk.locator("main").innerText(), /住到女儿家去了/, "what was first stands");
      });

      test("what changed but is still owed can be recorded after all", async () => {
        await reopen(doctor);
        await settled(doctor);
        await offline(doctor);
        const name = await firstName(doctor);
        const link = doctor.getByRole("link", { name: `记录上门 ${name}` }).first();
        const task = (await link.getAttribute("href")).split("/")[1];
        await link.click();
        await writeVisit(doctor, "伤口换药");
        await press(doctor, "存好");
        // Meanwhile he himself, on another machine, noted that nobody was at home.
        const desk = await world.open(DESKTOP);
        await signIn(desk, world.account("doctor"));
        await visit(desk, `/tasks/${task}`);
        await follow(desk, () => desk.getByRole("button", { name: "记下，改天再去" }).click());
        await desk.context().close();
        await doctor.context().setOffline(false);
        await doctor.getByRole("link", { name: /^看一看、定一下/ }).click();
        forgive(doctor);
        await inspect(doctor);
        await press(doctor, "还是记我这份");
        await doctor.getByText("1 份报告已送到").waitFor();
        assert.equal(await reportsOf(clerk, name, "伤口换药"), 1);
      });

      test("what the server refuses is mended on the phone, at its field", async () => {
        await reopen(doctor);
        await settled(doctor);
        await offline(doctor);
        const card = doctor.locator("article.visit", { has: doctor.getByRole("link", { name: /不在家/ }) }).first();
        await card.getByRole("link", { name: /不在家/ }).click();
        await doctor.getByLabel("明天").check();
        await press(doctor, "存好");
        await doctor.getByText("等着送出：1 份").waitFor();
        // It reaches the server with a day that does not serve any more.
        await doctor.context().route("**/not-reached", (route) => {
          const fields = { ...route.request().postDataJSON(), again_on: day(0) };
          return route.continue({ postData: JSON.stringify(fields) });
        });
        await doctor.context().setOffline(false);
        await doctor.getByText("再去的日子要在今天以后").first().waitFor();
        await doctor.context().unroute("**/not-reached");
        await doctor.getByRole("link", { name: /^改一改/ }).click();
        assert.match(await doctor.locator("#f-again_on-error").innerText(), /再去的日子要在今天以后/);
        forgive(doctor);
        await inspect(doctor);
        await doctor.getByLabel("约的那天").fill(day(5));
        await press(doctor, "存好");
        await doctor.getByText("1 份报告已送到").waitFor();
      });

      test("a phone that is full says so, and nothing typed is lost", async () => {
        await reopen(doctor);
        await settled(doctor);
        await doctor.evaluate(() => {
          IDBObjectStore.prototype.put = () => {
            throw new DOMException("full", "QuotaExceededError");
          };
        });
        await doctor.getByRole("link", { name: /^记录上门/ }).first().click();
        await writeVisit(doctor, "抄下来的");
        await press(doctor, "存好");
        assert.match(await doctor.getByRole("alert").innerText(), /没有存到手机上/);
        assert.equal(await doctor.getByLabel("做了什么诊疗").inputValue(), "抄下来的");
        forgive(doctor, /full/);
        await reopen(doctor);
        assert.equal(await waiting(doctor), 0);
      });

      test("signed out meanwhile: it waits for the same account", async () => {
        await reopen(doctor);
        await settled(doctor);
        await offline(doctor);
        const name = await firstName(doctor);
        await doctor.getByRole("link", { name: `记录上门 ${name}` }).first().click();
        await writeVisit(doctor, "量血糖");
        await press(doctor, "存好");
        await doctor.getByText("等着送出：1 份").waitFor();
        await doctor.context().clearCookies();
        await doctor.context().setOffline(false);
        await doctor.getByText("要登录以后才能").waitFor();
        assert.equal(await waiting(doctor), 1);
        forgive(doctor);
        await inspect(doctor);
        await signIn(doctor, world.account("doctor"));
        await doctor.goto("/offline");
        await doctor.getByText("1 份报告已送到").waitFor();
        assert.equal(await reportsOf(clerk, name, "量血糖"), 1);
      });

      test("nothing of it lies open on the phone, and the browser's cache holds no personal page", async () => {
        await reopen(doctor);
        await settled(doctor);
        const found = await doctor.evaluate(lookInside);
        const name = await firstName(doctor);
        assert.ok(found.rows.length > 0 && !found.rows.includes(name), "the visits lie sealed");
        assert.equal(found.extractable, false, "the key cannot be read");
        assert.ok(found.cached.length > 10);
        assert.ok(found.cached.every((path) => path.startsWith("/offline") || path.startsWith("/assets/")), found.cached.join());
        assert.ok(!found.pages.includes(name) && !found.pages.includes("_csrf"));
      });

      test("signing out leaves nothing, and asks before a report is lost", async () => {
        await doctor.goto("/offline");
        await settled(doctor);
        await offline(doctor);
        const name = await firstName(doctor);
        await doctor.getByRole("link", { name: `记录上门 ${name}` }).first().click();
        await writeVisit(doctor, "没送出的");
        await press(doctor, "存好");
        await doctor.getByText("等着送出：1 份").waitFor();
        await doctor.context().route("**/api/v1/tasks/**", (route) => route.abort());
        await doctor.context().setOffline(false);
        await doctor.goto("/password");
        const asked = [];
        doctor.once("dialog", (dialog) => asked.push(dialog.message()) && dialog.dismiss());
        await signOut(doctor);
        await doctor.waitForURL("**/offline");
        assert.match(asked[0], /还有 1 份报告没有送出/);
        await doctor.goto("/password");
        doctor.once("dialog", (dialog) => dialog.accept());
        await signOut(doctor);
        await doctor.waitForURL("**/sign-in*");
        await doctor.context().unroute("**/api/v1/tasks/**");
        await doctor.goto("/offline");
        await doctor.getByText("手机上还没有名单").waitFor();
        await doctor.getByText("要登录以后才能").waitFor();
        assert.equal((await doctor.evaluate(lookInside)).rows, "[]");
        forgive(doctor);
        await inspect(doctor);
      });

      test("another who signs in on this phone sees nothing of it", async () => {
        await signIn(doctor, world.account("doctor"));
        await doctor.goto("/offline");
        await settled(doctor);
        const name = await firstName(doctor);
        await kept(doctor);
        await doctor.context().clearCookies();
        await signIn(doctor, world.account("leader"));
        await until(async () => (await doctor.evaluate(lookInside)).rows === "[]");
        await doctor.context().setOffline(true);
        await doctor.goto("/offline");
        await doctor.getByText("手机上还没有名单").waitFor();
        assert.ok(!(await main(doctor)).includes(name));
      });

      test("after 72 hours the phone has let go of it, whatever its clock says", async () => {
        await doctor.goto("about:blank");
        await doctor.context().clearCookies();
        forgive(doctor);
        await signIn(doctor, world.account("doctor"));
        const page = await doctor.context().newPage();
        await page.goto("/offline");
        await page.getByText(/今天 \d+ 位|明天 \d+ 位/).first().waitFor();
        await doctor.goto("about:blank");
        await doctor.context().setOffline(true);
        const began = Date.now();
        // Seen when it is 71 hours old, the clock is then set back to the beginning; it is 73 hours old two hours later.
        for (const hours of [71, 0, 0.5]) {
          await page.clock.setFixedTime(began + hours * HOUR_MS);
          await page.goto("/offline");
          await page.getByText("自动从手机上删掉").waitFor();
        }
        await page.clock.setFixedTime(began + 2 * HOUR_MS);
        await page.goto("/offline");
        await page.getByText("手机上还没有名单").waitFor();
        assert.equal((await page.evaluate(lookInside)).rows, "[]");
        await page.close();
      });
    });
  }

  describe("otherwise", () => {
    let world;
    before(async () => {
      world = await startWorld("offline");
    });
    after(() => world?.close());

    test("without script the page says what it needs", async () => {
      const page = await world.open(WITHOUT_SCRIPT);
      await visit(page, "/offline");
      assert.match(await page.locator("main").innerText(), /要打开浏览器的脚本功能/);
      await page.context().close();
    });

    test("in English, and in the language that was chosen last without network too", async () => {
      const page = await world.open(PHONE);
      await signIn(page, world.account("doctor"));
      await page.goto("/offline");
      await kept(page);
      await page.context().addCookies([{ name: "cq_lang", value: "en", url: world.url }]);
      await page.goto("/offline");
      await page.getByText("There is network.", { exact: true }).waitFor();
      await inspect(page);
      await page.context().setOffline(true);
      await page.goto("/offline");
      await page.getByText("No network now.").waitFor();
      await page.context().close();
    });
  });
});

/** A campaign that asks for all its visits today. */
async function makeCampaign(page) {
  await page.goto("/campaigns/new?season=dates");
  await page.getByLabel("名称").fill("寒潮随访");
  await page.getByLabel("从哪天").fill(day(0));
  await page.getByLabel("到哪天").fill(day(0));
  for (const illness of ["高血压", "冠心病", "糖尿病"]) await page.getByLabel(illness).check();
  await follow(page, () => page.getByRole("button", { name: "先看名单" }).click());
  await follow(page, () => page.getByRole("button", { name: /^建立/ }).click());
}

/** One whom the doctor has agreed to see tomorrow. */
async function visitTomorrow(page) {
  await page.goto("/tasks");
  await page.locator("#tasks tbody th a").first().click();
  const form = page.locator("#not-reached");
  await form.getByLabel(/^明天/).check();
  await follow(page, () => form.getByRole("button", { name: "记下，改天再去" }).click());
}

function main(page) {
  return page.locator("main").innerText();
}

/** The comparison with the server is over. */
async function settled(page) {
  await page.getByText("现在有网").waitFor();
}

/** The service worker has taken the shell. */
async function kept(page) {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await until(() => page.evaluate(async () => (await caches.keys()).length > 0 && (await caches.match("/offline")) !== undefined));
}

async function offline(page) {
  await page.context().setOffline(true);
  await page.getByText("现在没有网").waitFor();
}

/** Closes the page and opens it anew. */
async function reopen(page) {
  await page.goto("about:blank");
  await page.goto("/offline");
  await page.getByText(/现在(有|没有)网/).waitFor();
}

async function names(page) {
  return page.locator("[data-part=days] article h3 span").allInnerTexts();
}

/** Somebody whose visit can be written down. */
async function firstName(page) {
  const card = page.locator("[data-part=days] article", { has: page.getByRole("link", { name: /^记录上门/ }) }).first();
  return card.locator("h3 span").innerText();
}

function press(page, name) {
  return page.getByRole("button", { name, exact: true }).locator("visible=true").click();
}

async function writeVisit(page, treatment) {
  await page.getByLabel(/^一般/).check();
  await page.getByLabel("医疗救治").check();
  await page.getByLabel("做了什么诊疗").fill(treatment);
  await page.getByLabel("嘱咐了什么").fill("少盐，早晚量血压");
}

/** How many reports wait on the phone. */
function waiting(page) {
  return page.locator("[data-part=waiting-list] > li").count();
}

/** In how many of somebody's tasks the server has this report. */
async function reportsOf(page, name, treatment) {
  await page.goto("/tasks?state=done");
  const links = await page.locator("#tasks tbody tr", { hasText: name }).locator("th a").all();
  const addresses = await Promise.all(links.map((link) => link.getAttribute("href")));
  let found = 0;
  for (const address of addresses) {
    await page.goto(address);
    found += (await page.locator("main").innerText()).includes(treatment) ? 1 : 0;
  }
  return found;
}

async function decline(page, task) {
  await page.goto(`/tasks/${task}`);
  await page.locator("#declined summary").click();
  const form = page.locator("#declined");
  await form.getByLabel("家属").check();
  await form.getByLabel("为什么谢绝").fill("住到女儿家去了");
  await follow(page, () => form.getByRole("button", { name: "记为谢绝" }).click());
}

async function signOut(page) {
  const menu = page.getByRole("button", { name: "菜单" });
  if (await menu.isVisible()) await menu.click();
  await page.getByRole("button", { name: "退出" }).locator("visible=true").first().click();
}

/** What lies on the phone: the rows as text, whether the key can be read, what the cache holds. */
async function lookInside() {
  const db = await new Promise((resolve, reject) => {
    const request = indexedDB.open("changqing-offline");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  if (!db.objectStoreNames.length) return { rows: "[]", cached: [], pages: "" };
  const tx = db.transaction(["held", "outbox"]);
  const all = (name) =>
    new Promise((resolve) => {
      const request = tx.objectStore(name).getAll();
      request.onsuccess = () => resolve(request.result);
    });
  const rows = [...(await all("held")), ...(await all("outbox"))];
  db.close();
  const text = (value) =>
    value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? new TextDecoder().decode(value) : value;
  const cached = [];
  let pages = "";
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      cached.push(new URL(request.url).pathname);
      pages += await (await cache.match(request)).text();
    }
  }
  const extractable = rows.find((row) => row.key)?.key.extractable;
  return { rows: JSON.stringify(rows, (_, value) => text(value)), extractable, cached, pages };
}

async function until(isSo) {
  for (let look = 0; look < 150; look += 1) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(`in vain: ${isSo}`);
}

/** The day so many days from today where the bureau is. */
function day(later) {
  const at = new Date(Date.now() + later * 86_400_000);
  return at.toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
}
