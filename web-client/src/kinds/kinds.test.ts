// Tries what every kind says of itself: nothing is sent half made, a finding is one true sentence, and two runs are never a movement.

import { expect, test } from "vitest";
import { found as foundOf, polls } from "../../fixtures/kinds";
import type { Choice, Figures, Kind, RunPart } from "../wire";
import "./all";
import "./drafts";
import { compareLine, sameQuestion, side } from "./compare";
import { letters } from "../shared/typed";
import { fold, largest, optionsOf, wholeNumber } from "./figures";
import { lean, stepped, tapped } from "./grid/meaning";
import { complete, filledIn } from "./filled";
import "./inputs";
import { brought, drafted, told } from "./known.svelte";
import { binName, placeOf, withUnit } from "./number/meaning";
import { evenly, stepOf } from "./points/meaning";
import { moved, toggled } from "./ranking/meaning";
import { choiceLine, figuresLine } from "./said";
import { nextOpen, sections, withStance } from "./statements/meaning";

const OWN = ["ranking", "points", "words", "open_text", "number", "grid", "statements"] as const;
type Name = (typeof OWN)[number];

/** Isolates are for the eye's direction and stand in no test. */
const plain = (text: string) => text.replace(/[\u2068\u2069]/g, "");
const figures = (kind: Kind, said: number, cantSay = 2): Figures =>
  ({
    ...foundOf(kind, said),
    n: said + cantSay,
    cant_say: cantSay,
    by_mode: [],
    by_group: [],
    mode_left_out: false,
    named: 0,
  }) as Figures;
const run = (name: string, round = 1): RunPart => ({
  ...polls[name]!,
  run: round,
  round,
  visibility: "hidden",
  phase: "published",
  opened: round * 1000,
  until: null,
  flagged: false,
});
function ready(name: Name, picked: Choice) {
  const own = told(polls[name]!)!;
  return own.meaning.ready(own.kind, picked as Exclude<Choice, string>);
}

test.each(OWN)("%s brings all that a page needs, and every kind that is drafted is one of them", (name) => {
  const own = brought(name)!;
  expect([own.meaning, own.Picture, own.Input, own.drafting].every(Boolean)).toBe(true);
  expect(drafted().sort()).toEqual([...OWN].sort());
});

const half: [Name, Choice][] = [
  ["ranking", { ranked: [] }],
  ["points", { points: [40, 0, 25, 5, 0] }],
  ["points", { points: [90, 20, 0, 0, 0] }],
  ["words", { words: ["", "  "] }],
  ["words", { words: ["Ｍetadata", "METADATA"] }],
  ["words", { words: ["x".repeat(41)] }],
  ["open_text", { text: " \n" }],
  ["open_text", { text: "字".repeat(301) }],
  ["number", { value: 22 }],
  ["number", { value: Number.NaN }],
  ["number", { value: 1.5 }],
];
test.each(half)("%s %j is half made and says what is missing", (name, picked) => {
  const answer = ready(name, picked);
  expect("why" in answer && answer.why).toBeTruthy();
});

const whole: [Name, Choice, Choice][] = [
  ["ranking", { ranked: [3] }, { ranked: [3] }],
  ["points", { points: [40, 0, 25, 5, 30] }, { points: [40, 0, 25, 5, 30] }],
  ["words", { words: [" trust ", "", "证据"] }, { words: ["trust", "证据"] }],
  ["open_text", { text: "é".repeat(300) }, { text: "é".repeat(300) }],
  ["number", { value: 0 }, { value: 0 }],
  ["grid", { at: [0, 20] }, { at: [0, 20] }],
  ["statements", { stances: [null, "pass"] }, { stances: [null, "pass"] }],
];
test.each(whole)("%s %j is sent as %j", (name, picked, sent) => {
  expect(ready(name, picked)).toEqual({ send: sent });
});

test("a choice is read back in words", () => {
  expect(plain(choiceLine(polls.ranking!, { ranked: [3, 0] }))).toMatch(/^1\. end-to-end encryption · 2\. children/);
  expect(choiceLine(polls.number!, { value: 14 })).toBe("14 years");
  expect(choiceLine(polls.statements3!, { stances: ["agree", null, "pass"] })).toBe("2 of 3 answered");
  expect(choiceLine(polls.words!, "cant_say")).toBe("I can’t say");
});

test.each(OWN)("%s: a finding without figures takes no side, and with figures it has its n", (name) => {
  const kind = polls[name]!;
  expect(figuresLine(kind, figures(kind, 0, 6))).toMatch(/6/);
  const line = plain(figuresLine(kind, figures(kind, 23)));
  expect(line).toMatch(/\d/);
  expect(line.endsWith(".")).toBe(false);
});

