// The line of the room's temperature: one point a reading, none where too few answered.

import { temperature } from "catalogue";
import { timeOfDay } from "../shared/times";
import { wording } from "../shared/words";
import type { Moment, Reading } from "../wire";
import { FEW } from "./drawn";
import { say } from "./words";

const word = wording(temperature);

/** So many readings stand legibly beside each other; older ones are in the report. */
export const SHOWN = 12;

/** The five steps, the lowest first. */
export const steps = (): string[] => [
  word("not_at_all"),
  word("a_little"),
  word("partly"),
  word("mostly"),
  word("very_well"),
];
export const prompt = (): string => word("prompt");

export interface Point {
  run: number;
  at: Moment;
  n: number;
  /** Across the drawing, 0 to 1. */
  x: number;
  /** Up the drawing, 0 to 1; none where too few answered. */
  y: number | null;
}

export function pointsOf(readings: readonly Reading[]): Point[] {
  const shown = readings.slice(-SHOWN);
  return shown.map(({ run, at, n, median }, place) => ({
    run,
    at,
    n,
    x: (place + 0.5) / shown.length,
    y: n < FEW || median === null ? null : median / (steps().length - 1),
  }));
}

/** Pieces of the line between neighbouring points: it breaks where a reading says nothing. */
export function piecesOf(points: readonly Point[]): [Point, Point][] {
  return points.slice(1).flatMap((point, at): [Point, Point][] => {
    const before = points[at]!;
    return before.y !== null && point.y !== null ? [[before, point]] : [];
  });
}

/** The step a median stands on, or between which two. */
export function stepName(median: number): string {
  const [low, high] = [steps()[Math.floor(median)] ?? "", steps()[Math.ceil(median)] ?? ""];
  return low === high ? low : say("temperature_between", { low, high });
}

/** The newest reading in words. */
export function latestLine(readings: readonly Reading[]): string {
  const last = readings.at(-1);
  if (!last) return say("temperature_none");
  const answer = last.n < FEW || last.median === null ? say("temperature_few") : stepName(last.median);
  return `${say("temperature_latest", { time: timeOfDay(last.at), answer })} · ${say("n_short", { n: last.n })}`;
}
