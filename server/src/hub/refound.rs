//! The store went back: this node writes back what it knows of the room, under the next epoch, and says which runs may
//! have lost ballots. Phones come back by themselves and restate theirs.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::seat::lock;
use super::{Watched, fold};
use crate::domain::id::RunId;
use crate::domain::key::Key;
use crate::domain::minutes::{Act, Line};
use crate::domain::room::{HeldRun, Room};
use crate::moderate;
use crate::plant::{self, Plant};
use crate::store::{Amended, Amendment, Changes, Document, DocumentWrite, Epoch, Refounding, StoreError, Write};
use crate::wire::close;

/// What could not be written down at once is tried again so soon.
const AGAIN: Duration = Duration::from_millis(250);

impl Watched {
    /// A room that is missing was emptied away, unless it was a rehearsal that ended, or its time was over.
    pub(super) fn may_refound(&self) -> bool {
        let room = self.room();
        let settings = &room.settings.value;
        settings.rehearsal_of.is_none() && settings.goes(&room.session.value).is_none_or(|goes| self.store_now() < goes)
    }

    /// Takes over the room as the store has it now, whatever was known before. Everybody comes back with a hello, and
    /// restates.
    fn adopt(self: &Arc<Self>, changes: Changes) -> Result<(), StoreError> {
        let (epoch, version) = (changes.epoch.clone(), changes.version);
        let documents = changes.documents.iter().map(|d| (d.key.clone(), d.clone())).collect::<BTreeMap<_, _>>();
        let room = fold::found(self.code, changes)?;
        {
            let mut known = lock(&self.known);
            *known = super::Known { epoch, version, documents };
            *lock(&self.room) = Arc::new(room);
        }
        // Another node may have minted other keys: under the old ones a pass would make a second ballot.
        self.keys.clear();
        self.forget_voters();
        lock(&self.beside).minutes.clear();
        lock(&self.undrawn).control = true;
        self.draw_all();
        self.end_all(close::COME_BACK);
        self.wake.notify_one();
        Ok(())
    }
}

/// Carries it out; any node may, one writes, and the others take over what it wrote.
pub(super) async fn refound(room: &Arc<Watched>) -> Result<(), StoreError> {
    let known = room.epoch();
    let before = room.room();
    let there: Vec<Option<Epoch>> = match room.store().read(room.code, 0).await {
        Ok(changes) if changes.epoch.follows(&known) => {
            room.adopt(changes)?;
            keep_flags(room, &before, None);
            return Ok(());
        }
        Ok(changes) => vec![Some(changes.epoch)],
        Err(StoreError::NoRoom) => vec![None],
        // An older copy under the same epoch, or nothing at all.
        Err(StoreError::WentBack) => vec![Some(known.clone()), None],
        Err(error) => return Err(error),
    };
    let mut won = false;
    for expect in there {
        let documents: Vec<Document> = lock(&room.known).documents.values().cloned().collect();
        let gates = before.runs.values().map(|held| (held.run.id, held.gate)).chain(before.talk.gates()).collect();
        let keys = room.keys.iter().map(|entry| (*entry.key(), entry.value().clone())).collect();
        let with = Refounding { documents, gates, keys, minutes: Vec::new() };
        won = won || room.store().refound(room.code, expect.as_ref(), &known, with).await?;
    }
    let changes = room.store().read(room.code, 0).await?;
    room.adopt(changes)?;
    let lost = won.then(|| lost_ballots(&before, &room.room()));
    if won {
        tracing::error!(room = %room.code, "the store went back; the room was written again under a new epoch");
    }
    keep_flags(room, &before, lost);
    Ok(())
}

/// Sees to it that the runs of which ballots are missing are flagged, and stay so if the store goes back again before anybody
/// has read the flags. `lost`: what this node found when it wrote the room again, which the minutes are to say in any case.
fn keep_flags(room: &Arc<Watched>, before: &Room, lost: Option<Vec<RunId>>) {
    let mut to_say = lost.is_some();
    {
        let mut spoiled = lock(&room.spoiled);
        spoiled.extend(before.flags.value.iter().copied());
        spoiled.extend(lost.into_iter().flatten());
    }
    // The flags must come, however long the store takes to stand again.
    let room = room.clone();
    tokio::spawn(async move {
        while !room.is_gone() && (to_say || !is_flagged(&room)) {
            if matches!(flag(&room).await, Ok(Amended::Done { .. })) {
                to_say = false;
            } else {
                tokio::time::sleep(AGAIN).await;
            }
            if let Err(error) = room.refresh().await {
                tracing::warn!(room = %room.code, %error, "could not yet flag the runs that may have lost ballots");
                tokio::time::sleep(AGAIN).await;
            }
        }
    });
}

/// Whether the room, as it is known here, has all the flags it must have.
fn is_flagged(room: &Watched) -> bool {
    let up = room.room();
    lock(&room.spoiled).iter().all(|run| up.is_flagged(*run))
}

/// The runs some of whose ballots may be missing: those that were open, those that are open again because the store's copy is from
/// before their close (changes of mind leave the counts as they are), and those whose counts are not what they were.
fn lost_ballots(before: &Room, now: &Room) -> Vec<RunId> {
    if plant::is(Plant::NoFlags) {
        return Vec::new();
    }
    let is_whole = |run: &RunId, was: &HeldRun| {
        now.runs.get(run).is_some_and(|held| !held.phase().is_open() && held.tally == was.tally)
    };
    (before.runs.iter())
        .filter(|(_, held)| !held.gate.void)
        .filter(|(run, held)| held.phase().is_open() || !is_whole(run, held))
        .map(|(run, _)| *run)
        .collect()
}

/// Writes down which runs may have lost ballots.
async fn flag(room: &Arc<Watched>) -> Result<Amended, StoreError> {
    let now = room.room();
    let mut flagged = now.flags.value.clone();
    flagged.extend(lock(&room.spoiled).iter().filter(|run| !now.flags.value.contains(run)));
    let line = Line { by: None, act: Act::Refounded { flagged: flagged.clone() } };
    let set = Write::Set(moderate::json(&flagged));
    let document = DocumentWrite { key: Key::Flags.to_text(), expect: now.flags.rev, write: set };
    room.amend(Amendment { documents: vec![document], minutes: vec![moderate::json(&line)], ..Amendment::default() })
        .await
}
