//! Asking without scripts: a page of its own with the field, the rules of the room, and what became of one's own questions.

use std::fmt::Write;

use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;

use super::form::{self, field};
use super::guest::{self, As};
use super::language::{self, Reader};
use super::page::{escape, not_here};
use super::report::as_page_with;
use super::words::{Talk, Words, words};
use super::{App, api, enter, status_of};
use crate::answer::{self, Caller};
use crate::config;
use crate::domain::id::QuestionId;
use crate::domain::language::Language;
use crate::domain::question::{self, Asking, Rule};
use crate::domain::refusal::Refusal;
use crate::domain::room::Room;
use crate::domain::session::SessionPhase;
use crate::hub::{Watched, Who};
use crate::pass;
use crate::views;
use crate::wire::parts::MyQuestion;
use crate::wire::{Ask, Command, TakeBack};
use crate::words::fault;

const STYLE: &str = concat!(include_str!("../report/page.css"), include_str!("ask.css"));

/// What somebody typed and has not been taken, and which wish it is: sent again, it is the same question.
struct Slip {
    id: String,
    text: String,
    to: Option<String>,
}

impl Slip {
    fn empty() -> Self {
        Self { id: pass::hex(&pass::random::<16>()), text: String::new(), to: None }
    }

    fn of(pairs: &[(String, String)]) -> Result<Self, Refusal> {
        let id = field(pairs, "id").filter(|id| (1..=config::COMMAND_ID).contains(&id.len()));
        let (Some(id), Some(text)) = (id, field(pairs, "text")) else {
            return Err(Refusal::Malformed { detail: "a form of this page".to_owned() });
        };
        let to = field(pairs, "to").filter(|to| !to.is_empty());
        Ok(Self { id: id.to_owned(), text: text.to_owned(), to: to.map(str::to_owned) })
    }
}

/// What the page has to say above the field.
enum Said {
    Nothing,
    Asked,
    Refused(Refusal),
}

impl Said {
    fn status(&self) -> StatusCode {
        match self {
            Self::Nothing | Self::Asked => StatusCode::OK,
            Self::Refused(why) => status_of(why),
        }
    }

    fn text(&self, room: &Room, words: &Words) -> Option<String> {
        let (talk, own) = (&words.talk, &words.server);
        Some(match self {
            Self::Nothing => return None,
            Self::Asked if room.talk.talk.value.hold => talk.ask_done_held.clone(),
            Self::Asked => talk.ask_done.clone(),
            Self::Refused(Refusal::Paused) => talk.no_paused.clone(),
            Self::Refused(Refusal::TooMany { what, max }) if what == "questions waiting" => {
                words.plural(&talk.no_too_many, *max)
            }
            Self::Refused(Refusal::TooMany { .. }) => talk.no_full.clone(),
            Self::Refused(Refusal::NotRunning { phase }) => not_running(phase == "early", talk).to_owned(),
            Self::Refused(Refusal::BadText { why, .. }) => {
                form::filled(&talk.no_bad_text, &[("reason", fault(words.language.tag, why))])
            }
            Self::Refused(Refusal::NoPass) => own.open_page_again.clone(),
            Self::Refused(Refusal::TryAgain | Refusal::Draining | Refusal::SlowDown { .. }) => talk.no_lower.clone(),
            Self::Refused(Refusal::UnknownQuestion | Refusal::WrongState { .. }) => talk.no_take_back.clone(),
            Self::Refused(_) => talk.no_other.clone(),
        })
    }
}

fn not_running(is_early: bool, talk: &Talk) -> &str {
    if is_early { &talk.no_early } else { &talk.no_over }
}

/// `GET /{code}/ask`.
pub(super) async fn page(State(app): State<App>, Path(code): Path<String>, reader: Reader, jar: CookieJar) -> Response {
    match guest::room(&app, &code).await {
        Ok(room) => shown(&app, &room, reader, jar, &Slip::empty(), &Said::Nothing).await,
        Err(why) => not_here(&app, reader, &why),
    }
}

/// `POST /{code}/ask`: asks, or takes one's own question back.
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
    let pairs = match form::pairs(&app, &headers, body) {
        Ok(pairs) => pairs,
        Err(Refusal::NotAllowed) => return form::foreign(&app, reader),
        Err(why) => return shown(&app, &room, reader, jar, &Slip::empty(), &Said::Refused(why)).await,
    };
    let typed = Slip::of(&pairs);
    let said = match done(&app, &room, &jar, &pairs, typed.as_ref()).await {
        Ok(said) => said,
        Err(why) => Said::Refused(why),
    };
    // What was typed stays until the server has it; so does the wish it is.
    let kept = typed.ok().filter(|_| !matches!(said, Said::Asked)).unwrap_or_else(Slip::empty);
    shown(&app, &room, reader, jar, &kept, &said).await
}

