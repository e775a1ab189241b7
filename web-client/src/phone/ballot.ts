// One ballot as this browser knows it: what counts, what is on its way, and what became of the last tap. Pure rules.

import { sameChoice } from "../shared/poll";
import type { BallotReceipt, Choice, MyBallot, Refusal } from "../wire";

export interface Wish {
  r: number;
  choice: Choice | null;
}

/** What became of the last wish that was answered. */
export type Verdict = "counted" | "changed" | "late" | "superseded" | "refused";

export interface Ballot {
  /** The highest revision this browser has used or seen. */
  r: number;
  /** What the server said counts. */
  stands: Wish | null;
  /** What was tapped and not answered yet. It survives a reload and goes out again. */
  wish: Wish | null;
  verdict: Verdict | null;
  /** Chosen but not cast: the options of a multiple choice before *Count my choice*. */
  draft: Choice | null;
}

export const BLANK: Ballot = { r: 0, stands: null, wish: null, verdict: null, draft: null };

/** A tap: a new wish under a new revision, unless it is what is wished already. */
export function tap(ballot: Ballot, choice: Choice): Ballot {
  const wished = ballot.wish ?? ballot.stands;
  if (wished && sameChoice(wished.choice, choice)) return { ...ballot, draft: null };
  const r = ballot.r + 1;
  return { ...ballot, r, wish: { r, choice }, draft: null };
}

/** The server counted `wish`. */
export function counted(ballot: Ballot, wish: Wish, was: BallotReceipt["was"]): Ballot {
  if (ballot.stands && ballot.stands.r > wish.r) return ballot;
  const before = ballot.stands;
  const settles = ballot.wish?.r === wish.r;
  const isChange = was === "changed" || (was === "same" && settles && before !== null && before.choice !== null);
  const verdict = was === "same" && !settles ? (ballot.verdict ?? "counted") : isChange ? "changed" : "counted";
  return { ...ballot, stands: wish, wish: settles ? null : ballot.wish, verdict };
}

/** The server refused `wish` for good; `null` means it is to be sent again. */
export function refused(ballot: Ballot, wish: Wish, why: Refusal): Ballot | null {
  const isLast = ballot.wish?.r === wish.r;
  switch (why.code) {
    case "try_again":
    case "draining":
    case "slow_down":
      return null;
    case "closed":
      // A ballot that stands and was only restated is not late.
      if (!isLast) return ballot;
      // It was counted in time; its receipt was lost on the way.
      if (why.r === wish.r) return counted(ballot, wish, "counted");
      return { ...ballot, stands: why.r === null ? null : ballot.stands, wish: null, verdict: "late" };
    case "superseded": {
      const r = Math.max(ballot.r, why.r);
      if (ballot.wish && ballot.wish.r > wish.r) return { ...ballot, r };
      const stands = ballot.stands && ballot.stands.r >= why.r ? ballot.stands : null;
      return { ...ballot, r, stands, wish: null, verdict: "superseded" };
    }
    default:
      return isLast ? { ...ballot, wish: null, verdict: "refused" } : ballot;
  }
}

/** What the server has of this pass, in the part "mine". */
export function told(ballot: Ballot, mine: MyBallot): Ballot {
  if (ballot.stands && ballot.stands.r > mine.r) return ballot;
  const stands: Wish = { r: mine.r, choice: mine.choice };
  const r = Math.max(ballot.r, mine.r);
  const { wish } = ballot;
  if (wish && wish.r <= mine.r) {
    const isIt = wish.r === mine.r && sameChoice(wish.choice, mine.choice);
    const verdict = !isIt ? "superseded" : ballot.stands?.choice ? "changed" : "counted";
    return { ...ballot, r, stands, wish: null, verdict };
  }
  if (ballot.stands?.r === mine.r && sameChoice(ballot.stands.choice, mine.choice)) return ballot;
  const wasOther = ballot.stands !== null && !wish;
  const verdict = mine.choice === null ? null : wasOther ? "superseded" : (ballot.verdict ?? "counted");
  return { ...ballot, r, stands, verdict };
}

/** What to restate when a line is made: the wish that is on its way, else what counts. */
export function restated(ballot: Ballot): Wish | null {
  const wish = ballot.wish ?? ballot.stands;
  return wish && wish.choice !== null ? wish : null;
}

/** What the person last chose, counted or not. */
export function choiceOf(ballot: Ballot): Choice | null {
  return (ballot.wish ?? ballot.stands)?.choice ?? null;
}
