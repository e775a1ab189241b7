//! A session of talk beside its polls, and what the report must say of it, counted again from the store.

use std::collections::BTreeMap;

use plenary_server::domain::floor::TurnState;
use plenary_server::domain::id::RunId;
use plenary_server::domain::minutes::{Act, Line as Minute, Turned};
use plenary_server::domain::person::{Mode, Role};
use plenary_server::domain::question::{Rule, State, Told};
use plenary_server::domain::room::Room;
use plenary_server::hub::fold;
use serde_json::{Value, json};

use crate::house::House;
use crate::house::chair::Chair;
use crate::house::line::{Line, View, done, one};

/// Everything that the report tells of a conversation, done at least once.
pub(super) async fn play(house: House) {
    let mut chair = house.chair().await;
    let mut phones = seated(&house).await;
    let advance = in_advance(&mut chair, &mut phones).await;
    on_session(&mut chair, "begin").await;
    questions(&mut chair, &mut phones).await;
    turns(&house, &mut chair, &mut phones).await;
    temperature(&mut chair, &mut phones).await;
    outcomes(&mut chair, &mut phones).await;
    chair.does(json!({ "blank": { "on": true } })).await;
    chair.does(json!({ "blank": { "on": false } })).await;
    on_session(&mut chair, "end").await;
    chair.line.until("over", |view| view.part("session")["ended"].is_u64()).await;

    let room = fold::found(house.room(), house.store.read(house.room(), 0).await.unwrap()).unwrap();
    let path = format!("/{}/report", house.room());
    let markdown = chair.browser.get(&format!("{path}.md?as=chair")).await.text();
    let lines: Vec<String> = markdown.lines().map(|line| line.replace('\\', "")).collect();
    let mut expected = ledger(&room);
    expected.extend(fates(&room));
    expected.extend(readings(&house, &room).await);
    expected.extend(open_points(&house, &room).await);
    expected.extend(moderation(&house).await);
    for line in expected {
        assert!(lines.contains(&line), "{line}\nis not in\n{markdown}");
    }
    let early = lines.iter().filter(|line| line.contains("Opened in advance, before the session began.")).count();
    assert_eq!(early, 1, "of the run {advance} alone: {markdown}");
    let page = chair.browser.get(&format!("{path}?as=chair")).await.text();
    let drawn =
        page.split("<figure class=\"line\">").nth(1).expect("the temperature is drawn").split("</figure>").next();
    let drawn = drawn.expect("it ends");
    assert_eq!((drawn.matches("<circle").count(), drawn.matches("class=\"path\"").count()), (2, 1), "{drawn}");
    assert!(drawn.contains("Mostly") && drawn.contains("n = 6"), "{drawn}");
}

/// Five in the room, five online.
async fn seated(house: &House) -> Vec<Line> {
    let mut phones = house.phones(10).await;
    for (at, phone) in phones.iter_mut().enumerate() {
        done(phone.say(json!({ "mode": { "mode": if at % 2 == 0 { "room" } else { "online" } } })).await);
    }
    phones
}

async fn on_session(chair: &mut Chair, act: &str) {
    let rev = chair.line.view.part("session")["rev"].clone();
    chair.does(json!({ act: { "rev": rev } })).await;
    chair.line.until(act, |view| view.part("session")["rev"] != rev).await;
}

async fn in_advance(chair: &mut Chair, phones: &mut [Line]) -> u64 {
    let run = chair.open("single").await;
    for phone in phones {
        phone.counted(run, 1, one(1)).await;
    }
    chair.close_and_show(run).await;
    run
}

fn question(view: &View, id: u64) -> &Value {
    view.part(&format!("question/{id}"))
}

async fn tend(chair: &mut Chair, id: u64, fate: Value) {
    chair.line.until("the question", |view| question(view, id)["rev"].is_u64()).await;
    let rev = question(&chair.line.view, id)["rev"].clone();
    chair.does(json!({ "tend": { "question": id, "rev": rev, "fate": fate } })).await;
    chair.line.until("tended", |view| question(view, id)["rev"] != rev).await;
}

/// Two shown and upvoted, one of them answered and one read out; two declined under different rules, one taken off.
async fn questions(chair: &mut Chair, phones: &mut [Line]) {
    let mut ids = Vec::new();
    for (at, text) in ["Who pays?", "Who decides?", "Buy now?", "Your neighbour?", "Is there lunch?"].iter().enumerate()
    {
        let receipt = done(phones[at].say(json!({ "ask": { "text": text } })).await);
        ids.push(receipt["made"]["question"].as_u64().expect("a question"));
    }
    for id in &ids[..2] {
        tend(chair, *id, json!({ "is": "approve" })).await;
    }
    tend(chair, ids[2], json!({ "is": "decline", "rule": "advertising" })).await;
    tend(chair, ids[3], json!({ "is": "decline", "rule": "private_person" })).await;
    tend(chair, ids[4], json!({ "is": "archive" })).await;
    for phone in phones.iter_mut() {
        phone.until("shown", |view| question(view, ids[1]).is_object()).await;
        done(phone.say(json!({ "upvote": { "question": ids[0], "r": 1, "up": true } })).await);
    }
    tend(chair, ids[0], json!({ "is": "answered" })).await;
    let rev = question(&chair.line.view, ids[1])["rev"].clone();
    chair.does(json!({ "queue_question": { "question": ids[1], "rev": rev } })).await;
    give_next(chair, 0).await;
}

