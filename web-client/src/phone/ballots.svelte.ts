// This browser's ballots: kept across reloads, sent, sent again until they are answered, and never called counted before.

import { isRefused, type Answer } from "../shared/connection";
import { backoff } from "../shared/patience";
import { isOpen, runsOf } from "../shared/view";
import type { Choice, Command, Moment, PhoneParts, RoomCode, RunId, RunPart, Vote } from "../wire";
import { BLANK, counted, refused, restated, tap, told, type Ballot, type Wish } from "./ballot";
import { keep, kept, onKept } from "./shelf";

/** A hello restates at most so many (see `Hello`). */
const RESTATED = 50;
/** A tap without an answer for so long is waiting for the network, as far as a person is concerned. */
const SLOW_MS = 2_500;

export class Ballots {
  #code: RoomCode;
  #send: (command: Command) => Promise<Answer>;
  #ballots = $state.raw<Record<RunId, Ballot>>({});
  /** Runs whose last sending brought no answer. */
  #stuck = $state.raw<Record<RunId, boolean>>({});
  #runs: RunPart[] = [];
  /** When each run was opened that the ballots are for. */
  #opened: Record<RunId, Moment> = {};
  #restated = new Map<RunId, Wish>();
  #failures = new Map<RunId, number>();
  #onCounted: (run: RunId) => void;

  constructor(code: RoomCode, send: (command: Command) => Promise<Answer>, onCounted: (run: RunId) => void) {
    this.#code = code;
    this.#send = send;
    this.#onCounted = onCounted;
    onKept((key) => {
      const run = this.#runs.find((each) => this.#key(each) === key);
      if (run) this.#read(run);
    });
  }

  of(run: RunId): Ballot {
    return this.#ballots[run] ?? BLANK;
  }

  /** The last try to send this run's ballot brought no answer. */
  isStuck(run: RunId): boolean {
    return this.#stuck[run] ?? false;
  }

  /** After each view: learns of new runs and of what the server has. */
  fold(parts: PhoneParts): void {
    this.#runs = runsOf(parts);
    for (const run of this.#runs) {
      // A store that was restored counts runs again from where it stood: the same number, and another poll.
      if (this.#opened[run.run] === run.opened) continue;
      this.#opened[run.run] = run.opened;
      this.#read(run, BLANK);
    }
    for (const mine of parts.mine?.ballots ?? []) {
      if (!this.#runs.some((run) => run.run === mine.run)) continue;
      const before = this.of(mine.run);
      const after = told(before, mine);
      if (after !== before) this.#write(mine.run, after);
    }
  }

  /** A tap on an answer. */
  cast(run: RunId, choice: Choice): void {
    const part = this.#runs.find((each) => each.run === run);
    // Another tab may have gone on meanwhile; its revisions are lower than ours must be.
    if (part) this.#read(part);
    this.#write(run, tap(this.of(run), choice));
    this.#failures.delete(run);
    if (this.of(run).wish) void this.#push(run);
  }

  /** Chosen, but not cast. */
  draft(run: RunId, choice: Choice | null): void {
    this.#write(run, { ...this.of(run), draft: choice });
  }

  /** What a hello says of the open runs. */
  restate(): Vote[] {
    this.#restated.clear();
    for (const { run, phase } of this.#runs) {
      const wish = isOpen(phase) || this.of(run).wish ? restated(this.of(run)) : null;
      if (wish && this.#restated.size < RESTATED) this.#restated.set(run, wish);
    }
    return [...this.#restated].map(([run, wish]) => this.#vote(run, wish));
  }

  /** An answer to a ballot of a hello. */
  answered(answer: Answer): void {
    const run = Number(answer.id.split("/")[1]);
    const wish = this.#restated.get(run);
    if (wish) this.#settle(run, wish, answer);
  }

  /** Names the run by its opening, too, so that no other poll of that number takes it. */
  #vote(run: RunId, wish: Wish): Vote {
    return { run, opened: this.#opened[run], ...wish };
  }

  async #push(run: RunId): Promise<void> {
    const { wish } = this.of(run);
    if (!wish) return;
    const slow = setTimeout(() => {
      if (this.of(run).wish?.r === wish.r) this.#mark(run, true);
    }, SLOW_MS);
    const answer = await this.#send({ vote: this.#vote(run, wish) });
    clearTimeout(slow);
    this.#settle(run, wish, answer);
  }

  #settle(run: RunId, wish: Wish, answer: Answer): void {
    const before = this.of(run);
    const after = isRefused(answer)
      ? refused(before, wish, answer)
      : counted(before, wish, answer.ballot?.was ?? "same");
    if (after === null) {
      if (before.wish?.r === wish.r)
        this.#again(run, isRefused(answer) && answer.code === "slow_down" ? answer.wait_ms : 0);
      return;
    }
    this.#mark(run, false);
    this.#failures.delete(run);
    if (after === before) return;
    this.#write(run, after);
    if (after.wish === null && (after.verdict === "counted" || after.verdict === "changed")) this.#onCounted(run);
  }

  /** Sends again after a while; a line that is made meanwhile restates it sooner. */
  #again(run: RunId, wait: number): void {
    this.#mark(run, true);
    const failures = (this.#failures.get(run) ?? 0) + 1;
    this.#failures.set(run, failures);
    setTimeout(
      () => {
        if (this.#failures.get(run) === failures) void this.#push(run);
      },
      wait + backoff(failures),
    );
  }

  #mark(run: RunId, stuck: boolean): void {
    if (this.isStuck(run) !== stuck) this.#stuck = { ...this.#stuck, [run]: stuck };
  }

  #read(run: RunPart, otherwise = this.of(run.run)): void {
    this.#ballots = { ...this.#ballots, [run.run]: kept<Ballot>(this.#key(run)) ?? otherwise };
  }

  #write(run: RunId, ballot: Ballot): void {
    this.#ballots = { ...this.#ballots, [run]: ballot };
    const part = this.#runs.find((each) => each.run === run);
    if (part) keep(this.#key(part), ballot);
  }

  /** A run is known by its number and its opening: a server that began anew counts from 1 again. */
  #key(run: RunPart): string {
    return `plenary/${this.#code}/${run.run}/${run.opened}`;
  }
}
