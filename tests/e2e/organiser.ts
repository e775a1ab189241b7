// An organiser at the page that makes rooms from proposals, by the labels that stand on it.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Locator, type Page } from "@playwright/test";
import type { Room, Server } from "./plenary";

const CORPUS = join(import.meta.dirname, "../corpus/proposals");

/** A text of the corpus, and what a careful reader would copy out of it. */
export function proposal(name: string) {
  const key = JSON.parse(readFileSync(join(CORPUS, `${name}.json`), "utf8")) as {
    title: string;
    minutes: number | null;
    policy_questions: string[];
  };
  return { text: readFileSync(join(CORPUS, `${name}.txt`), "utf8"), key };
}

export class Organiser {
  constructor(readonly page: Page) {}

  /** Opens the link that the server printed. */
  static async at(page: Page, server: Server): Promise<Organiser> {
    await page.goto(server.organiser);
    await expect(page.getByRole("heading", { name: "From a proposal to a room" })).toBeVisible();
    // The secret was exchanged for a cookie and stands in no address bar.
    await expect.poll(() => new URL(page.url()).hash).toBe("");
    return new Organiser(page);
  }

  async pastes(text: string): Promise<void> {
    await this.page.getByLabel("The proposal").fill(text);
    await this.page.getByRole("button", { name: "Read it" }).click();
    await expect(this.page.getByRole("heading", { name: "What the text says" })).toBeVisible();
  }

  field(name: string): Locator {
    return this.page.getByLabel(name, { exact: true });
  }

  poll(n: number): Locator {
    return this.page.getByRole("group", { name: `Poll ${n}`, exact: true });
  }

  /** What was read is what a careful reader would copy. */
  async reads({ title, policy_questions }: { title: string; policy_questions: string[] }): Promise<void> {
    await expect(this.field("Title")).toHaveValue(title);
    for (const [at, question] of policy_questions.entries()) {
      await expect(this.field(`Question ${at + 1}`)).toHaveValue(question);
    }
    await expect(this.field(`Question ${policy_questions.length + 1}`)).toHaveCount(0);
  }

  /** *Make the room*; its code and its links. */
  async makes(): Promise<Room> {
    await this.page.getByRole("button", { name: "Make the room" }).click();
    await expect(this.page.getByRole("heading", { name: "The room is made" })).toBeVisible();
    const link = (name: string) => this.field(name).inputValue();
    const [moderator, phone, screen] = [await link("The moderator’s link"), await link("For phones"), await link("For room screens")];
    return { code: new URL(phone).pathname.slice(1), title: "", moderator, phone, screen };
  }
}
