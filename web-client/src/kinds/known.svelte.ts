// The kinds a page knows: a screen from its start, phones and moderators' pages once their second script has come.

import type { Figures, Kind } from "../wire";
import type { Asked, Brought, Own, Read } from "./kind";

type Shelf = Partial<Record<string, Partial<Brought>>>;

let known = $state.raw<Shelf>({});

/** The kind a folder's file is of: "./ranking/meaning.ts" is of "ranking". */
export const nameOf = (path: string): string => path.split("/")[1] ?? "";

/** Adds what has come. */
export function learn(more: Shelf): void {
  const next = { ...known };
  for (const [name, brought] of Object.entries(more)) next[name] = { ...next[name], ...brought };
  known = next;
}

/** What the kind brought; nothing for kinds that are drawn as bars, and before it has come. */
export function brought(kind: Kind["kind"]): Partial<Brought> | undefined {
  return known[kind];
}

/** The kinds that can be drafted here, beside those that are counted one by one. */
export function drafted(): Own[] {
  return Object.keys(known).filter((name) => known[name]?.drafting) as Own[];
}

/** A poll of a kind with a folder, and what may be said of it. */
export function told(kind: Kind) {
  const meaning = brought(kind.kind)?.meaning;
  return meaning && { meaning, kind: kind as Asked<Own> };
}

/** The figures of such a kind; nothing where answers are counted one by one. */
export function readOf(figures: Pick<Figures, "as"> | undefined): Read<Own> | undefined {
  return figures && figures.as !== "counts" ? (figures as Read<Own>) : undefined;
}
