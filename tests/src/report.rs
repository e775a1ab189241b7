//! The report of a session, played through the front door, and every figure in it counted again from the store.

use std::sync::Arc;
use std::time::Duration;

use plenary_server::domain::id::RunId;
use plenary_server::domain::person::Role;
use plenary_server::domain::room::Room;
use plenary_server::hub::fold;
use plenary_server::report::markdown;
use plenary_server::store::sqlite::Sqlite;
use plenary_server::store::{Attendance, Durability, Store, StoreError};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::house::browser::Browser;
use crate::house::chair::Chair;
use crate::house::line::{Line, one};
use crate::house::{Ground, House, in_both_houses};

mod reading;
mod recount;
mod stays_out;
mod talk;
mod wording;

use reading::Read;

in_both_houses!(
    every_figure_is_recounted_from_the_store,
    only_moderators_of_the_room_may_read_it,
    what_was_not_shown_stays_out,
    what_was_said_is_recounted_from_the_store,
);

async fn what_was_not_shown_stays_out(house: House) {
    stays_out::play(house).await;
}

async fn what_was_said_is_recounted_from_the_store(house: House) {
    talk::play(house).await;
}

/// What somebody could type to break the page.
const MISCHIEF: &str =
    "# Is [this](https://evil.example) <b>bold</b> | a | table, or www.evil.example & me@evil.example?";

/// 9 in the room, 7 online, 3 who did not say.
async fn phones(house: &House) -> Vec<(Browser, Line)> {
    let modes = [vec![json!("room"); 9], vec![json!("online"); 7], vec![Value::Null; 3]].concat();
    let mut phones = Vec::with_capacity(modes.len());
    for mode in modes {
        let browser = house.with_pass();
        let mut line = browser.socket(house.room(), "phone").await;
        line.hello_with(if mode.is_null() { json!({}) } else { json!({ "mode": mode }) }).await;
        phones.push((browser, line));
    }
    phones
}

/// Opens a poll and takes it off the stage, so that the next can be opened beside it.
async fn open(chair: &mut Chair, poll: &str) -> u64 {
    let run = chair.open(poll).await;
    chair.stage(json!({ "show": "join" })).await;
    run
}

async fn close_all(chair: &mut Chair, runs: &[u64], show: bool) {
    for run in runs {
        chair.does(chair.closing(*run, show)).await;
    }
    let end = if show { "published" } else { "closed" };
    chair.line.until("all closed", |view| runs.iter().all(|run| view.phase(*run) == end)).await;
}

/// A whole session: one who changes, one who withdraws, one who votes over HTTP, one who moves online in the middle; runs
/// with enough answers for every breakdown, with too few, and with none; a void one; three that are still open.
async fn play(house: &House) -> (Chair, Vec<Line>) {
    let mut chair = house.chair().await;
    let (mut browsers, mut phones): (Vec<Browser>, Vec<Line>) = phones(house).await.into_iter().unzip();
    chair.does(json!({ "heads": { "rev": 0, "room": 1_041, "online": 12 } })).await;

    let scale = open(&mut chair, "scale").await;
    for (at, phone) in phones.iter_mut().enumerate() {
        let choice = if at % 9 == 8 { json!("cant_say") } else { one((at % 5) as u8) };
        phone.counted(scale, 1, choice).await;
        phone.say(json!({ "seen": { "run": scale } })).await;
    }
    assert_eq!(phones[0].counted(scale, 2, one(4)).await, "changed");
    assert_eq!(phones[1].counted(scale, 2, Value::Null).await, "withdrawn");

    let multiple = open(&mut chair, "multiple").await;
    for (at, phone) in phones.iter_mut().enumerate().take(14) {
        let many = [[0, 1, 3].as_slice(), &[2], &[3, 1]][at % 3];
        phone.counted(multiple, 1, json!({ "many": many })).await;
    }
    // In the room so far, online from here on: the ballots of open runs move along.
    phones[2].say(json!({ "mode": { "mode": "online" } })).await;

    let gradient = open(&mut chair, "gradient").await;
    for phone in &mut phones[3..9] {
        phone.counted(gradient, 1, one(1)).await;
    }
    let few = open(&mut chair, "single").await;
    for phone in &mut phones[5..9] {
        phone.counted(few, 1, one(2)).await;
    }
    let posted =
        browsers[18].command(house.room(), "phone", "vote", &json!({"run": few, "r": 1, "choice": "cant_say"})).await;
    assert_eq!(posted.status, 200);
    phones[5].counted(few, 2, Value::Null).await;
    let nobody = open(&mut chair, "yesno").await;
    let void = open(&mut chair, "live").await;
    phones[0].counted(void, 1, one(0)).await;
    chair.gate("void", void, "void").await;

    close_all(&mut chair, &[scale, gradient, few, nobody], true).await;
    close_all(&mut chair, &[multiple], false).await;
    again_and_still_open(&mut chair, &mut phones).await;
    everybody_is_noted(house).await;
    (chair, phones)
}

