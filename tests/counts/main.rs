//! What phones and ballots cost the server, in counts: bytes of heap for a phone that sits there, allocations for a delivery and
//! for a ballot, bytes that go out to a phone, wakeups of a server at rest.
//!
//! A program of its own, because it counts what the whole process allocates: the server runs in it, and the phones are bare
//! sockets whose reading allocates nothing. Where a number of phones is compared with another, everything that happens beside
//! (presence, heartbeats, the store's own) is in both, and what is left is what a phone costs.

use std::alloc::System;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use plenary_loadtest::crowd::logbook::{Logbook, Measures};
use plenary_loadtest::crowd::moderator::Moderator;
use plenary_loadtest::crowd::{Door, Link, http};
use plenary_server::domain::id::{RoomCode, RunId};
use plenary_server::domain::kind::Kind;
use plenary_server::domain::poll::Visibility;
use plenary_server::pass::Secret;
use plenary_server::store::Store;
use plenary_server::store::sqlite::Sqlite;
use plenary_server::{Setup, accept, config, seed, serve};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, Stats, StatsAlloc};
use tokio::runtime::{Handle, Runtime};
use tokio::sync::{oneshot, watch};
use tokio::time::Instant;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// A phone that sits there has a task, a seat, tokio's note of its socket, and its places in the lists of who is here.
const BYTES_OF_A_PHONE: f64 = 1_500.0;
/// A frame is encoded once, and handing it to one phone more allocates nothing; what is left is what happened beside.
const ALLOCATIONS_OF_A_DELIVERY: f64 = 0.2;
/// From the frame that comes in to the receipt that goes out, the store's own work left to the allocator of the database itself.
const ALLOCATIONS_OF_A_BALLOT: f64 = 24.0;
/// What a phone is sent when a count of four options changed, in bytes: a tally and what stands around it.
const BYTES_OF_A_DELIVERY: f64 = 400.0;
/// Its presence each second, with the store's answer, and every three seconds its heart, its pings and its reading for safety; in the
/// one room where phones sit the heart beats twice a second, and there are ballots to be shown yet.
const WAKEUPS_OF_A_ROOM: f64 = 6.0;

/// Rooms that nobody has come to are not watched: what runs is whoever serves, asks the store for its health, tidies up and accepts.
const TASKS_AT_REST: usize = 4;

const FEW: usize = 100;
const MANY: usize = 300;
/// Ballots of these phones are followed one by one to every phone, in either size of the room.
const ROUNDS: usize = 12;
/// Nothing here takes so long, however busy the machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server, and the phones in one of its rooms.
struct Hall {
    runtime: Runtime,
    address: SocketAddr,
    /// All of them; the phones sit in the first.
    rooms: Vec<RoomCode>,
    room: RoomCode,
    run: RunId,
    phones: Vec<TcpStream>,
    /// Ballots that stand.
    counted: usize,
    /// Tasks beside one for each phone.
    tasks: usize,
    buffer: Box<[u8]>,
    stop: watch::Sender<bool>,
    _data: tempfile::TempDir,
}

