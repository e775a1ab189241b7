// The act that is due: on a laptop and on a phone it is in view and the biggest thing, in every state of a session, whatever the
// language; and so through a session that is really led.

import type { Page } from "@playwright/test";
import { idOf } from "../../web-client/fixtures/states";
import { moderatorStates } from "../../web-client/fixtures/states/moderator";
import { Api } from "./api";
import type { Tag } from "./catalogue";
import { FIRST_RESPONSE as POLL } from "./journey";
import { expect, LAPTOP, PHONE, test as play } from "./play";
import { show, test } from "./vite";

/** A second poll of the seeded room, of one choice as the first is. */
const NEXT = "Technical options that ensure both privacy and safety on end-to-end encrypted platforms without exceptional access are…";

/** What is wrong with the act that is due, in words: nothing, as it should be. */
function wrong(): string[] {
  scrollTo(0, 0);
  const isSeen = (one: Element) => one.checkVisibility({ visibilityProperty: true });
  const due = [...document.querySelectorAll<HTMLElement>(".centre .strong")].filter(isSeen);
  const [act] = due;
  if (!act || due.length > 1) return [`${due.length} acts are due: ${due.map((one) => one.textContent?.trim()).join(", ")}`];
  const { left, right, top, bottom } = act.getBoundingClientRect();
  const name = `“${act.textContent?.trim()}” at ${Math.round(top)}–${Math.round(bottom)}`;
  const inner = [[left + 8, top + 8], [right - 8, top + 8], [left + 8, bottom - 8], [right - 8, bottom - 8]] as const;
  const isFree = inner.every(([x, y]) => act.contains(document.elementFromPoint(x, y)));
  const letters = (one: Element) => Number.parseFloat(getComputedStyle(one).fontSize);
  const area = (one: Element) => one.getBoundingClientRect().width * one.getBoundingClientRect().height;
  const others = [...document.querySelectorAll(".desk button")].filter((one) => one !== act && isSeen(one));
  // Where the page asks something, its answers stand beside each other.
  const isAnswer = act.closest(".ask") !== null;
  const bigger = others.filter((one) => letters(one) >= letters(act) || (one.closest(".centre") && area(one) >= area(act)));
  return [
    ...(top >= 0 && bottom <= innerHeight && left >= 0 && right <= innerWidth ? [] : [`${name} is out of view`]),
    ...(isFree ? [] : [`${name} lies under something`]),
    ...(isAnswer ? [] : bigger.map((one) => `“${one.textContent?.trim()}” is as big as ${name}`)),
  ];
}

/** Of everybody who leads: the polls' half, with no sheet over it. */
const LED = moderatorStates.filter(({ given, steps }) => !given.door && !given.role && !steps?.some(({ ...step }) => "key" in step && /^[^ct]$/.test(step.key)));

for (const language of ["en", "ar", "ru"] satisfies Tag[]) {
  test(`the act that is due is in view and the biggest, in ${language}`, async ({ page, fixtures }) => {
    test.setTimeout(600_000);
    await page.emulateMedia({ reducedMotion: "reduce" });
    await fixtures.open(page, language);
    const all: string[] = [];
    for (const state of LED) {
      for (const size of [LAPTOP, PHONE]) {
        await page.setViewportSize(size);
        await show(page, idOf(state));
        all.push(...(await page.evaluate(wrong)).map((one) => `${idOf(state)}, ${size.width}×${size.height}: ${one}`));
      }
    }
    expect(all).toEqual([]);
  });
}

play("the act that is due is in view through a session that is led", async ({ moderator, room }) => {
  const chair = await moderator();
  const voters = await Promise.all(["room", "room", "online", "online", "online"].map((mode) => Api.phone(room, mode)));
  const isDue = async (act: string | RegExp, when: string) => {
    for (const size of [PHONE, LAPTOP]) {
      await chair.page.setViewportSize(size);
      await expect(chair.page.locator(".centre .strong"), when).toHaveText(act);
      expect(await chair.page.evaluate(wrong), `${when}, ${size.width}×${size.height}`).toEqual([]);
    }
  };
  await isDue("Open", "before the first poll");
  for (const [at, prompt] of [POLL.prompt, NEXT].entries()) {
    await chair.opensPoll(prompt);
    await isDue("Close", `open, poll ${at + 1}`);
    for (const [voter, person] of voters.entries()) await person.does("vote", { run: at + 1, r: 1, choice: { one: voter % 3 } });
    await chair.readsAnswered(voters.length);
    await chair.closes();
    await isDue("Show the result", `closed, poll ${at + 1}`);
    // The second half of a double tap meets what has come in the place of what it was for, and opens nothing.
    await chair.page.evaluate(() => {
      const tap = (_: unknown, seen: MutationObserver) => {
        const act = document.querySelector<HTMLElement>(".due .strong");
        if (act) seen.disconnect();
        act?.click();
      };
      new MutationObserver(tap).observe(document.body, { subtree: true, childList: true, attributes: true });
    });
    await chair.shows();
    await isDue("Open", `after poll ${at + 1}`);
  }
});
