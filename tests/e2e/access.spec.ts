// Every state of every page, in light and in dark, shuts nobody out: WCAG 2.2 AA as far as axe can tell.

import type { Page } from "@playwright/test";
import { FIRST_RESPONSE as POLL } from "./journey";
import { expect, isAccessible, test } from "./play";

const AREAS = "What should policymakers, academics and practitioners consider first when implementing end-to-end encryption?";
const BALANCE = "How far can privacy and safety both be achieved on end-to-end encrypted platforms?";
const GRADIENT =
  "Stakeholders should commit to working together on a rights-respecting response to the concerns raised about end-to-end encryption.";

for (const scheme of ["light", "dark"] as const) {
  const inScheme = (page: Page) => page.emulateMedia({ colorScheme: scheme });

  test(`the doors, in ${scheme}`, async ({ browser, server, room }) => {
    const context = await browser.newContext({ colorScheme: scheme });
    const page = await context.newPage();
    await page.goto(server.origin);
    await isAccessible(page, "the page that asks for a code");
    await page.getByLabel("The code of your room").fill("zzzzzz");
    await page.getByRole("button", { name: "Join" }).click();
    await expect(page.getByRole("alert")).toHaveText(/No room has that code/);
    await isAccessible(page, "a code that no room has");
    await page.getByLabel("The code of your room").fill(room.code.toUpperCase());
    await page.getByRole("button", { name: "Join" }).click();
    await expect(page.getByRole("heading", { name: room.title, level: 1 })).toBeVisible();
    await page.goto(`${room.moderator.split("#")[0]}#not-a-secret-of-this-room`);
    await expect(page.getByText("This link is no longer good")).toBeVisible();
    await isAccessible(page, "a moderator's link that is no longer good");
    await context.close();
  });

  test(`every kind of poll, in ${scheme}`, async ({ moderator, phone, roomScreen }) => {
    const chair = await moderator();
    const voter = await phone("a phone");
    const wall = await roomScreen("the wall");
    for (const page of [chair.page, voter.page, wall.page]) await inScheme(page);
    await chair.letsIn(await wall.pairingCode(), "Wall");
    await isAccessible(chair.page, "the moderator's page with its screens");

    for (const prompt of [POLL.prompt, AREAS, BALANCE, GRADIENT]) {
      await chair.opensPoll(prompt);
      await voter.sees(prompt);
      await wall.shows(prompt);
      await isAccessible(voter.page, `a phone: ${prompt}`);
      await isAccessible(wall.page, `a screen: ${prompt}`);
      await isAccessible(chair.page, `the moderator's page while voting: ${prompt}`);
      await voter.taps("I can’t say");
      if (prompt === AREAS) await voter.taps("Count my choice");
      await voter.isTold("Counted");
      await chair.closesAndShows();
      await voter.sees("Too few to say · 1 answer");
      await isAccessible(wall.page, `a screen with a result: ${prompt}`);
    }
    await isAccessible(chair.page, "the moderator's page with a result");
    await isAccessible(voter.page, "a phone with results");

    for (const tab of ["People", "Minutes", "More"]) {
      await chair.page.getByRole("tab", { name: tab }).click();
      await isAccessible(chair.page, `the moderator's panel ${tab}`);
    }
    for (const place of ["Aims", "Rules", "Thanks", "Join"] as const) {
      await chair.stages(place);
      await isAccessible(wall.page, `a screen that shows ${place}`);
      await isAccessible(voter.page, `a phone while the stage shows ${place}`);
    }
    await chair.page.locator("body").press("n");
    await expect(chair.page.getByRole("dialog")).toBeVisible();
    await isAccessible(chair.page, "the dialog that raises a poll");
  });
}
