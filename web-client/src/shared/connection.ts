// The line to the server: a WebSocket where one gets through, long-poll and POST where none does, the same views on both.

import type { Command, Frame, Group, Mode, Refused, Receipt, Role, RoomCode, View, Vote } from "../wire";
import type { Asking, LongPoll } from "./longpoll";
import { Foreign, LONGEST_IN_HALL_MS, backoff, request, wait } from "./patience";

/**
 * `live`: heard over a working line · `waiting`: trying again · `lost`: trying for long · `foreign`: something else answers in
 * the server's place · `ended`: it will not come back.
 */
export type Link = "live" | "waiting" | "lost" | "foreign" | "ended";

/** Why a line ended for good. */
export type Ending = "revoked" | "gone" | "no_pass";

export type Answer = Receipt | Refused;

/** What the page restates whenever a line is made. */
export interface Restated {
  ballots: Vote[];
  mode?: Mode;
  group?: Group;
  utc_offset?: number;
}

export interface Line<Parts> {
  code: RoomCode;
  as: Role | "phone" | "screen";
  /** Where what the page holds stands, for the next hello. */
  held(): { epoch: string; version: number } | null;
  restate(): Restated;
  onView(view: View<Parts>): void;
  onLink(link: Link, ending?: Ending): void;
  /** How to do without a socket, if that was fetched; asking for it has it fetched. */
  longPoll(): LongPoll | undefined;
  /** Answers nobody waits for: those to the ballots of a hello, whose ids end in `/run`. */
  onAnswer?(answer: Answer): void;
}

/** A line that is being tried for so long is called lost, so that the page can say so. */
const LOST_AFTER_MS = 12_000;
/** No view so long after a hello: something between swallows frames. */
const FIRST_VIEW_MS = 6_000;
/** An answer that has not come in this time will not: the line is dead, whatever the browser thinks. */
export const ANSWER_MS = 8_000;
/** Screens and moderators hear something every second at least; so long without a word, the line is dead. */
const HEARTBEAT_DEAD_MS = 6_000;
/** A phone may hear nothing for long; then it asks, lest it sit on a dead line. */
const PHONE_ASKS_AFTER_MS = 40_000;
/** After so many sockets that never brought a view, long-poll is tried. */
const SOCKETS_BEFORE_POLL = 2;
/** Hidden for longer than this, the radio may have slept: a new line is quicker than finding out. */
const ASLEEP_MS = 5_000;

export function isRefused(answer: Answer): answer is Refused {
  return "code" in answer;
}

/** What stands for an answer when none came. */
function unanswered(id: string): Refused {
  return { id, code: "try_again" };
}

export type Over = "dead" | "silent" | "again" | "later" | Ending;

export class Connection<Parts extends object> {
  link: Link = "waiting";
  /** When something was last heard, on this device's clock, in ms; 0 before. */
  heard = 0;
  /** What to add to this device's clock to get the server's, in ms. */
  offset = 0;

  #line: Line<Parts>;
  #socket: WebSocket | null = null;
  #hangUp: (() => void) | undefined;
  #live = false;
  #asked = new Map<string, { resolve: (answer: Answer) => void; timer: ReturnType<typeof setTimeout> }>();
  #ids = 0;
  #prefix = Math.random().toString(36).slice(2, 8);
  #stopped = false;
  #skip = new AbortController();
  #lostTimer: ReturnType<typeof setTimeout> | undefined;
  #hiddenAt = 0;

  constructor(line: Line<Parts>) {
    this.#line = line;
  }

