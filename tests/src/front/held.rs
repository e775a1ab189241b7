//! What people write as ballots: nobody but moderators reads it before it is approved; and what the export has of a session.

use serde_json::{Value, json};

use crate::house::line::{Line, code, done};
use crate::house::{House, in_both_houses};
use plenary_server::domain::person::Role;

in_both_houses!(
    no_text_reaches_a_phone_or_a_screen_before_it_is_approved,
    a_hidden_run_shows_moderators_no_text_before_the_close,
    a_verdict_is_compared_and_kept,
    an_export_has_what_moderators_may_see,
);

fn words(words: &[&str]) -> Value {
    json!({ "words": words })
}

/// Opens a poll live, beside nothing.
async fn open_live(chair: &mut crate::house::chair::Chair, poll: &str) -> u64 {
    let mut opening = chair.opening(poll);
    opening["open"]["visibility"] = json!("live");
    chair.does(opening).await["made"]["run"].as_u64().unwrap()
}

fn phrases(line: &Line, run: u64) -> Value {
    line.view.part(&format!("phrases/{run}")).clone()
}

/// The revision and name of a phrase, as the moderators' page has it.
fn on(line: &Line, run: u64, folded: &str) -> Value {
    let all = phrases(line, run);
    let one = all.as_array().and_then(|all| all.iter().find(|one| one["folded"] == folded).cloned());
    let one = one.unwrap_or_else(|| panic!("no {folded} in {all}"));
    json!({ "folded": folded, "rev": one["rev"] })
}

async fn no_text_reaches_a_phone_or_a_screen_before_it_is_approved(house: House) {
    let mut chair = house.chair().await;
    let (_, mut screen) = house.screen(&mut chair, "Wall").await;
    let mut watcher = house.phone().await;
    let mut phones = house.phones(6).await;
    for (poll, said) in [
        ("words", [words(&["Zebra", "quagga"]), words(&["zebra"]), words(&["ＺＥＢＲＡ"]), words(&["okapi"])]),
        ("open-text", ["Zebra", "zebra", "ZEBRA", "okapi"].map(|text| json!({ "text": text }))),
    ] {
        let run = open_live(&mut chair, poll).await;
        for (phone, choice) in phones.iter_mut().zip(said.iter().cycle()) {
            phone.until("the run", |view| view.phase(run) == "open").await;
            assert_eq!(phone.counted(run, 1, choice.clone()).await, "counted");
        }
        let count = |text: &'static str| {
            move |view: &crate::house::line::View| {
                let all = view.part(&format!("phrases/{run}")).as_array().cloned().unwrap_or_default();
                all.iter().any(|one| one["folded"] == text && one["count"] == 5)
            }
        };
        chair.line.until("all five in one", count("zebra")).await;
        let none = |view: &crate::house::line::View| {
            let of = &view.result(run)["figures"];
            of["n"] == 6 && of["phrases"] == json!([]) && of["held"].as_u64() > Some(1)
        };
        screen.until("a count of what is held", none).await;
        watcher.until("a count of what is held", none).await;
        // The page that a browser without scripts gets holds none of it either.
        let page = house.with_pass().get(&format!("/{}", house.room())).await.text();
        let heard = [&screen.heard, &watcher.heard].into_iter().flatten().chain([&page]);
        for frame in heard {
            let lower = frame.to_lowercase();
            assert!(!lower.contains("zebra") && !lower.contains("ｚｅｂｒａ") && !lower.contains("okapi"), "{frame}");
        }
        let judge = json!({ "run": run, "verdict": "approved", "phrases": [on(&chair.line, run, "zebra")] });
        chair.does(json!({ "judge": judge })).await;
        for line in [&mut screen, &mut watcher] {
            let shown = |view: &crate::house::line::View| {
                view.result(run)["figures"]["phrases"].as_array().is_some_and(|all| {
                    all.len() == 1 && all[0]["text"].as_str().unwrap().to_lowercase() == "zebra" && all[0]["count"] == 5
                })
            };
            line.until("the approved one alone", shown).await;
            assert!(line.heard.iter().all(|frame| !frame.contains("okapi")));
        }
        chair.noted("chair", "judged").await;
        let judge = json!({ "run": run, "verdict": "turned_down", "phrases": [on(&chair.line, run, "zebra")] });
        chair.does(json!({ "judge": judge })).await;
        screen.until("none any more", none).await;
        chair.gate("void", run, "void").await;
        // The next round is not to find these words in what was heard of this one.
        screen.heard.clear();
        watcher.heard.clear();
    }
}

async fn a_hidden_run_shows_moderators_no_text_before_the_close(house: House) {
    let mut chair = house.chair().await;
    let mut phones = house.phones(5).await;
    let run = chair.open("words").await;
    for phone in &mut phones {
        phone.counted(run, 1, words(&["zebra"])).await;
    }
    chair.line.until("five", |view| view.result(run)["count"]["n"] == 5).await;
    assert!(chair.line.heard.iter().all(|frame| !frame.contains("zebra")));
    chair.close(run).await;
    chair.line.until("the text", |view| view.part(&format!("phrases/{run}"))[0]["count"] == 5).await;
    let judge = json!({ "run": run, "verdict": "approved", "phrases": [on(&chair.line, run, "zebra")] });
    chair.does(json!({ "judge": judge })).await;
    chair.gate("show", run, "published").await;
    let shown = |view: &crate::house::line::View| view.result(run)["figures"]["phrases"][0]["text"] == "zebra";
    phones[0].until("what was shown", shown).await;
}

