//! The report of a room, for its moderators and, once the session is over, for everybody: as a page and as Markdown.

use std::sync::{Arc, Weak};

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use super::guest::{self, As};
use super::language::{self, Reader};
use super::page::not_here;
use super::{App, assets};
use crate::domain::language::Language;
use crate::domain::person::Role;
use crate::domain::refusal::Refusal;
use crate::domain::room::Room;
use crate::hub::{Watched, Who};
use crate::report::{Facts, Readers, Report, export, html, markdown};
use crate::store::{Durability, StoreError};
use crate::wire::parts::StorePart;

/// The report for everybody, and the state of the room that it was made of.
pub(super) type Made = (Weak<Room>, Arc<Report>);

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(rename = "as")]
    role: Option<As>,
    /// Another language than the room's.
    language: Option<String>,
}

/// `GET /{code}/report`.
pub(super) async fn page(
    State(app): State<App>,
    Path(code): Path<String>,
    reader: Reader,
    wanted: Result<Query<Wanted>, QueryRejection>,
    jar: CookieJar,
) -> Response {
    match report(&app, &code, wanted, &jar).await {
        Ok((role, report)) => {
            let (role, language) = (role.map_or("phone", Role::as_str), report.language());
            let link = format!("/{code}/report.md?as={role}&language={}", language.tag());
            let switch = language::switch(language, &format!("/{code}/report?as={role}"));
            as_page(html::write(&report, Some(&link), &switch))
        }
        Err(why) => not_here(&app, reader, &why),
    }
}

fn as_page(html: String) -> Response {
    as_page_with(html, html::STYLE, "'none'")
}

/// Stricter than the other pages: nothing but the page's own style, and forms that go nowhere but where is said.
pub(super) fn as_page_with(html: String, style: &str, forms: &str) -> Response {
    let csp = format!(
        "default-src 'none'; style-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action {forms}; \
         frame-ancestors 'none'",
        assets::sha256(style)
    );
    let csp = HeaderValue::from_str(&csp).expect("a policy is plain text");
    ([(header::CONTENT_SECURITY_POLICY, csp)], Html(html)).into_response()
}

/// `GET /{code}/results`: what the phones were shown so far, as text: without scripts, and where data are dear.
pub(super) async fn results(State(app): State<App>, Path(code): Path<String>, reader: Reader) -> Response {
    let room = match guest::room(&app, &code).await {
        Ok(room) => room,
        Err(why) => return not_here(&app, reader, &why),
    };
    let folded = room.room();
    let language = reader.or(folded.language());
    let report = Report::shown(&folded, room.store_now()).in_language(language);
    let switch = language::switch(language, &format!("/{}/results", room.code));
    as_page(html::results(&report, &format!("/{}", room.code), &switch))
}

/// `GET /{code}/report.md`.
pub(super) async fn as_markdown(
    State(app): State<App>,
    Path(code): Path<String>,
    reader: Reader,
    wanted: Result<Query<Wanted>, QueryRejection>,
    jar: CookieJar,
) -> Response {
    match report(&app, &code, wanted, &jar).await {
        Ok((_, report)) => {
            let named = format!("inline; filename=\"{}\"", report.file_name("md"));
            let kind = "text/markdown; charset=utf-8".to_owned();
            ([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, named)], markdown::write(&report))
                .into_response()
        }
        Err(why) => not_here(&app, reader, &why),
    }
}

#[derive(Deserialize)]
pub(super) struct Exported {
    #[serde(default)]
    format: Format,
}

/// What an export is written in.
#[derive(Deserialize, Default)]
#[serde(rename_all = "snake_case")]
enum Format {
    #[default]
    Json,
    Csv,
}

