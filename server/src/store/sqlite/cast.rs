//! Taking ballots: each is judged and swapped, and the counts move with it in the same step.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{CachedStatement, Connection, OptionalExtension, params};

use super::super::{Cast, Epoch, Outcome, StoreError, StoredBallot, Version, record};
use super::room::{Room, signed};
use super::writer::Step;
use crate::domain::ballot::Contributions;
use crate::domain::gate::Gate;
use crate::domain::id::{RoomCode, RunId, VoterKey};
use crate::domain::moment::Moment;
use crate::domain::person::Segment;
use crate::domain::tally::Swing;
use crate::plant::{self, Plant};

/// How the counts of some runs move.
#[derive(Default)]
pub(super) struct Swings(BTreeMap<RunId, Swing>);

impl Swings {
    pub(super) fn add(&mut self, run: RunId, segment: Segment, ballot: &Contributions, sign: i64) {
        self.0.entry(run).or_default().add(segment, ballot, sign);
    }

    /// Moves the counters, and stamps the tallies that really changed with the step's version; returns these.
    pub(super) fn write(self, db: &Connection, room: &Room) -> Result<Vec<(RunId, Swing)>, StoreError> {
        let mut move_counter = db.prepare_cached(
            "INSERT INTO tallies (room, run, segment, key, count) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET count = count + excluded.count",
        )?;
        // Texts come and go: a counter that nothing stands under would be read for ever.
        let mut forget = db.prepare_cached(
            "DELETE FROM tallies WHERE room = ?1 AND run = ?2 AND segment = ?3 AND key = ?4 AND count = 0",
        )?;
        let mut stamp = db.prepare_cached("UPDATE runs SET tally_version = ?3 WHERE room = ?1 AND run = ?2")?;
        let moved: Vec<_> = self.0.into_iter().filter(|(_, swing)| swing.iter().next().is_some()).collect();
        for (run, swing) in &moved {
            for (segment, key, by) in swing.iter() {
                move_counter.execute(params![room.id, run.0, segment.code(), key, by])?;
                if by < 0 {
                    forget.execute(params![room.id, run.0, segment.code(), key])?;
                }
            }
            stamp.execute(params![room.id, run.0, signed(room.next())])?;
        }
        Ok(moved)
    }
}

/// See `Store::cast`.
pub(super) fn cast(
    step: &mut Step<'_>,
    code: RoomCode,
    epoch: &Epoch,
    casts: &[Cast],
) -> Result<(Vec<Outcome>, Version), StoreError> {
    let room = Room::write(step.db, code, epoch)?;
    let (mut kept, mut written) = (Kept::of(step.db, &room)?, Written::of(step.db, &room)?);
    let mut gates = HashMap::new();
    let mut swings = Swings::default();
    let mut outcomes = Vec::with_capacity(casts.len());
    let (mut wrote, mut late) = (false, false);
    for cast in casts {
        let gate = match gates.get(&cast.run) {
            Some(gate) => *gate,
            None => *gates.entry(cast.run).or_insert(room.gate(step.db, cast.run)?),
        };
        let Some(gate) = gate else {
            outcomes.push(Outcome::NoRun);
            continue;
        };
        let standing = kept.ballot(cast.run, cast.voter)?;
        if !(takes_ballots(gate, step.now) || plant::is(Plant::LateBallots)) {
            late |= gate.is_due(step.now);
            outcomes.push(Outcome::Shut { r: standing.filter(|of| of.ballot.is_some()).map(|of| of.r) });
            continue;
        }
        let outcome = judge(standing.as_ref(), cast);
        if matches!(outcome, Outcome::Counted | Outcome::Changed | Outcome::Withdrawn) {
            let bug = if cast.ballot.is_some() { Plant::ChangeCountsTwice } else { Plant::WithdrawKeepsCount };
            if let Some(StoredBallot { segment, ballot: Some(ballot), .. }) = &standing
                && !plant::is(bug)
            {
                swings.add(cast.run, *segment, ballot, -1);
            }
            if let Some(ballot) = &cast.ballot {
                swings.add(cast.run, cast.segment, ballot, 1);
            }
            written.ballot(cast)?;
            wrote = true;
        }
        outcomes.push(outcome);
    }
    if wrote {
        let moved = swings.write(step.db, &room)?;
        return Ok((outcomes, room.raise_by_ballots(step, moved)?));
    }
    if late {
        // Refused by the clock alone: a clock set back must not let the next one in, even after a restart.
        room.keep_time(step)?;
    }
    Ok((outcomes, room.version))
}

