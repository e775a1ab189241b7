// A run that is not yet: how the wall will look when a poll is opened.

import type { AgendaPoll, Kind, Moment, Provenance, RunPart, Visibility } from "../wire";

/** No run has this number, so nothing is mistaken for it. */
export const NOT_YET = 0;

export interface Plan {
  visibility: Visibility;
  /** Countdown in seconds; none is "until closed". */
  seconds: number | null;
}

export function preview(
  poll: Kind & Pick<AgendaPoll, "prompt"> & { provenance: Provenance; runs?: number[] },
  plan: Plan,
  now: Moment,
): RunPart {
  const { runs, ...asked } = poll;
  return {
    ...asked,
    run: NOT_YET,
    round: (runs?.length ?? 0) + 1,
    phase: "open",
    visibility: plan.visibility,
    opened: now,
    until: plan.seconds === null ? null : now + plan.seconds * 1000,
    flagged: false,
  };
}
