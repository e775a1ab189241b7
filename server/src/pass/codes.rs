//! Access codes: what stands on a card, and the pass that it stands for.
//!
//! Nothing of them is stored. A code is a number: which card of the room it is, in a place that a keyed hash of room, generation and
//! card hides and vouches for. Whoever types one gets the pass of that card, which is another keyed hash: so a hundred devices with
//! one code are one voter, and a run's ballots are under a key of that run, as those of any pass.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;

use super::{Pass, Secret, first_16, mac};
use crate::domain::codes::{Codes, MAX_CODES};
use crate::domain::id::{AccessCode, RoomCode};

/// How many different hashes a code has room for: 2.4e15, a little more than 51 bits.
const HASHES: u128 = AccessCode::COUNT / MAX_CODES as u128;

impl Secret {
    /// What stands on card `number` of the room, from 1.
    pub fn access_code(&self, room: RoomCode, generation: u32, number: u32) -> AccessCode {
        AccessCode::of_number(self.coded(room, generation, number) * u128::from(MAX_CODES) + u128::from(number - 1))
    }

    fn coded(&self, room: RoomCode, generation: u32, number: u32) -> u128 {
        let parts = [b"access code", room.as_str().as_bytes(), &generation.to_be_bytes(), &number.to_be_bytes()];
        u128::from_be_bytes(first_16(mac(&self.0, &parts))) % HASHES
    }

    /// The pass that a code stands for, if it is a card's of this room that was made, and is good. The same is done for every
    /// code, whatever is wrong with it.
    pub fn pass_of_access_code(&self, room: RoomCode, codes: Codes, code: AccessCode) -> Option<Pass> {
        let number = u32::try_from(code.number() % u128::from(MAX_CODES)).expect("below ten thousand") + 1;
        let good = self.access_code(room, codes.generation, number);
        let is_good = good.as_str().as_bytes().ct_eq(code.as_str().as_bytes());
        let is_made = subtle::Choice::from(u8::from(number <= codes.made));
        let pass = self.pass_of_card(room, codes.generation, number);
        bool::from(is_good & is_made).then_some(pass)
    }

    fn pass_of_card(&self, room: RoomCode, generation: u32, number: u32) -> Pass {
        let parts = [b"pass of a code", room.as_str().as_bytes(), &generation.to_be_bytes(), &number.to_be_bytes()];
        Pass(first_16(mac(&self.0, &parts)))
    }

    /// The cookie of a browser in which a code was typed: the pass it stands for, with a MAC over it, room and generation.
    pub fn cookie_of_code(&self, room: RoomCode, generation: u32, pass: Pass) -> String {
        URL_SAFE_NO_PAD.encode([pass.0, self.coded_tag(room, generation, pass)].concat())
    }

    fn coded_tag(&self, room: RoomCode, generation: u32, pass: Pass) -> [u8; 16] {
        first_16(mac(&self.0, &[b"coded pass", room.as_str().as_bytes(), &generation.to_be_bytes(), &pass.0]))
    }

    /// The pass of such a cookie, if this secret made it for this room and generation.
    pub fn pass_of_code_cookie(&self, room: RoomCode, generation: u32, cookie: &str) -> Option<Pass> {
        let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(cookie).ok()?.try_into().ok()?;
        let (pass, tag) = bytes.split_at(16);
        let pass = Pass(pass.try_into().expect("sixteen bytes"));
        bool::from(tag.ct_eq(&self.coded_tag(room, generation, pass))).then_some(pass)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::PassKind;
    use super::*;

    fn secret() -> Secret {
        Secret::new([7; 32])
    }

    const CODES: Codes = Codes { generation: 2, made: 300, needed: true };

    #[test]
    fn every_card_has_a_code_and_a_pass_of_its_own() {
        let (secret, room) = (secret(), secret().room_of("IGF 2020 WS #230"));
        let codes: BTreeSet<AccessCode> = (1..=MAX_CODES).map(|number| secret.access_code(room, 2, number)).collect();
        assert_eq!(codes.len(), MAX_CODES as usize);
        let all = Codes { made: MAX_CODES, ..CODES };
        let passes: Vec<Pass> =
            codes.iter().map(|code| secret.pass_of_access_code(room, all, *code).expect("a good one")).collect();
        assert_eq!(passes.iter().map(|pass| pass.0).collect::<BTreeSet<_>>().len(), codes.len());
        let typed: AccessCode = codes.first().unwrap().on_paper().to_uppercase().replace('-', "  ").parse().unwrap();
        assert!(codes.contains(&typed), "as people type it");
    }

    #[test]
    fn a_code_is_good_in_its_room_and_generation_and_if_it_was_made() {
        let (secret, room) = (secret(), secret().room_of("IGF 2020 WS #230"));
        let code = secret.access_code(room, 2, 300);
        assert!(secret.pass_of_access_code(room, CODES, code).is_some());
        let there = secret.room_of("another");
        for (why, room, codes, code) in [
            ("of another room", there, CODES, code),
            ("of an earlier sheet", room, Codes { generation: 3, ..CODES }, code),
            ("that was not made", room, CODES, secret.access_code(room, 2, 301)),
            ("of another house", room, CODES, Secret::new([8; 32]).access_code(room, 2, 300)),
            ("of nobody", room, CODES, AccessCode::of_number(0)),
        ] {
            assert_eq!(secret.pass_of_access_code(room, codes, code), None, "{why}");
        }
        for at in 0..13 {
            let mut other = code.as_str().as_bytes().to_vec();
            other[at] = if other[at] == b'2' { b'3' } else { b'2' };
            let other: AccessCode = String::from_utf8(other).unwrap().parse().unwrap();
            assert_eq!(secret.pass_of_access_code(room, CODES, other), None, "a changed letter at {at}");
        }
    }

    #[test]
    fn its_cookie_is_for_that_room_and_generation_alone() {
        let (secret, room) = (secret(), secret().room_of("IGF 2020 WS #230"));
        let pass = secret.pass_of_access_code(room, CODES, secret.access_code(room, 2, 1)).unwrap();
        let cookie = secret.cookie_of_code(room, 2, pass);
        assert_eq!(secret.pass_of_code_cookie(room, 2, &cookie), Some(pass));
        assert_eq!(secret.pass_of_code_cookie(room, 3, &cookie), None);
        assert_eq!(secret.pass_of_code_cookie(secret.room_of("another"), 2, &cookie), None);
        assert_eq!(secret.pass_of(PassKind::Phone, &cookie), None);
        let (_, plain) = secret.mint(PassKind::Phone);
        assert_eq!(secret.pass_of_code_cookie(room, 2, &plain), None, "a pass that anybody gets is no code's");
    }
}
