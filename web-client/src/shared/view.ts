// What a page now holds of its room, folded from the views that came: a pure reducer, the same for all three pages.

import type { Phase, ResultPart, RunId, View } from "../wire";

/** A folded view. Parts that did not change keep their identity, so nothing is drawn twice. */
export interface Held<Parts> {
  epoch: string;
  version: number;
  parts: Parts;
}

/**
 * Parts replace parts of the same key; `null` takes one away; `full` or another epoch forgets the others. The version is
 * taken as it comes, lower too: it is per audience, and whoever withdraws a ballot changes audience. 0 says nothing of it:
 * a heartbeat, or a part alone.
 */
export function receive<Parts extends object>(held: Held<Parts> | null, view: View<Parts>): Held<Parts> {
  const version = view.version === 0 && held !== null ? held.version : view.version;
  const fresh = held === null || view.full || held.epoch !== view.epoch;
  const changes = Object.entries(view.parts);
  if (!fresh && changes.length === 0 && version === held.version) return held;
  const parts: Record<string, unknown> = fresh ? {} : { ...held.parts };
  for (const [key, value] of changes) {
    if (value === null || value === undefined) delete parts[key];
    else parts[key] = value;
  }
  return { epoch: view.epoch, version, parts: parts as Parts };
}

interface AnyRun {
  run: RunId;
  phase: Phase;
}

type RunsOf<Parts> = Parts extends { [run: `run/${number}`]: infer Run } ? Exclude<Run, undefined> : never;

/** The runs of a view, in the order they were opened. */
export function runsOf<Parts extends object>(parts: Parts): RunsOf<Parts>[] {
  const runs: AnyRun[] = [];
  for (const [key, part] of Object.entries(parts)) {
    if (key.startsWith("run/") && part) runs.push(part as AnyRun);
  }
  return runs.sort((a, b) => a.run - b.run) as RunsOf<Parts>[];
}

/** What this audience may see of a run's counts. */
export function resultOf(parts: { [result: `result/${number}`]: ResultPart | undefined }, run: RunId) {
  return parts[`result/${run}`];
}

/** Whether ballots are still taken. */
export function isOpen(phase: Phase): boolean {
  return phase === "open" || phase === "closing";
}
