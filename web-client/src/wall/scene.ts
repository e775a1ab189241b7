// What the wall takes from a folded view, a screen's or a moderator's: decided here, so that the mirror shows what hangs in the
// room although a moderator's page holds more.

import { isOpen, runsOf } from "../shared/view";
import type {
  Here,
  QuestionId,
  QuestionPart,
  ResultPart,
  RunPart,
  Showing,
  StagePart,
  TalkParts,
  UpcomingPart,
} from "../wire";

/** The parts a wall reads; a screen's and a moderator's view both have them. */
export type WallParts = TalkParts & { here?: Here; stage?: StagePart; upcoming?: UpcomingPart | null } & {
  [run: `run/${number}`]: RunPart | undefined;
} & { [result: `result/${number}`]: ResultPart | undefined } & {
  [question: `question/${number}`]: QuestionPart | undefined;
};

/** A question that the room may see; a moderator's page also holds those that wait and those that were put away. */
export function publicQuestion(parts: WallParts, id: QuestionId): QuestionPart | undefined {
  const question = parts[`question/${id}`];
  const is = question?.state.is;
  return is === "approved" || is === "answering" || is === "answered" ? question : undefined;
}

/** One line of the list with its words. */
export interface ListedQuestion {
  question: QuestionPart;
  n: number;
}

/** The list's first questions in the room's order, as far as their words are here. */
export function listed(parts: WallParts): ListedQuestion[] {
  return (parts.questions?.first ?? []).flatMap(({ q, n }) => {
    const question = publicQuestion(parts, q);
    return question ? [{ question, n }] : [];
  });
}

/** Runs that take ballots beside what the wall shows, the newest first. Of the stage's own a pinned wall says nothing. */
export function beside(parts: WallParts, showing: Showing): RunPart[] {
  const shown = [showing, parts.stage?.showing].map((what) => (what?.show === "run" ? what.run : undefined));
  const runs: RunPart[] = runsOf(parts);
  return runs.filter((run) => isOpen(run.phase) && !shown.includes(run.run)).reverse();
}
