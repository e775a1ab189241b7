// Somebody without a page: the same commands and the same view over plain HTTP, for plays that look at another page.

import { expect } from "@playwright/test";
import type { Room } from "./plenary";

/** What never comes in this time has hung. */
const PATIENCE_MS = 20_000;

interface Receipt {
  made?: unknown;
}

export class Api {
  /** When the last receipt came, on this machine's clock. */
  answered = 0;
  #origin: string;
  #as: string;
  #code: string;
  #cookies = new Map<string, string>();

  private constructor(room: Room, as: string) {
    this.#origin = new URL(room.phone).origin;
    this.#code = room.code;
    this.#as = as;
  }

  /** A person's phone that says how they take part. */
  static async phone(room: Room, mode: string): Promise<Api> {
    const phone = new Api(room, "phone");
    await phone.#ask(`/${room.code}?mode=${mode}`);
    await phone.does("mode", { mode });
    return phone;
  }

  /** Whoever holds a moderator's link, the chair's without another. */
  static async moderator(room: Room, link = room.moderator): Promise<Api> {
    const chair = new Api(room, "chair");
    const secret = new URL(link).hash.slice(1);
    const { role } = await chair.#post<{ role: string }>(`/api/rooms/${room.code}/moderator`, { secret });
    chair.#as = role;
    return chair;
  }

  /** A command that is taken; what came of it. */
  async does(verb: string, fields: object): Promise<Receipt> {
    const answer = await this.#post<{ receipt?: Receipt }>(`/api/rooms/${this.#code}/${verb}?as=${this.#as}`, fields);
    this.answered = Date.now();
    expect(answer, `${this.#as} does ${verb}`).toHaveProperty("receipt");
    return answer.receipt!;
  }

  /** The same on a document as it now is: read again while another act comes between. */
  async amends(key: string, verb: string, fields: object): Promise<void> {
    await expect(async () => {
      const { rev } = await this.part<{ rev: number }>(key);
      await this.does(verb, { rev, ...fields });
    }, `${this.#as} does ${verb}`).toPass({ timeout: PATIENCE_MS });
  }

  /** One part of the view, once it is there and `is` so: a view is drawn at the room's beat, after the receipt. */
  async part<Part>(key: string, is: (part: Part) => boolean = () => true): Promise<Part> {
    let found: Part | undefined;
    const look = async () => {
      const text = await this.#ask(`/api/rooms/${this.#code}/view?as=${this.#as}`);
      const { view } = JSON.parse(text) as { view: { parts: Record<string, Part | undefined> } };
      found = view.parts[key];
      return found !== undefined && is(found);
    };
    await expect.poll(look, { message: `${this.#as} sees ${key}`, timeout: PATIENCE_MS }).toBe(true);
    return found!;
  }

  async #post<Answer>(path: string, body: object): Promise<Answer> {
    const headers = { "content-type": "application/json" };
    return JSON.parse(await this.#ask(path, { method: "POST", headers, body: JSON.stringify(body) })) as Answer;
  }

  async #ask(path: string, init: RequestInit = {}): Promise<string> {
    const headers = new Headers(init.headers);
    headers.set("origin", this.#origin);
    headers.set("cookie", [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; "));
    const response = await fetch(new URL(path, this.#origin), { ...init, headers });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair] = cookie.split(";");
      const [name, ...value] = (pair ?? "").split("=");
      if (name) this.#cookies.set(name, value.join("="));
    }
    return response.text();
  }
}
