// Naughty texts by the hundred, drawn wherever many of them stand: questions out of the chat, words and sentences of a crowd,
// the report and its exports. And whether the watch would see it if one of them ran.

import type { Page } from "@playwright/test";
import { Api } from "./api";
import { draws, Hall, missing, test, Watch } from "./guarded";
import { ALL, fits, MANY, OWN, stands } from "./naughty";
import { expect, LAPTOP, PHONE } from "./play";

// The whole corpus takes its time.
if (ALL) test.describe.configure({ timeout: 1_800_000 });

/** The dialog takes so many lines at once. */
const AT_ONCE = 50;
/** Of so many texts one is staged by itself in the short run. */
const STRIDE = 40;

/** A wall, a phone and a moderator's mirror have room for so many words or sentences, whatever their lengths. */
const DRAWN_AT_LEAST = 3;

const pieces = <Item>(items: Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));

/** To the end of a list that is drawn by pieces. */
async function readsOn(page: Page): Promise<void> {
  const more = page.getByRole("button", { name: /^(More questions|Show more)$/ });
  await expect(async () => {
    if (await more.isVisible()) await more.click();
    await expect(more).toHaveCount(0, { timeout: 200 });
  }).toPass();
}

test("the watch sees what a text would do if it ran", async ({ room, server, browser }) => {
  const script = "<img src=x onerror=alert(1)>";
  const does: [what: string, act: (page: Page) => Promise<unknown>, caught: RegExp][] = [
    ["markup from a string", (page) => page.evaluate((text) => void (document.body.innerHTML = text), script), /innerHTML/],
    [
      "markup from a range",
      (page) => page.evaluate((text) => document.createRange().createContextualFragment(text), script),
      /createContextualFragment/,
    ],
    ["an event in an attribute", (page) => page.evaluate(() => document.body.setAttribute("onclick", "alert(1)")), /onclick/],
    ["a picture from elsewhere", (page) => page.evaluate(() => void (new Image().src = "http://naughty.invalid/x.png")), /img-src/],
    ["a word to another server", (page) => page.evaluate(() => fetch("http://naughty.invalid/")), /connect-src/],
    [
      "a form that goes elsewhere",
      (page) =>
        page.evaluate(() => {
          const form = Object.assign(document.createElement("form"), { action: "http://naughty.invalid/" });
          document.body.append(form);
          form.submit();
        }),
      /form-action/,
    ],
    ["a dialog", (page) => page.evaluate(() => alert("seen")), /a dialog: seen/],
    ["a mistake in a script", (page) => page.evaluate(() => void setTimeout(() => Promise.reject(new Error("seen")))), /an error: seen/],
  ];
  const context = await browser.newContext({ viewport: PHONE });
  const watch = new Watch(server.origin);
  await watch.over(context);
  const page = await context.newPage();
  await page.goto(room.phone);
  await watch.isQuiet("nothing yet");
  for (const [what, act, caught] of does) {
    // What is refused may throw; what counts is whether the watch has it.
    const thrown = await act(page).then(() => "nothing", String);
    await expect.poll(() => watch.caught.join("\n"), `${what} (thrown: ${thrown})`).toMatch(caught);
  }
  await context.close();
  // Past every rule of the browser's, what is made of markup is still seen to be none of ours.
  const lawless = await browser.newContext({ viewport: PHONE, bypassCSP: true });
  const guard = new Watch(server.origin);
  await guard.over(lawless);
  const bare = await lawless.newPage();
  for (const markup of ["<marquee>x</marquee>", "<b class=naughty>x</b>", "<a href=javascript:alert(1)>x</a>", "<p onclick=alert(1)>x</p>"]) {
    await bare.goto(room.phone);
    await bare.evaluate((markup) => document.body.insertAdjacentHTML("beforeend", markup), markup);
    await expect(guard.isQuiet("markup"), markup).rejects.toThrow(/what .* is made of/);
  }
  await lawless.close();
});

