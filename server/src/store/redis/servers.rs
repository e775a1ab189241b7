//! The Redis behind the store's address: one alone, or a cluster, which is noticed and not told.

use std::sync::Arc;

use futures_util::future::join_all;
use redis::{Client, Cmd, ConnectionAddr, ConnectionInfo, IntoConnectionInfo, Pipeline, Value};
use tokio::time::timeout;

use super::super::{Lost, StoreError};
use super::cluster::{self, Cluster};
use super::keys;
use super::link::{DEADLINE, Link};
use super::scripts::Script;
use super::settings::{self, Settings};

/// Whom a command goes to.
#[derive(Debug)]
pub(super) enum Servers {
    /// The one there is.
    One(Arc<Link>),
    /// Whoever has the room's slot.
    Cluster(Arc<Cluster>),
}

impl Servers {
    /// Connects to the first of these addresses that answers (`redis://user:password@host:6379/0`, then perhaps
    /// `,host:port` of other nodes of the same cluster), and asks for its settings.
    pub(super) async fn connect(url: &str) -> Result<(Self, Settings), StoreError> {
        let ways = ways(url)?;
        let mut why = String::new();
        for way in &ways {
            let client = Client::open(way.clone())?;
            // The first try is made apart, because the link would go on trying for ever.
            match timeout(DEADLINE, client.get_multiplexed_async_connection()).await {
                Ok(Ok(_)) => return Self::at(client, &ways).await,
                Ok(Err(error)) => why = error.to_string(),
                Err(_) => why = format!("no answer for {DEADLINE:?}"),
            }
        }
        Err(StoreError::Away(format!("Redis cannot be reached: {why}")))
    }

    async fn at(client: Client, ways: &[ConnectionInfo]) -> Result<(Self, Settings), StoreError> {
        let way = client.get_connection_info().clone();
        let link = Arc::new(Link::new(client)?);
        let settings = settings::ask(&link).await?;
        if !settings.is_cluster {
            if ways.len() > 1 {
                let why =
                    format!("several addresses are of one cluster, and the Redis at {} is in none", link.address());
                return Err(StoreError::Away(why));
            }
            return Ok((Self::One(link), settings));
        }
        if settings.needs_all_slots {
            tracing::warn!(
                "cluster-require-full-coverage is yes: where one primary is lost with its replicas, every room waits"
            );
        }
        let given = ways.iter().map(|way| way.addr().to_string()).collect();
        let servers = Self::Cluster(Cluster::join(way, given).await?);
        let settings = servers.settings().await?;
        Ok((servers, settings))
    }

    pub(super) fn is_cluster(&self) -> bool {
        matches!(self, Self::Cluster(_))
    }

    /// Sends one command.
    pub(super) async fn ask(&self, command: &Cmd) -> Result<Value, StoreError> {
        match self {
            Self::One(link) => Ok(link.ask(command).await??),
            Self::Cluster(cluster) => match cluster::slot_of(command) {
                Some(slot) => cluster.send(slot, |link| async move { link.ask(command).await }).await,
                None => cluster.ask_any(command).await,
            },
        }
    }

    /// Sends several commands about one room in one go; one answer each.
    pub(super) async fn ask_all(&self, commands: &Pipeline) -> Result<Vec<Value>, StoreError> {
        match self {
            Self::One(link) => Ok(link.ask_all(commands).await??),
            Self::Cluster(cluster) => {
                let slot = commands.cmd_iter().find_map(cluster::slot_of).unwrap_or_default();
                cluster.send(slot, |link| async move { link.ask_all(commands).await }).await
            }
        }
    }

    /// Runs a script.
    pub(super) async fn run(&self, script: &Script, call: &Cmd) -> Result<Value, StoreError> {
        match self {
            Self::One(link) => Ok(link.run(script, call).await??),
            Self::Cluster(cluster) => {
                let slot = cluster::slot_of(call).unwrap_or_default();
                cluster.send(slot, |link| async move { link.run(script, call).await }).await
            }
        }
    }

