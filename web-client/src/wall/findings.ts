// What the session found, one sentence a poll, each with its n: for the closing.

import { language, say as shared } from "../shared/words";
import { answersOf, countsOf } from "../shared/poll";
import { resultOf, runsOf } from "../shared/view";
import { number } from "../shared/format";
import type { Figures, RunPart } from "../wire";
import { ballots } from "./compare";
import { drawn } from "./drawn";
import { medianLine } from "./lines";
import type { WallParts } from "./scene";
import { isolated, say } from "./words";

/** So many read well from far away; the report has all. */
export const SHOWN = 5;

export interface Finding {
  run: number;
  prompt: string;
  line: string;
}

/** Of each poll the newest run that is shown and was answered; outcomes first, because they are what the room leaves with. */
export function findings(parts: WallParts): Finding[] {
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

function lineOf(run: RunPart, parts: WallParts): string {
  const what = drawn(run, resultOf(parts, run.run));
  if (what.as !== "figures") return shared("too_few", { n: what.n });
  return figuresLine(run, what.figures);
}

export function figuresLine(run: RunPart, figures: Figures): string {
  const { n } = figures;
  const counts = countsOf(figures);
  const answers = answersOf(run);
  const top = Math.max(0, ...counts);
  if (top === 0) return say("finding_nobody", { n });
  if (run.kind === "scale") return [medianLine(run, figures) ?? "", say("n_short", { n })].join(" · ");
  if (run.kind === "gradient") {
    const all = answers.map((answer, at) => `${answer}: ${number(counts[at] ?? 0)}`);
    return [...all, say("n_short", { n })].join(" · ");
  }
  const most = answers.filter((_, at) => counts[at] === top);
  if (most.length === 1) return say("finding_most", { answer: isolated(most[0]!), a: top, n });
  const quoted = most.map((answer) => say("quoted", { text: isolated(answer) }));
  return say("finding_tie", { answers: new Intl.ListFormat(language.tag).format(quoted), a: top, n });
}
