//! Sealing a run, and writing the files anew so that they hold no copies of what was destroyed.

use rusqlite::{Connection, OptionalExtension, params};

use super::super::{Amended, Epoch, Scrubbed, Sealing, StoreError};
use super::room::{Room, signed};
use super::writer::Step;
use crate::domain::id::RoomCode;
use crate::domain::person::Segment;

/// See `Store::seal`. The key is destroyed once the step is durable: before, a step that fails would leave a run without one.
pub(super) fn seal(
    step: &mut Step<'_>,
    code: RoomCode,
    epoch: &Epoch,
    sealing: &Sealing,
) -> Result<Amended, StoreError> {
    let room = Room::write(step.db, code, epoch)?;
    let run = sealing.run;
    let mut select = step.db.prepare_cached("SELECT rev FROM documents WHERE room = ?1 AND key = ?2")?;
    let rev = select.query_row(params![room.id, sealing.key], |row| row.get(0)).optional()?.unwrap_or(0);
    if rev != sealing.expect {
        return Ok(Amended::Changed { key: sealing.key.clone(), rev });
    }
    let Some(gate) = room.gate(step.db, run)? else {
        return Ok(Amended::Changed { key: format!("gate/{run}"), rev: 0 });
    };
    if gate.phase().is_open() {
        return Ok(Amended::WrongState { run, phase: gate.phase() });
    }
    let mut select =
        step.db.prepare_cached("SELECT key, sum(count) FROM tallies WHERE room = ?1 AND run = ?2 GROUP BY key")?;
    let whole = select
        .query_map(params![room.id, run.0], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    for table in ["ballots", "tallies"] {
        step.db.execute(&format!("DELETE FROM {table} WHERE room = ?1 AND run = ?2"), params![room.id, run.0])?;
    }
    let everybody = Segment::default().code();
    let mut insert =
        step.db.prepare_cached("INSERT INTO tallies (room, run, segment, key, count) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for (key, count) in whole {
        insert.execute(params![room.id, run.0, everybody, key, count])?;
    }
    let next = signed(room.next());
    step.db
        .execute("UPDATE runs SET tally_version = ?3 WHERE room = ?1 AND run = ?2", params![room.id, run.0, next])?;
    step.db.execute(
        "INSERT OR REPLACE INTO documents (room, key, rev, version, value) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![room.id, sealing.key, sealing.expect + 1, next, sealing.value],
    )?;
    step.destroy_key(room.id, run);
    let version = room.raise(step)?;
    Ok(Amended::Done { version, at: step.now })
}

/// See `Store::scrub`. What was deleted was overwritten where it lay (`secure_delete`), but pages that were split or merged may
/// hold what they once held, and so may the write-ahead log: all pages are made anew from what is there, and the log is emptied.
pub(super) fn scrub(rooms: &Connection, keys: &Connection) -> Result<Scrubbed, StoreError> {
    keys.execute_batch("VACUUM")?;
    // What a step would undo fits the memory (see `Files::rooms`); a copy of everything goes through a file. What is sealed is no longer
    // in it, and voters of other runs stand in it as in the database, under run keys that are kept elsewhere.
    rooms.execute_batch("PRAGMA temp_store = FILE")?;
    let made_anew = rooms.execute_batch("VACUUM");
    rooms.execute_batch("PRAGMA temp_store = MEMORY")?;
    made_anew?;
    let still_read: bool = rooms.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if still_read {
        return Err(StoreError::Away("a reader holds on to the write-ahead log".to_owned()));
    }
    Ok(Scrubbed::Done)
}
