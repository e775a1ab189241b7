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
