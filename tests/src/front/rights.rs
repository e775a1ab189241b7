//! Who may do what: every command by every role, over the wire, against the table that docs/roles.md shows.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use plenary_server::domain::person::Role;
use plenary_server::wire::Command;
use serde_json::{Value, json};

use crate::house::line::{Line, code, done};
use crate::house::{House, in_both_houses};

in_both_houses!(
    every_role_may_do_what_the_table_says_and_nothing_else,
    over_a_socket_the_table_is_the_same,
    a_link_for_another_device_is_of_ones_own_role_but_for_the_chair,
);

/// Every verb of the protocol, as its parser names them.
pub(super) fn verbs() -> BTreeSet<String> {
    let error = serde_json::from_str::<Command>(r#"{"no_such_verb":{}}"#).expect_err("no such verb").to_string();
    let listed = error.split("expected one of").nth(1).expect("the parser names what it knows");
    listed.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The table of docs/roles.md: which roles may say which verb.
fn table() -> BTreeMap<String, [bool; 4]> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").join("docs/roles.md");
    let text = std::fs::read_to_string(docs).expect("docs/roles.md");
    let rows = text.lines().filter(|line| line.starts_with('|')).skip(2);
    let mut table = BTreeMap::new();
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [_, commands, roles @ ..] = &cells[..] else { panic!("not a row of the table: {row}") };
        let roles = <[&str; 4]>::try_from(roles.to_vec()).expect("four roles").map(|may| match may {
            "yes" => true,
            "–" => false,
            other => panic!("neither yes nor no: {other}"),
        });
        for verb in commands.split('`').skip(1).step_by(2) {
            assert!(table.insert(verb.to_owned(), roles).is_none(), "{verb} stands twice");
        }
    }
    table
}

/// Fields of each verb that can be read and rest on nothing that is there: who may say it is refused for that, or does something
/// that is in nobody's way.
pub(super) fn fields(verb: &str, role: Role) -> Value {
    let (run, poll) = (json!({ "run": 99, "rev": 1 }), json!({ "poll": "nothing", "rev": 1 }));
    let (question, turn) = (json!({ "question": 2_147_483_999_u32, "rev": 1 }), json!({ "turn": 99, "rev": 1 }));
    let screen = json!({ "screen": "0123456789abcdef", "rev": 1 });
    let with = |mut on: Value, name: &str, value: Value| {
        on[name] = value;
        on
    };
    match verb {
        "vote" => json!({ "run": 99, "r": 1, "choice": { "one": 0 } }),
        "mode" => json!({ "mode": "room" }),
        "group" => json!({ "group": "other" }),
        "seen" => json!({ "run": 99 }),
        "ask" | "tell" | "backstage" => json!({ "text": "May I?" }),
        "take_back" => json!({ "question": 2_147_483_999_u32 }),
        "upvote" => json!({ "question": 2_147_483_999_u32, "r": 1, "up": true }),
        "upvotes" => json!({ "upvotes": [] }),
        "lower_hand" => json!({ "turn": 99 }),
        "hello" | "raise_hand" | "take_temperature" | "end_rehearsal" | "test_vote" => json!({}),
        "open" => with(poll, "stage_rev", json!(1)),
        "close" => with(run, "show", json!(false)),
        "extend" => with(run, "seconds", json!(60)),
        "judge" => json!({ "run": 99, "verdict": "approved", "phrases": [] }),
        "keep_open" | "show" | "hide" | "void" => run,
        "raise" => json!({ "prompt": "May I?", "kind": "yes_no" }),
        "edit" => json!({ "poll": "nothing", "rev": 1, "prompt": "May I?", "kind": "yes_no", "visibility": "hidden" }),
        "arm" => with(poll, "armed", json!(true)),
        "drop" | "sign" => poll,
        "order" => json!({ "rev": 9_999, "polls": [] }),
        "add_deck" => json!({ "deck": "nothing", "rev": 1 }),
        "stage" => json!({ "rev": 9_999, "showing": { "show": "aims" } }),
        "blank" => json!({ "on": false }),
        "set_message" => json!({ "rev": 9_999, "text": "Soon" }),
        "set_contacts" => json!({ "rev": 9_999, "contacts": [] }),
        "tend" => with(question, "fate", json!({ "is": "approve" })),
        "approve_all" => json!({ "questions": [] }),
        "merge" => json!({ "question": 2_147_483_999_u32, "rev": 1, "into": 2_147_483_998_u32, "into_rev": 1 }),
        "unmerge" | "queue_question" => question,
        "set_talk" => json!({ "rev": 9_999, "talk": {} }),
        "relay" => json!({ "lines": [] }),
        "undo_relay" => json!({ "questions": [2_147_483_999_u32], "turns": [] }),
        "settle" | "acknowledge" => json!({ "number": 99 }),
        "set_floor" => json!({ "rev": 9_999, "rule": { "seconds": 120 } }),
        "give_floor" => json!({ "now": null, "turn": 99, "rev": 1 }),
        "extend_turn" => with(turn, "seconds", json!(30)),
        "end_turn" | "skip_turn" => turn,
        "add_turn" => json!({ "name": "First row", "mode": "room" }),
        "place_turn" => with(turn, "place", json!("first")),
        "take_top" => json!({ "questions": 5 }),
        "let_in" => json!({ "pairing": "2222", "name": "Wall" }),
        "name_screen" => with(screen, "name", json!("Wall")),
        "pin_screen" => with(screen, "pinned", Value::Null),
        "blink_screen" | "revoke_screen" => screen,
        "heads" => json!({ "rev": 9_999, "room": 1, "online": 1 }),
        "set_sign_off" => json!({ "rev": 9_999, "on": true }),
        "set_codes" => json!({ "rev": 9_999, "made": 0, "needed": false }),
        "begin" | "end" | "resume" => json!({ "rev": 9_999 }),
        "set_window" => json!({ "rev": 9_999, "from": null, "planned": null }),
        // A role that nobody here has: the sessions that go on must not end.
        "revoke" => json!({ "role": if role == Role::Chair { "rapporteur" } else { "chair" } }),
        "rehearse" => json!({ "phones": 0 }),
        "note" => json!({ "rev": 9_999, "note": 99, "text": "Noted." }),
        "hand_over" => json!({ "role": role.as_str() }),
        other => panic!("no fields for {other}: add them"),
    }
}

