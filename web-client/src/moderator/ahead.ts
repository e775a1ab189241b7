// A minute ahead: while a screen is pinned to the next question, those who interpret and caption read a prompt before it is asked.

import type { AgendaPoll, ModeratorParts, Moment } from "../wire";
import { lastRun, upcoming } from "./next";

export const AHEAD_MS = 60_000;

/** When the poll has stood on such a screen for its minute; undefined if nobody reads ahead, or it may be opened already. */
export function readAheadUntil(parts: ModeratorParts, poll: AgendaPoll, now: Moment): Moment | undefined {
  const isPinned = (parts.screens ?? []).some(({ pinned }) => pinned?.show === "next");
  // What was asked before needs no reading.
  if (!isPinned || lastRun(parts, poll)) return undefined;
  const stands = poll.armed !== null && upcoming(parts)?.poll === poll.poll;
  const until = (stands ? poll.armed! : now) + AHEAD_MS;
  return until > now ? until : undefined;
}
