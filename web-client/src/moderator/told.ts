// Refusals in words: what was not done, and who was there first.

import type { Act, Command, Fault, MinutesPart, ModeratorParts, PollId, Refusal, Role, RunId } from "../wire";
import { say } from "./words";

/** What a command is about, so that the minutes can tell who changed it. */
export interface Matter {
  run?: RunId;
  poll?: PollId;
}

export function matterOf(command: Command): Matter {
  const fields = Object.values(command)[0] as Matter;
  return { run: fields.run, poll: fields.poll };
}

/** The acts that a refusal is told by. */
const TOLD = [
  "opened",
  "closing",
  "kept_open",
  "extended",
  "shut",
  "shown",
  "hidden",
  "voided",
  "staged",
  "edited",
  "signed",
  "armed",
  "dropped",
  "ordered",
  "deck_added",
  "heads",
] as const satisfies readonly Act["act"][];

const toldBy = (line: MinutesPart | undefined) => TOLD.find((act) => act === line?.act);

/** Who, as a person names them in the middle or at the beginning of a sentence. */
export function who(by: Role | null): string {
  return say(`who_${by ?? "clock"}`);
}

/** The newest line of the minutes about the same matter: "The online moderator closed it meanwhile." */
export function meanwhile(minutes: readonly MinutesPart[], matter: Matter): string | undefined {
  const about = [...minutes]
    .sort((a, b) => b.number - a.number)
    .filter((one) => {
      if (!toldBy(one)) return false;
      if (matter.run !== undefined) return "run" in one && one.run === matter.run;
      if (matter.poll !== undefined) return ("poll" in one && one.poll === matter.poll) || one.act === "staged";
      return one.act === "staged" || one.act === "ordered" || one.act === "deck_added" || one.act === "heads";
    });
  // The clock writes the end of what a person closed: the person is the one to name.
  const [newest, before] = about;
  const line = newest?.act === "shut" && before?.act === "closing" ? before : newest;
  const did = toldBy(line);
  if (!line || !did) return undefined;
  return line.by === null && did === "shut" ? say("meanwhile_time") : say(`meanwhile_${did}`, { who: who(line.by) });
}

/** What is added once it has come: the words for all that can be wrong with a text. */
export const words: { badText?: (why: Fault, relayed: boolean) => string } = {};

/** What to tell the moderator who was refused. Nothing is ever tried again without a new tap. */
export function tell(refusal: Refusal, parts: ModeratorParts, matter: Matter): string {
  switch (refusal.code) {
    case "changed":
    case "wrong_state": {
      const first = meanwhile(parts.minutes ?? [], matter) ?? say("changed");
      return `${first} ${say("look_again")}`;
    }
    case "stage_busy": {
      const run = parts[`run/${refusal.run}`];
      return say("stage_busy", { prompt: run?.prompt ?? "" });
    }
    case "bad_text":
      return words.badText?.(refusal.why, false) ?? say("bad_text");
    case "out_of_bounds":
      return say("out_of_bounds", { min: refusal.min, max: refusal.max });
    case "too_many":
      return say("too_many", { max: refusal.max });
    case "not_allowed":
      return say("not_allowed");
    case "not_signed":
      return say("not_signed");
    case "own_wording":
      return say("own_wording");
    case "unknown_screen":
      return say("unknown_screen");
    case "slow_down":
      return say("slow_down");
    case "try_again":
    case "draining":
      return say("try_again");
    default:
      return say("refused", { code: refusal.code });
  }
}
