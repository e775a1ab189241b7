//! Who made a request: its cookies, the role it means, and whether it came from this server's own pages.

use std::str::FromStr;
use std::sync::Arc;

use axum::http::{HeaderMap, header};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};
use serde::Deserialize;

use super::App;
use crate::domain::id::RoomCode;
use crate::domain::person::{Group, Mode, Role, Segment};
use crate::domain::refusal::Refusal;
use crate::hub::{Watched, Who};
use crate::pass::{Pass, PassKind};
use crate::store::StoreError;
use crate::wire::Command;

// Behind https every name gets "__Host-" before it (see [`name`]).

/// The cookie of a participant's pass.
pub(super) const PASS: &str = "plenary-pass";
/// The cookie of a screen's pass.
pub(super) const SCREEN: &str = "plenary-screen";
/// The cookie that remembers how a participant takes part.
pub(super) const MODE: &str = "plenary-mode";
/// The cookie that remembers a participant's stakeholder group.
pub(super) const GROUP: &str = "plenary-group";

/// The cookie of a browser in which an access code of the room was typed.
pub(super) fn code(room: RoomCode) -> String {
    format!("plenary-{room}-code")
}

/// The cookie of a moderator's session.
pub(super) fn session(room: RoomCode, role: Role) -> String {
    format!("plenary-{room}-{}", role.as_str())
}

/// Which of this browser's cookies is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum As {
    #[default]
    Phone,
    Screen,
    Moderator(Role),
}

impl<'de> Deserialize<'de> for As {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        match String::deserialize(d)?.as_str() {
            "phone" => Ok(Self::Phone),
            "screen" => Ok(Self::Screen),
            other => Role::of_str(other).map(Self::Moderator).ok_or_else(|| serde::de::Error::custom("no such role")),
        }
    }
}

/// The room of a code in a path.
pub(super) async fn room(app: &App, code: &str) -> Result<Arc<Watched>, Refusal> {
    let code = RoomCode::from_str(code).map_err(|_| Refusal::UnknownRoom)?;
    if code == crate::lobby::code() {
        return Err(Refusal::UnknownRoom);
    }
    app.desk.room(code).await.map_err(|error| match error {
        StoreError::NoRoom => Refusal::UnknownRoom,
        error => {
            tracing::warn!(room = %code, %error, "could not open a room");
            Refusal::TryAgain
        }
    })
}

/// A cookie's name. With "__Host-" a browser takes it from this host alone, over https alone: else a page of a neighbouring
/// host could put its own pass into somebody's browser, and read their ballot with it.
fn name(app: &App, plain: &str) -> String {
    if app.is_secure() { format!("__Host-{plain}") } else { plain.to_owned() }
}

/// What a cookie of ours holds.
pub(super) fn held<'a>(app: &App, jar: &'a CookieJar, plain: &str) -> Option<&'a str> {
    jar.get(&name(app, plain)).map(Cookie::value)
}

/// The browser's own pass, if the request has a good one.
pub(super) fn pass(app: &App, jar: &CookieJar) -> Option<Pass> {
    app.desk.hub.shared().secret.pass_of(PassKind::Phone, held(app, jar, PASS)?)
}

/// The pass of the access code that this browser was given for the room, if it is still good; and the code's generation.
fn coded(app: &App, room: &Watched, jar: &CookieJar) -> Option<(Pass, u32)> {
    let generation = room.room().settings.value.codes.generation;
    let cookie = held(app, jar, &code(room.code))?;
    Some((app.desk.hub.shared().secret.pass_of_code_cookie(room.code, generation, cookie)?, generation))
}

/// Whether the request may take part in the room: whether it has an access code, where one is needed.
pub(super) fn is_let_in(app: &App, room: &Watched, jar: &CookieJar) -> Result<(), Refusal> {
    let by_code = coded(app, room, jar).map(|(_, generation)| generation);
    room.room().settings.value.codes.let_in(by_code)
}

/// Who takes part with this pass.
fn phone(app: &App, room: &Watched, pass: Pass, by_code: Option<u32>) -> Who {
    Who::Phone { pass, presence: app.desk.hub.shared().secret.presence_of(room.code, pass), by_code }
}

/// The screen's pass, if the request has a good one.
pub(super) fn screen_pass(app: &App, jar: &CookieJar) -> Option<Pass> {
    app.desk.hub.shared().secret.pass_of(PassKind::Screen, held(app, jar, SCREEN)?)
}

/// How the participant takes part and of which group, as the cookies remember.
pub(super) fn segment(app: &App, jar: &CookieJar) -> Segment {
    let mode = match held(app, jar, MODE) {
        Some("room") => Mode::Room,
        Some("online") => Mode::Online,
        _ => Mode::Unstated,
    };
    Segment { mode, group: group(app, jar).unwrap_or_default() }
}

/// What the participant answered when asked how they take part and of which group; `None` if nothing yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stated {
    pub(super) mode: Option<Mode>,
    pub(super) group: Option<Group>,
}

/// As the cookies remember.
pub(super) fn stated(app: &App, jar: &CookieJar) -> Stated {
    let mode = Some(segment(app, jar).mode).filter(|mode| *mode != Mode::Unstated);
    Stated { mode, group: group(app, jar) }
}

/// What the participant answered when asked for their group, `None` if nothing yet.
fn group(app: &App, jar: &CookieJar) -> Option<Group> {
    Group::of_str(held(app, jar, GROUP)?)
}

/// The cookie that remembers what a command states, if it states something.
pub(super) fn cookie_of(app: &App, command: &Command) -> Option<Cookie<'static>> {
    match command {
        Command::Mode(set) => Some(mode_cookie(app, set.mode)),
        Command::Group(set) => Some(cookie(app, GROUP, set.group.as_str().to_owned())),
        _ => None,
    }
}

