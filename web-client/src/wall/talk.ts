// The talk in words: who asks, who speaks, why a turn stands where it does, and by which rule.

import { minutesSeconds } from "../shared/format";
import type { FloorRule, Mode, Moment, NowPart, QuestionPart, TurnPart, Why } from "../wire";
import { say } from "./words";

/** Where a question comes from. */
export function whence(question: Pick<QuestionPart, "mode" | "chat">): string {
  if (question.chat !== null) return say("from_chat");
  return fromMode(question.mode);
}

function fromMode(mode: Mode): string {
  switch (mode) {
    case "room":
      return say("from_room");
    case "online":
      return say("from_online");
    case "unstated":
      return say("from_unstated");
    default:
      return mode satisfies never;
  }
}

/** A turn as it is called: a person's own words where `own` is set, plain ones where there are none or none may be shown. */
export interface Called {
  own: boolean;
  text: string;
  /** What stands beneath it. */
  under: string | undefined;
}

/** `texts` is false while the wall shows nothing that participants wrote. */
export function called(turn: TurnPart, texts: boolean): Called {
  const side = turn.chat ? say("from_chat") : turn.mode === "online" ? say("turn_side_online") : undefined;
  const inRoom = turn.mode === "room" && !turn.chat ? say("turn_side_room") : undefined;
  if (turn.question !== null) {
    const under = [say("turn_question"), side ?? inRoom].filter((part) => part !== undefined).join(" · ");
    return texts && turn.text
      ? { own: true, text: turn.text, under }
      : { own: false, text: say("turn_question"), under: side ?? inRoom };
  }
  if (texts && turn.name) return { own: true, text: turn.name, under: side ?? inRoom };
  const mode = turn.chat ? "online" : turn.mode;
  return { own: false, text: say(`turn_${mode}`), under: turn.chat ? side : undefined };
}

/** Why a turn stands where it does. */
export function whyLine(why: readonly Why[]): string {
  const [first = "", ...rest] = why.map((one) => say(`why_${one}`));
  return rest.reduce((a, b) => say("comma", { a, b }), first);
}

/** The room's rule in one line. */
export function ruleLine(rule: FloorRule): string {
  const parts = [
    ...(rule.round_robin ? [say("rule_round_robin")] : []),
    ...(rule.online_one_in !== null ? [say("rule_online_slot", { n: rule.online_one_in })] : []),
    ...(rule.first_timers_first ? [say("rule_first_timers")] : []),
    ...(rule.least_heard_group ? [say("rule_least_heard")] : []),
  ];
  if (parts.length === 0) parts.push(say("rule_longest"));
  parts.push(say("rule_time", { time: minutesSeconds(rule.seconds * 1000) }));
  const line = parts.reduce((a, b) => say("semicolon", { a, b }));
  return line.charAt(0).toUpperCase() + line.slice(1);
}

/** The turn's clock: what is left, or, calmly, what is over. */
export function clockOf(turn: Pick<NowPart, "until">, now: Moment): { over: boolean; time: string } {
  const left = turn.until - now;
  if (left > 0) return { over: false, time: minutesSeconds(left) };
  return { over: true, time: minutesSeconds(Math.floor(-left / 1000) * 1000) };
}
