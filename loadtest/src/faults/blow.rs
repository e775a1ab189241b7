//! A fault strikes and heals.

use std::time::Duration;

use anyhow::Context;
use rand::Rng;
use rand::rngs::SmallRng;
use rustix::process::Signal;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};

use super::arena::{Arena, BadDisk, limit_files, signal};
use super::arranged;
use super::fault::Kind;
use super::power::Recorded;
use super::proxy::{Flow, Weather, Which};

/// A fault that is to come: what, where, for how long.
#[derive(Debug, Clone, Copy)]
pub struct Blow {
    /// What.
    pub kind: Kind,
    /// Which node, if it concerns one.
    pub node: usize,
    /// How long it lasts, as drawn; what must be started again takes longer.
    pub lasts: Duration,
}

impl Blow {
    /// Draws where and how long.
    pub fn draw(kind: Kind, nodes: usize, rng: &mut SmallRng) -> Self {
        let (least, most) = match kind {
            Kind::KillNode | Kind::KillRedis | Kind::Storm => (0, 600),
            // Longer than the three seconds a node waits for Redis, now and then.
            Kind::HoldStore | Kind::HoldStoreDown | Kind::HoldStoreUp | Kind::StopRedis | Kind::StopNode => {
                (300, 4_000)
            }
            Kind::CutNudges | Kind::HoldNudges | Kind::ClockJump | Kind::DeadScreens | Kind::Silent => (800, 2_500),
            // Below the two seconds after which a replica stands for election.
            Kind::StopPrimary => (200, 900),
            _ => (300, 1_500),
        };
        Self { kind, node: rng.random_range(0..nodes), lasts: Duration::from_millis(rng.random_range(least..=most)) }
    }

    /// The nodes whose phones it can harm.
    pub fn nodes(&self, nodes: usize) -> Vec<usize> {
        if self.kind.is_of_store() { (0..nodes).collect() } else { vec![self.node] }
    }

    /// Strikes, waits, and heals. When it returns, what was broken is whole again.
    pub async fn strike(&self, arena: &mut Arena, rng: &mut SmallRng) -> anyhow::Result<()> {
        let done = self.carry_out(arena, rng).await;
        done.with_context(|| format!("{} (node {}, {} ms)", self.kind, self.node, self.lasts.as_millis()))
    }

