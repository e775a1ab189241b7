//! Lets a screen in: its page shows a code, a moderator enters it.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use plenary_server::domain::id::PairingCode;
use plenary_server::wire::{Command, LetIn};
use serde::Deserialize;
use tokio::time::sleep;

use super::history::Went;
use super::staff::Staff;
use crate::crowd::{Door, http};

/// So often a screen asks whether it was let in, and so many times.
const ASKING: (Duration, u32) = (Duration::from_millis(50), 200);

/// What `POST /api/screens` says.
#[derive(Deserialize)]
#[serde(untagged)]
enum Standing {
    In {
        #[expect(dead_code, reason = "that it is there says all")]
        room: String,
    },
    Waiting {
        pairing: PairingCode,
    },
}

/// The cookie of a screen that was let in.
pub async fn pair(door: &Arc<Door>, moderator: &Staff, name: &str) -> anyhow::Result<String> {
    let page = http::get(door, 0, "/screen", "").await?;
    let cookie = page.cookie("plenary-screen").context("GET /screen set no plenary-screen")?.to_owned();
    let mut entered = None;
    for _ in 0..ASKING.1 {
        match http::post(door, 0, "/api/screens", &cookie, "{}").await?.json()? {
            Standing::In { .. } => return Ok(cookie),
            Standing::Waiting { pairing } if entered != Some(pairing) => {
                let let_in = LetIn { pairing, name: name.to_owned() };
                if let (Went::Done { .. }, _) = moderator.say(Command::LetIn(let_in)).await {
                    entered = Some(pairing);
                }
            }
            Standing::Waiting { .. } => {}
        }
        sleep(ASKING.0).await;
    }
    bail!("{name} was never let in")
}
