// What a moderator who comes back wants to know: asked since then, most supported, what early polls say.

import { runsOf } from "../../shared/view";
import type { AgendaPoll, ModeratorParts, ModeratorQuestion, ModeratorRun, Moment } from "../../wire";
import { lastRun } from "../next";

export interface Digest {
  /** Asked since then, held ones included. */
  fresh: number;
  /** On the list. */
  total: number;
  waiting: number;
  top: { question: ModeratorQuestion; n: number }[];
  /** Runs from before the session began. */
  early: ModeratorRun[];
  unasked: AgendaPoll[];
}

const TOP = 5;

export function digest(parts: ModeratorParts, since: Moment): Digest {
  const questions = Object.entries(parts).flatMap(([name, part]) =>
    name.startsWith("question/") && part ? [part as ModeratorQuestion] : [],
  );
  const began = parts.session?.began ?? Number.POSITIVE_INFINITY;
  const runs = runsOf(parts) as ModeratorRun[];
  const supported = questions.filter(({ state }) => state.is === "approved" || state.is === "answering");
  const counted = supported.map((question) => ({ question, n: question.upvotes.reduce((sum, n) => sum + n, 0) }));
  return {
    fresh: questions.filter((question) => question.at > since && question.state.is !== "withdrawn").length,
    total: parts.questions?.total ?? 0,
    waiting: parts.questions?.waiting ?? 0,
    top: counted.sort((a, b) => b.n - a.n || a.question.at - b.question.at).slice(0, TOP),
    early: runs.filter((run) => run.opened < began && run.phase !== "void"),
    unasked: (parts.agenda?.polls ?? []).filter(
      (poll) => lastRun(parts, poll) === undefined && poll.provenance.from !== "outcome",
    ),
  };
}
