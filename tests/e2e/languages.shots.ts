// Draws the main states in all languages, for looking at: `cargo xtask shots` writes them to target/shots; with PLENARY_DARK=1 in the
// dark. Chinese needs a font of its own on this machine (fonts-noto-cjk).

import { join } from "node:path";
import type { BrowserContext, Page } from "@playwright/test";
import { LANGUAGES, Words } from "./catalogue";
import { PlainPhone } from "./crowd";
import { FIRST_RESPONSE as POLL } from "./journey";
import { expect, LAPTOP, PHONE, test } from "./play";

const FOLDER = join(process.env.PLENARY_SHOTS ?? join(import.meta.dirname, "../../target/shots"), "languages");
const CHOICES = [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, "cant_say", "cant_say"] as const;

test("a session in six languages, in pictures", async ({ browser, moderator, roomScreen, room }) => {
  const chair = await moderator();
  const wall = await roomScreen("the wall");
  await chair.letsIn(await wall.pairingCode(), "Projector");
  const pages: { words: Words; phone: Page; desk: Page; context: BrowserContext }[] = [];
  for (const tag of LANGUAGES) {
    const context = await browser.newContext({ locale: tag, reducedMotion: "reduce", colorScheme: process.env.PLENARY_DARK ? "dark" : "light" });
    const open = async (viewport: { width: number; height: number }, link: string) => {
      const page = await context.newPage();
      await page.setViewportSize(viewport);
      await page.goto(link);
      return page;
    };
    const phone = await open(PHONE, room.phone);
    const desk = await open(LAPTOP, room.moderator);
    await wall.page.goto(`${room.screen}?room=${room.code}&language=${tag}`);
    pages.push({ words: new Words(tag), phone, desk, context });
  }
  const draw = async (state: string) => {
    for (const { words, phone, desk } of pages) {
      await wall.page.goto(`${room.screen}?room=${room.code}&language=${words.tag}`);
      await expect(wall.page.locator(".wall .body *").first()).toBeVisible();
      for (const [name, page] of [["phone", phone], ["moderator", desk], ["wall", wall.page]] as const)
        await page.screenshot({ path: join(FOLDER, `${name}-${state}-${words.tag}.png`), animations: "disabled" });
    }
  };
  await draw("waiting");
  await chair.opensPoll(POLL.prompt);
  for (const { words, phone } of pages) await expect(phone.getByText(words.of("phone", "voting_open")).first()).toBeVisible();
  await draw("open");
  for (const [at, choice] of CHOICES.entries())
    await new PlainPhone(`${room.phone}?mode=${at < 9 ? "online" : "room"}`).votes(POLL.prompt, choice);
  await chair.readsAnswered(CHOICES.length);
  await chair.closesAndShows();
  for (const { words, phone } of pages) await expect(phone.getByText(words.of("phone", "result")).first()).toBeVisible();
  await draw("result");
  for (const { words, phone, desk } of pages) {
    await phone.getByRole("navigation", { name: words.of("talk", "places") }).getByRole("button", { name: words.of("talk", "place_questions") }).click();
    await desk.getByRole("tab", { name: words.of("moderator", "panel_more") }).click();
  }
  await draw("questions");
  for (const { context } of pages) await context.close();
});
