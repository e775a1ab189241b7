//! The chair's page of access codes: how many there are, whether they are needed, and the cards, to be printed and cut.

use std::fmt::Write;

use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use super::form::{self, field};
use super::guest::{self, As};
use super::language::{self, Reader};
use super::page::{base_of, escape, not_here, not_here_saying};
use super::report::as_page_with;
use super::words::words;
use super::{App, api, qr, status_of};
use crate::answer::{self, Caller};
use crate::domain::codes::MAX_CODES;
use crate::domain::language::Language;
use crate::domain::person::Role;
use crate::domain::refusal::Refusal;
use crate::domain::room::Room;
use crate::hub::{Watched, Who};
use crate::wire::{Command, SetCodes};

const STYLE: &str = concat!(
    include_str!("../report/page.css"),
    include_str!("ask.css"),
    include_str!("enter.css"),
    include_str!("codes.css")
);

/// Cards on a sheet of A4: two beside each other, five below.
const ON_A_SHEET: usize = 10;
/// Cards on one page of the browser: it draws a square for each.
const AT_ONCE: u32 = 200;

#[derive(Deserialize, Default)]
pub(super) struct Wanted {
    /// The first card to show.
    from: Option<u32>,
}

/// `GET /{code}/codes`, for the chair.
pub(super) async fn page(
    State(app): State<App>,
    Path(code): Path<String>,
    reader: Reader,
    wanted: Result<Query<Wanted>, QueryRejection>,
    headers: HeaderMap,
    jar: CookieJar,
) -> Response {
    let wanted = wanted.map_or_else(|_| Wanted::default(), |Query(wanted)| wanted);
    match chair(&app, &code, &jar).await {
        Ok((room, _)) => shown(&app, &room, reader, &headers, wanted.from.unwrap_or(1), None),
        Err(why) => not_the_chair(&app, reader, &why),
    }
}

/// `POST /{code}/codes`: so many, needed or not; or all anew.
pub(super) async fn post(
    State(app): State<App>,
    Path(code): Path<String>,
    reader: Reader,
    headers: HeaderMap,
    jar: CookieJar,
    body: Result<axum::body::Bytes, BytesRejection>,
) -> Response {
    let (room, who) = match chair(&app, &code, &jar).await {
        Ok(found) => found,
        Err(why) => return not_the_chair(&app, reader, &why),
    };
    let done = async {
        let set = set_in(&form::pairs(&app, &headers, body)?)?;
        api::budget(&app, &room, &who, guest::segment(&app, &jar).mode)?;
        let caller = Caller { who: &who, segment: guest::segment(&app, &jar), seat: None };
        let answer = answer::answer(&app.desk, &room, caller, "form".to_owned(), Command::SetCodes(set)).await;
        answer.map_err(|refused| refused.why)?;
        // So that the page that is fetched next already has it.
        room.refresh().await.map_err(|_| Refusal::TryAgain)
    };
    match done.await {
        Ok(()) => Redirect::to(&format!("/{}/codes", room.code)).into_response(),
        Err(Refusal::NotAllowed) => form::foreign(&app, reader),
        Err(why) => shown(&app, &room, reader, &headers, 1, Some(&why)),
    }
}

fn set_in(pairs: &[(String, String)]) -> Result<SetCodes, Refusal> {
    let number = |name: &str| field(pairs, name).and_then(|value| value.trim().parse().ok());
    let (Some(rev), Some(made)) = (number("rev"), number("made")) else {
        return Err(Refusal::Malformed { detail: "rev and made are numbers".to_owned() });
    };
    let is_set = |name: &str| field(pairs, name).is_some();
    Ok(SetCodes { rev, made, needed: is_set("needed"), anew: is_set("anew") })
}

/// The room, and its chair: whoever sees a code can vote with it, so nobody else does.
async fn chair(app: &App, code: &str, jar: &CookieJar) -> Result<(std::sync::Arc<Watched>, Who), Refusal> {
    let room = guest::room(app, code).await?;
    // Read anew: what the chair just did on their other page, or on another node, stands on this one.
    room.refresh().await.map_err(|_| Refusal::TryAgain)?;
    let who = guest::who(app, &room, jar, As::Moderator(Role::Chair))?;
    Ok((room, who))
}

fn not_the_chair(app: &App, reader: Reader, why: &Refusal) -> Response {
    if *why == Refusal::NotAllowed {
        return not_here_saying(app, reader, &words(reader.language()).server.codes_chair, status_of(why));
    }
    not_here(app, reader, why)
}

