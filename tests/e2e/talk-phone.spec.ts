// The conversation as one phone has it: ask, upvote, raise a hand, follow the stage, and be safe. Moderators act over HTTP.

import type { Page } from "@playwright/test";
import { FIRST_RESPONSE as POLL } from "./journey";
import type { Moderator } from "./moderator";
import { expect, isAccessible, test } from "./play";
import type { Phone } from "./people";
import type { Room } from "./plenary";

type Parts = Record<string, { rev?: number; turn?: number; question?: number; text?: string; next?: { turn: number; rev: number; name: string | null }[] }>;

/** The chair's acts by HTTP, from the page that holds the chair's cookie. */
class Chair {
  constructor(
    readonly page: Page,
    readonly room: Room,
  ) {}

  async parts(): Promise<Parts> {
    const url = `/api/rooms/${this.room.code}/view?as=chair&wait=0`;
    const frame = await this.page.evaluate(async (url) => (await fetch(url)).json(), url);
    return frame.view.parts as Parts;
  }

  async does(verb: string, fields: object): Promise<void> {
    const url = `/api/rooms/${this.room.code}/${verb}?as=chair`;
    const frame = await this.page.evaluate(
      async ([url, body]) =>
        (await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body })).json(),
      [url, JSON.stringify(fields)] as const,
    );
    expect(frame, `${verb} ${JSON.stringify(fields)}`).toHaveProperty("receipt");
  }

  /** The question that reads so, as the moderators see it. */
  async question(text: string): Promise<{ question: number; rev: number }> {
    let found: { question: number; rev: number } | undefined;
    await expect(async () => {
      const all = Object.entries(await this.parts());
      const part = all.find(([key, part]) => key.startsWith("question/") && part.text === text)?.[1];
      expect(part, `the chair has “${text}”`).toBeDefined();
      found = { question: part!.question!, rev: part!.rev! };
    }).toPass();
    return found!;
  }

  /** All that was asked, by key. */
  async asked(): Promise<string[]> {
    return Object.keys(await this.parts()).filter((key) => key.startsWith("question/"));
  }

  async tends(text: string, fate: object): Promise<void> {
    await this.does("tend", { ...(await this.question(text)), fate });
  }

  async stages(showing: object): Promise<void> {
    await this.does("stage", { rev: (await this.parts()).stage!.rev, showing });
  }

  async sets(talk: object): Promise<void> {
    const { rev, asking, hands, hold, per_person, sort } = (await this.parts()).talk as Record<string, unknown>;
    await this.does("set_talk", { rev, talk: { asking, hands, hold, per_person, sort, ...talk } });
  }
}

const place = (phone: Phone, name: "Vote" | "Questions" | "Speak") =>
  phone.page.getByRole("navigation", { name: "Places of this page" }).getByRole("button", { name: new RegExp(`^${name}`) });

const listed = (phone: Phone, text: string) => phone.page.getByRole("article", { name: text });

async function asks(phone: Phone, text: string): Promise<void> {
  await place(phone, "Questions").click();
  await phone.page.getByLabel("Ask a question").fill(text);
  await phone.page.getByRole("button", { name: "Send the question" }).click();
  await phone.sees(/Your question is in/);
}

const chairOf = (moderator: Moderator, room: Room) => new Chair(moderator.page, room);

