//! Hears of every change of the rooms that are watched here, on a connection of its own.
//!
//! What was published while that connection was down is gone: after every reconnection each watcher is told once, and
//! reads for itself. A new connection may also lead to another Redis, so its settings are asked again. In a cluster any node
//! hears what is published on any other; whom the others have given up hears nothing more, so another is taken then.

use std::sync::{Arc, Weak};
use std::time::Duration;

use futures_util::StreamExt;
use redis::aio::{PubSub, PubSubSink, PubSubStream};
use redis::{Msg, RedisResult};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{interval, sleep, timeout};

use super::super::watchers::Watchers;
use super::link::{DEADLINE, RETRY};
use super::{Shared, keys};
use crate::domain::id::RoomCode;

/// The connection is tried so often; a silent one is found within this and the deadline.
const PROBE: Duration = Duration::from_secs(2);

/// A wish to hear of a room; answered once its channel is subscribed.
pub(super) struct Hear {
    pub(super) room: RoomCode,
    pub(super) heard: oneshot::Sender<()>,
}

/// Listens until the store is closed or dropped.
pub(super) async fn listen(shared: Weak<Shared>, watchers: Arc<Watchers>, mut wishes: mpsc::Receiver<Hear>) {
    let mut first = true;
    while let Some(store) = shared.upgrade() {
        let connected = match store.servers.to_hear() {
            Ok((client, address)) => {
                let connection = timeout(DEADLINE, client.get_async_pubsub()).await;
                connection.ok().and_then(Result::ok).map(|connection| (connection, address))
            }
            Err(_) => None,
        };
        if let Some((connection, address)) = connected {
            if !first && let Err(error) = store.settle().await {
                tracing::warn!(%error, "the settings of Redis could not be read again");
            }
            drop(store);
            first = false;
            let is_well_placed = || shared.upgrade().is_none_or(|store| store.servers.is_well_placed(&address));
            match serve(connection, &watchers, &mut wishes, is_well_placed).await {
                Ok(()) => return,
                Err(error) => tracing::warn!(%error, "nudges from Redis stopped; reconnecting"),
            }
        }
        if wishes.is_closed() {
            return;
        }
        sleep(RETRY).await;
    }
}

/// One connection's life. `Ok` when nobody can wish for anything any more.
async fn serve(
    connection: PubSub,
    watchers: &Watchers,
    wishes: &mut mpsc::Receiver<Hear>,
    is_well_placed: impl Fn() -> bool,
) -> RedisResult<()> {
    let (mut sink, mut stream): (PubSubSink, PubSubStream) = connection.split();
    for room in watchers.rooms() {
        within(sink.subscribe(keys::room(room))).await?;
    }
    watchers.tell_all();
    let mut probe = interval(PROBE);
    loop {
        tokio::select! {
            message = stream.next() => {
                let Some(message) = message else { return Err(gone()) };
                if let Some(room) = unheard(&message, watchers) {
                    within(sink.unsubscribe(keys::room(room))).await?;
                    // Somebody may have begun to watch while this was under way.
                    if watchers.rooms().contains(&room) {
                        within(sink.subscribe(keys::room(room))).await?;
                    }
                }
            }
            wish = wishes.recv() => {
                let Some(Hear { room, heard }) = wish else { return Ok(()) };
                within(sink.subscribe(keys::room(room))).await?;
                // Whoever wished may have given up; it does no harm to be subscribed.
                let _ = heard.send(());
            }
            _ = probe.tick() => {
                if !is_well_placed() {
                    return Err(gone());
                }
                within(sink.ping::<redis::Value>()).await?;
            }
        }
    }
}

/// Tells the watchers of a message's room; returns the room if nobody watches it any more.
fn unheard(message: &Msg, watchers: &Watchers) -> Option<RoomCode> {
    let room = keys::room_of(message.get_channel_name())?;
    let version = message.get_payload().ok()?;
    if watchers.tell(room, version) { None } else { Some(room) }
}

async fn within<T>(answer: impl Future<Output = RedisResult<T>>) -> RedisResult<T> {
    timeout(DEADLINE, answer).await.unwrap_or_else(|_| Err(gone()))
}

fn gone() -> redis::RedisError {
    (redis::ErrorKind::Io, "the connection for nudges is gone").into()
}
