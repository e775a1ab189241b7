//! One voter's wish in one run: from what was tapped to what it adds to the tally, and back.

use serde::{Deserialize, Serialize};

use super::poll::Kind;
use super::refusal::Refusal;

/// What somebody chose, as it crosses the wire: `"cant_say"`, `{"one":2}`, `{"many":[0,2]}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// "I can't say": an answer to every kind, counted in n.
    CantSay,
    /// One option, step or answer, from 0 (single, scale, gradient, yes/no; yes is 0).
    One(u8),
    /// Several options, from 0, in any order, none twice (multiple).
    Many(Vec<u8>),
}

/// The key under which "I can't say" is counted.
pub const CANT_SAY: &str = "?";

/// What a ballot adds to the tally, in the one canonical form that both stores keep: `key` or `key:weight`, joined by
/// commas, keys ascending. A key has none of `,` `:` `|`; a weight of 1 is not written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Contributions(Box<str>);

impl Contributions {
    /// From keys and weights in canonical order.
    pub fn of(pairs: &[(&str, u32)]) -> Self {
        let mut text = String::with_capacity(pairs.len() * 3);
        for (key, weight) in pairs {
            debug_assert!(!key.is_empty() && !key.contains([',', ':', '|']), "a key is plain");
            if !text.is_empty() {
                text.push(',');
            }
            text.push_str(key);
            if *weight != 1 {
                text.push(':');
                text.push_str(&weight.to_string());
            }
        }
        Self(text.into_boxed_str())
    }

    /// What a store read back; it wrote it from [`Self::as_str`].
    pub fn stored(text: &str) -> Self {
        Self(text.into())
    }

    /// The canonical text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Each key with its weight.
    pub fn iter(&self) -> impl Iterator<Item = (&str, i64)> {
        self.0.split(',').filter(|part| !part.is_empty()).map(|part| match part.split_once(':') {
            Some((key, weight)) => (key, weight.parse().expect("a store returns what it was given")),
            None => (part, 1),
        })
    }
}

/// What `choice` adds to a run of this `kind`, or why it is no ballot there.
pub fn contributions(kind: &Kind, choice: &Choice) -> Result<Contributions, Refusal> {
    if *choice == Choice::CantSay {
        return Ok(Contributions(CANT_SAY.into()));
    }
    match (kind, choice) {
        (Kind::Single { .. } | Kind::Scale { .. } | Kind::Gradient | Kind::YesNo, Choice::One(at)) => {
            if usize::from(*at) >= kind.answers() {
                return Err(Refusal::UnknownOption);
            }
            Ok(Contributions(at.to_string().into_boxed_str()))
        }
        (Kind::Multiple { options, min, max }, Choice::Many(chosen)) => {
            let mut chosen = chosen.clone();
            chosen.sort_unstable();
            if chosen.windows(2).any(|pair| pair[0] == pair[1]) {
                return Err(Refusal::ChosenTwice);
            }
            if chosen.last().is_some_and(|last| usize::from(*last) >= options.len()) {
                return Err(Refusal::UnknownOption);
            }
            if chosen.len() < usize::from(*min) || chosen.len() > usize::from(*max) {
                return Err(Refusal::WrongCount { min: *min, max: *max });
            }
            let keys: Vec<String> = chosen.iter().map(u8::to_string).collect();
            Ok(Contributions(keys.join(",").into_boxed_str()))
        }
        _ => Err(Refusal::WrongKind),
    }
}

/// The choice that a stored ballot of this `kind` stands for: the inverse of [`contributions`].
pub fn choice_of(kind: &Kind, stored: &Contributions) -> Option<Choice> {
    if stored.as_str() == CANT_SAY {
        return Some(Choice::CantSay);
    }
    let mut answers = stored.iter().map(|(key, _)| key.parse::<u8>().ok());
    match kind {
        Kind::Multiple { .. } => answers.collect::<Option<Vec<u8>>>().map(|mut chosen| {
            chosen.sort_unstable();
            Choice::Many(chosen)
        }),
        Kind::Single { .. } | Kind::Scale { .. } | Kind::Gradient | Kind::YesNo => answers.next()?.map(Choice::One),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn kinds() -> impl Strategy<Value = Kind> {
        let options = (2_usize..=12).prop_map(|n| (0..n).map(|i| format!("o{i}")).collect::<Vec<_>>());
        prop_oneof![
            options.clone().prop_map(|options| Kind::Single { options }),
            (options, 1_u8..=12, 1_u8..=12).prop_map(|(options, a, b)| {
                let most = options.len() as u8;
                let (a, b) = (a.min(most), b.min(most));
                Kind::Multiple { options, min: a.min(b), max: a.max(b) }
            }),
            (3_usize..=11).prop_map(|n| Kind::Scale { labels: (0..n).map(|i| format!("s{i}")).collect() }),
            Just(Kind::Gradient),
            Just(Kind::YesNo),
        ]
    }

    fn choices() -> impl Strategy<Value = Choice> {
        prop_oneof![
            Just(Choice::CantSay),
            any::<u8>().prop_map(|n| Choice::One(n % 14)),
            prop::collection::vec(0_u8..14, 0..14).prop_map(Choice::Many),
        ]
    }

    proptest! {
        #[test]
        fn what_is_taken_comes_back_as_the_same_choice(kind in kinds(), choice in choices()) {
            if let Ok(stored) = contributions(&kind, &choice) {
                let mut expected = choice;
                if let Choice::Many(chosen) = &mut expected {
                    chosen.sort_unstable();
                }
                prop_assert_eq!(choice_of(&kind, &stored), Some(expected));
            }
        }

        #[test]
        fn what_is_taken_fits_the_kind(kind in kinds(), choice in choices()) {
            if let Ok(stored) = contributions(&kind, &choice) {
                let keys: Vec<&str> = stored.iter().map(|(key, _)| key).collect();
                prop_assert!(!keys.is_empty());
                for key in &keys {
                    prop_assert!(*key == CANT_SAY || key.parse::<usize>().unwrap() < kind.answers());
                }
                if let (Kind::Multiple { min, max, .. }, Choice::Many(_)) = (&kind, &choice) {
                    prop_assert!(keys.len() >= usize::from(*min) && keys.len() <= usize::from(*max));
                } else {
                    prop_assert_eq!(keys.len(), 1);
                }
            }
        }
    }

    #[test]
    fn each_mistake_has_its_own_refusal() {
        let multiple = Kind::Multiple { options: vec!["a".into(), "b".into(), "c".into()], min: 1, max: 2 };
        let of = |kind: &Kind, choice| contributions(kind, &choice).unwrap_err();
        assert_eq!(of(&Kind::YesNo, Choice::One(2)), Refusal::UnknownOption);
        assert_eq!(of(&Kind::YesNo, Choice::Many(vec![0])), Refusal::WrongKind);
        assert_eq!(of(&multiple, Choice::One(0)), Refusal::WrongKind);
        assert_eq!(of(&multiple, Choice::Many(vec![])), Refusal::WrongCount { min: 1, max: 2 });
        assert_eq!(of(&multiple, Choice::Many(vec![0, 1, 2])), Refusal::WrongCount { min: 1, max: 2 });
        assert_eq!(of(&multiple, Choice::Many(vec![1, 1])), Refusal::ChosenTwice);
        assert_eq!(of(&multiple, Choice::Many(vec![3])), Refusal::UnknownOption);
    }
}
