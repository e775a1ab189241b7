// The conversation as one moderator works on it: which list, which row, what is being written, and the way acts go out.

import { SvelteMap } from "svelte/reactivity";
import { isRefused } from "../../shared/connection";
import type { Command, DeclineRule, Fate, Made, ModeratorQuestion, QuestionId, QueuedPart, TurnId } from "../../wire";
import type { Desk } from "../desk.svelte";
import { isUnflagged, listOf, lists, type List } from "./asked";
import { after, AT_ONCE, beside, held } from "./order";
import { tellTalk } from "./told";
import { say } from "./words";

/** What may be written on a row. */
export type Form = "decline" | "edit" | "reply" | "label";

/** The rules in the order of their digits. */
export const RULES: readonly DeclineRule[] = [
  "off_topic",
  "attack",
  "private_person",
  "asked_already",
  "advertising",
  "unclear",
];

/** *Give the floor* is deaf for so long after it was heard: a double press would pass somebody over. */
const DEAF_MS = 900;
const TAKE = 5;
/** What a speaker is given beside the rule's time, press by press. */
export const MORE_SECONDS = 30;

/** What undoes an act of mine: an approval goes off the list, everything else comes back. */
const UNDONE_BY: Partial<Record<Fate["is"], Fate["is"]>> = {
  approve: "archive",
  decline: "restore",
  archive: "restore",
  answering: "restore",
  answered: "restore",
};

export class Talk {
  list = $state<List>("waiting");
  /** The row that keys work on. */
  at = $state<QuestionId | undefined>();
  /** What is being written, with the words that a refusal gave back. */
  form = $state.raw<{ question: QuestionId; is: Form; text?: string } | undefined>();
  /** The rows as they are drawn. */
  shown = $state.raw<QuestionId[]>([]);
  /** Somebody's hand is in the list: nothing moves there. */
  inside = $state(false);
  /** What was brought over last, while it can be taken back. */
  relayed = $state.raw<{ questions: QuestionId[]; turns: TurnId[] } | undefined>();
  /** The turn that keys work on. */
  turnAt = $state<TurnId | undefined>();
  /** The floor is being given, or was just now. */
  giving = $state(false);
  /** Rows whose act is on its way, with the revision it was sent on. */
  #going = new SvelteMap<QuestionId, number>();
  /** What I did, newest last, with what undoes it; many at once are undone at once. */
  #did: { questions: QuestionId[]; by: Fate["is"] | "unmerge" }[] = [];

  constructor(readonly desk: Desk) {}

  readonly lists = $derived.by(() => lists(this.desk.parts));
  readonly wanted = $derived.by(() => this.lists[this.list]);
  /** What *approve all unflagged* takes: those that stand here to be read. */
  readonly unflagged = $derived.by(() => {
    const shown = new Set(this.list === "waiting" ? this.shown : this.lists.waiting);
    const all = this.lists.waiting.map((id) => this.question(id)!).filter((one) => shown.has(one.question));
    return all.filter(isUnflagged).slice(0, AT_ONCE);
  });

  question(id: QuestionId): ModeratorQuestion | undefined {
    return this.desk.parts[`question/${id}`];
  }

  isGoing(id: QuestionId): boolean {
    return this.#going.has(id);
  }

  /** The question once nothing is on its way for it: a key that is pressed meanwhile is not lost. */
  async free(id: QuestionId): Promise<ModeratorQuestion | undefined> {
    if (this.isGoing(id)) await this.desk.comes(() => !this.isGoing(id) || undefined);
    return this.isGoing(id) ? undefined : this.question(id);
  }

  /** Whether the row is on its list still, and free to be worked on. */
  readonly isFree = (id: QuestionId): boolean => {
    const question = this.question(id);
    return question !== undefined && listOf(question) === this.list && !this.isGoing(id);
  };

  /** Draws the list anew: as it is, or, while somebody is in it, so that nothing moves. */
  settle(): void {
    this.shown = this.inside ? held(this.shown, this.wanted, this.at) : this.wanted;
    if (this.at !== undefined && !this.shown.includes(this.at)) this.at = this.shown.find(this.isFree);
  }

