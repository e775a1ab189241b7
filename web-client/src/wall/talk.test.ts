// The conversation on the wall: its sentences, its clock, and what a moderator's page may not spill onto it.

import { expect, test } from "vitest";
import { question, queue, talk, turn } from "../../fixtures/talk";
import { run } from "../../fixtures/rooms";
import type { QuestionState } from "../wire";
import { footOf } from "./foot";
import { rowsThatFit, settle, widthOf } from "./list";
import { pauseLine } from "../shared/pause";
import { beside, listed, publicQuestion } from "./scene";
import { called, clockOf, ruleLine, whence, whyLine } from "./talk";

const join = { host: "poll.example", qr: "" };

test("a question says where it comes from, the chat before the mode", () => {
  expect(whence({ mode: "room", chat: null })).toBe("in the room");
  expect(whence({ mode: "online", chat: null })).toBe("from online");
  expect(whence({ mode: "unstated", chat: null })).toBe("from a participant");
  expect(whence({ mode: "online", chat: "Amina" })).toBe("from the chat");
});

test("a turn is called by its own word, and by a plain one where there is none or none may be shown", () => {
  const hand = { ...turn(0), question: null, text: null, name: "blue scarf", mode: "room" as const, chat: false };
  expect(called(hand, true)).toEqual({ own: true, text: "blue scarf", under: "in the room" });
  expect(called(hand, false)).toEqual({ own: false, text: "a participant in the room", under: undefined });
  expect(called({ ...hand, name: null, mode: "online" }, true).text).toBe("online participant");
  expect(called({ ...hand, name: null, mode: "unstated" }, true).text).toBe("a participant");
  const read = { ...hand, question: 3, text: "Who audits?", name: null };
  expect(called(read, true)).toEqual({ own: true, text: "Who audits?", under: "a question, read out · in the room" });
  expect(called(read, false).text).toBe("a question, read out");
});

test("the reason and the rule are plain words in one line", () => {
  expect(whyLine(["onlines_turn", "first_time"])).toBe("it is online’s turn, has not spoken yet");
  const plain = {
    round_robin: false,
    first_timers_first: false,
    least_heard_group: false,
    online_one_in: null,
    seconds: 90,
  };
  expect(ruleLine(plain)).toBe("Who waits longest goes first; 1:30 each");
  expect(ruleLine({ ...plain, round_robin: true, first_timers_first: true })).toBe(
    "Room and online alternate; who has not spoken goes first; 1:30 each",
  );
  expect(ruleLine({ ...plain, online_one_in: 3 })).toBe("One turn in 3 is kept for online; 1:30 each");
});

test("the turn's clock counts down, then counts what is over", () => {
  const turn = { until: 100_000 };
  expect(clockOf(turn, 25_000)).toEqual({ over: false, time: "1:15" });
  expect(clockOf(turn, 99_999)).toEqual({ over: false, time: "0:01" });
  expect(clockOf(turn, 100_000)).toEqual({ over: true, time: "0:00" });
  expect(clockOf(turn, 114_900)).toEqual({ over: true, time: "0:14" });
});

const states: [QuestionState, boolean][] = [
  [{ is: "approved" }, true],
  [{ is: "answering" }, true],
  [{ is: "answered" }, true],
  [{ is: "in_review" }, false],
  [{ is: "archived" }, false],
  [{ is: "withdrawn" }, false],
  [{ is: "declined", rule: "attack", reason: null }, false],
  [{ is: "merged", into: 2, was: { is: "approved" } }, false],
];
test.each(states)("a question that is %o is on the wall: %s", (state, shown) => {
  const parts = { "question/1": question(0, { state }), questions: { total: 1, waiting: 0, first: [{ q: 1, n: 4 }] } };
  expect(publicQuestion(parts, 1) !== undefined).toBe(shown);
  expect(listed(parts)).toHaveLength(shown ? 1 : 0);
});

