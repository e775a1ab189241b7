// A room while it is edited: begun with what was found in the text, and nothing of it saved before it is made.

import type { Asked, Field, Own } from "../kinds/kind";
import { brought, drafted } from "../kinds/known.svelte";
import { DraftTranslations, ownWords } from "../shared/translating.svelte";
import type {
  FoundDoubt,
  FoundPerson,
  FoundPoll,
  FoundProposal,
  FoundQuestion,
  FoundText,
  Kind,
  NewPoll,
  NewRoom,
  Person,
} from "../wire";

/** Parts of the list are told apart by these, not by their places: places change. */
let last = 0;
const uid = () => ++last;

export const PARTS = ["name", "affiliation", "stakeholder_group", "regional_group"] as const;

export class PersonDraft {
  readonly uid = uid();
  name = $state("");
  affiliation = $state("");
  stakeholder_group = $state("");
  regional_group = $state("");
  /** Where each part stands in the text. */
  readonly found: FoundPerson | undefined;

  constructor(found?: FoundPerson) {
    this.found = found;
    for (const part of PARTS) this[part] = found?.[part]?.value ?? "";
  }

  get person(): Person | null {
    const all = PARTS.map((part) => [part, this[part].trim() || null] as const);
    return all.every(([, text]) => text === null) ? null : (Object.fromEntries(all) as unknown as Person);
  }
}

export class QuestionDraft {
  readonly uid = uid();
  text = $state("");
  label = $state("");
  /** The question it leans on, by its uid. */
  follows: number | null = null;
  readonly found: FoundText | undefined;

  constructor(found?: Pick<FoundQuestion, "text" | "label">) {
    this.found = found?.text;
    this.text = found?.text.value ?? "";
    this.label = found?.label?.value ?? "";
  }
}

/** What can be chosen here: what policy questions lead to most often comes first. */
export const kinds = (): Kind["kind"][] => [
  ...new Set<Kind["kind"]>(["ranking", "single", "multiple", "points", "scale", "gradient", "yes_no", ...drafted()]),
];

/** What a kind lists, if it lists something. */
function listed(kind: Kind): string[] {
  if ("statements" in kind) return kind.statements.map(({ text }) => text);
  if ("options" in kind) return kind.options;
  return "labels" in kind ? kind.labels : [];
}

/** What a list is called: on the wire, and on the page. */
const LISTED = ["options", "labels", "statements"] as const;

/** A kind that is not filled in: the server says what is missing of it, beside what else is missing. */
function unfinished(kind: Own, texts: string[]): Kind {
  const nowhere = { low: "", high: "" };
  switch (kind) {
    case "ranking":
      return { kind, options: texts };
    case "points":
      return { kind, options: texts, total: 0 };
    case "words":
      return { kind, most: 0 };
    case "open_text":
      return { kind };
    case "number":
      return { kind, min: 0, max: 0, unit: "" };
    case "grid":
      return { kind, across: nowhere, up: nowhere };
    case "statements":
      return { kind, statements: texts.map((text) => ({ text, contested: false })) };
    default:
      return kind satisfies never;
  }
}

export class PollDraft {
  readonly uid = uid();
  prompt = $state("");
  chosen = $state<Kind["kind"]>("yes_no");
  /** Options, steps or statements, one a line. */
  lines = $state("");
  atMost = $state(2);
  /** The other fields of kinds that bring their own, by key; what was typed stays when the kind is changed. */
  values = $state<Record<string, string>>({});
  /** The questions it is drawn from, by their uids. */
  from = $state<number[]>([]);
  readonly quotes: FoundText[];
  /** The kind it was found with: what no field is for stays as it is. */
  readonly #kind: Kind | undefined;
  /** An option's passage, as long as its words are what they were. */
  readonly #rests: Map<string, string>;
  /** The same in other languages. */
  readonly translations = new DraftTranslations(() => [this.prompt.trim(), ...ownWords(this.kind)]);

