// Motion explains, for as long as docs/look.md says; whoever asks for less of it has none, in any state of any page.

import type { Page } from "@playwright/test";
import { drawnStates, idOf } from "../../web-client/fixtures/states";
import { SIZES } from "../../web-client/fixtures/states/state";
import { expect } from "./play";
import { show, test } from "./vite";

/** The longest that anything takes to where it goes, in ms. */
const LONGEST_MS = 420;

/** How long things on the page would be in motion, in ms, each with its name. What only appears does not move. */
function motions(): { name: string; ms: number }[] {
  const ms = (list: string) => Math.max(...list.split(",").map((one) => Number.parseFloat(one) * (/ms$/.test(one.trim()) ? 1 : 1_000)));
  const moving = [...document.querySelectorAll("body *")].flatMap((one) =>
    ["", "::before", "::after"].map((part) => ({ name: `<${one.localName} class="${one.getAttribute("class") ?? ""}">${part}`, ms: ms(getComputedStyle(one, part).transitionDuration) })),
  );
  const played = document.getAnimations().flatMap((one) => {
    const effect = one.effect as KeyframeEffect;
    const does = effect.getKeyframes().flatMap((frame) => Object.keys(frame));
    const moves = does.some((name) => !["offset", "computedOffset", "easing", "composite", "visibility"].includes(name));
    return moves ? [{ name: `an animation of <${effect.target?.localName}>`, ms: Number(effect.getComputedTiming().endTime) }] : [];
  });
  return [...moving, ...played].filter(({ ms }) => ms > 0);
}

async function everywhere(page: Page, see: (id: string, found: { name: string; ms: number }[]) => void): Promise<void> {
  for (const state of drawnStates) {
    const [width, height] = SIZES[state.page === "phone" ? "phone" : "laptop"];
    await page.setViewportSize({ width, height });
    await show(page, idOf(state));
    see(idOf(state), await page.evaluate(motions));
  }
}

test("whoever asks for less motion has none", async ({ page, fixtures }) => {
  test.setTimeout(600_000);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await fixtures.open(page, "en");
  const all: string[] = [];
  await everywhere(page, (id, found) => all.push(...found.map(({ name, ms }) => `${id}: ${name} moves for ${ms} ms`)));
  expect(all).toEqual([]);
});

test("motion is short where it is wanted", async ({ page, fixtures }) => {
  test.setTimeout(600_000);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await fixtures.open(page, "en");
  const [all, moving]: [string[], Set<string>] = [[], new Set()];
  await everywhere(page, (id, found) => {
    if (found.length > 0) moving.add(id.split("/")[0]!);
    all.push(...found.filter(({ ms }) => ms > LONGEST_MS).map(({ name, ms }) => `${id}: ${name} moves for ${ms} ms`));
  });
  expect(all).toEqual([]);
  expect([...moving], "there is some").toEqual(expect.arrayContaining(["phone", "screen"]));
});
