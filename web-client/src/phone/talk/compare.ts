// Two runs of one poll side by side, in one sentence that is true.

import { answersOf, countsOf } from "../../shared/poll";
import type { ResultPart, RunPart } from "../../wire";

export interface Shift {
  answer: string;
  before: number;
  of_before: number;
  after: number;
  of_after: number;
}

/** The answer whose share moved furthest, with its counts; nothing where either side is too few to say. */
export function shiftOf(run: RunPart, before: ResultPart | undefined, after: ResultPart | undefined): Shift | null {
  if (!before || !after || !("figures" in before) || !("figures" in after)) return null;
  const [was, is] = [before.figures, after.figures];
  if (was.n === 0 || is.n === 0) return null;
  const answers = answersOf(run);
  let best: Shift | null = null;
  let furthest = -1;
  for (const [at, answer] of answers.entries()) {
    const [x, y] = [countsOf(was)[at] ?? 0, countsOf(is)[at] ?? 0];
    const moved = Math.abs(y / is.n - x / was.n);
    if (moved <= furthest) continue;
    furthest = moved;
    best = { answer, before: x, of_before: was.n, after: y, of_after: is.n };
  }
  return best;
}
