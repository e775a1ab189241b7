// The same journey over plain http on a hall's LAN, where browsers give a page no secure context.

import { networkInterfaces } from "node:os";
import { journey } from "./journey";
import { expect, test } from "./play";
import { HALL } from "./plenary";

test.use({ host: HALL });

test("a phone in a hall without https has the same journey", async ({ server, moderator, phone }) => {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  expect(addresses.some(({ address }) => address === HALL), "run through hall.sh: `npm test`").toBe(true);
  const chair = await moderator();
  const guest = await phone("the guest’s phone");
  expect(await guest.page.evaluate(() => isSecureContext)).toBe(false);
  expect(new URL(guest.page.url()).hostname).toBe(HALL);
  await journey(guest, chair, server);
});

test("before the session a phone that scans the QR shows that the address is reached", async ({ moderator, browser }) => {
  const chair = await moderator();
  await chair.page.locator("body").press("h");
  const check = chair.page.getByRole("dialog", { name: "Check before the session" });
  await expect(check.getByRole("img", { name: "QR code to try the address with a phone" })).toBeVisible();
  const link = await check.getByText(/\?reached=/).textContent();
  const scanned = await browser.newPage();
  await scanned.goto(link!.trim());
  await expect(scanned.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(check.getByText(/: a phone came by it at \d\d:\d\d/)).toBeVisible();
  await expect(check.getByRole("img")).toHaveCount(0);
  await scanned.close();
});
