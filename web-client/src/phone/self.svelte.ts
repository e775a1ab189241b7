// How this person takes part, of which group they are, and what they want to have hidden: said once, kept in this browser, told to the server.

import { isRefused, type Answer } from "../shared/connection";
import type { Command, Group, Mode, RoomCode } from "../wire";
import { keep, kept } from "./shelf";

interface Said {
  mode: Mode | null;
  /** The question was waved away. */
  asked: boolean;
  /** Of which group; "unstated" is "rather not say", `null` not asked yet. */
  group: Group | null;
  hidden: boolean;
}

/** Refused for good: what the next hello would say again is not. */
function isLost(answer: Answer): boolean {
  return isRefused(answer) && !["try_again", "draining", "slow_down"].includes(answer.code);
}

export class Self {
  #key: string;
  #send: (command: Command) => Promise<Answer>;
  #said = $state.raw<Said>({ mode: null, asked: false, group: null, hidden: false });

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

  /** What was said here; `null` if nothing was. */
  get group(): Group | null {
    return this.#said.group;
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
    if (isLost(answer) && this.#said.mode === mode) this.#write({ mode: before });
  }

  /** The same for the group. */
  async join(group: Group): Promise<void> {
    const before = this.#said.group;
    this.#write({ group });
    const answer = await this.#send({ group: { group } });
    if (isLost(answer) && this.#said.group === group) this.#write({ group: before });
  }

  #write(change: Partial<Said>): void {
    this.#said = { ...this.#said, ...change };
    keep(this.#key, this.#said);
  }
}
