//! A run's life: opened, closed, kept open, extended, ended by the clock, undone, asked again.

use serde_json::{Value, json};

use crate::house::line::{code, one};
use crate::house::{House, in_both_houses};

in_both_houses!(
    a_run_goes_from_draft_to_open_to_closed_to_published_and_back,
    close_and_show_is_one_act,
    a_close_can_be_taken_back_until_the_gate_shuts,
    the_clock_ends_a_countdown_though_nobody_clicks,
    a_countdown_can_be_made_longer_and_never_by_a_second_clock,
    an_opening_can_be_undone_and_the_voters_are_told,
    asking_again_is_a_new_run,
    what_was_opened_never_changes,
    an_armed_poll_waits_for_a_person,
    a_busy_stage_is_not_taken_over,
);

async fn a_run_goes_from_draft_to_open_to_closed_to_published_and_back(house: House) {
    let mut chair = house.chair().await;
    let mut phone = house.phone().await;
    assert_eq!(chair.poll("single")["runs"], json!([]), "a poll that was never opened is a draft");
    assert_eq!(phone.vote(1, 1, one(0)).await["code"], "unknown_run");
    let run = chair.open("single").await;
    phone.until("the open ballot", |view| view.phase(run) == "open").await;
    assert_eq!(phone.counted(run, 1, one(0)).await, "counted");
    for early in ["show", "hide", "keep_open"] {
        let answer = chair.line.say(json!({ early: chair.on_gate(run) })).await;
        assert_eq!((code(&answer), &answer["state"]), ("wrong_state", &json!("open")), "{early}");
    }
    chair.close(run).await;
    let late = phone.vote(run, 2, one(1)).await;
    assert_eq!((code(&late), &late["r"]), ("closed", &json!(1)), "the ballot that stands is named");
    phone.until("closed", |view| view.phase(run) == "closed").await;
    chair.gate("show", run, "published").await;
    phone.until("published", |view| view.phase(run) == "published").await;
    chair.gate("hide", run, "closed").await;
    phone.until("hidden again", |view| view.phase(run) == "closed").await;
    for late in ["void", "keep_open", "hide"] {
        let answer = chair.line.say(json!({ late: chair.on_gate(run) })).await;
        assert_eq!(code(&answer), "wrong_state", "{late}");
    }
    let acts: Vec<_> = chair.minutes();
    let acts: Vec<_> = acts.iter().map(|(by, act)| (by.as_str(), act.as_str())).collect();
    let wanted =
        [("chair", "opened"), ("chair", "closing"), ("clock", "shut"), ("chair", "shown"), ("chair", "hidden")];
    assert_eq!(acts, wanted);
    assert_eq!(house.recount(run, 3).await, (1, vec![1, 0, 0]));
}

async fn close_and_show_is_one_act(house: House) {
    let mut chair = house.chair().await;
    let mut phones = house.phones(5).await;
    let run = chair.open("single").await;
    for phone in &mut phones {
        assert_eq!(phone.counted(run, 1, one(2)).await, "counted");
    }
    chair.close_and_show(run).await;
    phones[0].until("the figures", |view| view.result(run)["figures"]["n"] == 5).await;
    assert_eq!(phones[0].view.result(run)["figures"]["counts"], json!([0, 0, 5]));
    let acts: Vec<String> = chair.minutes().into_iter().map(|(_, act)| act).collect();
    assert_eq!(acts, ["opened", "closing", "shut"], "showing was part of the close");
    let shut = chair.line.view.part("minutes")[2].clone();
    assert_eq!(shut["shown"], true);
}

