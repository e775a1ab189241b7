//! Views: what changed since, all of it under another epoch, nothing that must not be seen, the newest for who is slow.

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use tokio::net::TcpSocket;

use crate::house::line::{Line, View, one};
use crate::house::raw::{frame, upgrade_head};
use crate::house::{House, in_both_houses};

in_both_houses!(
    a_hello_gets_what_changed_since_and_all_under_another_epoch,
    what_was_hidden_while_a_phone_was_away_is_gone_when_it_comes_back,
    the_long_poll_holds_the_same_view_and_waits_for_news,
    heartbeats_reach_screens_and_moderators,
    who_does_not_read_skips_and_nobody_beside_waits,
    no_frame_of_a_random_session_shows_what_is_hidden,
    who_is_here_is_counted_by_mode_and_once,
);

async fn a_hello_gets_what_changed_since_and_all_under_another_epoch(house: House) {
    let mut chair = house.chair().await;
    let browser = house.with_pass();
    let phone = house.phone_of(&browser).await;
    let (epoch, version) = (phone.view.epoch.clone(), phone.view.version);
    let run = chair.open("single").await;
    let come_back = async |hello: Value| {
        let mut line = browser.socket(house.room(), "phone").await;
        line.hello_with(hello).await;
        let first: Value = serde_json::from_str(&line.heard[0]).unwrap();
        (first["view"]["full"] == true, line)
    };
    let (full, since) = come_back(json!({ "epoch": epoch, "have": version })).await;
    assert!(!full && since.view.part("about").is_null(), "what it has is not sent again");
    assert_eq!((since.view.phase(run), since.view.epoch == epoch), ("open", true));
    assert!(since.view.version > version && since.view.part("mine").is_object());
    let (full, current) = come_back(json!({ "epoch": epoch, "have": since.view.version })).await;
    assert!(!full && current.view.run(run).is_null() && current.view.part("stage").is_null());
    for hello in [
        json!({}),
        json!({ "have": version }),
        json!({ "epoch": "another", "have": since.view.version }),
        json!({ "epoch": epoch }),
    ] {
        let (full, line) = come_back(hello.clone()).await;
        assert!(full && line.view.part("about").is_object() && line.view.phase(run) == "open", "{hello}");
    }
    let page = browser.clone().get(&format!("/{}", house.room())).await.page_view();
    assert_eq!((page["full"].clone(), page["version"].clone()), (json!(true), json!(since.view.version)));
}

async fn what_was_hidden_while_a_phone_was_away_is_gone_when_it_comes_back(house: House) {
    let mut chair = house.chair().await;
    let browser = house.with_pass();
    let run = chair.open("single").await;
    for phone in &mut house.phones(5).await {
        phone.counted(run, 1, one(0)).await;
    }
    chair.close_and_show(run).await;
    chair.stage(json!({ "show": "join" })).await;
    let mut phone = house.phone_of(&browser).await;
    phone.until("the result", |view| view.result(run)["figures"]["n"] == 5).await;
    let held = phone.view.clone();
    drop(phone);
    chair.gate("hide", run, "closed").await;
    // The server it comes back to was started meanwhile: it never showed this run to anybody.
    let room = house.room();
    let house = house.stopped().await.start().await;
    let mut browser = browser.at(house.address);
    let mut again = browser.socket(room, "phone").await;
    again.view = held.clone();
    again.hello_with(json!({ "epoch": held.epoch, "have": held.version })).await;
    assert_eq!((again.view.run(run), again.view.result(run)), (&Value::Null, &Value::Null));
    let path = format!("/api/rooms/{room}/view?epoch={}&have={}&wait=25", held.epoch, held.version);
    let view = browser.get(&path).await.json();
    assert_eq!(view["view"]["parts"].get(format!("result/{run}")), Some(&Value::Null), "the long-poll is told at once");
}

