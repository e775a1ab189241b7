//! `plenary backup` and `plenary restore`: the embedded store in one file, and what is said of it.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use plenary_server::{backup, clock};

/// Writes the embedded store, its run keys and its secret into one file, as of one moment; a server may be using them. The file
/// can do what the folder can: keep it as safe, and no longer than needed.
#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The file to write; it must not be there yet.
    file: PathBuf,
    #[command(flatten)]
    place: Place,
}

/// Makes the embedded store again from a backup, in a folder that has none. No server may be running there.
#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// A file that `plenary backup` wrote.
    file: PathBuf,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Args)]
struct Place {
    /// The folder of the embedded store.
    #[arg(long, env = "PLENARY_DATA", default_value = "plenary-data", value_name = "FOLDER")]
    data: PathBuf,
    /// The secret file, if it is not in that folder.
    #[arg(long, env = "PLENARY_SECRET_FILE", value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// Not for a Redis: that is copied by its own means (docs/trust.md).
    #[arg(long, env = "PLENARY_STORE", value_name = "URL", hide = true)]
    store: Option<String>,
}

impl Place {
    fn secret_file(&self) -> anyhow::Result<PathBuf> {
        if self.store.is_some() {
            bail!(
                "this node keeps its rooms in a Redis, which is copied by its own means: its append-only files, and the nodes' \
                 secret file. These commands are for the embedded store; docs/trust.md says more"
            );
        }
        Ok(self.secret_file.clone().unwrap_or_else(|| self.data.join("secret")))
    }
}

/// Does it; what to print.
pub(crate) fn backup(wanted: &Backup) -> anyhow::Result<String> {
    let secret_file = wanted.place.secret_file()?;
    let taken = backup::Backup::take(&wanted.place.data, &secret_file, clock::now()).context("no backup was made")?;
    let bytes = taken.write(&wanted.file).context("no backup was made")?;
    Ok(format!(
        "Wrote {} ({bytes} bytes): rooms, ballots, run keys and the secret of all links, as of now.\n\
         Whoever has this file can do what whoever has the data folder can. Ballots of runs that are not sealed yet can be linked to\n\
         phones with it, also after the server has sealed them: delete it when you no longer need it.\n",
        wanted.file.display()
    ))
}

/// Does it; what to print.
pub(crate) async fn restore(wanted: &Restore) -> anyhow::Result<String> {
    let secret_file = wanted.place.secret_file()?;
    let read = backup::Backup::read(&wanted.file).with_context(|| wanted.file.display().to_string());
    let read = read.context("nothing was restored")?;
    let made = read.restore(&wanted.place.data, &secret_file).await.context("nothing was restored")?;
    let mut out = format!(
        "Restored {} rooms into {}. What happened after the backup was made is not in it, and each room's minutes say so.\n",
        made.rooms,
        wanted.place.data.display()
    );
    for (room, run) in &made.flagged {
        // Writing to a string cannot fail.
        let _ =
            writeln!(out, "  room {room}: run {run} was open or flagged; its result says that ballots may be missing.");
    }
    out.push_str(
        "Links that were revoked and rooms that were removed since then are good again: revoke and remove them anew. Runs that were\n\
         sealed since then are sealed again once a server runs here; until then the backup and this folder link them to phones.\n",
    );
    Ok(out)
}
