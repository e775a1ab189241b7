// Every fault of a text has its sentence, and both pages say it.

import { expect, test } from "vitest";
import { tell, words } from "../moderator/told";
import { tell as tellOrganiser } from "../organiser/told";
import type { Fault, ModeratorParts } from "../wire";
import { faultLine } from "./faults";

/** One of each: a kind of fault without a line here does not compile. */
const ALL: { [Is in Fault["is"]]: Extract<Fault, { is: Is }> } = {
  empty: { is: "empty" },
  long: { is: "long", n: 1_301, max: 300 },
  heavy: { is: "heavy", max: 2_000 },
  options: { is: "options", n: 13, min: 2, max: 12 },
  option_empty: { is: "option_empty", n: 3 },
  option_twice: { is: "option_twice", n: 2, text: "Tea" },
  choices: { is: "choices", n: 3, min: 2, max: 4 },
  steps: { is: "steps", n: 2, min: 3, max: 10 },
  end_labels: { is: "end_labels" },
  far: { is: "far", max: 1_000_000 },
  range: { is: "range", max: 10_000 },
  across_empty: { is: "across_empty" },
  across_same: { is: "across_same" },
  up_empty: { is: "up_empty" },
  up_same: { is: "up_same" },
  statements: { is: "statements", n: 1, min: 2, max: 20 },
  statement_empty: { is: "statement_empty", n: 1 },
  statement_twice: { is: "statement_twice", n: 2, text: "Tea" },
  phrases: { is: "phrases", n: 6, max: 5 },
  points: { is: "points", n: 1, min: 2, max: 1_000 },
  own_language: { is: "own_language", language: "fr" },
  prompt_empty: { is: "prompt_empty", language: "ar" },
  answers: { is: "answers", language: "fr", n: 2, of: 3 },
  answer_empty: { is: "answer_empty", language: "zh", n: 2 },
  after_beginning: { is: "after_beginning" },
  no_speaker: { is: "no_speaker" },
  leans_on_nothing: { is: "leans_on_nothing" },
  drawn_from_nothing: { is: "drawn_from_nothing" },
  quotes: { is: "quotes", max: 50 },
  not_in_text: { is: "not_in_text", text: "Tea" },
  option_quotes: { is: "option_quotes" },
};

test("every fault has its sentence, with all its numbers", () => {
  for (const fault of Object.values(ALL)) expect(faultLine(fault), fault.is).toMatch(/^[^{}]+$/);
  expect(faultLine(ALL.long)).toBe("it has 1,301 characters; 300 at most");
  expect(faultLine(ALL.option_twice)).toBe("answer 2 says what an earlier one says: \u2068Tea\u2069");
  expect(faultLine(ALL.own_language)).toBe("the poll itself is in this language: \u2068Français\u2069");
});

test("a moderator reads why at once where the second half is there, and what was refused before", () => {
  const refusal = { code: "bad_text", field: "prompt", why: ALL.empty } as const;
  words.badText = undefined;
  expect(tell(refusal, {} as ModeratorParts, {})).toBe("That text cannot be used.");
  words.badText = (why) => `because ${faultLine(why)}`;
  expect(tell(refusal, {} as ModeratorParts, {})).toBe("because it is empty");
});

test("an organiser reads which field, and why", () => {
  const no = { code: "bad_text", field: "polls.1", why: ALL.options } as const;
  expect(tellOrganiser(no)).toBe("Poll 2: a poll has 2 to 12 answers, not 13");
});
