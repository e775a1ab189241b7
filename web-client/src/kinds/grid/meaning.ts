// A place between two axes in words: to which end the middle of the room leans.

import { isolated, number } from "../../shared/format";
import type { Ends } from "../../wire";
import { textOf, wholeNumber } from "../figures";
import type { Asked, Drafting, Filling, Meaning } from "../kind";
import { say } from "../words";

type At = { at: [number, number] };

/** The last of 21 steps. */
export const LAST = 20;
/** Within so many steps of the middle it leans to neither end. */
const NEITHER = 2;

/** A place on one axis in words. */
export function lean(at: number, { low, high }: Ends): string {
  const values = { low: isolated(low), high: isolated(high) };
  const from = at - LAST / 2;
  if (Math.abs(from) <= NEITHER) return say("grid_between", values);
  return from < 0 ? say("grid_low", values) : say("grid_high", values);
}

const within = (step: number) => Math.min(LAST, Math.max(0, step));

/** The step under a tap: each of 21 × 21 has its own share of the plane. */
export function tapped(plane: { left: number; top: number; width: number; height: number }, x: number, y: number) {
  const across = within(Math.floor(((x - plane.left) / plane.width) * (LAST + 1)));
  const up = within(Math.floor((1 - (y - plane.top) / plane.height) * (LAST + 1)));
  return [across, up] as [number, number];
}

/** One step by an arrow key; the first press comes to the middle. Undefined for other keys. */
export function stepped(at: [number, number] | undefined, key: string): [number, number] | undefined {
  const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[key];
  if (!by) return undefined;
  if (!at) return [LAST / 2, LAST / 2];
  return [within(at[0] + by[0]!), within(at[1] + by[1]!)];
}

/** A place in words; undefined without one. */
function place(kind: Asked<"grid">, at: [number, number] | null): string | undefined {
  return at ? say("grid_place", { across: lean(at[0], kind.across), up: lean(at[1], kind.up) }) : undefined;
}

export const meaning: Meaning<"grid", At> = {
  hint: () => say("grid_hint"),
  ready: (_, picked) => ({ send: picked }),
  inWords: (kind, { at }) => place(kind, at) ?? "",
  sentence(kind, read) {
    if (read.said === 0) return say("nobody_said", { n: read.n });
    const where = place(kind, read.middle);
    return where ? say("grid_found", { where, n: read.said }) : say("grid_few", { n: read.said });
  },
  beneath(_, read) {
    if (!read.density) return [say("grid_few", { n: read.said })];
    return [say("grid_beneath", { n: read.said, most: Math.max(0, ...read.density.flat()) })];
  },
  compare: () => say("compare_places"),
  table(kind, read) {
    const rows = [...(read.density ?? [])].reverse();
    const { across, up } = kind;
    return {
      head: [
        "",
        ...rows.map((_, at) => (at === 0 ? across.low : at === rows.length - 1 ? across.high : number(at + 1))),
      ],
      rows: rows.map((fields, at) => [
        at === 0 ? up.high : at === rows.length - 1 ? up.low : number(rows.length - at),
        ...fields.map(number),
      ]),
    };
  },
  top: (read) => Math.max(1, ...(read.density ?? []).flat()),
};

export const filled: Filling<"grid", At> = (_, form) => {
  const [across, up] = ["across", "up"].map((axis) => wholeNumber(textOf(form, axis)));
  if (across === undefined && up === undefined) return undefined;
  return { at: [within(across ?? LAST / 2), within(up ?? LAST / 2)] };
};

export const drafting: Drafting<"grid"> = {
  fields: [
    { key: "left", label: say("draft_left"), as: "text" },
    { key: "right", label: say("draft_right"), as: "text" },
    { key: "bottom", label: say("draft_bottom"), as: "text" },
    { key: "upper", label: say("draft_top"), as: "text" },
  ],
  make(values) {
    const [left, right, bottom, upper] = ["left", "right", "bottom", "upper"].map((key) => (values[key] ?? "").trim());
    if (!left || !right || !bottom || !upper || left === right || bottom === upper) return undefined;
    return { kind: "grid", across: { low: left, high: right }, up: { low: bottom, high: upper } };
  },
  values: ({ across, up }) => ({ left: across.low, right: across.high, bottom: up.low, upper: up.high }),
};
