//! The open ballot as a plain form, for the first moment and for browsers without scripts: one function a kind.

use std::fmt::Write;

use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use serde_json::Value;

use super::language::Reader;
use super::page::{escape, mode_cookie, not_here, phone_page};
use super::words::{Shared, Words, words};
use super::{App, api, guest};
use crate::answer::{self, Caller};
use crate::domain::ballot::Choice;
use crate::domain::id::RunId;
use crate::domain::language::Language;
use crate::domain::person::Mode;
use crate::domain::poll::Kind;
use crate::domain::refusal::Refusal;
use crate::domain::room::{HeldRun, Room};
use crate::views::Part;
use crate::wire::{Command, Counted, SetMode, Vote};

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
            Self::Refused(_) => own.not_taken.clone(),
        })
    }
}

/// This pass's ballot in a run, as "mine" has it: revision and choice.
fn my_ballot(mine: &Value, run: RunId) -> Option<(u32, Option<Choice>)> {
    let ballot = mine["ballots"].as_array()?.iter().find(|ballot| ballot["run"] == run.0)?;
    let choice = serde_json::from_value(ballot["choice"].clone()).ok()?;
    Some((u32::try_from(ballot["r"].as_u64()?).ok()?, choice))
}

/// What stands in the page before any script runs.
pub(super) fn main(room: &Room, mine: &Part, mode: Mode, note: &Note, language: Language) -> String {
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
        let waiting = escape(&words.server.waiting);
        let _ = write!(out, r#"<p>{waiting}</p><p><a href="{again}">{}</a></p>"#, escape(&words.server.reload));
    }
    out.push_str("</div>");
    if mode == Mode::Unstated {
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
    out
}

fn ballot(out: &mut String, room: &Room, held: &HeldRun, mine: Option<(u32, Option<Choice>)>, language: Language) {
    let words = words(language);
    let (prompt, kind) = held.run.worded(language);
    let translation = held.run.translations.get(&language);
    let (r, choice) = mine.unwrap_or((0, None));
    let _ = write!(
        out,
        r#"<form class="ballot" method="post" action="/{}/vote"><input type="hidden" name="run" value="{}"><input type="hidden" name="r" value="{}"><fieldset><legend dir="auto" lang="{}">{}</legend>"#,
        room.code,
        held.run.id,
        r.saturating_add(1),
        escape(if translation.is_some() { language.tag() } else { &room.workshop.value.language }),
        escape(prompt)
    );
    match &kind {
        Kind::Single { options } => one_of(out, options.iter().map(String::as_str), choice.as_ref(), words),
        Kind::Scale { labels } => scale(out, labels, choice.as_ref(), words),
        Kind::Gradient => {
            let w = &words.shared;
            let steps = [&w.gradient_support, &w.gradient_live, &w.gradient_info, &w.gradient_object];
            one_of(out, steps.into_iter().map(String::as_str), choice.as_ref(), words);
        }
        Kind::YesNo => {
            one_of(out, [words.shared.yes.as_str(), words.shared.no.as_str()].into_iter(), choice.as_ref(), words);
        }
        Kind::Multiple { options, min, max } => several_of(out, options, (*min, *max), choice.as_ref(), words),
    }
    let mark = mark(choice == Some(Choice::CantSay), words);
    let cant_say = escape(&words.shared.cant_say);
    let _ = write!(
        out,
        r#"<button class="answer apart" name="choice" value="?">{cant_say}{mark}</button></fieldset></form>"#
    );
    if let Some(translation) = translation {
        as_written(out, room, held, translation.checked, &words.shared);
    }
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
    for answer in held.run.kind.words().iter().filter(|answer| !answer.is_empty()) {
        let _ = write!(out, r#"<li dir="auto">{}</li>"#, escape(answer));
    }
    out.push_str("</ul></div></details>");
}

fn mark(mine: bool, words: &Words) -> String {
    if mine {
        format!(r#" <strong class="mine">✓ {}</strong>"#, escape(&words.server.your_choice))
    } else {
        String::new()
    }
}

/// One tap on a button is the whole ballot.
fn one_of<'a>(out: &mut String, answers: impl Iterator<Item = &'a str>, choice: Option<&Choice>, words: &Words) {
    for (at, answer) in answers.enumerate() {
        let mark = mark(choice == Some(&Choice::One(at as u8)), words);
        let answer = escape(answer);
        let _ = write!(out, r#"<button class="answer" name="choice" value="{at}" dir="auto">{answer}{mark}</button>"#);
    }
}

fn scale(out: &mut String, labels: &[String], choice: Option<&Choice>, words: &Words) {
    // A step without words of its own is named by its place.
    let names: Vec<String> = (labels.iter().enumerate())
        .map(|(at, label)| if label.is_empty() { (at + 1).to_string() } else { label.clone() })
        .collect();
    one_of(out, names.iter().map(String::as_str), choice, words);
}

fn several_of(out: &mut String, options: &[String], (min, max): (u8, u8), choice: Option<&Choice>, words: &Words) {
    let own = &words.server;
    let hint = own.choose_between.replace("{min}", &min.to_string()).replace("{max}", &max.to_string());
    let _ = write!(out, r#"<p class="hint">{}</p>"#, escape(&hint));
    for (at, option) in options.iter().enumerate() {
        let checked = match choice {
            Some(Choice::Many(chosen)) if chosen.contains(&(at as u8)) => " checked",
            _ => "",
        };
        let option = escape(option);
        let _ = write!(
            out,
            r#"<label class="answer"><input type="checkbox" name="choice" value="{at}"{checked}> <span dir="auto">{option}</span></label>"#
        );
    }
    let _ =
        write!(out, r#"<button class="answer send" name="send" value="1">{}</button>"#, escape(&own.count_my_choice));
}

/// The pairs of a posted form.
fn pairs(
    app: &App,
    headers: &HeaderMap,
    body: Result<axum::body::Bytes, BytesRejection>,
) -> Result<Vec<(String, String)>, Refusal> {
    if headers.contains_key(header::ORIGIN) && !guest::is_own_origin(app, headers) {
        return Err(Refusal::NotAllowed);
    }
    let malformed = || Refusal::Malformed { detail: "a form of this page".to_owned() };
    let body = body.map_err(|_| malformed())?;
    serde_urlencoded::from_bytes(&body).map_err(|_| malformed())
}

fn vote_in(pairs: &[(String, String)], room: &Room) -> Result<Vote, Refusal> {
    let malformed = |detail: &str| Refusal::Malformed { detail: detail.to_owned() };
    let number = |name: &str| -> Result<u32, Refusal> {
        let value = pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value);
        value.and_then(|value| value.parse().ok()).ok_or_else(|| malformed("run and r are numbers"))
    };
    let run = RunId(number("run")?);
    let held = room.runs.get(&run).ok_or(Refusal::UnknownRun)?;
    let chosen: Vec<&str> = pairs.iter().filter(|(key, _)| key == "choice").map(|(_, value)| value.as_str()).collect();
    let choice = if chosen.contains(&"?") {
        // The button beside the boxes: it says "I can't say", whatever was ticked before.
        Choice::CantSay
    } else {
        let places: Option<Vec<u8>> = chosen.iter().map(|value| value.parse().ok()).collect();
        let places = places.ok_or_else(|| malformed("a choice is a number or ?"))?;
        match (&held.run.kind, places.as_slice()) {
            (Kind::Multiple { .. }, _) => Choice::Many(places),
            (_, [one]) => Choice::One(*one),
            (_, []) => return Err(Refusal::WrongCount { min: 1, max: 1 }),
            _ => return Err(Refusal::WrongKind),
        }
    };
    Ok(Vote { run, r: number("r")?, choice: Some(choice) })
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
        let mode = guest::mode(&app, &jar);
        api::budget(&app, &room, &who, mode)?;
        let vote = vote_in(&pairs, &room.room())?;
        let caller = Caller { who: &who, mode, seat: None };
        let answer = answer::answer(&app.desk, &room, caller, "form".to_owned(), Command::Vote(vote)).await;
        answer.map_err(|refused| refused.why)
    };
    let note = match done.await {
        Ok(receipt) => receipt.ballot.map_or(Note::None, |ballot| Note::Counted(ballot.was)),
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
    let room = match guest::room(&app, &code).await {
        Ok(room) => room,
        Err(why) => return not_here(&app, reader, &why),
    };
    let done = async {
        let pairs = pairs(&app, &headers, body)?;
        let said = pairs.iter().find(|(key, _)| key == "mode").map(|(_, value)| value.as_str());
        let mode = match said {
            Some("room") => Mode::Room,
            Some("online") => Mode::Online,
            _ => return Err(Refusal::Malformed { detail: "mode is room or online".to_owned() }),
        };
        let who = guest::who(&app, &room, &jar, guest::As::Phone)?;
        api::budget(&app, &room, &who, mode)?;
        let caller = Caller { who: &who, mode, seat: None };
        let command = Command::Mode(SetMode { mode });
        let answer = answer::answer(&app.desk, &room, caller, "form".to_owned(), command).await;
        answer.map(|_| mode).map_err(|refused| refused.why)
    };
    match done.await {
        Ok(mode) => (jar.add(mode_cookie(&app, mode)), Redirect::to(&format!("/{}", room.code))).into_response(),
        Err(why) => phone_page(&app, &room, reader, jar, None, Note::Refused(why)).await,
    }
}
