//! Plenary's server. THE MAP is written here as the rooms of the house are built.

pub mod domain;
pub mod wire;
