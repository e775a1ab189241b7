//! The queue of turns and the floor: hands, questions read out, people without a phone, one at a time.

use std::time::Duration;

use serde_json::{Value, json};

use super::questions::{approved, question};
use crate::house::chair::Chair;
use crate::house::line::{Line, View, code, done};
use crate::house::{House, in_both_houses};

in_both_houses!(
    a_hand_is_raised_gets_the_floor_and_its_word_goes_with_the_turn,
    room_and_online_take_turns_whatever_the_form,
    one_hand_a_person_and_lowering_it_takes_it_back,
    three_hundred_hands_in_a_second_are_all_there,
    of_two_who_give_the_floor_at_once_one_wins,
    a_moderator_may_override_and_the_minutes_say_so,
    the_top_five_are_put_on_the_queue,
    hands_are_counted_beyond_those_that_are_shown,
    who_says_late_where_they_are_is_moved_with_turn_and_upvotes,
);

pub(super) async fn raise(phone: &mut Line, word: Option<&str>) -> u64 {
    let receipt = done(phone.say(json!({ "raise_hand": { "word": word } })).await);
    // Of two hands raised in one millisecond neither waits longer, and a draw decides: these are raised in two.
    tokio::time::sleep(Duration::from_millis(1)).await;
    receipt["made"]["turn"].as_u64().expect("a turn")
}

pub(super) fn next(view: &View) -> Vec<u64> {
    let next = view.part("queue")["next"].as_array().cloned().unwrap_or_default();
    next.iter().map(|turn| turn["turn"].as_u64().unwrap()).collect()
}

pub(super) fn now(view: &View) -> Option<u64> {
    view.part("queue")["now"]["turn"].as_u64()
}

fn rev(view: &View, turn: u64) -> Value {
    let all = view.part("queue")["next"].as_array().cloned().unwrap_or_default();
    let all = all.into_iter().chain([view.part("queue")["now"].clone()]);
    all.into_iter().find(|one| one["turn"] == turn).map_or(Value::Null, |one| one["rev"].clone())
}

pub(super) fn giving(chair: &Chair, turn: u64) -> Value {
    let view = &chair.line.view;
    json!({ "give_floor": { "now": now(view), "turn": turn, "rev": rev(view, turn) } })
}

pub(super) async fn give(chair: &mut Chair, turn: u64) {
    chair.line.until("it waits", |view| next(view).contains(&turn)).await;
    chair.does(giving(chair, turn)).await;
    chair.line.until("it has the floor", |view| now(view) == Some(turn)).await;
}

pub(super) async fn end(chair: &mut Chair, turn: u64) {
    let rev = rev(&chair.line.view, turn);
    chair.does(json!({ "end_turn": { "turn": turn, "rev": rev } })).await;
    chair.line.until("the floor is free", |view| now(view).is_none()).await;
}

async fn a_hand_is_raised_gets_the_floor_and_its_word_goes_with_the_turn(house: House) {
    let mut chair = house.chair().await;
    let (_, mut screen) = house.screen(&mut chair, "Wall").await;
    let mut phone = house.phone().await;
    let turn = raise(&mut phone, Some("blue scarf, row 3")).await;
    phone.until("it waits", |view| view.part("mine")["turn"]["turn"] == turn).await;
    screen.until("the word", |view| view.part("queue")["next"][0]["name"] == "blue scarf, row 3").await;
    give(&mut chair, turn).await;
    phone.until("it speaks", |view| view.part("mine")["turn"]["speaking"] == true).await;
    let part = chair.line.view.part("queue")["now"].clone();
    let (from, until) = (part["from"].as_u64().unwrap(), part["until"].as_u64().unwrap());
    assert_eq!(until - from, 120_000);
    let more = json!({ "turn": turn, "rev": part["rev"], "seconds": 30 });
    chair.does(json!({ "extend_turn": more })).await;
    let longer = |view: &View| view.part("queue")["now"]["until"] == until + 30_000;
    for line in [&mut screen, &mut chair.line] {
        line.until("more time", longer).await;
    }
    end(&mut chair, turn).await;
    phone.until("it is over", |view| view.part("mine")["turn"].is_null()).await;
    let ledger = chair.line.view.part("ledger").clone();
    assert_eq!((&ledger["all"]["turns"], &ledger["first"]["turns"]), (&json!(1), &json!(1)));
    let documents = house.store.read(house.room(), 0).await.unwrap().documents;
    assert!(!documents.iter().any(|one| one.value.as_ref().is_some_and(|text| text.contains("scarf"))), "gone");
}

