// Bad networks, one after the other, and what a person sees on each (docs/networks.md).

import type { Page, Route } from "@playwright/test";
import { FIRST_RESPONSE as POLL } from "./journey";
import { expect, fresh, isAccessible, PHONE, test } from "./play";

/** Sockets of a page, as a network between treats them. */
const sockets = /\/ws\//;
const api = "**/api/rooms/**";

/** What a hotel's gate answers to everything. */
const GATE = "<!doctype html><title>Welcome</title><p>Accept the terms to go on</p>";

for (const [how, treat] of [
  ["are refused", (page: Page) => page.routeWebSocket(sockets, (line) => void line.close())],
  // Neither an answer nor an end: the browser believes in a line that carries nothing.
  ["are swallowed", (page: Page) => page.routeWebSocket(sockets, () => undefined)],
] as const) {
  test(`upgrades ${how}: the phone asks over plain HTTP instead, and has the same`, async ({ browser, room, moderator }) => {
    const chair = await moderator();
    const page = await fresh(browser, PHONE, true);
    await treat(page);
    await page.goto(room.phone);
    await expect(page.getByText("Connected")).toBeVisible({ timeout: 60_000 });
    await chair.opensPoll(POLL.prompt);
    const ballot = page.getByRole("article", { name: POLL.prompt });
    await ballot.getByRole("button", { name: POLL.both }).click();
    await expect(ballot.getByText("Counted", { exact: true }).first()).toBeVisible();
    await chair.readsAnswered(1);
    await chair.closesAndShows();
    await expect(ballot.getByText("Too few to say · 1 answer")).toBeVisible();
    await page.context().close();
  });
}

for (const [how, answers] of [
  ["a page", (route: Route) => route.fulfill({ status: 200, contentType: "text/html", body: GATE })],
  ["a way elsewhere", (route: Route) => route.fulfill({ status: 302, headers: { location: "/gate" } })],
  // What looks like a receipt is none where it answers another command.
  ["somebody's receipt", (route: Route) => route.fulfill({ json: { receipt: { id: "x", ballot: { was: "counted", r: 1 } } } })],
] as const) {
  test(`a gate of the network answers with ${how}: nothing is called counted`, async ({ browser, room, moderator }) => {
    const chair = await moderator();
    await chair.opensPoll(POLL.prompt);
    const page = await fresh(browser, PHONE, true);
    let isShut = true;
    await page.routeWebSocket(sockets, (line) => (isShut ? void line.close() : void line.connectToServer()));
    await page.route(api, (route) => (isShut ? answers(route) : route.continue()));
    await page.goto(room.phone);
    const ballot = page.getByRole("article", { name: POLL.prompt });
    await ballot.getByRole("button", { name: POLL.none }).click();
    await expect(ballot.getByText("Waiting for the network", { exact: true })).toBeVisible();
    if (how !== "somebody's receipt") {
      await expect(page.getByText("This network answers in our place").first()).toBeVisible();
      await expect(page.getByRole("button", { name: "Open the page again" })).toBeVisible();
    }
    await expect(ballot.getByText("Counted", { exact: true })).toHaveCount(0);
    await chair.readsAnswered(0);
    isShut = false;
    await expect(ballot.getByText("Counted", { exact: true }).first()).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText("Connected")).toBeVisible();
    await chair.readsAnswered(1);
    await page.context().close();
  });
}

test("what a broken line lost of the page comes once the line is back", async ({ browser, room }) => {
  const page = await fresh(browser, PHONE, true);
  const script = "**/assets/phone-talk.*js*";
  let lost = 0;
  await page.route(script, (route) => {
    lost++;
    return route.abort();
  });
  await page.goto(room.phone);
  await expect.poll(() => lost).toBeGreaterThan(1);
  const places = page.getByRole("navigation", { name: "Places of this page" });
  await expect(places).toHaveCount(0);
  await page.unroute(script);
  await expect(places).toBeVisible({ timeout: 60_000 });
  await places.getByRole("button", { name: /^Questions/ }).click();
  await expect(page.getByLabel("Ask a question")).toBeVisible();
  await page.context().close();
});

