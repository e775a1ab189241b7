// Five minutes before: what has to work, whether it does, why not, and what to do about it.

import type { ModeratorParts } from "../../wire";
import { timeOfDay } from "../../shared/times";
import { say } from "./words";

export type Verdict = "good" | "look" | "bad";

export interface Check {
  name: "address" | "socket" | "screens" | "store" | "clock" | "write";
  verdict: Verdict;
  /** What was found, and what to do. */
  text: string;
}

/** What the page finds out beside the room's parts. */
export interface Found {
  /** Where this page came from. */
  origin: string;
  /** Views come over a WebSocket now. */
  socket: boolean;
  /** What to add to this device's clock to get the server's, in ms. */
  offset: number;
  /** How a test vote went: cast and counted again. */
  vote: { ms: number; why?: string } | undefined;
}

/** A clock that is off by more is told: people agree on times by it. */
const CLOCK_OFF_MS = 2_000;
const SLOW_MS = 1_500;

export function isLoopback(base: string): boolean {
  try {
    const { hostname } = new URL(base);
    return (
      hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]" || /^127\./u.test(hostname)
    );
  } catch {
    // No address at all reaches nobody.
    return true;
  }
}

export function checks(parts: ModeratorParts, found: Found): Check[] {
  return [address(parts, found), socket(found), screens(parts), store(parts), write(found), clock(found)];
}

/** What a phone opens to try the address that everybody will come by. */
export function reachLink(parts: ModeratorParts, origin: string): string {
  const base = (parts.about?.join_base ?? origin).replace(/\/$/u, "");
  return `${base}/${parts.about?.code ?? ""}?reached=${parts.reached?.token ?? ""}`;
}

function address(parts: ModeratorParts, { origin }: Found): Check {
  const base = parts.about?.join_base ?? origin;
  const { host, at } = parts.reached ?? {};
  if (isLoopback(base)) return { name: "address", verdict: "bad", text: say("check_address_loopback", { base }) };
  if (at && host && hostOf(base) === host) {
    const plain = !base.startsWith("https:");
    const text = say(plain ? "check_address_reached_plain" : "check_address_reached", { base, time: timeOfDay(at) });
    return { name: "address", verdict: "good", text };
  }
  return { name: "address", verdict: "look", text: say("check_address_try", { base }) };
}

function hostOf(base: string): string | undefined {
  try {
    return new URL(base).host;
  } catch {
    // No address at all is nobody's.
    return undefined;
  }
}

function socket({ socket: up }: Found): Check {
  return { name: "socket", verdict: up ? "good" : "look", text: say(up ? "check_socket_good" : "check_socket_poll") };
}

function screens(parts: ModeratorParts): Check {
  const all = parts.screens ?? [];
  if (all.length === 0) return { name: "screens", verdict: "look", text: say("check_screens_none") };
  const here = parts.connected?.screens ?? [];
  const gone = all.filter((screen) => !here.includes(screen.screen)).map((screen) => screen.name);
  if (gone.length > 0)
    return { name: "screens", verdict: "bad", text: say("check_screens_gone", { names: gone.join(", ") }) };
  return { name: "screens", verdict: "good", text: say("check_screens_good", { n: all.length }) };
}

function store(parts: ModeratorParts): Check {
  const held = parts.store;
  if (held?.durability === "full") return { name: "store", verdict: "good", text: say("check_store_good") };
  if (held?.durability === "relaxed") {
    return { name: "store", verdict: "look", text: say("check_store_relaxed", { why: held.why }) };
  }
  return { name: "store", verdict: "bad", text: say("check_store_away") };
}

function write({ vote }: Found): Check {
  if (!vote) return { name: "write", verdict: "look", text: say("check_write_waits") };
  if (vote.why !== undefined) return { name: "write", verdict: "bad", text: say("check_write_bad", { why: vote.why }) };
  const slow = vote.ms > SLOW_MS;
  return {
    name: "write",
    verdict: slow ? "look" : "good",
    text: say(slow ? "check_write_slow" : "check_write_good", { ms: vote.ms }),
  };
}

function clock({ offset }: Found): Check {
  const off = Math.abs(offset);
  const text = off > CLOCK_OFF_MS ? say("check_clock_off", { n: Math.round(off / 1000) }) : say("check_clock_good");
  return { name: "clock", verdict: off > CLOCK_OFF_MS ? "look" : "good", text };
}
