// The few phrases that several parts of the phone's page say alike.

import type { Phase } from "../wire";
import { say } from "./words";

/** The state of a run, as a heading. */
export function phaseName(phase: Phase): string {
  switch (phase) {
    case "open":
      return say("voting_open");
    case "closing":
      return say("voting_closing");
    case "closed":
      return say("voting_closed");
    case "published":
      return say("result");
    case "void":
      return say("void_head");
    default:
      return phase satisfies never;
  }
}

/** "12 answers so far". */
export function soFarLine({ n, at_least }: { n: number; at_least: boolean }): string {
  return at_least ? say("so_far_at_least", { n }) : say("so_far", { n });
}
