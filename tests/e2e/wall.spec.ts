// What hangs in the room, state by state: moderators and people act over HTTP, the wall is a real page and only looked at.

import { Api } from "./api";
import type { Screen } from "./people";
import { expect, isAccessible, test } from "./play";
import type { Room } from "./plenary";

const SIZES = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 800 },
  { width: 1024, height: 768 },
];

interface Hall {
  chair: Api;
  wall: Screen;
  stages(showing: object): Promise<void>;
}

/** A chair without a page, and one wall that is let in. */
async function hall(room: Room, wall: Screen, name = "Projector"): Promise<Hall> {
  const chair = await Api.moderator(room);
  await chair.does("let_in", { pairing: await wall.pairingCode(), name });
  await wall.shows("Scan the code, or open");
  const stages = (showing: object) => chair.amends("stage", "stage", { showing });
  return { chair, wall, stages };
}

/** Somebody asks, and a moderator approves. */
async function asks(room: Room, chair: Api, text: string, mode = "room", to?: string): Promise<number> {
  const phone = await Api.phone(room, mode);
  const { made } = await phone.does("ask", { text, ...(to && { to }) });
  const question = (made as { question: number }).question;
  await tends(chair, question, { is: "approve" });
  return question;
}

function tends(chair: Api, question: number, fate: object): Promise<void> {
  return chair.amends(`question/${question}`, "tend", { question, fate });
}

interface Agenda {
  polls: { poll: string; rev: number }[];
}

/** Opens a poll, these people answer with these choices, and it is closed and shown. */
async function polled(chair: Api, poll: string, voters: Api[], choices: unknown[]): Promise<number> {
  const has = ({ polls }: Agenda) => polls.some((one) => one.poll === poll);
  const { rev } = (await chair.part<Agenda>("agenda", has)).polls.find((one) => one.poll === poll)!;
  const stage = await chair.part<{ rev: number }>("stage");
  const { made } = await chair.does("open", { poll, rev, stage_rev: stage.rev, beside: false });
  const { run } = made as { run: number };
  for (const [at, choice] of choices.entries()) await voters[at]!.does("vote", { run, r: 1, choice });
  await closes(chair, run);
  return run;
}

async function closes(chair: Api, run: number): Promise<void> {
  await chair.amends(`run/${run}`, "close", { run, show: true });
  await chair.part<{ phase: string }>(`run/${run}`, ({ phase }) => phase === "published");
}

async function raises(chair: Api, prompt: string, kind: object, armed = false): Promise<string> {
  const { made } = await chair.does("raise", { prompt, visibility: "hidden", armed, from: "discussion", ...kind });
  return (made as { poll: string }).poll;
}

/** Nothing on the wall sticks out of it, in any size and theme; axe finds nothing. */
async function stands(wall: Screen, state: string): Promise<void> {
  for (const size of SIZES) {
    await wall.page.setViewportSize(size);
    const out = () =>
      wall.page.evaluate(() => {
        const all = [...document.querySelectorAll("p, h1, h2, li, dt, dd, img")];
        const seen = all.filter((one) => one.checkVisibility({ visibilityProperty: true }));
        return seen
          .filter((one) => {
            const { left, right, top, bottom } = one.getBoundingClientRect();
            return left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1;
          })
          .map((one) => one.textContent);
      });
    await expect.poll(out, `${state} at ${size.width}×${size.height}`).toEqual([]);
  }
  await wall.page.setViewportSize(SIZES[0]!);
  for (const colorScheme of ["dark", "light"] as const) {
    await wall.page.emulateMedia({ colorScheme });
    await isAccessible(wall.page, `${state}, ${colorScheme}`);
  }
}

