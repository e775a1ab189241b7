// How the pages are played: one real browser, one real server for each test, one try.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { defineConfig } from "@playwright/test";

/** Names under which systems install Chromium. */
const CHROMIUM = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

function chromium(): string {
  if (process.env.PLENARY_CHROMIUM) return process.env.PLENARY_CHROMIUM;
  for (const name of CHROMIUM) {
    for (const folder of (process.env.PATH ?? "").split(delimiter)) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not in this folder: look in the next.
      }
    }
  }
  throw new Error(`no Chromium on the PATH; looked for ${CHROMIUM.join(", ")}`);
}

export default defineConfig({
  testDir: ".",
  projects: [
    { name: "play", testMatch: "*.spec.ts" },
    // `cargo xtask bench`, `cargo xtask shots` and `cargo xtask gallery`: these measure and draw; times are judged here alone.
    { name: "bench", testMatch: "*.bench.ts" },
    { name: "shots", testMatch: "*.shots.ts" },
    { name: "gallery", testMatch: "*.gallery.ts" },
  ],
  outputDir: "test-results",
  // A play mostly waits for what a person would wait for; two of them beside each other fill two cores.
  workers: 2,
  // Whoever passes only when tried again has failed.
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"]],
  // No test asserts how long something took; these only end one that hangs.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  use: {
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    locale: "en-GB",
    timezoneId: "Europe/Warsaw",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: chromium(),
      args: [
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