async fn every_role_may_do_what_the_table_says_and_nothing_else(house: House) {
    let (verbs, table) = (verbs(), table());
    let told: BTreeSet<String> = table.keys().cloned().chain(["hello".to_owned()]).collect();
    assert_eq!(verbs, told, "the protocol's verbs, and those of docs/roles.md");
    // The chair comes last: it revokes another's link.
    for (at, role) in (0..4).zip(Role::ALL).rev() {
        let mut moderator = house.moderator(role).await;
        for verb in &verbs {
            let answer = moderator.post(verb, &fields(verb, role)).await;
            let refused = answer["code"].as_str();
            assert_ne!(refused, Some("slow_down"), "{verb}");
            if verb == "hello" {
                assert_eq!(refused, Some("malformed"), "hello is for sockets");
                continue;
            }
            assert_ne!(refused, Some("malformed"), "{verb} was not read: {answer}");
            let may = table[verb][at];
            assert_eq!(refused != Some("not_allowed"), may, "{verb} by {}: {answer}", role.as_str());
        }
    }
    let mut chair = house.chair().await;
    let (mut screen, _line) = house.screen(&mut chair, "Wall").await;
    for verb in verbs.iter().filter(|verb| *verb != "hello") {
        let fields = fields(verb, Role::Chair);
        let reply = screen.command(house.room(), "screen", verb, &fields).await;
        assert_eq!(reply.refusal(), (403, "not_allowed".to_owned()), "{verb} by a screen");
        let reply = house.with_pass().command(house.room(), "phone", verb, &fields).await;
        let takes_part = table[verb] == [false; 4];
        let refused = reply.text().contains("\"not_allowed\"");
        assert_eq!(refused, !takes_part, "{verb} by a phone: {}", reply.text());
    }
}

async fn over_a_socket_the_table_is_the_same(house: House) {
    let (verbs, table) = (verbs(), table());
    for (at, role) in (0..4).zip(Role::ALL).rev() {
        let mut moderator = house.moderator(role).await;
        for verb in &verbs {
            let answer = said(&mut moderator.line, verb, role).await;
            match answer["code"].as_str() {
                refused if verb == "hello" => assert_eq!(refused, Some("malformed"), "hello comes once"),
                Some("malformed") => panic!("{verb} was not read: {answer}"),
                refused => {
                    assert_eq!(
                        refused != Some("not_allowed"),
                        table[verb][at],
                        "{verb} by {}: {answer}",
                        role.as_str()
                    );
                }
            }
        }
    }
    let mut chair = house.chair().await;
    let (_, mut screen) = house.screen(&mut chair, "Wall").await;
    for verb in verbs.iter().filter(|verb| *verb != "hello") {
        assert_eq!(said(&mut screen, verb, Role::Chair).await["code"], "not_allowed", "{verb} by a screen");
        // Each by a phone of its own: a pass has a pace.
        let answer = said(&mut house.phone().await, verb, Role::Chair).await;
        let takes_part = table[verb] == [false; 4];
        assert_eq!(answer["code"] == "not_allowed", !takes_part, "{verb} by a phone: {answer}");
    }
}

/// Says a command over a socket, at the pace the server asks for.
async fn said(line: &mut Line, verb: &str, role: Role) -> Value {
    loop {
        let mut command = json!({});
        command[verb] = fields(verb, role);
        let answer = line.say(command).await;
        match answer["wait_ms"].as_u64() {
            Some(wait_ms) => tokio::time::sleep(Duration::from_millis(wait_ms)).await,
            None => return answer,
        }
    }
}

async fn a_link_for_another_device_is_of_ones_own_role_but_for_the_chair(house: House) {
    for role in Role::ALL {
        let mut moderator = house.moderator(role).await;
        for other in Role::ALL {
            let answer = moderator.post("hand_over", &json!({ "role": other.as_str() })).await;
            if role == other || role == Role::Chair {
                assert!(done(answer)["made"]["link"]["link"].is_string());
            } else {
                assert_eq!(code(&answer), "not_allowed", "{} for {}", role.as_str(), other.as_str());
            }
        }
    }
}
