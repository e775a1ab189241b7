//! The organisers' page: who may come, what is read, which room is made of it, and what is refused.

use plenary_server::domain::refusal::Refusal;
use plenary_server::organise::{self, NotMade};
use plenary_server::wire::organise::NewRoom;
use serde_json::{Value, json};

use crate::house::browser::{Browser, Reply};
use crate::house::{House, in_both_houses};

in_both_houses!(
    only_who_has_the_link_reads_and_makes,
    a_text_becomes_a_room_that_votes_and_is_there_after_a_restart,
    what_is_no_proposal_is_refused_with_its_reason,
    what_a_room_needs_and_what_stands_in_no_text_is_said,
    the_same_wish_twice_is_one_room_and_there_is_an_end_to_rooms,
    drafts_are_looked_at_for_organisers_and_for_moderators_alone,
);

const TEXT: &str = "IGF 2022 WS #7 Cables under the sea\n\nFormat: Round Table - 60 Min\n\nSpeaker 1: Ben Ray, Private Sector, \
African Group\n\nPolicy Question(s)\n\n1. Which comes first: law, code or custom?\n2. Who should pay for repairs?\n";

pub(super) async fn organiser(house: &House) -> Browser {
    let mut browser = house.browser();
    let secret = json!({ "secret": house.secret.organiser_link() });
    assert_eq!(browser.post_json("/api/organiser", &secret).await.status, 200);
    browser
}

async fn read(browser: &mut Browser, text: &str) -> Value {
    let reply = browser.post_json("/api/proposals", &json!({ "text": text })).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.json()
}

/// The room as the page would send it, with nothing changed.
fn as_found(found: &Value, text: &str, id: &str) -> Value {
    let value = |field: &str| found[field]["value"].clone();
    let values =
        |texts: &Value| -> Vec<Value> { texts.as_array().unwrap().iter().map(|one| one["value"].clone()).collect() };
    let person = |one: &Value| {
        let parts = ["name", "affiliation", "stakeholder_group", "regional_group"];
        Value::Object(parts.iter().map(|part| ((*part).to_owned(), one[part]["value"].clone())).collect())
    };
    let people = |field: &str| -> Vec<Value> { found[field].as_array().unwrap().iter().map(person).collect() };
    let questions: Vec<Value> = (found["policy_questions"].as_array().unwrap().iter())
        .map(|one| json!({ "text": one["text"]["value"], "label": one["label"]["value"], "follows": one["follows"] }))
        .collect();
    let polls: Vec<Value> = (found["polls"].as_array().unwrap().iter())
        .map(|one| {
            let mut poll = one.clone();
            poll["quotes"] = values(&one["quotes"]).into();
            let rests = one["option_quotes"].as_array().unwrap().iter().map(|quote| quote["value"].clone());
            poll["option_quotes"] = rests.collect::<Vec<_>>().into();
            poll
        })
        .collect();
    json!({
        "id": id, "text": text, "reference": value("reference"), "year": value("year"), "number": value("number"),
        "kind": value("kind"), "title": value("title"), "format": value("format"), "minutes": value("minutes"),
        "language": found["language"], "organizers": people("organizers"), "speakers": people("speakers"),
        "moderator": null, "online_moderator": null, "rapporteur": null, "aims": values(&found["aims"]),
        "expected_outcomes": values(&found["expected_outcomes"]), "hybrid_plan": values(&found["hybrid_plan"]),
        "policy_questions": questions, "polls": polls, "sign_off": false,
    })
}

async fn make(browser: &mut Browser, room: &Value) -> Reply {
    browser.post_json("/api/rooms", room).await
}

async fn only_who_has_the_link_reads_and_makes(house: House) {
    let mut nobody = house.browser();
    assert_eq!(nobody.get("/new").await.status, 200, "the page itself is nothing to hide");
    assert_eq!(nobody.get("/api/organiser").await.refusal(), (403, "not_allowed".to_owned()));
    let mut chair = house.chair().await;
    for browser in [&mut nobody, &mut chair.browser] {
        for (path, body) in [
            ("/api/proposals", json!({ "text": TEXT })),
            ("/api/rooms", json!({})),
            ("/api/wording", json!({ "prompt": "Why?", "kind": "yes_no" })),
            ("/api/organiser", json!({ "secret": "guessed" })),
        ] {
            assert_eq!(browser.post_json(path, &body).await.refusal(), (403, "not_allowed".to_owned()), "{path}");
        }
    }
    let mut organiser = organiser(&house).await;
    assert_eq!(organiser.get("/api/organiser").await.status, 200);
    // What an organiser may is to make rooms, not to lead one.
    let reply = organiser.command(house.room(), "chair", "heads", &json!({ "rev": 0, "room": 1, "online": 1 })).await;
    assert_eq!(reply.refusal(), (403, "not_allowed".to_owned()));
    let elsewhere = [("content-type", "application/json"), ("origin", "https://evil.example")];
    let body = json!({ "text": TEXT }).to_string();
    let reply = organiser.request("POST", "/api/proposals", &elsewhere, body.as_bytes()).await;
    assert_eq!(reply.refusal(), (403, "not_allowed".to_owned()), "another site's page");
}

