// Naughty texts in a pasted proposal and in every field of the page that makes a room of it, and in the room that is made.

import { draws, test } from "./guarded";
import { ALL, OWN, stands, Turns } from "./naughty";
import { Organiser, proposal } from "./organiser";
import { Phone } from "./people";
import { expect, LAPTOP, PHONE } from "./play";

// The whole corpus takes its time.
if (ALL) test.describe.configure({ timeout: 1_800_000 });

const turns = new Turns(20);

test("a proposal full of them, every field, and the room that is made", async ({ server, visits, watch }) => {
  const page = await visits({ viewport: LAPTOP });
  const organiser = await Organiser.at(page, server);
  // All of them among the lines of a proposal, then alone; what is read of it is the importer's.
  for (const text of [proposal("01").text.replaceAll("\n", () => `\n${turns.next(1)[0]}\n`), OWN.join("\n")]) {
    await organiser.pastes(text);
    await watch.isQuiet("a proposal");
    await page.reload();
    await expect(page.getByRole("heading", { name: "From a proposal to a room" })).toBeVisible();
  }

  await organiser.pastes(proposal("01").text);
  await page.getByRole("group", { name: "Poll 1", exact: true }).getByLabel("Kind").selectOption({ label: "One choice" });
  await page.locator("form").evaluate((form) => form.querySelectorAll("details").forEach((one) => (one.open = true)));
  const fields = page.locator("form :is(input:not([type]), textarea):visible");
  const numbers = /^(Year|Number|Length in minutes)$/;
  const rounds = ALL ? Math.ceil(OWN.length / 8) : 1;
  const typed = new Map<string, string>();
  for (let round = 0; round < rounds; round += 1) {
    for (const field of await fields.all()) {
      const label = (await field.evaluate((one: HTMLInputElement) => one.labels?.[0]?.textContent ?? "")).trim();
      if (numbers.test(label) || label === "Kind of session") continue;
      const isLines = /one a line/.test(label);
      const text = turns.next(isLines ? 3 : 1).join("\n");
      await field.fill(text);
      typed.set(label, text);
    }
    await watch.isQuiet(`every field, round ${round + 1}`);
  }
  expect(typed.size).toBeGreaterThan(12);
  // Long enough to be told from everything else on a page.
  const title = "<img class=naughty src=x onerror=alert('the title')>";
  await organiser.field("Title").fill(title);
  const room = await organiser.makes();
  await watch.isQuiet("the room that is made");

  const wanted = [title, stands(typed.get("Question 1")!)];
  const phone = await visits({ viewport: PHONE });
  const plain = await visits({ viewport: PHONE, plain: true });
  const chair = await visits({ viewport: LAPTOP });
  for (const [one, address] of [[phone, room.phone], [plain, room.phone], [chair, room.moderator]] as const) {
    await one.goto(address);
    await draws(one, wanted.slice(0, 1), `at ${address}`);
  }
  await phone.getByText("The policy questions of this session").click();
  await draws(phone, wanted.slice(1), "among the policy questions");
  await expect(chair.getByRole("region", { name: "On the stage" })).toBeVisible();
  await chair.goto(`${room.phone}/report?as=chair`);
  await draws(chair, wanted.slice(0, 1), "in the report");
  await watch.isQuiet("pages of that room");
});

test("two speakers of one name, listed once", async ({ server, visits, watch }) => {
  const page = await visits({ viewport: LAPTOP });
  const organiser = await Organiser.at(page, server);
  await organiser.pastes(proposal("01").text);
  await page.getByRole("heading", { name: "People" }).click();
  for (const n of [1, 2]) {
    await page.getByRole("button", { name: "Speakers: Add a person" }).click();
    await page.getByRole("group", { name: /^Speakers? / }).last().getByLabel("Name").fill(n === 1 ? "Twins" : "Twi\u200bns");
  }
  const room = await organiser.makes();
  const phone = new Phone(await visits({ viewport: PHONE, touch: true }), "a phone");
  await phone.opens(room.phone);
  await phone.goesTo("Questions");
  await expect(phone.page.getByLabel("To").locator("option", { hasText: "Twins" })).toHaveCount(1);
  await watch.isQuiet("two of one name");
});
