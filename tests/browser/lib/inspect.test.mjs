// The inspection itself: a good page passes on every screen, and each rule catches the page that breaks it.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { open, SCREENS, startBrowser } from "./browser.mjs";
import { follow, visit } from "./visit.mjs";

const STYLE = `
  body { font: 16px/1.6 sans-serif; color: #222; background: #fff; margin: 0 1rem }
  button, input, .link { min-height: 44px; min-width: 44px; font: inherit; display: inline-block }
  :focus-visible { outline: 3px solid #05c }
  .low { min-height: 0; height: 12px; font-size: 16px; line-height: 12px; padding: 0; border: 0 }
  .wide { width: 900px } .small { font-size: 12px } .bare:focus { outline: none }
  .back { position: relative } .unseen { position: absolute; left: -9999px }
`;
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'";

const page = (body, { title = "<title>好</title>", lang = 'lang="zh-CN"' } = {}) =>
  `<!doctype html><html ${lang}><head>${title}<meta name="viewport" content="width=device-width">
   <link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/style.css"></head>
   <body><main>${body}</main></body></html>`;
const FORM = '<form method="post" action="/sent"><label>姓名 <input name="name"></label> <button>保存</button></form>';
const GOOD = `<h1>人员</h1><p>请看<a href="/good">帮助</a>里的说明。</p><a class="link" href="/good">返回</a>${FORM}`;

const BAD = {
  "no-title": [page(GOOD, { title: "" }), /no title/],
  "no-language": [page(GOOD, { lang: "" }), /names no language/],
  "two-headings": [page(`${GOOD}<h1>又一个</h1>`), /2 visible h1/],
  "no-label": [page(`${GOOD}<input placeholder="电话">`), /no label/],
  "low-button": [page(`${GOOD}<button class="low">删</button>`), /target of \d+ × 12 px/],
  "wide": [page(`${GOOD}<div class="wide">宽</div>`), /900|wide in a window of 320 px/],
  "small-text": [page(`${GOOD}<p class="small">小字</p>`), /text of 12 px/],
  "no-alternative": [page(`${GOOD}<img src="/icon.svg">`), /axe image-alt/],
  "jumping-focus": [page(`${GOOD}<a class="link" tabindex="3" href="/good">跳</a>`), /tabindex above 0/],
  "bare-focus": [page(`${GOOD}<button class="bare">确定</button>`), /focus is not shown/],
  "unseen-focus": [page(`${GOOD}<button class="unseen">藏</button>`), /nothing is to be seen/],
  "inline-style": [page(`${GOOD}<p style="color: red">红</p>`), /console: .*(Content Security Policy|style)/],
  "lost-file": [page(`${GOOD}<img alt="树" src="/lost.png">`), /console: .*404/],
};

let server;
let browser;
let url;
const story = { name: "inspection", pictures: 0 };

before(async () => {
  server = createServer((request, response) => {
    const name = request.url.slice(1);
    const send = (status, type, body) => {
      response.writeHead(status, { "content-type": `${type}; charset=utf-8`, "content-security-policy": POLICY });
      response.end(body);
    };
    if (request.method === "POST") return response.writeHead(303, { location: "/good" }).end();
    if (name === "style.css") return send(200, "text/css", STYLE);
    if (name === "icon.svg") return send(200, "image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg"/>');
    if (name === "script.js") return send(200, "text/javascript", "document.body.append(document.createElement('h1'))");
    if (name === "scripted") return send(200, "text/html", page(`${GOOD}<script src="/script.js"></script>`));
    if (name === "good") return send(200, "text/html", page(GOOD));
    if (name in BAD) return send(200, "text/html", BAD[name][0]);
    return send(404, "text/html", page(GOOD));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${server.address().port}`;
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  server?.close();
});

for (const screen of SCREENS) {
  test(`a good page passes on ${screen.name}, and so does the page a form leads to`, async () => {
    const page = await open(browser, url, screen, story);
    await visit(page, "/good");
    await follow(page, () => page.getByRole("button", { name: "保存" }).click());
    await visit(page, "/absent", { status: 404 });
    await page.context().close();
  });
}

for (const [name, [, complaint]] of Object.entries(BAD)) {
  test(`a page with ${name.replaceAll("-", " ")} is caught`, async () => {
    const page = await open(browser, url, SCREENS[0], story);
    await assert.rejects(visit(page, `/${name}`), complaint);
    await page.context().close();
  });
}

test("where script is off, none runs", async () => {
  const [desktop, , withoutScript] = SCREENS;
  const scripted = await open(browser, url, desktop, story);
  await assert.rejects(visit(scripted, "/scripted"), /2 visible h1/);
  await scripted.context().close();
  const plain = await open(browser, url, withoutScript, story);
  await visit(plain, "/scripted");
  await visit(plain, "/scripted");
  await plain.context().close();
});

test("a button that is high enough for a mouse is too low for a finger", async () => {
  const page = await open(browser, url, SCREENS[1], story);
  await assert.rejects(visit(page, "/low-button"), /not 44/);
  await page.context().close();
});

test("a page that answers with another status than expected is caught", async () => {
  const page = await open(browser, url, SCREENS[0], story);
  await assert.rejects(visit(page, "/absent"), /status/);
  await page.context().close();
});
