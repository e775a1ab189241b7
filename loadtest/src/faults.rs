//! `loadtest faults`: a session under faults, and a judge that reads nothing but its history.
//!
//! Real nodes and a real Redis stand behind links that can fail ([`arena`], [`proxy`]). Phones keep what was not counted and say it
//! again ([`phone`]); two moderators lead runs and get into each other's way ([`conductor`]); screens and moderators write down
//! all they are shown ([`staff`]). A nemesis deals faults ([`fault`], [`blow`]) from a deck that the seed shuffles. Everything goes to a
//! history ([`history`]); the judge ([`judge`]) holds it against the promises of docs/trust.md. A history that breaks one is kept,
//! and `loadtest judge FILE` judges it again.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, ensure};
use rand::rngs::SmallRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use self::arena::{Arena, Wanted};
use self::blow::Blow;
use self::conductor::{Conductor, Lane, beat};
use self::fault::Kind;
use self::history::{Role, Scribe, What};
use self::judge::Verdict;
use self::phone::{Call, Room};
use self::staff::{Place, Staff, chair, shown};
use crate::crowd::reading::Held;
use crate::crowd::{Door, http};
use crate::servers::Store;

pub mod arena;
pub mod arranged;
pub mod blow;
pub mod command;
pub mod conductor;
pub mod fault;
pub mod history;
pub mod judge;
pub mod phone;
pub mod planted;
mod power;
pub mod proxy;
pub mod screens;
pub mod staff;
pub mod time_of_day;

/// Voting goes on so long before the first fault and after the last, so that both are seen in clear weather.
const CLEAR: Duration = Duration::from_millis(1_500);
/// Every phone's answers are definite by then, or something is stuck.
const SETTLE_BY: Duration = Duration::from_mins(1);
/// Screens show the final tally by then; the judge says whether they did.
const LOOK_FOR: Duration = Duration::from_secs(2);

/// What is wanted.
#[derive(Debug, Clone)]
pub struct Order {
    /// What is started.
    pub arena: Wanted,
    /// How long faults are dealt.
    pub lasting: Duration,
    /// Phones.
    pub phones: u32,
    /// Of a hundred phones so many tap at each pulse (eight a second).
    pub percent: u8,
    /// Seconds a run is open, about.
    pub span: f64,
    /// The faults to deal; empty for clear weather.
    pub deck: Vec<Kind>,
    /// The longest quiet between two faults.
    pub quiet: Duration,
    /// Where the history goes; without, it is kept only if it breaks a promise.
    pub keep: Option<PathBuf>,
}

impl Order {
    /// Whether this fault may lose acknowledged ballots, which then are flagged.
    fn loses(&self, kind: Kind) -> bool {
        kind.loses() || (self.arena.relaxed && kind.ends_redis())
    }
}

/// Plays it and judges it. The history stays if it was to be kept, or if it breaks a promise.
pub async fn faults(order: &Order) -> anyhow::Result<Verdict> {
    // Without a folder of its own it must not meet another's of the same seed.
    let apart = if order.keep.is_some() { String::new() } else { format!("-{}", std::process::id()) };
    let name = format!("plenary-history-{}-{}{apart}.jsonl", store_name(order.arena.store), order.arena.seed);
    let folder = order.keep.clone().unwrap_or_else(std::env::temp_dir);
    std::fs::create_dir_all(&folder).with_context(|| format!("folder {}", folder.display()))?;
    let path = folder.join(name);
    let scribe = Scribe::create(&path)?;
    let mut arena = Arena::start(&order.arena).await?;
    let played = play(order, &mut arena, &scribe).await;
    scribe.finish()?;
    let judged = played.and_then(|()| judge::judge(&path));
    match judged {
        Ok(mut verdict) if verdict.is_sound() => {
            if order.keep.is_none() {
                std::fs::remove_file(&path).context("removing the history")?;
            } else {
                verdict.history = Some(path);
            }
            Ok(verdict)
        }
        Ok(mut verdict) => {
            verdict.data = Some(arena.keep());
            verdict.history = Some(path);
            Ok(verdict)
        }
        Err(error) => {
            let data = arena.keep();
            let kept = format!("the history is in {}, data and logs in {}", path.display(), data.display());
            Err(error.context(kept))
        }
    }
}

