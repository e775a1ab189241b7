// Pages that are watched while naughty texts are typed and drawn: nothing runs, nothing is asked of another server, and every
// element is one of ours.

import { type BrowserContext, expect, type Page } from "@playwright/test";
import { Api } from "./api";
import { Moderator } from "./moderator";
import { Phone, Screen } from "./people";
import { LAPTOP, PHONE, test as base } from "./play";
import type { Room } from "./plenary";

const PROJECTOR = { width: 1920, height: 1080 };

/** What our pages are made of. Anything else was made by a text. */
const TAGS =
  "html head meta title link script style body main header footer nav section article aside form fieldset legend label input " +
  "textarea select option button h1 h2 h3 h4 p span div a b i em strong small s bdi kbd mark q blockquote time br hr ul ol li dl dt dd " +
  "table caption colgroup col thead tbody tr th td img svg g path line rect circle text details summary dialog figure figcaption output progress optgroup noscript " +
  "polyline polygon ellipse defs use title desc tspan pre code abbr sup sub del ins";

/** Sees to it that no page asks, runs or reports anything it should not. */
export class Watch {
  readonly caught: string[] = [];
  readonly #pages: Page[] = [];

  constructor(private origin: string) {}

  /** From before the first page of it. */
  async over(context: BrowserContext): Promise<void> {
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) =>
        console.error(`naughty: ${violatedDirective} ${blockedURI} ${sample}`),
      );
    });
    context.on("page", (page) => this.#sees(page));
    context.on("request", (request) => {
      const url = new URL(request.url());
      const isOurs = url.origin === this.origin || url.protocol === "data:" || url.protocol === "blob:";
      if (!isOurs) this.#note("a request elsewhere", url.href);
    });
    context.on("dialog", (dialog) => {
      // The browser's own question to whoever leaves a page with something typed: no text can make or word it.
      if (dialog.type() === "beforeunload") return void dialog.accept();
      this.#note("a dialog", dialog.message());
      void dialog.dismiss();
    });
    context.on("weberror", (error) => this.#note("an error", error.error().message));
    context.on("console", (message) => {
      const text = message.text();
      if (text.startsWith("naughty:") || /Content Security Policy|Trusted/.test(text)) this.#note("a report", text);
    });
  }

  #sees(page: Page): void {
    this.#pages.push(page);
    page.on("framenavigated", (frame) => {
      const url = frame.url();
      if (frame !== page.mainFrame()) this.#note("a frame", url);
      else if (url !== "about:blank" && new URL(url).origin !== this.origin) this.#note("a way elsewhere", url);
    });
  }

  #note(what: string, detail: string): void {
    this.caught.push(`${what}: ${detail}`);
  }

  /** All is well so far: nothing was caught, and every page is made of what we made it of. */
  async isQuiet(after: string): Promise<void> {
    for (const page of this.#pages.filter((page) => !page.isClosed())) {
      expect(await page.evaluate(odd, TAGS.split(" ")), `what ${page.url()} is made of after ${after}`).toEqual([]);
    }
    expect(this.caught, `what was caught up to ${after}`).toEqual([]);
  }
}

