// Where the system paints in its own few colours, and where it asks for more contrast: what is chosen, focused, drawn and told
// apart stays so.

import type { Locator, Page } from "@playwright/test";
import { SIZES } from "../../web-client/fixtures/states/state";
import { expect } from "./play";
import { show, test } from "./vite";

const style = (of: Locator, name: string) => of.evaluate((of, name) => getComputedStyle(of).getPropertyValue(name), name);

/** Eyes can tell the two apart by more than their words. */
async function differ(one: Locator, other: Locator, what: string): Promise<void> {
  const [a, b] = [await one.screenshot({ animations: "disabled" }), await other.screenshot({ animations: "disabled" })];
  expect(a.equals(b), what).toBe(false);
}

async function isFocused(page: Page): Promise<void> {
  await page.keyboard.press("Tab");
  const focused = page.locator(":focus-visible");
  await expect(focused).toHaveCount(1);
  expect(await style(focused, "outline-style")).toBe("solid");
  expect(Number.parseFloat(await style(focused, "outline-width"))).toBeGreaterThanOrEqual(3);
  expect(await style(focused, "outline-color")).not.toBe(await style(page.locator("html"), "background-color"));
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`forced colours, ${colorScheme}`, async ({ browser, fixtures }) => {
    const context = await browser.newContext({ forcedColors: "active", colorScheme, reducedMotion: "reduce" });
    const page = await context.newPage();
    const stands = async (kind: "phone" | "laptop", id: string) => {
      const [width, height] = SIZES[kind];
      await page.setViewportSize({ width, height });
      await show(page, id, colorScheme);
    };
    await fixtures.open(page, "en");

    await stands("phone", "phone/counted");
    const answers = page.locator("button.answer");
    const chosen = page.locator('button.answer[aria-pressed="true"] .mark');
    const others = page.locator('button.answer[aria-pressed="false"]:not(.apart) .mark');
    await expect(answers).not.toHaveCount(0);
    await differ(chosen, others.first(), "the chosen answer is marked");
    await isFocused(page);

    await stands("phone", "phone/result-single");
    const bar = page.locator(".bars .bar").first();
    expect(await style(bar.locator("i"), "background-color")).not.toBe(await style(bar, "background-color"));
    await context.close();

    const wide = await browser.newContext({ forcedColors: "active", colorScheme, reducedMotion: "reduce" });
    const desk = await wide.newPage();
    await desk.setViewportSize({ width: SIZES.laptop[0], height: SIZES.laptop[1] });
    await fixtures.open(desk, "en");
    await show(desk, "moderator/published", colorScheme);
    const edge = async (of: Locator) => `${await style(of, "border-top-width")} ${await style(of, "border-top-color")}`;
    const halves = desk.locator(".halves button");
    expect(await edge(halves.nth(0)), "the half that is looked at").not.toBe(await edge(halves.nth(1)));
    const polls = desk.locator("nav .poll");
    const current = polls.and(desk.locator("[aria-current]"));
    await expect(current).toHaveCount(1);
    expect(await edge(current), "the poll that is looked at").not.toBe(await edge(polls.and(desk.locator(":not([aria-current])")).first()));
    await isFocused(desk);
    await wide.close();

    const hall = await browser.newContext({ forcedColors: "active", colorScheme, reducedMotion: "reduce" });
    const wall = await hall.newPage();
    await wall.setViewportSize({ width: SIZES.projector[0], height: SIZES.projector[1] });
    await fixtures.open(wall, "en");
    await show(wall, "screen/result-yesno-23", colorScheme);
    const track = wall.locator(".track").first();
    expect(await style(track.locator(".fill"), "background-image"), "bars are drawn").toContain("gradient");
    const marks = track.locator(".mark");
    await expect(marks).toHaveCount(2);
    const drawnAs = (of: Locator) => of.evaluate((of) => JSON.stringify(["", "::before"].map((part) => [getComputedStyle(of, part).backgroundColor, getComputedStyle(of, part).borderTopWidth, getComputedStyle(of, part).boxShadow])));
    expect(await drawnAs(marks.nth(0)), "room and online have marks of their own").not.toBe(await drawnAs(marks.nth(1)));
    await hall.close();
  });
}

test("more contrast: soft words and thin lines are as dark as all others", async ({ browser, fixtures }) => {
  for (const colorScheme of ["light", "dark"] as const) {
    const context = await browser.newContext({ contrast: "more", colorScheme });
    const page = await context.newPage();
    await fixtures.open(page, "en");
    await show(page, "phone/counted", colorScheme);
    const token = (name: string) => page.evaluate((name) => getComputedStyle(document.documentElement).getPropertyValue(name), name);
    for (const name of ["--ink-soft", "--line", "--line-strong"]) expect(await token(name), name).toBe(await token("--ink"));
    await context.close();
  }
});
