//! A screen asks where it belongs.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;

use super::{App, guest, refused};
use crate::domain::id::ScreenId;
use crate::domain::refusal::Refusal;
use crate::lobby::{self, Place};
use crate::store::StoreError;

/// `POST /api/screens`.
pub(super) async fn ask(State(app): State<App>, headers: HeaderMap, jar: CookieJar) -> Response {
    if headers.contains_key(header::ORIGIN) && !guest::is_own_origin(&app, &headers) {
        return refused(String::new(), Refusal::NotAllowed);
    }
    let shared = app.desk.hub.shared();
    let Some(pass) = guest::screen_pass(&app, &jar) else { return refused(String::new(), Refusal::NoPass) };
    match place_known_here(&app, &shared.secret.screen_of(pass)).await {
        Ok(place) => Json(place).into_response(),
        Err(error) => {
            tracing::warn!(%error, "could not tell a screen its place");
            refused(String::new(), Refusal::TryAgain)
        }
    }
}

/// Where a screen belongs. Another node may have let it in a moment ago: it is told its room when this node knows it, too,
/// so that its socket is not turned away at this very door. A room that is gone (a rehearsal that ended) lets its screens
/// go: they show a code again.
async fn place_known_here(app: &App, screen: &ScreenId) -> Result<Place, StoreError> {
    let store = &app.desk.hub.shared().store;
    let place = lobby::place_of(store, screen).await?;
    let Place::Room(code) = place else { return Ok(place) };
    let room = match app.desk.hub.watch(code).await {
        Err(StoreError::NoRoom) => {
            lobby::settle(store, screen, None).await?;
            return lobby::place_of(store, screen).await;
        }
        watched => watched?,
    };
    if !room.room().screens.contains_key(screen) {
        room.refresh().await?;
    }
    Ok(Place::Room(code))
}