async fn the_long_poll_holds_the_same_view_and_waits_for_news(house: House) {
    let mut chair = house.chair().await;
    let mut browser = house.with_pass();
    let mut phone = house.phone_of(&browser).await;
    let path = format!("/api/rooms/{}/view", house.room());
    let run = chair.open("after-vote").await;
    phone.until("the run", |view| view.phase(run) == "open").await;
    let mut polled = View::default();
    polled.fold(&browser.get(&path).await.json()["view"]);
    assert_eq!(
        (polled.parts.keys().collect::<Vec<_>>(), polled.version),
        (phone.view.parts.keys().collect(), phone.view.version)
    );
    for key in ["about", "stage", "mine"].map(str::to_owned).into_iter().chain([format!("run/{run}")]) {
        assert_eq!(polled.part(&key), phone.view.part(&key), "{key}");
    }
    // Something newer is there: no wait, whatever was asked for.
    let since = |view: &View, have: u64| format!("{path}?wait=25&epoch={}&have={have}", view.epoch);
    polled.fold(&browser.get(&since(&polled, 1)).await.json()["view"]);
    // Nothing newer: it waits for the next change, and brings it.
    for step in 0..3 {
        let waiting = {
            let (mut browser, path) = (browser.clone(), since(&polled, polled.version));
            tokio::spawn(async move { browser.get(&path).await.json() })
        };
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        match step {
            0 => drop(house.phone().await.counted(run, 1, one(0)).await),
            1 => chair.stage(json!({ "show": "aims" })).await,
            _ => chair.gate("void", run, "void").await,
        }
        let before = polled.version;
        polled.fold(&waiting.await.unwrap()["view"]);
        assert!(polled.version > before, "step {step}");
        match step {
            0 => assert_eq!(polled.result(run)["count"]["n"], 1),
            1 => assert_eq!(polled.part("stage")["showing"]["show"], "aims"),
            _ => assert!(polled.run(run).is_null(), "a void run off the stage is gone"),
        }
    }
    assert_eq!(browser.get(&format!("{path}?wait=0&epoch={}&have={}", polled.epoch, polled.version)).await.status, 200);
    let staff = format!("{path}?as=chair");
    let view = chair.browser.get(&staff).await.json();
    assert_eq!(view["view"]["parts"]["agenda"], chair.line.view.part("agenda").clone());
}

