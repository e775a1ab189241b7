//! The session around polls and talk: panic, temperature, its beginning and end, notes, what moderators tell each other.

use plenary_server::domain::person::Role;
use serde_json::json;

use crate::house::line::{View, code, done, one};
use crate::house::{House, in_both_houses};

in_both_houses!(
    panic_blanks_every_screen_and_brings_back_what_was_there,
    the_temperature_is_taken_beside_the_stage,
    a_session_begins_ends_and_goes_on,
    before_its_window_nobody_takes_part,
    a_message_is_written_and_staged_in_one_step,
    what_phones_tell_the_moderators_stays_with_them,
    what_is_said_backstage_stays_in_sight_until_all_have_seen_it,
    notes_are_written_by_those_who_may_and_never_lost_to_another,
    polls_open_beside_the_stage,
    outcome_lines_are_drafted_and_asked,
    support_contacts_are_there_for_everybody,
    the_next_prompt_is_on_a_pinned_screen_before_it_is_asked,
    phones_that_have_not_seen_the_run_are_told_to_moderators,
    two_runs_stand_side_by_side,
    a_session_goes_away_when_its_retention_ends,
);

async fn panic_blanks_every_screen_and_brings_back_what_was_there(house: House) {
    let mut chair = house.chair().await;
    let (_, mut screen) = house.screen(&mut chair, "Wall").await;
    chair.stage(json!({ "show": "aims" })).await;
    let mut online = house.moderator(Role::Online).await;
    online.does(json!({ "blank": { "on": true } })).await;
    screen.until("blank", |view| view.part("stage")["blank"] == true).await;
    online.does(json!({ "blank": { "on": true } })).await;
    chair.line.until("blank", |view| view.part("stage")["blank"] == true).await;
    chair.stage(json!({ "show": "rules" })).await;
    assert_eq!(chair.line.view.part("stage")["blank"], true, "staging does not bring the screens back");
    chair.does(json!({ "blank": { "on": false } })).await;
    screen.until("back", |view| view.part("stage")["blank"] == false).await;
    assert_eq!(screen.view.part("stage")["showing"]["show"], "rules");
}

async fn the_temperature_is_taken_beside_the_stage(house: House) {
    let mut chair = house.chair().await;
    let mut phones = house.phones(5).await;
    chair.stage(json!({ "show": "aims" })).await;
    let run = chair.does(json!({ "take_temperature": {} })).await["made"]["run"].as_u64().unwrap();
    for (at, phone) in phones.iter_mut().enumerate() {
        phone.until("asked", |view| view.phase(run) == "open").await;
        assert!(phone.view.run(run)["until"].is_u64(), "for a minute");
        let step = if at < 3 { 3 } else { 1 };
        assert_eq!(phone.counted(run, 1, one(step)).await, "counted");
    }
    assert_eq!(chair.line.view.part("stage")["showing"]["show"], "aims");
    let again = chair.line.say(json!({ "take_temperature": {} })).await;
    assert_eq!(code(&again), "wrong_state", "one reading at a time");
    chair.line.until("open", |view| view.phase(run) == "open").await;
    chair.close(run).await;
    phones[0].until("a reading", |view| view.part("temperature")[0]["median"] == 3.0).await;
    assert_eq!(phones[0].view.part("temperature")[0]["n"], 5);
    let second = chair.does(json!({ "take_temperature": {} })).await["made"]["run"].as_u64().unwrap();
    assert!(second > run);
}

fn session(view: &View) -> &serde_json::Value {
    view.part("session")
}

