// The conversation from the moderator's side: many questions tended by keys alone, the chat brought over, turns given.

import type { Page } from "@playwright/test";
import { PlainPhone } from "./crowd";
import type { Moderator } from "./moderator";
import type { Room } from "./plenary";
import { expect, isAccessible, test } from "./play";

/** A person may have three questions waiting, as a room is founded. */
const PER_PERSON = 3;

const SUBJECTS = ["encryption", "hash lists", "trusted flaggers", "appeals", "age checks", "small platforms", "audits", "victims"];
const VERBS = ["Who pays for", "Who oversees", "What do courts say of", "How do we measure", "Where do we begin with"];
/** Forty questions, each of its own. */
const FORTY = VERBS.flatMap((verb, at) => SUBJECTS.map((subject) => `${verb} ${subject} in group ${at + 1}?`));

async function person(room: Room, mode: "room" | "online"): Promise<PlainPhone> {
  const phone = new PlainPhone(`${room.phone}?mode=${mode}`);
  await phone.open();
  return phone;
}

async function askAll(room: Room, texts: readonly string[], mode: "room" | "online" = "room"): Promise<void> {
  for (let from = 0; from < texts.length; from += PER_PERSON) {
    const phone = await person(room, mode);
    for (const text of texts.slice(from, from + PER_PERSON)) await phone.asks(text);
  }
}

/** What the keys go to. */
const body = (page: Page) => page.locator("body");
const row = (page: Page, text: string) => page.getByRole("article", { name: text });
const list = (page: Page, name: string) => page.getByRole("group", { name: "Lists of questions" }).getByRole("button", { name });

async function toTalk({ page }: Moderator): Promise<void> {
  await body(page).press("2");
  await expect(page.getByRole("button", { name: /^Questions and turns/ })).toHaveAttribute("aria-pressed", "true");
}

test("one moderator tends forty questions by keys alone, and the hand never leaves the list", async ({ moderator, room }) => {
  await askAll(room, FORTY);
  const { page } = await moderator();
  await body(page).press("2");
  await expect(page.getByRole("heading", { name: /^40 wait/ })).toBeVisible();
  await page.keyboard.press("j");
  await isAccessible(page, "forty questions wait");

  // Whoever reads as they go: every fourth is declined, every fifth edited and then approved, the rest approved.
  const fates = { approved: 0, declined: 0 };
  for (let at = 0; at < FORTY.length; at += 1) {
    const hand = page.locator("article:focus");
    await expect(hand).toHaveAttribute("aria-busy", "false");
    const id = (await hand.getAttribute("id"))!;
    const text = await hand.locator(".text").innerText();
    if (at === 20) {
      // What comes meanwhile comes last, and moves nothing.
      await (await person(room, "online")).asks("And one that comes in between?");
      await expect(page.getByRole("heading", { name: /^\d+ wait/ })).toBeVisible();
      await expect(row(page, "And one that comes in between?")).toBeAttached();
      await expect(hand.locator(".text")).toHaveText(text);
    }
    if (at % 4 === 3) {
      await page.keyboard.press("d");
      await page.keyboard.press("1");
      fates.declined += 1;
    } else {
      if (at % 5 === 4) {
        await page.keyboard.press("e");
        await page.keyboard.press("End");
        await page.keyboard.type(" Please.");
        await page.keyboard.press("Enter");
        await expect(row(page, `${text} Please.`).getByText("Edited by the chair")).toBeVisible();
      }
      await page.keyboard.press("a");
      fates.approved += 1;
    }
    // The hand went on by itself.
    await expect(page.locator(`article:focus:not(#${id})`)).toBeVisible();
  }
  await page.keyboard.press("a");
  // Undone by one key, and while it is on its way still.
  await page.keyboard.press("u");
  await expect(page.getByRole("heading", { name: "No question waits" })).toBeVisible();
  await expect(list(page, "Archived")).toHaveText("Archived 1");
  await expect(list(page, "Approved")).toHaveText(`Approved ${fates.approved}`);
  await expect(list(page, "Declined")).toHaveText(`Declined ${fates.declined}`);
});

