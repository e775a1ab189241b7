// What organisers can do on their page beyond reading and making (import.spec.ts), and a second reader at work.

import { Api } from "./api";
import { Moderator } from "./moderator";
import { Organiser, proposal } from "./organiser";
import { expect, isAccessible, test } from "./play";

test("everything can be changed beside the text, and drafts are looked at while they are typed", async ({ browser, server }) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const organiser = await Organiser.at(page, server);
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

test("a poll of any kind is written on the page, and one that is not finished is sent to nobody", async ({ browser, server }) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const organiser = await Organiser.at(page, server);
  await organiser.pastes(proposal("01").text);
  const adds = async (prompt: string, kind: string, fields: Record<string, string>) => {
    await page.getByRole("button", { name: "Add a poll" }).click();
    const poll = page.getByRole("group", { name: /^Poll \d+$/ }).last();
    await poll.getByLabel("What is asked").fill(prompt);
    await poll.getByLabel("Kind").selectOption({ label: kind });
    for (const [label, text] of Object.entries(fields)) await poll.getByLabel(label, { exact: true }).fill(text);
    return poll;
  };
  const number = await adds("From which age on?", "A number", { From: "18", To: "8", "Unit (years, %)": "years" });
  await page.getByRole("button", { name: "Make the room" }).click();
  await expect(page.getByRole("alert").filter({ hasText: /^Poll \d+/ })).toBeVisible();
  await number.getByLabel("From", { exact: true }).fill("8");
  await number.getByLabel("To", { exact: true }).fill("18");
  await adds("Where do you stand?", "A place between two axes", {
    "Left end": "privacy",
    "Right end": "safety",
    "Lower end": "law",
    "Upper end": "technology",
  });
  await adds("What do you say to these?", "Statements", { "Statements, one a line": "Scanning can be limited\nMetadata is enough" });
  await isAccessible(page, "polls of many kinds");
  const room = await organiser.makes();
  const { polls } = await (await Api.moderator(room)).part<{ polls: { prompt: string; kind: string }[] }>("agenda");
  expect(polls.slice(-3)).toMatchObject([
    { kind: "number", min: 8, max: 18, unit: "years" },
    { kind: "grid", across: { low: "privacy", high: "safety" }, up: { low: "law", high: "technology" } },
    { kind: "statements", statements: [{ text: "Scanning can be limited" }, { text: "Metadata is enough" }] },
  ]);
  await context.close();
});

test("what the text does not say is asked for, and what is uncertain is taken over by a press", async ({ browser, server }) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const organiser = await Organiser.at(page, server);
  // A Day 0 event that names no format.
  await organiser.pastes(proposal("22").text);
  await organiser.reads(proposal("22").key);
  await page.getByRole("button", { name: "Make the room" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Still needed: Format" })).toBeVisible();
  await expect(organiser.field("Format")).toBeFocused();
  await organiser.field("Format").fill("Seminar");
  await organiser.makes();
  await page.getByRole("button", { name: "Make another room" }).click();
  // Two lengths that contradict each other.
  await organiser.pastes(proposal("36").text);
  await expect(organiser.field("Length in minutes")).toHaveValue("");
  const uncertain = page.getByRole("region", { name: "Uncertain" });
  await uncertain.getByRole("button", { name: /^Use it as: Length in minutes/ }).first().click();
  await expect(organiser.field("Length in minutes")).toHaveValue(/^\d+$/);
  await organiser.makes();
  await context.close();
});

test("whoever has not the link is told so, and an unreadable text says why", async ({ browser, server }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(new URL("/new", server.organiser).href);
  await expect(page.getByRole("heading", { name: "Only organisers make rooms here" })).toBeVisible();
  await isAccessible(page, "without the link");
  const organiser = await Organiser.at(page, server);
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
  // The other one counts letters.
  const remarks = dialog.getByRole("status").last();
  await expect(remarks).toContainText("ridiculous");
  await isAccessible(chair.page, "a draft with remarks in the dialog");
  await dialog.getByLabel("What do you ask?").fill("Should the rule stay?");
  await expect(remarks).toBeEmpty();
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
