//! Folds what the store holds into a room.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::domain::gate::Gate;
use crate::domain::id::{QuestionId, RoomCode, RunId};
use crate::domain::key::Key;
use crate::domain::kind::phrases::Judged;
use crate::domain::room::{Agenda, Conversation, Held, HeldQuestion, HeldRun, Room, Settings};
use crate::domain::tally::Tally;
use crate::domain::workshop::Workshop;
use crate::plant::{self, Plant};
use crate::store::{Changes, Document, StoreError};

fn read<T: DeserializeOwned>(document: &Document) -> Result<Held<T>, StoreError> {
    let text = document.value.as_deref().unwrap_or("null");
    let value = serde_json::from_str(text)
        .map_err(|error| StoreError::Corrupt(format!("document {}: {error}", document.key)))?;
    Ok(Held { rev: document.rev, version: document.version, value })
}

/// The room as first read from the store.
pub fn found(code: RoomCode, changes: Changes) -> Result<Room, StoreError> {
    let workshop = changes.documents.iter().find(|document| document.key == Key::Workshop.to_text());
    let workshop: Held<Workshop> =
        read(workshop.ok_or_else(|| StoreError::Corrupt(format!("room {code} has no workshop")))?)?;
    let room = Room {
        code,
        workshop: Arc::new(workshop),
        settings: Held { rev: 0, version: 0, value: Settings::default() },
        stage: Held::default(),
        agenda: Held { rev: 0, version: 0, value: Agenda::default() },
        polls: BTreeMap::new(),
        runs: BTreeMap::new(),
        heads: Held::default(),
        screens: BTreeMap::new(),
        screens_version: 0,
        handovers: BTreeMap::new(),
        flags: Held::default(),
        links: Held::default(),
        talk: Conversation::default(),
        session: Held::default(),
        message: Held::default(),
        contacts: Held::default(),
        reached: Held::default(),
        notes: BTreeMap::new(),
        backstage: BTreeMap::new(),
    };
    fold(room, changes)
}

/// The room after `changes`.
pub(super) fn fold(mut room: Room, changes: Changes) -> Result<Room, StoreError> {
    for document in &changes.documents {
        fold_document(&mut room, document)?;
    }
    for document in &changes.documents {
        if let Some(Key::Seal(run)) = Key::of_text(&document.key) {
            let held = room.runs.get_mut(&run).map(Arc::make_mut);
            let held = held.ok_or_else(|| StoreError::Corrupt(format!("a seal of run {run} without the run")))?;
            held.seal = Some(read(document)?);
        }
        if let Some(Key::Judged(run, _)) = Key::of_text(&document.key) {
            let held = room.runs.get_mut(&run).map(Arc::make_mut);
            let held = held.ok_or_else(|| StoreError::Corrupt(format!("a text of run {run} without the run")))?;
            let judged: Held<Judged> = read(document)?;
            held.judged.insert(judged.value.folded.clone(), judged);
        }
    }
    let of_floor = |key: &str| matches!(Key::of_text(key), Some(Key::Turn(_) | Key::Floor));
    if changes.documents.iter().any(|document| of_floor(&document.key)) {
        room.talk.order();
    }
    for (run, version, gate) in changes.gates {
        if run.is_of_questions() {
            fold_question_gate(&mut room.talk, run, gate)?;
            continue;
        }
        let held = room.runs.get_mut(&run).map(Arc::make_mut);
        let held = held.ok_or_else(|| StoreError::Corrupt(format!("gate {run} without its run")))?;
        held.gate = gate;
        held.gate_version = version;
    }
    for (run, version, read) in changes.tallies {
        if let Some(tally) = tally_at(&mut room, run, version)? {
            *tally = read;
        }
    }
    for (run, version, swing) in changes.swings {
        if let Some(tally) = tally_at(&mut room, run, version)?
            && !tally.swing(&swing)
        {
            return Err(StoreError::Corrupt(format!("run {run} would have fewer than no ballots")));
        }
    }
    Ok(room)
}

