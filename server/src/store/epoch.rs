//! Which history of a room this is.

/// 128 random bits in hex; another one means another history.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Epoch(pub String);

impl Epoch {
    /// The epoch of a room that was written again after it went back from this one. Every node that knew this one derives
    /// the same, so a node that comes second takes over what the first wrote instead of writing again.
    #[must_use]
    pub fn next(&self) -> Self {
        use sha2::{Digest, Sha256};
        let hash = Sha256::digest(format!("after {}", self.0).as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        Self(format!("{:032x}", u128::from_be_bytes(bytes)))
    }

    /// Whether this epoch came after `earlier`, by a few times at most of the store going back.
    pub fn follows(&self, earlier: &Self) -> bool {
        std::iter::successors(Some(earlier.next()), |epoch| Some(epoch.next())).take(64).any(|epoch| epoch == *self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_node_that_knew_an_epoch_derives_the_same_next_one() {
        let first = Epoch("0123".to_owned());
        assert_eq!(first.next(), first.next());
        assert!(first.next().next().follows(&first));
        assert!(!first.follows(&first.next()));
        assert!(!Epoch("4567".to_owned()).follows(&first));
    }
}
