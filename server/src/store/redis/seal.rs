//! Sealing a run on Redis, and having Redis write its files anew.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::join_all;
use redis::{Cmd, Value};
use tokio::time::timeout;

use super::super::{Amended, Epoch, Scrubbed, Sealing, StoreError};
use super::answers::{self, take};
use super::cluster::{Cluster, Node};
use super::link::Link;
use super::servers::Servers;
use super::{Redis, keys, settings};
use crate::domain::id::RoomCode;

/// So often Redis is asked whether it has written a file.
const ASK_EVERY: Duration = Duration::from_millis(50);
/// Writing a file anew takes Redis seconds; whoever waits longer tries again another time.
const WRITTEN_WITHIN: Duration = Duration::from_mins(2);

/// One of Redis's files: what has it written anew, and what `INFO` calls that.
struct File {
    command: &'static str,
    under_way: &'static [&'static str],
    went: &'static str,
}

const LOG: File = File {
    command: "BGREWRITEAOF",
    under_way: &["aof_rewrite_in_progress", "aof_rewrite_scheduled"],
    went: "aof_last_bgrewrite_status",
};
const DUMP: File = File { command: "BGSAVE", under_way: &["rdb_bgsave_in_progress"], went: "rdb_last_bgsave_status" };

impl Redis {
    pub(in crate::store) async fn seal(
        &self,
        room: RoomCode,
        epoch: &Epoch,
        sealing: &Sealing,
    ) -> Result<Amended, StoreError> {
        let mut places: Vec<String> =
            ["gates", "changed", "documents", "keys"].iter().map(|part| keys::of(room, part)).collect();
        places.insert(0, keys::room(room));
        places.push(keys::ballots(room, sealing.run));
        places.push(keys::tally(room, sealing.run));
        let mut call = self.call(&self.shared.scripts.seal, &places, self.writer(room, epoch));
        call.arg(sealing.run.0).arg(&sealing.key).arg(sealing.expect).arg(&sealing.value);
        let sealed = answers::amended(self.run(&self.shared.scripts.seal, &call).await?)?;
        if let Amended::Done { version, at } = sealed {
            self.saw(room, epoch, version);
            self.saw_time(at);
        }
        Ok(sealed)
    }

    /// Of a cluster, the files of every node: also of those that had the room's slot before it moved, and of all who copy.
    pub(in crate::store) async fn scrub(&self) -> Result<Scrubbed, StoreError> {
        let late = format!("Redis has not written its files within {WRITTEN_WITHIN:?}");
        let written = match &self.shared.servers {
            Servers::One(link) => timeout(WRITTEN_WITHIN, alone(link)).await.map_err(|_| StoreError::Away(late))?,
            // The part of the store that is not away can say why the run is not sealed.
            Servers::Cluster(cluster) => match timeout(WRITTEN_WITHIN, all_of(cluster)).await {
                Ok(Err(StoreError::Away(why))) => Ok(Some(why)),
                Ok(written) => written,
                Err(_) => Ok(Some(late)),
            },
        };
        Ok(match written? {
            None => Scrubbed::Done,
            Some(why) => Scrubbed::Refused { why },
        })
    }
}

/// Why the files were not written anew; `None` if they were. Which there are is asked, not assumed: a dump lies beside the log where
/// Redis saves one now and then.
async fn alone(link: &Link) -> Result<Option<String>, StoreError> {
    let info = info(link).await?;
    if info("connected_slaves") != "0" || info("role") != "master" {
        return Ok(Some("it has replicas, and their files are their own".to_owned()));
    }
    let with_dump = saves_dumps(link).await?;
    files_of(link, with_dump).await
}

/// The same of all nodes of a cluster, of the replicas once they have heard of all that was destroyed so far.
async fn all_of(cluster: &Cluster) -> Result<Option<String>, StoreError> {
    let everybody = match cluster.everybody().await {
        Ok(everybody) => everybody,
        Err(why) => return Ok(Some(why)),
    };
    let mut said = BTreeMap::new();
    for (id, node) in everybody.0.iter().filter(|(_, node)| node.copies.is_none()) {
        said.insert(id.clone(), offset(&info(&node.link).await?));
    }
    for why in join_all(everybody.0.values().map(|node| one_of(node, &said))).await {
        if let Some(why) = why? {
            return Ok(Some(why));
        }
    }
    // Who was promoted or came meanwhile may hold what nobody was asked about.
    match cluster.everybody().await {
        Ok(after) if after.is_arranged_as(&everybody) => Ok(None),
        Ok(_) => Ok(Some("the cluster was arranged anew meanwhile".to_owned())),
        Err(why) => Ok(Some(why)),
    }
}

