//! Sealing a run on Redis, and having Redis write its files anew.

use std::time::Duration;

use redis::{Cmd, Value};

use super::super::{Amended, Epoch, Scrubbed, Sealing, StoreError};
use super::answers::{self, take};
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

    /// Which files there are is asked, not assumed: a dump lies beside the log where Redis saves one now and then.
    pub(in crate::store) async fn scrub(&self) -> Result<Scrubbed, StoreError> {
        let written = async {
            let info = self.info().await?;
            if info("connected_slaves") != "0" || info("role") != "master" {
                let why = "it has replicas, and their files are their own".to_owned();
                return Ok(Scrubbed::Refused { why });
            }
            let mut files = Vec::new();
            if info("aof_enabled") == "1" {
                files.push(LOG);
            }
            if self.saves_dumps().await? {
                files.push(DUMP);
            }
            for file in files {
                if let Some(why) = self.write_anew(&file).await? {
                    return Ok(Scrubbed::Refused { why });
                }
            }
            Ok(Scrubbed::Done)
        };
        let late = |_| StoreError::Away(format!("Redis has not written its files within {WRITTEN_WITHIN:?}"));
        tokio::time::timeout(WRITTEN_WITHIN, written).await.map_err(late)?
    }

    async fn info(&self) -> Result<impl Fn(&str) -> String, StoreError> {
        let text: String = take(self.ask(redis::cmd("INFO").arg("everything")).await?)?;
        let lines = settings::lines(&text);
        Ok(move |name: &str| lines.get(name).cloned().unwrap_or_default())
    }

    /// Also if it may not be asked: then a dump is written rather than an old one left.
    async fn saves_dumps(&self) -> Result<bool, StoreError> {
        match self.answer_to(redis::cmd("CONFIG").arg("GET").arg("save")).await? {
            Ok(answer) => Ok(take::<Vec<String>>(answer)?.get(1).is_none_or(|save| !save.is_empty())),
            Err(_) => Ok(true),
        }
    }

    /// Why the file was not written anew; `None` if it was, from its beginning, after this was asked for.
    async fn write_anew(&self, file: &File) -> Result<Option<String>, StoreError> {
        loop {
            self.written(file).await?;
            match self.answer_to(&redis::cmd(file.command)).await? {
                Ok(_) => break,
                // Somebody else's began first; it may have passed by what was destroyed since.
                Err(why) if why.contains("in progress") => tokio::time::sleep(ASK_EVERY).await,
                Err(why) => return Ok(Some(why)),
            }
        }
        let went = self.written(file).await?;
        Ok((went != "ok").then(|| format!("{} ended with {went}", file.command)))
    }

    /// Waits until the file is being written no more; how that went.
    async fn written(&self, file: &File) -> Result<String, StoreError> {
        loop {
            let info = self.info().await?;
            if file.under_way.iter().all(|name| info(name) != "1") {
                return Ok(info(file.went));
            }
            tokio::time::sleep(ASK_EVERY).await;
        }
    }

    /// The answer, or what Redis says against it. `Away` if it says nothing.
    async fn answer_to(&self, command: &Cmd) -> Result<Result<Value, String>, StoreError> {
        match self.shared.link.answer_to(command).await? {
            Ok(answer) => Ok(Ok(answer)),
            Err(error) if error.code().is_some() => Ok(Err(error.to_string())),
            Err(error) => Err(error.into()),
        }
    }
}