test("a ranking names the first two, and those that stand level at the top", () => {
  const of = (scores: number[], order: number[]) =>
    plain(
      figuresLine(
        { kind: "ranking", options: ["a", "b", "c"] },
        {
          ...{ as: "ranking", said: 5, scores, order, first: [3, 2, 0], ranked: [5, 5, 2] },
          ...{ n: 6, cant_say: 1, by_mode: [], by_group: [], mode_left_out: false, named: 0 },
        },
      ),
    );
  expect(of([1.5, 0.5, 1], [0, 2, 1])).toBe("“a” comes first, then “c”, in the orders of 5");
  expect(of([1.5, 1.5, 0], [0, 1, 2])).toBe("“a” and “b” stand level at the top, in the orders of 5");
});

test("a moderator's page, which holds more of a run, compares the same", () => {
  for (const name of OWN) {
    const more = (of: RunPart, rev: number) => ({
      ...of,
      poll: "p",
      rev,
      show: rev > 1,
      opened_by: "chair",
      shut: rev,
    });
    expect(sameQuestion(more(run(name), 1), more(run(name, 2), 7))).toBe(true);
    expect(sameQuestion(more(run(name), 1), { ...more(run(name, 2), 7), prompt: "Another?" })).toBe(false);
  }
});

test("two runs are two totals: one sentence, not the same people, never a movement", () => {
  for (const name of OWN) {
    const [before, after] = [run(name), run(name, 2)];
    const sides = [before, after].map((of, at) => side(of, { figures: figures(of, 31 - 2 * at) }));
    const line = plain(compareLine(sides[0]!, sides[1]!));
    if (["words", "open_text", "grid"].includes(name)) expect(line).toMatch(/not compared/);
    else expect(line).toMatch(/not necessarily the same people$/);
    expect(line).not.toMatch(/mov|chang|shift|gain|lost|more than before/i);
  }
});

test("two runs with few ballots, or of other options, are not compared", () => {
  const [before, after] = [run("points"), run("points", 2)];
  const some = side(before, { figures: figures(before, 31) });
  expect(compareLine(some, side(after, { too_few: { n: 4 } }))).toBe("Too few answers to compare: 33, then 4");
  expect(sameQuestion(before, after)).toBe(true);
  expect(sameQuestion(before, { ...after, total: 10 } as RunPart)).toBe(false);
});

test("an order is made by taps and moved by one, and its ends hold", () => {
  expect(toggled([3], 0)).toEqual([3, 0]);
  expect(toggled([3, 0], 3)).toEqual([0]);
  expect(moved([3, 0, 1], 0, -1)).toEqual([0, 3, 1]);
  expect(moved([3, 0, 1], 3, -1)).toEqual([3, 0, 1]);
  expect(moved([3, 0, 1], 1, 1)).toEqual([3, 0, 1]);
  expect(moved([3], 2, 1)).toEqual([3]);
});

test("points go evenly, and a press moves a twentieth", () => {
  expect(evenly(100, 3)).toEqual([34, 33, 33]);
  expect(evenly(5, 12).reduce((a, b) => a + b)).toBe(5);
  expect([stepOf(100), stepOf(10), stepOf(1000)]).toEqual([5, 1, 50]);
});

test("a number is read in any digits, and nothing else is a number", () => {
  expect(["14", " -3 ", "−3", "١٤", "１４", "๑๔"].map(wholeNumber)).toEqual([14, -3, -3, 14, 14, 14]);
  expect(["", "-", "1.5", "1e3", "twelve", "12345678901"].map(wholeNumber)).toEqual(Array(6).fill(undefined));
  expect([withUnit("18", "years"), withUnit("18", "%"), withUnit("18", "")]).toEqual(["18 years", "18%", "18"]);
});

test("a value stands in the middle of its own place on the axis", () => {
  const bins = [0, 2, 4].map((from) => ({ from, to: from + 1, count: 0 }));
  expect(placeOf(0, bins)).toBeCloseTo(1 / 12);
  expect(placeOf(2.5, bins)).toBeCloseTo(0.5);
  expect(placeOf(99, bins)).toBe(1);
  expect(bins.map(binName)).toEqual(["0 to 1", "2 to 3", "4 to 5"]);
  expect(binName({ from: 7, to: 7, count: 1 })).toBe("7");
});

test("a tap lands on its step, arrows move by one and stay on the plane", () => {
  const plane = { left: 10, top: 10, width: 210, height: 210 };
  expect(tapped(plane, 11, 219)).toEqual([0, 0]);
  expect(tapped(plane, 219, 11)).toEqual([20, 20]);
  expect(tapped(plane, 500, -500)).toEqual([20, 20]);
  expect(stepped(undefined, "ArrowUp")).toEqual([10, 10]);
  expect(stepped([0, 20], "ArrowLeft")).toEqual([0, 20]);
  expect(stepped([0, 19], "ArrowUp")).toEqual([0, 20]);
  expect(stepped([1, 1], "a")).toBeUndefined();
  const ends = { low: "law", high: "code" };
  expect([2, 8, 10, 12, 13].map((at) => plain(lean(at, ends)))).toEqual([
    "towards “law”",
    "between “law” and “code”",
    "between “law” and “code”",
    "between “law” and “code”",
    "towards “code”",
  ]);
});

