// The journey of one phone, from the link to the result, wherever the page is served from.

import type { Moderator } from "./moderator";
import type { Phone } from "./people";
import { expect, isAccessible } from "./play";
import type { Server } from "./plenary";

/** The poll of the play: one choice of four. */
export const FIRST_RESPONSE = {
  prompt:
    "Some policymakers and law enforcement officials are concerned that broad adoption of encryption may impede investigations. What should come first in response?",
  none: "options that need no exceptional access",
  access: "exceptional access for investigations",
  both: "both, depending on the case",
  nothing: "no new measure",
  cantSay: "I can’t say",
} as const;

/** What happens to a phone between two polls, in the order it may happen on one evening. */
export async function journey(phone: Phone, chair: Moderator, server: Server): Promise<void> {
  const poll = FIRST_RESPONSE;
  await phone.sees("Encryption, trust and crime online");
  await phone.sees("No vote at the moment");
  await isAccessible(phone.page, "a phone that waits");

  await chair.opensPoll(poll.prompt);
  await phone.sees(poll.prompt);
  await isAccessible(phone.page, "a phone with an open ballot");

  await phone.votes(poll.none);
  await phone.sees("How are you taking part?");
  await isAccessible(phone.page, "a phone whose vote counts");
  await phone.takesPart("I’m in the room");
  await phone.doesNotSee("How are you taking part?");

  await phone.taps(poll.access);
  await phone.isTold("Changed");
  await phone.hasChosen(poll.access);

  await phone.page.reload();
  await phone.isTold("Changed");
  await phone.hasChosen(poll.access);

  // The server is gone; the person taps all the same, and the wish is kept.
  await server.kill();
  await phone.taps(poll.both);
  await phone.isTold("Waiting for the network");
  await phone.sees("Your earlier choice still counts.");
  await isAccessible(phone.page, "a phone that waits for the network");
  await server.start();
  await phone.isTold("Changed");
  await phone.hasChosen(poll.both);

  await chair.closesAndShows();
  await phone.sees("Result");
  await phone.sees("You chose: both, depending on the case");
  await phone.sees("Too few to say · 1 answer");
  await expect(phone.answer(poll.none)).toHaveCount(0);
  await isAccessible(phone.page, "a phone that reads a result");
}
