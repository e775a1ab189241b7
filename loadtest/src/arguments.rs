//! What is typed after most commands: where a test takes place, and who comes.

use std::path::PathBuf;

use clap::Args;
use plenary_server::domain::poll::Visibility;

use crate::gathering::{Guests, Venue};
use crate::servers::{Store, Wanted};

/// Where the test takes place.
#[derive(Debug, Clone, Args)]
pub struct At {
    /// The store of the server that is started.
    #[arg(long, value_enum, default_value_t = Store::Sqlite)]
    pub store: Store,
    /// How many nodes are started (more than one needs --store redis).
    #[arg(long, default_value_t = 1)]
    pub nodes: usize,
    /// The server to start; without, `plenary` beside this program.
    #[arg(long)]
    pub server_bin: Option<PathBuf>,
    /// The Redis to start.
    #[arg(long, default_value = "redis-server")]
    pub redis_bin: PathBuf,
    /// Leave data and logs of what was started behind, and say where.
    #[arg(long)]
    pub keep: bool,
    /// A running server to test instead, once for each node ("http://host:port").
    #[arg(long)]
    pub against: Vec<String>,
    /// With --against: a chair's link, once for each room to use.
    #[arg(long)]
    pub moderator_link: Vec<String>,
    /// Everything random comes from it; without, one is drawn and printed.
    #[arg(long)]
    pub seed: Option<u64>,
    /// Arrivals per second.
    #[arg(long, default_value_t = 500.0)]
    pub joins_per_second: f64,
    /// Write the report to this file, too.
    #[arg(long)]
    pub json: Option<PathBuf>,
}

/// Who comes.
#[derive(Debug, Clone, Args)]
pub struct Crowd {
    /// Phones in all rooms together.
    #[arg(long, default_value_t = 1_000)]
    pub phones: u32,
    /// Rooms.
    #[arg(long, default_value_t = 1)]
    pub rooms: usize,
    /// Screens of each room.
    #[arg(long, default_value_t = 2)]
    pub screens: u32,
    /// Taps per second in all rooms together.
    #[arg(long, default_value_t = 500.0)]
    pub votes_per_second: f64,
    /// Share of phones that say they are online.
    #[arg(long, default_value_t = 0.4)]
    pub online_share: f64,
    /// Share of phones that vote by plain requests, without a socket.
    #[arg(long, default_value_t = 0.05)]
    pub plain_share: f64,
    /// Phones of each room that write down when they see ballots.
    #[arg(long, default_value_t = 10)]
    pub looking: u32,
}

/// Who sees the tally while a run is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Seen {
    /// Nobody before the close (moderators see how many ballots there are).
    Hidden,
    /// Everybody.
    Live,
    /// Phones that have voted.
    AfterVote,
}

impl Crowd {
    /// They, arriving as `at` says.
    pub fn guests(&self, at: &At, seed: u64) -> Guests {
        Guests {
            rooms: self.rooms,
            phones: self.phones,
            screens: self.screens,
            online_share: self.online_share,
            plain_share: self.plain_share,
            joins_per_second: at.joins_per_second,
            looking: self.looking,
            seed,
        }
    }
}

impl At {
    /// A server that is started for it, or the one that was named.
    pub async fn venue(&self) -> anyhow::Result<Venue> {
        if !self.against.is_empty() {
            return Venue::visit(&self.against, &self.moderator_link).await;
        }
        Venue::start(&self.wanted()).await
    }

    /// What is started, if nothing runs already.
    pub fn wanted(&self) -> Wanted {
        let Self { store, nodes, keep, .. } = *self;
        let (server, redis) = (self.server_bin.clone(), self.redis_bin.clone());
        Wanted { store, nodes, rooms: None, server, redis, keep }
    }
}

impl From<Seen> for Visibility {
    fn from(seen: Seen) -> Self {
        match seen {
            Seen::Hidden => Self::Hidden,
            Seen::Live => Self::Live,
            Seen::AfterVote => Self::AfterVote,
        }
    }
}