/** Elements and attributes that no page of ours has. */
function odd(tags: string[]): string[] {
  const found: string[] = [];
  const known = new Set(tags);
  const leads = new Set(["href", "src", "action", "formaction", "xlink:href", "data", "poster", "srcset", "ping", "background"]);
  const isOurs = (value: string, tag: string) => {
    if (tag === "img" && value.startsWith("data:image/svg+xml")) return true;
    if (tag === "link" && value === "data:,") return true;
    const url = new URL(value, location.origin);
    return url.origin === location.origin;
  };
  for (const one of document.querySelectorAll("*")) {
    const tag = one.localName;
    const is = one.outerHTML.slice(0, 120);
    if (!known.has(tag)) found.push(`the element ${is}`);
    if (tag === "script" && !one.getAttribute("src") && one.getAttribute("type") !== "application/json" && !one.closest("head, body")) found.push(is);
    if (tag === "meta" && one.hasAttribute("http-equiv")) found.push(is);
    for (const { name, value } of one.attributes) {
      if (name.startsWith("on") || name === "srcdoc") found.push(`the attribute ${name} of ${is}`);
      if (leads.has(name) && !isOurs(value, tag)) found.push(`${name} of ${is}`);
      if (name === "style" && /url\(|naughty/.test(value)) found.push(`style of ${is}`);
      if (["class", "id", "name"].includes(name) && /naughty/.test(value)) found.push(is);
    }
  }
  return found;
}

/** Which of these texts, as they stand, no element of the page has as its own words, to be seen; what a field holds is not drawn. */
export async function missing(page: Page, texts: string[]): Promise<string[]> {
  return page.evaluate((texts) => {
    // What pages put around a text so that its direction ends with it.
    const fold = (text: string) => text.replace(/[\u2066-\u2069]/g, "").replace(/\s+/g, " ").trim();
    const seen = new Set<string>();
    for (const one of document.body.querySelectorAll<HTMLElement>("*")) {
      if (one.closest("script, style, option:not(:checked)")) continue;
      const text = one.textContent;
      if (text === "" || text.length > 6_000 || !one.checkVisibility({ visibilityProperty: true })) continue;
      seen.add(fold(text));
    }
    const all = [...seen];
    return texts.filter((text) => {
      const wanted = fold(text);
      return !seen.has(wanted) && !(wanted.length > 7 && all.some((words) => words.includes(wanted)));
    });
  }, texts);
}

/** Each of these texts is drawn on the page, as a text. */
export async function draws(page: Page, texts: (string | undefined)[], where: string): Promise<void> {
  const wanted = texts.filter((text) => text !== undefined);
  await expect.poll(() => missing(page, wanted), { message: `what is not drawn ${where}` }).toEqual([]);
}

export interface Visitor {
  viewport: { width: number; height: number };
  touch?: boolean;
  /** Our scripts come empty: what is seen is what the server wrote, and a text's own script would run. */
  plain?: boolean;
}

/** Everybody who reads what moderators write, and the chair's own acts by HTTP. */
export class Hall {
  private constructor(
    readonly room: Room,
    readonly chair: Moderator,
    readonly phone: Phone,
    readonly wall: Screen,
    readonly desk: Api,
    private readonly watch: Watch,
  ) {}

  static async of(room: Room, visits: (as: Visitor) => Promise<Page>, watch: Watch): Promise<Hall> {
    const desk = await Api.moderator(room);
    const chair = new Moderator(await visits({ viewport: LAPTOP }), "the chair");
    const phone = new Phone(await visits({ viewport: PHONE, touch: true }), "a phone");
    const wall = new Screen(await visits({ viewport: PROJECTOR }), "the wall");
    await wall.page.goto(room.screen);
    await desk.does("let_in", { pairing: await wall.pairingCode(), name: "Wall" });
    await Promise.all([chair.opens(room.moderator), phone.opens(room.phone)]);
    return new Hall(room, chair, phone, wall, desk, watch);
  }

  get page(): Page {
    return this.chair.page;
  }

  key(key: string): Promise<void> {
    return this.page.locator("body").press(key);
  }

  stages(showing: object): Promise<void> {
    return this.desk.amends("stage", "stage", { showing });
  }

  /** What each of them reads. */
  async read(texts: (string | undefined)[], ...pages: Page[]): Promise<void> {
    for (const page of pages) await draws(page, texts, `at ${page.url()}`);
  }

  /** Opens a poll, on the stage or beside it; its run. */
  async opens(prompt: string, kind: object, beside = false): Promise<number> {
    const fields = { prompt, visibility: "hidden", armed: false, from: "discussion", ...kind };
    const { poll } = (await this.desk.does("raise", fields)).made as { poll: string };
    const { rev } = await this.desk.part<{ rev: number }>("stage");
    const opened = await this.desk.does("open", { poll, rev: 1, stage_rev: rev, beside });
    const { run } = opened.made as { run: number };
    await this.phone.sees(prompt);
    return run;
  }

  /** Everything that was written in a run may be shown. */
  async approves(run: number): Promise<void> {
    type Held = { folded: string; rev: number; verdict: string | null }[];
    const waits = (phrases: Held) => phrases.filter(({ verdict }) => verdict === null);
    for (;;) {
      const some = waits(await this.desk.part<Held>(`phrases/${run}`)).slice(0, 50);
      if (some.length === 0) return;
      const phrases = some.map(({ folded, rev }) => ({ folded, rev }));
      await this.desk.does("judge", { run, verdict: "approved", phrases });
      const judged = new Set(some.map(({ folded }) => folded));
      await this.desk.part<Held>(`phrases/${run}`, (now) => waits(now).every(({ folded }) => !judged.has(folded)));
    }
  }

  /** All questions, as moderators have them. */
  async questions(): Promise<{ question: number; text: string }[]> {
    const url = `/api/rooms/${this.room.code}/view?as=chair&wait=0`;
    const { view } = await this.page.evaluate(async (url) => (await fetch(url)).json(), url);
    const parts = Object.entries(view.parts as Record<string, { question: number; text: string }>);
    return parts.filter(([key]) => key.startsWith("question/")).map(([, part]) => part);
  }

  /** Whatever is open on the stage counts for nothing. */
  async takesBack(): Promise<void> {
    const { showing } = await this.desk.part<{ showing: { run: number } }>("stage");
    await this.desk.amends(`run/${showing.run}`, "void", { run: showing.run });
    await this.desk.part<{ phase: string }>(`run/${showing.run}`, ({ phase }) => phase === "void");
  }

  isQuiet(after: string): Promise<void> {
    return this.watch.isQuiet(after);
  }
}

export const test = base.extend<{ watch: Watch; visits: (as: Visitor) => Promise<Page> }>({
  watch: async ({ server }, use) => {
    const watch = new Watch(server.origin);
    await use(watch);
    await watch.isQuiet("all of it");
  },
  visits: async ({ browser, watch }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async ({ viewport, touch = false, plain = false }) => {
      const context = await browser.newContext({ viewport, hasTouch: touch, isMobile: touch });
      contexts.push(context);
      await watch.over(context);
      const nothing = { contentType: "text/javascript", body: "" };
      if (plain) await context.route("**/assets/*.js*", (route) => route.fulfill(nothing));
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});
