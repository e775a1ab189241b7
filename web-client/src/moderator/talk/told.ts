// Refusals of the conversation's acts in words: what was not done, and who was there first.

import type { Command, MinutesPart, ModeratorParts, QuestionId, Refusal, TurnId, TurnPart } from "../../wire";
import { matterOf, tell, who, words } from "../told";
import { say } from "./words";

/** What a command is about, so that the minutes can tell who changed it. */
interface Matter {
  question?: QuestionId;
  turn?: TurnId;
  document?: "floor" | "rule" | "talk";
}

const FLOOR: ReadonlySet<string> = new Set(["given", "given_out_of_turn", "ended"]);

function about(command: Command): Matter {
  if ("give_floor" in command) return { turn: command.give_floor.turn, document: "floor" };
  if ("set_floor" in command) return { document: "rule" };
  if ("set_talk" in command) return { document: "talk" };
  const { question, turn } = Object.values(command)[0] as Matter;
  return { question, turn };
}

/** What a moderator calls a turn by. */
export function called(turn: TurnPart): string {
  if (turn.name) return turn.name;
  if (turn.chat) return say("online_participant");
  return say(turn.mode === "online" ? "somebody_online" : "somebody_room");
}

/** The newest line of the minutes about the same matter: "The online moderator approved it meanwhile." */
function meanwhile(parts: ModeratorParts, matter: Matter): string | undefined {
  const newest = [...(parts.minutes ?? [])].sort((a, b) => b.number - a.number).find((line) => isAbout(line, matter));
  if (!newest) return undefined;
  const by = who(newest.by);
  switch (newest.act) {
    case "question":
      return say(`meanwhile_${newest.did}`, { who: by });
    case "turn": {
      const now = parts.queue?.now;
      const given = newest.did === "given" || newest.did === "given_out_of_turn";
      if (given && now?.turn === newest.turn) return say("meanwhile_gave_to", { who: by, name: called(now) });
      return say(`meanwhile_turn_${newest.did}`, { who: by });
    }
    case "talk_set":
      return say("meanwhile_talk_set", { who: by });
    case "floor_rule":
      return say("meanwhile_floor_rule", { who: by });
    default:
      return undefined;
  }
}

function isAbout(line: MinutesPart, { question, turn, document }: Matter): boolean {
  switch (line.act) {
    case "question":
      return question !== undefined && line.question === question;
    case "turn":
      return (turn !== undefined && line.turn === turn) || (document === "floor" && FLOOR.has(line.did));
    case "talk_set":
      return document === "talk";
    case "floor_rule":
      return document === "rule";
    default:
      return false;
  }
}

/** What to tell the moderator who was refused. Nothing is ever tried again without a new press. */
export function tellTalk(refusal: Refusal, parts: ModeratorParts, command: Command): string {
  const matter = about(command);
  if (refusal.code === "wrong_state") {
    if (refusal.state === "withdrawn" && matter.question !== undefined) return say("taken_back");
    if (refusal.state === "queued") return say("queued_already");
    if ("merge" in command && refusal.state === "in_review") return say("merge_waits");
  }
  if (refusal.code === "changed" || refusal.code === "wrong_state") {
    const first = meanwhile(parts, matter) ?? say("changed");
    return `${first} ${say("look_again")}`;
  }
  if (refusal.code === "unknown_question" && "take_top" in command) return say("none_to_take");
  if (refusal.code === "bad_text" && words.badText) return words.badText(refusal.why, "relay" in command);
  return tell(refusal, parts, matterOf(command));
}
