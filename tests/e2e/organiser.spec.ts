// From a pasted proposal to a room that votes, as an organiser does it, for texts of five shapes; and a second reader at work.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { Api } from "./api";
import { Moderator } from "./moderator";
import { Phone } from "./people";
import { expect, isAccessible, test } from "./play";
import type { Room, Server } from "./plenary";

const CORPUS = join(import.meta.dirname, "../corpus/proposals");

/** A text of the corpus, and what a careful reader would copy out of it. */
function proposal(name: string) {
  const key = JSON.parse(readFileSync(join(CORPUS, `${name}.json`), "utf8")) as {
    title: string;
    minutes: number | null;
    policy_questions: string[];
  };
  return { text: readFileSync(join(CORPUS, `${name}.txt`), "utf8"), key };
}

/** An organiser at the page. */
class Organiser {
  constructor(readonly page: Page) {}

  async opens(link: string): Promise<void> {
    await this.page.goto(link);
    await expect(this.page.getByRole("heading", { name: "From a proposal to a room" })).toBeVisible();
    // The secret was exchanged for a cookie and stands in no address bar.
    await expect.poll(() => new URL(this.page.url()).hash).toBe("");
  }

  async pastes(text: string): Promise<void> {
    await this.page.getByLabel("The proposal").fill(text);
    await this.page.getByRole("button", { name: "Read it" }).click();
    await expect(this.page.getByRole("heading", { name: "What the text says" })).toBeVisible();
  }

  field(name: string): Locator {
    return this.page.getByLabel(name, { exact: true });
  }

  /** *Make the room*; its code and the moderator's link. */
  async makes(): Promise<Room> {
    await this.page.getByRole("button", { name: "Make the room" }).click();
    await expect(this.page.getByRole("heading", { name: "The room is made" })).toBeVisible();
    const link = (name: string) => this.page.getByLabel(name, { exact: true }).inputValue();
    const [moderator, phone, screen] = [await link("The moderator’s link"), await link("For phones"), await link("For room screens")];
    return { code: new URL(phone).pathname.slice(1), title: "", moderator, phone, screen };
  }
}

const TEXTS: { name: string; shape: string; missing?: [string, string][]; finds?: (page: Organiser) => Promise<void> }[] = [
  { name: "02", shape: "one run-on paragraph with headings inside it" },
  { name: "10", shape: "pasted HTML with lists and entities" },
  { name: "15", shape: "Chinese throughout" },
  { name: "22", shape: "a Day 0 event that names no format", missing: [["Format", "Seminar"]] },
  {
    name: "36",
    shape: "two lengths that contradict each other",
    finds: async (organiser) => {
      const uncertain = organiser.page.getByRole("region", { name: "Uncertain" });
      await uncertain.getByRole("button", { name: /^Use it as: Length in minutes/ }).first().click();
      await expect(organiser.field("Length in minutes")).toHaveValue(/^\d+$/);
    },
  },
];

for (const { name, shape, missing = [], finds } of TEXTS) {
  test(`a proposal becomes a room that votes: ${shape}`, async ({ browser, server }) => {
    const { text, key } = proposal(name);
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const organiser = new Organiser(await context.newPage());
    await organiser.opens(server.organiser);
    await organiser.pastes(text);
    await expect(organiser.field("Title")).toHaveValue(key.title);
    for (const [at, question] of key.policy_questions.entries()) {
      await expect(organiser.field(`Question ${at + 1}`)).toHaveValue(question);
    }
    await finds?.(organiser);
    for (const [field, value] of missing) {
      await organiser.page.getByRole("button", { name: "Make the room" }).click();
      await expect(organiser.page.getByRole("alert").filter({ hasText: `Still needed: ${field}` })).toBeVisible();
      await expect(organiser.field(field)).toBeFocused();
      await organiser.field(field).fill(value);
    }
    const room = await organiser.makes();

    const desk = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const chair = new Moderator(await desk.newPage(), "the chair");
    await chair.opens(room.moderator);
    const { polls } = await (await Api.moderator(room)).part<{ polls: { prompt: string; options?: string[] }[] }>("agenda");
    const poll = polls.find((one) => one.options !== undefined)!;
    await chair.opensPoll(poll.prompt);
    const hand = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    const phone = new Phone(await hand.newPage(), "a phone");
    await phone.opens(room.phone);
    await phone.votes(poll.options![1]!);
    await chair.readsAnswered(1);
    for (const one of [context, desk, hand]) await one.close();
  });
}

