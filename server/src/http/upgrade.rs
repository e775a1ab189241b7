//! From a request to a socket: the handshake of RFC 6455, after every check that can refuse it.

use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Extension, Path, Query, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;
use tungstenite::handshake::derive_accept_key;

use super::guest::{self, As};
use super::{App, api, refused};
use crate::accept::Then;
use crate::domain::refusal::Refusal;
use crate::socket;
use crate::wire::SUBPROTOCOL;

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default, rename = "as")]
    role: As,
}

fn says(headers: &HeaderMap, name: header::HeaderName, word: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.split(',').any(|part| part.trim().eq_ignore_ascii_case(word)))
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
    if request.method() != Method::GET {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET")]).into_response();
    }
    let headers = request.headers();
    let key = headers.get(header::SEC_WEBSOCKET_KEY).cloned();
    let (Some(key), true, true) =
        (key, says(headers, header::CONNECTION, "upgrade"), says(headers, header::UPGRADE, "websocket"))
    else {
        return (StatusCode::UPGRADE_REQUIRED, [(header::UPGRADE, "websocket")], "a WebSocket is served here\n")
            .into_response();
    };
    if !says(headers, header::SEC_WEBSOCKET_VERSION, "13") {
        return (StatusCode::UPGRADE_REQUIRED, [(header::SEC_WEBSOCKET_VERSION, "13")]).into_response();
    }
    if !guest::is_own_origin(&app, headers) {
        return refused(String::new(), Refusal::NotAllowed);
    }
    if !says(headers, header::SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL) {
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
    Response::builder()
        .status(StatusCode::SWITCHING_PROTOCOLS)
        .header(header::UPGRADE, "websocket")
        .header(header::CONNECTION, "Upgrade")
        .header(header::SEC_WEBSOCKET_ACCEPT, derive_accept_key(key.as_bytes()))
        .header(header::SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL)
        .body(Body::empty())
        .expect("the headers are plain")
}
