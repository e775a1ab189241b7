//! The pure parts of a ballot's and a view's way, one by one: a frame read, a command parsed, a room folded, a result drawn, a
//! frame encoded.
//!
//! `cargo bench -p plenary-tests` times them (criterion). With `--repeat PATH N` the program does one of them so often and nothing
//! else: `cargo xtask bench instructions` counts what the processor does then.

use std::hint::black_box;
use std::sync::Arc;

use criterion::Criterion;
use plenary_loadtest::crowd::Link;
use plenary_loadtest::crowd::logbook::{Logbook, Measures};
use plenary_loadtest::crowd::moderator::Moderator;
use plenary_server::domain::ballot::Contributions;
use plenary_server::domain::id::{RoomCode, RunId};
use plenary_server::domain::kind::Kind;
use plenary_server::domain::person::{Group, Mode, Segment};
use plenary_server::domain::poll::Visibility;
use plenary_server::domain::room::Room;
use plenary_server::domain::tally::Tally;
use plenary_server::frame::{self, Inbox};
use plenary_server::hub::fold;
use plenary_server::pass::Secret;
use plenary_server::store::sqlite::Sqlite;
use plenary_server::store::{Changes, Store};
use plenary_server::views::{self, Audience};
use plenary_server::wire::{Frame, Receipt};
use plenary_server::{Setup, accept, config, seed, serve, socket};
use tokio::sync::{oneshot, watch};

/// Ballots in the run that is drawn.
const BALLOTS: usize = 300;

/// What the paths work on: a room with an open run, as a store holds it, and a ballot as a phone sends it.
struct Ground {
    code: RoomCode,
    run: RunId,
    changes: Changes,
    room: Room,
    text: String,
    bytes: Vec<u8>,
    receipt: Frame,
}

impl Ground {
    fn prepare() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let (code, run, mut changes) = runtime.block_on(open_run());
        let options = ["0", "1", "2", "3"].map(|key| Contributions::of([(key, 1)]));
        let mut tally = Tally::default();
        for voter in 0..BALLOTS {
            let (mode, group) = (Mode::ALL[voter % Mode::ALL.len()], Group::ALL[voter % Group::ALL.len()]);
            tally.count(Segment { mode, group }, &options[voter % options.len()]);
        }
        changes.tallies = vec![(run, changes.version, tally)];
        let text = format!(r#"{{"id":"v","do":{{"vote":{{"run":{run},"r":1,"choice":{{"one":0}}}}}}}}"#);
        let length = u8::try_from(text.len()).ok().filter(|length| *length < 126).expect("a short frame");
        let bytes = [&[0x81, 0x80 | length, 0, 0, 0, 0], text.as_bytes()].concat();
        let room = fold::found(code, changes.clone()).unwrap();
        let receipt = Frame::Receipt(Receipt { id: "v".to_owned(), ballot: None, made: None });
        Self { code, run, changes, room, text, bytes, receipt }
    }

    fn frame(&self) {
        let mut inbox = Inbox::new(config::PHONE_FRAME_IN);
        inbox.take(black_box(&self.bytes));
        black_box(inbox.message().unwrap());
    }

    fn parse(&self) {
        black_box(socket::parse(black_box(&self.text)).unwrap());
    }

    fn fold(&self) {
        black_box(fold::found(self.code, black_box(&self.changes).clone()).unwrap());
    }

    fn draw(&self) {
        let audience = Audience::Phones(Vec::new());
        black_box(views::draw_results(black_box(&self.room), &audience, &[self.run], config::PHONE_PAST_RUNS));
    }

    fn encode(&self) {
        black_box(frame::text(&[&serde_json::to_vec(black_box(&self.receipt)).unwrap()]));
    }
}

/// A run opened in a server, and the room as the store then has it.
async fn open_run() -> (RoomCode, RunId, Changes) {
    let data = tempfile::TempDir::new().unwrap();
    let store = Store::Sqlite(Sqlite::open(data.path()).unwrap());
    let listener = accept::listen("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let setup = Setup {
        secret: Secret::new([7; 32]),
        seeds: seed::built_in().unwrap(),
        public_url: None,
        crowd: None,
        seal_after: config::SEAL_AFTER,
    };
    let (stop, shutdown) = watch::channel(false);
    let (tell, ready) = oneshot::channel();
    let serving = tokio::spawn(serve(listener, setup, store.clone(), shutdown, |rooms| tell.send(rooms).unwrap()));
    let ready = ready.await.unwrap().remove(0);
    let link = format!("http://{address}/{}/moderate#{}", ready.code, ready.chair_secret);
    let link = Link::parse(&link).await.unwrap();
    let chair = Moderator::enter(&link, &Logbook::new(Arc::new(Measures::default())), false).await.unwrap();
    let options = ["First", "Second", "Third", "Fourth"].map(str::to_owned).to_vec();
    let poll = chair.raise("What is counted?", Kind::Single { options }, Visibility::Live).await.unwrap();
    let run = chair.open(&poll, Visibility::Live).await.unwrap();
    let changes = store.read(ready.code, 0).await.unwrap();
    drop(chair);
    stop.send_replace(true);
    serving.await.unwrap().unwrap();
    (ready.code, run, changes)
}

type Path = (&'static str, fn(&Ground));

const PATHS: [Path; 5] = [
    ("frame", Ground::frame),
    ("parse", Ground::parse),
    ("fold", Ground::fold),
    ("draw", Ground::draw),
    ("encode", Ground::encode),
];

fn main() {
    let ground = Ground::prepare();
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [word, name, times] = &args[..]
        && word == "--repeat"
    {
        let (_, path) = PATHS.iter().find(|(known, _)| known == name).expect("one of the paths");
        for _ in 0..times.parse::<u32>().expect("how often") {
            path(&ground);
        }
        return;
    }
    let mut criterion = Criterion::default().configure_from_args();
    for (name, path) in PATHS {
        criterion.bench_function(name, |bencher| bencher.iter(|| path(&ground)));
    }
    criterion.final_summary();
}
