// Scenes of a room whose pages the server writes itself: a poll of any kind opened, closed, shown, and the session's end.

import type { BrowserContext, Page } from "@playwright/test";
import { polls } from "../../web-client/fixtures/rooms";
import type { ServedState } from "../../web-client/fixtures/states/state";
import { Api } from "./api";
import type { Room, Server } from "./plenary";
import { PlainPhone } from "./crowd";

interface Stage {
  rev: number;
  showing: { show: string; run?: number };
}
interface Run {
  run: number;
  rev: number;
  phase: string;
}

/** A play for the server's own pages: one room, moved on scene by scene. */
export class Scenes {
  #chair: Api | undefined;
  #set = "before/";

  constructor(
    private server: Server,
    private room: Room,
  ) {}

  /** Makes the room stand as the state wants it; the same again does nothing. */
  async set({ given: { scene, kind } }: ServedState): Promise<void> {
    const wanted = `${scene}/${kind ?? ""}`;
    if (wanted === this.#set) return;
    this.#set = wanted;
    if (scene === "before") return;
    const chair = (this.#chair ??= await Api.moderator(this.room));
    if (scene === "over") return this.#end(chair);
    const run = await this.#open(chair, kind!);
    if (scene === "open") return;
    for (let at = 0; at < 7; at++) await this.#votes(run.run, at);
    await chair.does("close", { run: run.run, rev: run.rev, show: scene === "published" });
    const phase = scene === "published" ? "published" : "closed";
    await chair.part<Run>(`run/${run.run}`, (now) => now.phase === phase);
  }

  /** Where the state's page is. */
  address({ given: { path } }: ServedState): string {
    return this.server.origin + path.replace("{room}", this.room.code);
  }

  /** Whoever reads as the chair has the chair's cookie. */
  async letsIn(context: BrowserContext): Promise<void> {
    const secret = new URL(this.room.moderator).hash.slice(1);
    const headers = { origin: this.server.origin };
    await context.request.post(`${this.server.origin}/api/rooms/${this.room.code}/moderator`, { headers, data: { secret } });
  }

  /** Sends what the state says is sent, from the page that stands. */
  async posts(page: Page, { given: { post } }: ServedState): Promise<void> {
    if (post) await page.locator(post).first().click();
  }

  async #votes(run: number, at: number): Promise<void> {
    const phone = new PlainPhone(this.room.phone);
    await phone.open();
    await phone.casts(run, at % 3);
  }

  async #open(chair: Api, kind: string): Promise<Run> {
    await this.#clear(chair);
    const { prompt, provenance: _, ...fields } = polls[kind]!;
    const made = await chair.does("raise", { prompt, ...fields, armed: false, from: "discussion" });
    const { poll } = made.made as { poll: string };
    const stage = await chair.part<Stage>("stage");
    await chair.part<{ polls: { poll: string }[] }>("agenda", ({ polls }) => polls.some((one) => one.poll === poll));
    const opened = await chair.does("open", { poll, rev: 1, stage_rev: stage.rev, beside: false, visibility: "hidden" });
    const { run } = opened.made as { run: number };
    return chair.part<Run>(`run/${run}`, (now) => now.phase === "open");
  }

  /** What is open is taken back, so that the next has the stage. */
  async #clear(chair: Api): Promise<void> {
    const { showing } = await chair.part<Stage>("stage");
    if (showing.show !== "run") return;
    const run = await chair.part<Run>(`run/${showing.run}`);
    if (run.phase !== "open") return;
    await chair.does("void", { run: run.run, rev: run.rev });
    await chair.part<Run>(`run/${run.run}`, (now) => now.phase === "void");
  }

  async #end(chair: Api): Promise<void> {
    await this.#clear(chair);
    await chair.amends("session", "begin", {});
    await chair.part<{ began: number | null }>("session", (session) => session.began !== null);
    await chair.amends("session", "end", {});
    await chair.part<{ ended: number | null }>("session", (session) => session.ended !== null);
  }
}