async fn a_close_can_be_taken_back_until_the_gate_shuts(house: House) {
    let mut chair = house.chair().await;
    let mut phone = house.phone().await;
    let run = chair.open_for("single", 600).await;
    let until = chair.line.view.run(run)["until"].clone();
    chair.does(chair.closing(run, true)).await;
    chair.line.until("closing", |view| view.phase(run) == "closing").await;
    assert_ne!(chair.line.view.run(run)["until"], until);
    assert_eq!(phone.counted(run, 1, one(0)).await, "counted", "a closing run still takes ballots");
    chair.gate("keep_open", run, "open").await;
    assert_eq!(chair.line.view.run(run)["until"], until, "the countdown is as it was");
    assert_eq!(chair.line.view.run(run)["show"], false, "and the wish to show is gone");
    assert_eq!(phone.counted(run, 2, one(1)).await, "changed");
    // A change of mind about showing while closing is no second close.
    chair.does(chair.closing(run, true)).await;
    chair.line.until("closing", |view| view.phase(run) == "closing").await;
    chair.does(chair.closing(run, false)).await;
    chair.line.until("closed, not shown", |view| view.phase(run) == "closed").await;
    let kept = chair.line.say(json!({ "keep_open": chair.on_gate(run) })).await;
    assert_eq!((code(&kept), &kept["state"]), ("wrong_state", &json!("closed")));
}

async fn the_clock_ends_a_countdown_though_nobody_clicks(house: House) {
    let mut chair = house.chair().await;
    let mut phone = house.phone().await;
    let run = chair.open_for("single", 5).await;
    assert_eq!(phone.counted(run, 1, one(0)).await, "counted");
    phone.until("the end of the countdown", |view| view.phase(run) == "closed").await;
    assert_eq!(code(&phone.vote(run, 2, one(1)).await), "closed");
    chair.noted("clock", "shut").await;
    let held = chair.line.view.run(run);
    let (opened, until, shut) = (held["opened"].as_u64(), held["until"].as_u64(), held["shut"].as_u64());
    assert_eq!(until, opened.map(|at| at + 5_000));
    assert_eq!(shut, until.map(|at| at + 1_000), "the grace is one second, whoever writes the close");
}

async fn a_countdown_can_be_made_longer_and_never_by_a_second_clock(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open_for("single", 60).await;
    let until = chair.line.view.run(run)["until"].as_u64().unwrap();
    let mut extend = chair.on_gate(run);
    extend["seconds"] = json!(30);
    chair.does(json!({ "extend": extend })).await;
    chair.line.until("the longer countdown", |view| view.run(run)["until"] == until + 30_000).await;
    let twice = chair.line.say(json!({ "extend": extend })).await;
    assert_eq!((code(&twice), &twice["document"]), ("changed", &json!(format!("gate/{run}"))), "once is once");
    for (seconds, field) in [(4, "seconds"), (3_601, "seconds")] {
        let mut extend = chair.on_gate(run);
        extend["seconds"] = json!(seconds);
        let answer = chair.line.say(json!({ "extend": extend })).await;
        assert_eq!((code(&answer), &answer["field"]), ("out_of_bounds", &json!(field)));
    }
    chair.noted("chair", "extended").await;
}

async fn an_opening_can_be_undone_and_the_voters_are_told(house: House) {
    let mut chair = house.chair().await;
    let mut phone = house.phone().await;
    let run = chair.open("single").await;
    assert_eq!(phone.counted(run, 1, one(0)).await, "counted");
    chair.gate("void", run, "void").await;
    phone.until("the run is void", |view| matches!(view.phase(run), "void" | "")).await;
    assert_eq!(phone.view.result(run), &Value::Null, "a void run has no result");
    assert_eq!(code(&phone.vote(run, 2, one(1)).await), "closed");
    chair.noted("chair", "voided").await;
    assert_eq!(chair.poll("single")["runs"], json!([]), "it counts for nothing");
    let again = chair.open("single").await;
    assert_eq!(chair.line.view.run(again)["round"], 1);
    phone.until("the new run", |view| view.phase(again) == "open").await;
    assert_eq!(phone.counted(again, 1, one(1)).await, "counted", "a new run knows nothing of the old one's ballots");
}

