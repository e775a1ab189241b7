//! The one handler: a command comes in from whatever transport, a receipt or a typed refusal goes out.

use std::sync::Arc;

use crate::config;
use crate::domain::ballot::{self, CANT_SAY, Contributions};
use crate::domain::id::{RoomCode, RunId};
use crate::domain::key::Key;
use crate::domain::person::Segment;
use crate::domain::poll::Visibility;
use crate::domain::refusal::Refusal;
use crate::domain::room::{HeldRun, Room};
use crate::domain::workshop::Workshop;
use crate::founding;
use crate::hub::{Hub, Seat, Watched, Who};
use crate::pass::{self, Pass};
use crate::plant::{self, Plant};
use crate::store::{Amended, BATCH, Cast, Outcome, StoreError};
use crate::text;
use crate::wire::{BallotReceipt, Command, Counted, Made, Receipt, Refused, Vote};

mod moderator;
mod participant;

/// A wish that names no revision may be decided anew so often when others write at the same moment.
const TRIES: usize = 8;

/// Who says something, and over which seat, if over a socket.
#[derive(Clone, Copy)]
pub struct Caller<'a> {
    /// Who.
    pub who: &'a Who,
    /// How they take part, and of which group.
    pub segment: Segment,
    /// The seat whose view depends on what is done.
    pub seat: Option<&'a Arc<Seat>>,
}

/// What is done for others to do: starts the pretend phones of a rehearsal.
pub type Crowd = Arc<dyn Fn(Rehearsal) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// What a crowd needs to know.
#[derive(Debug)]
pub struct Rehearsal {
    /// The server's own address: <http://127.0.0.1:7300>.
    pub base: String,
    /// The rehearsal's room.
    pub room: crate::domain::id::RoomCode,
    /// How many pretend phones.
    pub phones: u32,
    /// Turns true when the rehearsal is over.
    pub stop: tokio::sync::watch::Receiver<bool>,
}

/// What the handler needs beside the hub.
#[derive(Clone)]
pub struct Desk {
    /// The watched rooms.
    pub hub: Hub,
    /// Pretend phones, if this server has some.
    pub crowd: Option<Crowd>,
    /// The server's own address.
    pub base: Arc<str>,
    /// The workshops, to found their rooms again if the store lost them.
    pub workshops: Arc<Vec<Workshop>>,
    /// Rehearsals begun here, to be stopped.
    pub rehearsals: Arc<dashmap::DashMap<crate::domain::id::RoomCode, tokio::sync::watch::Sender<bool>>>,
}

impl Desk {
    /// The room, watched from now on.
    pub async fn room(&self, code: RoomCode) -> Result<Arc<Watched>, StoreError> {
        match self.hub.watch(code).await {
            Err(StoreError::WentBack) => {
                // Nobody here watched it, so there is nothing to write back.
                let shared = self.hub.shared();
                founding::again::if_it_went_back(&shared.store, &shared.secret, &self.workshops, code).await?;
                self.hub.watch(code).await
            }
            watched => watched,
        }
    }
}

/// The answer to a command.
pub type Answer = Result<Receipt, Refused>;

/// Carries a command out, or says why not.
pub async fn answer(desk: &Desk, room: &Arc<Watched>, caller: Caller<'_>, id: String, command: Command) -> Answer {
    let done = match desk.hub.shared().begin() {
        Some(_under_way) => carry_out(desk, room, caller, &id, command).await,
        None => Err(Refusal::Draining),
    };
    match done {
        Ok(Done { ballot, made }) => Ok(Receipt { id, ballot, made }),
        Err(why) => {
            metrics::counter!("plenary_refusals_total", "code" => why.code()).increment(1);
            Err(Refused { id, why })
        }
    }
}

#[derive(Debug, Default)]
struct Done {
    ballot: Option<BallotReceipt>,
    made: Option<Made>,
}

