// Hours of views, one a second, on each page: its nodes and its memory stay as they were, and no view is much work.

import type { CDPSession, Page } from "@playwright/test";
import type { Replay } from "../../web-client/fixtures/states/state";
import { expect, LAPTOP, PHONE, test } from "./play";
import { Fixtures } from "./vite";

/** Everything is shown once in so many views (replay.ts). */
const ROUND = 240;
/** Two hours, a view a second; the pages that take a minute for it are given a fifth unless all is asked for. */
const TWO_HOURS = 7_200;
const viewsOf = (name: string) => (name === "screen" || process.env.PLENARY_ALL ? TWO_HOURS : TWO_HOURS / 5);
/** What a page may keep of two hours: a few caches that fill once. */
const HEAP_BYTES = 2_500_000;
/**
 * Changes of nodes that one view may cause, where one whole stage takes the place of another, and that a view causes on average:
 * every twenty views all questions, turns and results are others, which no room does. A fifth above what they are.
 */
const CHANGES = {
  phone: { most: 470, mean: 185 },
  screen: { most: 205, mean: 16 },
  moderator: { most: 590, mean: 110 },
};

type Global = { replay(): Promise<Replay>; it: Replay };

interface Weighed {
  nodes: number;
  listeners: number;
  heap: number;
}

/** What the page holds once what nobody holds is gone. */
async function weigh(page: Page, devtools: CDPSession): Promise<Weighed> {
  await devtools.send("HeapProfiler.collectGarbage");
  const { metrics } = await devtools.send("Performance.getMetrics");
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  const nodes = await page.evaluate(() => document.querySelectorAll("*").length);
  return { nodes, listeners: of("JSEventListeners"), heap: of("JSHeapUsedSize") };
}

const go = (page: Page, views: number) => page.evaluate((views) => (globalThis as unknown as Global).it.go(views), views);

for (const [name, viewport] of [["phone", PHONE], ["screen", LAPTOP], ["moderator", LAPTOP]] as const) {
  const VIEWS = viewsOf(name);
  test(`${VIEWS} views leave a ${name}’s page as it was`, async ({ browser }) => {
    test.setTimeout(600_000);
    const fixtures = await Fixtures.serve();
    const context = await browser.newContext({ viewport, reducedMotion: "reduce" });
    const page = await context.newPage();
    try {
      await fixtures.open(page, "en");
      const devtools = await context.newCDPSession(page);
      await devtools.send("Performance.enable");
      await page.evaluate(async (name) => {
        const all = globalThis as unknown as Global;
        all.it = await all.replay();
        await all.it.begin(name);
      }, name);
      // Two rounds, so that whatever fills once is full.
      await go(page, 2 * ROUND);
      const before = await weigh(page, devtools);
      const { all, most } = await go(page, VIEWS - 2 * ROUND);
      const after = await weigh(page, devtools);
      expect(before.nodes, "the page was drawn").toBeGreaterThan(40);
      expect(after.nodes, "nodes of the document").toBe(before.nodes);
      expect(after.listeners, "listeners").toBeLessThanOrEqual(before.listeners + 10);
      expect(after.heap - before.heap, "bytes that stay").toBeLessThan(HEAP_BYTES);
      const mean = all / (VIEWS - 2 * ROUND);
      expect(mean, "changes for a view").toBeGreaterThan(0);
      expect(mean, "changes for a view").toBeLessThan(CHANGES[name].mean);
      expect(most, "changes for one view").toBeLessThan(CHANGES[name].most);
    } finally {
      await context.close();
      fixtures.end();
    }
  });
}