async fn room_and_online_take_turns_whatever_the_form(house: House) {
    let mut chair = house.chair().await;
    let mut phones = house.phones(3).await;
    for (phone, mode) in phones.iter_mut().zip(["room", "room", "online"]) {
        done(phone.say(json!({ "mode": { "mode": mode } })).await);
    }
    let first = raise(&mut phones[0], None).await;
    let second = raise(&mut phones[1], None).await;
    let asked = approved(&mut chair, &mut phones[2], "Who checks the checkers?").await;
    chair.line.until("both wait", |view| next(view) == [first, second]).await;
    let on = json!({ "question": asked, "rev": question(&chair.line.view, asked)["rev"] });
    let read_out = chair.does(json!({ "queue_question": on })).await["made"]["turn"].as_u64().unwrap();
    chair.line.until("online comes second", |view| next(view) == [first, read_out, second]).await;
    let why = chair.line.view.part("queue")["next"][1]["why"].clone();
    assert!(why.as_array().unwrap().contains(&json!("onlines_turn")), "{why}");
    give(&mut chair, first).await;
    chair.line.until("then online", |view| next(view) == [read_out, second]).await;
    give(&mut chair, read_out).await;
    chair.line.until("its words", |view| view.part("queue")["now"]["text"] == "Who checks the checkers?").await;
}

async fn one_hand_a_person_and_lowering_it_takes_it_back(house: House) {
    let mut chair = house.chair().await;
    let browser = house.with_pass();
    let (mut phone, mut tab) = (house.phone_of(&browser).await, house.phone_of(&browser).await);
    tab.say(json!({ "mode": { "mode": "room" } })).await;
    let turn = raise(&mut phone, None).await;
    chair.line.until("it waits", |view| next(view) == [turn]).await;
    assert_eq!(raise(&mut tab, None).await, turn, "raising it again is no second wish");
    done(phone.say(json!({ "lower_hand": { "turn": turn } })).await);
    chair.line.until("it is down", |view| next(view).is_empty()).await;
    done(phone.say(json!({ "lower_hand": { "turn": turn } })).await);
    let mut other = house.phone().await;
    assert_eq!(code(&other.say(json!({ "lower_hand": { "turn": turn } })).await), "unknown_turn");
}

async fn three_hundred_hands_in_a_second_are_all_there(house: House) {
    let mut chair = house.chair().await;
    let mut phones = house.phones(300).await;
    for phone in &mut phones {
        phone.send(json!({ "raise_hand": {} })).await;
    }
    for phone in &mut phones {
        let receipt = done(phone.answer_to("1").await);
        assert!(receipt["made"]["turn"].is_u64());
    }
    chair.line.until("all of them", |view| view.part("queue")["waiting"] == json!([300, 0])).await;
}

async fn of_two_who_give_the_floor_at_once_one_wins(house: House) {
    let mut chair = house.chair().await;
    let mut other = house.moderator(plenary_server::domain::person::Role::OnSite).await;
    let mut phones = house.phones(2).await;
    let (one, two) = (raise(&mut phones[0], None).await, raise(&mut phones[1], None).await);
    for moderator in [&mut chair, &mut other] {
        moderator.line.until("both wait", |view| next(view).len() == 2).await;
    }
    let (giving_one, giving_two) = (giving(&chair, one), giving(&other, two));
    let (a, b) = tokio::join!(chair.line.say(giving_one), other.line.say(giving_two));
    let refused: Vec<&Value> = [&a, &b].into_iter().filter(|answer| answer.get("code").is_some()).collect();
    assert_eq!(refused.len(), 1, "{a} {b}");
    assert_eq!(code(refused[0]), "changed");
    chair.line.until("one has it", |view| now(view).is_some() && next(view).len() == 1).await;
}

async fn a_moderator_may_override_and_the_minutes_say_so(house: House) {
    let mut chair = house.chair().await;
    let mut phones = house.phones(2).await;
    let (one, two) = (raise(&mut phones[0], None).await, raise(&mut phones[1], None).await);
    chair.line.until("both wait", |view| next(view) == [one, two]).await;
    for (turn, place, then, why) in [
        (two, "first", [two, one], json!(["put_ahead"])),
        (two, "rule", [one, two], Value::Null),
        (one, "last", [two, one], json!(["put_back"])),
    ] {
        let fields = json!({ "turn": turn, "rev": rev(&chair.line.view, turn), "place": place });
        chair.does(json!({ "place_turn": fields })).await;
        chair.line.until(place, |view| next(view) == then).await;
        let at = then.iter().position(|other| *other == turn).unwrap();
        let shown = chair.line.view.part("queue")["next"][at]["why"].clone();
        assert!(why.is_null() || shown == why, "{place}: {shown}");
    }
    let add = json!({ "name": "Minister, first row", "mode": "room" });
    let added = chair.does(json!({ "add_turn": add })).await["made"]["turn"].as_u64().unwrap();
    chair.line.until("added", |view| next(view).contains(&added)).await;
    give(&mut chair, one).await;
    let skip = json!({ "turn": added, "rev": rev(&chair.line.view, added) });
    chair.does(json!({ "skip_turn": skip })).await;
    chair.line.until("passed over", |view| next(view) == [two]).await;
    let told: Vec<Value> = (chair.line.view.part("minutes").as_array().unwrap().iter())
        .filter(|line| line["act"] == "turn")
        .map(|line| line["did"].clone())
        .collect();
    assert_eq!(told, ["placed", "placed", "placed", "added", "given_out_of_turn", "skipped"]);
    let markdown = chair.browser.get(&format!("/{}/report.md?as=chair", house.room())).await.text();
    for act in ["before the others by hand", "back under the rule", "after the others by hand"] {
        assert!(markdown.contains(act), "{act}: {markdown}");
    }
}

