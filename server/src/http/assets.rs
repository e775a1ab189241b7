//! The built client, embedded: `/assets/phone.fr.js`, `/assets/phone.css` and their like, with a tag that spares repeated
//! downloads.
//!
//! A built script has marks where words belong (⟦phone.counted⟧, see `web-client/words-plugin.js`): the words of a language
//! are written there when the first page of that language is sent.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;
use std::sync::OnceLock;

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
use crate::config;
use crate::domain::language::Language;
use crate::words;

/// How the phone's page fetches its script. Over HTTP/1.1 a connection carries one thing at a time: where a round trip is long,
/// the page's own connection stays free for one more, so that a tap that comes as soon as the ballot is seen goes out on it at
/// once, and nothing stands in its answer's way.
pub(super) const FETCHES: &str = "(at=>{const n=performance.getEntriesByType('navigation')[0],\
    t=n?.nextHopProtocol=='http/1.1'?n.responseStart-n.requestStart:0,go=()=>import(at);t>150?setTimeout(go,t):go()})\
    (document.currentScript.dataset.page)";

/// So much of a file's hash tells its builds apart, in an address and as its tag.
const TAG: usize = 10;

/// The phone's scripts, which a hall fetches at once.
const PHONES: [&str; 2] = ["phone.js", "phone-talk.js"];
/// These in each language, packed as tightly as it goes: begun with the first page of a language, and once in a process.
static TIGHT: [[OnceLock<Bytes>; Language::ALL.len()]; PHONES.len()] =
    [const { [const { OnceLock::new() }; Language::ALL.len()] }; PHONES.len()];

/// The parts of a page that its script fetches later, by itself or when they are opened.
pub(super) fn later(page: &str) -> &'static [&'static str] {
    match page {
        "phone" => &["talk"],
        "moderator" => &["talk", "team", "kinds", "write", "more"],
        _ => &[],
    }
}

macro_rules! built {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../../web-client/dist/", $name)))),*]
    };
}

/// The files of the client, and what the pages need to know of them.
#[derive(Debug)]
pub struct Assets {
    styles: BTreeMap<&'static str, File>,
    /// With marks.
    scripts: BTreeMap<&'static str, &'static str>,
    spoken: BTreeMap<(&'static str, Language), OnceLock<File>>,
    /// The content security policy of every page.
    pub(super) csp: String,
}

#[derive(Debug)]
struct File {
    body: Cow<'static, str>,
    /// The same, packed.
    gzipped: Bytes,
    /// The same, packed as tightly as it goes, once it is: what is sent to every phone that joins.
    tight: Option<&'static OnceLock<Bytes>>,
    tag: String,
}

impl File {
    fn of(body: Cow<'static, str>) -> Self {
        Self { gzipped: gzip(&body), tight: None, tag: format!("\"{}\"", &sha256(&body)[..TAG]), body }
    }

    /// Begins to pack it tightly where nobody waits for it.
    fn packed_tightly(mut self, into: &'static OnceLock<Bytes>) -> Self {
        if into.get().is_none() {
            let body = self.body.clone();
            std::thread::spawn(move || into.get_or_init(|| plenary_packing::tightly(&body).into()));
        }
        self.tight = Some(into);
        self
    }

    /// What is to be sent now: whoever comes while it is being packed waits a moment, and no longer.
    async fn packed(&self) -> Bytes {
        let Some(tight) = self.tight else { return self.gzipped.clone() };
        if tight.get().is_none() {
            let packed = tokio::task::spawn_blocking(|| tight.wait());
            if tokio::time::timeout(config::PACKING, packed).await.is_err() {
                return self.gzipped.clone();
            }
        }
        tight.get().unwrap_or(&self.gzipped).clone()
    }

    /// What stands behind the name in an address: another build has another, so an old page never meets a new script.
    fn address(&self, name: &str) -> String {
        format!("{name}?{}", self.tag.trim_matches('"').replace(['+', '/'], "-"))
    }
}

impl Assets {
    pub(super) fn built_in() -> Self {
        let styles = built!(
            "phone.css",
            "phone-talk.css",
            "moderator.css",
            "moderator-talk.css",
            "moderator-team.css",
            "moderator-kinds.css",
            "moderator-write.css",
            "moderator-more.css",
            "screen.css",
            "landing.css",
            "organiser.css",
        );
        let scripts = built!(
            "phone.js",
            "phone-talk.js",
            "moderator.js",
            "moderator-talk.js",
            "moderator-team.js",
            "moderator-kinds.js",
            "moderator-write.js",
            "moderator-more.js",
            "screen.js",
            "organiser.js",
        );
        let styles: BTreeMap<_, _> = styles.into_iter().map(|(name, body)| (name, File::of(body.into()))).collect();
        let spoken =
            scripts.iter().flat_map(|(name, _)| Language::ALL.map(|language| ((*name, language), OnceLock::new())));
        // Styles of the two pages that must paint at once stand in them; each is named by its hash.
        let inlined: Vec<String> = (["phone.css", "landing.css"].iter())
            .map(|name| format!("'sha256-{}'", sha256(&styles[name].body)))
            .collect();
        let csp = format!(
            "default-src 'none'; script-src 'self' 'sha256-{}'; style-src 'self' {}; img-src 'self' data:; connect-src 'self' ws: wss:; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
             trusted-types svelte-trusted-html plenary-worker",
            sha256(FETCHES),
            inlined.join(" ")
        );
        Self { styles, spoken: spoken.collect(), scripts: scripts.into(), csp }
    }

