//! What follows a question: what it was before a merge, its place on the queue, its likes, and that it is settled at the end.

use serde_json::{Value, json};

use super::floor::{give, next, now};
use super::questions::{approved, ask, merge, question, set_talk, tend};
use crate::house::chair::Chair;
use crate::house::line::{View, code, done};
use crate::house::{House, in_both_houses};

in_both_houses!(
    a_merge_that_is_taken_back_shows_nothing_that_was_not_shown,
    what_goes_off_the_list_goes_off_the_queue,
    what_is_merged_keeps_one_place_on_the_queue,
    what_its_author_takes_back_goes_off_the_queue,
    after_the_end_nobody_changes_what_was_asked,
    the_same_question_again_is_marked_whoever_asks,
    without_a_moderator_what_is_asked_waits_and_one_over_http_is_one,
);

fn is(view: &View, id: u64, state: &str) -> bool {
    question(view, id)["state"]["is"] == state
}

/// Puts a question on the queue; the turn.
async fn queue(chair: &mut Chair, id: u64) -> u64 {
    let on = json!({ "question": id, "rev": question(&chair.line.view, id)["rev"] });
    let turn = chair.does(json!({ "queue_question": on })).await["made"]["turn"].as_u64().expect("a turn");
    chair.line.until("on the queue", |view| next(view).contains(&turn)).await;
    turn
}

async fn unmerge(chair: &mut Chair, id: u64, then: &str) {
    let rev = question(&chair.line.view, id)["rev"].clone();
    chair.does(json!({ "unmerge": { "question": id, "rev": rev } })).await;
    chair.line.until("as it was", |view| is(view, id, then)).await;
}

async fn a_merge_that_is_taken_back_shows_nothing_that_was_not_shown(house: House) {
    let mut chair = house.chair().await;
    let mut phones = house.phones(4).await;
    let into = approved(&mut chair, &mut phones[0], "Who pays?").await;
    let waiting = ask(&mut phones[1], "Who will be the one to pay?").await;
    let archived = approved(&mut chair, &mut phones[2], "canary-archived: it names a neighbour").await;
    tend(&mut chair, archived, json!({ "is": "archive" })).await;
    let declined = approved(&mut chair, &mut phones[3], "canary-declined: it names another").await;
    tend(&mut chair, declined, json!({ "is": "decline", "rule": "private_person" })).await;
    let mut late = house.phone().await;
    for (id, was) in [(waiting, "in_review"), (archived, "archived"), (declined, "declined")] {
        chair.line.until("as it was", |view| is(view, id, was)).await;
        merge(&mut chair, id, into).await;
        chair.line.until("merged", |view| is(view, id, "merged")).await;
        unmerge(&mut chair, id, was).await;
    }
    late.until("the one that stayed", |view| question(view, into)["merged"] == 0).await;
    assert!(!late.heard.iter().any(|frame| frame.contains("canary")), "what was hidden stays hidden");
}

async fn what_goes_off_the_list_goes_off_the_queue(house: House) {
    let mut chair = house.chair().await;
    let mut phone = house.phone().await;
    for (at, fate) in
        [json!({ "is": "archive" }), json!({ "is": "decline", "rule": "off_topic" }), json!({ "is": "answered" })]
            .into_iter()
            .enumerate()
    {
        let id = approved(&mut chair, &mut phone, &format!("What about group {at}?")).await;
        queue(&mut chair, id).await;
        tend(&mut chair, id, fate.clone()).await;
        chair.line.until("off the queue", |view| next(view).is_empty()).await;
        tend(&mut chair, id, json!({ "is": "restore" })).await;
        assert!(next(&chair.line.view).is_empty(), "{fate}: it comes back to the list, not to the queue");
    }
    let made =
        chair.does(json!({ "relay": { "lines": [{ "text": "And who checks?" }] } })).await["made"]["relayed"].clone();
    let id = made["questions"][0].as_u64().unwrap();
    chair.line.until("there", |view| is(view, id, "approved")).await;
    let turn = queue(&mut chair, id).await;
    give(&mut chair, turn).await;
    tend(&mut chair, id, json!({ "is": "answering" })).await;
    tend(&mut chair, id, json!({ "is": "answered" })).await;
    assert_eq!(now(&chair.line.view), Some(turn), "who has the floor keeps it");
}

async fn what_is_merged_keeps_one_place_on_the_queue(house: House) {
    let mut chair = house.chair().await;
    let mut phones = house.phones(3).await;
    let one = approved(&mut chair, &mut phones[0], "Who pays?").await;
    let two = approved(&mut chair, &mut phones[1], "Who is going to pay for all this?").await;
    let three = approved(&mut chair, &mut phones[2], "Who pays, then?").await;
    let place = queue(&mut chair, two).await;
    merge(&mut chair, two, one).await;
    let text = |view: &View| view.part("queue")["next"][0]["text"].clone();
    chair.line.until("its words now", |view| text(view) == "Who pays?").await;
    let on = json!({ "question": one, "rev": question(&chair.line.view, one)["rev"] });
    let refused = chair.line.say(json!({ "queue_question": on })).await;
    assert_eq!((code(&refused), &refused["state"]), ("wrong_state", &json!("queued")));
    queue(&mut chair, three).await;
    merge(&mut chair, three, one).await;
    chair.line.until("one place for all", |view| next(view) == [place]).await;
    unmerge(&mut chair, two, "approved").await;
    chair.line.until("its place goes with it", |view| text(view) == "Who is going to pay for all this?").await;
    assert_eq!(next(&chair.line.view), [place]);
    queue(&mut chair, one).await;
}

