// All that crosses a socket. Written by `cargo xtask wire` from server/src/wire.rs; do not edit.

export type RoomCode = string;
export type PairingCode = string;
export type PollId = string;
export type RunId = number;
export type ScreenId = string;
export type Moment = number;
export type Mode = "unstated" | "room" | "online";
export type Group = "unstated" | "government" | "civil_society" | "private_sector" | "technical_community" | "intergovernmental" | "other";
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
labels: Array<string>, } | { "kind": "gradient" } | { "kind": "yes_no" };
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
points: Array<string>, } | { "from": "position", 
/**
 * "privacy advocates, as summarised by the IWF".
 */
attributed_to: string, 
/**
 * A factual claim that is contested: screens say *agreed*, never *is so*.
 */
contested: boolean, } | { "from": "discussion", 
/**
 * When it was typed.
 */
at: Moment, };
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
points: Array<string>, } | { "from": "position", 
/**
 * "privacy advocates, as summarised by the IWF".
 */
attributed_to: string, 
/**
 * A factual claim that is contested: screens say *agreed*, never *is so*.
 */
contested: boolean, } | { "from": "discussion", 
/**
 * When it was typed.
 */
at: Moment, });
export type Choice = "cant_say" | { "one": number } | { "many": Array<number> };
export type Phase = "open" | "closing" | "closed" | "published" | "void";
export type Showing = { "show": "join" } | { "show": "aims" } | { "show": "rules" } | { "show": "run", 
/**
 * Which one.
 */
run: RunId, } | { "show": "closing" };
export type Refusal = { "code": "malformed", 
/**
 * What the parser said, without the text itself.
 */
detail: string, } | { "code": "unknown_room" } | { "code": "unknown_run" } | { "code": "unknown_poll" } | { "code": "unknown_screen" } | { "code": "unknown_deck" } | { "code": "wrong_kind" } | { "code": "unknown_option" } | { "code": "wrong_count", 
/**
 * At least so many.
 */
min: number, 
/**
 * At most so many.
 */
max: number, } | { "code": "chosen_twice" } | { "code": "closed", 
/**
 * Revision of the ballot that stands.
 */
r: number | null, } | { "code": "superseded", 
/**
 * The revision that stands.
 */
r: number, } | { "code": "not_allowed" } | { "code": "no_pass" } | { "code": "changed", 
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
reason: string, } | { "code": "out_of_bounds", 
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
 * Of what: "polls", "runs", "screens".
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
run: RunId, } | { "act": "staged", 
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
poll: PollId, } | { "act": "armed", 
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
role: Role, } | { "act": "refounded", 
/**
 * Runs some of whose ballots may be missing.
 */
flagged: Array<RunId>, } | { "act": "went_back", 
/**
 * Runs some of whose ballots may be missing.
 */
flagged: Array<RunId>, };
export type Said = { 
/**
 * Made by the client, 1 to 40 characters; the answer carries it back.
 */
id: string, 
/**
 * The wish.
 */
do: Command, };
export type Command = { "hello": Hello } | { "vote": Vote } | { "mode": SetMode } | { "seen": Seen } | { "open": Open } | { "close": Close } | { "keep_open": OnGate } | { "extend": Extend } | { "show": OnGate } | { "hide": OnGate } | { "void": OnGate } | { "stage": SetStage } | { "raise": Raise } | { "edit": Edit } | { "arm": Arm } | { "drop": OnPoll } | { "order": Order } | { "add_deck": AddDeck } | { "heads": Heads } | { "let_in": LetIn } | { "name_screen": NameScreen } | { "pin_screen": PinScreen } | { "blink_screen": OnScreen } | { "revoke_screen": OnScreen } | { "hand_over": HandOver } | { "revoke": Revoke } | { "rehearse": Rehearse } | { "end_rehearsal": EndRehearsal };
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
 * Moderators: minutes east of Greenwich of their clock, for times in the report.
 */
