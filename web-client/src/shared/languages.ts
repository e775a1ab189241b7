// The languages there are, each by its own name, as the server offers them too (http/language.rs).

import type { Language } from "../wire";

export const LANGUAGES: [Language, string, "ltr" | "rtl"][] = [
  ["en", "English", "ltr"],
  ["fr", "Français", "ltr"],
  ["es", "Español", "ltr"],
  ["ar", "العربية", "rtl"],
  ["zh", "中文", "ltr"],
  ["ru", "Русский", "ltr"],
];

/** This page's address with another language in it; the server keeps the choice, and leads back to where one was. */
export function inLanguage(tag: Language): string {
  const address = new URL(location.href);
  address.searchParams.set("language", tag);
  return address.href;
}
