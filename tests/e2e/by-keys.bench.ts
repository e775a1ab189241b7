// How long a moderator's work takes by keys: lines of the chat brought over, and forty questions tended.

import type { Page } from "@playwright/test";
import { PlainPhone } from "./crowd";
import type { Room } from "./plenary";
import { expect, test } from "./play";

/** Five keystrokes a second. */
const TYPING_MS = 200;
const PER_PERSON = 3;
const FORTY = Array.from({ length: 40 }, (_, at) => `Question ${at + 1}: who answers for number ${at * 7 + 3}?`);

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
/** A key, and the time a person takes for it. */
const press = async (page: Page, key: string) => page.keyboard.press(key, { delay: TYPING_MS });

async function ask(room: Room, texts: readonly string[]): Promise<void> {
  for (let from = 0; from < texts.length; from += PER_PERSON) {
    const phone = new PlainPhone(`${room.phone}?mode=online`);
    await phone.open();
    for (const text of texts.slice(from, from + PER_PERSON)) await phone.asks(text);
  }
}

test("comments of the chat, from the clipboard to the list", async ({ moderator }) => {
  const { page } = await moderator();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.keyboard.press("2");
  for (const lines of [1, 5]) {
    const text = Array.from({ length: lines }, (_, at) => `Ann ${lines}-${at}: Is comment ${at + 1} of ${lines} answered?`).join("\n");
    await page.evaluate((text) => navigator.clipboard.writeText(text), text);
    const began = performance.now();
    await press(page, "v");
    await expect(page.getByLabel("Lines of the meeting tool’s chat")).toBeFocused();
    await press(page, "Control+V");
    await expect(page.getByLabel(`Name in line ${lines}`)).toBeVisible();
    await press(page, "Enter");
    await expect(page.getByText(new RegExp(`^Brought over: ${lines} question`))).toBeVisible();
    const took = performance.now() - began;
    console.log(`figure: ${lines} of the chat brought over: ${seconds(took)}, ${seconds(took / lines)} each, reading not counted`);
  }
});

test("forty questions, one key each", async ({ moderator, room }) => {
  await ask(room, FORTY);
  const { page } = await moderator();
  await page.keyboard.press("2");
  await expect(page.getByRole("heading", { name: /^40 wait/ })).toBeVisible();
  await page.keyboard.press("j");
  const began = performance.now();
  for (let at = 0; at < FORTY.length; at += 1) {
    await expect(page.locator("article:focus")).toHaveAttribute("aria-busy", "false");
    if (at % 4 === 3) {
      await press(page, "d");
      await press(page, "1");
    } else {
      await press(page, "a");
    }
  }
  await expect(page.getByRole("heading", { name: "No question waits" })).toBeVisible();
  const took = performance.now() - began;
  console.log(`figure: forty questions, a quarter of them declined under a rule: ${seconds(took)}, reading not counted`);
});

test("forty questions that nothing is held against, at once", async ({ moderator, room }) => {
  await ask(room, FORTY);
  const { page } = await moderator();
  await page.keyboard.press("2");
  await expect(page.getByRole("heading", { name: /^40 wait/ })).toBeVisible();
  const began = performance.now();
  for (let waiting = FORTY.length; waiting > 0; ) {
    await press(page, "Shift+A");
    await expect(page.getByText(/^\d+ questions are approved\.$/)).toBeVisible();
    const heading = await page.getByRole("heading", { name: /wait/ }).first().innerText();
    const left = /^(\d+)/.exec(heading)?.[1];
    waiting = left ? Number(left) : 0;
  }
  console.log(`figure: forty unflagged questions approved: ${seconds(performance.now() - began)}`);
});
