// What the parts of the phone's page that are fetched later take from it.

import type { Room } from "../shared/room.svelte";
import type { PhoneParts, RoomCode, RunId, RunPart } from "../wire";
import type { Ballots } from "./ballots.svelte";
import type { Self } from "./self.svelte";

export type Place = "vote" | "questions" | "speak";

export interface PhonePage {
  readonly code: RoomCode;
  readonly room: Room<PhoneParts>;
  readonly ballots: Ballots;
  readonly self: Self;
  /** The run whose ballot stands first. */
  readonly first: RunPart | undefined;
  /** The stage's run. */
  readonly staged: RunPart | undefined;
  /** All that take ballots. */
  readonly open: readonly RunPart[];
  readonly hasVoted: boolean;
  readonly isWide: boolean;
  /** The stage has something to show that is not the ballot. */
  readonly stageApart: boolean;
  /** The later script itself. */
  readonly later: typeof import("./talk/main") | undefined;
  place: Place;
  /** To another ballot. */
  go(run: RunId): void;
  /** Somebody looks at this one, too. */
  unfold(run: RunId): void;
  /** For whoever listens; what it is about goes away under the finger, so that they stand at the ballot again. */
  told(words: string): void;
}
