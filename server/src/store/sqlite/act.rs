//! Moderators' acts, and the shut that the clock brings: documents, gates, carried upvotes and minutes move together.

use rusqlite::{OptionalExtension, params};

use super::super::{Amended, Amendment, Epoch, RunKey, StoreError, Write};
use super::carry;
use super::room::{Room, signed};
use super::writer::Step;
use crate::domain::gate::{Gate, GateAct, WrongState};
use crate::domain::id::{RoomCode, RunId};
use crate::plant::{self, Plant};

/// See `Store::amend`. `fresh` is a key for each gate named, used where one has to be minted.
pub(super) fn amend(
    step: &mut Step<'_>,
    code: RoomCode,
    epoch: &Epoch,
    amendment: &Amendment,
    fresh: &[RunKey],
) -> Result<Amended, StoreError> {
    let room = Room::write(step.db, code, epoch)?;
    for document in &amendment.documents {
        let mut select = step.db.prepare_cached("SELECT rev FROM documents WHERE room = ?1 AND key = ?2")?;
        let rev = select.query_row(params![room.id, document.key], |row| row.get(0)).optional()?.unwrap_or(0);
        if rev != document.expect && !plant::is(Plant::NoCompare) {
            return Ok(Amended::Changed { key: document.key.clone(), rev });
        }
    }
    let mut found = Vec::with_capacity(amendment.gates.len());
    for write in &amendment.gates {
        let gate = room.gate(step.db, write.run)?;
        let rev = gate.map_or(0, |gate| gate.rev);
        // A run that was never opened can only be opened; whoever wants more of it saw a gate that is not there.
        let unborn = gate.is_none() && !matches!(write.act, GateAct::Open { .. });
        if (rev != write.expect && !plant::is(Plant::NoCompare)) || unborn {
            return Ok(Amended::Changed { key: format!("gate/{}", write.run), rev });
        }
        found.push(gate);
    }
    for run in amendment.carries.iter().flat_map(|carry| [carry.from, carry.into]) {
        let opening = amendment.gates.iter().any(|write| write.run == run);
        if !opening && room.gate(step.db, run)?.is_none() {
            return Ok(Amended::Changed { key: format!("gate/{run}"), rev: 0 });
        }
    }
    let mut moved = Vec::with_capacity(found.len());
    for (write, gate) in amendment.gates.iter().zip(found) {
        let next = match (gate, write.act) {
            (None, GateAct::Open { for_ms }) => Ok(Gate::opened(step.now, for_ms)),
            (None, _) => unreachable!("compared above"),
            (Some(gate), GateAct::Hide) if plant::is(Plant::HideDoesNothing) => Ok(Gate { rev: gate.rev + 1, ..gate }),
            (Some(gate), act) => gate.act(write.run, act, step.now),
        };
        match next {
            Ok(next) => moved.push((write.run, gate.is_none(), next)),
            Err(WrongState(phase)) => return Ok(Amended::WrongState { run: write.run, phase }),
        }
    }
    let mut wrote = !(moved.is_empty() && amendment.minutes.is_empty());
    for document in &amendment.documents {
        let value = match &document.write {
            Write::Keep => continue,
            Write::Set(value) => Some(value),
            Write::Delete => None,
        };
        wrote = true;
        let mut upsert = step.db.prepare_cached(
            "INSERT OR REPLACE INTO documents (room, key, rev, version, value) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        upsert.execute(params![room.id, document.key, document.expect + 1, signed(room.next()), value])?;
    }
    for ((run, born, gate), key) in moved.iter().zip(fresh) {
        if *born {
            room.give_key(step, *run, key)?;
        }
        room.write_gate(step.db, *run, gate)?;
    }
    wrote |= carry::carry(step.db, &room, &amendment.carries)?;
    for line in &amendment.minutes {
        room.write_line(step, line)?;
    }
    let version = if wrote { room.raise(step)? } else { room.version };
    Ok(Amended::Done { version, at: step.now })
}

/// See `Store::shut_due`.
pub(super) fn shut_due(
    step: &mut Step<'_>,
    code: RoomCode,
    epoch: &Epoch,
    line: fn(RunId, &Gate) -> String,
) -> Result<Vec<(RunId, Gate)>, StoreError> {
    let room = Room::write(step.db, code, epoch)?;
    let mut shut = Vec::new();
    for (run, gate) in super::read::gates(step.db, &room)? {
        if let Some(gate) = gate.shut_if_due(step.now) {
            room.write_gate(step.db, run, &gate)?;
            room.write_line(step, &line(run, &gate))?;
            shut.push((run, gate));
        }
    }
    if !shut.is_empty() {
        room.raise(step)?;
    }
    Ok(shut)
}
