// Moderators hold a session: panic, the stage, the temperature, notes and backstage, outcome lines, begin and end.

import type { Locator } from "@playwright/test";
import { PlainPhone } from "./crowd";
import { FIRST_RESPONSE as POLL } from "./journey";
import { Moderator } from "./moderator";
import { expect, isAccessible, test } from "./play";

test("one key blanks everything, every moderator sees it, and one key brings it back", async ({ moderator, roomScreen }) => {
  const chair = await moderator();
  const screen = await roomScreen("the screen");
  await chair.letsIn(await screen.pairingCode(), "Left");
  const other = await moderator("another device");
  await chair.page.locator("body").press("b");
  for (const page of [chair.page, other.page]) await expect(page.getByText("All screens are blank.")).toBeVisible();
  await other.page.getByRole("button", { name: "Bring them back" }).click();
  for (const page of [chair.page, other.page]) await expect(page.getByText("All screens are blank.")).toHaveCount(0);
});

test("a line is looked at first and then stands on the stage; a poll that is open keeps the stage", async ({
  moderator,
  phone,
  room,
}) => {
  const chair = await moderator();
  const reader = await phone("a reader");
  await chair.page.locator("body").press("g");
  const sheet = chair.page.getByRole("dialog", { name: "Put on the stage" });
  await sheet.getByRole("radio", { name: "A line" }).check();
  await sheet.getByLabel("The line").fill("Lunch is on the terrace");
  await expect(sheet.getByText("Lunch is on the terrace"), "the wall as it will be").toBeVisible();
  await isAccessible(chair.page, "putting a line on the stage");
  await sheet.getByRole("button", { name: "Put on the stage" }).click();
  await expect(sheet).toBeHidden();
  await expect(chair.stage.getByRole("heading", { name: "A line" })).toBeVisible();
  const asker = new PlainPhone(room.phone);
  await asker.open();
  await asker.asks("Who pays for all this?");
  await chair.page.locator("body").press("2");
  await expect(chair.page.getByRole("heading", { name: /^1 waits/ })).toBeVisible();
  await chair.page.keyboard.press("j");
  await chair.page.keyboard.press("a");
  await expect(chair.page.getByRole("heading", { name: "No question waits" })).toBeVisible();
  await chair.page.keyboard.press("1");
  const previews: [choice: string, words: string][] = [
    ["The questions", "Who pays for all this?"],
    ["Support contacts", "If you need somebody to talk to, ask a moderator."],
    ["Thanks", "The report will be here once the session has ended"],
  ];
  await chair.page.keyboard.press("g");
  for (const [choice, words] of previews) {
    await sheet.getByRole("radio", { name: choice, exact: true }).check();
    await expect(sheet.getByText(words).first(), `the preview of ${choice}`).toBeVisible();
  }
  // The short way to the four simple ones leads through the same look.
  await chair.page.keyboard.press("Escape");
  await chair.page.getByRole("group", { name: "Put on the stage" }).getByRole("button", { name: "Aims" }).click();
  await expect(sheet.getByRole("radio", { name: "Aims" })).toBeFocused();
  await expect(sheet.getByText("What this session is for").first()).toBeVisible();
  await chair.page.keyboard.press("Enter");
  await expect(sheet).toBeHidden();
  await reader.page.close();
  await chair.opensPoll(POLL.prompt);
  await chair.page.locator("body").press("g");
  await expect(sheet.getByText("A poll is open on the stage. Close it first.")).toBeVisible();
  await expect(sheet.getByRole("button", { name: "Put on the stage" })).toBeDisabled();
});

test("a session begins, is counted down, ends at the second tap and goes on again", async ({ moderator }) => {
  const chair = await moderator();
  await expect(chair.page.getByText(/polls unplayed/)).toBeVisible();
  await chair.page.getByRole("button", { name: "Begin the session" }).click();
  await expect(chair.page.getByText(/^\d+ min left$/)).toBeVisible();
  await chair.page.getByRole("button", { name: "End…" }).click();
  await chair.makesSure("End it: open polls close, nobody can ask or vote any more");
  await expect(chair.page.getByText("Ended: the room is there to be read")).toBeVisible();
  await chair.page.getByRole("button", { name: "Go on…" }).click();
  await chair.makesSure("Go on: people can ask and vote again");
  await expect(chair.page.getByText(/^\d+ min left$/)).toBeVisible();
});