    /// Begins to pack what a hall fetches at once, where that was not done in this process before: the first of them need not wait,
    /// and the machine has it behind it when all come.
    pub(super) fn pack_ahead(&self, language: Language) {
        for (name, packed) in PHONES.iter().zip(&TIGHT) {
            if packed[language as usize].get().is_none() {
                self.spoken(name, language);
            }
        }
    }

    /// The text of a style that is known to be there.
    pub(super) fn text(&self, name: &str) -> &str {
        &self.styles[name].body
    }

    /// The path of a style that is known to be there.
    pub(super) fn path(&self, name: &str) -> String {
        format!("/assets/{}", self.styles[name].address(name))
    }

    /// The path of a script that is known to be there, in a language: "/assets/phone.fr.js?…".
    pub(super) fn script(&self, name: &str, language: Language) -> String {
        let file = self.spoken(name, language).expect("the page names a script that was built");
        format!("/assets/{}", file.address(&spoken_name(name, language)))
    }

    /// A script with its words, written when it is first asked for.
    fn spoken(&self, name: &str, language: Language) -> Option<&File> {
        let (name, marked) = self.scripts.get_key_value(name)?;
        Some(self.spoken[&(*name, language)].get_or_init(|| {
            let file = File::of(self.with_words(marked, language).into());
            match PHONES.iter().position(|phones| phones == name) {
                Some(at) => file.packed_tightly(&TIGHT[at][language as usize]),
                None => file,
            }
        }))
    }

    fn with_words(&self, marked: &str, language: Language) -> String {
        let mut out = String::with_capacity(marked.len() * 5 / 4);
        let mut rest = marked;
        while let Some((before, after)) = rest.split_once('⟦') {
            let (mark, behind) = after.split_once('⟧').expect("a mark in a built script ends");
            out.push_str(before);
            if let Some(name) = mark.strip_prefix("./") {
                // A script that another one takes from: by the address that it has in the page.
                let file = self.spoken(name, language).expect("a script names one that was built");
                out.push_str("./");
                out.push_str(&file.address(&spoken_name(name, language)));
            } else {
                let (section, key) = mark.split_once('.').expect("a mark is a section and a key");
                let text = words::in_script(language, section, key);
                out.push_str(&text.unwrap_or_else(|| panic!("the catalogue has no {mark}: build the client again")));
            }
            rest = behind;
        }
        out.push_str(rest);
        out
    }

    /// The file of a name in an address: "phone.fr.js", "phone.css".
    fn named(&self, name: &str) -> Option<&File> {
        let Some(stem) = name.strip_suffix(".js") else { return self.styles.get(name) };
        let (stem, tag) = stem.rsplit_once('.')?;
        let language = Language::ALL.into_iter().find(|language| language.tag() == tag)?;
        self.spoken(&format!("{stem}.js"), language)
    }
}

/// "phone.fr.js".
fn spoken_name(name: &str, language: Language) -> String {
    format!("{}.{}.js", name.trim_end_matches(".js"), language.tag())
}

pub(super) fn sha256(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text.as_bytes()))
}

fn gzip(text: &str) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes()).expect("memory takes it");
    encoder.finish().expect("memory takes it").into()
}

/// Whether whoever asks unpacks what gzip packed.
pub(super) fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        parts.next() == Some("gzip") && !parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

/// `GET /assets/{name}`.
pub(super) async fn asset(State(app): State<App>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some(file) = app.assets.named(&name) else {
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
    if takes_gzip(&headers) {
        return (kept, typed, [(header::CONTENT_ENCODING, "gzip")], file.packed().await).into_response();
    }
    (kept, typed, file.body.to_string()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_speaks_every_language_and_names_its_neighbour() {
        let assets = Assets::built_in();
        for language in Language::ALL {
            for name in assets.scripts.keys() {
                let file = assets.spoken(name, language).unwrap();
                assert!(!file.body.contains(['⟦', '⟧']), "{name} in {}", language.tag());
            }
            let parts = later("phone").iter().map(|part| ("phone", part));
            for (page, part) in parts.chain(later("moderator").iter().map(|part| ("moderator", part))) {
                let later = assets.named(&format!("{page}-{part}.{}.js", language.tag())).unwrap();
                let own = assets.script(&format!("{page}.js"), language);
                assert!(later.body.contains(&format!(".{}", own.trim_start_matches("/assets"))), "{own}");
            }
        }
        for name in ["phone.js", "phone.tlh.js", "phone.en.css", "../phone.en.js", "en.js", ".js", ""] {
            assert!(assets.named(name).is_none(), "{name}");
        }
    }
}
