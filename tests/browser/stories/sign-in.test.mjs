// Everybody who has an account comes in through the same door, on every screen; nobody else does.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { SCREENS } from "../lib/browser.mjs";
import { isAtTheDoor, signIn, signInRefused } from "../lib/sign-in.mjs";
import { follow, inspect } from "../lib/visit.mjs";
import { startWorld } from "../lib/world.mjs";

const ROLES = ["admin", "auditor", "clerk", "doctor", "elder", "guide", "leader"];

describe("sign-in", () => {
  let world;
  before(async () => {
    world = await startWorld("sign-in");
  });
  after(() => world?.close());

  test("the demo bureau has an account for every role", () => {
    assert.deepEqual([...new Set(world.accounts.map(({ role }) => role))].sort(), ROLES);
  });

  for (const screen of SCREENS) {
    test(`who is not signed in is sent to the door (${screen.name})`, async () => {
      const page = await world.open(screen);
      for (const address of ["/", "/people", "/today"]) {
        await page.goto(address);
        assert.ok(isAtTheDoor(page), `${address} led to ${page.url()}`);
      }
      await inspect(page);
      await page.context().close();
    });

    test(`a wrong password is refused with a message (${screen.name})`, async () => {
      const page = await world.open(screen);
      const { user } = world.account("clerk");
      await signInRefused(page, { user, password: "not the password" }, 422);
      assert.ok((await page.getByRole("alert").innerText()).trim(), "no message says why");
      await page.context().close();
    });

    for (const role of ROLES) {
      test(`the ${role} comes in and stays in (${screen.name})`, async () => {
        const page = await world.open(screen);
        await signIn(page, world.account(role));
        await follow(page, () => page.reload());
        assert.ok(!isAtTheDoor(page), "a reload led back to the door");
        await page.context().close();
      });
    }
  }
});
