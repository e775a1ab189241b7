// What a moderator's page fetches by itself weighs no more than it may; the rest comes when it is opened, and says so when it does not.

import type { Page, Request, Route } from "@playwright/test";
import { FIRST_RESPONSE as POLL } from "./journey";
import { expect, isAccessible, LAPTOP, test } from "./play";

/** Page, style and scripts together, packed (issue 5: the moderator's page). */
const MOST = 90_000;

const isAsset = (request: Request) => new URL(request.url()).pathname.startsWith("/assets/");

/** Everything a page fetches but what it says to the server and hears from it. */
class Scales {
  readonly #requests: Request[] = [];

  constructor(page: Page) {
    page.on("requestfinished", (request) => {
      const said = ["fetch", "xhr", "websocket"].includes(request.resourceType()) && !isAsset(request);
      if (!said) this.#requests.push(request);
    });
  }

  /** Each once: a script of a later part is taken from the browser's own store when it is run. */
  get names(): string[] {
    return [...new Set(this.#requests.map((request) => new URL(request.url()).pathname.split("/").at(-1)!))];
  }

  async bytes(): Promise<number> {
    const sizes = await Promise.all(this.#requests.map((request) => request.sizes()));
    // What came from the browser's own store has no size of its own on the wire.
    return sizes.reduce((sum, { responseBodySize }) => sum + Math.max(0, responseBodySize), 0);
  }
}

test("a rapporteur's page opens with what its tasks need, and fetches nothing that others lead with", async ({ browser, moderator }) => {
  const chair = await moderator();
  const link = await chair.handsOver("rapporteur");
  const context = await browser.newContext({ viewport: LAPTOP });
  const page = await context.newPage();
  const scales = new Scales(page);
  await page.goto(link);
  await expect(page.getByRole("tab", { name: "Team" })).toHaveAttribute("aria-selected", "true");
  await expect(page.getByLabel("A note", { exact: true })).toBeVisible();
  await page.waitForLoadState("networkidle");
  console.log(`a rapporteur's page fetches by itself: ${await scales.bytes()} bytes`);
  expect(scales.names.filter((name) => name.endsWith(".js")).sort()).toEqual(
    ["moderator-talk", "moderator-team", "moderator"].map((name) => `${name}.en.js`),
  );
  await context.close();
});

for (const locale of ["en-GB", "fr-FR", "es-ES", "ar-EG", "zh-CN", "ru-RU"]) {
  test(`a moderator's page leads polls and questions with 90,000 bytes in all, in ${locale}`, async ({ browser, room }) => {
    const context = await browser.newContext({ viewport: LAPTOP, locale });
    const page = await context.newPage();
    const scales = new Scales(page);
    await page.goto(room.moderator);
    const stage = page.locator(".stage");
    await expect(stage).toBeVisible();
    // The later half has come: its tools stand there.
    await expect(page.locator(".tools .panic")).toBeVisible();
    // The whole of a poll, by keys: they are the same in every language.
    const prompt = page.getByRole("button", { name: POLL.prompt });
    await prompt.click();
    await page.keyboard.press("o");
    await expect(stage.getByRole("heading", { name: POLL.prompt })).toBeVisible();
    await page.keyboard.press("Shift+C");
    await expect(stage.locator("[open] table, details").first()).toBeAttached();
    await expect(page.locator(".stage.done")).toBeVisible();
    await page.keyboard.press("2");
    await expect(page.locator("#questions-title")).toBeVisible();
    await page.keyboard.press("1");
    await page.waitForLoadState("networkidle");
    const weight = await scales.bytes();
    const tag = locale.slice(0, 2);
    console.log(`a moderator's page fetches by itself, in ${tag}: ${weight} bytes`);
    expect(scales.names.filter((name) => name.endsWith(".js"))).toEqual([`moderator.${tag}.js`, `moderator-talk.${tag}.js`]);
    expect(weight, scales.names.join(" ")).toBeLessThanOrEqual(MOST);
    await context.close();
  });
}

/** Lets nothing of a part through until it is told to; or turns it away. */
async function holds(page: Page, part: string, does: "hold" | "lose") {
  let come = () => {};
  const asked = new Promise<void>((resolve) => (come = resolve));
  await page.route(`**/assets/moderator-${part}.*`, async (route) => {
    if (does === "lose") return route.abort();
    await asked;
    await route.continue();
  });
  return { come, lets: () => page.unroute(`**/assets/moderator-${part}.*`) };
}

test("what is typed before a new poll's form has come stays, and the focus with it", async ({ moderator }) => {
  const chair = await moderator();
  const { come } = await holds(chair.page, "write", "hold");
  await chair.page.locator("body").press("n");
  const dialog = chair.page.getByRole("dialog", { name: "A poll on what was just said" });
  const line = dialog.getByLabel("What do you ask?");
  await expect(line).toBeFocused();
  await chair.page.keyboard.type("Shall we close at noon?");
  await expect(dialog.getByText("Loading…")).toBeVisible();
  await isAccessible(chair.page, "a new poll whose form has not come");
  come();
  await expect(dialog.getByRole("radio", { name: "Yes or no" })).toBeVisible();
  await expect(line).toBeFocused();
  await expect(line).toHaveValue("Shall we close at noon?");
  await chair.page.keyboard.press("Enter");
  await expect(chair.stage.getByRole("heading", { name: "Shall we close at noon?" })).toBeVisible();
});

test("no key does anything to the session while a sheet is on its way", async ({ moderator }) => {
  const chair = await moderator();
  await chair.opensPoll(POLL.prompt);
  const { come } = await holds(chair.page, "team", "hold");
  await chair.page.locator("body").press("w");
  await expect(chair.page.getByRole("dialog", { name: "Loading" })).toBeVisible();
  await chair.page.keyboard.type("Close, show");
  await expect(chair.stage.getByRole("button", { name: "Close", exact: true })).toBeVisible();
  come();
  await expect(chair.page.getByLabel("A note", { exact: true })).toBeFocused();
});

test("a part that does not come says so, and comes when it is asked for again", async ({ moderator }) => {
  const chair = await moderator();
  const lost = await holds(chair.page, "more", "lose");
  await chair.page.locator("body").press("?");
  const waits = chair.page.getByRole("dialog", { name: "Loading" });
  await expect(waits.getByText("This part did not load.")).toBeVisible();
  await isAccessible(chair.page, "a sheet that did not come");
  // Nothing else is lost with it.
  await waits.getByRole("button", { name: "Cancel" }).click();
  await expect(waits).toHaveCount(0);
  await chair.page.getByRole("tab", { name: "Minutes" }).click();
  const panel = chair.page.getByRole("tabpanel");
  await expect(panel.getByText("This part did not load.")).toBeVisible();
  await chair.page.locator("body").press("?");
  await expect(waits.getByText("This part did not load.")).toBeVisible();
  await lost.lets();
  await waits.getByRole("button", { name: "Try again" }).press("Enter");
  const help = chair.page.getByRole("dialog", { name: "Help" });
  await expect(help).toBeVisible();
  await expect(help.getByRole("button", { name: "Back" })).toBeFocused();
  await help.getByRole("button", { name: "Back" }).click();
  await expect(panel.getByText("This part did not load.")).toHaveCount(0);
});

for (const turns of [
  { how: "a line that breaks", away: (route: Route) => route.abort() },
  { how: "a proxy that says 502", away: (route: Route) => route.fulfill({ status: 502, body: "Bad Gateway" }) },
  { how: "a network's sign-in page", away: (route: Route) => route.fulfill({ contentType: "text/html", body: "<p>Sign in</p>" }) },
]) {
  test(`a part that a first try lost, or what it stands on, is fetched anew: ${turns.how}`, async ({ moderator }) => {
    const chair = await moderator();
    const waits = chair.page.getByRole("dialog", { name: "Loading" });
    for (const lost of ["kinds", "write", "more"]) {
      await chair.page.reload();
      await expect(chair.page.locator(".tools .panic")).toBeVisible();
      const script = `**/assets/moderator-${lost}.*js*`;
      await chair.page.route(script, turns.away);
      await chair.page.locator("body").press("?");
      await expect(waits.getByText("This part did not load.")).toBeVisible();
      await chair.page.unroute(script);
      await waits.getByRole("button", { name: "Try again" }).click();
      await expect(chair.page.getByRole("dialog", { name: "Help" }), `${lost} was lost once`).toBeVisible();
    }
  });
}

test("a prompt, an answer and a line that are too long say so while they are typed, counted as the server counts", async ({
  moderator,
}) => {
  const chair = await moderator();
  await chair.page.locator("body").press("n");
  const dialog = chair.page.getByRole("dialog", { name: "A poll on what was just said" });
  const line = dialog.getByLabel("What do you ask?");
  // A family is one letter of eleven units; what hides is none.
  const family = "👨‍👩‍👧‍👦";
  await line.fill(family.repeat(70) + "x".repeat(230));
  await expect(dialog.getByText("0 letters left", { exact: true })).toBeVisible();
  await line.fill("x".repeat(301));
  await expect(dialog.getByText("1 letter too many", { exact: true })).toBeVisible();
  await expect(dialog.getByText("Too long: 300 letters at most")).toBeAttached();
  // Thai: each letter with its marks is one, of nine bytes and more.
  await line.fill("ที่".repeat(230));
  await expect(dialog.getByText("More than 2,000 bytes: shorten it").first()).toBeVisible();
  await line.fill("Which one?");
  await expect(dialog.getByText(/letters? (left|too many)/)).toHaveCount(0);
  await dialog.getByRole("radio", { name: "One choice" }).check();
  await dialog.getByLabel("Answers, one on each line").fill(`Short\n${"y".repeat(305)}`);
  await expect(dialog.getByText("Line 2: 5 letters too many", { exact: true })).toBeVisible();
  await isAccessible(chair.page, "a draft whose answer is too long");
  await dialog.getByRole("button", { name: "Open", exact: true }).click();
  await expect(dialog.getByRole("alert").getByText("it has 305 characters; 300 at most")).toBeVisible();
});
