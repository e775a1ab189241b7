// The source with its passages marked: which stretches of the plain text were taken over, and which is looked at.

import type { FoundPerson, FoundProposal, FoundText } from "../wire";

export interface Passage {
  from: number;
  to: number;
}

/** One stretch of the text; `taken` if something was found there. */
export interface Stretch extends Passage {
  text: string;
  taken: boolean;
}

function ofPerson(person: FoundPerson | null): (FoundText | null)[] {
  return person ? [person.name, person.affiliation, person.stakeholder_group, person.regional_group] : [];
}

/** Every passage that a field, a question or an uncertain value stands in. */
export function passages(found: FoundProposal): Passage[] {
  const numbers = [found.year, found.number, found.minutes];
  const texts = [
    ...[found.reference, found.kind, found.title, found.format],
    ...[...found.organizers, ...found.speakers].flatMap(ofPerson),
    ...[found.moderator, found.online_moderator, found.rapporteur].flatMap(ofPerson),
    ...found.policy_questions.flatMap((one) => [one.text, one.label]),
    ...[...found.aims, ...found.expected_outcomes, ...found.hybrid_plan],
    ...found.uncertain.map((one) => one.text),
  ];
  return [...numbers, ...texts].flatMap((one) => (one ? [{ from: one.from, to: one.to }] : []));
}

/** The text cut wherever a passage begins or ends: passages may lie in one another. */
export function stretches(plain: string, all: readonly Passage[]): Stretch[] {
  const cuts = new Set([0, plain.length]);
  for (const { from, to } of all) {
    cuts.add(from);
    cuts.add(to);
  }
  const places = [...cuts].filter((at) => at >= 0 && at <= plain.length).sort((a, b) => a - b);
  return places.slice(0, -1).map((from, at) => {
    const to = places[at + 1]!;
    return { from, to, text: plain.slice(from, to), taken: all.some((one) => one.from <= from && to <= one.to) };
  });
}
