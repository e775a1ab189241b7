//! One pass, one ballot: whatever is repeated, doubled, late, withdrawn or said from two tabs at once.

use serde_json::{Value, json};

use crate::house::line::{code, done, one};
use crate::house::{House, in_both_houses};

in_both_houses!(
    two_tabs_in_the_same_instant_make_one_ballot,
    an_old_revision_that_arrives_late_never_wins,
    a_ballot_is_changed_repeated_and_withdrawn,
    a_ballot_of_every_kind_is_counted_where_it_was_put,
    what_arrives_late_is_told_what_stands,
    a_hello_restates_ballots_and_each_is_answered,
    a_hello_on_a_page_that_was_voted_from_knows_the_ballot,
    the_same_ballot_by_every_way_is_one_ballot,
    a_run_that_another_opened_this_moment_is_found,
    a_ballot_for_a_run_that_was_opened_at_another_moment_is_for_no_run,
);

async fn two_tabs_in_the_same_instant_make_one_ballot(house: House) {
    let mut chair = house.chair().await;
    let browser = house.with_pass();
    let mut tabs = [house.phone_of(&browser).await, house.phone_of(&browser).await];
    for round in 0..5_u8 {
        let run = chair.open("single").await;
        let [first, second] = &mut tabs;
        // The same revision with the same choice, and with different ones: the tabs share a counter, but not a thumb.
        let choices = [one(0), one(round % 2)];
        let vote = |choice: &Value| json!({ "vote": { "run": run, "r": 1, "choice": choice } });
        let (one_id, two_id) = tokio::join!(first.send(vote(&choices[0])), second.send(vote(&choices[1])));
        let answers = [first.answer_to(&one_id).await, second.answer_to(&two_id).await];
        let counted = answers.iter().filter(|answer| answer["ballot"]["was"] == "counted").count();
        assert_eq!(counted, 1, "{answers:?}");
        let other = answers.iter().find(|answer| answer["ballot"]["was"] != "counted").unwrap();
        if choices[0] == choices[1] {
            assert_eq!(other["ballot"]["was"], "same");
        } else {
            assert_eq!((code(other), &other["r"]), ("superseded", &json!(1)));
        }
        assert_eq!(house.recount(run, 3).await.0, 1);
        chair.gate("void", run, "void").await;
    }
}

async fn an_old_revision_that_arrives_late_never_wins(house: House) {
    let mut chair = house.chair().await;
    let browser = house.with_pass();
    let (mut new, mut old) = (house.phone_of(&browser).await, house.phone_of(&browser).await);
    let run = chair.open("single").await;
    assert_eq!(new.counted(run, 7, one(2)).await, "counted");
    for r in [1, 6, 7] {
        let late = old.vote(run, r, one(0)).await;
        assert_eq!((code(&late), &late["r"]), ("superseded", &json!(7)), "r = {r}");
    }
    assert_eq!(house.recount(run, 3).await, (1, vec![0, 0, 1]));
    assert_eq!(old.counted(run, 8, one(0)).await, "changed");
    assert_eq!(house.recount(run, 3).await, (1, vec![1, 0, 0]));
}

async fn a_ballot_is_changed_repeated_and_withdrawn(house: House) {
    let mut chair = house.chair().await;
    let mut phone = house.phone().await;
    let run = chair.open("single").await;
    let steps = [
        (1, one(0), "counted", 1),
        (1, one(0), "same", 1),
        (2, one(1), "changed", 1),
        (3, Value::Null, "withdrawn", 0),
        (3, Value::Null, "same", 0),
        (4, json!("cant_say"), "counted", 1),
        (9, one(1), "changed", 1),
    ];
    for (r, choice, was, ballots) in steps {
        assert_eq!(phone.counted(run, r, choice).await, was, "r = {r}");
        assert_eq!(house.recount(run, 3).await.0, ballots, "r = {r}");
    }
    let back = phone.vote(run, 3, one(0)).await;
    assert_eq!((code(&back), &back["r"]), ("superseded", &json!(9)), "a withdrawn revision does not come back");
    let first = house.phone().await.vote(run, 1, Value::Null).await;
    assert!(done(first)["ballot"].is_object(), "withdrawing what was never cast is no mistake");
    assert_eq!(house.recount(run, 3).await, (1, vec![0, 1, 0]));
}

