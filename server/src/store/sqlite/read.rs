//! What is read without the writer: each function in one snapshot of the database.
//!
//! Rows are put in order here, not there: a kept statement with an `ORDER BY` beside a parameter is compiled anew by `SQLite`
//! (3.54) at each use, which takes longer than to run it.

use rusqlite::{Connection, OptionalExtension, params};

use super::super::{Changes, Document, MinutesLine, RunKey, StoreError, StoredBallot, Version, record};
use super::cast;
use super::clock::Clock;
use super::room::{Room, number, signed};
use crate::domain::gate::Gate;
use crate::domain::id::{RoomCode, RunId, VoterKey};
use crate::domain::moment::Moment;
use crate::domain::tally::Tally;

/// See `Store::rooms`.
pub(super) fn rooms(db: &Connection) -> Result<Vec<RoomCode>, StoreError> {
    let mut select = db.prepare_cached("SELECT code FROM rooms")?;
    let codes = select.query_map([], |row| row.get::<_, String>(0))?;
    let parse = |code: String| code.parse().map_err(|_| StoreError::Corrupt("a room's code".to_owned()));
    codes.map(|code| parse(code?)).collect()
}

/// The highest moment at which anything was decided in any room.
pub(super) fn latest(db: &Connection) -> Result<Moment, StoreError> {
    Ok(Moment(db.query_row("SELECT coalesce(max(clock), 0) FROM rooms", [], |row| number(row, 0))?))
}

/// See `Store::read`.
pub(super) fn changes(db: &Connection, clock: &Clock, code: RoomCode, since: Version) -> Result<Changes, StoreError> {
    let room = Room::read(db, code)?;
    let now = clock.now();
    if since > room.version {
        return Err(StoreError::WentBack);
    }
    let mut select =
        db.prepare_cached("SELECT key, rev, version, value FROM documents WHERE room = ?1 AND version > ?2")?;
    let documents = select.query_map(params![room.id, signed(since)], |row| {
        Ok(Document { key: row.get(0)?, rev: row.get(1)?, version: number(row, 2)?, value: row.get(3)? })
    })?;
    let mut documents = documents.collect::<Result<Vec<_>, _>>()?;
    documents.sort_unstable_by(|one, other| one.key.cmp(&other.key));
    let mut select = db.prepare_cached(
        "SELECT run, gate, gate_version, tally_version FROM runs
         WHERE room = ?1 AND (gate_version > ?2 OR tally_version > ?2)",
    )?;
    let runs = select.query_map(params![room.id, signed(since)], |row| {
        Ok((RunId(row.get(0)?), row.get::<_, String>(1)?, number(row, 2)?, number(row, 3)?))
    })?;
    let mut runs = runs.collect::<Result<Vec<_>, _>>()?;
    runs.sort_unstable_by_key(|(run, ..)| *run);
    let (mut gates, mut tallies) = (Vec::new(), Vec::new());
    for (run, gate, gate_version, tally_version) in runs {
        if gate_version > since {
            gates.push((run, gate_version, record::gate(&gate)?));
        }
        if tally_version > since {
            tallies.push((run, tally_version, tally(db, &room, run)?));
        }
    }
    Ok(Changes { epoch: room.epoch, version: room.version, now, documents, gates, tallies, swings: Vec::new() })
}

fn tally(db: &Connection, room: &Room, run: RunId) -> Result<Tally, StoreError> {
    let mut select = db.prepare_cached("SELECT segment, key, count FROM tallies WHERE room = ?1 AND run = ?2")?;
    let rows = select.query_map(params![room.id, run.0], |row| {
        Ok((row.get::<_, u8>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?))
    })?;
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    record::tally(rows.iter().map(|(segment, key, count)| (*segment, key.as_str(), *count)))
}

/// All gates of the room.
pub(super) fn gates(db: &Connection, room: &Room) -> Result<Vec<(RunId, Gate)>, StoreError> {
    let mut select = db.prepare_cached("SELECT run, gate FROM runs WHERE room = ?1")?;
    let rows = select.query_map([room.id], |row| Ok((RunId(row.get(0)?), row.get::<_, String>(1)?)))?;
    let gates = rows.map(|row| {
        let (run, text) = row?;
        Ok((run, record::gate(&text)?))
    });
    let mut gates = gates.collect::<Result<Vec<_>, StoreError>>()?;
    gates.sort_unstable_by_key(|(run, _)| *run);
    Ok(gates)
}

/// See `Store::ballots`.
pub(super) fn ballots(
    db: &Connection,
    code: RoomCode,
    voters: &[(RunId, VoterKey)],
) -> Result<Vec<Option<StoredBallot>>, StoreError> {
    let room = Room::read(db, code)?;
    let mut kept = cast::Kept::of(db, &room)?;
    voters.iter().map(|(run, voter)| kept.ballot(*run, *voter)).collect()
}

/// See `Store::run_key`.
pub(super) fn run_key(
    db: &Connection,
    keys: &Connection,
    code: RoomCode,
    run: RunId,
) -> Result<Option<RunKey>, StoreError> {
    let room = Room::read(db, code)?;
    if !run.is_of_questions() && room.gate(db, run)?.is_none() {
        return Ok(None);
    }
    let mut select = keys.prepare_cached("SELECT key FROM run_keys WHERE room = ?1 AND run = ?2")?;
    let key = select.query_row(params![room.id, run.key_run().0], |row| row.get(0)).optional()?;
    Ok(key.map(RunKey))
}

/// See `Store::recount`.
pub(super) fn recount(db: &Connection, code: RoomCode, run: RunId) -> Result<Tally, StoreError> {
    let room = Room::read(db, code)?;
    let mut select =
        db.prepare_cached("SELECT segment, ballot FROM ballots WHERE room = ?1 AND run = ?2 AND ballot IS NOT NULL")?;
    let rows = select.query_map(params![room.id, run.0], |row| Ok((row.get::<_, u8>(0)?, row.get::<_, String>(1)?)))?;
    let mut tally = Tally::default();
    for row in rows {
        let (segment, ballot) = row?;
        tally.count(record::segment(segment)?, &record::contributions(&ballot)?);
    }
    Ok(tally)
}

/// See `Store::minutes`.
pub(super) fn minutes(db: &Connection, code: RoomCode, after: u64) -> Result<Vec<MinutesLine>, StoreError> {
    let room = Room::read(db, code)?;
    let mut select = db.prepare_cached("SELECT number, at, line FROM minutes WHERE room = ?1 AND number > ?2")?;
    let lines = select.query_map(params![room.id, i64::try_from(after).unwrap_or(i64::MAX)], |row| {
        Ok(MinutesLine { number: number(row, 0)?, at: Moment(number(row, 1)?), line: row.get(2)? })
    })?;
    let mut lines = lines.collect::<Result<Vec<_>, _>>()?;
    lines.sort_unstable_by_key(|line| line.number);
    Ok(lines)
}

/// For each run: how many were eligible, how many saw it.
pub(super) fn attended(db: &Connection, code: RoomCode, runs: &[RunId]) -> Result<Vec<(RunId, u32, u32)>, StoreError> {
    let room = Room::read(db, code)?;
    let mut select = db.prepare_cached("SELECT count(*) FROM attended WHERE room = ?1 AND run = ?2 AND seen = ?3")?;
    let mut count = |run: RunId, seen: bool| select.query_row(params![room.id, run.0, seen], |row| row.get(0));
    runs.iter().map(|run| Ok((*run, count(*run, false)?, count(*run, true)?))).collect()
}
