// The source text cut at its passages.
import { expect, test } from "vitest";
import { stretches } from "./source";

test("a text is cut where passages begin and end, and nothing of it is lost", () => {
  const plain = "IGF 2020 WS #230 Encryption";
  const cut = stretches(plain, [
    { from: 0, to: 16 },
    { from: 4, to: 8 },
    { from: 17, to: 27 },
  ]);
  expect(cut.map(({ text, taken }) => [text, taken])).toEqual([
    ["IGF ", true],
    ["2020", true],
    [" WS #230", true],
    [" ", false],
    ["Encryption", true],
  ]);
  expect(cut.map(({ text }) => text).join("")).toBe(plain);
  expect(stretches("", [])).toEqual([]);
  expect(stretches("abc", [])).toEqual([{ from: 0, to: 3, text: "abc", taken: false }]);
});
