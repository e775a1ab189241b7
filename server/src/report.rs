//! What a session found, for readers: the room's polls in the order of its policy questions, with every run's figures.
//!
//! [`Report::of`] is pure: it puts the folded room, its minutes and its turnout in order. `told` says it in words, as
//! blocks that [`markdown`] and [`html`] write down, so that both say the same. A figure is given exactly when moderators
//! may see it: that is asked of [`views::shown_result`], and decided nowhere else.

use std::collections::BTreeMap;

use crate::domain::gate::Gate;
use crate::domain::id::{PollId, RoomCode, RunId};
use crate::domain::kind::Kind;
use crate::domain::kind::ranking::{Schulze, schulze};
use crate::domain::language::Language;
use crate::domain::minutes::{Act, Line};
use crate::domain::moment::Moment;
use crate::domain::poll::{Poll, Provenance, Source};
use crate::domain::room::{HeadCounts, HeldRun, Room};
use crate::domain::run::Run;
use crate::domain::seal::Seal;
use crate::domain::session::{Note, Session};
use crate::domain::workshop::{DiscussionPoint, PolicyQuestion};
use crate::store::{Attendance, Durability, MinutesLine, Store, StoreError};
use crate::views::{self, Audience};
use crate::wire::parts::ResultPart;

mod acts;
mod acts_talk;
mod block;
pub mod export;
mod figures;
mod floor;
pub mod html;
mod line;
pub mod markdown;
mod notes;
pub mod origin;
mod outcomes;
mod questions;
mod sections;
mod times;
mod told;
mod words;

/// What a report rests on beside the folded room.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// All lines of the minutes.
    pub minutes: Vec<MinutesLine>,
    /// For each run how many were eligible and how many saw it; 0 eligible means that nobody noted any.
    pub turnout: Vec<(RunId, u32, u32)>,
    /// How safely the store keeps ballots, `None` if it does not answer.
    pub durability: Option<Durability>,
    /// The store's clock.
    pub now: Moment,
}

impl Facts {
    /// Asks the store for what the folded room does not hold.
    pub async fn ask(store: &Store, room: &Room, durability: Option<Durability>) -> Result<Self, StoreError> {
        let minutes = store.minutes(room.code, 0).await?;
        // A question only: a node that tells nothing is not noted.
        let ask = Attendance { ask: room.runs.keys().copied().collect(), ..Attendance::default() };
        let turnout = store.attend(room.code, "report", ask).await?.runs;
        Ok(Self { minutes, turnout, durability, now: store.now().await? })
    }
}

/// Whom a report is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// All that moderators may see.
    Moderators,
    /// What the room was shown, once the session is over: no poll whose result was not, no notes, no minutes.
    Everybody,
}

/// What a session found.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    language: Language,
    readers: Readers,
    code: RoomCode,
    reference: String,
    title: String,
    format: String,
    rehearsal: bool,
    needs_code: bool,
    as_of: Moment,
    utc_offset: Option<i16>,
    k: u32,
    durability: Option<Durability>,
    policy_questions: Vec<PolicyQuestion>,
    discussion_points: Vec<DiscussionPoint>,
    polls: Vec<PollReport>,
    heads: Vec<(Moment, HeadCounts)>,
    minutes: Vec<(Moment, Option<Line>)>,
    /// What stood to vote in each run, void ones included: the minutes name them.
    asked: BTreeMap<RunId, Asked>,
    /// The prompts of polls that were never opened: the minutes name them too.
    planned: BTreeMap<PollId, String>,
    session: Session,
    questions: questions::Questions,
    floor: floor::Floor,
    /// Those that were not taken back, by number.
    notes: Vec<Note>,
}

/// How the minutes name a run.
#[derive(Debug, Clone, PartialEq)]
struct Asked {
    poll: PollId,
    round: u32,
    prompt: String,
    void: bool,
}

/// A poll with its runs, void ones left out.
#[derive(Debug, Clone, PartialEq)]
struct PollReport {
    id: PollId,
    /// Its number in this report, from 1, if it was asked.
    number: Option<u32>,
    home: Home,
    prompt: String,
    kind: Kind,
    provenance: Provenance,
    runs: Vec<RunReport>,
}

/// The one section a poll stands in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Home {
    /// Under the policy question of that place in the workshop.
    Question(usize),
    Points,
    Positions,
    Raised,
    Outcome,
    Temperature,
    Other,
}

