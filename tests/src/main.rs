//! The tests through the front door, on both stores, in one binary.

mod tidy;
