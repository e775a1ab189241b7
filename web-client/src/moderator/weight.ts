// Every stakeholder group counting the same: for moderators and the report alone, because it says what no count says.

import { countsOf } from "../shared/counted";
import type { Figures } from "../wire";

export interface Weighed {
  /** How many groups were named. */
  groups: number;
  /** The mean of their shares, answer by answer. */
  shares: number[];
  cantSay: number;
}

/** The mean of the shares of the groups people named, where each has figures of its own and answers are counted; who named none is left out. */
export function weighed(figures: Figures): Weighed | undefined {
  const named = figures.by_group.filter((of) => of.groups.join() !== "unstated");
  if (figures.as !== "counts" || named.length < 2 || named.some((of) => of.groups.length > 1)) return undefined;
  const mean = (count: (of: (typeof named)[number]) => number) =>
    named.reduce((sum, of) => sum + count(of) / of.n, 0) / named.length;
  return {
    groups: named.length,
    shares: figures.counts.map((_, at) => mean((of) => countsOf(of)[at] ?? 0)),
    cantSay: mean((of) => of.cant_say),
  };
}
