//! Questions: asked, held, shown, upvoted, merged, and what nobody but their author may read.

use serde_json::{Value, json};

use crate::house::chair::Chair;
use crate::house::line::{Line, View, code, done};
use crate::house::{House, in_both_houses};

in_both_houses!(
    a_question_waits_until_a_moderator_shows_it,
    a_private_reason_reaches_its_author_alone,
    saying_the_same_wish_twice_asks_once,
    two_wishes_over_http_are_two_without_an_id_and_one_under_the_same,
    an_author_who_came_back_or_asked_over_http_is_told_what_becomes_of_it,
    an_upvote_counts_once_however_often_it_is_sent,
    a_merged_question_has_the_union_of_the_upvotes_and_gives_it_back,
    upvotes_on_what_was_merged_away_go_to_where_it_went,
    at_most_so_many_of_one_person_wait,
    asking_can_be_paused_while_voting_goes_on,
    what_was_shown_and_is_hidden_goes_from_phones_and_screens,
    a_question_becomes_a_poll,
    all_unflagged_are_approved_in_one_step_or_none,
    the_chat_is_brought_over_and_taken_back,
    upvotes_outlive_the_server_and_are_restated,
);

/// What is asked, in the receipt's number.
pub(super) async fn ask(phone: &mut Line, text: &str) -> u64 {
    let receipt = done(phone.say(json!({ "ask": { "text": text } })).await);
    receipt["made"]["question"].as_u64().expect("asking makes a question")
}

pub(super) fn question(view: &View, id: u64) -> &Value {
    view.part(&format!("question/{id}"))
}

fn is(view: &View, id: u64, state: &str) -> bool {
    question(view, id)["state"]["is"] == state
}

/// The act of a moderator on a question, with the revision their page last saw.
pub(super) async fn tend(chair: &mut Chair, id: u64, fate: Value) -> Value {
    chair.line.until("the question", |view| question(view, id)["rev"].is_u64()).await;
    let rev = question(&chair.line.view, id)["rev"].clone();
    let receipt = chair.does(json!({ "tend": { "question": id, "rev": rev, "fate": fate } })).await;
    chair.line.until("it tended", |view| question(view, id)["rev"] != rev).await;
    receipt
}

pub(super) async fn approved(chair: &mut Chair, phone: &mut Line, text: &str) -> u64 {
    let id = ask(phone, text).await;
    tend(chair, id, json!({ "is": "approve" })).await;
    id
}

fn upvotes(view: &View, id: u64) -> u64 {
    let listed = view.part("questions")["first"].as_array().and_then(|all| all.iter().find(|one| one["q"] == id));
    listed.map_or(u64::MAX, |one| one["n"].as_u64().expect("a number"))
}

async fn upvote(phone: &mut Line, id: u64, r: u32, up: bool) -> Value {
    phone.say(json!({ "upvote": { "question": id, "r": r, "up": up } })).await
}

async fn a_question_waits_until_a_moderator_shows_it(house: House) {
    let mut chair = house.chair().await;
    let (mut author, mut other) = (house.phone().await, house.phone().await);
    let id = ask(&mut author, "  Who  pays for the scanning? ").await;
    chair.line.until("it waits", |view| is(view, id, "in_review")).await;
    assert_eq!(question(&chair.line.view, id)["text"], "Who pays for the scanning?");
    author.until("its author is told", |view| view.part("mine")["questions"][0]["state"]["is"] == "in_review").await;
    assert!(question(&other.view, id).is_null(), "nobody else sees it");
    assert_eq!(code(&upvote(&mut other, id, 1, true).await), "wrong_state");
    tend(&mut chair, id, json!({ "is": "approve" })).await;
    other.until("it is shown", |view| is(view, id, "approved")).await;
    author.until("its author is told", |view| view.part("mine")["questions"][0]["state"]["is"] == "approved").await;
    assert!(question(&other.view, id).get("asker").is_none(), "who asked is nobody's business");
    tend(&mut chair, id, json!({ "is": "edit", "text": "Who pays for scanning?" })).await;
    other.until("the new words", |view| question(view, id)["edited"] == true).await;
    assert_eq!(question(&chair.line.view, id)["edits"][0]["was"], "Who pays for the scanning?");
    for (fate, then) in [("answering", "answering"), ("answered", "answered"), ("archive", "archived")] {
        tend(&mut chair, id, json!({ "is": fate })).await;
        chair.line.until(then, |view| is(view, id, then)).await;
    }
    other.until("it is off", |view| question(view, id).is_null()).await;
    tend(&mut chair, id, json!({ "is": "restore" })).await;
    other.until("it is back", |view| is(view, id, "approved")).await;
    assert_eq!(done(upvote(&mut other, id, 1, true).await)["ballot"]["was"], "counted");
}

