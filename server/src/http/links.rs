//! Moderators' links: a secret is traded for a cookie, once, by POST, so that it never stands in a request line.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use serde::{Deserialize, Serialize};

use super::guest::{self, As};
use super::{App, api, refused};
use crate::answer;
use crate::domain::person::Role;
use crate::domain::refusal::Refusal;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Exchange {
    secret: String,
}

#[derive(Serialize)]
struct Exchanged {
    role: Role,
}

/// `POST /api/rooms/{code}/moderator`.
pub(super) async fn exchange(
    State(app): State<App>,
    Path(code): Path<String>,
    headers: HeaderMap,
    jar: CookieJar,
    body: Result<Json<Exchange>, JsonRejection>,
) -> Response {
    let traded = async {
        api::same_site(&app, &headers)?;
        let Json(body) = body.map_err(|_| Refusal::Malformed { detail: "{\"secret\":\"…\"}".to_owned() })?;
        let room = guest::room(&app, &code).await?;
        let (role, generation) = answer::role_of_secret(&room, &body.secret).await?;
        let session = app.desk.hub.shared().secret.session(room.code, role, generation);
        Ok((role, guest::cookie(&app, &guest::session(room.code, role), session)))
    };
    match traded.await {
        Ok((role, cookie)) => (jar.add(cookie), Json(Exchanged { role })).into_response(),
        Err(why) => refused(String::new(), why),
    }
}

#[derive(Serialize)]
struct Roles {
    roles: Vec<Role>,
}

/// `GET /api/rooms/{code}/moderator`: the roles this browser holds.
pub(super) async fn roles(State(app): State<App>, Path(code): Path<String>, jar: CookieJar) -> Response {
    match guest::room(&app, &code).await {
        Ok(room) => {
            let holds = |role: &Role| guest::who(&app, &room, &jar, As::Moderator(*role)).is_ok();
            Json(Roles { roles: Role::ALL.into_iter().filter(holds).collect() }).into_response()
        }
        Err(why) => refused(String::new(), why),
    }
}
