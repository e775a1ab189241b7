//! Acts around polls and talk: panic, the stage's line, temperature, the session's beginning and end, notes.

use super::{Act, Decision, Facts, Key, Made, Planned, Refusal, Role, Room, config, text, too_many, wire};
use crate::domain::fault::Fault;
use crate::domain::gate::GateAct;
use crate::domain::moment::Moment;
use crate::domain::room::{Held, Settings};
use crate::domain::session::{Backstage, Contact, Contacts, Message, Note, Session, SessionPhase, Told};
use crate::domain::stage::{Showing, Stage};
use crate::words;

/// Whether people may still take part, or why not.
pub(crate) fn still_on(room: &Room, now: Moment) -> Result<(), Refusal> {
    let phase = match room.session.value.phase(now) {
        SessionPhase::Early => "early",
        SessionPhase::Over => "over",
        SessionPhase::Before | SessionPhase::Running => return Ok(()),
    };
    Err(Refusal::NotRunning { phase: phase.to_owned() })
}

/// Panic: never refused for a revision, whatever else happens to the stage.
pub(super) fn blank(blank: wire::Blank, room: &Room, role: Role) -> Decision {
    if room.stage.value.blank == blank.on {
        return Decision::default();
    }
    let after = Stage { blank: blank.on, ..room.stage.value };
    Decision::default().set(&Key::Stage, room.stage.rev, &after).line(role, Act::Blanked { on: blank.on })
}

pub(super) fn message(set: &wire::SetMessage, room: &Room, role: Role) -> Result<Decision, Refusal> {
    let text = text::line("text", &set.text, config::TEXT_GRAPHEMES)?;
    let mut decision = Decision::default().set(&Key::Message, set.rev, &Message { text: text.clone() });
    if let Some(rev) = set.stage_rev {
        decision = decision.set(&Key::Stage, rev, &Stage { showing: Showing::Message, ..room.stage.value });
    }
    Ok(decision.line(role, Act::MessageSet { text }))
}

pub(super) fn contacts(set: &wire::SetContacts, room: &Room, role: Role) -> Result<Decision, Refusal> {
    if set.contacts.len() > config::MAX_CONTACTS {
        return Err(too_many("contacts", config::MAX_CONTACTS));
    }
    let clean = |contact: &Contact| {
        Ok(Contact {
            name: text::line("name", &contact.name, config::CONTACT_GRAPHEMES)?,
            reach: text::line("reach", &contact.reach, config::CONTACT_GRAPHEMES)?,
        })
    };
    let contacts = Contacts(set.contacts.iter().map(clean).collect::<Result<_, Refusal>>()?);
    let act = Act::ContactsSet { contacts: u32::try_from(contacts.0.len()).unwrap_or(u32::MAX) };
    debug_assert!(room.contacts.value.0.len() <= config::MAX_CONTACTS);
    Ok(Decision::default().set(&Key::Contacts, set.rev, &contacts).line(role, act))
}

/// Opens a minute's run of the standing poll, beside the stage.
pub(super) fn temperature(room: &Room, facts: Facts<'_>) -> Result<Decision, Refusal> {
    let poll = words::temperature(room.language());
    let (id, rev) = (poll.id.clone(), room.polls.get(&poll.id).map(|held| held.rev));
    let mut there = room.clone();
    let mut decision = Decision::default();
    if rev.is_none() {
        let planned = Planned::of(poll);
        there.polls.insert(id.clone(), Held { rev: 1, version: 0, value: planned.clone() }.into());
        decision = decision.set(&Key::Poll(id.clone()), 0, &planned);
    }
    let open = wire::Open {
        poll: id,
        rev: rev.unwrap_or(1),
        stage_rev: 0,
        beside: true,
        seconds: Some(config::TEMPERATURE_SECONDS),
        visibility: None,
    };
    let mut opened = super::open(&open, &there, facts)?;
    if rev.is_none() {
        // It is made in the same step, so there is nothing yet to rest on.
        opened.amendment.documents.retain(|document| document.key != Key::Poll(open.poll.clone()).to_text());
    }
    decision.amendment.documents.append(&mut opened.amendment.documents);
    decision.amendment.gates.append(&mut opened.amendment.gates);
    decision.amendment.minutes.append(&mut opened.amendment.minutes);
    Ok(Decision { made: opened.made, ..decision })
}

pub(super) fn begin(on: wire::OnSession, room: &Room, facts: Facts<'_>) -> Result<Decision, Refusal> {
    let session = room.session.value;
    if session.began.is_some() || session.ended.is_some() {
        return Err(wrong_state(session, facts.now));
    }
    let after = Session { began: Some(facts.now), ..session };
    Ok(Decision::default().set(&Key::Session, on.rev, &after).line(facts.role, Act::Began))
}

/// Ends the session: what is open is closed, and nothing more is asked.
pub(super) fn end(on: wire::OnSession, room: &Room, facts: Facts<'_>) -> Result<Decision, Refusal> {
    let session = room.session.value;
    if session.ended.is_some() {
        return Err(wrong_state(session, facts.now));
    }
    let after = Session { ended: Some(facts.now), ..session };
    let mut decision = Decision::default().set(&Key::Session, on.rev, &after);
    for held in room.open_runs().filter(|held| held.gate.closing.is_none()) {
        decision = decision
            .gate(held.run.id, held.gate.rev, GateAct::Close { show: false })
            .line(facts.role, Act::Closing { run: held.run.id, show: false });
    }
    Ok(decision.line(facts.role, Act::Ended))
}