fn store_name(store: Store) -> &'static str {
    match store {
        Store::Sqlite => "sqlite",
        Store::Redis => "redis",
        Store::Cluster => "cluster",
    }
}

#[expect(clippy::disallowed_methods, reason = "the history says when it was written, for people")]
fn wall_ms() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}

async fn play(order: &Order, arena: &mut Arena, scribe: &Arc<Scribe>) -> anyhow::Result<()> {
    let (seed, nodes) = (order.arena.seed, arena.nodes.len());
    let store = store_name(order.arena.store).to_owned();
    scribe.note(What::Began { seed, store, nodes, wall_ms: wall_ms() });
    let mut rng = SmallRng::seed_from_u64(seed);
    let code = arena.chair.place.room;
    let cookie = chair(&arena.doors[0], code, &arena.chair.secret).await?;
    let place = |who: u32, role, asked, cookie: &str, home| {
        let (cookie, doors, scribe) = (cookie.to_owned(), arena.doors.clone(), Arc::clone(scribe));
        Place { who, role, asked, cookie, room: code, home, doors, scribe, seed: seed ^ u64::from(who) << 8 }
    };
    let pair = [0, nodes - 1];
    let mut who = 0_u32..;
    let mut number = || who.next().unwrap_or_default();
    let pair = pair.map(|home| Staff::sit(place(number(), Role::Moderator, "chair", &cookie, home)));
    let there = |held: &Held| !held.epoch.is_empty();
    for moderator in &pair {
        moderator.until(Duration::from_secs(20), there).await.context("a moderator's first view")?;
    }
    let conductor = Arc::new(Conductor { pair, opened: AtomicU64::default(), enough: AtomicBool::default() });
    let mut watching = Vec::new();
    for at in 0..nodes.max(2) {
        let home = at % nodes;
        let cookie = screens::pair(&arena.doors[home], &conductor.pair[0], &format!("screen {at}")).await?;
        watching.push(Staff::sit(place(number(), Role::Screen, "screen", &cookie, home)));
    }
    let mut polls = Vec::new();
    for at in 0..8 {
        polls.push(conductor.raise(at).await?);
    }
    // Every poll is on both moderators' pages before the first is opened.
    let room = Arc::new(Room { code, doors: arena.doors.clone(), scribe: Arc::clone(scribe) });
    let (call, called) = watch::channel(Call::Tap { percent: 0, pulse: 0 });
    let mut phones = JoinSet::new();
    for phone in 0..order.phones {
        phones.spawn(phone::live(Arc::clone(&room), phone, rng.random(), called.clone()));
    }
    let (pulses, pulse) = watch::channel(0);
    let (on_stage, beside) = polls.split_at(4);
    let lane = |beside, span, seed| Lane { beside, span, seed };
    let (first, second) = (lane(false, order.span, seed ^ 1), lane(true, order.span * 1.3, seed ^ 2));
    {
        let leading =
            async { tokio::try_join!(conductor.lead(first, on_stage), conductor.lead(second, beside)).map(drop) };
        let dealing = async {
            sleep(CLEAR).await;
            let dealt = deal(order, arena, scribe, pulse, &mut rng).await;
            sleep(CLEAR).await;
            conductor.enough.store(true, Ordering::Relaxed);
            dealt
        };
        let tapping = beat(&call, &pulses, order.percent);
        tokio::select! {
            done = async { tokio::try_join!(leading, dealing) } => drop(done?),
            () = tapping => {}
        }
    }
    conductor.close_all().await?;
    settle(&call, &mut phones, order.phones).await?;
    scribe.note(What::Settled);
    sleep(LOOK_FOR).await;
    look(arena, scribe, &cookie, "settled").await?;
    if arena.bytes_cut > 0 {
        let bytes = arena.bytes_cut;
        eprintln!("{bytes} bytes that Redis had written and not synced went with its power");
    }
    arena.kill_all().await?;
    arena.start_all().await?;
    look(arena, scribe, &cookie, "restarted").await?;
    drop(watching);
    Ok(())
}