    async fn carry_out(&self, arena: &mut Arena, rng: &mut SmallRng) -> anyhow::Result<()> {
        let clear = Weather::default();
        let of = |up, down| Weather { up, down, ..clear };
        match self.kind {
            Kind::KillNode => {
                arena.nodes[self.node].kill().await?;
                sleep(self.lasts).await;
                arena.nodes[self.node].start_again().await?;
            }
            Kind::DieBeforeStore => self.die_at("BeforeStore", arena, rng).await?,
            Kind::DieBeforeAck => self.die_at("BeforeAck", arena, rng).await?,
            Kind::DieAfterAck => self.die_at("AfterAck", arena, rng).await?,
            Kind::Restart => {
                arena.nodes[self.node].end_in_order().await?;
                arena.nodes[self.node].start_again().await?;
            }
            Kind::StopNode => self.stop(arena.nodes[self.node].pid()).await?,
            Kind::CutPhones => {
                arena.to_nodes[self.node].reset(Weather { refuses: true, ..clear });
                sleep(self.lasts).await;
                arena.to_nodes[self.node].set(clear);
            }
            Kind::HoldHalf => {
                let held = Weather { which: Which::Half, ..of(Flow::Held, Flow::Held) };
                self.weather(&arena.to_nodes[self.node], held, rng).await;
            }
            Kind::HoldDown => self.weather(&arena.to_nodes[self.node], of(Flow::Clear, Flow::Held), rng).await,
            Kind::SlowPhones => {
                let late = Flow::Late { by: Duration::from_millis(rng.random_range(20..150)) };
                self.weather(&arena.to_nodes[self.node], of(late, late), rng).await;
            }
            Kind::Storm => {
                arena.to_nodes.iter().for_each(|link| link.reset(clear));
                sleep(self.lasts).await;
            }
            Kind::DeadScreens => self.beside_dead_screens(arena).await?,
            Kind::Silent => self.beside_silence(arena).await?,
            Kind::DiskFull => self.fill_the_disk(arena).await?,
            Kind::SlowDisk => {
                let pid = store_process(arena)?;
                let slow = BadDisk::slow(pid, rng.random_range(50_000..400_000))?;
                sleep(self.lasts * 2).await;
                drop(slow);
            }
            Kind::SyncFails => self.fail_to_sync(arena).await?,
            Kind::ClockJump => {
                let by = ["+1h", "-1h", "+1d", "-1d"][rng.random_range(0..4)];
                arena.times[self.node].jumps(by)?;
                sleep(self.lasts).await;
                arena.times[self.node].jumps("+0s")?;
            }
            Kind::KillRedis => {
                arena.redis()?.kill().await?;
                sleep(self.lasts).await;
                arena.redis()?.start_again().await?;
            }
            Kind::PowerLoss => self.cut_the_power(arena, rng).await?,
            Kind::StopRedis => self.stop(arena.redis()?.pid()).await?,
            Kind::CutStore => {
                arena.to_store[self.node].reset(Weather { refuses: true, ..clear });
                sleep(self.lasts).await;
                arena.to_store[self.node].set(clear);
            }
            Kind::HoldStore => self.weather(&arena.to_store[self.node], of(Flow::Held, Flow::Held), rng).await,
            Kind::HoldStoreDown => self.weather(&arena.to_store[self.node], of(Flow::Clear, Flow::Held), rng).await,
            Kind::HoldStoreUp => self.weather(&arena.to_store[self.node], of(Flow::Held, Flow::Clear), rng).await,
            Kind::SlowStore => {
                let late = Flow::Late { by: Duration::from_millis(rng.random_range(5..60)) };
                self.weather(&arena.to_store[self.node], of(late, late), rng).await;
            }
            Kind::CutNudges => {
                let cut = Weather { which: Which::Nudges, refuses: true, ..clear };
                arena.to_store[self.node].reset(cut);
                sleep(self.lasts).await;
                arena.to_store[self.node].set(clear);
            }
            Kind::HoldNudges => {
                let held = Weather { which: Which::Nudges, ..of(Flow::Held, Flow::Held) };
                self.weather(&arena.to_store[self.node], held, rng).await;
            }
            Kind::NoMemory => {
                arena.redis()?.say(&["CONFIG", "SET", "maxmemory", "1"]).await?;
                sleep(self.lasts).await;
                arena.redis()?.say(&["CONFIG", "SET", "maxmemory", "0"]).await?;
            }
            Kind::Flush => {
                arena.redis()?.say(&["FLUSHALL"]).await?;
                sleep(self.lasts).await;
            }
            Kind::EmptyStart => arena.go_back_to(None).await?,
            Kind::OlderCopy => {
                let copy = arena.copy_of_log()?;
                // Meanwhile ballots are counted that the copy lacks.
                sleep(self.lasts).await;
                arena.go_back_to(Some(&copy)).await?;
            }
            Kind::StaleReplica => self.promote_a_stale_replica(arena).await?,
            of_cluster => arranged::strike(of_cluster, arena, self.lasts).await?,
        }
        Ok(())
    }

    /// Another weather for a while; some connections do not live to see the heal.
    async fn weather(&self, link: &super::proxy::Link, weather: Weather, rng: &mut SmallRng) {
        link.set(weather);
        sleep(self.lasts).await;
        if rng.random_bool(0.3) {
            link.reset(Weather { which: weather.which, ..Weather::default() });
        }
        link.set(Weather::default());
    }

    async fn stop(&self, pid: Option<u32>) -> anyhow::Result<()> {
        signal(pid, Signal::STOP)?;
        sleep(self.lasts).await;
        signal(pid, Signal::CONT)
    }

    /// The node is started again so that it ends itself at the how-many-th pass of a point, and then as it was.
    async fn die_at(&self, point: &str, arena: &mut Arena, rng: &mut SmallRng) -> anyhow::Result<()> {
        let node = &mut arena.nodes[self.node];
        node.kill().await?;
        let times = rng.random_range(5..40);
        node.start_with(&[("PLENARY_DIE_AT".to_owned(), format!("{point}:{times}"))]).await?;
        let began = Instant::now();
        while node.ended().is_none() {
            anyhow::ensure!(began.elapsed() < Duration::from_secs(30), "the server has no point {point} to end at");
            sleep(Duration::from_millis(5)).await;
        }
        node.start_again().await
    }