test("questions brought over from the chat stand on every page as texts", async ({ room, visits, watch }) => {
  const hall = await Hall.of(room, visits, watch);
  const plain = await visits({ viewport: PHONE, plain: true });
  const { page } = hall;
  const texts = MANY.filter((text) => fits(text));
  await hall.key("2");
  const dialog = page.getByRole("dialog", { name: "Bring over from the chat" });
  const brought: string[] = [];
  for (const some of pieces(texts, AT_ONCE)) {
    await hall.key("v");
    const paste = dialog.getByLabel("Lines of the meeting tool’s chat");
    await paste.fill(some.map((text) => `Ann: ${text.replace(/[\n\r]/g, " ")}`).join("\n"));
    const read = await dialog
      .getByRole("textbox", { name: /^Question in line / })
      .evaluateAll((fields) => fields.map((field) => (field as HTMLTextAreaElement).value));
    expect(read.length, "what the dialog made of the lines").toBeGreaterThanOrEqual(some.length - 2);
    brought.push(...read);
    await paste.press("Enter");
    await expect(dialog).toBeHidden();
  }
  await watch.isQuiet("the chat");

  const asked = [...new Set(brought.map((text) => stands(text)!))];
  expect(asked.length, "as many came as went in").toBeGreaterThanOrEqual(new Set(texts.map((text) => stands(text))).size - 5);
  await page.getByRole("group", { name: "Lists of questions" }).getByRole("button", { name: "Approved" }).click();
  await readsOn(page);
  await draws(page, asked, "among the moderator’s questions");
  await hall.phone.goesTo("Questions");
  await readsOn(hall.phone.page);
  await draws(hall.phone.page, asked, "in the phone’s list");
  await hall.isQuiet("lists of questions");

  await hall.phone.goesTo("Vote");
  await hall.stages({ show: "questions" });
  await expect.poll(async () => asked.length - (await missing(hall.wall.page, asked)).length, "on the wall").toBeGreaterThan(1);
  await hall.isQuiet("a wall of questions");
  const questions = await hall.questions();
  expect(new Set(questions.map(({ text }) => text)), "what the server holds").toEqual(new Set(asked));
  for (const { question, text } of ALL ? questions : questions.filter((_, at) => at % STRIDE === 0)) {
    await hall.stages({ show: "question", question });
    await hall.read([text], hall.wall.page, hall.phone.page);
  }
  await hall.isQuiet("questions, one by one");

  await plain.goto(room.phone);
  const reader = await visits({ viewport: LAPTOP });
  await reader.goto(room.moderator);
  await expect(reader.getByRole("region", { name: "On the stage" })).toBeVisible();
  await reader.goto(`${room.phone}/report?as=chair`);
  await draws(reader, asked, "in the report");
  await watch.isQuiet("the report");
});

test("words and sentences of a crowd stand in clouds, lists, results and exports", async ({ room, visits, watch }) => {
  const hall = await Hall.of(room, visits, watch);
  const polls = [
    { prompt: "Which words?", kind: { kind: "words", most: 5 }, longest: 40, each: 5, choice: (some: string[]) => ({ words: some }) },
    { prompt: "In a sentence?", kind: { kind: "open_text" }, longest: 300, each: 1, choice: ([text]: string[]) => ({ text }) },
  ];
  const written = (longest: number) => (ALL ? MANY : OWN).filter((text) => stands(text, longest) !== undefined);
  const crowd = await Promise.all(Array.from({ length: ALL ? MANY.length : OWN.length }, () => Api.phone(room, "online")));
  const runs = new Map<string, number>();
  for (const { prompt, kind, longest, each, choice } of polls) {
    const run = await hall.opens(prompt, kind, runs.size > 0);
    runs.set(prompt, run);
    for (const [at, some] of pieces(written(longest), each).entries()) {
      await crowd[at]!.does("vote", { run, r: 1, choice: choice(some) });
    }
  }
  for (const run of runs.values()) await hall.desk.amends(`run/${run}`, "close", { run, show: true });
  for (const { prompt, longest } of polls) {
    const run = runs.get(prompt)!;
    await hall.desk.part<{ phase: string }>(`run/${run}`, ({ phase }) => phase === "published");
    await hall.approves(run);
    await hall.stages({ show: "run", run });
    // A picture has room for some; what it leaves out it counts.
    const drawn = written(longest).map((text) => stands(text, longest)!);
    for (const one of [hall.wall.page, hall.phone.page, hall.page]) {
      await expect.poll(async () => drawn.length - (await missing(one, drawn)).length, `“${prompt}”`).toBeGreaterThanOrEqual(DRAWN_AT_LEAST);
    }
    await hall.isQuiet(`the result of “${prompt}”`);
  }
  const results = await visits({ viewport: PHONE });
  await results.goto(`${room.phone}/results`);
  for (const { prompt } of polls) await expect(results.getByRole("heading", { name: prompt })).toBeVisible();
  await hall.isQuiet("results as text");
  const { origin } = new URL(room.phone);
  const chair = hall.page.context().request;
  await hall.page.goto(`${room.phone}/report?as=chair`);
  const said = OWN.map((text) => stands(text)).filter((text) => text !== undefined);
  await draws(hall.page, said.slice(0, 30), "in the report");
  await watch.isQuiet("the report");

  const csv = await (await chair.get(`${origin}/api/rooms/${room.code}/export?as=chair&format=csv`)).text();
  const cells = cellsOf(csv);
  expect(cells.filter((cell) => /^[=+@\t\r＝＋－＠]|^-(?!\d+(\.\d+)?$)/u.test(cell)), "cells that a spreadsheet takes for formulas").toEqual([]);
  expect(cells.length).toBeGreaterThan(100);
  const json = await chair.get(`${origin}/api/rooms/${room.code}/export?as=chair&format=json`);
  expect(JSON.stringify(await json.json())).toContain("naughty");
});

/** The cells of a CSV (RFC 4180). */
function cellsOf(csv: string): string[] {
  const cells = csv.matchAll(/(?:^|,|\r?\n)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/g);
  return [...cells].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "");
}
