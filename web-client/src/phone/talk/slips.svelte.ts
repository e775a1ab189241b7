// What is being written on this phone: kept through reloads and crashes, sent until it is answered.

import { isRefused, type Answer } from "../../shared/connection";
import { backoff } from "../../shared/patience";
import type { Command, RoomCode } from "../../wire";
import { keep, kept } from "../shelf";
import { EMPTY, answered, newId, sent, written, type Slip } from "./slip";

export type Send = (command: Command, id?: string) => Promise<Answer>;

export class Draft {
  #key: string;
  #send: Send;
  #command: (slip: Slip) => Command;
  #slip = $state.raw<Slip>(EMPTY);
  #stuck = $state(false);
  #failures = 0;
  #isPushing = false;

  constructor(code: RoomCode, name: string, send: Send, command: (slip: Slip) => Command) {
    this.#key = `plenary/${code}/${name}`;
    this.#send = send;
    this.#command = command;
    this.#slip = { ...EMPTY, ...kept<Slip>(this.#key), done: false };
    if (this.#slip.id !== null) void this.#push();
  }

  get slip(): Slip {
    return this.#slip;
  }

  /** It is on its way, and the last try brought no answer. */
  get stuck(): boolean {
    return this.#stuck;
  }

  write(change: Partial<Pick<Slip, "text" | "to">>): void {
    this.#set(written(this.#slip, change));
  }

  send(): void {
    this.#set(sent(this.#slip, newId()));
    this.#failures = 0;
    void this.#push();
  }

  async #push(): Promise<void> {
    const { id } = this.#slip;
    if (id === null || this.#isPushing) return;
    this.#isPushing = true;
    const answer = await this.#send(this.#command(this.#slip), id);
    this.#isPushing = false;
    const after = answered(this.#slip, answer);
    this.#stuck = after === null;
    if (after) return this.#set(after);
    const wait = isRefused(answer) && answer.code === "slow_down" ? answer.wait_ms : 0;
    setTimeout(() => void this.#push(), wait + 250 + backoff(++this.#failures));
  }

  #set(slip: Slip): void {
    this.#slip = slip;
    keep(this.#key, slip);
  }
}
