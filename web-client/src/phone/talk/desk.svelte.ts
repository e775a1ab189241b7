// What the conversation on this phone keeps for as long as the page is there, whichever part of it is looked at.

import type { Room } from "../../shared/room.svelte";
import type { MyQuestion, PhoneParts, QuestionId, RoomCode } from "../../wire";
import { keep, kept } from "../shelf";
import { List } from "./list.svelte";
import { placeOf, type Place } from "./place";
import { phaseOf, type SessionPhase } from "./phase";
import { Draft } from "./slips.svelte";
import { Upvotes } from "./upvotes.svelte";

/** setTimeout counts in 32 bits; a room may open in weeks. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** What of a question's fate is news to its author. */
function newsOf({ state, reply }: MyQuestion): string {
  return state.is + (reply ? "+" : "");
}

export class Desk {
  readonly room: Room<PhoneParts>;
  readonly ask: Draft;
  readonly hand: Draft;
  readonly upvotes: Upvotes;
  readonly list: List;
  #newsKey: string;
  #read = $state.raw<Record<QuestionId, string>>({});
  #ticks = $state(0);

  constructor(code: RoomCode, room: Room<PhoneParts>) {
    this.room = room;
    this.ask = new Draft(code, "ask", room.send, ({ text, to }) => ({ ask: { text, ...(to ? { to } : {}) } }));
    this.hand = new Draft(code, "hand", room.send, ({ text }) => ({ raise_hand: text.trim() ? { word: text } : {} }));
    this.upvotes = new Upvotes(code, room.send);
    this.list = new List(code, room, this.upvotes);
    this.#newsKey = `plenary/${code}/news`;
    this.#read = kept<Record<QuestionId, string>>(this.#newsKey) ?? {};
  }

  get phase(): SessionPhase {
    void this.#ticks;
    return phaseOf(this.room.parts?.session, this.room.now());
  }

  /** Nothing can be asked, upvoted or wished for. */
  get isShut(): boolean {
    return this.phase === "early" || this.phase === "over";
  }

  /** Looks at the clock again when the room opens. */
  watchTheDoor(): (() => void) | undefined {
    const from = this.room.parts?.session?.from;
    if (this.phase !== "early" || !from) return undefined;
    const left = Math.min(LONGEST_TIMER, Math.max(500, from - this.room.now() + 500));
    const timer = setTimeout(() => this.#ticks++, left);
    return () => clearTimeout(timer);
  }

  /** One's own place in the queue. */
  get turn(): Place | null {
    return placeOf(this.room.parts?.mine?.turn, this.room.parts?.queue);
  }

  /** One's own questions, the newest first. */
  get mine(): MyQuestion[] {
    return [...(this.room.parts?.mine?.questions ?? [])].reverse();
  }

  /** Something happened to them that was not looked at. */
  get hasNews(): boolean {
    return this.mine.some((each) => {
      const last = this.#read[each.question];
      return last !== undefined
        ? last !== newsOf(each)
        : each.state.is !== "in_review" && each.state.is !== "withdrawn";
    });
  }

  /** They are being looked at. */
  readNews(): void {
    if (this.mine.every((each) => this.#read[each.question] === newsOf(each))) return;
    this.#read = Object.fromEntries(this.mine.map((each) => [each.question, newsOf(each)]));
    keep(this.#newsKey, this.#read);
  }
}
