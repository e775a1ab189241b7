//! Looks for commands that are not read again as they were.

#![no_main]

#[path = "../judge.rs"]
#[allow(dead_code)]
mod judge;

libfuzzer_sys::fuzz_target!(|data: &[u8]| judge::wire(data));
