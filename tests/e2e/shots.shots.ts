// Draws the pictures for README and docs: `cargo xtask shots` writes them to target/shots.

import { join } from "node:path";
import type { Page } from "@playwright/test";
import { PlainPhone } from "./crowd";
import { FIRST_RESPONSE as POLL } from "./journey";
import { expect, test } from "./play";

const FOLDER = process.env.PLENARY_SHOTS ?? join(import.meta.dirname, "../../target/shots");
/** An old small phone, a usual phone, a laptop, a projector. */
const SIZES = { small: [320, 568], phone: [390, 844], laptop: [1280, 800], projector: [1920, 1080] } as const;
/** What twenty-three people choose. */
const CHOICES = [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, "cant_say", "cant_say"] as const;
const ONLINE = 9;

async function draw(page: Page, name: string, sizes: (keyof typeof SIZES)[]): Promise<void> {
  for (const size of sizes) {
    const [width, height] = SIZES[size];
    await page.setViewportSize({ width, height });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      // What is drawn has settled when two pictures of it are the same; Playwright waits for fonts itself.
      await page.screenshot({ path: join(FOLDER, `${name}-${size}-${colorScheme}.png`), animations: "disabled" });
    }
  }
}

test("a session in pictures", async ({ moderator, phone, roomScreen, room }) => {
  const chair = await moderator();
  const guest = await phone("a phone");
  const wall = await roomScreen("the wall");
  await draw(wall.page, "screen-pairing", ["projector"]);
  await chair.letsIn(await wall.pairingCode(), "Projector");
  await wall.shows("Scan the code, or open");
  await draw(wall.page, "screen-join", ["laptop", "projector"]);
  await draw(guest.page, "phone-waiting", ["small", "phone", "laptop"]);

  await chair.opensPoll(POLL.prompt);
  await guest.sees(POLL.prompt);
  await draw(guest.page, "phone-open", ["small", "phone", "laptop"]);
  await draw(wall.page, "screen-open", ["laptop", "projector"]);
  await draw(chair.page, "moderator-open", ["phone", "laptop", "projector"]);
  await guest.votes(POLL.none);
  await draw(guest.page, "phone-counted", ["small", "phone", "laptop"]);
  await guest.takesPart("I’m in the room");
  const others = CHOICES.slice(1).map((choice, at) => {
    return { choice, phone: new PlainPhone(`${room.phone}?mode=${at < ONLINE ? "online" : "room"}`) };
  });
  for (const other of others) await other.phone.votes(POLL.prompt, other.choice);
  await chair.readsAnswered(CHOICES.length);

  await chair.closesAndShows();
  await wall.shows("n = 23 answers");
  await guest.sees("Result");
  await draw(wall.page, "screen-result", ["laptop", "projector"]);
  await draw(guest.page, "phone-result", ["small", "phone", "laptop"]);
  await draw(chair.page, "moderator-result", ["phone", "laptop", "projector"]);

  await chair.page.locator("body").press("n");
  await expect(chair.page.getByRole("dialog")).toBeVisible();
  await draw(chair.page, "moderator-raise", ["phone", "laptop"]);
  await chair.page.getByRole("button", { name: "Cancel" }).click();
  const report = await chair.opensReport();
  await draw(report, "report", ["phone", "laptop"]);
});
