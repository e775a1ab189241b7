//! What the audience asks, and what can be told of a question from its text.

pub mod flags;
pub mod similar;
