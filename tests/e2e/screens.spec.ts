// The room screens: let in once, back by themselves, blinked, sent away.

import { expect, test } from "./play";

test("a screen that is switched off and on comes back without anyone", async ({ server, moderator, roomScreen }) => {
  const chair = await moderator();
  const wall = await roomScreen("the wall");
  await chair.letsIn(await wall.pairingCode(), "Stage left");
  await wall.shows("Scan the code, or open");
  await wall.page.reload();
  await wall.shows("Scan the code, or open");
  await server.kill();
  await server.start();
  await wall.page.reload();
  await wall.shows("Scan the code, or open");
});

test("a moderator finds a screen by its blink, and sends it away", async ({ moderator, roomScreen }) => {
  const chair = await moderator();
  const [left, right] = [await roomScreen("the left screen"), await roomScreen("the right screen")];
  await chair.letsIn(await left.pairingCode(), "Stage left");
  await chair.letsIn(await right.pairingCode(), "Stage right");
  await left.shows("Scan the code, or open");
  await right.shows("Scan the code, or open");

  await chair.page.getByRole("button", { name: "Make Stage left blink" }).click();
  const blink = left.page.getByRole("status");
  await expect(blink).toHaveText("Stage left");
  await left.page.emulateMedia({ reducedMotion: "reduce" });
  await expect(blink, "a still frame, where motion is not wanted").toHaveCSS("animation-name", "none");
  await expect(right.page.getByText("Stage")).toHaveCount(0);

  const row = chair.page.getByRole("listitem").filter({ has: chair.page.getByLabel("Name of Stage right") });
  await row.getByRole("button", { name: "Send away" }).click();
  await chair.makesSure("Send Stage right away");
  await right.shows("Ask a moderator to let this screen in");
  await left.shows("Scan the code, or open");
});

test("a code that no screen shows lets nobody in", async ({ moderator }) => {
  const chair = await moderator();
  await chair.page.getByRole("tab", { name: "Screens" }).click();
  await chair.page.getByLabel("Code", { exact: true }).fill("zzzz");
  await chair.page.getByRole("button", { name: "Let in" }).click();
  await chair.isTold(/No screen shows that code now/);
});

test("a wall hides a pointer that rests, asks not to sleep, and frees its lower edge for captions", async ({ moderator, roomScreen }) => {
  const chair = await moderator();
  const wall = await roomScreen("the wall");
  await wall.page.addInitScript(() => {
    const held: string[] = [];
    Object.assign(globalThis, { held });
    Object.defineProperty(navigator, "wakeLock", { value: { request: (of: string) => Promise.resolve(held.push(of)) } });
  });
  await wall.page.reload();
  await chair.letsIn(await wall.pairingCode(), "Stage left");
  await wall.shows("Scan the code, or open");
  expect(await wall.page.evaluate(() => (globalThis as unknown as { held: string[] }).held)).toEqual(["screen"]);

  const pointer = () => wall.page.evaluate(() => getComputedStyle(document.elementFromPoint(innerWidth / 2, innerHeight / 2)!).cursor);
  await wall.page.mouse.move(300, 300);
  await expect.poll(pointer).not.toBe("none");
  await expect.poll(pointer).toBe("none");

  /** How much of the wall's height nothing is drawn in, from below. */
  const free = () =>
    wall.page.evaluate(() => {
      const drawn = [...document.querySelectorAll(".wall *")].filter((one) => one.checkVisibility() && (one.matches("img, svg") || one.children.length === 0));
      return 1 - Math.max(...drawn.map((one) => one.getBoundingClientRect().bottom)) / innerHeight;
    });
  await expect.poll(free).toBeLessThan(0.2);
  await wall.page.keyboard.press("c");
  await expect.poll(free).toBeGreaterThanOrEqual(0.2);
  await wall.page.keyboard.press("c");
  await expect.poll(free).toBeLessThan(0.2);
});
