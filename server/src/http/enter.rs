//! Coming in with an access code: a page without a framework, because it is the first that somebody with a card sees.
//!
//! A code is only ever posted. The square on a card leads here with the code behind the `#`, which no request carries; a few letters of
//! script put it in the field and take it out of the address. Nothing is sent before a tap: else a link could bring somebody in
//! under a code that its maker knows.

use std::fmt::Write;

use axum::Json;
use axum::extract::rejection::{BytesRejection, JsonRejection};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use super::form::{self, field};
use super::guest::{self, GROUP, MODE};
use super::language::{self, Reader};
use super::page::{escape, not_here};
use super::words::words;
use super::{App, api, assets, refused, status_of};
use crate::domain::id::AccessCode;
use crate::domain::refusal::Refusal;
use crate::hub::Watched;

const STYLE: &str = concat!(include_str!("../report/page.css"), include_str!("ask.css"), include_str!("enter.css"));

/// Puts a code from the address into the field; or, once a code was taken, forgets what this browser kept for whoever was here
/// before (their ballots would be said again under this code) and goes to the room.
const SCRIPT: &str = "{const{room}=document.body.dataset,at=location.hash.slice(1);if(room){try{\
    for(const key of Object.keys(localStorage))if(key.startsWith(`plenary/${room}/`))localStorage.removeItem(key)}catch{}\
    location.replace(`/${room}`)}else if(at){document.getElementById('code').value=at;\
    history.replaceState(null,'',location.pathname)}}";

/// `GET /{code}/enter`.
pub(super) async fn page(State(app): State<App>, Path(code): Path<String>, reader: Reader, jar: CookieJar) -> Response {
    match guest::room(&app, &code).await {
        Ok(room) => asks(&app, &room, reader, jar, None),
        Err(why) => not_here(&app, reader, &why),
    }
}

/// The same in the place of a page that nobody sees without a code; `status` is what that page had to say.
pub(super) fn needed(app: &App, room: &Watched, reader: Reader, jar: CookieJar, status: StatusCode) -> Response {
    let mut response = asks(app, room, reader, jar, None);
    if status != StatusCode::OK {
        *response.status_mut() = status_of(&Refusal::NeedsCode);
    }
    response
}

