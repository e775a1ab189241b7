//! The store went back: this node writes back what it knows of the room, under a new epoch, and says which runs may
//! have lost ballots. Phones come back by themselves and restate theirs.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::seat::lock;
use super::{Watched, fold};
use crate::clock;
use crate::domain::id::RunId;
use crate::domain::room::{Act, Key, Line};
use crate::moderate;
use crate::store::{Amendment, Document, DocumentWrite, StoreError, Write};
use crate::wire::close;

impl Watched {
    /// A room that is missing was emptied away, unless it was a rehearsal that ended.
    pub(super) fn may_refound(&self) -> bool {
        self.room().settings.value.rehearsal_of.is_none()
    }
}

/// Carries it out; any node may, and one wins.
pub(super) async fn refound(room: &Arc<Watched>) -> Result<(), StoreError> {
    let epoch_there = match room.store().read(room.code, 0).await {
        Ok(changes) => Some(changes.epoch),
        Err(StoreError::NoRoom | StoreError::WentBack) => None,
        Err(error) => return Err(error),
    };
    let before = room.room();
    let documents: Vec<Document> = lock(&room.known).documents.values().cloned().collect();
    let gates = before.runs.values().map(|held| (held.run.id, held.gate)).collect();
    let keys = room.keys.iter().map(|entry| (*entry.key(), entry.value().clone())).collect();
    let won = room.store().refound(room.code, epoch_there.as_ref(), documents, gates, keys).await?;
    let changes = room.store().read(room.code, 0).await?;
    let ahead = changes.now.0.cast_signed() - clock::now().0.cast_signed();
    room.store_ahead_ms.store(ahead, Ordering::Relaxed);
    {
        let mut known = lock(&room.known);
        known.epoch = changes.epoch.clone();
        known.version = changes.version;
        known.documents = changes.documents.iter().map(|d| (d.key.clone(), d.clone())).collect::<BTreeMap<_, _>>();
        lock(&room.beside).minutes.clear();
        *lock(&room.room) = Arc::new(fold::found(room.code, changes)?);
    }
    room.read_minutes().await?;
    if won {
        tracing::error!(room = %room.code, "the store went back; the room was written again under a new epoch");
        flag(room, before.runs.values().filter(|held| !held.gate.void).map(|held| held.run.id).collect()).await?;
    }
    room.draw_all();
    // Everybody comes back with a hello, and restates.
    room.end_all(close::COME_BACK);
    Ok(())
}

/// Writes down which runs may have lost ballots: those whose counts are lower than this node had seen, or still open.
async fn flag(room: &Arc<Watched>, runs: Vec<RunId>) -> Result<(), StoreError> {
    let now = room.room();
    let mut flagged = now.flags.value.clone();
    flagged.extend(runs.into_iter().filter(|run| !now.flags.value.contains(run)));
    let line = Line { by: None, act: Act::Refounded { flagged: flagged.clone() } };
    let document =
        DocumentWrite { key: Key::Flags.to_text(), expect: now.flags.rev, write: Write::Set(moderate::json(&flagged)) };
    let amendment = Amendment { documents: vec![document], gates: Vec::new(), minutes: vec![moderate::json(&line)] };
    room.store().amend(room.code, &room.epoch(), amendment).await?;
    room.wake.notify_one();
    Ok(())
}
