// How long a poll on what was just said takes: from the key N to the first vote that counts, typed as a person types.

import { expect, test } from "./play";

const PROMPT = "Should this be a recommendation?";
/** Five keystrokes a second: somebody who types well, on stage. */
const TYPING_MS = 200;
/** What the whole may take. */
const MOST_MS = 10_000;

test("from the key to the first counted vote", async ({ moderator, phone }) => {
  const chair = await moderator();
  const voter = await phone("the first voter");
  await voter.sees("No vote at the moment");

  const began = performance.now();
  await chair.page.locator("body").press("n");
  await chair.page.getByLabel("What do you ask?").pressSequentially(PROMPT, { delay: TYPING_MS });
  const dialog = chair.page.getByRole("dialog", { name: "A poll on what was just said" });
  await dialog.getByRole("radio", { name: "Yes or no" }).check();
  await dialog.getByRole("button", { name: "Open", exact: true }).click();
  const opened = performance.now();
  await voter.votes("Yes");
  const counted = performance.now();

  expect(counted - began).toBeLessThanOrEqual(MOST_MS);
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  console.log(
    `figure: a poll on what was just said, first key to first counted vote: ${seconds(counted - began)}, of which ${seconds(opened - began)} typing ` +
      `${PROMPT.length} characters and ${seconds(counted - opened)} from Open to Counted`,
  );
});
