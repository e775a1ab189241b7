//! The built client, embedded: `/assets/phone.js` and its like, with a tag that spares repeated downloads.

use std::collections::BTreeMap;
use std::io::Write;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use super::App;

macro_rules! built {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../../web-client/dist/", $name)))),*]
    };
}

/// The files of the client, and what the pages need to know of them.
#[derive(Debug)]
pub struct Assets {
    files: BTreeMap<&'static str, File>,
    /// The content security policy of every page.
    pub(super) csp: String,
}

#[derive(Debug)]
struct File {
    body: &'static str,
    /// The same, packed once and as tightly as it goes: it is sent to every phone that joins.
    gzipped: Bytes,
    tag: String,
}

impl Assets {
    pub(super) fn built_in() -> Self {
        let built = built!(
            "phone.js",
            "phone.css",
            "phone-talk.js",
            "phone-talk.css",
            "moderator.js",
            "moderator.css",
            "moderator-talk.js",
            "moderator-talk.css",
            "screen.js",
            "screen.css",
            "landing.css",
            "organiser.js",
            "organiser.css",
        );
        let files: BTreeMap<_, _> = built
            .into_iter()
            .map(|(name, body)| (name, File { body, gzipped: gzip(body), tag: format!("\"{}\"", &sha256(body)[..22]) }))
            .collect();
        // Styles of the two pages that must paint at once stand in them; each is named by its hash.
        let inlined: Vec<String> =
            ["phone.css", "landing.css"].iter().map(|name| format!("'sha256-{}'", sha256(files[name].body))).collect();
        let csp = format!(
            "default-src 'none'; script-src 'self'; style-src 'self' {}; img-src 'self' data:; connect-src 'self' ws: wss:; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
             trusted-types svelte-trusted-html",
            inlined.join(" ")
        );
        Self { files, csp }
    }

    /// The text of a file that is known to be there.
    pub(super) fn text(&self, name: &str) -> &'static str {
        self.files[name].body
    }

    /// The path of a file that is known to be there; another build has another path, so an old page never meets a new script.
    pub(super) fn path(&self, name: &str) -> String {
        format!("/assets/{name}?{}", self.files[name].tag.trim_matches('"').replace(['+', '/'], "-"))
    }
}

pub(super) fn sha256(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text.as_bytes()))
}

fn gzip(text: &str) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes()).expect("memory takes it");
    encoder.finish().expect("memory takes it").into()
}

/// `GET /assets/{name}`.
pub(super) async fn asset(State(app): State<App>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(file) = app.assets.files.get(name.as_str()) else {
        return (StatusCode::NOT_FOUND, "no such file\n").into_response();
    };
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let kept = [(header::ETAG, file.tag.as_str()), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    if known == Some(file.tag.as_str()) {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    let kind = match name.rsplit_once('.') {
        Some((_, "js")) => "text/javascript; charset=utf-8",
        _ => "text/css; charset=utf-8",
    };
    let typed = [(header::CONTENT_TYPE, kind), (header::VARY, "accept-encoding")];
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accepted.split([',', ';']).any(|coding| coding.trim() == "gzip") {
        return (kept, typed, [(header::CONTENT_ENCODING, "gzip")], file.gzipped.clone()).into_response();
    }
    (kept, typed, file.body).into_response()
}
