//! Founds the rooms of the seeded workshops, and the rooms of rehearsals.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::config;
use crate::domain::codes::Codes;
use crate::domain::id::RoomCode;
use crate::domain::key::Key;
use crate::domain::moment::Moment;
use crate::domain::room::{Agenda, Planned, Room, Settings};
use crate::domain::session::Session;
use crate::domain::stage::Stage;
use crate::domain::workshop::Workshop;
use crate::lobby;
use crate::moderate::json;
use crate::pass::{self, Secret};
use crate::store::{Changes, Store, StoreError};

pub mod again;
pub mod tried;

/// Founds a room for each workshop that has none yet; returns their codes in the order of the workshops. A room that is
/// there keeps what moderators made of it.
pub async fn found_all(store: &Store, secret: &Secret, workshops: &[Workshop]) -> Result<Vec<RoomCode>, StoreError> {
    store.found(lobby::code(), Vec::new()).await?;
    let mut codes = Vec::with_capacity(workshops.len());
    for workshop in workshops {
        let code = secret.room_of(&workshop.reference);
        if found_one(store, code, workshop, &Settings::default()).await? {
            tracing::info!(room = %code, reference = workshop.reference, "founded a room");
        }
        codes.push(code);
    }
    Ok(codes)
}

/// Founds a room of a workshop; returns whether it was not there yet.
pub async fn found_one(
    store: &Store,
    code: RoomCode,
    workshop: &Workshop,
    settings: &Settings,
) -> Result<bool, StoreError> {
    let polls: Vec<Planned> = workshop.polls.iter().map(|poll| Planned::of(poll.clone())).collect();
    store.found(code, documents(workshop, settings, &polls)).await
}

fn documents(workshop: &Workshop, settings: &Settings, polls: &[Planned]) -> Vec<(String, String)> {
    // The polls stand in documents of their own; a second copy in the workshop would only go stale.
    let workshop = Workshop { polls: Vec::new(), ..workshop.clone() };
    let agenda = Agenda { polls: polls.iter().map(|planned| planned.poll.id.clone()).collect(), decks: Vec::new() };
    let mut documents = vec![
        (Key::Workshop.to_text(), json(&workshop)),
        (Key::Settings.to_text(), json(settings)),
        (Key::Stage.to_text(), json(&Stage::default())),
        (Key::Agenda.to_text(), json(&agenda)),
    ];
    documents.extend(polls.iter().map(|planned| (Key::Poll(planned.poll.id.clone()).to_text(), json(planned))));
    documents
}

/// Founds a rehearsal of `room`: the same workshop and agenda in a room of its own.
pub async fn found_rehearsal(store: &Store, room: &Arc<Room>) -> Result<RoomCode, StoreError> {
    let code = RoomCode::from_bytes(&pass::random::<16>());
    let settings = Settings {
        rehearsal_of: Some(room.code),
        rehearsal_ends: Some(store.now().await?.plus_ms(config::REHEARSAL_ENDS.as_millis() as u64)),
        // Rehearsing alone must be possible.
        sign_off: false,
        // Pretend phones have no cards.
        codes: Codes::default(),
        ..room.settings.value.clone()
    };
    let polls: Vec<Planned> =
        room.agenda.value.polls.iter().filter_map(|id| room.polls.get(id)).map(|held| held.value.clone()).collect();
    store.found(code, documents(&room.workshop.value, &settings, &polls)).await?;
    Ok(code)
}

/// Drops the rooms whose time is over, for good: rehearsals that nobody ended (their server may have been killed before it
/// could), and sessions whose retention ended. Returns their codes.
pub async fn drop_what_is_over(store: &Store, now: Moment) -> Result<Vec<RoomCode>, StoreError> {
    let mut dropped = Vec::new();
    for code in store.rooms().await?.into_iter().filter(|code| *code != lobby::code()) {
        let changes = match store.read(code, 0).await {
            Ok(changes) => changes,
            Err(StoreError::NoRoom | StoreError::WentBack) => continue,
            // A part of the store is away; the rooms in the others do not wait for it.
            Err(StoreError::Away(_)) if store.place_of(code).is_some() => continue,
            Err(error) => return Err(error),
        };
        let settings: Settings = document(&changes, &Key::Settings)?;
        let session: Session = document(&changes, &Key::Session)?;
        if settings.goes(&session).is_some_and(|goes| goes <= now) {
            store.drop_room(code).await?;
            tracing::info!(room = %code, "dropped a room whose time was over");
            dropped.push(code);
        }
    }
    Ok(dropped)
}

/// What the room's document says, or what it would say if nobody had written it.
fn document<T: DeserializeOwned + Default>(changes: &Changes, key: &Key) -> Result<T, StoreError> {
    let document = changes.documents.iter().find(|document| document.key == key.to_text());
    let Some(text) = document.and_then(|document| document.value.as_deref()) else { return Ok(T::default()) };
    serde_json::from_str(text).map_err(|error| StoreError::Corrupt(format!("document {}: {error}", key.to_text())))
}
