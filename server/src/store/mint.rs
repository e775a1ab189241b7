//! What the store makes up at random: epochs and run keys.

use super::{Epoch, RunKey};

impl Epoch {
    /// A new one.
    pub(super) fn mint() -> Self {
        Self(format!("{:032x}", u128::from_ne_bytes(random())))
    }
}

impl RunKey {
    /// A new one.
    pub(super) fn mint() -> Self {
        Self(random())
    }
}

/// Bits from the operating system.
pub(super) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("a machine that serves gives random bytes");
    bytes
}
