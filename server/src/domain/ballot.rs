//! One voter's wish in one run: from what was tapped to what it adds to the tally, and back.

use super::kind::{Choice, Kind};
use super::refusal::Refusal;

/// The key under which "I can't say" is counted.
pub const CANT_SAY: &str = "?";

/// What a ballot adds to the tally, in the one canonical form that both stores keep: `key` or `key:weight`, joined by
/// commas, keys ascending. A key has none of `,` `:` `|`; a weight of 1 is not written.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Contributions(Box<str>);

impl Contributions {
    /// From keys and weights in canonical order.
    pub fn of<'a>(pairs: impl IntoIterator<Item = (&'a str, u32)>) -> Self {
        let mut text = String::new();
        for (key, weight) in pairs {
            debug_assert!(!key.is_empty() && !key.contains([',', ':', '|']), "a key is plain");
            if !text.is_empty() {
                text.push(',');
            }
            text.push_str(key);
            if weight != 1 {
                text.push(':');
                text.push_str(&weight.to_string());
            }
        }
        Self(text.into_boxed_str())
    }

    /// From keys of weight 1, in canonical order.
    pub fn of_keys(keys: impl IntoIterator<Item = String>) -> Self {
        let mut text = String::new();
        for key in keys {
            debug_assert!(!key.is_empty() && !key.contains([',', ':', '|']), "a key is plain");
            if !text.is_empty() {
                text.push(',');
            }
            text.push_str(&key);
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
    kind.contributions(choice)
}

/// The choice that a stored ballot of this `kind` stands for: the inverse of [`contributions`].
pub fn choice_of(kind: &Kind, stored: &Contributions) -> Option<Choice> {
    if stored.as_str() == CANT_SAY {
        return Some(Choice::CantSay);
    }
    kind.choice_of(stored)
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
