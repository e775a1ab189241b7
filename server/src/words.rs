//! Words that stand in documents of a room, not only on a page: they come from the one catalogue too.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::config;
use crate::domain::kind::Kind;
use crate::domain::poll::{Poll, Provenance, Source, Visibility};

#[derive(Deserialize)]
struct Catalogue {
    temperature: Temperature,
}

#[derive(Deserialize)]
struct Temperature {
    prompt: String,
    not_at_all: String,
    a_little: String,
    partly: String,
    mostly: String,
    very_well: String,
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../web-client/messages/en.json")).expect("the catalogue has every word")
});

/// The standing poll of how the discussion goes: every reading of the temperature is a run of it.
///
/// # Panics
/// If the catalogue lacks a word: at the first call, which is at start.
pub fn temperature() -> Poll {
    let words = &CATALOGUE.temperature;
    let labels = [&words.not_at_all, &words.a_little, &words.partly, &words.mostly, &words.very_well];
    Poll {
        id: config::TEMPERATURE.parse().expect("plain letters"),
        prompt: words.prompt.clone(),
        kind: Kind::Scale { labels: labels.map(Clone::clone).to_vec() },
        provenance: Provenance { source: Source::Temperature, quotes: Vec::new(), option_quotes: Vec::new() },
        visibility: Visibility::Hidden,
        sensitive: false,
        seconds: Some(config::TEMPERATURE_SECONDS),
        planned: None,
    }
}
