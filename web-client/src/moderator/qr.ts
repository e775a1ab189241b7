// A QR as one path, drawn in the browser, because the link in it holds a secret that must not stand in any request.

import { encode } from "uqr";

/** Modules of quiet around the code that scanners need (ISO/IEC 18004). */
const QUIET = 4;

/** The side of the square in modules, quiet zone included, and the dark modules as an SVG path. */
export function qrPath(text: string): { size: number; path: string } {
  const { data, size } = encode(text, { ecc: "M", border: QUIET });
  let path = "";
  data.forEach((row, y) => {
    row.forEach((dark, x) => {
      if (dark) path += `M${x} ${y}h1v1h-1z`;
    });
  });
  return { size, path };
}
