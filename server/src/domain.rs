//! The rules of a room: pure, with no clock, socket, store or wire in them.
//!
//! Everything here is a function of its arguments; time comes in as a [`moment::Moment`]. Only `std`, `serde`, the
//! derive that writes the client's types (`ts_rs::TS`, nothing at run time) and Unicode's tables of normal forms are used.

pub mod ballot;
pub mod breakdown;
pub mod codes;
pub mod fault;
pub mod floor;
pub mod gate;
pub mod id;
pub mod key;
pub mod kind;
pub mod language;
pub mod minutes;
pub mod moment;
pub mod person;
pub mod poll;
pub mod question;
pub mod refusal;
pub mod result;
pub mod room;
pub mod run;
pub mod seal;
pub mod session;
pub mod stage;
pub mod tally;
pub mod translation;
pub mod workshop;
