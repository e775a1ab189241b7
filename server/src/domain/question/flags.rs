//! Flags for moderators: what can be seen of a waiting question without understanding it.
//!
//! There is no list of words, on purpose. Sober questions on child abuse or terrorism hold every word that such a list would
//! hold, and holding for approval is the protection. A flag refuses nothing: *approve all unflagged* passes over it.

use serde::{Deserialize, Serialize};

/// A reason to read a question before it is approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// It holds a link, an e-mail address or a telephone number.
    Contact,
    /// It is mostly in capital letters.
    Shouting,
    /// It holds characters that reorder text, or piles of marks. Both are gone from what is shown.
    Disguised,
    /// It has hardly any letters.
    FewLetters,
    /// The same person asked nearly the same before.
    AskedBefore,
    /// Somebody else asked nearly the same before.
    LikelyDuplicate,
}

/// What else is known of a question, beside its text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Context {
    /// Whether one of its author's own questions is [likely](super::similar::likely) the same.
    pub asked_before: bool,
    /// Whether a question of somebody else is.
    pub likely_duplicate: bool,
}

/// So many letters with two cases are needed before capitals are shouting: IGF, CSAM and NCMEC are names.
const SHOUTED_LETTERS: usize = 12;

/// So many words of more than three letters must stand in capitals.
const SHOUTED_WORDS: usize = 3;

/// More marks than this on one letter are a pile: Tibetan and Hebrew with points need four.
const MARKS: usize = 4;

/// A telephone number has nine digits, or seven behind a plus.
const PHONE_DIGITS: usize = 9;
const PHONE_DIGITS_AFTER_PLUS: usize = 7;

impl Context {
    /// As flags.
    pub fn flags(self) -> impl Iterator<Item = Flag> {
        [(Flag::AskedBefore, self.asked_before), (Flag::LikelyDuplicate, self.likely_duplicate)]
            .into_iter()
            .filter_map(|(flag, is_so)| is_so.then_some(flag))
    }
}

/// What a moderator should look at in `text`, **as it was typed**: cleaning takes the disguises away.
pub fn flags(text: &str) -> Vec<Flag> {
    [
        (Flag::Contact, text.split_whitespace().any(|word| is_address(word) || is_link(word)) || has_phone(text)),
        (Flag::Shouting, is_shouted(text)),
        (Flag::Disguised, is_disguised(text)),
        (Flag::FewLetters, has_few_letters(text)),
    ]
    .into_iter()
    .filter_map(|(flag, is_so)| is_so.then_some(flag))
    .collect()
}

/// "name@host.tld" anywhere in the word.
fn is_address(word: &str) -> bool {
    word.split_once('@').is_some_and(|(before, after)| {
        before.ends_with(char::is_alphanumeric)
            && after.split_once('.').is_some_and(|(host, rest)| {
                host.ends_with(char::is_alphanumeric) && rest.starts_with(char::is_alphanumeric)
            })
    })
}

/// "https://…", "www.…", "host.tld/path", and "host.org" if its last part has two or three small letters: where a blank is
/// forgotten after a sentence, the next word mostly begins with a capital or is longer.
fn is_link(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/');
    if word.contains("://") || word.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www.")) {
        return true;
    }
    let (host, path) = word.split_once('/').map_or((word, None), |(host, path)| (host, Some(path)));
    let Some((name, last)) = host.rsplit_once('.') else { return false };
    let is_host = name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '.')
        && name.ends_with(char::is_alphanumeric)
        && last.len() >= 2
        && last.bytes().all(|b| b.is_ascii_alphabetic());
    let is_bare = name.chars().count() >= 2 && last.len() <= 3 && !host.contains(|c: char| c.is_uppercase());
    is_host && (path.is_some_and(|path| !path.is_empty()) || (path.is_none() && is_bare && !is_initials(name)))
}

/// "a.b": letters one by one, as in "e.g.so".
fn is_initials(name: &str) -> bool {
    name.split('.').all(|part| part.chars().count() < 2)
}

/// A run of enough digits, with what people write between them. Years and numbers in groups of three are none.
fn has_phone(text: &str) -> bool {
    let is_part =
        |c: char| c.is_numeric() || matches!(c, ' ' | '-' | '(' | ')' | '.' | '/' | '+' | '\u{A0}' | '\u{202F}');
    text.split(|c: char| !is_part(c)).any(|run| {
        let groups: Vec<&str> = run.split(|c: char| !c.is_numeric()).filter(|group| !group.is_empty()).collect();
        let digits: usize = groups.iter().map(|group| group.chars().count()).sum();
        let is_year = |group: &&str| group.len() == 4 && (group.starts_with("19") || group.starts_with("20"));
        let is_thousands = groups.len() > 1
            && groups[0].len() <= 3
            && !groups[0].starts_with('0')
            && groups[1..].iter().all(|group| group.len() == 3);
        if run.contains('+') {
            return digits >= PHONE_DIGITS_AFTER_PLUS;
        }
        digits >= PHONE_DIGITS && !groups.iter().all(is_year) && !is_thousands
    })
}

