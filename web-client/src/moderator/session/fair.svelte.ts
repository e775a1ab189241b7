// A fair close: whoever has not seen the question yet is counted before it closes; asked once, and never in the way.

import type { ModeratorParts, ModeratorRun } from "../../wire";

export const WAIT_MS = 10_000;
/** A double tap is over by then: its second half is no answer. */
const DEAF_MS = 700;

export interface Unseeing {
  all: number;
  online: number;
}

/** Phones here that have not seen the run; undefined if all have. */
export function unseeing(parts: ModeratorParts, run: ModeratorRun): Unseeing | undefined {
  const unseen = parts.unseen;
  if (!unseen || unseen.run !== run.run) return undefined;
  const all = unseen.by_mode.reduce((sum, n) => sum + n, 0);
  return all > 0 ? { all, online: unseen.by_mode[1] } : undefined;
}

export class FairClose {
  /** The run that is asked about, and whether its result is to be shown at once. */
  asked = $state.raw<{ run: number; show: boolean; at: number } | undefined>();
  /** On the server's clock: when it closes by itself, because a moderator chose so. */
  until = $state<number | undefined>();

  constructor(readonly close: (run: ModeratorRun, show: boolean) => void) {}

  /** Closes, or asks first if phones have not seen it. Pressed again while asked, it closes. */
  press(run: ModeratorRun, show: boolean, parts: ModeratorParts): void {
    if (this.asked?.run === run.run) {
      if (performance.now() - this.asked.at > DEAF_MS) this.anyway(run, show);
      return;
    }
    if (unseeing(parts, run)) this.asked = { run: run.run, show, at: performance.now() };
    else this.close(run, show);
  }

  anyway(run: ModeratorRun, show: boolean): void {
    this.forget();
    this.close(run, show);
  }

  wait(now: number): void {
    this.until = now + WAIT_MS;
  }

  forget(): void {
    this.asked = this.until = undefined;
  }
}
