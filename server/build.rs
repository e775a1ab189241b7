//! Holds the languages of the catalogue (`web-client/messages`) to each other: a key, a plural form or a place for a value
//! that one of them lacks or has too many stops the build. `web-client/catalogue.js` does the same for the client's.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Map, Value};

const LANGUAGES: [&str; 6] = ["en", "fr", "es", "ar", "zh", "ru"];

/// Forms that stand for one number alone may say it in a word.
fn means_one_number(language: &str, form: &str) -> bool {
    matches!((language, form), ("en" | "es", "one") | ("ar", "zero" | "one" | "two"))
}

fn read(language: &str) -> Map<String, Value> {
    let path = Path::new("../web-client/messages").join(format!("{language}.json"));
    println!("cargo::rerun-if-changed={}", path.display());
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn keys(of: &Map<String, Value>) -> BTreeSet<&str> {
    of.keys().map(String::as_str).collect()
}

/// The names in braces.
fn places(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

/// The forms of a message by category; a message without forms is the other.
fn forms(message: &Value) -> Vec<(&str, &str)> {
    match message {
        Value::Object(forms) => forms.iter().map(|(form, text)| (form.as_str(), text.as_str().unwrap_or(""))).collect(),
        message => vec![("other", message.as_str().unwrap_or(""))],
    }
}

fn compare(language: &str, own: &Map<String, Value>, english: &Map<String, Value>, faults: &mut Vec<String>) {
    let kinds: BTreeSet<&str> = own["language"]["plurals"].as_str().unwrap_or("").split(' ').collect();
    for section in keys(own).symmetric_difference(&keys(english)) {
        faults.push(format!("{language}: the section {section} is not in both it and English"));
    }
    for (section, words) in english {
        let (Value::Object(words), Some(Value::Object(own))) = (words, own.get(section)) else { continue };
        for key in keys(own).symmetric_difference(&keys(words)) {
            faults.push(format!("{language}: {section}.{key} is not in both it and English"));
        }
        for (key, message) in words {
            let Some(own) = own.get(key) else { continue };
            let wanted: BTreeSet<&str> = forms(message).into_iter().flat_map(|(_, text)| places(text)).collect();
            if own.is_object() != message.is_object() || own.as_object().is_some_and(|forms| keys(forms) != kinds) {
                faults.push(format!("{language}: {section}.{key} has other plural forms than {kinds:?}"));
                continue;
            }
            for (form, text) in forms(own) {
                let mut has = places(text);
                if own.is_object() && means_one_number(language, form) {
                    has.insert("n");
                }
                if text.is_empty() || has != wanted {
                    faults.push(format!("{language}: {section}.{key} ({form}) has {has:?}, English has {wanted:?}"));
                }
            }
        }
    }
}

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let english = read("en");
    let mut faults = Vec::new();
    for language in LANGUAGES {
        compare(language, &read(language), &english, &mut faults);
    }
    assert!(faults.is_empty(), "the catalogue's languages differ:\n{}", faults.join("\n"));
}