async fn a_private_reason_reaches_its_author_alone(house: House) {
    let mut chair = house.chair().await;
    let (mut author, mut other) = (house.phone().await, house.phone().await);
    let id = ask(&mut author, "My neighbour at number nine does it").await;
    let reason = "canary-reason: please without the neighbour";
    tend(&mut chair, id, json!({ "is": "decline", "rule": "private_person", "reason": reason })).await;
    let told = |view: &View| view.part("mine")["questions"][0]["state"]["reason"] == reason;
    author.until("the reason", told).await;
    other.views(1).await;
    let shown = other.heard.iter().any(|frame| frame.contains("canary-reason") || frame.contains("neighbour"));
    assert!(!shown, "neither the words nor the reason");
    let done = author.say(json!({ "take_back": { "question": id } })).await;
    assert!(done.get("code").is_none(), "{done}");
    assert_eq!(code(&other.say(json!({ "take_back": { "question": id } })).await), "unknown_question");
}

async fn saying_the_same_wish_twice_asks_once(house: House) {
    let mut chair = house.chair().await;
    let browser = house.with_pass();
    let wish = json!({ "id": "wish-7", "do": { "ask": { "text": "Is it lawful?" } } }).to_string();
    let mut made = Vec::new();
    for _ in 0..2 {
        let mut phone = house.phone_of(&browser).await;
        phone.send_text(wish.clone()).await;
        made.push(done(phone.answer_to("wish-7").await)["made"]["question"].clone());
    }
    assert_eq!(made[0], made[1]);
    chair.line.until("it waits", |view| view.part("questions")["waiting"] == 1).await;
}

async fn two_wishes_over_http_are_two_without_an_id_and_one_under_the_same(house: House) {
    let chair = house.chair().await;
    let mut browser = house.with_pass();
    let path = format!("/api/rooms/{}/ask?as=phone", house.room());
    let mut made = Vec::new();
    for text in ["Who pays for the scanning?", "Who audits the scanners?"] {
        made.push(browser.post_json(&path, &json!({ "text": text })).await.json()["receipt"]["made"].clone());
    }
    assert!(made[0]["question"].is_u64() && made[1]["question"].is_u64() && made[0] != made[1], "{made:?}");
    let origin = browser.origin();
    let body = json!({ "text": "Who decides?" }).to_string();
    let mut asked = async |id: &str| {
        let headers = [("content-type", "application/json"), ("origin", origin.as_str()), ("x-command-id", id)];
        browser.request("POST", &path, &headers, body.as_bytes()).await
    };
    let (first, again) = (asked("wish-1").await.json(), asked("wish-1").await.json());
    assert_eq!(first["receipt"]["id"], "wish-1");
    assert_eq!(first["receipt"]["made"], again["receipt"]["made"], "the same wish, said twice");
    assert_eq!(asked(&"x".repeat(41)).await.refusal(), (400, "malformed".to_owned()));
    drop(chair);
    let mut chair = house.chair().await;
    chair.line.until("three questions", |view| view.part("questions")["waiting"] == 3).await;
}

