// What the moderators' view says of the questions, list by list.

import type { ModeratorParts, ModeratorQuestion, Moment, QuestionId, QuestionState } from "../../wire";

/** The lists a moderator looks at, in the order of a question's life. */
export const LISTS = ["waiting", "approved", "answered", "declined", "archived", "merged"] as const;
export type List = (typeof LISTS)[number];

const LIST_OF: Record<QuestionState["is"], List | undefined> = {
  in_review: "waiting",
  approved: "approved",
  answering: "approved",
  answered: "answered",
  declined: "declined",
  archived: "archived",
  merged: "merged",
  withdrawn: undefined,
};

export function listOf(question: ModeratorQuestion): List | undefined {
  return LIST_OF[question.state.is];
}

export function questionsOf(parts: ModeratorParts): ModeratorQuestion[] {
  return Object.keys(parts)
    .filter((key) => key.startsWith("question/"))
    .map((key) => parts[key as `question/${number}`])
    .filter((question) => question !== undefined);
}

export function upvotesOf(question: ModeratorQuestion): number {
  return question.upvotes[0] + question.upvotes[1] + question.upvotes[2];
}

const oldestFirst = (a: ModeratorQuestion, b: ModeratorQuestion) => a.at - b.at || a.question - b.question;

/** Every list in its order: who waits longest first, what is approved as the room sees it, the rest newest first. */
export function lists(parts: ModeratorParts): Record<List, QuestionId[]> {
  const sorted: Record<List, ModeratorQuestion[]> = {
    waiting: [],
    approved: [],
    answered: [],
    declined: [],
    archived: [],
    merged: [],
  };
  for (const question of questionsOf(parts).sort(oldestFirst)) {
    const list = listOf(question);
    if (list) sorted[list].push(question);
  }
  const place = new Map(parts.questions?.first.map((listed, at) => [listed.q, at]));
  const placed = (question: ModeratorQuestion) => place.get(question.question) ?? Infinity;
  // Beyond the first ones that the room is sent, the most supported come first: infinities compare as equal.
  sorted.approved.sort((a, b) => {
    const [first, second] = [placed(a), placed(b)];
    return first === second ? upvotesOf(b) - upvotesOf(a) : first - second;
  });
  for (const list of ["answered", "declined", "archived", "merged"] as const) sorted[list].reverse();
  const ids = (list: List) => sorted[list].map((question) => question.question);
  return {
    waiting: ids("waiting"),
    approved: ids("approved"),
    answered: ids("answered"),
    declined: ids("declined"),
    archived: ids("archived"),
    merged: ids("merged"),
  };
}

/** Nothing to look at before it is approved. */
export function isUnflagged(question: ModeratorQuestion): boolean {
  return question.flags.length === 0;
}

/** What people online wait for, and since when the one who waits longest. */
export interface OnlineWaits {
  hands: number;
  questions: number;
  since: Moment | undefined;
}

/** Hands on the whole queue, of which only the first are here, and questions that nobody took up yet. */
export function onlineWaits(parts: ModeratorParts): OnlineWaits {
  const hands = parts.queue?.hands[1];
  const questions = questionsOf(parts).filter(
    ({ mode, state }) => mode === "online" && (state.is === "in_review" || state.is === "approved"),
  );
  const since = questions.map(({ at }) => at);
  if (hands?.since != null) since.push(hands.since);
  return {
    hands: hands?.n ?? 0,
    questions: questions.length,
    since: since.length > 0 ? Math.min(...since) : undefined,
  };
}
