// No state of any page shuts anybody out, as far as axe can tell: WCAG 2.2 AA, in both themes, in English and in Arabic.
//
// The list is web-client/fixtures/states.ts. One page of the browser shows state after state. Every rule looks at every state
// in both languages; in the other theme nothing but colours differs, so there the rules on colours alone look again. Walls that
// are one drawing for other numbers of people are looked at with PLENARY_ALL (`cargo xtask test --all`).

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import { drawnStates, idOf } from "../../web-client/fixtures/states";
import { servedStates } from "../../web-client/fixtures/states/served";
import { ON_ONE_WALL, SIZES, type DrawnState } from "../../web-client/fixtures/states/state";
import { expect, test } from "./play";
import { Scenes } from "./scenes";
import { Fixtures, show } from "./vite";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const COLOURS = ["color-contrast", "link-in-text-block"];

type Rules = { type: "tag" | "rule"; values: string[] };
interface Axe {
  run(context: Document, options: object): Promise<{ violations: { id: string; help: string; nodes: { target: unknown[]; failureSummary?: string }[] }[] }>;
}

/** What axe finds on the page as it stands, a line for each place. */
async function found(page: Page, state: string, runOnly: Rules): Promise<string[]> {
  const violations = await page.evaluate(async (runOnly) => {
    const axe = (globalThis as unknown as { axe: Axe }).axe;
    return (await axe.run(document, { runOnly, resultTypes: ["violations"], iframes: false })).violations;
  }, runOnly);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${state}: ${id} (${help}) at ${target.join(" ")}: ${failureSummary ?? ""}`),
  );
}

const everyRule: Rules = { type: "tag", values: TAGS };
const colours: Rules = { type: "rule", values: COLOURS };

/** The size that a page is mostly seen at. */
const sizeOf = ({ page }: DrawnState) => SIZES[page === "phone" ? "phone" : "laptop"];
const LOOKED = drawnStates.filter(({ sizes }) => process.env.PLENARY_ALL || sizes !== ON_ONE_WALL);
const PAGES = [...new Set(LOOKED.map(({ page }) => page))];

for (const language of ["en", "ar"] as const) {
  test(`axe on every state that the client draws, in ${language}`, async ({ browser }) => {
    test.setTimeout(600_000);
    const fixtures = await Fixtures.serve();
    const context = await browser.newContext({ reducedMotion: "reduce" });
    const page = await context.newPage();
    const all: string[] = [];
    let looks = 0;
    try {
      for (const kind of PAGES) {
        const states = LOOKED.filter((state) => state.page === kind);
        const [width, height] = sizeOf(states[0]!);
        await page.setViewportSize({ width, height });
        await fixtures.open(page, language);
        await page.addScriptTag({ content: AXE });
        for (const state of states) {
          await show(page, idOf(state), "light");
          all.push(...(await found(page, `${idOf(state)}, light, ${language}`, everyRule)));
          await page.evaluate(() => (document.documentElement.dataset.theme = "dark"));
          all.push(...(await found(page, `${idOf(state)}, dark, ${language}`, colours)));
          looks += 2;
        }
      }
    } finally {
      await context.close();
      fixtures.end();
    }
    expect(looks, "each state was looked at in both themes").toBe(LOOKED.length * 2);
    expect(all, "what axe finds").toEqual([]);
  });
}

test("axe on every page that the server writes, without scripts", async ({ browser, server, room }) => {
  test.setTimeout(300_000);
  const scenes = new Scenes(server, room);
  const all: string[] = [];
  for (const state of servedStates) {
    await scenes.set(state);
    for (const language of ["en", "ar"] as const) {
      const context = await browser.newContext({ locale: language, viewport: { width: 390, height: 844 }, bypassCSP: true });
      await scenes.letsIn(context);
      const page = await context.newPage();
      // Scripts of ours alone: the pages have to do without theirs.
      await page.route(/\/assets\/.*\.js/, (route) => route.abort());
      await page.goto(scenes.address(state) + (state.given.path.includes("report") ? `&language=${language}` : ""));
      await expect(page.locator("html")).toHaveAttribute("lang", language);
      await scenes.posts(page, state);
      await page.addScriptTag({ content: AXE });
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        const rules = colorScheme === "light" ? everyRule : colours;
        all.push(...(await found(page, `${idOf(state)}, ${colorScheme}, ${language}`, rules)));
      }
      await context.close();
    }
  }
  expect(all, "what axe finds").toEqual([]);
});
