// Which of the texts that were written is at hand, and what a press of a key does to it.

import type { PhrasePart, Verdict } from "../wire";

/** An act takes at most so many. */
export const AT_ONCE = 50;

/** Those that wait first, each group by how many said it; among equals in the order of their letters. */
export function inOrder(phrases: readonly PhrasePart[]): PhrasePart[] {
  const rank = ({ verdict }: PhrasePart) => (verdict === null ? 0 : verdict === "approved" ? 1 : 2);
  return [...phrases].sort(
    (a, b) => rank(a) - rank(b) || b.count - a.count || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0),
  );
}

export const waiting = (phrases: readonly PhrasePart[]): PhrasePart[] =>
  phrases.filter(({ verdict }) => verdict === null);

/** The text after `at`, or before it; from nowhere the first. */
export function step(phrases: readonly PhrasePart[], at: string | undefined, by: 1 | -1): string | undefined {
  const from = phrases.findIndex(({ folded }) => folded === at);
  if (from < 0) return phrases[0]?.folded;
  return phrases[Math.min(phrases.length - 1, Math.max(0, from + by))]?.folded;
}

/** What one says to these texts; those it was said to already are left out. */
export function judgement(run: number, verdict: Verdict, phrases: readonly PhrasePart[]) {
  const of = phrases.filter((phrase) => phrase.verdict !== verdict).slice(0, AT_ONCE);
  if (of.length === 0) return undefined;
  return { judge: { run, verdict, phrases: of.map(({ folded, rev }) => ({ folded, rev })) } };
}
