// Naughty texts through every field of the moderator's page, and drawn wherever its words go: phone, wall, mirror, report.

import type { Locator } from "@playwright/test";
import { Api } from "./api";
import { draws, Hall, test } from "./guarded";
import { ALL, stands, Turns } from "./naughty";
import { expect, PHONE } from "./play";

// The whole corpus takes its time.
if (ALL) test.describe.configure({ timeout: 1_800_000 });

const turns = new Turns(40);

/** So many of the queue stand on every wall and phone. */
const QUEUED = 8;

const all = (texts: string[], longest?: number) => texts.map((text) => stands(text, longest));

interface Kind {
  /** As it stands beside the radio button. */
  name: string;
  /** Fields by label, each with so many lines of so many letters. */
  fields: Record<string, { lines: number; longest?: number; as?: string }>;
  /** Another has the same fields, and stands for it in the short run. */
  isLike?: string;
}

const ANSWERS = "Answers, one on each line (2 to 12)";
const KINDS: Kind[] = [
  { name: "One choice", fields: { [ANSWERS]: { lines: 12 } } },
  { name: "Several choices", fields: { [ANSWERS]: { lines: 6 } }, isLike: "One choice" },
  { name: "Ranking", fields: { [ANSWERS]: { lines: 6 } } },
  { name: "Points", fields: { [ANSWERS]: { lines: 4 } }, isLike: "Ranking" },
  { name: "Number", fields: { From: { lines: 0, as: "0" }, To: { lines: 0, as: "20" }, "Unit (years, %)": { lines: 1, longest: 20 } } },
  {
    name: "Two axes",
    fields: { "Left end": { lines: 1 }, "Right end": { lines: 1 }, "Lower end": { lines: 1 }, "Upper end": { lines: 1 } },
  },
  { name: "Statements", fields: { "Statements, one on each line (2 to 20)": { lines: 5 } } },
  { name: "Yes or no", fields: {}, isLike: "One choice" },
];

/** Texts that are different as they stand, and on one line. */
function lines(many: number, longest = 300): string[] {
  const taken = new Map<string, string>();
  while (taken.size < many) for (const text of turns.next(many, longest)) taken.set(stands(text)!, text);
  return [...taken.values()].slice(0, many);
}

/** Fills in the dialog; the texts that the poll then has. */
async function drafts(dialog: Locator, kind: Kind): Promise<string[]> {
  const texts: string[] = lines(1);
  await dialog.getByLabel("What do you ask?").fill(texts[0]!);
  await dialog.getByRole("radio", { name: kind.name, exact: true }).check();
  for (const [label, { lines: many, longest = 200, as }] of Object.entries(kind.fields)) {
    const typed = as === undefined ? lines(many, longest) : [];
    await dialog.getByLabel(label, { exact: true }).fill(as ?? typed.join("\n"));
    texts.push(...typed);
  }
  return texts;
}

test("polls: what is asked, answers, units, ends of axes, statements", async ({ room, visits, watch }) => {
  const hall = await Hall.of(room, visits, watch);
  const dialog = hall.page.getByRole("dialog", { name: "A poll on what was just said" });
  for (const kind of KINDS.filter(({ isLike }) => ALL || !isLike)) {
    await hall.key("n");
    const typed = await drafts(dialog, kind);
    // The preview has it as it was typed.
    await draws(hall.page, typed.slice(0, 1), "in the preview of the wall");
    await dialog.getByRole("button", { name: "Open", exact: true }).click();
    await expect(dialog).toBeHidden();
    const isDeck = kind.name === "Statements";
    // A phone asks one statement at a time; walls name what there is room for.
    await hall.read(all(isDeck ? typed.slice(0, 2) : typed), hall.phone.page);
    await hall.read(all(typed.slice(0, 1)), hall.wall.page, hall.page);
    await hall.isQuiet(`an open poll: ${kind.name}`);
    if (ALL || kind.name === "One choice") {
      await hall.chair.closesAndShows();
      await hall.read(all(typed.slice(0, 1)), hall.wall.page, hall.phone.page, hall.page);
      await hall.isQuiet(`a poll that is shown: ${kind.name}`);
    } else await hall.takesBack();
  }
});

