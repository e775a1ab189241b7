// How many questions a wall holds legibly, and in which order they stand while upvotes come in.

import type { QuestionId } from "../wire";

/** Letters of a usual line on the wall, in the size that reads from 20 m. */
const LINE = 58;
/** The list's height, a line's, and what each question needs besides, in hundredths of the wall's shorter side. */
const HEIGHT = 62;
const LINE_HEIGHT = 4.9;
const AROUND = 6.2;
const LEAST = 2;
const MOST = 6;

/** A new order is taken at most so often: upvotes come many a second, and eyes read slower. */
export const SETTLES_MS = 2_000;

/** The width of a text in letters; those of Chinese, Japanese and Korean take two. */
export function widthOf(text: string): number {
  const letters = Array.from(text.normalize("NFC").replace(/\p{M}/gu, ""));
  return letters.reduce(
    (sum, letter) => sum + (/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u.test(letter) ? 2 : 1),
    0,
  );
}

/** How many of the first texts fit without getting small; two at least, and the wall fits those. */
export function rowsThatFit(texts: readonly string[]): number {
  let height = 0;
  let rows = 0;
  for (const text of texts.slice(0, MOST)) {
    height += Math.max(1, Math.ceil(widthOf(text) / LINE)) * LINE_HEIGHT + AROUND;
    if (rows >= LEAST && height > HEIGHT) break;
    rows++;
  }
  return rows;
}

/**
 * The rows to show: `list` is the room's order, `shown` what stands there. What left the list goes at once, and free places are
 * filled; the order itself changes only when it may.
 */
export function settle(
  shown: readonly QuestionId[],
  list: readonly QuestionId[],
  rows: number,
  mayMove: boolean,
): QuestionId[] {
  if (mayMove) return list.slice(0, rows);
  const kept = shown.filter((id) => list.includes(id)).slice(0, rows);
  const others = list.filter((id) => !kept.includes(id));
  return [...kept, ...others.slice(0, rows - kept.length)];
}
