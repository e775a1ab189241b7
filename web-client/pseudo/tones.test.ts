// What tokens.css promises: tones that stand for an order stay apart for whoever sees colours otherwise (states are told by their
// shape), and there is one dark.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

type Triple = [number, number, number];
type Matrix = [Triple, Triple, Triple];

/**
 * What is left of linear sRGB without one kind of cone: Machado, Oliveira and Fernandes, "A Physiologically-based Model for
 * Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009, severity 1.
 */
const SEEN: Record<string, Matrix> = {
  everybody: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
/** Linear sRGB to XYZ, as shares of the white point D65 (IEC 61966-2-1). */
const XYZ: Matrix = [
  [0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339 / 1.08883, 0.119192 / 1.08883, 0.9503041 / 1.08883],
];
/** A difference of two is just seen (CIE 1976 L*a*b*); eight times that is two tones. */
const APART = 18;

const times = (matrix: Matrix, [a, b, c]: Triple) =>
  matrix.map((row) => row[0] * a + row[1] * b + row[2] * c) as Triple;

function lab(hex: string, seen: Matrix): Triple {
  const linear = [1, 3, 5].map((at) => {
    const share = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Triple;
  const shown = times(seen, linear).map((share) => Math.min(1, Math.max(0, share))) as Triple;
  const [x, y, z] = times(XYZ, shown).map((share) =>
    share > 216 / 24389 ? Math.cbrt(share) : ((24389 / 27) * share + 16) / 116,
  ) as Triple;
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const tokens = readFileSync(join("src", "shared", "tokens.css"), "utf8");
const dark = tokens.indexOf("@media (prefers-color-scheme: dark)");
const THEMES = { light: tokens.slice(0, dark), dark: tokens.slice(dark) };
const ORDERS = {
  "a scale": ["scale-low", "scale-mid", "scale-high"],
  "the gradient": ["gradient-0", "gradient-1", "gradient-2", "gradient-3"],
};

for (const [theme, values] of Object.entries(THEMES))
  for (const [order, names] of Object.entries(ORDERS))
    test.each(Object.entries(SEEN))(`the tones of ${order}, ${theme}, as seen with %s, are apart`, (_, seen) => {
      const tones = names.map((name) => {
        const hex = new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(values)?.[1];
        expect(hex, name).toBeDefined();
        return lab(hex!, seen);
      });
      for (const [at, one] of tones.entries())
        for (const other of tones.slice(at + 1))
          expect(Math.hypot(...one.map((share, axis) => share - other[axis]!))).toBeGreaterThan(APART);
    });

test("the dark that a page asks for is the dark that a system asks for", () => {
  const declared = (selector: string) => {
    const block = tokens.slice(tokens.indexOf(selector)).split("}")[0] ?? "";
    return [...block.matchAll(/--[\w-]+: [^;]+;/g)].map(([line]) => line);
  };
  const asked = declared(':root[data-theme="dark"]');
  expect(asked.length).toBeGreaterThan(20);
  expect(asked).toEqual(declared(':root:not([data-theme="light"])'));
});
