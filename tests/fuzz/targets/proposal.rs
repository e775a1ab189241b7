//! Looks for proposals in which something is found that does not stand there.

#![no_main]

#[path = "../judge.rs"]
#[allow(dead_code)]
mod judge;

libfuzzer_sys::fuzz_target!(|data: &[u8]| judge::proposal(data));