test("all unflagged at once; duplicates side by side; merged, taken apart, declined with a reason", async ({ moderator, room }) => {
  await askAll(room, ["Who pays for the moderators in small languages?", "Where are the minutes published?"]);
  const { page } = await moderator();
  await body(page).press("2");
  await expect(page.getByRole("heading", { name: /^2 wait/ })).toBeVisible();
  await body(page).press("Shift+A");
  await expect(page.getByText("2 questions are approved.")).toBeVisible();
  await askAll(room, ["Who pays the moderators in small languages?", "SEE WWW.EXAMPLE.COM FOR CHEAP HOSTING PLANS TODAY"], "online");
  const same = row(page, "Who pays the moderators in small languages?");
  await expect(same.getByText("Perhaps the same as")).toBeVisible();
  await expect(same.getByText("Who pays for the moderators in small languages?")).toBeVisible();
  await expect(row(page, "SEE WWW.EXAMPLE.COM").getByText("has a link, address or number")).toBeVisible();
  await isAccessible(page, "a question with a likely duplicate, one with flags");

  await body(page).press("j");
  await expect(same).toBeFocused();
  await page.keyboard.press("m");
  const dialog = page.getByRole("dialog", { name: "Make two questions one" });
  await expect(dialog.getByText("Who pays the moderators in small languages?")).toBeVisible();
  await isAccessible(page, "two questions side by side");
  await page.keyboard.press("Enter");
  await expect(list(page, "Merged")).toHaveText("Merged 1");

  await expect(row(page, "SEE WWW.EXAMPLE.COM")).toBeFocused();
  await page.keyboard.press("d");
  await isAccessible(page, "the rules under which a question is declined");
  await page.getByLabel("Reason, for its author alone (optional)").fill("Please put it on the notice board.");
  await page.keyboard.press("Enter");
  await page.keyboard.press("5");
  await expect(list(page, "Declined")).toHaveText("Declined 1");
  await list(page, "Declined").click();
  await expect(page.getByText("advertises something: Please put it on the notice board.")).toBeVisible();
  await list(page, "Merged").click();
  await page.getByRole("button", { name: "Take apart again" }).click();
  await expect(list(page, "Waiting")).toHaveText("Waiting 1");

  await test.step("answered, labelled, replied to, made a poll", async () => {
    await list(page, "Approved").click();
    await expect(page.getByText("Everybody sees this order: Supported")).toBeVisible();
    const minutes = row(page, "Where are the minutes published?");
    await minutes.click();
    await page.keyboard.press("l");
    await page.keyboard.type("for the secretariat");
    await page.keyboard.press("Enter");
    await expect(minutes.getByText("for the secretariat")).toBeVisible();
    await page.keyboard.press("r");
    await page.keyboard.type("On the session’s page, within a week.");
    await page.keyboard.press("Enter");
    await expect(minutes.getByText("On the session’s page, within a week.")).toBeVisible();
    await page.keyboard.press(" ");
    await expect(minutes.getByText("being answered")).toBeVisible();
    await page.keyboard.press(" ");
    await expect(list(page, "Answered")).toHaveText("Answered 1");

    await row(page, "Who pays for the moderators").click();
    await page.keyboard.press("p");
    const raise = page.getByRole("dialog", { name: "A poll on a question of the audience’s" });
    await expect(raise.getByLabel("What do you ask?")).toHaveValue("Who pays for the moderators in small languages?");
    await raise.getByRole("button", { name: "Keep for later" }).click();
    await expect(raise).toBeHidden();
    await body(page).press("1");
    const agenda = page.getByRole("navigation", { name: "Polls" });
    await expect(agenda.getByRole("button", { name: "Who pays for the moderators" })).toBeVisible();
  });
});

test("what was approved at once is taken back by one key", async ({ moderator, room }) => {
  await askAll(room, ["Who pays for hash lists?", "Where are the minutes?", "What do courts say of audits?"]);
  const { page } = await moderator();
  await body(page).press("2");
  await expect(page.getByRole("heading", { name: /^3 wait/ })).toBeVisible();
  await body(page).press("Shift+A");
  await expect(page.getByText("3 questions are approved.")).toBeVisible();
  await body(page).press("u");
  await expect(page.getByText("3 questions are off the list again.")).toBeVisible();
  await expect(list(page, "Archived")).toHaveText("Archived 3");
});

