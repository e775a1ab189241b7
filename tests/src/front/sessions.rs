//! Sessions and codes under those who try: nothing that was planted becomes a right, nothing that was guessed is told apart, and what was
//! revoked hears no more.

use std::collections::BTreeSet;
use std::sync::Arc;

use plenary_server::domain::id::RoomCode;
use plenary_server::domain::person::Role;
use plenary_server::hub::fold;
use plenary_server::pass::{PassKind, Secret};
use plenary_server::{founding, lobby};
use serde_json::json;

use super::nodes::on_two_nodes as both_nodes;
use super::organise::organiser;
use crate::house::browser::Browser;
use crate::house::chair::Chair;
use crate::house::line::code;
use crate::house::raw::upgrade_head;
use crate::house::{House, in_both_houses};

in_both_houses!(
    a_session_that_was_planted_is_dead_once_somebody_signs_in,
    a_pass_that_was_planted_is_replaced_or_was_minted_here,
    of_a_wrong_code_and_an_expired_room_nobody_learns_which,
    who_guesses_rooms_leaves_nothing_behind,
    a_revoked_link_hears_no_more_than_was_under_way,
);

mod over_two_nodes {
    use super::a_link_revoked_on_one_node_hears_no_more_on_the_other;
    super::both_nodes!(a_link_revoked_on_one_node_hears_no_more_on_the_other);
}

/// Session fixation: somebody's browser is given a cookie beforehand, then they come by their link.
async fn a_session_that_was_planted_is_dead_once_somebody_signs_in(house: House) {
    let (room, name) = (house.room(), format!("plenary-{}-chair", house.room()));
    let raise = json!({ "prompt": "May I?", "kind": "yes_no" });
    for planted in [
        "0123456789abcdef".to_owned(),
        Secret::new([9; 32]).session(room, Role::Chair, 1),
        house.secret.session(room, Role::Online, 1),
        house.secret.session(room, Role::Chair, 2),
    ] {
        let mut browser = house.browser();
        browser.keep(&name, &planted);
        assert_eq!(browser.command(room, "chair", "raise", &raise).await.refusal().1, "not_allowed", "before");
        assert_eq!(browser.take_role(room, &house.rooms[0].chair_secret).await, "chair");
        let given = browser.cookie(&name).unwrap().to_owned();
        assert_ne!(given, planted, "a new one at each rise");
        assert_eq!(browser.command(room, "chair", "backstage", &json!({ "text": "Hello" })).await.status, 200);
        let mut planter = house.browser();
        planter.keep(&name, &planted);
        assert_eq!(planter.command(room, "chair", "raise", &raise).await.refusal().1, "not_allowed", "and after");
        // The same link again is another session.
        browser.take_role(room, &house.rooms[0].chair_secret).await;
        assert_ne!(browser.cookie(&name), Some(given.as_str()));
    }
    let mut browser = house.browser();
    browser.keep("plenary-organiser", &house.secret.organiser_link());
    assert_eq!(browser.get("/api/organiser").await.refusal().1, "not_allowed");
    let given = organiser(&house).await.cookie("plenary-organiser").unwrap().to_owned();
    assert_ne!(organiser(&house).await.cookie("plenary-organiser"), Some(given.as_str()));
}

/// A pass made elsewhere is replaced by the page. One that this house minted for somebody else is theirs too, and both are one voter: that
/// is why behind https no neighbouring host can plant one (passes.rs).
async fn a_pass_that_was_planted_is_replaced_or_was_minted_here(house: House) {
    for planted in [Secret::new([9; 32]).mint(PassKind::Phone).1, house.secret.mint(PassKind::Screen).1, "x".to_owned()]
    {
        let mut browser = house.browser();
        browser.keep("plenary-pass", &planted);
        browser.get(&format!("/{}", house.room())).await;
        assert_ne!(browser.cookie("plenary-pass"), Some(planted.as_str()));
    }
}

/// What each door of a room says to somebody who names this code.
async fn doors(house: &House, browser: &mut Browser, code: &str) -> Vec<(u16, String)> {
    let mut said = Vec::new();
    for path in ["", "/moderate", "/results", "/ask", "/enter", "/codes", "/report", "/report.md", "/qr.svg"] {
        said.push(browser.get(&format!("/{code}{path}")).await);
    }
    for path in ["view", "moderator", "questions", "export"] {
        said.push(browser.get(&format!("/api/rooms/{code}/{path}")).await);
    }
    for (path, body) in [
        ("moderator", json!({ "secret": "AAAAAAAAAAAAAAAAAAAAAA" })),
        ("enter", json!({ "code": "2222-2222-22222" })),
        ("check_wording?as=chair", json!({ "prompt": "Why?", "kind": "yes_no" })),
        ("vote", json!({ "run": 1, "r": 1, "choice": "cant_say" })),
    ] {
        let origin = browser.origin();
        let headers = [("content-type", "application/json"), ("origin", origin.as_str()), ("x-command-id", "1")];
        let path = format!("/api/rooms/{code}/{path}");
        said.push(browser.request("POST", &path, &headers, body.to_string().as_bytes()).await);
    }
    for (path, body) in
        [("vote", "run=1&r=1&choice=0"), ("mode", "mode=room"), ("ask", "id=1&text=a"), ("enter", "code=2222")]
    {
        said.push(browser.post_form(&format!("/{code}/{path}"), body).await);
    }
    said.push(browser.get(&format!("/?code={code}")).await);
    let origin = format!("origin: {}\r\nsec-websocket-protocol: plenary.v1\r\n", browser.origin());
    let more = format!("{origin}cookie: {}\r\n", browser.cookie_header());
    let head =
        upgrade_head(house.address, "GET", &format!("/ws/{code}"), &more).replace("Upgrade\r\n", "Upgrade, close\r\n");
    said.push(crate::house::browser::send(house.address, head.into_bytes()).await);
    said.into_iter().map(|reply| (reply.status, reply.text().replace(code, "CODE"))).collect()
}

