// A poll in the reader's language, where somebody gave its words in it. A ballot names an answer by its place, so whatever
// somebody read, all count in one tally.

import type { About, Language, RunPart } from "../wire";
import { language } from "./words";

/** A run as it is shown: with what it says in its own words, where it is read in others. */
type Shown = RunPart & { original?: RunPart; checked?: boolean };

/** The run in the page's language, or as it is. */
export function translated(run: RunPart): RunPart {
  const other = run.translations?.[language.tag as Language];
  if (!other) return run;
  const shown: Shown = { ...run, ...other, original: run };
  return shown;
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
  return (run as Shown).original;
}

/** Whether a person has compared the translation that is shown; nothing, if none is. */
export function isChecked(run: RunPart): boolean | undefined {
  return (run as Shown).checked;
}

/** The language in which the run's words are read aloud. */
export function spokenIn(run: RunPart, about: About | undefined): string | undefined {
  return original(run) ? language.tag : about?.language;
}
