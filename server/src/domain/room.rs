//! One workshop being held, folded from what the store holds: its documents, gates and tallies.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::codes::Codes;
use super::floor::order::{self, Placed};
use super::floor::{Floor, Turn, TurnOf, TurnState};
use super::gate::Gate;
use super::id::{PollId, QuestionId, RoomCode, RunId, ScreenId, TurnId};
use super::kind::phrases::Judged;
use super::language::Language;
use super::moment::Moment;
use super::person::Mode;
use super::person::Role;
use super::poll::Poll;
use super::question::similar::{self, Prepared};
use super::question::sort::{self, Sort, Standing};
use super::question::{Asker, Question, State, Talk};
use super::run::Run;
use super::seal::Seal;
use super::session::{Backstage, Contacts, Message, Note, Reached, Session, Told};
use super::stage::{Showing, Stage};
use super::tally::Tally;
use super::workshop::Workshop;

mod likes;
mod runs;

/// How the room is run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The smallest group whose figures are published.
    pub k: u32,
    /// Minutes east of Greenwich of the first moderator's clock, for times in the report.
    #[serde(default)]
    pub utc_offset: Option<i16>,
    /// A rehearsal of that room.
    #[serde(default)]
    pub rehearsal_of: Option<RoomCode>,
    /// When the rehearsal goes away by itself.
    #[serde(default)]
    pub rehearsal_ends: Option<Moment>,
    /// So many days after the session ended the room and all that is in it go away.
    #[serde(default = "keep_days")]
    pub keep_days: u16,
    /// A second moderator reads each poll before it opens.
    #[serde(default)]
    pub sign_off: bool,
    /// Its access codes.
    #[serde(default)]
    pub codes: Codes,
}

/// Half a year: until the reports of a meeting are published and the next one is prepared.
const KEEP_DAYS: u16 = 180;

fn keep_days() -> u16 {
    KEEP_DAYS
}

/// The smallest group whose figures are published, unless the room says otherwise.
pub const K: u32 = 5;

impl Default for Settings {
    fn default() -> Self {
        Self {
            k: K,
            utc_offset: None,
            rehearsal_of: None,
            rehearsal_ends: None,
            keep_days: KEEP_DAYS,
            sign_off: false,
            codes: Codes::default(),
        }
    }
}

impl Settings {
    /// When the room and all that is in it goes away, as far as that is known.
    pub fn goes(&self, session: &Session) -> Option<Moment> {
        const DAY_MS: u64 = 24 * 60 * 60 * 1_000;
        let kept = session.ended.map(|ended| ended.plus_ms(u64::from(self.keep_days) * DAY_MS));
        self.rehearsal_ends.into_iter().chain(kept).min()
    }
}

/// The order of the polls.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Agenda {
    /// In the order they are planned.
    pub polls: Vec<PollId>,
    /// Statements decks that were added.
    #[serde(default)]
    pub decks: Vec<String>,
}

/// A poll as planned, with what moderators did to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Planned {
    /// The poll.
    pub poll: Poll,
    /// Since when it waits to be opened next, if it does.
    #[serde(default, rename = "armed_at")]
    pub armed: Option<Moment>,
    /// Who worded it last, if a moderator did.
    #[serde(default)]
    pub author: Option<Role>,
    /// Who has read it as it is worded now.
    #[serde(default)]
    pub signed_by: Option<Role>,
}

impl Planned {
    /// As it was prepared.
    pub fn of(poll: Poll) -> Self {
        Self { poll, armed: None, author: None, signed_by: None }
    }

    /// Whether two people stand behind the poll if `opener` opens it: whoever read it neither worded it nor, where nobody here
    /// worded it, opens it alone. People are told apart by their roles.
    pub fn is_signed(&self, opener: Role) -> bool {
        self.signed_by.is_some_and(|reader| reader != self.author.unwrap_or(opener))
    }
}

/// People about, counted by eye.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HeadCounts {
    /// In the room.
    pub room: Option<u32>,
    /// In the meeting tool.
    pub online: Option<u32>,
}

/// A paired screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Screen {
    /// What moderators call it.
    pub name: String,
    /// What it shows whatever the stage does.
    pub pinned: Option<Showing>,
    /// Counts up with every *blink*.
    pub blink: u32,
}

/// Which generation of each role's links is good; a role not named is at generation 1.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Links {
    /// By role.
    pub generations: BTreeMap<Role, u32>,
}

impl Links {
    /// The generation that is good for `role`.
    pub fn generation(&self, role: Role) -> u32 {
        self.generations.get(&role).copied().unwrap_or(1)
    }
}

/// A single-use link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// What it makes of the device that opens it.
    pub role: Role,
    /// When it ends.
    pub until: Moment,
    /// The generation of the role's links it was made in: revoking the role ends it too.
    pub generation: u32,
}

/// A document with the revision and version it has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Held<T> {
    /// For compare-and-set; 0 if it was never written.
    pub rev: u32,
    /// The room's version when it last changed.
    pub version: u64,
    /// What it says.
    pub value: T,
}

