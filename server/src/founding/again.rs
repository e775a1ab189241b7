//! A room whose store went back while nobody here had a copy of it goes on from what the store still has, and says so.
//!
//! There is nothing to write back: ballots, runs and acts that came after the store's copy are lost, except what phones
//! restate. A room that is gone altogether is founded from its seed again.

use super::documents;
use crate::domain::id::{RoomCode, RunId};
use crate::domain::key::Key;
use crate::domain::minutes::{Act, Line};
use crate::domain::room::{Planned, Settings};
use crate::domain::workshop::Workshop;
use crate::lobby;
use crate::moderate::json;
use crate::pass::{self, Secret};
use crate::store::{
    Amended, Amendment, Changes, Document, DocumentWrite, Epoch, GoneBack, Refounding, Store, StoreError, Write,
};

/// So often another node may get in between before this gives up.
const TRIES: u32 = 8;

/// Looks after every room this node remembers, before anybody is served.
pub async fn all_that_went_back(store: &Store, secret: &Secret, workshops: &[Workshop]) -> Result<(), StoreError> {
    for code in store.remembered() {
        // The lobby looks after itself: screens show new codes.
        if code != lobby::code() {
            if_it_went_back(store, secret, workshops, code).await?;
        }
    }
    Ok(())
}

/// Gives every room of a store that was made again from a copy a history of its own: another epoch, one that no other making from
/// the same copy has. The runs that the copy has open are flagged. Returns how many rooms there are, and the flagged runs.
pub async fn all_of_a_copy(store: &Store) -> Result<(usize, Vec<(RoomCode, RunId)>), StoreError> {
    let (mut rooms, mut flagged) = (0, Vec::new());
    for code in store.rooms().await? {
        let there = store.read(code, 0).await?;
        let before = Epoch(pass::hex(&pass::random::<16>()));
        let is_lobby = code == lobby::code();
        let with = if is_lobby { None } else { what_is_left(Some(&there), None)? };
        if !store.refound(code, Some(&there.epoch), &before, with.unwrap_or_default()).await? {
            return Err(StoreError::Away(format!("somebody else changed room {code}")));
        }
        if !is_lobby {
            let changes = store.read(code, 0).await?;
            rooms += 1;
            flagged.extend(may_lack_ballots(&changes)?.into_iter().map(|run| (code, run)));
            flag(store, code, changes).await?;
        }
    }
    Ok((rooms, flagged))
}

/// Founds the room again if it went back. Runs that may have lost ballots are flagged, and the minutes say it.
pub async fn if_it_went_back(
    store: &Store,
    secret: &Secret,
    workshops: &[Workshop],
    code: RoomCode,
) -> Result<(), StoreError> {
    for _ in 0..TRIES {
        let Some(GoneBack { known, there }) = store.gone_back(code).await? else { return Ok(()) };
        let Some(with) = what_is_left(there.as_ref(), seeded(secret, workshops, code))? else {
            // A rehearsal, or a workshop that is no longer held here.
            tracing::warn!(room = %code, "a room this node remembers is gone from the store, and no seed founds it");
            store.forget(code);
            return Ok(());
        };
        let expect = there.as_ref().map(|changes| &changes.epoch);
        if store.refound(code, expect, &known, with).await? {
            let changes = store.read(code, 0).await?;
            let flagged = may_lack_ballots(&changes)?;
            tracing::error!(
                room = %code, runs = ?flagged,
                "the store went back and no node had a copy of the room: it goes on from what the store still had, and what \
                 came after that is missing; these runs are flagged"
            );
            return flag(store, code, changes).await;
        }
    }
    Err(StoreError::Away(format!("room {code} went back, and other nodes were always faster to found it again")))
}

/// What the room's seed founds it with.
fn seeded(secret: &Secret, workshops: &[Workshop], code: RoomCode) -> Option<Vec<(String, String)>> {
    let workshop = workshops.iter().find(|workshop| secret.room_of(&workshop.reference) == code)?;
    let polls: Vec<Planned> = workshop.polls.iter().map(|poll| Planned::of(poll.clone())).collect();
    Some(documents(workshop, &Settings::default(), &polls))
}

/// What makes a room of `there` again; `None` if there is nothing to make it of.
fn what_is_left(
    there: Option<&Changes>,
    seeded: Option<Vec<(String, String)>>,
) -> Result<Option<Refounding>, StoreError> {
    let document = |key, value| Document { key, rev: 1, version: 0, value: Some(value) };
    let (documents, flagged) = match (there, seeded) {
        // With the step itself, so that whatever happens next, the flags are up.
        (Some(changes), _) => {
            let flagged = may_lack_ballots(changes)?;
            (vec![document(Key::Flags.to_text(), json(&flagged))], flagged)
        }
        (None, Some(seeded)) => (seeded.into_iter().map(|(key, value)| document(key, value)).collect(), Vec::new()),
        (None, None) => return Ok(None),
    };
    let minutes = vec![json(&Line { by: None, act: Act::WentBack { flagged } })];
    Ok(Some(Refounding { documents, minutes, ..Refounding::default() }))
}

/// The runs some of whose ballots may be missing: those that were flagged before, and those that the copy has open.
fn may_lack_ballots(changes: &Changes) -> Result<Vec<RunId>, StoreError> {
    let mut flagged = flags(changes)?.1;
    let of_polls = changes.gates.iter().filter(|(run, ..)| !run.is_of_questions());
    let open = of_polls.filter(|(_, _, gate)| gate.phase().is_open()).map(|(run, ..)| *run);
    flagged.extend(open.filter(|run| !flagged.contains(run)).collect::<Vec<_>>());
    Ok(flagged)
}

/// The revision of the flags' document, and the runs it names.
fn flags(changes: &Changes) -> Result<(u32, Vec<RunId>), StoreError> {
    let document = changes.documents.iter().find(|document| document.key == Key::Flags.to_text());
    let Some(document) = document else { return Ok((0, Vec::new())) };
    let runs = serde_json::from_str(document.value.as_deref().unwrap_or("[]"));
    Ok((document.rev, runs.map_err(|error| StoreError::Corrupt(format!("document {}: {error}", document.key)))?))
}

/// Raises the flags that the step itself could not, because the room had some before.
async fn flag(store: &Store, code: RoomCode, mut changes: Changes) -> Result<(), StoreError> {
    for _ in 0..TRIES {
        let (rev, up) = flags(&changes)?;
        let wanted = may_lack_ballots(&changes)?;
        if wanted.iter().all(|run| up.contains(run)) {
            return Ok(());
        }
        let set = DocumentWrite { key: Key::Flags.to_text(), expect: rev, write: Write::Set(json(&wanted)) };
        let amendment = Amendment { documents: vec![set], ..Amendment::default() };
        if matches!(store.amend(code, &changes.epoch, amendment).await?, Amended::Done { .. }) {
            return Ok(());
        }
        changes = store.read(code, 0).await?;
    }
    Err(StoreError::Away(format!("the flags of room {code} were always changed by others first")))
}
