//! Offers what was drawn to the seats of a room, each frame encoded once for all who are owed the same.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::Bytes;

use super::Watched;
use super::seat::{Seat, Who, lock};
use super::shelf::Since;
use crate::config;
use crate::frame;
use crate::plant::{self, Plant};
use crate::views::Audience;

/// Seats served between two chances for others to run.
const CHUNK: usize = 256;
/// Seats that are fetched from memory at once: each write sends the processor through the kernel, and what it held of the next seat
/// is gone by then. One by one each would be waited for.
const FETCHED: usize = 8;

/// Whose seats a sweep passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whom {
    /// Screens and moderators.
    Staff,
    /// Participants.
    Phones,
}

/// What one sweep has drawn, by audience, the drawing a seat was last sent, and whether a ping goes with it.
type Frames = HashMap<(Audience, u64, bool), Option<Bytes>>;

/// Offers the newest view to every seat that has an older one.
pub(super) async fn sweep(room: &Arc<Watched>, whom: Whom) {
    let drawn = room.drawn();
    let seats: Arc<[Arc<Seat>]> = {
        let mut seats = lock(&room.seats);
        if whom == Whom::Staff { seats.staff.values().cloned().collect() } else { seats.phones_in_order() }
    };
    // A seat that would be asked for a sign of life within a second is asked now: a frame of its own costs as much as a view.
    let soon_ms = room.shared.up_ms() + config::PING_ROUND.as_millis() as u64;
    let mut frames = Frames::new();
    // Nearly all are of one audience and were sent the same drawing: theirs is not looked up again and again.
    let mut last: Option<((Audience, u64, bool), Option<Bytes>)> = None;
    let mut delivered = 0_u64;
    for (at, seat, asks) in with_what_is_asked(&seats, soon_ms) {
        if at % CHUNK == CHUNK - 1 {
            tokio::task::yield_now().await;
        }
        if plant::is(Plant::DeafScreens) && matches!(seat.who, Who::Screen(_)) {
            continue;
        }
        let mut is_younger = None;
        let is_delivered = seat.deliver(drawn.number, |audience, sent| {
            let key = (audience, sent, asks);
            if let Some((last, frame)) = &last
                && *last == key
            {
                return frame.clone();
            }
            let Some(shelf) = drawn.shelves.get(&key.0) else {
                is_younger = Some(sent);
                return None;
            };
            let draw = || {
                let view = shelf.has_news(sent).then(|| shelf.frame(room.stamp(&drawn), Since::Drawing(sent), None))?;
                Some(if asks { [view, frame::ping()].concat().into() } else { view })
            };
            let frame = frames.entry(key.clone()).or_insert_with(draw).clone();
            last = Some((key, frame.clone()));
            frame
        });
        delivered += u64::from(is_delivered);
        if let Some(sent) = is_younger {
            // Its audience is younger than this drawing.
            let (newest, number) = room.newest(&seat.audience(), sent);
            seat.offer(&newest, number);
        }
    }
    metrics::counter!("plenary_deliveries_total").increment(delivered);
}

/// The seats, each with its place and whether a ping is due to it, by the second `soon_ms` at the latest.
fn with_what_is_asked(seats: &[Arc<Seat>], soon_ms: u64) -> impl Iterator<Item = (usize, &Arc<Seat>, bool)> {
    let after_ms = config::PING_AFTER.as_millis() as u64;
    let groups = seats.chunks(FETCHED).flat_map(move |group| {
        let mut asks = [false; FETCHED];
        for (asks, seat) in asks.iter_mut().zip(group) {
            *asks = soon_ms.saturating_sub(seat.heard_ms()) >= after_ms;
        }
        group.iter().zip(asks)
    });
    groups.enumerate().map(|(at, (seat, asks))| (at, seat, asks))
}
