// Another program of the county's reads and writes the registry by what /api/openapi.json says, and by nothing else.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

import { SCREENS } from "../lib/browser.mjs";
import { signIn } from "../lib/sign-in.mjs";
import { startWorld } from "../lib/world.mjs";

describe("api", () => {
  let world, described, ajv;
  before(async () => {
    world = await startWorld("api");
    described = await (await fetch(`${world.url}/api/openapi.json`)).json();
    ajv = new Ajv2020({ strict: false });
    addFormats.default(ajv);
    // Beside `#` stands the description; a shape is then `described#/components/schemas/Person`.
    ajv.addSchema({ $id: "described", components: described.components });
  });
  after(() => world?.close());

  test("the description is one by the standard's own schema", async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(described));
    assert.ok(valid, JSON.stringify(errors));
    assert.ok(Object.keys(described.paths).length > 10);
  });

  test("every address that is read answers in the shape that is described, to each who may", async () => {
    for (const role of ["clerk", "leader", "doctor"]) {
      const api = await signedIn(role);
      const answered = [];
      for (const [address, { get }] of Object.entries(described.paths)) {
        if (!get) continue;
        const asked = address.includes("{id}") ? await oneOf(api, address) : address;
        if (!asked) continue;
        const answer = await api.get(asked);
        fits(get.responses, answer.status(), await answer.json(), `${role}: GET ${address}`);
        if (answer.ok()) answered.push(address);
      }
      assert.ok(answered.includes("/api/v1/people") && answered.includes("/api/v1/people/{id}"), `${role}: ${answered}`);
      await api.dispose();
    }
  });

  test("somebody is registered once though asked for twice, and a change made without looking is refused", async () => {
    const clerk = await signedIn("clerk");
    const { post } = described.paths["/api/v1/people"];
    const data = { name: "欧阳建华", sex: "female", category: "retired", born: "1948-03" };
    const headers = { origin: world.url };
    const register = () =>
      clerk.post("/api/v1/people", { data, headers: { ...headers, "idempotency-key": "another-program-1" } });
    const [first, second] = [await register(), await register()];
    assert.equal(first.status(), 201, await first.text());
    const person = await first.json();
    fits(post.responses, 201, person, "POST people");
    assert.deepEqual(await second.json(), person);

    const address = `/api/v1/people/${person.id}`;
    const { patch } = described.paths["/api/v1/people/{id}"];
    const blind = await clerk.patch(address, { data: { ...data, phone: "15400001111" }, headers });
    assert.ok([412, 428].includes(blind.status()), `${blind.status()}`);
    fits(patch.responses, blind.status(), await blind.json(), "a change made blindly");
    const wrong = await clerk.post("/api/v1/people", { data: { ...data, born: "1948-02-30" }, headers });
    assert.equal(wrong.status(), 422, await wrong.text());
    const problem = await wrong.json();
    fits(post.responses, 422, problem, "a day that is none");
    assert.match(JSON.stringify(problem), /born/);
    await clerk.dispose();
  });

  test("without a session nothing is said but that", async () => {
    for (const [address, { get }] of Object.entries(described.paths)) {
      if (!get) continue;
      const answer = await fetch(world.url + address.replace("{id}", "01a20606-35c0-74cc-8732-bc9d07a84391"));
      assert.equal(answer.status, 401, address);
      fits(get.responses, 401, await answer.json(), `GET ${address} without a session`);
    }
  });

  /** What a program sends with an account's session. */
  async function signedIn(role) {
    const page = await world.open(SCREENS[0]);
    await signIn(page, world.account(role));
    return page.context().request;
  }

  /** The address of the first of what the list above it holds. */
  async function oneOf(api, address) {
    const list = await api.get(address.slice(0, address.indexOf("/{id}")));
    if (!list.ok()) return undefined;
    const rows = Object.values(await list.json()).find(Array.isArray);
    return rows?.[0]?.id && address.replace("{id}", rows[0].id);
  }

  /** @param {object} responses of an operation, by status or kind of status */
  function fits(responses, status, body, what) {
    const response = responses[status] ?? responses[`${Math.floor(status / 100)}XX`];
    assert.ok(response, `${what}: ${status} is not described`);
    const { schema } = Object.values(response.content)[0];
    const isOne = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll("#/components", "described#/components")));
    assert.ok(isOne(body), `${what}, ${status}: ${ajv.errorsText(isOne.errors)}`);
  }
});
