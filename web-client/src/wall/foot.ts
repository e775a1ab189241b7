// What stands at the wall's foot beside the drawing, state by state; runs have their honest line (lines.ts).

import type { Showing } from "../wire";
import { grouped, type JoinAddress } from "./address";
import { compareLine, side } from "../kinds/compare";
import { listed, type WallParts } from "./scene";
import { ruleLine } from "./talk";
import { latestLine } from "./temperature";
import { say } from "./words";

export interface Foot {
  first: string | undefined;
  second: string[];
}

const NOTHING: Foot = { first: undefined, second: [] };

export function footOf(showing: Showing, parts: WallParts, rows: number, join: JoinAddress, code: string): Foot {
  switch (showing.show) {
    case "questions":
      return questions(parts, rows, join, code);
    case "queue": {
      const { queue } = parts;
      if (!queue) return NOTHING;
      const [room, online] = queue.waiting;
      return { first: say("waiting_sides", { room, online }), second: [ruleLine(queue.rule)] };
    }
    case "temperature": {
      const readings = parts.temperature ?? [];
      const how = readings.length > 0 ? [`${say("temperature_how")}; ${say("chose_itself")}`] : [];
      return { first: latestLine(readings), second: how };
    }
    case "compare": {
      const [before, after] = [parts[`run/${showing.before}`], parts[`run/${showing.after}`]];
      if (!before || !after) return NOTHING;
      const sides = [side(before, parts[`result/${before.run}`]), side(after, parts[`result/${after.run}`])] as const;
      return { first: compareLine(...sides), second: [say("chose_itself")] };
    }
    default:
      return NOTHING;
  }
}

function questions(parts: WallParts, rows: number, join: JoinAddress, code: string): Foot {
  const part = parts.questions;
  const more = Math.max(0, (part?.total ?? 0) - Math.min(rows, listed(parts).length));
  const waiting = part?.waiting ?? 0;
  const counts = [
    ...(more > 0 ? [say("questions_more", { n: more })] : []),
    ...(waiting > 0 ? [say("questions_wait", { n: waiting })] : []),
  ];
  const paused = parts.talk?.asking === "paused";
  const how = paused ? say("ask_paused") : say("ask_how", { host: join.host, code: grouped(code) });
  // An empty list says it in its middle, large.
  return { first: counts.join(" · ") || undefined, second: listed(parts).length > 0 ? [how] : [] };
}