async fn done(
    app: &App,
    room: &std::sync::Arc<Watched>,
    jar: &CookieJar,
    pairs: &[(String, String)],
    typed: Result<&Slip, &Refusal>,
) -> Result<Said, Refusal> {
    let who = guest::who(app, room, jar, As::Phone)?;
    let segment = guest::segment(app, jar);
    api::budget(app, room, &who, segment.mode)?;
    let slip = typed.map_err(Clone::clone)?;
    let (command, said) = match field(pairs, "take_back") {
        Some(question) => {
            let question: QuestionId = question.parse().map_err(|_| Refusal::UnknownQuestion)?;
            (Command::TakeBack(TakeBack { question }), Said::Nothing)
        }
        None => (Command::Ask(Ask { text: slip.text.clone(), to: slip.to.clone() }), Said::Asked),
    };
    let caller = Caller { who: &who, segment, seat: None };
    let answer = answer::answer(&app.desk, room, caller, slip.id.clone(), command).await;
    answer.map_err(|refused| refused.why)?;
    // So that the page that answers already has it.
    if let Err(error) = room.refresh().await {
        tracing::warn!(room = %room.code, %error, "could not read back what was asked");
    }
    Ok(said)
}

async fn shown(app: &App, room: &Watched, reader: Reader, jar: CookieJar, slip: &Slip, said: &Said) -> Response {
    if guest::is_let_in(app, room, &jar).is_err() {
        return enter::needed(app, room, reader, jar, said.status());
    }
    let (jar, who, known) = guest::welcome(app, room, jar);
    if let (Who::Phone { presence, .. }, Some(_)) = (&who, known) {
        room.touch(*presence, guest::segment(app, &jar).mode);
    }
    let asker = match known {
        Some(pass) => match room.asker(pass).await {
            Ok(asker) => asker,
            Err(error) => {
                tracing::warn!(room = %room.code, %error, "could not read who asks");
                return (jar, not_here(app, reader, &Refusal::TryAgain)).into_response();
            }
        },
        // A pass that was made this moment has asked nothing.
        None => None,
    };
    let folded = room.room();
    let mine = asker.map(|asker| views::my_questions(&folded, &asker.to_text())).unwrap_or_default();
    let phase = folded.session.value.phase(room.store_now());
    let language = reader.or(folded.language());
    let html = write(&folded, phase, &mine, slip, said, language);
    (said.status(), jar, as_page_with(html, STYLE, "'self'")).into_response()
}