/// `POST /{code}/enter`.
pub(super) async fn post(
    State(app): State<App>,
    Path(code): Path<String>,
    reader: Reader,
    headers: HeaderMap,
    jar: CookieJar,
    body: Result<axum::body::Bytes, BytesRejection>,
) -> Response {
    let room = match guest::room(&app, &code).await {
        Ok(room) => room,
        Err(why) => return not_here(&app, reader, &why),
    };
    let taken = async {
        let pairs = form::pairs(&app, &headers, body)?;
        take(&app, &room, &jar, field(&pairs, "code").unwrap_or_default()).await
    };
    match taken.await {
        Ok(taken) => came_in(&room, reader, taken.into_iter().fold(jar, CookieJar::add)),
        Err(Refusal::NotAllowed) => form::foreign(&app, reader),
        Err(why) => asks(&app, &room, reader, jar, Some(&why)),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Said {
    code: String,
}

/// `POST /api/rooms/{code}/enter`: the same for programs.
pub(super) async fn exchange(
    State(app): State<App>,
    Path(code): Path<String>,
    headers: HeaderMap,
    jar: CookieJar,
    body: Result<Json<Said>, JsonRejection>,
) -> Response {
    let taken = async {
        api::same_site(&app, &headers)?;
        let Json(said) = body.map_err(|_| Refusal::Malformed { detail: "{\"code\":\"…\"}".to_owned() })?;
        let room = guest::room(&app, &code).await?;
        take(&app, &room, &jar, &said.code).await
    };
    match taken.await {
        Ok(taken) => (taken.into_iter().fold(jar, CookieJar::add), StatusCode::NO_CONTENT).into_response(),
        Err(why) => refused(String::new(), why),
    }
}

/// Trades a code for the cookie of its pass, and for an end of what another code left in this browser. Whatever is wrong with a
/// code, the answer is the same.
async fn take(
    app: &App,
    room: &Watched,
    jar: &CookieJar,
    said: &str,
) -> Result<Vec<axum_extra::extract::cookie::Cookie<'static>>, Refusal> {
    let shared = app.desk.hub.shared();
    let own = guest::pass(app, jar).ok_or(Refusal::NoPass)?;
    let tried = shared.spend_try(shared.secret.presence_of(room.code, own));
    tried.map_err(|wait_ms| Refusal::SlowDown { wait_ms })?;
    // Another node may have made it a moment ago.
    room.refresh().await.map_err(|_| Refusal::TryAgain)?;
    let codes = room.room().settings.value.codes;
    let good = |code: AccessCode| shared.secret.pass_of_access_code(room.code, codes, code);
    let Some(pass) = said.parse().ok().and_then(good) else {
        metrics::counter!("plenary_refusals_total", "code" => Refusal::WrongCode.code()).increment(1);
        return Err(Refusal::WrongCode);
    };
    let cookie = guest::cookie_of_code(app, room, pass, codes.generation);
    let before = guest::held(app, jar, &guest::code(room.code));
    let is_another = before.is_some_and(|before| before != cookie.value());
    let ends = [MODE, GROUP].into_iter().filter(|_| is_another).map(|name| guest::no_cookie(app, name));
    Ok(ends.chain([cookie]).collect())
}

/// The page that asks for a code.
fn asks(app: &App, room: &Watched, reader: Reader, jar: CookieJar, why: Option<&Refusal>) -> Response {
    // What it may try is counted by the browser's own pass.
    let jar = match guest::pass(app, &jar) {
        Some(_) => jar,
        None => jar.add(guest::minted(app)),
    };
    let folded = room.room();
    let language = reader.or(folded.language());
    let words = words(language);
    let own = &words.server;
    let workshop = &folded.workshop.value;
    let mut main = String::new();
    let head = if folded.settings.value.codes.needed { &own.enter_needed } else { &own.enter_head };
    let _ = write!(
        main,
        r#"<p>{}</p><h1 dir="auto">{}</h1><h2>{}</h2>"#,
        escape(&workshop.reference),
        escape(&workshop.title),
        escape(head)
    );
    let said = why.map(|why| match why {
        Refusal::WrongCode => &own.enter_wrong,
        Refusal::SlowDown { .. } => &own.enter_slow,
        Refusal::NoPass => &own.enter_again,
        _ => &own.enter_later,
    });
    if let Some(said) = said {
        let _ = write!(main, r#"<p class="note" role="alert">{}</p>"#, escape(said));
    }
    let _ = write!(
        main,
        r#"<form method="post" action="/{}/enter"><label for="code">{}</label><input id="code" name="code" dir="ltr" required maxlength="24" autocomplete="off" autocapitalize="off" spellcheck="false" aria-describedby="lead"><p id="lead">{}</p><button>{}</button></form><details><summary>{}</summary><p>{}</p></details>"#,
        room.code,
        escape(&own.enter_label),
        escape(&own.enter_lead),
        escape(&own.enter_go),
        escape(&own.known),
        escape(&own.known_code),
    );
    let _ = write!(main, r#"<p><a href="/{}/results">{}</a></p>"#, room.code, escape(&own.results_text));
    let switch = language::switch(language, &format!("/{}/enter", room.code));
    let status = why.map_or(StatusCode::OK, status_of);
    (status, jar, html(language, &workshop.title, "", "", &main, &switch)).into_response()
}

/// The page behind a code that was taken: it goes on by itself, with scripts or without.
fn came_in(room: &Watched, reader: Reader, jar: CookieJar) -> Response {
    let folded = room.room();
    let language = reader.or(folded.language());
    let own = &words(language).server;
    let code = room.code;
    let head = format!(r#"<noscript><meta http-equiv="refresh" content="0;url=/{code}"></noscript>"#);
    let main = format!(
        r#"<h1 role="status">{}</h1><p><a href="/{code}">{}</a></p>"#,
        escape(&own.enter_done),
        escape(&own.enter_on)
    );
    let data = format!(r#" data-room="{code}""#);
    (jar, html(language, &folded.workshop.value.title, &head, &data, &main, "")).into_response()
}

fn html(
    language: crate::domain::language::Language,
    title: &str,
    head: &str,
    data: &str,
    main: &str,
    switch: &str,
) -> Response {
    let (tag, dir, title) = (language.tag(), language.dir(), escape(title));
    let html = format!(
        "<!doctype html>\n<html lang=\"{tag}\" dir=\"{dir}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title><link rel=\"icon\" href=\"data:,\">\
         {head}<style>{STYLE}</style></head>\n<body{data}><main>\n{main}</main>{switch}<script>{SCRIPT}</script></body></html>\n"
    );
    let csp = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
        assets::sha256(STYLE),
        assets::sha256(SCRIPT)
    );
    let csp = HeaderValue::from_str(&csp).expect("a policy is plain text");
    ([(header::CONTENT_SECURITY_POLICY, csp)], Html(html)).into_response()
}
