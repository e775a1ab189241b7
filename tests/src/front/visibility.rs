//! Who sees what of a tally, and when: hidden, live, after one's own vote, sensitive; few, and by mode.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::house::line::{Line, View, one};
use crate::house::{House, in_both_houses};

in_both_houses!(
    hidden_is_hidden_from_everybody_until_the_close,
    a_live_run_is_seen_by_everybody,
    after_your_own_vote_opens_it_to_who_voted_and_to_no_screen,
    who_votes_second_sees_it_too,
    a_sensitive_run_shows_nothing_but_steps,
    the_answer_to_a_ballot_has_one_length_whatever_was_chosen,
    too_few_are_not_drawn_on_phones_and_screens,
    a_breakdown_comes_with_the_close_and_in_groups_of_k,
    saying_how_one_takes_part_moves_the_ballots,
);

/// Waits until this audience was told of `n` ballots, by a count alone.
async fn only_counts(line: &mut Line, run: u64, n: u32) {
    let is_so = |view: &View| view.result(run)["count"]["n"] == n;
    line.until(&format!("a count of {n}"), is_so).await;
    assert_eq!(line.view.result(run), &json!({ "count": { "n": n, "at_least": false } }));
}

async fn vote_all(phones: &mut [Line], run: u64, choice: impl Fn(usize) -> Value) {
    for (at, phone) in phones.iter_mut().enumerate() {
        assert_eq!(phone.counted(run, 1, choice(at)).await, "counted");
    }
}

async fn hidden_is_hidden_from_everybody_until_the_close(house: House) {
    let mut chair = house.chair().await;
    let (_, mut screen) = house.screen(&mut chair, "Wall").await;
    let mut phones = house.phones(6).await;
    let run = chair.open("single").await;
    vote_all(&mut phones, run, |at| one((at % 2) as u8)).await;
    only_counts(&mut chair.line, run, 6).await;
    only_counts(&mut screen, run, 6).await;
    only_counts(&mut phones[0], run, 6).await;
    chair.close(run).await;
    chair.line.until("the result, for moderators", |view| view.result(run)["figures"]["n"] == 6).await;
    assert_eq!(chair.line.view.result(run)["figures"]["counts"], json!([3, 3, 0]));
    for line in [&mut screen, &mut phones[0]] {
        line.until("closed", |view| view.phase(run) == "closed").await;
        only_counts(line, run, 6).await;
    }
    chair.gate("show", run, "published").await;
    for line in [&mut screen, &mut phones[0]] {
        line.until("the result", |view| view.result(run)["figures"]["counts"] == json!([3, 3, 0])).await;
    }
    chair.gate("hide", run, "closed").await;
    for line in [&mut screen, &mut phones[0]] {
        only_counts(line, run, 6).await;
    }
}

async fn a_live_run_is_seen_by_everybody(house: House) {
    let mut chair = house.chair().await;
    let (_, mut screen) = house.screen(&mut chair, "Wall").await;
    let mut watcher = house.phone().await;
    let mut phones = house.phones(5).await;
    let run = chair.open("live").await;
    vote_all(&mut phones, run, |_| one(1)).await;
    for line in [&mut chair.line, &mut screen, &mut watcher, &mut phones[0]] {
        line.until("live figures", |view| view.result(run)["figures"]["counts"] == json!([0, 5, 0])).await;
        assert_eq!(line.view.result(run)["figures"]["by_mode"], json!([]), "no breakdown while it is open");
    }
    // The chair may say otherwise when opening.
    chair.gate("void", run, "void").await;
    let mut hidden = chair.opening("live");
    hidden["open"]["visibility"] = json!("hidden");
    let run = chair.does(hidden).await["made"]["run"].as_u64().unwrap();
    watcher.until("the hidden run", |view| view.run(run)["visibility"] == "hidden").await;
    vote_all(&mut phones, run, |_| one(1)).await;
    only_counts(&mut watcher, run, 5).await;
}

async fn after_your_own_vote_opens_it_to_who_voted_and_to_no_screen(house: House) {
    let mut chair = house.chair().await;
    let (_, mut screen) = house.screen(&mut chair, "Wall").await;
    let mut watcher = house.phone().await;
    let browser = house.with_pass();
    let mut voter = house.phone_of(&browser).await;
    let mut phones = house.phones(5).await;
    let run = chair.open("after-vote").await;
    vote_all(&mut phones, run, |_| one(2)).await;
    assert_eq!(voter.counted(run, 1, one(0)).await, "counted");
    voter.until("the figures", |view| view.result(run)["figures"]["counts"] == json!([1, 0, 5])).await;
    for line in [&mut chair.line, &mut screen, &mut watcher] {
        only_counts(line, run, 6).await;
    }
    // Another tab of the voter sees it from the start; so does its page.
    let tab = house.phone_of(&browser).await;
    assert_eq!(tab.view.result(run)["figures"]["n"], 6);
    let page = browser.clone().get(&format!("/{}", house.room())).await.page_view();
    assert_eq!(page["parts"][format!("result/{run}")]["figures"]["n"], 6);
    // Who withdraws is as if they had not voted.
    assert_eq!(voter.counted(run, 2, Value::Null).await, "withdrawn");
    only_counts(&mut voter, run, 5).await;
    chair.close(run).await;
    phones[0].until("closed", |view| view.phase(run) == "closed").await;
    only_counts(&mut phones[0], run, 5).await;
    assert!(!watcher.heard.iter().any(|frame| frame.contains("figures")), "the watcher never got any");
}

