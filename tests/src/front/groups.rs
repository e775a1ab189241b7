//! Stakeholder groups: named by socket, API, form and hello; ballots move with them; what is published by group, and when.

use std::collections::BTreeMap;
use std::time::Duration;

use plenary_server::domain::ballot::Contributions;
use plenary_server::domain::id::RunId;
use plenary_server::domain::person::{Group, Mode, Segment};
use plenary_server::domain::tally::Tally;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};

use super::floor::{end, give, next, now, raise};
use super::questions::{approved, question};
use crate::house::line::{Line, View, done, one, vote};
use crate::house::{House, in_both_houses};

in_both_houses!(
    naming_a_group_moves_the_ballots_by_every_way,
    by_group_comes_with_the_close_for_everybody,
    where_groups_are_too_thin_one_sentence_says_so,
    a_table_by_mode_that_would_give_some_away_is_left_out,
    any_course_of_votes_and_groups_gives_the_tally_of_the_last_ballots,
    hands_and_questions_carry_the_group,
    a_page_without_scripts_asks_after_the_first_vote,
);

/// Says a command at the pace the server asks for.
async fn insist(phone: &mut Line, command: &Value) -> Value {
    loop {
        let answer = phone.say(command.clone()).await;
        match answer["wait_ms"].as_u64() {
            Some(wait_ms) => tokio::time::sleep(Duration::from_millis(wait_ms)).await,
            None => return answer,
        }
    }
}

async fn named(house: &House, mode: &str, group: &str) -> Line {
    let mut phone = house.phone().await;
    for command in [json!({ "mode": { "mode": mode } }), json!({ "group": { "group": group } })] {
        done(phone.say(command).await);
    }
    phone.until("mine", |view| view.part("mine")["group"] == group && view.part("mine")["mode"] == mode).await;
    phone
}

async fn stored(house: &House, run: u64) -> Tally {
    house.store.recount(house.room(), RunId(u32::try_from(run).unwrap())).await.unwrap()
}

async fn naming_a_group_moves_the_ballots_by_every_way(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("yesno").await;
    let path = format!("/{}", house.room());
    // By socket; a mode said before stays.
    let mut phone = named(&house, "online", "unstated").await;
    assert_eq!(phone.counted(run, 1, one(0)).await, "counted");
    done(phone.say(json!({ "group": { "group": "government" } })).await);
    // Over HTTP, and remembered there for the next vote.
    let mut by_api = house.with_pass();
    let body = json!({ "run": run, "r": 1, "choice": one(0) });
    assert_eq!(by_api.command(house.room(), "phone", "vote", &body).await.status, 200);
    let named = by_api.command(house.room(), "phone", "group", &json!({ "group": "civil_society" })).await;
    assert_eq!(named.status, 200, "{named:?}");
    let again = json!({ "run": run, "r": 2, "choice": one(1) });
    assert_eq!(by_api.command(house.room(), "phone", "vote", &again).await.status, 200);
    // By the plain form, mode and group after each other.
    let mut by_form = house.browser();
    by_form.get(&path).await;
    assert_eq!(by_form.post_form(&format!("{path}/vote"), &format!("run={run}&r=1&choice=1")).await.status, 200);
    assert_eq!(by_form.post_form(&format!("{path}/group"), "group=private_sector").await.status, 303);
    assert_eq!(by_form.post_form(&format!("{path}/mode"), "mode=room").await.status, 303);
    // By a hello of a page that remembers, after a vote by POST that did not.
    let mut by_hello = house.with_pass();
    assert_eq!(by_hello.command(house.room(), "phone", "vote", &body).await.status, 200);
    let mut line = by_hello.socket(house.room(), "phone").await;
    line.hello_with(json!({ "group": "other", "mode": "room" })).await;
    let tally = stored(&house, run).await;
    let at = |mode, group| Segment { mode, group };
    let segments: Vec<(Segment, u32)> = tally.segments().map(|(at, counts)| (at, counts.ballots)).collect();
    let wanted = [
        (at(Mode::Unstated, Group::CivilSociety), 1),
        (at(Mode::Room, Group::PrivateSector), 1),
        (at(Mode::Room, Group::Other), 1),
        (at(Mode::Online, Group::Government), 1),
    ];
    assert_eq!(segments, wanted);
    // "Rather not say" takes it back.
    done(phone.say(json!({ "group": { "group": "unstated" } })).await);
    assert_eq!(stored(&house, run).await.along(Group::Government).ballots, 0);
    assert_eq!(house.recount(run, 2).await, (4, vec![2, 2]));
    // What is no group is refused, and changes nothing.
    let refused = phone.say(json!({ "group": { "group": "royalty" } })).await;
    assert_eq!(refused["code"], "malformed");
    assert_eq!(by_form.post_form(&format!("{path}/group"), "group=royalty").await.status, 400);
    assert_eq!(stored(&house, run).await.along(Group::PrivateSector).ballots, 1);
    // A poll that is over keeps the groups of its day.
    chair.close(run).await;
    assert_eq!(by_form.post_form(&format!("{path}/group"), "group=government").await.status, 303);
    assert_eq!(stored(&house, run).await.along(Group::Government).ballots, 0);
}

