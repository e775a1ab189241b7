// Draws every state of every page at every size, in two themes and three scripts, into one sheet that a person looks
// through: `cargo xtask gallery` writes target/shots/states/index.html. PLENARY_ONLY narrows it: a part of "phone/counted
// phone dark ar". Chinese needs a font of its own on this machine (fonts-noto-cjk).

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Page } from "@playwright/test";
import { drawnStates, idOf, states } from "../../web-client/fixtures/states";
import { servedStates } from "../../web-client/fixtures/states/served";
import { SIZES, type Size, type State } from "../../web-client/fixtures/states/state";
import { test as play } from "./play";
import { Scenes } from "./scenes";
import { fileOf, sheet, type Theme, THEMES } from "./sheet";
import { show, test } from "./vite";

const FOLDER = join(process.env.PLENARY_SHOTS ?? join(import.meta.dirname, "../../target/shots"), "states");
const LANGUAGES = ["en", "ar", "zh"] as const;
const ONLY = new RegExp(process.env.PLENARY_ONLY ?? "");
/** A page that is longer than so many windows goes on as it has begun. */
const WINDOWS = 2.2;

const isAsked = (state: State, size: Size, theme: Theme, language: string) =>
  state.sizes.includes(size) && ONLY.test(`${idOf(state)} ${size} ${theme} ${language}`);

test.describe.configure({ mode: "parallel", timeout: 1_800_000 });

/** All of a page, down to where it only goes on. */
async function shoot(page: Page, file: string, size: Size, isWall: boolean): Promise<void> {
  const [width, height] = SIZES[size];
  const path = join(FOLDER, file);
  mkdirSync(dirname(path), { recursive: true });
  const long = isWall ? height : await page.evaluate(() => document.documentElement.scrollHeight);
  const clip = { x: 0, y: 0, width, height: Math.max(height, Math.min(long, height * WINDOWS)) };
  await page.screenshot({ path, type: "jpeg", quality: 72, animations: "disabled", caret: "hide", fullPage: !isWall, clip });
}

for (const language of LANGUAGES) {
  for (const size of Object.keys(SIZES) as Size[]) {
    test(`${size} in ${language}`, async ({ page, fixtures }) => {
      const [width, height] = SIZES[size];
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ reducedMotion: "reduce" });
      let before: string | undefined;
      for (const state of drawnStates) {
        const themes = THEMES.filter((theme) => isAsked(state, size, theme, language));
        if (themes.length === 0) continue;
        // Each page with its own styles alone.
        if (state.page !== before) await fixtures.open(page, language);
        before = state.page;
        await show(page, idOf(state));
        for (const theme of themes) {
          await page.evaluate((theme) => {
            document.documentElement.dataset.theme = theme;
            document.documentElement.classList.add("whole");
          }, theme);
          await shoot(page, fileOf(state, size, theme, language), size, state.page === "screen");
        }
      }
    });
  }
}

play("what the server writes", async ({ browser, server, room }) => {
  play.setTimeout(1_800_000);
  const scenes = new Scenes(server, room);
  for (const state of servedStates) {
    if (!ONLY.test(idOf(state)) && !process.env.PLENARY_ONLY?.includes("served")) continue;
    await scenes.set(state);
    for (const language of LANGUAGES) {
      const context = await browser.newContext({ locale: language, javaScriptEnabled: false });
      await scenes.letsIn(context);
      const page = await context.newPage();
      await page.goto(`${scenes.address(state)}${state.given.path.includes("report") ? `&language=${language}` : ""}`);
      await scenes.posts(page, state);
      for (const size of state.sizes) {
        const [width, height] = SIZES[size];
        await page.setViewportSize({ width, height });
        for (const theme of THEMES) {
          await page.emulateMedia({ colorScheme: theme });
          await shoot(page, fileOf(state, size, theme, language), size, false);
        }
      }
      await context.close();
    }
  }
});

play("the sheet", () => {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, "index.html"), sheet(states, LANGUAGES));
});