for (const scheme of ["light", "dark"] as const) {
  test(`ask, upvote, speak, and follow the stage, in ${scheme}`, async ({ moderator, phone, room }) => {
    const chair = chairOf(await moderator(), room);
    const ana = await phone("Ana", "?mode=room");
    const ben = await phone("Ben", "?mode=online");
    for (const each of [ana, ben]) await each.page.emulateMedia({ colorScheme: scheme });

    // Before the first vote the rules, and what is known of one, are one tap away.
    await isAccessible(ana.page, `a phone with its first page, ${scheme}`);
    await ana.page.getByRole("link", { name: "What this server knows about you" }).click();
    await ana.sees(/share that one key/);
    await ana.sees("One ballot for each phone. You may change it until voting is closed.");
    await isAccessible(ana.page, `what is known of one, ${scheme}`);
    await ana.page.getByRole("link", { name: "Back to the vote" }).click();

    await asks(ana, "Who decides what is scanned?");
    await ana.sees("In review: a moderator has not looked at it yet");
    await asks(ben, "هل يمكن التحقق من العمر دون كشف الهوية؟");
    await asks(ben, "Buy my book");
    await isAccessible(ana.page, `a phone whose question is in review, ${scheme}`);

    await chair.tends("Who decides what is scanned?", { is: "approve" });
    await chair.tends("هل يمكن التحقق من العمر دون كشف الهوية؟", { is: "approve" });
    await chair.tends("Buy my book", { is: "decline", rule: "advertising", reason: "It sells a book." });
    await ana.sees("Shown to everybody");
    await ben.sees("Not shown: it advertises something");
    await ben.sees("It sells a book.");
    await ana.doesNotSee("It sells a book.");

    const upvote = listed(ben, "Who decides what is scanned?").getByRole("button");
    const box = await upvote.boundingBox();
    expect(Math.min(box!.width, box!.height), "a target for a thumb").toBeGreaterThanOrEqual(44);
    await upvote.click();
    await expect(upvote).toHaveAttribute("aria-pressed", "true");
    await expect(listed(ana, "Who decides what is scanned?").getByRole("button")).toHaveText(/1$/);
    await isAccessible(ben.page, `a phone with the list, ${scheme}`);
    await ben.page.reload();
    await place(ben, "Questions").click();
    await expect(upvote).toHaveAttribute("aria-pressed", "true");
    await upvote.click();
    await expect(upvote).toHaveAttribute("aria-pressed", "false");
    await expect(listed(ana, "Who decides what is scanned?").getByRole("button")).toHaveText(/0$/);

    // A hand, a place, the floor.
    await place(ben, "Speak").click();
    await ben.page.getByRole("button", { name: "Raise my hand" }).click();
    await ben.sees("You are next");
    await place(ana, "Speak").click();
    await ana.page.getByLabel("What to call you by, if you like").fill("blue scarf, row 3");
    await isAccessible(ana.page, `a phone about to raise a hand, ${scheme}`);
    await ana.page.getByRole("button", { name: "Raise my hand" }).click();
    await expect(ana.page.getByRole("region", { name: "Your turn" })).toContainText(/You are next|1 before you/);
    await isAccessible(ana.page, `a phone that waits, ${scheme}`);
    const mine = ana.page.getByRole("listitem").filter({ hasText: "blue scarf, row 3" });
    await expect(mine).toContainText("you");
    const queue = (await chair.parts()).queue!;
    const first = queue.next![0]!;
    await chair.does("give_floor", { now: null, turn: first.turn, rev: first.rev });
    const [speaks, waits] = first.name === null ? [ben, ana] : [ana, ben];
    await speaks.sees("You have the floor");
    await isAccessible(speaks.page, `a phone that has the floor, ${scheme}`);
    await waits.sees("You are next");
    await waits.page.getByRole("button", { name: "Lower my hand" }).click();
    await waits.sees("Would you like to speak?");
    await chair.sets({ hands: false });
    await waits.sees("Hands cannot be raised at the moment.");

    // Each thing the stage shows has a face on the phone.
    await place(ana, "Vote").click();
    const stage = ana.page.getByRole("region", { name: "On the room’s screens" });
    const shows = async (showing: object, words: string | RegExp) => {
      await chair.stages(showing);
      await expect(stage).toContainText(words);
      await isAccessible(ana.page, `a phone while the stage shows ${JSON.stringify(showing)}, ${scheme}`);
    };
    const { question } = await chair.question("Who decides what is scanned?");
    await shows({ show: "questions" }, "Who decides what is scanned?");
    await shows({ show: "question", question }, "Being answered now");
    await shows({ show: "queue" }, "Has the floor");
    await shows({ show: "pause" }, "A short pause");
    await shows({ show: "temperature" }, "No reading yet.");
    await shows({ show: "support" }, "The organisers have named nobody here.");
    const contacts = [{ name: "Child Helpline International", reach: "childhelplineinternational.org" }];
    await chair.does("set_contacts", { rev: (await chair.parts()).contacts!.rev, contacts });
    await expect(stage).toContainText("Child Helpline International");
    await chair.does("set_message", { rev: (await chair.parts()).message!.rev, text: "Lunch is in room B" });
    await shows({ show: "message" }, "Lunch is in room B");
    await chair.does("blank", { on: true });
    await expect(stage).toContainText("The screens are blank for a moment.");
    await expect(stage).not.toContainText("Lunch");
    await chair.does("blank", { on: false });

    // Words that nobody but the moderators reads.
    await ana.page.getByText("Tell the moderators, privately").click();
    await ana.page.getByLabel("Only the moderators read this").fill("Somebody shows pictures he should not.");
    await ana.page.getByRole("button", { name: "Tell them" }).click();
    await ana.sees("The moderators have it.");
    await isAccessible(ana.page, `a phone that told the moderators something, ${scheme}`);
    expect(JSON.stringify((await chair.parts()).told)).toContain("Somebody shows pictures he should not.");

    // Over: all of it can be read, nothing more can be sent.
    await shows({ show: "closing" }, "Thank you");
    await chair.does("begin", { rev: (await chair.parts()).session!.rev });
    await chair.does("end", { rev: (await chair.parts()).session!.rev });
    await ana.sees("This session is over. All of it can still be read here.");
    await place(ana, "Questions").click();
    await ana.sees("Who decides what is scanned?");
    await expect(ana.page.getByLabel("Ask a question")).toHaveCount(0);
    await isAccessible(ana.page, `a phone after the session, ${scheme}`);
  });
}

