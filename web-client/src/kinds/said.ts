// What may be said of a run's figures in one sentence, whatever its kind.

import { isolated, number } from "../shared/format";
import { countsOf, medianOf } from "../shared/counted";
import { answersOf, chosen } from "../shared/poll";
import type { Choice, Figures, Kind } from "../wire";
import { largest, listed, quotedList } from "./figures";
import { readOf, told } from "./known.svelte";
import { say } from "./words";

/** The middle answer of an ordered kind in words, of those who said something. */
export function middleOf(kind: Kind, figures: Figures): string | undefined {
  const median = medianOf(figures);
  if (median === null) return undefined;
  const labels = answersOf(kind);
  const low = labels[Math.floor(median)] ?? "";
  const high = labels[Math.ceil(median)] ?? "";
  return low === high ? low : say("middle_between", { low, high });
}

/** The middle answer of an ordered kind, with the n it is of. */
export function medianLine(kind: Kind, figures: Figures): string | undefined {
  const answer = middleOf(kind, figures);
  return answer === undefined ? undefined : say("median_of", { answer, n: figures.n - figures.cant_say });
}

/** What was found, with its n. */
export function figuresLine(run: Kind, figures: Figures): string {
  const { n } = figures;
  const [own, read] = [told(run), readOf(figures)];
  if (own && read) return own.meaning.sentence(own.kind, read);
  const counts = countsOf(figures);
  const answers = answersOf(run);
  const most = largest(counts);
  if (most.length === 0) return say("finding_nobody", { n });
  const short = say("n_short", { n });
  if (run.kind === "scale") return [medianLine(run, figures) ?? "", short].join(" · ");
  if (run.kind === "gradient") {
    return [...answers.map((answer, at) => `${answer}: ${number(counts[at] ?? 0)}`), short].join(" · ");
  }
  const top = counts[most[0]!] ?? 0;
  if (most.length === 1) return say("finding_most", { answer: isolated(answers[most[0]!] ?? ""), a: top, n });
  return say("finding_tie", { answers: quotedList(most.map((at) => answers[at] ?? "")), a: top, n });
}

/** A choice as its person reads it back. */
export function choiceLine(kind: Kind, choice: Choice): string {
  if (choice === "cant_say") return say("cant_say");
  const own = told(kind);
  if (own) return own.meaning.inWords(own.kind, choice);
  const answers = answersOf(kind);
  return listed(chosen(choice).map((at) => answers[at] ?? ""));
}
