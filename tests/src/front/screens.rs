//! Room screens: a code, let in, named, blinking, pinned, sent away; back by themselves after a restart.

use serde_json::{Value, json};

use crate::house::line::{View, code};
use crate::house::{House, in_both_houses};

in_both_houses!(
    a_screen_shows_its_code_until_it_is_let_in,
    a_screen_is_named_blinks_and_is_pinned,
    a_screen_that_is_sent_away_shows_a_code_again,
    a_restarted_screen_comes_back_by_itself,
    each_room_lets_in_its_own,
);

/// What the view has of the one screen there is.
fn only(view: &View) -> &Value {
    &view.part("screens")[0]
}

async fn a_screen_shows_its_code_until_it_is_let_in(house: House) {
    let mut chair = house.chair().await;
    let mut browser = house.browser();
    assert_eq!(browser.post_json("/api/screens", &json!({})).await.refusal(), (401, "no_pass".to_owned()));
    browser.get("/screen").await;
    let place = browser.post_json("/api/screens", &json!({})).await.json();
    let pairing = place["pairing"].as_str().expect("a code").to_owned();
    assert_eq!(pairing.len(), 4);
    assert_eq!(browser.post_json("/api/screens", &json!({})).await.json(), place, "the same when it asks again");
    let before = browser.command(chair.room, "screen", "seen", &json!({ "run": 1 })).await;
    assert_eq!(before.refusal(), (403, "not_allowed".to_owned()), "not let in yet");
    // As somebody types it from across the hall.
    let typed = format!("{} {}", pairing[..2].to_uppercase(), &pairing[2..]);
    let receipt = chair.does(json!({ "let_in": { "pairing": typed, "name": "  Left\u{202e} side " } })).await;
    let screen = receipt["made"]["screen"].clone();
    assert_eq!(
        browser.post_json("/api/screens", &json!({})).await.json(),
        json!({ "room": chair.room, "language": "en" })
    );
    let mut line = browser.socket(chair.room, "screen").await;
    line.hello().await;
    assert_eq!(line.view.part("mine")["screen"], screen);
    assert_eq!((&only(&line.view)["screen"], &only(&line.view)["name"]), (&screen, &json!("Left side")));
    let wanted = screen.clone();
    chair.line.until("the screen connected", |view| view.part("connected")["screens"] == json!([wanted])).await;
    chair.noted("chair", "screen_let_in").await;
    let again = chair.line.say(json!({ "let_in": { "pairing": pairing, "name": "Twice" } })).await;
    assert_eq!(code(&again), "unknown_screen", "a code is good once");
    drop(line);
    chair.line.until("the screen gone", |view| view.part("connected")["screens"] == json!([])).await;
}

async fn a_screen_is_named_blinks_and_is_pinned(house: House) {
    let mut chair = house.chair().await;
    let (_, mut screen) = house.screen(&mut chair, "Wall").await;
    let run = chair.open("single").await;
    chair.line.until("the screen", |view| only(view).is_object()).await;
    let on = |chair: &crate::house::chair::Chair| {
        let held = only(&chair.line.view);
        json!({ "screen": held["screen"], "rev": held["rev"] })
    };
    let mut name = on(&chair);
    name["name"] = json!("Speakers' monitor");
    chair.does(json!({ "name_screen": name })).await;
    chair.line.until("the name", |view| only(view)["name"] == "Speakers' monitor").await;
    assert_eq!(code(&chair.line.say(json!({ "name_screen": name })).await), "changed", "an old revision");
    let lines = chair.minutes().len();
    chair.does(json!({ "blink_screen": on(&chair) })).await;
    screen.until("a blink", |view| only(view)["blink"] == 1).await;
    chair.line.until("the blink", |view| only(view)["blink"] == 1).await;
    assert_eq!(chair.minutes().len(), lines, "a blink is no act of the session");
    let mut pin = on(&chair);
    pin["pinned"] = json!({ "show": "run", "run": run });
    chair.does(json!({ "pin_screen": pin })).await;
    screen.until("pinned", |view| only(view)["pinned"]["run"] == run).await;
    chair.stage(json!({ "show": "aims" })).await;
    screen.until("the stage moved on", |view| view.part("stage")["showing"]["show"] == "aims").await;
    assert_eq!(screen.view.phase(run), "open", "what it is pinned to is still there");
    let mut pin = on(&chair);
    pin["pinned"] = json!({ "show": "run", "run": 99 });
    assert_eq!(code(&chair.line.say(json!({ "pin_screen": pin })).await), "unknown_run");
    pin["pinned"] = Value::Null;
    chair.does(json!({ "pin_screen": pin })).await;
    screen.until("let go", |view| only(view)["pinned"].is_null()).await;
    chair.noted("chair", "screen_pinned").await;
}

