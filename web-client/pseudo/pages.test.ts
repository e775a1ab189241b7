// Every state of every page, drawn in a language that does not exist: whatever is not from the catalogue is found.
import { flushSync, mount, unmount, type Component } from "svelte";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import * as rooms from "../fixtures/rooms";
import * as sessions from "../fixtures/session";
import * as talks from "../fixtures/talk";
import { LANGUAGES } from "../src/shared/languages";
import { joinAddress } from "../src/wall/address";
import type { Choice, Kind, ModeratorParts, Phase, PhoneParts, Showing, View } from "../src/wire";
import { foreign, messagesOn, notFromTheCatalogue, textsOf } from "./said";

/** What the server sends later, in hand before anything is drawn. */
const talk = vi.hoisted(() => ({
  phone: undefined as unknown,
  moderator: undefined as unknown,
  asked: "phone" as "phone" | "moderator",
}));

// The conversation comes at once, not over the network.
vi.mock("../src/shared/later", () => ({
  fetchTalk: (then: (module: unknown) => void) => {
    then(talk[talk.asked]);
    return () => undefined;
  },
}));

// The entries of the pages look for the server's data; nothing here is served.
vi.mock("../src/phone/main", () => ({}));
vi.mock("../src/moderator/main", () => ({}));

const NOW = Date.UTC(2026, 10, 22, 14, 25);
const POLLS = Object.keys(rooms.polls);
/** One poll of each kind. */
const KINDS = POLLS.filter((name, at) => POLLS.findIndex((other) => kindOf(other) === kindOf(name)) === at);
const PHASES: Phase[] = ["open", "closing", "closed", "published", "void"];
const SHOWINGS: Showing[] = [
  ...(["join", "aims", "rules", "questions", "queue", "message", "temperature"] as const).map((show) => ({ show })),
  ...(["support", "pause", "next", "closing"] as const).map((show) => ({ show })),
  { show: "question", question: 1 },
  { show: "compare", before: 11, after: 12 },
  { show: "run", run: 3 },
];

function kindOf(poll: string) {
  return rooms.polls[poll]!.kind;
}

beforeAll(async () => {
  talk.phone = await import("../src/phone/talk/main");
  talk.moderator = await import("../src/moderator/talk/main");
  // Nothing here has a server.
  vi.stubGlobal(
    "WebSocket",
    class extends EventTarget {
      close() {}
      send() {}
    },
  );
  vi.stubGlobal("fetch", () => new Promise(() => undefined));
  vi.useFakeTimers({ now: NOW, toFake: ["Date"] });
});

let page: Record<string, unknown> | undefined;
afterEach(() => {
  if (page) void unmount(page);
  page = undefined;
  document.body.replaceChildren();
});

/** Draws a component, lets what it fetches come, and reads it. */
async function drawn<Props extends Record<string, unknown>>(component: Component<Props>, props: Props) {
  const target = document.body.appendChild(document.createElement("div"));
  page = mount(component, { target, props });
  for (let turn = 0; turn < 3; turn++) {
    flushSync();
    await new Promise((resolve) => setTimeout(resolve));
  }
  flushSync();
  return target;
}

/** What people wrote, what machines are called, and what dates spell. */
const written = (...data: unknown[]) => [
  ...textsOf([rooms.about, rooms.polls, data]),
  ...["poll.example", "localhost", "?reached=", "Markdown"],
  // Each language by its own name.
  ...LANGUAGES.map(([, name]) => name),
  ...Array.from({ length: 12 }, (_, month) =>
    new Intl.DateTimeFormat("en", { month: "long" }).format(new Date(2026, month)),
  ),
];

/** Parts of a whole room, the run on the stage among them. */
function parts(showing: Showing, poll: string, phase: Phase, n: number) {
  const run = rooms.run(poll, phase, "hidden", NOW, phase === "closing" ? 2 : null);
  return {
    about: rooms.about,
    here: rooms.here(n),
    stage: { rev: 1, showing, blank: false },
    ...talks.talk(n, NOW, n > 4 ? 40 : null),
    ...talks.compared(poll, n, NOW),
    "run/3": run,
    "result/3": rooms.result(run, n, phase, "hidden"),
  };
}

