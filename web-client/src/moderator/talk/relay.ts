// What was copied out of a meeting tool's chat, as lines to bring over: who asks what, and who raises a hand.
//
// Known shapes: "Name: text", Zoom ("14:03:22 From Ann to Everyone:" and "Ann to Everyone 2:03 PM"), WebEx ("from Ann to
// everyone: 2:03 PM"), Teams ("[14:03] Ann" and "Ann  2:03 PM"), Meet ("Ann" over "2:03 PM"), BigBlueButton ("[14:03] Ann : text").

import { letters, LONGEST, roomIn } from "../../shared/typed";

export interface Line {
  /** Who; empty for "online participant". */
  name: string;
  /** What they ask; empty for a hand. */
  text: string;
  hand: boolean;
}

const NAME_WORDS = 6;

const CLOCK = String.raw`\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?`;
const DATE = String.raw`(?:\d{1,4}[./-]\d{1,2}(?:[./-]\d{2,4})?|today|yesterday)`;
const TIME = String.raw`(?:${DATE},?\s+)?${CLOCK}`;
const TO = String.raw`\s+to\s+(?:everyone|everybody|all\b[^:\d]*|hosts?\b[^:\d]*|[^:\d]{1,60}?\(direct message\))`;

/** "14:03:22 From Ann to Everyone: text", "from Ann to everyone: 2:03 PM", "From Ann : text". */
const FROM = new RegExp(String.raw`^(?:\[?${TIME}\]?\s+)?from\s+(.{1,80}?)(?:${TO})?\s*:\s*(.*)$`, "iu");
/** "Ann to Everyone 2:03 PM", "Ann to Everyone: text". */
const TO_ALL = new RegExp(String.raw`^(?:\[?${TIME}\]?\s+)?(.{1,80}?)${TO}\s*(?::\s*(.*)|(${TIME})?)$`, "iu");
/** "[14:03] Ann", "[23/11 14:03] Ann: text", "14:03 Ann: text". */
const TIME_FIRST = new RegExp(String.raw`^(?:\[\s*${TIME}\s*\]|${TIME}\s)\s*(?:-\s*)?(.*)$`, "iu");
/** "Ann  2:03 PM", "Ann, 14:03", "Ann [14:03]". */
const TIME_LAST = new RegExp(String.raw`^(.{1,60}?)(?:\s*,\s*|\s+|(?<=\p{L}))\[?(${TIME})\]?$`, "iu");
const ONLY_TIME = new RegExp(String.raw`^\[?${TIME}\]?$`, "iu");
/** Meet's saved chat: "00:12:34.123,00:12:37.123". */
const STAMPS = /^\d{2}:\d{2}:\d{2}\.\d{3},\d{2}:\d{2}:\d{2}\.\d{3}$/u;

/** What tools write about messages, and nobody said. */
const NOISE = /^(?:reacted to |removed a .* reaction|replying to |\(edited\)$|edited$|you$)/iu;
const HAND_SIGN = /[✋🙋🤚🖐][\u{1F3FB}-\u{1F3FF}]?(?:\u200d[♀♂]\ufe0f?)?\ufe0f?/gu;
const HAND_WORDS =
  /^(?:\*|_|\()?\s*(?:has\s+)?(?:raises?|raised)\s+(?:(?:their|her|his|my|a)\s+)?hand\s*(?:\*|_|\))?\.?$/iu;
const HAND_BEHIND = /^(.{1,60}?)[:,]?\s+\(?(?:has\s+)?(?:raises?|raised)\s+(?:(?:their|her|his|a)\s+)?hand\)?\.?$/iu;

const PARTICLES = /^(?:al|ap|bin|bint|da|das|de|del|della|den|der|di|do|dos|du|el|ibn|la|le|ten|ter|van|von|y|zu)$/u;