/// The cookie that remembers a mode.
pub(super) fn mode_cookie(app: &App, mode: Mode) -> Cookie<'static> {
    let value = match mode {
        Mode::Unstated => "",
        Mode::Room => "room",
        Mode::Online => "online",
    };
    cookie(app, MODE, value.to_owned())
}

/// Who a request is from, in the role it means.
pub(super) fn who(app: &App, room: &Watched, jar: &CookieJar, role: As) -> Result<Who, Refusal> {
    let secret = &app.desk.hub.shared().secret;
    match role {
        As::Phone => {
            is_let_in(app, room, jar)?;
            if let Some((pass, generation)) = coded(app, room, jar) {
                return Ok(phone(app, room, pass, Some(generation)));
            }
            let pass = pass(app, jar).ok_or(Refusal::NoPass)?;
            Ok(phone(app, room, pass, None))
        }
        As::Screen => {
            let pass = screen_pass(app, jar).ok_or(Refusal::NoPass)?;
            let screen = secret.screen_of(pass);
            if !room.room().screens.contains_key(&screen) {
                return Err(Refusal::NotAllowed);
            }
            Ok(Who::Screen(screen))
        }
        As::Moderator(role) => {
            let generation = room.room().links.value.generation(role);
            let cookie = held(app, jar, &session(room.code, role)).ok_or(Refusal::NotAllowed)?;
            if !secret.is_session(room.code, role, generation, cookie) {
                return Err(Refusal::NotAllowed);
            }
            Ok(Who::Moderator { role, generation })
        }
    }
}

/// Whoever opens a page of a room, with the pass that they brought or one that is made now; and the one they brought. An access
/// code stands in the place of a pass.
pub(super) fn welcome(app: &App, room: &Watched, jar: CookieJar) -> (CookieJar, Who, Option<Pass>) {
    if let Some((pass, generation)) = coded(app, room, &jar) {
        let kept = cookie_of_code(app, room, pass, generation);
        return (jar.add(kept), phone(app, room, pass, Some(generation)), Some(pass));
    }
    let secret = &app.desk.hub.shared().secret;
    let known = pass(app, &jar);
    // Good for another month from this visit, so that it does not run out between a poll and its repetition.
    let kept = held(app, &jar, PASS).map(str::to_owned);
    let (pass, value) = known.zip(kept).unwrap_or_else(|| secret.mint(PassKind::Phone));
    let who = phone(app, room, pass, None);
    (jar.add(cookie(app, PASS, value)), who, known)
}

/// The cookie of an access code that was taken.
pub(super) fn cookie_of_code(app: &App, room: &Watched, pass: Pass, generation: u32) -> Cookie<'static> {
    let value = app.desk.hub.shared().secret.cookie_of_code(room.code, generation, pass);
    cookie(app, &code(room.code), value)
}

/// A cookie with nothing in it, that ends at once.
pub(super) fn no_cookie(app: &App, plain: &str) -> Cookie<'static> {
    let mut none = cookie(app, plain, String::new());
    none.set_max_age(cookie::time::Duration::ZERO);
    none
}

/// Whether the request brings a cookie for this role, good or not, that the store may know more of.
pub(super) fn claims(app: &App, room: &Watched, jar: &CookieJar, role: As) -> bool {
    match role {
        As::Phone => held(app, jar, &code(room.code)).is_some(),
        As::Screen => held(app, jar, SCREEN).is_some(),
        As::Moderator(role) => held(app, jar, &session(room.code, role)).is_some(),
    }
}

/// As [`who`], but somebody whom another node let in a moment ago is not turned away: the store is asked once.
pub(super) async fn who_comes(app: &App, room: &Watched, jar: &CookieJar, role: As) -> Result<Who, Refusal> {
    match who(app, room, jar, role) {
        Err(Refusal::NotAllowed | Refusal::NeedsCode) if claims(app, room, jar, role) => {
            room.refresh().await.map_err(|_| Refusal::TryAgain)?;
            who(app, room, jar, role)
        }
        known => known,
    }
}

/// The cookie of a new pass.
pub(super) fn minted(app: &App) -> Cookie<'static> {
    cookie(app, PASS, app.desk.hub.shared().secret.mint(PassKind::Phone).1)
}

/// A cookie that scripts cannot read, for this site alone.
pub(super) fn cookie(app: &App, plain: &str, value: String) -> Cookie<'static> {
    Cookie::build((name(app, plain), value))
        .path("/")
        .http_only(true)
        .secure(app.is_secure())
        .same_site(SameSite::Lax)
        .max_age(cookie::time::Duration::days(30))
        .build()
}

/// Whether a POST came from another site's page: by its origin, and by what browsers say of it beside that (Fetch Metadata, which
/// no page can write). A program that says neither has nobody's cookies.
pub(super) fn is_foreign(app: &App, headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    let says_so = site.is_some_and(|site| site != "same-origin" && site != "none");
    says_so || (headers.contains_key(header::ORIGIN) && !is_own_origin(app, headers))
}

/// Whether the request names this server's own origin. Browsers name one on every socket and every POST; another site's
/// page names its own. Where browsers come over https, "http" and the same name is another site: anybody between could have
/// written its page.
pub(super) fn is_own_origin(app: &App, headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok()) else { return false };
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let public = app.public_url.as_deref().map(|url| url.trim_end_matches('/'));
    if public == Some(origin) {
        return true;
    }
    match origin.split_once("://") {
        Some(("http", named)) => named == host && public != Some(format!("https://{host}").as_str()),
        Some(("https", named)) => named == host,
        _ => false,
    }
}
