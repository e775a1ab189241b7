//! Arguments → configuration, tracing and signals → `serve`.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use plenary_server::answer::{Crowd, Rehearsal};
use plenary_server::domain::language::Language;
use plenary_server::pass::Secret;
use plenary_server::report::{Report, export, html, markdown};
use plenary_server::store::{Durability, Store, redis::Redis, sqlite::Sqlite};
use plenary_server::{Ready, Setup, accept, seed};
use tokio::sync::watch;

mod copies;
mod import;
mod links;

/// Real-time polls and questions for workshops held in a room and online at once.
///
/// Without arguments: serves the seeded workshops on this machine alone, from an embedded store in a local folder,
/// and prints the links for phone, moderator and screen.
#[derive(Debug, Parser)]
#[command(name = "plenary", version, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Serve,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the workshops (the default).
    Serve(Serve),
    /// Print the report of a room, also while a server is using its store.
    Report(Wanted),
    /// Print the figures of a room for machines, as JSON or as CSV, also while a server is using its store.
    Export(Exported),
    /// Write the embedded store into one file, also while a server is using it.
    Backup(copies::Backup),
    /// Make the embedded store again from a backup, in a folder that has none.
    Restore(copies::Restore),
    /// Read a workshop proposal as people paste it: show it, print it as JSON, or save it as a room to hold.
    Import(import::Import),
    /// Say what may be wrong with the wording of a poll.
    CheckWording(import::CheckWording),
}

#[derive(Debug, Args)]
struct Wanted {
    #[command(flatten)]
    of: Source,
    /// As a page of HTML instead of Markdown.
    #[arg(long)]
    html: bool,
    /// In another language than the workshop's: en, fr, es, ar, zh or ru.
    #[arg(long, value_name = "TAG", value_parser = language)]
    language: Option<Language>,
}

#[derive(Debug, Args)]
struct Exported {
    #[command(flatten)]
    of: Source,
    /// One figure a line, for spreadsheets, instead of JSON.
    #[arg(long)]
    csv: bool,
}

/// A room in a store, and where to write what is made of it.
#[derive(Debug, Args)]
struct Source {
    /// The room's code, or its workshop: "IGF 2020 WS #230".
    room: String,
    /// The folder of the embedded store.
    #[arg(long, env = "PLENARY_DATA", default_value = "plenary-data", value_name = "FOLDER")]
    data: PathBuf,
    /// Read from this Redis instead of the embedded store.
    #[arg(long, env = "PLENARY_STORE", value_name = "URL")]
    store: Option<String>,
    /// Write to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Serve {
    /// Address and port to listen on; port 0 takes a free one.
    #[arg(long, env = "PLENARY_LISTEN", default_value = "127.0.0.1:7300", value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// Find this machine's address on the local network, listen there, and print links and QR codes for real phones.
    #[arg(long)]
    lan: bool,
    /// Where phones reach this server, behind a proxy: <https://poll.example>. With https, cookies are marked Secure.
    #[arg(long, env = "PLENARY_PUBLIC_URL", value_name = "URL", value_parser = origin)]
    public_url: Option<String>,
    /// The folder of the embedded store, of the secret file, and of what a node on Redis remembers of it.
    #[arg(long, env = "PLENARY_DATA", default_value = "plenary-data", value_name = "FOLDER")]
    data: PathBuf,
    /// Several nodes on one Redis instead of the embedded store: <redis://127.0.0.1:6379>. A Redis Cluster is noticed by itself;
    /// other nodes of it to start from may follow: <redis://10.0.0.1:6379,10.0.0.2:6379>.
    #[arg(long, env = "PLENARY_STORE", value_name = "URL")]
    store: Option<String>,
    /// The nodes' secret file; all nodes of one Redis need the same. Made if it is not there.
    #[arg(long, env = "PLENARY_SECRET_FILE", value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// Read the workshops from this folder instead of the built-in ones.
    #[arg(long, env = "PLENARY_SEEDS", value_name = "FOLDER")]
    seeds: Option<PathBuf>,
    /// Print one line of JSON with all links when ready, instead of text for people.
    #[arg(long)]
    json_links: bool,
    /// Ballots, and the keys that link them to phones, are destroyed so many hours after a run is over.
    #[arg(long, env = "PLENARY_SEAL_AFTER_HOURS", default_value_t = 24, value_name = "HOURS")]
    seal_after_hours: u64,
    /// What to log: "info", "debug", or by part of the program, as the default does.
    #[arg(long, env = "PLENARY_LOG", default_value = "warn,plenary=info,plenary_server=info", value_name = "FILTER")]
    log: String,
    /// Log as JSON, one object a line.
    #[arg(long, env = "PLENARY_LOG_JSON")]
    log_json: bool,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let print = |text: String| std::io::stdout().write_all(text.as_bytes()).context("could not print");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match arguments.command {
        Some(Command::Serve(serve)) => runtime.block_on(run(serve)),
        Some(Command::Report(Wanted { of, html, language })) => runtime.block_on(report(of, |of| {
            let of = of.clone().in_language(language.unwrap_or(of.language()));
            if html { html::write(&of, None, "") } else { markdown::write(&of) }
        })),
        Some(Command::Export(Exported { of, csv: true })) => runtime.block_on(report(of, export::csv)),
        Some(Command::Export(Exported { of, csv: false })) => runtime.block_on(report(of, export::json)),
        Some(Command::Backup(wanted)) => print(copies::backup(&wanted)?),
        Some(Command::Restore(wanted)) => print(runtime.block_on(copies::restore(&wanted))?),
        Some(Command::Import(wanted)) => print(import::import(wanted)?),
        Some(Command::CheckWording(draft)) => print(import::check_wording(&draft)),
        None => runtime.block_on(run(arguments.serve)),
    }
}

