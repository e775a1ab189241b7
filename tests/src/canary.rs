//! Canaries: strings found nowhere else are put in at every door, and then looked for wherever the server leaves anything. What may
//! be found where is the table below; it is read by people before it is changed.

use std::collections::BTreeSet;
use std::path::Path;

use plenary_server::domain::person::Role;
use serde_json::json;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;

use crate::front::program;
use crate::house::PATIENCE;
use crate::house::browser::Browser;
use crate::house::chair::Chair;
use crate::house::line::{Line, done};
use crate::redis_server::{DURABLE, RedisServer};

/// Where the server leaves something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// What it logs, all of its own at the finest level.
    Log,
    /// `/metrics`, `/healthz`, `/readyz`.
    Metrics,
    /// The data folder, and that of Redis: databases, write-ahead log, append-only file, dump.
    Files,
    /// The report that everybody may read.
    PublicReport,
    /// The report and the exports for moderators.
    Report,
    /// What another phone is shown: page and view.
    OtherPhone,
}
use Place::{Files, OtherPhone, Report};

/// The canaries that may be found somewhere, and where. All others: nowhere. The text in a ballot is in the files until its run
/// is sealed as a ballot, and after that as a count; turned-down or waiting texts are in no export.
const ALLOWED: [(&str, &[Place]); 7] = [
    ("zqchoice", &[Files]),
    ("zqquestion", &[Files]),
    ("zqtold", &[Files]),
    ("zqbackstage", &[Files]),
    ("zqnote", &[Files, Report]),
    ("zqspeaker", &[Files, OtherPhone]),
    ("zqprompt", &[Files, Place::PublicReport, Report, OtherPhone]),
];

/// Whether a file anywhere in the folder has these bytes.
fn holds(folder: &Path, canary: &str) -> bool {
    std::fs::read_dir(folder).expect("a folder").any(|entry| {
        let path = entry.expect("an entry").path();
        if path.is_dir() { holds(&path, canary) } else { contains(&std::fs::read(&path).expect("a file"), canary) }
    })
}

fn contains(bytes: &[u8], canary: &str) -> bool {
    bytes.windows(canary.len()).any(|window| window == canary.as_bytes())
}

