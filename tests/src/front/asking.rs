//! Asking without scripts: the page's form against the socket, its rules, and what its author reads of it.

use serde_json::json;

use super::questions::{ask, set_talk, tend};
use crate::house::browser::{Browser, Reply};
use crate::house::{House, in_both_houses};

in_both_houses!(
    a_form_asks_the_question_that_a_socket_would,
    its_author_alone_reads_what_becomes_of_it,
    what_cannot_be_taken_is_told_in_words_and_stays_in_the_field,
    another_sites_form_and_one_without_a_pass_ask_nothing,
    nothing_is_asked_before_the_session_or_after_it,
);

fn path(house: &House) -> String {
    format!("/{}/ask", house.room())
}

/// The wish that the page's form is for.
fn wish(page: &str) -> String {
    let rest = page.split(r#"name="id" value=""#).nth(1).expect("a form to ask");
    rest.split('"').next().unwrap().to_owned()
}

/// What stands in the field.
fn typed(page: &str) -> &str {
    let field = page.split("<textarea ").nth(1).and_then(|rest| rest.split_once(">\n")).expect("a field").1;
    field.split("</textarea>").next().unwrap()
}

fn encoded(text: &str) -> String {
    serde_urlencoded::to_string([("", text)]).expect("text is form data")[1..].to_owned()
}

/// Fills in the form and sends it.
async fn send(browser: &mut Browser, path: &str, text: &str) -> Reply {
    let page = browser.get(path).await.text();
    browser.post_form(path, &format!("id={}&text={}", wish(&page), encoded(text))).await
}

async fn a_form_asks_the_question_that_a_socket_would(house: House) {
    let mut chair = house.chair().await;
    let (path, mut browser) = (path(&house), house.browser());
    let front = browser.get(&format!("/{}", house.room())).await.text();
    assert!(front.contains(&format!(r#"<a href="{path}">Ask a question</a>"#)), "{front}");
    let page = browser.get(&path).await;
    assert!(!page.text().contains("<script"));
    assert!(page.header("content-security-policy").is_some_and(|csp| csp.contains("form-action 'self'")));
    assert!(page.text().contains("Moderators may decline a question only if it"), "the rules stand beside it");
    let body = format!("id={}&text={}&to=", wish(&page.text()), encoded("  Who  pays\r\nfor <it>? "));
    let told = browser.post_form(&path, &body).await;
    assert_eq!(told.status, 200);
    let text = told.text();
    assert!(text.contains("Your question is in. A moderator looks at it before others see it."), "{text}");
    assert!(text.contains("Who pays for &lt;it&gt;?") && text.contains("In review"), "{text}");
    assert_eq!(typed(&text), "");
    // The same wish again, as from a second tap or a page that is loaded again, is the same question.
    assert_eq!(browser.post_form(&path, &body).await.status, 200);
    let mut phone = house.phone_of(&browser).await;
    let mine = phone.view.part("mine")["questions"].clone();
    assert_eq!(mine.as_array().map(Vec::len), Some(1), "{mine}");
    assert_eq!((&mine[0]["text"], &mine[0]["state"]["is"]), (&json!("Who pays for <it>?"), &json!("in_review")));
    chair.line.until("it waits", |view| view.part("questions")["waiting"] == 1).await;
    // Where the room holds nothing back, it is shown at once.
    set_talk(&mut chair, |talk| talk["hold"] = json!(false)).await;
    phone.until("the rule", |view| view.part("talk")["hold"] == false).await;
    let told = send(&mut browser, &path, "Shown at once?").await.text();
    assert!(told.contains("Your question is in.<") && told.contains("Shown to everybody"), "{told}");
    let speaker = phone.view.part("talk")["speakers"][0].as_str().expect("a speaker").to_owned();
    let page = browser.get(&path).await.text();
    assert!(page.contains(&format!(r#"<option value="{speaker}">"#)), "{page}");
    let to = format!("id={}&text=And+you%3F&to={}", wish(&page), encoded(&speaker));
    assert_eq!(browser.post_form(&path, &to).await.status, 200);
    let asked = move |view: &crate::house::line::View| {
        let all = view.parts.iter().filter(|(key, _)| key.starts_with("question/"));
        all.into_iter().any(|(_, part)| part["text"] == "And you?" && part["to"] == speaker.as_str())
    };
    chair.line.until("to whom it goes", asked).await;
}

async fn its_author_alone_reads_what_becomes_of_it(house: House) {
    let mut chair = house.chair().await;
    let (path, mut author) = (path(&house), house.browser());
    send(&mut author, &path, "My neighbour does it").await;
    let mut phone = house.phone_of(&author).await;
    let id = phone.view.part("mine")["questions"][0]["question"].as_u64().unwrap();
    let reason = "please without <the> neighbour";
    tend(&mut chair, id, json!({ "is": "decline", "rule": "private_person", "reason": reason })).await;
    phone.until("declined", |view| view.part("mine")["questions"][0]["state"]["is"] == "declined").await;
    let page = author.get(&path).await.text();
    assert!(page.contains("Not shown: it names or exposes a private person"), "{page}");
    assert!(page.contains("please without &lt;the&gt; neighbour"), "{page}");
    let other = house.with_pass().get(&path).await.text();
    assert!(!other.contains("neighbour") && !other.contains("Your questions"), "{other}");
    let take_back = format!("id=x&text=&take_back={id}");
    let stranger = house.with_pass().post_form(&path, &take_back).await;
    assert_eq!(stranger.status, 404);
    assert!(stranger.text().contains("It can no longer be taken back."));
    let done = author.post_form(&path, &take_back).await;
    assert_eq!(done.status, 200);
    assert!(!done.text().contains("neighbour"), "{}", done.text());
    phone.until("taken back", |view| view.part("mine")["questions"][0]["state"]["is"] == "withdrawn").await;
}

async fn what_cannot_be_taken_is_told_in_words_and_stays_in_the_field(house: House) {
    let mut chair = house.chair().await;
    let path = path(&house);
    let long = "why ".repeat(80);
    let heavy = "ที่".repeat(250);
    let reasons = [
        (long.trim_end(), "it has 319 characters; 300 at most"),
        ("\u{202e}", "it is empty"),
        (&heavy, "it needs more than 2,000 bytes; shorten it"),
    ];
    for (text, told) in reasons {
        let mut browser = house.with_pass();
        let refused = send(&mut browser, &path, text).await;
        assert_eq!(refused.status, 422);
        let told = format!("This text cannot be taken: {told}.");
        assert!(
            refused.text().contains(&told) && refused.text().contains("Your words are kept."),
            "{}",
            refused.text()
        );
        assert_eq!(typed(&refused.text()), text);
    }
    let odd = house.with_pass().post_form(&path, &format!("id=1&text=Why%3F&to={}", encoded("Nobody Here"))).await;
    assert_eq!((odd.status, typed(&odd.text())), (422, "Why?"));
    for body in ["", "text=Why%3F", "id=&text=Why%3F", "id=1", "%ff=%00"] {
        assert_eq!(house.with_pass().post_form(&path, body).await.status, 400, "{body}");
    }
    // As many as may wait: then the field is there, and says why it sends nothing.
    let mut browser = house.with_pass();
    let mut phone = house.phone_of(&browser).await;
    for at in 0..3 {
        ask(&mut phone, &format!("Question {at}?")).await;
        chair.line.until("it waits", |view| view.part("questions")["waiting"] == at + 1).await;
    }
    let page = browser.get(&path).await.text();
    assert!(page.contains("<button disabled>") && page.contains("3 questions of yours are waiting"), "{page}");
    let refused = send(&mut browser, &path, "One more?").await;
    assert_eq!((refused.status, typed(&refused.text())), (429, "One more?"));
    assert_eq!(refused.text().matches("3 questions of yours are waiting").count(), 1, "it is said once");
    set_talk(&mut chair, |talk| talk["asking"] = json!("paused")).await;
    phone.until("paused", |view| view.part("talk")["asking"] == "paused").await;
    let mut other = house.with_pass();
    let page = other.get(&path).await.text();
    assert!(page.contains("Asking is paused for now.") && page.contains("<button disabled>"), "{page}");
    let refused = send(&mut other, &path, "And now?").await;
    assert_eq!((refused.status, typed(&refused.text())), (409, "And now?"));
    // Sent again from that page once it may be, it is the wish that it was.
    set_talk(&mut chair, |talk| talk["asking"] = json!("open")).await;
    phone.until("open again", |view| view.part("talk")["asking"] == "open").await;
    let body = format!("id={}&text=And+now%3F", wish(&refused.text()));
    assert_eq!(other.post_form(&path, &body).await.status, 200);
    chair.line.until("all four", |view| view.part("questions")["waiting"] == 4).await;
    // One thumb that never rests is asked to slow down, and loses no word.
    let mut hasty = house.with_pass();
    let mut slowed = hasty.post_form(&path, "id=1&text=Why%3F&to=Nobody").await;
    for _ in 0..200 {
        if slowed.status == 429 {
            break;
        }
        slowed = hasty.post_form(&path, "id=1&text=Why%3F&to=Nobody").await;
    }
    assert_eq!((slowed.status, typed(&slowed.text())), (429, "Why?"));
}

async fn another_sites_form_and_one_without_a_pass_ask_nothing(house: House) {
    let mut chair = house.chair().await;
    let path = path(&house);
    let mut browser = house.with_pass();
    for origin in ["https://evil.example", "null"] {
        let foreign = [("content-type", "application/x-www-form-urlencoded"), ("origin", origin)];
        let answer = browser.request("POST", &path, &foreign, b"id=1&text=Why%3F").await;
        assert_eq!(answer.status, 403, "{origin}");
    }
    let without_pass = house.browser().post_form(&path, "id=1&text=Why%3F").await;
    assert_eq!((without_pass.status, typed(&without_pass.text())), (401, "Why?"));
    assert_eq!(house.browser().get("/nowhere/ask").await.status, 404);
    // What is asked after them is the only one there is.
    assert_eq!(send(&mut browser, &path, "Why, then?").await.status, 200);
    chair.line.until("one", |view| view.part("questions")["waiting"] == 1).await;
    assert!(!chair.line.heard.iter().any(|frame| frame.contains("\"Why?\"")));
}

async fn nothing_is_asked_before_the_session_or_after_it(house: House) {
    let mut chair = house.chair().await;
    let path = path(&house);
    let mut browser = house.with_pass();
    let page = browser.get(&path).await.text();
    let far = 4_102_444_800_000_u64;
    chair.does(json!({ "set_window": { "rev": 0, "from": far, "planned": null } })).await;
    chair.line.until("early", |view| view.part("session")["from"] == far).await;
    let early = browser.get(&path).await.text();
    assert!(early.contains("The room is not open yet.") && !early.contains("<form"), "{early}");
    let soon = browser.post_form(&path, &format!("id={}&text=Too+early%3F", wish(&page))).await;
    assert_eq!((soon.status, typed(&soon.text())), (409, "Too early?"));
    for act in ["begin", "end"] {
        let rev = chair.line.view.part("session")["rev"].clone();
        chair.does(json!({ act: { "rev": rev } })).await;
        chair.line.until(act, |view| view.part("session")["rev"] != rev).await;
    }
    let over = browser.get(&path).await.text();
    assert!(over.contains("The session is over; nothing more can be sent.") && !over.contains("<form"), "{over}");
    let late = browser.post_form(&path, &format!("id={}&text=Too+late%3F", wish(&page))).await;
    assert_eq!((late.status, typed(&late.text())), (409, "Too late?"));
    assert!(late.text().contains("The session is over; nothing more can be sent. Your words are kept."));
    let front = browser.get(&format!("/{}", house.room())).await.text();
    assert!(!front.contains(&path), "no way to a field that takes nothing");
}
