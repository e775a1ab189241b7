//! The fields of each command.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::domain::id::{PairingCode, PollId, QuestionId, RunId, ScreenId};
use crate::domain::kind::phrases::Verdict;
use crate::domain::kind::{Choice, Kind};
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::person::{Group, Mode, Role};
use crate::domain::poll::Visibility;
use crate::domain::stage::Showing;
use crate::domain::translation::{Translation, Translations};

/// See [`super::Command::Hello`].
#[derive(Debug, Clone, PartialEq, Default, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// Epoch of the view the client has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub epoch: Option<String>,
    /// Version of the view it has; with the same epoch, only what changed since comes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub have: Option<u64>,
    /// Its ballots of runs it believes open; each is answered like a vote, with the id `{id}/{run}`. At most 50.
    #[serde(default)]
    pub ballots: Vec<Vote>,
    /// Its mode, if it has said one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub mode: Option<Mode>,
    /// Its stakeholder group, if it has named one or said that it would rather not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub group: Option<Group>,
    /// Moderators: minutes east of Greenwich of their clock, for times in the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub utc_offset: Option<i16>,
}

/// See [`super::Command::Vote`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Vote {
    /// Which run.
    pub run: RunId,
    /// When the run that I mean was opened, as its part says: a store that was restored counts runs again from where it stood, and
    /// another run under that number is not mine. Without it, the run of that number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub opened: Option<Moment>,
    /// My revision, from 1; higher replaces lower.
    pub r: u32,
    /// What I choose; `null` withdraws.
    pub choice: Option<Choice>,
}

/// See [`super::Command::Mode`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SetMode {
    /// How I take part.
    pub mode: Mode,
}

/// See [`super::Command::Group`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SetGroup {
    /// Which group I am of.
    pub group: Group,
}

/// See [`super::Command::Seen`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// Which run.
    pub run: RunId,
}

/// See [`super::Command::Open`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// Which poll.
    pub poll: PollId,
    /// The poll's revision as I saw it.
    pub rev: u32,
    /// The stage's revision as I saw it; it must be there unless the run opens *beside*.
    #[serde(default)]
    pub stage_rev: u32,
    /// Open it beside the stage: phones are asked, the screens stay as they are.
    #[serde(default)]
    pub beside: bool,
    /// Countdown in seconds, 5 to 3600; without, until closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub seconds: Option<u32>,
    /// Who sees the tally when, if not as the poll says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub visibility: Option<Visibility>,
}

/// An act on a run's gate, as I saw it.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OnGate {
    /// Which run.
    pub run: RunId,
    /// The gate's revision as I saw it.
    pub rev: u32,
}

/// See [`super::Command::Close`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Close {
    /// Which run.
    pub run: RunId,
    /// The gate's revision as I saw it.
    pub rev: u32,
    /// *Close and show*.
    pub show: bool,
}

/// See [`super::Command::Extend`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Extend {
    /// Which run.
    pub run: RunId,
    /// The gate's revision as I saw it.
    pub rev: u32,
    /// By so many seconds, 5 to 3600.
    pub seconds: u32,
}

/// See [`super::Command::Judge`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Judge {
    /// Which run.
    pub run: RunId,
    /// What is said to them.
    pub verdict: Verdict,
    /// Which texts, at most 50; all or none.
    pub phrases: Vec<OnPhrase>,
}

/// A text that was written in a run, as I saw it.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OnPhrase {
    /// The text as "phrases/N" names it.
    pub folded: String,
    /// Its revision as I saw it; 0 if nothing was said to it yet.
    pub rev: u32,
}

/// See [`super::Command::Stage`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SetStage {
    /// The stage's revision as I saw it.
    pub rev: u32,
    /// What to show.
    pub showing: Showing,
}

/// See [`super::Command::Raise`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
pub struct Raise {
    /// One line, at most 300 graphemes.
    pub prompt: String,
    /// What an answer looks like.
    #[serde(flatten)]
    pub kind: Kind,
    /// Who sees the tally when.
    #[serde(default)]
    pub visibility: Visibility,
    /// Countdown it will be opened with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub seconds: Option<u32>,
    /// Mark it to be opened next.
    #[serde(default)]
    pub armed: bool,
    /// Where it comes from, if not just from what was said.
    #[serde(default)]
    pub from: RaisedFrom,
    /// Its words in other languages.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(as = "Option<BTreeMap<Language, Translation>>", optional)]
    pub translations: Translations,
}