/// An address as browsers name it in "Origin": another spelling would turn every page's own requests away.
fn origin(text: &str) -> Result<String, String> {
    let text = text.trim_end_matches('/');
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.:[]".contains(c);
    if host.is_empty() || !host.chars().all(plain) {
        return Err("scheme and host in small letters, and no path: https://poll.example".to_owned());
    }
    Ok(text.to_owned())
}

fn language(tag: &str) -> Result<Language, String> {
    Language::of_tag(tag).ok_or_else(|| format!("one of {}", Language::ALL.map(Language::tag).join(", ")))
}

async fn report(wanted: Source, write: impl Fn(&Report) -> String) -> anyhow::Result<()> {
    let (store, durability) = match wanted.store.as_deref() {
        Some(url) => {
            // The secret only wraps run keys, and a report reads none.
            let store = Store::Redis(Redis::connect(url, &[0; 32], None).await.context("the store")?);
            let durability = store.health().await.context("the store")?.durability;
            (store, durability)
        }
        // Whoever serves this store writes every ballot to disk before it says so: there is no other way to run it.
        None => (Store::Sqlite(Sqlite::open_to_read(&wanted.data).context("the store")?), Durability::Full),
    };
    let text = write(&plenary_server::report_of(&store, &wanted.room, Some(durability)).await?);
    match &wanted.out {
        Some(file) => std::fs::write(file, text).with_context(|| format!("could not write {}", file.display())),
        None => std::io::stdout().write_all(text.as_bytes()).context("could not print the report"),
    }
}

async fn run(serve: Serve) -> anyhow::Result<()> {
    log(&serve)?;
    let seeds = match &serve.seeds {
        Some(folder) => seed::read_dir(folder),
        None => seed::built_in(),
    }?;
    std::fs::create_dir_all(&serve.data).with_context(|| format!("the data folder {}", serve.data.display()))?;
    let secret_file = serve.secret_file.clone().unwrap_or_else(|| serve.data.join("secret"));
    let secret = Secret::of_file(&secret_file).with_context(|| format!("the secret file {}", secret_file.display()))?;
    let listen = match lan_address(&serve)? {
        Some(ip) => SocketAddr::new(ip, serve.listen.port()),
        None => serve.listen,
    };
    let listener = accept::listen(listen).with_context(|| format!("could not listen on {listen}"))?;
    let store = match serve.store.as_deref() {
        Some(url) => {
            let redis = Redis::connect(url, &secret.wrapping_key(), Some(&serve.data)).await;
            Store::Redis(redis.context("the store")?)
        }
        None => Store::Sqlite(Sqlite::open(&serve.data).context("the store")?),
    };
    let base = format!("http://{}", reachable(listener.local_addr()?));
    let join_base = serve.public_url.clone().unwrap_or_else(|| base.clone());
    let organiser = secret.organiser_link();
    let seal_after = Duration::from_hours(serve.seal_after_hours);
    let setup = Setup { secret, seeds, public_url: serve.public_url.clone(), crowd: Some(crowd()), seal_after };
    let (stop, shutdown) = watch::channel(false);
    tokio::spawn(async move {
        if let Err(error) = signalled().await {
            tracing::error!(%error, "cannot hear signals");
        }
        stop.send_replace(true);
    });
    let show = |rooms: Vec<Ready>| {
        let text = if serve.json_links {
            links::json(&base, &join_base, &rooms, &organiser)
        } else {
            links::text(&join_base, &rooms, &organiser, serve.store.is_some())
        };
        // Standard output may be closed; the server serves all the same.
        let _ = std::io::stdout().write_all(text.as_bytes()).and_then(|()| std::io::stdout().flush());
    };
    plenary_server::serve(listener, setup, store, shutdown, show).await
}

fn log(serve: &Serve) -> anyhow::Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(&serve.log).context("--log")?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // It would tell of a line it cannot write on standard error, where it could not be written, and panic: a full disk
    // under the log would end the thread that says so, the store's writer first.
    let lines = lines.log_internal_errors(false);
    if serve.log_json {
        lines.json().init();
    } else {
        lines.init();
    }
    Ok(())
}

/// The pretend phones of a rehearsal come from the load test: the same crowd, over real sockets.
fn crowd() -> Crowd {
    Arc::new(|Rehearsal { base, room, phones, stop }| {
        Box::pin(async move {
            let seed = u64::from(std::process::id());
            let order = plenary_loadtest::crowd::rehearsal::Rehearsal { base, room, phones, seed };
            if let Err(error) = plenary_loadtest::crowd::rehearsal::rehearse(order, stop).await {
                tracing::error!(%error, room = %room, "the pretend phones of a rehearsal stopped");
            }
        })
    })
}

/// This machine's address on the local network, if one is asked for.
fn lan_address(serve: &Serve) -> anyhow::Result<Option<IpAddr>> {
    if !serve.lan {
        return Ok(None);
    }
    match own_address() {
        Some(ip) => Ok(Some(ip)),
        None => anyhow::bail!("--lan found no address on a local network; name one with --listen ADDRESS:PORT"),
    }
}

/// By which of its addresses this machine would go out, if by any. No packet is sent: the system only says so.
fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    let address = socket.connect("192.0.2.1:9").and_then(|()| socket.local_addr()).ok()?;
    Some(address.ip()).filter(|ip| !ip.is_unspecified() && !ip.is_loopback())
}

/// The address that stands in links: one that listens everywhere is reached under this machine's own, or here alone.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(own_address().unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)));
    }
    address
}

async fn signalled() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed,
        _ = terminate.recv() => Ok(()),
    }
}
