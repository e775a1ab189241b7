//! Looks for bytes that are heard otherwise when they are cut elsewhere.

#![no_main]

#[path = "../judge.rs"]
#[allow(dead_code)]
mod judge;

libfuzzer_sys::fuzz_target!(|data: &[u8]| judge::frames(data));