async fn asking_again_is_a_new_run(house: House) {
    let mut chair = house.chair().await;
    let mut phone = house.phone().await;
    let first = chair.open("single").await;
    assert_eq!(phone.counted(first, 1, one(0)).await, "counted");
    let twice = chair.line.say(chair.opening("single")).await;
    assert_eq!(code(&twice), "stage_busy");
    chair.close(first).await;
    let second = chair.open("single").await;
    assert_ne!(first, second);
    assert_eq!(chair.line.view.run(second)["round"], 2);
    assert_eq!(phone.counted(second, 1, one(1)).await, "counted");
    assert_eq!(house.recount(first, 3).await, (1, vec![1, 0, 0]));
    assert_eq!(house.recount(second, 3).await, (1, vec![0, 1, 0]));
    chair
        .line
        .until("both runs in the agenda", |view| view.part("agenda")["polls"][0]["runs"] == json!([first, second]))
        .await;
}

async fn what_was_opened_never_changes(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("single").await;
    let edit = |rev: &Value| {
        json!({ "edit": {
            "poll": "single", "rev": rev, "prompt": "Something else?", "kind": "yes_no", "visibility": "live"
        }})
    };
    let while_open = chair.line.say(edit(&chair.poll("single")["rev"])).await;
    assert_eq!((code(&while_open), &while_open["state"]), ("wrong_state", &json!("open")));
    chair.close(run).await;
    let before = chair.line.view.run(run).clone();
    let rev = chair.poll("single")["rev"].clone();
    chair.does(edit(&rev)).await;
    chair.line.until("the new words", |view| view.part("agenda")["polls"][0]["kind"] == "yes_no").await;
    let stale = chair.line.say(edit(&rev)).await;
    assert_eq!((code(&stale), &stale["document"]), ("changed", &json!("poll/single")));
    assert_eq!(chair.line.view.run(run), &before);
    let mut phone = house.phone().await;
    assert_eq!(phone.view.run(run)["prompt"], "What about single?");
    let again = chair.open("single").await;
    phone.until("the new run", |view| view.phase(again) == "open").await;
    assert_eq!(phone.view.run(again)["prompt"], "Something else?");
    assert_eq!(phone.view.run(again)["kind"], "yes_no");
}

async fn an_armed_poll_waits_for_a_person(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("single").await;
    let raised = chair.raise(json!({ "prompt": "On what was just said?", "kind": "yes_no", "armed": true })).await;
    assert!(chair.poll(&raised)["armed"].is_u64(), "since when it waits");
    assert_eq!(chair.poll(&raised)["provenance"]["from"], "discussion");
    let order = chair.line.view.part("agenda")["polls"].as_array().unwrap();
    assert_eq!(order[1]["poll"], raised.as_str(), "it comes next");
    assert_eq!(code(&chair.line.say(chair.opening(&raised)).await), "stage_busy");
    chair.close(run).await;
    chair.line.views(4).await;
    assert_eq!(chair.line.view.part("stage")["showing"]["run"], run, "nothing opened by itself");
    let next = chair.open(&raised).await;
    chair.line.until("no longer armed", |view| view.part("agenda")["polls"][1]["armed"].is_null()).await;
    assert_eq!(chair.line.view.run(next)["provenance"]["from"], "discussion");
    let acts: Vec<String> = chair.minutes().into_iter().map(|(_, act)| act).collect();
    assert_eq!(acts, ["opened", "raised", "closing", "shut", "opened"]);
}

async fn a_busy_stage_is_not_taken_over(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("single").await;
    let busy = chair.line.say(chair.opening("yesno")).await;
    assert_eq!((code(&busy), &busy["run"]), ("stage_busy", &json!(run)));
    // With the stage on something else the next may open; the first stays open too.
    chair.stage(json!({ "show": "join" })).await;
    let other = chair.open("yesno").await;
    let mut phone = house.phone().await;
    assert_eq!((phone.view.phase(run), phone.view.phase(other)), ("open", "open"));
    assert_eq!(phone.counted(run, 1, one(0)).await, "counted");
    assert_eq!(phone.counted(other, 1, one(1)).await, "counted");
}