fn figures(view: &View, run: u64) -> &Value {
    &view.result(run)["figures"]
}

async fn by_group_comes_with_the_close_for_everybody(house: House) {
    let mut chair = house.chair().await;
    let (_, mut screen) = house.screen(&mut chair, "Wall").await;
    let mut phones = Vec::new();
    for group in ["government", "civil_society"] {
        for _ in 0..5 {
            phones.push(named(&house, "room", group).await);
        }
    }
    phones.push(named(&house, "room", "private_sector").await);
    phones.extend(house.phones(4).await);
    let run = chair.open("live").await;
    for (at, phone) in phones.iter_mut().enumerate() {
        assert_eq!(phone.counted(run, 1, one((at / 5) as u8)).await, "counted");
    }
    chair.line.until("all fifteen", |view| figures(view, run)["n"] == 15).await;
    assert_eq!(figures(&chair.line.view, run)["by_group"], json!([]), "no breakdown while it is open");
    assert_eq!(figures(&chair.line.view, run)["named"], 0, "nor how many named one");
    chair.close_and_show(run).await;
    let rest = ["private_sector", "technical_community", "intergovernmental", "other", "unstated"];
    let wanted = json!([
        { "groups": ["government"], "n": 5, "cant_say": 0, "as": "counts", "counts": [5, 0, 0], "median": null },
        { "groups": ["civil_society"], "n": 5, "cant_say": 0, "as": "counts", "counts": [0, 5, 0], "median": null },
        { "groups": rest, "n": 5, "cant_say": 0, "as": "counts", "counts": [0, 0, 5], "median": null },
    ]);
    for line in [&mut chair.line, &mut screen, &mut phones[0]] {
        line.until("by group", |view| figures(view, run)["by_group"][0].is_object()).await;
        assert_eq!(figures(&line.view, run)["by_group"], wanted);
        assert_eq!(figures(&line.view, run)["named"], 11);
    }
    let report = chair.browser.get(&format!("/{}/report.md", house.room())).await.text();
    assert!(report.contains("By stakeholder group, of 15 answers"), "{report}");
    assert!(
        report.contains("| Answer | Government, n = 5 | Civil Society, n = 5 | All others together, n = 5 |"),
        "{report}"
    );
    assert!(!report.contains("Each named group counts the same"), "not every group has figures of its own");
}

async fn where_groups_are_too_thin_one_sentence_says_so(house: House) {
    let mut chair = house.chair().await;
    let mut phones = house.phones(6).await;
    phones.push(named(&house, "unstated", "government").await);
    let run = chair.open("yesno").await;
    for phone in &mut phones {
        assert_eq!(phone.counted(run, 1, one(0)).await, "counted");
    }
    chair.close(run).await;
    chair.line.until("closed", |view| figures(view, run)["n"] == 7).await;
    assert_eq!(figures(&chair.line.view, run)["by_group"], json!([]));
    assert_eq!(figures(&chair.line.view, run)["named"], 1);
    let report = chair.browser.get(&format!("/{}/report.md", house.room())).await.text();
    assert!(report.contains("Too few per group to say; 1 person named a group."), "{report}");
}

async fn a_table_by_mode_that_would_give_some_away_is_left_out(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("yesno").await;
    // All in the room say yes and nobody online does: the groups of those who said yes are the groups of the room.
    let people = [("room", "government", 2, 0), ("room", "civil_society", 5, 0), ("online", "government", 5, 1)];
    for (mode, group, number, choice) in people {
        for _ in 0..number {
            let mut phone = named(&house, mode, group).await;
            assert_eq!(phone.counted(run, 1, one(choice)).await, "counted");
        }
    }
    chair.close(run).await;
    chair.line.until("closed", |view| figures(view, run)["n"] == 12).await;
    let shown = figures(&chair.line.view, run);
    assert_eq!((&shown["by_mode"], &shown["mode_left_out"]), (&json!([]), &json!(true)));
    assert_eq!(shown["by_group"].as_array().unwrap().len(), 2);
    let report = chair.browser.get(&format!("/{}/report.md", house.room())).await.text();
    assert!(report.contains("Not shown by mode: beside the figures by group"), "{report}");
    assert!(report.contains("Each named group counts the same"), "both groups have figures of their own");
}

