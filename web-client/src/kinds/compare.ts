// Two runs side by side, and the one sentence that may be said of them: figures of two gatherings, never that anybody moved.

import { isolated } from "../shared/format";
import { countsOf, isOrdered } from "../shared/counted";
import { answersOf } from "../shared/poll";
import { drawn, drawnAnswers, type Answer, type Drawn } from "../wall/drawn";
import type { Figures, ModeratorRun, ResultPart, RunPart } from "../wire";
import { readOf, told } from "./known.svelte";
import { middleOf } from "./said";
import { say } from "./words";

/** One of the two. */
export interface Side {
  run: RunPart;
  what: Drawn;
  answers: Answer[];
}

export function side(run: RunPart, result: ResultPart | undefined): Side {
  const what = drawn(run, result);
  return { run, what, answers: drawnAnswers(answersOf(run), say("cant_say"), what) };
}

/** The same was asked, with the same answers. */
export function sameQuestion(before: RunPart, after: RunPart): boolean {
  return JSON.stringify(asked(before)) === JSON.stringify(asked(after));
}

/** A run without what is of its own time, or of a moderator's view of it: the kind with whatever there is to answer with. */
function asked(of: RunPart | ModeratorRun): unknown {
  const { run, round, provenance, visibility, phase, opened, until, flagged, ...rest } = of;
  const { poll, rev, show, sensitive, opened_by, shut, ...asked } = rest as Partial<ModeratorRun>;
  void [run, round, provenance, visibility, phase, opened, until, flagged, poll, rev, show, sensitive, opened_by, shut];
  return Object.entries(asked).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** How many ballots stand behind it. */
export function ballots(what: Drawn): number {
  return what.as === "figures" ? what.figures.n : what.n;
}

/**
 * The answer the sentence is of: support, yes, or what the most chose the first time. Never the one that changed the most,
 * which would be a finding made by looking for it.
 */
function spoken(run: RunPart, before: Figures): number {
  if (run.kind === "gradient" || run.kind === "yes_no") return 0;
  const counts = countsOf(before);
  return counts.indexOf(Math.max(...counts));
}

export function compareLine(before: Side, after: Side): string {
  if (!sameQuestion(before.run, after.run)) return say("compare_other");
  if (before.what.as === "count" || after.what.as === "count") return say("compare_not_shown");
  const [m, n] = [ballots(before.what), ballots(after.what)];
  if (before.what.as === "too_few" || after.what.as === "too_few") return say("compare_few", { m, n });
  const [first, then] = [before.what.figures, after.what.figures];
  const own = told(before.run);
  const [was, is] = [readOf(first), readOf(then)];
  if (own && was && is) return own.meaning.compare(own.kind, was, is);
  if (isOrdered(before.run) && before.run.kind !== "gradient") {
    const [a, b] = [middleOf(before.run, first), middleOf(after.run, then)];
    if (a === undefined || b === undefined) return say("compare_said_nothing", { m, n });
    return say("compare_middle", {
      a: isolated(a),
      m: first.n - first.cant_say,
      b: isolated(b),
      n: then.n - then.cant_say,
    });
  }
  const at = spoken(before.run, first);
  const [a, b] = [countsOf(first)[at] ?? 0, countsOf(then)[at] ?? 0];
  if (a === 0 && b === 0 && before.run.kind === "single") return say("compare_said_nothing", { m, n });
  return say("compare_counts", { answer: isolated(answersOf(before.run)[at] ?? ""), a, m, b, n });
}
