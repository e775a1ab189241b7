//! Which language a reader is answered in: the one they chose, else the one their browser asks for, else the room's.

use std::convert::Infallible;
use std::fmt::Write;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::CookieJar;
use cookie::time::Duration;

use super::page::escape;
use super::words::words;
use super::{App, assets, guest};
use crate::domain::language::Language;

/// The cookie of a language that was chosen.
const CHOSEN: &str = "plenary-language";

/// In a page's address: the language that is chosen.
const ASKED: &str = "language";

/// What a request says of its reader.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader {
    reads: Option<Language>,
    saves_data: bool,
    /// Takes pages as gzip has them.
    pub(super) unpacks: bool,
}

impl Reader {
    /// The language to answer in, where a room has one of its own.
    pub(super) fn or(self, room: Language) -> Language {
        self.reads.unwrap_or(room)
    }

    /// Data are dear to them: their browser says so.
    pub(super) fn saves_data(self) -> bool {
        self.saves_data
    }

    /// The language to answer in, outside any room.
    pub(super) fn language(self) -> Language {
        self.or(Language::default())
    }
}

impl FromRequestParts<App> for Reader {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let jar = CookieJar::from_headers(&parts.headers);
        let chosen = guest::held(app, &jar, CHOSEN).and_then(Language::of_tag);
        let accepted = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let saves_data =
            parts.headers.get("save-data").is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"on"));
        let reads = chosen.or_else(|| accepted.and_then(Language::wanted));
        Ok(Self { reads, saves_data, unpacks: assets::takes_gzip(&parts.headers) })
    }
}

/// The language that an address asks for, and the address without it.
fn asked(uri: &axum::http::Uri) -> Option<(Language, String)> {
    let mut language = None;
    let mut rest = uri.path().to_owned();
    for pair in uri.query()?.split('&') {
        match pair.split_once('=') {
            Some((ASKED, tag)) => language = Language::of_tag(tag),
            _ => {
                let _ = write!(rest, "{}{pair}", if rest.contains('?') { '&' } else { '?' });
            }
        }
    }
    Some((language?, rest))
}

/// Before a page: whoever asks for a language gets it from now on, and the page at its own address.
pub(super) async fn choose(State(app): State<App>, request: Request, next: Next) -> Response {
    let Some((language, page)) = asked(request.uri()) else { return next.run(request).await };
    // A second slash at the beginning would lead to another host.
    let page = format!("/{}", page.trim_start_matches('/'));
    let mut cookie = guest::cookie(&app, CHOSEN, language.tag().to_owned());
    cookie.set_max_age(Duration::days(365));
    (CookieJar::new().add(cookie), Redirect::to(&page)).into_response()
}

/// One tap to each other language, each by its own name. `page` is where the reader is, with a "?" in it or not.
pub(super) fn switch(language: Language, page: &str) -> String {
    let mut out = format!(r#"<nav class="languages" aria-label="{}">"#, escape(&words(language).server.languages));
    let joint = if page.contains('?') { '&' } else { '?' };
    for other in Language::ALL {
        let (tag, dir, name) = (other.tag(), other.dir(), escape(&words(other).language.name));
        let current = if other == language { r#" aria-current="true""# } else { "" };
        let _ = write!(
            out,
            r#"<a href="{}" lang="{tag}" hreflang="{tag}" dir="{dir}" rel="nofollow"{current}>{name}</a>"#,
            escape(&format!("{page}{joint}{ASKED}={tag}"))
        );
    }
    out.push_str("</nav>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_choice_leaves_the_address_and_the_rest_stays() {
        let of = |uri: &str| asked(&uri.parse().unwrap()).map(|(language, rest)| (language.tag(), rest));
        assert_eq!(of("/abc123?language=fr"), Some(("fr", "/abc123".to_owned())));
        assert_eq!(of("/abc123?mode=room&language=ar&x"), Some(("ar", "/abc123?mode=room&x".to_owned())));
        assert_eq!(of("/abc123?language=tlh"), None, "no page speaks it");
        assert_eq!(of("/abc123?mode=room"), None);
        assert_eq!(of("/abc123"), None);
    }

    #[test]
    fn every_language_is_offered_under_its_own_name() {
        let html = switch(Language::Ar, "/abc123/moderate?as=chair");
        assert_eq!(html.matches("<a ").count(), 6);
        assert!(html.contains(r#"href="/abc123/moderate?as=chair&amp;language=zh""#), "{html}");
        assert_eq!(html.matches("aria-current").count(), 1);
    }
}