/// Gives the floor to who stands in that place; whoever had it ends.
async fn give_next(chair: &mut Chair, place: usize) {
    chair.line.until("somebody waits", |view| view.part("queue")["next"][place].is_object()).await;
    let queue = chair.line.view.part("queue").clone();
    let next = &queue["next"][place];
    let now = queue["now"]["turn"].clone();
    chair.does(json!({ "give_floor": { "now": now, "turn": next["turn"], "rev": next["rev"] } })).await;
    chair.line.until("it has the floor", |view| view.part("queue")["now"]["turn"] == next["turn"]).await;
}

/// Hands of both sides, one out of turn, one put first, one passed over, somebody without a phone.
async fn turns(house: &House, chair: &mut Chair, phones: &mut [Line]) {
    let mut on_site = house.moderator(Role::OnSite).await;
    for phone in &mut phones[2..7] {
        done(phone.say(json!({ "raise_hand": {} })).await);
    }
    on_site.does(json!({ "add_turn": { "name": "First row", "mode": "room", "group": "government" } })).await;
    chair.line.until("six wait", |view| view.part("queue")["next"].as_array().is_some_and(|all| all.len() == 6)).await;
    let last = chair.line.view.part("queue")["next"][5].clone();
    chair.does(json!({ "place_turn": { "turn": last["turn"], "rev": last["rev"], "place": "first" } })).await;
    chair.line.until("put first", |view| view.part("queue")["next"][0]["turn"] == last["turn"]).await;
    give_next(chair, 0).await;
    give_next(chair, 1).await;
    give_next(chair, 0).await;
    let skipped = chair.line.view.part("queue")["next"][0].clone();
    chair.does(json!({ "skip_turn": { "turn": skipped["turn"], "rev": skipped["rev"] } })).await;
    chair.line.until("two left", |view| view.part("queue")["next"].as_array().is_some_and(|all| all.len() == 2)).await;
    let now = chair.line.view.part("queue")["now"].clone();
    on_site.does(json!({ "end_turn": { "turn": now["turn"], "rev": now["rev"] } })).await;
    chair.line.until("the floor is free", |view| view.part("queue")["now"].is_null()).await;
}

/// Two readings: six who say *mostly* or *very well*, then seven in the middle.
async fn temperature(chair: &mut Chair, phones: &mut [Line]) {
    for (steps, many) in [([3, 4], 6), ([2, 2], 7)] {
        let run = chair.does(json!({ "take_temperature": {} })).await["made"]["run"].as_u64().expect("a run");
        for (at, phone) in phones.iter_mut().take(many).enumerate() {
            phone.until("asked", |view| view.phase(run) == "open").await;
            phone.counted(run, 1, one(steps[at % 2])).await;
        }
        chair.line.until("open", |view| view.phase(run) == "open").await;
        chair.close(run).await;
    }
}

/// Two lines; of the second nobody needs more information.
async fn outcomes(chair: &mut Chair, phones: &mut [Line]) {
    for (text, chosen) in [("Providers publish what they scan for.", [0, 2, 2]), ("We meet again.", [0, 1, 0])] {
        let poll = chair.raise(json!({ "prompt": text, "kind": "gradient", "from": "outcome" })).await;
        let mut open = chair.opening(&poll);
        open["open"]["beside"] = json!(true);
        let run = chair.does(open).await["made"]["run"].as_u64().expect("a run");
        for (at, phone) in phones.iter_mut().enumerate() {
            phone.until("asked", |view| view.phase(run) == "open").await;
            phone.counted(run, 1, one(chosen[at % 3])).await;
        }
        chair.line.until("open", |view| view.phase(run) == "open").await;
        chair.close_and_show(run).await;
    }
}

/// Turns and time by mode, from the turns as they are stored; every turn here is another person's.
fn ledger(room: &Room) -> Vec<String> {
    let mut by_mode: BTreeMap<Mode, (u32, u64)> = BTreeMap::new();
    for held in room.talk.turns.values() {
        let TurnState::Done { from, to } = held.value.state else { continue };
        let row = by_mode.entry(held.value.mode).or_default();
        *row = (row.0 + 1, row.1 + to.0 - from.0);
    }
    let all: u32 = by_mode.values().map(|(turns, _)| turns).sum();
    assert_eq!(all, 4, "a question, one put first, one out of turn, one by the rule");
    let mut lines = vec![
        format!("{all} turns were had. In {all} of them somebody spoke for the first time."),
        "A moderator gave the floor out of turn 1 time.".to_owned(),
        "Not told by group: that takes two groups with at least 5 different people each.".to_owned(),
    ];
    for (mode, name) in [(Mode::Room, "In the room"), (Mode::Online, "Online")] {
        let (turns, ms) = by_mode[&mode];
        lines.push(format!("| {name} | {turns} | {} min {} s |", ms / 60_000, ms / 1_000 % 60));
    }
    lines
}

