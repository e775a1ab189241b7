// A fair close: whoever has not seen a question yet is counted before it closes; asked once, and never in the way.

import type { ModeratorParts, ModeratorRun, RunId } from "../../wire";

export const WAIT_MS = 10_000;
/** A double tap is over by then: its second half is no answer. */
const DEAF_MS = 700;

export interface Unseeing {
  all: number;
  online: number;
}

/** Phones here that have not seen these runs, as many as miss one of them at least; undefined if all have seen all. */
export function unseeing(parts: ModeratorParts, runs: readonly { run: RunId }[]): Unseeing | undefined {
  const counts = (parts.unseen ?? [])
    .filter((unseen) => runs.some(({ run }) => run === unseen.run))
    .map(({ by_mode }) => ({ all: by_mode.reduce((sum, n) => sum + n, 0), online: by_mode[1] }));
  const most = counts.sort((a, b) => b.all - a.all)[0];
  return most && most.all > 0 ? most : undefined;
}

interface Asked {
  /** The runs that are to be closed together. */
  runs: readonly RunId[];
  at: number;
  /** What is done once it is answered. */
  close: () => void;
}

export class FairClose {
  asked = $state.raw<Asked | undefined>();
  /** On the server's clock: when it closes by itself, because a moderator chose so. */
  until = $state<number | undefined>();

  /** Whether it is these runs that are asked about. */
  isOf(runs: readonly { run: RunId }[]): boolean {
    return this.asked !== undefined && this.asked.runs.join() === runs.map(({ run }) => run).join();
  }

  /** Closes, or asks first if phones have not seen them. Pressed again while asked, it closes. */
  press(runs: readonly ModeratorRun[], parts: ModeratorParts, close: () => void): void {
    if (this.asked && this.isOf(runs)) {
      if (performance.now() - this.asked.at > DEAF_MS) this.anyway(close);
      return;
    }
    this.forget();
    if (unseeing(parts, runs)) this.asked = { runs: runs.map(({ run }) => run), at: performance.now(), close };
    else close();
  }

  /** Closes as was asked first, or as is wished now. */
  anyway(close = this.asked?.close): void {
    this.forget();
    close?.();
  }

  wait(now: number): void {
    this.until = now + WAIT_MS;
  }

  forget(): void {
    this.asked = this.until = undefined;
  }
}
