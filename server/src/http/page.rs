//! The pages: a shell each, with its first data inside, so that nothing is fetched before the first vote.

use std::fmt::Write;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use serde::Deserialize;

use super::assets::{self, FETCHES};
use super::guest::{self, SCREEN};
use super::language::{self, Reader};
use super::words::words;
use super::{App, api, enter, form, offline, qr, status_of};
use crate::answer;
use crate::domain::id::RoomCode;
use crate::domain::key::Key;
use crate::domain::language::Language;
use crate::domain::person::{Mode, Segment};
use crate::domain::refusal::Refusal;
use crate::domain::session::Reached;
use crate::hub::{Reads, Watched, Who};
use crate::pass::{Pass, PassKind};
use crate::store::{Amendment, DocumentWrite, Write as DocumentChange};
use crate::views::{self, Audience, Part};

/// Text as it may stand in HTML, in an element or in a quoted attribute.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// What a page is made of.
pub(super) struct Shell<'a> {
    pub(super) app: &'a App,
    pub(super) page: &'static str,
    pub(super) language: Language,
    pub(super) title: String,
    pub(super) room: Option<RoomCode>,
    pub(super) view: Option<Vec<u8>>,
    pub(super) main: String,
    /// What can wait is fetched only when somebody asks for it.
    pub(super) spares: bool,
}

/// What stands behind the data of every page.
const END: &str = "}</script></body></html>";

