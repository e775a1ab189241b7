//! A house to test in: a real server on a free port over either store, and everybody who comes to its front door.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use plenary_server::domain::id::{RoomCode, RunId};
use plenary_server::domain::person::Role;
use plenary_server::pass::{PassKind, Secret};
use plenary_server::seed::Seeds;
use plenary_server::store::Store;
use plenary_server::store::redis::Redis;
use plenary_server::store::sqlite::Sqlite;
use plenary_server::{Ready, Setup, accept, config, serve};
use tempfile::TempDir;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

pub(crate) mod browser;
pub(crate) mod chair;
pub(crate) mod line;
pub(crate) mod raw;
pub(crate) mod workshop;

use browser::Browser;
use chair::Chair;
use line::Line;

use crate::redis_cluster::RedisCluster;
use crate::redis_server::{DURABLE, RedisServer};

/// Longer than anything here takes on a busy machine: whoever waits so long waits for something that does not come.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Which store a house stands on.
#[derive(Clone)]
pub(crate) enum Ground {
    /// The embedded one, in a folder of its own that outlives each server on it.
    Sqlite(Arc<TempDir>),
    /// The Redis that all tests share, each in rooms of its own.
    Redis,
    /// A Redis of the test's own, to be killed and emptied.
    PrivateRedis(Arc<Mutex<RedisServer>>),
    /// A cluster that tests share, or one of the test's own.
    Cluster(String),
}

impl Ground {
    pub(crate) fn sqlite() -> Self {
        Self::Sqlite(Arc::new(TempDir::new().unwrap()))
    }

    /// The store, for a node that keeps what it remembers in `data`.
    async fn store(&self, secret: &Secret, data: &TempDir) -> Store {
        match self {
            Self::Sqlite(dir) => Store::Sqlite(Sqlite::open(dir.path()).unwrap()),
            Self::Redis => Self::store_at(&RedisServer::shared().url(), secret, data).await,
            Self::PrivateRedis(_) => Self::store_at(&self.redis(|redis| redis.url()), secret, data).await,
            Self::Cluster(url) => Self::store_at(url, secret, data).await,
        }
    }

    async fn store_at(url: &str, secret: &Secret, data: &TempDir) -> Store {
        Store::Redis(Redis::connect(url, &secret.wrapping_key(), Some(data.path())).await.unwrap())
    }

    pub(crate) fn private_redis() -> Self {
        Self::PrivateRedis(Arc::new(Mutex::new(RedisServer::private(DURABLE))))
    }

    pub(crate) fn cluster(cluster: &RedisCluster) -> Self {
        Self::Cluster(cluster.url())
    }

    /// Does something to the Redis of the test's own.
    pub(crate) fn redis<T>(&self, does: impl FnOnce(&mut RedisServer) -> T) -> T {
        let Self::PrivateRedis(redis) = self else { panic!("not a Redis of the test's own") };
        does(&mut redis.lock().unwrap())
    }
}

/// One running server.
pub(crate) struct House {
    pub(crate) address: SocketAddr,
    pub(crate) rooms: Vec<Ready>,
    pub(crate) store: Store,
    pub(crate) secret: Secret,
    ground: Ground,
    data: Arc<TempDir>,
    seeds: Seeds,
    stop: watch::Sender<bool>,
    serving: JoinHandle<anyhow::Result<()>>,
}

impl House {
    /// With the two rooms of [`workshop::seeds`], on new ground.
    pub(crate) async fn on(ground: Ground) -> Self {
        Self::under(Secret::new(rand::random()), ground).await
    }

    /// Under a secret that was chosen: it decides the codes of the rooms.
    pub(crate) async fn under(secret: Secret, ground: Ground) -> Self {
        Self::of(ground, new_data(), secret, workshop::seeds(), None).await
    }

    /// With the rooms that a server comes with, on new ground.
    pub(crate) async fn as_it_comes() -> Self {
        let seeds = plenary_server::seed::built_in().expect("the seeds are sound");
        Self::of(Ground::sqlite(), new_data(), Secret::new(rand::random()), seeds, None).await
    }

    /// The same house, started again and told that browsers reach it by this address.
    pub(crate) async fn behind(self, public_url: &str) -> Self {
        let Grounds { ground, data, secret, seeds } = self.stopped().await;
        Self::of(ground, data, secret, seeds, Some(public_url.to_owned())).await
    }

