// The program with its demo bureau, and a browser in front of it: what every story begins with.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rename, rm, stat } from "node:fs/promises";
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
  let program;
  const end = async () => {
    await program?.stop();
    await rm(data, { recursive: true });
  };
  try {
    await cp(await loadedBureau(), data, { recursive: true });
    program = startProgram(data);
    const { url, accounts } = await program.ready;
    const browser = await startBrowser();
    const story = { name, pictures: 0 };
    return {
      accounts,
      url,
      /** The folder of the embedded database. */
      data,
      /** The first account of a role. */
      account: (role) => accounts.find((account) => account.role === role),
      open: (screen) => open(browser, url, screen, story),
      /** Stops the program; the browser and the data stay. */
      stop: () => program.stop(),
      close: async () => {
        await browser.close();
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/**
 * Runs the program with these words to its end, whatever its exit code.
 * @param {...string} words
 * @returns {Promise<{code: number, stdout: string, stderr: string}>}
 */
export function run(...words) {
  return new Promise((resolve, reject) => {
    execFile(binary(), words, { timeout: READY_WITHIN_MS }, (error, stdout, stderr) => {
      if (error && typeof error.code !== "number") return reject(error);
      return resolve({ code: error?.code ?? 0, stdout, stderr });
    });
  });
}

/**
 * Writes the ledgers that the demo bureau holds, the messy one among them.
 * @param {string} folder
 */
export async function writeLedgers(folder) {
  const { code, stderr } = await run("demo", "--ledgers", folder, ...SIZE);
  if (code) throw new Error(stderr);
}

/** A data folder with the demo bureau in it, loaded once for all stories that meet the same program: copy it. */
async function loadedBureau() {
  const { mtimeMs, size } = await stat(binary());
  const folder = path.join(tmpdir(), `changqing-demo-${size}-${Math.round(mtimeMs)}`);
  const isThere = await stat(folder).catch(() => undefined);
  if (isThere) return folder;
  const fresh = await mkdtemp(path.join(tmpdir(), "changqing-demo-"));
  const { code, stderr } = await run("demo", "--once", "--data", fresh, ...SIZE);
  if (code) {
    await rm(fresh, { recursive: true });
    throw new Error(`the demo bureau was not loaded: ${stderr.slice(-8_000)}`);
  }
  // Another run may have been quicker; its bureau is as good.
  await rename(fresh, folder).catch(() => rm(fresh, { recursive: true }));
  return folder;
}

function binary() {
  const file = process.env.CHANGQING_BIN;
  if (!file) throw new Error("CHANGQING_BIN names no program: run cargo xtask test --only browser");
  return file;
}

/** The program on a free port; `ready` is what it says in JSON once it serves. */
function startProgram(data) {
  const words = ["demo", "--listen", "127.0.0.1:0", "--json", "--data", data];
  const child = spawn(binary(), words, { stdio: ["ignore", "pipe", "pipe"] });
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
