// Outcome lines: drafted by moderators, weighed by the room on the gradient, open points told apart.

import { countsOf } from "../../shared/counted";
import { resultOf } from "../../shared/view";
import type { AgendaPoll, ModeratorParts, ModeratorRun } from "../../wire";
import { lastRun, standing, type Standing } from "../next";

export interface Outcome {
  poll: AgendaPoll;
  run: ModeratorRun | undefined;
  standing: Standing;
  /** Support, live with, need more, object; undefined while hidden or below five. */
  counts: number[] | undefined;
  n: number | undefined;
  /** Somebody needs more information: an open point of the report. */
  open: boolean;
}

const NEED_MORE = 2;

export function outcomes(parts: ModeratorParts): Outcome[] {
  const drafted = (parts.agenda?.polls ?? []).filter((poll) => poll.provenance.from === "outcome");
  // In the order they were written, whatever their place on the agenda.
  const at = ({ provenance }: AgendaPoll) => ("at" in provenance ? provenance.at : 0);
  drafted.sort((a, b) => at(a) - at(b));
  return drafted.map((poll) => {
    const run = lastRun(parts, poll);
    const result = run && resultOf(parts, run.run);
    const figures = result && "figures" in result ? result.figures : undefined;
    const over = run?.phase === "closed" || run?.phase === "published";
    const n = figures?.n ?? (result && "too_few" in result ? result.too_few.n : undefined);
    return {
      poll,
      run,
      standing: standing(parts, poll),
      counts: over ? figures && countsOf(figures) : undefined,
      n: over ? n : undefined,
      open: over && ((figures && countsOf(figures)[NEED_MORE]) ?? 0) > 0,
    };
  });
}
