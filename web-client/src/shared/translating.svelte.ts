// A draft's words in other languages while they are typed: each beside the original that it was written for.

import type { Kind, Language, Translation } from "../wire";
import { LANGUAGES } from "./languages";

/** The words in a kind that somebody wrote, in the order in which a translation has them (server/src/domain/translation.rs). */
export function ownWords(kind: Kind): string[] {
  switch (kind.kind) {
    case "single":
    case "multiple":
    case "ranking":
    case "points":
      return kind.options;
    case "scale":
      return kind.labels;
    case "statements":
      return kind.statements.map(({ text }) => text);
    case "number":
      return kind.unit === "" ? [] : [kind.unit];
    case "grid":
      return [kind.across.low, kind.across.high, kind.up.low, kind.up.high];
    case "gradient":
    case "yes_no":
    case "words":
    case "open_text":
      return [];
    default:
      return kind satisfies never;
  }
}

/** A text, and the original that it was written for. */
interface Word {
  of: string;
  text: string;
}

/** A text beside its original as that stands now. */
export interface Beside extends Word {
  own: string;
  /** The original has changed since: what stands here may say something else. */
  isOld: boolean;
  isMissing: boolean;
}

const plain = (text: string) => text.replaceAll(/\s+/g, " ").trim();

export class DraftTranslation {
  #words = $state.raw<Word[]>([]);
  /** Originals and texts as they were when somebody said that a person has compared them. */
  #compared = $state<string | undefined>();
  readonly #own: () => string[];

  /** The originals, the prompt first, as they stand at any time; and what there is of them. */
  constructor(own: () => string[], begun?: Translation) {
    this.#own = own;
    if (!begun) return;
    const texts = [begun.prompt, ...begun.options];
    this.#words = own().map((of, at) => ({ of, text: texts[at] ?? "" }));
    this.checked = begun.checked;
  }

  /** A text follows its original wherever that is moved to; one whose original is gone waits in its place to be looked at. */
  readonly beside = $derived.by((): Beside[] => {
    const originals = this.#own();
    return originals.map((own, at) => {
      const here = this.#words[at];
      const same = here?.of === own ? here : this.#words.find(({ of }) => of === own);
      const left = here && !originals.includes(here.of) ? here : undefined;
      const { of, text } = same ?? left ?? { of: own, text: "" };
      const isOld = of !== own && text.trim() !== "";
      // A step of a scale that goes without words does so in every language.
      const isMissing = own.trim() === "" ? at === 0 && text.trim() === "" : text.trim() === "" || isOld;
      return { own, of, text, isOld, isMissing };
    });
  });

  /** Writes one of the texts for its original as it stands now. */
  write(at: number, text: string): void {
    const beside = this.beside.map((one, place) => (place === at ? { of: one.own, text } : one));
    const left = this.#words.filter(({ of }) => !beside.some((one) => one.of === of));
    this.#words = [...beside.map(({ of, text }) => ({ of, text })), ...left];
  }

  readonly missing = $derived(this.beside.filter(({ isMissing }) => isMissing).length);

  readonly #standing = $derived(JSON.stringify(this.beside.map(({ own, text }) => [own, plain(text)])));

  /** A person has compared exactly these words. */
  get checked(): boolean {
    return this.#compared === this.#standing;
  }
  set checked(is: boolean) {
    this.#compared = is ? this.#standing : undefined;
  }

  /** Somebody has compared them, and then they were changed. */
  get hasChanged(): boolean {
    return this.#compared !== undefined && !this.checked;
  }

  wish(): Translation {
    const [prompt = "", ...options] = this.beside.map(({ own, text }, at) => (at > 0 && own === "" ? "" : plain(text)));
    return { prompt, options, checked: this.checked };
  }
}

export class DraftTranslations {
  #held = $state.raw<[Language, DraftTranslation][]>([]);
  /** The one that was sent for with words missing; new at every try. */
  wanting = $state.raw<{ language: Language } | undefined>();
  readonly #own: () => string[];

  constructor(own: () => string[], begun: { [key in Language]?: Translation } = {}) {
    this.#own = own;
    this.#held = LANGUAGES.flatMap(([tag]) => {
      const translation = begun[tag];
      return translation ? [[tag, new DraftTranslation(own, translation)]] : [];
    });
  }

  get all(): readonly (readonly [Language, DraftTranslation])[] {
    return this.#held;
  }

  add(language: Language): void {
    this.#held = [...this.#held, [language, new DraftTranslation(this.#own)]];
  }

  remove(language: Language): void {
    this.#held = this.#held.filter(([tag]) => tag !== language);
  }

  /** Whether every one can be sent; what is missing is pointed at. */
  complete(): boolean {
    const language = this.#held.find(([, translation]) => translation.missing > 0)?.[0];
    this.wanting = language && { language };
    return language === undefined;
  }

  wish(): { [key in Language]?: Translation } {
    return Object.fromEntries(this.#held.map(([tag, translation]) => [tag, translation.wish()]));
  }
}