/// Waits until the store knows of everybody that they were here while the newest runs were open.
async fn everybody_is_noted(house: &House) {
    let room = folded(house).await;
    let ask: Vec<RunId> = room.open_runs().map(|held| held.run.id).collect();
    loop {
        let ask = Attendance { ask: ask.clone(), ..Attendance::default() };
        let noted = house.store.attend(house.room(), "a test", ask).await.unwrap().runs;
        if noted.iter().all(|(_, eligible, _)| *eligible == 19) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// The same poll in other words, one that was raised, and runs that are open when the report is read.
async fn again_and_still_open(chair: &mut Chair, phones: &mut [Line]) {
    let rev = &chair.poll("scale")["rev"];
    let labels = ["never", "", "", "", "always"];
    let edit = json!({ "poll": "scale", "rev": rev, "prompt": "What now?", "kind": "scale", "labels": labels, "visibility": "hidden" });
    let before = chair.poll("scale")["rev"].as_u64();
    chair.does(json!({ "edit": edit })).await;
    chair
        .line
        .until("the poll edited", |view| {
            let polls = view.part("agenda")["polls"].as_array().unwrap();
            polls.iter().any(|poll| poll["poll"] == "scale" && poll["rev"].as_u64() > before)
        })
        .await;
    let again = open(chair, "scale").await;
    let raised = chair.raise(json!({ "prompt": MISCHIEF, "kind": "yes_no" })).await;
    let raised = open(chair, &raised).await;
    for (at, phone) in phones.iter_mut().enumerate().skip(8) {
        phone.counted(again, 1, one((at % 3) as u8)).await;
        phone.counted(raised, 1, one(0)).await;
    }
    close_all(chair, &[again, raised], true).await;
    for (poll, from) in [("live", 2), ("single", 11), ("sensitive", 12)] {
        let run = open(chair, poll).await;
        for phone in &mut phones[from..] {
            phone.counted(run, 1, one(0)).await;
        }
    }
    chair.does(json!({ "heads": { "rev": 1, "room": 30, "online": null } })).await;
}

/// The room folded from the store alone.
async fn folded(house: &House) -> Room {
    fold::found(house.room(), house.store.read(house.room(), 0).await.unwrap()).unwrap()
}

async fn every_figure_is_recounted_from_the_store(house: House) {
    // The phones stay until the end: who leaves is still eligible, but nobody is to come or go meanwhile.
    let (mut chair, _phones) = play(&house).await;
    let page = chair.browser.get(&format!("/{}/report.md?as=chair", house.room())).await;
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/markdown; charset=utf-8")));
    let read = Read::of(&page.text());

    let room = folded(&house).await;
    let expected = recount::of(&house.store, &room).await;
    assert_eq!(read.titles(), expected.titles());
    for ((poll, lines), (_, recounted)) in read.polls.iter().zip(&expected.polls) {
        assert_eq!(lines, recounted, "{poll}");
    }
    assert_eq!(read.section("Who was here"), expected.who_was_here);
    assert_eq!(read.section("Minutes"), expected.minutes);
    assert_eq!(read.summary(), expected.summary);

    // The page says the same as the Markdown, and nobody's text is markup on it.
    let html = chair.browser.get(&format!("/{}/report?as=chair", house.room())).await;
    assert_eq!((html.status, html.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let html = html.text();
    assert_eq!(reading::rows_of_html(&html), reading::rows_of_markdown(&page.text()));
    assert!(!html.contains("<b>") && !html.contains("style=") && !html.contains("<script"));
    let ours = html.matches("hreflang=").count() + html.matches("/report.md?").count();
    assert_eq!(
        html.matches("<a ").count(),
        ours,
        "the links to the Markdown and to other languages, and none that somebody typed"
    );

    // And so does whoever reads the store without the server.
    let mut apart = markdown::write(
        &plenary_server::report_of(&house.store, house.room().as_str(), Some(Durability::Full)).await.unwrap(),
    );
    apart = reading::without_as_of(&apart);
    assert_eq!(apart, reading::without_as_of(&page.text()));
}

async fn only_moderators_of_the_room_may_read_it(house: House) {
    let room = house.room();
    let mut phone = house.with_pass();
    let mut stranger = house.browser();
    let other = house.rooms[1].clone();
    let mut neighbour = house.browser();
    neighbour.take_role(other.code, &other.chair_secret).await;
    for path in ["report", "report.md"] {
        for browser in [&mut phone, &mut stranger, &mut neighbour] {
            for role in ["", "?as=chair", "?as=phone", "?as=rapporteur", "?as=screen"] {
                let reply = browser.get(&format!("/{room}/{path}{role}")).await;
                assert_eq!(reply.status, 403, "{path}{role}");
                assert!(reply.text().contains("for its moderators until the session has ended"), "{path}{role}");
                assert!(!reply.text().contains("Who was here"));
            }
        }
        assert_eq!(neighbour.get(&format!("/{}/{path}", other.code)).await.status, 200);
        assert_eq!(stranger.get(&format!("/222222/{path}?as=chair")).await.status, 404);
        assert_eq!(stranger.get(&format!("/nowhere-at-all/{path}?as=chair")).await.status, 404);
        for role in Role::ALL {
            let mut browser = house.moderator(role).await.browser;
            assert_eq!(browser.get(&format!("/{room}/{path}?as={}", role.as_str())).await.status, 200);
            assert_eq!(browser.get(&format!("/{room}/{path}")).await.status, 200, "any role it holds");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_is_read_beside_the_server_that_has_it() {
    let dir = Arc::new(TempDir::new().unwrap());
    let house = House::on(Ground::Sqlite(dir.clone())).await;
    assert!(matches!(Sqlite::open(dir.path()), Err(StoreError::Away(_))), "the server has it");
    let store = Store::Sqlite(Sqlite::open_to_read(dir.path()).unwrap());
    let report = plenary_server::report_of(&store, house.room().as_str(), Some(Durability::Full)).await.unwrap();
    assert!(markdown::write(&report).starts_with("# Report: Workshop 1\n"));
    for (name, title) in [("TEST 2026 WS #1", "Workshop 1"), ("ws 2", "Workshop 2"), ("#2", "Workshop 2")] {
        let found = plenary_server::report_of(&store, name, None).await.unwrap();
        assert!(markdown::write(&found).starts_with(&format!("# Report: {title}\n")), "{name}");
    }
    assert!(matches!(store.found(house.room(), Vec::new()).await, Err(StoreError::Away(_))), "it only reads");

    let error = plenary_server::report_of(&store, "nothing like it", None).await.unwrap_err().to_string();
    assert!(error.contains(house.room().as_str()) && error.contains("TEST 2026 WS #2"), "{error}");
    let error = plenary_server::report_of(&store, "TEST 2026", None).await.unwrap_err().to_string();
    assert!(error.contains("no room is called"), "{error}");

    let nothing = TempDir::new().unwrap();
    assert!(matches!(Sqlite::open_to_read(nothing.path()), Err(StoreError::Away(_))));
    assert_eq!(std::fs::read_dir(nothing.path()).unwrap().count(), 0, "looking makes nothing");
    std::fs::write(nothing.path().join("plenary.db"), "not a database at all").unwrap();
    assert!(Sqlite::open_to_read(nothing.path()).is_err());
    // The server that had it all along still writes.
    let _ = house.stopped().await;
}
