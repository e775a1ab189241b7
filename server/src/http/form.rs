//! The open ballot as a plain form, for the first moment and for browsers without scripts. What it asks, the kind says.

use std::fmt::Write;
use std::str::FromStr;

use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use serde_json::Value;

use super::guest::Stated;
use super::language::Reader;
use super::page::{escape, not_here, not_here_saying, phone_page};
use super::words::{Shared, Words, words};
use super::{App, api, guest};
use crate::answer::{self, Caller};
use crate::domain::gate::Phase;
use crate::domain::id::RunId;
use crate::domain::kind::Choice;
use crate::domain::kind::fields::Posted;
use crate::domain::language::Language;
use crate::domain::moment::Moment;
use crate::domain::person::{Group, Mode};
use crate::domain::refusal::Refusal;
use crate::domain::room::{HeldRun, Room};
use crate::domain::translation;
use crate::report::origin;
use crate::views::Part;
use crate::wire::{Command, Counted, SetGroup, SetMode, Vote};
use crate::words::fault;

mod controls;

/// What the page has to say above the ballot.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Note {
    None,
    Counted(Counted),
    Refused(Refusal),
}

impl Note {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::None | Self::Counted(_) => StatusCode::OK,
            Self::Refused(why) => super::status_of(why),
        }
    }

    fn text(&self, words: &Words) -> Option<String> {
        let own = &words.server;
        Some(match self {
            Self::None => return None,
            Self::Counted(Counted::Changed) => own.changed.clone(),
            Self::Counted(_) => own.counted.clone(),
            Self::Refused(Refusal::Closed { .. }) => own.too_late.clone(),
            Self::Refused(Refusal::Superseded { .. }) => own.superseded.clone(),
            Self::Refused(Refusal::NoPass) => own.open_page_again.clone(),
            Self::Refused(Refusal::TryAgain | Refusal::Draining | Refusal::SlowDown { .. }) => own.try_again.clone(),
            Self::Refused(Refusal::WrongCount { min, max }) => {
                filled(&own.wrong_count, &[("min", min.to_string()), ("max", max.to_string())])
            }
            Self::Refused(Refusal::WrongTotal { total, given }) => {
                filled(&own.wrong_total, &[("total", total.to_string()), ("given", given.to_string())])
            }
            Self::Refused(Refusal::OutOfRange { min, max }) => {
                filled(&own.out_of_range, &[("min", min.to_string()), ("max", max.to_string())])
            }
            Self::Refused(Refusal::ChosenTwice) => own.chosen_twice.clone(),
            Self::Refused(Refusal::BadText { why, .. }) => {
                filled(&own.bad_text, &[("reason", fault(words.language.tag, why))])
            }
            Self::Refused(_) => own.not_taken.clone(),
        })
    }
}