/// Where a poll that moderators write comes from.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RaisedFrom {
    /// From what was just said.
    #[default]
    Discussion,
    /// It is a draft of what the session may say together.
    Outcome,
    /// From a question of the audience's.
    Question(QuestionId),
}

/// See [`super::Command::Edit`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
pub struct Edit {
    /// Which poll.
    pub poll: PollId,
    /// Its revision as I saw it.
    pub rev: u32,
    /// The new wording.
    pub prompt: String,
    /// The new kind.
    #[serde(flatten)]
    pub kind: Kind,
    /// Who sees the tally when.
    pub visibility: Visibility,
    /// Countdown it will be opened with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub seconds: Option<u32>,
    /// Its words in other languages, in place of those it had. Without them, those it had stay where the wording does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(as = "Option<BTreeMap<Language, Translation>>", optional)]
    pub translations: Option<Translations>,
}

/// See [`super::Command::Arm`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Arm {
    /// Which poll.
    pub poll: PollId,
    /// Its revision as I saw it.
    pub rev: u32,
    /// On or off.
    pub armed: bool,
}

/// An act on a poll, as I saw it.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OnPoll {
    /// Which poll.
    pub poll: PollId,
    /// Its revision as I saw it.
    pub rev: u32,
}

/// See [`super::Command::Order`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The agenda's revision as I saw it.
    pub rev: u32,
    /// Every poll of the agenda, once.
    pub polls: Vec<PollId>,
}

/// See [`super::Command::AddDeck`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AddDeck {
    /// Which deck.
    pub deck: String,
    /// The agenda's revision as I saw it.
    pub rev: u32,
}

/// See [`super::Command::Heads`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Heads {
    /// The document's revision as I saw it.
    pub rev: u32,
    /// People in the room, counted by eye; at most 100,000.
    pub room: Option<u32>,
    /// People in the meeting tool; at most 100,000.
    pub online: Option<u32>,
}

/// See [`super::Command::SetSignOff`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SetSignOff {
    /// The settings' revision as I saw it.
    pub rev: u32,
    /// On or off.
    pub on: bool,
}

/// See [`super::Command::SetCodes`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SetCodes {
    /// The settings' revision as I saw it.
    pub rev: u32,
    /// How many codes there are to be, at most 10,000; not fewer than there are, unless anew.
    pub made: u32,
    /// Taking part needs one.
    pub needed: bool,
    /// Those that were given out are good no more.
    #[serde(default)]
    pub anew: bool,
}

/// See [`super::Command::LetIn`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LetIn {
    /// The four characters on the screen.
    pub pairing: PairingCode,
    /// What to call it, at most 40 graphemes.
    pub name: String,
}

/// See [`super::Command::NameScreen`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NameScreen {
    /// Which screen.
    pub screen: ScreenId,
    /// Its revision as I saw it.
    pub rev: u32,
    /// Its new name.
    pub name: String,
}

/// See [`super::Command::PinScreen`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PinScreen {
    /// Which screen.
    pub screen: ScreenId,
    /// Its revision as I saw it.
    pub rev: u32,
    /// What it shows whatever the stage does; `null` follows the stage.
    pub pinned: Option<Showing>,
}

/// An act on a screen, as I saw it.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct OnScreen {
    /// Which screen.
    pub screen: ScreenId,
    /// Its revision as I saw it.
    pub rev: u32,
}

/// See [`super::Command::HandOver`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// Which role the other device gets; one's own, or any by the chair.
    pub role: Role,
}

/// See [`super::Command::Revoke`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Revoke {
    /// Whose links end.
    pub role: Role,
}

/// See [`super::Command::Rehearse`].
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Rehearse {
    /// Pretend phones, 1 to 200.
    pub phones: u32,
}

/// See [`super::Command::EndRehearsal`].
#[derive(Debug, Clone, PartialEq, Default, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct EndRehearsal {}

/// See [`super::Command::TestVote`].
#[derive(Debug, Clone, PartialEq, Default, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TestVote {}
