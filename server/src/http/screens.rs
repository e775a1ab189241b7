//! A screen asks where it belongs.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use serde::Serialize;

use super::{App, guest, refused};
use crate::domain::id::ScreenId;
use crate::domain::language::Language;
use crate::domain::refusal::Refusal;
use crate::lobby::{self, Place};
use crate::store::StoreError;

/// What a screen is told.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    place: Place,
    /// The room's, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<Language>,
}

/// `POST /api/screens`.
pub(super) async fn ask(State(app): State<App>, headers: HeaderMap, jar: CookieJar) -> Response {
    if guest::is_foreign(&app, &headers) {
        return refused(String::new(), Refusal::NotAllowed);
    }
    let shared = app.desk.hub.shared();
    let Some(pass) = guest::screen_pass(&app, &jar) else { return refused(String::new(), Refusal::NoPass) };
    match place_known_here(&app, &shared.secret.screen_of(pass)).await {
        Ok((place, language)) => Json(Told { place, language }).into_response(),
        Err(error) => {
            tracing::warn!(%error, "could not tell a screen its place");
            refused(String::new(), Refusal::TryAgain)
        }
    }
}

/// Where a screen belongs. Another node may have let it in a moment ago: it is told its room when this node knows it, too,
/// so that its socket is not turned away at this very door. A room that is gone (a rehearsal that ended) lets its screens
/// go: they show a code again.
async fn place_known_here(app: &App, screen: &ScreenId) -> Result<(Place, Option<Language>), StoreError> {
    let store = &app.desk.hub.shared().store;
    let place = lobby::place_of(store, screen).await?;
    let Place::Room(code) = place else { return Ok((place, None)) };
    let room = match app.desk.hub.watch(code).await {
        Err(StoreError::NoRoom) => {
            lobby::settle(store, screen, None).await?;
            return Ok((lobby::place_of(store, screen).await?, None));
        }
        watched => watched?,
    };
    if !room.room().screens.contains_key(screen) {
        room.refresh().await?;
    }
    Ok((Place::Room(code), Some(room.room().language())))
}
