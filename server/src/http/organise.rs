//! The organisers' page: paste a proposal, see what was found, make the room; and drafts of polls looked at while they are typed.

use std::sync::{Mutex, PoisonError};

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use super::guest::{self, As};
use super::language::Reader;
use super::page::Shell;
use super::{App, api, refused};
use crate::clock;
use crate::config;
use crate::domain::refusal::Refusal;
use crate::organise::{self, NotMade};
use crate::throttle::Budget;
use crate::wire::organise::{NewRoom, PastedProposal, WordingDraft};

/// The cookie of an organiser's session.
const ORGANISER: &str = "plenary-organiser";

/// What all organisers of this node may ask for together: reading a long text costs more than any other request.
#[derive(Debug)]
pub(super) struct Organising(Mutex<Budget>);

impl Organising {
    pub(super) fn new() -> Self {
        let (pace, burst) = (config::ORGANISING_PER_SECOND, config::ORGANISING_BURST);
        Self(Mutex::new(Budget::full(pace, burst, clock::tick())))
    }

    fn spend(&self) -> Result<(), Refusal> {
        let mut budget = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        budget.take(clock::tick()).map_err(|wait_ms| Refusal::SlowDown { wait_ms })
    }
}

/// `GET /new`. The link's secret is behind `#` and never comes here.
pub(super) async fn page(State(app): State<App>, reader: Reader) -> Response {
    let (title, language) = ("Plenary".to_owned(), reader.language());
    let main = String::new();
    Shell { app: &app, page: "organiser", language, title, room: None, view: None, main, spares: false }
        .html()
        .into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Exchange {
    secret: String,
}

fn body_of<T>(app: &App, headers: &HeaderMap, body: Result<Json<T>, JsonRejection>) -> Result<T, Refusal> {
    api::same_site(app, headers)?;
    body.map(|Json(body)| body).map_err(|why| match why {
        JsonRejection::BytesRejection(_) => {
            let max = u32::try_from(crate::proposal::MAX_BYTES).unwrap_or(u32::MAX);
            Refusal::OutOfBounds { field: "text".to_owned(), min: 1, max }
        }
        // Where the parser stopped, without a word of what it read.
        _ => Refusal::Malformed { detail: "not what this address takes".to_owned() },
    })
}

fn organiser(app: &App, jar: &CookieJar) -> Result<(), Refusal> {
    let cookie = guest::held(app, jar, ORGANISER).unwrap_or_default();
    if app.desk.hub.shared().secret.is_organiser_session(cookie) { Ok(()) } else { Err(Refusal::NotAllowed) }
}

fn answered<T: serde::Serialize>(done: Result<T, Refusal>) -> Response {
    match done {
        Ok(done) => Json(done).into_response(),
        Err(why) => refused(String::new(), why),
    }
}

/// `GET /api/organiser`: whether this browser may make rooms.
pub(super) async fn may(State(app): State<App>, jar: CookieJar) -> Response {
    answered(organiser(&app, &jar).map(|()| serde_json::json!({})))
}

/// `POST /api/organiser`: the link's secret against a cookie.
pub(super) async fn exchange(
    State(app): State<App>,
    headers: HeaderMap,
    jar: CookieJar,
    body: Result<Json<Exchange>, JsonRejection>,
) -> Response {
    let traded = body_of(&app, &headers, body).and_then(|Exchange { secret: said }| {
        let secret = &app.desk.hub.shared().secret;
        if secret.is_organiser_link(&said) { Ok(secret.organiser_session()) } else { Err(Refusal::NotAllowed) }
    });
    match traded {
        Ok(session) => (jar.add(guest::cookie(&app, ORGANISER, session)), Json(serde_json::json!({}))).into_response(),
        Err(why) => refused(String::new(), why),
    }
}

/// `POST /api/proposals`: what a pasted text says. Nothing of it is kept.
pub(super) async fn read(
    State(app): State<App>,
    headers: HeaderMap,
    jar: CookieJar,
    body: Result<Json<PastedProposal>, JsonRejection>,
) -> Response {
    let read = async {
        organiser(&app, &jar)?;
        let pasted = body_of(&app, &headers, body)?;
        app.organising.spend()?;
        // Some tens of milliseconds for the longest text: not on a thread that serves sockets.
        let found =
            tokio::task::spawn_blocking(move || organise::read(&pasted.text).map(|read| organise::found(&read)));
        found.await.map_err(|_| Refusal::TryAgain)?
    };
    answered(read.await)
}

/// `POST /api/rooms`: makes the room.
pub(super) async fn make(
    State(app): State<App>,
    headers: HeaderMap,
    jar: CookieJar,
    body: Result<Json<NewRoom>, JsonRejection>,
) -> Response {
    let made = async {
        organiser(&app, &jar)?;
        let new = body_of(&app, &headers, body)?;
        app.organising.spend()?;
        let shared = app.desk.hub.shared();
        let _under_way = shared.begin().ok_or(Refusal::Draining)?;
        let join_base = app.public_url.clone();
        let made = organise::make(&shared.store, &shared.secret, &new, join_base, config::MAX_ROOMS);
        made.await.map_err(|why| match why {
            NotMade::Refused(why) => why,
            NotMade::Store(error) => {
                tracing::error!(%error, "could not make a room");
                Refusal::TryAgain
            }
        })
    };
    answered(made.await)
}

/// `POST /api/wording`: what a reader of another view may stumble over in a draft, for organisers.
pub(super) async fn wording(
    State(app): State<App>,
    headers: HeaderMap,
    jar: CookieJar,
    reader: Reader,
    body: Result<Json<WordingDraft>, JsonRejection>,
) -> Response {
    let checked = organiser(&app, &jar).and_then(|()| {
        let draft = body_of(&app, &headers, body)?;
        organise::check_wording(&draft, reader.language())
    });
    answered(checked)
}

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(rename = "as")]
    role: As,
}

/// `POST /api/rooms/{code}/check_wording`: the same for the moderators of a room.
pub(super) async fn check_wording(
    State(app): State<App>,
    Path(code): Path<String>,
    wanted: Result<Query<Wanted>, QueryRejection>,
    headers: HeaderMap,
    jar: CookieJar,
    reader: Reader,
    body: Result<Json<WordingDraft>, JsonRejection>,
) -> Response {
    let checked = async {
        let draft = body_of(&app, &headers, body)?;
        let wanted = api::asked(wanted)?;
        let room = guest::room(&app, &code).await?;
        match guest::who_comes(&app, &room, &jar, wanted.role).await? {
            crate::hub::Who::Moderator { .. } => organise::check_wording(&draft, reader.or(room.room().language())),
            _ => Err(Refusal::NotAllowed),
        }
    };
    answered(checked.await)
}
