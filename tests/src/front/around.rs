//! Around the session: what is tried before it, what is one tap away before the first vote, what everybody may read after it.

use plenary_server::domain::person::Role;
use serde_json::json;

use crate::house::line::{code, done, one};
use crate::house::{Ground, House, in_both_houses};

in_both_houses!(
    a_phone_that_comes_by_the_address_is_noted_once,
    rules_and_what_is_known_are_one_tap_from_the_first_page,
    after_the_end_everybody_may_read_what_the_room_was_shown,
);

/// All rooms of a store are looked at: Redis is one of the test's own, or other tests' rooms come and go meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_a_test_vote_is_counted_and_leaves_nothing() {
    a_test_vote_is_counted_and_leaves_nothing(House::on(Ground::sqlite()).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redis_a_test_vote_is_counted_and_leaves_nothing() {
    a_test_vote_is_counted_and_leaves_nothing(House::on(Ground::private_redis()).await).await;
}

async fn a_test_vote_is_counted_and_leaves_nothing(house: House) {
    let mut chair = house.chair().await;
    let before = house.store.rooms().await.unwrap();
    chair.does(json!({ "test_vote": {} })).await;
    let mut after = house.store.rooms().await.unwrap();
    after.sort();
    let mut rooms = before;
    rooms.sort();
    assert_eq!(after, rooms);
    assert!(chair.minutes().is_empty(), "{:?}", chair.minutes());
    let mut rapporteur = house.moderator(Role::Rapporteur).await;
    assert_eq!(code(&rapporteur.line.say(json!({ "test_vote": {} })).await), "not_allowed");
}

async fn a_phone_that_comes_by_the_address_is_noted_once(house: House) {
    let mut chair = house.chair().await;
    let reached = chair.line.view.part("reached").clone();
    assert_eq!((&reached["host"], &reached["at"]), (&json!(null), &json!(null)));
    let mut phone = house.browser();
    let wrong = phone.get(&format!("/{}?reached=00000000", house.room())).await;
    assert_eq!(wrong.status, 200, "the page is there all the same");
    let link = format!("/{}?reached={}", house.room(), reached["token"].as_str().unwrap());
    assert_eq!(phone.get(&link).await.status, 200);
    chair.line.until("it came", |view| view.part("reached")["at"].is_u64()).await;
    let noted = chair.line.view.part("reached").clone();
    assert_eq!(noted["host"], json!(phone.origin().strip_prefix("http://").unwrap()));
    assert_eq!(phone.get(&link).await.status, 200);
    chair.does(json!({ "test_vote": {} })).await;
    chair.line.views(1).await;
    assert_eq!(chair.line.view.part("reached"), &noted, "a second visit says nothing new");
    let mut anybody = house.phone().await;
    anybody.views(1).await;
    assert!(anybody.view.part("reached").is_null(), "it is for moderators");
}

async fn rules_and_what_is_known_are_one_tap_from_the_first_page(house: House) {
    let mut anybody = house.browser();
    let page = anybody.get(&format!("/{}", house.room())).await.text();
    let (before, _) = page.split_once("application/json").unwrap();
    let known = format!("/{}/known", house.room());
    for words in [&format!(r#"<a href="{known}">How we vote here</a>"#), "What this server knows about you"] {
        assert!(before.contains(words), "{words}: {before}");
    }
    let known = anybody.get(&known).await;
    let csp = known.header("content-security-policy").unwrap();
    assert!(csp.starts_with("default-src 'none'") && !csp.contains("script-src"), "{csp}");
    for words in [
        "How we vote here",
        "No names, no accounts",
        "What this server knows about you",
        "shown only for groups of 5 or more",
        "The words you ask to be called by",
        "What you tell the moderators privately",
        "All of it goes away 180 days after the session has ended",
    ] {
        assert!(known.text().contains(words), "{words}: {}", known.text());
    }
}

async fn after_the_end_everybody_may_read_what_the_room_was_shown(house: House) {
    let mut chair = house.chair().await;
    let mut phones = house.phones(6).await;
    let shown = chair.open("single").await;
    for phone in &mut phones {
        phone.until("open", |view| view.phase(shown) == "open").await;
        assert_eq!(phone.counted(shown, 1, one(1)).await, "counted");
    }
    chair.close_and_show(shown).await;
    let hidden = chair.open("yesno").await;
    assert_eq!(phones[0].counted(hidden, 1, one(0)).await, "counted");
    chair.close(hidden).await;
    done(phones[1].say(json!({ "ask": { "text": "Held until the end?" } })).await);
    chair.does(json!({ "note": { "rev": 0, "text": "A note for moderators." } })).await;
    chair.does(json!({ "begin": { "rev": 0 } })).await;
    chair.line.until("begun", |view| view.part("session")["began"].is_u64()).await;

    let (page, markdown) = (format!("/{}/report", house.room()), format!("/{}/report.md", house.room()));
    let mut anybody = house.browser();
    for path in [&page, &markdown] {
        assert_eq!(anybody.get(path).await.status, 403, "not before the end");
    }
    let rev = chair.line.view.part("session")["rev"].clone();
    chair.does(json!({ "end": { "rev": rev } })).await;
    phones[0].until("over", |view| view.part("session")["ended"].is_u64()).await;

    let first = anybody.get(&format!("/{}", house.room())).await.text();
    assert!(first.contains(&format!("{page}?as=phone")), "the plain page leads there: {first}");
    for path in [&page, &markdown] {
        let reply = anybody.get(path).await;
        assert_eq!(reply.status, 200);
        let text = reply.text();
        for words in ["What about single?", "This is what the room was shown", "100%"] {
            assert!(text.contains(words), "{words}: {text}");
        }
        for words in
            ["What about yesno?", "What about scale?", "A note for moderators", "Held until the end", "Minutes"]
        {
            assert!(!text.contains(words), "{words}: {text}");
        }
    }
    // A moderator reads all of it, and as a phone what everybody reads.
    let whole = chair.browser.get(&page).await.text();
    assert!(whole.contains("What about yesno?") && whole.contains("A note for moderators"), "{whole}");
    let as_phone = chair.browser.get(&format!("{page}?as=phone")).await.text();
    assert!(!as_phone.contains("What about yesno?"), "{as_phone}");
    assert_eq!(anybody.get(&format!("{page}?as=chair")).await.status, 403);

    // Shown afterwards, it stands there too.
    chair.gate("show", hidden, "published").await;
    let text = anybody.get(&page).await.text();
    assert!(text.contains("What about yesno?"), "{text}");
}
