// The conversation in pure parts: lists that keep still under the hand, their orders, and how refusals and reasons are told.

import { expect, test } from "vitest";
import type {
  Flag,
  MinutesPart,
  ModeratorParts,
  ModeratorQuestion,
  QueuePart,
  QuestionState,
  Sort,
  Why,
} from "../../wire";
import { isUnflagged, lists, onlineWaits } from "./asked";
import { after, beside, held, RECEIPTS } from "./order";
import { tellTalk } from "./told";
import { age } from "./age";
import { say } from "./words";

function asked(question: number, state: QuestionState, more: Partial<ModeratorQuestion> = {}): ModeratorQuestion {
  return {
    question,
    text: `Question ${question}?`,
    edited: false,
    at: question,
    mode: "room",
    chat: null,
    to: null,
    state,
    labels: [],
    reply: null,
    merged: 0,
    rev: 1,
    upvotes: [0, 0, 0],
    approved: null,
    edits: [],
    flags: [],
    like: [],
    ...more,
  };
}

function parts(questions: ModeratorQuestion[], more: ModeratorParts = {}): ModeratorParts {
  return { ...Object.fromEntries(questions.map((one) => [`question/${one.question}`, one])), ...more };
}

const all = () => true;

test("while somebody is in a list nothing moves: the new come last, what left stays as a receipt", () => {
  expect(held([1, 2, 3], [3, 2, 4], 2)).toEqual([1, 2, 3, 4]);
  expect(held([], [5, 6], undefined)).toEqual([5, 6]);
});

test("of what left only the last few stay, and the row at hand in any case", () => {
  const many = Array.from({ length: RECEIPTS + 3 }, (_, at) => at);
  expect(held(many, [], undefined)).toEqual(many.slice(3));
  expect(held(many, [], 1)).toEqual([1, ...many.slice(3)]);
});

test("the hand goes on from row to row, over those that are on their way, and never off the list", () => {
  expect(beside([1, 2, 3], undefined, 1, all)).toBe(1);
  expect(beside([1, 2, 3], 1, 1, (id) => id !== 2)).toBe(3);
  expect(beside([1, 2, 3], 3, 1, all)).toBe(3);
  expect(beside([1, 2, 3], 2, -1, all)).toBe(1);
  expect(beside([1, 2, 3], 9, 1, all)).toBe(1);
  expect(after([1, 2, 3], 2, all)).toBe(3);
  expect(after([1, 2, 3], 3, (id) => id === 1)).toBe(1);
  expect(after([1], 1, (id) => id !== 1)).toBe(1);
});

test("who waits longest comes first, the approved come as the room sees them, and the rest by support", () => {
  const view = parts(
    [
      asked(5, { is: "in_review" }),
      asked(1, { is: "in_review" }, { at: 9 }),
      asked(2, { is: "approved" }, { upvotes: [1, 0, 0] }),
      asked(3, { is: "answering" }, { upvotes: [2, 2, 2] }),
      asked(4, { is: "approved" }),
      asked(6, { is: "approved" }, { upvotes: [0, 3, 0] }),
      asked(7, { is: "declined", rule: "attack", reason: null }),
      asked(8, { is: "declined", rule: "unclear", reason: null }),
      asked(9, { is: "withdrawn" }),
    ],
    { questions: { total: 4, waiting: 2, first: [{ q: 4, n: 0 }] } },
  );
  expect(lists(view)).toMatchObject({ waiting: [5, 1], approved: [4, 3, 6, 2], declined: [8, 7], merged: [] });
});

test("what is flagged in any way is not approved with the unflagged", () => {
  const flagged = (...flags: Flag[]) => isUnflagged(asked(1, { is: "in_review" }, { flags }));
  expect(flagged()).toBe(true);
  expect(flagged("likely_duplicate")).toBe(false);
  expect(flagged("asked_before")).toBe(false);
  expect(flagged("contact")).toBe(false);
});

