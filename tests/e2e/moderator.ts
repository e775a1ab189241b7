// A moderator at the page that runs the session, by what stands on its buttons.

import { expect, type Locator, type Page } from "@playwright/test";

export class Moderator {
  constructor(
    readonly page: Page,
    readonly name: string,
  ) {}

  /** What stands on the stage, with the act that is due. */
  get stage(): Locator {
    return this.page.getByRole("region", { name: "On the stage" });
  }

  async opens(link: string): Promise<void> {
    await this.page.goto(link);
    await expect(this.stage, `${this.name} is let in`).toBeVisible();
    // The secret of the link was exchanged for a cookie and stands in no address bar.
    await expect.poll(() => new URL(this.page.url()).hash).toBe("");
  }

  /** Picks a poll of the agenda and opens it. */
  async opensPoll(prompt: string): Promise<void> {
    await this.triesToOpen(prompt);
    await expect(this.stage.getByRole("heading", { name: prompt }), `${this.name} opened “${prompt}”`).toBeVisible();
    await expect(this.stage.getByRole("button", { name: "Close", exact: true })).toBeVisible();
  }

  /** The same, with whatever comes of it. */
  async triesToOpen(prompt: string): Promise<void> {
    await this.page.getByRole("navigation", { name: "Polls" }).getByRole("button", { name: prompt }).click();
    const picked = this.page.getByRole("region", { name: "Picked" });
    await expect(picked.getByRole("heading", { name: prompt })).toBeVisible();
    await picked.getByRole("button", { name: /^(Open|Ask again)$/ }).click();
  }

  /** *Close*: three seconds, then nothing more counts. */
  async closes(): Promise<void> {
    const said = this.stage.getByText("Voting ends now. The result is not shown until you show it.");
    await this.#pressesUntil(this.#dueAct("Close"), said.or(this.#anyway));
    await this.#closesAnyway(said);
  }

