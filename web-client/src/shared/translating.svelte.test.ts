// A translation stays beside the words that it was written for, and is never sent for others.

import { beforeEach, expect, test } from "vitest";
import { DraftTranslation, DraftTranslations, ownWords } from "./translating.svelte";

let own = $state<string[]>([]);
beforeEach(() => void (own = ["Who decides?", "users", "platforms"]));

const french = (checked = false) =>
  new DraftTranslation(() => own, { prompt: "Qui décide ?", options: ["usagers", "plateformes"], checked });

test("what was kept is sent again as it was", () => {
  expect(french(true).wish()).toEqual({
    prompt: "Qui décide ?",
    options: ["usagers", "plateformes"],
    checked: true,
  });
});

test("texts follow their originals when these change places", () => {
  const one = french(true);
  own = ["Who decides?", "platforms", "users"];
  expect(one.missing).toBe(0);
  expect(one.wish().options).toEqual(["plateformes", "usagers"]);
  expect(one.checked, "the pairs are others than those that were compared").toBe(false);
});

test("where the original was changed, the text is kept, but not sent until somebody has looked at it", () => {
  const one = french(true);
  own = ["Who should decide?", "users", "platforms"];
  expect(one.beside[0]).toMatchObject({ of: "Who decides?", text: "Qui décide ?", isOld: true, isMissing: true });
  expect([one.missing, one.hasChanged]).toEqual([1, true]);
  one.write(0, one.beside[0]!.text);
  expect([one.missing, one.checked]).toEqual([0, false]);
  // As it was, it is what somebody compared.
  own = ["Who decides?", "users", "platforms"];
  expect([one.missing, one.checked]).toEqual([0, true]);
});

test("an answer too many is missing, one that was dropped and comes back has its words", () => {
  const one = french();
  own = ["Who decides?", "users"];
  one.write(0, "Qui tranche ?");
  expect(one.wish().options).toEqual(["usagers"]);
  own = ["Who decides?", "users", "platforms", "courts"];
  expect(one.beside.map(({ isMissing }) => isMissing)).toEqual([false, false, false, true]);
  expect(one.beside[2]!.text).toBe("plateformes");
});

test("a step without words has none in any language, and lines are one line", () => {
  own = ["How far?", "low", "", "high"];
  const one = new DraftTranslation(() => own);
  ["Jusqu’où\n aller ?", "bas", "haut"].forEach((text, at) => one.write(at === 2 ? 3 : at, text));
  expect(one.missing).toBe(0);
  expect(one.wish()).toEqual({ prompt: "Jusqu’où aller ?", options: ["bas", "", "haut"], checked: false });
});

test("two originals alike have each their own words", () => {
  own = ["Where?", "no", "yes", "no", "yes"];
  const one = new DraftTranslation(() => own);
  ["Où ?", "non", "oui", "jamais", "toujours"].forEach((text, at) => one.write(at, text));
  expect(one.wish().options).toEqual(["non", "oui", "jamais", "toujours"]);
});

test("whoever changes a word after the comparison has it to compare again", () => {
  const one = french(true);
  one.write(1, "utilisateurs");
  expect([one.checked, one.hasChanged]).toEqual([false, true]);
  one.checked = true;
  expect([one.checked, one.hasChanged]).toEqual([true, false]);
});

test("what is incomplete is pointed at and not sent", () => {
  const all = new DraftTranslations(() => own, { fr: french(true).wish() });
  expect(all.complete()).toBe(true);
  all.add("ar");
  expect(all.complete()).toBe(false);
  expect(all.wanting).toEqual({ language: "ar" });
  all.remove("ar");
  expect(all.complete()).toBe(true);
  expect(Object.keys(all.wish())).toEqual(["fr"]);
});

test("a kind's own words are those that the server names", () => {
  expect(ownWords({ kind: "number", min: 0, max: 9, unit: "" })).toEqual([]);
  expect(ownWords({ kind: "number", min: 0, max: 9, unit: "years" })).toEqual(["years"]);
  const ends = { low: "a", high: "b" };
  expect(ownWords({ kind: "grid", across: ends, up: { low: "c", high: "d" } })).toEqual(["a", "b", "c", "d"]);
  expect(ownWords({ kind: "yes_no" })).toEqual([]);
});
