//! What a room's records are called in Redis, and how run keys are wrapped there.

use std::ops::RangeInclusive;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::super::mint::random;
use super::super::{RunKey, StoreError};
use super::slots;
use crate::domain::id::{RoomCode, RunId};

/// The codes of all rooms.
pub(super) const ROOMS: &str = "plenary:rooms";
/// Written to find out whether a ballot could be.
pub(super) const HEALTH: &str = "plenary:health";
/// A record that no room ever has. In a cluster every script names it too: while a slot is on its way from one node to another,
/// half of a room may be here and half there, and a step would find only half. A cluster lets no command in then that names a
/// key which is not there (`TRYAGAIN`), so no step is begun until the whole room has arrived.
pub(super) const CLOSED_MEANWHILE: &str = "moving";

/// The room's own record, and the channel of its nudges. The braces make a cluster keep all of a room in one place.
pub(super) fn room(code: RoomCode) -> String {
    format!("plenary:{{{code}}}")
}

/// One of the room's records.
pub(super) fn of(code: RoomCode, part: &str) -> String {
    format!("plenary:{{{code}}}:{part}")
}

/// A run's ballots by voter.
pub(super) fn ballots(code: RoomCode, run: RunId) -> String {
    format!("plenary:{{{code}}}:run:{run}:ballots")
}

/// A run's counters.
pub(super) fn tally(code: RoomCode, run: RunId) -> String {
    format!("plenary:{{{code}}}:run:{run}:tally")
}

/// [`HEALTH`] for a cluster's node that has these slots.
pub(super) fn health_in(places: &[RangeInclusive<u16>]) -> String {
    let named = (0_u32..).map(|number| format!("plenary:health:{number}"));
    let mut there = named.filter(|key| places.iter().any(|run| run.contains(&slots::slot_of(key.as_bytes()))));
    there.next().expect("among all numbers there is one for each slot")
}

/// Whether this word of a command is a key of ours.
pub(super) fn is_one(word: &[u8]) -> bool {
    word.starts_with(b"plenary:")
}

/// The room whose channel this is.
pub(super) fn room_of(channel: &str) -> Option<RoomCode> {
    channel.strip_prefix("plenary:{")?.strip_suffix('}')?.parse().ok()
}

/// Wraps run keys under the nodes' secret, so that a copy of Redis alone links no ballot to a pass. XChaCha20-Poly1305
/// (draft-irtf-cfrg-xchacha) with a random nonce; room and run are authenticated, so a key cannot be moved to another run.
pub(super) struct Wrap(XChaCha20Poly1305);

const NONCE: usize = 24;

impl std::fmt::Debug for Wrap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Wrap(…)")
    }
}

impl Wrap {
    /// Under a key made for this purpose alone from the nodes' secret.
    pub(super) fn under(secret: &[u8; 32]) -> Self {
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(secret).expect("HMAC takes a key of any length");
        mac.update(b"plenary run keys in redis");
        Self(XChaCha20Poly1305::new(Key::from_slice(&mac.finalize().into_bytes())))
    }

    /// The key as Redis keeps it: nonce, then the sealed key.
    pub(super) fn wrap(&self, code: RoomCode, run: RunId, key: &RunKey) -> Vec<u8> {
        let nonce = random::<NONCE>();
        let place = place(code, run);
        let payload = Payload { msg: &key.0, aad: place.as_bytes() };
        let sealed = self.0.encrypt(XNonce::from_slice(&nonce), payload).expect("32 bytes are not too many to seal");
        [nonce.as_slice(), &sealed].concat()
    }

    /// The key that [`Self::wrap`] wrapped; `Corrupt` if it was wrapped under another secret or for another run.
    pub(super) fn unwrap(&self, code: RoomCode, run: RunId, wrapped: &[u8]) -> Result<RunKey, StoreError> {
        let place = place(code, run);
        let opened = wrapped.split_at_checked(NONCE).and_then(|(nonce, sealed)| {
            let payload = Payload { msg: sealed, aad: place.as_bytes() };
            self.0.decrypt(XNonce::from_slice(nonce), payload).ok()
        });
        let key = opened.and_then(|key| key.try_into().ok()).map(RunKey);
        key.ok_or_else(|| StoreError::Corrupt("a run key that these nodes' secret does not open".to_owned()))
    }
}

fn place(code: RoomCode, run: RunId) -> String {
    format!("{code}/{run}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_opens_only_where_and_under_what_it_was_wrapped() {
        let (here, there) = (RoomCode::from_bytes(&[1; 16]), RoomCode::from_bytes(&[2; 16]));
        let (wrap, key) = (Wrap::under(&[7; 32]), RunKey([9; 32]));
        let wrapped = wrap.wrap(here, RunId(1), &key);
        assert_eq!(wrap.unwrap(here, RunId(1), &wrapped), Ok(key.clone()));
        assert_ne!(wrap.wrap(here, RunId(1), &key), wrapped, "each wrapping has its own nonce");
        assert!(!wrapped.windows(8).any(|window| window == &key.0[..8]));
        assert!(wrap.unwrap(here, RunId(2), &wrapped).is_err());
        assert!(wrap.unwrap(there, RunId(1), &wrapped).is_err());
        assert!(Wrap::under(&[8; 32]).unwrap(here, RunId(1), &wrapped).is_err());
        for cut in [0, 10, NONCE, wrapped.len() - 1] {
            assert!(wrap.unwrap(here, RunId(1), &wrapped[..cut]).is_err());
        }
    }

    #[test]
    fn all_records_of_a_room_lie_in_one_slot_and_a_try_to_write_in_the_slot_it_is_for() {
        let code = RoomCode::from_bytes(&[1; 16]);
        let slot = slots::slot_of(room(code).as_bytes());
        for key in [of(code, "keys"), of(code, CLOSED_MEANWHILE), ballots(code, RunId(1)), tally(code, RunId(2))] {
            assert!(is_one(key.as_bytes()));
            assert_eq!(slots::slot_of(key.as_bytes()), slot, "{key}");
        }
        assert!([7, 9].contains(&slots::slot_of(health_in(&[7..=7, 9..=9]).as_bytes())));
    }

    #[test]
    fn a_channel_names_its_room() {
        let code = RoomCode::from_bytes(&[1; 16]);
        assert_eq!(room_of(&room(code)), Some(code));
        assert_eq!(room_of("plenary:rooms"), None);
    }
}
