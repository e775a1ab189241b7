// How this person takes part, and what they want to have hidden: said once, kept in this browser, told to the server.

import { isRefused, type Answer } from "../shared/connection";
import type { Command, Mode, RoomCode } from "../wire";
import { keep, kept } from "./shelf";

interface Said {
  mode: Mode | null;
  /** The question was waved away. */
  asked: boolean;
  hidden: boolean;
}

export class Self {
  #key: string;
  #send: (command: Command) => Promise<Answer>;
  #said = $state.raw<Said>({ mode: null, asked: false, hidden: false });

  constructor(code: RoomCode, send: (command: Command) => Promise<Answer>, preset: string | null) {
    this.#key = `plenary/${code}/self`;
    this.#send = send;
    this.#said = { ...this.#said, ...kept<Said>(this.#key) };
    if (this.#said.mode === null && (preset === "room" || preset === "online")) this.#write({ mode: preset });
  }

  /** What was said here; `null` if nothing was. */
  get mode(): Mode | null {
    return this.#said.mode;
  }

  /** The question needs no asking any more. */
  get asked(): boolean {
    return this.#said.asked || this.#said.mode !== null;
  }

  get hidden(): boolean {
    return this.#said.hidden;
  }

  set hidden(hidden: boolean) {
    this.#write({ hidden });
  }

  wave(): void {
    this.#write({ asked: true });
  }

  /** Says it; where no answer comes, the next hello says it again. */
  async state(mode: Mode): Promise<void> {
    const before = this.#said.mode;
    this.#write({ mode, asked: true });
    const answer = await this.#send({ mode: { mode } });
    const isLost = isRefused(answer) && !["try_again", "draining", "slow_down"].includes(answer.code);
    if (isLost && this.#said.mode === mode) this.#write({ mode: before });
  }

  #write(change: Partial<Said>): void {
    this.#said = { ...this.#said, ...change };
    keep(this.#key, this.#said);
  }
}