async fn who_votes_second_sees_it_too(house: House) {
    let mut chair = house.chair().await;
    let mut phones = house.phones(5).await;
    let browser = house.with_pass();
    let mut late = house.phone_of(&browser).await;
    let run = chair.open("after-vote").await;
    vote_all(&mut phones, run, |_| one(0)).await;
    phones[0].until("the figures", |view| view.result(run)["figures"]["n"] == 5).await;
    // The ballot comes by another way; the socket only repeats it, and nothing in the room changes by that.
    let by_post = json!({ "run": run, "r": 1, "choice": one(0) });
    let reply = browser.clone().command(house.room(), "phone", "vote", &by_post).await;
    assert_eq!(reply.json()["receipt"]["ballot"]["was"], "counted");
    phones[0].until("six", |view| view.result(run)["figures"]["n"] == 6).await;
    only_counts(&mut late, run, 6).await;
    assert_eq!(late.counted(run, 1, one(0)).await, "same");
    late.until("the figures", |view| view.result(run)["figures"]["n"] == 6).await;
}

async fn a_sensitive_run_shows_nothing_but_steps(house: House) {
    let mut chair = house.chair().await;
    let (_, mut screen) = house.screen(&mut chair, "Wall").await;
    let mut phones = house.phones(7).await;
    let run = chair.open("sensitive").await;
    let steps = |n: u32| json!({ "count": { "n": n, "at_least": true } });
    vote_all(&mut phones[..4], run, |_| one(0)).await;
    for line in [&mut chair.line, &mut screen, &mut phones[6]] {
        line.until("no step yet", |view| view.result(run) == &steps(0)).await;
    }
    vote_all(&mut phones[4..], run, |_| one(1)).await;
    for line in [&mut chair.line, &mut screen, &mut phones[0]] {
        line.until("one step", |view| view.result(run) == &steps(5)).await;
    }
    chair.close_and_show(run).await;
    for line in [&mut chair.line, &mut screen, &mut phones[0]] {
        line.until("the result", |view| view.result(run)["figures"]["counts"] == json!([4, 3, 0])).await;
        let heard: Vec<_> = line.heard.iter().filter(|frame| frame.contains("figures")).collect();
        assert_eq!(heard.len(), 1, "nothing but the result at the end");
    }
}

