//! The same commands and the same view over plain HTTP.

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use base64::Engine;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::guest::{self, As};
use super::{App, refused};
use crate::answer::{self, Caller};
use crate::clock;
use crate::config;
use crate::domain::person::{Group, Mode, Segment};
use crate::domain::refusal::Refusal;
use crate::hub::{Watched, Who};
use crate::pass;
use crate::socket;
use crate::views::{self, Audience, Part};
use crate::wire::{Command, Frame};

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default, rename = "as")]
    role: As,
    mode: Option<Mode>,
    group: Option<Group>,
}

/// `POST /api/rooms/{code}/{verb}`.
pub(super) async fn command(
    State(app): State<App>,
    Path((code, verb)): Path<(String, String)>,
    wanted: Result<Query<Wanted>, QueryRejection>,
    headers: HeaderMap,
    jar: CookieJar,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let id = match command_id(&headers) {
        Ok(id) => id,
        Err(why) => return refused(String::new(), why),
    };
    let wanted = match asked(wanted) {
        Ok(wanted) => wanted,
        Err(why) => return refused(id, why),
    };
    match run(&app, &code, &verb, &wanted, &headers, &jar, body, &id).await {
        // As the page's own form does, so that what is posted next is counted there too.
        Ok((Ok(receipt), Some(cookie))) => (jar.add(cookie), axum::Json(Frame::Receipt(receipt))).into_response(),
        Ok((Ok(receipt), None)) => axum::Json(Frame::Receipt(receipt)).into_response(),
        Ok((Err(answered), _)) => refused(answered.id, answered.why),
        Err(why) => refused(id, why),
    }
}

/// The id of a command: its header's, or a new one. What participants do is numbered by it, so two commands without the header
/// are two wishes, and must never be taken for one that was said twice.
fn command_id(headers: &HeaderMap) -> Result<String, Refusal> {
    let Some(value) = headers.get("x-command-id") else {
        return Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(pass::random::<16>()));
    };
    let id = value.to_str().ok().filter(|id| (1..=config::COMMAND_ID).contains(&id.len()));
    id.map(str::to_owned).ok_or_else(|| Refusal::Malformed {
        detail: format!("x-command-id has 1 to {} characters", config::COMMAND_ID),
    })
}

/// What stands behind the `?`, or that it is nothing this server knows.
pub(super) fn asked<T>(query: Result<Query<T>, QueryRejection>) -> Result<T, Refusal> {
    match query {
        Ok(Query(asked)) => Ok(asked),
        Err(_) => Err(Refusal::Malformed { detail: "nothing known behind the question mark".to_owned() }),
    }
}

#[expect(clippy::too_many_arguments, reason = "the parts of one request, each used once")]
async fn run(
    app: &App,
    code: &str,
    verb: &str,
    wanted: &Wanted,
    headers: &HeaderMap,
    jar: &CookieJar,
    body: Result<Bytes, BytesRejection>,
    id: &str,
) -> Result<(answer::Answer, Option<Cookie<'static>>), Refusal> {
    same_site(app, headers)?;
    let body =
        body.map_err(|_| Refusal::Malformed { detail: format!("a body has at most {} bytes", config::BODY_IN) })?;
    let room = guest::room(app, code).await?;
    let who = guest::who_comes(app, &room, jar, wanted.role).await?;
    let segment = stated(app, jar, wanted.mode, wanted.group);
    budget(app, &room, &who, segment.mode)?;
    let command = of_verb(verb, &body)?;
    let caller = Caller { who: &who, segment, seat: None };
    let said = guest::cookie_of(app, &command);
    Ok((answer::answer(&app.desk, &room, caller, id.to_owned(), command).await, said))
}

/// How somebody takes part and of which group: as the request says, else as the cookies remember.
fn stated(app: &App, jar: &CookieJar, mode: Option<Mode>, group: Option<Group>) -> Segment {
    let kept = guest::segment(app, jar);
    Segment { mode: mode.unwrap_or(kept.mode), group: group.unwrap_or(kept.group) }
}

/// A POST of another site's page is refused: by its origin if it names one, by its content type if it does not.
pub(super) fn same_site(app: &App, headers: &HeaderMap) -> Result<(), Refusal> {
    if guest::is_foreign(app, headers) {
        return Err(Refusal::NotAllowed);
    }
    let json = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !json.is_some_and(|kind| kind.split(';').next().unwrap_or("").trim().eq_ignore_ascii_case("application/json")) {
        return Err(Refusal::Malformed { detail: "the content type is application/json".to_owned() });
    }
    Ok(())
}

