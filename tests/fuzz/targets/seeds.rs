//! Looks for seeds that are neither read nor refused with a line.

#![no_main]

#[path = "../judge.rs"]
#[allow(dead_code)]
mod judge;

libfuzzer_sys::fuzz_target!(|data: &[u8]| judge::seeds(data));