test("what is due goes into the clipboard on one key, and the sheet has every text", async ({ moderator }) => {
  const chair = await moderator();
  await chair.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await chair.opensPoll(POLL.prompt);
  await chair.page.locator("body").press("y");
  await chair.isTold("Copied for the chat: the open poll");
  const text = await chair.page.evaluate(() => navigator.clipboard.readText());
  expect(text).toContain(POLL.prompt);
  expect(text).toContain(POLL.both);
  await chair.page.getByRole("button", { name: "Copy for the chat" }).click();
  const sheet = chair.page.getByRole("dialog", { name: "Copy for the chat" });
  await sheet.getByRole("radio", { name: "aims and rules" }).check();
  await expect(sheet.getByLabel("The text to paste")).toHaveValue(/One ballot for each phone/);
  await isAccessible(chair.page, "copying for the chat");
});

test("where there is no clipboard the text is there to be taken by hand", async ({ moderator }) => {
  const chair = await moderator();
  await chair.page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await chair.page.locator("body").press("y");
  const sheet = chair.page.getByRole("dialog", { name: "Copy for the chat" });
  await expect(sheet.getByText(/This page may not write to the clipboard/)).toBeVisible();
  await expect(sheet.getByLabel("The text to paste")).toBeFocused();
});

test("a rapporteur writes, is offered nothing that is not theirs, and says that a line was seen", async ({
  moderator,
  browser,
}) => {
  const chair = await moderator();
  const link = await chair.handsOver("rapporteur");
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const rapporteur = new Moderator(await context.newPage(), "the rapporteur");
  await rapporteur.opens(link);
  for (const name of ["Raise a poll", "Begin the session", "Blank all screens", "Temperature"]) {
    await expect(rapporteur.page.getByRole("button", { name })).toHaveCount(0);
  }
  await rapporteur.page.getByLabel("A note", { exact: true }).fill("The room agrees on the first line");
  await rapporteur.page.getByRole("button", { name: "Save the note" }).click();
  await isAccessible(rapporteur.page, "a rapporteur's page");

  await chair.page.locator("body").press("w");
  await expect(chair.page.getByText("The room agrees on the first line")).toBeVisible();
  await chair.page.getByLabel("A line to the other moderators").fill("Five more minutes");
  await chair.page.getByRole("button", { name: "Say" }).click();
  const line = rapporteur.page.getByRole("alert").getByText("Five more minutes");
  await expect(line).toBeVisible();
  await rapporteur.page.getByRole("button", { name: "Seen" }).click();
  await expect(line).toHaveCount(0);
  await expect(chair.page.getByText("seen by rapporteur")).toBeVisible();
  await context.close();
});

test("outcome lines are drafted, asked all at once, closed and shown", async ({ moderator }) => {
  const chair = await moderator();
  await chair.page.locator("body").press("z");
  const sheet = chair.page.getByRole("dialog", { name: "Outcome lines" });
  for (const line of ["Open a register of requests", "Meet again in spring"]) {
    await sheet.getByLabel("One outcome, in one sentence").fill(line);
    await sheet.getByRole("button", { name: "Write it down" }).click();
    await expect(sheet.getByRole("listitem").filter({ hasText: line })).toBeVisible();
  }
  await isAccessible(chair.page, "the outcome lines");
  await sheet.getByRole("button", { name: "Ask the room about all 2" }).click();
  await sheet.getByRole("button", { name: "Close and show all 2" }).click();
  for (const line of ["Open a register of requests", "Meet again in spring"]) {
    await expect(sheet.getByRole("listitem").filter({ hasText: line }).getByText("shown", { exact: true })).toBeVisible();
  }
});