impl Hall {
    fn open() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let data = tempfile::TempDir::new().unwrap();
        let (stop, shutdown) = watch::channel(false);
        let (address, rooms, run) = runtime.block_on(async {
            let listener = accept::listen("127.0.0.1:0".parse().unwrap()).unwrap();
            let address = listener.local_addr().unwrap();
            let setup = Setup {
                secret: Secret::new([7; 32]),
                seeds: seed::built_in().unwrap(),
                public_url: None,
                crowd: None,
                seal_after: config::SEAL_AFTER,
            };
            let store = Store::Sqlite(Sqlite::open(data.path()).unwrap());
            let (tell, ready) = oneshot::channel();
            tokio::spawn(serve(listener, setup, store, shutdown, |rooms| tell.send(rooms).unwrap()));
            let ready = ready.await.unwrap();
            let rooms: Vec<RoomCode> = ready.iter().map(|room| room.code).collect();
            // By then what a start has packed once is handed over.
            tokio::time::sleep(config::PACKING_AFTER * 5).await;
            let left_alone = Handle::current().metrics().num_alive_tasks();
            assert!(left_alone <= TASKS_AT_REST, "{left_alone} tasks in a server to which nobody came");
            visit(address, &rooms).await;
            let ready = &ready[0];
            let link = format!("http://{address}/{}/moderate#{}", ready.code, ready.chair_secret);
            let link = Link::parse(&link).await.unwrap();
            let logbook = Logbook::new(std::sync::Arc::new(Measures::default()));
            let chair = Moderator::enter(&link, &logbook, false).await.unwrap();
            let options = ["First", "Second", "Third", "Fourth"].map(str::to_owned).to_vec();
            let poll = chair.raise("What is counted?", Kind::Single { options }, Visibility::Live).await.unwrap();
            (address, rooms, chair.open(&poll, Visibility::Live).await.unwrap())
        });
        let (phones, buffer) = (Vec::with_capacity(MANY), vec![0; 64 * 1024].into_boxed_slice());
        let (room, counted, tasks) = (rooms[0], 0, 0);
        let mut hall = Self { runtime, address, rooms, room, run, phones, counted, tasks, buffer, stop, _data: data };
        // The moderator is gone, but for what ends with its socket.
        hall.tasks = hall.steady_tasks();
        hall
    }

    /// How many tasks there are, once that is the same for a while.
    fn steady_tasks(&self) -> usize {
        let (mut tasks, mut since) = (0, Instant::now());
        while since.elapsed() < Duration::from_secs(1) {
            let now = self.runtime.metrics().num_alive_tasks();
            if now != tasks {
                (tasks, since) = (now, Instant::now());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        tasks
    }

    /// Lets phones come until there are so many, and waits until each is one task and no more.
    fn fill(&mut self, phones: usize) {
        let door = self.runtime.block_on(Door::at(&format!("http://{}", self.address))).unwrap();
        while self.phones.len() < phones {
            let path = format!("/{}", self.room);
            let page = self.runtime.block_on(http::get(&door, 0, &path, "")).unwrap();
            let pass = page.cookie("plenary-pass").unwrap();
            let mut phone = TcpStream::connect(self.address).unwrap();
            phone.set_read_timeout(Some(PATIENCE)).unwrap();
            let (address, room) = (self.address, self.room);
            let head = format!(
                "GET /ws/{room} HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\nconnection: Upgrade\r\n\
                 upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
                 sec-websocket-protocol: plenary.v1\r\ncookie: {pass}\r\n\r\n"
            );
            phone.write_all(head.as_bytes()).unwrap();
            read_until(&mut phone, &mut self.buffer, "\r\n\r\n");
            phone.write_all(&text(r#"{"id":"h","do":{"hello":{"ballots":[]}}}"#)).unwrap();
            read_until(&mut phone, &mut self.buffer, r#""mine":"#);
            self.phones.push(phone);
        }
        let begun = Instant::now();
        while self.runtime.metrics().num_alive_tasks() != self.tasks + phones {
            assert!(begun.elapsed() < PATIENCE, "handshakes leave something behind");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// One phone's first ballot, ready to be sent.
    fn ballot(&self) -> Vec<u8> {
        text(&format!(r#"{{"id":"v","do":{{"vote":{{"run":{},"r":1,"choice":{{"one":0}}}}}}}}"#, self.run))
    }

    /// Ballots one after another, each seen by every phone before the next: the allocations of the round that had the fewest,
    /// because other rooms' hearts beat in some, and all bytes that came.
    fn rounds(&mut self, first: usize) -> (usize, usize) {
        let ballot = self.ballot();
        let (mut fewest, mut bytes) = (usize::MAX, 0);
        for voter in first..first + ROUNDS {
            let region = Region::new(ALLOCATOR);
            self.phones[voter].write_all(&ballot).unwrap();
            self.counted += 1;
            let seen = format!(r#""n":{}"#, self.counted);
            for phone in &mut self.phones {
                bytes += read_until(phone, &mut self.buffer, &seen);
            }
            fewest = fewest.min(allocations(region.change()));
        }
        (fewest, bytes)
    }

    /// As many ballots at once, until each has its receipt.
    fn burst(&mut self, voters: std::ops::Range<usize>) -> Stats {
        let ballot = self.ballot();
        let region = Region::new(ALLOCATOR);
        for voter in voters.clone() {
            self.phones[voter].write_all(&ballot).unwrap();
        }
        for voter in voters {
            read_until(&mut self.phones[voter], &mut self.buffer, r#"{"receipt":"#);
        }
        region.change()
    }

    /// How often a thread of the server's runtime was woken in a while, for each second, all rooms being watched.
    fn wakeups(&self) -> f64 {
        self.runtime.block_on(visit(self.address, &self.rooms));
        let (begun, before) = (Instant::now(), self.runtime.metrics().worker_park_count(0));
        std::thread::sleep(Duration::from_secs(4));
        (self.runtime.metrics().worker_park_count(0) - before) as f64 / begun.elapsed().as_secs_f64()
    }
}

/// Has every room watched: somebody opens its page.
async fn visit(address: SocketAddr, rooms: &[RoomCode]) {
    let door = Door::at(&format!("http://{address}")).await.unwrap();
    for room in rooms {
        let page = http::get(&door, 0, &format!("/{room}"), "").await.unwrap();
        assert_eq!(page.status, 200, "the page of {room}");
    }
}

/// A masked text frame; a mask of zeros changes nothing.
fn text(payload: &str) -> Vec<u8> {
    let length = u8::try_from(payload.len()).ok().filter(|length| *length < 126).expect("a short frame");
    [&[0x81, 0x80 | length, 0, 0, 0, 0], payload.as_bytes()].concat()
}

/// Reads until this came by, with no digit behind it; how many bytes there were. What searches is std's own, which is quick in
/// a test's build, too: the slower this is, the more of what happens beside would be counted.
fn read_until(phone: &mut TcpStream, buffer: &mut [u8], wanted: &str) -> usize {
    let mut length = 0;
    loop {
        assert!(length < buffer.len(), "what was waited for did not come: {}", String::from_utf8_lossy(buffer));
        let read = phone.read(&mut buffer[length..]).unwrap();
        assert!(read > 0, "the server ended a connection");
        length += read;
        let ends = |text: &str| !text.starts_with(|next: char| next.is_ascii_digit());
        let is_in = |text: &str| text.match_indices(wanted).any(|(at, _)| ends(&text[at + wanted.len()..]));
        if buffer[..length].utf8_chunks().any(|chunk| is_in(chunk.valid())) {
            return length;
        }
    }
}

fn allocations(stats: Stats) -> usize {
    stats.allocations + stats.reallocations
}

fn live(stats: Stats) -> f64 {
    stats.bytes_allocated as f64 - stats.bytes_deallocated as f64
}

#[test]
fn phones_and_ballots_cost_no_more_than_they_did() {
    let mut hall = Hall::open();
    hall.fill(FEW);
    let (with_few, _) = hall.rounds(0);
    let sitting = Region::new(ALLOCATOR);
    hall.fill(MANY);
    let bytes = live(sitting.change()) / (MANY - FEW) as f64;
    let (with_many, came) = hall.rounds(ROUNDS);
    let of_a_delivery = (with_many as f64 - with_few as f64) / (MANY - FEW) as f64;
    let sent = came as f64 / (MANY * ROUNDS) as f64;
    let voters = 2 * ROUNDS..MANY;
    let of_a_ballot = allocations(hall.burst(voters.clone())) as f64 / voters.len() as f64;
    let rooms = seed::built_in().unwrap().workshops.len() as f64;
    let wakeups = hall.wakeups() / rooms;
    let found = format!(
        "a phone that sits there holds {bytes:.0} bytes; a delivery makes {of_a_delivery:.3} allocations and sends {sent:.0} bytes; \
         a ballot makes {of_a_ballot:.1} allocations; a room at rest wakes {wakeups:.1} times a second"
    );
    println!("{found}");
    assert!(bytes <= BYTES_OF_A_PHONE, "{found}");
    assert!(of_a_delivery <= ALLOCATIONS_OF_A_DELIVERY, "{found}");
    assert!(sent <= BYTES_OF_A_DELIVERY, "{found}");
    assert!(of_a_ballot <= ALLOCATIONS_OF_A_BALLOT, "{found}");
    assert!(wakeups <= WAKEUPS_OF_A_ROOM, "{found}");
    hall.stop.send_replace(true);
}
