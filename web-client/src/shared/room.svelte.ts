// A room as the components of a page read it: the folded view and the state of the line, both reactive.

import type { Command, Role, RoomCode, View } from "../wire";
import { Connection, type Answer, type Ending, type Link, type Restated } from "./connection";
import type { LongPoll } from "./longpoll";
import { allTranslated } from "./translated";
import { receive, type Held } from "./view";

export interface Joining<Parts> {
  code: RoomCode;
  as: Role | "phone" | "screen";
  /** The view the page came with. */
  view?: View<Parts> | null;
  /** How to do without a socket, where that is fetched later. */
  longPoll: () => LongPoll | undefined;
  restate?: () => Restated;
  onAnswer?: (answer: Answer) => void;
  /** After each view was folded in. */
  onView?: (parts: Parts) => void;
}

export class Room<Parts extends object> {
  #held = $state.raw<Held<Parts> | null>(null);
  #link = $state<Link>("waiting");
  #ending = $state<Ending | undefined>();
  #connection: Connection<Parts>;

  constructor({ code, as, view, longPoll, restate, onAnswer, onView }: Joining<Parts>) {
    // Phones and walls read polls in their own language; a moderator reads what was written.
    const read = (next: View<Parts>): View<Parts> =>
      as === "phone" || as === "screen" ? { ...next, parts: allTranslated(next.parts) } : next;
    this.#connection = new Connection<Parts>({
      code,
      as,
      held: () => this.#held,
      longPoll,
      restate: restate ?? (() => ({ ballots: [] })),
      onView: (next) => {
        this.#held = receive(this.#held, read(next));
        onView?.(this.#held.parts);
      },
      onLink: (link, ending) => {
        this.#link = link;
        this.#ending = ending;
      },
      onAnswer,
    });
    if (view) {
      this.#held = receive(null, read(view));
      this.#connection.tellTime(view.now);
    }
  }

  /** The parts this audience holds; undefined before the first view. */
  get parts(): Parts | undefined {
    return this.#held?.parts;
  }

  /** Of the store's data; another one may have lost what was said before it. */
  get epoch(): string | undefined {
    return this.#held?.epoch;
  }

  get link(): Link {
    return this.#link;
  }

  /** Why the line ended for good, if it did. */
  get ending(): Ending | undefined {
    return this.#ending;
  }

  /** When the server was last heard, on this device's clock, in ms; not reactive: read it on a timer. */
  get heard(): number {
    return this.#connection.heard;
  }

  /** Views come over a WebSocket; not reactive. */
  get overSocket(): boolean {
    return this.#connection.overSocket;
  }

  /** The server's clock, in ms. */
  now = (): number => this.#connection.now();

  start(): void {
    this.#connection.start();
  }

  stop(): void {
    this.#connection.stop();
  }

  /** Tries at once instead of waiting. */
  wake = (): void => this.#connection.wake();

  send = (command: Command, id?: string): Promise<Answer> => this.#connection.send(command, id);
}
