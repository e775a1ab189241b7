// A deck of statements in words: what most agree with, what divides, and what all groups agree with.

import { isolated, number } from "../../shared/format";
import type { Stance, StanceCounts, Statement } from "../../wire";
import { optionsOf, textOf } from "../figures";
import type { Asked, Drafting, Filling, Meaning, Read } from "../kind";
import { say } from "../words";

type Stances = { stances: (Stance | null)[] };

const MOST = 20;

export const answersTo = ({ agree, disagree, pass }: StanceCounts): number => agree + disagree + pass;

/** One list of the picture: its heading and the statements, from 0. */
export interface Section {
  head: string;
  statements: number[];
  /** The counts it is about, where they are not those of all. */
  counts?: (StanceCounts | null)[];
}

/** The orders a deck is read in, each with so many statements at most; empty ones are left out. */
export function sections(read: Read<"statements">, most: number): Section[] {
  const all: Section[] = [
    { head: say("statements_agreed"), statements: read.most_agreed },
    { head: say("statements_divisive"), statements: read.most_divisive },
    ...(read.across
      ? [
          {
            head: read.across.by === "mode" ? say("statements_across_modes") : say("statements_across_groups"),
            statements: read.across.order,
            counts: read.across.least,
          },
        ]
      : []),
  ];
  return all
    .map((section) => ({ ...section, statements: section.statements.slice(0, most) }))
    .filter(({ statements }) => statements.length > 0);
}

/** The stances with one of them changed; as long as the deck. */
export function withStance(length: number, stances: (Stance | null)[], at: number, stance: Stance) {
  return Array.from({ length }, (_, place) => (place === at ? stance : (stances[place] ?? null)));
}

/** The next statement without an answer, after `at` and then from the start; undefined when all have one. */
export function nextOpen(length: number, stances: (Stance | null)[], at: number): number | undefined {
  for (let by = 1; by <= length; by++) {
    const place = (at + by) % length;
    if (!stances[place]) return place;
  }
  return undefined;
}

export const meaning: Meaning<"statements", Stances> = {
  atOnce: true,
  hint: ({ statements }) => say("statements_hint", { n: statements.length }),
  ready: (_, picked) => (picked.stances.some((stance) => stance) ? { send: picked } : { why: "" }),
  inWords: ({ statements }, { stances }) =>
    say("statements_answered", { n: stances.filter((stance) => stance).length, all: statements.length }),
  sentence(kind, read) {
    const [agreed, divisive] = [read.most_agreed[0], read.most_divisive[0]];
    if (agreed === undefined) return say("statements_few", { n: read.n });
    const most = named(kind, read.statements, agreed);
    if (divisive === undefined || divisive === agreed) return say("statements_found_one", most);
    const apart = named(kind, read.statements, divisive);
    return say("statements_found", { ...most, divisive: apart.answer, x: apart.a, y: apart.no });
  },
  beneath: () => [say("statements_beneath")],
  compare(kind, before, after) {
    const at = before.most_agreed[0];
    const then = at === undefined ? undefined : after.statements[at];
    if (at === undefined || !then || answersTo(then) === 0) {
      return say("compare_said_nothing", { m: before.n, n: after.n });
    }
    const { answer, a, n: m } = named(kind, before.statements, at);
    return say("statements_compare", { answer, a, m, b: then.agree, n: answersTo(then) });
  },
  table: (kind, read) => ({
    head: [say("statements_statement"), say("agree"), say("pass"), say("disagree")],
    rows: kind.statements.map(({ text }, at) => {
      const counts = read.statements[at];
      return [text, ...[counts?.agree, counts?.pass, counts?.disagree].map((n) => number(n ?? 0))];
    }),
  }),
};

function named(kind: Asked<"statements">, counts: StanceCounts[], at: number) {
  const of = counts[at] ?? { agree: 0, disagree: 0, pass: 0 };
  return { answer: isolated(kind.statements[at]?.text ?? ""), a: of.agree, no: of.disagree, n: answersTo(of) };
}

export const filled: Filling<"statements", Stances> = ({ statements }, form) => {
  const letters: Record<string, Stance> = { a: "agree", d: "disagree", p: "pass" };
  const stances = statements.map((_, at) => letters[textOf(form, `stance-${at}`)] ?? null);
  return stances.every((stance) => stance === null) ? undefined : { stances };
};

export const drafting: Drafting<"statements"> = {
  fields: [{ key: "lines", label: say("draft_statements"), as: "lines" }],
  make({ lines }, before) {
    const texts = optionsOf(lines ?? "", MOST);
    // Whose statement it is stays with its words; new words are nobody's.
    const kept = (text: string): Statement =>
      before?.statements.find((one) => one.text === text) ?? { text, contested: false };
    return texts && { kind: "statements", statements: texts.map(kept) };
  },
  values: ({ statements }) => ({ lines: statements.map(({ text }) => text).join("\n") }),
};