  constructor(found?: FoundPoll, from: number[] = []) {
    this.from = from;
    this.quotes = found?.quotes ?? [];
    this.#kind = found;
    this.#rests = new Map();
    if (!found) return;
    this.prompt = found.prompt;
    this.chosen = found.kind;
    if (found.kind === "multiple") this.atMost = found.max;
    const { lines = listed(found).join("\n"), ...values } =
      brought(found.kind)?.drafting?.values(found as Asked<Own>) ?? {};
    [this.lines, this.values] = [lines, values];
    listed(found).forEach((option, at) => {
      const quote = found.option_quotes[at];
      if (quote) this.#rests.set(option, quote.value);
    });
  }

  /** The lines that were typed; an empty step between two labels of a scale counts. */
  readonly texts = $derived.by(() => {
    const lines = this.lines.split("\n").map((line) => line.trim());
    if (this.chosen !== "scale") return lines.filter(Boolean);
    while (lines.at(-1) === "") lines.pop();
    return lines;
  });

  readonly #drafting = $derived(brought(this.chosen)?.drafting);

  /** The fields that the kind brings, beside its list. */
  readonly fields = $derived((this.#drafting?.fields ?? []).filter((field) => field.as !== "lines"));

  /** What stands in a field: what was typed, or what it begins with. */
  value(field: Field): string {
    return this.values[field.key] ?? field.start ?? "";
  }

  readonly kind = $derived.by((): Kind => {
    const { chosen, texts } = this;
    switch (chosen) {
      case "single":
        return { kind: chosen, options: texts };
      case "multiple":
        return { kind: chosen, options: texts, min: 1, max: Math.max(1, Math.min(this.atMost || 1, texts.length)) };
      case "scale":
        return { kind: chosen, labels: texts };
      case "gradient":
      case "yes_no":
        return { kind: chosen };
      default: {
        const values = Object.fromEntries(this.fields.map((field) => [field.key, this.value(field)]));
        const before = this.#kind?.kind === chosen ? (this.#kind as Asked<Own>) : undefined;
        return this.#drafting?.make({ ...values, lines: texts.join("\n") }, before) ?? unfinished(chosen, texts);
      }
    }
  });

  /** Whether the kind lists something that can be typed here. */
  readonly lists = $derived(LISTED.find((list) => list in this.kind));

  wish(place: (uid: number) => number): NewPoll {
    const rests = this.lists === "options" ? this.texts.map((text) => this.#rests.get(text) ?? null) : [];
    return {
      ...this.kind,
      prompt: this.prompt.trim(),
      from: this.from
        .map(place)
        .filter((at) => at >= 0)
        .sort((a, b) => a - b),
      quotes: this.quotes.map((quote) => quote.value),
      option_quotes: rests.some((quote) => quote !== null) ? rests : [],
      visibility: "hidden",
      seconds: null,
      translations: this.translations.wish(),
    };
  }
}

/** What every room needs. */
export const NEEDED = ["title", "year", "kind", "number", "format", "minutes"] as const;
export type Needed = (typeof NEEDED)[number];
export const LISTS = ["organizers", "speakers"] as const;
export const CHAIRS = ["moderator", "online_moderator", "rapporteur"] as const;
export const TEXTS = ["aims", "expected_outcomes", "hybrid_plan"] as const;

const paragraphs = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
const joined = (texts: FoundText[]) => texts.map((text) => text.value.replaceAll(/\s*\n\s*/g, " ")).join("\n");

export class RoomDraft {
  title = $state("");
  year = $state("");
  kind = $state("");
  number = $state("");
  format = $state("");
  minutes = $state("");
  organizers = $state<PersonDraft[]>([]);
  speakers = $state<PersonDraft[]>([]);
  moderator = $state<PersonDraft>(new PersonDraft());
  online_moderator = $state<PersonDraft>(new PersonDraft());
  rapporteur = $state<PersonDraft>(new PersonDraft());
  aims = $state("");
  expected_outcomes = $state("");
  hybrid_plan = $state("");
  questions = $state<QuestionDraft[]>([]);
  polls = $state<PollDraft[]>([]);
  signOff = $state(false);

  constructor(readonly found: FoundProposal) {
    for (const field of NEEDED) this[field] = String(found[field]?.value ?? "");
    for (const list of LISTS) this[list] = found[list].map((one) => new PersonDraft(one));
    for (const chair of CHAIRS) this[chair] = new PersonDraft(found[chair] ?? undefined);
    for (const text of TEXTS) this[text] = joined(found[text]);
    this.questions = found.policy_questions.map((one) => new QuestionDraft(one));
    found.policy_questions.forEach(({ follows }, at) => {
      if (follows !== null) this.questions[at]!.follows = this.questions[follows]?.uid ?? null;
    });
    const of = (places: number[]) => places.flatMap((place) => this.questions[place]?.uid ?? []);
    this.polls = found.polls.map((one) => new PollDraft(one, of(one.from)));
  }

  /** Puts an uncertain value where it may belong. */
  take({ field, text }: FoundDoubt): void {
    if (field === "policy_questions") {
      const question = new QuestionDraft({ text, label: null });
      const before = this.questions.findIndex((one) => (one.found?.from ?? -1) > text.from);
      this.questions.splice(before < 0 ? this.questions.length : before, 0, question);
    } else if ((NEEDED as readonly string[]).includes(field)) {
      const isNumber = field === "year" || field === "number" || field === "minutes";
      this[field as Needed] = isNumber ? (/\d+/.exec(text.value)?.[0] ?? "") : text.value;
    } else if ((LISTS as readonly string[]).includes(field)) {
      const person = new PersonDraft();
      person.name = text.value;
      this[field as "speakers"].push(person);
    } else if ((CHAIRS as readonly string[]).includes(field)) {
      this[field as "moderator"].name = text.value;
    } else {
      const box = field as "aims";
      this[box] = [this[box], text.value].filter(Boolean).join("\n");
    }
  }

  readonly missing = $derived(NEEDED.filter((field) => this[field].trim() === ""));

  /** Why there is no poll of its own for a question as it was found. */
  unasked(question: QuestionDraft): string | undefined {
    const place = this.found.policy_questions.findIndex(({ text }) => text === question.found);
    return place < 0 ? undefined : this.found.unasked.find((none) => none.question === place)?.why;
  }

  removeQuestion(question: QuestionDraft): void {
    this.questions = this.questions.filter((one) => one !== question);
    for (const poll of this.polls) poll.from = poll.from.filter((uid) => uid !== question.uid);
  }

  move(question: QuestionDraft, by: number): void {
    const at = this.questions.indexOf(question);
    const to = at + by;
    if (at < 0 || to < 0 || to >= this.questions.length) return;
    const all = [...this.questions];
    all.splice(at, 1);
    all.splice(to, 0, question);
    this.questions = all;
  }

  room(id: string, text: string): NewRoom {
    const place = (uid: number) => this.questions.findIndex((one) => one.uid === uid);
    const number = (text: string) => (/^\d{1,9}$/.test(text.trim()) ? Number(text) : null);
    const questions = this.questions.map((one, at) => {
      const follows = one.follows === null ? -1 : place(one.follows);
      const label = one.label.trim() || null;
      return { text: one.text, label, follows: follows >= 0 && follows < at ? follows : null };
    });
    const people = (list: PersonDraft[]) => list.flatMap((one) => one.person ?? []);
    return {
      id,
      text,
      reference: this.found.reference?.value ?? null,
      title: this.title.trim() || null,
      year: number(this.year),
      kind: this.kind.trim() || null,
      number: number(this.number),
      format: this.format.trim() || null,
      minutes: number(this.minutes),
      language: this.found.language,
      organizers: people(this.organizers),
      speakers: people(this.speakers),
      moderator: this.moderator.person,
      online_moderator: this.online_moderator.person,
      rapporteur: this.rapporteur.person,
      aims: paragraphs(this.aims),
      expected_outcomes: paragraphs(this.expected_outcomes),
      hybrid_plan: paragraphs(this.hybrid_plan),
      policy_questions: questions,
      polls: this.polls.map((one) => one.wish(place)),
      sign_off: this.signOff,
    };
  }
}

/** A new name for a wish: saying it twice makes one room. Without a secure context there is no `randomUUID`. */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
