// Shared points in words: a number of points, all of them given out among the options.

import { isolated, number } from "../../shared/format";
import { inTenths, largest, optionsOf, quotedList, tenths, textOf, wholeNumber } from "../figures";
import type { Drafting, Filling, Meaning } from "../kind";
import { say } from "../words";

type Shared = { points: number[] };

const sum = (points: number[]) => points.reduce((a, b) => a + b, 0);

/** As even as whole points go, the first options first. */
export function evenly(total: number, options: number): number[] {
  const each = Math.floor(total / options);
  return Array.from({ length: options }, (_, at) => each + (at < total % options ? 1 : 0));
}

/** What one press of a button moves: a twentieth of it all, one at least. */
export const stepOf = (total: number): number => Math.max(1, Math.round(total / 20));

export const meaning: Meaning<"points", Shared> = {
  hint: ({ total }) => say("points_hint", { n: total }),
  ready({ total }, picked) {
    const left = total - sum(picked.points);
    if (left === 0) return { send: picked };
    return { why: left > 0 ? say("points_left", { n: left }) : say("points_over", { n: -left }) };
  },
  inWords: ({ options }, { points }) =>
    options.flatMap((option, at) => (points[at] ? [`${option}: ${number(points[at])}`] : [])).join(" · "),
  sentence(kind, read) {
    const first = largest(read.means);
    if (read.said === 0 || first.length === 0) return say("nobody_said", { n: read.n });
    const points = tenths(read.means[first[0]!] ?? 0);
    const answers = quotedList(first.map((at) => kind.options[at] ?? ""));
    const values = { answers, points, total: kind.total, n: read.said };
    return first.length > 1 ? say("points_level", values) : say("points_most", values);
  },
  beneath: (kind, read) => [say("points_beneath", { n: read.said, total: kind.total })],
  compare(kind, before, after) {
    // Of the option that had the most the first time, never of the one that changed most.
    const at = largest(before.means)[0];
    if (at === undefined || after.said === 0) return say("compare_said_nothing", { m: before.n, n: after.n });
    return say("points_compare", {
      answer: isolated(kind.options[at] ?? ""),
      a: tenths(before.means[at] ?? 0),
      m: before.said,
      b: tenths(after.means[at] ?? 0),
      n: after.said,
      total: kind.total,
    });
  },
  table: (kind, read) => ({
    head: [say("option"), say("points_mean"), say("points_sum")],
    rows: kind.options.map((option, at) => [option, inTenths(read.means[at] ?? 0), number(read.sums[at] ?? 0)]),
  }),
  top: (read) => Math.max(...read.means),
};

const USUAL = "100";

export const filled: Filling<"points", Shared> = ({ options }, form) => {
  const points = options.map((_, at) => wholeNumber(textOf(form, `points-${at}`)) ?? 0);
  return sum(points) === 0 ? undefined : { points };
};

export const drafting: Drafting<"points"> = {
  fields: [
    { key: "lines", label: say("draft_options"), as: "lines" },
    { key: "total", label: say("draft_total"), as: "number", start: USUAL },
  ],
  make({ lines, total }) {
    const options = optionsOf(lines ?? "");
    const points = wholeNumber(total ?? "") ?? 0;
    return options && points >= 2 && points <= 1000 ? { kind: "points", options, total: points } : undefined;
  },
  values: ({ options, total }) => ({ lines: options.join("\n"), total: String(total) }),
};
