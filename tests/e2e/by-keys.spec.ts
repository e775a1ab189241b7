// A whole session without a pointer: the chair by the page's keys, a participant by Tab, Enter and what is typed. What ears are told
// comes with it, and the focus is never lost on the way.

import type { Locator, Page } from "@playwright/test";
import { FIRST_RESPONSE as POLL } from "./journey";
import { LAPTOP, PHONE, expect, fresh, test } from "./play";
import { KeyboardChair } from "./story";

/** Further than the page has things to come to. */
const MOST_TABS = 60;

async function tabsTo(page: Page, there: Locator): Promise<void> {
  await expect(there).toBeVisible();
  for (let press = 0; press < MOST_TABS; press += 1) {
    if (await there.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not come to ${there.toString()}`);
}

async function activates(page: Page, there: Locator): Promise<void> {
  await tabsTo(page, there);
  await page.keyboard.press("Enter");
}

/** Whoever moves by keys stands somewhere on the page. */
const standsSomewhere = (page: Page) =>
  expect.poll(() => page.evaluate(() => document.activeElement !== document.body && document.activeElement !== null)).toBe(true);

test("a session by keys alone: open, vote, change, ask, upvote, raise a hand, floor, close, show, next", async ({ browser, room }) => {
  const chair = new KeyboardChair(await fresh(browser, LAPTOP), "the chair");
  await chair.opens(room.moderator);
  const page = await fresh(browser, PHONE);
  await page.goto(`${room.phone}?mode=room`);
  const told = page.locator("[role=status].unseen");
  const answer = (words: string) => page.getByRole("article").getByRole("button", { name: words, exact: true });
  const place = (name: string) => page.getByRole("navigation").getByRole("button", { name: new RegExp(`^${name}`) });

  await test.step("open, vote, change", async () => {
    await chair.looksAt(POLL.prompt);
    await chair.opensByKey(POLL.prompt);
    await expect(told).toHaveText(`Voting is open: ${POLL.prompt}`);
    await activates(page, answer(POLL.none));
    await expect(told).toHaveText("Counted");
    await activates(page, answer(POLL.both));
    await expect(told).toHaveText("Changed");
    await expect(answer(POLL.both)).toHaveAttribute("aria-pressed", "true");
    await standsSomewhere(page);
  });

  await test.step("ask, approve, upvote", async () => {
    await activates(page, place("Questions"));
    await tabsTo(page, page.getByLabel("Ask a question"));
    await page.keyboard.insertText("Who audits the hash lists?");
    await activates(page, page.getByRole("button", { name: "Send the question" }));
    await expect(page.getByText(/Your question is in/)).toBeVisible();
    await chair.presses("2");
    const row = chair.page.getByRole("article", { name: "Who audits the hash lists?" });
    await activates(chair.page, row.getByRole("button", { name: "Approve" }));
    const upvote = page.getByRole("article", { name: "Who audits the hash lists?" }).getByRole("button");
    await activates(page, upvote);
    await expect(upvote).toHaveAttribute("aria-pressed", "true");
  });

  await test.step("raise a hand, give the floor, end the turn", async () => {
    await activates(page, place("Speak"));
    await tabsTo(page, page.getByLabel("What to call you by, if you like"));
    await page.keyboard.insertText("blue scarf");
    await page.keyboard.press("Enter");
    await expect(page.getByText("You are next")).toBeVisible();
    expect(await chair.givesFloor()).toBe("blue scarf");
    await expect(page.getByRole("region", { name: "Your turn" }).getByText("You have the floor")).toBeVisible();
    await chair.endsTurn();
    await chair.presses("1");
  });

  await test.step("whoever stands on an answer as voting closes stands on its heading then", async () => {
    await activates(page, place("Vote"));
    await tabsTo(page, answer(POLL.both));
    await chair.presses("Shift+C");
    await expect(told).toHaveText(`Result: ${POLL.prompt}`);
    await expect(page.getByRole("article").getByRole("heading", { level: 2 })).toBeFocused();
    await expect(page.getByText("Too few to say · 1 answer").first()).toBeVisible();
    await expect(chair.page.locator("p.unseen[role=status]").filter({ hasText: /./ }).first()).toBeAttached();
  });

  await test.step("the next poll", async () => {
    await chair.presses("o");
    await expect(told).toHaveText(/^Voting is open: /);
    await expect(told).not.toHaveText(new RegExp(POLL.prompt.slice(0, 40)));
  });
  for (const each of [page, chair.page]) await each.context().close();
});
