// The stage of every play: a server of its own, and people who come with fresh browsers.

import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, expect, type Page, test as base } from "@playwright/test";
import { Moderator } from "./moderator";
import { Phone, Screen } from "./people";
import { type Room, Server } from "./plenary";

export { expect };

/** A phone held upright, a laptop, the projector of a room. */
export const PHONE = { width: 390, height: 844 };
export const LAPTOP = { width: 1280, height: 800 };
const PROJECTOR = { width: 1920, height: 1080 };

export interface Play {
  /** The server, with data of its own. */
  server: Server;
  /** The first seeded room. */
  room: Room;
  /** Somebody opens the room's page on a phone; `query` as in the link ("?mode=online"). */
  phone(name: string, query?: string): Promise<Phone>;
  /** So many at once. */
  phones(count: number, query?: string): Promise<Phone[]>;
  /** The chair opens the moderator's link. */
  moderator(name?: string, link?: string): Promise<Moderator>;
  /** A screen is switched on and shows its pairing code. */
  roomScreen(name: string): Promise<Screen>;
}

/** A page of a browser that was never here. */
export async function fresh(browser: Browser, viewport: { width: number; height: number }, touch = false): Promise<Page> {
  const context = await browser.newContext({ viewport, hasTouch: touch, isMobile: touch });
  const page = await context.newPage();
  page.on("pageerror", (error) => {
    throw new Error(`a page's script failed: ${error.message}\n${error.stack}`);
  });
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) throw new Error(`a page breaks its own rules: ${message.text()}`);
  });
  return page;
}

export const test = base.extend<Play & { host: string }>({
  host: ["127.0.0.1", { option: true }],
  server: async ({ host }, use, info) => {
    const server = new Server(host);
    await server.start();
    await use(server);
    if (info.status !== info.expectedStatus) await info.attach("server.log", { body: server.log });
    await server.leave();
  },
  room: async ({ server }, use) => use(server.room("Encryption, trust and crime online")),
  phone: async ({ browser, room }, use) => {
    const pages: Page[] = [];
    await use(async (name, query = "") => {
      const page = await fresh(browser, PHONE, true);
      pages.push(page);
      const phone = new Phone(page, name);
      await phone.opens(room.phone + query);
      return phone;
    });
    for (const page of pages) await page.context().close();
  },
  phones: async ({ phone }, use) => {
    await use((count, query) =>
      Promise.all(Array.from({ length: count }, (_, at) => phone(`phone ${at + 1}`, query))),
    );
  },
  moderator: async ({ browser, room }, use) => {
    const pages: Page[] = [];
    await use(async (name = "the chair", link = room.moderator) => {
      const page = await fresh(browser, LAPTOP);
      pages.push(page);
      const moderator = new Moderator(page, name);
      await moderator.opens(link);
      return moderator;
    });
    for (const page of pages) await page.context().close();
  },
  roomScreen: async ({ browser, room }, use) => {
    const pages: Page[] = [];
    await use(async (name) => {
      const page = await fresh(browser, PROJECTOR);
      pages.push(page);
      await page.goto(room.screen);
      return new Screen(page, name);
    });
    for (const page of pages) await page.context().close();
  },
});

/** Nothing on the page as it stands now is known to shut anybody out (WCAG 2.2 AA, by axe). */
export async function isAccessible(page: Page, state: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => `    ${node.target.join(" ")}: ${node.failureSummary}`).join("\n")}`,
  );
  expect(found, `what axe finds: ${state}`).toEqual([]);
}
