//! A Redis Cluster: a link of its own to each node, and every command to the node that has the room's slot.
//!
//! The links are ours, and not a cluster client's, for three reasons. A node that went silent holds up its own rooms and nobody
//! else's. Nothing is sent again that may have been done: a moderator's act that was done and is sent again comes back as
//! *changed by somebody else*. And nothing is asked of the node a slot is on its way to, where half of a room would look like
//! a room that lost the other half: until the slot has arrived its rooms wait ([`CLOSED_MEANWHILE`]).
//!
//! [`CLOSED_MEANWHILE`]: super::keys::CLOSED_MEANWHILE

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use futures_util::future::{join_all, select_ok};
use redis::{Client, Cmd, ConnectionAddr, ConnectionInfo, ErrorKind, RedisError, RedisResult, ServerErrorKind, Value};
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

use super::super::{Lost, StoreError};
use super::answers::take;
use super::link::Link;
use super::slots::{self, Map, Member};
use super::{closed, keys, lock};

/// The cluster is looked at so often when nothing is amiss.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// … and not more often than this, however much is.
const LOOK_PAUSE: Duration = Duration::from_millis(100);
/// Who does not tell its story by then is left out this time.
const TELLS_WITHIN: Duration = Duration::from_secs(1);
/// A try to write waits so long for its turn and its answer: a little longer than an answer takes at most.
pub(super) const TRIED_WITHIN: Duration = Duration::from_millis(3_500);
/// A command that cannot be served just now (a slot is on its way, a replica is being promoted) is tried again so often …
const TRIES: u32 = 20;
/// … after this pause: for two seconds in all.
const PAUSE: Duration = Duration::from_millis(100);

/// Its nodes, and a link to each.
pub(super) struct Cluster {
    /// How one node is reached; with another address, how any of them is.
    way: ConnectionInfo,
    /// The addresses that were given: they are asked even if no node tells of them.
    given: Vec<String>,
    known: Mutex<Arc<Known>>,
    /// Something did not go as the map says.
    amiss: Notify,
    /// Whom to hear nudges from next.
    turn: AtomicUsize,
    is_closed: AtomicBool,
}

#[derive(Default)]
struct Known {
    map: Map,
    links: HashMap<String, Arc<Link>>,
}

impl std::fmt::Debug for Cluster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The way may hold a password.
        write!(f, "Cluster({:?})", lock(&self.known).links.keys())
    }
}

/// What to do about an answer that is a refusal.
enum Next {
    /// The slot has moved to this address; nothing was done here.
    Elsewhere(String),
    /// Not now; nothing was done.
    Later,
    /// It is the answer, or the connection is gone and nobody knows.
    Over,
}

impl Next {
    fn after(error: &RedisError) -> Self {
        let ErrorKind::Server(kind) = error.kind() else { return Self::Over };
        match kind {
            ServerErrorKind::Moved => {
                error.redirect_node().map_or(Self::Later, |(address, _)| Self::Elsewhere(address.to_owned()))
            }
            ServerErrorKind::Ask
            | ServerErrorKind::TryAgain
            | ServerErrorKind::ClusterDown
            | ServerErrorKind::MasterDown
            | ServerErrorKind::BusyLoading
            | ServerErrorKind::ReadOnly => Self::Later,
            _ => Self::Over,
        }
    }
}

impl Cluster {
    /// The cluster that the node at this address belongs to, as it is now, and is looked after until it is dropped.
    pub(super) async fn join(way: ConnectionInfo, given: Vec<String>) -> Result<Arc<Self>, StoreError> {
        let cluster = Arc::new(Self {
            way,
            given,
            known: Mutex::default(),
            amiss: Notify::new(),
            turn: AtomicUsize::new(usize::from(super::super::mint::random::<1>()[0])),
            is_closed: AtomicBool::new(false),
        });
        cluster.look().await?;
        tokio::spawn(keep_looking(Arc::downgrade(&cluster)));
        Ok(cluster)
    }

