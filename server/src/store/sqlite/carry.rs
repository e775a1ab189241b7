//! Upvotes of one question counted for another too, or taken out again, and the counts with them.

use rusqlite::{Connection, params};

use super::super::{Carry, Cast, StoreError, record};
use super::cast::{Swings, Written};
use super::room::Room;
use crate::domain::id::VoterKey;
use crate::domain::person::Segment;

/// Carries one after the other, as [`Carry`] says. Returns whether anything changed.
pub(super) fn carry(db: &Connection, room: &Room, carries: &[Carry]) -> Result<bool, StoreError> {
    let mut swings = Swings::default();
    let mut wrote = false;
    for carry in carries {
        let change = if carry.back { back } else { there };
        wrote |= change(db, room, carry, &mut swings)?;
    }
    swings.write(db, room)?;
    Ok(wrote)
}

fn there(db: &Connection, room: &Room, carry: &Carry, swings: &mut Swings) -> Result<bool, StoreError> {
    let mut select = db.prepare_cached(
        "SELECT one.voter, one.segment, max(one.r, coalesce(other.r, 0)) FROM ballots AS one
         LEFT JOIN ballots AS other ON other.room = one.room AND other.run = ?3 AND other.voter = one.voter
         WHERE one.room = ?1 AND one.run = ?2 AND one.ballot IS NOT NULL AND other.ballot IS NULL",
    )?;
    let found = select.query_map(params![room.id, carry.from.0, carry.into.0], |row| {
        Ok((VoterKey(row.get(0)?), row.get::<_, u8>(1)?, row.get::<_, u32>(2)?))
    })?;
    // Read to the end first: what is written next is what is being read.
    let found = found.collect::<Result<Vec<_>, _>>()?;
    let mark = carry.mark();
    let mut written = Written::of(db, room)?;
    for (voter, segment, r) in &found {
        let segment: Segment = record::segment(*segment)?;
        swings.add(carry.into, segment, &mark, 1);
        let r = r.saturating_add(1);
        written.ballot(&Cast { run: carry.into, voter: *voter, r, segment, ballot: Some(mark.clone()) })?;
    }
    Ok(!found.is_empty())
}

fn back(db: &Connection, room: &Room, carry: &Carry, swings: &mut Swings) -> Result<bool, StoreError> {
    let mark = carry.mark();
    let mut update = db.prepare_cached(
        "UPDATE ballots SET ballot = NULL WHERE room = ?1 AND run = ?2 AND ballot = ?3 RETURNING segment",
    )?;
    let segments = update.query_map(params![room.id, carry.into.0, mark.as_str()], |row| row.get::<_, u8>(0))?;
    let mut wrote = false;
    for segment in segments {
        swings.add(carry.into, record::segment(segment?)?, &mark, -1);
        wrote = true;
    }
    Ok(wrote)
}
