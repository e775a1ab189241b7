// Two moderators who act at once: one wins, the other is told, and nobody undoes the other by accident.

import { FIRST_RESPONSE as POLL } from "./journey";
import { Moderator } from "./moderator";
import { Phone } from "./people";
import { expect, test } from "./play";

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

test("a close can be kept open, and an opening can be taken back", async ({ moderator, phone }) => {
  const chair = await moderator();
  const voter = await phone("a voter");
  await chair.opensPoll(POLL.prompt);
  await voter.votes(POLL.none);
  await chair.closes();
  await voter.sees("Voting is closing");
  await chair.keepsOpen();
  await voter.sees("Voting is open");
  await voter.taps(POLL.both);
  await voter.isTold("Changed");

  await chair.takesBack();
  await voter.sees("The moderators took this poll back. No answer to it counts.");
  await chair.page.getByRole("tab", { name: "Minutes" }).click();
  for (const line of ["opened", "kept open", "took the opening back"]) {
    await expect(chair.page.getByRole("tabpanel").getByText(line).first()).toBeVisible();
  }
});

test("a link that hands over works once", async ({ moderator, browser, server }) => {
  const chair = await moderator();
  await chair.page.getByRole("tab", { name: "More" }).click();
  await chair.page.getByRole("button", { name: "Show the QR" }).click();
  const dialog = chair.page.getByRole("dialog", { name: "Hand over to another device" });
  await expect(dialog.getByRole("img", { name: "QR code of the single-use link" })).toBeVisible();
  const link = await dialog.getByText(`${server.origin}/`).textContent();

  const [first, second] = [await browser.newContext(), await browser.newContext()];
  const colleague = new Moderator(await first.newPage(), "a colleague");
  await colleague.opens(link!.trim());
  await colleague.opensPoll(POLL.prompt);
  const late = await second.newPage();
  await late.goto(link!.trim());
  await expect(late.getByText("This link is no longer good")).toBeVisible();
  await first.close();
  await second.close();
});