async fn what_its_author_takes_back_goes_off_the_queue(house: House) {
    let mut chair = house.chair().await;
    let mut phone = house.phone().await;
    let id = approved(&mut chair, &mut phone, "Who decides?").await;
    queue(&mut chair, id).await;
    done(phone.say(json!({ "take_back": { "question": id } })).await);
    chair.line.until("off the queue", |view| next(view).is_empty() && is(view, id, "withdrawn")).await;
}

async fn after_the_end_nobody_changes_what_was_asked(house: House) {
    let mut chair = house.chair().await;
    let mut phone = house.phone().await;
    let id = approved(&mut chair, &mut phone, "Who decides?").await;
    let rev = chair.line.view.part("session")["rev"].clone();
    chair.does(json!({ "end": { "rev": rev } })).await;
    phone.until("over", |view| view.part("session")["ended"].is_u64()).await;
    let refused = phone.say(json!({ "take_back": { "question": id } })).await;
    assert_eq!((code(&refused), &refused["phase"]), ("not_running", &json!("over")));
    let markdown = chair.browser.get(&format!("/{}/report.md?as=chair", house.room())).await.text();
    assert!(markdown.contains("Who decides"), "{markdown}");
    done(phone.say(json!({ "tell": { "text": "I was harassed after the session" } })).await);
    chair.line.until("told all the same", |view| view.part("told")[0]["text"].is_string()).await;
}

async fn the_same_question_again_is_marked_whoever_asks(house: House) {
    let mut chair = house.chair().await;
    set_talk(&mut chair, |talk| talk["per_person"] = json!(5)).await;
    let (mut one, mut two) = (house.phone().await, house.phone().await);
    let first = ask(&mut one, "Who audits the hash lists?").await;
    chair.line.until("it waits", |view| is(view, first, "in_review")).await;
    let again = ask(&mut one, "hi, who audits the hash lists please").await;
    let other = ask(&mut two, "Who audits the hash lists, please?").await;
    let flags = |view: &View, id: u64| question(view, id)["flags"].clone();
    chair.line.until("marked", |view| flags(view, again) == json!(["asked_before"])).await;
    chair.line.until("marked", |view| flags(view, other) == json!(["likely_duplicate"])).await;
    assert_eq!(flags(&chair.line.view, first), json!([]), "the first of them is none");
    let like = |view: &View| {
        let mut like: Vec<u64> =
            question(view, other)["like"].as_array().unwrap().iter().filter_map(Value::as_u64).collect();
        like.sort_unstable();
        like
    };
    let mut both = [first, again];
    both.sort_unstable();
    assert_eq!(like(&chair.line.view), both);
    // Another node that reads the room only now says the same, in whatever order it reads.
    let grounds = house.stopped().await;
    let house = grounds.start().await;
    let chair = house.chair().await;
    assert_eq!(flags(&chair.line.view, again), json!(["asked_before"]));
    assert_eq!(flags(&chair.line.view, other), json!(["likely_duplicate"]));
    assert_eq!((flags(&chair.line.view, first), like(&chair.line.view)), (json!([]), both.to_vec()));
    let mut chair = chair;
    tend(&mut chair, again, json!({ "is": "edit", "text": "What is asked of small platforms in Peru?" })).await;
    chair.line.until("no longer the same", |view| flags(view, again) == json!([])).await;
    chair.line.until("nor the other like it", |view| like(view) == [first]).await;
}

async fn without_a_moderator_what_is_asked_waits_and_one_over_http_is_one(house: House) {
    let mut chair = house.chair().await;
    set_talk(&mut chair, |talk| talk["hold"] = json!(false)).await;
    let mut browser = chair.browser;
    let mut phone = house.phone().await;
    let shown = ask(&mut phone, "Is anybody there?").await;
    phone.until("shown at once", |view| is(view, shown, "approved")).await;
    let house = house.stopped().await.start().await;
    browser = browser.at(house.address);
    let mut phone = house.phone().await;
    ask(&mut phone, "And now?").await;
    phone.until("it waits", |view| view.part("mine")["questions"][0]["state"]["is"] == "in_review").await;
    let path = format!("/api/rooms/{}/view?as=chair", house.room());
    assert_eq!(browser.get(&path).await.status, 200);
    let shown = ask(&mut phone, "Now?").await;
    phone.until("shown at once", |view| is(view, shown, "approved")).await;
}
