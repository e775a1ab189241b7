// The moderator's desk: what the page holds, which poll is looked at, and the one way every act goes out and comes back.

import type { Answer, Ending, Link } from "../shared/connection";
import { isRefused } from "../shared/connection";
import { resultOf } from "../shared/view";
import { checkAt, type Check } from "../shared/wording";
import type {
  AgendaPoll,
  Command,
  Made,
  ModeratorParts,
  ModeratorRun,
  PollId,
  Raise,
  Refusal,
  Role,
  RunId,
} from "../wire";
import { readAheadUntil } from "./ahead";
import { later } from "./later.svelte";
import { lastRun, next, staged, upcoming } from "./next";
import type { Plan } from "./preview";
import { FairClose } from "./session/fair.svelte";
import { matterOf, tell, type Matter } from "./told";
import { say } from "./words";

/** What a desk needs of a room; the page's own, or one made up for looking at. */
export interface RoomLike {
  readonly parts: ModeratorParts | undefined;
  readonly link: Link;
  readonly ending: Ending | undefined;
  readonly heard: number;
  /** Views come over a WebSocket. */
  readonly overSocket?: boolean;
  now(): number;
  send(command: Command): Promise<Answer>;
}

/** A part that a command made is looked for so long before we say that it did not come. */
const COMES_WITHIN_MS = 4_000;
/** The line of the minutes that tells who was first comes with the next beat, if it is not here. */
const EXPLAINED_WITHIN_MS = 400;
const TICK_MS = 200;
/** A double tap is over by then: its second half opens nothing. */
const DEAF_MS = 700;

export class Desk {
  /** The poll that is looked at, if a moderator picked one. */
  picked = $state<PollId | undefined>();
  /** The server's clock. */
  now = $state(0);
  /** This device's own clock, read at the same moment. */
  deviceNow = $state(0);
  /** Whether views come over a WebSocket now. */
  overSocket = $state(false);
  /** Milliseconds since the server was last heard; 0 before the first time. */
  silence = $state(0);
  /** Acts on their way, by their wish. */
  #going = new Map<string, Promise<void>>();
  /** A poll that was to be opened and is read first, where the next question is read ahead; it opens by itself then. */
  ahead = $state.raw<{ poll: PollId; plan: Plan; until: number; pressed: number } | undefined>();
  /** What to tell in words: a refusal, or a word of ours. */
  notice = $state.raw<{ text: string; refused: boolean } | undefined>();
  /** What asks before a question is closed that phones have not seen. */
  readonly fair = new FairClose();

  /** Looks at the wording of a draft. */
  readonly check: Check = (draft) =>
    checkAt(`/api/rooms/${this.parts.about?.code ?? ""}/check_wording?as=${this.role}`)(draft);

  constructor(
    readonly room: RoomLike,
    readonly role: Role,
  ) {
    this.#tick();
  }

  /** Keeps the clock going until the returned function is called. */
  start(): () => void {
    const timer = setInterval(() => this.#tick(), TICK_MS);
    return () => clearInterval(timer);
  }

  #tick(): void {
    this.now = this.room.now();
    this.deviceNow = Date.now();
    this.overSocket = this.room.overSocket ?? false;
    const due = this.ahead;
    if (due && this.now >= due.until) {
      this.ahead = undefined;
      const poll = this.parts.agenda?.polls.find((one) => one.poll === due.poll);
      if (poll) void this.openNow(poll, due.plan);
    }
    this.silence = this.room.heard === 0 ? 0 : Math.max(0, Date.now() - this.room.heard);
  }

  get parts(): ModeratorParts {
    return this.room.parts ?? {};
  }

  readonly staged = $derived.by(() => staged(this.parts));
  readonly next = $derived.by(() => next(this.parts, this.picked));
  /** The poll on the lower card: the one that was picked, else the one that comes next. */
  readonly looked = $derived.by((): AgendaPoll | undefined => {
    const picked = this.parts.agenda?.polls.find((poll) => poll.poll === this.picked);
    return picked && picked.poll !== this.staged?.poll ? picked : upcoming(this.parts);
  });

  runOf(poll: AgendaPoll): ModeratorRun | undefined {
    return lastRun(this.parts, poll);
  }

  result(run: RunId) {
    return resultOf(this.parts, run);
  }

  turnout(run: RunId) {
    return this.parts.turnout?.find((one) => one.run === run);
  }

  mention(text: string): void {
    this.notice = { text, refused: false };
  }

  dismiss(): void {
    this.notice = undefined;
  }

  /** Tells a refusal; once more when what explains it may have come. */
  refuse(refusal: Refusal, tells: () => string): void {
    let told = { text: tells(), refused: true };
    this.notice = told;
    const again = () => {
      if (this.notice === told) this.notice = told = { text: tells(), refused: true };
    };
    setTimeout(again, EXPLAINED_WITHIN_MS);
    // The words for what is wrong with a text come with what texts are written with.
    if (refusal.code === "bad_text") void later.want("write").then(again);
  }

