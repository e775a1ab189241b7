// How a moderator's page gets its right to act: the link's secret, which stands after # and never reaches a log, becomes a cookie.

import type { Role, RoomCode } from "../wire";

/** `refused`: the link is no longer good, and this browser holds no role here · `away`: the server did not answer. */
export type Entered = { role: Role } | "refused" | "away";

/** With the secret of a link, or without one by a cookie from before, the role that `wanted` names first. */
export async function enter(code: RoomCode, secret: string, wanted: string | null): Promise<Entered> {
  const path = `/api/rooms/${code}/moderator`;
  if (secret) {
    const given = await ask(path, { secret });
    if (given === "away") return "away";
    if (given !== "refused") return { role: (given as { role: Role }).role };
    // A single-use link that this very browser has used: the cookie is still good.
  }
  const held = await ask(path);
  if (held === "away" || held === "refused") return held;
  const { roles } = held as { roles: Role[] };
  const role = roles.find((one) => one === wanted) ?? roles[0];
  return role ? { role } : "refused";
}

async function ask(path: string, body?: object): Promise<object | "refused" | "away"> {
  try {
    const response = await fetch(path, {
      signal: AbortSignal.timeout(8_000),
      ...(body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as object;
    if ("role" in answer || "roles" in answer) return answer;
    return response.status < 500 ? "refused" : "away";
  } catch {
    // No network, or an answer that is not our server's.
    return "away";
  }
}