async fn an_author_who_came_back_or_asked_over_http_is_told_what_becomes_of_it(house: House) {
    let mut chair = house.chair().await;
    let mut browser = house.with_pass();
    let mut author = house.phone_of(&browser).await;
    let state = |view: &View, at: usize| view.part("mine")["questions"][at]["state"]["is"].clone();
    // The socket is there, and the question goes another way: a phone that was just waking up.
    let path = format!("/api/rooms/{}/ask?as=phone", house.room());
    let receipt = browser.post_json(&path, &json!({ "text": "Who pays?" })).await.json()["receipt"].clone();
    author.until("it is among its own", |view| state(view, 0) == "in_review").await;
    drop(author);
    let mut author = house.phone_of(&browser).await;
    let id = receipt["made"]["question"].as_u64().expect("asking makes a question");
    tend(&mut chair, id, json!({ "is": "approve" })).await;
    author.until("after a new line too", |view| state(view, 0) == "approved").await;
}

async fn an_upvote_counts_once_however_often_it_is_sent(house: House) {
    let mut chair = house.chair().await;
    let mut phones = house.phones(3).await;
    let id = approved(&mut chair, &mut phones[0], "Who decides?").await;
    for phone in &mut phones {
        phone.until("it is shown", |view| is(view, id, "approved")).await;
        assert_eq!(done(upvote(phone, id, 1, true).await)["ballot"]["was"], "counted");
        assert_eq!(done(upvote(phone, id, 1, true).await)["ballot"]["was"], "same");
    }
    phones[1].until("three", |view| upvotes(view, id) == 3).await;
    assert_eq!(done(upvote(&mut phones[1], id, 2, false).await)["ballot"]["was"], "withdrawn");
    assert_eq!(code(&upvote(&mut phones[1], id, 1, true).await), "superseded");
    phones[2].until("two", |view| upvotes(view, id) == 2).await;
    let two = |view: &View| question(view, id)["upvotes"].as_array().is_some_and(|of| of.iter().sum_is(2));
    chair.line.until("two", two).await;
}

trait SumIs {
    fn sum_is(self, sum: u64) -> bool;
}

impl<'a, I: Iterator<Item = &'a Value>> SumIs for I {
    fn sum_is(self, sum: u64) -> bool {
        self.filter_map(Value::as_u64).sum::<u64>() == sum
    }
}

/// What this question's gate counts now, for the chair.
fn counted(view: &View, id: u64, n: u64) -> bool {
    question(view, id)["upvotes"].as_array().is_some_and(|of| of.iter().sum_is(n))
}

pub(super) async fn merge(chair: &mut Chair, from: u64, into: u64) -> Value {
    let rev = |id| question(&chair.line.view, id)["rev"].clone();
    let merge = json!({ "question": from, "rev": rev(from), "into": into, "into_rev": rev(into) });
    chair.does(json!({ "merge": merge })).await
}

async fn a_merged_question_has_the_union_of_the_upvotes_and_gives_it_back(house: House) {
    let mut chair = house.chair().await;
    let mut phones = house.phones(5).await;
    let one = approved(&mut chair, &mut phones[0], "Who pays?").await;
    let two = approved(&mut chair, &mut phones[1], "Who is going to pay for all this?").await;
    for (at, phone) in phones.iter_mut().enumerate() {
        phone.until("both", |view| is(view, one, "approved") && is(view, two, "approved")).await;
        if at < 3 {
            done(upvote(phone, one, 1, true).await);
        }
        if at >= 2 {
            done(upvote(phone, two, 1, true).await);
        }
    }
    chair.line.until("three each", |view| counted(view, one, 3) && counted(view, two, 3)).await;
    merge(&mut chair, two, one).await;
    chair.line.until("the union", |view| counted(view, one, 5) && is(view, two, "merged")).await;
    phones[4].until("one line", |view| question(view, two).is_null() && question(view, one)["merged"] == 1).await;
    phones[1].until("its author is told", |view| view.part("mine")["questions"][0]["state"]["into"] == one).await;
    let rev = question(&chair.line.view, two)["rev"].clone();
    chair.does(json!({ "unmerge": { "question": two, "rev": rev } })).await;
    chair
        .line
        .until("as it was", |view| counted(view, one, 3) && counted(view, two, 3) && is(view, two, "approved"))
        .await;
}

