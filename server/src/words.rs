//! The one catalogue of words (`web-client/messages`), language by language: of the kinds, of documents that hold words.
//!
//! `server/build.rs` holds the languages to the same keys, plural forms and places for values, so that a word that is there
//! in English is there in all.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::config;
use crate::domain::fault::Fault;
use crate::domain::kind::Kind;
use crate::domain::kind::fields::Label;
use crate::domain::language::{Category, Language};
use crate::domain::poll::{Poll, Provenance, Source, Visibility};
use crate::domain::translation::Translation;

/// Stands between the forms of a message in a page's script, in the order of the language's categories.
const BETWEEN_FORMS: &str = "¦";

const fn messages(language: Language) -> &'static str {
    match language {
        Language::En => include_str!("../../web-client/messages/en.json"),
        Language::Fr => include_str!("../../web-client/messages/fr.json"),
        Language::Es => include_str!("../../web-client/messages/es.json"),
        Language::Ar => include_str!("../../web-client/messages/ar.json"),
        Language::Zh => include_str!("../../web-client/messages/zh.json"),
        Language::Ru => include_str!("../../web-client/messages/ru.json"),
    }
}

/// Some words of the catalogue in each language, read when first asked for.
#[derive(Debug)]
pub struct InEach<Words>([OnceLock<Words>; Language::ALL.len()]);

impl<Words: DeserializeOwned> InEach<Words> {
    /// Nothing read yet.
    pub const fn new() -> Self {
        Self([const { OnceLock::new() }; Language::ALL.len()])
    }

    /// The words of a language.
    ///
    /// # Panics
    /// If `Words` names one that the catalogue has not: a test reads each.
    pub fn of(&self, language: Language) -> &Words {
        self.0[language as usize].get_or_init(|| {
            serde_json::from_str(messages(language))
                .unwrap_or_else(|error| panic!("the catalogue of {}: {error}", language.tag()))
        })
    }
}

impl<Words: DeserializeOwned> Default for InEach<Words> {
    fn default() -> Self {
        Self::new()
    }
}

/// A message with a form for each plural category of its language.
#[derive(Debug, Deserialize)]
pub struct Plural {
    zero: Option<String>,
    one: Option<String>,
    two: Option<String>,
    few: Option<String>,
    many: Option<String>,
    other: String,
}

impl Plural {
    /// The form for `n`, with `n` in its place.
    pub fn of(&self, language: Language, n: u32) -> String {
        fill(self.form(language, n), &[("n", &language.number(n))])
    }

    fn form(&self, language: Language, n: u32) -> &str {
        let form = match language.category(n) {
            Category::Zero => &self.zero,
            Category::One => &self.one,
            Category::Two => &self.two,
            Category::Few => &self.few,
            Category::Many => &self.many,
            Category::Other => &None,
        };
        form.as_ref().unwrap_or(&self.other)
    }
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

/// A message as a page's script has it, between quotes of whatever kind: its forms in one text, or the one if all are alike,
/// line breaks written out.
/// `None` if the catalogue has no such message.
pub fn in_script(language: Language, section: &str, key: &str) -> Option<String> {
    static ALL: InEach<Value> = InEach::new();
    let all = ALL.of(language);
    let text = match &all[section][key] {
        Value::String(text) => text.clone(),
        Value::Object(forms) => {
            let kinds = all["language"]["plurals"].as_str()?.split(' ');
            let mut forms = kinds.map(|kind| forms.get(kind)?.as_str()).collect::<Option<Vec<_>>>()?;
            if forms.iter().all(|form| *form == forms[0]) {
                forms.truncate(1);
            }
            forms.join(BETWEEN_FORMS)
        }
        _ => return None,
    };
    Some(text.replace('\n', "\\n"))
}

/// A message, with a form for each plural category or without.
#[derive(Deserialize)]
#[serde(untagged)]
enum Message {
    Plain(String),
    Plural(Plural),
}

#[derive(Deserialize)]
struct Faults {
    language: Named,
    faults: BTreeMap<String, Message>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// What is wrong with a text, as a clause: "it has 312 characters; 300 at most".
///
/// # Panics
/// If the catalogue lacks the word or a value of its sentence: a test goes through all of them.
pub fn fault(language: Language, fault: &Fault) -> String {
    static ALL: InEach<Faults> = InEach::new();
    let Ok(Value::Object(fields)) = serde_json::to_value(fault) else {
        unreachable!("a fault is its name with the values of its sentence");
    };
    let number = |value: &Value| value.as_u64().and_then(|n| u32::try_from(n).ok());
    let written = |(name, value): (&String, &Value)| match (number(value), value.as_str()) {
        (Some(n), _) => (name.clone(), language.number(n)),
        (_, Some(tag)) if name == "language" => {
            let other = Language::of_tag(tag).expect("a language of ours");
            (name.clone(), isolated(&ALL.of(other).language.name))
        }
        (_, text) => (name.clone(), isolated(text.unwrap_or_default())),
    };
    let values: Vec<(String, String)> = fields.iter().map(written).collect();
    let text = match &ALL.of(language).faults[fields["is"].as_str().unwrap_or_default()] {
        Message::Plain(text) => text,
        Message::Plural(forms) => forms.form(language, fields.get("n").and_then(number).unwrap_or_default()),
    };
    fill(text, &values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect::<Vec<_>>())
}

/// Somebody's words inside a sentence of ours, kept from turning its direction.
fn isolated(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}

/// What kinds are described by: their own section of the catalogue, and what every page says.
#[derive(Deserialize)]
struct Labels {
    shared: BTreeMap<String, Value>,
    kinds: BTreeMap<String, Value>,
}

/// A label in words.
///
/// # Panics
/// If the catalogue lacks the word: a test goes through all of them.
pub fn label(language: Language, label: &Label) -> String {
    match label {
        Label::Text(text) => text.clone(),
        Label::Word(key, values) => {
            let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
            fill(word(language, key), &values)
        }
    }
}

/// The words of the catalogue under a kind's key.
///
/// # Panics
/// If the catalogue lacks it.
pub fn word(language: Language, key: &str) -> &'static str {
    static LABELS: InEach<Labels> = InEach::new();
    let labels = LABELS.of(language);
    let found = labels.kinds.get(key).or_else(|| labels.shared.get(key)).and_then(Value::as_str);
    found.unwrap_or_else(|| panic!("the catalogue has no {key:?}"))
}

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

/// The standing poll of how the discussion goes, in the room's language and beside it in the others: every reading of the
/// temperature is a run of it.
///
/// # Panics
/// If the catalogue lacks a word, which a test would have said.
pub fn temperature(language: Language) -> Poll {
    let others = Language::ALL.into_iter().filter(|other| *other != language);
    let translated = others.map(|other| {
        let words = temperature_words(other);
        // Nobody has compared the catalogue's languages yet: docs/languages.md.
        (other, Translation { prompt: words.prompt.clone(), options: words.labels(), checked: false })
    });
    let words = temperature_words(language);
    Poll {
        id: config::TEMPERATURE.parse().expect("plain letters"),
        prompt: words.prompt.clone(),
        kind: Kind::Scale { labels: words.labels() },
        provenance: Provenance { source: Source::Temperature, quotes: Vec::new(), option_quotes: Vec::new() },
        visibility: Visibility::Hidden,
        sensitive: false,
        seconds: Some(config::TEMPERATURE_SECONDS),
        planned: None,
        translations: translated.collect(),
    }
}

fn temperature_words(language: Language) -> &'static Temperature {
    static WORDS: InEach<Catalogue> = InEach::new();
    &WORDS.of(language).temperature
}

