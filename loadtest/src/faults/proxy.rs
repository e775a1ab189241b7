//! A TCP link that can fail: stands between phones and a node, or between a node and Redis, and does to the bytes what bad
//! networks do.
//!
//! All in user space: nothing of the kernel's is needed. A held direction keeps what was sent and delivers it at the heal, as
//! a network does whose packets are sent again.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::sleep;

/// What one read takes at most; a slow link passes on pieces of this size.
const PIECE: usize = 16 * 1024;

/// How one direction carries bytes.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Flow {
    /// At once.
    #[default]
    Clear,
    /// Each piece so much later, and up to as much again.
    Late {
        /// At least.
        by: Duration,
    },
    /// Not at all, until it is otherwise.
    Held,
    /// So many bytes a second.
    Slow {
        /// Bytes a second.
        rate: u32,
    },
}

/// Which connections of a link are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// All.
    #[default]
    All,
    /// Every other one.
    Half,
    /// Those on which the client subscribed to something.
    Nudges,
}

/// The weather on a link.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Weather {
    /// From client to server.
    pub up: Flow,
    /// From server to client.
    pub down: Flow,
    /// For which connections.
    pub which: Which,
    /// New connections are reset at once.
    pub refuses: bool,
    /// Connections older than this count are reset; kept by the link.
    pub(super) resets: u64,
}

/// A link.
#[derive(Debug)]
pub struct Link {
    /// Where to connect.
    pub listens: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    target: Mutex<SocketAddr>,
    weather: watch::Sender<Weather>,
    connections: AtomicU64,
    seed: u64,
}

impl Drop for Link {
    fn drop(&mut self) {
        self.accepting.abort();
        self.shared.weather.send_modify(|weather| weather.resets += 1);
    }
}

impl Link {
    /// A link to `target`, in clear weather. `seed` makes the jitter.
    pub async fn to(target: SocketAddr, seed: u64) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let listens = listener.local_addr()?;
        let (weather, _) = watch::channel(Weather::default());
        let shared = Arc::new(Shared { target: Mutex::new(target), weather, connections: AtomicU64::default(), seed });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self { listens, shared, accepting })
    }

    /// Another weather. Connections stay.
    pub fn set(&self, weather: Weather) {
        self.shared.weather.send_modify(|now| *now = Weather { resets: now.resets, ..weather });
    }

    /// Resets the connections there are (of those the weather is for), and changes the weather.
    pub fn reset(&self, weather: Weather) {
        self.shared.weather.send_modify(|now| *now = Weather { resets: now.resets + 1, ..weather });
    }

    /// Leads new connections elsewhere, and resets the old ones.
    pub fn lead_to(&self, target: SocketAddr) {
        *self.shared.target.lock().unwrap_or_else(PoisonError::into_inner) = target;
        self.reset(Weather::default());
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of files, most likely: those who wait are taken as soon as others have gone.
            sleep(Duration::from_millis(20)).await;
            continue;
        };
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            // How a connection ended is for its two ends to tell.
            let _ = carry(stream, &shared).await;
        });
    }
}

/// One connection, from its beginning to its end.
async fn carry(mut client: TcpStream, shared: &Shared) -> io::Result<()> {
    let number = shared.connections.fetch_add(1, Ordering::Relaxed);
    let mut weather = shared.weather.subscribe();
    let now = *weather.borrow_and_update();
    let is_refused = match now.which {
        Which::All => true,
        Which::Half => number.is_multiple_of(2),
        // Known when it subscribes.
        Which::Nudges => false,
    };
    if now.refuses && is_refused {
        return end(client);
    }
    let target = *shared.target.lock().unwrap_or_else(PoisonError::into_inner);
    let Ok(mut server) = TcpStream::connect(target).await else {
        return end(client);
    };
    client.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let nudges = watch::channel(false).0;
    let here = Conn { number, nudges: &nudges, resets: now.resets, seed: shared.seed };
    let was_reset = {
        let (from_client, to_client) = client.split();
        let (from_server, to_server) = server.split();
        let both = async {
            tokio::try_join!(
                pump(from_client, to_server, here, weather.clone(), |weather| weather.up, true),
                pump(from_server, to_client, here, weather.clone(), |weather| weather.down, false),
            )
        };
        tokio::select! {
            ended = both => ended.is_err(),
            () = reset(here, weather.clone()) => true,
        }
    };
    if was_reset {
        end(client)?;
        end(server)?;
    }
    Ok(())
}

/// Ends a connection with a reset, not with a goodbye.
#[expect(clippy::needless_pass_by_value, reason = "dropping it is what ends it")]
fn end(stream: TcpStream) -> io::Result<()> {
    stream.set_zero_linger()
}

/// One connection, as its tasks know it.
#[derive(Debug, Clone, Copy)]
struct Conn<'a> {
    number: u64,
    /// Turns true when the client subscribes to something.
    nudges: &'a watch::Sender<bool>,
    /// How many resets there were before it.
    resets: u64,
    seed: u64,
}

impl Conn<'_> {
    fn is_meant(&self, which: Which) -> bool {
        match which {
            Which::All => true,
            Which::Half => self.number.is_multiple_of(2),
            Which::Nudges => *self.nudges.borrow(),
        }
    }
}

