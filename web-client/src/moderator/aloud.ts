// One sentence the chair can read aloud for a result, with its n and with what nobody may conclude from it.

import { readOf, told } from "../kinds/known.svelte";
import { countsOf, medianOf } from "../shared/counted";
import { answersOf } from "../shared/poll";
import type { Figures, Kind, ResultPart } from "../wire";
import { FEW } from "../wall/drawn";
import { say } from "./words";
import { language } from "../shared/words";

/** Undefined while there are no figures to read. */
export function aloud(kind: Kind, result: ResultPart | undefined): string | undefined {
  if (!result || "count" in result) return undefined;
  const n = "too_few" in result ? result.too_few.n : result.figures.n;
  if (n === 0) return say("aloud_none");
  if ("too_few" in result || n < FEW) return say("aloud_few", { n });
  const { figures } = result;
  const rest = figures.cant_say > 0 ? say("aloud_rest", { n: figures.cant_say }) : say("aloud_rest_none");
  const found = finding(kind, figures);
  return found && say("aloud_all", { found, rest, chose: say("aloud_chose") });
}

function finding(kind: Kind, figures: Figures): string | undefined {
  const all = figures.n;
  const counts = countsOf(figures);
  const labels = answersOf(kind);
  const at = (answer: number) => counts[answer] ?? 0;
  switch (kind.kind) {
    case "yes_no":
      return say("aloud_yes_no", { n: at(0), all, no: at(1) });
    case "gradient":
      return say("aloud_gradient", { n: at(0), all, live: at(1), info: at(2), object: at(3) });
    case "scale": {
      const said = all - figures.cant_say;
      const median = medianOf(figures);
      if (median === null) return say("aloud_nobody");
      const low = labels[Math.floor(median)] ?? "";
      const high = labels[Math.ceil(median)] ?? "";
      if (low !== high) return say("aloud_between", { n: said, low, high });
      return say("aloud_scale", { n: said, answer: low, at: at(Math.floor(median)) });
    }
    case "single":
    case "multiple":
      return leading(labels, counts, all);
    default: {
      const [own, read] = [told(kind), readOf(figures)];
      return own && read ? own.meaning.sentence(own.kind, read) : undefined;
    }
  }
}

/** The answer with the most ballots and the one behind it; where two or more lead together, that. */
function leading(labels: string[], counts: number[], all: number): string {
  const ranked = labels.map((label, at) => ({ label, n: counts[at] ?? 0 })).sort((a, b) => b.n - a.n);
  const [first, second] = ranked;
  if (!first || first.n === 0) return say("aloud_nobody");
  const level = ranked.filter((one) => one.n === first.n);
  if (level.length > 1) {
    return say("aloud_level", { answers: list(level.map((one) => one.label)), n: first.n, all });
  }
  return say("aloud_leading", {
    answer: first.label,
    n: first.n,
    all,
    second: second?.label ?? "",
    then: second?.n ?? 0,
  });
}

function list(labels: string[]): string {
  const quoted = labels.map((label) => `“${label}”`);
  return new Intl.ListFormat(language.tag).format(quoted);
}
