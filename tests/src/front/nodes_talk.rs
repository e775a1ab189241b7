//! The conversation on two nodes over one Redis: what two moderators do at the same instant, and hundreds of hands.

use plenary_server::domain::person::Role;
use serde_json::{Value, json};

use super::floor::{giving, next, now, raise};
use super::nodes::on_two_nodes;
use super::questions::{approved, ask, question};
use crate::house::House;
use crate::house::line::{View, code, done};

on_two_nodes!(
    of_two_moderators_on_one_question_one_wins_and_the_other_sees_why,
    of_two_moderators_on_one_turn_one_wins_and_nothing_is_half_done,
    of_two_moderators_who_merge_crosswise_one_wins,
    three_hundred_hands_over_both_nodes_make_one_queue,
    an_upvote_there_meets_a_merge_here,
    one_person_on_both_nodes_asks_and_upvotes_once,
    what_is_connected_to_one_node_is_told_on_the_other,
    a_moderator_on_the_other_node_is_a_moderator_present,
);

/// The fate of both answers: exactly one was done, the other was told that something changed.
fn one_of(answers: [&Value; 2]) {
    let refused: Vec<&&Value> = answers.iter().filter(|answer| answer.get("code").is_some()).collect();
    assert_eq!(refused.len(), 1, "{answers:?}");
    assert!(matches!(code(refused[0]), "changed" | "wrong_state"), "{answers:?}");
}

async fn of_two_moderators_on_one_question_one_wins_and_the_other_sees_why(here: House, there: House) {
    let (mut chair, mut online) = (here.chair().await, there.moderator(Role::Online).await);
    let mut phone = there.phone().await;
    let id = ask(&mut phone, "Who decides?").await;
    for moderator in [&mut chair, &mut online] {
        moderator.line.until("it waits", |view| question(view, id)["rev"] == 1).await;
    }
    let tend = |fate: Value| json!({ "tend": { "question": id, "rev": 1, "fate": fate } });
    let decline = tend(json!({ "is": "decline", "rule": "off_topic" }));
    let (a, b) = tokio::join!(chair.line.say(tend(json!({ "is": "approve" }))), online.line.say(decline));
    one_of([&a, &b]);
    let mut states = Vec::new();
    for moderator in [&mut chair, &mut online] {
        moderator.line.until("what happened", |view| question(view, id)["rev"] == 2).await;
        states.push(question(&moderator.line.view, id)["state"].clone());
        let lines = moderator.line.view.part("minutes").as_array().unwrap().clone();
        assert_eq!(lines.iter().filter(|line| line["act"] == "question").count(), 1, "{lines:?}");
    }
    assert_eq!(states[0], states[1]);
}

async fn of_two_moderators_on_one_turn_one_wins_and_nothing_is_half_done(here: House, there: House) {
    let (mut chair, mut on_site) = (here.chair().await, there.moderator(Role::OnSite).await);
    let (mut one, mut two) = (here.phone().await, there.phone().await);
    let (first, second) = (raise(&mut one, None).await, raise(&mut two, None).await);
    for moderator in [&mut chair, &mut on_site] {
        moderator.line.until("both wait", |view| next(view).len() == 2).await;
    }
    let (give_first, give_second) = (giving(&chair, first), giving(&on_site, second));
    let (a, b) = tokio::join!(chair.line.say(give_first), on_site.line.say(give_second));
    one_of([&a, &b]);
    let mut seen = Vec::new();
    for moderator in [&mut chair, &mut on_site] {
        moderator.line.until("one speaks", |view| now(view).is_some() && next(view).len() == 1).await;
        seen.push((now(&moderator.line.view), next(&moderator.line.view)));
    }
    assert_eq!(seen[0], seen[1]);
}

async fn of_two_moderators_who_merge_crosswise_one_wins(here: House, there: House) {
    let (mut chair, mut online) = (here.chair().await, there.moderator(Role::Online).await);
    let mut phone = here.phone().await;
    let one = approved(&mut chair, &mut phone, "Who pays?").await;
    let two = approved(&mut chair, &mut phone, "Who is to pay?").await;
    let both = |view: &View| [one, two].iter().all(|id| question(view, *id)["state"]["is"] == "approved");
    for moderator in [&mut chair, &mut online] {
        moderator.line.until("both", both).await;
    }
    let rev = question(&chair.line.view, one)["rev"].clone();
    let merge =
        |from: u64, into: u64| json!({ "merge": { "question": from, "rev": rev, "into": into, "into_rev": rev } });
    let (a, b) = tokio::join!(chair.line.say(merge(one, two)), online.line.say(merge(two, one)));
    one_of([&a, &b]);
    let merged = |view: &View| [one, two].iter().filter(|id| question(view, **id)["state"]["is"] == "merged").count();
    for moderator in [&mut chair, &mut online] {
        moderator.line.until("one of them", |view| merged(view) == 1).await;
    }
}