fn write(
    room: &Room,
    phase: SessionPhase,
    mine: &[MyQuestion],
    slip: &Slip,
    said: &Said,
    language: Language,
) -> String {
    let words = words(language);
    let talk = &words.talk;
    let workshop = &room.workshop.value;
    let mut out = String::new();
    let _ = write!(
        out,
        r#"<p>{}</p><h1 dir="auto">{}</h1><h2 id="ask">{}</h2>"#,
        escape(&workshop.reference),
        escape(&workshop.title),
        escape(&talk.ask_label)
    );
    let is_kept = matches!(said, Said::Refused(_)) && !slip.text.trim().is_empty();
    if let Some(text) = said.text(room, words) {
        let kept = if is_kept { format!(" {}", talk.words_kept) } else { String::new() };
        let _ = write!(out, r#"<p class="note" role="status">{}{}</p>"#, escape(&text), escape(&kept));
    }
    let is_shut = matches!(phase, SessionPhase::Early | SessionPhase::Over);
    if is_shut && !matches!(said, Said::Refused(Refusal::NotRunning { .. })) {
        let _ = write!(out, "<p>{}</p>", escape(not_running(phase == SessionPhase::Early, talk)));
    }
    if !is_shut || is_kept {
        let in_review = mine.iter().filter(|one| one.state == question::State::InReview).count();
        ask_form(&mut out, room, in_review, slip, said, words);
    }
    own_questions(&mut out, room, mine, words);
    let (tag, dir, title) = (language.tag(), language.dir(), escape(&workshop.title));
    let (vote, back) = (room.code, escape(&words.report.back_to_vote));
    let switch = language::switch(language, &format!("/{}/ask", room.code));
    format!(
        "<!doctype html>\n<html lang=\"{tag}\" dir=\"{dir}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{} · {title}</title><link rel=\"icon\" href=\"data:,\">\
         <style>{STYLE}</style></head>\n<body><main>\n{out}</main>\
         <footer class=\"also\"><a href=\"/{vote}\">{back}</a></footer>{switch}</body></html>\n",
        escape(&talk.ask_label)
    )
}

fn ask_form(out: &mut String, room: &Room, in_review: usize, slip: &Slip, said: &Said, words: &Words) {
    let talk = &words.talk;
    let rules = &room.talk.talk.value;
    let _ = write!(
        out,
        r#"<form method="post" action="/{}/ask"><input type="hidden" name="id" value="{}"><textarea aria-labelledby="ask" name="text" rows="4" dir="auto" maxlength="{}" required>{}</textarea>"#,
        room.code,
        escape(&slip.id),
        config::TEXT_BYTES,
        // A parser drops the first line break of a field.
        format_args!("\n{}", escape(&slip.text))
    );
    let speakers: Vec<_> = room.workshop.value.speakers.iter().filter_map(|one| one.name.as_deref()).collect();
    if !speakers.is_empty() {
        let (to, all) = (escape(&talk.ask_to), escape(&talk.ask_to_all));
        let _ = write!(out, r#"<label for="to">{to}</label><select id="to" name="to"><option value="">{all}</option>"#);
        for name in speakers {
            let selected = if slip.to.as_deref() == Some(name) { " selected" } else { "" };
            let name = escape(name);
            let _ = write!(out, r#"<option value="{name}"{selected}>{name}</option>"#);
        }
        out.push_str("</select>");
    }
    let most = usize::from(rules.per_person);
    let why = if rules.asking == Asking::Paused {
        Some(Refusal::Paused)
    } else if in_review >= most {
        let max = rules.per_person.into();
        Some(Refusal::TooMany { what: "questions waiting".to_owned(), max })
    } else {
        None
    };
    // Why nothing can be sent just now, unless the page has just said so.
    let is_told = matches!((said, &why), (Said::Refused(said), Some(why)) if said == why);
    if let Some(text) = why.as_ref().filter(|_| !is_told).and_then(|why| Said::Refused(why.clone()).text(room, words)) {
        let _ = write!(out, "<p>{}</p>", escape(&text));
    }
    let off = if why.is_some() { " disabled" } else { "" };
    let _ = write!(out, "<button{off}>{}</button></form>", escape(&talk.ask_send));
    let _ = write!(
        out,
        "<details><summary>{}</summary><p>{}</p><ul>",
        escape(&talk.decline_rules),
        escape(&talk.decline_rules_lead)
    );
    for rule in Rule::ALL {
        let _ = write!(out, "<li>{}</li>", escape(talk.rule(rule)));
    }
    let _ = write!(out, "</ul><p>{}</p></details>", escape(&talk.decline_rules_more));
}

/// One's own questions and what became of each; nobody else is told the reasons.
fn own_questions(out: &mut String, room: &Room, mine: &[MyQuestion], words: &Words) {
    let talk = &words.talk;
    let mut standing = mine.iter().filter(|one| one.state != question::State::Withdrawn).peekable();
    if standing.peek().is_none() {
        return;
    }
    let _ = write!(out, r#"<h2 id="mine">{}</h2><ul class="mine" aria-labelledby="mine">"#, escape(&talk.mine_head));
    for one in standing {
        let (fate, text) = (escape(&talk.fate(&one.state)), escape(&one.text));
        let _ = write!(out, r#"<li><p><strong>{fate}</strong></p><p dir="auto">{text}</p>"#);
        let reason = match &one.state {
            question::State::Declined { reason, .. } => reason.as_deref(),
            _ => None,
        };
        for (head, line) in [(&talk.reason, reason), (&talk.reply, one.reply.as_deref())] {
            if let Some(line) = line {
                let _ = write!(out, r#"<p>{} <span dir="auto">{}</span></p>"#, escape(head), escape(line));
            }
        }
        if matches!(one.state, question::State::InReview | question::State::Approved | question::State::Declined { .. })
        {
            let (code, id, wish) = (room.code, one.question, pass::hex(&pass::random::<16>()));
            let said = escape(&talk.take_back);
            let _ = write!(
                out,
                r#"<form method="post" action="/{code}/ask"><input type="hidden" name="id" value="{wish}"><input type="hidden" name="text" value=""><button class="quiet" name="take_back" value="{id}">{said}</button></form>"#
            );
        }
        out.push_str("</li>");
    }
    let _ = write!(out, r#"</ul><p><a href="/{}/ask">{}</a></p>"#, room.code, escape(&words.server.reload));
}
