// Tries the catalogue: complete in every language, its plural forms those of the language, and written into a script whole.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { faults, flat, LANGUAGES, read, written } from "./catalogue.js";

test("every message is complete in all six languages", () => {
  expect(faults()).toEqual([]);
});

test("each language has the plural forms of every whole number that its rules tell apart", () => {
  for (const tag of LANGUAGES) {
    const { language } = read(tag);
    const rules = new Intl.PluralRules(tag);
    const met = new Set(Array.from({ length: 1_200 }, (_, n) => rules.select(n)));
    expect(language.plurals.split(" ").sort(), tag).toEqual(
      [...met, "other"].filter((kind, at, all) => all.indexOf(kind) === at).sort(),
    );
  }
});

test("a mark becomes the message of the language, its forms in order, its line breaks written out", () => {
  const catalogue = {
    language: { plurals: "one other" },
    phone: { plain: "two\nlines", many: { other: "{n} things", one: "a thing" } },
  };
  expect(written("a(`⟦phone.plain⟧`),b(`⟦phone.many⟧`)", catalogue)).toBe("a(`two\\nlines`),b(`a thing¦{n} things`)");
  expect(flat("plain", catalogue)).toBe("plain");
  expect(flat({ one: "alike", other: "alike" }, catalogue)).toBe("alike");
  expect(() => written("`⟦phone.nothing⟧`", catalogue)).toThrow("phone.nothing");
});

test("a built script has no word of its own: every text of a page is a mark", () => {
  const english = read("en");
  const long = Object.values(english)
    .flatMap((section) => Object.values(section))
    .map((message) => (typeof message === "string" ? message : message.other))
    .filter((text) => text.length > 24 && !text.includes("\n"));
  for (const page of [
    "phone",
    "phone-talk",
    "moderator",
    "moderator-talk",
    "moderator-kinds",
    "moderator-more",
    "screen",
  ]) {
    const script = readFileSync(join("dist", `${page}.js`), "utf8");
    expect(
      long.filter((text) => script.includes(text)),
      page,
    ).toEqual([]);
    expect(script).toContain("⟦");
  }
});
