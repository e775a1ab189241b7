// A whole session as it is held: twenty-three people in the hall and online, two screens, a poll nobody had planned, a
// server that dies in the middle, and the report at the end.

import { Crowd, PlainPhone } from "./crowd";
import { FIRST_RESPONSE as POLL } from "./journey";
import type { Phone } from "./people";
import { expect, isAccessible, test } from "./play";

const RAISED = "Should the next session hear from people who moderate content?";

/** What the fifteen phones without a browser choose: options by their place, from 0. */
const CROWD = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, "cant_say"] as const;
/** So many of them take part online; with three of the real ones that makes nine. */
const CROWD_ONLINE = 6;
/** Two of them come late; with a real one that makes three. */
const CROWD_LATE = 2;

test("a session, from its first poll to its report", async ({ server, room, moderator, phone, roomScreen }) => {
  test.setTimeout(420_000);
  const chair = await moderator();
  const hall = await roomScreen("the projector");
  const side = await roomScreen("the side screen");

  await test.step("the chair lets two screens in and pins one", async () => {
    await isAccessible(hall.page, "a screen that waits to be let in");
    await chair.letsIn(await hall.pairingCode(), "Projector");
    await chair.letsIn(await side.pairingCode(), "Side screen");
    await hall.shows("Scan the code, or open");
    await side.shows("Scan the code, or open");
    await chair.pins("Side screen", "pinned: how to join");
    await isAccessible(hall.page, "a screen that says how to join");
  });

  const atDoor = async (name: string, online = false) => phone(name, online ? "?mode=online" : "?mode=room");
  const people: Record<string, Phone> = {};
  for (const [name, online] of [
    ["who changes", false],
    ["who taps twice", false],
    ["who reloads", true],
    ["who votes in the last moment", false],
    ["who is offline", true],
    ["who just votes", false],
    ["who votes at a dead server", true],
  ] as const) {
    people[name] = await atDoor(name, online);
  }
  const person = (name: string): Phone => people[name]!;
  const punctual = new Crowd(room, CROWD.slice(0, -CROWD_LATE), CROWD_ONLINE);
  // With four and three who came with a browser.
  await chair.readsHere(CROWD.length - CROWD_LATE - CROWD_ONLINE + 4, CROWD_ONLINE + 3);

  await test.step("the chair opens a poll; phones and the projector show it, the pinned screen does not", async () => {
    await person("who just votes").sees("No vote at the moment");
    await chair.opensPoll(POLL.prompt);
    await Promise.all(Object.values(people).map((each) => each.sees(POLL.prompt)));
    await hall.shows(POLL.prompt);
    await hall.shows("Voting is open");
    await side.shows("Scan the code, or open");
    await side.doesNotShow(POLL.prompt);
    await isAccessible(hall.page, "a screen with an open poll");
  });

  await test.step("people vote, each in their own way", async () => {
    await person("who just votes").votes(POLL.none);
    await person("who changes").votes(POLL.none);
    await person("who changes").taps(POLL.access);
    await person("who changes").isTold("Changed");
    await person("who taps twice").answer(POLL.none).dblclick();
    await person("who taps twice").isTold("Counted");
    await person("who reloads").votes(POLL.both);
    await person("who reloads").page.reload();
    await person("who reloads").isTold("Counted");
    await person("who reloads").hasChosen(POLL.both);
    // Hidden until closed: the chair reads how many, and nobody reads what.
    await chair.readsAnswered(17);
    await hall.doesNotShow(/\d+%/);
    await chair.doesNotSee(/\d+%/);
  });

  await test.step("the server is killed in the middle and comes back", async () => {
    await server.kill();
    await person("who votes at a dead server").taps(POLL.access);
    await person("who votes at a dead server").isTold("Waiting for the network");
    await hall.shows(/as of \d\d:\d\d:\d\d/);
    await server.start();
    await person("who votes at a dead server").isTold("Counted");
    await person("who reloads").hasChosen(POLL.both);
    await hall.doesNotShow(/as of/);
    await hall.shows(POLL.prompt);
    await side.shows("Scan the code, or open");
    await chair.readsAnswered(18);
  });

  let late: Crowd | undefined;
  await test.step("three come late", async () => {
    people["who is late"] = await atDoor("who is late");
    await person("who is late").votes(POLL.none);
    late = new Crowd(room, CROWD.slice(-CROWD_LATE));
    await chair.readsAnswered(21);
  });

  await test.step("the chair closes: one votes in that very moment, one comes back from a tunnel in time", async () => {
    await person("who is offline").losesTheNetwork();
    await person("who is offline").taps(POLL.nothing);
    await person("who is offline").isTold("Waiting for the network");
    await chair.closes();
    await person("who votes in the last moment").sees("Voting is closing");
    await Promise.all([
      person("who votes in the last moment").taps(POLL.cantSay),
      person("who is offline").findsTheNetwork(),
    ]);
    await Promise.all(Object.values(people).map((each) => each.sees("Voting is closed")));
    await person("who votes in the last moment").sees("You chose: I can’t say");
    await person("who is offline").sees("You chose: no new measure");
    await chair.readsAnswered(23);
    await hall.shows("The result is not shown yet");
    await hall.doesNotShow(/\d+%/);
    await isAccessible(hall.page, "a screen with a closed poll");
  });

  await test.step("whoever comes after the close is told so", async () => {
    const straggler = new PlainPhone(room.phone);
    expect(await straggler.casts(await straggler.run(POLL.prompt), 0)).toHaveProperty("refused.code", "closed");
  });

  await test.step("the chair shows the result: every figure, everywhere the same", async () => {
    await chair.shows();
    const figures = [
      { answer: POLL.none, percent: "30%", count: 7 },
      { answer: POLL.access, percent: "26%", count: 6 },
      { answer: POLL.both, percent: "22%", count: 5 },
      { answer: POLL.nothing, percent: "13%", count: 3 },
      { answer: POLL.cantSay, percent: "9%", count: 2 },
    ];
    for (const { answer, ...row } of figures) await hall.showsResult(answer, row);
    await hall.shows("n = 23 answers");
    await hall.shows("9 online");
    await hall.shows("the audience chose itself");
    await person("who changes").sees("You chose: exceptional access for investigations");
    await person("who changes").sees("30%");
    await isAccessible(hall.page, "a screen with a result");
    await isAccessible(person("who changes").page, "a phone with a result");
  });

  await test.step("a poll raised in the discussion", async () => {
    await chair.raises(RAISED, "Yes or no");
    await hall.shows(RAISED);
    await hall.shows(/Raised in the discussion, \d\d:\d\d/);
    await side.doesNotShow(RAISED);
    const [first, ...others] = Object.values(people);
    await first!.votes("No");
    for (const other of others) await other.votes("Yes");
    await chair.readsAnswered(8);
    await chair.closesAndShows();
    await hall.showsResult("Yes", { percent: "88%", count: 7 });
    await hall.showsResult("No", { percent: "13%", count: 1 });
  });

  await test.step("the sum: every receipt of the crowd is in the result, over the kill too", async () => {
    const [first, second] = [await punctual.leaves(), await late!.leaves()];
    expect([first.joined, second.joined]).toEqual([CROWD.length - CROWD_LATE, CROWD_LATE]);
    const told = [first, second].map(({ runs }) => runs[0]!);
    expect(told.map(({ indefinite }) => indefinite)).toEqual([0, 0]);
    expect(told.map(({ counts, cant_say }) => [...counts, cant_say])).toEqual([
      [4, 4, 4, 1, 0],
      [0, 0, 0, 1, 1],
    ]);
    // They were there when the second poll was open, and were given no answer to it.
    expect([first, second].map(({ runs }) => runs.slice(1).map(({ ballots }) => ballots))).toEqual([[0], [0]]);
  });

  await test.step("the report says what was found", async () => {
    const report = await chair.opensReport();
    await expect(report.getByText("Encryption, trust and crime online").first()).toBeVisible();
    for (const words of [POLL.prompt, RAISED]) await expect(report.getByText(words).first()).toBeVisible();
    const planned = report.getByRole("table", { name: "Result of 23 answers" });
    await expect(planned.getByRole("row", { name: POLL.none })).toContainText("7");
    await expect(planned.getByRole("row", { name: POLL.none })).toContainText("30%");
    await expect(planned.getByRole("row", { name: POLL.cantSay })).toContainText("2");
    const modes = report.getByRole("table", { name: "By mode, of 23 answers" });
    await expect(modes.getByRole("columnheader", { name: "Online, n = 9" })).toBeVisible();
    const raised = report.getByRole("table", { name: "Result of 8 answers" });
    await expect(raised.getByRole("row", { name: /^Yes/ })).toContainText("88%");
    await expect(report.getByText(/raised in the discussion, \d\d:\d\d/).first()).toBeVisible();
    await expect(report.getByText(/chose itself/).first()).toBeVisible();
    await isAccessible(report, "the report");
  });
});
