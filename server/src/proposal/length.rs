//! A length in minutes from the words people give it in: "60 min", "1h30", "an hour and a half", "une heure et demie".

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{Doubt, Number, Text};

/// A day is the longest session there is.
const LONGEST: u16 = 24 * 60;

/// Lengths that have a name of their own. The longer names stand before those they hold.
const NAMED: &[(u16, &str)] = &[
    (
        90,
        "one and a half hours|one-and-a-half hours|one hour and a half|one and one half hours|an hour and a half|\
         hour and a half|hour and half|une heure et demie|heure et demie|una hora y media|hora y media|\
         uma hora e meia|hora e meia|anderthalb stunden|eineinhalb stunden|полтора часа|полутора часов|\
         一个半小时|一個半小時|一小时半|ساعة ونصف",
    ),
    (150, "two and a half hours|two-and-a-half hours|zweieinhalb stunden|deux heures et demie|两个半小时"),
    (
        45,
        "three quarters of an hour|three-quarters of an hour|trois quarts d'heure|trois quarts d’heure|\
         tres cuartos de hora|três quartos de hora|dreiviertelstunde",
    ),
    (15, "quarter of an hour|quarter hour|quart d'heure|quart d’heure|viertelstunde"),
    (
        30,
        "half an hour|half-hour|half hour|demi-heure|demi heure|media hora|meia hora|halbe stunde|полчаса|半个小时|\
         半小时|نصف ساعة",
    ),
];

/// Numbers as words, in the languages of the form.
const WORDS: &[(u16, &str)] = &[
    (1, "one|an|a|une|un|una|uma|eine|einer|один|一|一个"),
    (2, "two|deux|dos|duas|dois|zwei|два|两|两个|二"),
    (3, "three|trois|tres|três|drei|три|三|三个"),
    (4, "four|quatre|cuatro|quatro|vier|четыре"),
    (10, "ten|dix|diez|dez|zehn|десять|十"),
    (15, "fifteen|quinze|quince|fünfzehn|пятнадцать|十五"),
    (20, "twenty|vingt|veinte|vinte|zwanzig|двадцать|二十"),
    (30, "thirty|trente|treinta|trinta|dreißig|dreissig|тридцать|三十"),
    (40, "forty|quarante|cuarenta|quarenta|vierzig|сорок|四十"),
    (45, "forty-five|forty five|quarante-cinq|cuarenta y cinco|quarenta e cinco|fünfundvierzig|сорок пять|四十五"),
    (50, "fifty|cinquante|cincuenta|cinquenta|fünfzig|пятьдесят|五十"),
    (60, "sixty|soixante|sesenta|sessenta|sechzig|шестьдесят|六十"),
    (75, "seventy-five|seventy five|soixante-quinze|setenta y cinco|setenta e cinco"),
    (90, "ninety|quatre-vingt-dix|noventa|neunzig|девяносто|九十"),
    (120, "one hundred twenty|one hundred and twenty|cent vingt|ciento veinte|cento e vinte|hundertzwanzig"),
];

const HOUR: &str =
    r"(?:h\b|hrs?\b|hours?\b|heures?\b|horas?\b|stunden?\b|std\b|час(?:а|ов)?\b|小时|小時|個小時|时|時間|ساعات|ساعة)";
const MINUTE: &str = r"(?:mins?\b|mn\b|minutes?\b|minutos?\b|minuten?\b|мин\w*|分钟|分鐘|分|دقائق|دقيقة)";

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern written here is tried by every test")
}

fn number() -> String {
    let mut words: Vec<String> = WORDS.iter().flat_map(|(_, list)| list.split('|')).map(regex::escape).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    format!(r"\d{{1,3}}(?:[.,]\d{{1,2}})?|{}", words.join("|"))
}

static NAMES: LazyLock<Vec<(u16, &str)>> =
    LazyLock::new(|| NAMED.iter().flat_map(|(value, list)| list.split('|').map(|name| (*value, name))).collect());
/// "1 hour 30 minutes", "1h30", "2 heures et 15 min", "1½ h"
static HOURS: LazyLock<Regex> = LazyLock::new(|| {
    let number = number();
    regex(&format!(
        r"(?i)(?:^|[^\w.,:])(({number})\s*(½)?[\s-]*(?:h\s?(\d{{2}})\b|{HOUR})(?:[\s,]*(?:(?:and|et|y|e|und|и)\s+)?({number})\s*{MINUTE})?)"
    ))
});
static MINUTES: LazyLock<Regex> = LazyLock::new(|| {
    let number = number();
    regex(&format!(r"(?i)(?:^|[^\w.,:])(({number})[\s-]*{MINUTE})"))
});
/// "30-60 min", "1 to 2 hours", "between 60 and 90 minutes": somebody else has to choose.
static RANGE: LazyLock<Regex> = LazyLock::new(|| {
    let number = number();
    regex(&format!(
        r"(?i)\b({number})\s*(?:{MINUTE}|{HOUR})?\s*(?:-|–|—|/|to|or|à|ou|o|a|bis|oder|до|или|至|或)\s*({number})[\s-]*(?:{MINUTE}|{HOUR})|\b(?:between|entre|zwischen)\s+({number})\s*(?:and|et|y|e|und)\s*({number})"
    ))
});
/// "1:30 h", "1:30 hours", "01:30"
static COLON: LazyLock<Regex> =
    LazyLock::new(|| regex(&format!(r"(?i)^\D{{0,12}}((\d{{1,2}}):(\d\d)(?:\s*{HOUR})?)(?:[^\d:–-]*)$")));
