//! What people meet at the front door: real servers, real sockets, every store.

mod ballots;
mod crowd;
mod floor;
mod forms;
mod frames;
mod import;
mod lifecycle;
mod nodes;
mod nodes_talk;
mod outage;
mod passes;
pub(crate) mod program;
mod questions;
mod refusals;
mod requests;
mod restart;
mod screens;
mod session;
mod together;
mod views;
mod visibility;
mod went_back;
