// The sentences beneath a chart: how many answered, who they were, and what nobody may read into it.

import { readOf, told } from "../kinds/known.svelte";
import { medianLine } from "../kinds/said";
import { number } from "../shared/format";
import { say as shared } from "../shared/words";
import type { Figures, ResultPart, RunPart } from "../wire";
import { drawn, FEW, groupName } from "./drawn";
import { say } from "./words";

/** The groups of a breakdown with the n of each: "in the room · 14". */
export function groupsOf(figures: Figures | undefined): { name: ReturnType<typeof groupName>; label: string }[] {
  return (figures?.by_mode ?? []).map((group) => {
    const name = groupName(group);
    return { name, label: say(`group_${name}`, { n: group.n }) };
  });
}

export interface Lines {
  /** What the room must know first. */
  first: string;
  /** What stands behind it. */
  second: string[];
}

/** The honest line of DESIGN §8 and what the wall says before there is anything to be honest about. */
export function linesOf(run: RunPart, result: ResultPart | undefined): Lines {
  const what = drawn(run, result);
  const flagged = run.flagged ? [shared("may_miss")] : [];
  if (run.phase === "void") return { first: say("void"), second: [] };
  if (what.as === "too_few")
    return {
      first: shared("too_few", { n: what.n }),
      second: [say("from_few", { few: number(FEW) }), say("chose_itself"), ...flagged],
    };
  if (what.as === "count") {
    const first = shared(what.atLeast ? "answers_at_least" : "answers", { n: what.n });
    return { first, second: [waitingFor(run), ...flagged] };
  }
  const { figures } = what;
  const online = figures.by_mode.find((group) => groupName(group) === "online");
  const first = [
    say("n_answers", { n: figures.n }),
    ...(online ? [say("n_online", { n: online.n })] : []),
    say("chose_itself"),
  ].join(" · ");
  const median = medianLine(run, figures);
  const several = run.kind === "multiple" ? [say("several", { n: run.max })] : [];
  const thin = figures.named > 0 && figures.by_group.length === 0 ? [shared("groups_thin", { n: figures.named })] : [];
  const [own, read] = [told(run), readOf(figures)];
  const beneath = own && read ? own.meaning.beneath(own.kind, read) : [];
  return { first, second: [...(median ? [median] : []), ...several, ...beneath, ...thin, ...flagged] };
}

function waitingFor(run: RunPart): string {
  if (run.phase === "closed") return say("closed_not_shown");
  return run.visibility === "live" ? say("from_few", { few: number(FEW) }) : say("when_closed");
}
