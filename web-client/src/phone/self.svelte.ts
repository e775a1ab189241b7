// How this person takes part, of which group they are, and what they want to have hidden: said once, and kept in this browser.

import type { Group, Mode, RoomCode } from "../wire";
import { keep, kept } from "./shelf";

interface Said {
  mode: Mode | null;
  /** The question was waved away. */
  asked: boolean;
  /** Of which group; "unstated" is "rather not say", `null` not asked yet. */
  group: Group | null;
  hidden: boolean;
}

export class Self {
  #key: string;
  #said = $state.raw<Said>({ mode: null, asked: false, group: null, hidden: false });

  constructor(code: RoomCode, preset: string | null) {
    this.#key = `plenary/${code}/self`;
    this.#said = { ...this.#said, ...kept<Said>(this.#key) };
    if (this.#said.mode === null && (preset === "room" || preset === "online")) this.say({ mode: preset });
  }

  /** What was said here; `null` if nothing was. */
  get mode(): Mode | null {
    return this.#said.mode;
  }

  /** The question needs no asking any more. */
  get asked(): boolean {
    return this.#said.asked || this.#said.mode !== null;
  }

  /** What was said here; `null` if nothing was. */
  get group(): Group | null {
    return this.#said.group;
  }

  get hidden(): boolean {
    return this.#said.hidden;
  }

  set hidden(hidden: boolean) {
    this.say({ hidden });
  }

  /** Says something of oneself here; the next hello tells the server. */
  say(change: Partial<Said>): void {
    this.#said = { ...this.#said, ...change };
    keep(this.#key, this.#said);
  }
}
