//! What a moderator's act changes: which documents it rests on, what it writes, and the line it leaves in the minutes.
//!
//! Pure: it looks at the folded room and decides; the store compares the revisions again inside the step that writes.

use serde::Serialize;

use crate::config;
use crate::domain::gate::GateAct;
use crate::domain::id::{PollId, RunId};
use crate::domain::key::Key;
use crate::domain::kind::Kind;
use crate::domain::minutes::{Act, Line};
use crate::domain::moment::Moment;
use crate::domain::person::Role;
use crate::domain::poll::{Poll, Provenance, Source};
use crate::domain::refusal::Refusal;
use crate::domain::room::{Agenda, Planned, Room, Settings};
use crate::domain::run::Run;
use crate::domain::stage::{Showing, Stage};
use crate::domain::workshop::Deck;
use crate::pass;
use crate::store::{Amendment, DocumentWrite, GateWrite, Write};
use crate::text;
use crate::wire::{self, Command, Made};

mod floor;
mod phrases;
mod polls;
mod questions;
pub mod rights;
mod screens;
mod session;

/// What an act will change, and what it will have made.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Decision {
    /// For the store.
    pub amendment: Amendment,
    /// For the receipt.
    pub made: Option<Made>,
}

/// What a decision rests on beside the room.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// Who acts.
    pub role: Role,
    /// The store's clock, as far as this node can tell.
    pub now: Moment,
    /// The id of the command: what it makes is numbered by it.
    pub command: &'a str,
    /// The decks that can be added.
    pub decks: &'a [Deck],
}

impl Facts<'_> {
    /// A number for what this command makes anew.
    fn number(&self, what: &str) -> [u8; 4] {
        pass::number_of(self.role.as_str().as_bytes(), &[self.command, &self.now.0.to_string(), what])
    }
}

impl Decision {
    fn line(mut self, role: Role, act: Act) -> Self {
        self.amendment.minutes.push(json(&Line { by: Some(role), act }));
        self
    }

    fn document(mut self, key: &Key, expect: u32, write: Write) -> Self {
        self.amendment.documents.push(DocumentWrite { key: key.to_text(), expect, write });
        self
    }

    fn set(self, key: &Key, expect: u32, value: &impl Serialize) -> Self {
        self.document(key, expect, Write::Set(json(value)))
    }

    fn gate(mut self, run: RunId, expect: u32, act: GateAct) -> Self {
        self.amendment.gates.push(GateWrite { run, expect, act });
        self
    }

    fn made(mut self, made: Made) -> Self {
        self.made = Some(made);
        self
    }
}

pub(crate) use floor::off_the_queue;
pub(crate) use polls::{clean_kind, clean_translations};
pub(crate) use session::still_on;

pub(crate) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("documents are plain data")
}

