// A phone as hands, pockets and systems treat it: turned, halved, asleep, crashed. What is half written and what is chosen and not
// sent come through all of it, and a ballot that closed meanwhile cannot be cast.

import type { Browser, Page } from "@playwright/test";
import { FIRST_RESPONSE as POLL } from "./journey";
import { Phone } from "./people";
import { expect, fresh, PHONE, test } from "./play";
import type { Room } from "./plenary";

/** A poll of the seeded room whose choices are gathered and then sent together. */
const AREAS = {
  prompt: "What should policymakers, academics and practitioners consider first when implementing end-to-end encryption?",
  trust: "trust",
  security: "security",
} as const;
const TYPED = "Who looks after the ke";

/** Windows that a phone has in one evening, in CSS pixels, keyboards included: they take from a window's height. */
const WINDOWS = [
  { how: "turned on its side", width: 844, height: 390 },
  { how: "on its side, above a keyboard", width: 844, height: 200 },
  { how: "the upper half of a screen", width: 390, height: 400 },
  { how: "half of a small screen", width: 320, height: 420 },
  { how: "half of a small screen, above a keyboard", width: 320, height: 240 },
  { how: "held upright", ...PHONE },
] as const;

const field = (page: Page) => page.getByLabel("Ask a question");
const count = (page: Page) => page.getByRole("button", { name: "Count my choice" });

/** Two answers chosen and not sent, and a question begun. */
async function begins(ana: Phone): Promise<void> {
  await ana.taps(AREAS.trust);
  await ana.taps(AREAS.security);
  await ana.goesTo("Questions");
  await field(ana.page).fill(TYPED);
}

async function hasBoth(ana: Phone, how: string): Promise<void> {
  await expect(field(ana.page), `what is typed, ${how}`).toHaveValue(TYPED);
  await ana.goesTo("Vote");
  await ana.hasChosen(AREAS.trust);
  await ana.hasChosen(AREAS.security);
}

/** Both go out, and both arrive. */
async function sendsBoth(ana: Phone): Promise<void> {
  await count(ana.page).click();
  await ana.isTold("Counted");
  await ana.goesTo("Questions");
  await ana.page.getByRole("button", { name: "Send the question" }).click();
  await ana.sees(/Your question is in/);
}

/** A phone that can be put to sleep: what lines it had then carry nothing any more, and nobody tells it. */
class Sleeper extends Phone {
  #slept = 0;

  async listens(): Promise<void> {
    await this.page.clock.install();
    await this.page.routeWebSocket(/\/ws\//, (line) => {
      const born = this.#slept;
      const server = line.connectToServer();
      line.onMessage((message) => born === this.#slept && server.send(message));
      server.onMessage((message) => born === this.#slept && line.send(message));
    });
  }

  /** Hidden and frozen while something happens, and for ten minutes. */
  async sleeps(meanwhile: () => Promise<void>): Promise<void> {
    const devtools = await this.context.newCDPSession(this.page);
    await this.#isSeen(false);
    await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
    this.#slept++;
    await meanwhile();
    await devtools.send("Page.setWebLifecycleState", { state: "active" });
    await this.page.clock.fastForward("10:00");
    await this.#isSeen(true);
    await devtools.detach();
  }

  /** A browser that is driven believes itself in sight, whatever lies over it. */
  async #isSeen(seen: boolean): Promise<void> {
    await this.page.evaluate((seen) => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => !seen });
      Object.defineProperty(document, "visibilityState", { configurable: true, get: () => (seen ? "visible" : "hidden") });
      document.dispatchEvent(new Event("visibilitychange"));
    }, seen);
  }
}

test("turned, halved and above a keyboard, a phone keeps what is typed and chosen, and all of it can be reached", async ({ moderator, phone }) => {
  const chair = await moderator();
  const ana = await phone("Ana");
  await chair.opensPoll(AREAS.prompt);
  await begins(ana);
  for (const { how, ...size } of WINDOWS) {
    await field(ana.page).focus();
    await ana.page.setViewportSize(size);
    await expect(field(ana.page), how).toBeFocused();
    await ana.page.keyboard.type("!");
    await expect(field(ana.page), `what is written is seen, ${how}`).toBeInViewport({ ratio: 0.4 });
    await ana.page.keyboard.press("Backspace");
    await ana.page.getByRole("button", { name: "Send the question" }).click({ trial: true });
    await hasBoth(ana, how);
    await count(ana.page).click({ trial: true });
    const beyond = await ana.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(beyond, `nothing leaves the window, ${how}`).toBeLessThanOrEqual(0);
    await ana.goesTo("Questions");
  }
  await chair.readsAnswered(0);
  await ana.goesTo("Vote");
  await sendsBoth(ana);
  await chair.readsAnswered(1);
});