async function organiserAt(page: Page, server: Server): Promise<Organiser> {
  const organiser = new Organiser(page);
  await organiser.opens(server.organiser);
  return organiser;
}

test("everything can be changed beside the text, and drafts are looked at while they are typed", async ({ browser, server }) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const organiser = await organiserAt(page, server);
  await isAccessible(page, "the page to paste into");
  await organiser.pastes(proposal("01").text);
  await isAccessible(page, "what was found");

  // The passage is marked where the field's words stand.
  await organiser.field("Question 2").focus();
  const passage = page.getByRole("region", { name: "The text" }).locator("mark.looked");
  await expect(passage).toBeInViewport();
  expect((await passage.allTextContents()).join("")).toBe(await organiser.field("Question 2").inputValue());

  // A loaded word is told of while it is typed, and blocks nothing.
  const poll = page.getByRole("group", { name: "Poll 1", exact: true });
  await poll.getByLabel("What is asked").fill("Don’t you agree that this disastrous law must go?");
  await expect(poll.getByRole("status")).toContainText("“disastrous”");
  await isAccessible(page, "a draft with remarks");
  await poll.getByLabel("What is asked").fill("Should this law stay?");
  await expect(poll.getByRole("status")).toBeEmpty();
  await poll.getByLabel("Kind").selectOption({ label: "Yes or no" });

  // A question that goes takes its place in polls with it.
  await page.getByRole("button", { name: "Remove Question 1" }).click();
  await expect(page.getByRole("button", { name: "Remove Question 3" })).toHaveCount(0);
  const room = await organiser.makes();
  await isAccessible(page, "the room that was made");
  const { polls } = await (await Api.moderator(room)).part<{ polls: { prompt: string; kind: string }[] }>("agenda");
  expect(polls[0]).toMatchObject({ prompt: "Should this law stay?", kind: "yes_no" });
  await context.close();
});

test("whoever has not the link is told so, and an unreadable text says why", async ({ browser, server }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(new URL("/new", server.organiser).href);
  await expect(page.getByRole("heading", { name: "Only organisers make rooms here" })).toBeVisible();
  await isAccessible(page, "without the link");
  const organiser = await organiserAt(page, server);
  await page.getByLabel("The proposal").fill("… — …");
  await page.getByRole("button", { name: "Read it" }).click();
  await expect(page.getByRole("alert")).toHaveText("There is no text to read.");
  await organiser.pastes(proposal("25").text);
  await expect(page.getByText("The text asks no policy question.")).toBeVisible();
  await isAccessible(page, "what was found, on a phone");
  await context.close();
});

test("where the room wants it, a second moderator reads a poll before it opens", async ({ browser, room, moderator }) => {
  const chair = await moderator();
  await chair.page.getByRole("tab", { name: "More" }).click();
  await chair.page.getByLabel("A second moderator reads each poll before it opens").check();
  const desk = await Api.moderator(room);
  const made = await desk.does("hand_over", { role: "on_site" });
  const { link } = (made.made as { link: { link: string } }).link;
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const onSite = new Moderator(await context.newPage(), "the on-site moderator");
  await onSite.opens(new URL(link, room.moderator).href);

  // A draft is looked at in the dialog, too.
  await chair.page.locator("body").press("n");
  const dialog = chair.page.getByRole("dialog", { name: "A poll on what was just said" });
  await dialog.getByLabel("What do you ask?").fill("Isn’t it obvious that the ridiculous rule has to go?");
  await expect(dialog.getByRole("status")).toContainText("ridiculous");
  await isAccessible(chair.page, "a draft with remarks in the dialog");
  await dialog.getByLabel("What do you ask?").fill("Should the rule stay?");
  await expect(dialog.getByRole("status")).toBeEmpty();
  await dialog.getByRole("button", { name: "Keep for later" }).click();

  const pick = async (one: Moderator) => {
    await one.page.getByRole("navigation", { name: "Polls" }).getByRole("button", { name: "Should the rule stay?" }).click();
    return one.page.getByRole("region", { name: "Picked" });
  };
  const mine = await pick(chair);
  await expect(mine.getByText("You worded it.")).toBeVisible();
  await mine.getByRole("button", { name: "Open", exact: true }).click();
  await chair.isTold("A second moderator has to read this poll, as it is worded now, before it opens.");
  const theirs = await pick(onSite);
  await isAccessible(onSite.page, "a poll that waits for its second reader");
  await theirs.getByRole("button", { name: "I have read it: it is fair" }).click();
  await expect(mine.getByText("The on-site moderator has read it.")).toBeVisible();
  await chair.opensPoll("Should the rule stay?");
  await context.close();
});