async fn a_text_becomes_a_room_that_votes_and_is_there_after_a_restart(house: House) {
    let mut organiser = organiser(&house).await;
    let found = read(&mut organiser, TEXT).await;
    assert_eq!(found["title"]["value"], "Cables under the sea");
    assert_eq!(found["polls"][0]["from"], json!([0, 1]));
    let mut wish = as_found(&found, TEXT, "one");
    let answers: Vec<String> =
        (1..=wish["polls"][0]["options"].as_array().unwrap().len()).map(|n| format!("Réponse {n}")).collect();
    wish["polls"][0]["translations"] =
        json!({ "fr": { "prompt": "Qu’est-ce qui vient d’abord ?", "options": answers } });
    let reply = make(&mut organiser, &wish).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let made = reply.json();
    let code = made["code"].as_str().unwrap().parse().unwrap();
    let secret = made["moderator"].as_str().unwrap().split_once('#').expect("a fragment").1.to_owned();
    let house = house.stopped().await.start().await;
    let mut browser = house.browser();
    assert_eq!(browser.take_role(code, &secret).await, "chair");
    let mut chair = crate::house::chair::Chair::of(browser, code, plenary_server::domain::person::Role::Chair).await;
    let about = chair.line.view.part("about").clone();
    assert_eq!((&about["reference"], &about["minutes"]), (&json!("IGF 2022 WS #7"), &json!(60)));
    assert_eq!(about["questions"][1]["text"], "Who should pay for repairs?");
    let run = chair.open("p1").await;
    let mut phone = house.with_pass().socket(code, "phone").await;
    phone.hello().await;
    assert_eq!(phone.view.run(run)["prompt"], found["polls"][0]["prompt"]);
    let words = &phone.view.run(run)["translations"]["fr"];
    assert_eq!((&words["options"], &words["checked"]), (&json!(answers), &json!(false)));
    assert_eq!(phone.counted(run, 1, json!({ "ranked": [1] })).await, "counted");
    assert_eq!(phone.view.run(run)["provenance"]["questions"], json!(["q1", "q2"]));
}

async fn what_is_no_proposal_is_refused_with_its_reason(house: House) {
    let mut organiser = organiser(&house).await;
    let refused = organiser.post_json("/api/proposals", &json!({ "text": " \u{200b}\n" })).await;
    assert_eq!(refused.refusal(), (422, "bad_text".to_owned()));
    assert_eq!(refused.json()["refused"]["field"], "text");
    for length in [256 * 1024 + 1, 3 * 1024 * 1024] {
        let refused = organiser.post_json("/api/proposals", &json!({ "text": "a".repeat(length) })).await;
        assert_eq!(refused.refusal(), (422, "out_of_bounds".to_owned()), "{length}");
        assert_eq!(refused.json()["refused"]["max"], 256 * 1024);
    }
    for body in [json!({}), json!({ "text": 1 }), json!({ "text": "a", "more": 1 })] {
        assert_eq!(organiser.post_json("/api/proposals", &body).await.refusal(), (400, "malformed".to_owned()));
    }
    let longest = read(&mut organiser, &format!("{TEXT}{}", "word ".repeat(50_000))).await;
    assert_eq!(longest["title"]["value"], "Cables under the sea");
}

