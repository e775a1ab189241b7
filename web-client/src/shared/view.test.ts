// Tries how views are folded into what a page holds.
import { expect, test } from "vitest";
import type { PhoneParts, View } from "../wire";
import { receive, runsOf } from "./view";

const view = (over: Partial<View<PhoneParts>>): View<PhoneParts> => ({
  epoch: "a",
  version: 1,
  now: 0,
  full: false,
  parts: {},
  ...over,
});
const here = (room: number) => ({ room, online: 0, unstated: 0 });

test("parts replace parts, and what did not change keeps its identity", () => {
  const first = receive(
    null,
    view({ full: true, parts: { here: here(1), stage: { rev: 1, showing: { show: "join" }, blank: false } } }),
  );
  const second = receive(first, view({ version: 2, parts: { here: here(2) } }));
  expect(second.parts.here).toEqual(here(2));
  expect(second.parts.stage).toBe(first.parts.stage);
  expect(second.version).toBe(2);
});

test("a null part goes away, a full view forgets the others, and so does another epoch", () => {
  const first = receive(
    null,
    view({
      parts: { here: here(1), mine: { mode: "room", group: "unstated", ballots: [], questions: [], turn: null } },
    }),
  );
  expect(receive(first, view({ version: 2, parts: { mine: null } })).parts).toEqual({ here: here(1) });
  expect(receive(first, view({ full: true, parts: {} })).parts).toEqual({});
  expect(receive(first, view({ epoch: "b", parts: { here: here(3) } }))).toEqual({
    epoch: "b",
    version: 1,
    parts: { here: here(3) },
  });
});

test("a heartbeat changes nothing at all", () => {
  const first = receive(null, view({ parts: { here: here(1) } }));
  expect(receive(first, view({ now: 5 }))).toBe(first);
});

test("runs come in the order they were opened", () => {
  const run = (number: number) => ({ run: number, phase: "open" }) as PhoneParts[`run/1`];
  const parts: PhoneParts = { "run/10": run(10), "run/9": run(9), "run/2": undefined };
  expect(runsOf(parts).map((each) => each?.run)).toEqual([9, 10]);
});
