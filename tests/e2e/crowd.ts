// The rest of the room: phones without a browser. A crowd of `loadtest` comes over sockets as pages do; a plain phone speaks HTTP.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect } from "@playwright/test";
import { program, type Room } from "./plenary";

/** What the server answers to a command. */
export type Answer = { receipt: { ballot?: { run: number; r: number; was: string } } } | { refused: { code: string } };

/** The choice of an option by its place (from 0), or of none. */
export type Choice = number | "cant_say";

/** What each of a crowd answers to one run; `null` is no answer. */
export type Choices = readonly (Choice | null)[];

/** What a crowd was told, as it leaves: the ballots that stand by its receipts. */
export interface Attended {
  joined: number;
  runs: { run: number; ballots: number; counts: number[]; cant_say: number; indefinite: number }[];
  refusals: Record<string, number>;
  findings: string[];
}

/** People whose phones are `loadtest`: they answer the runs they see open, one after the other, and stay until they leave. */
export class Crowd {
  #child: ChildProcess;
  #said: Promise<string>;
  #log: Promise<string>;

  /** They come to the room; the first `online` of them say that they are online. After the first run come `later` ones. */
  constructor(room: Room, first: Choices, online = 0, later: readonly Choices[] = []) {
    const link = new URL(room.phone);
    const wire = (choice: Choice | null) => (typeof choice === "number" ? { one: choice } : choice);
    const choose = [first, ...later].flatMap((choices) => ["--choose", JSON.stringify(choices.map(wire))]);
    const people = ["--phones", `${first.length}`, "--online", `${online}`, ...choose];
    this.#child = spawn(
      program("loadtest", "PLENARY_LOADTEST", "plenary-loadtest"),
      ["attend", "--against", link.origin, "--room", room.code, ...people],
      { stdio: ["pipe", "pipe", "pipe"] },
    );
    this.#said = text(this.#child.stdout!);
    this.#log = text(this.#child.stderr!);
  }

  /** They go home. What they were told; a failure if they were told two things that cannot both be. */
  async leaves(): Promise<Attended> {
    const gone = once(this.#child, "exit");
    this.#child.stdin!.end();
    const [code] = (await gone) as [number | null];
    const said = await this.#said;
    expect(code, `loadtest: ${said}${await this.#log}`).toBe(0);
    return JSON.parse(said) as Attended;
  }
}

interface PageData {
  room: string;
  view: { parts: Record<string, { run?: number; prompt?: string; phase?: string; options?: string[] } | undefined> };
}

export class PlainPhone {
  #link: URL;
  #cookies = new Map<string, string>();
  #r = 0;
  #commands = 0;

  constructor(link: string) {
    this.#link = new URL(link);
  }

  /** Opens the room's page, keeps the pass, and returns what the page says. */
  async open(): Promise<{ html: string; data: PageData }> {
    const html = await this.#request(this.#link.pathname + this.#link.search, { method: "GET" });
    const json = /<script[^>]*id="plenary"[^>]*>(.*?)<\/script>/s.exec(html)?.[1];
    if (!json) throw new Error("the page came without its data");
    return { html, data: JSON.parse(json) as PageData };
  }

  /** The number of the newest run that asks this. */
  async run(prompt: string): Promise<number> {
    const { data } = await this.open();
    const runs = Object.values(data.view.parts).filter((part) => part?.prompt === prompt);
    const newest = Math.max(...runs.map((part) => part?.run ?? 0));
    if (newest < 1) throw new Error(`no run asks “${prompt}”`);
    return newest;
  }

  /** Says how this person takes part. */
  async states(mode: "room" | "online"): Promise<void> {
    await this.#command("mode", { mode });
  }

  /** Casts a ballot under the next revision. */
  async casts(run: number, choice: Choice): Promise<Answer> {
    this.#r += 1;
    return this.#command("vote", { run, r: this.#r, choice: choice === "cant_say" ? choice : { one: choice } });
  }

  /** Opens the page, votes, and makes sure that it counts. */
  async votes(prompt: string, choice: Choice): Promise<void> {
    expect(await this.casts(await this.run(prompt), choice)).toHaveProperty("receipt");
  }

  /** Asks a question. */
  async asks(text: string): Promise<void> {
    expect(await this.#command("ask", { text })).toHaveProperty("receipt");
  }

  /** Raises a hand, with a word to be called by. */
  async raisesHand(word: string): Promise<void> {
    expect(await this.#command("raise_hand", { word })).toHaveProperty("receipt");
  }

  async #command(verb: string, fields: object): Promise<Answer> {
    const answer = await this.#request(`/api/rooms/${this.#link.pathname.slice(1)}/${verb}?as=phone`, {
      method: "POST",
      // Each command is one wish: under one name it would be taken for the same, sent again.
      headers: { "content-type": "application/json", "x-command-id": `${(this.#commands += 1)}` },
      body: JSON.stringify(fields),
    });
    return JSON.parse(answer) as Answer;
  }

  async #request(path: string, init: RequestInit): Promise<string> {
    const headers = new Headers(init.headers);
    headers.set("origin", this.#link.origin);
    headers.set("cookie", [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    const response = await fetch(new URL(path, this.#link), { ...init, headers });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair] = cookie.split(";");
      const [name, ...value] = (pair ?? "").split("=");
      if (name) this.#cookies.set(name, value.join("="));
    }
    return response.text();
  }
}