/// Deals faults, one after another, from a deck that is shuffled whenever it is dealt out.
async fn deal(
    order: &Order,
    arena: &mut Arena,
    scribe: &Arc<Scribe>,
    mut pulse: watch::Receiver<u64>,
    rng: &mut SmallRng,
) -> anyhow::Result<()> {
    let over = Instant::now() + order.lasting;
    // What may lose ballots comes last: what it spoils is flagged, and no longer judged as strictly.
    let (mut losing, safe): (Vec<Kind>, Vec<Kind>) = order.deck.iter().partition(|kind| order.loses(**kind));
    let strict_until = if losing.is_empty() { over } else { Instant::now() + order.lasting.mul_f64(0.7) };
    losing.shuffle(rng);
    let mut hand: Vec<Kind> = Vec::new();
    while Instant::now() < over {
        let from = if Instant::now() < strict_until { &safe } else { &losing };
        if from.is_empty() {
            sleep(order.quiet).await;
            continue;
        }
        if hand.is_empty()
            || hand.iter().all(|kind| order.loses(*kind)) != (Instant::now() >= strict_until && !losing.is_empty())
        {
            hand.clone_from(from);
            hand.shuffle(rng);
        }
        let Some(kind) = hand.pop() else { continue };
        sleep(order.quiet.mul_f64(rng.random())).await;
        // Into a burst of ballots, a little after it began.
        pulse.mark_unchanged();
        if pulse.changed().await.is_err() {
            return Ok(());
        }
        sleep(Duration::from_micros(rng.random_range(0..6_000))).await;
        let blow = Blow::draw(kind, arena.nodes.len(), rng);
        let n = scribe.number();
        let (beside, loses) = (kind.is_beside(), order.loses(kind));
        scribe.note(What::Fault { n, kind: kind.to_string(), nodes: blow.nodes(arena.nodes.len()), beside, loses });
        blow.strike(arena, rng).await?;
        scribe.note(What::Healed { n });
    }
    Ok(())
}

/// Lets every phone say everything again until its answer is definite.
async fn settle(call: &watch::Sender<Call>, phones: &mut JoinSet<bool>, count: u32) -> anyhow::Result<()> {
    call.send_replace(Call::Settle);
    let mut settled = 0;
    let all = async {
        while let Some(phone) = phones.join_next().await {
            settled += u32::from(phone.context("a phone fell over")?);
        }
        anyhow::Ok(())
    };
    match timeout(SETTLE_BY, all).await {
        Ok(done) => done?,
        Err(_) => {
            call.send_replace(Call::Go);
        }
    }
    ensure!(settled == count, "of {count} phones only {settled} got definite answers in {} s", SETTLE_BY.as_secs());
    Ok(())
}

/// Reads every node's public view as a moderator, past all links, and writes down every run in it.
async fn look(arena: &Arena, scribe: &Scribe, cookie: &str, when: &str) -> anyhow::Result<()> {
    for (node, server) in arena.nodes.iter().enumerate() {
        let door = Door::at(&server.ready.listening).await?;
        let path = format!("/api/rooms/{}/view?as=chair", arena.chair.place.room);
        let answer = http::get(&door, 0, &path, cookie).await?;
        let held = held_of(&answer).with_context(|| format!("node {node}: {path}"))?;
        for run in held.parts.keys().filter_map(|key| key.strip_prefix("run/")?.parse().ok()) {
            let shown = shown(&held, run).with_context(|| format!("run {run} of node {node}"))?;
            scribe.note(What::Last { node, when: when.to_owned(), shown });
        }
    }
    Ok(())
}

fn held_of(answer: &http::Answer) -> anyhow::Result<Held> {
    let plenary_server::wire::Frame::View(view) = answer.json()? else { anyhow::bail!("not a view") };
    let mut held = Held::default();
    held.take(view);
    Ok(held)
}

/// Judges a history that was kept.
pub fn judge_again(path: &Path) -> anyhow::Result<Verdict> {
    let mut verdict = judge::judge(path)?;
    verdict.history = Some(path.to_owned());
    Ok(verdict)
}