    /// Fifty connections that ask for the largest page there is and never read a byte.
    async fn beside_dead_screens(&self, arena: &Arena) -> anyhow::Result<()> {
        let door = &arena.doors[self.node];
        let page = format!("GET /{} HTTP/1.1\r\nhost: {}\r\n\r\n", arena.chair.place.room, door.authority());
        let mut dead = Vec::new();
        for _ in 0..50 {
            let mut stream = TcpStream::connect(arena.to_nodes[self.node].listens).await?;
            // Asked again and again on one connection: answers pile up until the socket takes no more.
            stream.write_all(page.repeat(8).as_bytes()).await?;
            dead.push(stream);
        }
        sleep(self.lasts).await;
        Ok(())
    }

    /// Two hundred connections that say nothing, or half a header.
    async fn beside_silence(&self, arena: &Arena) -> anyhow::Result<()> {
        let mut silent = Vec::new();
        for number in 0..200 {
            let mut stream = TcpStream::connect(arena.to_nodes[self.node].listens).await?;
            if number % 2 == 0 {
                stream.write_all(b"GET / HTTP/1.1\r\nhost: ").await?;
            }
            silent.push(stream);
        }
        sleep(self.lasts).await;
        Ok(())
    }

    /// Whatever the store writes fails for a while. Redis may end itself over that, as it says it does.
    async fn fill_the_disk(&self, arena: &mut Arena) -> anyhow::Result<()> {
        let pid = store_process(arena)?;
        limit_files(pid, Some(1))?;
        sleep(self.lasts).await;
        if outlived(arena).await? { limit_files(pid, None) } else { Ok(()) }
    }

    /// No sync of the store is done for a while, and each is told to have failed.
    async fn fail_to_sync(&self, arena: &mut Arena) -> anyhow::Result<()> {
        let failing = BadDisk::failing(store_process(arena)?)?;
        sleep(self.lasts).await;
        drop(failing);
        outlived(arena).await.map(drop)
    }

    /// Redis ends between a write and its sync, and what was not synced is gone.
    async fn cut_the_power(&self, arena: &mut Arena, rng: &mut SmallRng) -> anyhow::Result<()> {
        let slow = rng.random_range(20_000..150_000);
        let notes = arena.new_file("strace");
        let redis = arena.redis()?;
        let pid = redis.pid().context("Redis is gone")?;
        let recorded = Recorded::begin(pid, &redis.log_of_writes(), notes, slow).await?;
        sleep(self.lasts).await;
        arena.redis()?.kill().await?;
        arena.bytes_cut += recorded.cut()?;
        arena.redis()?.start_again().await
    }

    async fn promote_a_stale_replica(&self, arena: &mut Arena) -> anyhow::Result<()> {
        let (replica, link) = arena.replica().await?;
        let began = Instant::now();
        while !replica.say(&["INFO", "replication"]).await?.contains("master_link_status:up") {
            anyhow::ensure!(began.elapsed() < Duration::from_secs(20), "the replica never caught up");
            sleep(Duration::from_millis(20)).await;
        }
        link.set(Weather { up: Flow::Held, down: Flow::Held, ..Weather::default() });
        // What is counted now, the replica never hears of.
        sleep(self.lasts).await;
        signal(arena.redis()?.pid(), Signal::STOP)?;
        replica.say(&["REPLICAOF", "NO", "ONE"]).await?;
        let nodes = arena.nodes.len();
        arena.lead_to(0..nodes, &replica);
        sleep(Duration::from_secs(2)).await;
        // The old primary is back, and one node finds its way to it for a while.
        let old = arena.redis.replace(replica).context("there is no Redis")?;
        signal(old.pid(), Signal::CONT)?;
        arena.lead_to(std::iter::once(nodes - 1), &old);
        sleep(self.lasts).await;
        let primary = arena.redis.as_ref().context("there is no Redis")?;
        arena.lead_to(0..nodes, primary);
        arena.former = Some(old);
        Ok(())
    }
}

/// The process that writes ballots to the disk.
fn store_process(arena: &Arena) -> anyhow::Result<Option<u32>> {
    Ok(match &arena.redis {
        Some(redis) => redis.pid(),
        None => arena.nodes.first().context("there is no node")?.pid(),
    })
}

/// Whether the process that stores has borne what its disk did. A Redis that did not is started again; a node has to.
async fn outlived(arena: &mut Arena) -> anyhow::Result<bool> {
    if let Some(redis) = &mut arena.redis {
        if redis.has_ended() {
            redis.start_again().await?;
            return Ok(false);
        }
    } else if let Some(how) = arena.nodes[0].ended() {
        anyhow::bail!("the node ended over its disk: {how}");
    }
    Ok(true)
}