/// Whoever sees lengths alone, behind TLS, does not learn from the answer what was chosen: over a socket and by a request, at the first
/// time and at a change, where one is chosen and where several are.
async fn the_answer_to_a_ballot_has_one_length_whatever_was_chosen(house: House) {
    let mut chair = house.chair().await;
    let several = |of: &[u8]| json!({ "many": of });
    for (poll, choices) in [
        ("sensitive", vec![one(0), one(1), one(2), json!("cant_say")]),
        ("multiple", vec![several(&[0]), several(&[0, 1, 3]), several(&[2, 3]), json!("cant_say")]),
    ] {
        let run = chair.open(poll).await;
        let mut lengths = BTreeSet::new();
        // Each of them is chosen first, and then another.
        for pair in 0..choices.len() {
            let mut phone = house.phone().await;
            let mut by_requests = house.with_pass();
            for (r, was) in [(1, "counted"), (2, "changed")] {
                let chosen = &choices[(pair + r as usize) % choices.len()];
                let before = phone.heard.len();
                assert_eq!(phone.counted(run, r, chosen.clone()).await, was);
                let is_shared = |frame: &&String| frame.starts_with(r#"{"view":"#) && !frame.contains(r#""mine":"#);
                let own: Vec<_> = phone.heard[before..].iter().filter(|frame| !is_shared(frame)).collect();
                assert_eq!(own.len(), 1, "the receipt, and nothing else of one's own: {own:?}");
                lengths.insert((r, "socket", own[0].len()));
                let vote = json!({ "run": run, "r": r, "choice": chosen });
                let reply = by_requests.command(house.room(), "phone", "vote", &vote).await;
                assert_eq!(reply.status, 200, "{reply:?}");
                lengths.insert((r, "request", reply.head.len() + reply.body.len()));
            }
        }
        assert_eq!(lengths.len(), 4, "{poll}: {lengths:?}");
        chair.close(run).await;
    }
}

async fn too_few_are_not_drawn_on_phones_and_screens(house: House) {
    let mut chair = house.chair().await;
    let (_, mut screen) = house.screen(&mut chair, "Wall").await;
    let mut phones = house.phones(5).await;
    let run = chair.open("live").await;
    vote_all(&mut phones[..4], run, |at| if at == 0 { json!("cant_say") } else { one(0) }).await;
    let too_few = json!({ "too_few": { "n": 4 } });
    for line in [&mut screen, &mut phones[0]] {
        line.until("too few to say", |view| view.result(run) == &too_few).await;
    }
    chair.line.until("moderators see it", |view| view.result(run)["figures"]["n"] == 4).await;
    assert_eq!(chair.line.view.result(run)["figures"]["cant_say"], 1, "who cannot say is counted in n");
    vote_all(&mut phones[4..], run, |_| one(0)).await;
    for line in [&mut screen, &mut phones[0]] {
        line.until("enough", |view| view.result(run)["figures"]["n"] == 5).await;
        let figures = &line.view.result(run)["figures"];
        assert_eq!((&figures["counts"], &figures["cant_say"]), (&json!([4, 0, 0]), &json!(1)));
    }
}

/// A phone that says how it takes part.
async fn phone_in(house: &House, mode: &str) -> Line {
    let mut line = house.with_pass().socket(house.room(), "phone").await;
    line.hello_with(json!({ "mode": mode })).await;
    line
}

async fn a_breakdown_comes_with_the_close_and_in_groups_of_k(house: House) {
    let mut chair = house.chair().await;
    let mut room = Vec::new();
    for mode in ["room", "room", "room", "room", "room", "room", "online", "online", "online", "unstated", "unstated"] {
        room.push(phone_in(&house, mode).await);
    }
    let run = chair.open("live").await;
    vote_all(&mut room, run, |at| one((at % 3) as u8)).await;
    chair.line.until("all eleven", |view| view.result(run)["figures"]["n"] == 11).await;
    chair.close_and_show(run).await;
    room[0].until("by mode", |view| view.result(run)["figures"]["by_mode"][0].is_object()).await;
    let by_mode = room[0].view.result(run)["figures"]["by_mode"].clone();
    let wanted = json!([
        { "modes": ["room"], "n": 6, "cant_say": 0, "as": "counts", "counts": [2, 2, 2], "median": null },
        { "modes": ["online", "unstated"], "n": 5, "cant_say": 0, "as": "counts", "counts": [2, 2, 1], "median": null },
    ]);
    assert_eq!(by_mode, wanted, "three online and two unstated are too few apart");
    for line in [&chair.line, &room[0]] {
        for frame in &line.heard {
            let parts: Value = serde_json::from_str::<Value>(frame).unwrap()["view"]["parts"].clone();
            let figures = &parts[format!("result/{run}")]["figures"];
            let open = figures.is_object() && figures["by_mode"] != json!([]) && figures["by_mode"] != wanted;
            assert!(!open, "no breakdown while it was open: {frame}");
        }
    }
}

async fn saying_how_one_takes_part_moves_the_ballots(house: House) {
    let mut chair = house.chair().await;
    let mut phones = house.phones(5).await;
    let browser = house.with_pass();
    let mut others = vec![house.phone_of(&browser).await];
    others.extend(house.phones(5).await);
    let run = chair.open("yesno").await;
    vote_all(&mut phones, run, |_| one(0)).await;
    vote_all(&mut others, run, |_| one(1)).await;
    for phone in &mut phones {
        let answer = phone.say(json!({ "mode": { "mode": "room" } })).await;
        assert!(answer.get("code").is_none(), "{answer}");
        phone.until("mine", |view| view.part("mine")["mode"] == "room").await;
    }
    // One by the API, one by the link on the page, the rest by the socket.
    let mut by_api = browser.clone();
    let reply = by_api.command(house.room(), "phone", "mode", &json!({ "mode": "online" })).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    for phone in &mut others[1..] {
        phone.say(json!({ "mode": { "mode": "online" } })).await;
    }
    // A later change of the first one's mind does not bring the old mode back.
    let change = json!({ "run": run, "r": 2, "choice": one(1) });
    assert_eq!(by_api.command(house.room(), "phone", "vote", &change).await.status, 200);
    chair.close(run).await;
    chair.line.until("by mode", |view| view.result(run)["figures"]["by_mode"][0].is_object()).await;
    let wanted = json!([
        { "modes": ["room"], "n": 5, "cant_say": 0, "as": "counts", "counts": [5, 0], "median": null },
        { "modes": ["online"], "n": 6, "cant_say": 0, "as": "counts", "counts": [0, 6], "median": null },
    ]);
    assert_eq!(chair.line.view.result(run)["figures"]["by_mode"], wanted);
    assert_eq!(house.recount(run, 2).await, (11, vec![5, 6]));
}