/// `GET /api/rooms/{code}/export?format=json|csv`: the figures for machines, for a moderator of the room.
pub(super) async fn export(
    State(app): State<App>,
    Path(code): Path<String>,
    exported: Result<Query<Exported>, QueryRejection>,
    wanted: Result<Query<Wanted>, QueryRejection>,
    jar: CookieJar,
) -> Response {
    let made = async {
        let format = exported.map_err(|_| Refusal::Malformed { detail: "format is json or csv".to_owned() })?.0.format;
        match report(&app, &code, wanted, &jar).await? {
            (Some(_), report) => Ok((format, report)),
            (None, _) => Err(Refusal::NotAllowed),
        }
    };
    let (format, report) = match made.await {
        Ok(made) => made,
        Err(why) => return super::refused(String::new(), why),
    };
    let (extension, kind, text) = match format {
        Format::Json => ("json", "application/json", export::json(&report)),
        Format::Csv => ("csv", "text/csv; charset=utf-8; header=present", export::csv(&report)),
    };
    let named = format!("attachment; filename=\"{}\"", report.file_name(extension));
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, named)], text).into_response()
}

/// The report for a moderator of the room in the role the request means (without one, in any it holds); for everybody
/// else, and for a moderator who asks as a phone, what the room was shown.
async fn report(
    app: &App,
    code: &str,
    wanted: Result<Query<Wanted>, QueryRejection>,
    jar: &CookieJar,
) -> Result<(Option<Role>, Arc<Report>), Refusal> {
    // A role that is none is nobody's.
    let Wanted { role, language } = wanted.map_err(|_| Refusal::NotAllowed)?.0;
    let language = language.as_deref().and_then(Language::of_tag);
    let in_language = |report: Arc<Report>| match language {
        Some(language) if language != report.language() => Arc::new((*report).clone().in_language(language)),
        _ => report,
    };
    let room = guest::room(app, code).await?;
    let roles = role.map_or_else(|| Role::ALL.map(As::Moderator).to_vec(), |role| vec![role]);
    // Whoever brings no moderator's cookie costs the store nothing.
    if !roles.iter().any(|role| guest::claims(app, &room, jar, *role)) {
        return Ok((None, in_language(for_everybody(app, &room, role).await?)));
    }
    room.refresh().await.map_err(|error| not_read(&room, &error))?;
    let held = roles.into_iter().find_map(|role| match guest::who(app, &room, jar, role) {
        Ok(Who::Moderator { role, .. }) => Some(role),
        Ok(_) | Err(_) => None,
    });
    let Some(held) = held else {
        return Ok((None, in_language(for_everybody(app, &room, role).await?)));
    };
    let folded = room.room();
    Ok((Some(held), in_language(Arc::new(put_together(&room, &folded, Readers::Moderators).await?))))
}

/// What the room was shown, once the session is over. Put together once for each state of the room: nothing that is asked
/// again and again costs the store anything.
async fn for_everybody(app: &App, room: &Watched, role: Option<As>) -> Result<Arc<Report>, Refusal> {
    let folded = room.room();
    if !matches!(role, None | Some(As::Phone)) || folded.session.value.ended.is_none() {
        return Err(Refusal::NotAllowed);
    }
    let state = Arc::downgrade(&folded);
    let kept = app.reports.get(&room.code).filter(|kept| kept.0.ptr_eq(&state)).map(|kept| kept.1.clone());
    if let Some(report) = kept {
        return Ok(report);
    }
    let report = Arc::new(put_together(room, &folded, Readers::Everybody).await?);
    app.reports.insert(room.code, (state, report.clone()));
    Ok(report)
}

async fn put_together(room: &Watched, folded: &Room, readers: Readers) -> Result<Report, Refusal> {
    let shared = room.shared();
    let durability = match shared.store_part_of(room.code) {
        StorePart::Full => Some(Durability::Full),
        StorePart::Relaxed { why } => Some(Durability::Relaxed { why }),
        StorePart::Away => None,
    };
    let facts = Facts::ask(&shared.store, folded, durability).await.map_err(|error| not_read(room, &error))?;
    Ok(Report::of(folded, facts, readers))
}

fn not_read(room: &Watched, error: &StoreError) -> Refusal {
    tracing::warn!(room = %room.code, %error, "could not read what a report is made of");
    Refusal::TryAgain
}
