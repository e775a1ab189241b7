// All that crosses a socket. Written by `cargo xtask wire` from server/src/wire.rs; do not edit.

export type RoomCode = string;
export type PairingCode = string;
export type PollId = string;
export type RunId = number;
export type ScreenId = string;
export type QuestionId = number;
export type TurnId = number;
export type Language = "en" | "fr" | "es" | "ar" | "zh" | "ru";
export type Translation = { 
/**
 * What is asked.
 */
prompt: string, 
/**
 * The words of the kind's own, in their order and as many: see [`own_words`].
 */
options: Array<string>, 
/**
 * A person who reads both languages has compared them. Pages say so where nobody has.
 */
checked: boolean, };
export type Moment = number;
export type Mode = "unstated" | "room" | "online";
export type Group = "unstated" | "government" | "civil_society" | "private_sector" | "technical_community" | "intergovernmental" | "other";
export type Axis = "mode" | "group";
export type Role = "chair" | "on_site" | "online" | "rapporteur";
export type Kind = { "kind": "single", 
/**
 * 2 to 12 of them.
 */
options: Array<string>, } | { "kind": "multiple", 
/**
 * 2 to 12 of them.
 */
options: Array<string>, 
/**
 * At least 1.
 */
min: number, 
/**
 * At most the number of options.
 */
max: number, } | { "kind": "scale", 
/**
 * 3 to 11 steps; the first and the last carry words, one between may be empty.
 */
labels: Array<string>, } | { "kind": "gradient" } | { "kind": "yes_no" } | { "kind": "ranking" } & Ranking | { "kind": "points" } & Points | { "kind": "words" } & Words | { "kind": "open_text" } | { "kind": "number" } & Numbers | { "kind": "grid" } & Grid | { "kind": "statements" } & Statements;
export type Ranking = { 
/**
 * 2 to 12 of them.
 */
options: Array<string>, };
export type RankingFound = { 
/**
 * Ballots that ranked something: the n of these figures.
 */
said: number, 
/**
 * The mean Borda score of each option, 0 (last on every ballot) to options − 1 (first on every ballot).
 */
scores: Array<number>, 
/**
 * Ballots that put it first.
 */
first: Array<number>, 
/**
 * Ballots that gave it a place at all.
 */
ranked: Array<number>, 
/**
 * The options by score, highest first; of equal ones the earlier option first.
 */
order: Array<number>, };
export type Points = { 
/**
 * 2 to 12 of them.
 */
options: Array<string>, 
/**
 * 2 to 1000; usually 100.
 */
total: number, };
export type PointsFound = { 
/**
 * Ballots that shared points out: the n of the means.
 */
said: number, 
/**
 * Points given to each option, all ballots together.
 */
sums: Array<number>, 
/**
 * The mean of each option over those ballots; they add up to the total.
 */
means: Array<number>, };
export type Words = { 
/**
 * 1 to 5.
 */
most: number, };
export type PhrasesFound = { 
/**
 * Ballots that wrote something.
 */
said: number, 
/**
 * The approved ones, most said first, then in the order of their letters.
 */
phrases: Array<Phrase>, 
/**
 * How many different ones are not shown: they wait for a moderator, or were turned down.
 */
held: number, };
export type Phrase = { 
/**
 * As most wrote it; of spellings equally frequent the first in the order of their letters.
 */
text: string, 
/**
 * Ballots.
 */
count: number, };
export type Verdict = "approved" | "turned_down";
export type Numbers = { 
/**
 * The lowest.
 */
min: number, 
/**
 * The highest: above the lowest, by at most 10,000.
 */
max: number, 
/**
 * What it counts ("years", "%"); may be empty.
 */
unit: string, };
export type NumberFound = { 
/**
 * Ballots that gave one: the n of these figures.
 */
said: number, 
/**
 * The histogram, lowest first: bins of one width over the whole range, empty ones included.
 */
bins: Array<Bin>, 
/**
 * The middle one; `null` if nobody gave a number.
 */
median: number | null, 
/**
 * A quarter of the numbers lie at or below it.
 */
lower: number | null, 
/**
 * A quarter of the numbers lie at or above it.
 */
upper: number | null, };
export type Bin = { 
/**
 * The lowest number in it.
 */
from: number, 
/**
 * The highest number in it; the last bin may be narrower than the others.
 */
to: number, 
/**
 * How many gave one of these.
 */
count: number, };
export type Grid = { 
/**
 * From left to right (in a script that runs from the right too: low is left).
 */
across: Ends, 
/**
 * From bottom to top.
 */
up: Ends, };
export type Ends = { 
/**
 * At 0.
 */
low: string, 
/**
 * At 20.
 */
high: string, };
export type GridFound = { 
/**
 * Ballots that gave a place: the n of these figures.
 */
said: number, 
/**
 * Ballots in each of 7 × 7 fields: rows from the bottom, in each the fields from the left. `null` where fewer than k gave
 * a place: few dots on a plane are people.
 */
density: Array<Array<number>> | null, 
/**
 * The median across and the median up, each 0 to 20; `null` with the density.
 */
middle: [number, number] | null, };
export type Statements = { 
/**
 * 2 to 20, in the order they are asked.
 */
statements: Array<Statement>, };
export type Statement = { 
/**
 * What is put to the vote.
 */
text: string, 
/**
 * Whose statement it is, where it is somebody's: "the IWF".
 */
attributed_to?: string, 
/**
 * A claim about how things are that others dispute: screens say *agreed*, never *is so*.
 */
contested: boolean, 
/**
 * The passages it rests on, byte for byte as they stand in the source text.
 */
quotes?: Array<string>, };
export type Stance = "agree" | "disagree" | "pass";
export type StatementsFound = { 
/**
 * In the deck's order.
 */
statements: Array<StanceCounts>, 
/**
 * Statements (from 0) by how much of their answers agree, most first. Ordered by (agree + 1) / (answers + 2), so that one of six
 * does not come before forty of fifty (the estimate Polis orders by: Small et al., *Polis: Scaling deliberation by mapping
 * high dimensional opinion spaces*, RECERCA 26, 2021).
 */
most_agreed: Array<number>, 
/**
 * Statements (from 0) by the smaller of their two sides as a share of their answers, largest first; only where both sides
 * have somebody.
 */
most_divisive: Array<number>, 
/**
 * What all groups agree with, where groups are published.
 */
across: Across | null, };
export type StanceCounts = { 
/**
 * Agree.
 */
agree: number, 
/**
 * Disagree.
 */
disagree: number, 
/**
 * Pass.
 */
pass: number, };
export type Across = { 
/**
 * What the groups are.
 */
by: Axis, 
/**
 * In the deck's order; `null` where not every published group has k answers to it.
 */
least: Array<StanceCounts | null>, 
/**
 * Statements (from 0) by the agreement of their least agreeing group, most first; only those with a `least`.
 */
order: Array<number>, };
export type Visibility = "hidden" | "live" | "after_vote";
export type Source = { "from": "policy_questions", 
/**
 * "WS #230".
 */
reference: string, 
/**
 * The ids: "q1".
 */
questions: Array<string>, } | { "from": "discussion_points", 
/**
 * "WS #534".
 */
reference: string, 
/**
 * The ids: "aim1".
 */
points: Array<string>, } | { "from": "positions", 
/**
 * Whose text it is, and that it is one side's.
 */
about: string, } | { "from": "discussion", 
/**
 * When it was typed.
 */
at: Moment, } | { "from": "audience", 
/**
 * Which.
 */
question: QuestionId, 
/**
 * Its words then.
 */
text: string, } | { "from": "outcome", 
/**
 * When it was typed.
 */
at: Moment, } | { "from": "temperature" };
export type Provenance = { 
/**
 * The passages the prompt rests on, byte for byte as they stand in the source text.
 */
quotes?: Array<string>, 
/**
 * For each option the passage it rests on; `None` for an option that was *added* (plain answer words, neutral rests).
 */
option_quotes?: Array<string | null>, } & ({ "from": "policy_questions", 
/**
 * "WS #230".
 */
reference: string, 
/**
 * The ids: "q1".
 */
questions: Array<string>, } | { "from": "discussion_points", 
/**
 * "WS #534".
 */
reference: string, 
/**
 * The ids: "aim1".
 */
points: Array<string>, } | { "from": "positions", 
/**
 * Whose text it is, and that it is one side's.
 */
about: string, } | { "from": "discussion", 
/**
 * When it was typed.
 */
at: Moment, } | { "from": "audience", 
/**
 * Which.
 */
question: QuestionId, 
/**
 * Its words then.
 */
text: string, } | { "from": "outcome", 
/**
 * When it was typed.
 */
at: Moment, } | { "from": "temperature" });
export type Choice = "cant_say" | { "one": number } | { "many": Array<number> } | { "ranked": Array<number> } | { "points": Array<number> } | { "words": Array<string> } | { "text": string } | { "value": number } | { "at": [number, number] } | { "stances": Array<Stance | null> };
export type Found = { "as": "counts", 
/**
 * For every option, step or answer, how many chose it.
 */
counts: Array<number>, 
/**
 * For ordered kinds: the median step (from 0, halves possible), of those who said something.
 */
median: number | null, } | { "as": "ranking" } & RankingFound | { "as": "points" } & PointsFound | { "as": "words" } & PhrasesFound | { "as": "open_text" } & PhrasesFound | { "as": "number" } & NumberFound | { "as": "grid" } & GridFound | { "as": "statements" } & StatementsFound;
export type Phase = "open" | "closing" | "closed" | "published" | "void";
export type Showing = { "show": "join" } | { "show": "aims" } | { "show": "rules" } | { "show": "run", 
/**
 * Which one.
 */
run: RunId, } | { "show": "compare", 
/**
 * The earlier.
 */
before: RunId, 
/**
 * The later.
 */
after: RunId, } | { "show": "questions" } | { "show": "question", 
/**
 * Which.
 */
question: QuestionId, } | { "show": "queue" } | { "show": "message" } | { "show": "temperature" } | { "show": "support" } | { "show": "pause" } | { "show": "next" } | { "show": "closing" };
export type Fault = { "is": "empty" } | { "is": "long", n: number, max: number, } | { "is": "heavy", max: number, } | { "is": "options", n: number, min: number, max: number, } | { "is": "option_empty", n: number, } | { "is": "option_twice", n: number, text: string, } | { "is": "choices", n: number, min: number, max: number, } | { "is": "steps", n: number, min: number, max: number, } | { "is": "end_labels" } | { "is": "far", max: number, } | { "is": "range", max: number, } | { "is": "across_empty" } | { "is": "across_same" } | { "is": "up_empty" } | { "is": "up_same" } | { "is": "statements", n: number, min: number, max: number, } | { "is": "statement_empty", n: number, } | { "is": "statement_twice", n: number, text: string, } | { "is": "phrases", n: number, max: number, } | { "is": "points", n: number, min: number, max: number, } | { "is": "own_language", language: Language, } | { "is": "prompt_empty", language: Language, } | { "is": "answers", language: Language, n: number, of: number, } | { "is": "answer_empty", language: Language, n: number, } | { "is": "after_beginning" } | { "is": "no_speaker" } | { "is": "leans_on_nothing" } | { "is": "drawn_from_nothing" } | { "is": "quotes", max: number, } | { "is": "not_in_text", text: string, } | { "is": "option_quotes" };
export type Refusal = { "code": "malformed", 
/**
 * What the parser said, without the text itself.
 */
detail: string, } | { "code": "unknown_room" } | { "code": "unknown_run" } | { "code": "unknown_poll" } | { "code": "unknown_screen" } | { "code": "unknown_deck" } | { "code": "unknown_question" } | { "code": "unknown_turn" } | { "code": "unknown_note" } | { "code": "unknown_phrase" } | { "code": "paused" } | { "code": "not_running", 
/**
 * "early" or "over".
 */
phase: string, } | { "code": "wrong_kind" } | { "code": "unknown_option" } | { "code": "wrong_count", 
/**
 * At least so many.
 */
min: number, 
/**
 * At most so many.
 */
max: number, } | { "code": "chosen_twice" } | { "code": "wrong_total", 
/**
 * What there is.
 */
total: number, 
/**
 * What was given out.
 */
given: number, } | { "code": "out_of_range", 
/**
 * Lowest number taken.
 */
min: number, 
/**
 * Highest number taken.
 */
max: number, } | { "code": "closed", 
/**
 * Revision of the ballot that stands.
 */
r: number | null, } | { "code": "superseded", 
/**
 * The revision that stands.
 */
r: number, } | { "code": "not_signed" } | { "code": "own_wording" } | { "code": "needs_code" } | { "code": "wrong_code" } | { "code": "not_allowed" } | { "code": "no_pass" } | { "code": "changed", 
/**
 * Which document: "gate/3", "stage", "poll/q1".
 */
document: string, 
/**
 * Its revision now.
 */
rev: number, } | { "code": "stage_busy", 
/**
 * The run that is open.
 */
run: number, } | { "code": "wrong_state", 
/**
 * What the state is: "open", "closing", "closed", "published", "void".
 */
state: string, } | { "code": "bad_text", 
/**
 * Which field.
 */
field: string, 
/**
 * Why.
 */
why: Fault, } | { "code": "missing", 
/**
 * "title", "minutes", …
 */
fields: Array<string>, } | { "code": "out_of_bounds", 
/**
 * Which field.
 */
field: string, 
/**
 * Lowest value taken.
 */
min: number, 
/**
 * Highest value taken.
 */
max: number, } | { "code": "too_many", 
/**
 * Of what: "polls", "runs", "screens", "phrases".
 */
what: string, 
/**
 * The limit.
 */
max: number, } | { "code": "slow_down", 
/**
 * Milliseconds to wait.
 */
wait_ms: number, } | { "code": "try_again" } | { "code": "draining" };
export type Act = { "act": "opened", 
/**
 * Which.
 */
run: RunId, 
/**
 * Of which poll.
 */
poll: PollId, 
/**
 * With a countdown of so many seconds.
 */
seconds: number | null, } | { "act": "closing", 
/**
 * Which run.
 */
run: RunId, 
/**
 * To be shown at once.
 */
show: boolean, } | { "act": "kept_open", 
/**
 * Which run.
 */
run: RunId, } | { "act": "extended", 
/**
 * Which run.
 */
run: RunId, 
/**
 * By so many seconds.
 */
seconds: number, } | { "act": "shut", 
/**
 * Which run.
 */
run: RunId, 
/**
 * The result was shown with it.
 */
shown: boolean, } | { "act": "shown", 
/**
 * Which run.
 */
run: RunId, } | { "act": "hidden", 
/**
 * Which run.
 */
run: RunId, } | { "act": "voided", 
/**
 * Which run.
 */
run: RunId, } | { "act": "judged", 
/**
 * Which run.
 */
run: RunId, 
/**
 * What was said to them.
 */
verdict: Verdict, 
/**
 * How many.
 */
phrases: number, } | { "act": "staged", 
/**
 * What.
 */
showing: Showing, } | { "act": "raised", 
/**
 * Which.
 */
poll: PollId, } | { "act": "edited", 
/**
 * Which.
 */
poll: PollId, } | { "act": "signed", 
/**
 * Which.
 */
poll: PollId, } | { "act": "sign_off_set", 
/**
 * On or off.
 */
on: boolean, } | { "act": "codes_set", 
/**
 * So many there are.
 */
made: number, 
/**
 * Taking part needs one.
 */
needed: boolean, 
/**
 * Those that were given out before are good no more.
 */
anew: boolean, } | { "act": "armed", 
/**
 * Which.
 */
poll: PollId, 
/**
 * On or off.
 */
armed: boolean, } | { "act": "dropped", 
/**
 * Which.
 */
poll: PollId, } | { "act": "ordered" } | { "act": "deck_added", 
/**
 * Which.
 */
deck: string, } | { "act": "heads", 
/**
 * In the room.
 */
room: number | null, 
/**
 * In the meeting tool.
 */
online: number | null, } | { "act": "screen_let_in", 
/**
 * Its name.
 */
name: string, } | { "act": "screen_named", 
/**
 * Its new name.
 */
name: string, } | { "act": "screen_pinned", 
/**
 * Its name.
 */
name: string, 
/**
 * What to; `None` follows the stage.
 */
pinned: Showing | null, } | { "act": "screen_revoked", 
/**
 * Its name.
 */
name: string, } | { "act": "handed_over", 
/**
 * For which role.
 */
role: Role, } | { "act": "took_over", 
/**
 * Which role.
 */
role: Role, } | { "act": "revoked", 
/**
 * Which role.
 */
role: Role, } | { "act": "question", 
/**
 * Which.
 */
question: QuestionId, } & ({ "did": "approved" } | { "did": "declined", 
/**
 * Which.
 */
rule: DeclineRule, } | { "did": "edited" } | { "did": "labelled" } | { "did": "replied" } | { "did": "answering" } | { "did": "answered" } | { "did": "archived" } | { "did": "restored" } | { "did": "merged", 
/**
 * Which.
 */
into: QuestionId, } | { "did": "unmerged" }) | { "act": "talk_set", 
/**
 * Whether people may ask.
 */
asking: Asking, 
/**
 * Whether raising a hand is open.
 */
hands: boolean, 
/**
 * Questions wait for a moderator first.
 */
hold: boolean, 
/**
 * How many of one person may wait.
 */
per_person: number, 
/**
 * The order that phones and screens see.
 */
sort: Sort, } | { "act": "turn", 
/**
 * Which.
 */
turn: TurnId, } & ({ "did": "given" } | { "did": "given_out_of_turn" } | { "did": "ended", 
/**
 * After so many seconds.
 */
seconds: number, } | { "did": "extended", 
/**
 * So many seconds.
 */
seconds: number, } | { "did": "added" } | { "did": "queued" } | { "did": "placed", 
/**
 * Where.
 */
place: Place, } | { "did": "skipped" }) | { "act": "floor_rule", 
/**
 * The new rule.
 */
rule: FloorRule, } | { "act": "relayed", 
/**
 * Questions.
 */
questions: number, 
/**
 * Hands.
 */
hands: number, } | { "act": "relay_undone", 
/**
 * Questions and hands.
 */
lines: number, } | { "act": "blanked", 
/**
 * Blank, or back.
 */
on: boolean, } | { "act": "message_set", 
/**
 * The line.
 */
text: string, } | { "act": "contacts_set", 
/**
 * How many there are.
 */
contacts: number, } | { "act": "window_set", 
/**
 * People may come from then on.
 */
from: Moment | null, 
/**
 * The session is planned to begin then.
 */
planned: Moment | null, 
/**
 * The room and all that is in it goes away so many days after the end, from now on.
 */
keep_days?: number, } | { "act": "began" } | { "act": "ended" } | { "act": "resumed" } | { "act": "noted", 
/**
 * Which.
 */
note: number, } | { "act": "sealed", 
/**
 * Which.
 */
run: RunId, } | { "act": "not_sealed", 
/**
 * Which run.
 */
run: RunId, } | { "act": "refounded", 
/**
 * Runs some of whose ballots may be missing.
 */
flagged: Array<RunId>, } | { "act": "went_back", 
/**
 * Runs some of whose ballots may be missing.
 */
flagged: Array<RunId>, };
export type Turned = { "did": "given" } | { "did": "given_out_of_turn" } | { "did": "ended", 
/**
 * After so many seconds.
 */
seconds: number, } | { "did": "extended", 
/**
 * So many seconds.
 */
seconds: number, } | { "did": "added" } | { "did": "queued" } | { "did": "placed", 
/**
 * Where.
 */
place: Place, } | { "did": "skipped" };
export type QuestionState = { "is": "in_review" } | { "is": "approved" } | { "is": "answering" } | { "is": "answered" } | { "is": "declined", 
/**
 * Which rule.
 */
rule: DeclineRule, 
/**
 * For the author.
 */
reason: string | null, } | { "is": "archived" } | { "is": "withdrawn" } | { "is": "merged", 
/**
 * Which.
 */
into: QuestionId, 
/**
 * What it was before, and is again when the merge is taken back.
 */
was: QuestionState, };
export type DeclineRule = "off_topic" | "attack" | "private_person" | "asked_already" | "advertising" | "unclear";
export type Fate = { "is": "approve" } | { "is": "decline", 
/**
 * Which rule.
 */
rule: DeclineRule, 
/**
 * For its author alone; at most 300 graphemes.
 */
reason?: string, } | { "is": "edit", 
/**
 * The new words.
 */
text: string, } | { "is": "label", 
/**
 * At most 5, each at most 40 graphemes.
 */
labels: Array<string>, } | { "is": "reply", 
/**
 * The answer; at most 300 graphemes.
 */
text: string, } | { "is": "answering" } | { "is": "answered" } | { "is": "archive" } | { "is": "restore" };
export type ToldOfQuestion = { "did": "approved" } | { "did": "declined", 
/**
 * Which.
 */
rule: DeclineRule, } | { "did": "edited" } | { "did": "labelled" } | { "did": "replied" } | { "did": "answering" } | { "did": "answered" } | { "did": "archived" } | { "did": "restored" } | { "did": "merged", 
/**
 * Which.
 */
into: QuestionId, } | { "did": "unmerged" };
export type QuestionEdit = { 
/**
 * Who edited.
 */
by: Role, 
/**
 * When.
 */
at: Moment, 
/**
 * What stood there before.
 */
was: string, };
export type Flag = "contact" | "shouting" | "disguised" | "few_letters" | "asked_before" | "likely_duplicate";
export type Asking = "open" | "paused";
export type Talk = { 
/**
 * Whether people may ask.
 */
asking: Asking, 
/**
 * Whether raising a hand is open.
 */
hands: boolean, 
/**
 * A question waits for a moderator before anybody sees it.
 */
hold: boolean, 
/**
 * How many questions of one person may be waiting at once.
 */
per_person: number, 
/**
 * The order that phones and screens see.
 */
sort: Sort, };
export type Sort = "supported" | "recent" | "fair" | "wilson" | "controversial" | "bridging";
export type FloorRule = { 
/**
 * Room and online alternate while both wait.
 */
round_robin: boolean, 
/**
 * Who has not had the floor goes before who has, on the same side.
 */
first_timers_first: boolean, 
/**
 * Between those, the group that had the fewest turns goes first.
 */
least_heard_group: boolean, 
/**
 * One of every so many turns is online while somebody online waits, where sides do not alternate anyway.
 */
online_one_in: OneIn | null, 
/**
 * How long a turn lasts; the timer tells, nothing cuts off.
 */
seconds: number, };
export type OneIn = number;
export type Place = "first" | "rule" | "last";
export type Why = "put_ahead" | "put_back" | "rooms_turn" | "onlines_turn" | "online_slot" | "first_time" | "least_heard" | "waits_longest";
export type Ledger = { 
/**
 * All of them.
 */
all: Heard, 
/**
 * By mode.
 */
modes: { [key in Mode]?: Heard }, 
/**
 * By declared group.
 */
groups: { [key in Group]?: Heard }, 
/**
 * First turns; their number is that of the people who spoke, where each turn that nobody is known by is one more.
 */
first: Heard, 
/**
 * Later turns of the same people.
 */
again: Heard, };
export type Heard = { 
/**
 * How many (n).
 */
turns: number, 
/**
 * How long together, in milliseconds.
 */
ms: number, };
export type Session = { 
/**
 * People may come, ask and answer preparatory polls from then on; nothing: at any time.
 */
from: Moment | null, 
/**
 * The session is planned to begin then.
 */
planned: Moment | null, 
/**
 * A moderator began it.
 */
began: Moment | null, 
/**
 * A moderator ended it: from then on the room is there to be read.
 */
ended: Moment | null, };
export type Contact = { 
/**
 * "Child Helpline International".
 */
name: string, 
/**
 * How to reach them: a number, an address, a place in the venue.
 */
reach: string, };
export type Note = { 
/**
 * Who wrote it.
 */
by: Role, 
/**
 * When it was first written.
 */
at: Moment, 
/**
 * At most 2,000 bytes; empty if it was taken back.
 */
text: string, 
/**
 * The run it is about, if it is about one.
 */
about?: RunId, };
export type Backstage = { 
/**
 * Who says it.
 */
by: Role, 
/**
 * When.
 */
at: Moment, 
/**
 * One line.
 */
text: string, 
/**
 * Who has seen it.
 */
acknowledged: Array<Role>, };
export type Told = { 
/**
 * How they take part.
 */
mode: Mode, 
/**
 * When.
 */
at: Moment, 
/**
 * At most 300 graphemes.
 */
text: string, 
/**
 * A moderator dealt with it.
 */
settled: Role | null, };
export type Person = { 
/**
 * As written.
 */
name: string | null, 
/**
 * Organisation.
 */
affiliation: string | null, 
/**
 * "Civil Society", …
 */
stakeholder_group: string | null, 
/**
 * "Western European and Others Group (WEOG)", …
 */
regional_group: string | null, };
export type PastedProposal = { 
/**
 * Text or HTML.
 */
text: string, };
export type FoundText = { 
/**
 * The words.
 */
value: string, 
/**
 * Where they begin, in UTF-16 units, as JavaScript counts.
 */
from: number, 
/**
 * Where they end.
 */
to: number, };
export type FoundNumber = { 
/**
 * The number.
 */
value: number, 
/**
 * Where it begins.
 */
from: number, 
/**
 * Where it ends.
 */
to: number, };
export type FoundPerson = { 
/**
 * As written.
 */
name: FoundText | null, 
/**
 * Organisation.
 */
affiliation: FoundText | null, 
/**
 * "Civil Society", …
 */
stakeholder_group: FoundText | null, 
/**
 * "African Group", …
 */
regional_group: FoundText | null, };
export type FoundQuestion = { 
/**
 * Word for word.
 */
text: FoundText, 
/**
 * The letter or heading it stands under.
 */
label: FoundText | null, 
/**
 * The question, by place in the list, that it leans on.
 */
follows: number | null, };
export type FoundDoubt = { 
/**
 * The field it may belong into.
 */
field: string, 
/**
 * The passage.
 */
text: FoundText, 
/**
 * Why it does not stand there.
 */
why: string, };
export type FoundPoll = { 
/**
 * The questions it is drawn from, by place.
 */
from: Array<number>, 
/**
 * What is asked.
 */
prompt: string, 
/**
 * The passages the prompt rests on.
 */
quotes: Array<FoundText>, 
/**
 * For each option of a choice the passage it rests on; `null` for one that was added.
 */
option_quotes: Array<FoundText | null>, } & ({ "kind": "single", 
/**
 * 2 to 12 of them.
 */
options: Array<string>, } | { "kind": "multiple", 
/**
 * 2 to 12 of them.
 */
options: Array<string>, 
/**
 * At least 1.
 */
min: number, 
/**
 * At most the number of options.
 */
max: number, } | { "kind": "scale", 
/**
 * 3 to 11 steps; the first and the last carry words, one between may be empty.
 */
labels: Array<string>, } | { "kind": "gradient" } | { "kind": "yes_no" } | { "kind": "ranking" } & Ranking | { "kind": "points" } & Points | { "kind": "words" } & Words | { "kind": "open_text" } | { "kind": "number" } & Numbers | { "kind": "grid" } & Grid | { "kind": "statements" } & Statements);
export type FoundUnasked = { 
/**
 * By place.
 */
question: number, 
/**
 * Why.
 */
why: string, };
export type FoundProposal = { 
/**
 * The text that every passage lies in: the pasted one without tags, entities and hard line breaks.
 */
plain: string, 
/**
 * "IGF 2020 WS #230".
 */
reference: FoundText | null, 
/**
 * Year of the event.
 */
year: FoundNumber | null, 
/**
 * Session number.
 */
number: FoundNumber | null, 
/**
 * Kind of session, as written.
 */
kind: FoundText | null, 
/**
 * The title alone.
 */
title: FoundText | null, 
/**
 * "Round Table".
 */
format: FoundText | null, 
/**
 * Planned length.
 */
minutes: FoundNumber | null, 
/**
 * BCP 47 tag.
 */
language: string, 
/**
 * In the order of the text.
 */
organizers: Array<FoundPerson>, 
/**
 * In the order of the text.
 */
speakers: Array<FoundPerson>, 
/**
 * The (on-site) moderator.
 */
moderator: FoundPerson | null, 
/**
 * The online moderator.
 */
online_moderator: FoundPerson | null, 
/**
 * The rapporteur.
 */
rapporteur: FoundPerson | null, 
/**
 * In the order of the text.
 */
policy_questions: Array<FoundQuestion>, 
/**
 * What the session is for.
 */
aims: Array<FoundText>, 
/**
 * Paragraph by paragraph.
 */
expected_outcomes: Array<FoundText>, 
/**
 * Paragraph by paragraph.
 */
hybrid_plan: Array<FoundText>, 
/**
 * What a reader should decide.
 */
uncertain: Array<FoundDoubt>, 
/**
 * Polls proposed from the policy questions.
 */
polls: Array<FoundPoll>, 
/**
 * "No good poll here", said of each question it holds for.
 */
unasked: Array<FoundUnasked>, };
export type NewQuestion = { 
/**
 * The sentence.
 */
text: string, 
/**
 * The letter or heading it stands under.
 */
label: string | null, 
/**
 * The question before it, by place, that it leans on.
 */
follows: number | null, };
export type NewPoll = { 
/**
 * What is asked.
 */
prompt: string, 
/**
 * The policy questions it is drawn from, by place; one at least.
 */
from: Array<number>, 
/**
 * The passages of the text the prompt rests on, word for word.
 */
quotes: Array<string>, 
/**
 * For each option the passage it rests on; `null` for one that was added.
 */
option_quotes: Array<string | null>, 
/**
 * Who sees the tally when.
 */
visibility: Visibility, 
/**
 * The countdown it is usually opened with.
 */
seconds: number | null, 
/**
 * Its words in other languages.
 */
translations?: { [key in Language]?: Translation }, } & ({ "kind": "single", 
/**
 * 2 to 12 of them.
 */
options: Array<string>, } | { "kind": "multiple", 
/**
 * 2 to 12 of them.
 */
options: Array<string>, 
/**
 * At least 1.
 */
min: number, 
/**
 * At most the number of options.
 */
max: number, } | { "kind": "scale", 
/**
 * 3 to 11 steps; the first and the last carry words, one between may be empty.
 */
labels: Array<string>, } | { "kind": "gradient" } | { "kind": "yes_no" } | { "kind": "ranking" } & Ranking | { "kind": "points" } & Points | { "kind": "words" } & Words | { "kind": "open_text" } | { "kind": "number" } & Numbers | { "kind": "grid" } & Grid | { "kind": "statements" } & Statements);
export type NewRoom = { 
/**
 * Made by the client, 1 to 40 characters: the same id again is the same room.
 */
id: string, 
/**
 * The proposal as it was pasted: every quote is looked up in it.
 */
text: string, 
/**
 * As it is cited, if not by year, kind and number.
 */
reference: string | null, 
/**
 * Year of the event.
 */
year: number | null, 
/**
 * Session number.
 */
number: number | null, 
/**
 * "WS", "Open Forum", …
 */
kind: string | null, 
/**
 * The title alone.
 */
title: string | null, 
/**
 * "Round Table".
 */
format: string | null, 
/**
 * Planned length.
 */
minutes: number | null, 
/**
 * BCP 47 tag.
 */
language: string, 
/**
 * Organizers.
 */
organizers: Array<Person>, 
/**
 * Speakers.
 */
speakers: Array<Person>, 
/**
 * The (on-site) moderator.
 */
moderator: Person | null, 
/**
 * The online moderator.
 */
online_moderator: Person | null, 
/**
 * The rapporteur.
 */
rapporteur: Person | null, 
/**
 * What the session is for.
 */
aims: Array<string>, 
/**
 * Paragraph by paragraph.
 */
expected_outcomes: Array<string>, 
/**
 * Paragraph by paragraph.
 */
hybrid_plan: Array<string>, 
/**
 * Policy questions, one sentence each.
 */
policy_questions: Array<NewQuestion>, 
/**
 * Polls, in the order they are planned.
 */
polls: Array<NewPoll>, 
/**
 * A second moderator reads each poll before it opens.
 */
sign_off: boolean, };
export type MadeRoom = { 
/**
 * Its code.
 */
code: RoomCode, 
/**
 * Where browsers reach this server, if it was told.
 */
join_base: string | null, 
/**
 * Path of the phones' page.
 */
phone: string, 
/**
 * Path and fragment of the chair's link.
 */
moderator: string, 
/**
 * Path of the screens' page.
 */
screen: string, };
export type WordingDraft = { 
/**
 * What is asked.
 */
prompt: string, } & ({ "kind": "single", 
/**
 * 2 to 12 of them.
 */
options: Array<string>, } | { "kind": "multiple", 
/**
 * 2 to 12 of them.
 */
options: Array<string>, 
/**
 * At least 1.
 */
min: number, 
/**
 * At most the number of options.
 */
max: number, } | { "kind": "scale", 
/**
 * 3 to 11 steps; the first and the last carry words, one between may be empty.
 */
labels: Array<string>, } | { "kind": "gradient" } | { "kind": "yes_no" } | { "kind": "ranking" } & Ranking | { "kind": "points" } & Points | { "kind": "words" } & Words | { "kind": "open_text" } | { "kind": "number" } & Numbers | { "kind": "grid" } & Grid | { "kind": "statements" } & Statements);
export type WordingFinding = { 
/**
 * As `wording::Code` has it: `loaded_words`, `two_questions`, `unbalanced_scale`, `missing_cant_say`, `leading_opener`.
 */
code: string, 
/**
 * The answer it is about, by place; `null` for the prompt or the draft as a whole.
 */
answer: number | null, 
/**
 * The words that were flagged; empty where the draft as a whole is meant.
 */
words: string, 
/**
 * Why, in words.
 */
why: string, };
export type WordingFindings = { 
/**
 * The prompt's first.
 */
findings: Array<WordingFinding>, };
export type Said = { 
/**
 * Made by the client, 1 to 40 characters; the answer carries it back.
 */
id: string, 
/**
 * The wish.
 */
do: Command, };
export type Command = { "hello": Hello } | { "vote": Vote } | { "mode": SetMode } | { "group": SetGroup } | { "seen": Seen } | { "ask": Ask } | { "take_back": TakeBack } | { "upvote": Upvote } | { "upvotes": Upvotes } | { "raise_hand": RaiseHand } | { "lower_hand": LowerHand } | { "tell": Tell } | { "tend": Tend } | { "approve_all": ApproveAll } | { "merge": Merge } | { "unmerge": OnQuestion } | { "set_talk": SetTalk } | { "relay": Relay } | { "undo_relay": UndoRelay } | { "set_floor": SetFloor } | { "give_floor": GiveFloor } | { "end_turn": OnTurn } | { "extend_turn": ExtendTurn } | { "add_turn": AddTurn } | { "queue_question": OnQuestion } | { "place_turn": PlaceTurn } | { "skip_turn": OnTurn } | { "take_top": TakeTop } | { "blank": Blank } | { "set_message": SetMessage } | { "set_contacts": SetContacts } | { "take_temperature": TakeTemperature } | { "begin": OnSession } | { "end": OnSession } | { "resume": OnSession } | { "set_window": SetWindow } | { "note": WriteNote } | { "backstage": SayBackstage } | { "acknowledge": OnNumber } | { "settle": OnNumber } | { "open": Open } | { "close": Close } | { "keep_open": OnGate } | { "extend": Extend } | { "show": OnGate } | { "hide": OnGate } | { "void": OnGate } | { "judge": Judge } | { "stage": SetStage } | { "raise": Raise } | { "edit": Edit } | { "sign": OnPoll } | { "set_sign_off": SetSignOff } | { "set_codes": SetCodes } | { "arm": Arm } | { "drop": OnPoll } | { "order": Order } | { "add_deck": AddDeck } | { "heads": Heads } | { "let_in": LetIn } | { "name_screen": NameScreen } | { "pin_screen": PinScreen } | { "blink_screen": OnScreen } | { "revoke_screen": OnScreen } | { "hand_over": HandOver } | { "revoke": Revoke } | { "rehearse": Rehearse } | { "end_rehearsal": EndRehearsal } | { "test_vote": TestVote };
export type Hello = { 
/**
 * Epoch of the view the client has.
 */
epoch?: string, 
/**
 * Version of the view it has; with the same epoch, only what changed since comes.
 */
have?: number, 
/**
 * Its ballots of runs it believes open; each is answered like a vote, with the id `{id}/{run}`. At most 50.
 */
ballots: Array<Vote>, 
/**
 * Its mode, if it has said one.
 */
mode?: Mode, 
/**
 * Its stakeholder group, if it has named one or said that it would rather not.
 */
group?: Group, 
/**
 * Moderators: minutes east of Greenwich of their clock, for times in the report.
 */
utc_offset?: number, };
export type Vote = { 
/**
 * Which run.
 */
run: RunId, 
/**
 * When the run that I mean was opened, as its part says: a store that was restored counts runs again from where it stood, and
 * another run under that number is not mine. Without it, the run of that number.
 */
opened?: Moment, 
/**
 * My revision, from 1; higher replaces lower.
 */
r: number, 
/**
 * What I choose; `null` withdraws.
 */
choice: Choice | null, };
export type SetMode = { 
/**
 * How I take part.
 */
mode: Mode, };
export type SetGroup = { 
/**
 * Which group I am of.
 */
group: Group, };
export type SetSignOff = { 
/**
 * The settings' revision as I saw it.
 */
rev: number, 
/**
 * On or off.
 */
on: boolean, };
export type SetCodes = { 
/**
 * The settings' revision as I saw it.
 */
rev: number, 
/**
 * How many codes there are to be, at most 10,000; not fewer than there are, unless anew.
 */
made: number, 
/**
 * Taking part needs one.
 */
needed: boolean, 
/**
 * Those that were given out are good no more.
 */
anew: boolean, };
export type Seen = { 
/**
 * Which run.
 */
run: RunId, };
export type Ask = { 
/**
 * In any language, at most 300 graphemes.
 */
text: string, 
/**
 * A speaker it is addressed to, by the name the workshop has.
 */
to?: string, };
export type TakeBack = { 
/**
 * Which of mine.
 */
question: QuestionId, };
export type Upvote = { 
/**
 * Which question.
 */
question: QuestionId, 
/**
 * My revision, from 1; higher replaces lower.
 */
r: number, 
/**
 * Up, or withdrawn.
 */
up: boolean, };
export type Upvotes = { 
/**
 * At most 50.
 */
upvotes: Array<Upvote>, };
export type RaiseHand = { 
/**
 * A word to be called by, at most 40 graphemes: "blue scarf, row 3". Gone with the turn.
 */
word?: string, };
export type LowerHand = { 
/**
 * Which of mine.
 */
turn: TurnId, };
export type Tell = { 
/**
 * At most 300 graphemes.
 */
text: string, };
export type Tend = { 
/**
 * Which question.
 */
question: QuestionId, 
/**
 * Its revision as I saw it.
 */
rev: number, 
/**
 * What becomes of it.
 */
fate: Fate, };
export type OnQuestion = { 
/**
 * Which.
 */
question: QuestionId, 
/**
 * Its revision as I saw it.
 */
rev: number, };
export type ApproveAll = { 
/**
 * At most 50, each waiting; all are approved, or none.
 */
questions: Array<OnQuestion>, };
export type Merge = { 
/**
 * The question that goes.
 */
question: QuestionId, 
/**
 * Its revision as I saw it.
 */
rev: number, 
/**
 * The question that stays, and gets the union of the upvotes.
 */
into: QuestionId, 
/**
 * Its revision as I saw it.
 */
into_rev: number, };
export type SetTalk = { 
/**
 * The document's revision as I saw it.
 */
rev: number, 
/**
 * How the room takes questions and hands.
 */
talk: Talk, };
export type Relay = { 
/**
 * At most 50; all are taken, or none.
 */
lines: Array<RelayLine>, };
export type RelayLine = { 
/**
 * Who says it there; without, "online participant".
 */
name?: string, 
/**
 * What they ask; without, they raise a hand.
 */
text?: string, };
export type UndoRelay = { 
/**
 * The questions that were brought over.
 */
questions: Array<QuestionId>, 
/**
 * The hands that were.
 */
turns: Array<TurnId>, };
export type SetFloor = { 
/**
 * The floor's revision as I saw it.
 */
rev: number, 
/**
 * How turns are ordered.
 */
rule: FloorRule, };
export type GiveFloor = { 
/**
 * Who has it now as I saw it, if anybody; their turn ends in the same step.
 */
now: TurnId | null, 
/**
 * Who gets it.
 */
turn: TurnId, 
/**
 * That turn's revision as I saw it.
 */
rev: number, };
export type OnTurn = { 
/**
 * Which.
 */
turn: TurnId, 
/**
 * Its revision as I saw it.
 */
rev: number, };
export type ExtendTurn = { 
/**
 * Which.
 */
turn: TurnId, 
/**
 * Its revision as I saw it.
 */
rev: number, 
/**
 * By so many seconds, 5 to 3600.
 */
seconds: number, };
export type AddTurn = { 
/**
 * What to call them by, at most 40 graphemes.
 */
name: string, 
/**
 * How they take part.
 */
mode: Mode, 
/**
 * Their stakeholder group, if they say one.
 */
group: Group, };
export type PlaceTurn = { 
/**
 * Which.
 */
turn: TurnId, 
/**
 * Its revision as I saw it.
 */
rev: number, 
/**
 * Before all others, after them, or where the rule has it.
 */
place: Place, };
export type TakeTop = { 
/**
 * So many, 1 to 10: the first of the list in the room's order that are not on the queue.
 */
questions: number, };
export type Blank = { 
/**
 * Blank, or back.
 */
on: boolean, };
export type SetMessage = { 
/**
 * The document's revision as I saw it.
 */
rev: number, 
/**
 * One line, at most 300 graphemes.
 */
text: string, 
/**
 * Put it on the stage in the same step: the stage's revision as I saw it.
 */
stage_rev?: number, };
export type SetContacts = { 
/**
 * The document's revision as I saw it.
 */
rev: number, 
/**
 * At most 8.
 */
contacts: Array<Contact>, };
export type TakeTemperature = Record<symbol, never>;
export type OnSession = { 
/**
 * Its revision as I saw it.
 */
rev: number, };
export type SetWindow = { 
/**
 * The document's revision as I saw it.
 */
rev: number, 
/**
 * People may come from then on.
 */
from: Moment | null, 
/**
 * The session is planned to begin then.
 */
planned: Moment | null, 
/**
 * So many days after its end the room and all that is in it goes away, 1 to 730; without, as it was.
 */
keep_days?: number, };
export type WriteNote = { 
/**
 * Which, to change it; without, a new one.
 */
note?: number, 
/**
 * Its revision as I saw it; 0 for a new one.
 */
rev: number, 
/**
 * At most 2,000 bytes; empty takes the note back.
 */
text: string, 
/**
 * The run it is about.
 */
about?: RunId, };
export type SayBackstage = { 
/**
 * One line, at most 300 graphemes.
 */
text: string, };
export type OnNumber = { 
/**
 * Its number.
 */
number: number, };
export type RaisedFrom = "discussion" | "outcome" | { "question": QuestionId };
export type Open = { 
/**
 * Which poll.
 */
poll: PollId, 
/**
 * The poll's revision as I saw it.
 */
rev: number, 
/**
 * The stage's revision as I saw it; it must be there unless the run opens *beside*.
 */
stage_rev: number, 
/**
 * Open it beside the stage: phones are asked, the screens stay as they are.
 */
beside: boolean, 
/**
 * Countdown in seconds, 5 to 3600; without, until closed.
 */
seconds?: number, 
/**
 * Who sees the tally when, if not as the poll says.
 */
visibility?: Visibility, };
export type OnGate = { 
/**
 * Which run.
 */
run: RunId, 
/**
 * The gate's revision as I saw it.
 */
rev: number, };
export type Close = { 
/**
 * Which run.
 */
run: RunId, 
/**
 * The gate's revision as I saw it.
 */
rev: number, 
/**
 * *Close and show*.
 */
show: boolean, };
export type Extend = { 
/**
 * Which run.
 */
run: RunId, 
/**
 * The gate's revision as I saw it.
 */
rev: number, 
/**
 * By so many seconds, 5 to 3600.
 */
seconds: number, };
export type Judge = { 
/**
 * Which run.
 */
run: RunId, 
/**
 * What is said to them.
 */
verdict: Verdict, 
/**
 * Which texts, at most 50; all or none.
 */
phrases: Array<OnPhrase>, };
export type OnPhrase = { 
/**
 * The text as "phrases/N" names it.
 */
folded: string, 
/**
 * Its revision as I saw it; 0 if nothing was said to it yet.
 */
rev: number, };
export type SetStage = { 
/**
 * The stage's revision as I saw it.
 */
rev: number, 
/**
 * What to show.
 */
showing: Showing, };
export type Raise = { 
/**
 * One line, at most 300 graphemes.
 */
prompt: string, 
/**
 * Who sees the tally when.
 */
visibility: Visibility, 
/**
 * Countdown it will be opened with.
 */
seconds?: number, 
/**
 * Mark it to be opened next.
 */
armed: boolean, 
/**
 * Where it comes from, if not just from what was said.
 */
from: RaisedFrom, 
/**
 * Its words in other languages.
 */
translations?: { [key in Language]?: Translation }, } & ({ "kind": "single", 
/**
 * 2 to 12 of them.
 */
options: Array<string>, } | { "kind": "multiple", 
/**
 * 2 to 12 of them.
 */
options: Array<string>, 
/**
 * At least 1.
 */
min: number, 
/**
 * At most the number of options.
 */
max: number, } | { "kind": "scale", 
/**
 * 3 to 11 steps; the first and the last carry words, one between may be empty.
 */
labels: Array<string>, } | { "kind": "gradient" } | { "kind": "yes_no" } | { "kind": "ranking" } & Ranking | { "kind": "points" } & Points | { "kind": "words" } & Words | { "kind": "open_text" } | { "kind": "number" } & Numbers | { "kind": "grid" } & Grid | { "kind": "statements" } & Statements);
export type Edit = { 
/**
 * Which poll.
 */
poll: PollId, 
/**
 * Its revision as I saw it.
 */
rev: number, 
/**
 * The new wording.
 */
prompt: string, 
/**
 * Who sees the tally when.
 */
visibility: Visibility, 
/**
 * Countdown it will be opened with.
 */
seconds?: number, 
/**
 * Its words in other languages, in place of those it had. Without them, those it had stay where the wording does.
 */
translations?: { [key in Language]?: Translation }, } & ({ "kind": "single", 
/**
 * 2 to 12 of them.
 */
options: Array<string>, } | { "kind": "multiple", 
/**
 * 2 to 12 of them.
 */
options: Array<string>, 
/**
 * At least 1.
 */
min: number, 
/**
 * At most the number of options.
 */
max: number, } | { "kind": "scale", 
/**
 * 3 to 11 steps; the first and the last carry words, one between may be empty.
 */
labels: Array<string>, } | { "kind": "gradient" } | { "kind": "yes_no" } | { "kind": "ranking" } & Ranking | { "kind": "points" } & Points | { "kind": "words" } & Words | { "kind": "open_text" } | { "kind": "number" } & Numbers | { "kind": "grid" } & Grid | { "kind": "statements" } & Statements);
export type Arm = { 
/**
 * Which poll.
 */
poll: PollId, 
/**
 * Its revision as I saw it.
 */
rev: number, 
/**
 * On or off.
 */
armed: boolean, };
export type OnPoll = { 
/**
 * Which poll.
 */
poll: PollId, 
/**
 * Its revision as I saw it.
 */
rev: number, };
export type Order = { 
/**
 * The agenda's revision as I saw it.
 */
rev: number, 
/**
 * Every poll of the agenda, once.
 */
polls: Array<PollId>, };
export type AddDeck = { 
/**
 * Which deck.
 */
deck: string, 
/**
 * The agenda's revision as I saw it.
 */
rev: number, };
export type Heads = { 
/**
 * The document's revision as I saw it.
 */
rev: number, 
/**
 * People in the room, counted by eye; at most 100,000.
 */
room: number | null, 
/**
 * People in the meeting tool; at most 100,000.
 */
online: number | null, };
export type LetIn = { 
/**
 * The four characters on the screen.
 */
pairing: PairingCode, 
/**
 * What to call it, at most 40 graphemes.
 */
name: string, };
export type NameScreen = { 
/**
 * Which screen.
 */
screen: ScreenId, 
/**
 * Its revision as I saw it.
 */
rev: number, 
/**
 * Its new name.
 */
name: string, };
export type PinScreen = { 
/**
 * Which screen.
 */
screen: ScreenId, 
/**
 * Its revision as I saw it.
 */
rev: number, 
/**
 * What it shows whatever the stage does; `null` follows the stage.
 */
pinned: Showing | null, };
export type OnScreen = { 
/**
 * Which screen.
 */
screen: ScreenId, 
/**
 * Its revision as I saw it.
 */
rev: number, };
export type HandOver = { 
/**
 * Which role the other device gets; one's own, or any by the chair.
 */
role: Role, };
export type Revoke = { 
/**
 * Whose links end.
 */
role: Role, };
export type Rehearse = { 
/**
 * Pretend phones, 1 to 200.
 */
phones: number, };
export type TestVote = Record<symbol, never>;
export type EndRehearsal = Record<symbol, never>;
export type Receipt = { 
/**
 * The command's id.
 */
id: string, 
/**
 * For a vote: the ballot that stands.
 */
ballot?: BallotReceipt, 
/**
 * What was made, where something was.
 */
made?: Made, };
export type BallotReceipt = { 
/**
 * Which run.
 */
run: RunId, 
/**
 * The revision that stands.
 */
r: number, 
/**
 * How it was counted.
 */
was: Counted, };
export type Counted = "counted" | "changed" | "withdrawn" | "same";
export type Made = { "run": RunId } | { "poll": PollId } | { "question": QuestionId } | { "turn": TurnId } | { "relayed": { 
/**
 * Questions.
 */
questions: Array<QuestionId>, 
/**
 * Hands.
 */
turns: Array<TurnId>, } } | { "number": number } | { "screen": ScreenId } | { "link": { 
/**
 * Path and fragment: "/abc234/moderate#…".
 */
link: string, 
/**
 * When it ends, if it does.
 */
until: Moment | null, } } | { "rehearsal": { 
/**
 * Its code.
 */
room: RoomCode, 
/**
 * Path and fragment of the chair's link there.
 */
link: string, } };
export type Refused = { 
/**
 * The command's id; empty if it had none that could be read.
 */
id: string, } & ({ "code": "malformed", 
/**
 * What the parser said, without the text itself.
 */
detail: string, } | { "code": "unknown_room" } | { "code": "unknown_run" } | { "code": "unknown_poll" } | { "code": "unknown_screen" } | { "code": "unknown_deck" } | { "code": "unknown_question" } | { "code": "unknown_turn" } | { "code": "unknown_note" } | { "code": "unknown_phrase" } | { "code": "paused" } | { "code": "not_running", 
/**
 * "early" or "over".
 */
phase: string, } | { "code": "wrong_kind" } | { "code": "unknown_option" } | { "code": "wrong_count", 
/**
 * At least so many.
 */
min: number, 
/**
 * At most so many.
 */
max: number, } | { "code": "chosen_twice" } | { "code": "wrong_total", 
/**
 * What there is.
 */
total: number, 
/**
 * What was given out.
 */
given: number, } | { "code": "out_of_range", 
/**
 * Lowest number taken.
 */
min: number, 
/**
 * Highest number taken.
 */
max: number, } | { "code": "closed", 
/**
 * Revision of the ballot that stands.
 */
r: number | null, } | { "code": "superseded", 
/**
 * The revision that stands.
 */
r: number, } | { "code": "not_signed" } | { "code": "own_wording" } | { "code": "needs_code" } | { "code": "wrong_code" } | { "code": "not_allowed" } | { "code": "no_pass" } | { "code": "changed", 
/**
 * Which document: "gate/3", "stage", "poll/q1".
 */
document: string, 
/**
 * Its revision now.
 */
rev: number, } | { "code": "stage_busy", 
/**
 * The run that is open.
 */
run: number, } | { "code": "wrong_state", 
/**
 * What the state is: "open", "closing", "closed", "published", "void".
 */
state: string, } | { "code": "bad_text", 
/**
 * Which field.
 */
field: string, 
/**
 * Why.
 */
why: Fault, } | { "code": "missing", 
/**
 * "title", "minutes", …
 */
fields: Array<string>, } | { "code": "out_of_bounds", 
/**
 * Which field.
 */
field: string, 
/**
 * Lowest value taken.
 */
min: number, 
/**
 * Highest value taken.
 */
max: number, } | { "code": "too_many", 
/**
 * Of what: "polls", "runs", "screens", "phrases".
 */
what: string, 
/**
 * The limit.
 */
max: number, } | { "code": "slow_down", 
/**
 * Milliseconds to wait.
 */
wait_ms: number, } | { "code": "try_again" } | { "code": "draining" });
export type About = { 
/**
 * The join code.
 */
code: RoomCode, 
/**
 * "IGF 2020 WS #230".
 */
reference: string, 
/**
 * The workshop's title.
 */
title: string, 
/**
 * Planned length.
 */
minutes: number, 
/**
 * BCP 47 tag of the texts' language.
 */
language: string, 
/**
 * What the session is for.
 */
aims: Array<string>, 
/**
 * The policy questions, word for word.
 */
questions: Array<AboutQuestion>, 
/**
 * The discussion points polls were drawn from, word for word.
 */
points: Array<AboutQuestion>, 
/**
 * The smallest group whose figures are published.
 */
k: number, 
/**
 * Where phones join ("<https://poll.example>"), if the server was told; else the page's own origin.
 */
join_base: string | null, 
/**
 * A rehearsal: nothing here counts, and all of it goes away.
 */
rehearsal: boolean, 
/**
 * Taking part needs an access code.
 */
needs_code: boolean, 
/**
 * So many days after the session ended the room and all that is in it go away.
 */
keep_days: number, };
export type AboutQuestion = { 
/**
 * "q1".
 */
id: string, 
/**
 * "A", or the heading it stands under.
 */
label: string | null, 
/**
 * Word for word.
 */
text: string, };
export type StagePart = { 
/**
 * For the next act on it.
 */
rev: number, 
/**
 * What stands there.
 */
showing: Showing, 
/**
 * Every screen is blank.
 */
blank: boolean, };
export type NextPart = { 
/**
 * Polls of the agenda that were not asked yet.
 */
polls: number, 
/**
 * Where the next of them comes from; `null` if none is left.
 */
source: Source | null, };
export type Here = { 
/**
 * In the room.
 */
room: number, 
/**
 * Online.
 */
online: number, 
/**
 * Not stated.
 */
unstated: number, };
export type RunPart = { 
/**
 * Its number.
 */
run: RunId, 
/**
 * The how-many-th run of its poll.
 */
round: number, 
/**
 * What is asked.
 */
prompt: string, 
/**
 * Where it comes from.
 */
provenance: Provenance, 
/**
 * Who sees the tally when.
 */
visibility: Visibility, 
/**
 * Its state.
 */
phase: Phase, 
/**
 * When it was opened.
 */
opened: Moment, 
/**
 * When voting ends or ended, if that is known.
 */
until: Moment | null, 
/**
 * The store went back while it ran: some ballots may be missing.
 */
flagged: boolean, 
/**
 * The same in other languages: what a page puts in the place of the fields above.
 */
translations?: { [key in Language]?: Translated }, } & ({ "kind": "single", 
/**
 * 2 to 12 of them.
 */
options: Array<string>, } | { "kind": "multiple", 
/**
 * 2 to 12 of them.
 */
options: Array<string>, 
/**
 * At least 1.
 */
min: number, 
/**
 * At most the number of options.
 */
max: number, } | { "kind": "scale", 
/**
 * 3 to 11 steps; the first and the last carry words, one between may be empty.
 */
labels: Array<string>, } | { "kind": "gradient" } | { "kind": "yes_no" } | { "kind": "ranking" } & Ranking | { "kind": "points" } & Points | { "kind": "words" } & Words | { "kind": "open_text" } | { "kind": "number" } & Numbers | { "kind": "grid" } & Grid | { "kind": "statements" } & Statements);
export type ResultPart = { "count": { 
/**
 * Ballots.
 */
n: number, 
/**
 * It is a step, not the number: "at least".
 */
at_least: boolean, } } | { "too_few": { 
/**
 * Ballots.
 */
n: number, } } | { "figures": Figures };
export type Figures = { 
/**
 * Ballots, "I can't say" included. Percentages are of this.
 */
n: number, 
/**
 * "I can't say".
 */
cant_say: number, 
/**
 * By mode, from the close on, groups under k merged; empty where that cannot reach k.
 */
by_mode: Array<ModeFigures>, 
/**
 * By stakeholder group, under the same rule.
 */
by_group: Array<GroupFigures>, 
/**
 * By mode there would be figures, but beside those by group they would give some away.
 */
mode_left_out: boolean, 
/**
 * Ballots of people who named a group; 0 while the run is open.
 */
named: number, } & ({ "as": "counts", 
/**
 * For every option, step or answer, how many chose it.
 */
counts: Array<number>, 
/**
 * For ordered kinds: the median step (from 0, halves possible), of those who said something.
 */
median: number | null, } | { "as": "ranking" } & RankingFound | { "as": "points" } & PointsFound | { "as": "words" } & PhrasesFound | { "as": "open_text" } & PhrasesFound | { "as": "number" } & NumberFound | { "as": "grid" } & GridFound | { "as": "statements" } & StatementsFound);
export type ModeFigures = { 
/**
 * Which mode, or modes together ("others").
 */
modes: Array<Mode>, 
/**
 * Ballots of it.
 */
n: number, 
/**
 * "I can't say" among them.
 */
cant_say: number, } & ({ "as": "counts", 
/**
 * For every option, step or answer, how many chose it.
 */
counts: Array<number>, 
/**
 * For ordered kinds: the median step (from 0, halves possible), of those who said something.
 */
median: number | null, } | { "as": "ranking" } & RankingFound | { "as": "points" } & PointsFound | { "as": "words" } & PhrasesFound | { "as": "open_text" } & PhrasesFound | { "as": "number" } & NumberFound | { "as": "grid" } & GridFound | { "as": "statements" } & StatementsFound);
export type GroupFigures = { 
/**
 * Which group; or all that have no figures of their own, whether or not anybody is of them.
 */
groups: Array<Group>, 
/**
 * Ballots of it.
 */
n: number, 
/**
 * "I can't say" among them.
 */
cant_say: number, } & ({ "as": "counts", 
/**
 * For every option, step or answer, how many chose it.
 */
counts: Array<number>, 
/**
 * For ordered kinds: the median step (from 0, halves possible), of those who said something.
 */
median: number | null, } | { "as": "ranking" } & RankingFound | { "as": "points" } & PointsFound | { "as": "words" } & PhrasesFound | { "as": "open_text" } & PhrasesFound | { "as": "number" } & NumberFound | { "as": "grid" } & GridFound | { "as": "statements" } & StatementsFound);
export type PhrasePart = { 
/**
 * What an act names it by: the text without differences of case and width.
 */
folded: string, 
/**
 * As most wrote it.
 */
text: string, 
/**
 * Ballots.
 */
count: number, 
/**
 * For the next act on it; 0 if nothing was said to it.
 */
rev: number, 
/**
 * What was said to it; `null` while it waits.
 */
verdict: Verdict | null, };
export type MinePhone = { 
/**
 * How this pass takes part.
 */
mode: Mode, 
/**
 * Its stakeholder group, if it named one.
 */
group: Group, 
/**
 * Its ballots of runs that are open or on the stage.
 */
ballots: Array<MyBallot>, 
/**
 * Its questions, oldest first.
 */
questions: Array<MyQuestion>, 
/**
 * Its turn, if it waits for one or has it.
 */
turn: MyTurn | null, };
export type MyBallot = { 
/**
 * Which run.
 */
run: RunId, 
/**
 * The revision that stands.
 */
r: number, 
/**
 * What it chose; `null` if withdrawn.
 */
choice: Choice | null, };
export type MineModerator = { 
/**
 * Which moderator this is.
 */
role: Role, };
export type MineScreen = { 
/**
 * Which screen this is; look it up in "screens".
 */
screen: ScreenId, };
export type ModeratorRun = { 
/**
 * Which poll it is a run of.
 */
poll: PollId, 
/**
 * The gate's revision, for the next act on it.
 */
rev: number, 
/**
 * It will be shown as soon as it is closed (while closing), or it is shown.
 */
show: boolean, 
/**
 * See `Poll::sensitive`.
 */
sensitive: boolean, 
/**
 * Who opened it.
 */
opened_by: Role, 
/**
 * When the gate shut.
 */
shut: Moment | null, 
/**
 * Its number.
 */
run: RunId, 
/**
 * The how-many-th run of its poll.
 */
round: number, 
/**
 * What is asked.
 */
prompt: string, 
/**
 * Where it comes from.
 */
provenance: Provenance, 
/**
 * Who sees the tally when.
 */
visibility: Visibility, 
/**
 * Its state.
 */
phase: Phase, 
/**
 * When it was opened.
 */
opened: Moment, 
/**
 * When voting ends or ended, if that is known.
 */
until: Moment | null, 
/**
 * The store went back while it ran: some ballots may be missing.
 */
flagged: boolean, 
/**
 * The same in other languages: what a page puts in the place of the fields above.
 */
translations?: { [key in Language]?: Translated }, } & ({ "kind": "single", 
/**
 * 2 to 12 of them.
 */
options: Array<string>, } | { "kind": "multiple", 
/**
 * 2 to 12 of them.
 */
options: Array<string>, 
/**
 * At least 1.
 */
min: number, 
/**
 * At most the number of options.
 */
max: number, } | { "kind": "scale", 
/**
 * 3 to 11 steps; the first and the last carry words, one between may be empty.
 */
labels: Array<string>, } | { "kind": "gradient" } | { "kind": "yes_no" } | { "kind": "ranking" } & Ranking | { "kind": "points" } & Points | { "kind": "words" } & Words | { "kind": "open_text" } | { "kind": "number" } & Numbers | { "kind": "grid" } & Grid | { "kind": "statements" } & Statements);
export type SignOffPart = { 
/**
 * For the next change.
 */
rev: number, 
/**
 * On or off.
 */
on: boolean, };
export type AgendaPart = { 
/**
 * For the next change of the order.
 */
rev: number, 
/**
 * In the order they are planned.
 */
polls: Array<AgendaPoll>, };
export type AgendaPoll = { 
/**
 * Its name.
 */
poll: PollId, 
/**
 * For the next act on it.
 */
rev: number, 
/**
 * What is asked.
 */
prompt: string, 
/**
 * Where it comes from.
 */
provenance: Provenance, 
/**
 * Who sees the tally when.
 */
visibility: Visibility, 
/**
 * See `Poll::sensitive`.
 */
sensitive: boolean, 
/**
 * Its usual countdown.
 */
seconds: number | null, 
/**
 * When it is meant to be asked.
 */
planned: string | null, 
/**
 * Since when it waits to be opened next; `null` if it does not.
 */
armed: Moment | null, 
/**
 * Who worded it last, if a moderator did.
 */
author: Role | null, 
/**
 * Who has read it as it is worded now.
 */
signed_by: Role | null, 
/**
 * Its runs, first to last.
 */
runs: Array<RunId>, 
/**
 * Its words in other languages.
 */
translations?: { [key in Language]?: Translation }, } & ({ "kind": "single", 
/**
 * 2 to 12 of them.
 */
options: Array<string>, } | { "kind": "multiple", 
/**
 * 2 to 12 of them.
 */
options: Array<string>, 
/**
 * At least 1.
 */
min: number, 
/**
 * At most the number of options.
 */
max: number, } | { "kind": "scale", 
/**
 * 3 to 11 steps; the first and the last carry words, one between may be empty.
 */
labels: Array<string>, } | { "kind": "gradient" } | { "kind": "yes_no" } | { "kind": "ranking" } & Ranking | { "kind": "points" } & Points | { "kind": "words" } & Words | { "kind": "open_text" } | { "kind": "number" } & Numbers | { "kind": "grid" } & Grid | { "kind": "statements" } & Statements);
export type Turnout = { 
/**
 * Which run.
 */
run: RunId, 
/**
 * Distinct passes here at any moment while it was open.
 */
eligible: number, 
/**
 * Passes whose page drew it.
 */
seen: number, };
export type HeadsPart = { 
/**
 * For the next change.
 */
rev: number, 
/**
 * In the room.
 */
room: number | null, 
/**
 * In the meeting tool.
 */
online: number | null, };
export type ScreenPart = { 
/**
 * Which.
 */
screen: ScreenId, 
/**
 * For the next act on it.
 */
rev: number, 
/**
 * Its name.
 */
name: string, 
/**
 * What it is pinned to; `null` follows the stage.
 */
pinned: Showing | null, 
/**
 * Counts up with every *blink*: when it changes, blink.
 */
blink: number, };
export type Connected = { 
/**
 * Screens that are here.
 */
screens: Array<ScreenId>, };
export type DeckPart = { 
/**
 * Which.
 */
deck: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Whose text it is.
 */
about: string, 
/**
 * How many statements.
 */
statements: number, 
/**
 * It is on the agenda already.
 */
added: boolean, };
export type StorePart = { "durability": "full" } | { "durability": "relaxed", 
/**
 * Which setting makes it so.
 */
why: string, } | { "durability": "away" };
export type MinutesPart = { 
/**
 * From 1.
 */
number: number, 
/**
 * When.
 */
at: Moment, 
/**
 * Who; `null` is the clock.
 */
by: Role | null, } & ({ "act": "opened", 
/**
 * Which.
 */
run: RunId, 
/**
 * Of which poll.
 */
poll: PollId, 
/**
 * With a countdown of so many seconds.
 */
seconds: number | null, } | { "act": "closing", 
/**
 * Which run.
 */
run: RunId, 
/**
 * To be shown at once.
 */
show: boolean, } | { "act": "kept_open", 
/**
 * Which run.
 */
run: RunId, } | { "act": "extended", 
/**
 * Which run.
 */
run: RunId, 
/**
 * By so many seconds.
 */
seconds: number, } | { "act": "shut", 
/**
 * Which run.
 */
run: RunId, 
/**
 * The result was shown with it.
 */
shown: boolean, } | { "act": "shown", 
/**
 * Which run.
 */
run: RunId, } | { "act": "hidden", 
/**
 * Which run.
 */
run: RunId, } | { "act": "voided", 
/**
 * Which run.
 */
run: RunId, } | { "act": "judged", 
/**
 * Which run.
 */
run: RunId, 
/**
 * What was said to them.
 */
verdict: Verdict, 
/**
 * How many.
 */
phrases: number, } | { "act": "staged", 
/**
 * What.
 */
showing: Showing, } | { "act": "raised", 
/**
 * Which.
 */
poll: PollId, } | { "act": "edited", 
/**
 * Which.
 */
poll: PollId, } | { "act": "signed", 
/**
 * Which.
 */
poll: PollId, } | { "act": "sign_off_set", 
/**
 * On or off.
 */
on: boolean, } | { "act": "codes_set", 
/**
 * So many there are.
 */
made: number, 
/**
 * Taking part needs one.
 */
needed: boolean, 
/**
 * Those that were given out before are good no more.
 */
anew: boolean, } | { "act": "armed", 
/**
 * Which.
 */
poll: PollId, 
/**
 * On or off.
 */
armed: boolean, } | { "act": "dropped", 
/**
 * Which.
 */
poll: PollId, } | { "act": "ordered" } | { "act": "deck_added", 
/**
 * Which.
 */
deck: string, } | { "act": "heads", 
/**
 * In the room.
 */
room: number | null, 
/**
 * In the meeting tool.
 */
online: number | null, } | { "act": "screen_let_in", 
/**
 * Its name.
 */
name: string, } | { "act": "screen_named", 
/**
 * Its new name.
 */
name: string, } | { "act": "screen_pinned", 
/**
 * Its name.
 */
name: string, 
/**
 * What to; `None` follows the stage.
 */
pinned: Showing | null, } | { "act": "screen_revoked", 
/**
 * Its name.
 */
name: string, } | { "act": "handed_over", 
/**
 * For which role.
 */
role: Role, } | { "act": "took_over", 
/**
 * Which role.
 */
role: Role, } | { "act": "revoked", 
/**
 * Which role.
 */
role: Role, } | { "act": "question", 
/**
 * Which.
 */
question: QuestionId, } & ({ "did": "approved" } | { "did": "declined", 
/**
 * Which.
 */
rule: DeclineRule, } | { "did": "edited" } | { "did": "labelled" } | { "did": "replied" } | { "did": "answering" } | { "did": "answered" } | { "did": "archived" } | { "did": "restored" } | { "did": "merged", 
/**
 * Which.
 */
into: QuestionId, } | { "did": "unmerged" }) | { "act": "talk_set", 
/**
 * Whether people may ask.
 */
asking: Asking, 
/**
 * Whether raising a hand is open.
 */
hands: boolean, 
/**
 * Questions wait for a moderator first.
 */
hold: boolean, 
/**
 * How many of one person may wait.
 */
per_person: number, 
/**
 * The order that phones and screens see.
 */
sort: Sort, } | { "act": "turn", 
/**
 * Which.
 */
turn: TurnId, } & ({ "did": "given" } | { "did": "given_out_of_turn" } | { "did": "ended", 
/**
 * After so many seconds.
 */
seconds: number, } | { "did": "extended", 
/**
 * So many seconds.
 */
seconds: number, } | { "did": "added" } | { "did": "queued" } | { "did": "placed", 
/**
 * Where.
 */
place: Place, } | { "did": "skipped" }) | { "act": "floor_rule", 
/**
 * The new rule.
 */
rule: FloorRule, } | { "act": "relayed", 
/**
 * Questions.
 */
questions: number, 
/**
 * Hands.
 */
hands: number, } | { "act": "relay_undone", 
/**
 * Questions and hands.
 */
lines: number, } | { "act": "blanked", 
/**
 * Blank, or back.
 */
on: boolean, } | { "act": "message_set", 
/**
 * The line.
 */
text: string, } | { "act": "contacts_set", 
/**
 * How many there are.
 */
contacts: number, } | { "act": "window_set", 
/**
 * People may come from then on.
 */
from: Moment | null, 
/**
 * The session is planned to begin then.
 */
planned: Moment | null, 
/**
 * The room and all that is in it goes away so many days after the end, from now on.
 */
keep_days?: number, } | { "act": "began" } | { "act": "ended" } | { "act": "resumed" } | { "act": "noted", 
/**
 * Which.
 */
note: number, } | { "act": "sealed", 
/**
 * Which.
 */
run: RunId, } | { "act": "not_sealed", 
/**
 * Which run.
 */
run: RunId, } | { "act": "refounded", 
/**
 * Runs some of whose ballots may be missing.
 */
flagged: Array<RunId>, } | { "act": "went_back", 
/**
 * Runs some of whose ballots may be missing.
 */
flagged: Array<RunId>, });
export type TalkPart = { 
/**
 * For the next change of it.
 */
rev: number, 
/**
 * The speakers a question may be addressed to.
 */
speakers: Array<string>, 
/**
 * Whether people may ask.
 */
asking: Asking, 
/**
 * Whether raising a hand is open.
 */
hands: boolean, 
/**
 * A question waits for a moderator before anybody sees it.
 */
hold: boolean, 
/**
 * How many questions of one person may be waiting at once.
 */
per_person: number, 
/**
 * The order that phones and screens see.
 */
sort: Sort, };
export type SessionPart = { 
/**
 * For the next act on it.
 */
rev: number, 
/**
 * People may come, ask and answer preparatory polls from then on; nothing: at any time.
 */
from: Moment | null, 
/**
 * The session is planned to begin then.
 */
planned: Moment | null, 
/**
 * A moderator began it.
 */
began: Moment | null, 
/**
 * A moderator ended it: from then on the room is there to be read.
 */
ended: Moment | null, };
export type QuestionsPart = { 
/**
 * Questions that take upvotes.
 */
total: number, 
/**
 * Questions that wait for a moderator.
 */
waiting: number, 
/**
 * The first ones, in the room's order; the rest is fetched (`GET /api/rooms/{code}/questions`).
 */
first: Array<Listed>, };
export type Listed = { 
/**
 * Which.
 */
q: QuestionId, 
/**
 * Its upvotes.
 */
n: number, };
export type QuestionPart = { 
/**
 * Which.
 */
question: QuestionId, 
/**
 * As it reads now.
 */
text: string, 
/**
 * A moderator changed its words.
 */
edited: boolean, 
/**
 * When it was asked.
 */
at: Moment, 
/**
 * How its author takes part.
 */
mode: Mode, 
/**
 * Brought over from the meeting tool's chat, under this name.
 */
chat: string | null, 
/**
 * The speaker it is addressed to.
 */
to: string | null, 
/**
 * What it is: approved, answering or answered.
 */
state: QuestionState, 
/**
 * Moderators' labels.
 */
labels: Array<string>, 
/**
 * An answer in text.
 */
reply: string | null, 
/**
 * Questions that became one with it.
 */
merged: number, };
export type ModeratorQuestion = { 
/**
 * For the next act on it.
 */
rev: number, 
/**
 * Its upvotes: in the room, online, not stated.
 */
upvotes: [number, number, number], 
/**
 * When it was first approved.
 */
approved: Moment | null, 
/**
 * Its words before each edit.
 */
edits: Array<QuestionEdit>, 
/**
 * What to look at before it is approved. *Approve all unflagged* passes over it.
 */
flags: Array<Flag>, 
/**
 * While it waits: questions that it is likely the same as, the likeliest first.
 */
like: Array<QuestionId>, 
/**
 * Which.
 */
question: QuestionId, 
/**
 * As it reads now.
 */
text: string, 
/**
 * A moderator changed its words.
 */
edited: boolean, 
/**
 * When it was asked.
 */
at: Moment, 
/**
 * How its author takes part.
 */
mode: Mode, 
/**
 * Brought over from the meeting tool's chat, under this name.
 */
chat: string | null, 
/**
 * The speaker it is addressed to.
 */
to: string | null, 
/**
 * What it is: approved, answering or answered.
 */
state: QuestionState, 
/**
 * Moderators' labels.
 */
labels: Array<string>, 
/**
 * An answer in text.
 */
reply: string | null, 
/**
 * Questions that became one with it.
 */
merged: number, };
export type QuestionsPage = { 
/**
 * Questions in all.
 */
total: number, 
/**
 * From which place on.
 */
from: number, 
/**
 * At most 50 of them.
 */
questions: Array<PageQuestion>, };
export type PageQuestion = { 
/**
 * Its upvotes.
 */
n: number, 
/**
 * For the pass that asks: revision of its upvote, and whether it stands.
 */
mine: MyUpvote | null, 
/**
 * Which.
 */
question: QuestionId, 
/**
 * As it reads now.
 */
text: string, 
/**
 * A moderator changed its words.
 */
edited: boolean, 
/**
 * When it was asked.
 */
at: Moment, 
/**
 * How its author takes part.
 */
mode: Mode, 
/**
 * Brought over from the meeting tool's chat, under this name.
 */
chat: string | null, 
/**
 * The speaker it is addressed to.
 */
to: string | null, 
/**
 * What it is: approved, answering or answered.
 */
state: QuestionState, 
/**
 * Moderators' labels.
 */
labels: Array<string>, 
/**
 * An answer in text.
 */
reply: string | null, 
/**
 * Questions that became one with it.
 */
merged: number, };
export type MyUpvote = { 
/**
 * The revision that stands.
 */
r: number, 
/**
 * Up, or withdrawn.
 */
up: boolean, };
export type QueuePart = { 
/**
 * The floor's revision, for the next change of the rule.
 */
rev: number, 
/**
 * How turns are ordered.
 */
rule: FloorRule, 
/**
 * Who has the floor.
 */
now: NowPart | null, 
/**
 * Who comes next, the first ones in order.
 */
next: Array<QueuedPart>, 
/**
 * All who wait: in the room (who did not say is counted there), online.
 */
waiting: [number, number], 
/**
 * Of them those who want to speak, not have a question read out: in the room, online.
 */
hands: [HandsPart, HandsPart], };
export type HandsPart = { 
/**
 * How many.
 */
n: number, 
/**
 * Since when the one that waits longest has been up.
 */
since: Moment | null, };
export type QueuedPart = { 
/**
 * Why it stands where it does: one or two reasons.
 */
why: Array<Why>, 
/**
 * Which.
 */
turn: TurnId, 
/**
 * For the next act on it.
 */
rev: number, 
/**
 * The question that will be read out; without, a person speaks.
 */
question: QuestionId | null, 
/**
 * Its words.
 */
text: string | null, 
/**
 * A word to be called by, or a name.
 */
name: string | null, 
/**
 * How they take part.
 */
mode: Mode, 
/**
 * Brought over from the meeting tool's chat.
 */
chat: boolean, 
/**
 * Put on the queue by a moderator, for somebody without a phone.
 */
added: boolean, 
/**
 * When the wish was made.
 */
at: Moment, };
export type NowPart = { 
/**
 * Since when.
 */
from: Moment, 
/**
 * Until when.
 */
until: Moment, 
/**
 * Which.
 */
turn: TurnId, 
/**
 * For the next act on it.
 */
rev: number, 
/**
 * The question that will be read out; without, a person speaks.
 */
question: QuestionId | null, 
/**
 * Its words.
 */
text: string | null, 
/**
 * A word to be called by, or a name.
 */
name: string | null, 
/**
 * How they take part.
 */
mode: Mode, 
/**
 * Brought over from the meeting tool's chat.
 */
chat: boolean, 
/**
 * Put on the queue by a moderator, for somebody without a phone.
 */
added: boolean, 
/**
 * When the wish was made.
 */
at: Moment, };
export type TurnPart = { 
/**
 * Which.
 */
turn: TurnId, 
/**
 * For the next act on it.
 */
rev: number, 
/**
 * The question that will be read out; without, a person speaks.
 */
question: QuestionId | null, 
/**
 * Its words.
 */
text: string | null, 
/**
 * A word to be called by, or a name.
 */
name: string | null, 
/**
 * How they take part.
 */
mode: Mode, 
/**
 * Brought over from the meeting tool's chat.
 */
chat: boolean, 
/**
 * Put on the queue by a moderator, for somebody without a phone.
 */
added: boolean, 
/**
 * When the wish was made.
 */
at: Moment, };
export type MessagePart = { 
/**
 * For the next change of it.
 */
rev: number, 
/**
 * The line.
 */
text: string, };
export type ContactsPart = { 
/**
 * For the next change of them.
 */
rev: number, 
/**
 * As the organisers gave them.
 */
contacts: Array<Contact>, };
export type Translated = { 
/**
 * What is asked.
 */
prompt: string, 
/**
 * A person has compared it with what was written.
 */
checked: boolean, } & ({ "kind": "single", 
/**
 * 2 to 12 of them.
 */
options: Array<string>, } | { "kind": "multiple", 
/**
 * 2 to 12 of them.
 */
options: Array<string>, 
/**
 * At least 1.
 */
min: number, 
/**
 * At most the number of options.
 */
max: number, } | { "kind": "scale", 
/**
 * 3 to 11 steps; the first and the last carry words, one between may be empty.
 */
labels: Array<string>, } | { "kind": "gradient" } | { "kind": "yes_no" } | { "kind": "ranking" } & Ranking | { "kind": "points" } & Points | { "kind": "words" } & Words | { "kind": "open_text" } | { "kind": "number" } & Numbers | { "kind": "grid" } & Grid | { "kind": "statements" } & Statements);
export type Reading = { 
/**
 * The run it is of.
 */
run: RunId, 
/**
 * When it was taken.
 */
at: Moment, 
/**
 * Ballots, "I can't say" included.
 */
n: number, 
/**
 * The median step from 0, halves possible, of those who said something; `null` below five ballots.
 */
median: number | null, };
export type UpcomingPart = { 
/**
 * What will be asked.
 */
prompt: string, } & ({ "kind": "single", 
/**
 * 2 to 12 of them.
 */
options: Array<string>, } | { "kind": "multiple", 
/**
 * 2 to 12 of them.
 */
options: Array<string>, 
/**
 * At least 1.
 */
min: number, 
/**
 * At most the number of options.
 */
max: number, } | { "kind": "scale", 
/**
 * 3 to 11 steps; the first and the last carry words, one between may be empty.
 */
labels: Array<string>, } | { "kind": "gradient" } | { "kind": "yes_no" } | { "kind": "ranking" } & Ranking | { "kind": "points" } & Points | { "kind": "words" } & Words | { "kind": "open_text" } | { "kind": "number" } & Numbers | { "kind": "grid" } & Grid | { "kind": "statements" } & Statements);
export type NotePart = { 
/**
 * Its number.
 */
number: number, 
/**
 * For the next change of it.
 */
rev: number, 
/**
 * Who wrote it.
 */
by: Role, 
/**
 * When it was first written.
 */
at: Moment, 
/**
 * At most 2,000 bytes; empty if it was taken back.
 */
text: string, 
/**
 * The run it is about, if it is about one.
 */
about?: RunId, };
export type BackstagePart = { 
/**
 * Its number.
 */
number: number, 
/**
 * Who says it.
 */
by: Role, 
/**
 * When.
 */
at: Moment, 
/**
 * One line.
 */
text: string, 
/**
 * Who has seen it.
 */
acknowledged: Array<Role>, };
export type ToldPart = { 
/**
 * Its number.
 */
number: number, 
/**
 * How they take part.
 */
mode: Mode, 
/**
 * When.
 */
at: Moment, 
/**
 * At most 300 graphemes.
 */
text: string, 
/**
 * A moderator dealt with it.
 */
settled: Role | null, };
export type Unseen = { 
/**
 * Which run.
 */
run: RunId, 
/**
 * In the room, online, not stated.
 */
by_mode: [number, number, number], };
export type ReachedPart = { 
/**
 * What a link to try it carries: `/{code}?reached=…`.
 */
token: string, 
/**
 * Under which name the last phone reached this server, if any did.
 */
host: string | null, 
/**
 * When.
 */
at: Moment | null, };
export type MyQuestion = { 
/**
 * Which.
 */
question: QuestionId, 
/**
 * As it reads now.
 */
text: string, 
/**
 * When it was asked.
 */
at: Moment, 
/**
 * What became of it, with the reason that is for its author alone.
 */
state: QuestionState, 
/**
 * An answer in text.
 */
reply: string | null, };
export type MyTurn = { 
/**
 * Which.
 */
turn: TurnId, 
/**
 * It has the floor.
 */
speaking: boolean, 
/**
 * How many come before it.
 */
before: number, };

