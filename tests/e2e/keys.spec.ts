// A chair whose hands stay on the keyboard: each act has a key, in both halves of the page.

import { FIRST_RESPONSE as POLL } from "./journey";
import { PlainPhone } from "./crowd";
import { expect, test } from "./play";

test("a poll by keys: opened, undone, raised with a countdown, extended, kept open, closed and shown, hidden, asked again", async ({
  moderator,
  phone,
}) => {
  const chair = await moderator();
  const voter = await phone("a voter");
  const { page, stage } = chair;
  const key = page.locator("body");
  const due = (name: string) => stage.getByRole("button", { name, exact: true });

  await key.press("o");
  await expect(due("Close")).toBeVisible();
  await voter.sees("Voting is open");
  await key.press("Shift+U");
  const sure = page.getByRole("button", { name: "Take it back: no answer counts" });
  await expect(sure).toHaveAttribute("aria-disabled", "false");
  await key.press("Shift+U");
  await voter.sees("The moderators took this poll back. No answer to it counts.");

  await key.press("n");
  const dialog = page.getByRole("dialog", { name: "A poll on what was just said" });
  await dialog.getByLabel("What do you ask?").fill("Shall we go on?");
  await dialog.getByLabel("Countdown").selectOption("30");
  await dialog.getByRole("button", { name: "Open", exact: true }).press("Enter");
  await expect(stage.getByRole("heading", { name: "Shall we go on?" })).toBeVisible();
  await voter.sees("Shall we go on?");
  await key.press("+");
  await expect(stage.getByRole("timer")).toHaveText(/1:00|0:(3[1-9]|[45]\d)/);
  await voter.votes("Yes");
  await chair.readsAnswered(1);

  await key.press("c");
  await expect(stage.getByRole("button", { name: /^Keep open/ })).toBeVisible();
  await key.press("k");
  await expect(due("Close")).toBeVisible();
  await key.press("Shift+C");
  await expect(due("Hide the result")).toBeVisible();
  await voter.sees("Too few to say · 1 answer");
  await key.press("Shift+S");
  await expect(due("Show the result")).toBeVisible();
  await key.press("s");
  await expect(due("Hide the result")).toBeVisible();
  await key.press("a");
  await expect(due("Close")).toBeVisible();
  await voter.sees("Voting is open");

  // Among the questions these letters do something else; with Shift they are still there.
  await key.press("2");
  await key.press("c");
  await voter.sees("Voting is closing");
  await key.press("Shift+K");
  await voter.sees("Voting is open");
  await key.press("Shift+C");
  await voter.sees("Too few to say");
  await key.press("Shift+N");
  await expect(dialog).toBeVisible();
  await key.press("Escape");
  await expect(dialog).toBeHidden();

  await key.press("Shift+E");
  await expect(page.getByText(/^\d+ min left$/)).toBeVisible();
  await key.press("Shift+E");
  await chair.page.getByRole("button", { name: /^End it: open polls close/ }).focus();
  await expect(page.getByRole("button", { name: /^End it: open polls close/ })).toHaveAttribute("aria-disabled", "false");
  await key.press("Shift+E");
  await expect(page.getByText("Ended: the room is there to be read")).toBeVisible();
});

test("turns by keys: chosen, put first, skipped, given, longer, ended; what was brought over is undone", async ({ moderator, room }) => {
  const { page } = await moderator();
  const key = page.locator("body");
  const floor = page.getByRole("region", { name: "Queue of turns" });
  await key.press("2");
  for (const word of ["blue scarf", "red hat", "green coat"]) {
    const hand = new PlainPhone(`${room.phone}?mode=room`);
    await hand.open();
    await hand.raisesHand(word);
  }
  const turns = floor.getByRole("list").first().getByRole("listitem");
  await expect(turns).toHaveCount(3);
  const second = floor.getByRole("group").nth(1);
  await key.press("]");
  await key.press("]");
  await expect(second.locator("summary")).toBeFocused();
  const name = (await turns.nth(1).locator("bdi").first().innerText()).trim();
  await key.press("Shift+P");
  await expect(turns.first()).toContainText(name);
  await expect(floor.getByText("A moderator put it ahead.")).toBeVisible();
  await key.press("n");
  await expect(floor.getByRole("button", { name: "End the turn" })).toBeVisible();
  const left = floor.getByText(/ left$/);
  const before = await left.innerText();
  await key.press("+");
  await expect(left).not.toHaveText(before);
  await key.press(".");
  await expect(floor.getByText("Nobody has the floor.")).toBeVisible();
  await expect(turns).toHaveCount(2);
  await key.press("[");
  await key.press("Shift+X");
  await expect(turns).toHaveCount(1);

  await key.press("v");
  const paste = page.getByLabel("Lines of the meeting tool’s chat");
  await paste.fill("Ann Lee: Who pays for this?");
  await paste.press("Enter");
  await expect(page.getByText("Brought over: 1 question, 0 hands.")).toBeVisible();
  await key.press("Shift+V");
  await expect(page.getByText("Online: nobody waits")).toBeVisible();
});

test("a dialog that a quick hand closes and opens again at once is whole", async ({ moderator }) => {
  const { page } = await moderator();
  const key = page.locator("body");
  /** Closed and opened by its key before the browser has told that it was closed, and before the focus has left it. */
  const again = (letter: string) =>
    page.evaluate((letter) => {
      document.querySelector<HTMLDialogElement>("dialog[open]")!.close();
      document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key: letter, bubbles: true, cancelable: true }));
      return new Promise(requestAnimationFrame);
    }, letter);
  const open = page.locator("dialog[open]");
  for (const [half, letters] of [
    ["1", "ngzih"],
    ["2", "v"],
  ] as const) {
    await key.press(half);
    for (const letter of letters) {
      await key.press(letter);
      await expect(open.getByRole("heading", { level: 2 }), letter).toBeVisible();
      const title = await open.getByRole("heading", { level: 2 }).innerText();
      await again(letter);
      await expect(open.getByRole("heading", { level: 2, name: title, exact: true }), letter).toBeVisible();
      await key.press("Escape");
      await expect(open, letter).toHaveCount(0);
    }
  }
});