test("a key that is pressed before the conversation has come is not lost", async ({ moderator }) => {
  const chair = await moderator();
  let come = () => {};
  const asked = new Promise<void>((resolve) => (come = resolve));
  await chair.page.route("**/assets/moderator-talk.*js*", async (route) => {
    await asked;
    await route.continue();
  });
  await chair.page.reload();
  await expect(chair.stage).toBeVisible();
  await chair.page.locator("body").press("h");
  const check = chair.page.getByRole("dialog", { name: "Check before the session" });
  await expect(check).toHaveCount(0);
  come();
  await expect(check).toBeVisible();
});

test("before the session it is told what does not work yet, and contacts and times are kept", async ({ moderator }) => {
  const chair = await moderator();
  await chair.page.locator("body").press("h");
  const check = chair.page.getByRole("dialog", { name: "Check before the session" });
  await expect(check.getByText(/reaches this computer only/)).toBeVisible();
  await expect(check.getByText("This page hears the server over a WebSocket.")).toBeVisible();
  await expect(check.getByText(/(Cast, counted and counted again in|Counted, but it took)/)).toBeVisible();
  await isAccessible(chair.page, "the check before the session");
  await check.getByRole("button", { name: "Put away" }).click();

  await chair.page.locator("body").press("i");
  const sheet = chair.page.getByRole("dialog", { name: "The session" });
  await sheet.getByLabel("Who 1").fill("Child Helpline");
  await sheet.getByLabel("How to reach 1").fill("116 111");
  await sheet.getByRole("button", { name: "Save 1 contact" }).click();
  await expect(sheet.getByText("Saved")).toBeVisible();
  await isAccessible(chair.page, "the session's sheet");
  await sheet.getByRole("button", { name: "Put away" }).click();
  await chair.page.locator("body").press("?");
  await expect(chair.page.getByText("blank all screens; once more brings them back")).toBeVisible();
});

test("a close asks once where a phone has not seen the question, and closes anyway when told to", async ({
  moderator,
  browser,
  room,
}) => {
  const chair = await moderator();
  // A phone that is on, and never says that it saw anything.
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.routeWebSocket(/\/ws\//, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      if (typeof message !== "string" || !message.includes('"seen"')) server.send(message);
    });
  });
  await page.goto(room.phone);
  await chair.opensPoll(POLL.prompt);
  await expect(page.getByRole("heading", { name: POLL.prompt })).toBeVisible();
  // Who has seen what is counted between nodes, a moment behind.
  await chair.sees(/answered of 1 who could/);
  // The due button is deaf for a moment after each change.
  const asks = chair.stage.getByText(/1 phone has not seen this question yet/);
  await expect(async () => {
    if (!(await asks.isVisible())) await chair.stage.getByRole("button", { name: "Close", exact: true }).click();
    await expect(asks).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await chair.stage.getByRole("button", { name: "Close anyway" }).click();
  await chair.sees("Voting ends now. The result is not shown until you show it.");
  await context.close();
});