/// Decides a moderator's act on the room, or says why not. Acts that need more than the room (links, pairing codes,
/// rehearsals) are not decided here.
pub fn decide(command: Command, room: &Room, facts: Facts<'_>) -> Result<Decision, Refusal> {
    if !rights::may(facts.role, &command) {
        return Err(Refusal::NotAllowed);
    }
    let role = facts.role;
    let on_gate = |on: wire::OnGate, act: GateAct, line: Act| {
        run_known(room, on.run)?;
        Ok(Decision::default().gate(on.run, on.rev, act).line(role, line))
    };
    match command {
        Command::Open(open) => self::open(&open, room, facts),
        Command::Close(close) => {
            run_known(room, close.run)?;
            let decision = Decision::default().gate(close.run, close.rev, GateAct::Close { show: close.show });
            Ok(decision.line(role, Act::Closing { run: close.run, show: close.show }))
        }
        Command::Extend(extend) => {
            run_known(room, extend.run)?;
            countdown(Some(extend.seconds))?;
            let by_ms = u64::from(extend.seconds) * 1_000;
            let decision = Decision::default().gate(extend.run, extend.rev, GateAct::Extend { by_ms });
            Ok(decision.line(role, Act::Extended { run: extend.run, seconds: extend.seconds }))
        }
        Command::KeepOpen(on) => on_gate(on.clone(), GateAct::KeepOpen, Act::KeptOpen { run: on.run }),
        Command::Show(on) => on_gate(on.clone(), GateAct::Show, Act::Shown { run: on.run }),
        Command::Hide(on) => on_gate(on.clone(), GateAct::Hide, Act::Hidden { run: on.run }),
        Command::Void(on) => on_gate(on.clone(), GateAct::Void, Act::Voided { run: on.run }),
        Command::Judge(judge) => phrases::judge(&judge, room, facts),
        Command::Stage(stage) => set_stage(&stage, room, role),
        Command::Raise(raise) => polls::raise(raise, room, facts),
        Command::Edit(edit) => polls::edit(edit, room, role),
        Command::Sign(on) => polls::sign(&on, room, role),
        Command::SetSignOff(set) => Ok(polls::set_sign_off(&set, room, role)),
        Command::SetCodes(set) => session::set_codes(&set, room, role),
        Command::Arm(arm) => polls::arm(&arm, room, facts),
        Command::Drop(on) => polls::drop(&on, room, role),
        Command::Order(order) => polls::order(order, room, role),
        Command::AddDeck(add) => polls::add_deck(&add, room, facts),
        Command::Heads(heads) => screens::heads(&heads, role),
        Command::NameScreen(name) => screens::name(&name, room, role),
        Command::PinScreen(pin) => screens::pin(&pin, room, role),
        Command::BlinkScreen(on) => screens::blink(&on, room),
        Command::RevokeScreen(on) => screens::revoke(&on, room, role),
        Command::Tend(tend) => questions::tend(tend, room, facts),
        Command::ApproveAll(all) => questions::approve_all(&all, room, facts),
        Command::Merge(merge) => questions::merge(&merge, room, facts),
        Command::Unmerge(on) => questions::unmerge(on, room, facts),
        Command::SetTalk(set) => questions::set_talk(set, room, role),
        Command::Relay(relay) => questions::relay(&relay, room, facts),
        Command::UndoRelay(undo) => questions::undo_relay(&undo, room, role),
        Command::SetFloor(set) => floor::set_rule(&set, room, role),
        Command::GiveFloor(give) => floor::give(&give, room, facts),
        Command::EndTurn(on) => floor::end(&on, room, facts),
        Command::ExtendTurn(extend) => floor::extend(&extend, room, facts),
        Command::AddTurn(add) => floor::add(&add, room, facts),
        Command::QueueQuestion(on) => floor::queue(on, room, facts),
        Command::PlaceTurn(place) => floor::place(&place, room, role),
        Command::SkipTurn(on) => floor::skip(&on, room, role),
        Command::TakeTop(take) => floor::take_top(take, room, facts),
        Command::Blank(blank) => Ok(session::blank(blank, room, role)),
        Command::SetMessage(set) => session::message(&set, room, role),
        Command::SetContacts(set) => session::contacts(&set, room, role),
        Command::TakeTemperature(_) => session::temperature(room, facts),
        Command::Begin(on) => session::begin(on, room, facts),
        Command::End(on) => session::end(on, room, facts),
        Command::Resume(on) => session::resume(on, room, role),
        Command::SetWindow(set) => session::window(set, room, role),
        Command::Note(note) => session::note(&note, room, facts),
        Command::Backstage(say) => session::backstage(&say, facts),
        Command::Acknowledge(on) => session::acknowledge(on, room, role),
        Command::Settle(on) => session::settle(on, room, role),
        _ => Err(Refusal::NotAllowed),
    }
}

fn run_known(room: &Room, run: RunId) -> Result<(), Refusal> {
    if room.runs.contains_key(&run) { Ok(()) } else { Err(Refusal::UnknownRun) }
}

fn countdown(seconds: Option<u32>) -> Result<(), Refusal> {
    match seconds {
        Some(s) if !config::COUNTDOWN.contains(&s) => Err(Refusal::OutOfBounds {
            field: "seconds".to_owned(),
            min: *config::COUNTDOWN.start(),
            max: *config::COUNTDOWN.end(),
        }),
        _ => Ok(()),
    }
}

