// A poll while it is written: one line, a kind, its answers, and how it is to be opened.

import type { Asked, Field, Own } from "../kinds/kind";
import { brought, drafted } from "../kinds/known.svelte";
import { isCounted } from "../shared/poll";
import { DraftTranslations, ownWords } from "../shared/translating.svelte";
import type { AgendaPoll, Kind } from "../wire";
import { Line } from "./line.svelte";
import type { Plan } from "./preview";
import { say } from "./words";

const COUNTED = ["yes_no", "gradient", "scale", "single", "multiple"] as const;

/** What can be raised: the quickest first. */
export const kinds = (): Kind["kind"][] => [...COUNTED, ...drafted()];

const MOST_OPTIONS = 12;

function agreement(): string[] {
  return [say("agree_1"), say("agree_2"), say("agree_3"), say("agree_4"), say("agree_5")];
}

export class Draft {
  chosen = $state<Kind["kind"]>("yes_no");
  /** The answers, one on each line. */
  lines = $state("");
  atMost = $state(2);
  plan = $state<Plan>({ visibility: "hidden", seconds: null });
  /** The steps of the scale: agreement in five, unless the poll brought its own. */
  #labels = $state<string[]>(agreement());
  #atLeast = 1;
  /** The other fields of kinds that bring their own, by key; what was typed stays when the kind is changed. */
  values = $state<Record<string, string>>({});
  /** The poll that is worded anew. */
  #before: Kind | undefined;
  /** The same in other languages. */
  readonly translations: DraftTranslations;

  /** Begins empty, or with a poll that is to be worded anew. */
  constructor(
    poll?: AgendaPoll,
    readonly line = new Line(),
  ) {
    this.#begin(poll);
    this.translations = new DraftTranslations(() => [this.prompt.trim(), ...ownWords(this.kind)], poll?.translations);
  }

  get prompt(): string {
    return this.line.text;
  }
  set prompt(text: string) {
    this.line.text = text;
  }

  #begin(poll?: AgendaPoll) {
    if (!poll) return;
    this.prompt = poll.prompt;
    this.chosen = poll.kind;
    this.#before = poll;
    this.plan = { visibility: poll.visibility, seconds: poll.seconds };
    if (poll.kind === "scale") this.#labels = poll.labels;
    if (poll.kind === "single" || poll.kind === "multiple") this.lines = poll.options.join("\n");
    if (poll.kind === "multiple") [this.#atLeast, this.atMost] = [poll.min, poll.max];
    const { lines, ...values } = brought(poll.kind)?.drafting?.values(poll as Asked<Own>) ?? {};
    if (lines !== undefined) this.lines = lines;
    this.values = values;
  }

  readonly options = $derived.by(() => {
    const lines = this.lines.split("\n").map((line) => line.trim());
    return [...new Set(lines)].filter((line) => line !== "");
  });

  readonly needsOptions = $derived(this.chosen === "single" || this.chosen === "multiple");

  readonly #drafting = $derived(brought(this.chosen)?.drafting);

  /** The fields that the kind brings. */
  readonly fields = $derived.by((): Field[] => this.#drafting?.fields ?? []);

  /** What stands in a field: what was typed, or what it begins with. */
  value(field: Field): string {
    return this.values[field.key] ?? field.start ?? "";
  }

  /** A kind with fields of its own, once they are filled in. */
  readonly #own = $derived.by((): Kind | undefined => {
    const values = Object.fromEntries(this.fields.map((field) => [field.key, this.value(field)]));
    const before = this.#before?.kind === this.chosen ? (this.#before as Asked<Own>) : undefined;
    return this.#drafting?.make({ ...values, lines: this.lines }, before);
  });

  readonly kind = $derived.by((): Kind => {
    const { options } = this;
    switch (this.chosen) {
      case "single":
        return { kind: "single", options };
      case "multiple": {
        const max = Math.max(1, Math.min(this.atMost || 1, options.length));
        return { kind: "multiple", options, min: Math.min(this.#atLeast, max), max };
      }
      case "scale":
        return { kind: "scale", labels: this.#labels };
      case "gradient":
      case "yes_no":
        return { kind: this.chosen };
      default:
        // Half written: the wall's preview shows its prompt.
        return this.#own ?? { kind: "open_text" };
    }
  });

  readonly ready = $derived(
    this.prompt.trim() !== "" &&
      (isCounted({ kind: this.chosen } as Kind) || this.#own !== undefined) &&
      (!this.needsOptions || (this.options.length >= 2 && this.options.length <= MOST_OPTIONS)),
  );

  /** What *raise* and *edit* have in common. */
  wish() {
    const { visibility, seconds } = this.plan;
    const translations = this.translations.wish();
    return { ...this.kind, prompt: this.prompt.trim(), visibility, translations, ...(seconds !== null && { seconds }) };
  }
}
