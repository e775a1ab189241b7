// Tries the pure rules of the conversation: slips, upvotes, the order under a finger.
import { expect, test } from "vitest";
import type { QueuePart, Refused, SessionPart } from "../../wire";
import { letters } from "../../shared/typed";
import { arrange } from "./order";
import { phaseOf } from "./phase";
import { placeOf } from "./place";
import { EMPTY, answered, newId, sent, written } from "./slip";
import { heard, restated, tapped } from "./upvote";

const refused = (code: string) => ({ id: "x", code }) as Refused;

test("a wish keeps its id until it is answered, and its words until it is taken", () => {
  const first = sent(written(EMPTY, { text: "Why?", to: "Ms A" }), "one");
  expect(first).toMatchObject({ text: "Why?", to: "Ms A", id: "one" });
  expect(answered(first, refused("try_again"))).toBeNull();
  expect(answered(first, refused("slow_down"))).toBeNull();
  expect(sent(first, "two").id).toBe("one");
  expect(written(first, { text: "Something else" })).toBe(first);
  expect(answered(first, { id: "one" })).toEqual({ ...EMPTY, done: true });
});

test("a wish that is refused for good keeps its words, and goes again under another id", () => {
  const after = answered(sent(written(EMPTY, { text: "Why?" }), "one"), refused("paused"));
  expect(after).toMatchObject({ text: "Why?", id: null, refused: { code: "paused" } });
  expect(sent(after!, "two")).toMatchObject({ id: "two", refused: null });
});

test("ids are short enough for a command and never come twice", () => {
  const ids = Array.from({ length: 200 }, newId);
  expect(new Set(ids).size).toBe(200);
  expect(ids.every((id) => id.length > 0 && id.length <= 40)).toBe(true);
});

test("letters are counted as people count them", () => {
  expect(letters("abc")).toBe(3);
  expect(letters("👩‍👩‍👧‍👦é")).toBe(2);
  expect(letters("नि")).toBe(1);
});

test("each tap on an upvote has a higher revision, and an older word of the server's changes nothing", () => {
  const up = tapped(undefined);
  expect(up).toEqual({ r: 1, up: true, told: false });
  const down = tapped({ ...up, told: true });
  expect(down).toEqual({ r: 2, up: false, told: false });
  expect(heard(down, { r: 1, up: true })).toBe(down);
  expect(heard(down, { r: 3, up: true })).toEqual({ r: 3, up: true, told: true });
  expect(tapped(heard(undefined, { r: 7, up: true }))).toEqual({ r: 8, up: false, told: false });
});

test("upvotes are restated in batches of fifty, withdrawn ones too", () => {
  const owns = Object.fromEntries(
    Array.from({ length: 120 }, (_, q) => [q, { r: q + 1, up: q % 2 === 0, told: true }]),
  );
  const batches = restated(owns);
  expect(batches.map((batch) => batch.length)).toEqual([50, 50, 20]);
  expect(batches.flat()).toContainEqual({ question: 7, r: 8, up: false });
  expect(restated({})).toEqual([]);
});

test("under a finger the order stays, what is hidden goes, and what is new waits", () => {
  const known = (id: number) => id !== 2;
  expect(arrange([1, 2, 3], [3, 4, 1], known, true)).toEqual({ shown: [1, 3], waits: true });
  expect(arrange([1, 2, 3], [3, 4, 1], known, false)).toEqual({ shown: [3, 4, 1], waits: false });
  expect(arrange([1, 2, 3], [1, 3], known, true)).toEqual({ shown: [1, 3], waits: false });
});

test("what is fetched by scrolling comes below, finger or not, and an empty list fills at once", () => {
  expect(arrange([1, 2], [1, 2, 3, 4], () => true, true)).toEqual({ shown: [1, 2, 3, 4], waits: false });
  expect(arrange([], [5, 6], () => true, true)).toEqual({ shown: [5, 6], waits: false });
});

test("the session is early until its window opens, and over once a moderator said so", () => {
  const session: SessionPart = { rev: 1, from: 100, planned: null, began: null, ended: null };
  expect(phaseOf(undefined, 50)).toBe("running");
  expect(phaseOf(session, 50)).toBe("early");
  expect(phaseOf(session, 100)).toBe("before");
  expect(phaseOf({ ...session, began: 60 }, 70)).toBe("running");
  expect(phaseOf({ ...session, began: 60, ended: 80 }, 70)).toBe("over");
});

test("one's place is where the queue has one, whatever one's own part said last", () => {
  const queue = (now: number | null, next: number[], waiting: number) =>
    ({
      now: now === null ? null : { turn: now },
      next: next.map((turn) => ({ turn })),
      waiting: [waiting, 0],
    }) as QueuePart;
  const mine = { turn: 7, speaking: false, before: 3 };
  expect(placeOf(null, queue(1, [2], 1))).toBeNull();
  expect(placeOf(mine, undefined)).toEqual(mine);
  expect(placeOf(mine, queue(1, [2, 7], 2))).toEqual({ turn: 7, speaking: false, before: 1 });
  expect(placeOf(mine, queue(7, [2], 1))).toMatchObject({ speaking: true });
  expect(placeOf({ ...mine, speaking: true }, queue(null, [2], 1))).toBeNull();
});

test("behind the turns that are named, a place is no better than the last named and no worse than the last", () => {
  const queue = { now: null, next: [{ turn: 1 }, { turn: 2 }], waiting: [3, 2] } as unknown as QueuePart;
  expect(placeOf({ turn: 7, speaking: false, before: 9 }, queue)).toMatchObject({ before: 4 });
  expect(placeOf({ turn: 7, speaking: false, before: 0 }, queue)).toMatchObject({ before: 2 });
});
