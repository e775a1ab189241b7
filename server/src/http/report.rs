//! The report of a room, for its moderators: as a page and as Markdown.

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
use crate::hub::{Watched, Who};
use crate::report::{Facts, Report, html, markdown};
use crate::store::{Durability, StoreError};
use crate::wire::parts::StorePart;

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
            let language = report.language();
            let link = format!("/{code}/report.md?as={}&language={}", role.as_str(), language.tag());
            let switch = language::switch(language, &format!("/{code}/report?as={}", role.as_str()));
            // Stricter than the other pages: nothing but the page's own style.
            let csp = format!(
                "default-src 'none'; style-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'; \
                 frame-ancestors 'none'",
                assets::sha256(html::STYLE)
            );
            let csp = HeaderValue::from_str(&csp).expect("a policy is plain text");
            ([(header::CONTENT_SECURITY_POLICY, csp)], Html(html::write(&report, Some(&link), &switch))).into_response()
        }
        Err(why) => not_here(&app, reader, &why),
    }
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

/// The report as it stands, for a moderator of the room in the role the request means; without one, in any it holds.
async fn report(
    app: &App,
    code: &str,
    wanted: Result<Query<Wanted>, QueryRejection>,
    jar: &CookieJar,
) -> Result<(Role, Report), Refusal> {
    // A role that is none is nobody's.
    let Wanted { role, language } = wanted.map_err(|_| Refusal::NotAllowed)?.0;
    let room = guest::room(app, code).await?;
    let roles = role.map_or_else(|| Role::ALL.map(As::Moderator).to_vec(), |role| vec![role]);
    // Whoever brings no moderator's cookie costs the store nothing.
    if !roles.iter().any(|role| guest::claims(app, &room, jar, *role)) {
        return Err(Refusal::NotAllowed);
    }
    room.refresh().await.map_err(|error| not_read(&room, &error))?;
    let held = roles.into_iter().find_map(|role| match guest::who(app, &room, jar, role) {
        Ok(Who::Moderator { role, .. }) => Some(role),
        Ok(_) | Err(_) => None,
    });
    let role = held.ok_or(Refusal::NotAllowed)?;
    let shared = room.shared();
    let durability = match shared.store_part() {
        StorePart::Full => Some(Durability::Full),
        StorePart::Relaxed { why } => Some(Durability::Relaxed { why }),
        StorePart::Away => None,
    };
    let folded = room.room();
    let facts = Facts::ask(&shared.store, &folded, durability).await.map_err(|error| not_read(&room, &error))?;
    let report = Report::of(&folded, facts);
    let language = language.as_deref().and_then(Language::of_tag).unwrap_or(report.language());
    Ok((role, report.in_language(language)))
}

fn not_read(room: &Watched, error: &StoreError) -> Refusal {
    tracing::warn!(room = %room.code, %error, "could not read what a report is made of");
    Refusal::TryAgain
}
