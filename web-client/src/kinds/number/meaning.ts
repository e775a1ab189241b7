// A number in words: its middle, and where the middle half lies.

import { number } from "../../shared/format";
import type { Bin } from "../../wire";
import { tenths, textOf, wholeNumber } from "../figures";
import type { Asked, Drafting, Filling, Meaning, Read } from "../kind";
import { say } from "../words";

type Value = { value: number };

/** As the server has it. */
const WIDEST = 10_000;
const FURTHEST = 1_000_000;

/** "18 years", "18%": a sign stands close, a word apart. */
export function withUnit(value: string, unit: string): string {
  return unit === "" ? value : /^\p{L}/u.test(unit) ? `${value} ${unit}` : `${value}${unit}`;
}

/** Where a number stands on the histogram's axis, 0 to 1: in the middle of its own place. */
export function placeOf(value: number, bins: Bin[]): number {
  const first = bins[0];
  if (!first) return 0;
  const width = first.to - first.from + 1;
  return Math.min(1, Math.max(0, (value - first.from + 0.5) / (width * bins.length)));
}

/** "1 to 10", or "7" where a bar is one number. */
export const binName = ({ from, to }: Bin): string =>
  from === to ? number(from) : say("number_from_to", { from, to });

export const meaning: Meaning<"number", Value> = {
  hint: (kind) => say("number_hint", ends(kind)),
  ready(kind, { value }) {
    const fits = Number.isInteger(value) && value >= kind.min && value <= kind.max;
    return fits ? { send: { value } } : { why: say("number_hint", ends(kind)) };
  },
  inWords: ({ unit }, { value }) => withUnit(number(value), unit),
  sentence({ unit }, read) {
    if (read.median === null) return say("nobody_said", { n: read.n });
    const [middle, lower, upper] = [read.median, read.lower ?? read.median, read.upper ?? read.median].map((value) =>
      withUnit(tenths(value), unit),
    );
    const values = { middle: middle ?? "", lower: lower ?? "", upper: upper ?? "", n: read.said };
    return lower === upper ? say("number_found_close", values) : say("number_found", values);
  },
  beneath: (_, read) => [say("number_beneath", { n: read.said })],
  compare({ unit }, before, after) {
    if (before.median === null || after.median === null) {
      return say("compare_said_nothing", { m: before.n, n: after.n });
    }
    const [a, b] = [before.median, after.median].map((value) => withUnit(tenths(value), unit));
    return say("number_compare", { a: a ?? "", m: before.said, b: b ?? "", n: after.said });
  },
  table: (_, read) => ({
    head: [say("number_number"), say("count")],
    rows: [
      ...read.bins.map((bin) => [binName(bin), number(bin.count)]),
      ...quartiles(read).flatMap(([name, value]) => (value === null ? [] : [[name, tenths(value)]])),
    ],
  }),
  top: (read) => Math.max(1, ...read.bins.map(({ count }) => count)),
};

/** Where the quarters of the numbers end, by name. */
function quartiles({ lower, median, upper }: Read<"number">): [string, number | null][] {
  return [
    [say("number_lower"), lower],
    [say("number_middle"), median],
    [say("number_upper"), upper],
  ];
}

function ends({ min, max, unit }: Asked<"number">) {
  return { min: number(min), max: withUnit(number(max), unit) };
}

export const filled: Filling<"number", Value> = (_, form) => {
  const value = wholeNumber(textOf(form, "value"));
  return value === undefined ? undefined : { value };
};

export const drafting: Drafting<"number"> = {
  fields: [
    { key: "min", label: say("draft_min"), as: "number", start: "0" },
    { key: "max", label: say("draft_max"), as: "number", start: "100" },
    { key: "unit", label: say("draft_unit"), as: "text" },
  ],
  make({ min, max, unit }) {
    const [low, high] = [wholeNumber(min ?? ""), wholeNumber(max ?? "")];
    if (low === undefined || high === undefined || low >= high || high - low > WIDEST) return undefined;
    if (Math.abs(low) > FURTHEST || Math.abs(high) > FURTHEST) return undefined;
    return { kind: "number", min: low, max: high, unit: (unit ?? "").trim() };
  },
  values: ({ min, max, unit }) => ({ min: String(min), max: String(max), unit }),
};
