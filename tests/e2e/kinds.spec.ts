// Every kind of poll with an input of its own: raised, answered on a phone, closed and shown, read from the wall.

import { type Locator, type Page } from "@playwright/test";
import { Api } from "./api";
import { expect, isAccessible, test } from "./play";

interface Kind {
  /** As it stands beside the radio button. */
  name: string;
  prompt: string;
  /** What the moderator fills in: label and text. */
  draft: Record<string, string>;
  /** What four others send. */
  others: object[];
  /** What a person does on a phone; before the last tap nothing has counted. */
  votes: (ballot: Locator, page: Page) => Promise<void>;
  /** What must stand on the wall, and on the phone as one's own choice. */
  wall: (string | RegExp)[];
  chose: string | RegExp;
  /** Texts wait for a moderator: the key that lets them through, and what is on the wall before. */
  held?: boolean;
}

const ANSWERS = "Answers, one on each line (2 to 12)";
const four = (choice: object): object[] => Array.from({ length: 4 }, () => choice);
const tap = (ballot: Locator, name: string | RegExp) => ballot.getByRole("button", { name }).click();
const count = (ballot: Locator) => ballot.getByRole("button", { name: "Count my choice" });

const KINDS: Kind[] = [
  {
    name: "Ranking",
    prompt: "Which comes first?",
    draft: { [ANSWERS]: "trust\nsafety\nprivacy" },
    others: four({ ranked: [2, 0] }),
    async votes(ballot) {
      await tap(ballot, /^trust: tap to give it place 1/);
      await tap(ballot, /^privacy: tap to give it place 2/);
      await tap(ballot, "privacy: one place up");
      await count(ballot).click();
    },
    // Two points from each of five; one who is second has one from each.
    wall: ["privacy", "2.0", "first for 5"],
    chose: /You chose: 1\. privacy · 2\. trust/,
  },
  {
    name: "Points",
    prompt: "What weighs most?",
    draft: { [ANSWERS]: "trust\nsafety\nprivacy", "Points to share": "100" },
    others: four({ points: [100, 0, 0] }),
    async votes(ballot) {
      await tap(ballot, "Share evenly");
      await tap(ballot, "trust: 5 less");
      await expect(count(ballot), "half given is not sent").toBeDisabled();
      await tap(ballot, "safety: 5 more");
      await count(ballot).click();
    },
    wall: ["85.8", "7.6", "6.6"],
    chose: /trust: 29 · safety: 38 · privacy: 33/,
  },
  {
    name: "Words",
    prompt: "What is missing?",
    draft: { "Phrases each, at most (1 to 5)": "2" },
    others: four({ words: ["Evidence"] }),
    async votes(ballot) {
      await ballot.getByLabel("Phrase 1").fill("evidence");
      await ballot.getByLabel("Phrase 2").fill("证据");
      await count(ballot).click();
    },
    wall: ["Evidence", "证据"],
    chose: /evidence · 证据/,
    held: true,
  },
  {
    name: "Open text",
    prompt: "Which safeguard would you keep?",
    draft: {},
    others: four({ text: "A sunset clause" }),
    async votes(ballot) {
      await ballot.getByRole("textbox").fill("An independent court");
      await count(ballot).click();
    },
    wall: ["An independent court", "A sunset clause"],
    chose: /You chose: An independent court/,
    held: true,
  },
  {
    name: "Number",
    prompt: "From which age on?",
    draft: { From: "0", To: "20", "Unit (years, %)": "years" },
    others: four({ value: 12 }),
    async votes(ballot) {
      await ballot.getByRole("textbox").fill("99");
      await expect(count(ballot), "out of range is not sent").toBeDisabled();
      await ballot.getByRole("textbox").fill("15");
      await tap(ballot, "One more");
      await count(ballot).click();
    },
    wall: ["Middle: 12 years"],
    chose: /You chose: 16 years/,
  },
  {
    name: "Two axes",
    prompt: "Where do you stand?",
    draft: { "Left end": "privacy", "Right end": "safety", "Lower end": "law", "Upper end": "technology" },
    others: four({ at: [2, 18] }),
    async votes(ballot, page) {
      await ballot.getByRole("button", { name: /^The plane/ }).focus();
      for (const key of ["ArrowUp", "ArrowLeft", "ArrowLeft", "ArrowLeft"]) await page.keyboard.press(key);
      await ballot.getByRole("slider", { name: /From “law” to “technology”/ }).fill("17");
      await count(ballot).click();
    },
    wall: ["privacy", "technology", /the fullest field holds 4/],
    chose: /towards “.?privacy.?”, and towards “.?technology.?”/,
  },
  {
    name: "Statements",
    prompt: "What do you say to these?",
    draft: { "Statements, one on each line (2 to 20)": "Scanning can be limited\nMetadata is enough" },
    others: four({ stances: ["agree", "disagree"] }),
    async votes(ballot) {
      await tap(ballot, "Disagree");
      await expect(ballot.getByText("Metadata is enough")).toBeVisible();
      await tap(ballot, "Pass");
      await expect(ballot.getByText("You have answered all statements.")).toBeVisible();
    },
    wall: [/4\s*Agree\s*·\s*0\s*Pass\s*·\s*1\s*Disagree/],
    chose: /You chose: 2 of 2 answered/,
  },
];

