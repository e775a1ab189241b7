//! The parts of each audience's view. What a phone must not see is not in its type.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::TS;

use crate::domain::gate::Phase;
use crate::domain::id::{PollId, RoomCode, RunId, ScreenId};
use crate::domain::kind::phrases::Verdict;
use crate::domain::kind::{Choice, Found, Kind};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::person::{Group, Mode, Role};
use crate::domain::poll::{Provenance, Source, Visibility};
use crate::domain::stage::Showing;
use crate::domain::translation::{Translation, Translations};

mod talk;

pub use talk::*;

/// "about": what the room is. Everybody's; hardly ever changes.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct About {
    /// The join code.
    pub code: RoomCode,
    /// "IGF 2020 WS #230".
    pub reference: String,
    /// The workshop's title.
    pub title: String,
    /// Planned length.
    pub minutes: u16,
    /// BCP 47 tag of the texts' language.
    pub language: String,
    /// What the session is for.
    pub aims: Vec<String>,
    /// The policy questions, word for word.
    pub questions: Vec<AboutQuestion>,
    /// The discussion points polls were drawn from, word for word.
    pub points: Vec<AboutQuestion>,
    /// The smallest group whose figures are published.
    pub k: u32,
    /// Where phones join ("<https://poll.example>"), if the server was told; else the page's own origin.
    pub join_base: Option<String>,
    /// A rehearsal: nothing here counts, and all of it goes away.
    pub rehearsal: bool,
    /// Taking part needs an access code.
    pub needs_code: bool,
    /// So many days after the session ended the room and all that is in it go away.
    pub keep_days: u16,
}

/// A policy question or discussion point.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct AboutQuestion {
    /// "q1".
    pub id: String,
    /// "A", or the heading it stands under.
    pub label: Option<String>,
    /// Word for word.
    pub text: String,
}

/// "stage": what screens and phones follow.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct StagePart {
    /// For the next act on it.
    pub rev: u32,
    /// What stands there.
    pub showing: Showing,
    /// Every screen is blank.
    pub blank: bool,
}

/// "next" for phones: what is still to come, without giving a prompt away before its time.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct NextPart {
    /// Polls of the agenda that were not asked yet.
    pub polls: u32,
    /// Where the next of them comes from; `null` if none is left.
    pub source: Option<Source>,
}

/// "here": how many are here, by mode. Carries no version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, TS)]
pub struct Here {
    /// In the room.
    pub room: u32,
    /// Online.
    pub online: u32,
    /// Not stated.
    pub unstated: u32,
}

/// "run/N" for phones and screens: one run and its state.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct RunPart {
    /// Its number.
    pub run: RunId,
    /// The how-many-th run of its poll.
    pub round: u32,
    /// What is asked.
    pub prompt: String,
    /// What an answer looks like.
    #[serde(flatten)]
    pub kind: Kind,
    /// Where it comes from.
    pub provenance: Provenance,
    /// Who sees the tally when.
    pub visibility: Visibility,
    /// Its state.
    pub phase: Phase,
    /// When it was opened.
    pub opened: Moment,
    /// When voting ends or ended, if that is known.
    pub until: Option<Moment>,
    /// The store went back while it ran: some ballots may be missing.
    pub flagged: bool,
    /// The same in other languages: what a page puts in the place of the fields above.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(as = "Option<BTreeMap<Language, Translated>>", optional)]
    pub translations: BTreeMap<Language, Translated>,
}

/// A run as it reads in another language.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Translated {
    /// What is asked.
    pub prompt: String,
    /// What an answer looks like.
    #[serde(flatten)]
    pub kind: Kind,
    /// A person has compared it with what was written.
    pub checked: bool,
}

/// "result/N": what this audience may see of the counts.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ResultPart {
    /// Only how many ballots there are (in steps of k if the run is sensitive).
    Count {
        /// Ballots.
        n: u32,
        /// It is a step, not the number: "at least".
        at_least: bool,
    },
    /// Shown, but too few to say anything.
    TooFew {
        /// Ballots.
        n: u32,
    },
    /// The figures.
    Figures(Figures),
}

/// The figures of a run.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Figures {
    /// Ballots, "I can't say" included. Percentages are of this.
    pub n: u32,
    /// "I can't say".
    pub cant_say: u32,
    /// What the others say, in the shape of the kind.
    #[serde(flatten)]
    pub found: Found,
    /// By mode, from the close on, groups under k merged; empty where that cannot reach k.
    pub by_mode: Vec<ModeFigures>,
    /// By stakeholder group, under the same rule.
    pub by_group: Vec<GroupFigures>,
    /// By mode there would be figures, but beside those by group they would give some away.
    pub mode_left_out: bool,
    /// Ballots of people who named a group; 0 while the run is open.
    pub named: u32,
}

/// The figures of one group, or of all that were too few apart.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct GroupFigures {
    /// Which group; or all that have no figures of their own, whether or not anybody is of them.
    pub groups: Vec<Group>,
    /// Ballots of it.
    pub n: u32,
    /// "I can't say" among them.
    pub cant_say: u32,
    /// What the others say, in the shape of the kind.
    #[serde(flatten)]
    pub found: Found,
}

/// The figures of one mode, or of several merged because they were too few apart.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ModeFigures {
    /// Which mode, or modes together ("others").
    pub modes: Vec<Mode>,
    /// Ballots of it.
    pub n: u32,
    /// "I can't say" among them.
    pub cant_say: u32,
    /// What the others say, in the shape of the kind.
    #[serde(flatten)]
    pub found: Found,
}

