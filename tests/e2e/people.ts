// Who is in the room: a phone and a screen as people use them, by the words they read on them.

import { type BrowserContext, expect, type Locator, type Page, type WebSocketRoute } from "@playwright/test";

/** A person with a phone, or with a browser that follows the room from far away. */
export class Phone {
  #inTunnel = false;

  constructor(
    readonly page: Page,
    readonly name: string,
  ) {}

  get context(): BrowserContext {
    return this.page.context();
  }

  /** The card that asks this. */
  poll(prompt: string): Locator {
    return this.page.getByRole("article", { name: prompt });
  }

  answer(words: string): Locator {
    return this.page.getByRole("button", { name: words, exact: true });
  }

  async opens(link: string): Promise<void> {
    await this.page.goto(link);
  }

  /** One tap. */
  async taps(words: string): Promise<void> {
    await this.answer(words).click();
  }

  /** One tap, and the phone says that it counts. */
  async votes(words: string): Promise<void> {
    await this.taps(words);
    await this.isTold("Counted");
    await this.hasChosen(words);
  }

  /** What the ballot says became of the last tap: "Counted", "Changed", "Waiting for the network", "Arrived too late". */
  async isTold(verdict: string): Promise<void> {
    const said = this.page.getByRole("article").getByText(verdict, { exact: true });
    await expect(said.first(), `${this.name} is told “${verdict}”`).toBeVisible();
  }

  /** Answers how they take part, beside the receipt. */
  async takesPart(words: string): Promise<void> {
    await this.page.getByRole("region", { name: "Voting" }).getByRole("button", { name: words, exact: true }).click();
  }

  /** One of the three places of the page. */
  async goesTo(place: "Vote" | "Questions" | "Speak"): Promise<void> {
    const places = this.page.getByRole("navigation", { name: "Places of this page" });
    await places.getByRole("button", { name: new RegExp(`^${place}`) }).click();
  }

  /** Asks, and is told that it is in. */
  async asks(question: string): Promise<void> {
    await this.goesTo("Questions");
    await this.page.getByLabel("Ask a question").fill(question);
    await this.page.getByRole("button", { name: "Send the question" }).click();
    await this.sees(/Your question is in/);
  }

  async upvotes(question: string): Promise<void> {
    await this.goesTo("Questions");
    const upvote = this.page.getByRole("article", { name: question, exact: true }).getByRole("button");
    await upvote.click();
    await expect(upvote, `${this.name} upvotes “${question}”`).toHaveAttribute("aria-pressed", "true");
  }

  /** Raises a hand, and is told a place in the queue. */
  async raisesHand(word: string): Promise<void> {
    await this.goesTo("Speak");
    await this.page.getByLabel("What to call you by, if you like").fill(word);
    await this.page.getByRole("button", { name: "Raise my hand" }).click();
    await this.sees(/You are next|before you/);
  }

  /**
   * Into the tunnel, until the phone itself says that it hears nothing: what is tapped then meets a dead network for sure. A
   * browser that plays offline lets sockets through, so the page is opened again with sockets that can be shut.
   */
  async losesTheNetwork(): Promise<void> {
    const lines: WebSocketRoute[] = [];
    await this.page.routeWebSocket(/\/ws\//, (line) => {
      if (this.#inTunnel) return void line.close();
      line.connectToServer();
      lines.push(line);
    });
    await this.page.reload();
    await this.sees("Connected");
    await expect(this.page.getByRole("navigation", { name: "Places of this page" })).toBeVisible();
    this.#inTunnel = true;
    await this.context.setOffline(true);
    for (const line of lines) await line.close();
    await this.sees("No connection · trying again");
  }

  async findsTheNetwork(): Promise<void> {
    this.#inTunnel = false;
    await this.context.setOffline(false);
  }

  /** A word or sentence that stands on the page. */
  async sees(words: string | RegExp): Promise<void> {
    await expect(this.page.getByText(words).filter({ visible: true }).first(), `${this.name} reads “${words}”`).toBeVisible();
  }

  async doesNotSee(words: string | RegExp): Promise<void> {
    await expect(this.page.getByText(words).filter({ visible: true }), `${this.name} does not read “${words}”`).toHaveCount(0);
  }

  /** The answer that is marked as chosen, as a screen reader would say. */
  async hasChosen(words: string): Promise<void> {
    await expect(this.answer(words), `${this.name} has chosen “${words}”`).toHaveAttribute("aria-pressed", "true");
  }
}

/** A room screen: it is only ever looked at. */
export class Screen {
  constructor(
    readonly page: Page,
    readonly name: string,
  ) {}

  /** What stands on it, to be read from the back of the room. */
  async shows(words: string | RegExp): Promise<void> {
    await expect(this.page.getByText(words).filter({ visible: true }).first(), `${this.name} shows “${words}”`).toBeVisible();
  }

  async doesNotShow(words: string | RegExp): Promise<void> {
    await expect(this.page.getByText(words).filter({ visible: true }), `${this.name} does not show “${words}”`).toHaveCount(0);
  }

  /** The four characters a moderator types to let it in. */
  async pairingCode(): Promise<string> {
    const code = this.page.getByText(/^[a-z0-9]{4}$/i);
    await expect(code).toBeVisible();
    return ((await code.textContent()) ?? "").trim();
  }

  /** Reads one row of the result: "52% 12" beside an answer. */
  async showsResult(answer: string, figures: { percent: string; count: number }): Promise<void> {
    const row = this.page.getByRole("listitem").filter({ hasText: answer });
    await expect(row, `${this.name}: ${answer}`).toContainText(figures.percent);
    await expect(row, `${this.name}: ${answer}`).toContainText(String(figures.count));
  }
}