static CLOCK: LazyLock<Regex> = LazyLock::new(|| regex(r"\d[:.h]\d\d"));
static DIGITS: LazyLock<Regex> = LazyLock::new(|| regex(r"\d{1,3}"));

/// The length that a line beside its label gives; hours are counted as sixty minutes.
pub(super) fn of(plain: &str, line: Range<usize>) -> Result<Option<Number<u16>>, Doubt> {
    let text = &plain[line.clone()];
    let found = |value: u16, range: Range<usize>| {
        let span = line.start + range.start..line.start + range.end;
        Ok((1..=LONGEST).contains(&value).then_some(Number { value, span }))
    };
    let several = || {
        let text = Text::new(plain, line.clone());
        Err(Doubt { field: "minutes", text, why: "the text gives more than one length" })
    };
    if let Some((value, range)) = named(text) {
        return found(value, range);
    }
    if RANGE.is_match(text) {
        return several();
    }
    if let Some(said) = COLON.captures(text)
        && let (Some(whole), Some(hours), Some(minutes)) = (said.get(1), said.get(2), said.get(3))
        && whole.end() > minutes.end()
    {
        return found(count(hours.as_str()) * 60 + count(minutes.as_str()), whole.range());
    }
    if let Some(said) = HOURS.captures(text)
        && let (Some(whole), Some(hours)) = (said.get(1), said.get(2))
    {
        let half = if said.get(3).is_some() { 30 } else { 0 };
        let more = said.get(4).or_else(|| said.get(5)).map_or(0, |minutes| count(minutes.as_str()));
        return found(hour_minutes(hours.as_str()).saturating_add(half + more), whole.range());
    }
    if let Some(said) = MINUTES.captures(text)
        && let Some(number) = said.get(2)
    {
        return found(count(number.as_str()), number.range());
    }
    // "14:00-15:30" is a time of day.
    if CLOCK.is_match(text) {
        return Ok(None);
    }
    let numbers: Vec<_> = DIGITS.find_iter(text).collect();
    match numbers.as_slice() {
        [] => Ok(None),
        [only] => found(count(only.as_str()), only.range()),
        _ => several(),
    }
}

/// A length with a name of its own.
fn named(text: &str) -> Option<(u16, Range<usize>)> {
    let lower = text.to_lowercase();
    // Where lower case has other lengths, places would differ.
    if lower.len() != text.len() {
        return None;
    }
    NAMES.iter().find_map(|(value, name)| {
        let at = lower.find(name)?;
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric) && name.is_ascii();
        let inside = word(lower[..at].chars().next_back()) || word(lower[at + name.len()..].chars().next());
        (!inside).then(|| (*value, at..at + name.len()))
    })
}

/// "1.5" hours are ninety minutes.
fn hour_minutes(written: &str) -> u16 {
    let Some((whole, part)) = written.split_once(['.', ',']) else { return count(written).saturating_mul(60) };
    let tenths: u16 = part.parse().unwrap_or(0);
    let minutes = if part.len() == 1 { tenths * 6 } else { tenths * 6 / 10 };
    count(whole).saturating_mul(60).saturating_add(minutes)
}

fn count(written: &str) -> u16 {
    let lower = written.to_lowercase();
    let word = || WORDS.iter().find(|(_, list)| list.split('|').any(|word| word == lower)).map(|(value, _)| *value);
    lower.parse().ok().or_else(word).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn lengths_are_read_as_people_write_them() {
        for (line, minutes) in [
            ("60", 60),
            ("60 min", 60),
            ("90 minutes (12:00 - 13:30)", 90),
            ("90-minute session", 90),
            ("1 hour 30 minutes", 90),
            ("1 hour and 15 min", 75),
            ("1h30", 90),
            ("1 h 30", 60 + 30),
            ("1.5 hours", 90),
            ("1,5 Stunden", 90),
            ("1.25 hours", 75),
            ("1½ hours", 90),
            ("1:30 hours", 90),
            ("2 hours", 120),
            ("One hour", 60),
            ("an hour and a half", 90),
            ("ninety minutes", 90),
            ("Half an hour", 30),
            ("une heure et demie", 90),
            ("une heure", 60),
            ("hora y media", 90),
            ("uma hora e meia", 90),
            ("anderthalb Stunden", 90),
            ("полтора часа", 90),
            ("1 час 30 минут", 90),
            ("一个半小时", 90),
            ("90分钟", 90),
            ("ساعة ونصف", 90),
            ("90 minutes, of which 30 for the panel", 90),
        ] {
            assert_eq!(of(line, 0..line.len()).unwrap().map(|found| found.value), Some(minutes), "{line}");
        }
    }

    #[test]
    fn what_is_no_length_or_more_than_one_is_not_chosen() {
        for line in ["whatever slot is free", "14:00-15:30", "TBC", "0"] {
            assert_eq!(of(line, 0..line.len()).unwrap(), None, "{line}");
        }
        for line in ["30-60 min", "60 or 90 minutes", "1 to 2 hours", "between 60 and 90 minutes", "60 90"] {
            assert!(of(line, 0..line.len()).is_err(), "{line}");
        }
    }
}
