// A list that changes while somebody works in it: nothing moves under the hand, and the hand always rests on something.

import type { QuestionId } from "../../wire";

/** The server takes so many at once. */
export const AT_ONCE = 50;
/** So many rows that left the list stay as receipts. */
export const RECEIPTS = 8;

/**
 * The rows while somebody is in the list: what stands keeps its place, what is new comes last, and what left stays as a
 * receipt, the last few of them; `at` stays in any case.
 */
export function held(
  shown: readonly QuestionId[],
  wanted: readonly QuestionId[],
  at: QuestionId | undefined,
): QuestionId[] {
  const here = new Set(wanted);
  const left = shown.filter((id) => !here.has(id));
  const dropped = new Set(left.slice(0, Math.max(0, left.length - RECEIPTS)).filter((id) => id !== at));
  const stays = shown.filter((id) => !dropped.has(id));
  const known = new Set(shown);
  return [...stays, ...wanted.filter((id) => !known.has(id))];
}

/** The next row from `from` in this direction that may be worked on; `from` itself if there is none, the first without one. */
export function beside(
  ids: readonly QuestionId[],
  from: QuestionId | undefined,
  by: 1 | -1,
  may: (id: QuestionId) => boolean,
): QuestionId | undefined {
  const start = from === undefined ? -1 : ids.indexOf(from);
  if (start < 0) return ids.find(may);
  for (let place = start + by; place >= 0 && place < ids.length; place += by) {
    const id = ids[place]!;
    if (may(id)) return id;
  }
  return from;
}

/** Where the hand goes from a row that is dealt with: onwards, else back, else it stays. */
export function after(
  ids: readonly QuestionId[],
  from: QuestionId,
  may: (id: QuestionId) => boolean,
): QuestionId | undefined {
  const onwards = beside(ids, from, 1, may);
  return onwards === from ? beside(ids, from, -1, may) : onwards;
}
