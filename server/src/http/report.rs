//! The report of a room, for its moderators: as a page and as Markdown.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use super::guest::{self, As};
use super::page::not_here;
use super::{App, assets};
use crate::domain::person::Role;
use crate::domain::refusal::Refusal;
use crate::hub::{Watched, Who};
use crate::report::{Facts, Report, export, html, markdown};
use crate::store::{Durability, StoreError};
use crate::wire::parts::StorePart;

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(rename = "as")]
    role: Option<As>,
}

/// `GET /{code}/report`.
pub(super) async fn page(
    State(app): State<App>,
    Path(code): Path<String>,
    wanted: Result<Query<Wanted>, QueryRejection>,
    jar: CookieJar,
) -> Response {
    match report(&app, &code, wanted, &jar).await {
        Ok((role, report)) => {
            let link = format!("/{code}/report.md?as={}", role.as_str());
            // Stricter than the other pages: nothing but the page's own style.
            let csp = format!(
                "default-src 'none'; style-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'; \
                 frame-ancestors 'none'",
                assets::sha256(html::STYLE)
            );
            let csp = HeaderValue::from_str(&csp).expect("a policy is plain text");
            ([(header::CONTENT_SECURITY_POLICY, csp)], Html(html::write(&report, Some(&link)))).into_response()
        }
        Err(why) => not_here(&app, &why),
    }
}

/// `GET /{code}/report.md`.
pub(super) async fn as_markdown(
    State(app): State<App>,
    Path(code): Path<String>,
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
        Err(why) => not_here(&app, &why),
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
        Ok((format, report(&app, &code, wanted, &jar).await?.1))
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

/// The report as it stands, for a moderator of the room in the role the request means; without one, in any it holds.
async fn report(
    app: &App,
    code: &str,
    wanted: Result<Query<Wanted>, QueryRejection>,
    jar: &CookieJar,
) -> Result<(Role, Report), Refusal> {
    // A role that is none is nobody's.
    let role = wanted.map_err(|_| Refusal::NotAllowed)?.0.role;
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
    Ok((role, Report::of(&folded, facts)))
}

fn not_read(room: &Watched, error: &StoreError) -> Refusal {
    tracing::warn!(room = %room.code, %error, "could not read what a report is made of");
    Refusal::TryAgain
}