test("the list of questions, one being answered, and one that is hidden", async ({ room, roomScreen }) => {
  const { chair, wall, stages } = await hall(room, await roomScreen("the wall"));
  await stages({ show: "questions" });
  await wall.shows("No questions yet");
  await wall.shows("Ask on your phone:");
  await stands(wall, "an empty list");

  const talk = await chair.part<{ rev: number; speakers: string[] }>("talk");
  const speaker = talk.speakers[0];
  const first = await asks(room, chair, "Who audits the hash lists?", "online", speaker);
  const second = await asks(room, chair, "كيف يمكن حماية الأطفال دون إضعاف التشفير؟");
  await chair.does("relay", { lines: [{ name: "Amina", text: "Could metadata alone be enough?" }] });
  const waits = await Api.phone(room, "room");
  await waits.does("ask", { text: "This one waits for a moderator." });
  await wall.shows("Who audits the hash lists?");
  await wall.shows("from online");
  if (speaker) await wall.shows(speaker);
  await wall.shows("in the room");
  await wall.shows(/waits? for a moderator/);
  await wall.doesNotShow("This one waits for a moderator.");
  await waits.does("upvote", { question: second, r: 1, up: true });
  await expect(wall.page.getByRole("listitem").filter({ hasText: "كيف" })).toContainText("1");
  await stands(wall, "a list of questions");

  await tends(chair, first, { is: "answering" });
  await stages({ show: "question", question: first });
  await expect(wall.page.getByRole("heading", { name: "Who audits the hash lists?" })).toBeVisible();
  await tends(chair, first, { is: "reply", text: "Nobody does yet." });
  await wall.shows("Nobody does yet.");
  await stands(wall, "a question being answered");

  await tends(chair, first, { is: "archive" });
  await wall.doesNotShow("Who audits");

  await stages({ show: "questions" });
  await wall.shows("كيف يمكن حماية الأطفال دون إضعاف التشفير؟");
  await tends(chair, second, { is: "archive" });
  await wall.doesNotShow("كيف");
});

test("panic makes every screen black, the pinned one too, and each comes back as it was", async ({ room, roomScreen }) => {
  const { chair, wall, stages } = await hall(room, await roomScreen("the wall"));
  const side = await roomScreen("the side screen");
  await hall(room, side, "Side");
  type Screens = { name: string; screen: string; rev: number }[];
  const isSide = ({ name }: Screens[number]) => name === "Side";
  const pinned = (await chair.part<Screens>("screens", (screens) => screens.some(isSide))).find(isSide)!;
  await chair.does("pin_screen", { screen: pinned.screen, rev: pinned.rev, pinned: { show: "rules" } });
  await side.shows("How we vote here");
  await stages({ show: "aims" });
  await wall.shows("What this session is for");

  await chair.does("blank", { on: true });
  await wall.doesNotShow("What this session is for");
  await side.doesNotShow("How we vote here");
  for (const { page } of [wall, side]) {
    const looks = await page.evaluate(() => {
      const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 2)!;
      return [getComputedStyle(middle).backgroundColor, getComputedStyle(middle).cursor];
    });
    expect(looks).toEqual(["rgb(0, 0, 0)", "none"]);
    await expect(page.getByRole("img")).toHaveCount(0);
    await isAccessible(page, "a black screen");
  }
  // Whatever is staged meanwhile stays black.
  await stages({ show: "pause" });
  await wall.doesNotShow("Pause");

  await chair.does("blank", { on: false });
  await wall.shows("Pause");
  await side.shows("How we vote here");
});

test("the queue, its clock on every other state, and a silent server", async ({ server, room, roomScreen }) => {
  const { chair, wall, stages } = await hall(room, await roomScreen("the wall"));
  await stages({ show: "queue" });
  await wall.shows("The floor is free");
  await wall.shows("Nobody waits");
  await stands(wall, "an empty queue");

  const online = await Api.phone(room, "online");
  await online.does("raise_hand", {});
  const inRoom = await Api.phone(room, "room");
  await inRoom.does("raise_hand", { word: "blue scarf, row 3" });
  await chair.does("add_turn", { name: "Farzaneh", mode: "room", group: "unstated" });
  await wall.shows("blue scarf, row 3");
  await wall.shows("online participant");
  await wall.shows("Waiting: 2 in the room, 1 online");
  await wall.shows(/turn|waits longest/);
  await wall.shows(/each$/);

  type Queue = { next: { turn: number; rev: number; name: string | null }[] };
  const queue = await chair.part<Queue>("queue", ({ next }) => next.length === 3);
  const scarf = queue.next.find(({ name }) => name === "blue scarf, row 3")!;
  await chair.does("give_floor", { now: null, turn: scarf.turn, rev: scarf.rev });
  await wall.shows("Has the floor");
  await expect(wall.page.getByRole("timer")).toHaveText(/^\d+:\d\d$/);
  await expect(wall.page.getByRole("heading", { name: "blue scarf, row 3" })).toBeVisible();
  await stands(wall, "somebody has the floor");

  await stages({ show: "aims" });
  await wall.shows("What this session is for");
  await expect(wall.page.getByRole("timer")).toHaveText(/Has the floor\s*\d+:\d\d/);
  await wall.doesNotShow("blue scarf");
  await stands(wall, "a small clock beside the aims");

  // Nobody could take a word away now: words go, numbers stay.
  await stages({ show: "queue" });
  await wall.shows("blue scarf, row 3");
  await server.kill();
  await wall.shows(/as of \d\d:\d\d:\d\d/);
  await wall.shows("a participant in the room");
  await wall.doesNotShow("blue scarf");
  await wall.doesNotShow("Farzaneh");
  await wall.shows("Waiting: 1 in the room, 1 online");
  await isAccessible(wall.page, "a wall whose server is silent");
  await server.start();
  await wall.shows("blue scarf, row 3");
  await wall.doesNotShow(/as of/);
});