async fn any_course_of_votes_and_groups_gives_the_tally_of_the_last_ballots(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("multiple").await;
    let seed = rand::random();
    println!("seed {seed}");
    let mut dice = StdRng::seed_from_u64(seed);
    let mut phones = house.phones(6).await;
    let mut standing: BTreeMap<usize, (Segment, Option<Vec<u8>>, u32)> = BTreeMap::new();
    for _ in 0..120 {
        let who = dice.random_range(0..phones.len());
        let (segment, ballot, r) = standing.entry(who).or_default();
        match dice.random_range(0..4) {
            0 => {
                segment.group = Group::ALL[dice.random_range(0..7)];
                done(insist(&mut phones[who], &json!({ "group": { "group": segment.group } })).await);
            }
            1 => {
                segment.mode = Mode::ALL[dice.random_range(0..3)];
                done(insist(&mut phones[who], &json!({ "mode": { "mode": segment.mode } })).await);
            }
            2 if ballot.is_some() && dice.random_bool(0.3) => {
                *r += 1;
                *ballot = None;
                done(insist(&mut phones[who], &vote(run, *r, Value::Null)).await);
            }
            _ => {
                *r += 1;
                let many: Vec<u8> = (0..4).filter(|_| dice.random_bool(0.4)).take(3).collect();
                let many = if many.is_empty() { vec![3] } else { many };
                done(insist(&mut phones[who], &vote(run, *r, json!({ "many": many }))).await);
                *ballot = Some(many);
            }
        }
    }
    let mut wanted = Tally::default();
    for (segment, ballot, _) in standing.values() {
        let Some(many) = ballot else { continue };
        let keys: Vec<String> = many.iter().map(u8::to_string).collect();
        wanted.count(*segment, &Contributions::of(keys.iter().map(|key| (key.as_str(), 1))));
    }
    assert_eq!(stored(&house, run).await, wanted, "the ballots themselves");
    chair.close(run).await;
    let kept = house.store.read(house.room(), 0).await.unwrap().tallies;
    let (_, _, kept) = kept.into_iter().find(|(of, ..)| u64::from(of.0) == run).expect("the run's tally");
    assert_eq!(kept, wanted, "the counts that were kept up, step by step");
}

async fn hands_and_questions_carry_the_group(house: House) {
    let mut chair = house.chair().await;
    let mut phone = named(&house, "room", "technical_community").await;
    let turn = raise(&mut phone, None).await;
    let is_queued = |view: &View, turn: u64| next(view).contains(&turn);
    chair.line.until("the hand", |view| is_queued(view, turn)).await;
    let mut other = named(&house, "online", "technical_community").await;
    let asked = approved(&mut chair, &mut other, "Who pays?").await;
    let on = json!({ "question": asked, "rev": question(&chair.line.view, asked)["rev"] });
    let queued = chair.does(json!({ "queue_question": on })).await;
    let read_out = queued["made"]["turn"].as_u64().expect("a turn");
    chair.line.until("to be read out", |view| is_queued(view, read_out)).await;
    for turn in [turn, read_out] {
        give(&mut chair, turn).await;
    }
    end(&mut chair, read_out).await;
    let heard = |view: &View| view.part("ledger")["groups"]["technical_community"]["turns"] == 2;
    chair.line.until("two turns of that group", heard).await;
    phone.until("the floor is free", |view| now(view).is_none()).await;
    let shown = serde_json::to_string(&phone.view.parts).unwrap();
    assert_eq!(shown.matches("technical_community").count(), 1, "a phone reads of the group in its own part alone");
}

async fn a_page_without_scripts_asks_after_the_first_vote(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("yesno").await;
    let path = format!("/{}", house.room());
    let mut browser = house.browser();
    let asks = |page: &str| page.contains(&format!(r#"action="{path}/group""#));
    assert!(!asks(&browser.get(&path).await.text()), "not before a vote");
    let page = browser.post_form(&format!("{path}/vote"), &format!("run={run}&r=1&choice=1")).await.text();
    assert!(asks(&page) && page.contains(r#"<details class="group" open>"#), "{page}");
    assert_eq!(page.matches(r#"name="group" value=""#).count(), 7);
    assert_eq!(browser.post_form(&format!("{path}/group"), "group=unstated").await.status, 303);
    let page = browser.get(&path).await.text();
    assert!(asks(&page) && page.contains(r#"<details class="group">"#), "answered: folded up, and can be changed");
    assert_eq!(house.recount(run, 2).await, (1, vec![0, 1]));
}