async fn three_hundred_hands_over_both_nodes_make_one_queue(here: House, there: House) {
    let (mut chair, mut online) = (here.chair().await, there.moderator(Role::Online).await);
    let browsers: Vec<_> = (0..300).map(|_| here.with_pass()).collect();
    let mut phones = Vec::new();
    for (at, browser) in browsers.iter().enumerate() {
        let house = if at % 2 == 0 { &here } else { &there };
        phones.push(house.phone_of(&browser.at(house.address)).await);
    }
    let began = plenary_server::clock::tick();
    for phone in &mut phones {
        phone.send(json!({ "raise_hand": {} })).await;
    }
    println!("300 hands raised within {:?}", plenary_server::clock::tick() - began);
    for phone in &mut phones {
        done(phone.answer_to("1").await);
    }
    println!("and all of them received after {:?}", plenary_server::clock::tick() - began);
    for moderator in [&mut chair, &mut online] {
        moderator.line.until("all", |view| view.part("queue")["waiting"] == json!([300, 0])).await;
    }
    assert_eq!(next(&chair.line.view), next(&online.line.view), "the first ones in one order");
    // Beyond the first ones each phone knows its place, and asks it of either node.
    let mut places = Vec::new();
    for browser in browsers {
        let mut of_nodes = [None; 2];
        for (house, place) in [&here, &there].into_iter().zip(&mut of_nodes) {
            let view = browser.at(house.address).get(&format!("/api/rooms/{}/view", house.room())).await.json();
            *place = view["view"]["parts"]["mine"]["turn"]["before"].as_u64();
        }
        assert_eq!(of_nodes[0], of_nodes[1], "one order on both nodes");
        places.push(of_nodes[0].expect("it waits"));
    }
    places.sort_unstable();
    assert_eq!(places, (0..300).collect::<Vec<u64>>(), "each has a place of its own");
}

async fn an_upvote_there_meets_a_merge_here(here: House, there: House) {
    let mut chair = here.chair().await;
    let mut author = here.phone().await;
    let one = approved(&mut chair, &mut author, "Who pays?").await;
    let two = approved(&mut chair, &mut author, "Who is to pay?").await;
    let mut phones = there.phones(20).await;
    for phone in &mut phones {
        phone.until("both", |view| question(view, one).is_object() && question(view, two).is_object()).await;
    }
    let rev = question(&chair.line.view, two)["rev"].clone();
    let merge = json!({ "merge": { "question": two, "rev": rev, "into": one, "into_rev": rev } });
    // Half of the upvotes are on their way to what is merged away in the same moment.
    for (at, phone) in phones.iter_mut().enumerate() {
        let id = if at % 2 == 0 { one } else { two };
        phone.send(json!({ "upvote": { "question": id, "r": 1, "up": true } })).await;
    }
    chair.does(merge).await;
    for phone in &mut phones {
        done(phone.answer_to("1").await);
    }
    let twenty = |view: &View| {
        let of = question(view, one)["upvotes"].as_array().cloned().unwrap_or_default();
        of.iter().filter_map(Value::as_u64).sum::<u64>() == 20
    };
    chair.line.until("none lost, none doubled", twenty).await;
}

async fn one_person_on_both_nodes_asks_and_upvotes_once(here: House, there: House) {
    let mut chair = here.chair().await;
    let browser = here.with_pass();
    let (mut one, mut two) = (here.phone_of(&browser).await, there.phone_of(&browser.at(there.address)).await);
    let wish = json!({ "id": "w", "do": { "ask": { "text": "Is it lawful?" } } }).to_string();
    one.send_text(wish.clone()).await;
    two.send_text(wish).await;
    let (a, b) = (done(one.answer_to("w").await), done(two.answer_to("w").await));
    assert_eq!(a["made"], b["made"]);
    let id = a["made"]["question"].as_u64().unwrap();
    super::questions::tend(&mut chair, id, json!({ "is": "approve" })).await;
    for phone in [&mut one, &mut two] {
        phone.until("shown", |view| question(view, id).is_object()).await;
        phone.send(json!({ "upvote": { "question": id, "r": 1, "up": true } })).await;
    }
    let (a, b) = (done(one.answer_to("1").await), done(two.answer_to("1").await));
    let mut was = [a["ballot"]["was"].as_str().unwrap(), b["ballot"]["was"].as_str().unwrap()];
    was.sort_unstable();
    assert_eq!(was, ["counted", "same"]);
}

async fn what_is_connected_to_one_node_is_told_on_the_other(here: House, there: House) {
    let mut chair = here.chair().await;
    let (_, _screen) = there.screen(&mut there.chair().await, "Side").await;
    let (mut one, mut two) = (here.phone().await, there.phone().await);
    let run = chair.open("single").await;
    let unseen = |n: u64| move |view: &View| view.part("unseen") == &json!([{ "run": run, "by_mode": [0, 0, n] }]);
    chair.line.until("neither has seen it", unseen(2)).await;
    for phone in [&mut two, &mut one] {
        phone.until("open", |view| view.phase(run) == "open").await;
        done(phone.say(json!({ "seen": { "run": run } })).await);
    }
    chair.line.until("both have", unseen(0)).await;
    let connected = |view: &View| view.part("connected")["screens"].as_array().is_some_and(|all| all.len() == 1);
    chair.line.until("the other node's screen", connected).await;
}

async fn a_moderator_on_the_other_node_is_a_moderator_present(here: House, there: House) {
    let mut online = there.moderator(Role::Online).await;
    super::questions::set_talk(&mut online, |talk| talk["hold"] = json!(false)).await;
    // Nodes tell each other who is there every second; until then what is asked here waits.
    let mut shown = false;
    while !shown {
        let mut phone = here.phone().await;
        ask(&mut phone, "Is anybody there?").await;
        let own = |view: &View| view.part("mine")["questions"][0]["state"]["is"].as_str().map(str::to_owned);
        phone.until("its fate", |view| own(view).is_some()).await;
        shown = own(&phone.view).as_deref() == Some("approved");
        assert!(online.line.view.part("questions")["waiting"].as_u64() < Some(1_000), "nobody is seen there");
        online.line.views(1).await;
    }
}
