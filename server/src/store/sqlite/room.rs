//! A room's row, and what is done to a room as a whole: founding, refounding, dropping, and who attended its runs.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::super::{Document, Epoch, Refounding, RunKey, StoreError, Version, record};
use super::writer::Step;
use crate::domain::gate::Gate;
use crate::domain::id::{PresenceKey, RoomCode, RunId};
use crate::domain::tally::Swing;

/// A number below 2^63 as a column takes it.
pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).expect("versions and moments stay far below 2^63")
}

/// What [`signed`] wrote; a negative number is an error, not a huge one.
pub(super) fn number(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let signed: i64 = row.get(column)?;
    u64::try_from(signed).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, signed))
}

/// What the room's row says.
pub(super) struct Room {
    pub(super) id: i64,
    pub(super) code: RoomCode,
    pub(super) epoch: Epoch,
    pub(super) version: Version,
}

impl Room {
    /// The room of that code, if it is there.
    pub(super) fn find(db: &Connection, code: RoomCode) -> Result<Option<Self>, StoreError> {
        let mut select = db.prepare_cached("SELECT id, epoch, version FROM rooms WHERE code = ?1")?;
        let row = select.query_row([code.as_str()], |row| {
            Ok(Self { id: row.get(0)?, code, epoch: Epoch(row.get(1)?), version: number(row, 2)? })
        });
        Ok(row.optional()?)
    }

    /// The room of that code, for a verb that only reads.
    pub(super) fn read(db: &Connection, code: RoomCode) -> Result<Self, StoreError> {
        Self::find(db, code)?.ok_or(StoreError::NoRoom)
    }

    /// The room of that code, for a verb that writes and knows `epoch`.
    pub(super) fn write(db: &Connection, code: RoomCode, epoch: &Epoch) -> Result<Self, StoreError> {
        match Self::find(db, code)? {
            Some(room) if room.epoch == *epoch => Ok(room),
            None if is_dropped(db, code)? => Err(StoreError::NoRoom),
            _ => Err(StoreError::WentBack),
        }
    }

    /// The version that the step now made will have.
    pub(super) fn next(&self) -> Version {
        self.version + 1
    }

    /// Writes the step's version, and has the watchers told.
    pub(super) fn raise(&self, step: &mut Step<'_>) -> Result<Version, StoreError> {
        self.write_version(step)?;
        step.tell(self.code, self.next());
        Ok(self.next())
    }

    /// The same where nothing changed but ballots: by them the counts `moved`.
    pub(super) fn raise_by_ballots(
        &self,
        step: &mut Step<'_>,
        moved: Vec<(RunId, Swing)>,
    ) -> Result<Version, StoreError> {
        self.write_version(step)?;
        step.tell_of_ballots(self.code, self.next(), self.epoch.clone(), moved);
        Ok(self.next())
    }

    fn write_version(&self, step: &Step<'_>) -> Result<(), StoreError> {
        let mut update = step.db.prepare_cached("UPDATE rooms SET version = ?2, clock = ?3 WHERE id = ?1")?;
        update.execute(params![self.id, signed(self.next()), signed(step.now.0)])?;
        Ok(())
    }

    /// Writes down how late it is: something was decided by the clock though nothing changed.
    pub(super) fn keep_time(&self, step: &Step<'_>) -> Result<(), StoreError> {
        let mut update = step.db.prepare_cached("UPDATE rooms SET clock = ?2 WHERE id = ?1")?;
        update.execute(params![self.id, signed(step.now.0)])?;
        Ok(())
    }

    /// Adds a line to the minutes, in the step of what it tells of.
    pub(super) fn write_line(&self, step: &Step<'_>, line: &str) -> Result<(), StoreError> {
        let mut insert = step.db.prepare_cached(
            "INSERT INTO minutes (room, number, at, line)
             SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3 FROM minutes WHERE room = ?1",
        )?;
        insert.execute(params![self.id, signed(step.now.0), line])?;
        Ok(())
    }

