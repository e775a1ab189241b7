// What the wall may draw of one run: decided here, in pure code, so that the mirror on a moderator's page shows exactly
// what hangs in the room although moderators know more.

import { countsOf } from "../shared/counted";
import type { Figures, ModeFigures, ResultPart, RunPart } from "../wire";

/** Below so many ballots the wall says only "too few to say" (DESIGN §8). */
export const FEW = 5;

/** Up to so many ballots a bar is drawn in blocks, one for each answer. */
export const BLOCKS = 50;

/** Up to so many bars stand in one column; more are set in two. */
export const ONE_COLUMN = 6;

/** Above so many steps of a scale the columns stand close: shares only, and no marks. */
export const MANY_STEPS = 7;

/** Between the ends of so many steps a label has at most so many characters, or the steps are not drawn as columns. */
export const INNER_LABEL = 6;

/** How the room's run stands on the wall. */
export type Drawn =
  /** Voting, or closed and not shown: the answers and how many were given. */
  | { as: "count"; n: number; atLeast: boolean; bars: boolean }
  /** Shown, but fewer than FEW. */
  | { as: "too_few"; n: number }
  | { as: "figures"; figures: Figures };

export function drawn(run: Pick<RunPart, "phase" | "visibility">, result: ResultPart | undefined): Drawn {
  const voting = run.phase === "open" || run.phase === "closing";
  const shown = run.phase === "published" || (voting && run.visibility === "live");
  const bars = run.phase === "published" || run.visibility === "live";
  if (!result) return { as: "count", n: 0, atLeast: false, bars };
  if ("count" in result) return { as: "count", n: result.count.n, atLeast: result.count.at_least, bars };
  const n = "too_few" in result ? result.too_few.n : result.figures.n;
  if (!shown) return { as: "count", n, atLeast: false, bars };
  if ("too_few" in result || n < FEW) {
    // While voting goes on the figures may still come: the empty bars wait for them.
    return voting ? { as: "count", n, atLeast: false, bars } : { as: "too_few", n };
  }
  return { as: "figures", figures: result.figures };
}

/** Which drawing fits the kind. */
export type Shape = "bars" | "columns" | "strip";

/** The longest step label that still fits under a column, in characters. */
const UNDER_A_COLUMN = 22;

export function shapeOf(kind: RunPart["kind"], labels: readonly string[]): Shape {
  if (kind === "gradient") return "strip";
  if (kind !== "scale") return "bars";
  const inner = labels.slice(1, -1);
  const room = labels.length <= 5 ? UNDER_A_COLUMN : labels.length <= MANY_STEPS ? 16 : INNER_LABEL;
  return inner.every((label) => longestWord(label) <= 12 && label.length <= room) ? "columns" : "bars";
}

function longestWord(text: string): number {
  return Math.max(0, ...text.split(/\s+/u).map((word) => word.length));
}

/** Share of n in 0..1; of nothing, nothing. */
export function share(count: number, n: number): number {
  return n > 0 ? Math.min(1, count / n) : 0;
}

/** One group's share of an answer, for the marks on a bar. `at` is the answer's place, or "cant_say". */
export function groupShare(group: ModeFigures, at: number | "cant_say"): number {
  return share(at === "cant_say" ? group.cant_say : (countsOf(group)[at] ?? 0), group.n);
}

/** The name of a group in the catalogue: one mode, or several that were too few apart. */
export function groupName(group: ModeFigures): "room" | "online" | "unstated" | "others" {
  return group.modes.length === 1 ? group.modes[0]! : "others";
}

/** The direction of a text by its first strong letter, so that bars grow from where its reading begins. */
export function directionOf(text: string): "ltr" | "rtl" {
  const strong = /\p{L}/u.exec(text)?.[0];
  return strong &&
    /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u.test(strong)
    ? "rtl"
    : "ltr";
}

/** One answer as it is drawn. */
export interface Answer {
  at: number | "cant_say";
  label: string;
  /** How many chose it; null while figures are not shown. */
  count: number | null;
  /** `count` as a share of n. */
  share: number;
  /** Marks of the groups, where a breakdown is published. */
  groups: { name: ReturnType<typeof groupName>; share: number }[];
}

/** The answers in their fixed order, "I can't say" last and apart. */
export function drawnAnswers(labels: readonly string[], cantSay: string, what: Drawn): Answer[] {
  const figures = what.as === "figures" ? what.figures : undefined;
  const one = (at: number | "cant_say", label: string): Answer => {
    const count = figures ? (at === "cant_say" ? figures.cant_say : (countsOf(figures)[at] ?? 0)) : null;
    return {
      at,
      label,
      count,
      share: figures ? share(count ?? 0, figures.n) : 0,
      groups: figures?.by_mode.map((group) => ({ name: groupName(group), share: groupShare(group, at) })) ?? [],
    };
  };
  return [...labels.map((label, at) => one(at, label)), one("cant_say", cantSay)];
}

/** The top of a column's axis, in tenths of n, so that the tallest column nearly fills it. */
export function columnTop(shares: readonly number[]): number {
  return Math.max(0.2, Math.ceil(Math.max(0, ...shares) * 10) / 10);
}