async fn the_top_five_are_put_on_the_queue(house: House) {
    let mut chair = house.chair().await;
    let lines: Vec<Value> = (0..7).map(|at| json!({ "text": format!("Question {at}?") })).collect();
    let made = chair.does(json!({ "relay": { "lines": lines } })).await["made"]["relayed"]["questions"].clone();
    let mut phone = house.phone().await;
    done(phone.say(json!({ "upvote": { "question": made[6], "r": 1, "up": true } })).await);
    chair.line.until("upvoted", |view| view.part("questions")["first"][0]["q"] == made[6]).await;
    chair.does(json!({ "take_top": { "questions": 5 } })).await;
    chair.line.until("five", |view| next(view).len() == 5).await;
    let queued = |view: &View| view.part("queue")["next"].as_array().unwrap().iter().any(|t| t["question"] == made[6]);
    assert!(queued(&chair.line.view));
    chair.does(json!({ "take_top": { "questions": 5 } })).await;
    chair.line.until("the other two, nothing twice", |view| next(view).len() == 7).await;
}

async fn hands_are_counted_beyond_those_that_are_shown(house: House) {
    let mut chair = house.chair().await;
    let mut phone = house.phone().await;
    let lines = |number: usize| vec![json!({ "name": "Online participant" }); number];
    for number in [50, 30] {
        chair.does(json!({ "relay": { "lines": lines(number) } })).await;
    }
    let asked = json!({ "relay": { "lines": [{ "text": "And who checks?" }] } });
    let asked = chair.does(asked).await["made"]["relayed"]["questions"][0].as_u64().unwrap();
    chair.line.until("it is there", |view| question(view, asked)["rev"].is_u64()).await;
    let on = json!({ "question": asked, "rev": question(&chair.line.view, asked)["rev"] });
    chair.does(json!({ "queue_question": on })).await;
    raise(&mut phone, None).await;
    chair.line.until("all", |view| view.part("queue")["waiting"] == json!([1, 81])).await;
    let queue = chair.line.view.part("queue");
    assert!(next(&chair.line.view).len() < 80, "the page holds the first of them");
    let of = |side: usize| (queue["hands"][side]["n"].as_u64(), queue["hands"][side]["since"].as_u64().unwrap());
    let next = queue["next"].as_array().unwrap();
    let oldest = |mode: &str| {
        let of_side = next.iter().filter(|turn| (turn["mode"] == "online") == (mode == "online"));
        of_side.filter(|turn| turn["question"].is_null()).filter_map(|turn| turn["at"].as_u64()).min().unwrap()
    };
    assert_eq!((of(0), of(1)), ((Some(1), oldest("room")), (Some(80), oldest("online"))));
}

async fn who_says_late_where_they_are_is_moved_with_turn_and_upvotes(house: House) {
    let mut chair = house.chair().await;
    let mut phones = house.phones(3).await;
    done(phones[0].say(json!({ "mode": { "mode": "room" } })).await);
    let id = approved(&mut chair, &mut phones[0], "Who decides?").await;
    let over = approved(&mut chair, &mut phones[0], "And what was that?").await;
    for phone in &mut phones[1..] {
        phone.until("shown", |view| question(view, over).is_object()).await;
        for id in [id, over] {
            done(phone.say(json!({ "upvote": { "question": id, "r": 1, "up": true } })).await);
        }
    }
    let counted = |view: &View, id: u64, by: Value| question(view, id)["upvotes"] == by;
    chair.line.until("counted", |view| counted(view, over, json!([0, 0, 2]))).await;
    super::questions::tend(&mut chair, over, json!({ "is": "answered" })).await;
    let room = raise(&mut phones[0], None).await;
    let late = raise(&mut phones[1], None).await;
    let unstated = raise(&mut phones[2], None).await;
    chair.line.until("one side", |view| next(view) == [room, late, unstated]).await;
    done(phones[2].say(json!({ "mode": { "mode": "online" } })).await);
    chair.line.until("the other side", |view| next(view) == [room, unstated, late]).await;
    chair.line.until("counted there", |view| counted(view, id, json!([0, 1, 1]))).await;
    assert_eq!(chair.line.view.part("queue")["waiting"], json!([2, 1]));
    assert_eq!(question(&chair.line.view, over)["upvotes"], json!([0, 0, 2]), "what is over stays as it was");
    give(&mut chair, room).await;
    done(phones[0].say(json!({ "mode": { "mode": "online" } })).await);
    chair.line.until("who speaks stays where they spoke", |view| view.part("queue")["now"]["mode"] == "room").await;
}
