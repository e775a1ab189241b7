// Every group counting the same: where that can be said, and where it cannot.

import { expect, test } from "vitest";
import type { Figures, Group } from "../wire";
import { weighed } from "./weight";

function figures(...rows: [Group[], number[]][]): Figures {
  const by_group = rows.map(([groups, counts]) => ({
    as: "counts" as const,
    median: null,
    groups,
    n: counts.reduce((a, b) => a + b, 0),
    cant_say: 0,
    counts,
  }));
  const counts = [0, 1].map((at) => by_group.reduce((sum, of) => sum + (of.counts[at] ?? 0), 0));
  const n = by_group.reduce((sum, of) => sum + of.n, 0);
  return { as: "counts", n, cant_say: 0, counts, median: null, by_mode: [], by_group, mode_left_out: false, named: n };
}

test("each named group counts the same, and who named none is left out", () => {
  const all = figures([["government"], [5, 0]], [["civil_society"], [10, 30]], [["unstated"], [0, 90]]);
  expect(weighed(all)).toEqual({ groups: 2, shares: [0.625, 0.375], cantSay: 0 });
});

test("where not every group has figures of its own there is no such figure", () => {
  const rest: Group[] = ["private_sector", "other", "unstated"];
  expect(weighed(figures([["government"], [5, 0]], [["civil_society"], [5, 5]], [rest, [3, 3]]))).toBeUndefined();
  expect(weighed(figures([["government"], [5, 0]], [["unstated"], [5, 5]]))).toBeUndefined();
  expect(weighed(figures())).toBeUndefined();
});
