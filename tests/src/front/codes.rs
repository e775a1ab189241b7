//! Access codes: a card is one voter on however many devices, in its own room, until all cards are made anew.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use plenary_server::domain::person::Role;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Error;

use crate::front::nodes::on_two_nodes;
use crate::house::browser::{Browser, Reply};
use crate::house::chair::Chair;
use crate::house::line::{Line, code, done, one};
use crate::house::{House, in_both_houses};

in_both_houses!(
    where_codes_are_needed_nobody_takes_part_without_one,
    without_scripts_a_card_is_a_counted_vote,
    a_hundred_devices_with_one_code_are_one_ballot_and_the_highest_r_wins,
    whatever_is_wrong_with_a_code_the_answer_is_the_same,
    tries_are_counted_and_seated_people_are_not_slowed,
    codes_made_anew_end_the_pages_that_came_by_the_old_ones,
    phones_without_a_code_are_sent_to_the_door_when_the_room_begins_to_need_one,
    another_persons_card_begins_with_nothing_of_the_last_ones,
    a_foreign_page_brings_nobody_in,
);

mod on_two_nodes {
    super::on_two_nodes!(what_a_card_is_good_for_another_node_knows_at_once);
    use super::what_a_card_is_good_for_another_node_knows_at_once;
}

/// The command that sets the codes, as the chair's page would send it now.
pub(super) fn setting(chair: &Chair, made: u32, needed: bool, anew: bool) -> Value {
    let rev = &chair.line.view.part("sign_off")["rev"];
    json!({ "set_codes": { "rev": rev, "made": made, "needed": needed, "anew": anew } })
}

pub(crate) async fn set(chair: &mut Chair, made: u32, needed: bool, anew: bool) {
    let before = chair.line.view.part("sign_off")["rev"].as_u64();
    chair.does(setting(chair, made, needed, anew)).await;
    chair.line.until("the settings written", |view| view.part("sign_off")["rev"].as_u64() > before).await;
}

/// What stands on a card of the first sheet of the first room.
pub(crate) fn card(house: &House, number: u32) -> String {
    house.secret.access_code(house.room(), 1, number).on_paper()
}

pub(super) async fn enter(house: &House, browser: &mut Browser, code: &str) -> Reply {
    let room = house.room();
    browser.post_form(&format!("/{room}/enter"), &format!("code={code}")).await
}

/// A browser in which this code was typed.
pub(crate) async fn with_code(house: &House, code: &str) -> Browser {
    let mut browser = house.with_pass();
    assert_eq!(enter(house, &mut browser, code).await.status, 200);
    browser
}

/// Why an upgrade was refused.
async fn no_upgrade(browser: &Browser, path: &str) -> (u16, Value) {
    let tcp = tokio::net::TcpStream::connect(browser.address).await.unwrap();
    let request = crate::house::line::upgrade(browser.address, path, &browser.cookie_header());
    let Err(Error::Http(answer)) = tokio_tungstenite::client_async(request, tcp).await else { panic!("let in") };
    let body: Value = serde_json::from_slice(answer.body().as_deref().unwrap()).unwrap();
    (answer.status().as_u16(), body["refused"]["code"].clone())
}

