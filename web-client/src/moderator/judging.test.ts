// Tries the reading of texts that were written: what waits comes first, a key judges the one at hand, an act takes so many.

import { expect, test } from "vitest";
import type { PhrasePart } from "../wire";
import { AT_ONCE, inOrder, judgement, step, waiting } from "./judging";

const phrase = (folded: string, count: number, verdict: PhrasePart["verdict"] = null, rev = 0): PhrasePart => ({
  folded,
  text: folded.toUpperCase(),
  count,
  rev,
  verdict,
});

test("what waits comes first, then what is shown, then what is not; in each the most said first", () => {
  const all = [
    phrase("a", 9, "turned_down"),
    phrase("b", 1),
    phrase("c", 2, "approved"),
    phrase("d", 3),
    phrase("e", 3),
  ];
  expect(inOrder(all).map(({ folded }) => folded)).toEqual(["d", "e", "b", "c", "a"]);
  expect(waiting(all).map(({ folded }) => folded)).toEqual(["b", "d", "e"]);
});

test("the hand goes by one, begins at the first, and stays at the ends", () => {
  const all = [phrase("a", 3), phrase("b", 2), phrase("c", 1)];
  expect(step(all, undefined, 1)).toBe("a");
  expect(step(all, "a", 1)).toBe("b");
  expect(step(all, "c", 1)).toBe("c");
  expect(step(all, "a", -1)).toBe("a");
  expect(step([], "a", 1)).toBeUndefined();
});

test("an act names each text by its revision, leaves out what was said already, and takes so many", () => {
  const all = [phrase("a", 1, "approved", 4), phrase("b", 1, "turned_down", 2), phrase("c", 1)];
  expect(judgement(7, "approved", all)).toEqual({
    judge: {
      run: 7,
      verdict: "approved",
      phrases: [
        { folded: "b", rev: 2 },
        { folded: "c", rev: 0 },
      ],
    },
  });
  expect(judgement(7, "approved", all.slice(0, 1))).toBeUndefined();
  const many = Array.from({ length: 80 }, (_, at) => phrase(`p${at}`, 1));
  expect(judgement(7, "turned_down", many)?.judge.phrases.length).toBe(AT_ONCE);
});