/// A sentence of the catalogue with its gaps filled.
pub(super) fn filled(sentence: &str, gaps: &[(&str, String)]) -> String {
    gaps.iter().fold(sentence.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// This pass's ballot in a run, as "mine" has it: revision and choice.
fn my_ballot(mine: &Value, run: RunId) -> Option<(u32, Option<Choice>)> {
    let ballot = mine["ballots"].as_array()?.iter().find(|ballot| ballot["run"] == run.0)?;
    let choice = serde_json::from_value(ballot["choice"].clone()).ok()?;
    Some((u32::try_from(ballot["r"].as_u64()?).ok()?, choice))
}

/// What stands in the page before any script runs.
pub(super) fn main(room: &Room, mine: &Part, stated: Stated, note: &Note, language: Language) -> String {
    let words = words(language);
    let mine: Value = serde_json::from_slice(&mine.json).unwrap_or(Value::Null);
    let mut out = String::new();
    let workshop = &room.workshop.value;
    let _ = write!(
        out,
        r#"<header class="room"><p class="reference">{}</p><h1 dir="auto">{}</h1></header><div id="ballot">"#,
        escape(&workshop.reference),
        escape(&workshop.title)
    );
    if let Some(text) = note.text(words) {
        let _ = write!(out, r#"<p class="note" role="status">{}</p>"#, escape(&text));
    }
    let run = room.first_page_run(|run| my_ballot(&mine, run).is_some_and(|(_, choice)| choice.is_some()));
    if let Some(held) = run {
        ballot(&mut out, room, held, my_ballot(&mine, held.run.id), language);
    } else {
        let again = format!("/{}", room.code);
        let (said, way, words) = if room.session.value.ended.is_some() {
            (&words.server.over, format!("{again}/report?as=phone"), &words.server.read_report)
        } else {
            (&words.server.waiting, again, &words.server.reload)
        };
        let _ = write!(out, r#"<p>{}</p><p><a href="{way}">{}</a></p>"#, escape(said), escape(words));
    }
    out.push_str("</div>");
    if room.session.value.ended.is_none() {
        let said = escape(&words.talk.ask_label);
        let _ = write!(out, r#"<p class="results"><a href="/{}/ask">{said}</a></p>"#, room.code);
    }
    if room.runs.values().any(|held| held.phase() == Phase::Published) {
        let said = escape(&words.server.results_text);
        let _ = write!(out, r#"<p class="results"><a href="/{}/results">{said}</a></p>"#, room.code);
    }
    let has_answered = mine["ballots"].as_array().is_some_and(|all| all.iter().any(|one| !one["choice"].is_null()));
    if has_answered || stated.group.is_some() {
        group_form(&mut out, room, stated.group, words);
    }
    if stated.mode.is_none() {
        let own = &words.server;
        let _ = write!(
            out,
            r#"<form class="mode" method="post" action="/{}/mode"><p>{}</p><button name="mode" value="room">{}</button><button name="mode" value="online">{}</button></form>"#,
            room.code,
            escape(&own.how_here),
            escape(&own.in_the_room),
            escape(&own.online)
        );
    }
    let (code, rules, known) = (room.code, escape(&words.talk.rules), escape(&words.server.known));
    let _ = write!(
        out,
        r#"<p class="known"><a href="/{code}/known">{rules}</a> <a href="/{code}/known#known">{known}</a></p>"#
    );
    out
}

/// Asked once somebody has voted, folded up where they answered; one tap is the whole answer.
fn group_form(out: &mut String, room: &Room, stated: Option<Group>, words: &Words) {
    let own = &words.server;
    let (ask, is_open) = match stated {
        None => (own.group_ask.clone(), " open"),
        Some(group) => (own.group_now.replace("{group}", group_name(group, words)), ""),
    };
    let _ = write!(
        out,
        r#"<details class="group"{is_open}><summary>{}</summary><form class="mode" method="post" action="/{}/group">"#,
        escape(&ask),
        room.code
    );
    for group in Group::ALL.into_iter().filter(|group| *group != Group::Unstated).chain([Group::Unstated]) {
        let name = escape(group_name(group, words));
        let _ = write!(out, r#"<button name="group" value="{}">{name}</button>"#, group.as_str());
    }
    out.push_str("</form></details>");
}

fn group_name(group: Group, words: &Words) -> &str {
    let shared = &words.shared;
    match group {
        Group::Unstated => &words.server.group_rather_not,
        Group::Government => &shared.of_government,
        Group::CivilSociety => &shared.of_civil_society,
        Group::PrivateSector => &shared.of_private_sector,
        Group::TechnicalCommunity => &shared.of_technical_community,
        Group::Intergovernmental => &shared.of_intergovernmental,
        Group::Other => &shared.of_other,
    }
}

fn ballot(out: &mut String, room: &Room, held: &HeldRun, mine: Option<(u32, Option<Choice>)>, language: Language) {
    let words = words(language);
    let (prompt, kind) = held.run.worded(language);
    let translation = held.run.translations.get(&language);
    let (r, choice) = mine.unwrap_or((0, None));
    let _ = write!(
        out,
        r#"<form class="ballot" method="post" action="/{}/vote"><input type="hidden" name="run" value="{}"><input type="hidden" name="opened" value="{}"><input type="hidden" name="r" value="{}"><fieldset><legend dir="auto" lang="{}">{}</legend>"#,
        room.code,
        held.run.id,
        held.gate.opened.0,
        r.saturating_add(1),
        escape(if translation.is_some() { language.tag() } else { &room.workshop.value.language }),
        escape(prompt)
    );
    from(out, room, held, language);
    controls::draw(out, &kind.fields(choice.as_ref()), words);
    let mark = controls::mark(choice == Some(Choice::CantSay), words);
    let cant_say = escape(&words.shared.cant_say);
    let _ = write!(
        out,
        r#"<button class="answer apart" name="choice" value="?" formnovalidate>{cant_say}{mark}</button></fieldset></form>"#
    );
    if let Some(translation) = translation {
        as_written(out, room, held, translation.checked, &words.shared);
    }
}

/// Where the poll comes from, the texts behind it one tap away. The page's script keeps this as it stands.
fn from(out: &mut String, room: &Room, held: &HeldRun, language: Language) {
    let (line, texts) = origin::on_ballot(room, &held.run.provenance, language);
    let line = escape(&line);
    if texts.is_empty() {
        let _ = write!(out, r#"<div class="provenance"><p dir="auto">{line}</p></div>"#);
        return;
    }
    let _ = write!(out, r#"<div class="provenance"><details><summary dir="auto">{line}</summary>"#);
    for text in texts {
        let _ = write!(out, r#"<blockquote dir="auto">{}</blockquote>"#, escape(&text));
    }
    out.push_str("</details></div>");
}

/// The poll in its own words, one tap away from whoever reads it in others.
fn as_written(out: &mut String, room: &Room, held: &HeldRun, checked: bool, words: &Shared) {
    let note = if checked { &words.translated } else { &words.unchecked };
    let (note, original) = (escape(note), escape(&words.original));
    let (language, prompt) = (escape(&room.workshop.value.language), escape(&held.run.prompt));
    let _ = write!(
        out,
        r#"<p class="hint">{note}</p><details><summary>{original}</summary><div lang="{language}"><p dir="auto">{prompt}</p><ul>"#
    );
    for answer in translation::own_words(&held.run.kind).into_iter().filter(|answer| !answer.is_empty()) {
        let _ = write!(out, r#"<li dir="auto">{}</li>"#, escape(answer));
    }
    out.push_str("</ul></div></details>");
}

/// The answer to a form of another site's page. It sets no cookie: a browser posts such a form without the pass that it holds, and
/// would take a new one in its place.
pub(super) fn foreign(app: &App, reader: Reader) -> Response {
    not_here_saying(app, reader, &words(reader.language()).server.not_taken, StatusCode::FORBIDDEN)
}

/// The pairs of a posted form; `NotAllowed` for one of another site's page.
pub(super) fn pairs(
    app: &App,
    headers: &HeaderMap,
    body: Result<axum::body::Bytes, BytesRejection>,
) -> Result<Vec<(String, String)>, Refusal> {
    if guest::is_foreign(app, headers) {
        return Err(Refusal::NotAllowed);
    }
    let malformed = || Refusal::Malformed { detail: "a form of this page".to_owned() };
    let body = body.map_err(|_| malformed())?;
    serde_urlencoded::from_bytes(&body).map_err(|_| malformed())
}

/// A number among the fields, if it is there.
fn number<T: FromStr>(pairs: &[(String, String)], name: &str) -> Result<Option<T>, Refusal> {
    let malformed = |_| Refusal::Malformed { detail: "run, opened and r are numbers".to_owned() };
    field(pairs, name).map(|value| value.parse().map_err(malformed)).transpose()
}

fn vote_in(pairs: &[(String, String)], room: &Room) -> Result<Vote, Refusal> {
    let missing = || Refusal::Malformed { detail: "a ballot names run and r".to_owned() };
    let run = RunId(number(pairs, "run")?.ok_or_else(missing)?);
    let held = room.runs.get(&run).ok_or(Refusal::UnknownRun)?;
    // The button beside the others: it says "I can't say", whatever was filled in before.
    let cannot_say = pairs.iter().any(|(key, value)| key == "choice" && value == "?");
    let choice = if cannot_say { Choice::CantSay } else { held.run.kind.posted(Posted(pairs))? };
    let opened = number(pairs, "opened")?.map(Moment);
    Ok(Vote { run, opened, r: number(pairs, "r")?.ok_or_else(missing)?, choice: Some(choice) })
}

/// `POST /{code}/vote`.
pub(super) async fn vote(
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
    let done = async {
        let pairs = pairs(&app, &headers, body)?;
        let who = guest::who(&app, &room, &jar, guest::As::Phone)?;
        let segment = guest::segment(&app, &jar);
        api::budget(&app, &room, &who, segment.mode)?;
        let vote = vote_in(&pairs, &room.room())?;
        let caller = Caller { who: &who, segment, seat: None };
        let answer = answer::answer(&app.desk, &room, caller, "form".to_owned(), Command::Vote(vote)).await;
        answer.map_err(|refused| refused.why)
    };
    let note = match done.await {
        Ok(receipt) => receipt.ballot.map_or(Note::None, |ballot| Note::Counted(ballot.was)),
        Err(Refusal::NotAllowed) => return foreign(&app, reader),
        Err(why) => Note::Refused(why),
    };
    phone_page(&app, &room, reader, jar, None, note).await
}

/// `POST /{code}/mode`: "I'm in the room · I'm online".
pub(super) async fn mode(
    State(app): State<App>,
    Path(code): Path<String>,
    reader: Reader,
    headers: HeaderMap,
    jar: CookieJar,
    body: Result<axum::body::Bytes, BytesRejection>,
) -> Response {
    let said = |pairs: &[(String, String)]| match field(pairs, "mode") {
        Some("room") => Ok(Command::Mode(SetMode { mode: Mode::Room })),
        Some("online") => Ok(Command::Mode(SetMode { mode: Mode::Online })),
        _ => Err(Refusal::Malformed { detail: "mode is room or online".to_owned() }),
    };
    state(&app, &code, reader, &headers, jar, body, said).await
}

/// `POST /{code}/group`: the stakeholder group, or that somebody would rather not say.
pub(super) async fn group(
    State(app): State<App>,
    Path(code): Path<String>,
    reader: Reader,
    headers: HeaderMap,
    jar: CookieJar,
    body: Result<axum::body::Bytes, BytesRejection>,
) -> Response {
    let said = |pairs: &[(String, String)]| match field(pairs, "group").and_then(Group::of_str) {
        Some(group) => Ok(Command::Group(SetGroup { group })),
        None => Err(Refusal::Malformed { detail: "group is one of the form's".to_owned() }),
    };
    state(&app, &code, reader, &headers, jar, body, said).await
}

/// The value of a posted field.
pub(super) fn field<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// What somebody states of themselves: carried out, remembered in a cookie, and back to the page.
async fn state(
    app: &App,
    code: &str,
    reader: Reader,
    headers: &HeaderMap,
    jar: CookieJar,
    body: Result<axum::body::Bytes, BytesRejection>,
    said: impl Fn(&[(String, String)]) -> Result<Command, Refusal>,
) -> Response {
    let room = match guest::room(app, code).await {
        Ok(room) => room,
        Err(why) => return not_here(app, reader, &why),
    };
    let done = async {
        let command = said(&pairs(app, headers, body)?)?;
        let who = guest::who(app, &room, &jar, guest::As::Phone)?;
        let segment = guest::segment(app, &jar);
        api::budget(app, &room, &who, segment.mode)?;
        let cookie = guest::cookie_of(app, &command);
        let caller = Caller { who: &who, segment, seat: None };
        let answer = answer::answer(&app.desk, &room, caller, "form".to_owned(), command).await;
        answer.map(|_| cookie).map_err(|refused| refused.why)
    };
    match done.await {
        Ok(cookie) => {
            let jar = cookie.into_iter().fold(jar, CookieJar::add);
            (jar, Redirect::to(&format!("/{}", room.code))).into_response()
        }
        Err(Refusal::NotAllowed) => foreign(app, reader),
        Err(why) => phone_page(app, &room, reader, jar, None, Note::Refused(why)).await,
    }
}