async fn carry_out(
    desk: &Desk,
    room: &Arc<Watched>,
    caller: Caller<'_>,
    id: &str,
    command: Command,
) -> Result<Done, Refusal> {
    caller.who.is_let_in(&room.room())?;
    match (caller.who, command) {
        (_, Command::Hello(_)) => {
            Err(Refusal::Malformed { detail: "hello is the first frame of a socket, once".to_owned() })
        }
        (Who::Phone { pass, .. }, Command::Vote(vote)) => vote_of(room, caller, *pass, vote).await,
        (Who::Phone { pass, presence, .. }, Command::Mode(set)) => {
            let before = caller.seat.map_or(caller.segment, |seat| seat.segment());
            let segment = Segment { mode: set.mode, ..before };
            room.set_segment(*presence, segment, caller.seat);
            resegment(room, *pass, segment).await?;
            Ok(Done::default())
        }
        (Who::Phone { pass, presence, .. }, Command::Group(set)) => {
            let before = caller.seat.map_or(caller.segment, |seat| seat.segment());
            let segment = Segment { group: set.group, ..before };
            room.set_segment(*presence, segment, caller.seat);
            resegment(room, *pass, segment).await?;
            Ok(Done::default())
        }
        (Who::Phone { presence, .. }, Command::Seen(seen)) => {
            if !room.room().runs.contains_key(&seen.run) {
                return Err(Refusal::UnknownRun);
            }
            room.saw(seen.run, *presence);
            Ok(Done::default())
        }
        (Who::Phone { pass, .. }, Command::Ask(ask)) => participant::ask(room, caller, *pass, id, ask).await,
        (Who::Phone { pass, .. }, Command::TakeBack(on)) => participant::take_back(room, *pass, on).await,
        (Who::Phone { pass, .. }, Command::Upvote(vote)) => participant::upvote(room, caller, *pass, vote).await,
        (Who::Phone { pass, .. }, Command::Upvotes(all)) => {
            participant::upvotes(room, caller, *pass, all.upvotes).await
        }
        (Who::Phone { pass, .. }, Command::RaiseHand(raise)) => {
            participant::raise_hand(room, caller, *pass, id, raise).await
        }
        (Who::Phone { pass, .. }, Command::LowerHand(on)) => participant::lower_hand(room, *pass, on).await,
        (Who::Phone { pass, .. }, Command::Tell(tell)) => participant::tell(room, caller, *pass, id, tell).await,
        (Who::Moderator { role, .. }, command) => moderator::act(desk, room, *role, id, command).await,
        (Who::Phone { .. } | Who::Screen(_), _) => Err(Refusal::NotAllowed),
    }
}

/// The run as this node knows it; if it knows none, the store is asked once, since another node may just have opened it.
async fn run_known(room: &Watched, run: RunId) -> Result<Arc<Room>, Refusal> {
    let folded = room.room();
    if folded.runs.contains_key(&run) {
        return Ok(folded);
    }
    room.refresh().await.map_err(no_store)?;
    let folded = room.room();
    if folded.runs.contains_key(&run) { Ok(folded) } else { Err(Refusal::UnknownRun) }
}

#[expect(clippy::needless_pass_by_value, reason = "so that it fits map_err")]
fn no_store(error: StoreError) -> Refusal {
    match error {
        StoreError::NoRoom => Refusal::UnknownRoom,
        StoreError::WentBack | StoreError::Away(_) | StoreError::Corrupt(_) => Refusal::TryAgain,
    }
}

/// How a ballot was counted, or why it was not.
fn counted(outcome: Outcome) -> Result<Counted, Refusal> {
    match outcome {
        Outcome::Counted => Ok(Counted::Counted),
        Outcome::Changed => Ok(Counted::Changed),
        Outcome::Withdrawn => Ok(Counted::Withdrawn),
        Outcome::Same => Ok(Counted::Same),
        Outcome::Superseded { .. } if plant::is(Plant::ReceiptForRefused) => Ok(Counted::Same),
        Outcome::Superseded { r } if plant::is(Plant::WrongRevision) => Err(Refusal::Superseded { r: r + 1 }),
        Outcome::Superseded { r } => Err(Refusal::Superseded { r }),
        Outcome::Shut { r } => Err(Refusal::Closed { r }),
        Outcome::NoRun => Err(Refusal::UnknownRun),
    }
}

async fn vote_of(room: &Arc<Watched>, caller: Caller<'_>, pass: Pass, vote: Vote) -> Result<Done, Refusal> {
    if vote.r == 0 {
        return Err(Refusal::OutOfBounds { field: "r".to_owned(), min: 1, max: u32::MAX });
    }
    let folded = run_known(room, vote.run).await?;
    let held = &folded.runs[&vote.run];
    if vote.opened.is_some_and(|opened| opened != held.gate.opened) {
        return Err(Refusal::UnknownRun);
    }
    let choice = vote.choice.map(text::choice).transpose()?;
    let ballot = choice.map(|choice| ballot::contributions(&held.run.kind, &choice)).transpose()?;
    if let Some(ballot) = &ballot {
        room_for_texts(held, ballot)?;
    }
    // The epoch first: a key of an earlier one would make a second voter of this pass.
    let epoch = room.epoch();
    // A run that is sealed has no key any more.
    let none = || if held.phase().is_open() { Refusal::UnknownRun } else { Refusal::Closed { r: None } };
    let mut key = room.run_key(vote.run).await.map_err(no_store)?.ok_or_else(none)?;
    let stands = ballot.is_some();
    let segment = caller.segment;
    plant::salt(&mut key.0, &room.shared().node);
    let cast = Cast { run: vote.run, voter: pass::voter_of(&key, pass), r: vote.r, segment, ballot };
    let outcome = room.cast(cast, epoch).await.ok_or(Refusal::TryAgain)?;
    let was = counted(outcome)?;
    metrics::counter!("plenary_ballots_total").increment(1);
    if let Who::Phone { presence, .. } = caller.who {
        room.voted(vote.run, *presence);
    }
    if held.run.visibility == Visibility::AfterVote
        && let Some(seat) = caller.seat
        && seat.set_voted(vote.run, stands)
    {
        room.send_result(seat, vote.run);
    }
    Ok(Done { ballot: Some(BallotReceipt { run: vote.run, r: vote.r, was }), made: None })
}

