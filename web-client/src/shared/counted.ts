// What was counted, for pages that show results: figures read alike, and who they are of in words.

import type { Figures, GroupFigures, Kind, Mode, ModeFigures } from "../wire";
import { say } from "./words";

/** How somebody takes part, in words. */
export function modeName(mode: Mode): string {
  switch (mode) {
    case "room":
      return say("mode_room");
    case "online":
      return say("mode_online");
    case "unstated":
      return say("mode_unstated");
    default:
      return mode satisfies never;
  }
}

/** "12 answers", or "at least 10" where the number goes in steps. */
export function countLine({ n, at_least }: { n: number; at_least: boolean }): string {
  return at_least ? say("answers_at_least", { n }) : say("answers", { n });
}

/** Whether the answers stand in an order, so that a middle one says something. */
export function isOrdered(kind: Kind): boolean {
  return kind.kind === "scale" || kind.kind === "gradient";
}

/** How many chose each answer, where answers are counted one by one. */
export function countsOf(figures: Figures | ModeFigures | GroupFigures): number[] {
  return figures.as === "counts" ? figures.counts : [];
}

/** The median step, where answers are steps. */
export function medianOf(figures: Figures | ModeFigures): number | null {
  return figures.as === "counts" ? figures.median : null;
}