async fn a_screen_that_is_sent_away_shows_a_code_again(house: House) {
    let mut chair = house.chair().await;
    let (mut browser, mut screen) = house.screen(&mut chair, "Wall").await;
    let (_, mut other) = house.screen(&mut chair, "Other").await;
    chair.line.until("two", |view| view.part("screens").as_array().is_some_and(|all| all.len() == 2)).await;
    let all = chair.line.view.part("screens").as_array().unwrap().clone();
    let wall = all.iter().find(|held| held["name"] == "Wall").unwrap();
    chair.does(json!({ "revoke_screen": { "screen": wall["screen"], "rev": wall["rev"] } })).await;
    assert_eq!(screen.ended().await, Some(4001));
    let place = browser.post_json("/api/screens", &json!({})).await.json();
    let pairing = place["pairing"].as_str().expect("a code again").to_owned();
    assert_eq!(browser.command(chair.room, "screen", "seen", &json!({ "run": 1 })).await.refusal().1, "not_allowed");
    other.until("the other one stays", |view| view.part("screens").as_array().is_some_and(|all| all.len() == 1)).await;
    // The same screen may come again.
    chair.does(json!({ "let_in": { "pairing": pairing, "name": "Wall again" } })).await;
    let mut line = browser.socket(chair.room, "screen").await;
    line.hello().await;
    other.until("both", |view| view.part("screens").as_array().is_some_and(|all| all.len() == 2)).await;
    chair.noted("chair", "screen_let_in").await;
    let acts: Vec<String> = chair.minutes().into_iter().map(|(_, act)| act).collect();
    assert_eq!(acts, ["screen_let_in", "screen_let_in", "screen_revoked", "screen_let_in"]);
}

async fn a_restarted_screen_comes_back_by_itself(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("single").await;
    let (mut browser, screen) = house.screen(&mut chair, "Wall").await;
    drop(screen);
    // Its machine was switched off and on: all it has is its cookie.
    let before = browser.cookie("plenary-screen").map(str::to_owned);
    browser.get("/screen").await;
    assert_eq!(browser.cookie("plenary-screen"), before.as_deref(), "the pass it has is kept");
    assert_eq!(
        browser.post_json("/api/screens", &json!({})).await.json(),
        json!({ "room": chair.room, "language": "en" })
    );
    let mut again = browser.socket(chair.room, "screen").await;
    again.hello().await;
    assert_eq!(again.view.phase(run), "open");
    assert_eq!(again.view.part("stage")["showing"], json!({ "show": "run", "run": run }));
}

async fn each_room_lets_in_its_own(house: House) {
    let mut here = house.chair().await;
    let other_room = house.rooms[1].code;
    let mut browser = house.browser();
    browser.take_role(other_room, &house.rooms[1].chair_secret).await;
    let mut there =
        crate::house::chair::Chair::of(browser, other_room, plenary_server::domain::person::Role::Chair).await;
    let (one, mut one_line) = house.screen(&mut here, "Here").await;
    let (_, mut two_line) = house.screen(&mut there, "There").await;
    let mut trespasser = one.clone();
    let elsewhere = trespasser.command(other_room, "screen", "seen", &json!({ "run": 1 })).await;
    assert_eq!(elsewhere.refusal(), (403, "not_allowed".to_owned()));
    let run = here.open("single").await;
    one_line.until("its own room's run", |view| view.phase(run) == "open").await;
    two_line.views(3).await;
    assert_eq!(two_line.view.phase(run), "", "the other room goes on by itself");
    assert_eq!(two_line.view.part("screens").as_array().map(Vec::len), Some(1));
    assert_eq!(there.line.view.part("stage")["showing"]["show"], "join");
    // Runs have the same numbers in both rooms; a ballot counts where it was put.
    let other = there.open("single").await;
    assert_eq!(run, other);
    let mut phone = house.phone().await;
    assert_eq!(phone.counted(run, 1, json!({ "one": 0 })).await, "counted");
    let total = house.store.recount(other_room, plenary_server::domain::id::RunId(1)).await.unwrap().total();
    assert_eq!((house.recount(run, 3).await.0, total.ballots), (1, 0));
}
