//! What Redis says of itself: whether it will do, and what an acknowledged ballot survives there.

use std::collections::HashMap;

use futures_util::future::{join, join_all};
use redis::{FromRedisValue, Value};

use super::super::{Durability, StoreError};
use super::answers::take;
use super::link::Link;

/// The oldest Redis whose scripts can be refused whole (`#!lua`); every Valkey can.
const OLDEST: u32 = 7;

/// The settings that matter, as they are now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Settings {
    /// What an acknowledged ballot survives.
    pub(super) durability: Durability,
    /// Why this Redis must not be used at all.
    pub(super) unfit: Option<String>,
    /// It is a node of a cluster.
    pub(super) is_cluster: bool,
    /// The cluster stops altogether where a part of it is lost.
    pub(super) needs_all_slots: bool,
}

/// Asks one Redis.
pub(super) async fn ask(link: &Link) -> Result<Settings, StoreError> {
    let wanted = ["appendfsync", "no-appendfsync-on-rewrite", "cluster-require-full-coverage"];
    let mut info = redis::cmd("INFO");
    info.arg("everything");
    let get = wanted.map(|name| redis::cmd("CONFIG").arg("GET").arg(name).clone());
    // In one go: who is silent costs one deadline.
    let (info, answers) = join(link.ask(&info), join_all(get.iter().map(|get| link.ask(get)))).await;
    let info = take::<String>(info??)?;
    let mut config = HashMap::new();
    for (name, answer) in wanted.iter().zip(answers) {
        // Hosted ones may forbid to ask: then it counts as not set.
        match answer? {
            Ok(answer) => config.extend(pairs(answer)),
            Err(why) => tracing::debug!(%why, name, "a setting of Redis cannot be read"),
        }
    }
    Ok(judge(&lines(&info), &config))
}

/// What counts of several Redises that are one store: any that is unfit makes all so, and the weakest promise is the promise. Who
/// does not answer is left out; somebody must.
pub(super) fn weakest<'a>(
    all: impl Iterator<Item = (&'a str, Result<Settings, StoreError>)>,
) -> Result<Settings, StoreError> {
    let mut together: Option<Settings> = None;
    let mut silent = None;
    for (address, settings) in all {
        let settings = match settings {
            Ok(settings) => settings,
            Err(error) => {
                silent = Some(error);
                continue;
            }
        };
        let unfit = settings.unfit.map(|why| format!("{why} (at {address})"));
        let so_far = together.get_or_insert(Settings {
            durability: Durability::Relaxed { why: A_FAILOVER_LOSES.to_owned() },
            unfit: None,
            is_cluster: true,
            needs_all_slots: false,
        });
        if let Durability::Relaxed { why } = settings.durability
            && !why.ends_with(A_FAILOVER_LOSES)
            && so_far.durability == (Durability::Relaxed { why: A_FAILOVER_LOSES.to_owned() })
        {
            so_far.durability = Durability::Relaxed { why: format!("{why} (at {address}), and {A_FAILOVER_LOSES}") };
        }
        so_far.unfit = so_far.unfit.take().or(unfit);
        so_far.needs_all_slots |= settings.needs_all_slots;
    }
    together.ok_or_else(|| silent.unwrap_or_else(|| StoreError::Away("no Redis of the cluster answers".to_owned())))
}

/// Why a cluster never keeps every acknowledged ballot.
const A_FAILOVER_LOSES: &str = "redis_mode is cluster: a failover can lose what one node acknowledged";

fn pairs(answer: Value) -> HashMap<String, String> {
    HashMap::from_redis_value(answer).unwrap_or_default()
}

/// What `INFO` says, by name.
pub(super) fn lines(info: &str) -> HashMap<String, String> {
    let line = |line: &str| line.split_once(':').map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
    info.lines().filter_map(line).collect()
}

