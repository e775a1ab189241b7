// What meeting tools put on the clipboard, in the shapes they have it in, and what must come out of it.

import { expect, test } from "vitest";
import { fault, parse, type Line } from "./relay";

const asks = (name: string, text: string): Line => ({ name, text, hand: false });
const raises = (name: string): Line => ({ name, text: "", hand: true });

const SHAPES: readonly (readonly [what: string, pasted: string, lines: readonly Line[]])[] = [
  ["a name and a text", "Ann Lee: Who pays for this?", [asks("Ann Lee", "Who pays for this?")]],
  ["a text alone", "Who pays for this?", [asks("", "Who pays for this?")]],
  [
    "several of both, with empty lines",
    "Ann: Who pays?\n\nAnd who decides?\r\nBob: How long?\n",
    [asks("Ann", "Who pays?"), asks("", "And who decides?"), asks("Bob", "How long?")],
  ],
  ["a colon inside the text", "Ann: two things: cost and time", [asks("Ann", "two things: cost and time")]],
  ["a link", "https://example.org/paper says otherwise", [asks("", "https://example.org/paper says otherwise")]],
  [
    "a sentence with a colon",
    "My question is simple, really: who pays?",
    [asks("", "My question is simple, really: who pays?")],
  ],
  ["a label that is no name", "Question: who pays?", [asks("", "Question: who pays?")]],
  ["Q", "Q: who pays?", [asks("", "Q: who pays?")]],
  ["a title and initials", "Dr. J. K. Doe: why?", [asks("Dr. J. K. Doe", "why?")]],
  ["a group in brackets", "Ann (Gov, KE): why?", [asks("Ann (Gov, KE)", "why?")]],
  ["Arabic", "ليلى حسن: من يدفع؟", [asks("ليلى حسن", "من يدفع؟")]],
  ["Chinese with its own colon", "王芳：谁来付钱？", [asks("王芳", "谁来付钱？")]],
  ["Cyrillic", "Анна Петрова: кто платит?", [asks("Анна Петрова", "кто платит?")]],
  ["a ratio", "3:1 is no majority", [asks("", "3:1 is no majority")]],
  ["a time in a sentence", "Can we end at 10:30", [asks("", "Can we end at 10:30")]],
  ["a time at the beginning", "10:30 works for me", [asks("", "10:30 works for me")]],
  [
    "Zoom, saved",
    "14:03:22\t From Ann Lee to Everyone:\n\tWho pays for this?",
    [asks("Ann Lee", "Who pays for this?")],
  ],
  ["Zoom, saved, on one line", "14:03:22 From Ann Lee to Everyone: Who pays?", [asks("Ann Lee", "Who pays?")]],
  ["Zoom, older", "14:03:22\t From  Ann Lee : Who pays?", [asks("Ann Lee", "Who pays?")]],
  [
    "Zoom, copied, two messages",
    "Ann Lee to Everyone 2:03 PM\nWho pays\nfor this?\nBob to Everyone 2:04 PM\nAnd when?",
    [asks("Ann Lee", "Who pays for this?"), asks("Bob", "And when?")],
  ],
  ["Zoom, in bare words", "From Ann to Everyone: why?", [asks("Ann", "why?")]],
  ["Zoom, to hosts", "14:03:22 From Ann Lee to Hosts and panelists: why?", [asks("Ann Lee", "why?")]],
  [
    "Zoom, with a reply",
    'Bob to Everyone 2:04 PM\nReplying to "Who pays?"\nThe members do.',
    [asks("Bob", "The members do.")],
  ],
  ["Zoom, a reaction", '14:03:30 From Ann to Everyone:\n\tWhy?\nReacted to "Why?" with 👍', [asks("Ann", "Why?")]],
  ["WebEx", "from Ann Lee to everyone:    2:03 PM\nWho pays?", [asks("Ann Lee", "Who pays?")]],
  ["WebEx, to panelists", "from Ann Lee to All Panelists: 2:03 PM\nWho pays?", [asks("Ann Lee", "Who pays?")]],
  ["Teams, in brackets", "[14:03] Ann Lee\nWho pays?", [asks("Ann Lee", "Who pays?")]],
  ["Teams, dated", "[23/11 14:03] Ann Lee: Who pays?", [asks("Ann Lee", "Who pays?")]],
  ["Teams, dated in America", "[11/23 2:03 PM] Ann Lee\nWho pays?", [asks("Ann Lee", "Who pays?")]],
  ["Teams, a guest", "Ann Lee (Guest) 14:03\nWho pays?", [asks("Ann Lee", "Who pays?")]],
  [
    "Teams, the time behind",
    "Ann Lee  2:03 PM\nWho pays?\nBob  2:05 PM\nWhen?",
    [asks("Ann Lee", "Who pays?"), asks("Bob", "When?")],
  ],
  ["Meet", "Ann Lee\n2:03 PM\nWho pays?", [asks("Ann Lee", "Who pays?")]],
  ["Meet, run together", "Ann Lee2:03 PM\nWho pays?", [asks("Ann Lee", "Who pays?")]],
  ["Meet, saved", "00:12:34.123,00:12:37.123\nAnn Lee: Who pays?", [asks("Ann Lee", "Who pays?")]],
  ["BigBlueButton", "[14:03] Ann Lee : Who pays?", [asks("Ann Lee", "Who pays?")]],
  ["a hand", "✋ Ann Lee", [raises("Ann Lee")]],
  ["a hand in brown", "🙋🏾‍♀️ Ann Lee", [raises("Ann Lee")]],
  ["a hand behind the name", "Ann Lee: ✋", [raises("Ann Lee")]],
  ["a hand in words", "Ann Lee raises hand", [raises("Ann Lee")]],
  ["a hand in other words", "Ann Lee has raised her hand.", [raises("Ann Lee")]],
  ["a hand in brackets", "Ann Lee: (raises hand)", [raises("Ann Lee")]],
  ["a hand in the chat of a tool", "14:03:22 From Ann to Everyone:\n\t✋", [raises("Ann")]],
  [
    "hands typed below what was copied",
    "14:03:22 From Ann to Everyone:\n\tWho pays?\n✋ Bob\nCy raises hand\nAnd when?",
    [asks("Ann", "Who pays?"), raises("Bob"), raises("Cy"), asks("", "And when?")],
  ],
  ["a hand with words", "Ann: ✋ about the cost", [{ name: "Ann", text: "about the cost", hand: true }]],
  ["a name with particles", "Maria de la Cruz von Berg: why?", [asks("Maria de la Cruz von Berg", "why?")]],
  ["a hand of nobody in particular", "✋", [raises("")]],
  ["marks that turn text around", "\u202aAnn\u202c: why?", [asks("Ann", "why?")]],
];

test.each(SHAPES)("%s", (_, pasted, lines) => {
  expect(parse(pasted)).toEqual(lines);
});

test("nothing that was pasted is lost because it looked like the head of a message", () => {
  expect(parse("Ann Lee 14:03")).toEqual([asks("", "Ann Lee 14:03")]);
  expect(parse("")).toEqual([]);
});

test("what the server would refuse is told beside the line", () => {
  expect(fault(asks("", "x".repeat(300)))).toBeUndefined();
  expect(fault(asks("", "x".repeat(301)))).toBe("text_long");
  // A family is one letter of 25 bytes: so many fit into the server's 2,000.
  expect(fault(asks("", "👩‍👩‍👧‍👦".repeat(80)))).toBeUndefined();
  expect(fault(asks("", "👩‍👩‍👧‍👦".repeat(81)))).toBe("text_heavy");
  expect(fault(asks("n".repeat(41), "why?"))).toBe("name_long");
  expect(fault(asks("Ann", " "))).toBe("empty");
  expect(fault(raises("Ann"))).toBeUndefined();
});
