//! Several moderators at once: of two same acts one wins, the other is told, and the minutes say who did what.

use plenary_server::domain::person::Role;
use serde_json::{Value, json};

use crate::house::chair::Chair;
use crate::house::line::{View, code};
use crate::house::{House, in_both_houses};

in_both_houses!(
    of_two_openings_in_the_same_instant_one_wins,
    of_two_acts_on_one_run_one_wins,
    of_two_fates_of_one_question_one_wins,
    two_polls_raised_in_the_same_instant_both_stay,
    what_one_does_the_others_see,
    every_act_is_in_the_minutes_with_who,
    a_rapporteur_reads_and_changes_nothing,
);

/// Both say theirs before either hears an answer.
async fn at_once(one: &mut Chair, say_one: Value, two: &mut Chair, say_two: Value) -> [Value; 2] {
    let (first, second) = tokio::join!(one.line.send(say_one), two.line.send(say_two));
    let (first, second) = tokio::join!(one.line.answer_to(&first), two.line.answer_to(&second));
    [first, second]
}

fn one_won(answers: &[Value; 2], reasons: &[&str]) {
    let refused: Vec<&Value> = answers.iter().filter(|answer| answer.get("code").is_some()).collect();
    assert_eq!(refused.len(), 1, "exactly one of {answers:?}");
    assert!(reasons.contains(&code(refused[0])), "{refused:?}");
}

async fn of_two_openings_in_the_same_instant_one_wins(house: House) {
    let mut chair = house.chair().await;
    let mut online = house.moderator(Role::Online).await;
    for round in 1..=4 {
        let poll = if round % 2 == 0 { "single" } else { "yesno" };
        let (say_one, say_two) = (chair.opening("single"), online.opening(poll));
        let answers = at_once(&mut chair, say_one, &mut online, say_two).await;
        one_won(&answers, &["changed", "stage_busy", "wrong_state"]);
        let run = answers.iter().find_map(|answer| answer["made"]["run"].as_u64()).unwrap();
        for moderator in [&mut chair, &mut online] {
            let line = &mut moderator.line;
            line.until("the one run", |view| view.part("stage")["showing"]["run"] == run && view.phase(run) == "open")
                .await;
        }
        assert_eq!(run, round, "no number is lost to the one that lost");
        chair.gate("void", run, "void").await;
        chair.stage(json!({ "show": "join" })).await;
        let rev = chair.line.view.part("stage")["rev"].clone();
        online.line.until("the stage free", |view| view.part("stage")["rev"] == rev).await;
    }
}

async fn of_two_acts_on_one_run_one_wins(house: House) {
    let mut chair = house.chair().await;
    let mut on_site = house.moderator(Role::OnSite).await;
    let run = chair.open_for("single", 600).await;
    on_site.line.until("the run", |view| view.phase(run) == "open").await;
    let mut longer = on_site.on_gate(run);
    longer["seconds"] = json!(60);
    let close = chair.closing(run, false);
    let answers = at_once(&mut chair, close, &mut on_site, json!({ "extend": longer })).await;
    one_won(&answers, &["changed"]);
    let rev = if answers[0].get("code").is_none() { "closing" } else { "open" };
    chair.line.until("what the winner did", |view| view.run(run)["rev"] == 2 && view.phase(run) == rev).await;
    on_site.line.until("the same", |view| view.run(run)["rev"] == 2).await;
    // Each then acts on what is there, and nothing was undone by accident.
    let void = json!({ "void": on_site.on_gate(run) });
    on_site.does(void).await;
    let late = chair.closing(run, false);
    assert!(["changed", "wrong_state"].contains(&code(&chair.line.say(late).await)));
}

async fn of_two_fates_of_one_question_one_wins(house: House) {
    let mut chair = house.chair().await;
    let mut online = house.moderator(Role::Online).await;
    for round in 0..4 {
        let mut phone = house.phone().await;
        let id = super::questions::approved(&mut chair, &mut phone, &format!("What of group {round}?")).await;
        let rev = |view: &View| super::questions::question(view, id)["rev"].clone();
        let seen = rev(&chair.line.view);
        online.line.until("the same", |view| rev(view) == seen).await;
        let archive = json!({ "tend": { "question": id, "rev": seen, "fate": { "is": "archive" } } });
        let queue = json!({ "queue_question": { "question": id, "rev": seen } });
        let answers = at_once(&mut chair, archive, &mut online, queue).await;
        one_won(&answers, &["changed", "wrong_state"]);
        let archived = answers[0].get("code").is_none();
        let state = if archived { "archived" } else { "approved" };
        for moderator in [&mut chair, &mut online] {
            let line = &mut moderator.line;
            line.until("what the winner did", |view| {
                let queued = super::floor::next(view).len() == usize::from(!archived);
                super::questions::question(view, id)["state"]["is"] == state && queued
            })
            .await;
        }
        if !archived {
            super::questions::tend(&mut chair, id, json!({ "is": "archive" })).await;
        }
        online.line.until("nothing half done", |view| super::floor::next(view).is_empty()).await;
    }
}

async fn two_polls_raised_in_the_same_instant_both_stay(house: House) {
    let mut chair = house.chair().await;
    let mut online = house.moderator(Role::Online).await;
    let before = chair.line.view.part("agenda")["polls"].as_array().unwrap().len();
    for round in 0..5 {
        let raise = |who: &str| json!({ "raise": { "prompt": format!("{who} {round}?"), "kind": "yes_no" } });
        let answers = at_once(&mut chair, raise("chair"), &mut online, raise("online")).await;
        let made: Vec<&Value> = answers.iter().map(|answer| &answer["made"]["poll"]).collect();
        assert!(made[0].is_string() && made[1].is_string() && made[0] != made[1], "{answers:?}");
    }
    let wanted = before + 10;
    chair
        .line
        .until("all ten", |view| view.part("agenda")["polls"].as_array().is_some_and(|polls| polls.len() == wanted))
        .await;
}