impl Temperature {
    fn labels(&self) -> Vec<String> {
        let labels = [&self.not_at_all, &self.a_little, &self.partly, &self.mostly, &self.very_well];
        labels.map(Clone::clone).to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_is_its_own_and_has_its_forms() {
        for language in Language::ALL {
            assert_eq!(in_script(language, "language", "tag").as_deref(), Some(language.tag()));
            assert_eq!(in_script(language, "language", "dir").as_deref(), Some(language.dir()));
            let forms = in_script(language, "shared", "answers").unwrap();
            let kinds = in_script(language, "language", "plurals").unwrap();
            assert_eq!(forms.split(BETWEEN_FORMS).count(), kinds.split(' ').count(), "{}", language.tag());
            // Whatever category a number has, the catalogue has its form.
            let words: Value = serde_json::from_str(messages(language)).unwrap();
            for n in 0..=1_100 {
                let kind = format!("{:?}", language.category(n)).to_lowercase();
                assert!(words["shared"]["answers"][&kind].is_string(), "{}: {n}", language.tag());
            }
            assert_eq!(temperature(language).kind.answers(), 5);
        }
        assert_eq!(in_script(Language::En, "shared", "nothing"), None);
    }

    #[test]
    fn values_are_put_in_once() {
        assert_eq!(fill("{a} of {b}", &[("a", "{b}"), ("b", "2")]), "{b} of 2");
    }

    #[test]
    fn every_fault_is_said_in_every_language_and_in_no_other() {
        use std::collections::BTreeSet;
        let faults = crate::domain::fault::samples();
        for language in Language::ALL {
            let words: Value = serde_json::from_str(messages(language)).unwrap();
            let known: BTreeSet<&str> = words["faults"].as_object().unwrap().keys().map(String::as_str).collect();
            let all: Vec<Value> = faults.iter().map(|fault| serde_json::to_value(fault).unwrap()).collect();
            assert_eq!(known, all.iter().map(|fault| fault["is"].as_str().unwrap()).collect(), "{}", language.tag());
            for one in &faults {
                let said = fault(language, one);
                assert!(!said.contains(['{', '}']), "{}: {said}", language.tag());
                // What somebody wrote, and what a language is called, is not ours.
                let ours =
                    said.split('\u{2068}').map(|part| part.split_once('\u{2069}').map_or(part, |(_, rest)| rest));
                let ours: String = ours.collect();
                match language {
                    Language::En => assert!(ours.is_ascii() || ours.contains(['−', '’']), "{ours}"),
                    Language::Fr | Language::Es => assert_ne!(said, fault(Language::En, one), "{}", language.tag()),
                    Language::Ar | Language::Zh | Language::Ru => {
                        assert!(!ours.contains(|c: char| c.is_ascii_alphabetic()), "{}: {ours}", language.tag());
                    }
                }
            }
        }
    }

    #[test]
    fn the_form_of_a_fault_goes_with_its_number() {
        let long = |language, n| fault(language, &Fault::Long { n, max: 300 });
        assert_eq!(long(Language::En, 1_301), "it has 1,301 characters; 300 at most");
        assert_eq!(long(Language::Ru, 302), "302 знака; самое большее 300");
        assert_eq!(long(Language::Ru, 305), "305 знаков; самое большее 300");
        assert_eq!(long(Language::Fr, 302), "302 caractères\u{a0}; 300 au plus");
        let twice = Fault::OptionTwice { n: 2, text: "{max}".to_owned() };
        assert_eq!(
            fault(Language::Es, &twice),
            "la respuesta 2 dice lo mismo que otra anterior: \u{2068}{max}\u{2069}"
        );
    }
}
