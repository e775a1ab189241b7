// A story told in pictures, numbered in the order of what happened, and a chair who never lets go of the keyboard.

import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, type Locator, type Page } from "@playwright/test";
import { Moderator } from "./moderator";

const FOLDER = process.env.PLENARY_STORY ?? join(import.meta.dirname, "test-results/story");

export class Story {
  #number = 0;

  constructor() {
    rmSync(FOLDER, { recursive: true, force: true });
    mkdirSync(FOLDER, { recursive: true });
  }

  /** What this page shows now; `what` is the caption, and the file's name. */
  async shows(what: string, page: Page, whole = false): Promise<void> {
    this.#number += 1;
    const name = `${String(this.#number).padStart(2, "0")}-${what.replaceAll(/[^\p{L}\p{N}]+/gu, "-").toLowerCase()}.png`;
    await page.screenshot({ path: join(FOLDER, name), animations: "disabled", fullPage: whole });
  }
}

/** Further than any page has things to come to. */
const MOST_TABS = 150;

/** A chair by keyboard alone: keys of the page, Tab, arrows, Enter, and what is typed. */
export class KeyboardChair extends Moderator {
  /** A key of the page, or of what has the focus. */
  async presses(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  async types(words: string): Promise<void> {
    await this.page.keyboard.insertText(words);
  }

  /** Tab, until this has the focus. */
  async tabsTo(there: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
    await expect(there, `${this.name} wants to come here`).toBeVisible();
    for (let press = 0; press < MOST_TABS; press += 1) {
      if (await there.evaluate((element) => element === document.activeElement)) return;
      await this.presses(key);
    }
    throw new Error(`${this.name} does not come to ${there.toString()} by ${key}`);
  }

  /** Comes to a button and presses it. */
  async activates(button: Locator): Promise<void> {
    await this.tabsTo(button);
    await this.presses("Enter");
  }

  /** Arrows, until this of a group of choices is chosen. */
  async chooses(radio: Locator): Promise<void> {
    for (let press = 0; press < MOST_TABS && !(await radio.isChecked()); press += 1) await this.presses("ArrowDown");
    await expect(radio, `${this.name} chose it`).toBeChecked();
  }

  /** Arrows, until this poll of the agenda is the one that is looked at. */
  async looksAt(prompt: string): Promise<void> {
    const poll = this.page.getByRole("navigation", { name: "Polls" }).getByRole("button", { name: prompt });
    for (let press = 0; press < MOST_TABS && (await poll.getAttribute("aria-current")) !== "true"; press += 1) {
      await this.presses("ArrowDown");
    }
    await expect(poll, `${this.name} looks at “${prompt}”`).toHaveAttribute("aria-current", "true");
  }

  /** Key G, the arrows, a look at the wall as it will be, Enter. */
  async puts(choice: string, preview: string | RegExp, look?: (page: Page) => Promise<void>): Promise<void> {
    await this.presses("g");
    const sheet = this.page.getByRole("dialog", { name: "Put on the stage" });
    await expect(sheet.getByRole("radio", { checked: true })).toBeFocused();
    await this.chooses(sheet.getByRole("radio", { name: choice, exact: true }));
    await expect(sheet.getByText(preview).first(), `the preview of ${choice}`).toBeVisible();
    await look?.(this.page);
    await this.presses("Enter");
    await expect(sheet).toBeHidden();
  }

  /** Key O; where the question is read ahead, once more: it was read. */
  async opensByKey(prompt: string, ahead?: () => Promise<void>): Promise<void> {
    await this.presses("o");
    const heading = this.stage.getByRole("heading", { name: prompt });
    if (ahead) {
      const waits = this.page.getByText(/Interpreters and captioners read it now/);
      await expect(waits).toBeVisible();
      await ahead();
      // Deaf for a moment, lest the second half of a double press skips the minute.
      await expect(async () => {
        if (await waits.isVisible()) await this.presses("o");
        await expect(heading).toBeVisible({ timeout: 1_000 });
      }).toPass();
    }
    await expect(heading, `${this.name} opened “${prompt}”`).toBeVisible();
    await expect(this.stage.getByRole("button", { name: "Close", exact: true })).toBeVisible();
  }

  /** Key C once more, where it was asked whether phones are waited for; the page is deaf to it for a moment, as to a double press. */
  async closesAnywayByKey(): Promise<void> {
    const asked = this.stage.getByRole("button", { name: "Close anyway" });
    const ends = this.stage.getByText("Voting ends now. The result is not shown until you show it.");
    await expect(async () => {
      if (await asked.isVisible()) await this.presses("c");
      await expect(ends).toBeVisible({ timeout: 1_000 });
    }).toPass();
  }

  /** Who could answer, who did, who saw the question: it comes a moment later, from all nodes. */
  async readsTurnout(answered: number, could: number): Promise<void> {
    const line = this.stage.getByText(new RegExp(`^\\s*${answered}\\s+answered of ${could} who could\\s+· seen by ${answered}`));
    await expect(line, `${this.name} reads that ${answered} of ${could} answered`).toBeVisible();
  }

  /** Gives the floor to whoever is next, and reads who that is. */
  async givesFloor(): Promise<string> {
    const floor = this.page.getByRole("region", { name: "Queue of turns" });
    const give = floor.getByRole("button", { name: /^Give the floor/ });
    await expect(give).toHaveAttribute("aria-disabled", "false");
    const name = (await give.locator("bdi").innerText()).trim();
    await this.presses("n");
    await expect(floor.getByRole("button", { name: "End the turn" })).toBeVisible();
    await expect(floor.getByRole("paragraph").filter({ hasText: name }).first()).toBeVisible();
    return name;
  }

  /** The report, from *More*, in a page of its own. */
  async opensReportByKey(): Promise<Page> {
    await this.goesToPanel("More");
    const opened = this.page.context().waitForEvent("page");
    await this.activates(this.page.getByRole("link", { name: "To read and print" }));
    return opened;
  }

  /** The tabs of the lesser things, by arrows. */
  async goesToPanel(name: string): Promise<void> {
    const tab = this.page.getByRole("tablist").getByRole("tab", { selected: true });
    await this.tabsTo(tab);
    while ((await tab.innerText()).trim() !== name) await this.presses("ArrowRight");
  }

  async endsTurn(): Promise<void> {
    const floor = this.page.getByRole("region", { name: "Queue of turns" });
    await this.presses(".");
    await expect(floor.getByText("Nobody has the floor.")).toBeVisible();
  }

  /** A link for a colleague, from *More*. */
  override async handsOver(role: string): Promise<string> {
    await this.goesToPanel("More");
    const select = this.page.getByLabel("As which moderator");
    await this.tabsTo(select);
    await this.page.keyboard.type(role);
    await expect(select.locator("option:checked")).toHaveText(role);
    await this.activates(this.page.getByRole("button", { name: "Show the QR" }));
    const dialog = this.page.getByRole("dialog", { name: "Hand over to another device" });
    const link = await dialog.getByText(/\/moderate#/).innerText();
    await this.presses("Escape");
    await expect(dialog).toBeHidden();
    return link.trim();
  }
}