async fn where_codes_are_needed_nobody_takes_part_without_one(house: House) {
    let mut chair = house.chair().await;
    set(&mut chair, 3, true, false).await;
    let run = chair.open("single").await;
    let room = house.room();
    let vote = json!({ "run": run, "r": 1, "choice": one(0) });
    let mut outside = house.with_pass();
    for (verb, fields) in [
        ("vote", vote.clone()),
        ("mode", json!({ "mode": "room" })),
        ("seen", json!({ "run": run })),
        ("ask", json!({ "text": "May I?" })),
        ("upvotes", json!({ "upvotes": [] })),
        ("raise_hand", json!({})),
        ("tell", json!({ "text": "Let me in." })),
    ] {
        let reply = outside.command(room, "phone", verb, &fields).await;
        assert_eq!(reply.refusal(), (403, "needs_code".to_owned()), "{verb}");
    }
    let view = outside.get(&format!("/api/rooms/{room}/view")).await;
    assert_eq!(view.refusal(), (403, "needs_code".to_owned()));
    let questions = outside.get(&format!("/api/rooms/{room}/questions")).await;
    assert_eq!(questions.refusal(), (403, "needs_code".to_owned()));
    assert_eq!(no_upgrade(&outside, &format!("/ws/{room}")).await, (403, json!("needs_code")));
    for (path, body) in [
        ("vote", format!("run={run}&r=1&choice=0")),
        ("mode", "mode=room".to_owned()),
        ("ask", "id=1&text=May+I".to_owned()),
    ] {
        let page = outside.post_form(&format!("/{room}/{path}"), &body).await;
        assert_eq!(page.status, 403, "{path}");
        assert!(page.text().contains(&format!("action=\"/{room}/enter\"")), "{path}: the way in");
    }
    for path in [format!("/{room}"), format!("/{room}/ask")] {
        let page = house.browser().get(&path).await.text();
        assert!(page.contains(&format!("action=\"/{room}/enter\"")) && !page.contains("name=\"choice\""), "{path}");
    }
    assert_eq!(outside.get(&format!("/{room}/results")).await.status, 200, "what was shown may be read");
    // Whoever has one does all of it, by every way.
    let mut browser = with_code(&house, &card(&house, 1)).await;
    let mut phone = house.phone_of(&browser).await;
    assert_eq!(phone.counted(run, 1, one(0)).await, "counted");
    assert_eq!(browser.command(room, "phone", "vote", &vote).await.json()["receipt"]["ballot"]["was"], "same");
    done(phone.say(json!({ "ask": { "text": "May I now?" } })).await);
    let page = browser.get(&format!("/{room}")).await;
    assert_eq!(page.page_view()["parts"]["mine"]["ballots"][0]["r"], 1);
    assert_eq!(browser.get(&format!("/api/rooms/{room}/view")).await.status, 200);
    // Moderators and screens need none, and a room beside this one goes on as it was.
    house.screen(&mut chair, "Wall").await;
    let there = house.rooms[1].code;
    assert_eq!(outside.get(&format!("/api/rooms/{there}/view")).await.status, 200);
    assert_eq!(house.recount(run, 3).await, (1, vec![1, 0, 0]));
}

