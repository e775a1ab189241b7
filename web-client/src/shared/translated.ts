// A poll in the reader's language, where somebody gave its words in it. A ballot names an answer by its place, so whatever
// somebody read, all count in one tally.

import type { About, Kind, Language, RunPart, Translation } from "../wire";
import { language } from "./words";

/** What each translated run says in its own words. */
const originals = new WeakMap<RunPart, RunPart>();

/** The run in the page's language, or as it is. */
export function translated(run: RunPart): RunPart {
  const other = run.translations?.[language.tag as Language];
  if (!other) return run;
  const shown = { ...run, prompt: other.prompt, ...inWords(run, other.options) };
  originals.set(shown, run);
  return shown;
}

function inWords(kind: Kind, words: string[]): Kind {
  switch (kind.kind) {
    case "single":
    case "multiple":
      return { ...kind, options: words };
    case "scale":
      return { ...kind, labels: words };
    default:
      return kind;
  }
}

/** All runs among some parts in the page's language; other parts as they are. */
export function allTranslated<Parts extends object>(parts: Parts): Parts {
  const entries = Object.entries(parts).map(([key, part]) => [
    key,
    key.startsWith("run/") && part ? translated(part as RunPart) : part,
  ]);
  return Object.fromEntries(entries) as Parts;
}

/** The run in its own words, if it is shown in others. */
export function original(run: RunPart): RunPart | undefined {
  return originals.get(run);
}

/** The translation that is shown, if one is. */
export function translationOf(run: RunPart): Translation | undefined {
  return originals.has(run) ? run.translations?.[language.tag as Language] : undefined;
}

/** The language in which the run's words are read aloud. */
export function spokenIn(run: RunPart, about: About | undefined): string | undefined {
  return originals.has(run) ? language.tag : about?.language;
}
