// One wish in words (a question, a hand, a note to the moderators) from the first letter to its receipt: pure rules.

import { isRefused, type Answer } from "../../shared/connection";
import type { Refused } from "../../wire";

export interface Slip {
  text: string;
  /** The speaker it is addressed to. */
  to: string | null;
  /** It is on its way under this id, and stays so until an answer came: sent twice, it is one wish. */
  id: string | null;
  /** Why it was not taken; the words are kept. */
  refused: Refused | null;
  /** The last one arrived. */
  done: boolean;
}

export const EMPTY: Slip = { text: "", to: null, id: null, refused: null, done: false };

/** Writes, unless it is on its way: what was sent is what counts. */
export function written(slip: Slip, change: Partial<Pick<Slip, "text" | "to">>): Slip {
  return slip.id === null ? { ...slip, ...change, refused: null, done: false } : slip;
}

/** Sends, under the id it has or a new one. */
export function sent(slip: Slip, id: string): Slip {
  return { ...slip, id: slip.id ?? id, refused: null, done: false };
}

/** What has come of it; `null`: nothing yet, send it again under the same id. */
export function answered(slip: Slip, answer: Answer): Slip | null {
  if (!isRefused(answer)) return { ...EMPTY, done: true };
  switch (answer.code) {
    case "try_again":
    case "slow_down":
    case "draining":
      return null;
    default:
      return { ...slip, id: null, refused: answer };
  }
}

/** An id that no other page, device or time has: the command's limit is 40 characters. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
