//! Plenary's server: real-time polls and questions for workshops held in a room and online at once.
//!
//! # The map
//!
//! A vote's way through the house, top to bottom; every arrow points down, and nothing calls its caller's layer.
//!
//! | step | file | does |
//! |---|---|---|
//! | a connection | [`serve`], `accept.rs` | accepts, with deadlines, and hands requests to axum |
//! | a request | [`http`] | routes: pages with the open ballot, the API, assets, health |
//! | an upgraded socket | [`socket`] | one connection from hello to goodbye, over [`frame`] |
//! | a command | [`wire`] | what crosses a socket, as Rust enums; the client's types come from them |
//! | the handler | [`answer`], [`moderate`] | may this one do this, now? → a ballot or an amendment, or a typed refusal |
//! | the rules | [`domain`] | pure: no clock, socket, store or wire |
//! | the store | [`store`] | one contract, two backends: what must outlive the process |
//! | a watched room | [`hub`] | reads when nudged, draws at the beat, encodes once, sweeps over the seats |
//! | what each may see | [`views`] | (room, audience) → parts: the only place that hides things |
//!
//! Beside them: [`pass`] (who you are), [`throttle`] (how often), [`clock`] (the one place that reads the time), [`config`]
//! (every limit, with its reason), [`text`] (what people type), [`packed`] (a page packed once for many), [`seed`] and [`founding`] (workshops → rooms), [`lobby`]
//! (where screens wait), [`report`] (what the session found), [`sealing`] (what becomes of ballots afterwards),
//! [`backup`] (the embedded store in one file),
//! [`proposal`] (a pasted proposal → a workshop), [`organise`] (edited on a page → a room), [`wording`] (is a draft fairly worded?).

pub mod accept;
pub mod answer;
pub mod backup;
pub mod clock;
pub mod config;
pub mod domain;
pub mod founding;
pub mod frame;
pub mod http;
pub mod hub;
pub mod lobby;
pub mod moderate;
pub mod organise;
pub mod packed;
pub mod pass;
pub mod plant;
pub mod proposal;
pub mod report;
pub mod sealing;
pub mod seed;
pub mod socket;
pub mod store;
pub mod text;
pub mod throttle;
pub mod views;
pub mod wire;
pub mod wording;
pub mod words;

use std::sync::Arc;
use std::time::Duration;

use dashmap::DashMap;
use tokio::net::TcpListener;
use tokio::sync::watch;

use answer::{Crowd, Desk};
use domain::id::RoomCode;
use domain::language::Language;
use domain::person::Role;
use domain::room::Room;
use hub::{Hub, StoreNow};
use pass::Secret;
use seed::Seeds;
use store::{Durability, Store, StoreError};
use wire::parts::StorePart;

/// What a server is started with, beside its listener and its store.
pub struct Setup {
    /// The nodes' secret.
    pub secret: Secret,
    /// The workshops to hold and the decks to offer.
    pub seeds: Seeds,
    /// Where phones join, if not the address a request came to ("<https://poll.example>").
    pub public_url: Option<String>,
    /// Pretend phones for rehearsals.
    pub crowd: Option<Crowd>,
    /// Runs are sealed so long after they are over.
    pub seal_after: Duration,
}

/// A room that is ready, with the chair's secret.
#[derive(Debug, Clone)]
pub struct Ready {
    /// Its code.
    pub code: RoomCode,
    /// "IGF 2020 WS #230".
    pub reference: String,
    /// The workshop's title.
    pub title: String,
    /// What stands behind `#` in the chair's link.
    pub chair_secret: String,
}

/// How often the store is asked whether it takes ballots.
const HEALTH_EVERY: Duration = Duration::from_secs(2);

/// Serves until `shutdown` turns true, then drains: sockets are told to come back, ballots on their way are committed and
/// answered. `ready` is called once, when everything is there, with the rooms of the seeds.
pub async fn serve(
    listener: TcpListener,
    setup: Setup,
    store: Store,
    mut shutdown: watch::Receiver<bool>,
    ready: impl FnOnce(Vec<Ready>),
) -> anyhow::Result<()> {
    let address = listener.local_addr()?;
    let Setup { secret, seeds: Seeds { workshops, decks }, public_url, crowd, seal_after } = setup;
    let workshops = Arc::new(workshops);
    founding::again::all_that_went_back(&store, &secret, &workshops).await?;
    let seen = founding::look_over(&store, store.now().await?).await?.there;
    let codes = founding::found_all(&store, &secret, &workshops).await?;
    let hub = Hub::new(store.clone(), secret.clone(), public_url.clone(), decks);
    note_health(&hub).await;
    let base = format!("http://{}", loopback_of(address));
    let desk = Desk {
        hub: hub.clone(),
        crowd,
        base: base.into(),
        rehearsals: Arc::new(DashMap::new()),
        workshops: workshops.clone(),
    };
    let metrics = metrics_handle();
    let app = http::App::new(desk, public_url, metrics.clone());
    let router = http::router(app.clone());

    let watching = hub.clone();
    let health = tokio::spawn(async move {
        loop {
            tokio::time::sleep(HEALTH_EVERY).await;
            note_health(&watching).await;
            // Where nobody asks for the metrics, what was noted down for them would grow for as long as the server runs.
            metrics.run_upkeep();
        }
    });
    let tidying = tokio::spawn(tidy(hub.clone(), seal_after));
    let mut rooms = Vec::with_capacity(codes.len());
    for (code, workshop) in codes.into_iter().zip(&*workshops) {
        let look = match seen.get(&code) {
            Some(look) => *look,
            // Founded a moment ago, or on a part of the store that was away.
            None => founding::Look::of(&store.read(code, 0).await?)?,
        };
        rooms.push(Ready {
            code,
            reference: workshop.reference.clone(),
            title: workshop.title.clone(),
            chair_secret: secret.link_secret(code, Role::Chair, look.chair),
        });
    }
    // A run that was open may have to end by the clock, whether anybody comes or not. All other rooms wait for somebody.
    for (code, _) in seen.iter().filter(|(_, look)| look.has_open_run) {
        if let Err(error) = hub.watch(*code).await {
            tracing::error!(room = %code, %error, "a room with an open run is not watched before somebody comes");
        }
    }
    ready(rooms);
    app.pack_ahead(workshops.iter().map(|workshop| Language::of_tag(&workshop.language).unwrap_or_default()).collect());
    let (stop, stopped) = watch::channel(false);
    let accepting = tokio::spawn(accept::run(listener, router, stopped));
    // An error means that whoever could shut us down is gone: that too is a shutdown.
    let _ = shutdown.wait_for(|down| *down).await;
    tracing::info!("draining");
    hub.drain().await;
    stop.send_replace(true);
    let _ = tokio::time::timeout(config::DRAIN, accepting).await;
    health.abort();
    tidying.abort();
    store.close().await?;
    Ok(())
}

