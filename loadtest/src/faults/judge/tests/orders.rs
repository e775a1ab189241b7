//! The order of moderators' acts: hand-made histories, and random ones on which a search among all orders must agree.

use plenary_server::domain::gate::Phase;
use proptest::prelude::*;

use super::super::Promise;
use super::super::acts::{Document, Read, Write};
use super::{Play, run};
use crate::faults::history::Went;

#[test]
fn two_acts_done_on_one_revision_are_caught() {
    let mut play = Play::begin();
    play.done("heads", 1, "set");
    play.done("heads", 1, "set");
    play.breaks(Promise::Acts);
    let mut play = Play::begin();
    play.done("heads", 1, "set");
    play.act("heads", 1, "set", Went::Changed { document: "heads".to_owned(), rev: 2 });
    play.done("heads", 2, "set");
    assert!(play.judged().is_sound());
}

#[test]
fn an_act_done_on_a_revision_that_nobody_made_is_caught() {
    let mut play = Play::begin();
    play.done("heads", 1, "set");
    play.done("heads", 3, "set");
    play.breaks(Promise::Acts);
    // An act whose answer was lost may have made it, if it named that revision.
    let mut play = Play::begin();
    play.done("heads", 1, "set");
    play.acting("heads", 2, "set");
    play.done("heads", 3, "set");
    assert!(play.judged().is_sound());
    let mut play = Play::begin();
    play.done("heads", 1, "set");
    play.done("heads", 3, "set");
    play.acting("heads", 2, "set");
    play.breaks(Promise::Acts);
}

#[test]
fn a_gate_is_shut_by_the_clock_once() {
    let mut play = Play::begin();
    play.open();
    play.done("gate/1", 1, "close");
    play.done("gate/1", 3, "show");
    assert!(play.judged().is_sound());
    let mut play = Play::begin();
    play.open();
    play.done("gate/1", 1, "close");
    play.done("gate/1", 3, "show");
    play.done("gate/1", 5, "hide");
    play.breaks(Promise::Acts);
}

#[test]
fn an_older_revision_told_after_a_newer_one_was_reached_is_caught() {
    let mut play = Play::begin();
    play.done("heads", 1, "set");
    play.done("heads", 2, "set");
    play.act("heads", 0, "set", Went::Changed { document: "heads".to_owned(), rev: 2 });
    play.breaks(Promise::Acts);
    let mut play = Play::begin();
    play.act("heads", 1, "set", Went::Changed { document: "heads".to_owned(), rev: 1 });
    play.breaks(Promise::Acts);
}

#[test]
fn a_state_that_its_act_did_not_make_is_caught() {
    let show = |phase: Phase| {
        let mut play = Play::begin();
        play.open();
        play.done("gate/1", 1, "close");
        play.wait(4_000);
        play.done("gate/1", 3, "show");
        play.done("gate/1", 4, "hide");
        play.saw(0, 9, run(phase, 5, None));
        play
    };
    assert!(show(Phase::Closed).judged().is_sound());
    show(Phase::Published).breaks(Promise::Acts);
    let mut play = Play::begin();
    play.saw(0, 9, run(Phase::Open, 1, None));
    play.saw(1, 8, run(Phase::Closing, 1, None));
    play.breaks(Promise::Acts);
}

/// Whether any order of all acts and answers fits: every order is tried.
fn some_order_fits(writes: &[Write], reads: &[Read], rev: u32) -> bool {
    let end = |answered: Option<u64>| answered.unwrap_or(u64::MAX);
    // Whoever was answered before another was sent comes first.
    let due = writes.iter().filter(|write| write.answered.is_some()).map(|write| end(write.answered));
    let due = due.chain(reads.iter().map(|read| read.answered)).min();
    let Some(due) = due else { return true };
    for (at, _) in writes.iter().enumerate().filter(|(_, write)| write.sent <= due && write.from == rev) {
        let rest: Vec<Write> = writes.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, w)| *w).collect();
        if some_order_fits(&rest, reads, rev + 1) {
            return true;
        }
    }
    for (at, _) in reads.iter().enumerate().filter(|(_, read)| read.sent <= due && read.rev == rev) {
        let rest: Vec<Read> = reads.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, r)| *r).collect();
        if some_order_fits(writes, &rest, rev) {
            return true;
        }
    }
    false
}

fn writes() -> impl Strategy<Value = Vec<Write>> {
    let write = (1_u32..4, 0_u64..12, prop::option::weighted(0.8, 0_u64..6));
    prop::collection::vec(write, 0..5).prop_map(|writes| {
        let write =
            |(from, sent, took): (u32, u64, Option<u64>)| Write { from, sent, answered: took.map(|took| sent + took) };
        writes.into_iter().map(write).collect()
    })
}

fn reads() -> impl Strategy<Value = Vec<Read>> {
    let read = (1_u32..5, 0_u64..14, 0_u64..6);
    prop::collection::vec(read, 0..4).prop_map(|reads| {
        reads.into_iter().map(|(rev, sent, took)| Read { rev, sent, answered: sent + took }).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn the_check_agrees_with_a_search_among_all_orders(writes in writes(), reads in reads()) {
        let document = Document { writes: writes.clone(), reads: reads.clone(), clock: false };
        // The check takes the lowest revision anybody was told of for the first.
        let done = writes.iter().filter(|write| write.answered.is_some()).map(|write| write.from);
        let first = done.chain(reads.iter().map(|read| read.rev)).min();
        let fits = first.is_none_or(|first| some_order_fits(&writes, &reads, first));
        prop_assert_eq!(document.has_an_order().is_ok(), fits, "{:?}", document.has_an_order());
    }
}