  /** Begins, and listens for the device waking up. Call once. */
  start(): void {
    const wake = () => this.wake();
    addEventListener("online", wake);
    addEventListener("offline", () => {
      this.#hangUp?.();
      this.#say("lost");
    });
    addEventListener("pageshow", (event) => {
      if (event.persisted) wake();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.#hiddenAt = Date.now();
      else if (!this.#live || Date.now() - this.#hiddenAt > ASLEEP_MS) wake();
    });
    this.#lostTimer = setTimeout(() => this.#say("lost"), LOST_AFTER_MS);
    void this.#keepTrying();
  }

  /** Makes a new line at once: the device woke up, or a person asks for it. */
  wake(): void {
    if (this.#stopped) return;
    this.#skip.abort();
    this.#skip = new AbortController();
    this.#hangUp?.();
  }

  /** Ends the line for good. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#lostTimer);
    this.#skip.abort();
    this.#hangUp?.();
  }

  /** The server's clock now. */
  now(): number {
    return Date.now() + this.offset;
  }

  /** The line that works now is a WebSocket. */
  get overSocket(): boolean {
    return this.#live;
  }

  /**
   * Sends a wish over whatever line there is. No answer is `try_again`: the wish may or may not have arrived, and is sent
   * again under the `id` it had, where saying it twice would be two wishes.
   */
  send(command: Command, id = `${this.#prefix}-${++this.#ids}`): Promise<Answer> {
    const socket = this.#socket;
    if (!socket || !this.#live || socket.readyState !== WebSocket.OPEN) return this.#post(id, command);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#answer(unanswered(id));
        this.wake();
      }, ANSWER_MS);
      this.#asked.set(id, { resolve, timer });
      socket.send(JSON.stringify({ id, do: command }));
    });
  }

  async #post(id: string, command: Command): Promise<Answer> {
    const [verb, fields] = Object.entries(command)[0] ?? [];
    try {
      const frame = await request<Frame<Parts>>(
        `/api/rooms/${this.#line.code}/${verb}?as=${this.#line.as}`,
        ANSWER_MS,
        {
          method: "POST",
          headers: { "content-type": "application/json", "x-command-id": id },
          body: JSON.stringify(fields),
        },
      );
      const answer = "receipt" in frame ? frame.receipt : "refused" in frame ? frame.refused : undefined;
      if (answer?.id === id) return answer;
    } catch (error) {
      // No network, or something that is not our server answered: both mean "not yet".
      this.#suspect(error);
    }
    return unanswered(id);
  }

  async #keepTrying(): Promise<void> {
    let failures = 0;
    let deadSockets = 0;
    while (!this.#stopped) {
      const skip = this.#skip.signal;
      const longPoll = deadSockets > 0 ? this.#line.longPoll() : undefined;
      const poll = deadSockets >= SOCKETS_BEFORE_POLL && longPoll;
      const { over, worked } = poll ? await poll(this.#asking()) : await this.#talk();
      if (this.#stopped) return;
      if (over === "revoked" || over === "gone" || over === "no_pass") return this.#end(over);
      if (worked || poll) deadSockets = 0;
      else if (!skip.aborted) deadSockets++;
      // A network that only lets long-poll through goes back to it after a single try of a socket.
      if (poll && worked) deadSockets = SOCKETS_BEFORE_POLL - 1;
      failures = worked ? 0 : failures + 1;
      if (poll && worked) continue;
      this.#say("waiting");
      const longest = this.#line.as === "phone" ? undefined : LONGEST_IN_HALL_MS;
      await wait(backoff(failures, over === "later", Math.random, longest), skip);
    }
  }

  /** One socket, from its opening to its end. */
  #talk(): Promise<{ over: Over; worked: boolean }> {
    return new Promise((resolve) => {
      const scheme = location.protocol === "https:" ? "wss" : "ws";
      const { code, as } = this.#line;
      const socket = new WebSocket(`${scheme}://${location.host}/ws/${code}?as=${as}`, "plenary.v1");
      this.#socket = socket;
      let worked = false;
      let done = false;
      let timer = setTimeout(() => finish("silent"), FIRST_VIEW_MS);
      const finish = (over: Over) => {
        if (done) return;
        done = true;
        clearTimeout(timer);
        socket.onopen = socket.onmessage = socket.onclose = null;
        socket.close();
        this.#socket = null;
        this.#hangUp = undefined;
        this.#live = false;
        for (const id of [...this.#asked.keys()]) this.#answer(unanswered(id));
        resolve({ over, worked });
      };
      const watch = () => {
        clearTimeout(timer);
        if (as !== "phone") timer = setTimeout(() => finish("dead"), HEARTBEAT_DEAD_MS);
        else timer = setTimeout(ask, PHONE_ASKS_AFTER_MS);
      };
      const ask = () => {
        socket.send(this.#hello());
        timer = setTimeout(() => finish("dead"), ANSWER_MS);
      };
      // A socket on a dead network takes its time to close; we do not wait for it.
      this.#hangUp = () => finish("again");
      socket.onopen = () => socket.send(this.#hello());
      socket.onmessage = (event: MessageEvent<string>) => {
        const frame = JSON.parse(event.data) as Frame<Parts>;
        if ("view" in frame) worked = true;
        if (worked) this.#live = true;
        watch();
        this.#hear(frame);
      };
      socket.onclose = (event) => finish(meaning(event.code));
    });
  }

  #hello(): string {
    const held = this.#line.held();
    const have = held ? { epoch: held.epoch, have: held.version } : {};
    return JSON.stringify({
      id: `${this.#prefix}-${++this.#ids}`,
      do: { hello: { ...have, ...this.#line.restate() } },
    });
  }

  #asking(): Asking<Parts> {
    return {
      line: this.#line,
      skip: () => this.#skip.signal,
      isStopped: () => this.#stopped,
      hear: (frame) => this.#hear(frame),
      suspect: (error) => this.#suspect(error),
      send: (command) => this.send(command),
    };
  }

  #hear(frame: Frame<Parts>): void {
    this.heard = Date.now();
    if ("view" in frame) {
      this.tellTime(frame.view.now);
      this.#line.onView(frame.view);
      this.#say("live");
    } else if ("receipt" in frame) {
      this.#answer(frame.receipt);
    } else if ("refused" in frame) {
      this.#answer(frame.refused);
    } else {
      frame satisfies never;
    }
  }

  /** A frame left the server at `now` and took some time: of several readings the furthest ahead is the nearest. */
  tellTime(now: number): void {
    const reading = now - Date.now();
    if (this.offset === 0 || reading > this.offset || this.offset - reading > 2_000) this.offset = reading;
  }

  #answer(answer: Answer): void {
    const asked = this.#asked.get(answer.id);
    if (!asked) return this.#line.onAnswer?.(answer);
    this.#asked.delete(answer.id);
    clearTimeout(asked.timer);
    asked.resolve(answer);
  }

  #suspect(error: unknown): void {
    if (error instanceof Foreign) this.#say("foreign");
  }

  #say(link: Link, ending?: Ending): void {
    // Trying again is no news to whoever was told that it fails.
    if (this.link === link || (link === "waiting" && (this.link === "lost" || this.link === "foreign"))) return;
    this.link = link;
    clearTimeout(this.#lostTimer);
    if (link === "waiting") this.#lostTimer = setTimeout(() => this.#say("lost"), LOST_AFTER_MS);
    this.#line.onLink(link, ending);
  }

  #end(ending: Ending): void {
    this.#stopped = true;
    this.#say("ended", ending);
  }
}

/** What a close code asks of us; docs/protocol.md has them all. */
function meaning(code: number): Over {
  switch (code) {
    case 4001:
      return "revoked";
    case 4004:
      return "gone";
    case 4029:
      return "later";
    case 1012:
      return "again";
    default:
      return "dead";
  }
}
