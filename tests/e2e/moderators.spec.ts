// Two moderators who act at once: one wins, the other is told, and nobody undoes the other by accident.

import { FIRST_RESPONSE as POLL } from "./journey";
import { Moderator } from "./moderator";
import { Phone } from "./people";
import { test } from "./play";

const OTHER = "How far can privacy and safety both be achieved on end-to-end encrypted platforms?";

test("of two who act on the same page at once, one wins and the other is told", async ({ moderator, browser, room }) => {
  const chair = await moderator();
  // The other moderator's page no longer hears the server, but still speaks: what it shows is old.
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  let isDeaf = false;
  await page.routeWebSocket(/\/ws\//, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      const isAnswer = typeof message === "string" && !message.startsWith('{"view"');
      if (!isDeaf || isAnswer) socket.send(message);
    });
  });
  const other = new Moderator(page, "the other moderator");
  await other.opens(room.moderator);

  isDeaf = true;
  await chair.opensPoll(POLL.prompt);
  await other.triesToOpen(OTHER);
  await other.isTold(/Another question is open on the stage|This was changed meanwhile/);

  const witness = new Phone(await (await browser.newContext()).newPage(), "a phone");
  await witness.opens(room.phone);
  await witness.sees(POLL.prompt);
  await witness.doesNotSee(OTHER);
  await witness.context.close();
  await context.close();
});
