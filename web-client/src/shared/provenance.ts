// Where a poll comes from, in one line and in full.

import type { About, AboutQuestion, Provenance } from "../wire";
import { timeOfDay } from "./times";
import { language, say } from "./words";

/** A short label ("A") numbers the questions under it: A1, A2. Long headings do not: the place in the list does. */
const SHORT_LABEL = 3;

function which(ids: string[], all: AboutQuestion[]): { which: string; several: boolean; texts: string[] } {
  const names: string[] = [];
  const texts: string[] = [];
  for (const [at, { id, label, text }] of all.entries()) {
    if (!ids.includes(id)) continue;
    if (label && label.length <= SHORT_LABEL) {
      const place = all.slice(0, at + 1).filter((other) => other.label === label).length;
      names.push(`${label}${place}`);
    } else {
      names.push(String(at + 1));
    }
    texts.push(text);
  }
  const which = new Intl.ListFormat(language.tag).format(names);
  return { which, several: names.length > 1, texts };
}

/** One line, and the texts behind it word for word. */
export function origin(from: Provenance, about: About | undefined): { line: string; texts: string[] } {
  switch (from.from) {
    case "policy_questions": {
      const found = which(from.questions, about?.questions ?? []);
      const values = { reference: from.reference, which: found.which };
      const line = found.several ? say("drawn_from_questions", values) : say("drawn_from_question", values);
      return { line, texts: found.texts };
    }
    case "discussion_points": {
      const found = which(from.points, about?.points ?? []);
      const values = { reference: from.reference, which: found.which };
      const line = found.several ? say("drawn_from_points", values) : say("drawn_from_point", values);
      return { line, texts: found.texts };
    }
    case "positions":
      return { line: from.about, texts: from.quotes ?? [] };
    case "discussion":
      return { line: say("raised", { time: timeOfDay(from.at) }), texts: from.quotes ?? [] };
    case "audience":
      return { line: say("from_audience"), texts: [from.text] };
    case "outcome":
      return { line: say("outcome_drafted", { time: timeOfDay(from.at) }), texts: [] };
    case "temperature":
      return { line: say("from_temperature"), texts: [] };
    default:
      return from satisfies never;
  }
}
