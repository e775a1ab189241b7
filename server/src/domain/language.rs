//! The languages that pages speak: which one a reader wants, and how each writes plurals, numbers and shares.
//!
//! Plurals follow CLDR's rules for whole numbers (<https://www.unicode.org/cldr/charts/48/supplemental/language_plural_rules.html>);
//! numbers and shares are written as browsers write them (`Intl.NumberFormat`), so that a page reads alike before its script
//! runs and after.

use serde::{Deserialize, Serialize};

/// One of the six.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// Arabic.
    Ar,
    /// Chinese, in simplified characters.
    Zh,
    /// Russian.
    Ru,
}

/// Which form of a message goes with a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Category {
    /// Arabic: 0.
    Zero,
    /// 1; in French 0 too; in Russian 1, 21, 31, … but not 11.
    One,
    /// Arabic: 2.
    Two,
    /// Russian: 2 to 4, 22 to 24, …; Arabic: 3 to 10, 103 to 110, …
    Few,
    /// Russian: 0, 5 to 20, 25 to 30, …; Arabic: 11 to 99, 111 to 199, …
    Many,
    /// All others.
    Other,
}

impl Language {
    /// All, in the order in which pages offer them.
    pub const ALL: [Self; 6] = [Self::En, Self::Fr, Self::Es, Self::Ar, Self::Zh, Self::Ru];

    /// "fr".
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
            Self::Es => "es",
            Self::Ar => "ar",
            Self::Zh => "zh",
            Self::Ru => "ru",
        }
    }

    /// The language of a BCP 47 tag, whatever its region or script: "fr-CA" is French.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let language = tag.split(['-', '_']).next()?.trim();
        Self::ALL.into_iter().find(|known| known.tag().eq_ignore_ascii_case(language))
    }

    /// What a browser would like best of what there is, by its `Accept-Language`.
    pub fn wanted(accepted: &str) -> Option<Self> {
        let mut best: Option<(f32, Self)> = None;
        for range in accepted.split(',') {
            let (tag, weight) = range.split_once(';').unwrap_or((range, ""));
            let weight = weight.trim().strip_prefix("q=").map_or(1.0, |q| q.trim().parse().unwrap_or(0.0));
            let Some(language) = Self::of_tag(tag.trim()) else { continue };
            if weight > best.map_or(0.0, |(weight, _)| weight) {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }

    /// "ltr" or "rtl".
    pub fn dir(self) -> &'static str {
        if self == Self::Ar { "rtl" } else { "ltr" }
    }

    /// The form of a message that goes with `n`.
    pub fn category(self, n: u32) -> Category {
        let (last, last_two) = (n % 10, n % 100);
        match self {
            Self::En | Self::Es if n == 1 => Category::One,
            Self::Fr if n < 2 => Category::One,
            // "Many" of French and Spanish is for whole millions, which no count here reaches.
            Self::En | Self::Es | Self::Fr | Self::Zh => Category::Other,
            Self::Ru => match (last, last_two) {
                (_, 11..=14) => Category::Many,
                (1, _) => Category::One,
                (2..=4, _) => Category::Few,
                _ => Category::Many,
            },
            Self::Ar => match (n, last_two) {
                (0, _) => Category::Zero,
                (1, _) => Category::One,
                (2, _) => Category::Two,
                (_, 3..=10) => Category::Few,
                (_, 11..=99) => Category::Many,
                _ => Category::Other,
            },
        }
    }

    /// "1,204"; "1 204" in French, "1204" in Spanish, which sets four digits together.
    pub fn number(self, n: u32) -> String {
        let separator = match self {
            Self::En | Self::Zh | Self::Ar => ',',
            Self::Fr => '\u{202F}',
            Self::Es => '.',
            Self::Ru => '\u{A0}',
        };
        let digits = n.to_string();
        if self == Self::Es && digits.len() == 4 {
            return digits;
        }
        let mut out = String::with_capacity(digits.len() + 9);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push(separator);
            }
            out.push(digit);
        }
        out
    }

    /// "52%" of `of`, which is not 0; halves are rounded up.
    pub fn share(self, part: u32, of: u32) -> String {
        let (part, of) = (u64::from(part), u64::from(of.max(1)));
        self.percent((part * 200 + of) / (of * 2))
    }

    /// "52%", of a whole number of hundredths.
    pub fn percent(self, percent: u64) -> String {
        match self {
            Self::En | Self::Zh => format!("{percent}%"),
            Self::Fr | Self::Es | Self::Ru => format!("{percent}\u{A0}%"),
            // Marks of direction keep the sign on its side of the digits.
            Self::Ar => format!("{percent}\u{200E}%\u{200E}"),
        }
    }
}