test("as many questions as read well: five short ones, never fewer than two", () => {
  expect(rowsThatFit([])).toBe(0);
  expect(rowsThatFit(Array<string>(30).fill("Who audits the hash lists?"))).toBe(5);
  expect(rowsThatFit(Array<string>(5).fill("x".repeat(300)))).toBe(2);
  expect(rowsThatFit(["x".repeat(3_000)])).toBe(1);
  expect(widthOf("端到端")).toBe(6);
  expect(widthOf("a\u0301\u0302b")).toBe(2);
});

test("what is hidden leaves at once; an order changes only when it may; free places are filled", () => {
  expect(settle([], [1, 2, 3, 4], 3, true)).toEqual([1, 2, 3]);
  expect(settle([1, 2, 3], [3, 2, 1, 4], 3, false)).toEqual([1, 2, 3]);
  expect(settle([1, 2, 3], [3, 2, 1, 4], 3, true)).toEqual([3, 2, 1]);
  expect(settle([1, 2, 3], [3, 4, 1], 3, false)).toEqual([1, 3, 4]);
  expect(settle([1, 2, 3], [4, 1, 2, 3], 3, false)).toEqual([1, 2, 3]);
  expect(settle([1, 2, 3], [2, 3, 1], 2, false)).toEqual([1, 2]);
});

test("the foot of the list says how many more, how many wait, and how to ask", () => {
  const foot = (parts: Parameters<typeof footOf>[1], rows: number) =>
    footOf({ show: "questions" }, parts, rows, join, "mkd72q");
  expect(foot(talk(41, 0, null), 4)).toEqual({
    first: "37 more questions · 3 wait for a moderator",
    second: ["Ask on your phone: poll.example, code mkd 72q"],
  });
  expect(foot(talk(1, 0, null), 1).first).toBeUndefined();
  expect(foot(talk(0, 0, null), 0)).toEqual({ first: undefined, second: [] });
  const rule = {
    asking: "paused",
    hands: true,
    hold: true,
    per_person: 3,
    sort: "supported",
    rev: 1,
    speakers: [],
  } as const;
  expect(foot({ ...talk(1, 0, null), talk: { ...rule, speakers: [] } }, 1).second).toEqual([
    "Asking is paused; upvotes still count",
  ]);
});

test("the foot of the queue says who waits on which side, and the rule", () => {
  const foot = footOf({ show: "queue" }, queue(23, 0, 75), 0, join, "mkd72q");
  expect(foot.first).toBe("Waiting: 14 in the room, 9 online");
  expect(foot.second[0]).toMatch(/^Room and online alternate; .*; 2:00 each$/);
});

test("runs that take ballots beside the wall's are told of, the newest first; the shown one is not", () => {
  const open = (id: number, phase: "open" | "closing" | "closed") => ({
    ...run("gradient", phase, "hidden", 0, null),
    run: id,
  });
  const parts = { "run/1": open(1, "open"), "run/2": open(2, "closed"), "run/10": open(10, "closing") };
  const seen = (showing: Parameters<typeof beside>[1]) => beside(parts, showing).map((run) => run.run);
  expect(seen({ show: "queue" })).toEqual([10, 1]);
  expect(seen({ show: "run", run: 1 })).toEqual([10]);
  const staged = { ...parts, stage: { rev: 1, showing: { show: "run" as const, run: 10 }, blank: false } };
  expect(beside(staged, { show: "join" }).map((run) => run.run)).toEqual([1]);
});

test("a pause tells when it ends if the message does, in any digits", () => {
  expect(pauseLine("Back at 15:10")).toBe("Back at 15:10");
  expect(pauseLine("Retour à 15 h 10")).toBe("Retour à 15 h 10");
  expect(pauseLine("نعود في ١٥:١٠")).toBe("نعود في ١٥:١٠");
  expect(pauseLine("Please speak slowly")).toBeUndefined();
  expect(pauseLine("Scores were 3:1")).toBeUndefined();
  expect(pauseLine("")).toBeUndefined();
  expect(pauseLine(undefined)).toBeUndefined();
});