/** What everybody's view holds of the conversation. */
export type TalkParts = {
  talk?: TalkPart;
  session?: SessionPart;
  message?: MessagePart;
  contacts?: ContactsPart;
  temperature?: Array<Reading>;
  questions?: QuestionsPart;
  queue?: QueuePart;
};

export type PhoneParts = TalkParts & {
  about?: About;
  stage?: StagePart;
  next?: NextPart;
  here?: Here;
  mine?: MinePhone;
} & { [run: `run/${number}`]: RunPart | undefined } & { [result: `result/${number}`]: ResultPart | undefined } & {
  [question: `question/${number}`]: QuestionPart | undefined;
};

export type ScreenParts = TalkParts & {
  upcoming?: UpcomingPart | null;
  about?: About;
  stage?: StagePart;
  here?: Here;
  screens?: Array<ScreenPart>;
  mine?: MineScreen;
} & { [run: `run/${number}`]: RunPart | undefined } & { [result: `result/${number}`]: ResultPart | undefined } & {
  [question: `question/${number}`]: QuestionPart | undefined;
};

export type ModeratorParts = TalkParts & {
  ledger?: Ledger;
  told?: Array<ToldPart>;
  notes?: Array<NotePart>;
  backstage?: Array<BackstagePart>;
  unseen?: Unseen[];
  reached?: ReachedPart;
  about?: About;
  stage?: StagePart;
  here?: Here;
  agenda?: AgendaPart;
  sign_off?: SignOffPart;
  turnout?: Array<Turnout>;
  heads?: HeadsPart;
  screens?: Array<ScreenPart>;
  connected?: Connected;
  decks?: Array<DeckPart>;
  store?: StorePart;
  minutes?: Array<MinutesPart>;
  mine?: MineModerator;
} & { [run: `run/${number}`]: ModeratorRun | undefined } & { [result: `result/${number}`]: ResultPart | undefined } & {
  [phrases: `phrases/${number}`]: Array<PhrasePart> | undefined;
} & { [question: `question/${number}`]: ModeratorQuestion | undefined };

/** Parts replace parts; a null part goes away; `full` means: forget the others. */
export type View<Parts> = {
  epoch: string;
  version: number;
  now: Moment;
  full: boolean;
  parts: { [Key in keyof Parts]?: Parts[Key] | null };
};

export type Frame<Parts> = { view: View<Parts> } | { receipt: Receipt } | { refused: Refused };