async fn a_session_begins_ends_and_goes_on(house: House) {
    let mut chair = house.chair().await;
    let mut online = house.moderator(Role::Online).await;
    let mut phone = house.phone().await;
    let rev = |chair: &crate::house::chair::Chair| session(&chair.line.view)["rev"].clone();
    let refused = online.line.say(json!({ "begin": { "rev": 0 } })).await;
    assert_eq!(code(&refused), "not_allowed");
    chair.does(json!({ "begin": { "rev": rev(&chair) } })).await;
    chair.line.until("begun", |view| session(view)["began"].is_u64()).await;
    let run = chair.open("single").await;
    chair.does(json!({ "end": { "rev": rev(&chair) } })).await;
    phone.until("over", |view| session(view)["ended"].is_u64()).await;
    chair.line.until("what was open is closed", |view| view.phase(run) == "closed").await;
    for wish in [json!({ "ask": { "text": "Too late?" } }), json!({ "raise_hand": {} })] {
        let refused = phone.say(wish).await;
        assert_eq!((code(&refused), &refused["phase"]), ("not_running", &json!("over")));
    }
    let refused = chair.line.say(chair.opening("multiple")).await;
    assert_eq!(code(&refused), "not_running");
    chair.line.until("ended", |view| session(view)["ended"].is_u64()).await;
    chair.does(json!({ "resume": { "rev": rev(&chair) } })).await;
    phone.until("on again", |view| session(view)["ended"].is_null()).await;
    done(phone.say(json!({ "ask": { "text": "In time?" } })).await);
}

async fn before_its_window_nobody_takes_part(house: House) {
    let mut chair = house.chair().await;
    let mut phone = house.phone().await;
    let far = 4_102_444_800_000_u64;
    chair.does(json!({ "set_window": { "rev": 0, "from": far, "planned": far + 1 } })).await;
    phone.until("early", |view| session(view)["from"] == far).await;
    let refused = phone.say(json!({ "ask": { "text": "Too early?" } })).await;
    assert_eq!((code(&refused), &refused["phase"]), ("not_running", &json!("early")));
    let rev = session(&phone.view)["rev"].clone();
    let backwards = json!({ "set_window": { "rev": rev, "from": far, "planned": 1 } });
    assert_eq!(code(&chair.line.say(backwards).await), "bad_text");
    chair.does(json!({ "set_window": { "rev": rev, "from": null, "planned": far } })).await;
    phone.until("open", |view| session(view)["from"].is_null()).await;
    done(phone.say(json!({ "ask": { "text": "Weeks before?" } })).await);
}

async fn a_message_is_written_and_staged_in_one_step(house: House) {
    let mut chair = house.chair().await;
    let (_, mut screen) = house.screen(&mut chair, "Wall").await;
    let stage_rev = chair.line.view.part("stage")["rev"].clone();
    let set = json!({ "rev": 0, "text": "Back at 11:15", "stage_rev": stage_rev });
    chair.does(json!({ "set_message": set })).await;
    screen.until("it stands", |view| view.part("stage")["showing"]["show"] == "message").await;
    assert_eq!(screen.view.part("message")["text"], "Back at 11:15");
    let stale = json!({ "rev": 1, "text": "Never", "stage_rev": stage_rev });
    assert_eq!(code(&chair.line.say(json!({ "set_message": stale })).await), "changed");
    chair.line.until("as it was", |view| view.part("message")["text"] == "Back at 11:15").await;
}

async fn what_phones_tell_the_moderators_stays_with_them(house: House) {
    let mut chair = house.chair().await;
    let (_, mut screen) = house.screen(&mut chair, "Wall").await;
    let (mut phone, mut other) = (house.phone().await, house.phone().await);
    done(phone.say(json!({ "tell": { "text": "canary-told: somebody films the children" } })).await);
    chair.line.until("told", |view| view.part("told")[0]["text"].is_string()).await;
    let number = chair.line.view.part("told")[0]["number"].clone();
    chair.does(json!({ "settle": { "number": number } })).await;
    chair.line.until("dealt with", |view| view.part("told") == &json!([])).await;
    for line in [&mut other, &mut screen] {
        line.views(1).await;
        assert!(!line.heard.iter().any(|frame| frame.contains("canary-told")));
    }
}

async fn what_is_said_backstage_stays_in_sight_until_all_have_seen_it(house: House) {
    let mut chair = house.chair().await;
    let mut online = house.moderator(Role::Online).await;
    let mut rapporteur = house.moderator(Role::Rapporteur).await;
    let mut phone = house.phone().await;
    let said = online.does(json!({ "backstage": { "text": "canary-backstage: two minutes" } })).await;
    let number = said["made"]["number"].clone();
    for moderator in [&mut chair, &mut rapporteur] {
        moderator.line.until("heard", |view| view.part("backstage")[0]["number"] == number).await;
        moderator.does(json!({ "acknowledge": { "number": number } })).await;
    }
    let all = json!(["online", "chair", "rapporteur"]);
    online.line.until("seen by all", |view| view.part("backstage")[0]["acknowledged"] == all).await;
    phone.views(1).await;
    assert!(!phone.heard.iter().any(|frame| frame.contains("canary-backstage")));
}

