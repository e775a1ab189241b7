// One phone's whole journey on this machine, as on a developer's desk.

import { journey } from "./journey";
import { test } from "./play";

test("a phone votes, changes its mind, reloads, loses the server, and reads the result", async ({ server, moderator, phone }) => {
  const chair = await moderator();
  await journey(await phone("the phone"), chair, server);
});
