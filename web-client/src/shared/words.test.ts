// Tries the words, the answers and the waiting that all pages share.
import { expect, test } from "vitest";
import { answersOf, chosen, sameChoice } from "./poll";
import { backoff, LONGEST_IN_HALL_MS } from "./patience";
import { fill, say } from "./words";

test("plurals go by rule and numbers are written as the language writes them", () => {
  expect(say("answers", { n: 1 })).toBe("1 answer");
  expect(say("answers", { n: 1204 })).toBe("1,204 answers");
});

test("a value that is missing is an error, not a hole in a sentence", () => {
  expect(() => fill("{n} left")).toThrow("{n}");
});

test("a form is chosen by its category; a category without one takes the last", () => {
  expect(fill("{n} one¦{n} other", { n: 1 })).toBe("1 one");
  expect(fill("{n} one¦{n} other", { n: 5 })).toBe("5 other");
  expect(fill("no forms")).toBe("no forms");
});

test("an unlabelled step of a scale is its number", () => {
  expect(answersOf({ kind: "scale", labels: ["low", "", "high"] })).toEqual(["low", "2", "high"]);
});

test("choices are the same whatever the order of the taps", () => {
  expect(sameChoice({ many: [2, 0] }, { many: [0, 2] })).toBe(true);
  expect(sameChoice({ many: [1] }, { one: 1 })).toBe(false);
  expect(sameChoice("cant_say", { one: 0 })).toBe(false);
  expect(sameChoice(null, null)).toBe(true);
  expect(chosen("cant_say")).toEqual([]);
});

test("waiting grows, is spread over its whole range, and has an end", () => {
  expect(backoff(0, false, () => 0)).toBe(0);
  expect(backoff(0, false, () => 1)).toBe(600);
  expect(backoff(2, false, () => 1)).toBe(2_400);
  expect(backoff(20, false, () => 1)).toBe(3_000);
  expect(backoff(2_000, false, () => 1)).toBe(15_000);
  expect(backoff(0, true, () => 0)).toBe(10_000);
  expect(backoff(40, false, () => 1, LONGEST_IN_HALL_MS)).toBe(1_500);
});
