// Naughty texts through every field of a phone, with scripts and without, and through the field for the code.

import { Api } from "./api";
import { draws, test } from "./guarded";
import { ALL, stands, Turns } from "./naughty";
import { Phone } from "./people";
import { expect, PHONE } from "./play";
import type { Room } from "./plenary";

// The whole corpus takes its time.
if (ALL) test.describe.configure({ timeout: 1_800_000 });

const turns = new Turns(0);

/** A room that shows questions at once, however many one asks. */
async function open(room: Room): Promise<Api> {
  const chair = await Api.moderator(room);
  const talk = { asking: "open", hands: true, hold: false, per_person: 20, sort: "recent" };
  await chair.amends("talk", "set_talk", { talk });
  return chair;
}

/** Raises a poll and opens it on the stage. */
async function polls(chair: Api, fields: object): Promise<number> {
  const { made } = await chair.does("raise", { visibility: "hidden", armed: false, from: "discussion", ...fields });
  const { poll } = made as { poll: string };
  const { rev } = await chair.part<{ rev: number }>("stage");
  const opened = await chair.does("open", { poll, rev: 1, stage_rev: rev, beside: false });
  return (opened.made as { run: number }).run;
}

async function closes(chair: Api, run: number): Promise<void> {
  await chair.amends(`run/${run}`, "close", { run, show: true });
  await chair.part<{ phase: string }>(`run/${run}`, ({ phase }) => phase === "published");
}

test("the field for the code, and addresses that are none", async ({ server, visits, watch }) => {
  const page = await visits({ viewport: PHONE });
  const notHere = page.getByRole("alert");
  for (const text of turns.take(300, 3)) {
    await page.goto(server.origin);
    await page.getByLabel("The code of your room").fill(text);
    await page.getByRole("button", { name: "Join" }).click();
    await expect(notHere).toBeVisible();
    for (const address of [`/?code=${encodeURIComponent(text)}`, `/${encodeURIComponent(text)}`, `/${encodeURIComponent(text)}/report`]) {
      await page.goto(server.origin + address);
      await expect(notHere, address).toBeVisible();
    }
    await watch.isQuiet(`the code “${text}”`);
  }
});

test("the door of a room that needs access codes", async ({ room, visits, watch }) => {
  const page = await visits({ viewport: PHONE });
  for (const text of turns.take(300, 3)) {
    // The square on a card has its code behind the "#".
    await page.goto(`${room.phone}/enter#${encodeURIComponent(text)}`);
    const field = page.locator("#code");
    await field.evaluate((field) => field.removeAttribute("maxlength"));
    await field.fill(text);
    await page.getByRole("button").first().click();
    await expect(page.getByRole("alert").or(page.getByRole("status"))).toBeVisible();
    await watch.isQuiet(`the access code “${text}”`);
    await page.goto("about:blank");
  }
});

test("a question, a word for the queue, words for the moderators alone", async ({ room, visits, watch }) => {
  await open(room);
  const phone = new Phone(await visits({ viewport: PHONE, touch: true }), "who types");
  await phone.opens(room.phone);
  const asked = turns.take();
  for (const text of asked) {
    await phone.asks(text);
    await draws(phone.page, [stands(text)], `on the phone that asked “${text}”`);
  }
  await watch.isQuiet("questions");

  for (const word of turns.take(40)) {
    await phone.raisesHand(word);
    await draws(phone.page, [stands(word, 40)], `in the queue, for “${word}”`);
    // Whoever does so much at once is told to try again.
    const lower = phone.page.getByRole("button", { name: "Lower my hand" });
    await expect(async () => {
      if (await lower.isVisible()) await lower.click();
      await expect(lower).toBeHidden({ timeout: 1_000 });
    }).toPass();
  }
  await watch.isQuiet("hands");

  const chair = await Api.moderator(room);
  await phone.goesTo("Vote");
  await phone.page.getByText("Tell the moderators, privately").click();
  for (const text of turns.take()) {
    await phone.page.getByLabel("Only the moderators read this").fill(text);
    await phone.page.getByRole("button", { name: "Tell them" }).click();
    await chair.part<{ text: string }[]>("told", (told) => told.some((one) => one.text === stands(text)));
    await phone.sees("The moderators have it.");
  }
});

