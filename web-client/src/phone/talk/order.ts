// The order of a list under a finger: nothing moves while somebody may be about to tap. Pure rules.

import type { QuestionId } from "../../wire";

export interface Arranged {
  /** What stands on the page. */
  shown: QuestionId[];
  /** Another order waits for a quiet moment or a tap. */
  waits: boolean;
}

/**
 * `fresh` is the order as the server has it, `known` whether a question may still be seen. While `busy` what is shown keeps
 * its order; what may no longer be seen goes at once all the same, and what is new waits.
 */
export function arrange(
  shown: QuestionId[],
  fresh: QuestionId[],
  known: (id: QuestionId) => boolean,
  busy: boolean,
): Arranged {
  const held = shown.filter(known);
  // What is fetched by scrolling comes below what is there, and moves nothing.
  const isLonger = fresh.length >= held.length && held.every((id, at) => fresh[at] === id);
  if (!busy || held.length === 0 || isLonger) return { shown: fresh, waits: false };
  return { shown: held, waits: true };
}
