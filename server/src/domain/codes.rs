//! Access codes of a room: how many there are, and whether taking part needs one.

use serde::{Deserialize, Serialize};

use super::refusal::Refusal;

/// So many codes one room may have: with them a code of thirteen letters still leaves a guess 2^-51.
pub const MAX_CODES: u32 = 10_000;

/// The codes of a room. They are not kept anywhere: each follows from the nodes' secret, the room, the generation and its number,
/// which runs from 1 to `made`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Codes {
    /// Which generation of codes is good; 0 while none was ever made.
    pub generation: u32,
    /// How many were made of it.
    pub made: u32,
    /// Taking part needs one.
    pub needed: bool,
}

impl Codes {
    /// Whether somebody may take part who came by a code of this generation, or by none.
    pub fn let_in(&self, by: Option<u32>) -> Result<(), Refusal> {
        let good = by.map_or(!self.needed, |generation| generation == self.generation);
        if good { Ok(()) } else { Err(Refusal::NeedsCode) }
    }

    /// With so many codes, needed or not; `anew` makes all that were given out worthless. Codes that were given out are not taken
    /// away one by one: their number only rises. Whether a code is needed does not change while a run takes ballots: whoever
    /// voted without one would come back as another voter.
    pub fn set(self, made: u32, needed: bool, anew: bool, is_open: bool) -> Result<Self, Refusal> {
        let least = u32::from(anew || needed);
        let least = if anew { least } else { least.max(self.made) };
        if made < least || made > MAX_CODES {
            return Err(Refusal::OutOfBounds { field: "made".to_owned(), min: least, max: MAX_CODES });
        }
        if is_open && (needed != self.needed || anew && needed) {
            return Err(Refusal::WrongState { state: "open".to_owned() });
        }
        let is_first = self.generation == 0 && made > 0;
        let generation = if anew || is_first { self.generation.saturating_add(1) } else { self.generation };
        Ok(Self { generation, made, needed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(made: u32, needed: bool) -> Codes {
        Codes { generation: 3, made, needed }
    }

    #[test]
    fn a_code_lets_in_while_its_generation_is_good_and_nobody_needs_one_unless_the_room_says_so() {
        for needed in [false, true] {
            let codes = some(10, needed);
            assert_eq!(codes.let_in(Some(3)), Ok(()));
            assert_eq!(codes.let_in(Some(2)), Err(Refusal::NeedsCode), "one of an earlier sheet, needed or not");
            assert_eq!(codes.let_in(None).is_ok(), !needed);
        }
        assert_eq!(Codes::default().let_in(None), Ok(()));
    }

    #[test]
    fn codes_that_were_given_out_stay_good_until_all_are_made_anew() {
        let bounds = |min| Err(Refusal::OutOfBounds { field: "made".to_owned(), min, max: MAX_CODES });
        assert_eq!(Codes::default().set(40, false, false, true), Ok(Codes { generation: 1, made: 40, needed: false }));
        assert_eq!(Codes::default().set(0, false, false, false), Ok(Codes::default()));
        assert_eq!(Codes::default().set(0, true, false, false), bounds(1), "nobody could come in");
        assert_eq!(some(10, true).set(12, true, false, true), Ok(some(12, true)), "more, while a run is open");
        assert_eq!(some(10, false).set(9, false, false, false), bounds(10));
        assert_eq!(some(10, false).set(MAX_CODES + 1, false, false, false), bounds(10));
        assert_eq!(some(10, false).set(9, false, true, false), Ok(Codes { generation: 4, made: 9, needed: false }));
        assert_eq!(some(10, false).set(0, false, true, false), bounds(1));
    }

    #[test]
    fn nobody_becomes_another_voter_while_a_run_is_open() {
        let open = Err(Refusal::WrongState { state: "open".to_owned() });
        assert_eq!(some(10, false).set(10, true, false, true), open);
        assert_eq!(some(10, true).set(10, false, false, true), open);
        assert_eq!(some(10, true).set(10, true, true, true), open, "those who voted would be let in again as others");
        assert!(some(10, true).set(10, true, true, false).is_ok());
    }
}