async fn notes_are_written_by_those_who_may_and_never_lost_to_another(house: House) {
    let mut rapporteur = house.moderator(Role::Rapporteur).await;
    let mut chair = house.chair().await;
    let note = json!({ "rev": 0, "text": "All agree that\nconsent is asked." });
    let number = rapporteur.does(json!({ "note": note })).await["made"]["number"].clone();
    chair.line.until("noted", |view| view.part("notes")[0]["text"] == "All agree that\nconsent is asked.").await;
    assert_eq!(chair.line.view.part("notes")[0]["by"], "rapporteur");
    let change = |text: &str| json!({ "note": { "note": number, "rev": 1, "text": text } });
    let (a, b) = tokio::join!(rapporteur.line.say(change("One")), chair.line.say(change("Two")));
    assert_eq!([&a, &b].iter().filter(|answer| answer["code"] == "changed").count(), 1, "{a} {b}");
    let mut phone = house.phone().await;
    assert_eq!(code(&phone.say(change("Mine")).await), "not_allowed");
    assert_eq!(code(&rapporteur.line.say(json!({ "blank": { "on": true } })).await), "not_allowed");
}

async fn polls_open_beside_the_stage(house: House) {
    let mut chair = house.chair().await;
    let mut phone = house.phone().await;
    let staged = chair.open("single").await;
    let mut beside = chair.opening("multiple");
    beside["open"]["beside"] = json!(true);
    let run = chair.does(beside).await["made"]["run"].as_u64().unwrap();
    phone.until("both open", |view| view.phase(run) == "open" && view.phase(staged) == "open").await;
    assert_eq!(phone.view.part("stage")["showing"]["run"], staged);
}

async fn outcome_lines_are_drafted_and_asked(house: House) {
    let mut chair = house.chair().await;
    let mut phone = house.phone().await;
    let line = "Providers publish what they scan for, twice a year.";
    let raise = json!({ "prompt": line, "kind": "gradient", "from": "outcome" });
    let poll = chair.raise(raise).await;
    assert_eq!(chair.poll(&poll)["provenance"]["from"], "outcome");
    let mut open = chair.opening(&poll);
    open["open"]["beside"] = json!(true);
    let run = chair.does(open).await["made"]["run"].as_u64().unwrap();
    phone.until("asked", |view| view.phase(run) == "open").await;
    assert_eq!(phone.counted(run, 1, one(2)).await, "counted");
}

async fn support_contacts_are_there_for_everybody(house: House) {
    let mut chair = house.chair().await;
    let contacts = json!([{ "name": "Child Helpline International", "reach": "Desk beside the hall" }]);
    chair.does(json!({ "set_contacts": { "rev": 0, "contacts": contacts } })).await;
    let mut phone = house.phone().await;
    phone.until("there", |view| view.part("contacts")["contacts"] == contacts).await;
    let nine: Vec<_> = (0..9).map(|_| contacts[0].clone()).collect();
    let refused = chair.line.say(json!({ "set_contacts": { "rev": 1, "contacts": nine } })).await;
    assert_eq!(code(&refused), "too_many");
}

async fn the_next_prompt_is_on_a_pinned_screen_before_it_is_asked(house: House) {
    let mut chair = house.chair().await;
    let (_, mut screen) = house.screen(&mut chair, "Captions").await;
    let mut phone = house.phone().await;
    let listed = chair.line.view.part("screens")[0].clone();
    let pin = json!({ "screen": listed["screen"], "rev": listed["rev"], "pinned": { "show": "next" } });
    chair.does(json!({ "pin_screen": pin })).await;
    screen.until("pinned", |view| view.part("screens")[0]["pinned"]["show"] == "next").await;
    let arm = json!({ "poll": "single", "rev": chair.poll("single")["rev"], "armed": true });
    chair.does(json!({ "arm": arm })).await;
    let prompt = chair.poll("single")["prompt"].clone();
    screen.until("the prompt", |view| view.part("upcoming")["prompt"] == prompt).await;
    let last = json!({ "poll": "scale", "rev": chair.poll("scale")["rev"], "armed": true });
    chair.does(json!({ "arm": last })).await;
    let prompt = chair.poll("scale")["prompt"].clone();
    screen.until("what was armed last", |view| view.part("upcoming")["prompt"] == prompt).await;
    phone.views(1).await;
    assert!(phone.view.part("upcoming").is_null(), "phones are told when it is asked");
    let rev = chair.line.view.part("stage")["rev"].clone();
    let stage = json!({ "stage": { "rev": rev, "showing": { "show": "next" } } });
    assert_eq!(code(&chair.line.say(stage).await), "wrong_state", "it is for pinned screens");
}