fn judge(info: &HashMap<String, String>, config: &HashMap<String, String>) -> Settings {
    let said = |name: &str| info.get(name).map_or("unknown", String::as_str);
    let set = |name: &str| config.get(name).map_or("unknown", String::as_str);
    let version = said("redis_version");
    let major: Option<u32> = version.split('.').next().and_then(|major| major.parse().ok());
    let policy = said("maxmemory_policy");
    let unfit = if major.is_none_or(|major| major < OLDEST) {
        Some(format!("this is Redis {version}; Plenary needs Redis {OLDEST} or newer, or Valkey"))
    } else if policy != "noeviction" {
        Some(format!("maxmemory-policy is {policy}, so ballots could be evicted; set it to noeviction"))
    } else {
        None
    };
    let why = if said("aof_enabled") != "1" {
        Some("appendonly is off".to_owned())
    } else if set("appendfsync") != "always" {
        Some(format!("appendfsync is {}, not always", set("appendfsync")))
    } else if set("no-appendfsync-on-rewrite") != "no" {
        Some(format!("no-appendfsync-on-rewrite is {}", set("no-appendfsync-on-rewrite")))
    } else if said("redis_mode") != "standalone" {
        Some(format!("redis_mode is {}: a failover can lose what one node acknowledged", said("redis_mode")))
    } else if said("role") != "master" || said("connected_slaves") != "0" {
        Some("it has replicas, and what one of them lacks is lost when it is promoted".to_owned())
    } else {
        None
    };
    let durability = why.map_or(Durability::Full, |why| Durability::Relaxed { why });
    let is_cluster = said("redis_mode") == "cluster";
    Settings { durability, unfit, is_cluster, needs_all_slots: set("cluster-require-full-coverage") == "yes" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(changes: &[(&str, &str)]) -> Settings {
        let mut info = lines(
            "# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\nrole:master\r\nconnected_slaves:0\r\n\
             # Memory\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\n",
        );
        let mut config = HashMap::from(
            [("appendfsync", "always"), ("no-appendfsync-on-rewrite", "no")].map(|(k, v)| (k.to_owned(), v.to_owned())),
        );
        for (name, value) in changes {
            let place = if config.contains_key(*name) { &mut config } else { &mut info };
            if value.is_empty() {
                place.remove(*name);
            } else {
                place.insert((*name).to_owned(), (*value).to_owned());
            }
        }
        judge(&info, &config)
    }

    #[test]
    fn full_is_claimed_only_of_what_can_be_read_and_is_so() {
        let whole = Settings { durability: Durability::Full, unfit: None, is_cluster: false, needs_all_slots: false };
        assert_eq!(of(&[]), whole);
        for weaker in [
            ("aof_enabled", "0"),
            ("aof_enabled", ""),
            ("appendfsync", "everysec"),
            ("appendfsync", ""),
            ("no-appendfsync-on-rewrite", "yes"),
            ("no-appendfsync-on-rewrite", ""),
            ("redis_mode", "cluster"),
            ("redis_mode", ""),
            ("role", "slave"),
            ("connected_slaves", "1"),
            ("connected_slaves", ""),
        ] {
            let settings = of(&[weaker]);
            assert!(matches!(settings.durability, Durability::Relaxed { .. }), "{weaker:?}");
            assert_eq!(settings.unfit, None, "{weaker:?}");
        }
    }

    #[test]
    fn of_a_cluster_the_weakest_counts() {
        let of = |changes: &[(&str, &str)]| Ok(of(&[&[("redis_mode", "cluster")], changes].concat()));
        let silent = || Err(StoreError::Away("silent".to_owned()));
        let together = |all: Vec<Result<Settings, StoreError>>| weakest(["a:1", "b:2", "c:3"].into_iter().zip(all));
        let why = |all| match together(all).unwrap().durability {
            Durability::Relaxed { why } => why,
            Durability::Full => panic!("never of a cluster"),
        };
        let replica = ("role", "slave");
        assert_eq!(why(vec![of(&[]), of(&[replica]), silent()]), A_FAILOVER_LOSES);
        let weak = why(vec![of(&[]), of(&[("appendfsync", "no")]), of(&[("aof_enabled", "0")])]);
        assert_eq!(weak, format!("appendfsync is no, not always (at b:2), and {A_FAILOVER_LOSES}"));
        let old = together(vec![of(&[]), of(&[("redis_version", "6.2.0")])]).unwrap();
        assert!(old.is_cluster && old.unfit.unwrap().ends_with("(at b:2)"));
        assert_eq!(together(vec![silent(), silent()]), silent());
    }

    #[test]
    fn an_old_or_forgetful_redis_is_refused() {
        for unfit in [
            ("redis_version", "6.2.14"),
            ("redis_version", ""),
            ("maxmemory_policy", "allkeys-lru"),
            ("maxmemory_policy", "volatile-ttl"),
            ("maxmemory_policy", ""),
        ] {
            assert!(of(&[unfit]).unfit.is_some(), "{unfit:?}");
        }
        assert_eq!(of(&[("redis_version", "8.2.0")]).unfit, None);
    }
}