fn of_verb(verb: &str, body: &[u8]) -> Result<Command, Refusal> {
    let text = std::str::from_utf8(body).map_err(|_| Refusal::Malformed { detail: "not UTF-8".to_owned() })?;
    let fields: &RawValue = serde_json::from_str(text).map_err(|error| socket::malformed(&error))?;
    // As text, so that one parser judges depth and doubled fields, whatever carried the command.
    let whole = format!("{{{}:{}}}", Value::from(verb), fields.get());
    serde_json::from_str(&whole).map_err(|error| socket::malformed(&error))
}

/// Charges a pass's budget and notes that it is here.
pub(super) fn budget(app: &App, room: &Watched, who: &Who, mode: Mode) -> Result<(), Refusal> {
    let Who::Phone { presence, .. } = who else {
        note_moderator(room, who);
        return Ok(());
    };
    room.touch(*presence, mode);
    let taken = app.desk.hub.shared().spend(*presence);
    taken.map_err(|wait_ms| Refusal::SlowDown { wait_ms })
}

fn note_moderator(room: &Watched, who: &Who) {
    if matches!(who, Who::Moderator { .. }) {
        room.moderator_asks();
    }
}

#[derive(Deserialize)]
pub(super) struct Poll {
    #[serde(default, rename = "as")]
    role: As,
    #[serde(default)]
    wait: u64,
    epoch: Option<String>,
    have: Option<u64>,
    mode: Option<Mode>,
    group: Option<Group>,
}

/// `GET /api/rooms/{code}/view`.
pub(super) async fn view(
    State(app): State<App>,
    Path(code): Path<String>,
    poll: Result<Query<Poll>, QueryRejection>,
    jar: CookieJar,
) -> Response {
    let poll = match asked(poll) {
        Ok(poll) => poll,
        Err(why) => return refused(String::new(), why),
    };
    match wait_for_view(&app, &code, &poll, &jar).await {
        Ok(json) => {
            let whole = [br#"{"view":"#.as_slice(), &json, b"}"].concat();
            (StatusCode::OK, [(header::CONTENT_TYPE, "application/json")], whole).into_response()
        }
        Err(why) => refused(String::new(), why),
    }
}

async fn wait_for_view(app: &App, code: &str, poll: &Poll, jar: &CookieJar) -> Result<Vec<u8>, Refusal> {
    let room = guest::room(app, code).await?;
    let who = guest::who_comes(app, &room, jar, poll.role).await?;
    let segment = stated(app, jar, poll.mode, poll.group);
    if let Who::Phone { presence, .. } = &who {
        room.touch(*presence, segment.mode);
    }
    note_moderator(&room, &who);
    let mut drawings = room.drawings();
    drawings.mark_unchanged();
    let (mut mine, mut audience) = own(&room, &who, segment).await?;
    let have = poll.epoch.as_deref().zip(poll.have);
    let mut waited = false;
    let wait = std::time::Duration::from_secs(poll.wait).min(config::LONG_POLL);
    let until = (clock::tick() + wait).into();
    while have.is_some_and(|(epoch, version)| epoch == room.epoch().0 && room.version_of(&audience) <= version) {
        match tokio::time::timeout_at(until, drawings.changed()).await {
            Ok(Ok(())) => {
                // Those who cannot hold a socket are served at the phones' beat, too.
                tokio::time::sleep(config::PHONE_BEAT_LARGE).await;
                waited = true;
            }
            Ok(Err(_)) => return Err(Refusal::UnknownRoom),
            Err(_) => break,
        }
        if app.desk.hub.shared().is_draining() {
            return Err(Refusal::Draining);
        }
    }
    if waited {
        // Whoever was sent away meanwhile sees no more.
        let who = guest::who(app, &room, jar, poll.role)?;
        // A ballot that came meanwhile, by whatever way, is in "mine" and may open a result.
        (mine, audience) = own(&room, &who, segment).await?;
    }
    Ok(room.view_json(&audience, have, &mine))
}

/// The part that is a caller's own, and whose bytes they share.
pub(super) async fn own(room: &Watched, who: &Who, segment: Segment) -> Result<(Part, Audience), Refusal> {
    match who {
        Who::Phone { pass, .. } => {
            let (mine, voted) = room.mine(*pass, segment).await.map_err(|error| {
                tracing::warn!(room = %room.code, %error, "could not read a pass's ballots");
                Refusal::TryAgain
            })?;
            Ok((mine, Audience::Phones(voted)))
        }
        Who::Screen(screen) => Ok((views::mine_screen(screen.clone()), Audience::Screens)),
        Who::Moderator { role, .. } => Ok((views::mine_moderator(*role), Audience::Moderators)),
    }
}