async fn a_ballot_of_every_kind_is_counted_where_it_was_put(house: House) {
    let mut chair = house.chair().await;
    let mut phone = house.phone().await;
    for (poll, choice, answers, counts) in [
        ("single", one(2), 3, vec![0, 0, 1]),
        ("multiple", json!({ "many": [3, 0] }), 4, vec![1, 0, 0, 1]),
        ("scale", one(4), 5, vec![0, 0, 0, 0, 1]),
        ("gradient", one(1), 4, vec![0, 1, 0, 0]),
        ("yesno", one(0), 2, vec![1, 0]),
    ] {
        let run = chair.open(poll).await;
        assert_eq!(phone.counted(run, 1, choice).await, "counted", "{poll}");
        assert_eq!(house.recount(run, answers).await, (1, counts), "{poll}");
        assert_eq!(phone.counted(run, 2, json!("cant_say")).await, "changed", "{poll}");
        assert_eq!(house.recount(run, answers).await, (1, vec![0; answers]), "{poll}");
        chair.stage(json!({ "show": "join" })).await;
    }
}

async fn what_arrives_late_is_told_what_stands(house: House) {
    let mut chair = house.chair().await;
    let mut voted = house.phone().await;
    let mut silent = house.phone().await;
    let mut withdrew = house.phone().await;
    let run = chair.open("single").await;
    assert_eq!(voted.counted(run, 4, one(0)).await, "counted");
    assert_eq!(withdrew.counted(run, 1, one(0)).await, "counted");
    assert_eq!(withdrew.counted(run, 2, Value::Null).await, "withdrawn");
    chair.close(run).await;
    for r in [4, 5] {
        let late = voted.vote(run, r, one(1)).await;
        assert_eq!((code(&late), &late["r"]), ("closed", &json!(4)));
    }
    let late = silent.vote(run, 1, one(1)).await;
    assert_eq!((code(&late), &late["r"]), ("closed", &Value::Null));
    assert_eq!(code(&withdrew.vote(run, 3, one(1)).await), "closed");
    assert_eq!(house.recount(run, 3).await, (1, vec![1, 0, 0]));
}

async fn a_hello_restates_ballots_and_each_is_answered(house: House) {
    let mut chair = house.chair().await;
    let browser = house.with_pass();
    let mut first = house.phone_of(&browser).await;
    let closed = chair.open("yesno").await;
    assert_eq!(first.counted(closed, 1, one(0)).await, "counted");
    chair.close(closed).await;
    let open = chair.open("single").await;
    assert_eq!(first.counted(open, 2, one(0)).await, "counted");
    chair.stage(json!({ "show": "join" })).await;
    let other = chair.open("scale").await;
    let mut again = browser.socket(house.room(), "phone").await;
    let ballots = json!([
        { "run": closed, "r": 2, "choice": one(1) },
        { "run": open, "r": 2, "choice": one(0) },
        { "run": other, "r": 1, "choice": one(3) },
        { "run": 99, "r": 1, "choice": one(0) },
    ]);
    again.hello_with(json!({ "ballots": ballots })).await;
    assert_eq!(code(&again.answer_to(&format!("0/{closed}")).await), "closed");
    assert_eq!(again.answer_to(&format!("0/{open}")).await["ballot"]["was"], "same");
    assert_eq!(again.answer_to(&format!("0/{other}")).await["ballot"]["was"], "counted");
    assert_eq!(code(&again.answer_to("0/99").await), "unknown_run");
    assert_eq!(house.recount(other, 5).await, (1, vec![0, 0, 0, 1, 0]));
}