impl Shell<'_> {
    pub(super) fn html(&self) -> Html<String> {
        Html(self.begun() + END)
    }

    /// The page up to the end of its view.
    fn begun(&self) -> String {
        let assets = &self.app.assets;
        let mut head = String::new();
        // The page that stands in where no network is looks like the one where codes are typed.
        let style = if self.page == "offline" { "landing" } else { self.page };
        if matches!(style, "phone" | "landing") {
            let _ = write!(head, "<style>{}</style>", assets.text(&format!("{style}.css")));
        } else {
            let _ = write!(head, r#"<link rel="stylesheet" href="{}">"#, assets.path(&format!("{}.css", self.page)));
        }
        if style != "landing" {
            // What is fetched by the page's script, once the page stands.
            let mut later = String::new();
            for part in assets::later(self.page) {
                let script = assets.script(&format!("{}-{part}.js", self.page), self.language);
                let style = assets.path(&format!("{}-{part}.css", self.page));
                let _ = write!(later, r#" data-{part}="{script}" data-{part}-style="{style}""#);
            }
            if self.page == "phone" {
                let spares = if self.spares { " data-spares" } else { "" };
                let _ = write!(later, r#" data-worker="{}"{spares}"#, offline::worker_path(self.language));
            }
            let script = assets.script(&format!("{}.js", self.page), self.language);
            if self.page == "phone" {
                let _ = write!(head, r#"<script data-page="{script}"{later}>{FETCHES}</script>"#);
            } else {
                let _ = write!(head, r#"<script type="module" src="{script}"{later}></script>"#);
            }
        }
        let room = self.room.map_or("null".to_owned(), |room| format!("\"{room}\""));
        let view = self.view.as_deref().map_or("null", |view| std::str::from_utf8(view).expect("JSON is UTF-8"));
        // In JSON every "<" may be written as an escape; then no text in it can end the element it stands in.
        let data = format!(r#"{{"page":"{}","room":{room},"view":{view}"#, self.page).replace('<', "\\u003c");
        // Below the page, whoever draws it: so the choice is there before any script, and without one.
        let switch = match (self.page, self.room) {
            ("phone", Some(room)) => language::switch(self.language, &format!("/{room}")),
            ("landing", _) => language::switch(self.language, "/"),
            _ => String::new(),
        };
        format!(
            "<!doctype html>\n<html lang=\"{}\" dir=\"{}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\"><title>{}</title><link rel=\"icon\" href=\"data:,\">{head}</head>\
             <body data-page=\"{}\"><main id=\"app\">{}</main>{switch}\
             <script type=\"application/json\" id=\"plenary\">{data}",
            self.language.tag(),
            self.language.dir(),
            escape(&self.title),
            self.page,
            self.main,
        )
    }
}

#[derive(Deserialize, Default)]
pub(super) struct Enter {
    code: Option<String>,
}

/// `GET /`: type a code.
pub(super) async fn landing(
    State(app): State<App>,
    reader: Reader,
    enter: Result<Query<Enter>, QueryRejection>,
) -> Response {
    let words = &words(reader.language()).server;
    let enter = enter.map_or_else(|_| Enter::default(), |Query(enter)| enter);
    let mut note = String::new();
    if let Some(code) = enter.code.as_deref() {
        match guest::room(&app, code).await {
            Ok(room) => return Redirect::to(&format!("/{}", room.code)).into_response(),
            Err(why) => {
                let said = if why == Refusal::UnknownRoom { &words.no_such_room } else { &words.try_again };
                note = format!(r#"<p class="note" role="alert">{}</p>"#, escape(said));
            }
        }
    }
    enter_page(&app, reader, &note, StatusCode::OK)
}

fn enter_page(app: &App, reader: Reader, note: &str, status: StatusCode) -> Response {
    let language = reader.language();
    let words = &words(language).server;
    let main = format!(
        r#"<form class="enter" action="/" method="get"><h1>Plenary</h1>{note}<label for="code">{}</label><input id="code" name="code" required maxlength="12" autocomplete="off" autocapitalize="off" spellcheck="false" autofocus><button>{}</button></form>"#,
        escape(&words.enter_code),
        escape(&words.join),
    );
    let title = "Plenary".to_owned();
    (status, Shell { app, page: "landing", language, title, room: None, view: None, main, spares: false }.html())
        .into_response()
}

/// Whatever is nowhere.
pub(super) async fn nothing(State(app): State<App>, reader: Reader) -> Response {
    not_here(&app, reader, &Refusal::UnknownRoom)
}

/// The page behind a refusal: a way to type the code again.
pub(super) fn not_here(app: &App, reader: Reader, why: &Refusal) -> Response {
    let words = &words(reader.language()).server;
    let said = match why {
        Refusal::UnknownRoom => &words.no_such_room,
        Refusal::NotAllowed => &words.moderators_only,
        _ => &words.try_again,
    };
    not_here_saying(app, reader, said, status_of(why))
}

/// The same, with something to say of its own.
pub(super) fn not_here_saying(app: &App, reader: Reader, said: &str, status: StatusCode) -> Response {
    enter_page(app, reader, &format!(r#"<p class="note" role="alert">{}</p>"#, escape(said)), status)
}

#[derive(Deserialize, Default)]
pub(super) struct Preset {
    mode: Option<Mode>,
    /// A moderator's phone tries the address.
    reached: Option<String>,
}

/// `GET /{code}`: the phone's page, with the open ballot as a plain form.
pub(super) async fn phone(
    State(app): State<App>,
    Path(code): Path<String>,
    reader: Reader,
    preset: Result<Query<Preset>, QueryRejection>,
    headers: HeaderMap,
    jar: CookieJar,
) -> Response {
    // A link that somebody's tool added to still leads to the room.
    let preset = preset.map_or_else(|_| Preset::default(), |Query(preset)| preset);
    let room = match guest::room(&app, &code).await {
        Ok(room) => room,
        Err(why) => return not_here(&app, reader, &why),
    };
    if room.code.as_str() != code {
        let mode = match preset.mode {
            Some(Mode::Room) => "?mode=room",
            Some(Mode::Online) => "?mode=online",
            _ => "",
        };
        return Redirect::to(&format!("/{}{mode}", room.code)).into_response();
    }
    if preset.reached.is_some_and(|token| token == room.shared().secret.reach_of(room.code)) {
        note_reached(&room, &headers).await;
    }
    phone_page(&app, &room, reader, jar, preset.mode, form::Note::None).await
}

/// Notes under which name a phone reached this server. It only informs the moderators: the page is there all the same.
async fn note_reached(room: &Watched, headers: &HeaderMap) {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let reached = &room.room().reached;
    if reached.value.host == host {
        return;
    }
    let reached_now = Reached { host: host.to_owned(), at: room.store_now() };
    let write = DocumentChange::Set(serde_json::to_string(&reached_now).expect("plain data"));
    let document = DocumentWrite { key: Key::Reached.to_text(), expect: reached.rev, write };
    let amendment = Amendment { documents: vec![document], ..Amendment::default() };
    if let Err(error) = room.amend(amendment).await {
        tracing::warn!(room = %room.code, %error, "could not note that a phone reached the room");
    }
}

/// The phone's page, with a note above the ballot where the plain form has something to say.
pub(super) async fn phone_page(
    app: &App,
    room: &Watched,
    reader: Reader,
    jar: CookieJar,
    preset: Option<Mode>,
    note: form::Note,
) -> Response {
    let jar = match preset {
        Some(mode) => jar.add(guest::mode_cookie(app, mode)),
        None => jar,
    };
    if guest::is_let_in(app, room, &jar).is_err() {
        return enter::needed(app, room, reader, jar, note.status());
    }
    let segment = guest::segment(app, &jar);
    let (jar, who, known) = guest::welcome(app, room, jar);
    let newcomer = views::mine_phone(&room.room(), segment, Vec::new(), None);
    let own = match known {
        Some(pass) => of_known(room, &who, pass, segment, preset.is_some()).await,
        // A pass that was made this moment has no ballots: the store need not be asked.
        None => Ok((newcomer.clone(), Audience::Phones(Vec::new()))),
    };
    let (mine, audience) = match own {
        Ok(own) => own,
        Err(why) => return (jar, not_here(app, reader, &why)).into_response(),
    };
    let folded = room.room();
    let (language, stated) = (reader.or(folded.language()), guest::stated(app, &jar));
    let shell = |view| Shell {
        app,
        page: "phone",
        language,
        title: folded.workshop.value.title.clone(),
        room: Some(room.code),
        view: Some(view),
        main: form::main(&folded, &mine, stated, &note, language),
        spares: reader.saves_data(),
    };
    if mine == newcomer && audience == Audience::Phones(Vec::new()) && note == form::Note::None {
        // A hall that joins at once reads one page.
        let reads = Reads { language, mode: segment.mode, group: stated.group, spares: reader.saves_data() };
        let (page, now) = room.page(reads, &mine, |view| shell(view).begun());
        let ending = now + END;
        if reader.unpacks {
            let zipped = [(header::CONTENT_ENCODING, "gzip"), (header::VARY, "accept-encoding")];
            return (jar, zipped, Html(page.zipped_with(&ending))).into_response();
        }
        return (jar, Html(page.with(&ending))).into_response();
    }
    let view = room.view_json(&audience, None, &mine);
    (note.status(), jar, shell(view).html()).into_response()
}

/// What somebody finds who was here before, by the pass their browser kept; `again` if they said how they take part just now.
async fn of_known(
    room: &Watched,
    who: &Who,
    pass: Pass,
    segment: Segment,
    again: bool,
) -> Result<(Part, Audience), Refusal> {
    if let Who::Phone { presence, .. } = who {
        room.touch(*presence, segment.mode);
    }
    if again {
        answer::resegment(room, pass, segment).await?;
    }
    api::own(room, who, segment).await
}

/// `GET /{code}/moderate`. The link's secret is behind `#` and never comes here.
pub(super) async fn moderator(State(app): State<App>, Path(code): Path<String>, reader: Reader) -> Response {
    let room = match guest::room(&app, &code).await {
        Ok(room) => room,
        Err(why) => return not_here(&app, reader, &why),
    };
    let (title, language) = (room.room().workshop.value.title.clone(), reader.or(room.room().language()));
    let main = String::new();
    Shell { app: &app, page: "moderator", language, title, room: Some(room.code), view: None, main, spares: false }
        .html()
        .into_response()
}

#[derive(Deserialize, Default)]
pub(super) struct Wall {
    room: Option<String>,
    language: Option<String>,
}

/// `GET /screen`: mints the screen's pass. It speaks the language that its address names, else that of the room it was let
/// into (the page comes again with its room when the two differ), else the browser's.
pub(super) async fn screen(
    State(app): State<App>,
    reader: Reader,
    wall: Result<Query<Wall>, QueryRejection>,
    jar: CookieJar,
) -> Response {
    let secret = &app.desk.hub.shared().secret;
    let known = guest::screen_pass(&app, &jar);
    let kept = guest::held(&app, &jar, SCREEN).filter(|_| known.is_some()).map(str::to_owned);
    let cookie = kept.unwrap_or_else(|| secret.mint(PassKind::Screen).1);
    let jar = jar.add(guest::cookie(&app, SCREEN, cookie));
    let wall = wall.map_or_else(|_| Wall::default(), |Query(wall)| wall);
    let of_room = match wall.room {
        Some(code) => guest::room(&app, &code).await.ok().map(|room| room.room().language()),
        None => None,
    };
    let asked = wall.language.as_deref().and_then(Language::of_tag);
    let language = asked.or(of_room).unwrap_or_else(|| reader.language());
    let title = "Plenary".to_owned();
    let shell = Shell {
        app: &app,
        page: "screen",
        language,
        title,
        room: None,
        view: None,
        main: String::new(),
        spares: false,
    };
    (jar, shell.html()).into_response()
}

/// `GET /{code}/qr.svg`: where phones join, as this request's address or the public one has it.
pub(super) async fn qr_code(State(app): State<App>, Path(code): Path<String>, headers: HeaderMap) -> Response {
    let room = match guest::room(&app, &code).await {
        Ok(room) => room,
        Err(why) => return (status_of(&why), "no such room\n").into_response(),
    };
    match qr::svg(&format!("{}/{}", base_of(&app, &headers), room.code)) {
        Some(svg) => ([(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response(),
        None => (StatusCode::BAD_REQUEST, "that address does not fit a QR code\n").into_response(),
    }
}

/// Where phones join: the public address, or the one that a request came to. Nothing stands behind it.
pub(super) fn base_of(app: &App, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let base = app.public_url.clone().unwrap_or_else(|| format!("http://{host}"));
    base.trim_end_matches('/').to_owned()
}