/// One period of voting.
#[derive(Debug, Clone, PartialEq)]
struct RunReport {
    run: Run,
    gate: Gate,
    flagged: bool,
    /// What became of its ballots, once they are gone.
    seal: Option<Seal>,
    /// Eligible and seen, if anybody noted them.
    turnout: Option<(u32, u32)>,
    result: ResultPart,
    /// Of a ranking whose figures moderators may see.
    schulze: Option<Schulze>,
}

impl Report {
    /// Of a room as it stands, for these readers.
    pub fn of(room: &Room, facts: Facts, readers: Readers) -> Self {
        let workshop = &room.workshop.value;
        // A line that a newer node wrote is told as such, not left out.
        let line = |line: &MinutesLine| (line.at, serde_json::from_str(&line.line).ok());
        let minutes: Vec<(Moment, Option<Line>)> = facts.minutes.iter().map(line).collect();
        let notes = room.notes.values().map(|held| held.value.clone()).filter(|note| !note.text.is_empty());
        Self {
            language: room.language(),
            readers,
            code: room.code,
            reference: workshop.reference.clone(),
            title: workshop.title.clone(),
            format: workshop.format.clone(),
            rehearsal: room.settings.value.rehearsal_of.is_some(),
            needs_code: room.settings.value.codes.needed,
            as_of: facts.now,
            utc_offset: room.settings.value.utc_offset,
            k: room.settings.value.k,
            policy_questions: workshop.policy_questions.clone(),
            discussion_points: workshop.discussion_points.clone(),
            polls: polls(room, &facts.turnout, readers),
            heads: heads(&minutes),
            minutes,
            asked: room.runs.iter().map(|(id, held)| (*id, asked(held))).collect(),
            planned: planned(room),
            durability: facts.durability,
            session: room.session.value,
            questions: questions::Questions::of(room),
            floor: floor::Floor::of(room, facts.now),
            notes: if readers == Readers::Moderators { notes.collect() } else { Vec::new() },
        }
    }

    /// What the room was shown so far, from the folded room alone: without the minutes and who could vote, which the store
    /// would have to be asked for.
    pub fn shown(room: &Room, now: Moment) -> Self {
        let facts = Facts { minutes: Vec::new(), turnout: Vec::new(), durability: None, now };
        Self::of(room, facts, Readers::Everybody)
    }

    /// In another language than the room's.
    #[must_use]
    pub fn in_language(self, language: Language) -> Self {
        Self { language, ..self }
    }

    /// The language it is written in.
    pub fn language(&self) -> Language {
        self.language
    }

    fn words(&self) -> &'static words::Words {
        words::words(self.language)
    }

    /// What the report is called where a file is saved.
    pub fn file_name(&self, extension: &str) -> String {
        format!("plenary-{}.{extension}", self.code)
    }

    fn number_of(&self, poll: &PollId) -> Option<u32> {
        self.polls.iter().find(|known| known.id == *poll).and_then(|known| known.number)
    }
}

/// The room of the workshop with that reference, or with a reference that ends so ("WS #230", "ws230"); no rehearsal,
/// and none if several fit.
pub fn by_reference<'a>(rooms: &'a [Room], wanted: &str) -> Option<&'a Room> {
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let wanted = plain(wanted);
    let mut fitting = rooms.iter().filter(|room| {
        let reference = plain(&room.workshop.value.reference);
        let rest = reference.strip_suffix(&wanted);
        // "30" is not the end of "230".
        let whole = rest.is_some_and(|rest| {
            !(rest.ends_with(|c: char| c.is_ascii_digit()) && wanted.starts_with(|c: char| c.is_ascii_digit()))
        });
        whole && !wanted.is_empty() && room.settings.value.rehearsal_of.is_none()
    });
    fitting.next().filter(|_| fitting.next().is_none())
}

/// The polls in the order of the sections, within each in the order of the agenda; those off it come last.
fn polls(room: &Room, turnout: &[(RunId, u32, u32)], readers: Readers) -> Vec<PollReport> {
    let on_agenda = room.agenda.value.polls.iter().cloned();
    let off_agenda = room.runs.values().map(|held| held.run.poll.clone());
    let mut order: Vec<PollId> = Vec::new();
    for id in on_agenda.chain(off_agenda) {
        if !order.contains(&id) {
            order.push(id);
        }
    }
    let is_told = |id: &PollId| readers == Readers::Moderators && room.agenda.value.polls.contains(id);
    let mut polls: Vec<PollReport> = (order.iter())
        .filter_map(|id| poll_report(room, id, turnout, readers))
        .filter(|poll| !poll.runs.is_empty() || (is_told(&poll.id) && !rests_on_hidden(room, &poll.provenance)))
        .collect();
    polls.sort_by(|a, b| a.home.cmp(&b.home));
    let asked = polls.iter_mut().filter(|poll| !poll.runs.is_empty());
    for (number, poll) in (1..).zip(asked) {
        poll.number = Some(number);
    }
    polls
}

