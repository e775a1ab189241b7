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
  await expect(left.page.getByRole("status")).toHaveText("Stage left");
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
