//! Which history of a room this is.

use super::mint;

/// 128 bits in hex; another one means another history. The first half is the history's place in a line of them: it is drawn when
/// the room is founded, and whoever knew the half before derives it. The second half is random, and no other history has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Epoch(pub String);

/// Digits of a half.
const HALF: usize = 16;

impl Epoch {
    /// An epoch for the room when it is written again after it went back from this one. A node that comes second knows by its
    /// place that it follows, and takes it over instead of writing again. Two that are written at two stores, because both
    /// believe that they are the primary, are two histories, and whoever saw one does not take the other for it.
    #[must_use]
    pub fn next(&self) -> Self {
        Self(self.place_after() + &half(mint::random()))
    }

    /// Whether this epoch came after `earlier`, by a few times at most of the store going back.
    pub fn follows(&self, earlier: &Self) -> bool {
        let first = Self(earlier.place_after());
        std::iter::successors(Some(first), |epoch| Some(Self(epoch.place_after())))
            .take(64)
            .any(|epoch| epoch.0 == self.place())
    }

    fn place(&self) -> &str {
        self.0.get(..HALF).unwrap_or(&self.0)
    }

    fn place_after(&self) -> String {
        use sha2::{Digest, Sha256};
        let hash = Sha256::digest(format!("after {}", self.place()).as_bytes());
        let mut bytes = [0; HALF / 2];
        bytes.copy_from_slice(&hash[..HALF / 2]);
        half(bytes)
    }
}

fn half(bytes: [u8; HALF / 2]) -> String {
    format!("{:016x}", u64::from_be_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_knew_an_epoch_knows_those_that_follow_it_from_each_other_and_from_all_others() {
        let first = Epoch("0123456789abcdef0123456789abcdef".to_owned());
        let (one, other) = (first.next(), first.next());
        assert_eq!(one.0.len(), first.0.len());
        assert_ne!(one, other);
        for epoch in [&one, &other, &one.next(), &other.next().next()] {
            assert!(epoch.follows(&first));
            assert!(!first.follows(epoch));
        }
        assert!(!one.follows(&other));
        assert!(one.next().follows(&other), "what is written after either of two follows both");
        assert!(!Epoch("4567".to_owned()).follows(&first));
    }
}