async fn heartbeats_reach_screens_and_moderators(house: House) {
    let mut chair = house.chair().await;
    let (_, mut screen) = house.screen(&mut chair, "Wall").await;
    let mut phone = house.phone().await;
    for line in [&mut chair.line, &mut screen] {
        line.views(5).await;
        let empty = |frame: &&String| frame.contains(r#""parts":{}"#);
        assert!(line.heard.iter().filter(empty).count() >= 2, "nothing happens, and they are told so");
    }
    phone.say(json!({ "seen": { "run": 9 } })).await;
    assert!(!phone.heard.iter().any(|frame| frame.contains(r#""parts":{}"#)), "phones have the ping");
}

async fn who_does_not_read_skips_and_nobody_beside_waits(house: House) {
    const ROUNDS: u64 = 40;
    let mut chair = house.chair().await;
    let mut healthy = house.moderator(plenary_server::domain::person::Role::Online).await;
    // A socket that takes little in and reads nothing.
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let mut slow = socket.connect(house.address).await.unwrap();
    let more = format!(
        "origin: http://{}\r\nsec-websocket-protocol: plenary.v1\r\ncookie: {}\r\n",
        house.address,
        chair.browser.cookie_header()
    );
    let path = format!("/ws/{}?as=chair", house.room());
    let hello = frame(0x81, br#"{"id":"h","do":{"hello":{}}}"#);
    let head = upgrade_head(house.address, "GET", &path, &more).into_bytes();
    tokio::io::AsyncWriteExt::write_all(&mut slow, &[head, hello].concat()).await.unwrap();
    let options: Vec<String> = (0..12).map(|at| format!("{at}{}", "字".repeat(290))).collect();
    for round in 0..ROUNDS {
        let raise = json!({ "prompt": format!("Round {round}?"), "kind": "single", "options": options });
        chair.does(json!({ "raise": raise })).await;
        let polls = 16 + usize::try_from(round).unwrap();
        let has = move |view: &View| view.part("agenda")["polls"].as_array().is_some_and(|all| all.len() == polls);
        healthy.line.until("each of them", has).await;
    }
    let drawn = |heard: &str| heard.matches(r#""agenda":{"#).count();
    let healthy_saw: usize = healthy.line.heard.iter().map(|frame| drawn(frame)).sum();
    assert!(healthy_saw as u64 > ROUNDS, "the one beside it saw every change");
    let last = format!("Round {}?", ROUNDS - 1);
    let mut read_all: Vec<u8> = Vec::new();
    let mut chunk = vec![0; 1 << 16];
    let mut from = 0;
    while !read_all[from..].windows(last.len()).any(|window| window == last.as_bytes()) {
        let read = tokio::time::timeout(crate::house::PATIENCE, slow.read(&mut chunk)).await;
        let length = read.expect("the newest comes").unwrap();
        assert_ne!(length, 0, "it is slow, not gone");
        from = read_all.len().saturating_sub(last.len());
        read_all.extend_from_slice(&chunk[..length]);
    }
    let saw = drawn(&String::from_utf8_lossy(&read_all));
    assert!(saw < healthy_saw, "it skipped: {saw} of {healthy_saw}");
}

/// Whether a phone or screen may hold figures of a run as it stands in its view.
fn may_hold(view: &View, key: &str, voted: bool) -> bool {
    let run = view.part(&key.replace("result", "run"));
    let open = matches!(run["phase"].as_str(), Some("open" | "closing"));
    run["phase"] == "published"
        || (open && run["visibility"] == "live")
        || (open && run["visibility"] == "after_vote" && voted)
}

/// Goes through all that was heard again, frame by frame.
fn check(heard: &[String], voted_in: &dyn Fn(&str) -> bool, who: &str) {
    let mut view = View::default();
    for text in heard {
        let frame: Value = serde_json::from_str(text).unwrap();
        if frame["view"].is_object() {
            let version = frame["view"]["version"].as_u64().unwrap();
            assert!(version == 0 || version >= view.version, "{who}: the version never falls: {text}");
            view.fold(&frame["view"]);
        }
        for (key, part) in view.parts.iter().filter(|(key, _)| key.starts_with("result/")) {
            let shows = part["figures"].is_object();
            assert!(!shows || may_hold(&view, key, voted_in(key)), "{who} got {key} {part} in {text}");
            assert!(!shows || part["figures"]["n"].as_u64() >= Some(5), "{who}: too few: {part}");
        }
        for staff_only in [
            "agenda",
            "minutes",
            "turnout",
            "heads",
            "decks",
            "connected",
            "store",
            "ledger",
            "told",
            "notes",
            "backstage",
            "unseen",
            "reached",
        ] {
            assert!(view.part(staff_only).is_null(), "{who} got {staff_only}");
        }
        for word in ["opened_by", "\"sensitive\"", "\"shut\"", "\"rev\":null"] {
            assert!(!text.contains(word), "{who} got {word}: {text}");
        }
    }
}

async fn no_frame_of_a_random_session_shows_what_is_hidden(house: House) {
    let seed: u64 = rand::random();
    // Shown if the test fails.
    println!("seed {seed}");
    let mut dice = SmallRng::seed_from_u64(seed);
    let mut chair = house.chair().await;
    let (_, mut screen) = house.screen(&mut chair, "Wall").await;
    let mut phones = house.phones(7).await;
    let mut voted: Vec<Vec<String>> = vec![Vec::new(); phones.len()];
    let mut runs: Vec<u64> = Vec::new();
    for _ in 0..60 {
        match dice.random_range(0..10) {
            0 | 1 => {
                let poll = ["single", "live", "after-vote", "yesno"][dice.random_range(0..4)];
                let answer = chair.line.say(chair.opening(poll)).await;
                if let Some(run) = answer["made"]["run"].as_u64() {
                    runs.push(run);
                    chair.line.until("open", |view| view.phase(run) == "open").await;
                }
            }
            2 => {
                let showing = if let Some(run) = runs.last().filter(|_| dice.random()) {
                    json!({ "show": "run", "run": run })
                } else {
                    json!({ "show": "join" })
                };
                let rev = chair.line.view.part("stage")["rev"].clone();
                chair.line.say(json!({ "stage": { "rev": rev, "showing": showing } })).await;
                chair.line.views(1).await;
            }
            3 => {
                let Some(run) = pick(&mut dice, &runs) else { continue };
                chair.line.say(chair.closing(run, dice.random())).await;
                chair.line.views(1).await;
            }
            4 | 5 => {
                let Some(run) = pick(&mut dice, &runs) else { continue };
                let act = ["show", "hide", "keep_open", "void"][dice.random_range(0..4)];
                chair.line.say(json!({ act: chair.on_gate(run) })).await;
                chair.line.views(1).await;
            }
            _ => {
                let Some(run) = pick(&mut dice, &runs) else { continue };
                for at in 0..phones.len() {
                    if dice.random_bool(0.7) {
                        let r = u32::try_from(phones[at].heard.len()).unwrap() + 1;
                        let answer = phones[at].vote(run, r, one(dice.random_range(0..2))).await;
                        if answer["ballot"].is_object() {
                            voted[at].push(format!("result/{run}"));
                        }
                    }
                }
            }
        }
    }
    chair.line.views(3).await;
    screen.views(3).await;
    check(&screen.heard, &|_| false, "the screen");
    for (at, phone) in phones.iter_mut().enumerate() {
        phone.vote(9_999, 1, Value::Null).await;
        check(&phone.heard, &|key| voted[at].iter().any(|run| run == key), "a phone");
    }
}

fn pick(dice: &mut SmallRng, runs: &[u64]) -> Option<u64> {
    (!runs.is_empty()).then(|| runs[dice.random_range(0..runs.len())])
}

async fn who_is_here_is_counted_by_mode_and_once(house: House) {
    let mut chair = house.chair().await;
    let browser = house.with_pass();
    let mut tabs = vec![house.phone_of(&browser).await, house.phone_of(&browser).await];
    let mut online: Vec<Line> = Vec::new();
    for _ in 0..2 {
        let mut line = house.with_pass().socket(house.room(), "phone").await;
        line.hello_with(json!({ "mode": "online" })).await;
        online.push(line);
    }
    let here = |room: u32, online: u32, unstated: u32| json!({ "room": room, "online": online, "unstated": unstated });
    let wanted = here(0, 2, 1);
    chair.line.until("three people", |view| view.part("here") == &wanted).await;
    for tab in &mut tabs {
        tab.say(json!({ "mode": { "mode": "room" } })).await;
    }
    let wanted = here(1, 2, 0);
    chair.line.until("one in the room", |view| view.part("here") == &wanted).await;
    online[0].until("phones are told too", |view| view.part("here") == &wanted).await;
    let run = chair.open("single").await;
    for line in [&mut tabs[0], &mut online[0]] {
        line.say(json!({ "seen": { "run": run } })).await;
    }
    let turnout = json!([{ "run": run, "eligible": 3, "seen": 2 }]);
    chair.line.until("who could vote", |view| view.part("turnout") == &turnout).await;
    drop(online);
    let wanted = here(1, 0, 0);
    chair.line.until("two left", |view| view.part("here") == &wanted).await;
    assert_eq!(chair.line.view.part("turnout"), &turnout, "they could have voted all the same");
}