test("a poll worded anew, and its words in another language", async ({ room, visits, watch }) => {
  const hall = await Hall.of(room, visits, watch);
  const french = await visits({ viewport: PHONE, touch: true });
  const dialog = hall.page.getByRole("dialog", { name: "Change the wording" });
  const picked = hall.page.getByRole("region", { name: "Picked" });
  await hall.desk.does("raise", { prompt: "First words", kind: "yes_no", visibility: "hidden", armed: false, from: "discussion" });
  await hall.page.getByRole("navigation", { name: "Polls" }).getByRole("button", { name: "First words" }).click();
  await picked.getByText("Order, wording, take off").click();
  for (const text of turns.take(300, 3)) {
    await picked.getByRole("button", { name: "Change the wording" }).click();
    await dialog.getByLabel("What do you ask?").fill(text);
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog).toBeHidden();
    await hall.read([stands(text)], hall.page);
  }
  await hall.isQuiet("a poll worded anew");

  const [prompt, yes, no] = lines(3);
  await picked.getByRole("button", { name: "Change the wording" }).click();
  await dialog.getByText("In other languages").click();
  await dialog.getByRole("group", { name: "Add a language" }).getByRole("button", { name: "Français" }).click();
  const words = dialog.locator("details textarea[lang=fr]");
  for (const [at, text] of [prompt!, yes!, no!].slice(0, await words.count()).entries()) await words.nth(at).fill(text);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await picked.getByRole("button", { name: "Open", exact: true }).click();
  await french.goto(`${room.phone}?language=fr`);
  await hall.read([stands(prompt!)], french);
  await hall.isQuiet("a translation");
});

test("a question edited, replied to, labelled, declined", async ({ room, visits, watch }) => {
  const hall = await Hall.of(room, visits, watch);
  const asker = await Api.phone(room, "room");
  const { made } = await asker.does("ask", { text: "Who decides?" });
  const { question } = made as { question: number };
  await hall.desk.amends(`question/${question}`, "tend", { question, fate: { is: "approve" } });
  await hall.stages({ show: "question", question });
  await hall.key("2");
  const { page } = hall;
  await page.getByRole("group", { name: "Lists of questions" }).getByRole("button", { name: "Approved" }).click();
  const row = page.locator(`#q-${question}`);
  const writes = async (key: string, label: string, text: string) => {
    await row.focus();
    await page.keyboard.press(key);
    await row.getByLabel(label).fill(text);
    await row.getByRole("button", { name: "Save" }).click();
    await expect(row.getByRole("button", { name: "Save" })).toHaveCount(0);
  };
  for (const text of turns.take(300, 3)) {
    await writes("e", "New words; the former stay on record", text);
    await hall.read([stands(text)], page, hall.phone.page, hall.wall.page);
  }
  for (const text of turns.take(300, 3)) {
    await writes("r", "Reply, for everybody", text);
    await hall.read([stands(text)], page, hall.phone.page, hall.wall.page);
  }
  for (const text of turns.take(40, 3)) {
    await writes("l", "Labels, with commas between", text);
    const labels = [...new Set(text.split(","))].map((label) => stands(label.trim(), 40));
    await hall.read(labels, page);
  }
  // Two that are one as they stand.
  await writes("l", "Labels, with commas between", "twice, tw\u200bice, once");
  await hall.read(["twice", "once"], page);
  await hall.phone.goesTo("Questions");
  for (const one of [hall.phone.page.getByRole("article"), row]) {
    await expect(one.getByText("twice", { exact: true }).filter({ visible: true })).toHaveCount(1);
  }
  await hall.isQuiet("what is written on a question");

  for (const text of turns.take(300, 2)) {
    const { made } = await asker.does("ask", { text: `And ${text.slice(0, 200)}` });
    const again = (made as { question: number }).question;
    await page.getByRole("group", { name: "Lists of questions" }).getByRole("button", { name: "Waiting" }).click();
    await page.locator(`#q-${again}`).focus();
    await page.keyboard.press("d");
    await page.getByLabel("Reason, for its author alone (optional)").fill(text);
    await page.getByRole("button", { name: /not about this session/ }).click();
    await page.getByRole("group", { name: "Lists of questions" }).getByRole("button", { name: "Declined" }).click();
    await hall.read([`not about this session: ${stands(text)}`], page);
  }
  await hall.isQuiet("why a question was declined");
});

