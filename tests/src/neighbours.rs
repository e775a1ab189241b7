//! The load test's crowd beside neighbours that mean harm, coming back after a kill, and in the last second before a close: nobody is
//! refused, cut off or miscounted.
//!
//! Small crowds, as in `crowd`; docs/trust.md has the figures of large ones.

use plenary_loadtest::beside::{Neighbours, Rounds, beside};
use plenary_loadtest::gathering::Guests;
use plenary_loadtest::kill::back;
use plenary_loadtest::rush::rush;
use plenary_loadtest::servers::Store;

use crate::crowd::{guests, is_right, venue};

async fn is_sound_beside(neighbours: Neighbours, many: u32) {
    let guests = Guests { joins_per_second: 100.0, ..guests(60) };
    let wanted = Rounds { neighbours, many, rounds: 1, seconds: 2.0 };
    let found = beside(async || Ok(venue(Store::Sqlite, 1).await), guests, 60.0, wanted).await.unwrap();
    assert!(found.is_sound(), "seed {}\n{found}", guests.seed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn screens_that_never_read_harm_nobody() {
    is_sound_beside(Neighbours::Stalled, 40).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sockets_without_a_pass_from_the_same_address_harm_nobody() {
    is_sound_beside(Neighbours::Passless, 60).await;
}

async fn come_back(store: Store) {
    let guests = guests(150);
    let report = back(venue(store, 1).await, guests, 100.0).await.unwrap();
    is_right(&guests, &report);
    assert_eq!(report.acknowledged, 150, "{report}");
    assert!(report.back_after.is_some(), "{report}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_every_phone_is_back_after_a_kill_and_shows_the_last_tally() {
    come_back(Store::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_every_phone_is_back_after_a_kill_and_shows_the_last_tally() {
    come_back(Store::Redis).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_taps_in_the_last_second_is_counted_and_whoever_is_late_is_told() {
    let guests = Guests { plain_share: 0.0, ..guests(90) };
    let report = rush(venue(Store::Sqlite, 1).await, guests, 80).await.unwrap();
    is_right(&guests, &report);
    assert_eq!(report.refusals.get("closed"), Some(&4), "{report}");
}