async fn what_a_room_needs_and_what_stands_in_no_text_is_said(house: House) {
    let mut organiser = organiser(&house).await;
    let found = read(&mut organiser, TEXT).await;
    let whole = as_found(&found, TEXT, "two");
    let with = |pointer: &str, value: Value| {
        let mut room = whole.clone();
        *room.pointer_mut(pointer).unwrap_or_else(|| panic!("no {pointer}")) = value;
        room
    };
    let mut bare = with("/title", json!("  "));
    bare["minutes"] = Value::Null;
    let refused = make(&mut organiser, &bare).await;
    assert_eq!(refused.refusal(), (422, "missing".to_owned()));
    assert_eq!(refused.json()["refused"]["fields"], json!(["title", "minutes"]));
    for (room, code, field) in [
        (with("/year", json!(20)), "out_of_bounds", "year"),
        (with("/minutes", json!(0)), "out_of_bounds", "minutes"),
        (with("/title", json!("x".repeat(301))), "bad_text", "title"),
        (with("/policy_questions/1/text", json!("")), "bad_text", "policy_questions.1"),
        (with("/policy_questions/0/follows", json!(1)), "bad_text", "policy_questions.0"),
        (with("/polls/0/prompt", json!("")), "bad_text", "polls.0"),
        (with("/polls/0/options", json!(["only one"])), "bad_text", "polls.0"),
        (with("/polls/0/from", json!([])), "bad_text", "polls.0"),
        (with("/polls/0/from", json!([2])), "bad_text", "polls.0"),
        (with("/polls/0/quotes/0", json!("Nobody wrote this.")), "bad_text", "polls.0"),
        (with("/polls/0/option_quotes", json!(["Who should pay for repairs?"])), "bad_text", "polls.0"),
        (with("/text", json!("")), "bad_text", "text"),
    ] {
        let refused = make(&mut organiser, &room).await;
        assert_eq!(refused.refusal().1, code, "{field}: {refused:?}");
        assert_eq!(refused.json()["refused"]["field"], field);
    }
    let many = with("/speakers", json!(vec![json!({ "name": "Ann" }); 61]));
    assert_eq!(make(&mut organiser, &many).await.refusal().1, "too_many");
    let options = whole["polls"][0]["options"].as_array().unwrap().len();
    let mut translated = whole.clone();
    let words = json!({ "prompt": "Quoi ?", "options": vec!["a"; options], "checked": true });
    for (tag, cut) in [("en", options), ("fr", options - 1)] {
        let mut words = words.clone();
        words["options"] = json!(vec!["a"; cut]);
        translated["polls"][0]["translations"] = json!({ tag: words });
        let refused = make(&mut organiser, &translated).await;
        assert_eq!(refused.refusal(), (422, "bad_text".to_owned()), "{tag}");
        assert_eq!(refused.json()["refused"]["field"], "polls.0", "{tag}");
    }
    // What a person changed is taken: an option of their own rests on nothing.
    let mut changed = with("/polls/0/options/0", json!("Something else"));
    changed["polls"][0]["option_quotes"][0] = Value::Null;
    assert_eq!(make(&mut organiser, &changed).await.status, 200);
}

async fn the_same_wish_twice_is_one_room_and_there_is_an_end_to_rooms(house: House) {
    let mut organiser = organiser(&house).await;
    let found = read(&mut organiser, TEXT).await;
    let room = as_found(&found, TEXT, "three");
    let first = make(&mut organiser, &room).await.json();
    assert_eq!(make(&mut organiser, &room).await.json(), first);
    let other = make(&mut organiser, &as_found(&found, TEXT, "four")).await.json();
    assert_ne!(other["code"], first["code"], "another wish, another room, whatever the reference");
    let new: NewRoom = serde_json::from_value(as_found(&found, TEXT, "five")).unwrap();
    let again: NewRoom = serde_json::from_value(room).unwrap();
    let made = organise::make(&house.store, &house.secret, &again, None, 2).await;
    assert_eq!(made.unwrap().code.as_str(), first["code"], "a room that is there is no new one");
    let full = organise::make(&house.store, &house.secret, &new, None, 2).await;
    assert!(matches!(full, Err(NotMade::Refused(Refusal::TooMany { max: 2, .. }))), "{full:?}");
}

async fn drafts_are_looked_at_for_organisers_and_for_moderators_alone(house: House) {
    let mut organiser = organiser(&house).await;
    let leading = json!({ "prompt": "Don’t you agree that this disastrous law must go?", "kind": "yes_no" });
    let found = organiser.post_json("/api/wording", &leading).await.json();
    let codes: Vec<&str> =
        found["findings"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["leading_opener", "loaded_words"]);
    assert_eq!(found["findings"][1]["words"], "disastrous");
    assert!(found["findings"][0]["why"].as_str().is_some_and(|why| why.len() > 10));
    let sound = json!({ "prompt": "Should this law stay?", "kind": "yes_no" });
    assert_eq!(organiser.post_json("/api/wording", &sound).await.json(), json!({ "findings": [] }));
    let steps = json!({ "prompt": "How was it?", "kind": "scale", "labels": ["good", "very good", "excellent"] });
    let found = organiser.post_json("/api/wording", &steps).await.json();
    let unbalanced = found["findings"].as_array().unwrap().iter().find(|one| one["code"] == "unbalanced_scale");
    assert!(unbalanced.is_some_and(|one| one["answer"].is_u64()), "{found}");
    let long = json!({ "prompt": "why ".repeat(501), "kind": "yes_no" });
    assert_eq!(organiser.post_json("/api/wording", &long).await.refusal(), (422, "bad_text".to_owned()));
    let at = |role: &str| format!("/api/rooms/{}/check_wording?as={role}", house.room());
    let mut rapporteur = house.moderator(plenary_server::domain::person::Role::Rapporteur).await;
    let found = rapporteur.browser.post_json(&at("rapporteur"), &leading).await.json();
    assert_eq!(found["findings"].as_array().unwrap().len(), 2);
    let mut phone = house.with_pass();
    assert_eq!(phone.post_json(&at("phone"), &leading).await.refusal(), (403, "not_allowed".to_owned()));
    assert_eq!(phone.post_json(&at("chair"), &leading).await.refusal(), (403, "not_allowed".to_owned()));
}