/// Returns when this connection is to be reset.
async fn reset(here: Conn<'_>, mut weather: watch::Receiver<Weather>) {
    let mut nudges = here.nudges.subscribe();
    let mut done = here.resets;
    loop {
        let now = *weather.borrow_and_update();
        let is_meant = here.is_meant(now.which);
        nudges.mark_unchanged();
        // A connection for nudges is known as one only when it subscribes: made while those are refused, it ends then.
        let is_late = now.refuses && now.which == Which::Nudges && is_meant;
        if (now.resets > done && is_meant) || is_late {
            return;
        }
        done = now.resets;
        tokio::select! {
            changed = weather.changed() => if changed.is_err() { return },
            _ = nudges.changed() => {}
        }
    }
}

async fn pump(
    mut from: ReadHalf<'_>,
    mut to: WriteHalf<'_>,
    here: Conn<'_>,
    mut weather: watch::Receiver<Weather>,
    flow: fn(&Weather) -> Flow,
    is_up: bool,
) -> io::Result<()> {
    let mut rng = SmallRng::seed_from_u64(here.seed ^ (here.number << 1) ^ u64::from(is_up));
    let mut piece = vec![0; PIECE];
    loop {
        let read = from.read(&mut piece).await?;
        if read == 0 {
            to.shutdown().await?;
            return Ok(());
        }
        if is_up && says_subscribe(&piece[..read]) {
            here.nudges.send_replace(true);
        }
        loop {
            let now = *weather.borrow_and_update();
            let flow = if here.is_meant(now.which) { flow(&now) } else { Flow::Clear };
            match flow {
                Flow::Clear => break,
                Flow::Late { by } => {
                    sleep(by.mul_f64(1.0 + rng.random::<f64>())).await;
                    break;
                }
                Flow::Slow { rate } => {
                    sleep(Duration::from_secs_f64(read as f64 / f64::from(rate.max(1)))).await;
                    break;
                }
                Flow::Held => {
                    if weather.changed().await.is_err() {
                        return Ok(());
                    }
                }
            }
        }
        to.write_all(&piece[..read]).await?;
    }
}

/// Whether a client of Redis asks to be told of something.
fn says_subscribe(bytes: &[u8]) -> bool {
    bytes.windows(9).any(|word| word == b"SUBSCRIBE")
}

#[cfg(test)]
mod tests {
    use tokio::time::timeout;

    use super::*;

    const SOON: Duration = Duration::from_millis(200);

    /// A server that sends back what it gets.
    async fn echo() -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let at = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let (mut from, mut to) = stream.split();
                    let _ = tokio::io::copy(&mut from, &mut to).await;
                });
            }
        });
        at
    }

    async fn said(stream: &mut TcpStream, word: &[u8]) -> io::Result<Vec<u8>> {
        stream.write_all(word).await?;
        let mut back = vec![0; word.len()];
        stream.read_exact(&mut back).await?;
        Ok(back)
    }

    #[tokio::test]
    async fn clear_weather_carries_everything_and_a_held_link_delivers_it_later() {
        let link = Link::to(echo().await, 1).await.unwrap();
        let mut client = TcpStream::connect(link.listens).await.unwrap();
        assert_eq!(said(&mut client, b"one").await.unwrap(), b"one");
        link.set(Weather { down: Flow::Held, ..Weather::default() });
        client.write_all(b"two").await.unwrap();
        let mut back = [0; 3];
        assert!(timeout(SOON, client.read_exact(&mut back)).await.is_err());
        link.set(Weather::default());
        client.read_exact(&mut back).await.unwrap();
        assert_eq!(&back, b"two");
    }

    #[tokio::test]
    async fn a_reset_ends_old_connections_and_refusing_ends_new_ones() {
        let link = Link::to(echo().await, 1).await.unwrap();
        let mut client = TcpStream::connect(link.listens).await.unwrap();
        said(&mut client, b"one").await.unwrap();
        link.reset(Weather { refuses: true, ..Weather::default() });
        assert!(said(&mut client, b"two").await.is_err());
        let mut late = TcpStream::connect(link.listens).await.unwrap();
        assert!(said(&mut late, b"three").await.is_err());
        link.set(Weather::default());
        let mut later = TcpStream::connect(link.listens).await.unwrap();
        assert_eq!(said(&mut later, b"four").await.unwrap(), b"four");
    }

    #[tokio::test]
    async fn only_the_connection_for_nudges_is_meant_if_so_said() {
        let link = Link::to(echo().await, 1).await.unwrap();
        let mut commands = TcpStream::connect(link.listens).await.unwrap();
        let mut nudges = TcpStream::connect(link.listens).await.unwrap();
        said(&mut commands, b"GET").await.unwrap();
        said(&mut nudges, b"SUBSCRIBE").await.unwrap();
        link.reset(Weather { which: Which::Nudges, refuses: true, ..Weather::default() });
        assert!(said(&mut nudges, b"x").await.is_err());
        assert_eq!(said(&mut commands, b"y").await.unwrap(), b"y");
        let mut again = TcpStream::connect(link.listens).await.unwrap();
        let told = said(&mut again, b"SUBSCRIBE").await;
        assert!(told.is_err() || said(&mut again, b"x").await.is_err());
    }
}
