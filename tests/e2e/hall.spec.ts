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
