//! The plain form against the socket: for every kind, each button of the page makes the very ballot a script would send.

use serde_json::{Value, json};

use crate::house::{House, in_both_houses};

in_both_houses!(
    every_button_of_every_kind_makes_the_ballot_of_the_socket,
    a_form_that_is_no_form_of_this_page_is_refused_and_answered_with_one,
    a_late_form_is_told_so,
    results_are_there_as_text_once_they_are_shown,
);

/// The values that the form on this page offers for `choice`.
fn offered(page: &str) -> Vec<String> {
    let values = page.split(r#"name="choice" value=""#).skip(1);
    values.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// What the form says it is for: run and revision.
fn hidden(page: &str, name: &str) -> String {
    let rest = page.split(&format!(r#"name="{name}" value=""#)).nth(1).expect("a hidden field");
    rest.split('"').next().unwrap().to_owned()
}

async fn every_button_of_every_kind_makes_the_ballot_of_the_socket(house: House) {
    let mut chair = house.chair().await;
    let path = format!("/{}/vote", house.room());
    for (poll, answers) in [("single", 3), ("multiple", 4), ("scale", 5), ("gradient", 4), ("yesno", 2)] {
        let run = chair.open(poll).await;
        let mut expected = vec![0_u64; answers];
        let mut browser = house.browser();
        let first = browser.get(&format!("/{}", house.room())).await.text();
        let buttons = offered(&first);
        assert_eq!(buttons.len(), answers + 1, "{poll}: every answer and \"I can't say\"");
        for (at, button) in buttons.iter().enumerate() {
            let mut browser = house.browser();
            let page = browser.get(&format!("/{}", house.room())).await.text();
            assert_eq!((hidden(&page, "run"), hidden(&page, "r")), (run.to_string(), "1".to_owned()));
            let body = format!("run={run}&r=1&choice={}", button.replace('?', "%3F"));
            let answer = browser.post_form(&path, &body).await;
            assert_eq!(answer.status, 200, "{poll} {button}");
            // The same wish over a socket of the same browser is the same ballot.
            let choice = match (button.as_str(), poll) {
                ("?", _) => json!("cant_say"),
                (_, "multiple") => json!({ "many": [at] }),
                _ => json!({ "one": at }),
            };
            let mut phone = house.phone_of(&browser).await;
            assert_eq!(phone.view.part("mine")["ballots"][0]["choice"], choice, "{poll} {button}");
            assert_eq!(phone.counted(run, 1, choice).await, "same", "{poll} {button}");
            if let Some(count) = expected.get_mut(at) {
                *count += 1;
            }
            // The answer page has the choice marked and a form for the next tap.
            assert_eq!(hidden(&answer.text(), "r"), "2", "{poll} {button}");
        }
        assert_eq!(house.recount(run, answers).await, (answers as u32 + 1, expected), "{poll}");
        chair.gate("void", run, "void").await;
    }
    let run = chair.open("multiple").await;
    let mut browser = house.browser();
    browser.get(&format!("/{}", house.room())).await;
    let answer = browser.post_form(&path, &format!("run={run}&r=1&choice=3&choice=0&send=1")).await;
    assert_eq!(answer.status, 200);
    let boxes = answer.text();
    assert!(boxes.contains(r#"value="0" checked"#) && boxes.contains(r#"value="3" checked"#));
    let mut phone = house.phone_of(&browser).await;
    assert_eq!(phone.counted(run, 1, json!({ "many": [0, 3] })).await, "same");
}

async fn a_form_that_is_no_form_of_this_page_is_refused_and_answered_with_one(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("single").await;
    let path = format!("/{}/vote", house.room());
    let mut browser = house.browser();
    browser.get(&format!("/{}", house.room())).await;
    for (body, status) in [
        (String::new(), 400),
        ("run=x&r=1&choice=0".to_owned(), 400),
        (format!("run={run}&choice=0"), 400),
        (format!("run={run}&r=-1&choice=0"), 400),
        (format!("run={run}&r=0&choice=0"), 422),
        (format!("run={run}&r=1"), 422),
        (format!("run={run}&r=1&choice=three"), 400),
        (format!("run={run}&r=1&choice=3"), 422),
        (format!("run={run}&r=1&choice=256"), 400),
        (format!("run={run}&r=1&choice=0&choice=1"), 422),
        ("run=99&r=1&choice=0".to_owned(), 404),
        ("%ff%fe=%00&&&===".to_owned(), 400),
    ] {
        // Each by somebody else: one thumb alone would be asked to slow down.
        let answer = house.with_pass().post_form(&path, &body).await;
        assert_eq!(answer.status, status, "{body}");
        assert!(answer.text().contains(r#"class="ballot""#), "a page with the ballot comes back: {body}");
    }
    let foreign = [("content-type", "application/x-www-form-urlencoded"), ("origin", "https://evil.example")];
    let body = format!("run={run}&r=1&choice=0");
    let answer = browser.request("POST", &path, &foreign, body.as_bytes()).await;
    assert_eq!(answer.status, 403);
    let without_pass = house.browser().post_form(&path, &body).await;
    assert_eq!(without_pass.status, 401);
    assert_eq!(house.recount(run, 3).await, (0, vec![0, 0, 0]));
    assert_eq!(browser.post_form(&path, &body).await.status, 200, "and the browser itself was not harmed");
    assert_eq!(house.recount(run, 3).await, (1, vec![1, 0, 0]));
}

async fn a_late_form_is_told_so(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("single").await;
    let mut browser = house.browser();
    browser.get(&format!("/{}", house.room())).await;
    let path = format!("/{}/vote", house.room());
    assert_eq!(browser.post_form(&path, &format!("run={run}&r=1&choice=0")).await.status, 200);
    chair.close(run).await;
    let late = browser.post_form(&path, &format!("run={run}&r=2&choice=1")).await;
    assert_eq!(late.status, 409);
    assert!(late.text().contains("too late"), "{}", late.text());
    let view = late.page_view();
    assert_eq!(view["parts"]["mine"]["ballots"][0]["choice"], json!({ "one": 0 }), "what counts is shown");
    assert_eq!(view["parts"][format!("run/{run}")]["phase"], Value::from("closed"));
    assert_eq!(house.recount(run, 3).await, (1, vec![1, 0, 0]));
}

async fn results_are_there_as_text_once_they_are_shown(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("single").await;
    let (page, path) = (format!("/{}", house.room()), format!("/{}/results", house.room()));
    for _ in 0..5 {
        let mut browser = house.browser();
        browser.get(&page).await.text();
        let told = browser.post_form(&format!("{page}/vote"), &format!("run={run}&r=1&choice=0")).await.text();
        assert!(told.contains("Counted."), "{told}");
    }
    let mut browser = house.browser();
    assert!(!browser.get(&page).await.text().contains(&path), "nothing to read yet");
    let hidden = browser.get(&path).await.text();
    assert!(hidden.contains("No result was shown yet.") && !hidden.contains("<table"), "{hidden}");
    chair.close(run).await;
    assert!(!browser.get(&path).await.text().contains("<table"), "closed is not shown");
    chair.gate("show", run, "published").await;
    assert!(browser.get(&page).await.text().contains(&format!(r#"<a href="{path}">Results as text</a>"#)));
    let shown = browser.get(&path).await.text();
    assert!(shown.contains("<table") && shown.contains("100%") && !shown.contains("<script"), "{shown}");
    assert!(shown.contains(&format!(r#"<a href="{page}">"#)), "the way back");
}
