// The line to the server where no socket gets through: asks for the view again and again, and says by POST what a hello says.

import type { Command, Frame, Refused } from "../wire";
import { ANSWER_MS, type Answer, type Line, type Over } from "./connection";
import { request } from "./patience";

/** Long-poll works; after so long a socket is tried again. */
const SOCKET_AGAIN_MS = 60_000;
/** What the server holds a long-poll for, in seconds. */
const POLL_WAIT_S = 25;

/** What it takes of the connection. */
export interface Asking<Parts> {
  line: Line<Parts>;
  /** Says that there is no need to wait. */
  skip(): AbortSignal;
  isStopped(): boolean;
  hear(frame: Frame<Parts>): void;
  suspect(error: unknown): void;
  send(command: Command): Promise<Answer>;
}

export type LongPoll = typeof longPoll;

/** Asks for views until a socket is worth another try, or it fails. */
export async function longPoll<Parts>(asking: Asking<Parts>): Promise<{ over: Over; worked: boolean }> {
  const { code, as } = asking.line;
  const until = Date.now() + SOCKET_AGAIN_MS;
  let worked = false;
  let hold = 0;
  while (!asking.isStopped() && (!worked || Date.now() < until)) {
    const held = asking.line.held();
    const have = held ? `&epoch=${encodeURIComponent(held.epoch)}&have=${held.version}` : "";
    const skip = asking.skip();
    try {
      const url = `/api/rooms/${code}/view?as=${as}&wait=${hold}${have}`;
      const frame = await request<Frame<Parts>>(url, hold * 1000 + ANSWER_MS, {}, skip);
      if ("refused" in frame) return { over: refusedMeans(frame.refused), worked: false };
      if (!("view" in frame)) return { over: "dead", worked: false };
      if (!worked) restateByPost(asking);
      worked = true;
      hold = POLL_WAIT_S;
      asking.hear(frame);
    } catch (error) {
      asking.suspect(error);
      return { over: "dead", worked: skip.aborted && worked };
    }
  }
  return { over: "again", worked };
}

/** What a hello would have said, one wish at a time. */
function restateByPost<Parts>({ line, send }: Asking<Parts>): void {
  const { ballots, mode, group } = line.restate();
  if (mode) void send({ mode: { mode } });
  if (group) void send({ group: { group } });
  for (const vote of ballots) {
    void send({ vote }).then((answer) => line.onAnswer?.({ ...answer, id: `${answer.id}/${vote.run}` }));
  }
}

function refusedMeans(refused: Refused): Over {
  switch (refused.code) {
    case "unknown_room":
      return "gone";
    case "no_pass":
      return "no_pass";
    case "not_allowed":
    case "needs_code":
      return "revoked";
    case "slow_down":
      return "later";
    default:
      return "dead";
  }
}
