//! The service worker, and the page that it shows where no network is.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::language::Reader;
use super::page::{Shell, escape};
use super::words::words;
use super::{App, assets};
use crate::domain::language::Language;

const WORKER: &str = include_str!("../../../web-client/dist/worker.js");

/// The page tries again after so many seconds.
const AGAIN_S: u32 = 5;

/// Where a page in that language has the worker from; another build has another address, and another language too, because
/// the worker keeps the page below as it first read it.
pub(super) fn worker_path(language: Language) -> String {
    let tag = assets::sha256(WORKER).replace(['+', '/', '='], "-");
    format!("/worker.js?language={}&amp;{}", language.tag(), &tag[..22])
}

/// `GET /worker.js`, at the root: it stands before every page of this server.
pub(super) async fn worker() -> Response {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")], WORKER)
        .into_response()
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    language: String,
}

/// `GET /offline?language=fr`: no room, no ballot, and another try by itself.
pub(super) async fn page(
    State(app): State<App>,
    reader: Reader,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Response {
    let wanted = wanted.ok().and_then(|Query(wanted)| Language::of_tag(&wanted.language));
    let language = wanted.unwrap_or_else(|| reader.language());
    let own = &words(language).server;
    let main = format!(
        r#"<meta http-equiv="refresh" content="{}"><h1>{}</h1><p role="status">{}</p><p><a href="">{}</a></p>"#,
        AGAIN_S,
        escape(&own.no_network),
        escape(&own.no_network_more),
        escape(&own.reload)
    );
    let title = "Plenary".to_owned();
    Shell { app: &app, page: "offline", language, title, room: None, view: None, main, spares: false }
        .html()
        .into_response()
}