pub(super) fn resume(on: wire::OnSession, room: &Room, role: Role) -> Result<Decision, Refusal> {
    let session = room.session.value;
    if session.ended.is_none() {
        return Err(wrong_state(session, Moment::default()));
    }
    let after = Session { ended: None, ..session };
    Ok(Decision::default().set(&Key::Session, on.rev, &after).line(role, Act::Resumed))
}

fn wrong_state(session: Session, now: Moment) -> Refusal {
    let state = match session.phase(now) {
        SessionPhase::Early => "early",
        SessionPhase::Before => "before",
        SessionPhase::Running => "running",
        SessionPhase::Over => "over",
    };
    Refusal::WrongState { state: state.to_owned() }
}

pub(super) fn window(set: wire::SetWindow, room: &Room, role: Role) -> Result<Decision, Refusal> {
    if let (Some(from), Some(planned)) = (set.from, set.planned)
        && from > planned
    {
        return Err(Refusal::BadText { field: "from".to_owned(), why: Fault::AfterBeginning });
    }
    let after = Session { from: set.from, planned: set.planned, ..room.session.value };
    let settings = &room.settings;
    let keep_days = set.keep_days.filter(|days| *days != settings.value.keep_days);
    let mut decision = Decision::default().set(&Key::Session, set.rev, &after);
    if let Some(days) = keep_days {
        if !config::KEEP_DAYS.contains(&days) {
            let (min, max) = (u32::from(*config::KEEP_DAYS.start()), u32::from(*config::KEEP_DAYS.end()));
            return Err(Refusal::OutOfBounds { field: "keep_days".to_owned(), min, max });
        }
        let kept = Settings { keep_days: days, ..settings.value.clone() };
        decision = decision.set(&Key::Settings, settings.rev, &kept);
    }
    Ok(decision.line(role, Act::WindowSet { from: set.from, planned: set.planned, keep_days }))
}

pub(super) fn set_codes(set: &wire::SetCodes, room: &Room, role: Role) -> Result<Decision, Refusal> {
    let is_open = room.open_runs().next().is_some();
    let codes = room.settings.value.codes.set(set.made, set.needed, set.anew, is_open)?;
    let settings = Settings { codes, ..room.settings.value.clone() };
    let act = Act::CodesSet { made: codes.made, needed: codes.needed, anew: set.anew };
    Ok(Decision::default().set(&Key::Settings, set.rev, &settings).line(role, act))
}

pub(super) fn note(write: &wire::WriteNote, room: &Room, facts: Facts<'_>) -> Result<Decision, Refusal> {
    let number = write.note.unwrap_or_else(|| number(facts));
    let before = room.notes.get(&number);
    if write.note.is_some() && before.is_none() {
        return Err(Refusal::UnknownNote);
    }
    if before.is_none() && room.notes.len() >= config::MAX_NOTES {
        return Err(too_many("notes", config::MAX_NOTES));
    }
    if let Some(run) = write.about {
        super::run_known(room, run)?;
    }
    let text = if before.is_some() && write.text.trim().is_empty() {
        String::new()
    } else {
        text::block("text", &write.text)?
    };
    let (by, at) = before.map_or((facts.role, facts.now), |held| (held.value.by, held.value.at));
    let decision = Decision::default().set(&Key::Note(number), write.rev, &Note { by, at, text, about: write.about });
    Ok(decision.line(facts.role, Act::Noted { note: number }).made(Made::Number(number)))
}

fn number(facts: Facts<'_>) -> u32 {
    u32::from_be_bytes(facts.number("note"))
}

/// What moderators tell each other is no act of the session: it leaves no line in the minutes.
pub(super) fn backstage(say: &wire::SayBackstage, facts: Facts<'_>) -> Result<Decision, Refusal> {
    let text = text::line("text", &say.text, config::TEXT_GRAPHEMES)?;
    let (number, by) = (number(facts), facts.role);
    let message = Backstage { by, at: facts.now, text, acknowledged: vec![by] };
    Ok(Decision::default().set(&Key::Backstage(number), 0, &message).made(Made::Number(number)))
}

pub(super) fn acknowledge(on: wire::OnNumber, room: &Room, role: Role) -> Result<Decision, Refusal> {
    let held = room.backstage.get(&on.number).ok_or(Refusal::UnknownNote)?;
    if held.value.acknowledged.contains(&role) {
        return Ok(Decision::default());
    }
    let mut after = held.value.clone();
    after.acknowledged.push(role);
    Ok(Decision::default().set(&Key::Backstage(on.number), held.rev, &after))
}

pub(super) fn settle(on: wire::OnNumber, room: &Room, role: Role) -> Result<Decision, Refusal> {
    let held = room.talk.told.get(&on.number).ok_or(Refusal::UnknownNote)?;
    if held.value.settled.is_some() {
        return Ok(Decision::default());
    }
    let after = Told { settled: Some(role), ..held.value.clone() };
    Ok(Decision::default().set(&Key::Told(on.number), held.rev, &after))
}
