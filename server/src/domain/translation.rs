//! A poll's words in other languages than the workshop's. Whatever somebody read, their ballot names an answer by its place,
//! so all languages count in one tally.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fault::{Fault, count};
use super::kind::Kind;
use super::language::Language;

/// The words of a poll in one other language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(deny_unknown_fields)]
pub struct Translation {
    /// What is asked.
    pub prompt: String,
    /// The words of the kind's own, in their order and as many: see [`own_words`].
    #[serde(default)]
    pub options: Vec<String>,
    /// A person who reads both languages has compared them. Pages say so where nobody has.
    #[serde(default)]
    pub checked: bool,
}

/// One for each language there is one in.
pub type Translations = BTreeMap<Language, Translation>;

/// The words in a kind that somebody wrote, in the order in which a translation has them: options, the labels of a scale,
/// the unit of a number, the ends of a grid (across, then up), statements. None where every page knows the answers.
pub fn own_words(kind: &Kind) -> Vec<&str> {
    match kind {
        Kind::Number(number) if number.unit.is_empty() => Vec::new(),
        Kind::Number(number) => vec![&number.unit],
        Kind::Grid(grid) => vec![&grid.across.low, &grid.across.high, &grid.up.low, &grid.up.high],
        Kind::Statements(deck) => deck.statements.iter().map(|statement| statement.text.as_str()).collect(),
        Kind::Gradient | Kind::YesNo | Kind::Words(_) | Kind::OpenText => Vec::new(),
        choosing => choosing.options().iter().map(String::as_str).collect(),
    }
}

/// The same kind in other words, as many as [`own_words`].
#[must_use]
pub fn in_words(kind: &Kind, words: &[String]) -> Kind {
    let mut kind = kind.clone();
    let mut words = words.iter().cloned();
    let mut put = |text: &mut String| {
        if let Some(word) = words.next() {
            *text = word;
        }
    };
    match &mut kind {
        Kind::Single { options } | Kind::Multiple { options, .. } | Kind::Scale { labels: options } => {
            options.iter_mut().for_each(put);
        }
        Kind::Ranking(ranking) => ranking.options.iter_mut().for_each(put),
        Kind::Points(points) => points.options.iter_mut().for_each(put),
        Kind::Number(number) if !number.unit.is_empty() => put(&mut number.unit),
        Kind::Grid(grid) => {
            for ends in [&mut grid.across, &mut grid.up] {
                put(&mut ends.low);
                put(&mut ends.high);
            }
        }
        Kind::Statements(deck) => deck.statements.iter_mut().for_each(|statement| put(&mut statement.text)),
        Kind::Gradient | Kind::YesNo | Kind::Words(_) | Kind::OpenText | Kind::Number(_) => {}
    }
    kind
}

/// Why these cannot stand beside a poll, in words for whoever wrote them: one that leaves an answer out would let people
/// vote on something else.
pub fn check(translations: &Translations, kind: &Kind, of: Option<Language>) -> Result<(), Fault> {
    for (language, translation) in translations {
        let language = *language;
        if Some(language) == of {
            return Err(Fault::OwnLanguage { language });
        }
        if translation.prompt.trim().is_empty() {
            return Err(Fault::PromptEmpty { language });
        }
        let own = own_words(kind);
        if translation.options.len() != own.len() {
            return Err(Fault::Answers { language, n: count(translation.options.len()), of: count(own.len()) });
        }
        // A step of a scale that goes without words does so in every language, and none gains a blank answer.
        let unlike = own.iter().zip(&translation.options).position(|(own, other)| own.is_empty() != other.is_empty());
        if let Some(at) = unlike {
            return Err(Fault::AnswerEmpty { language, n: count(at + 1) });
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
        let language = Language::Fr;
        let fault = |translations: &Translations| check(translations, &scale, None).unwrap_err();
        assert_eq!(fault(&of("?", &["bas", "haut"])), Fault::Answers { language, n: 2, of: 3 });
        assert_eq!(fault(&of("?", &["bas", "milieu", "haut"])), Fault::AnswerEmpty { language, n: 2 });
        assert_eq!(fault(&of(" ", &["bas", "", "haut"])), Fault::PromptEmpty { language });
        assert!(check(&of("?", &["bas", "", "haut"]), &scale, Some(Language::Fr)).is_err());
        assert!(check(&of("?", &[]), &Kind::YesNo, None).is_ok());
        assert!(check(&of("?", &["oui", "non"]), &Kind::YesNo, None).is_err());
    }

    proptest::proptest! {
        #[test]
        fn a_kind_in_other_words_is_the_same_kind(kind in crate::domain::kind::samples::kinds()) {
            let own: Vec<String> = own_words(&kind).into_iter().map(str::to_owned).collect();
            proptest::prop_assert_eq!(&in_words(&kind, &own), &kind);
            let other: Vec<String> = own.iter().map(|word| format!("{word}!")).collect();
            let changed = in_words(&kind, &other);
            proptest::prop_assert_eq!(own_words(&changed), other);
        }
    }
}
