// One's own place in the queue, from one's own part and from the queue that everybody sees: pure rules.

import type { MyTurn, QueuePart, TurnId } from "../../wire";

export interface Place {
  turn: TurnId;
  speaking: boolean;
  before: number;
}

/**
 * One's own part comes when one's own turn changes; who comes before changes with others' turns, and that is in the queue.
 * Behind the first ones that it names, the last word on the place is kept within what the queue's length allows.
 */
export function placeOf(turn: MyTurn | null | undefined, queue: QueuePart | undefined): Place | null {
  if (!turn) return null;
  if (!queue) return turn;
  if (queue.now?.turn === turn.turn) return { turn: turn.turn, speaking: true, before: 0 };
  const at = queue.next.findIndex((each) => each.turn === turn.turn);
  if (at >= 0) return { turn: turn.turn, speaking: false, before: at };
  // It was over before one's own part said so.
  if (turn.speaking) return null;
  const last = Math.max(queue.next.length, queue.waiting[0] + queue.waiting[1] - 1);
  return { turn: turn.turn, speaking: false, before: Math.min(Math.max(turn.before, queue.next.length), last) };
}