/// "phrases/N" for moderators: a text that was written in a run, to be approved or turned down. Drawn when the figures are.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct PhrasePart {
    /// What an act names it by: the text without differences of case and width.
    pub folded: String,
    /// As most wrote it.
    pub text: String,
    /// Ballots.
    pub count: u32,
    /// For the next act on it; 0 if nothing was said to it.
    pub rev: u32,
    /// What was said to it; `null` while it waits.
    pub verdict: Option<Verdict>,
}

/// "mine" on a phone: drawn for one pass, never shared.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MinePhone {
    /// How this pass takes part.
    pub mode: Mode,
    /// Its stakeholder group, if it named one.
    pub group: Group,
    /// Its ballots of runs that are open or on the stage.
    pub ballots: Vec<MyBallot>,
    /// Its questions, oldest first.
    pub questions: Vec<MyQuestion>,
    /// Its turn, if it waits for one or has it.
    pub turn: Option<MyTurn>,
}

/// One of this pass's ballots, as the store has it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MyBallot {
    /// Which run.
    pub run: RunId,
    /// The revision that stands.
    pub r: u32,
    /// What it chose; `null` if withdrawn.
    pub choice: Option<Choice>,
}

/// "mine" on a moderator's page.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MineModerator {
    /// Which moderator this is.
    pub role: Role,
}

/// "mine" on a screen.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MineScreen {
    /// Which screen this is; look it up in "screens".
    pub screen: ScreenId,
}

/// "run/N" for moderators: as for everybody, with what an act needs.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ModeratorRun {
    /// What everybody sees.
    #[serde(flatten)]
    pub run: RunPart,
    /// Which poll it is a run of.
    pub poll: PollId,
    /// The gate's revision, for the next act on it.
    pub rev: u32,
    /// It will be shown as soon as it is closed (while closing), or it is shown.
    pub show: bool,
    /// See `Poll::sensitive`.
    pub sensitive: bool,
    /// Who opened it.
    pub opened_by: Role,
    /// When the gate shut.
    pub shut: Option<Moment>,
}

/// "agenda" for moderators: the polls in order.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct AgendaPart {
    /// For the next change of the order.
    pub rev: u32,
    /// In the order they are planned.
    pub polls: Vec<AgendaPoll>,
}

/// `sign_off` for moderators: whether a second moderator reads each poll before it opens.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, TS)]
pub struct SignOffPart {
    /// For the next change.
    pub rev: u32,
    /// On or off.
    pub on: bool,
}

/// One poll of the agenda.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct AgendaPoll {
    /// Its name.
    pub poll: PollId,
    /// For the next act on it.
    pub rev: u32,
    /// What is asked.
    pub prompt: String,
    /// What an answer looks like.
    #[serde(flatten)]
    pub kind: Kind,
    /// Where it comes from.
    pub provenance: Provenance,
    /// Who sees the tally when.
    pub visibility: Visibility,
    /// See `Poll::sensitive`.
    pub sensitive: bool,
    /// Its usual countdown.
    pub seconds: Option<u32>,
    /// When it is meant to be asked.
    pub planned: Option<String>,
    /// Since when it waits to be opened next; `null` if it does not.
    pub armed: Option<Moment>,
    /// Who worded it last, if a moderator did.
    pub author: Option<Role>,
    /// Who has read it as it is worded now.
    pub signed_by: Option<Role>,
    /// Its runs, first to last.
    pub runs: Vec<RunId>,
    /// Its words in other languages.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(as = "Option<BTreeMap<Language, Translation>>", optional)]
    pub translations: Translations,
}

/// "turnout" for moderators: for each run that is open or on the stage, who could and who did. Carries no version.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Turnout {
    /// Which run.
    pub run: RunId,
    /// Distinct passes here at any moment while it was open.
    pub eligible: u32,
    /// Passes whose page drew it.
    pub seen: u32,
}

/// "heads" for moderators: the people about, counted by eye.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct HeadsPart {
    /// For the next change.
    pub rev: u32,
    /// In the room.
    pub room: Option<u32>,
    /// In the meeting tool.
    pub online: Option<u32>,
}

/// "screens": one room screen. Moderators see all; a screen finds itself by its id.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ScreenPart {
    /// Which.
    pub screen: ScreenId,
    /// For the next act on it.
    pub rev: u32,
    /// Its name.
    pub name: String,
    /// What it is pinned to; `null` follows the stage.
    pub pinned: Option<Showing>,
    /// Counts up with every *blink*: when it changes, blink.
    pub blink: u32,
}

/// "connected" for moderators: the screens with a live connection to this node. Carries no version.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Connected {
    /// Screens that are here.
    pub screens: Vec<ScreenId>,
}

/// "decks" for moderators: what can be added to the agenda.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct DeckPart {
    /// Which.
    pub deck: String,
    /// Its title.
    pub title: String,
    /// Whose text it is.
    pub about: String,
    /// How many statements.
    pub statements: u32,
    /// It is on the agenda already.
    pub added: bool,
}

/// "store" for moderators: how durable an acknowledged ballot is.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "durability", rename_all = "snake_case")]
pub enum StorePart {
    /// It survives kill -9 and power loss.
    Full,
    /// Seconds may be lost with the machine.
    Relaxed {
        /// Which setting makes it so.
        why: String,
    },
    /// The store does not answer: nothing is being counted.
    Away,
}

/// "minutes" for moderators: the newest lines.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct MinutesPart {
    /// From 1.
    #[ts(type = "number")]
    pub number: u64,
    /// When.
    pub at: Moment,
    /// Who; `null` is the clock.
    pub by: Option<Role>,
    /// What was done.
    #[serde(flatten)]
    pub act: crate::domain::minutes::Act,
}