test("a tablet turned between one column and two keeps the words of a ballot that is being written", async ({ browser, moderator, room }) => {
  const chair = await moderator();
  await chair.raises("What would you keep?", "Open text");
  const page = await fresh(browser, { width: 768, height: 1024 }, true);
  await page.goto(room.phone);
  const ballot = page.getByRole("article", { name: "What would you keep?" });
  const words = ballot.getByRole("textbox").first();
  await expect(page.getByRole("navigation", { name: "Places of this page" })).toBeVisible();
  await words.click();
  await page.keyboard.type("An indep");
  await page.setViewportSize({ width: 1024, height: 768 });
  await expect(words).toHaveValue("An indep");
  await words.click();
  await page.keyboard.press("End");
  await page.keyboard.type("endent court");
  await page.setViewportSize({ width: 768, height: 1024 });
  await expect(words).toHaveValue("An independent court");
  await ballot.getByRole("button", { name: "Count my choice" }).click();
  await chair.readsAnswered(1);
  await page.context().close();
});

/** A phone in the room, which can be put to sleep. */
async function sleeper(browser: Browser, room: Room): Promise<Sleeper> {
  const ana = new Sleeper(await fresh(browser, PHONE, true), "Ana");
  await ana.listens();
  await ana.opens(room.phone);
  return ana;
}

test("a phone that slept goes on where it was, and what closed in its sleep cannot be cast", async ({ browser, moderator, room }) => {
  const chair = await moderator();
  const ana = await sleeper(browser, room);
  const { page } = ana;
  await chair.opensPoll(AREAS.prompt);
  await begins(ana);

  // The same ballot is still open: its line is dead, and the choice stands unsent.
  await ana.sleeps(() => chair.readsAnswered(0));
  await hasBoth(ana, "after a sleep");
  await chair.readsAnswered(0);

  // It closed, and another was opened.
  await ana.sleeps(async () => {
    await chair.closesAndShows();
    await chair.opensPoll(POLL.prompt);
  });
  await ana.sees(POLL.prompt);
  await expect(ana.answer(AREAS.trust), "the old ballot is not there to be tapped").toHaveCount(0);
  await expect(count(page)).toHaveCount(0);
  await ana.votes(POLL.none);
  await chair.readsAnswered(1);

  // This one closed and nothing else is open: the phone reads that, and casts nothing.
  await ana.sleeps(() => chair.closesAndShows());
  await ana.sees(`You chose: ${POLL.none}`);
  await expect(ana.answer(POLL.both)).toHaveCount(0);
  await ana.goesTo("Questions");
  await expect(field(page)).toHaveValue(TYPED);
  await page.getByRole("button", { name: "Send the question" }).click();
  await ana.sees(/Your question is in/);
  await page.context().close();
});

test("who taps an old ballot before the network is back learns that it came too late", async ({ browser, moderator, room }) => {
  const chair = await moderator();
  const ana = await sleeper(browser, room);
  const { page } = ana;
  await chair.opensPoll(POLL.prompt);
  await ana.sees(POLL.prompt);
  await ana.sees("Connected");
  await ana.sleeps(async () => {
    await chair.closesAndShows();
    await ana.context.setOffline(true);
  });
  await ana.taps(POLL.both);
  await expect(page.getByText("Counted", { exact: true })).toHaveCount(0);
  await ana.context.setOffline(false);
  await ana.isTold("Arrived too late");
  await ana.sees("Your answer was not counted: voting had closed.");
  await chair.sees("Nobody answered.");
  await page.context().close();
});

test("a page that crashes loses neither what is typed nor what is chosen", async ({ moderator, phone, room }) => {
  const chair = await moderator();
  const ana = await phone("Ana");
  await chair.opensPoll(AREAS.prompt);
  await begins(ana);
  const crashed = ana.page.waitForEvent("crash");
  const devtools = await ana.context.newCDPSession(ana.page);
  void devtools.send("Page.crash").catch(() => undefined);
  await crashed;
  const again = new Phone(await ana.context.newPage(), "Ana");
  await again.opens(room.phone);
  await again.sees(AREAS.prompt);
  await again.goesTo("Questions");
  await hasBoth(again, "after a crash");
  await sendsBoth(again);
  await chair.readsAnswered(1);
});
