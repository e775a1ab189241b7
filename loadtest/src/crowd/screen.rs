//! A pretend room screen: shows its pairing code, is let in by a moderator, and follows.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use plenary_server::domain::id::{PairingCode, RoomCode};
use serde::Deserialize;
use tokio::time::{Instant, sleep};

use super::logbook::{Logbook, Looks};
use super::moderator::Moderator;
use super::seat::{Seat, Sitting};
use super::{Door, PATIENCE, Place, http};

/// How often a screen asks whether it was let in. Real ones ask every two seconds; here nobody is to wait for that.
const ASKING: Duration = Duration::from_millis(100);

/// A screen in its seat.
#[derive(Debug)]
pub struct Screen {
    /// The socket and the view.
    pub seat: Seat,
}

/// What `POST /api/screens` says.
#[derive(Deserialize)]
#[serde(untagged)]
enum Standing {
    In { room: RoomCode },
    Waiting { pairing: PairingCode },
}

impl Screen {
    /// Opens the screen's page, is let in by `moderator`, and sits down. With `looks`, writes down what it is shown.
    pub async fn enter(
        door: &Arc<Door>,
        moderator: &Moderator,
        name: &str,
        logbook: &Arc<Logbook>,
        looks: bool,
    ) -> anyhow::Result<Self> {
        let (room, cookie) = let_in(door, moderator, name).await?;
        let observer = looks.then(|| logbook.observer(Looks::Screen));
        let place = Place { door: Arc::clone(door), room, source: 0 };
        let sitting = Sitting { place, role: "screen", cookie, logbook: Arc::clone(logbook), observer };
        Ok(Self { seat: Seat::take(sitting).await? })
    }
}

/// The room and the cookie of a screen that `moderator` lets in.
pub async fn let_in(door: &Arc<Door>, moderator: &Moderator, name: &str) -> anyhow::Result<(RoomCode, String)> {
    let page = http::get(door, 0, "/screen", "").await?;
    let cookie = page.cookie("plenary-screen").context("GET /screen set no plenary-screen")?.to_owned();
    let mut asked = None;
    let started = Instant::now();
    loop {
        match http::post(door, 0, "/api/screens", &cookie, "{}").await?.json()? {
            Standing::In { room } => return Ok((room, cookie)),
            Standing::Waiting { pairing } if asked == Some(pairing) => sleep(ASKING).await,
            Standing::Waiting { pairing } => {
                moderator.let_in(pairing, name).await?;
                asked = Some(pairing);
            }
        }
        if started.elapsed() > PATIENCE {
            bail!("screen {name} was let in {} s ago and still waits", PATIENCE.as_secs());
        }
    }
}