    async fn of(ground: Ground, data: Arc<TempDir>, secret: Secret, seeds: Seeds, public_url: Option<String>) -> Self {
        let store = ground.store(&secret, &data).await;
        let listener = accept::listen("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = listener.local_addr().unwrap();
        let setup = Setup {
            secret: secret.clone(),
            seeds: seeds.clone(),
            public_url,
            crowd: None,
            seal_after: config::SEAL_AFTER,
        };
        let (stop, shutdown) = watch::channel(false);
        let (tell, ready) = oneshot::channel();
        let serving = tokio::spawn(serve(listener, setup, store.clone(), shutdown, |rooms| {
            tell.send(rooms).expect("the house waits for its rooms");
        }));
        let rooms = tokio::time::timeout(PATIENCE, ready).await.expect("a server starts").expect("it says so");
        Self { address, rooms, store, secret, ground, data, seeds, stop, serving }
    }

    /// Another node on the same store, under the same secret.
    pub(crate) async fn second_node(&self) -> Self {
        Self::of(self.ground.clone(), new_data(), self.secret.clone(), self.seeds.clone(), None).await
    }

    /// The code of the first room.
    pub(crate) fn room(&self) -> RoomCode {
        self.rooms[0].code
    }

    /// Asks the server to go down, as Ctrl-C does.
    pub(crate) fn begin_to_stop(&self) {
        self.stop.send_replace(true);
    }

    /// Waits until it is down, and expects that it went well.
    pub(crate) async fn stopped(self) -> Grounds {
        self.begin_to_stop();
        let ended = tokio::time::timeout(PATIENCE, self.serving).await.expect("a server goes down when asked to");
        ended.expect("it does not panic").expect("it goes down cleanly");
        Grounds { ground: self.ground, data: self.data, secret: self.secret, seeds: self.seeds }
    }

    /// A browser that was never here.
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.address)
    }

    /// A browser that holds a pass, as the page would have given it.
    pub(crate) fn with_pass(&self) -> Browser {
        let mut browser = self.browser();
        browser.keep("plenary-pass", &self.secret.mint(PassKind::Phone).1);
        browser
    }

    /// A phone: it opened the page and said hello over a socket.
    pub(crate) async fn phone(&self) -> Line {
        self.phone_of(&self.with_pass()).await
    }

    /// Another tab of that phone.
    pub(crate) async fn phone_of(&self, browser: &Browser) -> Line {
        let mut line = browser.socket(self.room(), "phone").await;
        line.hello().await;
        line
    }

    /// So many phones.
    pub(crate) async fn phones(&self, number: usize) -> Vec<Line> {
        let mut phones = Vec::with_capacity(number);
        for _ in 0..number {
            phones.push(self.phone().await);
        }
        phones
    }

    /// The chair of the first room.
    pub(crate) async fn chair(&self) -> Chair {
        self.moderator(Role::Chair).await
    }

    /// Somebody who came by the link of that role.
    pub(crate) async fn moderator(&self, role: Role) -> Chair {
        let mut browser = self.browser();
        let secret = self.secret.link_secret(self.room(), role, 1);
        assert_eq!(browser.take_role(self.room(), &secret).await, role.as_str());
        Chair::of(browser, self.room(), role).await
    }

    /// A screen that showed its code and was let in under this name.
    pub(crate) async fn screen(&self, chair: &mut Chair, name: &str) -> (Browser, Line) {
        let mut browser = self.browser();
        assert_eq!(browser.get("/screen").await.status, 200);
        let pairing = browser.post_json("/api/screens", &serde_json::json!({})).await.json()["pairing"].clone();
        let receipt = chair.does(serde_json::json!({ "let_in": { "pairing": pairing, "name": name } })).await;
        let screen = receipt["made"]["screen"].clone();
        let is_listed = |view: &line::View| {
            view.part("screens").as_array().is_some_and(|all| all.iter().any(|held| held["screen"] == screen))
        };
        chair.line.until("the screen listed", is_listed).await;
        let place = browser.post_json("/api/screens", &serde_json::json!({})).await.json();
        assert_eq!(place["room"], chair.room.as_str());
        let mut line = browser.socket(chair.room, "screen").await;
        line.hello().await;
        (browser, line)
    }

    /// The ballots of a run, counted afresh from the store: how many, and how many at each answer.
    pub(crate) async fn recount(&self, run: u64, answers: usize) -> (u32, Vec<u64>) {
        let run = RunId(u32::try_from(run).unwrap());
        let total = self.store.recount(self.room(), run).await.unwrap().total();
        (total.ballots, (0..answers).map(|at| total.of(&at.to_string())).collect())
    }
}

/// An empty data folder.
fn new_data() -> Arc<TempDir> {
    Arc::new(TempDir::new().unwrap())
}

/// What is left of a house whose server went down.
pub(crate) struct Grounds {
    pub(crate) ground: Ground,
    data: Arc<TempDir>,
    secret: Secret,
    seeds: Seeds,
}

impl Grounds {
    /// Starts a server on it again.
    pub(crate) async fn start(self) -> House {
        House::of(self.ground, self.data, self.secret, self.seeds, None).await
    }
}

/// Makes of each named test body a test in a house on every store.
macro_rules! in_both_houses {
    ($($body:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $body() {
                super::$body(crate::house::House::on(crate::house::Ground::sqlite()).await).await;
            })*
        }

        mod redis {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $body() {
                super::$body(crate::house::House::on(crate::house::Ground::Redis).await).await;
            })*
        }
    };
}
pub(crate) use in_both_houses;