  get #anyway(): Locator {
    return this.stage.getByRole("button", { name: "Close anyway" });
  }

  /** Where a phone has not seen the question yet, the page asks once. */
  async #closesAnyway(then: Locator): Promise<void> {
    await expect(then.or(this.#anyway).first()).toBeVisible();
    if (await this.#anyway.isVisible()) await this.#anyway.click();
    await expect(then).toBeVisible();
  }

  /** *Close and show*, until it is shown. */
  async closesAndShows(): Promise<void> {
    await this.stage.getByRole("button", { name: "Close and show" }).click();
    await this.#closesAnyway(this.#dueAct("Hide the result"));
  }

  async shows(): Promise<void> {
    await this.#pressesUntil(this.#dueAct("Show the result"), this.#dueAct("Hide the result"));
  }

  /** *Keep open*, while it is closing. */
  async keepsOpen(): Promise<void> {
    await this.#pressesUntil(this.stage.getByRole("button", { name: /^Keep open/ }), this.#dueAct("Close"));
  }

  /** Who is here, by how they take part. */
  async readsHere(inRoom: number, online: number): Promise<void> {
    const words = new RegExp(`^\\s*${inRoom}\\s+in the room\\s+${online}\\s+online`);
    const here = this.page.getByRole("paragraph").filter({ hasText: words });
    await expect(here, `${this.name} reads that ${inRoom} are in the room and ${online} online`).toBeVisible();
  }

  /** How many ballots there are. */
  async readsAnswered(n: number): Promise<void> {
    const line = this.stage.getByText(new RegExp(`^\\s*${n}\\s+answered`));
    await expect(line, `${this.name} reads that ${n} answered`).toBeVisible();
  }

  /** Puts one of the simple things on the stage, looked at first. */
  async stages(place: "Join" | "Aims" | "Rules" | "Thanks"): Promise<void> {
    const button = this.page.getByRole("group", { name: "Put on the stage" }).getByRole("button", { name: place });
    await button.click();
    const sheet = this.page.getByRole("dialog", { name: "Put on the stage" });
    await sheet.getByRole("button", { name: "Put on the stage" }).click();
    await expect(sheet).toBeHidden();
    await expect(button).toHaveAttribute("aria-pressed", "true");
  }

  /** Lets in the screen that shows this code. */
  async letsIn(pairing: string, screen: string): Promise<void> {
    await this.page.getByRole("tab", { name: "Screens" }).click();
    await this.page.getByLabel("Code", { exact: true }).fill(pairing);
    await this.page.getByLabel("Name", { exact: true }).fill(screen);
    await this.page.getByRole("button", { name: "Let in" }).click();
    await expect(this.page.getByLabel(`Name of ${screen}`)).toBeVisible();
  }

  /** Pins a screen, whatever the stage does. */
  async pins(screen: string, what: string): Promise<void> {
    await this.page.getByRole("tab", { name: "Screens" }).click();
    await this.page.getByLabel(`What ${screen} shows`).selectOption({ label: what });
  }

  /** Key N, one line, a kind, *Open*. */
  async raises(prompt: string, kind: string): Promise<void> {
    await this.page.locator("body").press("n");
    const dialog = this.page.getByRole("dialog", { name: "A poll on what was just said" });
    await dialog.getByLabel("What do you ask?").fill(prompt);
    await dialog.getByRole("radio", { name: kind }).check();
    await dialog.getByRole("button", { name: "Open", exact: true }).click();
    await expect(this.stage.getByRole("heading", { name: prompt })).toBeVisible();
  }

  /** The report, in a page of its own. */
  async opensReport(): Promise<Page> {
    await this.page.getByRole("tab", { name: "More" }).click();
    const opened = this.page.context().waitForEvent("page");
    await this.page.getByRole("link", { name: "To read and print" }).click();
    return opened;
  }

  /** The second tap of an act that cannot be taken back; a double tap would never do it. */
  async makesSure(words: string): Promise<void> {
    const sure = this.page.getByRole("button", { name: words });
    await expect(sure).toHaveAttribute("aria-disabled", "false");
    await sure.click();
  }

  /** *Undo open*: the run counts for nothing. */
  async takesBack(): Promise<void> {
    await this.stage.getByRole("button", { name: "Undo open" }).click();
    await this.makesSure("Take it back: no answer counts");
  }

  /** What a moderator is told after an act. */
  async isTold(words: string | RegExp): Promise<void> {
    await expect(this.page.getByRole("status").getByText(words), `${this.name} is told “${words}”`).toBeVisible();
  }

  async sees(words: string | RegExp): Promise<void> {
    await expect(this.page.getByText(words).filter({ visible: true }).first(), `${this.name} reads “${words}”`).toBeVisible();
  }

  /** Nothing of the kind stands on the stage or on the wall's mirror. */
  async doesNotSee(words: string | RegExp): Promise<void> {
    await expect(this.page.getByText(words).filter({ visible: true }), `${this.name} does not read “${words}”`).toHaveCount(0);
  }

  /** The due button is deaf for a moment after each change, so that a double tap never undoes what it did. */
  async #pressesUntil(button: Locator, then: Locator): Promise<void> {
    await expect(async () => {
      if (await button.isVisible()) await button.click();
      await expect(then).toBeVisible({ timeout: 1_000 });
    }).toPass();
  }

  #dueAct(words: string): Locator {
    return this.stage.getByRole("button", { name: words, exact: true });
  }

  /** The link with which somebody takes a role. */
  async handsOver(role: string): Promise<string> {
    await this.page.getByRole("tab", { name: "More" }).click();
    await this.page.getByLabel("As which moderator").selectOption({ label: role });
    await this.page.getByRole("button", { name: "Show the QR" }).click();
    const made = this.page.getByRole("dialog", { name: "Hand over to another device" });
    const link = await made.getByText(`${new URL(this.page.url()).origin}/`).textContent();
    await made.getByRole("button", { name: "Put it away" }).click();
    return link!.trim();
  }
}
