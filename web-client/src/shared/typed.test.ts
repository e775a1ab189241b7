// Tries how letters are counted: as the server does, whatever people type.

import { expect, test } from "vitest";
import { LONGEST, roomIn } from "./typed";

const left = (text: string) => roomIn(text, LONGEST.text).left;

test("a letter is what people count as one, and blanks are folded", () => {
  expect(left("")).toBe(300);
  expect(left("  two\n words  ")).toBe(300 - 9);
  expect(left("é")).toBe(left("e\u0301"));
  expect(left("👩‍👩‍👧‍👦")).toBe(299);
  expect(left("ที่")).toBe(299);
  expect(left("x".repeat(301))).toBe(-1);
});

test("what the server leaves out is not counted", () => {
  expect(left("a\u200Bb\uFEFFc\u202Ed\u0007e")).toBe(295);
  // What scripts need to be written stays in its letter.
  expect(left("می\u200Cخواهم")).toBe(300 - 7);
});

test("a text of few letters can still take too many bytes", () => {
  expect(roomIn("ที่".repeat(222), LONGEST.text)).toEqual({ left: 78, heavy: false });
  expect(roomIn("ที่".repeat(223), LONGEST.text)).toEqual({ left: 77, heavy: true });
});