/// What became of how many questions, declined ones by rule.
fn fates(room: &Room) -> Vec<String> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for held in room.talk.questions.values() {
        let fate = match &held.question().state {
            State::Answered => "Answered".to_owned(),
            State::Approved => "Shown, not answered".to_owned(),
            State::Archived => "Taken off the list".to_owned(),
            State::Declined { rule, .. } => {
                let rule = match rule {
                    Rule::Advertising => "advertises something",
                    Rule::PrivatePerson => "names or exposes a private person",
                    other => panic!("nobody played {other:?}"),
                };
                format!("Declined under a published rule: {rule}")
            }
            other => panic!("nobody played {other:?}"),
        };
        *counts.entry(fate).or_default() += 1;
    }
    counts.into_iter().map(|(fate, n)| format!("| {fate} | {n} |")).collect()
}

fn runs_of(room: &Room, poll: &str) -> Vec<RunId> {
    room.runs.values().filter(|held| held.run.poll.as_str() == poll).map(|held| held.run.id).collect()
}

/// The middle of the ballots laid out in a row, by name.
async fn readings(house: &House, room: &Room) -> Vec<String> {
    let steps = ["Not at all", "A little", "Partly", "Mostly", "Very well"];
    let mut lines = Vec::new();
    for run in runs_of(room, "temperature") {
        let total = house.store.recount(room.code, run).await.unwrap().total();
        let row: Vec<usize> =
            (0..5).flat_map(|at| vec![at; usize::try_from(total.of(&at.to_string())).unwrap()]).collect();
        let twice = row[(row.len() - 1) / 2] + row[row.len() / 2];
        let (low, high) = (steps[twice / 2], steps[twice.div_ceil(2)]);
        let middle = if low == high { low.to_owned() } else { format!("between “{low}” and “{high}”") };
        let minute = room.runs[&run].gate.opened.0 / 60_000;
        lines.push(format!("| {:02}:{:02} | {} | {middle} |", minute / 60 % 24, minute % 60, total.ballots));
    }
    assert_eq!(lines.len(), 2);
    lines
}

async fn open_points(house: &House, room: &Room) -> Vec<String> {
    let mut lines = Vec::new();
    for held in room.runs.values() {
        if !held.run.prompt.starts_with("Providers") {
            continue;
        }
        let total = house.store.recount(room.code, held.run.id).await.unwrap().total();
        lines.push(format!("- “{}”: {} of {} need more information", held.run.prompt, total.of("2"), total.ballots));
    }
    assert_eq!(lines.len(), 1);
    lines
}

/// Who did what how often, from the minutes as they are stored.
async fn moderation(house: &House) -> Vec<String> {
    let mut counts: BTreeMap<(String, &str), u32> = BTreeMap::new();
    for line in house.store.minutes(house.room(), 0).await.unwrap() {
        let minute: Minute = serde_json::from_str(&line.line).unwrap();
        let what = match &minute.act {
            Act::Question { told: Told::Approved, .. } => "showed a question of the audience’s",
            Act::Question { told: Told::Declined { rule: Rule::Advertising }, .. } => {
                "declined a question of the audience’s: advertises something"
            }
            Act::Question { told: Told::Declined { .. }, .. } => {
                "declined a question of the audience’s: names or exposes a private person"
            }
            Act::Question { told: Told::Archived, .. } => "took a question of the audience’s off the list",
            Act::Question { told: Told::Answered, .. } => "marked a question of the audience’s as answered",
            Act::Turn { turned: Turned::Given, .. } => "gave the floor as the rule has it",
            Act::Turn { turned: Turned::GivenOutOfTurn, .. } => "gave the floor, before others whom the rule had first",
            Act::Turn { turned: Turned::Placed { .. }, .. } => "put a turn before the others by hand",
            Act::Turn { turned: Turned::Skipped, .. } => "passed a turn over",
            Act::Turn { turned: Turned::Added, .. } => "put somebody without a phone on the queue",
            Act::Turn { turned: Turned::Queued, .. } => "put a question on the queue, to be read out",
            Act::Blanked { on: true } => "blanked all screens",
            Act::Blanked { on: false } => "brought all screens back",
            _ => continue,
        };
        let who = match minute.by.expect("somebody") {
            Role::Chair => "Chair",
            Role::OnSite => "On-site moderator",
            other => panic!("{other:?} did nothing"),
        };
        *counts.entry((what.to_owned(), who)).or_default() += 1;
    }
    counts.into_iter().map(|((what, who), n)| format!("| {what} | {who} | {n} |")).collect()
}
