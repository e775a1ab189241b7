//! A poll's words in other languages than the workshop's. Whatever somebody read, their ballot names an answer by its place,
//! so all languages count in one tally.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::language::Language;
use super::poll::Kind;

/// The words of a poll in one other language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(deny_unknown_fields)]
pub struct Translation {
    /// What is asked.
    pub prompt: String,
    /// The words of the kind's answers, in their order and as many; none for kinds whose answers every page knows.
    #[serde(default)]
    pub options: Vec<String>,
    /// A person who reads both languages has compared them. Pages say so where nobody has.
    #[serde(default)]
    pub checked: bool,
}

/// One for each language there is one in.
pub type Translations = BTreeMap<Language, Translation>;

/// Why these cannot stand beside a poll, in words for whoever wrote them: one that leaves an answer out would let people
/// vote on something else.
pub fn check(translations: &Translations, kind: &Kind, of: Option<Language>) -> Result<(), String> {
    for (language, translation) in translations {
        let tag = language.tag();
        if Some(*language) == of {
            return Err(format!("a translation into {tag}, which is the language of the poll"));
        }
        if translation.prompt.trim().is_empty() {
            return Err(format!("the prompt in {tag} is empty"));
        }
        let own = kind.words();
        if translation.options.len() != own.len() {
            return Err(format!("{} answers in {tag}, not {}", translation.options.len(), own.len()));
        }
        // A step of a scale that goes without words does so in every language, and none gains a blank answer.
        let unlike = own.iter().zip(&translation.options).position(|(own, other)| own.is_empty() != other.is_empty());
        if let Some(at) = unlike {
            return Err(format!("answer {} in {tag} is empty, or should be", at + 1));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(prompt: &str, options: &[&str]) -> Translations {
        let options = options.iter().map(ToString::to_string).collect();
        Translations::from([(Language::Fr, Translation { prompt: prompt.to_owned(), options, checked: false })])
    }

    #[test]
    fn a_translation_has_every_answer_and_no_other() {
        let scale = Kind::Scale { labels: vec!["low".into(), String::new(), "high".into()] };
        assert!(check(&of("?", &["bas", "", "haut"]), &scale, Some(Language::En)).is_ok());
        assert!(check(&of("?", &["bas", "haut"]), &scale, None).unwrap_err().contains("2 answers"));
        assert!(check(&of("?", &["bas", "milieu", "haut"]), &scale, None).unwrap_err().contains("answer 2"));
        assert!(check(&of(" ", &["bas", "", "haut"]), &scale, None).unwrap_err().contains("empty"));
        assert!(check(&of("?", &["bas", "", "haut"]), &scale, Some(Language::Fr)).is_err());
        assert!(check(&of("?", &[]), &Kind::YesNo, None).is_ok());
        assert!(check(&of("?", &["oui", "non"]), &Kind::YesNo, None).is_err());
    }
}