fn shown(app: &App, room: &Watched, reader: Reader, headers: &HeaderMap, from: u32, why: Option<&Refusal>) -> Response {
    let folded = room.room();
    let language = reader.or(folded.language());
    let made = folded.settings.value.codes.made;
    let from = from.clamp(1, made.max(1));
    let to = made.min(from.saturating_add(AT_ONCE - 1));
    let mut main = String::from(r#"<main class="settings">"#);
    head(&mut main, &folded, language, why);
    parts(&mut main, &folded, (from, to), language);
    main.push_str("</main>");
    cards(&mut main, app, &folded, &base_of(app, headers), (from, to), language);
    let own = &words(language).server;
    let (tag, dir) = (language.tag(), language.dir());
    let switch = language::switch(language, &format!("/{}/codes", room.code));
    let html = format!(
        "<!doctype html>\n<html lang=\"{tag}\" dir=\"{dir}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{} · {}</title><link rel=\"icon\" href=\"data:,\">\
         <style>{STYLE}</style></head>\n<body>\n{main}{switch}</body></html>\n",
        escape(&own.codes_head),
        escape(&folded.workshop.value.title),
    );
    (why.map_or(axum::http::StatusCode::OK, status_of), as_page_with(html, STYLE, "'self'")).into_response()
}

/// What there is, and the two forms that change it.
fn head(out: &mut String, room: &Room, language: Language, why: Option<&Refusal>) {
    let words = words(language);
    let own = &words.server;
    let (workshop, settings) = (&room.workshop.value, &room.settings);
    let codes = settings.value.codes;
    let _ = write!(
        out,
        r#"<p>{}</p><h1>{}</h1><p dir="auto">{}</p>"#,
        escape(&workshop.reference),
        escape(&own.codes_head),
        escape(&workshop.title)
    );
    if let Some(why) = why {
        let said = match why {
            Refusal::OutOfBounds { min, max, .. } => {
                own.codes_bounds.replace("{min}", &min.to_string()).replace("{max}", &max.to_string())
            }
            Refusal::WrongState { .. } => own.codes_open.clone(),
            Refusal::Changed { .. } => own.codes_changed.clone(),
            _ => own.codes_not_done.clone(),
        };
        let _ = write!(out, r#"<p class="note" role="alert">{}</p>"#, escape(&said));
    }
    let stands = if codes.needed { &own.codes_needed } else { &own.codes_not_needed };
    let _ = write!(
        out,
        "<p><strong>{} {}</strong></p><p>{}</p>",
        escape(&words.plural(&own.codes_made, codes.made)),
        escape(stands),
        escape(&own.codes_lead)
    );
    let hidden = format!(r#"<input type="hidden" name="rev" value="{}">"#, settings.rev);
    let checked = if codes.needed { " checked" } else { "" };
    let _ = write!(
        out,
        r#"<form method="post" action="/{code}/codes">{hidden}<label for="made">{}</label><input id="made" name="made" type="number" inputmode="numeric" min="{}" max="{MAX_CODES}" value="{}" required><label class="check"><input type="checkbox" name="needed"{checked}> {}</label><button>{}</button></form>"#,
        escape(&own.codes_how_many),
        codes.made,
        codes.made,
        escape(&own.codes_need),
        escape(&own.codes_save),
        code = room.code,
    );
    if codes.made > 0 {
        let needed = if codes.needed { r#"<input type="hidden" name="needed" value="on">"# } else { "" };
        let _ = write!(
            out,
            r#"<details><summary>{anew}</summary><form method="post" action="/{code}/codes">{hidden}{needed}<input type="hidden" name="anew" value="on"><input type="hidden" name="made" value="{made}"><p>{}</p><button class="quiet">{anew}</button></form></details>"#,
            escape(&own.codes_anew_lead),
            anew = escape(&own.codes_anew),
            code = room.code,
            made = codes.made,
        );
    }
}

/// The way to each part of a long list of cards.
fn parts(out: &mut String, room: &Room, shown: (u32, u32), language: Language) {
    let own = &words(language).server;
    let made = room.settings.value.codes.made;
    if made == 0 {
        return;
    }
    let _ = write!(out, "<p>{}</p>", escape(&own.codes_print));
    if made <= AT_ONCE {
        return;
    }
    out.push_str("<ul>");
    for from in (1..=made).step_by(AT_ONCE as usize) {
        let to = made.min(from + AT_ONCE - 1);
        let said = own.codes_part.replace("{from}", &from.to_string()).replace("{to}", &to.to_string());
        let current = if shown.0 == from { r#" aria-current="true""# } else { "" };
        let _ = write!(out, r#"<li><a href="/{}/codes?from={from}"{current}>{}</a></li>"#, room.code, escape(&said));
    }
    out.push_str("</ul>");
}

/// The languages that the room's polls are to be read in: its own, then those that polls are translated into.
fn languages_of(room: &Room) -> Vec<Language> {
    let translated =
        |language: &Language| room.polls.values().any(|held| held.value.poll.translations.contains_key(language));
    let others = Language::ALL.into_iter().filter(|language| *language != room.language()).filter(translated);
    std::iter::once(room.language()).chain(others).collect()
}

/// Sheets of cards. No card has a number: nothing on it tells in which order it was handed out.
fn cards(out: &mut String, app: &App, room: &Room, base: &str, (from, to): (u32, u32), language: Language) {
    let codes = room.settings.value.codes;
    let (secret, workshop) = (&app.desk.hub.shared().secret, &room.workshop.value);
    let link = format!("{base}/{}/enter", room.code);
    let shown = link.split_once("://").map_or(link.as_str(), |(_, rest)| rest);
    let (mut how, languages) = (String::new(), languages_of(room));
    let many = if languages.len() > 2 { " many" } else { "" };
    for language in languages {
        let own = &words(language).server;
        let _ = write!(how, r#"<p lang="{}" dir="{}">{}</p>"#, language.tag(), language.dir(), escape(&own.card_how));
    }
    let all: Vec<u32> = (from..=to).collect();
    if all.is_empty() {
        return;
    }
    let _ = write!(out, r#"<section class="cards" aria-label="{}">"#, escape(&words(language).server.codes_head));
    for sheet in all.chunks(ON_A_SHEET) {
        out.push_str(r#"<div class="sheet">"#);
        for number in sheet {
            let code = secret.access_code(room.code, codes.generation, *number);
            let _ = write!(
                out,
                r#"<div class="card{many}"><div><p class="of" dir="auto">{}</p><p class="where" dir="ltr">{}</p>{how}</div>{}<p class="code" dir="ltr">{}</p></div>"#,
                escape(&workshop.title),
                escape(shown),
                qr::svg(&format!("{link}#{}", code.as_str())).unwrap_or_default(),
                code.on_paper()
            );
        }
        out.push_str("</div>");
    }
    out.push_str("</section>");
}