test("a line, a pause, contacts, notes, words among moderators, outcomes, names", async ({ room, visits, watch }) => {
  const hall = await Hall.of(room, visits, watch);
  const { page } = hall;
  const sheet = page.getByRole("dialog", { name: "Put on the stage" });
  for (const [kind, label] of [["A line", "The line"], ["Pause", "When it goes on (“Back at 15:10”)"]] as const) {
    for (const words of turns.take(290, 3)) {
      // A pause tells only when it ends.
      const text = kind === "Pause" ? `${words} 15:10` : words;
      await hall.key("g");
      await sheet.getByRole("radio", { name: kind, exact: true }).check();
      await sheet.getByLabel(label).fill(text);
      await draws(page, [text], `in the preview of ${kind}`);
      await sheet.getByRole("button", { name: "Put on the stage" }).click();
      await expect(sheet).toBeHidden();
      await hall.read([stands(text)], hall.wall.page, hall.phone.page, page);
    }
  }
  await hall.isQuiet("lines on the stage");

  await hall.stages({ show: "support" });
  const contacts = page.getByRole("dialog", { name: "The session" });
  await hall.key("i");
  for (let from = 0, all = turns.take(120, 4); from < all.length; from += 2) {
    const [name, reach] = [all[from]!, all[from + 1] ?? all[0]!];
    await contacts.getByLabel("Who 1").fill(name);
    await contacts.getByLabel("How to reach 1").fill(reach);
    await contacts.getByRole("button", { name: "Save 1 contact" }).click();
    await expect(contacts.getByText("Saved")).toBeVisible();
    await hall.read([stands(name, 120), stands(reach, 120)], hall.wall.page, hall.phone.page);
  }
  await contacts.getByRole("button", { name: "Put away" }).click();
  await hall.isQuiet("contacts");

  await hall.key("w");
  for (const text of turns.take(300, 3)) {
    await page.getByLabel("A line to the other moderators").fill(text);
    await page.getByRole("button", { name: "Say" }).click();
    await expect(page.getByLabel("A line to the other moderators")).toHaveValue("");
    await hall.read([stands(text)], page);
  }
  for (const text of turns.take(300, 3)) {
    await page.getByLabel("A note", { exact: true }).fill(text);
    await page.getByRole("button", { name: "Save the note" }).click();
    await expect(page.getByLabel("A note", { exact: true })).toHaveValue("");
    await hall.read([stands(text)], page);
  }
  for (const text of turns.take(300, 2)) {
    await page.getByRole("button", { name: /^Change the note: / }).first().click();
    await page.getByLabel("Change", { exact: true }).fill(text);
    await page.getByRole("button", { name: "Save the note" }).last().click();
    await expect(page.getByLabel("Change", { exact: true })).toHaveCount(0);
    await hall.read([stands(text)], page);
  }
  await hall.isQuiet("notes");

  await hall.key("z");
  const outcomes = page.getByRole("dialog", { name: "Outcome lines" });
  for (const text of turns.take(300, 3)) {
    await outcomes.getByLabel("One outcome, in one sentence").fill(text);
    await outcomes.getByRole("button", { name: "Write it down" }).click();
    await expect(outcomes.getByLabel("One outcome, in one sentence")).toHaveValue("");
    await hall.read([stands(text)], page);
  }
  await page.keyboard.press("Escape");

  await page.getByRole("tab", { name: "Screens" }).click();
  const own = page.getByLabel(/^Name of /);
  for (const text of turns.take(40, 4)) {
    await own.fill(text);
    await own.press("Enter");
    await expect(page.getByLabel(`What ${stands(text, 40)} shows`, { exact: true })).toBeVisible();
  }
  await hall.isQuiet("outcomes and screens");

  await page.getByRole("button", { name: /^Questions and turns/ }).click();
  await page.getByText("Add somebody without a phone").click();
  await hall.stages({ show: "queue" });
  for (const [at, text] of turns.take(40, 3).entries()) {
    await page.getByLabel("What to call them by").fill(text);
    await page.getByRole("button", { name: "Put on the queue" }).click();
    await expect(page.getByLabel("What to call them by")).toHaveValue("");
    // Walls and phones show the first of the queue.
    await hall.read([stands(text, 40)], page, ...(at < QUEUED ? [hall.wall.page, hall.phone.page] : []));
  }
  await hall.isQuiet("people without a phone");
});
