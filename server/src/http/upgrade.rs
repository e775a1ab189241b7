//! From a request to a socket: every check that can refuse it, then the handshake.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Extension, Path, Query, Request, State};
use axum::http::header;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use super::guest::{self, As};
use super::{App, api, refused};
use crate::accept::{Then, handshake};
use crate::domain::refusal::Refusal;
use crate::socket;
use crate::wire::SUBPROTOCOL;

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default, rename = "as")]
    role: As,
}

/// `GET /ws/{code}`.
pub(super) async fn upgrade(
    State(app): State<App>,
    Path(code): Path<String>,
    wanted: Result<Query<Wanted>, QueryRejection>,
    jar: CookieJar,
    Extension(then): Extension<Then>,
    request: Request,
) -> Response {
    let key = match handshake::key(&request) {
        Ok(key) => key,
        Err(answer) => return *answer,
    };
    let headers = request.headers();
    if !guest::is_own_origin(&app, headers) {
        return refused(String::new(), Refusal::NotAllowed);
    }
    if !handshake::says(headers, header::SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL) {
        let detail = format!("the subprotocol is {SUBPROTOCOL}");
        return refused(String::new(), Refusal::Malformed { detail });
    }
    if app.desk.hub.shared().is_draining() {
        return refused(String::new(), Refusal::Draining);
    }
    let wanted = match api::asked(wanted) {
        Ok(wanted) => wanted,
        Err(why) => return refused(String::new(), why),
    };
    let room = match guest::room(&app, &code).await {
        Ok(room) => room,
        Err(why) => return refused(String::new(), why),
    };
    let who = match guest::who_comes(&app, &room, &jar, wanted.role).await {
        Ok(who) => who,
        Err(why) => return refused(String::new(), why),
    };
    let segment = guest::segment(&app, &jar);
    let desk = app.desk.clone();
    then.go_on(Box::new(move |io, read, place| {
        // A task of its own: everything of the handshake is dropped before the long wait.
        tokio::spawn(socket::serve(desk, room, (who, segment), io, &read, place));
    }));
    handshake::accepted(&key, Some(SUBPROTOCOL))
}
