// Where the session stands, by the server's clock.

import type { Moment, SessionPart } from "../../wire";

export type SessionPhase = "early" | "before" | "running" | "over";

export function phaseOf(session: SessionPart | undefined, now: Moment): SessionPhase {
  if (!session) return "running";
  if (session.ended !== null) return "over";
  if (session.began !== null) return "running";
  return session.from !== null && now < session.from ? "early" : "before";
}
