// What a moderator most likely does next: the one act that stands biggest on the page.

import type { AgendaPoll, ModeratorParts, ModeratorRun, PollId } from "../wire";

export type Next =
  | { act: "keep_open"; run: ModeratorRun }
  | { act: "close"; run: ModeratorRun }
  | { act: "show"; run: ModeratorRun }
  | { act: "open"; poll: AgendaPoll }
  | { act: "thank" }
  | { act: "none" };

/** The run on the stage, unless its opening was undone. */
export function staged(parts: ModeratorParts): ModeratorRun | undefined {
  const showing = parts.stage?.showing;
  const run = showing?.show === "run" ? parts[`run/${showing.run}`] : undefined;
  return run?.phase === "void" ? undefined : run;
}

/** The last run of a poll that was not undone. */
export function lastRun(parts: ModeratorParts, poll: AgendaPoll): ModeratorRun | undefined {
  return poll.runs
    .map((run) => parts[`run/${run}`])
    .filter((run) => run !== undefined && run.phase !== "void")
    .at(-1);
}

/** How a poll stands on the agenda. */
export type Standing = "draft" | "waits" | "open" | "closing" | "closed" | "published";

export function standing(parts: ModeratorParts, poll: AgendaPoll): Standing {
  const phase = lastRun(parts, poll)?.phase;
  if (phase === "open" || phase === "closing") return phase;
  if (poll.armed !== null) return "waits";
  return phase === undefined || phase === "void" ? "draft" : phase;
}

/** A run takes ballots on the stage, so nothing else can be opened there. */
export function stageTaken(parts: ModeratorParts): ModeratorRun | undefined {
  const run = staged(parts);
  return run && (run.phase === "open" || run.phase === "closing") ? run : undefined;
}

/** The poll to open next: of those that wait the one armed last, as the server has it, else the first that was never asked. Outcome lines are asked together, not one by one. */
export function upcoming(parts: ModeratorParts): AgendaPoll | undefined {
  const polls = parts.agenda?.polls ?? [];
  const waiting = polls.filter((poll) => standing(parts, poll) === "waits");
  return (
    waiting.sort((a, b) => b.armed! - a.armed!)[0] ??
    polls.find((poll) => standing(parts, poll) === "draft" && poll.provenance.from !== "outcome")
  );
}

export function next(parts: ModeratorParts, chosen?: PollId): Next {
  const run = staged(parts);
  if (run?.phase === "closing") return { act: "keep_open", run };
  if (run?.phase === "open") return { act: "close", run };
  const picked = parts.agenda?.polls.find((poll) => poll.poll === chosen);
  if (picked && picked.poll !== run?.poll) return { act: "open", poll: picked };
  if (run?.phase === "closed") return { act: "show", run };
  const poll = upcoming(parts);
  if (poll) return { act: "open", poll };
  return parts.stage && parts.stage.showing.show !== "closing" ? { act: "thank" } : { act: "none" };
}
