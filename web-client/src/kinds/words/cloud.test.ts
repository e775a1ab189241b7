// Tries the cloud: the same each time, no two words on one another, the largest in the middle, whatever the lengths.

import { expect, test } from "vitest";
import { cloud, overlap, sizeOf, type Sized } from "./cloud";

/** Lengths and counts that look like what people write; the same for the same seed. */
function some(n: number, seed: number): Sized[] {
  let state = seed;
  const next = (below: number) => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
  return Array.from({ length: n }, (_, at) => ({
    text: `word ${at}`,
    count: 1 + next(40),
    width: 0.6 + next(240) / 10,
    height: 1.28,
  })).sort((a, b) => b.count - a.count);
}

test.each([0, 1, 2, 7, 40])("%i words: none on another, all inside the frame", (n) => {
  for (let seed = 1; seed <= 20; seed++) {
    for (const aspect of [1.1, 2.6]) {
      const { words, width, height } = cloud(some(n, seed), aspect);
      expect(words.length).toBe(n);
      for (const [at, word] of words.entries()) {
        expect(words.slice(at + 1).some((other) => overlap(word, other))).toBe(false);
        expect(word.x - word.width / 2).toBeGreaterThanOrEqual(-1e-9);
        expect(word.y + word.height / 2).toBeLessThanOrEqual(height + 1e-9);
        expect(word.x + word.width / 2).toBeLessThanOrEqual(width + 1e-9);
      }
    }
  }
});

test("the same words give the same cloud", () => {
  expect(cloud(some(30, 7), 2.6)).toEqual(cloud(some(30, 7), 2.6));
});

test("more often is larger, and where all were said once all are of one size", () => {
  const sizes = [1, 2, 5, 40].map((count) => sizeOf(count, 40));
  expect([...sizes].sort((a, b) => a - b)).toEqual(sizes);
  expect(
    new Set(
      cloud(
        some(5, 1).map((word) => ({ ...word, count: 1 })),
        1,
      ).words.map(({ size }) => size),
    ).size,
  ).toBe(1);
});
