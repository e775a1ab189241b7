//! A screen asks where it belongs.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;

use super::guest::SCREEN;
use super::{App, refused};
use crate::domain::refusal::Refusal;
use crate::lobby;
use crate::pass::PassKind;

/// `POST /api/screens`.
pub(super) async fn ask(State(app): State<App>, jar: CookieJar) -> Response {
    let shared = app.desk.hub.shared();
    let pass = jar.get(SCREEN).and_then(|cookie| shared.secret.pass_of(PassKind::Screen, cookie.value()));
    let Some(pass) = pass else { return refused(String::new(), Refusal::NoPass) };
    match lobby::place_of(&shared.store, &shared.secret.screen_of(pass)).await {
        Ok(place) => Json(place).into_response(),
        Err(error) => {
            tracing::warn!(%error, "could not tell a screen its place");
            refused(String::new(), Refusal::TryAgain)
        }
    }
}
