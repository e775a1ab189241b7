//! How gates and ballots are spelled in the records of both backends, and read back without trust.

use std::collections::BTreeMap;
use std::num::ParseIntError;

use super::StoreError;
use crate::domain::ballot::Contributions;
use crate::domain::gate::Gate;
use crate::domain::moment::Moment;
use crate::domain::person::Segment;
use crate::domain::tally::{Counts, Tally};

/// Stands for "none" in a field of a gate.
const NONE: &str = "-";
/// Stands for `Some(None)`: a close whose *keep open* restores "until closed".
const WITHOUT_END: &str = "*";

/// `rev|opened|until|closing|show|shut|void`; moments in milliseconds, `-` for none, flags 0 or 1. The Redis scripts read
/// and write the same text (gate.lua).
pub(super) fn of_gate(gate: &Gate) -> String {
    let spell = |moment: Option<Moment>| moment.map_or(NONE.to_owned(), |moment| moment.0.to_string());
    let closing = match gate.closing {
        None => NONE.to_owned(),
        Some(None) => WITHOUT_END.to_owned(),
        Some(until) => spell(until),
    };
    format!(
        "{}|{}|{}|{closing}|{}|{}|{}",
        gate.rev,
        gate.opened.0,
        spell(gate.until),
        u8::from(gate.show),
        spell(gate.shut),
        u8::from(gate.void),
    )
}

/// The gate that [`of_gate`] spelled.
pub(super) fn gate(text: &str) -> Result<Gate, StoreError> {
    gate_if_plain(text).ok_or_else(|| StoreError::Corrupt("a gate that does not read as one".to_owned()))
}

fn gate_if_plain(text: &str) -> Option<Gate> {
    let mut fields = text.split('|');
    let mut next = || fields.next();
    let gate = Gate {
        rev: next()?.parse().ok()?,
        opened: Moment(next()?.parse().ok()?),
        until: moment(next()?).ok()?,
        closing: match next()? {
            NONE => None,
            WITHOUT_END => Some(None),
            until => Some(Some(Moment(until.parse().ok()?))),
        },
        show: flag(next()?)?,
        shut: moment(next()?).ok()?,
        void: flag(next()?)?,
    };
    next().is_none().then_some(gate)
}

fn moment(text: &str) -> Result<Option<Moment>, ParseIntError> {
    if text == NONE { Ok(None) } else { Ok(Some(Moment(text.parse()?))) }
}

fn flag(text: &str) -> Option<bool> {
    match text {
        "0" => Some(false),
        "1" => Some(true),
        _ => None,
    }
}

/// What a ballot adds, as it was stored; refused if a weight in it is no number, so that counting cannot stumble.
pub(super) fn contributions(text: &str) -> Result<Contributions, StoreError> {
    let plain = text.is_empty()
        || text.split(',').all(|part| {
            let (key, weight) = part.split_once(':').unwrap_or((part, "1"));
            !key.is_empty() && !key.contains('|') && weight.parse::<u32>().is_ok()
        });
    if plain {
        Ok(Contributions::stored(text))
    } else {
        Err(StoreError::Corrupt("a ballot that does not read as one".to_owned()))
    }
}

/// The segment of a stored code.
pub(super) fn segment(code: u8) -> Result<Segment, StoreError> {
    Segment::of_code(code).ok_or_else(|| StoreError::Corrupt(format!("{code} is no segment")))
}

/// A tally from stored counters: segment code, key (empty: the number of ballots) and count.
pub(super) fn tally<'a>(counters: impl IntoIterator<Item = (u8, &'a str, i64)>) -> Result<Tally, StoreError> {
    let mut segments: BTreeMap<Segment, Counts> = BTreeMap::new();
    for (code, key, count) in counters {
        let count = u64::try_from(count).map_err(|_| StoreError::Corrupt("a count below zero".to_owned()))?;
        let counts = segments.entry(segment(code)?).or_default();
        if key.is_empty() {
            counts.ballots = u32::try_from(count).map_err(|_| StoreError::Corrupt("too many ballots".to_owned()))?;
        } else if count > 0 {
            counts.keys.insert(key.to_owned(), count);
        }
    }
    Ok(Tally::of(segments))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn moments() -> impl Strategy<Value = Option<Moment>> {
        prop::option::of((0_u64..1 << 53).prop_map(Moment))
    }

    proptest! {
        #[test]
        fn a_gate_reads_back_as_it_was_written(
            rev in any::<u32>(),
            opened in (0_u64..1 << 53).prop_map(Moment),
            (until, shut) in (moments(), moments()),
            closing in prop::option::of(moments()),
            (show, void) in (any::<bool>(), any::<bool>()),
        ) {
            let written = Gate { rev, opened, until, closing, show, shut, void };
            prop_assert_eq!(gate(&of_gate(&written)), Ok(written));
        }

        #[test]
        fn nothing_else_reads_as_a_gate_or_brings_the_reader_down(text in "[-0-9|*x]{0,30}") {
            if let Ok(read) = gate(&text) {
                prop_assert_eq!(gate(&of_gate(&read)), Ok(read));
            }
        }
    }

    #[test]
    fn a_broken_ballot_is_refused_before_it_is_counted() {
        assert!(contributions("").is_ok());
        assert!(contributions("0,2:5,?").is_ok());
        for bad in ["0:", "0:x", "0:-1", ",", "0,,1", ":3", "0|1"] {
            assert!(contributions(bad).is_err(), "{bad}");
        }
    }
}
