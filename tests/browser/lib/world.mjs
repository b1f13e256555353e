// The program with its demo bureau, and a browser in front of it: what every story begins with.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { open, startBrowser } from "./browser.mjs";

const SIZE = ["--people", "400", "--doctors", "45"];
const READY_WITHIN_MS = 120_000;
const STOPPED_WITHIN_MS = 10_000;

/**
 * Starts the demo bureau and a browser.
 * @param {string} name of the story; its pictures are kept under it
 */
export async function startWorld(name) {
  const data = await mkdtemp(path.join(tmpdir(), "changqing-story-"));
  const program = startProgram(data);
  try {
    const { url, accounts } = await program.ready;
    const browser = await startBrowser();
    const story = { name, pictures: 0 };
    return {
      accounts,
      url,
      /** The first account of a role. */
      account: (role) => accounts.find((account) => account.role === role),
      open: (screen) => open(browser, url, screen, story),
      close: async () => {
        await browser.close();
        await program.stop();
        await rm(data, { recursive: true });
      },
    };
  } catch (error) {
    await program.stop();
    await rm(data, { recursive: true });
    throw error;
  }
}

/** The program on a free port; `ready` is what it says in JSON once it serves. */
function startProgram(data) {
  const binary = process.env.CHANGQING_BIN;
  if (!binary) throw new Error("CHANGQING_BIN names no program: run cargo xtask test --only browser");
  const words = ["demo", "--listen", "127.0.0.1:0", "--json", "--data", data, ...SIZE];
  const child = spawn(binary, words, { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (log = (log + text).slice(-8_000)));
  return { ready: readiness(child, () => log), stop: () => stop(child) };
}

function readiness(child, log) {
  return new Promise((resolve, reject) => {
    const fail = (what) => reject(new Error(`${what}\n${log()}`));
    const late = setTimeout(() => fail(`not ready after ${READY_WITHIN_MS / 1000} s`), READY_WITHIN_MS);
    const end = (settle, value) => {
      clearTimeout(late);
      settle(value);
    };
    child.once("error", (error) => end(reject, error));
    child.once("exit", (code, signal) => end(fail, `the program ended before it was ready: ${code ?? signal}`));
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      said += text;
      const ready = parsed(said);
      if (ready) end(resolve, ready);
    });
  });
}

/** The JSON in `text`, or nothing while it is not complete. */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const patience = setTimeout(() => child.kill("SIGKILL"), STOPPED_WITHIN_MS);
  const [code, signal] = await ended;
  clearTimeout(patience);
  if (signal === "SIGKILL") throw new Error("the program did not stop when it was asked to");
  if (code) throw new Error(`the program stopped with code ${code}`);
}
