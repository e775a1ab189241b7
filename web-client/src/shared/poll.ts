// What a poll's kind means to a page: its answers in words, their tones, and choices compared.

import type { Choice, Kind } from "../wire";
import { number } from "./format";
import { say } from "./words";

/** The answers a person reads, in order; an unlabelled step of a scale is its number. "I can't say" is not among them. */
export function answersOf(kind: Kind): string[] {
  switch (kind.kind) {
    case "single":
    case "multiple":
      return kind.options;
    case "scale":
      return kind.labels.map((label, at) => label.trim() || number(at + 1));
    case "gradient":
      return [say("gradient_support"), say("gradient_live"), say("gradient_info"), say("gradient_object")];
    case "yes_no":
      return [say("yes"), say("no")];
    default:
      // A kind with a folder of its own (kinds/): there is something to choose among, or there is not.
      if ("options" in kind) return kind.options;
      return "statements" in kind ? kind.statements.map(({ text }) => text) : [];
  }
}

/** Kinds whose answers are tapped and counted one by one; the others have a folder in kinds/. */
export function isCounted({ kind }: Kind): boolean {
  return ["single", "multiple", "scale", "gradient", "yes_no"].includes(kind);
}

/** Answers are texts that nobody but moderators reads before they are approved. */
export function isHeld({ kind }: Kind): boolean {
  return kind === "words" || kind === "open_text";
}

/**
 * The colour token of an answer (see tokens.css). Colour never says anything that a label does not: options of equal
 * standing share one tone, steps of a scale go from one end to the other, the gradient has its four.
 */
export function toneOf(kind: Kind, at: number): string {
  switch (kind.kind) {
    case "gradient":
      return `var(--gradient-${at})`;
    case "scale": {
      // From -1 at the low end over 0 in the middle, which leans to neither, to 1.
      const lean = (2 * at) / Math.max(1, kind.labels.length - 1) - 1;
      const end = lean < 0 ? "var(--scale-low)" : "var(--scale-high)";
      return `color-mix(in oklab, ${end} ${Math.round(Math.abs(lean) * 100)}%, var(--scale-mid))`;
    }
    case "yes_no":
      return at === 0 ? "var(--scale-high)" : "var(--scale-low)";
    default:
      return "var(--tone)";
  }
}

/** The chosen answers, from 0; none for "I can't say". */
export function chosen(choice: Choice | null | undefined): number[] {
  if (choice === null || choice === undefined || choice === "cant_say") return [];
  if ("one" in choice) return [choice.one];
  return "many" in choice ? [...choice.many].sort((a, b) => a - b) : [];
}

/** Whether two choices are the same wish, in whatever order the options were tapped. */
export function sameChoice(a: Choice | null, b: Choice | null): boolean {
  if (a === null || b === null || a === "cant_say" || b === "cant_say") return a === b;
  if ("many" in a && "many" in b) return chosen(a).join() === chosen(b).join();
  return JSON.stringify(a) === JSON.stringify(b);
}
