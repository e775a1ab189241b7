//! Where screens wait until a moderator lets them in: pairing codes, and which room each screen belongs to.
//!
//! It is kept in the store under a code no workshop has, so that a screen may ask one node and be let in by another.

use serde::{Deserialize, Serialize};

use crate::config;
use crate::domain::id::{PairingCode, RoomCode, ScreenId};
use crate::domain::moment::Moment;
use crate::moderate::json;
use crate::pass;
use crate::store::{Amended, Amendment, Changes, Document, DocumentWrite, Store, StoreError, Write};

/// The lobby's place among the rooms.
pub fn code() -> RoomCode {
    "zzzzzz".parse().expect("six letters of the alphabet")
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Pairing {
    screen: ScreenId,
    until: Moment,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Home {
    room: RoomCode,
}

/// What a screen is told when it asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Show this code.
    Pairing(PairingCode),
    /// Go to this room.
    Room(RoomCode),
}

async fn read(store: &Store) -> Result<Changes, StoreError> {
    match store.read(code(), 0).await {
        Err(error @ (StoreError::NoRoom | StoreError::WentBack)) => {
            if matches!(error, StoreError::WentBack) {
                // What stood here is gone; screens show a new code.
                store.forget(code());
            }
            store.found(code(), Vec::new()).await?;
            store.read(code(), 0).await
        }
        other => other,
    }
}

fn find<'a>(changes: &'a Changes, key: &str) -> (u32, Option<&'a Document>) {
    let document = changes.documents.iter().find(|document| document.key == key);
    (document.map_or(0, |document| document.rev), document.filter(|document| document.value.is_some()))
}

fn parse<'a, T: Deserialize<'a>>(document: &'a Document) -> Result<T, StoreError> {
    serde_json::from_str(document.value.as_deref().unwrap_or("null"))
        .map_err(|error| StoreError::Corrupt(format!("lobby document {}: {error}", document.key)))
}

fn live_pairings(changes: &Changes, now: Moment) -> Result<Vec<(PairingCode, Pairing, u32)>, StoreError> {
    let mut out = Vec::new();
    for document in changes.documents.iter().filter(|document| document.value.is_some()) {
        let Some(pairing_code) = document.key.strip_prefix("pairing/").and_then(|code| code.parse().ok()) else {
            continue;
        };
        let pairing: Pairing = parse(document)?;
        if pairing.until > now {
            out.push((pairing_code, pairing, document.rev));
        }
    }
    Ok(out)
}

/// Where this screen belongs: its room, or the code it is to show (the same until it ends).
pub async fn place_of(store: &Store, screen: &ScreenId) -> Result<Place, StoreError> {
    for _ in 0..4 {
        let changes = read(store).await?;
        if let (_, Some(home)) = find(&changes, &format!("screen/{screen}")) {
            return Ok(Place::Room(parse::<Home>(home)?.room));
        }
        let live = live_pairings(&changes, changes.now)?;
        if let Some((code, ..)) = live.iter().find(|(_, pairing, _)| pairing.screen == *screen) {
            return Ok(Place::Pairing(*code));
        }
        if live.len() >= config::MAX_PAIRINGS {
            return Err(StoreError::Away("too many screens wait to be let in".to_owned()));
        }
        // A code that ended is used again before a new one, so that the lobby does not grow.
        let ended_code = changes.documents.iter().filter(|document| document.value.is_none());
        let mut ended_code = ended_code.filter_map(|d| d.key.strip_prefix("pairing/")?.parse::<PairingCode>().ok());
        let fresh = ended_code.next().unwrap_or_else(|| PairingCode::from_bytes(&pass::random::<16>()));
        if live.iter().any(|(code, ..)| *code == fresh) {
            continue;
        }
        let key = format!("pairing/{fresh}");
        let pairing =
            Pairing { screen: screen.clone(), until: changes.now.plus_ms(config::PAIRING_ENDS.as_millis() as u64) };
        let mut documents = vec![write(&changes, &key, Write::Set(json(&pairing)))];
        documents.extend(ended(&changes)?);
        if done(&store.amend(code(), &changes.epoch, Amendment { documents, ..Amendment::default() }).await?) {
            return Ok(Place::Pairing(fresh));
        }
    }
    Err(StoreError::Away("the lobby is too busy".to_owned()))
}

/// Writes that tidy away pairing codes that ended.
fn ended(changes: &Changes) -> Result<Vec<DocumentWrite>, StoreError> {
    let mut out = Vec::new();
    for document in changes.documents.iter().filter(|d| d.value.is_some() && d.key.starts_with("pairing/")) {
        if parse::<Pairing>(document)?.until <= changes.now {
            out.push(DocumentWrite { key: document.key.clone(), expect: document.rev, write: Write::Delete });
        }
    }
    Ok(out)
}

fn write(changes: &Changes, key: &str, write: Write) -> DocumentWrite {
    DocumentWrite { key: key.to_owned(), expect: find(changes, key).0, write }
}

fn done(amended: &Amended) -> bool {
    matches!(amended, Amended::Done { .. })
}

/// The screen that shows this code now, if one does.
pub async fn screen_at(store: &Store, pairing: PairingCode) -> Result<Option<ScreenId>, StoreError> {
    let changes = read(store).await?;
    let live = live_pairings(&changes, changes.now)?;
    Ok(live.into_iter().find(|(code, ..)| *code == pairing).map(|(_, pairing, _)| pairing.screen))
}

/// Gives the screen a room (its code ends), or takes it away. Repeated: the same.
pub async fn settle(store: &Store, screen: &ScreenId, room: Option<RoomCode>) -> Result<(), StoreError> {
    for _ in 0..4 {
        let changes = read(store).await?;
        let key = format!("screen/{screen}");
        let home = match room {
            Some(room) => Write::Set(json(&Home { room })),
            None => Write::Delete,
        };
        let mut documents = vec![write(&changes, &key, home)];
        for (code, pairing, _) in live_pairings(&changes, changes.now)? {
            if pairing.screen == *screen {
                documents.push(write(&changes, &format!("pairing/{code}"), Write::Delete));
            }
        }
        if done(&store.amend(code(), &changes.epoch, Amendment { documents, ..Amendment::default() }).await?) {
            return Ok(());
        }
    }
    Err(StoreError::Away("the lobby is too busy".to_owned()))
}