async fn upvotes_on_what_was_merged_away_go_to_where_it_went(house: House) {
    let mut chair = house.chair().await;
    let mut phones = house.phones(2).await;
    let one = approved(&mut chair, &mut phones[0], "Who pays?").await;
    let two = approved(&mut chair, &mut phones[0], "Who is going to pay?").await;
    chair.line.until("both", |view| is(view, one, "approved") && is(view, two, "approved")).await;
    merge(&mut chair, two, one).await;
    let receipt = done(upvote(&mut phones[1], two, 1, true).await);
    assert_eq!((&receipt["ballot"]["run"], &receipt["ballot"]["was"]), (&json!(one), &json!("counted")));
    chair.line.until("counted there", |view| counted(view, one, 1)).await;
}

async fn at_most_so_many_of_one_person_wait(house: House) {
    let mut chair = house.chair().await;
    let mut phone = house.phone().await;
    let mut first = 0;
    for at in 0..3 {
        first = first.max(ask(&mut phone, &format!("Question {at}?")).await);
        chair.line.until("it waits", |view| view.part("questions")["waiting"] == at + 1).await;
    }
    let refused = phone.say(json!({ "ask": { "text": "One more?" } })).await;
    assert_eq!((code(&refused), &refused["max"]), ("too_many", &json!(3)));
    tend(&mut chair, first, json!({ "is": "approve" })).await;
    ask(&mut phone, "Now there is room?").await;
}

pub(super) async fn set_talk(chair: &mut Chair, change: impl Fn(&mut Value)) {
    let mut talk = chair.line.view.part("talk").clone();
    let rev = talk["rev"].clone();
    let fields = talk.as_object_mut().expect("the talk");
    fields.remove("rev");
    fields.remove("speakers");
    change(&mut talk);
    chair.does(json!({ "set_talk": { "rev": rev, "talk": talk } })).await;
    chair.line.until("it is set", |view| view.part("talk")["rev"] != rev).await;
}

async fn asking_can_be_paused_while_voting_goes_on(house: House) {
    let mut chair = house.chair().await;
    let mut phone = house.phone().await;
    let id = approved(&mut chair, &mut phone, "Who decides?").await;
    set_talk(&mut chair, |talk| {
        talk["asking"] = json!("paused");
        talk["hands"] = json!(false);
    })
    .await;
    phone.until("paused", |view| view.part("talk")["asking"] == "paused").await;
    assert_eq!(code(&phone.say(json!({ "ask": { "text": "And now?" } })).await), "paused");
    assert_eq!(code(&phone.say(json!({ "raise_hand": {} })).await), "paused");
    done(upvote(&mut phone, id, 1, true).await);
    set_talk(&mut chair, |talk| {
        talk["asking"] = json!("open");
        talk["hold"] = json!(false);
    })
    .await;
    let shown = ask(&mut phone, "Shown at once?").await;
    phone.until("shown at once", |view| is(view, shown, "approved")).await;
}

async fn what_was_shown_and_is_hidden_goes_from_phones_and_screens(house: House) {
    let mut chair = house.chair().await;
    let (_, mut screen) = house.screen(&mut chair, "Wall").await;
    let mut phone = house.phone().await;
    let id = approved(&mut chair, &mut phone, "Should not have been shown").await;
    chair.stage(json!({ "show": "question", "question": id })).await;
    for line in [&mut screen, &mut phone] {
        line.until("it is shown", |view| is(view, id, "approved")).await;
    }
    tend(&mut chair, id, json!({ "is": "archive" })).await;
    for line in [&mut screen, &mut phone] {
        line.until("it is gone", |view| question(view, id).is_null()).await;
        assert!(upvotes(&line.view, id) == u64::MAX, "off the list too");
    }
    let page = house.with_pass().get(&format!("/{}", house.room())).await.text();
    assert!(!page.contains("Should not have been shown"), "nor does a page that is loaded now hold it for others");
}

