//! `GET /api/rooms/{code}/questions`: the question list page by page, in any order, with this pass's own upvotes.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use super::guest::{self, As};
use super::{App, api, refused};
use crate::config;
use crate::domain::id::QuestionId;
use crate::domain::question::sort::Sort;
use crate::domain::refusal::Refusal;
use crate::domain::room::Room;
use crate::hub::{Watched, Who};
use crate::views;
use crate::wire::parts::{MyUpvote, PageQuestion, QuestionsPage};

#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default, rename = "as")]
    role: As,
    sort: Option<Sort>,
    #[serde(default)]
    from: u32,
    /// Those that were answered, newest first, in place of those that take upvotes.
    #[serde(default)]
    answered: bool,
}

pub(super) async fn list(
    State(app): State<App>,
    Path(code): Path<String>,
    wanted: Result<Query<Wanted>, QueryRejection>,
    jar: CookieJar,
) -> Response {
    let page = match api::asked(wanted) {
        Ok(wanted) => page(&app, &code, &wanted, &jar).await,
        Err(why) => Err(why),
    };
    match page {
        Ok(page) => axum::Json(page).into_response(),
        Err(why) => refused(String::new(), why),
    }
}

async fn page(app: &App, code: &str, wanted: &Wanted, jar: &CookieJar) -> Result<QuestionsPage, Refusal> {
    let room = guest::room(app, code).await?;
    let who = guest::who_comes(app, &room, jar, wanted.role).await?;
    api::budget(app, &room, &who, guest::segment(app, jar).mode)?;
    let folded = room.room();
    let ids = if wanted.answered {
        views::answered(&folded)
    } else {
        folded.talk.sorted(wanted.sort.unwrap_or(folded.talk.talk.value.sort))
    };
    let total = u32::try_from(ids.len()).unwrap_or(u32::MAX);
    let from = wanted.from.min(total);
    let ids: Vec<_> = ids.into_iter().skip(from as usize).take(config::QUESTIONS_PAGE).collect();
    let mine = match &who {
        Who::Phone { pass, .. } => upvotes_of(&room, *pass, &ids).await?,
        Who::Screen(_) | Who::Moderator { .. } => vec![None; ids.len()],
    };
    Ok(QuestionsPage { total, from, questions: drawn(&folded, &ids, mine) })
}

fn drawn(room: &Room, ids: &[QuestionId], mine: Vec<Option<MyUpvote>>) -> Vec<PageQuestion> {
    let drawn = ids.iter().zip(views::questions(room, ids)).zip(mine);
    let of = |((id, question), mine): ((&QuestionId, _), _)| PageQuestion {
        question,
        n: room.talk.questions[id].tally.total().ballots,
        mine,
    };
    drawn.map(of).collect()
}

async fn upvotes_of(
    room: &Watched,
    pass: crate::pass::Pass,
    ids: &[QuestionId],
) -> Result<Vec<Option<MyUpvote>>, Refusal> {
    let failed = |error| {
        tracing::warn!(room = %room.code, %error, "could not read a pass's upvotes");
        Refusal::TryAgain
    };
    let Some(voter) = room.asker(pass).await.map_err(failed)? else { return Ok(vec![None; ids.len()]) };
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let voters = ids.iter().map(|id| (id.ballots(), voter)).collect();
    let stored = room.shared().store.ballots(room.code, voters).await.map_err(failed)?;
    Ok(stored.into_iter().map(|stored| stored.map(|s| MyUpvote { r: s.r, up: s.ballot.is_some() })).collect())
}
