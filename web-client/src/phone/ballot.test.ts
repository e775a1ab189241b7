// Tries the rules of one ballot as a phone knows it.
import { expect, test } from "vitest";
import { BLANK, choiceOf, counted, refused, restated, tap, told, type Ballot } from "./ballot";

const one = (at: number) => ({ one: at });
const cast = (ballot: Ballot, at: number, was: "counted" | "changed" = "counted") => {
  const tapped = tap(ballot, one(at));
  return counted(tapped, tapped.wish!, was);
};

test("a tap is not counted before the server said so", () => {
  const tapped = tap(BLANK, one(1));
  expect(tapped).toMatchObject({ r: 1, wish: { r: 1, choice: one(1) }, stands: null, verdict: null });
  expect(counted(tapped, tapped.wish!, "counted")).toMatchObject({ wish: null, stands: { r: 1 }, verdict: "counted" });
});

test("another tap has a higher revision and changes the ballot", () => {
  const changed = cast(cast(BLANK, 1), 2, "changed");
  expect(changed).toMatchObject({ r: 2, stands: { r: 2, choice: one(2) }, verdict: "changed" });
});

test("tapping what is chosen already sends nothing new", () => {
  const first = cast(BLANK, 1);
  expect(tap(first, one(1))).toEqual(first);
});

test("a ballot whose receipt was lost is not late, however late it is said again", () => {
  const first = tap(BLANK, one(1));
  const why = { code: "closed", r: 1 } as const;
  expect(refused(first, first.wish!, why)).toMatchObject({ wish: null, stands: { r: 1 }, verdict: "counted" });
  const changed = tap(cast(BLANK, 1), one(2));
  expect(refused(changed, changed.wish!, why)).toMatchObject({ wish: null, stands: { r: 1 }, verdict: "late" });
  expect(refused(changed, changed.wish!, { code: "closed", r: 2 })).toMatchObject({ stands: { r: 2, choice: one(2) } });
});

test("an answer to an older tap leaves the newer one on its way", () => {
  const older = tap(BLANK, one(1));
  const newer = tap(older, one(2));
  const after = counted(newer, older.wish!, "counted");
  expect(after).toMatchObject({ stands: { r: 1 }, wish: { r: 2, choice: one(2) } });
  expect(choiceOf(after)).toEqual(one(2));
  expect(counted(counted(newer, newer.wish!, "counted"), older.wish!, "counted").stands?.r).toBe(2);
});

test("too late: not counted, or the earlier choice counts", () => {
  const late = tap(BLANK, one(1));
  expect(refused(late, late.wish!, { code: "closed", r: null })).toMatchObject({
    wish: null,
    stands: null,
    verdict: "late",
  });
  const change = tap(cast(BLANK, 1), one(2));
  const after = refused(change, change.wish!, { code: "closed", r: 1 })!;
  expect(after).toMatchObject({ verdict: "late", stands: { r: 1, choice: one(1) } });
});

test("restating what counts after the close does not make it late", () => {
  const first = cast(BLANK, 1);
  expect(refused(first, first.stands!, { code: "closed", r: 1 })).toBe(first);
});

test("a network or server in trouble keeps the wish, to be sent again under the same revision", () => {
  const tapped = tap(BLANK, one(1));
  expect(refused(tapped, tapped.wish!, { code: "try_again" })).toBeNull();
  expect(refused(tapped, tapped.wish!, { code: "slow_down", wait_ms: 5 })).toBeNull();
  expect(restated(tapped)).toEqual({ r: 1, choice: one(1) });
});

test("superseded: what counts is unknown until the server tells it, and the next tap is above it", () => {
  const tapped = tap(BLANK, one(1));
  const after = refused(tapped, tapped.wish!, { code: "superseded", r: 4 })!;
  expect(after).toMatchObject({ r: 4, wish: null, stands: null, verdict: "superseded" });
  const known = told(after, { run: 1, r: 4, choice: one(3) });
  expect(known).toMatchObject({ stands: { r: 4, choice: one(3) }, verdict: "superseded" });
  expect(tap(known, one(1)).wish?.r).toBe(5);
});

test("a page without storage learns its ballot and goes on from its revision", () => {
  const known = told(BLANK, { run: 1, r: 3, choice: one(0) });
  expect(known).toMatchObject({ r: 3, stands: { r: 3, choice: one(0) }, verdict: "counted" });
  expect(tap(known, one(1)).wish?.r).toBe(4);
});

test("a receipt that was lost is made good by what the server has", () => {
  const tapped = tap(BLANK, one(1));
  expect(told(tapped, { run: 1, r: 1, choice: one(1) })).toMatchObject({ wish: null, verdict: "counted" });
  expect(told(tapped, { run: 1, r: 1, choice: one(2) })).toMatchObject({ wish: null, verdict: "superseded" });
});

test("an older word of the server does not undo a newer receipt", () => {
  const second = cast(cast(BLANK, 1), 2, "changed");
  expect(told(second, { run: 1, r: 1, choice: one(1) })).toBe(second);
});

test("a view that repeats what counts changes nothing, so nothing is drawn", () => {
  const first = cast(BLANK, 1);
  expect(told(first, { run: 1, r: 1, choice: one(1) })).toBe(first);
});

test("a wish that can never be counted is dropped and said so", () => {
  const tapped = tap(BLANK, one(9));
  expect(refused(tapped, tapped.wish!, { code: "unknown_option" })).toMatchObject({ wish: null, verdict: "refused" });
});
