// The client's own fixtures, served by Vite: any state of any page, without a server of ours.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test as base, type Page } from "@playwright/test";
import type { Plenary } from "../../web-client/fixtures/states/state";
import type { Tag } from "./catalogue";

const CLIENT = resolve(import.meta.dirname, "../../web-client");

/** A Vite that serves, and the address it says it has. */
interface Served {
  vite: ChildProcess;
  origin: string;
}

const VITE = "node_modules/.bin/vite";

/** Vite on a port of its own. */
async function serve(words: string[], env: NodeJS.ProcessEnv = process.env): Promise<Served> {
  const vite = spawn(VITE, [...words, "--port", "0", "--host", "127.0.0.1"], { cwd: CLIENT, env });
  const origin = await new Promise<string>((found, failed) => {
    vite.stdout.on("data", (bytes: Buffer) => {
      // eslint-disable-next-line no-control-regex
      const said = /(http:\/\/127\.0\.0\.1:\d+)/.exec(bytes.toString().replace(/\u001b\[\d+m/g, ""));
      if (said?.[1]) found(said[1]);
    });
    vite.once("exit", (code) => failed(new Error(`vite ended with ${code}`)));
  });
  return { vite, origin };
}

/** The fixtures built into a folder and served from there: quick to open, where many pages are. */
export async function serveBuilt(folder: string): Promise<Served> {
  execFileSync(VITE, ["build", "--outDir", folder, "--logLevel", "error"], { cwd: CLIENT, stdio: "inherit" });
  return serve(["preview", "--outDir", folder]);
}

export class Fixtures {
  private constructor(
    private vite: ChildProcess,
    private cache: string,
    readonly origin: string,
  ) {}

  static async serve(): Promise<Fixtures> {
    const cache = mkdtempSync(join(tmpdir(), "plenary-vite-"));
    const { vite, origin } = await serve([], { ...process.env, PLENARY_VITE_CACHE: cache });
    return new Fixtures(vite, cache, origin);
  }

  end(): void {
    this.vite.kill();
    rmSync(this.cache, { recursive: true, force: true });
  }

  /** A page that can show every state, in a language. What its scripts throw is thrown here. */
  async open(page: Page, language: Tag): Promise<void> {
    page.on("pageerror", (error) => {
      throw new Error(`a drawn page's script failed: ${error.message}\n${error.stack}`);
    });
    await page.goto(`${this.origin}/fixtures/state.html?language=${language}`);
    await page.waitForFunction(() => "plenary" in globalThis);
  }
}

/** Shows a state on a page that stands, in a theme. */
export async function show(page: Page, id: string, theme?: "light" | "dark"): Promise<void> {
  await page.evaluate(
    async ([id, theme]) => {
      document.documentElement.dataset.theme = theme;
      await (globalThis as unknown as { plenary: Plenary }).plenary.show(id!);
    },
    [id, theme ?? "light"] as const,
  );
}

/** Tests over the fixtures: one Vite for all of a worker. */
export const test = base.extend<object, { fixtures: Fixtures }>({
  fixtures: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const fixtures = await Fixtures.serve();
      await use(fixtures);
      fixtures.end();
    },
    { scope: "worker" },
  ],
});