/** Whether these words before a colon are somebody's name, and not the beginning of a sentence. */
function isName(words: string): boolean {
  const name = words.trim();
  if (name === "" || letters(name) > LONGEST.name || name.split(/\s+/u).length > NAME_WORDS) return false;
  if (
    /^(?:https?|mailto|ftp|q\d*|a|re|fwd?|ps|nb|questions?( \d+| for .*| to .*)?|comments?|answers?|note)$/iu.test(name)
  )
    return false;
  // A sentence goes on in small letters; the particles of names are few.
  const small = name
    .split(/\s+/u)
    .slice(1)
    .filter((word) => /^\p{Ll}/u.test(word) && !PARTICLES.test(word));
  if (small.length >= 2) return false;
  // Initials and titles have dots ("Dr. J. Doe"); sentences end in them, ask, or go on.
  return /\p{L}/u.test(name) && !/[?!;"“”«»]|[^\p{Lu}.\s]{4,}\.|,.*,/u.test(name) && !/^\d/u.test(name);
}

/** "Name: text" apart, where it is that. */
function apart(line: string): [name: string, text: string] | undefined {
  const found = /^([^:：]{1,60}?)\s*[:：](?!\/\/)\s*(.*)$/u.exec(line);
  if (!found || !isName(found[1]!)) return undefined;
  // "10:30 works" and "ratio 3:1" are no names; neither is a colon inside a word.
  if (/\d$/u.test(found[1]!) && /^\d/u.test(found[2]!)) return undefined;
  return [found[1]!.trim(), found[2]!];
}

interface Message {
  name: string;
  text: string;
  /** Further lines belong to it: a head stood alone above them. */
  open: boolean;
  /** The line it was read from: nothing that was pasted is lost because it looked like a head. */
  row: string;
}

/** The head of a message, if this line is one. */
function head(line: string): Message | undefined {
  const from = FROM.exec(line);
  if (from) return headed(line, from[1]!, from[2]!);
  const toAll = TO_ALL.exec(line);
  if (toAll && isName(toAll[1]!)) return headed(line, toAll[1]!, toAll[2] ?? "");
  const timeFirst = TIME_FIRST.exec(line);
  if (timeFirst) {
    const rest = timeFirst[1]!;
    const named = apart(rest);
    if (named) return headed(line, ...named);
    if (isName(rest)) return headed(line, rest, "");
    return line.startsWith("[") ? headed(line, "", rest) : undefined;
  }
  const timeLast = TIME_LAST.exec(line);
  if (timeLast && isName(timeLast[1]!) && !/\b(?:at|by|until|till|from|to|before|after|um)$/iu.test(timeLast[1]!)) {
    return headed(line, timeLast[1]!, "");
  }
  return undefined;
}

function headed(row: string, name: string, text: string): Message {
  const rest = ONLY_TIME.test(text.trim()) ? "" : text.trim();
  const plain = name.replace(
    /\s*\((?:he|she|they|guest|host|co-host|external|unverified|direct message)\b[^)]*\)/giu,
    "",
  );
  return { name: plain.trim().replace(/^you$/iu, ""), text: rest, open: true, row };
}

/** A hand, or a question without the signs around it. */
function finish({ name, text, row }: Message): Line {
  const bare = text.replace(HAND_SIGN, "").trim();
  if (bare !== text.trim()) {
    // "✋ Ann" names the person; what somebody with a name wrote beside the sign is kept, should the hand be taken as a question.
    if (name !== "" || bare === "") return { name, text: bare, hand: true };
    return { name: apart(bare)?.[0] ?? bare.replace(HAND_BEHIND, "$1"), text: "", hand: true };
  }
  if (HAND_WORDS.test(bare)) return { name, text: "", hand: true };
  const behind = name === "" ? HAND_BEHIND.exec(bare) : null;
  if (behind && isName(behind[1]!)) return { name: behind[1]!, text: "", hand: true };
  return bare === "" ? { name: "", text: row, hand: false } : { name, text: bare, hand: false };
}

/** The messages of a piece of chat, in their order. */
export function parse(pasted: string): Line[] {
  const messages: Message[] = [];
  const rows = pasted.replace(/\r\n?/gu, "\n").split("\n");
  for (const [at, raw] of rows.entries()) {
    const row = raw
      .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "")
      .replace(/\s+/gu, " ")
      .trim();
    if (row === "" || STAMPS.test(row) || NOISE.test(row)) continue;
    const last = messages.at(-1);
    if (ONLY_TIME.test(row)) continue;
    // Meet: the name alone, the time alone below it.
    if (ONLY_TIME.test((rows[at + 1] ?? "").trim()) && isName(row)) {
      messages.push(headed(row, row, ""));
      continue;
    }
    const begun = head(row);
    if (begun) {
      messages.push(begun);
      continue;
    }
    // "✋ Bob" below somebody's message is no part of it.
    if (last?.open && (last.text === "" || !(/^[✋🙋🤚🖐]/u.test(row) || HAND_BEHIND.test(row)))) {
      last.text = `${last.text} ${row}`.trim();
      continue;
    }
    const named = apart(row);
    messages.push({ name: named?.[0] ?? "", text: named?.[1] ?? row, open: false, row });
  }
  return messages.map(finish);
}

/** What keeps a line from being brought over. */
export function fault(line: Line): "text_long" | "text_heavy" | "name_long" | "empty" | undefined {
  if (!line.hand && line.text.trim() === "") return "empty";
  const text = roomIn(line.hand ? "" : line.text, LONGEST.text);
  if (text.left < 0) return "text_long";
  if (text.heavy) return "text_heavy";
  const name = roomIn(line.name, LONGEST.name);
  return name.left < 0 || name.heavy ? "name_long" : undefined;
}
