// What words and open text have in common: what people wrote, held until a moderator approved it.

import { number } from "../shared/format";
import type { PhrasesFound } from "../wire";
import type { Table } from "./kind";
import { say } from "./words";

export function heldLine({ held }: PhrasesFound): string[] {
  return held > 0 ? [say("phrases_held", { n: held })] : [];
}

export function phrasesTable({ phrases }: PhrasesFound, head: string): Table {
  return {
    head: [head, say("phrases_count")],
    rows: phrases.map(({ text, count }) => [text, number(count)]),
  };
}
