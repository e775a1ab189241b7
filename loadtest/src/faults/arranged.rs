//! What strikes a cluster: each hits the primary that has the room, and waits until the cluster is whole again.

use std::time::Duration;

use anyhow::{Context, bail, ensure};
use rustix::process::Signal;
use tokio::time::{Instant, sleep};

use super::arena::{Arena, signal};
use super::fault::Kind;
use crate::cluster::Cluster;

/// A replica that is not promoted by then never will be.
const PROMOTED_BY: Duration = Duration::from_secs(30);

/// Strikes, waits, and heals.
pub(super) async fn strike(kind: Kind, arena: &mut Arena, lasts: Duration) -> anyhow::Result<()> {
    match kind {
        Kind::StopPrimary => stop(arena, lasts).await,
        Kind::MoveSlot => move_away(arena).await,
        Kind::KillPrimary => kill(arena, lasts).await,
        Kind::OldPrimary => promote_beside(arena).await,
        other => bail!("{other} is none of a cluster's"),
    }
}

/// The room's slot, and the node that has it.
async fn primary_of_the_room(arena: &mut Arena) -> anyhow::Result<(u16, usize)> {
    let room = arena.chair.place.room;
    let cluster = arena.cluster()?;
    let slot = cluster.slot_of(room.as_str()).await?;
    Ok((slot, cluster.owner_of(slot, 0).await?))
}

/// It stands still for a while.
async fn stop(arena: &mut Arena, lasts: Duration) -> anyhow::Result<()> {
    let (_, primary) = primary_of_the_room(arena).await?;
    let cluster = arena.cluster()?;
    signal(cluster.nodes[primary].pid(), Signal::STOP)?;
    sleep(lasts).await;
    signal(cluster.nodes[primary].pid(), Signal::CONT)?;
    cluster.until_well().await
}

/// Its slot moves to another primary, key by key, while ballots come.
async fn move_away(arena: &mut Arena) -> anyhow::Result<()> {
    let (slot, from) = primary_of_the_room(arena).await?;
    let cluster = arena.cluster()?;
    let mut to = from;
    // Some slot far from this one is another primary's.
    for elsewhere in [slot.wrapping_add(5_461) % 16_384, slot.wrapping_add(10_922) % 16_384] {
        let owner = cluster.owner_of(elsewhere, from).await?;
        to = if owner == from { to } else { owner };
    }
    ensure!(to != from, "no other primary");
    cluster.move_slot(slot, from, to).await?;
    cluster.until_well().await
}

/// It is killed, its replica is promoted, and it comes back as a replica.
async fn kill(arena: &mut Arena, lasts: Duration) -> anyhow::Result<()> {
    let (slot, primary) = primary_of_the_room(arena).await?;
    let cluster = arena.cluster()?;
    cluster.nodes[primary].kill().await?;
    until_promoted(cluster, slot, primary).await?;
    sleep(lasts).await;
    cluster.nodes[primary].start_again().await?;
    cluster.until_well().await
}

/// It stands still until its replica is promoted, and then goes on, not knowing.
async fn promote_beside(arena: &mut Arena) -> anyhow::Result<()> {
    let (slot, primary) = primary_of_the_room(arena).await?;
    let cluster = arena.cluster()?;
    signal(cluster.nodes[primary].pid(), Signal::STOP)?;
    let promoted = until_promoted(cluster, slot, primary).await;
    signal(cluster.nodes[primary].pid(), Signal::CONT)?;
    promoted?;
    cluster.until_well().await
}

async fn until_promoted(cluster: &Cluster, slot: u16, former: usize) -> anyhow::Result<()> {
    let asked = (0..cluster.nodes.len()).find(|node| *node != former).context("a node that is left")?;
    let began = Instant::now();
    while cluster.owner_of(slot, asked).await? == former {
        ensure!(began.elapsed() < PROMOTED_BY, "no replica was promoted");
        sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}
