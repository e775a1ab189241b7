// One's own upvotes, as this phone knows them: pure rules.

import type { MyUpvote, QuestionId, Upvote } from "../../wire";

/** As many as one command restates. */
const BATCH = 50;

export interface Own {
  /** The revision; higher replaces lower. */
  r: number;
  up: boolean;
  /** The server has said so. */
  told: boolean;
}

export type Owns = Record<QuestionId, Own>;

/** One tap: up, or withdrawn. */
export function tapped(own: Own | undefined): Own {
  return { r: (own?.r ?? 0) + 1, up: !own?.up, told: false };
}

/** The server's word on it; an older word than our last tap changes nothing. */
export function heard(own: Own | undefined, mine: MyUpvote): Own {
  return own && own.r > mine.r ? own : { ...mine, told: true };
}

/** Restated after the server may have lost some: all of them, so that one withdrawn since does not stand again. */
export function restated(owns: Owns): Upvote[][] {
  const all = Object.entries(owns).map(([question, { r, up }]) => ({ question: Number(question), r, up }));
  const batches: Upvote[][] = [];
  for (let at = 0; at < all.length; at += BATCH) batches.push(all.slice(at, at + BATCH));
  return batches;
}