type State = readonly [Showing, poll: string, Phase, n: number];

/** Every showing, for a few numbers of people. */
const showings = [0, 4, 23].flatMap((n) => SHOWINGS.map((showing): State => [showing, "scale", "published", n]));

/** Every phase of some polls. */
const runs = (polls: string[], n: number) =>
  PHASES.flatMap((phase) => polls.map((poll): State => [{ show: "run", run: 3 }, poll, phase, n]));

test("the wall, in every state", async () => {
  const states = [...showings, ...runs(POLLS, 23)];
  const { default: Wall } = await import("../src/wall/Wall.svelte");
  let messages = 0;
  for (const [showing, poll, phase, n] of states) {
    const all = parts(showing, poll, phase, n);
    const join = { ...joinAddress(rooms.about, "https://poll.example"), qr: "" };
    const root = await drawn(Wall as Component<Record<string, unknown>>, {
      about: { ...rooms.about, rehearsal: n === 1 },
      showing,
      parts: all,
      join,
      now: NOW,
      asOf: n === 4 ? "14:02:07" : undefined,
    });
    expect(notFromTheCatalogue(root, written(all)), `${showing.show} ${poll} ${phase} ${n}`).toEqual([]);
    messages += messagesOn(root);
    void unmount(page!);
    page = undefined;
  }
  expect(messages, "the pages were drawn").toBeGreaterThan(states.length * 3);
}, 600_000);

const view = <Parts>(parts: Parts): View<Parts> => ({
  epoch: "e",
  version: 1,
  now: NOW,
  full: true,
  parts: parts as never,
});

/** Somebody's answer to a poll. */
function choice(poll: string): Choice {
  const kind: Kind = rooms.polls[poll]!;
  switch (kind.kind) {
    case "multiple":
      return { many: [0, 1] };
    case "ranking":
      return { ranked: [1, 0] };
    case "points":
      return { points: kind.options.map((_, at) => (at === 1 ? kind.total : 0)) };
    case "words":
      return { words: ["trust", "audit"] };
    case "open_text":
      return { text: "Publish the audits." };
    case "number":
      return { value: kind.min };
    case "grid":
      return { at: [0.25, 0.75] };
    case "statements":
      return { stances: kind.statements.map((_, at) => (["agree", "disagree", "pass"] as const)[at % 4] ?? null) };
    default:
      return { one: 1 };
  }
}

test("the phone, in every state", async () => {
  const states = [...showings, ...runs(KINDS, 7)];
  const { default: Page } = await import("../src/phone/Page.svelte");
  let messages = 0;
  for (const [at, [showing, poll, phase, n]] of states.entries()) {
    const mine: PhoneParts["mine"] = {
      mode: at % 2 === 0 ? "unstated" : "room",
      ballots: phase === "void" ? [] : [{ run: 3, r: 1, choice: [null, choice(poll), "cant_say"][at % 3]! }],
      ...sessions.mine,
    } as never;
    const all = { ...parts(showing, poll, phase, n), ...sessions.session(NOW), mine } as PhoneParts;
    if (at % 4 === 0) all.about = { ...rooms.about, rehearsal: true };
    const root = await drawn(Page as Component<Record<string, unknown>>, {
      data: { page: "phone", room: rooms.about.code, view: view(all) },
      code: rooms.about.code,
      plain: null,
      preset: null,
    });
    root.querySelectorAll("details").forEach((details) => (details.open = true));
    flushSync();
    expect(notFromTheCatalogue(root, written(all)), `${showing.show} ${poll} ${phase} ${n}`).toEqual([]);
    messages += messagesOn(root);
    // The other places of the page: questions, and the wish to speak.
    const places = [...root.querySelectorAll<HTMLButtonElement>("nav button")].slice(1);
    expect(places, "the conversation is there").toHaveLength(2);
    for (const tab of showing.show === "run" ? [] : places) {
      tab.click();
      flushSync();
      expect(notFromTheCatalogue(root, written(all)), `${showing.show} at another place`).toEqual([]);
    }
    void unmount(page!);
    page = undefined;
    document.body.replaceChildren();
  }
  expect(messages, "the pages were drawn").toBeGreaterThan(states.length * 5);
}, 600_000);

