//! Bugs to be planted one at a time, so that a test can show that the judge of `loadtest faults` catches them.
//!
//! Only a debug build with the feature `planted` has any; a release with it does not compile. Each is one line at the place where
//! the mistake could be made. `PLENARY_PLANT` names the bug, `PLENARY_DIE_AT` a point of a vote's way and the how-many-th pass
//! of it at which the process is to end as if it were killed.

#[cfg(all(feature = "planted", not(debug_assertions)))]
compile_error!("planted bugs are for tests: a release has none");

/// A bug that can be planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plant {
    /// A ballot is acknowledged before the store has it.
    AckBeforeStore,
    /// A ballot that the store could not take is acknowledged.
    ErrorIsCounted,
    /// "Another ballot stands" is told as a receipt.
    ReceiptForRefused,
    /// What is told to stand is one revision too high.
    WrongRevision,
    /// The store takes ballots whatever the gate says.
    LateBallots,
    /// The gate is not judged on the clock, only on whether a node wrote its shut.
    NoDeadline,
    /// An older revision replaces a newer one.
    OlderWins,
    /// A changed ballot is counted beside the one it replaces.
    ChangeCountsTwice,
    /// A withdrawn ballot goes on being counted.
    WithdrawKeepsCount,
    /// Each process makes other voters of the same passes.
    VoterPerNode,
    /// Acts are done whatever revision they name.
    NoCompare,
    /// Hiding is done and hides nothing.
    HideDoesNothing,
    /// Every third tally that is read is passed over.
    FoldSkips,
    /// Screens are sent their first view and nothing after it.
    DeafScreens,
    /// Whoever comes back is told that nothing of theirs stands.
    MineForgets,
    /// A store that went back is written again, and no run is flagged.
    NoFlags,
}

/// A point on a vote's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    /// A batch is about to be taken to the store.
    BeforeStore,
    /// The store has it, and nobody was told.
    BeforeAck,
    /// The phones were told; other nodes may not have heard.
    AfterAck,
}

/// Whether this bug is planted.
#[cfg(not(feature = "planted"))]
pub const fn is(_: Plant) -> bool {
    false
}

/// Ends the process if it was told to end at this point, now.
#[cfg(not(feature = "planted"))]
pub const fn pass(_: Point) {}

/// The text of a script, with the bug in it that is planted.
#[cfg(not(feature = "planted"))]
pub const fn script(text: String) -> String {
    text
}

/// Makes another key of it in each process, if that bug is planted.
#[cfg(not(feature = "planted"))]
pub const fn salt(_: &mut [u8; 32], _: &str) {}

#[cfg(feature = "planted")]
pub use planted::{is, pass, salt, script};

#[cfg(feature = "planted")]
mod planted {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::{Plant, Point};

    /// Whether this bug is planted.
    pub fn is(plant: Plant) -> bool {
        static PLANTED: OnceLock<Option<String>> = OnceLock::new();
        let name = PLANTED.get_or_init(|| std::env::var("PLENARY_PLANT").ok());
        name.as_ref().is_some_and(|name| *name == format!("{plant:?}"))
    }

    /// Ends the process if it was told to end at this point, now.
    pub fn pass(point: Point) {
        static DIES: OnceLock<Option<(String, u64)>> = OnceLock::new();
        static PASSES: AtomicU64 = AtomicU64::new(0);
        let dies = DIES.get_or_init(|| {
            let told = std::env::var("PLENARY_DIE_AT").ok()?;
            let (point, times) = told.split_once(':')?;
            Some((point.to_owned(), times.parse().ok()?))
        });
        let Some((at, times)) = dies else { return };
        if *at == format!("{point:?}") && PASSES.fetch_add(1, Ordering::SeqCst) + 1 == *times {
            std::process::abort();
        }
    }

    /// Makes another key of it in each process, if that bug is planted.
    pub fn salt(key: &mut [u8; 32], process: &str) {
        if is(Plant::VoterPerNode) {
            key.iter_mut().zip(process.bytes()).for_each(|(byte, salt)| *byte ^= salt);
        }
    }

    /// The text of a script, with the bug in it that is planted.
    pub fn script(text: String) -> String {
        let bugs = [
            (Plant::LateBallots, "local open = takes_ballots(gate)", "local open = true"),
            (
                Plant::NoDeadline,
                "not gate.shut and not gate.void and not is_due(gate) end",
                "not gate.shut and not gate.void end",
            ),
            (Plant::OlderWins, "elseif old and old_r >= r then", "elseif false then"),
            (
                Plant::ChangeCountsTwice,
                "if stood then moves[old_wish]",
                "if stood and not stands(wish) then moves[old_wish]",
            ),
            (
                Plant::WithdrawKeepsCount,
                "if stood then moves[old_wish]",
                "if stood and stands(wish) then moves[old_wish]",
            ),
            (Plant::NoCompare, "if rev ~= expect or (not gate", "if (not gate"),
            (
                Plant::NoCompare,
                "if rev ~= expect then return { 'changed', key",
                "if false then return { 'changed', key",
            ),
            (
                Plant::HideDoesNothing,
                "gate.show = false\n    return phase == 'published'",
                "return phase == 'published'",
            ),
        ];
        let planted = bugs.into_iter().filter(|(plant, ..)| is(*plant));
        planted.fold(text, |text, (_, right, wrong)| text.replace(right, wrong))
    }
}
