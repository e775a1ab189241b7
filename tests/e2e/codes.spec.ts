// Access codes in a real browser: the chair makes and prints them, somebody comes in by a square, and a shared tablet starts afresh.

import { FIRST_RESPONSE as POLL } from "./journey";
import { expect, fresh, isAccessible, PHONE, test } from "./play";

test("cards are made, printed ten to a sheet, and each is one voter", async ({ browser, server, room, moderator }) => {
  const chair = await moderator();
  await chair.page.getByRole("tab", { name: "More" }).click();
  const opened = chair.page.waitForEvent("popup");
  await chair.page.getByRole("link", { name: "Access codes" }).click();
  const sheet = await opened;
  await expect(sheet.getByText("There are 0 codes.")).toBeVisible();
  await isAccessible(sheet, "the page of codes before there are any");
  await sheet.getByLabel("How many codes").fill("24");
  await sheet.getByLabel("Taking part needs a code").check();
  await sheet.getByRole("button", { name: "Save" }).click();
  await expect(sheet.locator(".card")).toHaveCount(24);
  await isAccessible(sheet, "the sheet");

  // On paper: three sheets of A4, nothing but cards, none cut by the end of a page.
  const pdf = (await sheet.pdf({ preferCSSPageSize: true })).toString("latin1");
  expect(pdf.match(/\/Type \/Page\b(?!s)/g)).toHaveLength(3);
  expect(pdf).toMatch(/\/MediaBox \[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/);
  await sheet.emulateMedia({ media: "print" });
  await expect(sheet.getByRole("button", { name: "Save" })).toBeHidden();
  await expect(sheet.getByRole("navigation")).toBeHidden();
  await sheet.emulateMedia({ media: null });
  const [first, second] = await sheet.locator(".card .code").allInnerTexts();

  // In a room of six languages everything still stands on a card.
  const raised = await chair.page.evaluate(async (code) => {
    const prompt = "Shall we?";
    const translations = Object.fromEntries(["fr", "es", "ar", "zh", "ru"].map((tag) => [tag, { prompt, options: [], checked: true }]));
    const answer = await fetch(`/api/rooms/${code}/raise?as=chair`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ prompt, kind: "yes_no", translations }),
    });
    return answer.status;
  }, room.code);
  expect(raised).toBe(200);
  await sheet.reload();
  await expect(sheet.locator(".card").first().locator("p[lang]")).toHaveCount(6);
  for (const media of ["screen", "print"] as const) {
    await sheet.emulateMedia({ media });
    const over = await sheet.locator(".card").evaluateAll((cards) =>
      cards.filter((card) => card.scrollHeight > card.clientHeight || card.scrollWidth > card.clientWidth).length,
    );
    expect(over, media).toBe(0);
  }
  await sheet.emulateMedia({ media: null });

  // A phone without a card sees the door, and comes in by the square: the code is behind the "#" and leaves the address.
  await chair.opensPoll(POLL.prompt);
  const tablet = await fresh(browser, PHONE, true);
  const asked: string[] = [];
  tablet.on("request", (request) => asked.push(request.url()));
  await tablet.goto(room.phone);
  await expect(tablet.getByRole("heading", { name: "This session is for people with an access code" })).toBeVisible();
  await isAccessible(tablet, "the door");
  await tablet.goto(`${server.origin}/${room.code}/enter#${first!.replaceAll("-", "")}`);
  const field = tablet.getByLabel("Your access code");
  await expect(field).toHaveValue(first!.replaceAll("-", ""));
  expect(tablet.url()).toBe(`${server.origin}/${room.code}/enter`);
  await tablet.getByRole("button", { name: "Go in" }).click();
  await tablet.waitForURL(`${server.origin}/${room.code}`);
  await tablet.getByRole("button", { name: POLL.both }).or(tablet.getByRole("radio", { name: POLL.both })).first().click();
  await chair.readsAnswered(1);
  expect(asked.filter((url) => url.includes(first!) || url.includes(first!.replaceAll("-", "")))).toEqual([]);

  // The next person at the same tablet: a wrong code first, then theirs. What the last one chose is neither shown nor said again.
  await tablet.goto(`${server.origin}/${room.code}/enter`);
  await field.fill("2222 2222 22222");
  await tablet.getByRole("button", { name: "Go in" }).click();
  await expect(tablet.getByRole("alert")).toHaveText("No way in with that code. Compare it with your card, or ask a moderator.");
  await field.fill(second!.toUpperCase());
  await tablet.getByRole("button", { name: "Go in" }).click();
  await tablet.waitForURL(`${server.origin}/${room.code}`);
  await expect(tablet.getByText("Connected")).toBeVisible();
  await chair.readsAnswered(1);
  await tablet.getByRole("button", { name: POLL.none }).or(tablet.getByRole("radio", { name: POLL.none })).first().click();
  await chair.readsAnswered(2);

  // All are made anew: the page that is open is shut, and says so.
  await chair.closesAndShows();
  await sheet.getByText("Make all codes anew").first().click();
  await sheet.getByRole("button", { name: "Make all codes anew" }).click();
  await expect(sheet.locator(".card .code").first()).not.toHaveText(first!);
  await expect(tablet.getByText("This page was signed out.")).toBeVisible();
  await tablet.getByRole("button", { name: "Open the page again" }).click();
  await expect(tablet.getByRole("heading", { name: "This session is for people with an access code" })).toBeVisible();
  await tablet.context().close();
});