test("what became of a tap, in every state", async () => {
  const { default: Standing } = await import("../src/phone/Standing.svelte");
  for (const phase of PHASES)
    for (const verdict of [null, "counted", "changed", "late", "superseded", "refused"] as const)
      for (const stands of [null, { r: 1, choice: { one: 0 } }])
        for (const [wish, stuck] of [
          [null, false],
          [{ r: 2, choice: { one: 1 } }, false],
          [{ r: 2, choice: { one: 1 } }, true],
        ] as const) {
          const ballot = { r: 2, stands, wish, verdict, draft: null };
          const root = await drawn(Standing as Component<Record<string, unknown>>, {
            ballot,
            phase,
            stuck,
            isMultiple: false,
          });
          expect(notFromTheCatalogue(root, [])).toEqual([]);
          void unmount(page!);
          page = undefined;
        }
});

test("the moderator’s page, with every panel and sheet open", async () => {
  talk.asked = "moderator";
  const { default: Session } = await import("../src/moderator/Session.svelte");
  const { Desk } = await import("../src/moderator/desk.svelte");
  const states = [...showings.slice(0, SHOWINGS.length), ...runs(KINDS, 7).filter((_, at) => at % 5 === 0)];
  let messages = 0;
  for (const [showing, poll, phase, n] of states) {
    const all = { ...parts(showing, poll, phase, n), ...sessions.staff(NOW, poll, phase) } as ModeratorParts;
    const room = {
      parts: all,
      link: "live" as const,
      ending: undefined,
      heard: NOW,
      now: () => NOW,
      send: () => new Promise<never>(() => undefined),
    };
    const root = await drawn(Session as Component<Record<string, unknown>>, { desk: new Desk(room, "chair") });
    const theirs = written(all);
    const check = (what: string) => {
      root.querySelectorAll("details").forEach((details) => (details.open = true));
      flushSync();
      expect(notFromTheCatalogue(document.body, theirs), `${showing.show} ${phase} ${n}: ${what}`).toEqual([]);
    };
    check("as it comes");
    messages += messagesOn(root);
    // Every panel and sheet, while one run or another is on the stage.
    const openers = "[role=tab], [aria-expanded], .tools button";
    for (const tab of showing.show === "run" ? root.querySelectorAll<HTMLButtonElement>(openers) : []) {
      if (!tab.isConnected) continue;
      tab.click();
      flushSync();
      check(tab.textContent ?? "");
    }
    void unmount(page!);
    page = undefined;
    document.body.replaceChildren();
  }
  talk.asked = "phone";
  expect(messages, "the pages were drawn").toBeGreaterThan(states.length);
}, 600_000);

test("a screen before it is let in", async () => {
  const { default: Unpaired } = await import("../src/screen/Unpaired.svelte");
  const root = await drawn(Unpaired as Component<Record<string, unknown>>, { letIn: () => undefined, sentAway: false });
  expect(notFromTheCatalogue(root, [])).toEqual([]);
});

test("a word that is not from the catalogue is found, and one that is, is not", () => {
  document.body.innerHTML = '<p title="⟦Hello {name}⟧">⟦You chose “tea”⟧ 12 <b>loudly</b><kbd>N</kbd></p>';
  expect(notFromTheCatalogue(document.body, [])).toEqual(['“loudly” in <b class="">']);
  expect(notFromTheCatalogue(document.body, ["loudly"])).toEqual([]);
  expect(foreign("⟦a ⟦b⟧ c⟧ d", [])).toBe("d");
  expect(() => foreign("⟦a", [])).toThrow("cut");
});
