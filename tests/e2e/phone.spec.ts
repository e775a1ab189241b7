// One phone's whole journey on this machine, as on a developer's desk.

import type { Page } from "@playwright/test";
import { FIRST_RESPONSE as POLL, journey } from "./journey";
import { expect, fresh, PHONE, test } from "./play";

test("a phone votes, changes its mind, reloads, loses the server, and reads the result", async ({ server, moderator, phone }) => {
  const chair = await moderator();
  await journey(await phone("the phone"), chair, server);
});

test("a ballot that never left survives a reload, and goes when the network returns", async ({ moderator, phone }) => {
  const chair = await moderator();
  const ana = await phone("Ana");
  await chair.opensPoll(POLL.prompt);
  await ana.sees(POLL.prompt);
  await chair.readsAnswered(0);
  // Pages come through, votes do not: a network that is nearly dead.
  let dead = true;
  await ana.page.routeWebSocket(/\/ws\//, (line) => (dead ? void line.close() : void line.connectToServer()));
  await ana.page.route("**/api/rooms/**", (route) => (dead ? route.abort() : route.continue()));
  await ana.page.reload();
  await ana.sees(POLL.prompt);
  await ana.taps(POLL.both);
  await ana.isTold("Waiting for the network");
  await ana.page.reload();
  await ana.sees(POLL.prompt);
  await ana.isTold("Waiting for the network");
  await ana.hasChosen(POLL.both);
  await chair.readsAnswered(0);
  dead = false;
  await ana.isTold("Counted");
  await chair.readsAnswered(1);
});

test("who follows from a laptop has the stage and the ballot side by side, and reads what the wall says", async ({
  browser,
  moderator,
  room,
}) => {
  const chair = await moderator();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(`${room.phone}?mode=online`);
  await chair.opensPoll(POLL.prompt);
  const stage = page.getByRole("region", { name: "On the room’s screens" });
  const ballot = page.getByRole("article", { name: POLL.prompt });
  await expect(stage).toContainText(POLL.prompt);
  await expect(stage).toContainText("Voting is open");
  const [left, right] = [await stage.boundingBox(), await ballot.boundingBox()];
  const apart = left!.x + left!.width <= right!.x || right!.x + right!.width <= left!.x;
  expect(apart, "neither hides the other").toBe(true);
  await ballot.getByRole("button", { name: POLL.none }).click();
  await expect(ballot.getByText("Counted", { exact: true }).first()).toBeVisible();
  await chair.closesAndShows();
  await expect(stage).toContainText("Too few to say · 1 answer");
  await context.close();
});

/** What the page fetches of its later script and style, from now on. */
function later(page: Page): string[] {
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("phone-talk")) asked.push(request.url());
  });
  return asked;
}

test("nothing that can wait is fetched before the first ballot is counted, and then all of it", async ({ browser, moderator, room }) => {
  const chair = await moderator();
  await chair.opensPoll(POLL.prompt);
  const page = await fresh(browser, PHONE, true);
  const asked = later(page);
  await page.goto(room.phone);
  await expect(page.getByText("Connected")).toBeVisible();
  const ballot = page.getByRole("article", { name: POLL.prompt });
  await expect(ballot.getByText(/^Drawn from /)).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Places of this page" }).getByRole("button")).toHaveCount(3);
  expect(asked, "nothing yet").toEqual([]);
  const top = (await ballot.boundingBox())!.y;
  await ballot.getByRole("button", { name: POLL.both }).click();
  await expect(ballot.getByText("Counted", { exact: true }).first()).toBeVisible();
  await expect(page.getByRole("group", { name: "How are you taking part?" }).first()).toBeVisible();
  expect(asked.length).toBeGreaterThan(0);
  expect((await ballot.boundingBox())!.y, "nothing above the ballot moved").toBe(top);
  await expect(ballot.getByText(/^Drawn from /)).toHaveCount(1);
  await page.context().close();
});

test("whoever asks for the questions before voting has them, and stands at their place", async ({ browser, moderator, room }) => {
  const chair = await moderator();
  await chair.opensPoll(POLL.prompt);
  const page = await fresh(browser, PHONE, true);
  const asked = later(page);
  await page.goto(room.phone);
  await expect(page.getByText("Connected")).toBeVisible();
  expect(asked, "nothing yet").toEqual([]);
  const place = page.getByRole("navigation", { name: "Places of this page" }).getByRole("button", { name: /^Questions/ });
  await place.click();
  await expect(page.getByLabel("Ask a question")).toBeVisible();
  await expect(place).toHaveAttribute("aria-current", "page");
  await expect(place).toBeFocused();
  await page.getByRole("button", { name: "Go to it" }).click();
  await expect(page.getByRole("article", { name: POLL.prompt }).getByRole("button", { name: POLL.none })).toBeVisible();
  await page.context().close();
});
