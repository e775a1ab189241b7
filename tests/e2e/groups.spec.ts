// Stakeholder groups as people meet them: asked once after the first vote, never in the way, and read by group afterwards.

import { Api } from "./api";
import { FIRST_RESPONSE as POLL } from "./journey";
import { expect, isAccessible, test } from "./play";

const ASK = "Which stakeholder group are you of?";

test("a group is named after the vote, kept, changed, and read by group when the poll is over", async ({
  room,
  moderator,
  phone,
  roomScreen,
}) => {
  const chair = await moderator();
  const screen = await roomScreen("the hall");
  await chair.letsIn(await screen.pairingCode(), "Hall");
  const ana = await phone("Ana", "?mode=room");
  await chair.opensPoll(POLL.prompt);
  await ana.doesNotSee(ASK);
  await ana.votes(POLL.both);
  await ana.sees(ASK);
  await isAccessible(ana.page, "the question for the group");
  await ana.takesPart("Civil Society");
  await ana.doesNotSee(ASK);
  await ana.sees("Your stakeholder group: Civil Society");
  await ana.page.reload();
  await ana.sees("Your stakeholder group: Civil Society");
  await ana.doesNotSee(ASK);

  // Five of each, but for Ana's group, which she leaves again in the end.
  const groups = ["government", "government", "government", "government", "government"];
  groups.push("civil_society", "civil_society", "civil_society", "civil_society", "civil_society");
  const { run } = await (await Api.moderator(room)).part<{ run: number }>("run/1");
  for (const [at, group] of groups.entries()) {
    const one = await Api.phone(room, "room");
    await one.does("vote", { run, r: 1, choice: { one: at % 2 } });
    await one.does("group", { group });
  }
  await ana.page.getByText("Your stakeholder group: Civil Society").click();
  await ana.page.getByRole("button", { name: "Government", exact: true }).click();
  await ana.sees("Your stakeholder group: Government");
  await chair.readsAnswered(11);
  await chair.closesAndShows();

  const table = screen.page.getByRole("table", { name: "By stakeholder group" });
  await expect(table.getByRole("columnheader", { name: "Government n = 6" })).toBeVisible();
  await expect(table.getByRole("columnheader", { name: "Civil Society n = 5" })).toBeVisible();
  await isAccessible(screen.page, "the wall by group");
  await ana.page.getByText("By stakeholder group").first().click();
  await ana.sees("Government · 6 answers");
  await isAccessible(ana.page, "the result by group on the phone");
  await chair.stage.getByText("Figures", { exact: true }).click();
  await chair.stage.getByText("By stakeholder group").click();
  await chair.sees("Civil Society · 5 answers");
  await chair.page.getByText("With each group counting the same").click();
  await chair.sees("The mean of the shares of the 2 groups that people named.");
  await isAccessible(chair.page, "the result by group for moderators");
});

/** What two groups of five answer, and where each is then read on the wall. */
const BY_GROUP = [
  {
    poll: { kind: "ranking", options: ["trust", "safety", "privacy"], prompt: "Which comes first?" },
    choices: [{ ranked: [0] }, { ranked: [2] }],
    // Of three options the first has two points, and the two without a place share the one that is left; the last is
    // who was first for nobody.
    wall: [[2, 0.5], [0.5, 2], [0.5, 0.5]].map((row) => row.map((score) => score.toFixed(1))),
  },
  {
    poll: { kind: "points", options: ["trust", "safety"], total: 100, prompt: "What weighs most?" },
    choices: [{ points: [80, 20] }, { points: [30, 70] }],
    wall: [["80.0", "30.0"], ["20.0", "70.0"]],
  },
] as const;

test("kinds with a picture of their own are told by group too", async ({ room, moderator, roomScreen }) => {
  const chair = await moderator();
  const screen = await roomScreen("the hall");
  await chair.letsIn(await screen.pairingCode(), "Hall");
  const desk = await Api.moderator(room);
  const people = await Promise.all(Array.from({ length: 10 }, () => Api.phone(room, "room")));
  for (const [at, one] of people.entries()) await one.does("group", { group: at < 5 ? "government" : "civil_society" });
  let last = 0;
  const asks = async (poll: { kind: string; prompt: string }, choices: readonly object[]) => {
    await desk.does("raise", poll);
    await chair.opensPoll(poll.prompt);
    const { showing } = await people[0]!.part<{ showing: { run: number } }>("stage", (stage) => stage.showing.run > last);
    last = showing.run;
    for (const [at, one] of people.entries()) await one.does("vote", { run: last, r: 1, choice: choices[at < 5 ? 0 : 1]! });
    await chair.readsAnswered(10);
    await chair.closesAndShows();
    await screen.shows(poll.prompt);
    await screen.shows("n = 10 answers");
  };

  for (const { poll, choices, wall } of BY_GROUP) {
    await asks(poll, choices);
    const rows = screen.page.locator(".own .row");
    await expect(rows.first()).toContainText(/Government\s*n\s=\s5\s*Civil Society\s*n\s=\s5/);
    for (const [at, cells] of wall.entries()) {
      await expect(rows.nth(at + 1).locator(".cell")).toHaveText([...cells]);
    }
    await expect(screen.page.getByRole("table", { name: "By stakeholder group · Government" })).toHaveCount(1);
  }
  await asks({ kind: "number", min: 0, max: 20, unit: "years", prompt: "From which age on?" } as never, [{ value: 4 }, { value: 16 }]);
  const own = screen.page.locator(".own");
  await expect(own).toContainText(/Government\s*n\s=\s5\s*4 years\s*Civil Society\s*n\s=\s5\s*16 years/);
  const grid = { kind: "grid", across: { low: "privacy", high: "safety" }, up: { low: "law", high: "technology" }, prompt: "Where do you stand?" };
  await asks(grid, [{ at: [1, 19] }, { at: [19, 1] }]);
  await expect(own.getByRole("listitem", { includeHidden: true })).toHaveText([/1\s*Government\s*n\s=\s5/, /2\s*Civil Society\s*n\s=\s5/]);
  // Each number lies where its group does: left above, and right below.
  const [first, second] = await Promise.all([0, 1].map(async (at) => (await own.locator(".fields b").nth(at).boundingBox())!));
  expect(first!.x).toBeLessThan(second!.x);
  expect(first!.y).toBeLessThan(second!.y);
  await isAccessible(screen.page, "a plane by group");
});

test("a group can be left unsaid, and too few are told in one sentence", async ({ moderator, phone, phones }) => {
  const chair = await moderator();
  const all = await phones(4, "?mode=room");
  const ana = await phone("Ana", "?mode=room");
  await chair.opensPoll(POLL.prompt);
  for (const one of [...all, ana]) await one.votes(POLL.both);
  await ana.takesPart("Rather not say");
  await ana.doesNotSee(ASK);
  await ana.sees("Your stakeholder group: Not said");
  await all[0]!.takesPart("Government");
  await all[0]!.sees("Your stakeholder group: Government");
  await chair.closesAndShows();
  await ana.sees("Too few per group to say; 1 person named a group.");
  await chair.sees("Too few per group to say; 1 person named a group.");
});