    /// Sends one command to every Redis there is; says which of them did not take it.
    pub(super) async fn tell_all(&self, command: &Cmd) -> Vec<StoreError> {
        let answers = match self {
            Self::One(link) => vec![link.ask(command).await],
            Self::Cluster(cluster) => {
                let links = cluster.links();
                join_all(links.iter().map(|link| link.ask(command))).await
            }
        };
        answers.into_iter().filter_map(|answer| answer.and_then(|answer| Ok(answer.map(drop)?)).err()).collect()
    }

    /// The settings as they are now; of a cluster, those of all who answer, of which the weakest counts.
    pub(super) async fn settings(&self) -> Result<Settings, StoreError> {
        match self {
            Self::One(link) => settings::ask(link).await,
            Self::Cluster(cluster) => {
                let links = cluster.links();
                let all = links.iter().map(|link| timeout(cluster::TRIED_WITHIN, settings::ask(link)));
                let all = join_all(all).await.into_iter().map(|answer| {
                    answer.unwrap_or_else(|_| {
                        Err(StoreError::Away("a node of the cluster has too much to do".to_owned()))
                    })
                });
                settings::weakest(links.iter().map(|link| link.address()).zip(all))
            }
        }
    }

    /// Tries to write. Of a cluster, which parts took nothing.
    pub(super) async fn try_write(&self) -> Result<Vec<Lost>, StoreError> {
        match self {
            Self::One(_) => self.ask(redis::cmd("SET").arg(keys::HEALTH).arg(1)).await.map(|_| Vec::new()),
            Self::Cluster(cluster) => Ok(cluster.try_writes().await),
        }
    }

    /// Where nudges are heard: the client to connect with, and the address.
    pub(super) fn to_hear(&self) -> Result<(Client, String), StoreError> {
        match self {
            Self::One(link) => Ok((link.client().clone(), link.address().to_owned())),
            Self::Cluster(cluster) => cluster.to_hear().map(|link| (link.client().clone(), link.address().to_owned())),
        }
    }

    /// Whether nudges are still heard there.
    pub(super) fn is_well_placed(&self, address: &str) -> bool {
        match self {
            Self::One(_) => true,
            Self::Cluster(cluster) => cluster.is_well_placed(address),
        }
    }

    /// Waits for what is under way, and takes nothing more.
    pub(super) async fn close(&self) {
        match self {
            Self::One(link) => link.close().await,
            Self::Cluster(cluster) => cluster.close().await,
        }
    }
}

/// The ways that an address names: one, and for each further "host:port" after a comma the same with another address.
fn ways(url: &str) -> Result<Vec<ConnectionInfo>, StoreError> {
    let not_one = |why: &dyn std::fmt::Display| StoreError::Away(format!("not a Redis address: {why}"));
    // A comma may stand in a password.
    let hosts = url.rfind('@').map_or(0, |at| at + 1);
    let (first, more) = match url[hosts..].split_once(',') {
        Some((first, more)) if url.starts_with("redis://") => (&url[..hosts + first.len()], more.split(',').collect()),
        _ => (url, Vec::new()),
    };
    let first = first.into_connection_info().map_err(|error| not_one(&error))?;
    let mut ways = vec![first.clone()];
    for address in more {
        let address = address.trim_end_matches('/');
        let (host, port) = cluster::split(address).ok_or_else(|| not_one(&format_args!("{address}: host:port")))?;
        ways.push(first.clone().set_addr(ConnectionAddr::Tcp(host.to_owned(), port)));
    }
    Ok(ways)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(url: &str) -> Vec<String> {
        ways(url).unwrap().iter().map(|way| way.addr().to_string()).collect()
    }

    #[test]
    fn an_address_may_name_several_nodes() {
        assert_eq!(addresses("redis://a:7000"), ["a:7000"]);
        assert_eq!(addresses("redis://user:p,w@a:7000,b:7001,[::1]:7002"), ["a:7000", "b:7001", "::1:7002"]);
        let second = &ways("redis://user:pw@a:7000,b:7001").unwrap()[1];
        assert_eq!(
            (second.redis_settings().username(), second.redis_settings().password()),
            (Some("user"), Some("pw"))
        );
        for wrong in ["redis://a:7000,b", "redis://a:7000,", "a", "redis://a:7000,b:x"] {
            assert!(matches!(ways(wrong), Err(StoreError::Away(_))), "{wrong}");
        }
    }
}
