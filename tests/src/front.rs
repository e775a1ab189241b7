//! What people meet at the front door: real servers, real sockets, every store.

mod ballots;
mod crowd;
mod crowded;
mod fate;
mod floor;
mod forms;
mod frames;
mod groups;
mod import;
mod lifecycle;
mod nodes;
mod nodes_talk;
mod outage;
mod passes;
mod program;
mod questions;
mod refusals;
mod requests;
mod restart;
mod rights;
mod screens;
mod session;
mod together;
mod views;
mod visibility;
mod went_back;
