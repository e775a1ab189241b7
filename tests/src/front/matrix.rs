//! Every door by everybody: each route of the server, by each role, by nobody, and by links that are another room's or revoked; and what
//! another site's page may make a browser do with each of them.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use plenary_server::domain::id::RoomCode;
use plenary_server::domain::person::Role;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::codes::{card, set};
use super::organise::organiser;
use super::rights::{fields, verbs};
use crate::house::browser::{self, Browser, Reply};
use crate::house::raw::upgrade_head;
use crate::house::{House, PATIENCE, in_both_houses};

in_both_houses!(
    every_door_opens_for_whom_the_table_says_and_nobody_else,
    no_command_is_heard_from_whoever_is_not_let_in,
    another_sites_page_does_nothing_by_any_door,
);

/// Whom a door opens for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    /// Everybody: there is nothing to hide behind it.
    All,
    /// Whoever holds a pass.
    Pass,
    /// Phones, screens and moderators, each as what they are.
    Seated,
    /// A room screen, let in or not.
    Screens,
    /// Any moderator of the room.
    Staff,
    Chair,
    Organisers,
    /// Whoever knows a secret; a guess opens it for nobody.
    Nobody,
}
use For::{All, Nobody, Organisers, Pass, Screens, Seated, Staff};

/// What is sent through a door.
#[derive(Debug, Clone, Copy)]
enum Sent {
    Get,
    Form(&'static str),
    Json(&'static str),
    Upgrade,
}
use Sent::{Form, Get, Json, Upgrade};

/// The table: route, what is sent through it, and for whom it opens. CARD stands for a good access code.
const DOORS: &[(&str, Sent, For)] = &[
    ("/", Get, All),
    ("/{code}", Get, All),
    ("/{code}/moderate", Get, All),
    ("/{code}/results", Get, All),
    ("/{code}/known", Get, All),
    ("/{code}/ask", Get, All),
    ("/{code}/ask", Form("id=1&text=May+I"), Pass),
    ("/{code}/enter", Get, All),
    ("/{code}/enter", Form("code=CARD"), Pass),
    ("/{code}/codes", Get, For::Chair),
    ("/{code}/codes", Form("rev=9999&made=3"), For::Chair),
    ("/new", Get, All),
    ("/api/rooms/{code}/view", Get, Seated),
    ("/api/proposals", Json(r#"{"text":"IGF 2022 WS #7 Cables"}"#), Organisers),
    ("/api/rooms", Json("{}"), Organisers),
    ("/api/organiser", Get, Organisers),
    ("/api/organiser", Json(r#"{"secret":"guessed"}"#), Nobody),
    ("/api/wording", Json(r#"{"prompt":"Why?","kind":"yes_no"}"#), Organisers),
    ("/api/rooms/{code}/check_wording", Json(r#"{"prompt":"Why?","kind":"yes_no"}"#), Staff),
    ("/screen", Get, All),
    ("/assets/{name}", Get, All),
    ("/offline", Get, All),
    ("/worker.js", Get, All),
    ("/healthz", Get, All),
    ("/readyz", Get, All),
    ("/metrics", Get, All),
    ("/api/screens", Json("{}"), Screens),
    ("/api/rooms/{code}/moderator", Get, All),
    ("/api/rooms/{code}/moderator", Json(r#"{"secret":"guessed"}"#), Nobody),
    ("/api/rooms/{code}/enter", Json(r#"{"code":"CARD"}"#), Pass),
    ("/api/rooms/{code}/questions", Get, Seated),
    // One command stands for all here; each by each role: rights.rs.
    ("/api/rooms/{code}/{verb}", Json(r#"{"text":"Hello"}"#), Staff),
    ("/ws/{code}", Upgrade, Seated),
    ("/{code}/vote", Form("run=1&r=1&choice=0"), Pass),
    ("/{code}/mode", Form("mode=room"), Pass),
    ("/{code}/group", Form("group=other"), Pass),
    ("/{code}/qr.svg", Get, All),
    ("/{code}/report", Get, Staff),
    ("/{code}/report.md", Get, Staff),
    ("/api/rooms/{code}/export", Get, Staff),
];

/// The routes of `http.rs`, as it names them: whoever adds one adds a row.
fn routes() -> BTreeSet<(String, bool)> {
    let source = include_str!("../../../server/src/http.rs");
    let mut found = BTreeSet::new();
    for rest in source.split(".route(\"").skip(1) {
        let (path, rest) = rest.split_once('"').expect("a path ends");
        // Up to the next route, or the end of this chain.
        let methods = rest.split(".route(\"").next().unwrap().split(';').next().unwrap().lines().next().unwrap();
        let (gets, posts) = (methods.contains("get("), methods.contains("post("));
        assert!(gets || posts, "a method this test does not know: {path} {methods}");
        for other in ["put(", "delete(", "patch(", "any(", "head(", "on(", "options("] {
            assert!(!methods.contains(other), "a method this test does not know: {path} {methods}");
        }
        found.extend(gets.then(|| (path.to_owned(), false)));
        found.extend(posts.then(|| (path.to_owned(), true)));
    }
    found
}

#[test]
fn every_route_has_a_row() {
    let rows: BTreeSet<(String, bool)> =
        DOORS.iter().map(|(path, send, _)| ((*path).to_owned(), matches!(send, Form(_) | Json(_)))).collect();
    assert_eq!(rows.len(), DOORS.len(), "a row stands twice");
    assert_eq!(rows, routes());
}

/// Somebody at the door, as what they say they are.
struct Comer {
    name: &'static str,
    says: &'static str,
    browser: Browser,
}

impl Comer {
    fn is_staff(&self) -> bool {
        Role::ALL.iter().any(|role| role.as_str() == self.name)
    }

    fn may(&self, door: For) -> bool {
        match door {
            All => true,
            Pass => self.name.starts_with("a phone"),
            Seated => self.is_staff() || ["a phone", "a screen"].contains(&self.name),
            Screens => self.name == "a screen",
            Staff => self.is_staff(),
            For::Chair => self.name == "chair",
            Organisers => self.name == "an organiser",
            Nobody => false,
        }
    }

    async fn sends(&self, house: &House, path: &str, send: Sent, more: &[(&str, &str)]) -> Reply {
        let room = house.room();
        let path = path.replace("{code}", room.as_str()).replace("{name}", "phone.css").replace("{verb}", "backstage");
        let path = if path.starts_with("/api/rooms/") || path.starts_with("/ws/") || path.contains("/report") {
            format!("{path}?as={}", self.says)
        } else {
            path
        };
        // What comes back changes nothing for the next door.
        let mut browser = self.browser.clone();
        let origin = browser.origin();
        let own = if more.is_empty() { vec![("origin", origin.as_str())] } else { more.to_vec() };
        let with = |kind| [vec![("content-type", kind)], own.clone()].concat();
        let filled = |body: &str| body.replace("CARD", &card(house, 1));
        match send {
            Get => browser.request("GET", &path, &own, b"").await,
            Form(body) => {
                let headers = with("application/x-www-form-urlencoded");
                browser.request("POST", &path, &headers, filled(body).as_bytes()).await
            }
            Json(body) => browser.request("POST", &path, &with("application/json"), filled(body).as_bytes()).await,
            Upgrade => {
                let headers: Vec<String> = own.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
                let headers = headers.concat();
                let cookies = browser.cookie_header();
                let more = format!("{headers}sec-websocket-protocol: plenary.v1\r\ncookie: {cookies}\r\n");
                let head =
                    upgrade_head(house.address, "GET", &path, &more).replace("Upgrade\r\n", "Upgrade, close\r\n");
                head_of(house.address, head.as_bytes()).await
            }
        }
    }
}

/// The head of an answer: behind that of an upgrade nothing comes that would end.
async fn head_of(address: SocketAddr, request: &[u8]) -> Reply {
    let reading = async {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        head
    };
    browser::reply_of(&tokio::time::timeout(PATIENCE, reading).await.expect("an answer"))
}

/// Everybody there is. The online moderators' first link was revoked; another came.
async fn comers(house: &House) -> Vec<Comer> {
    let (here, there) = (house.room(), house.rooms[1].code);
    let mut chair = house.chair().await;
    let revoked = house.moderator(Role::Online).await.browser;
    chair.does(json!({ "revoke": { "role": "online" } })).await;
    let (screen, _line) = house.screen(&mut chair, "Wall").await;
    let mut elsewhere = house.browser();
    elsewhere.take_role(there, &house.rooms[1].chair_secret).await;
    let theirs = elsewhere.cookie(&format!("plenary-{there}-chair")).unwrap().to_owned();
    elsewhere.keep(&format!("plenary-{here}-chair"), &theirs);
    let mut away = screen.clone();
    away.keep("plenary-screen", &house.secret.mint(plenary_server::pass::PassKind::Screen).1);
    let mut all = vec![
        Comer { name: "nobody, as a phone", says: "phone", browser: house.browser() },
        Comer { name: "nobody, as a screen", says: "screen", browser: house.browser() },
        Comer { name: "nobody, as the chair", says: "chair", browser: house.browser() },
        Comer { name: "a phone", says: "phone", browser: house.with_pass() },
        Comer { name: "a phone that says it is the chair", says: "chair", browser: house.with_pass() },
        Comer { name: "a screen", says: "screen", browser: screen },
        Comer { name: "an organiser", says: "chair", browser: organiser(house).await },
        Comer { name: "another room's chair", says: "chair", browser: elsewhere },
        Comer { name: "a moderator whose link was revoked", says: "online", browser: revoked },
    ];
    for role in Role::ALL {
        let generation = if role == Role::Online { 2 } else { 1 };
        let mut browser = house.browser();
        browser.take_role(here, &house.secret.link_secret(here, role, generation)).await;
        all.push(Comer { name: role.as_str(), says: role.as_str(), browser });
    }
    all.push(Comer { name: "another screen", says: "screen", browser: away });
    all
}

async fn version(house: &House, room: RoomCode) -> u64 {
    house.store.read(room, 0).await.unwrap().version
}

async fn every_door_opens_for_whom_the_table_says_and_nobody_else(house: House) {
    let mut chair = house.chair().await;
    set(&mut chair, 3, false, false).await;
    chair.open("single").await;
    let comers = comers(&house).await;
    for (path, send, door) in DOORS {
        for comer in &comers {
            // A screen that was not let in yet may ask for its code, and no more.
            let may = comer.may(*door) || (*door == Screens && comer.name == "another screen");
            let before = version(&house, house.room()).await;
            let reply = comer.sends(&house, path, *send, &[]).await;
            let is_open = !matches!(reply.status, 401 | 403);
            assert_eq!(is_open, may, "{path} {send:?} by {}: {}", comer.name, reply.head);
            assert!(reply.status < 500 && reply.status != 404 && reply.status != 405, "{path}: {}", reply.head);
            if !may {
                assert_eq!(version(&house, house.room()).await, before, "{path} by {} did something", comer.name);
                // A form that was refused is answered with the page that everybody may see.
                let is_form = matches!(send, Form(_));
                assert!(is_form || !reply.text().contains("What about"), "{path} by {}: a poll's words", comer.name);
            }
        }
    }
}

async fn no_command_is_heard_from_whoever_is_not_let_in(house: House) {
    let comers = comers(&house).await;
    let strangers =
        ["nobody", "a phone that says", "an organiser", "another room", "a moderator whose", "another screen"];
    let outside = comers.iter().filter(|comer| strangers.iter().any(|name| comer.name.starts_with(name)));
    let before = version(&house, house.room()).await;
    let mut asked = 0;
    for comer in outside {
        let mut browser = comer.browser.clone();
        for verb in verbs() {
            let reply = browser.command(house.room(), comer.says, &verb, &fields(&verb, Role::Chair)).await;
            let (status, code) = reply.refusal();
            assert!(
                matches!((status, code.as_str()), (401, "no_pass") | (403, "not_allowed")),
                "{verb} by {}: {code}",
                comer.name
            );
            asked += 1;
        }
    }
    assert_eq!(asked, 8 * verbs().len(), "all of them");
    assert_eq!(version(&house, house.room()).await, before, "and nothing came of it");
}

async fn another_sites_page_does_nothing_by_any_door(house: House) {
    let mut chair = house.chair().await;
    set(&mut chair, 3, false, false).await;
    chair.open("single").await;
    let comers = comers(&house).await;
    let own = format!("http://{}", house.address);
    let near = format!("http://127.0.0.1:{}", house.address.port() ^ 1);
    let after = format!("{own}.evil.example");
    let foreign: [&[(&str, &str)]; 8] = [
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "")],
        &[("origin", &near)],
        &[("origin", &after)],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", &own), ("sec-fetch-site", "cross-site")],
    ];
    for (path, send, door) in DOORS.iter().filter(|(_, send, _)| !matches!(send, Get)) {
        for comer in comers.iter().filter(|comer| comer.may(*door)) {
            for headers in foreign {
                let is_socket = matches!(send, Upgrade);
                if is_socket && !headers.iter().any(|(name, _)| *name == "origin") {
                    // Without an origin it is refused, whatever else it says.
                    assert_eq!(comer.sends(&house, path, *send, headers).await.status, 403, "{path} {headers:?}");
                    continue;
                }
                if is_socket && headers[0].1 == own {
                    continue;
                }
                let before = version(&house, house.room()).await;
                let reply = comer.sends(&house, path, *send, headers).await;
                assert_eq!(reply.status, 403, "{path} by {} from {headers:?}: {}", comer.name, reply.head);
                // A browser posts for another site without its cookies: what came back would take their place.
                assert_eq!(reply.header("set-cookie"), None, "{path} from {headers:?}");
                let bare = Comer { browser: house.browser(), ..*comer };
                let reply = bare.sends(&house, path, *send, headers).await;
                assert_eq!(reply.header("set-cookie"), None, "{path} without cookies, from {headers:?}");
                assert_eq!(version(&house, house.room()).await, before, "{path} by {} from {headers:?}", comer.name);
            }
        }
    }
    // A form cannot send JSON under its name; a script of another site would be asked first, and is told nothing.
    let chairs = comers.iter().find(|comer| comer.name == "chair").expect("a chair");
    let mut browser = chairs.browser.clone();
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        let path = format!("/api/rooms/{}/backstage?as=chair", house.room());
        let reply = browser.request("POST", &path, &[("content-type", kind)], br#"{"text":"Hello"}"#).await;
        assert_eq!(reply.refusal(), (400, "malformed".to_owned()), "{kind}");
    }
    let asked = [("origin", "https://evil.example"), ("access-control-request-method", "POST")];
    let reply = browser.request("OPTIONS", &format!("/api/rooms/{}/backstage", house.room()), &asked, b"").await;
    assert!(!reply.head.to_ascii_lowercase().contains("access-control-allow"), "{}", reply.head);
}
