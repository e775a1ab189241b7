//! Words of the one catalogue that several rooms of the house say: of the kinds, and of documents that hold words.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

use crate::config;
use crate::domain::kind::Kind;
use crate::domain::kind::fields::Label;
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

/// What kinds are described by: their own section of the catalogue, and what every page says.
static LABELS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let all: Value = serde_json::from_str(include_str!("../../web-client/messages/en.json")).expect("JSON");
    let section = |name: &str| all[name].as_object().cloned().unwrap_or_default();
    let said = |(key, value): (String, Value)| value.as_str().map(|text| (key, text.to_owned()));
    section("shared").into_iter().chain(section("kinds")).filter_map(said).collect()
});

/// A label in words.
///
/// # Panics
/// If the catalogue lacks the word: a test goes through all of them.
pub fn label(label: &Label) -> String {
    match label {
        Label::Text(text) => text.clone(),
        Label::Word(key, values) => {
            let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
            fill(word(key), &values)
        }
    }
}

/// The words of the catalogue under a kind's key.
///
/// # Panics
/// If the catalogue lacks it.
pub fn word(key: &str) -> &'static str {
    LABELS.get(key).unwrap_or_else(|| panic!("the catalogue has no {key:?}"))
}

/// `text` with its values in place. What a value says is not looked at again, so a prompt with braces stays one.
///
/// # Panics
/// If a value is missing: a hole in a sentence is a broken catalogue.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').expect("a brace in the catalogue is closed");
        let value = values.iter().find(|(known, _)| *known == name);
        out.push_str(before);
        out.push_str(value.unwrap_or_else(|| panic!("no value for {{{name}}} in {text:?}")).1);
        rest = behind;
    }
    out.push_str(rest);
    out
}
