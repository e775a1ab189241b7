// From a pasted proposal to a room that votes, as an organiser does it in five minutes: texts of five shapes.

import { Moderator } from "./moderator";
import { Organiser, proposal } from "./organiser";
import { Phone } from "./people";
import { expect, fresh, isAccessible, LAPTOP, PHONE, test } from "./play";

interface Shape {
  /** In tests/corpus/proposals. */
  name: string;
  shape: string;
  /** What the organiser changes, by the labels on the page; gives the poll that is asked. */
  edits: (organiser: Organiser) => Promise<string>;
  votes: (phone: Phone, prompt: string) => Promise<void>;
}

/** Puts two answers in order, and the phone says that it counts. */
async function ranks(phone: Phone, prompt: string, first: string, second: string): Promise<void> {
  const ballot = phone.poll(prompt);
  await ballot.getByRole("button", { name: `${first}: tap to give it place 1` }).click();
  await ballot.getByRole("button", { name: `${second}: tap to give it place 2` }).click();
  await ballot.getByRole("button", { name: "Count my choice" }).click();
  await phone.isTold("Counted");
  for (const [at, answer] of [first, second].entries()) {
    await expect(ballot.getByRole("button", { name: `Place ${at + 1}: ${answer}. Tap to take it out` })).toBeVisible();
  }
}

const SHAPES: Shape[] = [
  {
    name: "01",
    shape: "bullets",
    async edits(organiser) {
      const poll = organiser.poll(1);
      await expect(poll.getByLabel("Kind")).toHaveValue("ranking");
      await poll.getByLabel("What is asked").fill("What do we talk about first?");
      const answers = poll.getByLabel("Answers, one a line");
      const [, ...rest] = (await answers.inputValue()).split("\n");
      await answers.fill(["Duties of coastal states", ...rest].join("\n"));
      return "What do we talk about first?";
    },
    votes: (phone, prompt) =>
      ranks(phone, prompt, proposal("01").key.policy_questions[1]!, "Duties of coastal states"),
  },
  {
    name: "06",
    shape: "letters, and a topic above them",
    async edits(organiser) {
      await organiser.field("Format").fill("Fishbowl");
      // Each answer stands in the question; what is all of them together the text says itself.
      const poll = organiser.poll(2);
      await expect(poll.getByLabel("What is asked")).toHaveValue("What should a right to repair cover?");
      await expect(poll.getByLabel("Answers, one a line")).toHaveValue("parts\nmanuals\nsoftware locks\nall of them");
      await organiser.page.getByRole("button", { name: "Remove Poll 1" }).click();
      return "What should a right to repair cover?";
    },
    votes: (phone) => phone.votes("software locks"),
  },
  {
    name: "02",
    shape: "one run-on paragraph with headings inside it",
    async edits(organiser) {
      await organiser.field("Length in minutes").fill("45");
      await organiser.page.getByRole("button", { name: "Remove Question 2" }).click();
      const answers = organiser.poll(1).getByLabel("Answers, one a line");
      const lines = (await answers.inputValue()).split("\n");
      await answers.fill(lines.filter((line) => line !== proposal("02").key.policy_questions[1]).join("\n"));
      return "Which should we discuss first?";
    },
    votes(phone, prompt) {
      const { policy_questions: asked } = proposal("02").key;
      return ranks(phone, prompt, asked[3]!, asked[0]!);
    },
  },
  {
    name: "10",
    shape: "pasted HTML with lists and entities",
    async edits(organiser) {
      await organiser.page.getByRole("button", { name: "Add a poll" }).click();
      const last = organiser.page.getByRole("group", { name: /^Poll \d+$/ }).last();
      await last.getByLabel("What is asked").fill("Should this body publish its code?");
      await last.getByLabel("Kind").selectOption({ label: "Yes or no" });
      return "Should this body publish its code?";
    },
    votes: (phone) => phone.votes("Yes"),
  },
  {
    name: "15",
    shape: "Chinese throughout",
    async edits(organiser) {
      await organiser.poll(1).getByLabel("What is asked").fill("我们先讨论哪一个？");
      return "我们先讨论哪一个？";
    },
    votes(phone, prompt) {
      const { policy_questions: asked } = proposal("15").key;
      return ranks(phone, prompt, asked.at(-1)!, asked[0]!);
    },
  },
];

for (const { name, shape, edits, votes } of SHAPES) {
  test(`a proposal becomes a room that votes: ${shape}`, async ({ browser, server }) => {
    const { text, key } = proposal(name);
    const page = await fresh(browser, LAPTOP);
    const organiser = await Organiser.at(page, server);
    await organiser.pastes(text);
    await organiser.reads(key);
    await isAccessible(page, `what was found: ${shape}`);
    const prompt = await edits(organiser);
    const room = await organiser.makes();

    const desk = await fresh(browser, LAPTOP);
    const chair = new Moderator(desk, "the chair");
    await chair.opens(room.moderator);
    await chair.opensPoll(prompt);
    const hand = await fresh(browser, PHONE, true);
    const phone = new Phone(hand, "a phone");
    await phone.opens(room.phone);
    await votes(phone, prompt);
    await chair.readsAnswered(1);
    for (const one of [page, desk, hand]) await one.context().close();
  });
}