impl Language {
    /// "2.4"; a whole number stays one.
    pub fn decimal(self, figure: f32) -> String {
        let text = format!("{figure:.1}");
        match (text.strip_suffix(".0"), self) {
            (Some(whole), _) => whole.to_owned(),
            (None, Self::En | Self::Zh | Self::Ar) => text,
            (None, Self::Fr | Self::Es | Self::Ru) => text.replace('.', ","),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_gets_the_language_it_likes_best_of_those_there_are() {
        assert_eq!(Language::wanted("fr-CA,fr;q=0.9,en;q=0.8"), Some(Language::Fr));
        assert_eq!(Language::wanted("de, en-GB;q=0.4, ru;q=0.7"), Some(Language::Ru));
        assert_eq!(Language::wanted("zh-Hant-TW"), Some(Language::Zh));
        assert_eq!(Language::wanted("ar;q=0, es ; q=0.1"), Some(Language::Es), "a weight of 0 means: not this one");
        assert_eq!(Language::wanted("de,pl;q=0.9"), None);
        for odd in ["", "*", ";;;", "en;q=nonsense", "🦀"] {
            assert_eq!(Language::wanted(odd), None, "{odd:?}");
        }
    }

    #[test]
    fn plurals_go_by_rule() {
        use Category::{Few, Many, One, Other, Two, Zero};
        let of =
            |language: Language, numbers: &[u32]| numbers.iter().map(|n| language.category(*n)).collect::<Vec<_>>();
        assert_eq!(of(Language::En, &[0, 1, 2, 21]), [Other, One, Other, Other]);
        assert_eq!(of(Language::Fr, &[0, 1, 2, 21]), [One, One, Other, Other]);
        assert_eq!(of(Language::Es, &[0, 1, 2, 21]), [Other, One, Other, Other]);
        assert_eq!(of(Language::Zh, &[0, 1, 2]), [Other, Other, Other]);
        assert_eq!(
            of(Language::Ru, &[0, 1, 2, 4, 5, 11, 12, 14, 21, 22, 25, 101, 111, 112]),
            [Many, One, Few, Few, Many, Many, Many, Many, One, Few, Many, One, Many, Many]
        );
        assert_eq!(
            of(Language::Ar, &[0, 1, 2, 3, 10, 11, 99, 100, 101, 102, 103, 111, 1_000, 1_003]),
            [Zero, One, Two, Few, Few, Many, Many, Other, Other, Other, Few, Many, Other, Few]
        );
    }

    #[test]
    fn numbers_and_shares_read_as_browsers_write_them() {
        let all = [0, 7, 999, 1_000, 12_345_678].map(|n| Language::En.number(n));
        assert_eq!(all, ["0", "7", "999", "1,000", "12,345,678"]);
        assert_eq!(Language::Fr.number(12_345), "12\u{202F}345");
        assert_eq!([1_204, 12_345].map(|n| Language::Es.number(n)), ["1204", "12.345"]);
        assert_eq!(Language::Ru.number(1_204), "1\u{A0}204");
        let shares = [(0, 5), (1, 8), (1, 3), (2, 3), (5, 5)].map(|(a, b)| Language::En.share(a, b));
        assert_eq!(shares, ["0%", "13%", "33%", "67%", "100%"]);
        assert_eq!(Language::Ar.share(1, 2), "50\u{200E}%\u{200E}");
        assert_eq!(Language::Fr.share(1, 2), "50\u{A0}%");
        assert_eq!([2.44, 3.0].map(|figure| Language::En.decimal(figure)), ["2.4", "3"]);
        assert_eq!(Language::Ru.decimal(2.44), "2,4");
    }
}