/// Whether a run still takes texts that nobody wrote in it yet. Judged on this node's copy: a few more may come in at once.
fn room_for_texts(held: &HeldRun, ballot: &Contributions) -> Result<(), Refusal> {
    if !held.run.kind.is_held() {
        return Ok(());
    }
    let known = held.tally.keys();
    if known.len() < config::MAX_WRITTEN || ballot.iter().all(|(key, _)| key == CANT_SAY || known.contains(key)) {
        return Ok(());
    }
    let max = u32::try_from(config::MAX_WRITTEN).unwrap_or(u32::MAX);
    Err(Refusal::TooMany { what: "phrases".to_owned(), max })
}

/// Moves this pass's ballots of open runs, its upvotes, and its turns that wait to the mode and group it now states. What is
/// over stays as it was.
pub async fn resegment(room: &Watched, pass: Pass, segment: Segment) -> Result<(), Refusal> {
    let folded = room.room();
    let mut moves = Vec::new();
    for held in folded.open_runs() {
        if let Some(key) = room.run_key(held.run.id).await.map_err(no_store)? {
            moves.push((held.run.id, pass::voter_of(&key, pass), segment));
        }
    }
    let asker = room.asker(pass).await.map_err(no_store)?.filter(|_| folded.session.value.ended.is_none());
    let (store, epoch) = (&room.shared().store, room.epoch());
    if let Some(voter) = asker
        && store
            .ballots(room.code, vec![(RunId::QUESTIONS, voter)])
            .await
            .map_err(no_store)?
            .iter()
            .any(Option::is_some)
    {
        // Whoever upvoted anything stands in the list itself; the others need not be looked for in a thousand questions.
        let open = folded.talk.gates().filter(|(_, gate)| gate.phase().is_open());
        moves.extend(open.map(|(run, _)| (run, voter, segment)));
    }
    for moves in moves.chunks(BATCH) {
        store.resegment(room.code, &epoch, moves.to_vec()).await.map_err(no_store)?;
    }
    match asker {
        Some(voter) => participant::move_turns(room, voter, segment).await,
        None => Ok(()),
    }
}

/// Notes the first moderator's place on the clock, for times in the report. If another's is there already, that stays.
pub async fn note_utc_offset(room: &Arc<Watched>, role: crate::domain::person::Role, minutes: i16) {
    use crate::store::{Amendment, DocumentWrite, Write};
    let folded = room.room();
    let bounds = -14 * 60..=14 * 60;
    if folded.settings.value.utc_offset.is_some() || !role.may_lead() || !bounds.contains(&minutes) {
        return;
    }
    let settings = crate::domain::room::Settings { utc_offset: Some(minutes), ..folded.settings.value.clone() };
    let write = Write::Set(crate::moderate::json(&settings));
    let document = DocumentWrite { key: Key::Settings.to_text(), expect: folded.settings.rev, write };
    // Losing the race means that another moderator's was noted; a failing store is told of by `amend`.
    let _ = room.amend(Amendment { documents: vec![document], ..Amendment::default() }).await;
}

/// The refusal behind an amendment that was not written.
fn not_written(amended: &Amended) -> Option<Refusal> {
    match amended {
        Amended::Done { .. } => None,
        Amended::Changed { key, rev } => Some(Refusal::Changed { document: key.clone(), rev: *rev }),
        Amended::WrongState { phase, .. } => Some(Refusal::WrongState { state: phase.as_str().to_owned() }),
    }
}

/// Trades a link's secret (or a single-use one) for a role and the generation of its links.
pub async fn role_of_secret(room: &Arc<Watched>, secret: &str) -> Result<(crate::domain::person::Role, u32), Refusal> {
    use crate::domain::minutes::{Act, Line};
    use crate::domain::person::Role;
    use crate::store::{Amendment, DocumentWrite, Write};

    room.refresh().await.map_err(no_store)?;
    let folded = room.room();
    let shared = room.shared();
    let links = &folded.links.value;
    let of_link = Role::ALL.into_iter().map(|role| (role, links.generation(role)));
    let mut of_link =
        of_link.filter(|(role, generation)| shared.secret.is_link_secret(room.code, *role, *generation, secret));
    if let Some(found) = of_link.next() {
        return Ok(found);
    }
    let hash = shared.secret.handover_hash(secret);
    let Some(held) = folded.handovers.get(&hash) else { return Err(Refusal::NotAllowed) };
    if held.value.until < room.store_now() || held.value.generation != links.generation(held.value.role) {
        return Err(Refusal::NotAllowed);
    }
    let role = held.value.role;
    let document = DocumentWrite { key: Key::Handover(hash).to_text(), expect: held.rev, write: Write::Delete };
    let line = crate::moderate::json(&Line { by: Some(role), act: Act::TookOver { role } });
    let amendment = Amendment { documents: vec![document], minutes: vec![line], ..Amendment::default() };
    match room.amend(amendment).await.map_err(no_store)? {
        Amended::Done { .. } => Ok((role, links.generation(role))),
        // Somebody else used it at the same moment: it is good once.
        _ => Err(Refusal::NotAllowed),
    }
}