const TURN = { rev: 1, question: null, text: null, name: null, chat: false, added: false } as const;
const QUEUE: QueuePart = {
  rev: 3,
  rule: { round_robin: true, first_timers_first: true, least_heard_group: true, online_one_in: null, seconds: 120 },
  now: { ...TURN, turn: 1, name: "blue scarf", mode: "room", at: 1, from: 1, until: 2 },
  next: [
    { ...TURN, turn: 2, mode: "online", at: 40, why: ["onlines_turn"] },
    { ...TURN, turn: 3, mode: "room", at: 2, why: ["rooms_turn"] },
    { ...TURN, turn: 4, mode: "online", at: 3, question: 8, why: ["waits_longest"] },
  ],
  waiting: [1, 70],
  hands: [
    { n: 1, since: 2 },
    { n: 69, since: 15 },
  ],
};

test("what people online wait for: their hands, and their questions that nobody took up", () => {
  const online = { mode: "online" } as const;
  const view = parts(
    [
      asked(30, { is: "in_review" }, online),
      asked(20, { is: "approved" }, online),
      asked(10, { is: "answered" }, online),
      asked(5, { is: "in_review" }),
    ],
    { queue: QUEUE },
  );
  expect(onlineWaits(view)).toEqual({ hands: 69, questions: 2, since: 15 });
  expect(onlineWaits({})).toEqual({ hands: 0, questions: 0, since: undefined });
});

const line = (more: object): MinutesPart => ({ number: 1, at: 1, by: "online", ...more }) as MinutesPart;

test("who loses the floor to a colleague is told who has it now", () => {
  const give = { give_floor: { now: null, turn: 2, rev: 1 } };
  const refused = { code: "changed", document: "floor", rev: 4 } as const;
  const minutes = [line({ act: "turn", turn: 1, did: "given" })];
  expect(tellTalk(refused, { queue: QUEUE, minutes }, give)).toBe(
    "The online moderator gave the floor to blue scarf meanwhile. Nothing was done; look again.",
  );
  expect(tellTalk(refused, { queue: QUEUE, minutes: [] }, give)).toContain("changed meanwhile");
});

test("whose question was dealt with meanwhile is told by whom, or that its author took it back", () => {
  const tend = { tend: { question: 7, rev: 1, fate: { is: "approve" } } } as const;
  const minutes = [
    line({ number: 1, act: "question", question: 7, did: "edited" }),
    line({ number: 3, act: "question", question: 7, did: "declined", rule: "unclear" }),
    line({ number: 4, act: "question", question: 8, did: "approved" }),
  ];
  const wrong = (state: string) => ({ code: "wrong_state", state }) as const;
  expect(tellTalk(wrong("declined"), { minutes }, tend)).toContain("The online moderator declined it meanwhile.");
  expect(tellTalk(wrong("withdrawn"), { minutes }, tend)).toContain("Its author took it back");
  const queue = { queue_question: { question: 8, rev: 1 } };
  expect(tellTalk(wrong("queued"), { minutes }, queue)).toBe("It is on the queue already.");
});

test("every order and every reason has its words", () => {
  const sorts: Sort[] = ["supported", "recent", "fair", "wilson", "controversial", "bridging"];
  for (const sort of sorts) expect(say(`sort_${sort}_hint`)).not.toBe("");
  expect(say("sort_bridging_hint")).toContain("50");
  const whys: Why[] = [
    "put_ahead",
    "put_back",
    "rooms_turn",
    "onlines_turn",
    "online_slot",
    "first_time",
    "least_heard",
    "waits_longest",
  ];
  expect(new Set(whys.map((why) => say(`why_${why}`))).size).toBe(whys.length);
});

test("ages are told in minutes", () => {
  expect(age(0, 59_999)).toBe("just now");
  expect(age(0, 3 * 60_000 + 5)).toBe("3 min");
});