    /// Sends something to whoever has the slot, wherever that moves. Each sending that may have been carried out is the last.
    pub(super) async fn send<T, F>(&self, slot: u16, sending: impl Fn(Arc<Link>) -> F) -> Result<T, StoreError>
    where
        F: Future<Output = Result<RedisResult<T>, StoreError>>,
    {
        let mut moved: Option<String> = None;
        let mut refused = None;
        for number in 0..TRIES {
            if number > 1 {
                sleep(PAUSE).await;
            }
            let link = match moved.take() {
                Some(address) => self.link_to(&address)?,
                None => self.link_of(slot)?,
            };
            let answer = sending(link.clone()).await.inspect_err(|_| self.amiss.notify_one())?;
            let error = match answer {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            match Next::after(&error) {
                Next::Elsewhere(address) => moved = Some(whole(&address, &link)),
                Next::Later => {}
                Next::Over => {
                    if error.is_io_error() {
                        self.amiss.notify_one();
                    }
                    return Err(error.into());
                }
            }
            self.amiss.notify_one();
            refused = Some(error);
        }
        Err(refused.map_or_else(closed, StoreError::from))
    }

    /// Sends a command that is about no slot to all nodes; the first answer is the answer.
    pub(super) async fn ask_any(&self, command: &Cmd) -> Result<Value, StoreError> {
        let links = self.links();
        let ask = |link: &Arc<Link>| {
            let link = link.clone();
            Box::pin(async move { Ok(link.ask(command).await??) })
        };
        if links.is_empty() {
            return Err(away("no node is left"));
        }
        select_ok(links.iter().map(ask)).await.map(|(answer, _)| answer)
    }

    /// The link to whoever has the slot.
    fn link_of(&self, slot: u16) -> Result<Arc<Link>, StoreError> {
        let known = self.known();
        let member = known.map.owner(slot).ok_or_else(|| away(&format!("nobody has slot {slot}")))?;
        let address = member.address.as_deref().ok_or_else(|| away("nobody knows where a primary is"))?;
        if member.is_lost {
            // Whatever it would still take is lost as soon as it hears of its successor.
            self.amiss.notify_one();
            return Err(away(&format!("{address} is gone, and no replica of it has come up yet")));
        }
        self.link_to(address)
    }

    fn link_to(&self, address: &str) -> Result<Arc<Link>, StoreError> {
        if self.is_closed.load(Ordering::Relaxed) {
            return Err(closed());
        }
        let mut known = lock(&self.known);
        if let Some(link) = known.links.get(address) {
            return Ok(link.clone());
        }
        let link = Arc::new(Link::new(self.client_of(address)?)?);
        let mut links = known.links.clone();
        links.insert(address.to_owned(), link.clone());
        *known = Arc::new(Known { map: known.map.clone(), links });
        Ok(link)
    }

    fn client_of(&self, address: &str) -> Result<Client, StoreError> {
        let (host, port) = split(address).ok_or_else(|| away(&format!("{address} is no address")))?;
        let way = self.way.clone().set_addr(ConnectionAddr::Tcp(host.to_owned(), port));
        Client::open(way).map_err(|error| away(&error.to_string()))
    }

    fn known(&self) -> Arc<Known> {
        lock(&self.known).clone()
    }

    /// Asks every node how things are, and goes by what they tell together.
    pub(super) async fn look(&self) -> Result<(), StoreError> {
        let known = self.known();
        let addresses: Vec<&str> = known
            .links
            .keys()
            .chain(self.given.iter().filter(|given| !known.links.contains_key(*given)))
            .map(String::as_str)
            .collect();
        let stories = join_all(addresses.into_iter().map(|address| self.story_of(address))).await;
        let (stories, silent): (Vec<_>, Vec<_>) = stories.into_iter().partition(Result::is_ok);
        if stories.is_empty() {
            let why = silent.into_iter().find_map(Result::err);
            return Err(why.unwrap_or_else(|| away("no node tells of it")));
        }
        let map = Map::of(&stories.into_iter().flatten().collect::<Vec<_>>());
        let there = map.members.iter().filter_map(|member| member.address.clone()).chain(self.given.iter().cloned());
        let mut links = HashMap::new();
        for address in there {
            if let Ok(link) = self.link_to(&address) {
                links.insert(address, link);
            }
        }
        if map != known.map {
            tracing::info!(nodes = map.members.len(), lost = ?lost(&map), "Redis Cluster is arranged anew");
        }
        *lock(&self.known) = Arc::new(Known { map, links });
        Ok(())
    }

    async fn story_of(&self, address: &str) -> Result<Vec<slots::Told>, StoreError> {
        let mut ask = redis::cmd("CLUSTER");
        ask.arg("NODES");
        let link = self.link_to(address)?;
        let answer = timeout(TELLS_WITHIN, link.ask(&ask)).await;
        let answer = answer.map_err(|_| away(&format!("{address} tells nothing of it")))???;
        let host = split(address).map_or("", |(host, _)| host);
        Ok(slots::told(&take::<String>(answer)?, host))
    }

    /// Who is there, by address: each with its link. `Err` names one that is not, or that nobody knows how to reach.
    pub(super) async fn everybody(&self) -> Result<Everybody, String> {
        self.look().await.map_err(|error| error.to_string())?;
        let known = self.known();
        let mut links = BTreeMap::new();
        for member in &known.map.members {
            let address =
                member.address.clone().ok_or_else(|| format!("nobody knows where its node {} is", member.id))?;
            if member.is_lost {
                return Err(format!("its node {address} is gone"));
            }
            let link =
                known.links.get(&address).cloned().ok_or_else(|| format!("its node {address} is not reached"))?;
            let copies = member.copies.clone();
            links.insert(member.id.clone(), Node { link, copies });
        }
        Ok(Everybody(links))
    }

    /// The links to all nodes that are not known to be gone.
    pub(super) fn links(&self) -> Vec<Arc<Link>> {
        let known = self.known();
        let there = known.map.members.iter().filter(|member| !member.is_lost);
        there.filter_map(|member| known.links.get(member.address.as_ref()?).cloned()).collect()
    }

    /// Tries a write on every primary, all at once; where none was taken, and why.
    pub(super) async fn try_writes(&self) -> Vec<Lost> {
        let known = self.known();
        let tries = known.map.shards().into_iter().map(|(owner, places)| {
            let known = known.clone();
            let owner = owner.cloned();
            async move {
                let why = match owner {
                    None => Some("nobody has these slots".to_owned()),
                    Some(Member { is_lost: true, address, .. }) => {
                        Some(format!("{} is gone", address.unwrap_or_default()))
                    }
                    Some(Member { address, .. }) => match address.and_then(|address| known.links.get(&address)) {
                        None => Some("nobody knows where its primary is".to_owned()),
                        Some(link) => try_write(link, &places).await,
                    },
                };
                why.map(|why| Lost { places, why })
            }
        });
        join_all(tries).await.into_iter().flatten().collect()
    }

    /// A node to hear nudges from, another each time: the cluster hands every one to all nodes.
    pub(super) fn to_hear(&self) -> Result<Arc<Link>, StoreError> {
        let links = self.links();
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        links.get(turn % links.len().max(1)).cloned().ok_or_else(|| away("no node is left"))
    }

    /// Whether the node still hears what the others say.
    pub(super) fn is_well_placed(&self, address: &str) -> bool {
        self.known().map.member_at(address).is_some_and(|member| !member.is_lost)
    }

    /// Takes nothing more.
    pub(super) async fn close(&self) {
        self.is_closed.store(true, Ordering::Relaxed);
        join_all(self.known().links.values().map(|link| link.close())).await;
    }
}

/// All nodes of a cluster, by id.
pub(super) struct Everybody(pub(super) BTreeMap<String, Node>);

/// One of them.
pub(super) struct Node {
    pub(super) link: Arc<Link>,
    /// The id of the primary it copies; `None` if it is one.
    pub(super) copies: Option<String>,
}

impl Everybody {
    /// The same nodes in the same roles.
    pub(super) fn is_arranged_as(&self, other: &Self) -> bool {
        let roles = |all: &Self| all.0.iter().map(|(id, node)| (id.clone(), node.copies.clone())).collect::<Vec<_>>();
        roles(self) == roles(other)
    }
}

/// Why the primary did not take a write into one of its slots.
async fn try_write(link: &Link, runs: &[RangeInclusive<u16>]) -> Option<String> {
    let mut write = redis::cmd("SET");
    write.arg(keys::health_in(runs)).arg(1);
    match timeout(TRIED_WITHIN, link.ask(&write)).await {
        Err(_) => Some(format!("{} has too much to do", link.address())),
        Ok(Err(error)) => Some(error.to_string()),
        Ok(Ok(Ok(_))) => None,
        Ok(Ok(Err(error))) => match error.kind() {
            // It is there and knows better where the slot is by now.
            ErrorKind::Server(ServerErrorKind::Moved | ServerErrorKind::Ask) => None,
            _ => Some(format!("{}: {error}", link.address())),
        },
    }
}

/// Looks at the cluster now and then, and at once when something is amiss.
async fn keep_looking(cluster: Weak<Cluster>) {
    loop {
        let Some(cluster) = cluster.upgrade() else { return };
        if cluster.is_closed.load(Ordering::Relaxed) {
            return;
        }
        let _ = timeout(LOOK_EVERY, cluster.amiss.notified()).await;
        if let Err(error) = cluster.look().await {
            tracing::debug!(%error, "no node of the cluster could be asked how it is arranged");
        }
        drop(cluster);
        sleep(LOOK_PAUSE).await;
    }
}

fn lost(map: &Map) -> Vec<&str> {
    map.members.iter().filter(|member| member.is_lost).filter_map(|member| member.address.as_deref()).collect()
}

/// The address of a redirection; a node that does not know its own host leaves it out.
fn whole(address: &str, from: &Link) -> String {
    match address.strip_prefix(':') {
        Some(port) => slots::joined(split(from.address()).map_or("", |(host, _)| host), port),
        None => address.to_owned(),
    }
}

/// Host and port; an IPv6 host without its brackets.
pub(super) fn split(address: &str) -> Option<(&str, u16)> {
    let (host, port) = address.rsplit_once(':')?;
    Some((host.trim_start_matches('[').trim_end_matches(']'), port.parse().ok()?))
}

fn away(why: &str) -> StoreError {
    StoreError::Away(format!("Redis Cluster: {why}"))
}

/// The slot a command is about: that of the first key it names.
pub(super) fn slot_of(command: &Cmd) -> Option<u16> {
    command.args_iter().find_map(|word| match word {
        redis::Arg::Simple(word) if keys::is_one(word) => Some(slots::slot_of(word)),
        _ => None,
    })
}