/// Drops, hour by hour, the rooms whose time is over, and seals the runs that are.
async fn tidy(hub: Hub, seal_after: Duration) {
    let store = &hub.shared().store;
    // On the store's clock, whose time no jump of this machine's is: what is destroyed does not come back.
    let sealed = async || sealing::seal_what_is_over(store, store.now().await?, seal_after).await;
    let dropped = async || founding::drop_what_is_over(store, store.now().await?).await;
    loop {
        match sealed().await {
            Ok(0) => {}
            Ok(runs) => tracing::info!(runs, "sealed runs that are over"),
            Err(error) => tracing::warn!(%error, "could not seal the runs that are over; in an hour again"),
        }
        tokio::time::sleep(config::TIDY_EVERY).await;
        match dropped().await {
            Ok(dropped) => dropped.into_iter().for_each(|code| hub.end(code)),
            Err(error) => tracing::warn!(%error, "could not look for rooms whose time is over; in an hour again"),
        }
    }
}

/// The report of a room, read straight from its store; `wanted` is the room's code or its workshop's reference.
/// `durability` is `None` if the store was not asked.
pub async fn report_of(store: &Store, wanted: &str, durability: Option<Durability>) -> anyhow::Result<report::Report> {
    let by_code = match wanted.parse() {
        Ok(code) if code != lobby::code() => match store.read(code, 0).await {
            Ok(changes) => Some(hub::fold::found(code, changes)?),
            Err(StoreError::NoRoom) => None,
            Err(error) => return Err(error.into()),
        },
        _ => None,
    };
    let room = match by_code {
        Some(room) => room,
        None => room_by_reference(store, wanted).await?,
    };
    let facts = report::Facts::ask(store, &room, durability).await?;
    Ok(report::Report::of(&room, facts, report::Readers::Moderators))
}

async fn room_by_reference(store: &Store, wanted: &str) -> anyhow::Result<Room> {
    let mut rooms = Vec::new();
    for code in store.rooms().await?.into_iter().filter(|code| *code != lobby::code()) {
        rooms.push(hub::fold::found(code, store.read(code, 0).await?)?);
    }
    if let Some(room) = report::by_reference(&rooms, wanted) {
        return Ok(room.clone());
    }
    let mut names: Vec<String> =
        rooms.iter().map(|room| format!("{} ({})", room.code, room.workshop.value.reference)).collect();
    names.sort();
    anyhow::bail!("no room is called {wanted:?}; there are: {}", names.join(", "))
}

/// The address under which this machine reaches its own listener.
fn loopback_of(mut address: std::net::SocketAddr) -> std::net::SocketAddr {
    if address.ip().is_unspecified() {
        let ip =
            if address.is_ipv4() { std::net::Ipv4Addr::LOCALHOST.into() } else { std::net::Ipv6Addr::LOCALHOST.into() };
        address.set_ip(ip);
    }
    address
}

async fn note_health(hub: &Hub) {
    let shared = hub.shared();
    let before = shared.store_now();
    let health = tokio::time::timeout(config::STORE_PATIENCE, shared.store.health()).await;
    let now = match health {
        Ok(Ok(health)) => StoreNow::of(health),
        Ok(Err(error)) => {
            if before.part != StorePart::Away {
                tracing::error!(%error, "the store takes no ballots");
            }
            StoreNow::away()
        }
        Err(_) => StoreNow::away(),
    };
    if now.away != before.away && !now.away.is_empty() {
        tracing::error!(away = ?now.away, "a part of the store takes no ballots");
    }
    shared.set_store_now(now);
}

/// The metrics of this process; tests start several servers in one.
fn metrics_handle() -> metrics_exporter_prometheus::PrometheusHandle {
    static HANDLE: std::sync::OnceLock<metrics_exporter_prometheus::PrometheusHandle> = std::sync::OnceLock::new();
    let handle = HANDLE.get_or_init(|| {
        let recorder = metrics_exporter_prometheus::PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another recorder of metrics was there first; /metrics stays empty");
        }
        handle
    });
    handle.clone()
}