fn too_many(what: &str, max: usize) -> Refusal {
    Refusal::TooMany { what: what.to_owned(), max: u32::try_from(max).unwrap_or(u32::MAX) }
}

/// Freezes the poll into a new run, opens its gate and puts it on the stage, all or nothing.
fn open(open: &wire::Open, room: &Room, facts: Facts<'_>) -> Result<Decision, Refusal> {
    let held = room.polls.get(&open.poll).ok_or(Refusal::UnknownPoll)?;
    countdown(open.seconds)?;
    session::still_on(room, facts.now)?;
    // The standing question has the same words in every room: somebody has read them.
    let needs_reader = room.settings.value.sign_off && held.value.poll.provenance.source != Source::Temperature;
    if needs_reader && !held.value.is_signed(facts.role) {
        return Err(Refusal::NotSigned);
    }
    if let Some(busy) = room.staged().filter(|staged| !open.beside && staged.phase().is_open()) {
        return Err(Refusal::StageBusy { run: busy.run.id.0 });
    }
    if let Some(open) = room.runs_of(&open.poll).find(|run| run.phase().is_open()) {
        return Err(Refusal::WrongState { state: open.phase().as_str().to_owned() });
    }
    if room.open_runs().count() >= config::MAX_OPEN_RUNS {
        return Err(too_many("open runs", config::MAX_OPEN_RUNS));
    }
    if room.runs.len() >= config::MAX_RUNS {
        return Err(too_many("runs", config::MAX_RUNS));
    }
    let id = RunId(room.runs.keys().next_back().map_or(1, |last| last.0 + 1));
    let round = u32::try_from(room.runs_of(&open.poll).count()).unwrap_or(u32::MAX - 1) + 1;
    let mut run = Run::of(&held.value.poll, id, round, facts.role, facts.now);
    run.visibility = open.visibility.unwrap_or(run.visibility);
    run.by_code = room.settings.value.codes.needed;
    let poll_key = Key::Poll(open.poll.clone());
    let decision = if held.value.armed.is_some() {
        Decision::default().set(&poll_key, open.rev, &Planned { armed: None, ..held.value.clone() })
    } else {
        Decision::default().document(&poll_key, open.rev, Write::Keep)
    };
    let for_ms = open.seconds.map(|seconds| u64::from(seconds) * 1_000);
    let decision = if open.beside {
        decision
    } else {
        decision.set(&Key::Stage, open.stage_rev, &Stage { showing: Showing::Run { run: id }, ..room.stage.value })
    };
    Ok(decision
        .set(&Key::Run(id), 0, &run)
        .gate(id, 0, GateAct::Open { for_ms })
        .line(facts.role, Act::Opened { run: id, poll: open.poll.clone(), seconds: open.seconds })
        .made(Made::Run(id)))
}

/// Whether what is to be shown is there to be shown.
fn can_stand(showing: Showing, room: &Room) -> Result<(), Refusal> {
    let of_run = |run: RunId| {
        let held = room.runs.get(&run).ok_or(Refusal::UnknownRun)?;
        if held.gate.void { Err(Refusal::WrongState { state: "void".to_owned() }) } else { Ok(()) }
    };
    match showing {
        Showing::Run { run } => of_run(run),
        Showing::Compare { before, after } => of_run(before).and_then(|()| of_run(after)),
        Showing::Question { question } => {
            let held = room.talk.questions.get(&question).ok_or(Refusal::UnknownQuestion)?;
            if held.question().state.is_public() { Ok(()) } else { Err(held.question().wrong_state()) }
        }
        _ => Ok(()),
    }
}

fn set_stage(stage: &wire::SetStage, room: &Room, role: Role) -> Result<Decision, Refusal> {
    can_stand(stage.showing, room)?;
    if !stage.showing.is_for_all() {
        return Err(Refusal::WrongState { state: "next".to_owned() });
    }
    let after = Stage { showing: stage.showing, ..room.stage.value };
    let decision = Decision::default().set(&Key::Stage, stage.rev, &after);
    Ok(decision.line(role, Act::Staged { showing: stage.showing }))
}
