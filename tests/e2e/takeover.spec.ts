// What somebody filled in on the plain form while the page's scripts were still on their way.

import type { Page } from "@playwright/test";
import { expect, fresh, PHONE, test } from "./play";

/** Scripts of the phone's page that do not come before they are let through. */
async function holds(page: Page, script: string): Promise<() => void> {
  let letThrough: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (letThrough = resolve));
  await page.route(`**/assets/${script}.*.js*`, async (route) => {
    await held;
    await route.continue();
  });
  return letThrough;
}

/** The conversation's script is there. */
const isWhole = (page: Page) => expect(page.getByRole("navigation", { name: "Places of this page" })).toBeVisible();

test("who is typing keeps the field, and what is sent from it is cast like any ballot", async ({ browser, room, moderator }) => {
  const chair = await moderator();
  await chair.raises("What would you keep?", "Open text");
  const page = await fresh(browser, PHONE, true);
  const [own, talk] = [await holds(page, "phone"), await holds(page, "phone-talk")];
  const posted: string[] = [];
  page.on("request", (request) => {
    if (request.isNavigationRequest()) posted.push(request.method());
  });
  await page.goto(room.phone, { waitUntil: "commit" });
  const field = page.getByRole("textbox").first();
  await field.pressSequentially("An indep");
  own();
  await expect(page.getByText("Voting is open").first()).toBeVisible();
  await expect(field).toBeFocused();
  await page.keyboard.type("endent ");
  talk();
  await isWhole(page);
  await expect(field).toBeFocused();
  await page.keyboard.type("court");
  await expect(field).toHaveValue("An independent court");
  await page.getByRole("button", { name: "Count my choice" }).click();
  await expect(page.getByRole("article").getByText("Counted", { exact: true })).toBeVisible();
  await chair.readsAnswered(1);
  expect(posted, "the page stayed").toEqual(["GET"]);
  await expect(page.getByRole("textbox").first()).toHaveValue("An independent court");
  await page.context().close();
});

test("what was left half filled in stands in the input that takes the place of the form", async ({ browser, room, moderator }) => {
  const chair = await moderator();
  await chair.raises("Which words?", "Words");
  const page = await fresh(browser, PHONE, true);
  const [own, talk] = [await holds(page, "phone"), await holds(page, "phone-talk")];
  await page.goto(room.phone, { waitUntil: "commit" });
  await page.getByRole("textbox").nth(1).fill("证据");
  own();
  await expect(page.getByText("Voting is open").first()).toBeVisible();
  await page.getByRole("textbox").nth(1).blur();
  talk();
  await isWhole(page);
  const ballot = page.getByRole("article", { name: "Which words?" });
  await expect(ballot.getByLabel("Phrase 2")).toHaveValue("证据");
  await chair.readsAnswered(0);
  // It is kept like any draft: a page that comes again still has it.
  await page.reload();
  await expect(ballot.getByLabel("Phrase 2")).toHaveValue("证据");
  await ballot.getByRole("button", { name: "Count my choice" }).click();
  await expect(ballot.getByText("Counted", { exact: true })).toBeVisible();
  await chair.readsAnswered(1);
  await page.context().close();
});

test("who leaves the field with a key stands in the input, with what was typed", async ({ browser, room, moderator }) => {
  const chair = await moderator();
  await chair.raises("What is missing?", "Words");
  const page = await fresh(browser, PHONE);
  const talk = await holds(page, "phone-talk");
  await page.goto(room.phone);
  await page.getByRole("textbox").first().fill("trust");
  talk();
  await isWhole(page);
  await expect(page.getByRole("textbox").first()).toBeFocused();
  // Out of the form, backwards.
  await page.keyboard.press("Shift+Tab");
  await expect(page.getByRole("article").getByLabel("Phrase 1")).toHaveValue("trust");
  await page.context().close();
});
