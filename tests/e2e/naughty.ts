// Texts that would do harm on a careless page, and how the server lets each of them stand.

import { readFileSync } from "node:fs";
import { join } from "node:path";

const CORPUS = join(import.meta.dirname, "../corpus/naughty");

/** Whether the whole corpus goes through (`cargo xtask test --all`). */
export const ALL = Boolean(process.env.PLENARY_ALL);

/** Our own payloads. */
export const OWN = Object.values(JSON.parse(readFileSync(join(CORPUS, "own.json"), "utf8")) as Record<string, string[]>).flat();

/** The Big List of Naughty Strings, by the headings it has. */
export const BLNS = sections(readFileSync(join(CORPUS, "blns.txt"), "utf8"));

function sections(list: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  let heading = "";
  let wasBlank = true;
  for (const line of list.split("\n")) {
    if (line.startsWith("#")) {
      if (wasBlank) heading = line.replace(/^#\s*/, "");
    } else if (line !== "") found.set(heading, [...(found.get(heading) ?? []), line]);
    wasBlank = line === "";
  }
  return found;
}

/** Our own and the list's script injections; with `--all` the whole list. */
export const MANY = [...new Set([...OWN, ...(ALL ? [...BLNS.values()].flat() : BLNS.get("Script Injection")!)])];

const letters = new Intl.Segmenter("en", { granularity: "grapheme" });
const lengthOf = (text: string) => [...letters.segment(text)].length;

/** Seen nowhere, and changes what is: as docs/questions.md has it. Written anew here, so that the server is not its own measure. */
const HIDES =
  /[\p{Cc}\u00AD\u115F\u1160\u180E\u200B\u2060-\u2064\u202A-\u202E\u2066-\u206F\u3164\uE000-\uF8FF\uFEFF\uFFA0\uFFF9-\uFFFB]/gu;
/** Marks on one letter that are writing, by whose they are: accents, Thai and Lao, their tones, Tibetan, all others. */
const WRITTEN: [RegExp, number][] = [
  [/[\u0300-\u036F\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F]/u, 3],
  [/[\u0E48-\u0E4B\u0EC8-\u0ECB]/u, 1],
  [/[\u0E00-\u0EFF]/u, 3],
  [/[\u0F00-\u0FFF]/u, 8],
  [/\p{M}/u, 6],
];
const [THAI, TONES] = [2, 1];
/** Stands between marks without being a letter. */
const JOINS = /[\u200C-\u200F\u061C]/u;

/** How the server lets this text stand: composed, on one line, nothing hidden; `undefined` if it is refused. */
export function stands(text: string, longest = 300): string | undefined {
  const plain = text.normalize("NFC").replace(/\p{White_Space}/gu, " ").replace(HIDES, "");
  const words = plain.split(" ").filter(Boolean).map(bare);
  const line = words.join(" ");
  if (!/[\p{Alphabetic}\p{N}]|[^\0-\x7F]/u.test(line)) return undefined;
  return lengthOf(line) > longest || Buffer.byteLength(line) > 2_000 ? undefined : line;
}

/** Whether pages send it and the server takes it. */
export const fits = (text: string, longest = 300) => lengthOf(text) <= longest && stands(text, longest) !== undefined;

/** A word whose piles of marks are cut: a tone of Thai counts among the marks of Thai, too. */
function bare(word: string): string {
  let had = WRITTEN.map(() => 0);
  const kept = [...word].filter((c) => {
    if (!/\p{M}/u.test(c)) {
      if (!JOINS.test(c)) had = WRITTEN.map(() => 0);
      return true;
    }
    const of = WRITTEN.findIndex(([marks]) => marks.test(c));
    const counted = of === TONES ? [TONES, THAI] : [of];
    if (of === TONES && had[TONES]! >= WRITTEN[TONES]![1]) return false;
    for (const at of counted) had[at]! += 1;
    return counted.every((at) => had[at]! <= WRITTEN[at]![1]);
  });
  return kept.join("");
}

/** Those that a field takes whole: browsers count a field's letters as UTF-16 does. */
const fitting = (longest: number) => OWN.filter((text) => text.length <= longest && stands(text, longest) !== undefined);

/** Hands out the payloads by turns: in the short run each input takes some, so that all of them are typed; else each takes all. */
export class Turns {
  static readonly SHARE = 4;

  /** Where it begins: another file goes on with others. */
  constructor(private at = 0) {}

  take(longest = 300, share = Turns.SHARE): string[] {
    if (ALL) return fitting(longest);
    return this.next(share, longest);
  }

  /** So many, whatever runs. */
  next(many: number, longest = 300): string[] {
    const fit = fitting(longest);
    return Array.from({ length: many }, () => fit[this.at++ % fit.length]!);
  }
}