    /// The run's gate, if it was ever opened.
    pub(super) fn gate(&self, db: &Connection, run: RunId) -> Result<Option<Gate>, StoreError> {
        let mut select = db.prepare_cached("SELECT gate FROM runs WHERE room = ?1 AND run = ?2")?;
        let text: Option<String> = select.query_row(params![self.id, run.0], |row| row.get(0)).optional()?;
        text.map(|text| record::gate(&text)).transpose()
    }

    /// Writes a run's gate as of the step's version.
    pub(super) fn write_gate(&self, db: &Connection, run: RunId, gate: &Gate) -> Result<(), StoreError> {
        let mut upsert = db.prepare_cached(
            "INSERT INTO runs (room, run, gate, gate_version, tally_version) VALUES (?1, ?2, ?3, ?4, 0)
             ON CONFLICT DO UPDATE SET gate = excluded.gate, gate_version = excluded.gate_version",
        )?;
        upsert.execute(params![self.id, run.0, record::of_gate(gate), signed(self.next())])?;
        Ok(())
    }

    /// Writes down the key under which the voter keys of `run` are made, unless there is one.
    fn write_key(&self, keys: &Connection, run: RunId, key: &RunKey) -> Result<(), StoreError> {
        let mut insert = keys.prepare_cached("INSERT OR IGNORE INTO run_keys (room, run, key) VALUES (?1, ?2, ?3)")?;
        insert.execute(params![self.id, run.key_run().0, key.0])?;
        Ok(())
    }

    /// Gives a run its key, unless there is one, or ballots of one that is gone: nobody could find theirs again. Durable
    /// before the gate is, so that no gate is ever without its key.
    pub(super) fn give_key(&self, step: &Step<'_>, run: RunId, fresh: &RunKey) -> Result<(), StoreError> {
        if !self.has_key(step.keys, run)? && !self.has_ballots(step.db, run)? {
            self.write_key(step.keys, run, fresh)?;
        }
        Ok(())
    }

    fn has_key(&self, keys: &Connection, run: RunId) -> Result<bool, StoreError> {
        let mut select = keys.prepare_cached("SELECT EXISTS (SELECT 1 FROM run_keys WHERE room = ?1 AND run = ?2)")?;
        Ok(select.query_row(params![self.id, run.key_run().0], |row| row.get(0))?)
    }

    /// Whether anybody has a ballot that was made under the key of this run.
    fn has_ballots(&self, db: &Connection, run: RunId) -> Result<bool, StoreError> {
        let last = if run.is_of_questions() { RunId(u32::MAX) } else { run };
        let mut select =
            db.prepare_cached("SELECT EXISTS (SELECT 1 FROM ballots WHERE room = ?1 AND run BETWEEN ?2 AND ?3)")?;
        Ok(select.query_row(params![self.id, run.key_run().0, last.0], |row| row.get(0))?)
    }
}

fn is_dropped(db: &Connection, code: RoomCode) -> Result<bool, StoreError> {
    let mut select = db.prepare_cached("SELECT EXISTS (SELECT 1 FROM dropped WHERE code = ?1)")?;
    Ok(select.query_row([code.as_str()], |row| row.get(0))?)
}

/// See `Store::found`.
pub(super) fn found(
    step: &mut Step<'_>,
    code: RoomCode,
    epoch: Epoch,
    documents: &[(String, String)],
) -> Result<bool, StoreError> {
    if Room::find(step.db, code)?.is_some() {
        return Ok(false);
    }
    let room = create(step, code, epoch)?;
    for (key, value) in documents {
        let document = Document { key: key.clone(), rev: 1, version: 1, value: Some(value.clone()) };
        write_if_absent(step.db, &room, &document)?;
    }
    room.raise(step)?;
    Ok(true)
}

