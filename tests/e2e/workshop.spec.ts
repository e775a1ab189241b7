// A workshop as its proposal plans it (IGF 2023 WS #267), played in minutes: questions in advance, polls, the meeting tool's
// chat, turns in the room and online, a question asked twice, panic, outcome lines, thanks, and the report. The chair works by
// keyboard alone, the online moderator on a phone. Every step leaves a picture: the pictures alone tell the story.

import { type Choice, Crowd } from "./crowd";
import { Moderator } from "./moderator";
import type { Phone } from "./people";
import { expect, fresh, isAccessible, LAPTOP, PHONE, test as base } from "./play";
import { KeyboardChair, Story } from "./story";

const BOTH = "Online child protection and privacy for all can be achieved together.";
const SCALE = ["strongly disagree", "disagree", "neither", "agree", "strongly agree"] as const;
const IDS = "How can age be checked without collecting everyone’s identity documents?";
const IDS_AGAIN = "Is there an age check that collects nobody’s identity documents?";
const PAID = "Who pays for moderators who speak small languages?";
const RAISED = "Should every proposal be tested for its effect on children’s privacy before it is adopted?";
const OUTCOMES = ["Test every proposal for its effect on children’s privacy.", "Meet again with young people at the table."] as const;
const TOLD = "Somebody beside me is filming my screen.";
const NOTE = "The room moved: most now hold that both can be achieved.";

/** So many times each, in order. */
function times(...of: [count: number, choice: Choice | null][]): (Choice | null)[] {
  return of.flatMap(([count, choice]) => Array<Choice | null>(count).fill(choice));
}

/** Forty more people: what they answer to each run, in the order in which the runs open. Three sit the first one out. */
const FORTY = {
  both: times([4, 0], [7, 1], [5, 2], [13, 3], [6, 4], [2, "cant_say"], [3, null]),
  temperature: times([8, 1], [12, 2], [14, 3], [6, 4]),
  raised: times([28, 0], [12, 1]),
  bothAgain: times([2, 0], [4, 1], [6, 2], [19, 3], [9, 4]),
  outcomes: [times([22, 0], [10, 1], [5, 2], [3, 3]), times([30, 0], [6, 1], [4, 2])],
} as const;
const FORTY_ONLINE = 16;

/** Eight with real phones: where they are, and what they answer to the question that is asked twice. */
const EIGHT = {
  Amina: { mode: "online", first: "agree", then: "strongly agree" },
  Bashir: { mode: "room", first: "disagree", then: "neither" },
  Chiara: { mode: "room", first: "neither", then: "agree" },
  Deniz: { mode: "room", first: "strongly disagree", then: "disagree" },
  "Eun-ji": { mode: "online", first: "agree", then: "agree" },
  Farah: { mode: "online", first: "disagree", then: "agree" },
  Goran: { mode: "room", first: "I can’t say", then: "agree" },
  Hana: { mode: "online", first: "strongly agree", then: "strongly agree" },
} as const;
type Name = keyof typeof EIGHT;
const NAMES = Object.keys(EIGHT) as Name[];
/** All of them, and all of the forty. */
const ALL = 48;

const test = base.extend<{ story: Story }>({
  room: async ({ server }, use) => use(server.room("Online child protection vs privacy")),
  // eslint-disable-next-line no-empty-pattern -- a fixture names what it needs
  story: async ({}, use) => use(new Story()),
});