async fn what_one_does_the_others_see(house: House) {
    let mut chair = house.chair().await;
    let mut watchers = [house.moderator(Role::OnSite).await, house.moderator(Role::Rapporteur).await];
    // Raising, revoking and letting in read the room anew on the way: what they read, the others must still be shown.
    for round in 0..20 {
        let polls = chair.line.view.part("agenda")["polls"].as_array().unwrap().len() + 1;
        chair.post("raise", &json!({ "prompt": format!("Round {round}?"), "kind": "gradient" })).await;
        chair.does(json!({ "hand_over": { "role": "online" } })).await;
        let has = move |view: &crate::house::line::View| {
            view.part("agenda")["polls"].as_array().is_some_and(|all| all.len() == polls)
        };
        for watcher in &mut watchers {
            watcher.line.until("the new poll", has).await;
        }
        chair.line.until("the new poll", has).await;
    }
}

async fn every_act_is_in_the_minutes_with_who(house: House) {
    let mut chair = house.chair().await;
    let mut online = house.moderator(Role::Online).await;
    let raised = online.raise(json!({ "prompt": "And now?", "kind": "yes_no" })).await;
    let rev = online.poll(&raised)["rev"].clone();
    online.does(json!({ "arm": { "poll": raised, "rev": rev, "armed": true } })).await;
    online.noted("online", "armed").await;
    let rev = online.poll(&raised)["rev"].clone();
    let words = json!({
        "poll": raised, "rev": rev, "prompt": "And then?", "kind": "gradient", "visibility": "hidden"
    });
    online.does(json!({ "edit": words })).await;
    online.noted("online", "edited").await;
    let agenda = online.line.view.part("agenda").clone();
    let mut polls: Vec<Value> = agenda["polls"].as_array().unwrap().iter().map(|poll| poll["poll"].clone()).collect();
    polls.reverse();
    online.does(json!({ "order": { "rev": agenda["rev"], "polls": polls } })).await;
    online.noted("online", "ordered").await;
    assert_eq!(online.line.view.part("agenda")["polls"][0]["poll"], polls[0]);
    let agenda_rev = online.line.view.part("agenda")["rev"].clone();
    online.does(json!({ "add_deck": { "deck": "said", "rev": agenda_rev } })).await;
    online.noted("online", "deck_added").await;
    assert_eq!(online.line.view.part("decks")[0]["added"], true);
    let rev = online.poll(&raised)["rev"].clone();
    online.does(json!({ "drop": { "poll": raised, "rev": rev } })).await;
    online.noted("online", "dropped").await;
    let rev = online.line.view.part("heads")["rev"].clone();
    online.does(json!({ "heads": { "rev": rev, "room": 31, "online": null } })).await;
    online.noted("online", "heads").await;
    online.stage(json!({ "show": "aims" })).await;
    chair.does(json!({ "hand_over": { "role": "on_site" } })).await;
    chair.noted("chair", "handed_over").await;
    let heads = chair.line.view.part("heads").clone();
    assert_eq!((&heads["room"], &heads["online"]), (&json!(31), &Value::Null));
    let acts = chair.minutes();
    let acts: Vec<_> = acts.iter().map(|(by, act)| (by.as_str(), act.as_str())).collect();
    let by_online = ["raised", "armed", "edited", "ordered", "deck_added", "dropped", "heads", "staged"];
    let mut wanted: Vec<_> = by_online.map(|act| ("online", act)).to_vec();
    wanted.push(("chair", "handed_over"));
    assert_eq!(acts, wanted);
}

async fn a_rapporteur_reads_and_changes_nothing(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("single").await;
    let mut rapporteur = house.moderator(Role::Rapporteur).await;
    assert_eq!(rapporteur.line.view.phase(run), "open");
    let on_gate = rapporteur.on_gate(run);
    let on_poll = json!({ "poll": "yesno", "rev": 1 });
    for (verb, fields) in [
        ("open", rapporteur.opening("yesno")["open"].clone()),
        ("close", rapporteur.closing(run, true)["close"].clone()),
        ("keep_open", on_gate.clone()),
        ("void", on_gate.clone()),
        ("show", on_gate.clone()),
        ("hide", on_gate),
        ("stage", json!({ "rev": 2, "showing": { "show": "aims" } })),
        ("raise", json!({ "prompt": "May I?", "kind": "yes_no" })),
        ("arm", json!({ "poll": "yesno", "rev": 1, "armed": true })),
        ("drop", on_poll),
        ("heads", json!({ "rev": 0, "room": 1, "online": 1 })),
        ("let_in", json!({ "pairing": "2222", "name": "x" })),
        ("add_deck", json!({ "deck": "said", "rev": 1 })),
        ("revoke", json!({ "role": "rapporteur" })),
        ("rehearse", json!({ "phones": 1 })),
        ("hand_over", json!({ "role": "chair" })),
        ("vote", json!({ "run": run, "r": 1, "choice": { "one": 0 } })),
    ] {
        let answer = rapporteur.line.say(json!({ verb: fields })).await;
        assert_eq!(code(&answer), "not_allowed", "{verb} over a socket");
        let answer = rapporteur.post(verb, &fields).await;
        assert_eq!(code(&answer), "not_allowed", "{verb} over HTTP");
    }
    assert_eq!(house.recount(run, 3).await, (0, vec![0, 0, 0]));
    assert_eq!(chair.minutes().len(), 1, "only the opening");
}
