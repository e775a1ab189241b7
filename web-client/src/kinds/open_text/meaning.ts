// An answer in one's own words: read by all when a moderator approved it, and never counted against another.

import { letters } from "../../shared/typed";
import { textOf } from "../figures";
import type { Drafting, Filling, Meaning } from "../kind";
import { heldLine, phrasesTable } from "../phrases";
import { say } from "../words";

type Text = { text: string };

/** As the server has it. */
export const LONGEST = 300;

export const meaning: Meaning<"open_text", Text> = {
  hint: () => say("text_hint"),
  ready(_, picked) {
    const text = picked.text.trim();
    if (text === "") return { why: say("text_none") };
    const over = letters(text) - LONGEST;
    return over > 0 ? { why: say("text_long", { n: over }) } : { send: { text } };
  },
  inWords: (_, { text }) => text,
  sentence(_, read) {
    if (read.said === 0) return say("nobody_said", { n: read.n });
    if (read.phrases.length === 0) return say("phrases_none_shown", { n: read.said });
    return say("text_found", { n: read.said, shown: read.phrases.length });
  },
  beneath: (_, read) => [say("text_beneath", { n: read.said }), ...heldLine(read)],
  compare: () => say("compare_texts"),
  table: (_, read) => phrasesTable(read, say("text_answer")),
};

export const filled: Filling<"open_text", Text> = (_, form) => {
  const text = textOf(form, "text");
  return text === "" ? undefined : { text };
};

export const drafting: Drafting<"open_text"> = {
  fields: [],
  make: () => ({ kind: "open_text" }),
  values: () => ({}),
};