async fn phones_that_have_not_seen_the_run_are_told_to_moderators(house: House) {
    let mut chair = house.chair().await;
    let mut phones = house.phones(3).await;
    for phone in &mut phones {
        done(phone.say(json!({ "mode": { "mode": "online" } })).await);
    }
    let run = chair.open("single").await;
    let unseen = |n: u64| move |view: &View| view.part("unseen") == &json!([{ "run": run, "by_mode": [0, n, 0] }]);
    chair.line.until("nobody has", unseen(3)).await;
    for phone in &mut phones[..2] {
        phone.until("open", |view| view.phase(run) == "open").await;
        done(phone.say(json!({ "seen": { "run": run } })).await);
    }
    chair.line.until("one has not", unseen(1)).await;
    let mut opening = chair.opening("yesno");
    opening["open"]["beside"] = json!(true);
    let beside = chair.does(opening).await["made"]["run"].clone();
    let of_both = json!([{ "run": run, "by_mode": [0, 1, 0] }, { "run": beside, "by_mode": [0, 3, 0] }]);
    chair.line.until("of what is open beside the stage, too", |view| view.part("unseen") == &of_both).await;
}

async fn two_runs_stand_side_by_side(house: House) {
    let mut chair = house.chair().await;
    let (_, mut screen) = house.screen(&mut chair, "Wall").await;
    let before = chair.open("single").await;
    chair.close_and_show(before).await;
    let after = chair.open("single").await;
    chair.close_and_show(after).await;
    chair.stage(json!({ "show": "compare", "before": before, "after": after })).await;
    screen.until("both", |view| view.part("stage")["showing"]["after"] == after).await;
    let mut phone = house.phone().await;
    phone.until("phones hold both", |view| view.phase(before) == "published" && view.phase(after) == "published").await;
}

async fn a_session_goes_away_when_its_retention_ends(house: House) {
    use plenary_server::domain::moment::Moment;
    use plenary_server::founding::drop_what_is_over;

    let mut chair = house.chair().await;
    let window = |days: u16| json!({ "set_window": { "rev": 0, "from": null, "planned": null, "keep_days": days } });
    let refused = chair.line.say(window(731)).await;
    assert_eq!((code(&refused), &refused["field"]), ("out_of_bounds", &json!("keep_days")));
    assert_eq!(code(&chair.line.say(window(0)).await), "out_of_bounds");
    chair.does(window(30)).await;
    let days = 30;
    chair.line.until("thirty days", |view| view.part("about")["keep_days"] == days && session(view)["rev"] == 1).await;
    let run = chair.open("single").await;
    let rev = session(&chair.line.view)["rev"].clone();
    chair.does(json!({ "end": { "rev": rev } })).await;
    chair.line.until("over", |view| session(view)["ended"].is_u64() && view.phase(run) == "closed").await;
    let ended = session(&chair.line.view)["ended"].as_u64().unwrap();
    let kept = ended + days * 24 * 60 * 60 * 1_000;
    assert_eq!(drop_what_is_over(&house.store, Moment(kept - 1)).await.unwrap(), []);
    assert_eq!(drop_what_is_over(&house.store, Moment(kept)).await.unwrap(), [house.room()]);
    let gone = house.store.read(house.room(), 0).await;
    assert_eq!(gone, Err(plenary_server::store::StoreError::NoRoom));
    assert!(house.store.rooms().await.unwrap().len() > 1, "the other rooms stay");
}