async function raise(page: Page, { name, prompt, draft }: Kind): Promise<void> {
  await page.locator("body").press("n");
  const dialog = page.getByRole("dialog", { name: "A poll on what was just said" });
  await dialog.getByLabel("What do you ask?").fill(prompt);
  await dialog.getByRole("radio", { name, exact: true }).check();
  for (const [label, text] of Object.entries(draft)) await dialog.getByLabel(label, { exact: true }).fill(text);
  await dialog.getByRole("button", { name: "Open", exact: true }).click();
}

test("every kind is raised, answered, closed and shown, and the wall reads right", async ({ moderator, phone, roomScreen, room }) => {
  const chair = await moderator();
  const wall = await roomScreen("the wall");
  await chair.letsIn(await wall.pairingCode(), "Projector");
  const voter = await phone("a voter");
  const others = await Promise.all(Array.from({ length: 4 }, () => Api.phone(room, "room")));
  let last = 0;
  for (const kind of KINDS) {
    await raise(chair.page, kind);
    await expect(chair.stage.getByRole("heading", { name: kind.prompt })).toBeVisible();
    const ballot = voter.poll(kind.prompt);
    await expect(ballot.getByRole("button", { name: "I can’t say" })).toBeVisible();
    await isAccessible(voter.page, `the ballot of ${kind.name}`);
    await kind.votes(ballot, voter.page);
    await voter.isTold(kind.name === "Statements" ? "Changed" : "Counted");
    const staged = await others[0]!.part<{ showing: { run: number } }>("stage", ({ showing }) => showing.run > last);
    last = staged.showing.run;
    for (const [at, other] of others.entries()) await other.does("vote", { run: last, r: 1, choice: kind.others[at] });
    await chair.readsAnswered(5);
    await chair.closesAndShows();
    await wall.shows("n = 5 answers");
    if (kind.held) {
      await wall.doesNotShow(kind.wall[0]!);
      // The first of what waits is at hand: A shows it, and the next comes to hand.
      await expect(chair.stage.getByText(/^\s*2 wait to be read/)).toBeVisible();
      await chair.page.locator("body").press("a");
      await expect(chair.stage.getByText(/^\s*1 waits to be read/)).toBeVisible();
      await chair.page.locator("body").press("a");
      await expect(chair.stage.getByText("Everything was read.")).toBeVisible();
    }
    for (const words of kind.wall) await wall.shows(words);
    await voter.sees(kind.chose);
  }
});