async fn a_question_becomes_a_poll(house: House) {
    let mut chair = house.chair().await;
    let mut phone = house.phone().await;
    let id = approved(&mut chair, &mut phone, "Should it be law?").await;
    let raise = json!({ "prompt": "Should it be law?", "kind": "yes_no", "from": { "question": id } });
    let poll = chair.raise(raise).await;
    let provenance = chair.poll(&poll)["provenance"].clone();
    assert_eq!((&provenance["from"], &provenance["text"]), (&json!("audience"), &json!("Should it be law?")));
    let run = chair.open(&poll).await;
    assert_eq!(phone.counted(run, 1, crate::house::line::one(0)).await, "counted");
}

async fn all_unflagged_are_approved_in_one_step_or_none(house: House) {
    let mut chair = house.chair().await;
    let mut phones = house.phones(4).await;
    let mut ids = Vec::new();
    for (at, phone) in phones.iter_mut().enumerate() {
        ids.push(ask(phone, &format!("What about group {at}?")).await);
    }
    let flagged = ask(&mut phones[0], "BUY IT NOW AT https://example.org/shop").await;
    chair.line.until("all wait", |view| view.part("questions")["waiting"] == 5).await;
    chair.line.until("flagged", |view| question(view, flagged)["flags"][0] == "contact").await;
    let on = |view: &View, id: u64| json!({ "question": id, "rev": question(view, id)["rev"] });
    let mut all: Vec<Value> = ids.iter().map(|id| on(&chair.line.view, *id)).collect();
    all[3]["rev"] = json!(7);
    let refused = chair.line.say(json!({ "approve_all": { "questions": all } })).await;
    assert_eq!(code(&refused), "changed");
    assert!(ids.iter().all(|id| is(&chair.line.view, *id, "in_review")), "none of them");
    all[3]["rev"] = json!(1);
    chair.does(json!({ "approve_all": { "questions": all } })).await;
    chair.line.until("all shown", |view| ids.iter().all(|id| is(view, *id, "approved"))).await;
    assert!(is(&chair.line.view, flagged, "in_review"));
}

async fn the_chat_is_brought_over_and_taken_back(house: House) {
    let mut chair = house.moderator(plenary_server::domain::person::Role::Online).await;
    let mut phone = house.phone().await;
    let lines = json!([
        { "name": "Aïcha", "text": "How is consent asked?" },
        { "text": "And who checks?" },
        { "name": "Joon" },
    ]);
    let receipt = chair.does(json!({ "relay": { "lines": lines } })).await;
    let relayed = receipt["made"]["relayed"].clone();
    let first = relayed["questions"][0].as_u64().unwrap();
    phone.until("they are shown", |view| question(view, first)["chat"] == "Aïcha").await;
    phone.until("the hand waits", |view| view.part("queue")["next"][0]["name"] == "Joon").await;
    assert_eq!(phone.view.part("queue")["next"][0]["chat"], true);
    assert_eq!(phone.view.part("questions")["total"], 2);
    chair.does(json!({ "undo_relay": relayed })).await;
    phone
        .until("taken back", |view| {
            view.part("questions")["total"] == 0 && view.part("queue")["waiting"] == json!([0, 0])
        })
        .await;
    assert!(question(&phone.view, first).is_null());
}

async fn upvotes_outlive_the_server_and_are_restated(house: House) {
    let mut chair = house.chair().await;
    let browser = house.with_pass();
    let mut phone = house.phone_of(&browser).await;
    let id = approved(&mut chair, &mut phone, "Who decides?").await;
    done(upvote(&mut phone, id, 1, true).await);
    drop((chair, phone));
    let house = house.stopped().await.start().await;
    let browser = browser.at(house.address);
    let mut phone = house.phone_of(&browser).await;
    phone.until("it is there", |view| upvotes(view, id) == 1).await;
    assert_eq!(phone.view.part("mine")["questions"][0]["question"], id, "its author is still told");
    let again = json!({ "upvotes": { "upvotes": [{ "question": id, "r": 1, "up": true }] } });
    done(phone.say(again).await);
    let mut browser = browser;
    let page = browser.get(&format!("/api/rooms/{}/questions", house.room())).await.json();
    assert_eq!(page["questions"][0]["mine"], json!({ "r": 1, "up": true }));
    assert_eq!(page["questions"][0]["n"], 1);
}
