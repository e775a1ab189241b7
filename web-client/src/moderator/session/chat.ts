// Texts to paste into the meeting tool's chat or the session's page: plain lines, nothing that is not shown in the room.

import { answersOf } from "../../shared/poll";
import { resultOf } from "../../shared/view";
import { grouped, joinAddress } from "../../wall/address";
import { say as wall } from "../../wall/words";
import type { ModeratorParts, ModeratorQuestion, Moment, RunPart } from "../../wire";
import { aloud } from "../aloud";
import { staged } from "../next";
import { say } from "./words";

export const TEXTS = ["link", "aims", "poll", "result", "question", "before"] as const;
export type TextName = (typeof TEXTS)[number];

/** Where the page itself came from: the link's base unless the room has one of its own. */
export interface Place {
  origin: string;
  /** How a day and a time are written. */
  day(at: Moment): string;
}

const RULES = ["rule_change", "rule_names", "rule_hidden", "rule_cant_say", "rule_chose"] as const;

function address(parts: ModeratorParts, place: Place): string {
  const about = parts.about;
  return about ? `${(about.join_base ?? place.origin).replace(/\/$/u, "")}/${about.code}` : place.origin;
}

function link(parts: ModeratorParts, place: Place): string {
  const about = parts.about;
  if (!about) return address(parts, place);
  const { host } = joinAddress(about, place.origin);
  return say("chat_link", { link: address(parts, place), host, code: grouped(about.code) });
}

function aims(parts: ModeratorParts, place: Place): string {
  const lines = (parts.about?.aims ?? []).map((aim, at) => `${at + 1}. ${aim}`);
  const rules = RULES.map((rule) => `• ${wall(rule)}`);
  const first = lines.length > 0 ? [wall("aims"), ...lines, ""] : [];
  return [...first, wall("rules"), ...rules, "", link(parts, place)].join("\n");
}

function poll(run: RunPart, parts: ModeratorParts, place: Place): string {
  const answers = answersOf(run).map((answer) => `• ${answer}`);
  return [
    say("chat_poll", { prompt: run.prompt }),
    ...answers,
    say("chat_poll_where", { link: address(parts, place) }),
  ].join("\n");
}

/** Only what the room was shown; too few answers are said to be too few. */
function result(run: RunPart, parts: ModeratorParts): string | undefined {
  const found = resultOf(parts, run.run);
  const sentence = aloud(run, found);
  if (!found || !sentence) return undefined;
  const n = "figures" in found ? found.figures.n : "too_few" in found ? found.too_few.n : found.count.n;
  return say("chat_result", { prompt: run.prompt, sentence, n });
}

/** The question that is being answered: the one on the stage, else the one that was taken up. */
function answering(parts: ModeratorParts): ModeratorQuestion | undefined {
  const showing = parts.stage?.showing;
  if (showing?.show === "question") return parts[`question/${showing.question}`];
  const all = Object.entries(parts).filter(([name]) => name.startsWith("question/"));
  return all.map(([, part]) => part as ModeratorQuestion | undefined).find((one) => one?.state.is === "answering");
}

function before(parts: ModeratorParts, place: Place): string {
  const { about, session } = parts;
  const lines = [
    `${about?.reference ?? ""} ${about?.title ?? ""}`.trim(),
    ...(session?.planned ? [say("chat_planned", { day: place.day(session.planned) })] : []),
    "",
    ...(about?.aims ?? []).map((aim) => `• ${aim}`),
    "",
    session?.from ? say("chat_before_from", { day: place.day(session.from) }) : say("chat_before"),
    link(parts, place),
    say("chat_before_private"),
  ];
  return lines.filter((line, at) => line !== "" || lines[at - 1] !== "").join("\n");
}

/** The text of that name, or undefined while there is nothing of the kind. */
export function chatText(name: TextName, parts: ModeratorParts, place: Place): string | undefined {
  const run = staged(parts);
  switch (name) {
    case "link":
      return link(parts, place);
    case "aims":
      return aims(parts, place);
    case "poll":
      return run && (run.phase === "open" || run.phase === "closing") ? poll(run, parts, place) : undefined;
    case "result":
      return run?.phase === "published" ? result(run, parts) : undefined;
    case "question": {
      const question = answering(parts);
      return (
        question && say(question.chat === null ? "chat_question" : "chat_question_chat", { question: question.text })
      );
    }
    case "before":
      return before(parts, place);
    default:
      return name satisfies never;
  }
}

/** What the chat most likely wants now. */
export function dueText(parts: ModeratorParts, place: Place): { name: TextName; text: string } {
  const showing = parts.stage?.showing.show;
  const wanted: TextName[] =
    showing === "aims" || showing === "rules"
      ? ["aims"]
      : showing === "join"
        ? ["link"]
        : ["poll", "result", "question"];
  for (const name of wanted) {
    const text = chatText(name, parts, place);
    if (text !== undefined) return { name, text };
  }
  return { name: "link", text: link(parts, place) };
}
