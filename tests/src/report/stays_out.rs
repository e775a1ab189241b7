//! What participants wrote and the room was not shown stays out of the report, whichever way it is written.

use plenary_server::domain::person::Role;
use serde_json::{Value, json};

use crate::house::House;
use crate::house::chair::Chair;
use crate::house::line::{Line, done};

const CANARY: &str = "canarybird";

async fn ask(phone: &mut Line, text: &str) -> u64 {
    done(phone.say(json!({ "ask": { "text": text } })).await)["made"]["question"].as_u64().unwrap()
}

async fn tend(chair: &mut Chair, id: u64, fate: Value) {
    let key = format!("question/{id}");
    chair.line.until("the question", |view| view.part(&key)["rev"].is_u64()).await;
    let rev = chair.line.view.part(&key)["rev"].clone();
    chair.does(json!({ "tend": { "question": id, "rev": rev, "fate": fate } })).await;
    chair.line.until("it tended", |view| view.part(&key)["rev"] != rev).await;
}

pub(super) async fn play(house: House) {
    let mut chair = house.chair().await;
    let mut phones = house.phones(4).await;
    let shown = ask(&mut phones[0], "Who pays for the scanning?").await;
    tend(&mut chair, shown, json!({ "is": "edit", "text": "Who pays for scanning?" })).await;
    tend(&mut chair, shown, json!({ "is": "approve" })).await;
    tend(&mut chair, shown, json!({ "is": "reply", "text": "The platforms do." })).await;
    tend(&mut chair, shown, json!({ "is": "answered" })).await;
    let declined = ask(&mut phones[1], &format!("Is {CANARY} one declined?")).await;
    let reason = format!("{CANARY} two");
    tend(&mut chair, declined, json!({ "is": "decline", "rule": "off_topic", "reason": reason })).await;
    let archived = ask(&mut phones[2], &format!("Where does {CANARY} three go?")).await;
    tend(&mut chair, archived, json!({ "is": "archive" })).await;
    let withdrawn = ask(&mut phones[3], &format!("Whose was {CANARY} four?")).await;
    done(phones[3].say(json!({ "take_back": { "question": withdrawn } })).await);
    done(phones[3].say(json!({ "tell": { "text": format!("{CANARY} five") } })).await);
    done(phones[0].say(json!({ "raise_hand": { "word": format!("{CANARY} six") } })).await);
    chair.does(json!({ "backstage": { "text": format!("{CANARY} seven") } })).await;
    let mut rapporteur = house.moderator(Role::Rapporteur).await;
    rapporteur.does(json!({ "note": { "rev": 0, "text": "All agreed to meet again." } })).await;

    let markdown = chair.browser.get(&format!("/{}/report.md?as=chair", house.room())).await.text();
    let page = chair.browser.get(&format!("/{}/report?as=chair", house.room())).await.text();
    for text in [&markdown, &page] {
        assert!(!text.to_lowercase().contains(CANARY), "{text}");
        assert!(!text.contains("Who pays for the scanning"), "former words are not told");
        for said in [
            "Who pays for scanning",
            "The platforms do",
            "words were changed by a moderator",
            "All agreed to meet again",
        ] {
            assert!(text.contains(said), "{said}: {text}");
        }
    }
    for row in [
        "| Answered | 1 |",
        "| Declined under a published rule: not about this session | 1 |",
        "| Taken off the list | 1 |",
        "| Taken back by whoever asked | 1 |",
    ] {
        assert!(markdown.contains(row), "{row}: {markdown}");
    }
}
