//! Names of things, as types: parsing one is checking it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize, de};

/// The 31 letters and digits of a room or pairing code: nothing that looks like something else (no i, l, o, 0, 1).
pub const CODE_ALPHABET: &[u8; 31] = b"23456789abcdefghjkmnpqrstuvwxyz";

/// Why a name was not one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadId;

impl fmt::Display for BadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a valid name of this kind")
    }
}

impl std::error::Error for BadId {}

fn code<const N: usize>(text: &str) -> Result<[u8; N], BadId> {
    let mut out = [0; N];
    let mut at = 0;
    for byte in text.bytes().filter(|b| !matches!(b, b' ' | b'-')) {
        let byte = byte.to_ascii_lowercase();
        if at == N || !CODE_ALPHABET.contains(&byte) {
            return Err(BadId);
        }
        out[at] = byte;
        at += 1;
    }
    if at == N { Ok(out) } else { Err(BadId) }
}

fn code_of_bytes<const N: usize>(random: &[u8]) -> [u8; N] {
    // Base 31 digits of the number the bytes spell; 16 random bytes leave no bias worth naming.
    let mut number = random.iter().take(16).fold(0_u128, |n, b| (n << 8) | u128::from(*b));
    let mut out = [0; N];
    for digit in &mut out {
        *digit = CODE_ALPHABET[(number % 31) as usize];
        number /= 31;
    }
    out
}

macro_rules! code_type {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ts_rs::TS)]
        #[ts(type = "string")]
        pub struct $name([u8; $len]);

        impl $name {
            /// The code that 16 random (or keyed-hash) bytes spell.
            pub fn from_bytes(random: &[u8]) -> Self {
                Self(code_of_bytes(random))
            }

            /// As it stands in a link: lower case, nothing between.
            pub fn as_str(&self) -> &str {
                std::str::from_utf8(&self.0).expect("the alphabet is ASCII")
            }
        }

        impl FromStr for $name {
            type Err = BadId;
            /// Takes either case, and blanks or hyphens anywhere.
            fn from_str(text: &str) -> Result<Self, BadId> {
                code(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                String::deserialize(d)?.parse().map_err(de::Error::custom)
            }
        }
    };
}

code_type!(
    /// A room's short join code: six of 31 letters, 8.9e8 of them.
    RoomCode,
    6
);
code_type!(
    /// What a screen shows until a moderator lets it in: four of 31 letters, good for ten minutes.
    PairingCode,
    4
);

/// What stands on a card: thirteen of 31 letters. It is a right to vote: it is neither written into documents nor logged.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AccessCode([u8; 13]);

impl AccessCode {
    /// How many there are.
    pub const COUNT: u128 = 31_u128.pow(13);

    /// The code that spells this number, which is below [`Self::COUNT`].
    pub fn of_number(number: u128) -> Self {
        Self(code_of_bytes(&number.to_be_bytes()))
    }

    /// Lower case, nothing between.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("the alphabet is ASCII")
    }

    /// The number it spells.
    pub fn number(&self) -> u128 {
        let digit =
            |byte: &u8| CODE_ALPHABET.iter().position(|letter| letter == byte).expect("a letter of the alphabet");
        self.0.iter().rev().fold(0, |number, byte| number * 31 + digit(byte) as u128)
    }

    /// As it is printed, in groups that an eye can hold: "k7qf-2m9x-3bd8w".
    pub fn on_paper(&self) -> String {
        let text = self.as_str();
        format!("{}-{}-{}", &text[..4], &text[4..8], &text[8..])
    }
}

impl FromStr for AccessCode {
    type Err = BadId;
    /// Takes either case, and blanks or hyphens anywhere.
    fn from_str(text: &str) -> Result<Self, BadId> {
        code(text).map(Self)
    }
}

impl fmt::Debug for AccessCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessCode(…)")
    }
}

/// A poll's name within its room: 1 to 40 of a–z, 0–9 and hyphen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ts_rs::TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct PollId(String);

impl PollId {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PollId {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let fits = (1..=40).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits { Ok(Self(text.to_owned())) } else { Err(BadId) }
    }
}

impl fmt::Display for PollId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for PollId {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}

