//! Founds the rooms of the seeded workshops, and the rooms of rehearsals.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::{StreamExt, TryStreamExt, stream};
use serde::de::DeserializeOwned;

use crate::config;
use crate::domain::codes::Codes;
use crate::domain::id::RoomCode;
use crate::domain::key::Key;
use crate::domain::moment::Moment;
use crate::domain::person::Role;
use crate::domain::room::{Agenda, Links, Planned, Room, Settings};
use crate::domain::session::Session;
use crate::domain::stage::Stage;
use crate::domain::workshop::Workshop;
use crate::lobby;
use crate::moderate::json;
use crate::pass::{self, Secret};
use crate::store::{Changes, Store, StoreError};

pub mod again;
pub mod tried;

/// Rooms looked at, or founded, at the same time: a store that answers over a network is not waited for room by room.
const LOOKS: usize = 32;

/// Founds a room for each workshop that has none yet; returns their codes in the order of the workshops. A room that is
/// there keeps what moderators made of it.
pub async fn found_all(store: &Store, secret: &Secret, workshops: &[Workshop]) -> Result<Vec<RoomCode>, StoreError> {
    store.found(lobby::code(), Vec::new()).await?;
    let founded: Vec<_> = workshops.iter().map(|workshop| found_seeded(store, secret, workshop)).collect();
    stream::iter(founded).buffered(LOOKS).try_collect().await
}

async fn found_seeded(store: &Store, secret: &Secret, workshop: &Workshop) -> Result<RoomCode, StoreError> {
    let code = secret.room_of(&workshop.reference);
    if found_one(store, code, workshop, &Settings::default()).await? {
        tracing::info!(room = %code, reference = workshop.reference, "founded a room");
    }
    Ok(code)
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

/// What a node that starts wants to know of a room, without watching it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Which of the chair's links is good.
    pub chair: u32,
    /// A run is open: if it has an end, somebody has to be there to write it down.
    pub has_open_run: bool,
}

impl Look {
    /// At what a reading from the beginning found.
    pub fn of(changes: &Changes) -> Result<Self, StoreError> {
        let links: Links = document(changes, &Key::Links)?;
        let has_open_run = changes.gates.iter().any(|(run, _, gate)| !run.is_of_questions() && gate.phase().is_open());
        Ok(Self { chair: links.generation(Role::Chair), has_open_run })
    }
}

/// What was found in a look over all rooms.
#[derive(Debug, Default)]
pub struct LookedOver {
    /// Rooms that were dropped.
    pub dropped: Vec<RoomCode>,
    /// All others, but for those that a part of the store has which is away.
    pub there: BTreeMap<RoomCode, Look>,
}

/// Drops the rooms whose time is over, for good: rehearsals that nobody ended (their server may have been killed before it
/// could), and sessions whose retention ended. Returns their codes.
pub async fn drop_what_is_over(store: &Store, now: Moment) -> Result<Vec<RoomCode>, StoreError> {
    Ok(look_over(store, now).await?.dropped)
}

/// Reads every room once: drops those whose time is over, and says how it is with the others.
pub async fn look_over(store: &Store, now: Moment) -> Result<LookedOver, StoreError> {
    let codes = store.rooms().await?.into_iter().filter(|code| *code != lobby::code());
    let mut looks = stream::iter(codes.map(|code| look_at(store, code, now))).buffer_unordered(LOOKS);
    let mut over = LookedOver::default();
    while let Some(looked) = looks.next().await {
        match looked? {
            (code, Found::There(look)) => {
                over.there.insert(code, look);
            }
            (code, Found::Dropped) => over.dropped.push(code),
            (_, Found::Nothing) => {}
        }
    }
    Ok(over)
}

/// What became of one room in such a look.
enum Found {
    There(Look),
    /// Its time was over.
    Dropped,
    /// It is gone meanwhile, or away.
    Nothing,
}

async fn look_at(store: &Store, code: RoomCode, now: Moment) -> Result<(RoomCode, Found), StoreError> {
    let changes = match store.read(code, 0).await {
        Ok(changes) => changes,
        Err(StoreError::NoRoom | StoreError::WentBack) => return Ok((code, Found::Nothing)),
        // A part of the store is away; the rooms in the others do not wait for it.
        Err(StoreError::Away(_)) if store.place_of(code).is_some() => return Ok((code, Found::Nothing)),
        Err(error) => return Err(error),
    };
    let settings: Settings = document(&changes, &Key::Settings)?;
    let session: Session = document(&changes, &Key::Session)?;
    if settings.goes(&session).is_some_and(|goes| goes <= now) {
        store.drop_room(code).await?;
        tracing::info!(room = %code, "dropped a room whose time was over");
        return Ok((code, Found::Dropped));
    }
    Ok((code, Found::There(Look::of(&changes)?)))
}

/// What the room's document says, or what it would say if nobody had written it.
fn document<T: DeserializeOwned + Default>(changes: &Changes, key: &Key) -> Result<T, StoreError> {
    let document = changes.documents.iter().find(|document| document.key == key.to_text());
    let Some(text) = document.and_then(|document| document.value.as_deref()) else { return Ok(T::default()) };
    serde_json::from_str(text).map_err(|error| StoreError::Corrupt(format!("document {}: {error}", key.to_text())))
}
