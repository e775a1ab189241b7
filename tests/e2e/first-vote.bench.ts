// How long a first vote takes on a slow line with a slow phone: from the link to the ballot, from the link to *Counted*.

import { once } from "node:events";
import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "@playwright/test";
import { FIRST_RESPONSE as POLL } from "./journey";
import { expect, PHONE, test } from "./play";
import { bytesTake, ROUND_TRIP_MS, SlowLine } from "./slow-line";

/** A phone of the cheapest: four times slower than this machine. */
const SLOWER = 4;
const TIMES = 5;
/** Beside round trips and bytes. */
const VISIBLE_MS = 300;
const COUNTED_MS = 400;

interface Seen {
  began: number;
  visible: number;
  tapped: number;
  counted: number;
  /** What came in all for the page that says *Counted*, in bytes, and whether that is another than the one with the ballot. */
  all: number;
  isAnswer: boolean;
}

/** Notes, in the page, when the ballot was painted and when *Counted* was; taps as soon as `ready` finds an answer. */
function watch({ ready, answer }: { ready: string; answer: string }): void {
  const kept = JSON.parse(sessionStorage.getItem("seen") ?? "{}") as Partial<Seen>;
  const note = (change: Partial<Seen>) => sessionStorage.setItem("seen", JSON.stringify(Object.assign(kept, change)));
  if (kept.began === undefined) note({ began: performance.timeOrigin });
  const came = () => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
  const bytes = () => came().reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).transferSize, 0);
  const byText = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)].find((one) => one.textContent?.includes(answer));
  let painted = false;
  const look = () => {
    if (kept.visible === undefined && byText("form.ballot button, .answers button")) {
      if (painted) note({ visible: Date.now() });
      painted = true;
    }
    if (kept.visible !== undefined && kept.tapped === undefined && byText(ready)) {
      note({ tapped: Date.now() });
      byText(ready)!.click();
    }
    const said = [...document.querySelectorAll(".standing strong, [role=status]")].some((one) => /^Counted/.test(one.textContent?.trim() ?? ""));
    if (kept.tapped !== undefined && kept.counted === undefined && said) {
      const counted = Date.now();
      // Known when the page is whole.
      const whole = () => note({ counted, all: bytes(), isAnswer: performance.timeOrigin !== kept.began });
      if (document.readyState === "complete") whole();
      else addEventListener("load", () => setTimeout(whole));
      return;
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Opens a page on the line with a slow phone and comes back when `until` was noted. */
async function open(browser: Browser, address: string, ready: string, until: keyof Seen): Promise<Seen> {
  const context = await browser.newContext({ viewport: PHONE, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await page.addInitScript(watch, { ready, answer: POLL.both });
  await page.goto(address, { waitUntil: "commit" });
  const noted = await page.waitForFunction((until) => {
    const seen = JSON.parse(sessionStorage.getItem("seen") ?? "{}") as Partial<Seen>;
    return seen[until] === undefined ? undefined : (seen as Seen);
  }, until);
  const seen = (await noted.jsonValue())!;
  await context.close();
  return seen;
}

/** The least that any page takes on this line with this phone: a button and nothing else. */
async function bare(browser: Browser): Promise<number[]> {
  const server = createServer((_, answer) => {
    answer.setHeader("content-type", "text/html; charset=utf-8");
    answer.end(`<!doctype html><title>bare</title><form class="ballot"><button type="button">${POLL.both}</button></form>`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [line, page] = [await SlowLine.to(origin), await weight(origin)];
  const all: number[] = [];
  for (let at = 0; at < TIMES; at += 1) all.push(beside(await open(browser, `http://127.0.0.1:${line.port}/`, "nothing", "visible"), page));
  line.close();
  server.close();
  return all;
}

/** What a page weighs on the wire, as a browser is sent it: the ballot is seen before the browser knows. */
async function weight(address: string): Promise<number> {
  const asked = get(address, { headers: { "accept-encoding": "gzip", "accept-language": "en" }, agent: false });
  const [answer] = (await once(asked, "response")) as [IncomingMessage];
  const socket = answer.socket;
  answer.resume();
  await once(answer, "end");
  return socket.bytesRead;
}

/** What a ballot took to be seen beside two round trips and its page's bytes. */
const beside = (seen: Seen, page: number) => seen.visible - seen.began - 2 * ROUND_TRIP_MS - bytesTake(page);
const middle = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;
const ms = (value: number) => `${Math.round(value)} ms`;
const kib = (bytes: number) => `${(bytes / 1024).toFixed(1)} KiB`;

for (const [how, ready] of [
  ["tapped as soon as it is there, before any script", "form.ballot button"],
  // Nobody has to wait for that; what is judged is the time from the tap.
  ["tapped once the page's script is there", ".answers button"],
] as const) {
  test(`a first vote on a slow line, ${how}`, async ({ browser, room, server, moderator }) => {
    const chair = await moderator();
    await chair.opensPoll(POLL.prompt);
    const [line, page] = [await SlowLine.to(server.origin), await weight(`${server.origin}/${room.code}`)];
    const all: Seen[] = [];
    for (let at = 0; at < TIMES; at += 1) all.push(await open(browser, `http://127.0.0.1:${line.port}/${room.code}`, ready, "counted"));
    line.close();
    await chair.readsAnswered(TIMES);
    const least = middle(await bare(browser));
    const of = (figure: (seen: Seen) => number) => middle(all.map(figure));
    const visible = of((seen) => beside(seen, page));
    const came = (seen: Seen) => seen.all + (seen.isAnswer ? page : 0);
    const isForm = ready.startsWith("form");
    const counted = isForm
      ? of((seen) => seen.counted - seen.began - 3 * ROUND_TRIP_MS - bytesTake(came(seen)))
      : of((seen) => seen.counted - seen.tapped - ROUND_TRIP_MS);
    console.log(
      `figure: first vote on a slow line, ${how}: ballot after ${ms(of((seen) => seen.visible - seen.began))} (2 round trips, ${kib(page)}, and ${ms(visible)}; ` +
        `allowed ${VISIBLE_MS}; a page with one button ${ms(least)}); counted after ${ms(of((seen) => seen.counted - seen.began))}, ${ms(of((seen) => seen.counted - seen.tapped))} after the tap ` +
        `(${isForm ? "3 round trips" : "from the tap a round trip"}, ${kib(of(came))} in all, and ${ms(counted)}; allowed ${COUNTED_MS})`,
    );
    expect(visible).toBeLessThanOrEqual(VISIBLE_MS);
    expect(counted).toBeLessThanOrEqual(COUNTED_MS);
  });
}
