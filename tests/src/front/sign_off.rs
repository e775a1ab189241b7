//! A second moderator reads each poll before it opens, where the chair has set that.

use plenary_server::domain::person::Role;
use serde_json::{Value, json};

use crate::house::chair::Chair;
use crate::house::line::{View, code, done};
use crate::house::{House, in_both_houses};

in_both_houses!(
    nothing_opens_that_nobody_else_has_read,
    changed_words_are_read_again_and_a_changed_countdown_is_not,
    who_may_read_and_who_may_set_it,
);

async fn set(chair: &mut Chair, on: bool) {
    let rev = chair.line.view.part("sign_off")["rev"].clone();
    chair.does(json!({ "set_sign_off": { "rev": rev, "on": on } })).await;
    chair.line.until("it is set", |view| view.part("sign_off")["on"] == on).await;
}

fn opening(chair: &Chair, poll: &str) -> Value {
    let stage = chair.line.view.part("stage")["rev"].clone();
    json!({ "open": { "poll": poll, "rev": chair.poll(poll)["rev"], "stage_rev": stage } })
}

fn signing(chair: &Chair, poll: &str) -> Value {
    json!({ "sign": { "poll": poll, "rev": chair.poll(poll)["rev"] } })
}

async fn signed(chair: &mut Chair, poll: &str, by: Value) {
    let is_so = |view: &View| {
        let polls = view.part("agenda")["polls"].as_array().unwrap();
        polls.iter().any(|one| one["poll"] == poll && one["signed_by"] == by)
    };
    chair.line.until("who has read it", is_so).await;
}

async fn nothing_opens_that_nobody_else_has_read(house: House) {
    let mut chair = house.chair().await;
    let mut on_site = house.moderator(Role::OnSite).await;
    // Off, as every room begins: one moderator alone may open.
    let run = chair.open("yesno").await;
    chair.close(run).await;
    set(&mut chair, true).await;
    let refused = chair.line.say(opening(&chair, "single")).await;
    assert_eq!(code(&refused), "not_signed");
    // Prepared with the room: whoever opens it is not the one who has read it.
    chair.does(signing(&chair, "single")).await;
    signed(&mut chair, "single", json!("chair")).await;
    let refused = chair.line.say(opening(&chair, "single")).await;
    assert_eq!(code(&refused), "not_signed", "one moderator is no second one");
    signed(&mut on_site, "single", json!("chair")).await;
    done(on_site.line.say(opening(&on_site, "single")).await);
    let told = |view: &View, act: &str| view.part("minutes").as_array().unwrap().iter().any(|line| line["act"] == act);
    chair.line.until("the minutes", |view| told(view, "sign_off_set") && told(view, "signed")).await;
    let report = chair.browser.get(&format!("/{}/report.md", house.room())).await.text();
    assert!(report.contains("set that a second moderator reads each poll before it opens"), "{report}");
    assert!(report.contains("read Poll 1 as its second reader"), "{report}");
}

async fn changed_words_are_read_again_and_a_changed_countdown_is_not(house: House) {
    let mut chair = house.chair().await;
    let mut online = house.moderator(Role::Online).await;
    set(&mut chair, true).await;
    let raised = chair.raise(json!({ "prompt": "Now or later?", "kind": "yes_no" })).await;
    let refused = chair.line.say(signing(&chair, &raised)).await;
    assert_eq!(code(&refused), "own_wording");
    signed(&mut online, &raised, Value::Null).await;
    online.does(signing(&online, &raised)).await;
    signed(&mut chair, &raised, json!("online")).await;
    signed(&mut online, &raised, json!("online")).await;
    let edit = |chair: &Chair, prompt: &str, seconds: Value| {
        let rev = chair.poll(&raised)["rev"].clone();
        json!({ "edit": { "poll": raised, "rev": rev, "prompt": prompt, "kind": "yes_no", "visibility": "hidden", "seconds": seconds } })
    };
    chair.does(edit(&chair, "Now or later?", json!(60))).await;
    let kept = |view: &View| {
        let polls = view.part("agenda")["polls"].as_array().unwrap();
        polls.iter().any(|one| one["poll"] == raised && one["seconds"] == 60 && one["signed_by"] == "online")
    };
    chair.line.until("another countdown, the same words", kept).await;
    chair.does(edit(&chair, "Now, or in a year?", json!(60))).await;
    signed(&mut chair, &raised, Value::Null).await;
    let refused = chair.line.say(opening(&chair, &raised)).await;
    assert_eq!(code(&refused), "not_signed");
    signed(&mut online, &raised, Value::Null).await;
    online.does(signing(&online, &raised)).await;
    signed(&mut chair, &raised, json!("online")).await;
    done(chair.line.say(opening(&chair, &raised)).await);
}

async fn who_may_read_and_who_may_set_it(house: House) {
    let mut chair = house.chair().await;
    let mut on_site = house.moderator(Role::OnSite).await;
    let mut rapporteur = house.moderator(Role::Rapporteur).await;
    let rev = chair.line.view.part("sign_off")["rev"].clone();
    let set_it = json!({ "set_sign_off": { "rev": rev, "on": true } });
    assert_eq!(code(&on_site.line.say(set_it.clone()).await), "not_allowed");
    let read = signing(&rapporteur, "single");
    assert_eq!(code(&rapporteur.line.say(read).await), "not_allowed");
    set(&mut chair, true).await;
    assert_eq!(code(&chair.line.say(set_it).await), "changed", "it was set under another revision");
    // The temperature's words are the house's own, the same in every room: it needs no reader.
    done(chair.line.say(json!({ "take_temperature": {} })).await);
    set(&mut chair, false).await;
    done(chair.line.say(opening(&chair, "single")).await);
}
