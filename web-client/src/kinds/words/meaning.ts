// Short phrases in words: up to so many a person, spellings folded, shown once a moderator approved them.

import { number } from "../../shared/format";
import { letters } from "../../shared/typed";
import { fold, quotedList, wholeNumber } from "../figures";
import type { Drafting, Filling, Meaning } from "../kind";
import { heldLine, phrasesTable } from "../phrases";
import { say } from "../words";

type Words = { words: string[] };

/** As the server has it. */
export const LONGEST = 40;
const MOST = 5;
/** So many are named in a sentence. */
const NAMED = 3;

export const meaning: Meaning<"words", Words> = {
  hint: ({ most }) => say("words_hint", { n: most }),
  ready(_, picked) {
    const words = picked.words.map((word) => word.trim()).filter((word) => word !== "");
    if (words.length === 0) return { why: say("words_none") };
    if (words.some((word) => letters(word) > LONGEST)) return { why: say("words_long", { n: LONGEST }) };
    if (new Set(words.map(fold)).size < words.length) return { why: say("words_twice") };
    return { send: { words } };
  },
  inWords: (_, { words }) => words.join(" · "),
  sentence(_, read) {
    if (read.said === 0) return say("nobody_said", { n: read.n });
    if (read.phrases.length === 0) return say("phrases_none_shown", { n: read.said });
    // Those said as often as the last one named are not left out by the order of letters alone.
    const least = read.phrases[NAMED - 1]?.count ?? 0;
    const named = read.phrases.filter(({ count }) => count >= least).slice(0, NAMED);
    const most = read.phrases[0]!.count;
    if (most === 1) return say("words_each_once", { words: quotedList(named.map(({ text }) => text)), n: read.said });
    const words = named.map(({ text, count }) => `${quotedList([text])} (${number(count)})`).join(", ");
    return say("words_most", { words, n: read.said });
  },
  beneath: (_, read) => [say("words_beneath", { n: read.said }), ...heldLine(read)],
  compare: () => say("compare_texts"),
  table: (_, read) => phrasesTable(read, say("words_phrase")),
};

export const filled: Filling<"words", Words> = (_, form) => {
  const words = form.getAll("word").map(String);
  return words.every((word) => word === "") ? undefined : { words };
};

export const drafting: Drafting<"words"> = {
  fields: [{ key: "most", label: say("draft_phrases"), as: "number", start: "3" }],
  make({ most }) {
    const n = wholeNumber(most ?? "") ?? 0;
    return n >= 1 && n <= MOST ? { kind: "words", most: n } : undefined;
  },
  values: ({ most }) => ({ most: String(most) }),
};