  look(list: List): void {
    this.list = list;
    this.form = undefined;
    this.shown = this.wanted;
    this.at = this.shown[0];
  }

  move(by: 1 | -1): void {
    this.at = beside(this.shown, this.at, by, (id) => !this.isGoing(id) && this.question(id) !== undefined);
  }

  open(is: Form, question: QuestionId, text?: string): void {
    this.at = question;
    this.form = { question, is, text };
  }

  /** Sends one act as it was seen. What was made, or undefined if it was refused: then it has been told. */
  async act(command: Command): Promise<{ made: Made | undefined } | undefined> {
    this.desk.dismiss();
    const answer = await this.desk.room.send(command);
    if (!isRefused(answer)) return { made: answer.made };
    this.desk.refuse(answer, () => tellTalk(answer, this.desk.parts, command));
    return undefined;
  }

  /** One act on these rows: they are on their way until the server said so and the view has it. */
  async #on(questions: readonly ModeratorQuestion[], command: Command): Promise<boolean> {
    if (questions.some((one) => this.isGoing(one.question))) return false;
    for (const one of questions) this.#going.set(one.question, one.rev);
    try {
      const done = await this.act(command);
      if (!done) return false;
      await this.desk.comes(() => questions.every((one) => this.question(one.question)?.rev !== one.rev) || undefined);
      return true;
    } finally {
      for (const one of questions) this.#going.delete(one.question);
    }
  }

  /** What becomes of a question. The hand goes on to the next one at once; if it is refused, that is told. */
  async tend(question: ModeratorQuestion, fate: Fate): Promise<boolean> {
    this.form = undefined;
    const leaves = fate.is !== "edit" && fate.is !== "label" && fate.is !== "reply" && fate.is !== "answering";
    const sent = this.#on([question], { tend: { question: question.question, rev: question.rev, fate } });
    if (leaves && this.at === question.question) this.at = after(this.shown, question.question, this.isFree);
    const done = await sent;
    const by = UNDONE_BY[fate.is];
    if (done && by) this.#did.push({ questions: [question.question], by });
    return done;
  }

  async approveAll(): Promise<void> {
    const all = this.unflagged;
    if (all.length === 0) return;
    const questions = all.map(({ question, rev }) => ({ question, rev }));
    const done = await this.#on(all, { approve_all: { questions } });
    if (!done) return;
    this.#did.push({ questions: all.map(({ question }) => question), by: "archive" });
    this.desk.mention(say("approved_all", { n: all.length }));
  }

  /** Makes `from` one with `into`; a question that waits itself is approved first, because the moderator read both. */
  async merge(from: ModeratorQuestion, into: ModeratorQuestion): Promise<boolean> {
    let target = into;
    if (into.state.is === "in_review") {
      if (!(await this.tend(into, { is: "approve" }))) return false;
      const approved = this.question(into.question);
      if (approved?.state.is !== "approved") return false;
      target = approved;
    }
    const { question, rev } = from;
    const sent = this.#on([from], { merge: { question, rev, into: target.question, into_rev: target.rev } });
    if (this.at === question) this.at = after(this.shown, question, this.isFree);
    const done = await sent;
    if (done) this.#did.push({ questions: [question], by: "unmerge" });
    return done;
  }

  async restore(question: ModeratorQuestion): Promise<void> {
    if (question.state.is !== "merged") return void (await this.tend(question, { is: "restore" }));
    const { question: id, rev } = question;
    await this.#on([question], { unmerge: { question: id, rev } });
  }

  /**
   * Brings back the row at hand, if its list is one that things come back from; else takes back what I did last: that is what is
   * on its way, too, once it has come.
   */
  async undo(): Promise<void> {
    await this.desk.comes(() => this.#going.size === 0 || undefined);
    const row = this.at === undefined ? undefined : this.question(this.at);
    if (row && this.list !== "waiting" && this.list !== "approved") return this.restore(row);
    const last = this.#did.pop();
    const did = (last?.questions ?? []).map((id) => this.question(id)).filter((one) => one !== undefined);
    // An approval is not undone where somebody has taken the question up since.
    const questions = last?.by === "archive" ? did.filter(({ state }) => state.is === "approved") : did;
    const [first] = questions;
    if (!last || !first) return this.desk.mention(say("nothing_to_undo"));
    const { by } = last;
    if (by === "unmerge") return this.restore(first);
    let undone = 0;
    // One after the other: the server takes so many acts a second from one page.
    for (const one of questions) {
      const { question, rev } = one;
      if (await this.#on([one], { tend: { question, rev, fate: { is: by } as Fate } })) undone += 1;
    }
    if (questions.length > 1 && undone === questions.length) this.desk.mention(say("undone_all", { n: undone }));
    if (this.list === "waiting" && this.question(first.question)?.state.is === "in_review") this.at = first.question;
  }

  /** Takes it up, and then it is answered. */
  async answer(question: ModeratorQuestion): Promise<void> {
    if (question.state.is === "approved") await this.tend(question, { is: "answering" });
    else if (question.state.is === "answering") await this.tend(question, { is: "answered" });
  }

  async queue(question: ModeratorQuestion): Promise<void> {
    const done = await this.act({ queue_question: { question: question.question, rev: question.rev } });
    if (done) this.desk.mention(say("queued"));
  }

  async takeTop(): Promise<void> {
    const done = await this.act({ take_top: { questions: TAKE } });
    if (done) this.desk.mention(say("took_top"));
  }

  async undoRelay(): Promise<void> {
    if (!this.relayed) return;
    const done = await this.act({ undo_relay: this.relayed });
    if (!done) return;
    this.relayed = undefined;
    this.desk.mention(say("relay_undone"));
  }

  /** Gives the floor to that turn; whoever has it by this page ends in the same step. */
  async give(turn: TurnId, rev: number): Promise<void> {
    const queue = this.desk.parts.queue;
    if (!queue || this.giving) return;
    this.giving = true;
    const deaf = new Promise((resolve) => setTimeout(resolve, DEAF_MS));
    try {
      const done = await this.act({ give_floor: { now: queue.now?.turn ?? null, turn, rev } });
      if (done) await this.desk.comes((parts) => parts.queue?.now?.turn === turn || undefined);
      await deaf;
    } finally {
      this.giving = false;
    }
  }

  /** The turn that keys work on, as it now stands. */
  get turn(): QueuedPart | undefined {
    return this.desk.parts.queue?.next.find(({ turn }) => turn === this.turnAt);
  }

  moveTurn(by: 1 | -1): void {
    const next = this.desk.parts.queue?.next ?? [];
    const at = next.findIndex(({ turn }) => turn === this.turnAt);
    const to = at < 0 ? (by > 0 ? 0 : next.length - 1) : Math.min(next.length - 1, Math.max(0, at + by));
    this.turnAt = next[to]?.turn;
  }

  /** Ahead of the rule, or back under it. */
  async placeTurn(turn = this.turn): Promise<void> {
    if (!turn) return;
    const isPut = turn.why.includes("put_ahead") || turn.why.includes("put_back");
    await this.act({ place_turn: { turn: turn.turn, rev: turn.rev, place: isPut ? "rule" : "first" } });
  }

  async skipTurn(turn = this.turn): Promise<void> {
    if (turn) await this.act({ skip_turn: { turn: turn.turn, rev: turn.rev } });
  }

  async endTurn(): Promise<void> {
    const now = this.desk.parts.queue?.now;
    if (now) await this.act({ end_turn: { turn: now.turn, rev: now.rev } });
  }

  async extendTurn(): Promise<void> {
    const now = this.desk.parts.queue?.now;
    if (now) await this.act({ extend_turn: { turn: now.turn, rev: now.rev, seconds: MORE_SECONDS } });
  }

  async giveNext(): Promise<void> {
    const next = this.desk.parts.queue?.next[0];
    if (next) await this.give(next.turn, next.rev);
  }
}