/// A poll as it was last asked; as it is planned if it never was.
fn poll_report(room: &Room, id: &PollId, turnout: &[(RunId, u32, u32)], readers: Readers) -> Option<PollReport> {
    let runs: Vec<RunReport> = room.runs_of(id).filter_map(|held| run_report(room, held, turnout, readers)).collect();
    let planned = room.polls.get(id).map(|held| &held.value.poll);
    let (prompt, kind, provenance) = match (runs.last(), planned) {
        (Some(last), _) => (&last.run.prompt, &last.run.kind, &last.run.provenance),
        (None, Some(Poll { prompt, kind, provenance, .. })) => (prompt, kind, provenance),
        (None, None) => return None,
    };
    Some(PollReport {
        id: id.clone(),
        number: None,
        home: home(room, provenance),
        prompt: prompt.clone(),
        kind: kind.clone(),
        provenance: provenance.clone(),
        runs,
    })
}

fn home(room: &Room, provenance: &Provenance) -> Home {
    let workshop = &room.workshop.value;
    match &provenance.source {
        Source::PolicyQuestions { questions, .. } => {
            let place = |id: &String| workshop.policy_questions.iter().position(|question| question.id == *id);
            questions.iter().find_map(place).map_or(Home::Other, Home::Question)
        }
        Source::DiscussionPoints { .. } => Home::Points,
        Source::Positions { .. } => Home::Positions,
        Source::Discussion { .. } | Source::Audience { .. } => Home::Raised,
        Source::Outcome { .. } => Home::Outcome,
        Source::Temperature => Home::Temperature,
    }
}

fn run_report(room: &Room, held: &HeldRun, turnout: &[(RunId, u32, u32)], readers: Readers) -> Option<RunReport> {
    let audience = match readers {
        // Of the temperature everybody was shown the readings; only they are told.
        Readers::Everybody if held.run.provenance.source != Source::Temperature => Audience::Phones(Vec::new()),
        _ => Audience::Moderators,
    };
    let turnout = turnout.iter().find(|(run, ..)| *run == held.run.id).map(|(_, eligible, seen)| (*eligible, *seen));
    let result = views::shown_result(held, &audience, room.settings.value.k)?;
    if readers == Readers::Everybody && matches!(result, ResultPart::Count { .. }) {
        return None;
    }
    let schulze = match (&held.run.kind, &result) {
        (Kind::Ranking(of), ResultPart::Figures(_)) => Some(schulze(of.options.len(), &held.tally.total())),
        _ => None,
    };
    Some(RunReport {
        run: held.run.clone(),
        gate: held.gate,
        flagged: room.is_flagged(held.run.id),
        seal: held.seal.as_ref().map(|held| held.value.clone()),
        turnout: turnout.filter(|(eligible, _)| *eligible > 0),
        result,
        schulze,
    })
}

/// Whether a poll has its words from a question that the room may not read: until it is asked, nor may it read the poll's.
fn rests_on_hidden(room: &Room, provenance: &Provenance) -> bool {
    let Source::Audience { question, .. } = &provenance.source else { return false };
    !room.talk.questions.get(question).is_some_and(|held| held.question().state.is_public())
}

fn planned(room: &Room) -> BTreeMap<PollId, String> {
    let told = room.polls.iter().filter(|(_, held)| !rests_on_hidden(room, &held.value.poll.provenance));
    told.map(|(id, held)| (id.clone(), held.value.poll.prompt.clone())).collect()
}

fn asked(held: &HeldRun) -> Asked {
    let Run { poll, round, prompt, .. } = &held.run;
    Asked { poll: poll.clone(), round: *round, prompt: prompt.clone(), void: held.gate.void }
}

/// Each head count that was typed, with its time.
fn heads(minutes: &[(Moment, Option<Line>)]) -> Vec<(Moment, HeadCounts)> {
    let count = |(at, line): &(Moment, Option<Line>)| match line.as_ref()?.act {
        Act::Heads { room, online } => Some((*at, HeadCounts { room, online })),
        _ => None,
    };
    minutes.iter().filter_map(count).collect()
}
