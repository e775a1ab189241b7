// Where each word of a cloud stands: the same words give the same cloud, and no two overlap, whatever the script.

/** A word with the box it needs at size 1, in em. */
export interface Sized {
  text: string;
  count: number;
  width: number;
  height: number;
}

export interface Placed {
  text: string;
  /** The middle of the word, and how large it is. */
  x: number;
  y: number;
  size: number;
  width: number;
  height: number;
}

export interface Cloud {
  words: Placed[];
  width: number;
  height: number;
}

/** The most said is so many times as large as one that was said once, at most. */
const LARGEST = 3.4;
/** Air around a word, in em of its size. */
const AIR = 0.16;
/** The spiral: how far each step turns, in radians, and how far one turn leads outward. */
const TURN = 0.22;
const OUTWARD = 0.14;

/** Area follows the count, as in a bubble: twice as many is not twice as wide. */
export function sizeOf(count: number, most: number): number {
  if (most <= 1) return 1.6;
  return 1 + (LARGEST - 1) * Math.sqrt((count - 1) / (most - 1));
}

/** Places the words, largest first, on a spiral from the middle that is `aspect` times as wide as high. */
export function cloud(words: readonly Sized[], aspect: number): Cloud {
  const most = Math.max(0, ...words.map(({ count }) => count));
  const placed: Placed[] = [];
  for (const word of words) {
    const size = sizeOf(word.count, most);
    const box = { width: (word.width + 2 * AIR) * size, height: word.height * size };
    for (let step = 0; ; step++) {
      const angle = step * TURN;
      const away = OUTWARD * angle;
      const at = { x: away * Math.cos(angle) * aspect, y: away * Math.sin(angle), ...box };
      if (placed.some((other) => overlap(at, other))) continue;
      placed.push({ text: word.text, size, ...at });
      break;
    }
  }
  return inFrame(placed);
}

type Box = Pick<Placed, "x" | "y" | "width" | "height">;

export function overlap(a: Box, b: Box): boolean {
  return Math.abs(a.x - b.x) * 2 < a.width + b.width && Math.abs(a.y - b.y) * 2 < a.height + b.height;
}

/** Moves the cloud so that it begins at 0, 0. */
function inFrame(words: Placed[]): Cloud {
  const edge = (of: (word: Placed) => number, pick: typeof Math.min) => (words.length ? pick(...words.map(of)) : 0);
  const [left, top] = [
    edge(({ x, width }) => x - width / 2, Math.min),
    edge(({ y, height }) => y - height / 2, Math.min),
  ];
  const [right, bottom] = [
    edge(({ x, width }) => x + width / 2, Math.max),
    edge(({ y, height }) => y + height / 2, Math.max),
  ];
  return {
    words: words.map((word) => ({ ...word, x: word.x - left, y: word.y - top })),
    width: right - left,
    height: bottom - top,
  };
}
