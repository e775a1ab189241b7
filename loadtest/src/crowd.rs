//! The crowd: pretend phones, moderators and screens that speak to a server over real sockets, as browsers do.

use std::net::SocketAddr;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use plenary_server::domain::id::RoomCode;

pub mod http;
pub mod logbook;
pub mod moderator;
pub mod phone;
pub mod reading;
pub mod rehearsal;
pub mod screen;
pub mod seat;
pub mod socket;
pub mod voter;

/// A request or an answer that takes longer than this is a fault of the server, not slowness.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// So many sockets come from one address; more come from the next.
pub const SOCKETS_PER_SOURCE: u32 = 20_000;

/// One way to a server: an address that a node (or a proxy before several) answers at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    authority: String,
    address: SocketAddr,
}

impl Door {
    /// From the beginning of an address, "<http://127.0.0.1:7300>"; what follows host and port is left out.
    pub async fn at(base: &str) -> anyhow::Result<Arc<Self>> {
        let Some(rest) = base.strip_prefix("http://") else {
            bail!("{base}: the pretend phones speak plain http only (give an address that begins with http://)")
        };
        let authority = rest.split('/').next().unwrap_or_default().to_owned();
        let host_port = if authority.contains(':') { authority.clone() } else { format!("{authority}:80") };
        let address = tokio::net::lookup_host(&host_port)
            .await
            .with_context(|| format!("looking up {host_port}"))?
            .next()
            .with_context(|| format!("{host_port} has no address"))?;
        Ok(Arc::new(Self { authority, address }))
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Host and port, as they stand in `Host` and `Origin`.
    pub fn authority(&self) -> &str {
        &self.authority
    }
}

/// A room, seen through one door.
#[derive(Debug, Clone)]
pub struct Place {
    /// The node to ask.
    pub door: Arc<Door>,
    /// The room's code.
    pub room: RoomCode,
    /// Which of this machine's loopback addresses to come from: 0 leaves it to the system, whose ports (28,232 by default on
    /// Linux) are enough for the first [`SOCKETS_PER_SOURCE`].
    pub source: u8,
}

/// A moderator's link: where, which room, and the secret after `#`.
#[derive(Debug, Clone)]
pub struct Link {
    /// The room and the door it was given for.
    pub place: Place,
    /// Exchanged for a cookie.
    pub secret: String,
}

impl Link {
    /// From "http://host:port/abc234/moderate#SECRET".
    pub async fn parse(text: &str) -> anyhow::Result<Self> {
        let (page, secret) = text.split_once('#').with_context(|| format!("{text}: no secret after #"))?;
        let code = page
            .strip_suffix("/moderate")
            .and_then(|page| page.rsplit('/').next())
            .with_context(|| format!("{page}: not a moderator's link (…/CODE/moderate#SECRET)"))?;
        let room = RoomCode::from_str(code).with_context(|| format!("{code}: not a room's code"))?;
        Ok(Self { place: Place { door: Door::at(page).await?, room, source: 0 }, secret: secret.to_owned() })
    }

    /// The same link, through another node's door.
    #[must_use]
    pub fn through(&self, door: &Arc<Door>) -> Self {
        let place = Place { door: Arc::clone(door), room: self.place.room, source: 0 };
        Self { place, secret: self.secret.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_moderators_link_names_door_room_and_secret() {
        let link = Link::parse("http://127.0.0.1:7300/abc234/moderate#s3cret").await.unwrap();
        assert_eq!(link.place.room.as_str(), "abc234");
        assert_eq!(link.place.door.authority(), "127.0.0.1:7300");
        assert_eq!(link.secret, "s3cret");
        for bad in ["http://127.0.0.1/abc234/moderate", "http://127.0.0.1/abc234#x", "http://h/abc0/moderate#x"] {
            assert!(Link::parse(bad).await.is_err(), "{bad}");
        }
        assert!(Door::at("https://127.0.0.1").await.unwrap_err().to_string().contains("http://"));
    }
}
