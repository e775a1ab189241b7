// What the organisers' page asks of the server: the right to make rooms, a text read, a room made.

import type { FoundProposal, MadeRoom, NewRoom, Refusal } from "../wire";

/** The server did not answer, or not as ours does. */
export interface Away {
  code: "away";
}

export type No = Refusal | Away;

export const isNo = (answer: object): answer is No => "code" in answer && !("moderator" in answer);

async function ask<Done extends object>(path: string, body?: object): Promise<Done | No> {
  try {
    const response = await fetch(path, {
      signal: AbortSignal.timeout(20_000),
      ...(body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Done | { refused: Refusal };
    return "refused" in answer ? answer.refused : answer;
  } catch {
    return { code: "away" };
  }
}

/** With the secret of the link, or without one by a cookie from before. */
export async function enter(secret: string): Promise<"in" | "refused" | "away"> {
  if (secret) {
    const given = await ask("/api/organiser", { secret });
    if (!isNo(given)) return "in";
    if (given.code === "away" || given.code === "draining") return "away";
  }
  const held = await ask("/api/organiser");
  if (!isNo(held)) return "in";
  return held.code === "not_allowed" ? "refused" : "away";
}

export const read = (text: string) => ask<FoundProposal>("/api/proposals", { text });

export const make = (room: NewRoom) => ask<MadeRoom>("/api/rooms", room);
