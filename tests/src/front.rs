//! What people meet at the front door: real servers, real sockets, every store.

mod ballots;
mod crowd;
mod forms;
mod frames;
mod lifecycle;
mod nodes;
mod outage;
mod passes;
mod program;
mod refusals;
mod requests;
mod restart;
mod screens;
mod together;
mod views;
mod visibility;
mod went_back;
