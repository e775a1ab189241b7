// What the wall says of several runs: side by side, over the session, at its end.

import { expect, test } from "vitest";
import { polls, run } from "../../fixtures/rooms";
import type { Figures, ResultPart, RunPart } from "../wire";
import { compareLine, side } from "./compare";
import { findings } from "./findings";
import { figuresLine } from "./said";
import { latestLine, piecesOf, pointsOf, SHOWN } from "../wall/temperature";

/** The sentence without the marks that keep words of other directions apart. */
const plain = (text: string) => text.replace(/[\u2068\u2069]/gu, "");
const figures = (counts: number[], cant_say = 0, median: number | null = null): Figures => {
  return {
    as: "counts",
    n: counts.reduce((a, b) => a + b, 0) + cant_say,
    cant_say,
    counts,
    median,
    by_mode: [],
    by_group: [],
    mode_left_out: false,
    named: 0,
  };
};
const published = (name: string, id = 1): RunPart => ({ ...run(name, "published", "hidden", 0, null), run: id });
const line = (name: string, before: ResultPart, after: ResultPart, later = published(name, 2)) =>
  plain(compareLine(side(published(name), before), side(later, after)));

test("support, then support: never that anybody moved", () => {
  const [before, after] = [figures([12, 9, 6, 4]), figures([19, 5, 3, 2])];
  expect(line("gradient", { figures: before }, { figures: after })).toBe(
    "“I support it”: 12 of 31, then 19 of 29; not necessarily the same people",
  );
  expect(line("yesno", { figures: figures([0, 9]) }, { figures: figures([7, 2], 1) })).toBe(
    "“Yes”: 0 of 9, then 7 of 10; not necessarily the same people",
  );
});

test("of several options the one that led the first time is spoken of, whatever changed most", () => {
  expect(line("two", { figures: figures([6, 4]) }, { figures: figures([1, 9]) })).toBe(
    "“Geneva”: 6 of 10, then 1 of 10; not necessarily the same people",
  );
  expect(line("two", { figures: figures([0, 0], 8) }, { figures: figures([0, 0], 7) })).toBe(
    "8 answers, then 7; not necessarily the same people",
  );
});

test("of a scale the middle answers stand beside each other, of those who said something", () => {
  const [before, after] = [figures([0, 0, 9, 0, 0], 2, 2), figures([0, 0, 4, 4, 0], 0, 2.5)];
  expect(line("scale", { figures: before }, { figures: after })).toBe(
    "Middle answer: neither (of 9), then between neither and agree (of 8); not necessarily the same people",
  );
  expect(line("scale", { figures: before }, { figures: figures([0, 0, 0, 0, 0], 6) })).toBe(
    "11 answers, then 6; not necessarily the same people",
  );
});

test("too few, not shown, and another question are said as such", () => {
  const shown = { figures: figures([12, 9, 6, 4]) };
  expect(line("gradient", { too_few: { n: 4 } }, shown)).toBe("Too few answers to compare: 4, then 31");
  expect(line("gradient", shown, { too_few: { n: 0 } })).toBe("Too few answers to compare: 31, then 0");
  const closed = { ...published("gradient", 2), phase: "closed" as const };
  expect(line("gradient", shown, { count: { n: 9, at_least: false } }, closed)).toBe(
    "They can be compared once both results are shown",
  );
  expect(line("gradient", shown, shown, published("yesno", 2))).toBe(
    "Two different questions: the answers do not compare",
  );
});

test("a reading under five ballots is no point, and breaks the line", () => {
  const reading = (run: number, n: number, median: number | null) => ({ run, at: run, n, median });
  const points = pointsOf([
    reading(1, 7, 1),
    reading(2, 4, 3),
    reading(3, 23, 2.5),
    reading(4, 23, 4),
    reading(5, 9, null),
  ]);
  expect(points.map(({ y }) => y)).toEqual([0.25, null, 0.625, 1, null]);
  expect(points.map(({ x }) => x)).toEqual([0.1, 0.3, 0.5, 0.7, 0.9]);
  expect(piecesOf(points).map(([from, to]) => [from.run, to.run])).toEqual([[3, 4]]);
  expect(pointsOf(Array.from({ length: 20 }, (_, at) => reading(at, 9, 2))).map(({ run }) => run)[0]).toBe(20 - SHOWN);
});

test("the newest reading in words, with its n", () => {
  expect(latestLine([])).toBe("No reading yet");
  expect(latestLine([{ run: 1, at: 0, n: 4, median: null }])).toMatch(
    /^Latest, \d\d:\d\d: too few to say · n\u00a0=\u00a04$/,
  );
  expect(latestLine([{ run: 1, at: 0, n: 9, median: 2.5 }])).toMatch(/: between Partly and Mostly · n\u00a0=\u00a09$/);
});

test("a finding is one sentence with its n", () => {
  const said = (name: string, of: Figures) => plain(figuresLine(published(name), of));
  expect(said("two", figures([9, 4], 1))).toBe("Most chosen: “Geneva”, 9 of 14");
  expect(said("two", figures([4, 4]))).toBe("Most chosen: “Geneva” and “Kyoto”, 4 of 8 each");
  expect(said("two", figures([0, 0], 6))).toBe("Nobody could say; n = 6");
  expect(said("gradient", figures([9, 4, 2, 1]))).toBe(
    "I support it: 9 · I can live with it: 4 · I need more information: 2 · I object: 1 · n\u00a0=\u00a016",
  );
  expect(said("scale", figures([0, 0, 9, 0, 0], 2, 2))).toBe(
    "Middle answer: neither (of 9 who said something) · n\u00a0=\u00a011",
  );
});

test("findings are what was shown and answered: outcomes first, of a poll asked again the newest", () => {
  const outcome = { ...published("gradient", 4), provenance: { from: "outcome" as const, at: 0 } };
  const feel = { ...published("scale11", 5), provenance: { from: "temperature" as const } };
  const parts = {
    "run/1": published("two", 1),
    "run/2": { ...published("scale", 2), phase: "closed" as const },
    "run/3": published("two", 3),
    "run/4": outcome,
    "run/5": feel,
    "run/6": published("yesno", 6),
    "result/1": { figures: figures([9, 4]) },
    "result/2": { figures: figures([9, 4, 0, 0, 0]) },
    "result/3": { too_few: { n: 4 } },
    "result/4": { figures: figures([9, 4, 2, 1]) },
    "result/5": { figures: figures([9, 4, 2, 1]) },
    "result/6": { too_few: { n: 0 } },
  };
  expect(findings(parts).map(({ run, line }) => [run, plain(line)])).toEqual([
    [4, "I support it: 9 · I can live with it: 4 · I need more information: 2 · I object: 1 · n\u00a0=\u00a016"],
    [3, "Too few to say · 4 answers"],
  ]);
  expect(findings(parts)[1]?.prompt).toBe(polls.two?.prompt);
});