/// A run with its gate and its tally.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRun {
    /// What was asked, frozen.
    pub run: Run,
    /// Its state.
    pub gate: Gate,
    /// The room's version when the state last changed.
    pub gate_version: u64,
    /// The counts.
    pub tally: Tally,
    /// The room's version when the counts last changed.
    pub tally_version: u64,
    /// What moderators said to the texts that were written, by the folded text.
    pub judged: BTreeMap<String, Held<Judged>>,
    /// What is left of it, if its ballots are gone.
    pub seal: Option<Held<Seal>>,
}

/// A question with the gate and the tally of its upvotes.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldQuestion {
    /// What was asked, and what became of it.
    pub held: Held<Question>,
    /// The gate of its upvotes; revision 0 if it was never opened.
    pub gate: Gate,
    /// Its upvotes.
    pub tally: Tally,
    /// The room's version when the upvotes last changed.
    pub tally_version: u64,
    /// Its words, ready to be compared.
    pub prepared: Prepared,
    /// While it waits: what was asked before and is likely the same, and how likely; the likeliest first.
    pub like: Vec<(QuestionId, f32)>,
}

impl HeldQuestion {
    /// One that no store holds yet.
    pub fn unheld(question: Question) -> Self {
        Self::of(Held { rev: 0, version: 0, value: question })
    }

    /// Without upvotes as yet.
    pub fn of(held: Held<Question>) -> Self {
        let prepared = similar::prepare(&held.value.text);
        Self { held, gate: Gate::default(), tally: Tally::default(), tally_version: 0, prepared, like: Vec::new() }
    }

    /// What it says.
    pub fn question(&self) -> &Question {
        &self.held.value
    }

    /// Upvotes by mode: room, online, not stated.
    pub fn upvotes(&self) -> [u32; 3] {
        by_mode(&self.tally)
    }

    /// The room's version when anything of it last changed.
    pub fn version(&self) -> u64 {
        self.held.version.max(self.tally_version)
    }
}

/// Ballots by mode: room, online, not stated.
pub fn by_mode(tally: &Tally) -> [u32; 3] {
    [Mode::Room, Mode::Online, Mode::Unstated].map(|mode| tally.along(mode).ballots)
}

/// What the audience asks and says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Conversation {
    /// How the room takes questions and hands.
    pub talk: Held<Talk>,
    /// All that was asked. Shared, because a room is copied at every beat and a question hardly ever changes.
    pub questions: BTreeMap<QuestionId, Arc<HeldQuestion>>,
    /// The gate of the list itself; revision 0 until the first question.
    pub gate: Gate,
    /// Who upvoted anything: one ballot each.
    pub voters: Tally,
    /// How turns are ordered.
    pub floor: Held<Floor>,
    /// Everybody who wished for the floor.
    pub turns: BTreeMap<TurnId, Arc<Held<Turn>>>,
    /// The turns that wait, in the order they get the floor: worked out once, when they change.
    pub queue: Arc<Vec<Placed>>,
    /// What phones told the moderators alone.
    pub told: BTreeMap<u32, Held<Told>>,
}

impl Conversation {
    /// Works the queue out anew.
    pub fn order(&mut self) {
        let turns = self.turns.iter().map(|(id, held)| (*id, &held.value));
        self.queue = Arc::new(order::order(&self.floor.value.rule, turns));
    }

    /// All upvotes the room gave, by mode.
    pub fn upvotes(&self) -> [u32; 3] {
        self.questions.values().map(|question| question.upvotes()).fold([0; 3], |mut sum, of| {
            sum.iter_mut().zip(of).for_each(|(sum, of)| *sum += of);
            sum
        })
    }

    /// The question that this one is one with now: itself, unless it was merged.
    pub fn head(&self, mut id: QuestionId) -> Option<(QuestionId, &HeldQuestion)> {
        // A chain is as long as the list at most: merging never makes a circle.
        for _ in 0..=self.questions.len() {
            let question = self.questions.get(&id)?;
            match question.question().state {
                State::Merged { into, .. } => id = into,
                _ => return Some((id, question)),
            }
        }
        None
    }

    /// The turns that wait, or have the floor, in which this question is read out: its own, and those of questions that became
    /// one with it.
    pub fn turns_of(&self, id: QuestionId) -> impl Iterator<Item = (TurnId, &Held<Turn>)> {
        self.turns.iter().filter_map(move |(turn, held)| {
            let TurnOf::Question { question } = held.value.of else { return None };
            let stands = matches!(held.value.state, TurnState::Waiting | TurnState::Speaking { .. });
            (stands && self.head(question).is_some_and(|(head, _)| head == id)).then_some((*turn, held.as_ref()))
        })
    }

    /// How many questions became one with each that others became one with.
    pub fn merged(&self) -> BTreeMap<QuestionId, u32> {
        let mut merged = BTreeMap::new();
        for held in self.questions.values() {
            if let State::Merged { into, .. } = held.question().state {
                *merged.entry(into).or_default() += 1;
            }
        }
        merged
    }

