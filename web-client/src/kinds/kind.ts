// What a kind of poll with a folder of its own brings to the pages: how it is answered, drawn, put in words, and drafted.
//
// A folder is named as the wire names its kind and holds meaning.ts, Input.svelte and Picture.svelte; docs/kinds.md has the rest.

import type { Component } from "svelte";
import type { Choice, Figures, Found, Kind } from "../wire";

/** The kinds that are counted answer by answer and drawn as bars; all others have a folder. */
type Counted = "single" | "multiple" | "scale" | "gradient" | "yes_no";
export type Own = Exclude<Kind["kind"], Counted>;

/** The poll, as that kind asks it. */
export type Asked<Name extends Own> = Extract<Kind, { kind: Name }>;
/** Its figures, of all or of one group. */
export type Read<Name extends Own> = Extract<Found, { as: Name }> & Pick<Figures, "n" | "cant_say">;

/** Figures in rows, for ears and for whoever wants them exactly. */
export interface Table {
  head: string[];
  rows: string[][];
}

/** What may be said of a kind, in pure functions. `Picked` is its choice on the wire, "I can't say" left out. */
export interface Meaning<Name extends Own, Picked extends Choice = Exclude<Choice, string>> {
  /** How it is answered, in one line. */
  hint(kind: Asked<Name>): string;
  /** What would be sent of a choice that is being made, or what is still missing. */
  ready(kind: Asked<Name>, picked: Picked): { send: Picked } | { why: string };
  /** Each tap counts; else a choice is gathered first and cast with a button. */
  atOnce?: true;
  /** A choice as a person reads it back. */
  inWords(kind: Asked<Name>, picked: Picked): string;
  /** The finding in one sentence without its full stop: for the closing, for the chair to read aloud, for the phone. */
  sentence(kind: Asked<Name>, read: Read<Name>): string;
  /** What a reader must know of the picture, beside n. */
  beneath(kind: Asked<Name>, read: Read<Name>): string[];
  /** The one sentence about two runs of it: totals side by side, never that anybody moved. */
  compare(kind: Asked<Name>, before: Read<Name>, after: Read<Name>): string;
  table(kind: Asked<Name>, read: Read<Name>): Table;
  /** The most of what the picture measures, so that two of them can share an axis. */
  top?(read: Read<Name>): number;
}

/** The figures of one group of a breakdown. */
export interface GroupRead<Name extends Own> {
  name: string;
  n: number;
  read: Read<Name>;
}

export interface PictureProps<Name extends Own> {
  kind: Asked<Name>;
  /** Without figures only what they will be drawn into. */
  read?: Read<Name> | undefined;
  /** Without figures, their place is kept for them. */
  frame?: boolean;
  /** On a wall: large, and no more than a back row reads. */
  wall?: boolean;
  /** Another stands beside it: half the width, and the poll's own order, so that eyes compare like with like. */
  half?: boolean;
  /** Voting is over: what is drawn may stand in the order of the result. */
  settled?: boolean;
  /** The end of the axis where it is shared with another picture. */
  top?: number | undefined;
  /** On a wall, where a breakdown is published: groups to be drawn beside the whole. */
  groups?: GroupRead<Name>[];
}

export interface InputProps<Name extends Own, Picked extends Choice> {
  kind: Asked<Name>;
  /** What was picked so far, sent or not; nothing while it is hidden. */
  picked: Picked | null;
  change: (picked: Picked) => void;
  /** What is asked, for ears. */
  label: string;
}

/**
 * What somebody filled in on the server's plain form, complete or not, under the names that the server gave its fields
 * (server/src/domain/kind); nothing where nothing was filled in.
 */
export type Filling<Name extends Own, Picked extends Choice = Exclude<Choice, string>> = (
  kind: Asked<Name>,
  form: FormData,
) => Picked | undefined;

/** One field of a draft. */
export interface Field {
  /** "lines" is the list of answers that all kinds share, so that changing the kind keeps it. */
  key: string;
  label: string;
  as: "lines" | "text" | "number";
  /** What stands in it at first. */
  start?: string;
}

/** How a moderator writes one. */
export interface Drafting<Name extends Own> {
  fields: Field[];
  /** The poll, or nothing while a field is missing; `before` is what is worded anew. */
  make(values: Record<string, string>, before?: Asked<Name>): Asked<Name> | undefined;
  /** The fields of a poll that is there already. */
  values(kind: Asked<Name>): Record<string, string>;
}

/** All that a page may know of a kind: phones have the input, moderators the fields of a draft. */
export interface Brought {
  meaning: Meaning<Own>;
  Picture: Component<PictureProps<Own>>;
  Input: Component<InputProps<Own, Exclude<Choice, string>>>;
  filled: Filling<Own>;
  drafting: Drafting<Own>;
}