async fn one_of(node: &Node, said: &BTreeMap<String, u64>) -> Result<Option<String>, StoreError> {
    if let Some(primary) = &node.copies {
        let Some(till) = said.get(primary) else { return Ok(Some("a replica copies a replica".to_owned())) };
        heard(&node.link, *till).await?;
    }
    // A dump lies wherever a copy was once received or given, whether or not Redis saves any itself.
    let why = files_of(&node.link, true).await?;
    Ok(why.map(|why| format!("{}: {why}", node.link.address())))
}

/// How much of what its primary wrote the node has, or a primary wrote itself.
fn offset(info: &impl Fn(&str) -> String) -> u64 {
    let name = if info("role") == "master" { "master_repl_offset" } else { "slave_repl_offset" };
    info(name).parse().unwrap_or_default()
}

/// Waits until the replica has as much.
async fn heard(replica: &Link, till: u64) -> Result<(), StoreError> {
    loop {
        let info = info(replica).await?;
        if info("master_link_status") == "up" && offset(&info) >= till {
            return Ok(());
        }
        tokio::time::sleep(ASK_EVERY).await;
    }
}

async fn files_of(link: &Link, with_dump: bool) -> Result<Option<String>, StoreError> {
    let mut files = Vec::new();
    if info(link).await?("aof_enabled") == "1" {
        files.push(LOG);
    }
    if with_dump {
        files.push(DUMP);
    }
    for file in files {
        if let Some(why) = write_anew(link, &file).await? {
            return Ok(Some(why));
        }
    }
    Ok(None)
}

async fn info(link: &Link) -> Result<impl Fn(&str) -> String, StoreError> {
    let text: String = take(link.ask(redis::cmd("INFO").arg("everything")).await??)?;
    let lines = settings::lines(&text);
    Ok(move |name: &str| lines.get(name).cloned().unwrap_or_default())
}

/// Also if it may not be asked: then a dump is written rather than an old one left.
async fn saves_dumps(link: &Link) -> Result<bool, StoreError> {
    match answer_to(link, redis::cmd("CONFIG").arg("GET").arg("save")).await? {
        Ok(answer) => Ok(take::<Vec<String>>(answer)?.get(1).is_none_or(|save| !save.is_empty())),
        Err(_) => Ok(true),
    }
}

/// Why the file was not written anew; `None` if it was, from its beginning, after this was asked for.
async fn write_anew(link: &Link, file: &File) -> Result<Option<String>, StoreError> {
    loop {
        written(link, file).await?;
        match answer_to(link, &redis::cmd(file.command)).await? {
            Ok(_) => break,
            // Somebody else's began first; it may have passed by what was destroyed since.
            Err(why) if why.contains("in progress") => tokio::time::sleep(ASK_EVERY).await,
            Err(why) => return Ok(Some(why)),
        }
    }
    let went = written(link, file).await?;
    Ok((went != "ok").then(|| format!("{} ended with {went}", file.command)))
}

/// Waits until the file is being written no more; how that went.
async fn written(link: &Link, file: &File) -> Result<String, StoreError> {
    loop {
        let info = info(link).await?;
        if file.under_way.iter().all(|name| info(name) != "1") {
            return Ok(info(file.went));
        }
        tokio::time::sleep(ASK_EVERY).await;
    }
}

/// The answer, or what Redis says against it. `Away` if it says nothing.
async fn answer_to(link: &Link, command: &Cmd) -> Result<Result<Value, String>, StoreError> {
    match link.ask(command).await? {
        Ok(answer) => Ok(Ok(answer)),
        Err(error) if error.code().is_some() => Ok(Err(error.to_string())),
        Err(error) => Err(error.into()),
    }
}