test("words of the moderators: a message, a pause, whom to turn to, what comes next", async ({ room, roomScreen }) => {
  const { chair, wall, stages } = await hall(room, await roomScreen("the wall"));
  const message = (text: string) => chair.amends("message", "set_message", { text });
  await message("Please speak slowly: interpreters work in six languages.");
  await stages({ show: "message" });
  await wall.shows("Please speak slowly: interpreters work in six languages.");
  await stands(wall, "a message");
  await stages({ show: "pause" });
  await wall.shows("Pause");
  await wall.doesNotShow("Please speak slowly");
  await message("Back at 15:10");
  await wall.shows("Back at 15:10");
  await stands(wall, "a pause");

  await stages({ show: "support" });
  await wall.shows("ask a moderator");
  const contacts = [{ name: "Child Helpline International", reach: "116 111" }];
  await chair.amends("contacts", "set_contacts", { contacts });
  await wall.shows("Child Helpline International");
  await wall.shows("116 111");
  await stands(wall, "support contacts");

  const screen = (await chair.part<{ screen: string; rev: number }[]>("screens"))[0]!;
  await chair.does("pin_screen", { screen: screen.screen, rev: screen.rev, pinned: { show: "next" } });
  await wall.shows("Nothing yet");
  await raises(chair, "Where should we meet next?", { kind: "single", options: ["Geneva", "Kyoto"] }, true);
  await wall.shows("Where should we meet next?");
  await wall.shows("Kyoto");
  await stands(wall, "what comes next");
});

test("what the room found: two runs compared, the temperature, the closing", async ({ room, roomScreen }) => {
  const { chair, wall, stages } = await hall(room, await roomScreen("the wall"));
  const poll = await raises(chair, "The session should ask for an audit.", { kind: "gradient" });
  const voters = await Promise.all(["room", "room", "room", "online", "online", "online"].map((mode) => Api.phone(room, mode)));
  const one = (...answers: number[]) => answers.map((answer) => ({ one: answer }));
  const before = await polled(chair, poll, voters, [...one(0, 0, 1, 2, 3), "cant_say"]);
  const after = await polled(chair, poll, voters, one(0, 0, 0, 0, 2));
  await stages({ show: "compare", before, after });
  await wall.shows(/“.?I support it.?”: 2 of 6, then 4 of 5; not necessarily the same people/);
  await stands(wall, "two runs compared");

  await stages({ show: "temperature" });
  await wall.shows("No reading yet");
  const { made } = await chair.does("take_temperature", {});
  const { run } = made as { run: number };
  await wall.shows("Answer on your phone:");
  await expect(wall.page.getByRole("heading", { name: /How well is this discussion/ })).toBeVisible();
  for (const voter of voters) await voter.does("vote", { run, r: 1, choice: { one: 3 } });
  await closes(chair, run);
  await wall.doesNotShow("Answer on your phone:");
  await wall.shows(/Latest, \d\d:\d\d: Mostly · n\s=\s6/);
  await stands(wall, "the temperature");

  await stages({ show: "closing" });
  await wall.shows("Thank you");
  await wall.shows("The session should ask for an audit.");
  await wall.shows("I support it: 4 · I can live with it: 0 · I need more information: 1 · I object: 0 · n = 5");
  await wall.shows(/The report will be here once the session has ended/);
  await stands(wall, "the closing");
});