test("a question whose receipt is lost goes again, and is asked once", async ({ moderator, phone, room }) => {
  const chair = chairOf(await moderator(), room);
  const ana = await phone("Ana");
  // Where sockets are eaten commands go by POST: there an answer can be lost for sure.
  await ana.page.routeWebSocket(/\/ws\//, (socket) => void socket.close());
  let sent = 0;
  await ana.page.route("**/api/rooms/*/ask?*", async (route) => {
    sent += 1;
    if (sent > 1) return route.continue();
    await route.fetch();
    return route.abort();
  });
  await ana.page.reload();
  await asks(ana, "Who decides?");
  await expect(ana.page.getByLabel("Ask a question")).toHaveValue("");
  expect(sent, "it was sent again").toBeGreaterThan(1);
  await chair.question("Who decides?");
  expect(await chair.asked()).toHaveLength(1);
});

test("what is typed survives a reload, and what is sent in a dead network is asked once", async ({ moderator, phone, room, server }) => {
  const chair = chairOf(await moderator(), room);
  const ana = await phone("Ana");
  await place(ana, "Questions").click();
  const field = ana.page.getByLabel("Ask a question");
  await field.fill("पूछने का अधिकार किसका है?");
  await ana.page.reload();
  await place(ana, "Questions").click();
  await expect(field).toHaveValue("पूछने का अधिकार किसका है?");

  await ana.losesTheNetwork();
  await place(ana, "Questions").click();
  await ana.page.getByRole("button", { name: "Send the question" }).click();
  await ana.sees("Waiting for the network. It is kept here and goes out by itself, once.");
  await ana.findsTheNetwork();
  await ana.sees(/Your question is in/);
  await expect(field).toHaveValue("");
  await chair.question("पूछने का अधिकार किसका है?");
  expect(await chair.asked()).toHaveLength(1);

  // A crash between typing and sending.
  await field.fill("And after a crash?");
  await server.kill();
  await ana.page.getByRole("button", { name: "Send the question" }).click();
  await server.start();
  await ana.sees(/Your question is in/);
  await chair.question("And after a crash?");

  // As many as can wait, and asking paused: it says so, and keeps the words.
  await chair.sets({ per_person: 2 });
  await ana.sees(/that is as many as can/);
  await chair.sets({ per_person: 5, asking: "paused" });
  await ana.sees("Asking is paused for now. What you type is kept.");
  await field.fill("Kept all the same");
  await expect(ana.page.getByRole("button", { name: "Send the question" })).toBeDisabled();
  await ana.page.getByText("When a question is not shown").filter({ visible: true }).click();
  await ana.sees("attacks or demeans people");

  // Taken back: it is nobody's any more.
  const gone = ana.page.getByRole("listitem").filter({ hasText: "And after a crash?" });
  await gone.getByRole("button", { name: "Take it back" }).click();
  await expect(gone).toHaveCount(0);
});

test("the list keeps still under a finger, and a hidden question goes at once", async ({ moderator, phone, room }) => {
  const chair = chairOf(await moderator(), room);
  const ana = await phone("Ana");
  const ben = await phone("Ben");
  const texts = ["First of all", "Second of all", "Third of all"];
  for (const text of texts) {
    await asks(ana, text);
    await chair.tends(text, { is: "approve" });
  }
  await place(ben, "Questions").click();
  const order = () => ben.page.getByRole("region", { name: /questions from the audience/ }).getByRole("article").allInnerTexts();
  const starts = async (words: string[]) =>
    expect.poll(async () => (await order()).map((text) => words.find((word) => text.includes(word)))).toEqual(words);
  await starts(texts);

  // A finger rests on the list while somebody lifts the last one to the top.
  await listed(ben, "First of all").getByText("First of all").hover();
  await ben.page.mouse.down();
  await listed(ana, "Third of all").getByRole("button").click();
  await expect(listed(ben, "Third of all").getByRole("button")).toHaveText(/1$/);
  await expect(ben.page.getByRole("button", { name: "New order" })).toBeVisible();
  await starts(texts);
  await isAccessible(ben.page, "a list whose new order waits");
  await chair.tends("Second of all", { is: "archive" });
  await ben.doesNotSee("Second of all");
  await starts(["First of all", "Third of all"]);
  await ben.page.mouse.up();
  await ben.page.getByRole("button", { name: "New order" }).click();
  await starts(["Third of all", "First of all"]);
});

test("a phone that never gets the conversation still votes", async ({ moderator, phone }) => {
  const chair = await moderator();
  const ana = await phone("Ana");
  await ana.page.route("**/assets/phone-talk.*js*", (route) => route.abort());
  await ana.page.reload();
  await chair.opensPoll(POLL.prompt);
  await ana.sees(POLL.prompt);
  await ana.votes("I can’t say");
  // The bar waits, and nothing that would come behind it is there.
  await expect(ana.page.getByRole("navigation", { name: "Places of this page" })).toBeVisible();
  await expect(ana.page.getByRole("group", { name: "How are you taking part?" })).toHaveCount(0);
});

test("a draft stays while the stage goes on, and the ballot is one tap away", async ({ moderator, phone }) => {
  const chair = await moderator();
  const ana = await phone("Ana");
  await place(ana, "Questions").click();
  await ana.page.getByLabel("Ask a question").fill("Half a thought");
  await chair.opensPoll(POLL.prompt);
  await ana.sees("Voting is open");
  await isAccessible(ana.page, "a phone that is told of a vote while it types");
  await ana.page.getByRole("button", { name: "Go to it" }).click();
  await ana.votes("I can’t say");
  await place(ana, "Questions").click();
  await expect(ana.page.getByLabel("Ask a question")).toHaveValue("Half a thought");
});

test("a question that cannot stand is refused with its reason, and the words are kept", async ({ phone }) => {
  const asker = await phone("an asker");
  const page = asker.page;
  await place(asker, "Questions").click();
  const field = page.getByLabel("Ask a question");
  // Few letters, each of many bytes: nothing here says that it is too long before the server does.
  const text = "ที่".repeat(250);
  await field.fill(text);
  await page.getByRole("button", { name: "Send the question" }).click();
  const said = "This text cannot be taken: it needs more than 2,000 bytes; shorten it.";
  await expect(page.getByText(said)).toBeVisible();
  await expect(field).toHaveValue(text);
});
