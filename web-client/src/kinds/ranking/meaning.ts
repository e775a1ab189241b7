// A ranking in words: options in one's own order, counted by Borda.

import { isolated, number } from "../../shared/format";
import { inTenths, largest, optionsOf, quotedList, textOf, wholeNumber } from "../figures";
import type { Asked, Drafting, Filling, Meaning, Read } from "../kind";
import { say } from "../words";

type Ranked = { ranked: number[] };

/** Puts an option last of those placed, or takes it out. */
export function toggled(ranked: readonly number[], at: number): number[] {
  return ranked.includes(at) ? ranked.filter((one) => one !== at) : [...ranked, at];
}

/** One place up (-1) or down (1); at the end of the order nothing changes. */
export function moved(ranked: readonly number[], at: number, by: 1 | -1): number[] {
  const from = ranked.indexOf(at);
  const to = from + by;
  const next = [...ranked];
  if (from < 0 || to < 0 || to >= next.length) return next;
  [next[from], next[to]] = [next[to]!, next[from]!];
  return next;
}

export const meaning: Meaning<"ranking", Ranked> = {
  hint: () => say("ranking_hint"),
  ready: (_, picked) => (picked.ranked.length > 0 ? { send: picked } : { why: say("ranking_none") }),
  inWords: ({ options }, { ranked }) => ranked.map((at, place) => `${place + 1}. ${options[at] ?? ""}`).join(" · "),
  sentence(kind, read) {
    const first = largest(read.scores);
    if (read.said === 0 || first.length === 0) return say("nobody_said", { n: read.n });
    if (first.length > 1) {
      return say("ranking_level", { answers: quotedList(first.map((at) => kind.options[at] ?? "")), n: read.said });
    }
    const [top, next] = read.order.map((at) => isolated(kind.options[at] ?? ""));
    return say("ranking_first", { answer: top ?? "", second: next ?? "", n: read.said });
  },
  beneath: (kind, read) => [say("ranking_beneath", { n: read.said, most: kind.options.length - 1 })],
  compare(kind, before, after) {
    const [a, b] = [before, after].map((read) => named(kind, read));
    if (!a || !b) return say("compare_said_nothing", { m: before.n, n: after.n });
    return say("ranking_compare", { a, m: before.said, b, n: after.said });
  },
  table: (kind, read) => ({
    head: [say("option"), say("ranking_score"), say("ranking_first_for"), say("ranking_ranked")],
    rows: read.order.map((at) => [
      kind.options[at] ?? "",
      inTenths(read.scores[at] ?? 0),
      number(read.first[at] ?? 0),
      number(read.ranked[at] ?? 0),
    ]),
  }),
};

/** What came first in it, in quotes. */
function named(kind: Asked<"ranking">, read: Read<"ranking">): string | undefined {
  const first = read.said > 0 ? largest(read.scores) : [];
  return first.length > 0 ? quotedList(first.map((at) => kind.options[at] ?? "")) : undefined;
}

export const filled: Filling<"ranking", Ranked> = ({ options }, form) => {
  // The same place twice is no order yet; the one that stands first in the list is taken for it.
  const places = options.map((_, at) => ({ at, place: wholeNumber(textOf(form, `place-${at}`)) ?? 0 }));
  const ranked = places.filter(({ place }) => place > 0).sort((a, b) => a.place - b.place);
  return ranked.length === 0 ? undefined : { ranked: ranked.map(({ at }) => at) };
};

export const drafting: Drafting<"ranking"> = {
  fields: [{ key: "lines", label: say("draft_options"), as: "lines" }],
  make({ lines }) {
    const options = optionsOf(lines ?? "");
    return options && { kind: "ranking", options };
  },
  values: ({ options }) => ({ lines: options.join("\n") }),
};