/// A room that nobody ever held, one whose time is over, and the one where screens wait: the same words, byte for byte. They come by the
/// same way through the house, too: one reading of the store that finds nothing, and nothing kept of it. (A room whose session has
/// ended is there to be read.)
async fn of_a_wrong_code_and_an_expired_room_nobody_learns_which(house: House) {
    // A rehearsal is a room whose time is soon over.
    let held = fold::found(house.room(), house.store.read(house.room(), 0).await.unwrap()).unwrap();
    let expired = founding::found_rehearsal(&house.store, &Arc::new(held)).await.unwrap();
    let mut there = house.with_pass().socket(expired, "phone").await;
    there.hello().await;
    house.store.drop_room(expired).await.unwrap();
    assert_eq!(there.ended().await, Some(4004), "its time is over");
    let never = RoomCode::from_bytes(&[77; 16]);
    let mut browser = house.with_pass();
    let wrong = doors(&house, &mut browser, never.as_str()).await;
    let statuses: Vec<u16> = wrong.iter().map(|(status, _)| *status).collect();
    assert!(statuses.iter().all(|status| [200, 404].contains(status)), "{statuses:?}");
    assert_eq!(wrong.iter().filter(|(status, _)| *status == 200).count(), 1, "the page where codes are typed says so");
    for (name, code) in
        [("expired", expired), ("the lobby", lobby::code()), ("another", RoomCode::from_bytes(&[78; 16]))]
    {
        for (at, (said, wanted)) in doors(&house, &mut browser, code.as_str()).await.iter().zip(&wrong).enumerate() {
            assert_eq!(said, wanted, "door {at} of {name}");
        }
    }
}

async fn who_guesses_rooms_leaves_nothing_behind(house: House) {
    let rooms = house.store.rooms().await.unwrap().into_iter().collect::<BTreeSet<_>>();
    let mut browser = house.with_pass();
    for at in 0..300_u32 {
        let code = RoomCode::from_bytes(&[at.to_be_bytes(), [7; 4], [7; 4], [7; 4]].concat());
        if !house.rooms.iter().any(|ready| ready.code == code) {
            assert_eq!(browser.get(&format!("/{code}")).await.status, 404, "{code}");
        }
    }
    for ready in &house.rooms {
        assert!(rooms.contains(&ready.code));
    }
    assert_eq!(browser.cookie_header().matches('=').count(), 1, "nor in the browser");
    assert_eq!(browser.get(&format!("/{}", house.room())).await.status, 200, "and shuts nobody out");
}

/// A moderator's page has a view at least every half second. Two of them are a second.
const HEARTBEATS: u32 = 2;

async fn hears_no_more(chair: &mut Chair, revoked: &mut Chair) {
    let raise = json!({ "raise": { "prompt": "Still there?", "kind": "yes_no" } });
    // What it has heard so far is read, so that what is counted came after.
    revoked.does(json!({ "backstage": { "text": "I am here." } })).await;
    chair.does(json!({ "revoke": { "role": "online" } })).await;
    let before = revoked.line.view.frames;
    // Said at once, and not done: the answer may be lost to the goodbye, the poll is not made.
    revoked.line.send(raise.clone()).await;
    assert_eq!(revoked.line.ended().await, Some(4001));
    // The revocation itself may be drawn before the goodbye.
    let heard = revoked.line.view.frames - before;
    assert!(heard <= HEARTBEATS + 1, "{heard} views after it was revoked");
    assert_eq!(code(&revoked.post("raise", &raise["raise"]).await), "not_allowed");
    chair.noted("chair", "revoked").await;
}

async fn a_revoked_link_hears_no_more_than_was_under_way(house: House) {
    let mut chair = house.chair().await;
    let mut online = house.moderator(Role::Online).await;
    hears_no_more(&mut chair, &mut online).await;
}

async fn a_link_revoked_on_one_node_hears_no_more_on_the_other(here: House, there: House) {
    let mut chair = here.chair().await;
    let mut online = there.moderator(Role::Online).await;
    hears_no_more(&mut chair, &mut online).await;
}
