//! Takes the ballots of one room to the store: whatever arrived while the last batch was being written is the next one.
//!
//! A lone ballot waits for nobody; under load the batch grows by itself, up to [`config::BATCH`], and what came within
//! [`config::BATCH_EVERY`] shares one.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use super::Watched;
use crate::clock;
use crate::config;
use crate::plant::{self, Plant, Point};
use crate::store::{Cast, Epoch, Outcome, StoreError};

/// One ballot on its way, and who waits for its outcome (`None`: the store did not take it; send it again).
pub(super) struct Job {
    pub(super) cast: Cast,
    /// The epoch its voter's key was made in.
    pub(super) epoch: Epoch,
    pub(super) done: oneshot::Sender<Option<Outcome>>,
}

/// Runs until the room is no longer watched.
pub(super) async fn run(room: Arc<Watched>, mut jobs: mpsc::Receiver<Job>) {
    let mut batch = Vec::with_capacity(config::BATCH);
    let mut due = clock::tick();
    while jobs.recv_many(&mut batch, config::BATCH).await > 0 {
        if batch.len() < config::BATCH && clock::tick() < due {
            tokio::time::sleep_until(due.into()).await;
            while batch.len() < config::BATCH
                && let Ok(job) = jobs.try_recv()
            {
                batch.push(job);
            }
        }
        due = clock::tick() + config::BATCH_EVERY;
        let epoch = room.epoch();
        // Whoever waits for a ballot of an earlier epoch hears that it was not taken, and sends it again.
        batch.retain(|job| job.epoch == epoch);
        if batch.is_empty() {
            continue;
        }
        let (casts, waiting): (Vec<Cast>, Vec<_>) = batch.drain(..).map(|job| (job.cast, job.done)).unzip();
        metrics::histogram!("plenary_batch_ballots").record(casts.len() as f64);
        plant::pass(Point::BeforeStore);
        let answer = tokio::time::timeout(config::STORE_PATIENCE, room.store().cast(room.code, &epoch, casts)).await;
        let outcomes = match answer {
            Ok(Ok((outcomes, _))) => outcomes.into_iter().map(Some).collect(),
            Ok(Err(error)) => {
                room.store_failed(&error);
                vec![plant::is(Plant::ErrorIsCounted).then_some(Outcome::Counted); waiting.len()]
            }
            Err(_) => {
                room.store_failed(&StoreError::Away("a batch of ballots took too long".to_owned()));
                vec![None; waiting.len()]
            }
        };
        plant::pass(Point::BeforeAck);
        for (outcome, done) in outcomes.into_iter().zip(waiting) {
            // Whoever waited may be gone; the ballot is stored all the same.
            let _ = done.send(outcome);
        }
        plant::pass(Point::AfterAck);
    }
}
