// The journey of a browser without scripts: the plain form that the server writes into the page.

import { FIRST_RESPONSE as POLL } from "./journey";
import { expect, isAccessible, test } from "./play";

test("without scripts a vote is a form: counted, changed, too late", async ({ browser, room, moderator }) => {
  const chair = await moderator();
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  const page = await context.newPage();

  await page.goto(room.phone);
  await expect(page.getByRole("heading", { name: room.title })).toBeVisible();
  await chair.opensPoll(POLL.prompt);
  const ballot = page.getByRole("group", { name: POLL.prompt });
  await expect(async () => {
    await page.getByRole("link", { name: "Look again" }).click();
    await expect(ballot).toBeVisible({ timeout: 500 });
  }).toPass();

  await page.getByRole("button", { name: POLL.none }).click();
  await expect(page.getByRole("status")).toHaveText("Counted.");
  await chair.readsAnswered(1);
  await page.goto(room.phone);
  await page.getByRole("button", { name: POLL.both }).click();
  await expect(page.getByRole("status")).toHaveText("Changed, and counted.");
  await expect(page.getByRole("button", { name: POLL.both })).toContainText("your choice");
  await chair.readsAnswered(1);

  await page.getByRole("button", { name: "I’m online" }).click();
  await expect(page.getByRole("button", { name: "I’m online" })).toHaveCount(0);

  await chair.closesAndShows();
  await chair.sees("Only 1 person answered: too few to say anything.");
  await page.getByRole("button", { name: POLL.nothing }).click();
  await expect(page.getByRole("status")).toHaveText("This arrived too late: voting is closed.");
  await page.getByRole("link", { name: "Results as text" }).click();
  await expect(page.getByRole("heading", { name: new RegExp(POLL.prompt.slice(0, 40)) })).toBeVisible();
  await page.getByRole("link", { name: "Back to the vote" }).click();
  await expect(page.getByRole("heading", { name: room.title })).toBeVisible();
  await context.close();
});

test("the plain form shuts nobody out", async ({ browser, room, moderator }) => {
  const chair = await moderator();
  await chair.opensPoll(POLL.prompt);
  // Scripts on, so that axe can run, but ours do not arrive: what is seen is what the server wrote.
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.route("**/assets/*.js*", (route) => route.abort());
  await page.goto(room.phone);
  await expect(page.getByRole("group", { name: POLL.prompt })).toBeVisible();
  await isAccessible(page, "the plain form");
  await context.close();
});

test("without scripts a question is a form: asked, read by a moderator, and answered to whoever asked it", async ({ browser, room, moderator }) => {
  const chair = await moderator();
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(room.phone);
  await page.getByRole("link", { name: "Ask a question" }).click();
  const field = page.getByLabel("Ask a question");
  const send = page.getByRole("button", { name: "Send the question" });
  const long = "Why ".repeat(90).trim();
  await field.fill(long);
  await send.click();
  await expect(page.getByRole("status")).toContainText("it has 359 characters; 300 at most");
  await expect(field).toHaveValue(long);
  await field.fill("Who pays for the scanning?");
  await send.click();
  await expect(page.getByRole("status")).toHaveText("Your question is in. A moderator looks at it before others see it.");
  const mine = page.getByRole("list", { name: "Your questions" });
  await expect(mine).toContainText("In review: a moderator has not looked at it yet");
  await expect(field).toHaveValue("");

  await chair.page.locator("body").press("2");
  const waiting = chair.page.getByRole("listitem").filter({ hasText: "Who pays for the scanning?" });
  await waiting.getByRole("button", { name: "Approve", exact: true }).click();
  await expect(async () => {
    await page.getByRole("link", { name: "Look again" }).click();
    await expect(mine).toContainText("Shown to everybody", { timeout: 500 });
  }).toPass();
  await page.getByRole("button", { name: "Take it back" }).click();
  await expect(mine).toHaveCount(0);
  await page.getByRole("link", { name: "Back to the vote" }).click();
  await expect(page.getByRole("heading", { name: room.title })).toBeVisible();
  await context.close();
});
