//! What sealing a run asks of the store, and what becomes of its files.

use crate::domain::id::RunId;

/// A run that is over and is to keep nothing that links a pass to a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealing {
    /// Which run; never one of questions, which share a key.
    pub run: RunId,
    /// The document that tells of it.
    pub key: String,
    /// The revision it must have; 0 if it must never have existed.
    pub expect: u32,
    /// What it is to say, as JSON.
    pub value: String,
}

/// What the store did with its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scrubbed {
    /// They hold nothing any more that was destroyed before they were asked to be written anew.
    Done,
    /// They are as they were.
    Refused {
        /// In the store's words.
        why: String,
    },
}