utc_offset?: number, };
export type Vote = { 
/**
 * Which run.
 */
run: RunId, 
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
export type Seen = { 
/**
 * Which run.
 */
run: RunId, };
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
 * The stage's revision as I saw it.
 */
stage_rev: number, 
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
armed: boolean, } & ({ "kind": "single", 
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
labels: Array<string>, } | { "kind": "gradient" } | { "kind": "yes_no" });
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
seconds?: number, } & ({ "kind": "single", 
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
labels: Array<string>, } | { "kind": "gradient" } | { "kind": "yes_no" });
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
export type Made = { "run": RunId } | { "poll": PollId } | { "screen": ScreenId } | { "link": { 
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
detail: string, } | { "code": "unknown_room" } | { "code": "unknown_run" } | { "code": "unknown_poll" } | { "code": "unknown_screen" } | { "code": "unknown_deck" } | { "code": "wrong_kind" } | { "code": "unknown_option" } | { "code": "wrong_count", 
/**
 * At least so many.
 */
min: number, 
/**
 * At most so many.
 */
max: number, } | { "code": "chosen_twice" } | { "code": "closed", 
/**
 * Revision of the ballot that stands.
 */
r: number | null, } | { "code": "superseded", 
/**
 * The revision that stands.
 */
r: number, } | { "code": "not_allowed" } | { "code": "no_pass" } | { "code": "changed", 
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
reason: string, } | { "code": "out_of_bounds", 
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
 * Of what: "polls", "runs", "screens".
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
 * Expected outcomes.
 */
outcomes: Array<string>, 
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
rehearsal: boolean, };
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
showing: Showing, };
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
flagged: boolean, } & ({ "kind": "single", 
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
labels: Array<string>, } | { "kind": "gradient" } | { "kind": "yes_no" });
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
 * For every option, step or answer, how many chose it.
 */
counts: Array<number>, 
/**
 * For ordered kinds: the median step (from 0, halves possible), of those who said something.
 */
median: number | null, 
/**
 * By mode, from the close on, groups under k merged; empty where that cannot reach k.
 */
by_mode: Array<ModeFigures>, };
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
cant_say: number, 
/**
 * For every option how many chose it.
 */
counts: Array<number>, };
export type MinePhone = { 
/**
 * How this pass takes part.
 */
mode: Mode, 
/**
 * Its ballots of runs that are open or on the stage.
 */
ballots: Array<MyBallot>, };
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
flagged: boolean, } & ({ "kind": "single", 
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
labels: Array<string>, } | { "kind": "gradient" } | { "kind": "yes_no" });
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
 * Marked to be opened next.
 */
armed: boolean, 
/**
 * Its runs, first to last.
 */
runs: Array<RunId>, } & ({ "kind": "single", 
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
labels: Array<string>, } | { "kind": "gradient" } | { "kind": "yes_no" });
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
polls: number, 
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
run: RunId, } | { "act": "staged", 
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
poll: PollId, } | { "act": "armed", 
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
role: Role, } | { "act": "refounded", 
/**
 * Runs some of whose ballots may be missing.
 */
flagged: Array<RunId>, } | { "act": "went_back", 
/**
 * Runs some of whose ballots may be missing.
 */
flagged: Array<RunId>, });

export type PhoneParts = {
  about?: About;
  stage?: StagePart;
  next?: NextPart;
  here?: Here;
  mine?: MinePhone;
} & { [run: `run/${number}`]: RunPart | undefined } & { [result: `result/${number}`]: ResultPart | undefined };

export type ScreenParts = {
  about?: About;
  stage?: StagePart;
  here?: Here;
  screens?: Array<ScreenPart>;
  mine?: MineScreen;
} & { [run: `run/${number}`]: RunPart | undefined } & { [result: `result/${number}`]: ResultPart | undefined };

export type ModeratorParts = {
  about?: About;
  stage?: StagePart;
  here?: Here;
  agenda?: AgendaPart;
  turnout?: Array<Turnout>;
  heads?: HeadsPart;
  screens?: Array<ScreenPart>;
  connected?: Connected;
  decks?: Array<DeckPart>;
  store?: StorePart;
  minutes?: Array<MinutesPart>;
  mine?: MineModerator;
} & { [run: `run/${number}`]: ModeratorRun | undefined } & { [result: `result/${number}`]: ResultPart | undefined };

/** Parts replace parts; a null part goes away; `full` means: forget the others. */
export type View<Parts> = {
  epoch: string;
  version: number;
  now: Moment;
  full: boolean;
  parts: { [Key in keyof Parts]?: Parts[Key] | null };
};

export type Frame<Parts> = { view: View<Parts> } | { receipt: Receipt } | { refused: Refused };