/// Whether the gate takes ballots now.
fn takes_ballots(gate: Gate, now: Moment) -> bool {
    gate.takes_ballots(now) || (plant::is(Plant::NoDeadline) && gate.is_due(now))
}

/// What becomes of a wish where `standing` is what this voter has in the run. cast.lua repeats it.
fn judge(standing: Option<&StoredBallot>, cast: &Cast) -> Outcome {
    match standing {
        Some(old) if old.r == cast.r && old.ballot == cast.ballot => Outcome::Same,
        Some(old) if old.r >= cast.r && !plant::is(Plant::OlderWins) => Outcome::Superseded { r: old.r },
        _ if cast.ballot.is_none() => Outcome::Withdrawn,
        Some(StoredBallot { ballot: Some(_), .. }) => Outcome::Changed,
        _ => Outcome::Counted,
    }
}

/// See `Store::resegment`.
pub(super) fn resegment(
    step: &mut Step<'_>,
    code: RoomCode,
    epoch: &Epoch,
    moves: &[(RunId, VoterKey, Segment)],
) -> Result<Version, StoreError> {
    let room = Room::write(step.db, code, epoch)?;
    let mut kept = Kept::of(step.db, &room)?;
    let mut swings = Swings::default();
    let mut wrote = false;
    for (run, voter, segment) in moves {
        let takes = room.gate(step.db, *run)?.is_some_and(|gate| gate.takes_ballots(step.now));
        let standing = if takes { kept.ballot(*run, *voter)? } else { None };
        let Some(StoredBallot { segment: old, ballot: Some(ballot), .. }) = standing else {
            continue;
        };
        if old == *segment {
            continue;
        }
        swings.add(*run, old, &ballot, -1);
        swings.add(*run, *segment, &ballot, 1);
        let mut update =
            step.db.prepare_cached("UPDATE ballots SET segment = ?4 WHERE room = ?1 AND run = ?2 AND voter = ?3")?;
        update.execute(params![room.id, run.0, voter.0, segment.code()])?;
        wrote = true;
    }
    if wrote {
        let swung = swings.write(step.db, &room)?;
        return room.raise_by_ballots(step, swung);
    }
    Ok(room.version)
}

/// The ballots of a room, one asked for after another: the statement is looked up once for all of them.
pub(super) struct Kept<'a> {
    room: i64,
    select: CachedStatement<'a>,
}

impl<'a> Kept<'a> {
    pub(super) fn of(db: &'a Connection, room: &Room) -> Result<Self, StoreError> {
        let select =
            db.prepare_cached("SELECT r, segment, ballot FROM ballots WHERE room = ?1 AND run = ?2 AND voter = ?3")?;
        Ok(Self { room: room.id, select })
    }

    /// The ballot a voter has in a run, standing or withdrawn.
    pub(super) fn ballot(&mut self, run: RunId, voter: VoterKey) -> Result<Option<StoredBallot>, StoreError> {
        let row = self.select.query_row(params![self.room, run.0, voter.0], |row| {
            Ok((row.get::<_, u32>(0)?, row.get::<_, u8>(1)?, row.get::<_, Option<String>>(2)?))
        });
        let Some((r, segment, ballot)) = row.optional()? else {
            return Ok(None);
        };
        let ballot = ballot.map(|text| record::contributions(&text)).transpose()?;
        Ok(Some(StoredBallot { r, segment: record::segment(segment)?, ballot }))
    }
}

/// The same, to be written.
pub(super) struct Written<'a> {
    room: i64,
    upsert: CachedStatement<'a>,
}

impl<'a> Written<'a> {
    pub(super) fn of(db: &'a Connection, room: &Room) -> Result<Self, StoreError> {
        let upsert = db.prepare_cached(
            "INSERT INTO ballots (room, run, voter, r, segment, ballot) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT DO UPDATE SET r = excluded.r, segment = excluded.segment, ballot = excluded.ballot",
        )?;
        Ok(Self { room: room.id, upsert })
    }

    /// Writes what a voter has in a run from now on.
    pub(super) fn ballot(&mut self, cast: &Cast) -> Result<(), StoreError> {
        let ballot = cast.ballot.as_ref().map(Contributions::as_str);
        self.upsert.execute(params![self.room, cast.run.0, cast.voter.0, cast.r, cast.segment.code(), ballot])?;
        Ok(())
    }
}
