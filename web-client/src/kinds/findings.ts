// What the session found, one sentence a poll, each with its n: for the closing, on walls and on phones.

import { resultOf, runsOf } from "../shared/view";
import { drawn } from "../wall/drawn";
import type { ResultPart, RunPart } from "../wire";
import { ballots } from "./compare";
import { figuresLine } from "./said";
import { say } from "./words";

/** So many read well from far away; the report has all. */
export const SHOWN = 5;

export interface Finding {
  run: number;
  prompt: string;
  line: string;
}

type Parts = { [run: `run/${number}`]: RunPart | undefined } & {
  [result: `result/${number}`]: ResultPart | undefined;
};

/** Of each poll the newest run that is shown and was answered; outcomes first, because they are what the room leaves with. */
export function findings(parts: Parts): Finding[] {
  const newest = new Map<string, RunPart>();
  const runs: RunPart[] = runsOf(parts);
  for (const run of runs) {
    if (run.phase === "published" && run.provenance.from !== "temperature") newest.set(run.prompt, run);
  }
  const outcome = (run: RunPart) => (run.provenance.from === "outcome" ? 0 : 1);
  const answered = [...newest.values()].filter((run) => ballots(drawn(run, resultOf(parts, run.run))) > 0);
  const sorted = answered.sort((a, b) => outcome(a) - outcome(b) || a.run - b.run);
  return sorted.map((run) => ({ run: run.run, prompt: run.prompt, line: lineOf(run, parts) }));
}

function lineOf(run: RunPart, parts: Parts): string {
  const what = drawn(run, resultOf(parts, run.run));
  return what.as === "figures" ? figuresLine(run, what.figures) : say("too_few", { n: what.n });
}
