//! What people meet at the front door: real servers, real sockets, every store.

mod ballots;
mod crowd;
mod forms;
mod frames;
mod lifecycle;
mod refusals;
mod together;
mod visibility;