test("lines of the chat come over at one key, and go back", async ({ moderator, room }) => {
  const chair = await moderator();
  const { page } = chair;
  await toTalk(chair);
  await page.keyboard.press("v");
  const dialog = page.getByRole("dialog", { name: "Bring over from the chat" });
  const paste = dialog.getByLabel("Lines of the meeting tool’s chat");
  await paste.fill("14:03:22\t From Ann Lee to Everyone:\n\tWho pays for this?\n✋ Bob\nAnd when does it begin?");
  await expect(dialog.getByLabel("Name in line 1")).toHaveValue("Ann Lee");
  await expect(dialog.getByText("raises a hand")).toBeVisible();
  await isAccessible(page, "what is brought over from the chat");
  await paste.press("Enter");
  await expect(page.getByText("Brought over: 2 questions, 1 hand.")).toBeVisible();
  await expect(page.getByText("Online: 1 hand, 2 questions, the oldest just now")).toBeVisible();
  await expect(page.getByRole("region", { name: "Queue of turns" }).getByText("Bob").first()).toBeVisible();
  await list(page, "Approved").click();
  await expect(row(page, "Who pays for this?").getByText("Ann Lee")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Online: nobody waits")).toBeVisible();
});

test("turns are given by the rule, with its reasons; of two who give, one is told who has the floor", async ({
  moderator,
  browser,
  room,
}) => {
  const chair = await moderator();
  const { page } = chair;
  const floor = page.getByRole("region", { name: "Queue of turns" });
  await toTalk(chair);
  for (const [word, mode] of [["blue scarf", "room"], ["red hat", "room"], ["Lima", "online"]] as const) {
    await (await person(room, mode)).raisesHand(word);
  }
  await expect(floor.getByText("Next: 2 in the room and 1 online wait")).toBeVisible();

  await test.step("somebody without a phone is put on the queue", async () => {
    await floor.getByText("Add somebody without a phone").click();
    await floor.getByLabel("What to call them by").fill("The man at the door");
    await floor.getByLabel("Group, if they say one").selectOption({ label: "Government" });
    await floor.getByRole("button", { name: "Put on the queue" }).click();
    await expect(floor.getByText("The man at the door")).toBeVisible();
    await floor.getByText("The man at the door").click();
    await floor.getByRole("button", { name: "Put first" }).click();
    await expect(floor.getByText("A moderator put it ahead.")).toBeVisible();
    await floor.getByRole("button", { name: "Back under the rule" }).click();
    await expect(floor.getByText("A moderator put it ahead.")).toHaveCount(0);
    await floor.getByRole("button", { name: "Put last" }).click();
    await expect(floor.getByText("A moderator put it back.")).toBeVisible();
    await floor.getByRole("button", { name: "Back under the rule" }).click();
    await expect(floor.getByText("A moderator put it back.")).toHaveCount(0);
    await floor.getByText("The man at the door").click();
  });
  await expect(floor.getByText("Room and online alternate", { exact: false }).first()).toBeVisible();
  await isAccessible(page, "a queue of turns");

  // The other moderator's page no longer hears the server, but still speaks: what it shows is old.
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const old = await context.newPage();
  let isDeaf = false;
  await old.routeWebSocket(/\/ws\//, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      const isAnswer = typeof message === "string" && !message.startsWith('{"view"');
      if (!isDeaf || isAnswer) socket.send(message);
    });
  });
  await old.goto(room.moderator);
  await expect(old.getByRole("region", { name: "On the stage" })).toBeVisible();
  await body(old).press("2");
  await expect(old.getByText("Next: 3 in the room and 1 online wait")).toBeVisible();
  isDeaf = true;

  await body(page).press("n");
  await expect(floor.getByRole("button", { name: "End the turn" })).toBeVisible();
  await floor.getByRole("button", { name: "+30 s" }).click();
  await body(old).press("n");
  await expect(old.getByRole("status").getByText(/meanwhile.* Nothing was done; look again\./)).toBeVisible();
  await context.close();

  await floor.getByRole("button", { name: "End the turn" }).click();
  await expect(floor.getByText("Nobody has the floor.")).toBeVisible();
  await floor.getByText("The floor so far: 1 turn").click();
  await expect(floor.getByRole("row", { name: /First turns/ })).toBeVisible();

  await test.step("the rule is changed", async () => {
    await floor.getByRole("button", { name: "How turns are ordered" }).click();
    await isAccessible(page, "the rule of the turns");
    await page.getByLabel("Room and online by turns").uncheck();
    await page.getByLabel("Turns kept for online").selectOption({ label: "one of 3" });
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(floor.getByText("Room and online alternate", { exact: false })).toHaveCount(0);
  });

  await test.step("asking is paused, and everybody sees another order", async () => {
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByText("Further orders").click();
    await expect(page.getByText("It needs 50 people who upvoted")).toBeVisible();
    await isAccessible(page, "how the room asks");
    await page.getByLabel("People may ask").uncheck();
    await page.getByRole("radio", { name: "Fair" }).check();
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(page.getByText("Asking is paused; upvoting goes on.")).toBeVisible();
  });
});