/// The counts of a run, which changed last at this version.
fn tally_at(room: &mut Room, run: RunId, version: u64) -> Result<Option<&mut Tally>, StoreError> {
    if run.is_of_questions() {
        let Some(id) = QuestionId::of_ballots(run) else {
            return Ok(Some(&mut room.talk.voters));
        };
        let held = question_of(&mut room.talk, id)?;
        held.tally_version = version;
        return Ok(Some(&mut held.tally));
    }
    let held = room.runs.get_mut(&run).map(Arc::make_mut);
    let held = held.ok_or_else(|| StoreError::Corrupt(format!("tally {run} without its run")))?;
    if plant::is(Plant::FoldSkips) && version.is_multiple_of(3) {
        return Ok(None);
    }
    held.tally_version = version;
    Ok(Some(&mut held.tally))
}

/// The question, of whose upvotes something was read.
fn question_of(talk: &mut Conversation, id: QuestionId) -> Result<&mut HeldQuestion, StoreError> {
    let held = talk.questions.get_mut(&id);
    let held = held.ok_or_else(|| StoreError::Corrupt(format!("upvotes of {id} without the question")))?;
    Ok(Arc::make_mut(held))
}

fn fold_question_gate(talk: &mut Conversation, run: RunId, gate: Gate) -> Result<(), StoreError> {
    match QuestionId::of_ballots(run) {
        Some(id) => question_of(talk, id)?.gate = gate,
        // The list itself.
        None => talk.gate = gate,
    }
    Ok(())
}

fn fold_document(room: &mut Room, document: &Document) -> Result<(), StoreError> {
    let Some(key) = Key::of_text(&document.key) else {
        // A newer node wrote it; this one has no use for it.
        return Ok(());
    };
    let there = document.value.is_some();
    match key {
        Key::Workshop => room.workshop = Arc::new(read(document)?),
        Key::Settings => room.settings = read(document)?,
        Key::Stage => room.stage = read(document)?,
        Key::Agenda => room.agenda = read(document)?,
        Key::Heads => room.heads = read(document)?,
        Key::Links => room.links = read(document)?,
        Key::Flags => room.flags = read(document)?,
        Key::Talk => room.talk.talk = read(document)?,
        Key::Floor => room.talk.floor = read(document)?,
        Key::Session => room.session = read(document)?,
        Key::Message => room.message = read(document)?,
        Key::Contacts => room.contacts = read(document)?,
        Key::Reached => room.reached = read(document)?,
        Key::Question(id) => room.talk.take_in(id, read(document)?),
        Key::Turn(id) => {
            room.talk.turns.insert(id, Arc::new(read(document)?));
        }
        Key::Told(number) => {
            room.talk.told.insert(number, read(document)?);
        }
        Key::Note(number) => {
            room.notes.insert(number, read(document)?);
        }
        Key::Backstage(number) => {
            room.backstage.insert(number, read(document)?);
        }
        Key::Poll(id) if there => {
            room.polls.insert(id, Arc::new(read(document)?));
        }
        Key::Poll(id) => {
            room.polls.remove(&id);
        }
        Key::Run(id) => {
            let run = read(document)?;
            room.runs.entry(id).or_insert(Arc::new(HeldRun::of(run.value)));
        }
        // Their runs may stand further on in what was read: they are taken in when all of those are there.
        Key::Judged(..) | Key::Seal(_) => {}
        Key::Screen(id) => {
            room.screens_version = document.version;
            if there {
                room.screens.insert(id, read(document)?);
            } else {
                room.screens.remove(&id);
            }
        }
        Key::Handover(hash) if there => {
            room.handovers.insert(hash, read(document)?);
        }
        Key::Handover(hash) => {
            room.handovers.remove(&hash);
        }
    }
    Ok(())
}
