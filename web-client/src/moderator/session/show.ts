// The run of show: where the session stands, and what is left of it. Told, never enforced.

import type { ModeratorParts, Moment, SessionPart } from "../../wire";
import { lastRun } from "../next";

const MINUTE_MS = 60_000;

export type Phase = "early" | "before" | "running" | "over";

/** As the server has it: domain/session.rs. */
export function phaseOf(session: SessionPart | undefined, now: Moment): Phase {
  if (!session) return "before";
  if (session.ended !== null) return "over";
  if (session.began !== null) return "running";
  return session.from !== null && now < session.from ? "early" : "before";
}

export interface RunOfShow {
  phase: Phase;
  /** Whole minutes left of what was planned, the last one counted until it is over; below zero: so many over. */
  left: number | undefined;
  /** Whole minutes until the planned beginning; below zero: late. */
  until: number | undefined;
  /** Polls of the agenda that nobody was asked yet; outcome lines and the temperature are not planned items. */
  unplayed: number;
  /** Turns online, of all. */
  online: number;
  turns: number;
}

export function runOfShow(parts: ModeratorParts, now: Moment): RunOfShow {
  const { session, about, ledger } = parts;
  const phase = phaseOf(session, now);
  const began = session?.began ?? undefined;
  const planned = session?.planned ?? undefined;
  const polls = parts.agenda?.polls ?? [];
  const items = polls.filter(({ provenance: { from } }) => from !== "outcome" && from !== "temperature");
  return {
    phase,
    left:
      phase === "running" && began !== undefined && about
        ? minutes(began + about.minutes * MINUTE_MS - now)
        : undefined,
    until: (phase === "before" || phase === "early") && planned !== undefined ? minutes(planned - now) : undefined,
    unplayed: items.filter((poll) => lastRun(parts, poll) === undefined).length,
    online: ledger?.modes.online?.turns ?? 0,
    turns: ledger?.all.turns ?? 0,
  };
}

/** Up while time is left, so that the last minute reads 1; past the end, whole minutes that are over. */
function minutes(ms: number): number {
  // A minus zero is a zero.
  return Math.ceil(ms / MINUTE_MS) || 0;
}

/** A moment as a field for date and time wants it, on this device's clock face; nothing is empty. */
export function fieldOf(at: Moment | null | undefined): string {
  if (at === null || at === undefined) return "";
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16);
}

/** And back. */
export function momentOf(field: string): Moment | null {
  const at = field === "" ? Number.NaN : new Date(field).getTime();
  return Number.isNaN(at) ? null : at;
}