/// A run's number within its room, from 1, in the order of opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(transparent)]
#[ts(type = "number")]
pub struct RunId(pub u32);

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl RunId {
    /// The question list itself: every pass that ever upvoted has one ballot here. From here on up, run numbers are those of
    /// questions, whose upvotes are ballots like any other.
    pub const QUESTIONS: Self = Self(1 << 31);

    /// Whether ballots under this number are upvotes.
    pub fn is_of_questions(self) -> bool {
        self >= Self::QUESTIONS
    }

    /// The run whose key makes this one's voter keys: its own, but all questions of a room share the question list's, so that
    /// a person's upvotes on two of them can become one when they are merged.
    #[must_use]
    pub fn key_run(self) -> Self {
        self.min(Self::QUESTIONS)
    }
}

/// A question's number, made from who asked and the id of their command, so that asking twice is asking once. Also the
/// number under which its upvotes are cast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(transparent)]
#[ts(type = "number")]
pub struct QuestionId(u32);

impl QuestionId {
    /// The number that a keyed hash spells: 31 bits of it, never the list's own.
    pub fn from_bytes(hash: [u8; 4]) -> Self {
        Self((u32::from_be_bytes(hash) | RunId::QUESTIONS.0).max(RunId::QUESTIONS.0 + 1))
    }

    /// Where its upvotes are cast.
    pub fn ballots(self) -> RunId {
        RunId(self.0)
    }

    /// The question whose upvotes are cast there, if it is a question's place.
    pub fn of_ballots(run: RunId) -> Option<Self> {
        (run > RunId::QUESTIONS).then_some(Self(run.0))
    }
}

impl fmt::Display for QuestionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for QuestionId {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        text.parse().ok().and_then(|number| Self::of_ballots(RunId(number))).ok_or(BadId)
    }
}

/// A turn's number, made like a question's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(transparent)]
#[ts(type = "number")]
pub struct TurnId(pub u32);

impl fmt::Display for TurnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Who voted, as the store knows it: `HMAC(run key, pass)` cut to 128 bits. Two runs' keys cannot be joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VoterKey(pub [u8; 16]);

impl VoterKey {
    /// As 32 hex digits.
    pub fn to_text(self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.0))
    }
}

/// Who is here, as the store knows it: `HMAC(the room's presence key, pass)` cut to 128 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PresenceKey(pub [u8; 16]);

/// Names a paired screen within its room: 16 hex digits of a keyed hash of its pass.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ts_rs::TS)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct ScreenId(String);

impl ScreenId {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ScreenId {
    type Err = BadId;
    fn from_str(text: &str) -> Result<Self, BadId> {
        let fits = text.len() == 16 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if fits { Ok(Self(text.to_owned())) } else { Err(BadId) }
    }
}

impl fmt::Display for ScreenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ScreenId {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_reads_as_people_type_it() {
        let code: RoomCode = "AbC-2 34".parse().unwrap();
        assert_eq!(code.as_str(), "abc234");
        for bad in ["", "abc23", "abc2345", "abci34", "abc0aa", "äbc234", "abc/23"] {
            assert!(bad.parse::<RoomCode>().is_err(), "{bad}");
        }
    }

    #[test]
    fn all_questions_of_a_room_share_the_lists_key_and_runs_keep_their_own() {
        for hash in [[0; 4], [0xff; 4], [0x80, 0, 0, 0], [1, 2, 3, 4]] {
            let question = QuestionId::from_bytes(hash);
            assert!(question.ballots() > RunId::QUESTIONS);
            assert_eq!(question.ballots().key_run(), RunId::QUESTIONS);
            assert_eq!(QuestionId::of_ballots(question.ballots()), Some(question));
            assert_eq!(question.to_string().parse(), Ok(question));
        }
        assert_eq!(QuestionId::of_ballots(RunId::QUESTIONS), None);
        assert!("7".parse::<QuestionId>().is_err());
        assert_eq!(RunId(7).key_run(), RunId(7));
        assert!(!RunId(7).is_of_questions());
    }

    #[test]
    fn a_poll_id_is_plain() {
        assert!("q1-short".parse::<PollId>().is_ok());
        for bad in ["", "Q1", "a b", "../x", "a_b", &"x".repeat(41)] {
            assert!(bad.parse::<PollId>().is_err(), "{bad}");
        }
    }
}
