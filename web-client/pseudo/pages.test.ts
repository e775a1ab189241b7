// Every state of every page, drawn in a language that does not exist: whatever is not from the catalogue is found.
import { flushSync, mount, unmount, type Component } from "svelte";
import { expect, test } from "vitest";
import * as rooms from "../fixtures/rooms";
import { drawnStates, idOf } from "../fixtures/states";
import type { State } from "../fixtures/states/state";
import { LANGUAGES } from "../src/shared/languages";
import type { Phase } from "../src/wire";
import { stage } from "./stage";
import { foreign, messagesOn, notFromTheCatalogue, textsOf } from "./said";

const PHASES: Phase[] = ["open", "closing", "closed", "published", "void"];

const draws = stage();

const longestFirst = (a: string, b: string) => b.length - a.length;

/** What people wrote, what machines are called, and what dates spell. */
const written = (...data: unknown[]) =>
  [
    ...textsOf([rooms.about, rooms.polls, data]),
    ...["poll.example", "localhost", "?reached=", "Markdown"],
    // Each language by its own name.
    ...LANGUAGES.map(([, name]) => name),
    ...Array.from({ length: 12 }, (_, month) =>
      new Intl.DateTimeFormat("en", { month: "long" }).format(new Date(2026, month)),
    ),
  ].sort(longestFirst);

/** What is typed into the page on the way to a state. */
const typed = ({ steps = [] }: State) => steps.flatMap((step) => ("text" in step ? step.text : []));

/** States whose page says nothing of its own: a black wall, and a wall with somebody’s line. */
const SILENT = ["screen/blank", "screen/message", "screen/message-long"];

test.each(drawnStates.map((state) => [idOf(state), state] as const))(
  "%s",
  async (id, state) => {
    const drawn = await draws(state);
    document.querySelectorAll("details").forEach((details) => (details.open = true));
    flushSync();
    expect(notFromTheCatalogue(document.body, written(drawn.written, typed(state))), id).toEqual([]);
    if (!SILENT.includes(id)) expect(messagesOn(document.body), "the page was drawn").toBeGreaterThan(0);
  },
  60_000,
);

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
          const props = { ballot, phase, stuck, isMultiple: false };
          const page = mount(Standing as Component<Record<string, unknown>>, { target: document.body, props });
          flushSync();
          expect(notFromTheCatalogue(document.body, [])).toEqual([]);
          void unmount(page);
        }
});

test("a word that is not from the catalogue is found, and one that is, is not", () => {
  document.body.innerHTML = '<p title="⟦Hello {name}⟧">⟦You chose “tea”⟧ 12 <b>loudly</b><kbd>N</kbd></p>';
  expect(notFromTheCatalogue(document.body, [])).toEqual(['“loudly” in <b class="">']);
  expect(notFromTheCatalogue(document.body, ["loudly"])).toEqual([]);
  expect(foreign("⟦a ⟦b⟧ c⟧ d", [])).toBe("d");
  expect(() => foreign("⟦a", [])).toThrow("cut");
});
