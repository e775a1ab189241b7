// Nothing of a page that is held in the hand leaves it: at 320 px, at twice the text size, turned on its side. And nothing on it is
// smaller than a thumb.

import type { Page } from "@playwright/test";
import { drawnStates, idOf } from "../../web-client/fixtures/states";
import { SIZES, type DrawnState } from "../../web-client/fixtures/states/state";
import type { Tag } from "./catalogue";
import { expect } from "./play";
import { show, test } from "./vite";

const HELD = drawnStates.filter(({ page }) => page === "phone" || page === "moderator");

/** Whoever needs text of twice the size leads a session from a tablet at least. */
const HELD_AS = [
  { how: "320 px wide", phone: [320, 568], moderator: [320, 568], text: 100 },
  { how: "with text of twice the size", phone: [390, 844], moderator: [768, 1024], text: 200 },
  { how: "turned on its side", phone: [844, 390], moderator: [844, 390], text: 100 },
] as const;

/** A thumb, in CSS pixels (WCAG 2.5.5). */
const THUMB = 44;

/** What stands beyond the edges, and is not in something that scrolls by itself. */
function beyond(): string[] {
  const wide = document.documentElement.clientWidth;
  const scrolls = (one: Element): boolean => {
    for (let at: Element | null = one.parentElement; at && at !== document.body; at = at.parentElement) {
      const { overflowX } = getComputedStyle(at);
      if (overflowX !== "visible" && at.getBoundingClientRect().right <= wide + 1 && at.getBoundingClientRect().left >= -1) return true;
    }
    return false;
  };
  const found = [...document.querySelectorAll("body *")].filter((one) => {
    const { left, right, width, height } = one.getBoundingClientRect();
    return width > 0 && height > 0 && (right > wide + 1 || left < -1) && one.checkVisibility() && !scrolls(one) && !one.closest(".unseen, .wall");
  });
  const sideways = [...document.querySelectorAll("body *")].filter(
    (one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX === "auto" && !one.closest(".wall") && !one.querySelector("table"),
  );
  /** What is beyond with something in it is so because of that. */
  const innermost = found.filter((one) => !found.some((other) => other !== one && one.contains(other)));
  const named = (one: Element) => `<${one.localName} class="${one.getAttribute("class") ?? ""}">${one.textContent?.trim().slice(0, 30)}`;
  return [...innermost.map((one) => `beyond the edge: ${named(one)}`), ...sideways.map((one) => `scrolls sideways: ${named(one)}`)];
}

/** Whatever can be pressed and is smaller than a thumb. Words within a sentence are as high as it is. */
function small(thumb: number): string[] {
  const pressed = [...document.querySelectorAll<HTMLElement>("button, select, summary, a[href], input, textarea, [role=button], [role=slider]")];
  return pressed.flatMap((one) => {
    if (!one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || one.closest("[inert], .unseen")) return [];
    const inSentence = one.localName === "a" && getComputedStyle(one).display === "inline";
    // A box to tick is pressed by its label.
    const target = one.matches("input") ? (one.closest("label") ?? one) : one;
    const { width, height } = target.getBoundingClientRect();
    if (width === 0 || inSentence || (width >= thumb - 0.5 && height >= thumb - 0.5)) return [];
    return [`${Math.round(width)}×${Math.round(height)}: <${one.localName} class="${one.className}">${(one.textContent || one.getAttribute("aria-label") || "").trim().slice(0, 30)}`];
  });
}

async function everyState(page: Page, sizeOf: (state: DrawnState) => readonly [number, number], look: () => Promise<string[]>): Promise<string[]> {
  const all: string[] = [];
  for (const state of HELD) {
    const [width, height] = sizeOf(state);
    await page.setViewportSize({ width, height });
    await show(page, idOf(state));
    all.push(...(await look()).map((one) => `${idOf(state)}: ${one}`));
  }
  return all;
}

for (const language of ["en", "ru", "ar"] satisfies Tag[]) {
  for (const { how, text, ...sizes } of HELD_AS) {
    test(`nothing leaves a page that is held, ${how}, in ${language}`, async ({ page, fixtures }) => {
      test.setTimeout(600_000);
      await page.emulateMedia({ reducedMotion: "reduce" });
      await fixtures.open(page, language);
      await page.evaluate((text) => (document.documentElement.style.fontSize = `${text}%`), text);
      const sizeOf = (state: DrawnState) => sizes[state.page as "phone" | "moderator"];
      expect(await everyState(page, sizeOf, () => page.evaluate(beyond))).toEqual([]);
    });
  }
}

test("whatever can be pressed is as large as a thumb", async ({ page, fixtures }) => {
  test.setTimeout(600_000);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await fixtures.open(page, "en");
  expect(await everyState(page, () => SIZES.phone, () => page.evaluate(small, THUMB))).toEqual([]);
});