test("a question without scripts", async ({ room, visits, watch }) => {
  await open(room);
  const page = await visits({ viewport: PHONE, plain: true });
  for (const text of turns.take()) {
    await page.goto(`${room.phone}/ask`);
    await page.getByLabel("Ask a question").fill(text);
    await page.getByRole("button", { name: "Send the question" }).click();
    await draws(page, [stands(text)], `on the plain page, for “${text}”`);
  }
  await watch.isQuiet("plain questions");
  // What is refused stands in the field again.
  const long = turns.take().map((text) => `${text} ${"and so on ".repeat(40)}`);
  for (const text of long) {
    await page.getByLabel("Ask a question").evaluate((field) => field.removeAttribute("maxlength"));
    await page.getByLabel("Ask a question").fill(text);
    await page.getByRole("button", { name: "Send the question" }).click();
    await expect(page.getByRole("status")).toContainText(/it has \d+ characters; 300 at most|it needs more than 2,000 bytes/);
    await watch.isQuiet(`“${text}”, which is too long`);
  }
});

test("words and texts of ballots, with scripts and without", async ({ room, visits, watch }) => {
  const chair = await open(room);
  const phone = new Phone(await visits({ viewport: PHONE, touch: true }), "who votes");
  const plain = await visits({ viewport: PHONE, plain: true });
  await phone.opens(room.phone);

  const words = turns.take(40, 3);
  const first = await polls(chair, { prompt: "Which words?", kind: "words", most: 1 });
  const ballot = phone.poll("Which words?");
  for (const word of words) {
    await ballot.getByRole("textbox").fill(word);
    await ballot.getByRole("button", { name: "Count my choice" }).click();
    await phone.isTold(word === words[0] ? "Counted" : "Changed");
  }
  const fields = plain.getByRole("group", { name: "Which words?" }).getByRole("textbox");
  const count = plain.getByRole("button", { name: "Count my choice" });
  for (const word of words) {
    await plain.goto(room.phone);
    await fields.fill(word);
    await count.click();
    await expect(plain.getByRole("status")).toHaveText(/[Cc]ounted\.$/);
    await expect(fields).toHaveValue(stands(word, 40)!);
  }
  await closes(chair, first);
  await draws(phone.page, [`You chose: ${stands(words.at(-1)!, 40)}`], "as one’s own words");
  await watch.isQuiet("words");

  const texts = turns.take(300, 3);
  const second = await polls(chair, { prompt: "Say it in a sentence.", kind: "open_text" });
  const lines = plain.getByRole("group", { name: "Say it in a sentence." }).getByRole("textbox");
  const sentence = phone.poll("Say it in a sentence.");
  for (const text of texts) {
    await sentence.getByRole("textbox").fill(text);
    await sentence.getByRole("button", { name: "Count my choice" }).click();
    await phone.isTold(text === texts[0] ? "Counted" : "Changed");
  }
  for (const text of texts) {
    await plain.goto(room.phone);
    await lines.fill(text);
    await count.click();
    await expect(plain.getByRole("status")).toHaveText(/[Cc]ounted\.$/);
    await expect(lines).toHaveValue(stands(text)!);
  }
  await closes(chair, second);
  await draws(phone.page, [`You chose: ${stands(texts.at(-1)!)}`], "as one’s own sentence");
  await watch.isQuiet("open texts");
});

test("what no field of a plain ballot offers is sent all the same", async ({ room, visits, watch }) => {
  const chair = await open(room);
  const plain = await visits({ viewport: PHONE, plain: true });
  await polls(chair, { prompt: "From which age on?", kind: "number", min: 0, max: 20, unit: "years" });
  for (const text of turns.take(300, 2)) {
    for (const name of ["run", "opened", "r", "value"]) {
      const ballot = plain.locator("form.ballot");
      await expect(async () => {
        await plain.goto(room.phone);
        await expect(ballot).toBeVisible({ timeout: 500 });
      }).toPass();
      await ballot.evaluate((form: HTMLFormElement, [name, text]) => {
        form.noValidate = true;
        const field = form.elements.namedItem(name) as HTMLInputElement;
        field.type = "text";
        field.value = text;
      }, [name, text] as const);
      await plain.getByRole("button", { name: "Count my choice" }).click();
      await expect(plain.getByRole("status").or(plain.getByRole("alert"))).toBeVisible();
    }
    await watch.isQuiet(`“${text}” in a plain ballot`);
  }
});