fn is_shouted(text: &str) -> bool {
    let big = text.chars().filter(|c| c.is_uppercase()).count();
    let small = text.chars().filter(|c| c.is_lowercase()).count();
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().filter(|c| c.is_uppercase()).count() > 3 && !word.contains(char::is_lowercase))
        .count();
    big + small >= SHOUTED_LETTERS && big * 10 >= (big + small) * 7 && words >= SHOUTED_WORDS
}

fn is_disguised(text: &str) -> bool {
    let mut pile = 0;
    text.chars().any(|c| {
        pile = if is_mark(c) { pile + 1 } else { 0 };
        pile > MARKS || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    })
}

/// The marks that piles are made of: those that belong to no one script, and the points and vowels of Hebrew and Arabic.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0489}' | '\u{0591}'..='\u{05BD}' | '\u{0610}'..='\u{061A}'
        | '\u{064B}'..='\u{065F}' | '\u{0E47}'..='\u{0E4E}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

/// Two letters at least, and a third of all that is not blank.
fn has_few_letters(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let signs = text.chars().filter(|c| !c.is_whitespace() && !is_mark(*c)).count();
    letters < 2 || letters * 3 < signs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<Flag> {
        flags(text)
    }

    #[test]
    fn ways_to_lead_people_elsewhere_are_seen() {
        for text in [
            "see https://example.org/x for more",
            "look at WWW.example.org",
            "read this: bit.ly/3xYz",
            "(example.org) has the answer",
            "t.me/somebody",
            "write to jane.doe@example.org please",
            "please call my office at +41 79 555 01 23",
            "my number is 079 555 01 23 ok",
            "whatsapp me 0795550123",
        ] {
            assert_eq!(of(text), [Flag::Contact], "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_an_address_is_not() {
        for text in [
            "From 2019 2020 2021 2022 to now, what changed?",
            "Who pays the 1 000 000 000 dollars?",
            "It was 36,200,000 reports in 2023-10-12, wasn't it?",
            "I agree.What next?",
            "e.g. Signal, i.e. a messenger, in the U.S. or the U.K.",
            "and/or at 10.30 a.m. / p.m.",
            "version 1.2/3 of Art. 8(2)",
            "@moderator can you hear us...thanks",
        ] {
            assert!(of(text).is_empty(), "{text}: {:?}", of(text));
        }
    }

    #[test]
    fn shouting_is_more_than_names_in_capitals() {
        assert_eq!(of("WHY IS NOBODY LISTENING TO US ONLINE"), [Flag::Shouting]);
        assert_eq!(of("ПОЧЕМУ НАС НИКТО ЗДЕСЬ НЕ СЛЫШИТ"), [Flag::Shouting]);
        for text in [
            "Does the IWF share CSAM hashes with NCMEC?",
            "IGF, IWF, NCMEC, GIFCT: who decides?",
            "WHY ME",
            "为什么没有人听我们说话",
        ] {
            assert!(of(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn disguises_are_seen_and_writing_is_not_one() {
        assert_eq!(of("who is \u{202E}gnitset this"), [Flag::Disguised]);
        assert_eq!(of(&format!("he{}llo there", "\u{0301}".repeat(5))), [Flag::Disguised]);
        for text in ["שָׁלוֹם, מי מחליט?", "Tiếng Việt có dấu", "مُحَمَّدٌ", "หนึ่งที่นี่", "हिन्दी में प्रश्न", "می‌خواهم بدانم"]
        {
            assert!(of(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_question_has_letters() {
        for text in ["+1", "??????? a ??????????", "👍👍👍", "1234", ""] {
            assert_eq!(of(text), [Flag::FewLetters], "{text}");
        }
        for text in ["why?", "为什么？", "Why 18?"] {
            assert!(of(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn what_is_known_beside_the_text_is_said() {
        let told =
            |asked_before, likely_duplicate| Context { asked_before, likely_duplicate }.flags().collect::<Vec<_>>();
        assert_eq!(told(true, true), [Flag::AskedBefore, Flag::LikelyDuplicate]);
        assert_eq!((told(true, false), told(false, false)), (vec![Flag::AskedBefore], vec![]));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_looked_at_without_harm(text in "\\PC{0,80}|(?s).{0,80}") {
            let _ = of(&text);
        }
    }
}