test("a phone that is on another place has not seen the question until it comes to it", async ({ moderator, phone }) => {
  const chair = await moderator();
  const ana = await phone("Ana");
  const places = ana.page.getByRole("navigation", { name: "Places of this page" });
  await places.getByRole("button", { name: /^Questions/ }).click();
  await chair.opensPoll(POLL.prompt);
  await ana.sees("Voting is open");
  await chair.sees(/answered of 1 who could/);
  const asks = chair.stage.getByText(/1 phone has not seen this question yet/);
  await expect(async () => {
    if (!(await asks.isVisible())) await chair.page.locator("body").press("c");
    await expect(asks).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await chair.page.keyboard.press("+");
  await expect(chair.stage.getByText(/Closes in \d+ s/)).toBeVisible();
  await chair.page.keyboard.press("k");
  await expect(asks).toHaveCount(0);
  await places.getByRole("button", { name: /^Vote/ }).click();
  await chair.sees(/seen by 1/);
  await chair.page.keyboard.press("c");
  await chair.sees("Voting ends now. The result is not shown until you show it.");
});

test("where the next question is read ahead, a poll opens a minute later or at a second word", async ({
  moderator,
  phone,
  roomScreen,
}) => {
  const chair = await moderator();
  const booth = await roomScreen("the interpreters' screen");
  const ana = await phone("Ana");
  await chair.letsIn(await booth.pairingCode(), "Booth");
  await chair.pins("Booth", "pinned: the next question");
  await booth.shows("Nothing yet");
  await chair.sees("No prompt waits yet");
  // From the page's start: under one that runs, the timers it has set and the time it reads would part.
  await chair.page.clock.install();
  await chair.page.reload();
  await chair.sees("Answers are safe");
  await chair.triesToOpen(POLL.prompt);
  const picked = chair.page.getByRole("region", { name: "Picked" });
  await expect(picked.getByText(/Interpreters and captioners read it now/)).toBeVisible();
  await booth.shows(POLL.prompt);
  await ana.sees("No vote at the moment");
  await isAccessible(chair.page, "a poll that is read ahead");
  // What the server says of the time takes a jump of the page's clock back: then it is no minute yet.
  await expect(async () => {
    await chair.page.clock.fastForward("01:01");
    await expect(chair.stage.getByRole("heading", { name: POLL.prompt }), "it opened by itself").toBeVisible({ timeout: 2_000 });
  }).toPass();
  await ana.votes(POLL.none);
  await chair.closesAndShows();
  // Asked again it is known to those who read ahead: no minute.
  await chair.page.locator("body").press("a");
  await ana.sees("Voting is open");
});

/** All of it is in view, and nothing lies over it. */
async function isInReach(button: Locator): Promise<void> {
  await expect(button).toBeInViewport({ ratio: 1 });
  const reached = () =>
    button.evaluate((button) => {
      const { left, right, top, bottom } = button.getBoundingClientRect();
      const at = (y: number) => document.elementFromPoint((left + right) / 2, y)?.closest("button");
      return at(top + 4) === button && at(bottom - 4) === button;
    });
  await expect.poll(reached, `nothing lies over ${await button.textContent()}`).toBe(true);
}

test("on a phone, Close is in reach under the longest question there can be", async ({ browser, room, moderator }) => {
  const chair = await moderator();
  const prompt = `${"Should platforms find such images before they are sent, ".repeat(5)}or not?`;
  await chair.raises(prompt, "Yes or no");
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const phone = await context.newPage();
  await phone.goto(room.moderator);
  const stage = phone.getByRole("region", { name: "On the stage" });
  await expect(stage.getByRole("heading", { name: prompt })).toBeVisible();
  for (const name of ["Close", "Close and show"]) await isInReach(stage.getByRole("button", { name, exact: true }));
  await context.close();
});

test("on a phone, Open is in reach under all that a reader may stumble over, and is the biggest", async ({ browser, room }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const phone = await context.newPage();
  await phone.goto(room.moderator);
  await expect(phone.getByRole("region", { name: "On the stage" })).toBeVisible();
  await phone.locator("body").press("n");
  const dialog = phone.getByRole("dialog", { name: "A poll on what was just said" });
  await dialog.getByLabel("What do you ask?").fill("Don't you agree that reckless scanning puts every citizen at risk, and should the police not be told at once?");
  await dialog.getByRole("radio", { name: "One choice" }).check();
  await dialog.getByLabel("Answers, one on each line").fill("Yes, obviously\nYes, and the police should be told as well");
  await expect(dialog.getByText("A reader of another view may stumble over this")).toBeVisible();
  expect(await dialog.locator(".notes li").count()).toBeGreaterThan(2);
  const open = dialog.getByRole("button", { name: "Open", exact: true });
  await isInReach(open);
  await isAccessible(phone, "a draft with remarks, on a phone");
  const area = async (button: Locator) => ((box) => box!.width * box!.height)(await button.boundingBox());
  for (const other of await dialog.getByRole("button").all())
    expect(await area(open)).toBeGreaterThanOrEqual(await area(other));
  // What takes the focus by keys comes out from under the acts.
  const countdown = dialog.getByLabel("Countdown");
  await countdown.focus();
  const [field, acts] = [await countdown.boundingBox(), await open.boundingBox()];
  expect(field!.y + field!.height).toBeLessThanOrEqual(acts!.y);
  await open.click();
  await expect(phone.getByRole("region", { name: "On the stage" }).getByRole("heading", { name: /^Don't you agree/ })).toBeVisible();
  await context.close();
});