    /// The questions that everybody may see, in this order.
    pub fn sorted(&self, sort: Sort) -> Vec<QuestionId> {
        let all = self.upvotes();
        let listed = self.questions.iter().filter(|(_, held)| held.question().state.takes_upvotes());
        let standings = listed.map(|(id, held)| {
            let approved = held.question().approved;
            let before = approved.map_or([0; 3], |approved| approved.upvotes_before);
            Standing {
                question: *id,
                mode: held.question().mode,
                at: approved.map_or(held.question().at, |approved| approved.at),
                upvotes: held.upvotes(),
                since: std::array::from_fn(|at| all[at].saturating_sub(before[at])),
            }
        });
        sort::sorted(standings.collect(), sort, self.voters.total().ballots)
    }

    /// The gates of the list and of its questions, as far as they were opened.
    pub fn gates(&self) -> impl Iterator<Item = (RunId, Gate)> {
        let questions = self.questions.iter().map(|(id, held)| (id.ballots(), held.gate));
        std::iter::once((RunId::QUESTIONS, self.gate)).chain(questions).filter(|(_, gate)| gate.rev > 0)
    }

    /// How many questions of this asker wait for a moderator.
    pub fn waiting_of(&self, asker: &Asker) -> usize {
        let waits =
            |held: &&Arc<HeldQuestion>| held.question().asker == *asker && held.question().state == State::InReview;
        self.questions.values().filter(waits).count()
    }
}

/// One workshop being held. What is long and seldom changes is shared by the copies of a room, because each reading makes one.
#[derive(Debug, Clone, PartialEq)]
pub struct Room {
    /// Its join code.
    pub code: RoomCode,
    /// What the proposal says.
    pub workshop: Arc<Held<Workshop>>,
    /// How it is run.
    pub settings: Held<Settings>,
    /// What screens and phones follow.
    pub stage: Held<Stage>,
    /// The order of the polls.
    pub agenda: Held<Agenda>,
    /// The polls, on the agenda or dropped from it.
    pub polls: BTreeMap<PollId, Arc<Held<Planned>>>,
    /// The runs, in the order of opening.
    pub runs: BTreeMap<RunId, Arc<HeldRun>>,
    /// People about.
    pub heads: Held<HeadCounts>,
    /// The paired screens.
    pub screens: BTreeMap<ScreenId, Held<Screen>>,
    /// The room's version when a screen last changed or went.
    pub screens_version: u64,
    /// Single-use links that were not used yet, by the hash of their secret.
    pub handovers: BTreeMap<String, Held<Handover>>,
    /// Runs some of whose ballots may be missing, because the store went back while they were open.
    pub flags: Held<Vec<RunId>>,
    /// Which links are good.
    pub links: Held<Links>,
    /// What the audience asks and says.
    pub talk: Conversation,
    /// When the session runs.
    pub session: Held<Session>,
    /// The line on the stage, if it shows one.
    pub message: Held<Message>,
    /// Whom to turn to.
    pub contacts: Held<Contacts>,
    /// The address by which a phone came.
    pub reached: Held<Reached>,
    /// The rapporteur's notes, by number.
    pub notes: BTreeMap<u32, Held<Note>>,
    /// What moderators told each other, by number.
    pub backstage: BTreeMap<u32, Held<Backstage>>,
}

impl Room {
    /// The language that screens and the report speak unless another is chosen; English, if no page speaks the workshop's.
    pub fn language(&self) -> Language {
        Language::of_tag(&self.workshop.value.language).unwrap_or_default()
    }

    /// Whether some ballots of a run may be missing.
    pub fn is_flagged(&self, run: RunId) -> bool {
        self.flags.value.contains(&run)
    }

    /// The run on the stage, if a run stands there.
    pub fn staged(&self) -> Option<&HeldRun> {
        match self.stage.value.showing {
            Showing::Run { run } => self.runs.get(&run).map(Arc::as_ref),
            _ => None,
        }
    }

    /// Runs that take ballots (as far as this copy knows; the store decides), oldest first.
    pub fn open_runs(&self) -> impl Iterator<Item = &HeldRun> {
        self.runs.values().map(Arc::as_ref).filter(|held| held.phase().is_open())
    }

    /// The poll that waits to be opened next: of several, the one that was armed last.
    pub fn waiting_poll(&self) -> Option<&Held<Planned>> {
        let planned = self.agenda.value.polls.iter().filter_map(|id| self.polls.get(id).map(Arc::as_ref));
        planned.filter(|held| held.value.armed.is_some()).max_by_key(|held| held.value.armed)
    }

    /// The runs of a poll, first to last, void ones left out.
    pub fn runs_of<'a>(&'a self, poll: &'a PollId) -> impl Iterator<Item = &'a HeldRun> {
        self.runs.values().map(Arc::as_ref).filter(move |held| held.run.poll == *poll && !held.gate.void)
    }

    /// The run a phone's first page holds: the stage's if it is open, else the oldest open one that `answered` is false for.
    pub fn first_page_run(&self, answered: impl Fn(RunId) -> bool) -> Option<&HeldRun> {
        self.staged()
            .filter(|held| held.phase().is_open())
            .or_else(|| self.open_runs().find(|held| !answered(held.run.id)))
    }
}