test("a hybrid workshop, from the weeks before to the report", async ({ browser, room, phone, roomScreen, story }) => {
  test.setTimeout(420_000);
  const chair = new KeyboardChair(await fresh(browser, LAPTOP), "the chair");
  await chair.opens(room.moderator);
  const colleague = async (role: string, size: typeof LAPTOP, touch = false) => {
    const moderator = new Moderator(await fresh(browser, size, touch), `the ${role}`);
    await moderator.opens(await chair.handsOver(role));
    return moderator;
  };
  const onSite = await colleague("on-site moderator", LAPTOP);
  const online = await colleague("online moderator", PHONE, true);
  const rapporteur = await colleague("rapporteur", LAPTOP);
  await chair.goesToPanel("People");
  const people = {} as Record<Name, Phone>;
  const come = async (names: Name[]) => {
    for (const name of names) people[name] = await phone(name, `?mode=${EIGHT[name].mode}`);
  };
  const everybody = (does: (one: Phone, name: Name) => Promise<void>) =>
    Promise.all(NAMES.map((name) => does(people[name], name)));
  const talk = online.page.getByRole("button", { name: /^Questions and turns/ });
  const row = (moderator: Moderator, text: string) => moderator.page.getByRole("article", { name: text, exact: true });

  await test.step("weeks before, people ask; the online moderator reads on a phone", async () => {
    await come(["Amina", "Bashir", "Chiara", "Deniz"]);
    await people.Amina.asks(IDS);
    await people.Amina.sees("In review: a moderator has not looked at it yet");
    await story.shows("Weeks before, Amina asks a question from her phone", people.Amina.page);
    await people.Bashir.asks(IDS_AGAIN);
    await talk.click();
    await expect(online.page.getByRole("heading", { name: /^2 wait/ })).toBeVisible();
    await story.shows("The online moderator finds two questions on a phone", online.page);
    for (const text of [IDS, IDS_AGAIN]) await row(online, text).getByRole("button", { name: "Approve" }).click();
    await expect(online.page.getByRole("heading", { name: "No question waits" })).toBeVisible();
    await people.Amina.sees("Shown to everybody");
    for (const name of ["Chiara", "Deniz"] as const) await people[name].upvotes(IDS);
    for (const name of ["Chiara", "Amina"] as const) await people[name].upvotes(IDS_AGAIN);
    await story.shows("Chiara has upvoted both questions", people.Chiara.page);
  });

  const projector = await roomScreen("the projector");
  const captions = await roomScreen("the captioners’ screen");
  await test.step("five minutes before, screens are let in and everything is checked", async () => {
    await story.shows("A screen in the hall waits to be let in", projector.page);
    await onSite.letsIn(await projector.pairingCode(), "Projector");
    await onSite.letsIn(await captions.pairingCode(), "Captions");
    await onSite.pins("Captions", "pinned: the next question");
    await captions.shows("Nothing yet");
    await chair.presses("h");
    const check = chair.page.getByRole("dialog", { name: "Check before the session" });
    await expect(check.getByText(/counted/i).filter({ hasText: / ms/ })).toBeVisible();
    await expect(check.getByText(/All 2 screens are connected/)).toBeVisible();
    await story.shows("The chair checks that everything works, with a test vote", chair.page);
    await chair.presses("Escape");
  });

  const forty = new Crowd(room, FORTY.both, FORTY_ONLINE, [
    FORTY.temperature,
    FORTY.raised,
    FORTY.bothAgain,
    ...FORTY.outcomes,
  ]);
  await test.step("people come, the session begins with its aims", async () => {
    await come(["Eun-ji", "Farah", "Goran", "Hana"]);
    await projector.shows("Scan the code, or open");
    await chair.readsHere(28, 20);
    await story.shows("The hall joins, 28 in the room and 20 online", projector.page);
    await chair.presses("Shift+E");
    await chair.sees(/^\d+ min left$/);
    await chair.puts("Aims", "What this session is for", (page) =>
      story.shows("The chair looks at the aims before the hall does", page),
    );
    await projector.shows("What this session is for");
    await story.shows("The aims on the projector", projector.page);
  });

  await test.step("the first poll: read ahead by captioners, answered, closed fairly, shown", async () => {
    await everybody((one, name) => one.goesTo(name === "Hana" ? "Questions" : "Vote"));
    await chair.looksAt(BOTH);
    await chair.opensByKey(BOTH, async () => {
      await captions.shows(BOTH);
      await story.shows("Captioners read the first question before it is asked", captions.page);
      await story.shows("The chair may wait a minute or open now", chair.page);
    });
    await everybody((one, name) => (name === "Hana" ? Promise.resolve() : one.sees(BOTH)));
    await story.shows("Bashir’s phone holds the ballot", people.Bashir.page);
    await everybody((one, name) => (name === "Hana" ? Promise.resolve() : one.votes(EIGHT[name].first)));
    await chair.readsTurnout(44, ALL);
    await projector.shows("Voting is open");
    await story.shows("The projector while voting is open shows no result", projector.page);
    await chair.presses("c");
    await chair.sees("4 phones have not seen this question yet, 1 online.");
    await story.shows("Four phones have not seen the question, the chair is asked", chair.page);
    await people.Hana.page.getByRole("button", { name: "Go to it" }).click();
    await people.Hana.votes(EIGHT.Hana.first);
    await chair.readsTurnout(45, ALL);
    await chair.sees("3 phones have not seen this question yet, 0 online.");
    await chair.closesAnywayByKey();
    await expect(chair.stage.getByRole("button", { name: "Show the result" })).toBeVisible();
    await chair.presses("s");
    await projector.shows("n = 45 answers");
    await projector.shows("33%");
    await people.Bashir.sees("You chose: disagree");
    await isAccessible(projector.page, "the first result");
    await story.shows("The first result on the projector", projector.page);
    await story.shows("The same result on Bashir’s phone", people.Bashir.page);
  });

  await test.step("the temperature of the room, beside what is shown", async () => {
    await chair.presses("t");
    for (const name of ["Amina", "Farah"] as const) {
      await people[name].sees("How well is this discussion covering your concerns?");
    }
    await story.shows("A minute to say how the discussion goes", people.Farah.page);
    for (const name of ["Amina", "Farah"] as const) await people[name].votes("Mostly");
  });

  await test.step("the chat of the meeting tool comes over, from a phone", async () => {
    await online.page.getByRole("button", { name: "From the chat" }).click();
    const relay = online.page.getByRole("dialog", { name: "Bring over from the chat" });
    const chat = `14:21 From Ines to Everyone: ${PAID}\n✋ Kenji`;
    await relay.getByLabel("Lines of the meeting tool’s chat").fill(chat);
    await expect(relay.getByText("raises a hand")).toBeVisible();
    await story.shows("The online moderator brings a comment and a hand over from the chat", online.page);
    await relay.getByRole("button", { name: /^Bring over/ }).click();
    await expect(online.page.getByText("Brought over: 1 question, 1 hand.")).toBeVisible();
    await chair.puts("The questions", PAID);
    await projector.shows(IDS_AGAIN);
  });

  await test.step("two questions that ask the same become one, each person counted once", async () => {
    await chair.presses("2");
    await expect(chair.page.getByRole("heading", { name: "No question waits" })).toBeVisible();
    await chair.presses("f");
    const again = row(chair, IDS_AGAIN);
    for (let press = 0; press < 5 && !(await again.evaluate((at) => at === document.activeElement)); press += 1) {
      await chair.presses("j");
    }
    await expect(again).toBeFocused();
    await chair.presses("m");
    const merge = chair.page.getByRole("dialog", { name: "Make two questions one" });
    await chair.tabsTo(merge.getByRole("button", { name: IDS }));
    await story.shows("The chair reads two questions side by side before making them one", chair.page);
    await chair.presses("Enter");
    await expect(row(chair, IDS).getByText("3 upvotes")).toBeVisible();
    await projector.doesNotShow(IDS_AGAIN);
    await story.shows("One question with three upvotes on the projector", projector.page);
  });

  await test.step("turns in the room and online alternate", async () => {
    await people.Bashir.raisesHand("Bashir, blue scarf");
    await people.Deniz.raisesHand("Deniz, third row");
    await people.Farah.raisesHand("Farah in Nairobi");
    await onSite.page.getByRole("button", { name: /^Questions and turns/ }).click();
    await onSite.page.getByText("Add somebody without a phone").click();
    await onSite.page.getByLabel("What to call them by").fill("Ms Okafor, at the door");
    await onSite.page.getByRole("button", { name: "Put on the queue" }).click();
    await expect(chair.page.getByText("Next: 3 in the room and 2 online wait")).toBeVisible();
    await chair.puts("Who is next", /Farah in Nairobi/);
    await story.shows("The queue on the projector, room and online by turns", projector.page);
    const side = (name: string) => (/Farah|Kenji/.test(name) ? "online" : "room");
    const spoke: string[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const name = await chair.givesFloor();
      await projector.shows(name);
      if (name.startsWith("Farah")) {
        await people.Farah.sees("You have the floor");
        await story.shows("Farah online has the floor", people.Farah.page);
        await story.shows("The chair sees who speaks, who is next and why", chair.page);
      }
      spoke.push(name);
      await chair.endsTurn();
    }
    for (const [at, name] of spoke.entries()) if (at > 0) expect(side(name), spoke.join(", ")).not.toBe(side(spoke[at - 1]!));
    await onSite.sees(/^The floor so far: 4 turns/);
  });

  await test.step("a poll on what was just said", async () => {
    await chair.presses("Shift+N");
    const dialog = chair.page.getByRole("dialog", { name: "A poll on what was just said" });
    await expect(dialog.getByLabel("What do you ask?")).toBeFocused();
    await chair.types(RAISED);
    const yesNo = dialog.getByRole("radio", { name: "Yes or no" });
    await chair.presses("Tab");
    await chair.chooses(yesNo);
    await story.shows("A poll on what was just said, written in seconds", chair.page);
    await chair.activates(dialog.getByRole("button", { name: "Open", exact: true }));
    await expect(dialog).toBeHidden();
    await chair.presses("1");
    const waits = chair.page.getByText(/Interpreters and captioners read it now/);
    await expect(waits).toBeVisible();
    await captions.shows(RAISED);
    await expect(async () => {
      if (await waits.isVisible()) await chair.presses("o");
      await expect(chair.stage.getByRole("heading", { name: RAISED })).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await everybody(async (one, name) => {
      await one.goesTo("Vote");
      await one.votes(["Deniz", "Goran", "Hana"].includes(name) ? "No" : "Yes");
    });
    await chair.readsTurnout(ALL, ALL);
    await chair.presses("Shift+C");
    await projector.showsResult("Yes", { percent: "69%", count: 33 });
    await projector.shows(/Raised in the discussion/);
    await story.shows("Its result, with the minute it was raised in", projector.page);
  });

  await test.step("somebody is filmed: told in private, and all screens go black at once", async () => {
    await people.Goran.page.getByText("Tell the moderators, privately").click();
    await people.Goran.page.getByLabel("Only the moderators read this").fill(TOLD);
    await people.Goran.page.getByRole("button", { name: "Tell them" }).click();
    await people.Goran.sees("The moderators have it.");
    await story.shows("Goran tells the moderators something in private", people.Goran.page);
    await chair.presses("w");
    await chair.sees(TOLD);
    await chair.activates(chair.page.getByRole("button", { name: "Dealt with" }));
    await chair.presses("b");
    await chair.sees("All screens are blank.");
    for (const screen of [projector, captions]) await expect(screen.page.getByRole("img")).toHaveCount(0);
    await story.shows("Panic, the projector is black", projector.page);
    await story.shows("Every moderator sees that the screens are blank", online.page);
    await chair.presses("b");
    await projector.shows("69%");
  });

  await test.step("the first question once more, and what moved", async () => {
    await chair.looksAt(BOTH);
    // It was asked before: nobody has to read it ahead.
    await chair.opensByKey(BOTH);
    await everybody((one, name) => one.votes(EIGHT[name].then));
    await chair.readsTurnout(ALL, ALL);
    await chair.presses("Shift+C");
    await projector.shows("n = 48 answers");
    await chair.puts("Before and after", /not necessarily the same people/);
    await projector.shows(/not necessarily the same people/);
    await isAccessible(projector.page, "before and after");
    await story.shows("Before and after on the projector", projector.page);
    // Farah has answered how the discussion goes; others are asked that first.
    await people.Farah.sees(/not necessarily the same people/);
    await story.shows("Before and after on Farah’s phone", people.Farah.page);
    await rapporteur.page.getByLabel("A note", { exact: true }).fill(NOTE);
    await rapporteur.page.getByRole("button", { name: "Save the note" }).click();
    await expect(rapporteur.page.getByRole("listitem").filter({ hasText: NOTE })).toBeVisible();
    await story.shows("The rapporteur writes a note for the report", rapporteur.page);
  });

  await test.step("the outcome deck: drafted, asked all at once, shown", async () => {
    // Until the minute of the reading is over it is the oldest question that some have not answered, and comes first for them.
    await expect(projector.page.getByText("How well")).toHaveCount(0, { timeout: 70_000 });
    await chair.presses("z");
    const sheet = chair.page.getByRole("dialog", { name: "Outcome lines" });
    for (const line of OUTCOMES) {
      await chair.tabsTo(sheet.getByLabel("One outcome, in one sentence"));
      await chair.types(line);
      await chair.presses("Enter");
      await expect(sheet.getByRole("listitem").filter({ hasText: line })).toBeVisible();
    }
    await chair.activates(sheet.getByRole("button", { name: "Ask the room about all 2" }));
    await people.Deniz.sees(OUTCOMES[0]);
    await story.shows("An outcome line on Deniz’s phone, the first of two", people.Deniz.page);
    const first = { Deniz: "I object", Hana: "I need more information" } as Partial<Record<Name, string>>;
    await everybody(async (one, name) => {
      const card = (line: string) => one.poll(line);
      await card(OUTCOMES[0]).getByRole("button", { name: first[name] ?? "I support it", exact: true }).click();
      await expect(card(OUTCOMES[0]).getByText("Counted", { exact: true }).first()).toBeVisible();
      await one.page.getByRole("button", { name: "Next", exact: true }).click();
      await card(OUTCOMES[1]).getByRole("button", { name: "I support it", exact: true }).click();
      await expect(card(OUTCOMES[1]).getByText("Counted", { exact: true }).first()).toBeVisible();
    });
    // Who has seen what is counted between nodes, a moment behind: then nobody is asked to wait for anybody.
    for (const line of OUTCOMES) {
      await expect(sheet.getByRole("listitem").filter({ hasText: line }).getByText(`seen by ${ALL}`)).toBeVisible();
    }
    await chair.activates(sheet.getByRole("button", { name: "Close and show all 2" }));
    for (const line of OUTCOMES) {
      const item = sheet.getByRole("listitem").filter({ hasText: line });
      await expect(item.getByText("shown", { exact: true })).toBeVisible();
      await expect(item.getByText("n = 48")).toBeVisible();
    }
    await story.shows("What the room gave to each outcome line", chair.page);
    await chair.presses("Escape");
  });

  await test.step("five minutes left; how the discussion went; thanks", async () => {
    await rapporteur.page.getByLabel("A line to the other moderators").fill("Five minutes left");
    await rapporteur.page.getByRole("button", { name: "Say" }).click();
    const line = chair.page.getByRole("alert").getByText("Five minutes left");
    await expect(line).toBeVisible();
    await story.shows("A colleague’s line stays until it is seen", chair.page);
    await chair.presses("Shift+W");
    await expect(line).toHaveCount(0);
    await chair.puts("Temperature", /mostly/i);
    await projector.shows(/mostly/i);
    await story.shows("How the discussion went, on the projector", projector.page);
    await chair.puts("Thanks", "Thank you");
    await projector.shows("The report will be here once the session has ended");
    await story.shows("Thanks, findings, and where the report will be", projector.page);
  });

  await test.step("the end: everybody reads what the room was shown, moderators all of it", async () => {
    await chair.presses("Shift+E");
    await expect(chair.page.getByRole("button", { name: /^End it: open polls close/ })).toHaveAttribute("aria-disabled", "false");
    await chair.presses("Shift+E");
    await chair.sees("Ended: the room is there to be read");
    await projector.shows("The report is here");
    await people.Amina.goesTo("Vote");
    await people.Amina.sees("Thank you");
    await story.shows("Amina’s phone leads to the report", people.Amina.page);
    await people.Amina.page.getByRole("link", { name: "Read the report of this session" }).click();
    const shown = people.Amina.page;
    for (const words of [BOTH, RAISED, IDS, ...OUTCOMES]) await expect(shown.getByText(words).first()).toBeVisible();
    await expect(shown.getByText(NOTE)).toHaveCount(0);
    await expect(shown.getByText(TOLD)).toHaveCount(0);
    await isAccessible(shown, "the report for everybody, on a phone");
    await story.shows("The report on Amina’s phone", shown);

    const report = await chair.opensReportByKey();
    for (const words of [BOTH, RAISED, IDS, NOTE, ...OUTCOMES]) await expect(report.getByText(words).first()).toBeVisible();
    await expect(report.getByText(TOLD)).toHaveCount(0);
    await expect(report.getByText("4 turns were had.").first()).toBeVisible();
    await expect(report.getByRole("heading", { name: "Open points" })).toBeVisible();
    await isAccessible(report, "the moderators' report");
    await story.shows("The moderators’ report, all of it", report, true);
  });

  await test.step("the sum: what the forty were told is what stands in the results", async () => {
    const left = await forty.leaves();
    expect(left.joined).toBe(FORTY.both.length);
    const told = left.runs.map(({ counts, cant_say, indefinite }) => [...counts, cant_say, indefinite]);
    expect(told).toEqual([
      [4, 7, 5, 13, 6, 2, 0],
      [0, 8, 12, 14, 6, 0, 0],
      [28, 12, 0, 0],
      [2, 4, 6, 19, 9, 0, 0],
      [22, 10, 5, 3, 0, 0],
      [30, 6, 4, 0, 0, 0],
    ]);
    expect(SCALE).toHaveLength(5);
  });
  for (const { page } of [chair, onSite, online, rapporteur]) await page.context().close();
});
