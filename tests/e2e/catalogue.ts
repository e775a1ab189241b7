// The words of the catalogue in a language, as people read them on a page.

import { readFileSync } from "node:fs";
import { join } from "node:path";

type Message = string | Record<string, string>;
type Catalogue = Record<string, Record<string, Message>>;

export const LANGUAGES = ["en", "fr", "es", "ar", "zh", "ru"] as const;
export type Tag = (typeof LANGUAGES)[number];

const FOLDER = join(import.meta.dirname, "../../web-client/messages");

export class Words {
  #catalogue: Catalogue;
  #plurals: Intl.PluralRules;

  constructor(readonly tag: Tag) {
    this.#catalogue = JSON.parse(readFileSync(join(FOLDER, `${tag}.json`), "utf8")) as Catalogue;
    this.#plurals = new Intl.PluralRules(tag);
  }

  get dir(): string {
    return String(this.#catalogue.language!.dir);
  }

  /** The language by its own name: "Français". */
  get name(): string {
    return String(this.#catalogue.language!.name);
  }

  /** A message with its values in place. */
  of(section: string, key: string, values: Record<string, string | number> = {}): string {
    const message = this.#catalogue[section]?.[key];
    if (message === undefined) throw new Error(`${this.tag} has no ${section}.${key}`);
    const text = typeof message === "string" ? message : (message[this.#plurals.select(Number(values.n))] ?? message.other!);
    return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
  }
}