async fn without_scripts_a_card_is_a_counted_vote(house: House) {
    let mut chair = house.chair().await;
    set(&mut chair, 2, true, false).await;
    let run = chair.open("single").await;
    let room = house.room();
    let mut browser = house.browser();
    assert_eq!(browser.get(&format!("/{room}")).await.status, 200);
    // As people type it: any case, blanks for hyphens.
    let typed = card(&house, 2).to_uppercase().replace('-', "+");
    let taken = enter(&house, &mut browser, &typed).await;
    assert_eq!(taken.status, 200);
    let on = format!(r#"<noscript><meta http-equiv="refresh" content="0;url=/{room}"></noscript>"#);
    assert!(taken.text().contains(&on), "it goes on by itself");
    let cookie = taken.header("set-cookie").expect("the code's pass");
    assert!(cookie.starts_with(&format!("plenary-{room}-code=")) && cookie.contains("HttpOnly"), "{cookie}");
    let ballot = browser.get(&format!("/{room}")).await.text();
    assert!(ballot.contains(r#"name="choice""#), "the open ballot is there");
    let voted = browser.post_form(&format!("/{room}/vote"), &format!("run={run}&r=1&choice=1")).await;
    assert_eq!(voted.status, 200);
    assert!(voted.text().contains("Counted."));
    assert_eq!(house.recount(run, 3).await, (1, vec![0, 1, 0]));
}

async fn a_hundred_devices_with_one_code_are_one_ballot_and_the_highest_r_wins(house: House) {
    const DEVICES: u32 = 100;
    let mut chair = house.chair().await;
    set(&mut chair, 2, true, false).await;
    let run = chair.open("single").await;
    let typed = card(&house, 1);
    let browsers = join_all((0..DEVICES).map(|_| with_code(&house, &typed))).await;
    let passes: BTreeSet<String> = browsers.iter().map(|one| one.cookie("plenary-pass").unwrap().to_owned()).collect();
    assert_eq!(passes.len(), DEVICES as usize, "as many browsers");
    // Each says in its hello what it chose, under its own revision, all of them at once.
    let lines = join_all(browsers.iter().map(|browser| browser.socket(house.room(), "phone"))).await;
    let say = async |(mut line, r): (Line, u32)| {
        let ballot = json!({ "run": run, "r": r, "choice": one(u8::try_from(r % 3).unwrap()) });
        line.hello_with(json!({ "ballots": [ballot] })).await;
        let answer = line.answer_to(&format!("0/{run}")).await;
        match answer["ballot"]["was"].as_str() {
            Some("counted" | "changed") => {}
            _ => assert_eq!(code(&answer), "superseded", "{answer}"),
        }
        line
    };
    let mut lines = join_all(lines.into_iter().zip(1..=DEVICES).map(say)).await;
    let mut expected = vec![0; 3];
    expected[DEVICES as usize % 3] = 1;
    assert_eq!(house.recount(run, 3).await, (1, expected), "one ballot, that of the highest r");
    // Every one of them sees it, and one person is here.
    let again = house.phone_of(&browsers[0]).await;
    assert_eq!(again.view.part("mine")["ballots"][0]["r"], DEVICES);
    let alone = json!({ "room": 0, "online": 0, "unstated": 1 });
    chair.line.until("one person is here", |view| view.part("here") == &alone).await;
    assert_eq!(lines[0].counted(run, DEVICES + 1, one(0)).await, "changed");
    // Another card is another voter.
    let mut other = house.phone_of(&with_code(&house, &card(&house, 2)).await).await;
    assert_eq!(other.counted(run, 1, one(0)).await, "counted");
    assert_eq!(house.recount(run, 3).await, (2, vec![2, 0, 0]));
}

async fn whatever_is_wrong_with_a_code_the_answer_is_the_same(house: House) {
    let mut chair = house.chair().await;
    set(&mut chair, 3, true, false).await;
    set(&mut chair, 3, true, true).await;
    let (here, there) = (house.room(), house.rooms[1].code);
    let mut of_there = house.browser();
    of_there.take_role(there, &house.rooms[1].chair_secret).await;
    let mut chair_there = Chair::of(of_there, there, Role::Chair).await;
    set(&mut chair_there, 3, true, false).await;
    let of = |room, generation, number| house.secret.access_code(room, generation, number).on_paper();
    let mut one_off = of(here, 2, 1).into_bytes();
    one_off[5] = if one_off[5] == b'2' { b'3' } else { b'2' };
    let mut answers = BTreeSet::new();
    for (why, typed) in [
        ("another room's", of(there, 1, 1)),
        ("of an earlier sheet", of(here, 1, 1)),
        ("of a sheet that was never made", of(here, 3, 1)),
        ("never made", of(here, 2, 4)),
        ("one letter off", String::from_utf8(one_off).unwrap()),
        ("short", "k7qf".to_owned()),
        ("nothing", String::new()),
        ("no letters of ours", "llll-0000-11111".to_owned()),
        ("long", "2".repeat(5_000)),
    ] {
        let page = enter(&house, &mut house.with_pass(), &typed).await;
        let reply = house.with_pass().post_json(&format!("/api/rooms/{here}/enter"), &json!({ "code": typed })).await;
        assert_eq!(reply.refusal(), (403, "wrong_code".to_owned()), "{why}");
        assert_eq!((page.header("set-cookie"), reply.header("set-cookie")), (None, None), "{why}");
        answers.insert((page.status, page.text(), reply.text()));
    }
    assert_eq!(answers.len(), 1, "nobody learns what was wrong with it");
    assert_eq!(answers.first().unwrap().0, 403);
    let reply =
        house.with_pass().post_json(&format!("/api/rooms/{here}/enter"), &json!({ "code": of(here, 2, 3) })).await;
    assert_eq!(reply.status, 204, "a good one");
    assert_eq!(enter(&house, &mut house.browser(), &of(here, 2, 3)).await.status, 401, "a page comes before a code");
    // A cookie of one room opens nothing in the other.
    let browser = with_code(&house, &of(here, 2, 1)).await;
    let mut moved = house.with_pass();
    moved.keep(&format!("plenary-{there}-code"), browser.cookie(&format!("plenary-{here}-code")).unwrap());
    assert_eq!(moved.get(&format!("/api/rooms/{there}/view")).await.refusal(), (403, "needs_code".to_owned()));
}

async fn tries_are_counted_and_seated_people_are_not_slowed(house: House) {
    let mut chair = house.chair().await;
    set(&mut chair, 2, true, false).await;
    let run = chair.open("single").await;
    let mut seated = house.phone_of(&with_code(&house, &card(&house, 1)).await).await;
    let mut guesser = house.with_pass();
    let path = format!("/api/rooms/{}/enter", house.room());
    let mut refused = Vec::new();
    for _ in 0..30 {
        refused.push(guesser.post_json(&path, &json!({ "code": "2222-2222-22222" })).await.refusal());
    }
    let wrong = refused.iter().filter(|why| **why == (403, "wrong_code".to_owned())).count();
    let slowed = refused.iter().filter(|why| **why == (429, "slow_down".to_owned())).count();
    assert_eq!(wrong + slowed, 30, "{refused:?}");
    assert!((10..20).contains(&wrong), "ten, and what thirty requests take: {wrong}");
    // Also a good one is not looked at then.
    assert_eq!(guesser.post_json(&path, &json!({ "code": card(&house, 2) })).await.refusal().1, "slow_down");
    assert_eq!(enter(&house, &mut guesser, &card(&house, 2)).await.status, 429);
    // Nobody else is slower for it: neither who comes, nor who sits.
    assert_eq!(house.with_pass().post_json(&path, &json!({ "code": card(&house, 2) })).await.status, 204);
    assert_eq!(seated.counted(run, 1, one(0)).await, "counted");
}

async fn codes_made_anew_end_the_pages_that_came_by_the_old_ones(house: House) {
    let mut chair = house.chair().await;
    set(&mut chair, 2, true, false).await;
    let run = chair.open("single").await;
    let mut browser = with_code(&house, &card(&house, 1)).await;
    let mut phone = house.phone_of(&browser).await;
    assert_eq!(phone.counted(run, 1, one(2)).await, "counted");
    let refused = chair.line.say(setting(&chair, 2, true, true)).await;
    assert_eq!((code(&refused), &refused["state"]), ("wrong_state", &json!("open")), "they would vote again as others");
    chair.close(run).await;
    set(&mut chair, 2, true, true).await;
    assert_eq!(phone.ended().await, Some(4001));
    let room = house.room();
    assert_eq!(browser.get(&format!("/api/rooms/{room}/view")).await.refusal().1, "needs_code");
    assert_eq!(no_upgrade(&browser, &format!("/ws/{room}")).await.1, "needs_code");
    assert_eq!(enter(&house, &mut browser, &card(&house, 1)).await.status, 403);
    let fresh = house.secret.access_code(room, 2, 1).on_paper();
    assert_eq!(enter(&house, &mut browser, &fresh).await.status, 200);
    let mut again = house.phone_of(&browser).await;
    let next = chair.open("yesno").await;
    assert_eq!(again.counted(next, 1, one(0)).await, "counted");
    assert_eq!(house.recount(run, 3).await, (1, vec![0, 0, 1]), "what was counted stays");
    // Where none is needed any more, an old one is nobody's pass, either.
    chair.close(next).await;
    set(&mut chair, 2, false, true).await;
    assert_eq!(again.ended().await, Some(4001));
    let mut phone = house.phone_of(&browser).await;
    assert_eq!(phone.view.part("mine")["ballots"], json!([]), "the browser's own pass has no ballots");
    assert_eq!(code(&phone.vote(next, 1, one(0)).await), "closed");
}

async fn phones_without_a_code_are_sent_to_the_door_when_the_room_begins_to_need_one(house: House) {
    let mut chair = house.chair().await;
    set(&mut chair, 2, false, false).await;
    // Needed or not, a code stands in the place of the pass.
    let browser = with_code(&house, &card(&house, 1)).await;
    let (mut by_code, mut without) = (house.phone_of(&browser).await, house.phone().await);
    let run = chair.open("single").await;
    assert_eq!(by_code.counted(run, 1, one(0)).await, "counted");
    assert_eq!(without.counted(run, 1, one(0)).await, "counted");
    let refused = chair.line.say(setting(&chair, 2, true, false)).await;
    assert_eq!((code(&refused), &refused["state"]), ("wrong_state", &json!("open")));
    chair.close(run).await;
    set(&mut chair, 2, true, false).await;
    assert_eq!(without.ended().await, Some(4001));
    let next = chair.open("yesno").await;
    assert_eq!(by_code.counted(next, 1, one(0)).await, "counted", "whoever has one stays");
    let acts: Vec<String> = chair.minutes().into_iter().map(|(_, act)| act).filter(|act| act == "codes_set").collect();
    assert_eq!(acts.len(), 2);
}

async fn another_persons_card_begins_with_nothing_of_the_last_ones(house: House) {
    let mut chair = house.chair().await;
    set(&mut chair, 2, true, false).await;
    let run = chair.open("single").await;
    let room = house.room();
    let mut tablet = with_code(&house, &card(&house, 1)).await;
    tablet.post_form(&format!("/{room}/mode"), "mode=online").await;
    tablet.post_form(&format!("/{room}/group"), "group=government").await;
    tablet.post_form(&format!("/{room}/vote"), &format!("run={run}&r=1&choice=0")).await;
    assert_eq!(tablet.cookie("plenary-group"), Some("government"));
    // The same card again changes nothing.
    let same = enter(&house, &mut tablet, &card(&house, 1)).await;
    assert_eq!((same.status, tablet.cookie("plenary-group")), (200, Some("government")));
    let taken = enter(&house, &mut tablet, &card(&house, 2)).await;
    assert!(taken.text().contains(&format!(r#"data-room="{room}""#)), "what scripts kept is forgotten, too");
    assert_eq!((tablet.cookie("plenary-mode"), tablet.cookie("plenary-group")), (Some(""), Some("")));
    let phone = house.phone_of(&tablet).await;
    let mine = phone.view.part("mine");
    assert_eq!((&mine["ballots"], &mine["mode"], &mine["group"]), (&json!([]), &json!("unstated"), &json!("unstated")));
    assert_eq!(house.recount(run, 3).await.0, 1);
}

async fn what_a_card_is_good_for_another_node_knows_at_once(house: House, other: House) {
    let mut chair = house.chair().await;
    // The other node watches the room as it was.
    let mut without = other.phone().await;
    set(&mut chair, 2, true, false).await;
    let mut browser = with_code(&other, &card(&house, 1)).await;
    assert_eq!(without.ended().await, Some(4001), "there, too");
    // A card that came in at one node is known at the next.
    let mut moved = browser.at(house.address);
    let run = chair.open("single").await;
    let vote = json!({ "run": run, "r": 1, "choice": one(1) });
    assert_eq!(moved.command(house.room(), "phone", "vote", &vote).await.status, 200);
    let again = browser.command(house.room(), "phone", "vote", &vote).await.json();
    assert_eq!(again["receipt"]["ballot"]["was"], "same", "one voter on both: {again}");
    chair.close(run).await;
    set(&mut chair, 2, true, true).await;
    let fresh = house.secret.access_code(house.room(), 2, 2).on_paper();
    let mut browser = with_code(&house, &fresh).await.at(other.address);
    assert_eq!(browser.get(&format!("/api/rooms/{}/view", house.room())).await.status, 200);
}

async fn a_foreign_page_brings_nobody_in(house: House) {
    let mut chair = house.chair().await;
    set(&mut chair, 2, true, false).await;
    let room = house.room();
    // A link or a form of another site must not bring somebody in under a code that its maker knows.
    let mut browser = house.with_pass();
    for origin in ["null", "https://evil.example"] {
        let form = [("content-type", "application/x-www-form-urlencoded"), ("origin", origin)];
        let body = format!("code={}", card(&house, 1));
        let page = browser.request("POST", &format!("/{room}/enter"), &form, body.as_bytes()).await;
        assert_eq!((page.status, page.header("set-cookie")), (403, None), "{origin}");
        let headers = [("content-type", "application/json"), ("origin", origin)];
        let body = json!({ "code": card(&house, 1) }).to_string();
        let reply = browser.request("POST", &format!("/api/rooms/{room}/enter"), &headers, body.as_bytes()).await;
        assert_eq!(reply.refusal(), (403, "not_allowed".to_owned()), "{origin}");
    }
    let page = browser.get(&format!("/{room}/enter?code={}", card(&house, 1))).await;
    assert!(page.header("set-cookie").is_none() && !page.text().contains(&card(&house, 1)), "nothing by an address");
    assert_eq!(browser.get(&format!("/api/rooms/{room}/view")).await.refusal().1, "needs_code");
}
