//! Sealing: some time after a run is over, what links passes to choices is destroyed, and the minutes say whether it was.
//!
//! Two steps, since the store can do the first at once and the second only for all rooms together: key and ballots go, then the
//! files are written anew. Each look goes on where the last one stopped. A run whose key is there again (the store went back to
//! an older copy) is sealed again.

use std::time::Duration;

use crate::domain::id::{RoomCode, RunId};
use crate::domain::key::Key;
use crate::domain::minutes::{Act, Line};
use crate::domain::moment::Moment;
use crate::domain::room::{HeldRun, Room};
use crate::domain::seal::{Files, Seal};
use crate::hub::fold;
use crate::lobby;
use crate::moderate::json;
use crate::store::{Amended, Amendment, DocumentWrite, Epoch, Scrubbed, Sealing, Store, StoreError, Write};

/// A run whose ballots are gone, and whose seal has still to say what became of the files.
struct Emptied {
    room: RoomCode,
    epoch: Epoch,
    run: RunId,
    rev: u32,
    seal: Seal,
}

/// Seals, in all rooms of the store, the runs that have been over for `after`. Returns how many are sealed now that were not.
/// Another node may do the same at the same moment: one of them writes each step.
pub async fn seal_what_is_over(store: &Store, now: Moment, after: Duration) -> Result<u32, StoreError> {
    let (mut emptied, mut away) = (Vec::new(), None);
    for code in store.rooms().await?.into_iter().filter(|code| *code != lobby::code()) {
        match empty(store, code, now, after).await {
            Ok(more) => emptied.extend(more),
            // Gone meanwhile, or being written again: the next look finds it.
            Err(StoreError::NoRoom | StoreError::WentBack) => {}
            Err(error @ StoreError::Away(_)) if store.place_of(code).is_none() => return Err(error),
            // A part of the store is; the rooms in the others do not wait for it.
            Err(error @ StoreError::Away(_)) => away = Some(error),
            Err(error) => tracing::error!(room = %code, %error, "the runs of a room cannot be sealed"),
        }
    }
    if emptied.is_empty() {
        return away.map_or(Ok(0), Err);
    }
    let files = match store.scrub().await? {
        Scrubbed::Done => Files::Rewritten,
        Scrubbed::Refused { why } => {
            tracing::error!(why, "the store does not write its files anew, so runs that are over are not sealed");
            Files::Refused { why }
        }
    };
    let mut sealed = 0;
    for one in emptied {
        sealed += u32::from(tell(store, one, &files).await? && files == Files::Rewritten);
    }
    Ok(sealed)
}

/// The first step, for one room.
async fn empty(store: &Store, code: RoomCode, now: Moment, after: Duration) -> Result<Vec<Emptied>, StoreError> {
    let changes = store.read(code, 0).await?;
    let epoch = changes.epoch.clone();
    let room: Room = fold::found(code, changes)?;
    let k = room.settings.value.k;
    let mut emptied = Vec::new();
    for held in room.runs.values().filter(|held| is_due(held, now, after)) {
        let run = held.run.id;
        let has_key = store.run_key(code, run).await?.is_some();
        let (mut rev, mut seal) = match &held.seal {
            Some(seal) => (seal.rev, seal.value.clone()),
            None => (0, held.sealed(k, now)),
        };
        if has_key || held.seal.is_none() {
            seal.files = Files::Old;
            let key = Key::Seal(run).to_text();
            let sealing = Sealing { run, key, expect: rev, value: json(&seal) };
            match store.seal(code, &epoch, &sealing).await? {
                Amended::Done { .. } => rev += 1,
                Amended::Changed { .. } | Amended::WrongState { .. } => continue,
            }
        }
        if !seal.is_whole() {
            emptied.push(Emptied { room: code, epoch: epoch.clone(), run, rev, seal });
        }
    }
    Ok(emptied)
}

fn is_due(held: &HeldRun, now: Moment, after: Duration) -> bool {
    held.over_since().is_some_and(|since| since.plus_ms(after.as_millis() as u64) <= now)
}

/// The second step, for one run: whether this call wrote down what became of the files.
async fn tell(store: &Store, one: Emptied, files: &Files) -> Result<bool, StoreError> {
    let Emptied { room, epoch, run, rev, seal } = one;
    if seal.files == *files {
        return Ok(false);
    }
    let act = if *files == Files::Rewritten { Act::Sealed { run } } else { Act::NotSealed { run } };
    let value = json(&Seal { files: files.clone(), ..seal });
    let document = DocumentWrite { key: Key::Seal(run).to_text(), expect: rev, write: Write::Set(value) };
    let minutes = vec![json(&Line { by: None, act })];
    let amendment = Amendment { documents: vec![document], minutes, ..Amendment::default() };
    match store.amend(room, &epoch, amendment).await {
        Ok(amended) => Ok(matches!(amended, Amended::Done { .. })),
        Err(StoreError::NoRoom | StoreError::WentBack) => Ok(false),
        Err(error) => Err(error),
    }
}
