// Where phones join, as a wall shows it.

import type { About } from "../wire";

export interface JoinAddress {
  /** What a person types before the code: "poll.example". */
  host: string;
  /** Where the QR is drawn; it leads to the phone's page. */
  qr: string;
}

/** Of a room, seen from a page that was served at `origin` ("https://poll.example"). */
export function joinAddress(about: Pick<About, "code" | "join_base">, origin: string): JoinAddress {
  const base = about.join_base ?? origin;
  return { host: base.replace(/^[a-z]+:\/\//u, "").replace(/\/$/u, ""), qr: `/${about.code}/qr.svg` };
}

/** The join code in groups a person can read out: "abc 234". */
export function grouped(code: string): string {
  return code.replace(/(.{3})(?=.)/gu, "$1 ");
}