  #refuse(refusal: Refusal, matter: Matter): void {
    this.refuse(refusal, () => tell(refusal, this.parts, matter));
  }

  /**
   * Sends one act with the revisions that were seen, after those that are on their way. What was made, or undefined if it was
   * refused: then it has been told. The same again while it is on its way is the second half of a double press.
   */
  async act(command: Command): Promise<{ made: Made | undefined } | undefined> {
    const wish = JSON.stringify(command);
    if (this.#going.has(wish)) return undefined;
    const before = [...this.#going.values()];
    const answered = Promise.all(before).then(() => this.room.send(command));
    this.#going.set(
      wish,
      answered.then(
        () => undefined,
        () => undefined,
      ),
    );
    this.dismiss();
    try {
      const answer = await answered;
      if (!isRefused(answer)) return { made: answer.made };
      this.#refuse(answer, matterOf(command));
      return undefined;
    } finally {
      this.#going.delete(wish);
    }
  }

  /** Closes the run, or asks first whether those who have not seen it are waited for. */
  close(run: ModeratorRun, show: boolean): void {
    this.fair.press([run], this.parts, () => {
      // The revision as it is by then: waiting takes a while.
      const { rev } = this.parts[`run/${run.run}`] ?? run;
      void this.act({ close: { run: run.run, rev, show } });
    });
  }

  /** Panic goes out at once, whatever else is on its way. */
  async panic(on: boolean): Promise<void> {
    const answer = await this.room.send({ blank: { on } });
    if (isRefused(answer)) this.#refuse(answer, {});
  }

  /** Opens a poll on phones only, until it is closed: the stage stays as it is. */
  async openBeside(poll: AgendaPoll): Promise<boolean> {
    const stage_rev = this.parts.stage?.rev ?? 0;
    const done = await this.act({ open: { poll: poll.poll, rev: poll.rev, stage_rev, beside: true } });
    if (!done) return false;
    // Runs are numbered as they come: the next one is opened once this one is seen.
    const run = done.made && "run" in done.made ? done.made.run : undefined;
    if (run !== undefined) await this.comes((parts) => parts[`run/${run}`]);
    return true;
  }

  /** Opens a poll, at once or once it was read ahead. True when it is open. */
  async open(poll: AgendaPoll, plan: Plan): Promise<boolean> {
    if (this.ahead?.poll === poll.poll) {
      const isDouble = performance.now() - this.ahead.pressed < DEAF_MS;
      return isDouble ? false : this.openNow(poll, plan);
    }
    const until = readAheadUntil(this.parts, poll, this.now);
    if (until === undefined) return this.openNow(poll, plan);
    // It comes to the front of those that wait, so that it is what the screen shows.
    if (upcoming(this.parts)?.poll !== poll.poll || poll.armed === null) {
      if (!(await this.act({ arm: { poll: poll.poll, rev: poll.rev, armed: true } }))) return false;
    }
    this.ahead = { poll: poll.poll, plan, until, pressed: performance.now() };
    this.picked = poll.poll;
    return false;
  }

  /** Opens a poll as it was seen. True when it is open. */
  async openNow(poll: AgendaPoll, plan: Plan): Promise<boolean> {
    this.ahead = undefined;
    const stage = this.parts.stage;
    if (!stage) return false;
    const done = await this.act({
      open: {
        poll: poll.poll,
        rev: poll.rev,
        stage_rev: stage.rev,
        beside: false,
        ...(plan.seconds !== null && { seconds: plan.seconds }),
        visibility: plan.visibility,
      },
    });
    if (done) this.picked = undefined;
    return done !== undefined;
  }

  /** Writes a poll on what was just said and, if it may, opens it at once: two acts, each refused or done by itself. */
  async raise(wish: Raise, openNow: boolean, plan: Plan): Promise<boolean> {
    const done = await this.act({ raise: wish });
    if (!done) return false;
    const made = done.made && "poll" in done.made ? done.made.poll : undefined;
    const poll = await this.comes((parts) => parts.agenda?.polls.find((one) => one.poll === made));
    if (!openNow) {
      this.mention(say("kept_for_later"));
      return true;
    }
    if (!poll) this.mention(say("raised_not_opened"));
    else await this.open(poll, plan);
    return true;
  }

  /** The part `find` looks for, as soon as it has come. */
  async comes<Part>(find: (parts: ModeratorParts) => Part | undefined): Promise<Part | undefined> {
    const until = Date.now() + COMES_WITHIN_MS;
    for (;;) {
      const part = find(this.parts);
      if (part !== undefined || Date.now() > until) return part;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}