/// A request from an address of its own, with a name of its own, and a query that the server has no use for.
async fn from_afar(to: std::net::SocketAddr, room: &str, cookies: &str) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.9.9.9:0".parse().unwrap()).unwrap();
    let mut stream = socket.connect(to).await.unwrap();
    let head = format!(
        "GET /{room}?zqquery=1 HTTP/1.1\r\nhost: {to}\r\nconnection: close\r\nuser-agent: zqagent\r\n\
         x-forwarded-for: 203.0.113.77\r\nreferer: http://zqreferer/\r\ncookie: {cookies}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer[..200]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_the_embedded_store_nothing_is_found_but_where_it_may_be() {
    sing(None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_redis_nothing_is_found_but_where_it_may_be() {
    sing(Some(RedisServer::private(DURABLE))).await;
}

/// What is refused is as private as what is taken.
async fn refused(phone: &mut Line, voter: &mut Browser, code: &str) {
    phone.say(json!({ "vote": { "run": 99, "r": 1, "choice": { "text": "zqrefused" } } })).await;
    phone.send_text("{\"zqmalformed\":".to_owned()).await;
    voter.post_form(&format!("/{code}/vote"), "run=1&r=x&zqform=zqform").await;
}

/// Somebody who votes by an access code: the code as it stands on the card, and the cookie it was traded for.
async fn with_a_card(chair: &mut Chair, mut browser: Browser, run: u64) -> (String, String) {
    let rev = &chair.line.view.part("sign_off")["rev"];
    let set = json!({ "set_codes": { "rev": rev, "made": 1, "needed": false } });
    chair.does(set).await;
    let room = chair.room;
    let sheet = chair.browser.get(&format!("/{room}/codes")).await.text();
    let code =
        sheet.split(r#"<p class="code" dir="ltr">"#).nth(1).expect("a card").split('<').next().unwrap().to_owned();
    browser.get(&format!("/{room}")).await;
    assert_eq!(browser.post_form(&format!("/{room}/enter"), "code=zqwrongcode").await.status, 403);
    assert_eq!(browser.post_form(&format!("/{room}/enter"), &format!("code={code}")).await.status, 200);
    let vote = browser.command(room, "phone", "vote", &json!({ "run": run, "r": 1, "choice": "cant_say" })).await;
    assert_eq!(vote.status, 200, "{vote:?}");
    let cookie = browser.cookie(&format!("plenary-{room}-code")).expect("the code's pass").to_owned();
    (code, cookie)
}

async fn sing(redis: Option<RedisServer>) {
    let data = TempDir::new().unwrap();
    let url = redis.as_ref().map(RedisServer::url);
    let mut arguments = vec!["--log", "plenary=trace,plenary_server=trace,debug"];
    arguments.extend(url.iter().flat_map(|url| ["--store", url.as_str()]));
    let (mut child, links) = program::start(data.path(), &arguments).await;
    let mut log = child.stderr.take().expect("piped");
    let logged = tokio::spawn(async move {
        let mut all = Vec::new();
        log.read_to_end(&mut all).await.expect("a log");
        all
    });
    let link = links["rooms"][0]["moderator"].as_str().unwrap().to_owned();
    let secret = link.split_once('#').expect("a fragment").1.to_owned();
    let code = links["rooms"][0]["code"].as_str().unwrap().to_owned();
    let room = code.parse().unwrap();
    let mut browser = program::browser_at(&links);
    assert_eq!(browser.take_role(room, &secret).await, "chair");
    let wrong = browser.post_json(&format!("/api/rooms/{code}/moderator"), &json!({ "secret": "zqsecret" })).await;
    assert_ne!(wrong.status, 200);
    let session = browser.cookie(&format!("plenary-{code}-chair")).expect("a session").to_owned();
    let mut chair = Chair::of(browser, room, Role::Chair).await;
    let poll = chair.raise(json!({ "prompt": "What of zqprompt?", "kind": "open_text" })).await;
    let run = chair.open(&poll).await;
    for words in [
        json!({ "backstage": { "text": "zqbackstage" } }),
        json!({ "note": { "rev": 0, "text": "zqnote" } }),
        json!({ "add_turn": { "name": "zqspeaker", "mode": "room" } }),
    ] {
        chair.does(words).await;
    }
    let single_use = chair.does(json!({ "hand_over": { "role": "rapporteur" } })).await;
    let single_use =
        single_use["made"]["link"]["link"].as_str().unwrap().split_once('#').expect("a fragment").1.to_owned();

    let mut voter = program::browser_at(&links);
    voter.get(&format!("/{code}")).await;
    let pass = voter.cookie("plenary-pass").expect("a pass").to_owned();
    from_afar(voter.address, &code, &voter.cookie_header()).await;
    let mut phone: Line = voter.socket(room, "phone").await;
    phone.hello().await;
    assert_eq!(phone.counted(run, 1, json!({ "text": "zqchoice" })).await, "counted");
    done(phone.say(json!({ "ask": { "text": "Why zqquestion?" } })).await);
    done(phone.say(json!({ "tell": { "text": "zqtold" } })).await);
    refused(&mut phone, &mut voter, &code).await;
    let (card, by_card) = with_a_card(&mut chair, program::browser_at(&links), run).await;
    chair.close_and_show(run).await;

    let mut other = program::browser_at(&links);
    let mut read = Vec::new();
    for path in ["/metrics", "/healthz", "/readyz"] {
        read.push((Place::Metrics, other.get(path).await.body));
    }
    for path in [format!("/{code}"), format!("/api/rooms/{code}/view")] {
        read.push((OtherPhone, other.get(&path).await.body));
    }
    for (act, rev) in [("begin", 0), ("end", 1)] {
        let mut command = json!({});
        command[act] = json!({ "rev": rev });
        chair.does(command).await;
    }
    // The minutes may tell of it an instant before the room has it.
    chair.line.until("over", |view| view.part("session")["ended"].is_u64()).await;
    for path in [format!("/{code}/report"), format!("/{code}/report.md")] {
        let public = other.get(&path).await;
        assert_eq!(public.status, 200, "the session is over");
        read.push((Place::PublicReport, public.body));
        read.push((Report, chair.browser.get(&format!("{path}?as=chair")).await.body));
    }
    for format in ["json", "csv"] {
        let path = format!("/api/rooms/{code}/export?as=chair&format={format}");
        read.push((Report, chair.browser.get(&path).await.body));
    }
    if let Some(redis) = &redis {
        redis.command(&["SAVE"]);
    }
    let pid = child.id().expect("it runs").to_string();
    let stopped = tokio::process::Command::new("kill").args(["-TERM", &pid]).status().await.unwrap();
    assert!(stopped.success());
    tokio::time::timeout(PATIENCE, child.wait()).await.expect("it goes down").unwrap();
    let logged = logged.await.unwrap();
    assert!(contains(&logged, "founded a room") && contains(&logged, "draining"), "there is a log");
    read.push((Place::Log, logged));

    let bare = card.replace('-', "");
    let secrets = [&secret, &single_use, &pass, &session, &by_card];
    let mut folders = vec![data.path()];
    folders.extend(redis.as_ref().map(RedisServer::dir));
    compare(&read, &folders, secrets.map(String::as_str), &[&card, &bare]);
}

/// What was found where, against the table.
fn compare(read: &[(Place, Vec<u8>)], folders: &[&Path], secrets: [&str; 5], codes: &[&str]) {
    let never = [
        "127.9.9.9",
        "203.0.113.77",
        "zqagent",
        "zqreferer",
        "zqquery",
        "zqsecret",
        "zqrefused",
        "zqmalformed",
        "zqform",
        "zqwrongcode",
    ];
    let canaries = secrets.into_iter().chain(secrets.map(middle)).chain(never).chain(codes.iter().copied());
    let mut found = BTreeSet::new();
    for canary in canaries.chain(ALLOWED.iter().map(|(canary, _)| *canary)) {
        let seen = read.iter().filter(|(_, bytes)| contains(bytes, canary));
        found.extend(seen.map(|(place, _)| (canary, *place)));
        if folders.iter().any(|folder| holds(folder, canary)) {
            found.insert((canary, Files));
        }
    }
    let allowed: BTreeSet<(&str, Place)> =
        ALLOWED.iter().flat_map(|(canary, places)| places.iter().map(|place| (*canary, *place))).collect();
    let leaked: Vec<_> = found.difference(&allowed).collect();
    assert!(leaked.is_empty(), "found where they may not be: {leaked:?}");
    let missing: Vec<_> = allowed.difference(&found).collect();
    assert!(missing.is_empty(), "the table allows what is not so: {missing:?}");
}

/// A piece long enough to be told from chance, should only the random part of something be left somewhere.
fn middle(text: &str) -> &str {
    &text[text.len() / 4..text.len() / 4 + 16]
}
