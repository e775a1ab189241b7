// This browser's upvotes: kept across reloads, sent until answered, restated when the server's data began anew.

import { isRefused } from "../../shared/connection";
import { backoff } from "../../shared/patience";
import type { PageQuestion, QuestionId, RoomCode } from "../../wire";
import { keep, kept } from "../shelf";
import type { Send } from "./slips.svelte";
import { heard, restated, tapped, type Own, type Owns } from "./upvote";

interface Kept {
  owns: Owns;
  /** The data they were last said to. */
  epoch: string | null;
}

export class Upvotes {
  #key: string;
  #send: Send;
  #owns = $state.raw<Owns>({});
  #epoch: string | null = null;
  #restating: string | null = null;
  #failures = new Map<QuestionId, number>();
  /** The last tap that could not be taken, until the next. */
  refused = $state.raw<QuestionId | null>(null);

  constructor(code: RoomCode, send: Send) {
    this.#key = `plenary/${code}/upvotes`;
    this.#send = send;
    this.#read();
  }

  of(question: QuestionId): Own | undefined {
    return this.#owns[question];
  }

  tap(question: QuestionId): void {
    // Another tab may have gone on meanwhile; its revisions are lower than ours must be.
    this.#read();
    this.refused = null;
    this.#failures.delete(question);
    this.#write(question, tapped(this.of(question)));
    void this.#push(question);
  }

  /** What a fetched page says of this pass. */
  learn(questions: PageQuestion[]): void {
    for (const { question, mine } of questions) if (mine) this.#write(question, heard(this.of(question), mine));
  }

  /** Restates all of them to data that has not heard them, and what is still on its way. */
  async restate(epoch: string): Promise<void> {
    if (this.#restating === epoch) return;
    this.#restating = epoch;
    const isOther = this.#epoch !== null && this.#epoch !== epoch;
    if (!isOther) {
      for (const [question, own] of Object.entries(this.#owns)) if (!own.told) void this.#push(Number(question));
    } else {
      for (const upvotes of restated(this.#owns)) {
        let failures = 0;
        while (this.#restating === epoch) {
          const answer = await this.#send({ upvotes: { upvotes } });
          if (!isRefused(answer) || !["try_again", "slow_down", "draining"].includes(answer.code)) break;
          const more = answer.code === "slow_down" ? answer.wait_ms : 0;
          await new Promise((resolve) => setTimeout(resolve, more + 250 + backoff(++failures)));
        }
      }
    }
    if (this.#restating !== epoch) return;
    this.#epoch = epoch;
    this.#save();
  }

  async #push(question: QuestionId): Promise<void> {
    const own = this.of(question);
    if (!own || own.told) return;
    const answer = await this.#send({ upvote: { question, r: own.r, up: own.up } });
    const now = this.of(question);
    if (now?.r !== own.r) return;
    if (!isRefused(answer)) return this.#write(question, { ...own, told: true });
    switch (answer.code) {
      case "try_again":
      case "slow_down":
      case "draining": {
        const failures = (this.#failures.get(question) ?? 0) + 1;
        this.#failures.set(question, failures);
        const more = answer.code === "slow_down" ? answer.wait_ms : 0;
        setTimeout(
          () => {
            if (this.#failures.get(question) === failures) void this.#push(question);
          },
          more + 250 + backoff(failures),
        );
        break;
      }
      case "superseded":
        // Another device was later: what it said comes with the next page; our next tap must be higher.
        this.#write(question, { r: answer.r, up: !own.up, told: true });
        break;
      default:
        this.refused = question;
        this.#write(question, { ...own, up: !own.up, told: true });
    }
  }

  #read(): void {
    const before = kept<Kept>(this.#key);
    this.#owns = { ...this.#owns, ...before?.owns };
    this.#epoch = before?.epoch ?? null;
  }

  #write(question: QuestionId, own: Own): void {
    this.#owns = { ...this.#owns, [question]: own };
    this.#save();
  }

  #save(): void {
    keep(this.#key, { owns: this.#owns, epoch: this.#epoch } satisfies Kept);
  }
}