test("a deck leads to the next open statement, and back to what was left out", () => {
  expect(withStance(3, [], 1, "agree")).toEqual([null, "agree", null]);
  expect(nextOpen(3, [null, "agree", null], 1)).toBe(2);
  expect(nextOpen(3, [null, "agree", "pass"], 2)).toBe(0);
  expect(nextOpen(2, ["agree", "pass"], 0)).toBeUndefined();
});

test("a deck is read in orders that say something, and in none below five answers", () => {
  const few = foundOf(polls.statements!, 4)!;
  expect(few.as === "statements" && sections({ ...few, n: 4, cant_say: 0 }, 3)).toEqual([]);
  const many = foundOf(polls.statements!, 41)!;
  const lists = many.as === "statements" ? sections({ ...many, n: 41, cant_say: 0 }, 2) : [];
  expect(lists.map(({ head, statements }) => [head, statements.length])).toEqual([
    ["Most agreed with", 2],
    ["Most divided over", 2],
    ["Agreed across groups", 2],
  ]);
});

test.each(OWN)("%s: a draft makes what it was made of, and its table has a cell under every head", (name) => {
  const kind = polls[name]!;
  const { drafting } = brought(name)!;
  const own = told(kind)!;
  const made = drafting!.make(drafting!.values(own.kind), own.kind);
  const { prompt, provenance, ...asked } = polls[name]!;
  void [prompt, provenance];
  expect(made).toEqual(asked);
  const { head, rows } = own.meaning.table(own.kind, figures(kind, 23) as never);
  for (const row of rows.filter((row) => row.length > 2)) expect(row.length).toBe(head.length);
});

test("a draft that is half written is no poll yet", () => {
  const make = (name: Name, values: Record<string, string>) => brought(name)!.drafting!.make(values);
  expect(make("ranking", { lines: "one" })).toBeUndefined();
  expect(make("points", { lines: "a\nb", total: "1" })).toBeUndefined();
  expect(make("words", { most: "6" })).toBeUndefined();
  expect(make("number", { min: "5", max: "5" })).toBeUndefined();
  expect(make("number", { min: "0", max: "10001" })).toBeUndefined();
  expect(make("grid", { left: "a", right: "a", bottom: "c", upper: "d" })).toBeUndefined();
  expect(make("statements", { lines: "only one" })).toBeUndefined();
});

test("small things: the largest, lines, letters, spellings", () => {
  expect(largest([1, 3, 3])).toEqual([1, 2]);
  expect(largest([0, 0])).toEqual([]);
  expect(optionsOf(" a \n\na\nb ")).toEqual(["a", "b"]);
  expect(letters("👩‍👧é字")).toBe(3);
  expect(fold("straße")).toBe(fold("STRASSE"));
});

/** The server's form with these fields filled in. */
function form(fields: [name: string, value: string][]): HTMLFormElement {
  const made = document.createElement("form");
  for (const [name, value] of fields) {
    const field = document.createElement("input");
    Object.assign(field, { name, value });
    made.append(field);
  }
  return made;
}

const taken: [Name, [string, string][], Choice, sent: boolean][] = [
  [
    "ranking",
    [
      ["place-0", ""],
      ["place-1", "2"],
      ["place-2", "1"],
    ],
    { ranked: [2, 1] },
    true,
  ],
  [
    "ranking",
    [
      ["place-0", "2"],
      ["place-1", "2"],
      ["place-2", ""],
    ],
    { ranked: [0, 1] },
    true,
  ],
  [
    "points",
    [
      ["points-0", "40"],
      ["points-1", ""],
      ["points-2", "5"],
    ],
    { points: [40, 0, 5, 0, 0] },
    false,
  ],
  [
    "words",
    [
      ["word", ""],
      ["word", "证据"],
      ["word", " "],
    ],
    { words: ["", "证据", " "] },
    true,
  ],
  ["open_text", [["text", "An independent cou"]], { text: "An independent cou" }, true],
  ["number", [["value", "16"]], { value: 16 }, true],
  [
    "grid",
    [
      ["across", "3"],
      ["up", ""],
    ],
    { at: [3, 10] },
    true,
  ],
  ["statements", [["stance-1", "d"]], { stances: [null, "disagree", null, null, null, null, null, null] }, true],
];
test.each(taken)("what was filled in on the form of %s goes into its input", (name, fields, choice, sent) => {
  const kind = polls[name]!;
  const found = filledIn(kind, form(fields))!;
  expect(found).toEqual(choice);
  expect(complete(kind, found) !== undefined).toBe(sent);
});

test.each(OWN)("an empty form of %s is no beginning of a ballot", (name) => {
  const fields = taken
    .filter(([of]) => of === name)
    .flatMap(([, all]) => all.map(([key]) => [key, ""] as [string, string]));
  expect(filledIn(polls[name]!, form(fields))).toBeUndefined();
  expect(complete(polls[name]!, undefined)).toBeUndefined();
});
