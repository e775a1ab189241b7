//! Folds what the store holds into a room.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use crate::domain::gate::Gate;
use crate::domain::id::RoomCode;
use crate::domain::room::{Agenda, Held, HeldRun, Key, Room, Settings};
use crate::domain::tally::Tally;
use crate::domain::workshop::Workshop;
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
        workshop,
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
    };
    fold(room, changes)
}

/// The room after `changes`.
pub(super) fn fold(mut room: Room, changes: Changes) -> Result<Room, StoreError> {
    for document in &changes.documents {
        fold_document(&mut room, document)?;
    }
    for (run, version, gate) in changes.gates {
        let held = room.runs.get_mut(&run).ok_or_else(|| StoreError::Corrupt(format!("gate {run} without its run")))?;
        held.gate = gate;
        held.gate_version = version;
    }
    for (run, version, tally) in changes.tallies {
        let held =
            room.runs.get_mut(&run).ok_or_else(|| StoreError::Corrupt(format!("tally {run} without its run")))?;
        held.tally = tally;
        held.tally_version = version;
    }
    Ok(room)
}

fn fold_document(room: &mut Room, document: &Document) -> Result<(), StoreError> {
    let Some(key) = Key::of_text(&document.key) else {
        // A newer node wrote it; this one has no use for it.
        return Ok(());
    };
    let there = document.value.is_some();
    match key {
        Key::Workshop => room.workshop = read(document)?,
        Key::Settings => room.settings = read(document)?,
        Key::Stage => room.stage = read(document)?,
        Key::Agenda => room.agenda = read(document)?,
        Key::Heads => room.heads = read(document)?,
        Key::Links => room.links = read(document)?,
        Key::Flags => room.flags = read(document)?,
        Key::Poll(id) if there => {
            room.polls.insert(id, read(document)?);
        }
        Key::Poll(id) => {
            room.polls.remove(&id);
        }
        Key::Run(id) => {
            let run = read(document)?;
            let gate = Gate::default();
            let held = HeldRun { run: run.value, gate, gate_version: 0, tally: Tally::default(), tally_version: 0 };
            room.runs.entry(id).or_insert(held);
        }
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