async fn a_hello_on_a_page_that_was_voted_from_knows_the_ballot(house: House) {
    let mut chair = house.chair().await;
    let browser = house.with_pass();
    let run = chair.open("multiple").await;
    let mut phone = house.phone_of(&browser).await;
    assert_eq!(phone.counted(run, 5, json!({ "many": [2, 0] })).await, "counted");
    let mine = json!([{ "run": run, "r": 5, "choice": { "many": [0, 2] } }]);
    let again = house.phone_of(&browser).await;
    assert_eq!(again.view.part("mine")["ballots"], mine, "a phone whose storage is gone goes on from here");
    let page = browser.clone().get(&format!("/{}", house.room())).await;
    assert_eq!(page.page_view()["parts"]["mine"]["ballots"], mine);
    let other = house.phone().await;
    assert_eq!(other.view.part("mine")["ballots"], json!([]), "and nobody else sees it");
    assert_eq!(phone.counted(run, 6, Value::Null).await, "withdrawn");
    let again = house.phone_of(&browser).await;
    assert_eq!(again.view.part("mine")["ballots"], json!([{ "run": run, "r": 6, "choice": null }]));
}

async fn the_same_ballot_by_every_way_is_one_ballot(house: House) {
    let mut chair = house.chair().await;
    let mut browser = house.browser();
    let run = chair.open("single").await;
    let page = browser.get(&format!("/{}", house.room())).await;
    assert!(page.text().contains(r#"name="r" value="1""#));
    let answer = browser.post_form(&format!("/{}/vote", house.room()), &format!("run={run}&r=1&choice=2")).await;
    assert_eq!(answer.status, 200);
    let fields = json!({ "run": run, "r": 1, "choice": one(2) });
    let reply = browser.command(house.room(), "phone", "vote", &fields).await.json();
    assert_eq!(reply["receipt"]["ballot"], json!({ "run": run, "r": 1, "was": "same" }));
    let mut phone = house.phone_of(&browser).await;
    assert_eq!(phone.counted(run, 1, one(2)).await, "same");
    assert_eq!(phone.counted(run, 2, one(0)).await, "changed");
    let reply = browser.command(house.room(), "phone", "vote", &fields).await;
    assert_eq!(reply.refusal(), (409, "superseded".to_owned()));
    let answer = browser.post_form(&format!("/{}/vote", house.room()), &format!("run={run}&r=2&choice=1")).await;
    assert_eq!(answer.status, 409);
    assert!(answer.text().contains(r#"name="r" value="3""#), "the answer's form is fresh");
    assert_eq!(house.recount(run, 3).await, (1, vec![1, 0, 0]));
}

async fn a_run_that_another_opened_this_moment_is_found(house: House) {
    let mut chair = house.chair().await;
    let mut phone = house.phone().await;
    for round in 1..=5_u64 {
        // Not through this phone's view: the command may be there before any drawing is.
        let run = done(chair.line.say(chair.opening("yesno")).await)["made"]["run"].as_u64().unwrap();
        assert_eq!(run, round);
        assert_eq!(phone.counted(run, 1, one(0)).await, "counted");
        chair.line.until("open", |view| view.phase(run) == "open").await;
        chair.gate("void", run, "void").await;
        chair.stage(json!({ "show": "join" })).await;
    }
}

async fn a_ballot_for_a_run_that_was_opened_at_another_moment_is_for_no_run(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("single").await;
    let mut browser = house.browser();
    let page = browser.get(&format!("/{}", house.room())).await;
    let opened = page.page_view()["parts"][format!("run/{run}")]["opened"].as_u64().unwrap();
    assert!(page.text().contains(&format!(r#"name="opened" value="{opened}""#)));
    let said = |opened: u64, option: u8| json!({ "run": run, "opened": opened, "r": 1, "choice": one(option) });
    let reply = browser.command(house.room(), "phone", "vote", &said(opened + 1, 0)).await;
    assert_eq!(reply.refusal(), (404, "unknown_run".to_owned()));
    let form = format!("run={run}&opened={}&r=1&choice=0", opened - 1);
    assert_eq!(browser.post_form(&format!("/{}/vote", house.room()), &form).await.status, 404);
    let mut again = browser.socket(house.room(), "phone").await;
    again.hello_with(json!({ "ballots": [said(opened + 1, 0)] })).await;
    assert_eq!(code(&again.answer_to(&format!("0/{run}")).await), "unknown_run");
    let reply = browser.command(house.room(), "phone", "vote", &said(opened, 2)).await.json();
    assert_eq!(reply["receipt"]["ballot"]["was"], "counted");
    assert_eq!(house.recount(run, 3).await, (1, vec![0, 0, 1]));
}