/// See `Store::refound`. `fresh` has a key for each of the gates, used where one has to be minted.
pub(super) fn refound(
    step: &mut Step<'_>,
    code: RoomCode,
    (expect, epoch): (Option<&Epoch>, Epoch),
    with: &Refounding,
    fresh: &[RunKey],
) -> Result<bool, StoreError> {
    let mut room = match (Room::find(step.db, code)?, expect) {
        (None, None) if is_dropped(step.db, code)? => return Ok(false),
        (None, None) => create(step, code, epoch)?,
        (Some(room), Some(expect)) if room.epoch == *expect => {
            step.db.execute("UPDATE rooms SET epoch = ?2 WHERE id = ?1", params![room.id, epoch.0])?;
            room
        }
        _ => return Ok(false),
    };
    let known = with.documents.iter().map(|document| document.version).max().unwrap_or(0);
    room.version = room.version.max(known);
    for document in &with.documents {
        write_if_absent(step.db, &room, document)?;
    }
    for (run, key) in &with.keys {
        room.write_key(step.keys, *run, key)?;
    }
    for ((run, gate), fresh) in with.gates.iter().zip(fresh) {
        if room.gate(step.db, *run)?.is_none() {
            room.write_gate(step.db, *run, gate)?;
        }
        if gate.shut.is_none() && !gate.void {
            room.give_key(step, *run, fresh)?;
        }
    }
    for line in &with.minutes {
        room.write_line(step, line)?;
    }
    room.raise(step)?;
    Ok(true)
}

fn create(step: &Step<'_>, code: RoomCode, epoch: Epoch) -> Result<Room, StoreError> {
    step.db.execute("DELETE FROM dropped WHERE code = ?1", [code.as_str()])?;
    step.db.execute(
        "INSERT INTO rooms (code, epoch, version, clock) VALUES (?1, ?2, 0, ?3)",
        params![code.as_str(), epoch.0, signed(step.now.0)],
    )?;
    Ok(Room { id: step.db.last_insert_rowid(), code, epoch, version: 0 })
}

fn write_if_absent(db: &Connection, room: &Room, document: &Document) -> Result<(), StoreError> {
    let mut insert = db.prepare_cached(
        "INSERT OR IGNORE INTO documents (room, key, rev, version, value) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    insert.execute(params![room.id, document.key, document.rev, signed(room.next()), document.value])?;
    Ok(())
}

/// See `Store::drop_room`.
pub(super) fn drop_room(step: &mut Step<'_>, code: RoomCode) -> Result<(), StoreError> {
    let Some(room) = Room::find(step.db, code)? else {
        return Ok(());
    };
    for table in ["documents", "runs", "ballots", "tallies", "minutes", "attended"] {
        step.db.execute(&format!("DELETE FROM {table} WHERE room = ?1"), [room.id])?;
    }
    step.db.execute("DELETE FROM rooms WHERE id = ?1", [room.id])?;
    step.db.execute("INSERT OR IGNORE INTO dropped (code) VALUES (?1)", [code.as_str()])?;
    step.destroy_keys(room.id);
    step.tell(code, room.next());
    Ok(())
}

/// Adds to the sets of those who could have answered, and of those who saw the question.
pub(super) fn attended(
    step: &Step<'_>,
    code: RoomCode,
    eligible: &[(RunId, Vec<PresenceKey>)],
    seen: &[(RunId, Vec<PresenceKey>)],
) -> Result<(), StoreError> {
    let room = Room::read(step.db, code)?;
    let mut insert =
        step.db.prepare_cached("INSERT OR IGNORE INTO attended (room, run, seen, who) VALUES (?1, ?2, ?3, ?4)")?;
    for (was_seen, runs) in [(false, eligible), (true, seen)] {
        for (run, those) in runs {
            for who in those {
                insert.execute(params![room.id, run.0, was_seen, who.0])?;
            }
        }
    }
    Ok(())
}