test("the network is gone while voting ends: what was counted stands, what was not is told", async ({ moderator, phones }) => {
  const chair = await moderator();
  const [ana, ben, eva] = await phones(3);
  await chair.opensPoll(POLL.prompt);
  await ana!.votes(POLL.none);
  await Promise.all([ana!, ben!, eva!].map((phone) => phone.losesTheNetwork()));
  await ana!.taps(POLL.both);
  await ben!.taps(POLL.both);
  for (const phone of [ana!, ben!]) await phone.isTold("Waiting for the network");
  await chair.closesAndShows();
  for (const phone of [ana!, ben!, eva!]) await phone.findsTheNetwork();
  await ana!.isTold("Arrived too late");
  await ana!.sees("Your change was not counted: voting had closed. Your earlier choice counts.");
  await ana!.sees(`You chose: ${POLL.none}`);
  await ben!.isTold("Arrived too late");
  await ben!.sees("Your answer was not counted: voting had closed.");
  await eva!.sees("You gave no answer.");
  await chair.sees("Only 1 person answered: too few to say anything.");
});

test("the receipt is lost on the way while voting ends: the phone learns that it counted", async ({ moderator, phone }) => {
  const chair = await moderator();
  const ana = await phone("Ana");
  await chair.opensPoll(POLL.prompt);
  await ana.sees(POLL.prompt);
  // Everything goes out, nothing comes back.
  let isDeaf = true;
  await ana.page.routeWebSocket(sockets, (line) => (isDeaf ? void line.close() : void line.connectToServer()));
  await ana.page.route(api, async (route) => {
    if (!isDeaf || route.request().method() === "GET") return isDeaf ? route.abort() : route.continue();
    await route.fetch();
    await route.abort();
  });
  await ana.page.reload();
  await ana.taps(POLL.both);
  await chair.readsAnswered(1);
  await ana.isTold("Waiting for the network");
  await chair.closesAndShows();
  isDeaf = false;
  await ana.sees(`You chose: ${POLL.both}`);
  await ana.doesNotSee("Arrived too late");
  await chair.sees("Only 1 person answered: too few to say anything.");
});

test("without a network no page with a ballot is shown, and it comes back by itself", async ({ server, moderator, phone, room }) => {
  const chair = await moderator();
  const ana = await phone("Ana");
  await chair.opensPoll(POLL.prompt);
  await ana.sees(POLL.prompt);
  await ana.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await server.kill();
  await ana.page.goto(room.phone);
  await expect(ana.page.getByRole("heading", { name: "No connection" })).toBeVisible();
  await expect(ana.page.getByText(POLL.prompt)).toHaveCount(0);
  await expect(ana.page.getByRole("button")).toHaveCount(0);
  await server.start();
  await ana.sees(POLL.prompt);
  await ana.votes(POLL.none);
  await chair.readsAnswered(1);
});

test("where data are dear, results are text and the second script waits until it is asked for", async ({ browser, room, moderator }) => {
  const chair = await moderator();
  await chair.opensPoll(POLL.prompt);
  const context = await browser.newContext({ viewport: PHONE, hasTouch: true, extraHTTPHeaders: { "save-data": "on" } });
  const page = await context.newPage();
  const later: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("phone-talk")) later.push(request.url());
  });
  await page.goto(room.phone);
  const ballot = page.getByRole("article", { name: POLL.prompt });
  await ballot.getByRole("button", { name: POLL.both }).click();
  await expect(ballot.getByText("Counted", { exact: true }).first()).toBeVisible();
  await chair.closesAndShows();
  await expect(ballot.getByText("Result", { exact: true })).toBeVisible();
  expect(later, "nothing that can wait").toEqual([]);
  await page.getByRole("link", { name: "Results as text" }).click();
  await expect(page.getByRole("heading", { name: new RegExp(POLL.prompt.slice(0, 40)) })).toBeVisible();
  await expect(page.getByText("Too few to say · 1 answer")).toBeVisible();
  await isAccessible(page, "results as text");
  await page.getByRole("link", { name: "Back to the vote" }).click();
  await page.getByRole("button", { name: /^Questions, turns and drawn results/ }).click();
  await expect(page.getByRole("navigation", { name: "Places of this page" })).toBeVisible();
  expect(later.length).toBeGreaterThan(0);
  await context.close();
});

test("where data are dear, a ballot that needs the second script brings it", async ({ browser, room, moderator }) => {
  const chair = await moderator();
  const context = await browser.newContext({ viewport: PHONE, hasTouch: true, extraHTTPHeaders: { "save-data": "on" } });
  const page = await context.newPage();
  await page.goto(room.phone);
  await expect(page.getByText("Connected")).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Places of this page" })).toHaveCount(0);
  await chair.raises("What is missing?", "Words");
  await page.getByRole("article", { name: "What is missing?" }).getByLabel("Phrase 1").fill("trust");
  await page.getByRole("button", { name: "Count my choice" }).click();
  await chair.readsAnswered(1);
  await context.close();
});