async fn a_verdict_is_compared_and_kept(house: House) {
    let mut chair = house.chair().await;
    let mut other = house.moderator(Role::Online).await;
    let mut phone = house.phone().await;
    let run = open_live(&mut chair, "words").await;
    phone.until("the run", |view| view.phase(run) == "open").await;
    assert_eq!(phone.counted(run, 1, words(&["zebra", "okapi"])).await, "counted");
    let there = |view: &crate::house::line::View| {
        view.part(&format!("phrases/{run}")).as_array().is_some_and(|all| all.len() == 2)
    };
    chair.line.until("both", there).await;
    other.line.until("both", there).await;
    let judge =
        |verdict: &str, phrases: Value| json!({ "judge": { "run": run, "verdict": verdict, "phrases": phrases } });
    let stale = on(&other.line, run, "zebra");
    chair.does(judge("approved", json!([on(&chair.line, run, "zebra")]))).await;
    // All or nothing: one of the two was judged meanwhile.
    let both = json!([on(&chair.line, run, "okapi"), stale]);
    assert_eq!(code(&other.line.say(judge("turned_down", both)).await), "changed");
    let judged = |view: &crate::house::line::View| {
        let all = view.part(&format!("phrases/{run}")).as_array().cloned().unwrap_or_default();
        all.iter().filter(|one| one["verdict"] == "approved").count() == 1
            && all.iter().filter(|one| one["verdict"].is_null()).count() == 1
    };
    other.line.until("one judged, one waiting", judged).await;
    let nobody = json!([{ "folded": "quagga", "rev": 0 }]);
    assert_eq!(code(&other.line.say(judge("approved", nobody)).await), "unknown_phrase");
    let many: Vec<Value> = (0..51).map(|_| json!({ "folded": "zebra", "rev": 1 })).collect();
    assert_eq!(code(&other.line.say(judge("approved", json!(many))).await), "too_many");
    let mut rapporteur = house.moderator(Role::Rapporteur).await;
    let both = json!([{ "folded": "okapi", "rev": 0 }]);
    assert_eq!(code(&rapporteur.line.say(judge("approved", both.clone())).await), "not_allowed");
    assert_eq!(code(&phone.say(judge("approved", both)).await), "not_allowed");
    // What was approved stays so when it is written again, by whomever, in whatever spelling.
    assert_eq!(phone.counted(run, 2, words(&["okapi"])).await, "changed");
    assert_eq!(house.phone().await.counted(run, 1, words(&["ZEBRA"])).await, "counted");
    let again = |view: &crate::house::line::View| view.result(run)["figures"]["phrases"][0]["text"] == "ZEBRA";
    chair.line.until("approved all the same", again).await;
}

async fn an_export_has_what_moderators_may_see(house: House) {
    let mut chair = house.chair().await;
    let mut phones = house.phones(6).await;
    let ranking = chair.open("ranking").await;
    for (at, phone) in phones.iter_mut().enumerate() {
        phone.counted(ranking, 1, json!({ "ranked": if at < 4 { vec![2, 0] } else { vec![1] } })).await;
    }
    chair.close(ranking).await;
    chair.stage(json!({ "show": "join" })).await;
    let said = chair.open("words").await;
    for phone in &mut phones {
        phone.counted(said, 1, words(&["=HYPERLINK(1)", "okapi"])).await;
    }
    chair.close(said).await;
    chair.line.until("the texts", |view| view.part(&format!("phrases/{said}")).is_array()).await;
    let judge = json!({ "run": said, "verdict": "approved", "phrases": [on(&chair.line, said, "=hyperlink(1)")] });
    done(chair.line.say(json!({ "judge": judge })).await);
    chair.stage(json!({ "show": "join" })).await;
    let open = chair.open("grid").await;
    phones[0].counted(open, 1, json!({ "at": [3, 4] })).await;

    let path = format!("/api/rooms/{}/export", house.room());
    let export = chair.browser.get(&format!("{path}?as=chair")).await;
    assert_eq!((export.status, export.header("content-type")), (200, Some("application/json")));
    let export = export.json();
    let runs: Vec<&Value> = export["polls"].as_array().unwrap().iter().map(|poll| &poll["runs"][0]).collect();
    let of = |run: u64| *runs.iter().find(|held| held["run"] == run).expect("it was asked");
    let figures = &of(ranking)["result"]["figures"];
    assert_eq!((figures["n"].as_u64(), &figures["order"]), (Some(6), &json!([2, 0, 1, 3])));
    assert_eq!(of(ranking)["schulze"]["places"], json!([2, 3, 1, 4]));
    assert_eq!(of(said)["result"]["figures"]["phrases"], json!([{ "text": "=HYPERLINK(1)", "count": 6 }]));
    assert_eq!(of(open)["result"], json!({ "count": { "n": 1, "at_least": false } }), "nothing of it while it is open");

    let csv = chair.browser.get(&format!("{path}?format=csv")).await;
    assert_eq!(csv.status, 200);
    let csv = csv.text();
    assert!(csv.starts_with('\u{feff}') && csv.lines().count() > 20);
    assert!(csv.contains("\"'=HYPERLINK(1)\""), "no cell is a formula: {csv}");
    assert!(!csv.contains("okapi"), "what was not approved is in no export");
    assert!(csv.lines().any(|line| line.contains("\"ranking\",\"all\",\"c\",\"Schulze place\",1,")), "{csv}");
    assert_eq!(house.with_pass().get(&path).await.refusal(), (403, "not_allowed".to_owned()));
    assert_eq!(chair.browser.get(&format!("{path}?format=pdf")).await.refusal().1, "malformed");
}
