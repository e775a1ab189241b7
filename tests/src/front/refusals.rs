//! Every mistake gets its own typed no, by socket and by HTTP, and changes nothing.

use serde_json::{Value, json};

use crate::house::line::{code, one};
use crate::house::{House, in_both_houses};

in_both_houses!(
    a_ballot_that_is_none_is_refused_by_its_own_code,
    what_is_not_there_is_named_by_what_it_is,
    a_moderators_numbers_and_texts_have_bounds,
    a_command_that_is_none_is_refused_under_its_id,
    a_phone_and_a_screen_may_not_moderate,
    writing_of_every_script_reaches_the_wall_as_it_is,
    what_hides_or_reorders_does_not,
);

/// Says it over a socket and over HTTP; both must give this code.
async fn both(house: &House, verb: &str, fields: &Value, wanted: &str) {
    // Each by somebody else: one thumb alone would be asked to slow down.
    let mut browser = house.with_pass();
    let mut phone = house.phone_of(&browser).await;
    let by_socket = phone.say(json!({ verb: fields })).await;
    assert_eq!(code(&by_socket), wanted, "{verb} {fields} over a socket");
    let by_http = browser.command(house.room(), "phone", verb, fields).await.refusal();
    assert_eq!(by_http.1, wanted, "{verb} {fields} over HTTP");
    assert!((400..500).contains(&by_http.0), "{by_http:?}");
}

async fn a_ballot_that_is_none_is_refused_by_its_own_code(house: House) {
    let mut chair = house.chair().await;
    let single = chair.open("single").await;
    chair.stage(json!({ "show": "join" })).await;
    let multiple = chair.open("multiple").await;
    let mut neighbour = house.phone().await;
    let vote = |run: u64, choice: Value| json!({ "run": run, "r": 1, "choice": choice });
    for (fields, wanted) in [
        (vote(single, one(3)), "unknown_option"),
        (vote(single, one(255)), "unknown_option"),
        (vote(single, json!({ "many": [0] })), "wrong_kind"),
        (vote(multiple, one(0)), "wrong_kind"),
        (vote(multiple, json!({ "many": [] })), "wrong_count"),
        (vote(multiple, json!({ "many": [0, 1, 2, 3] })), "wrong_count"),
        (vote(multiple, json!({ "many": [1, 1] })), "chosen_twice"),
        (vote(multiple, json!({ "many": [0, 4] })), "unknown_option"),
        (vote(single, json!({ "one": 256 })), "malformed"),
        (vote(single, json!({ "one": -1 })), "malformed"),
        (vote(single, json!({ "one": 0.5 })), "malformed"),
        (vote(single, json!({ "one": "0" })), "malformed"),
        (vote(single, json!({ "one": 0, "many": [0] })), "malformed"),
        (vote(single, json!({ "text": "free" })), "wrong_kind"),
        (vote(single, json!({ "texts": ["free"] })), "malformed"),
        (vote(single, json!("red")), "malformed"),
        (vote(single, json!([0])), "malformed"),
        (json!({ "run": single, "r": 0, "choice": one(0) }), "out_of_bounds"),
        (json!({ "run": single, "r": -1, "choice": one(0) }), "malformed"),
        (json!({ "run": single, "r": 4_294_967_296_u64, "choice": one(0) }), "malformed"),
        (json!({ "run": single, "choice": one(0) }), "malformed"),
        (json!({ "run": single, "r": 1, "choice": one(0), "weight": 100 }), "malformed"),
        (json!({ "run": "1", "r": 1, "choice": one(0) }), "malformed"),
        (json!([]), "malformed"),
        (Value::Null, "malformed"),
    ] {
        both(&house, "vote", &fields, wanted).await;
    }
    assert_eq!(house.recount(single, 3).await.0 + house.recount(multiple, 4).await.0, 0, "nothing was counted");
    assert_eq!(neighbour.counted(single, 1, one(0)).await, "counted", "and the neighbour votes on");
    assert_eq!(house.phone().await.counted(single, u32::MAX, one(1)).await, "counted", "the highest r is one");
}

async fn what_is_not_there_is_named_by_what_it_is(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("single").await;
    chair.gate("void", run, "void").await;
    for (verb, fields, wanted) in [
        ("open", json!({ "poll": "nothing", "rev": 1, "stage_rev": 1 }), "unknown_poll"),
        ("open", json!({ "poll": "No Poll", "rev": 1, "stage_rev": 1 }), "malformed"),
        ("close", json!({ "run": 99, "rev": 1, "show": false }), "unknown_run"),
        ("keep_open", json!({ "run": 99, "rev": 1 }), "unknown_run"),
        ("extend", json!({ "run": 99, "rev": 1, "seconds": 60 }), "unknown_run"),
        ("show", json!({ "run": 4_294_967_295_u64, "rev": 1 }), "unknown_run"),
        ("hide", json!({ "run": 0, "rev": 1 }), "unknown_run"),
        ("void", json!({ "run": 99, "rev": 1 }), "unknown_run"),
        ("stage", json!({ "rev": 2, "showing": { "show": "run", "run": 99 } }), "unknown_run"),
        ("stage", json!({ "rev": 2, "showing": { "show": "run", "run": run } }), "wrong_state"),
        ("stage", json!({ "rev": 2, "showing": { "show": "cats" } }), "malformed"),
        ("arm", json!({ "poll": "nothing", "rev": 1, "armed": true }), "unknown_poll"),
        ("drop", json!({ "poll": "nothing", "rev": 1 }), "unknown_poll"),
        ("add_deck", json!({ "deck": "nothing", "rev": 1 }), "unknown_deck"),
        ("let_in", json!({ "pairing": "2222", "name": "Wall" }), "unknown_screen"),
        ("let_in", json!({ "pairing": "0000", "name": "Wall" }), "malformed"),
        ("name_screen", json!({ "screen": "0123456789abcdef", "rev": 1, "name": "Wall" }), "unknown_screen"),
        ("pin_screen", json!({ "screen": "0123456789abcdef", "rev": 1, "pinned": null }), "unknown_screen"),
        ("blink_screen", json!({ "screen": "0123456789abcdef", "rev": 1 }), "unknown_screen"),
        ("revoke_screen", json!({ "screen": "0123456789abcdef", "rev": 1 }), "unknown_screen"),
        ("revoke_screen", json!({ "screen": "../../etc/passwd", "rev": 1 }), "malformed"),
        ("end_rehearsal", json!({}), "wrong_state"),
        ("rehearse", json!({ "phones": 0 }), "out_of_bounds"),
        ("fly", json!({}), "malformed"),
    ] {
        assert_eq!(code(&chair.post(verb, &fields).await), wanted, "{verb} {fields}");
    }
    both(&house, "vote", &json!({ "run": 99, "r": 1, "choice": one(0) }), "unknown_run").await;
    both(&house, "seen", &json!({ "run": 99 }), "unknown_run").await;
    both(&house, "mode", &json!({ "mode": "asleep" }), "malformed").await;
    let mut browser = house.with_pass();
    for room in ["222222", "zzzzzz"] {
        for path in ["vote?as=phone", "open?as=chair", "moderator"] {
            let reply = browser.post_json(&format!("/api/rooms/{room}/{path}"), &json!({ "secret": "x" })).await;
            assert_eq!(reply.refusal(), (404, "unknown_room".to_owned()), "{room} {path}");
        }
        assert_eq!(browser.get(&format!("/api/rooms/{room}/view")).await.refusal().1, "unknown_room");
        let page = browser.get(&format!("/{room}")).await;
        assert_eq!((page.status, page.header("content-type")), (404, Some("text/html; charset=utf-8")));
        assert_eq!(browser.get(&format!("/{room}/qr.svg")).await.status, 404);
    }
    let reply = browser.get(&format!("/api/rooms/{}/view?as=king", house.room())).await;
    assert_eq!(reply.refusal(), (400, "malformed".to_owned()));
    let reply = browser.get(&format!("/api/rooms/{}/view?wait=-1", house.room())).await;
    assert_eq!(reply.refusal(), (400, "malformed".to_owned()));
}

async fn a_moderators_numbers_and_texts_have_bounds(house: House) {
    let mut chair = house.chair().await;
    let options = |options: Value| json!({ "prompt": "Which?", "kind": "single", "options": options });
    let many: Vec<String> = (0..13).map(|at| format!("option {at}")).collect();
    let multiple = |min: i32, max: i32| json!({ "prompt": "Which?", "kind": "multiple", "options": ["a", "b"], "min": min, "max": max });
    for (fields, wanted) in [
        (json!({ "prompt": "", "kind": "yes_no" }), "bad_text"),
        (json!({ "prompt": "  \u{202e} ", "kind": "yes_no" }), "bad_text"),
        (json!({ "prompt": "x".repeat(301), "kind": "yes_no" }), "bad_text"),
        (json!({ "prompt": "字".repeat(700), "kind": "yes_no" }), "bad_text"),
        (json!({ "prompt": "x".repeat(60_000), "kind": "yes_no" }), "bad_text"),
        (json!({ "prompt": "May I?", "kind": "maybe" }), "malformed"),
        (json!({ "prompt": "May I?" }), "malformed"),
        (json!({ "prompt": 7, "kind": "yes_no" }), "malformed"),
        (json!({ "prompt": "May I?", "kind": "yes_no", "seconds": 4 }), "out_of_bounds"),
        (json!({ "prompt": "May I?", "kind": "yes_no", "visibility": "sometimes" }), "malformed"),
        (options(json!(["only one"])), "bad_text"),
        (options(json!(["same", "same"])), "bad_text"),
        (options(json!(["same", " same\u{200b}"])), "bad_text"),
        (options(json!(["one", ""])), "bad_text"),
        (options(json!(many)), "bad_text"),
        (multiple(0, 1), "bad_text"),
        (multiple(2, 1), "bad_text"),
        (multiple(1, 3), "bad_text"),
        (multiple(-1, 1), "malformed"),
        (json!({ "prompt": "How much?", "kind": "scale", "labels": ["low", "high"] }), "bad_text"),
        (json!({ "prompt": "How much?", "kind": "scale", "labels": ["", "", "high"] }), "bad_text"),
    ] {
        let answer = chair.post("raise", &fields).await;
        assert_eq!(code(&answer), wanted, "{}", fields.to_string().chars().take(200).collect::<String>());
    }
    let heads = json!({ "rev": 0, "room": 100_001, "online": null });
    assert_eq!(code(&chair.post("heads", &heads).await), "out_of_bounds");
    let order = json!({ "rev": chair.line.view.part("agenda")["rev"], "polls": ["single", "single"] });
    assert_eq!(code(&chair.post("order", &order).await), "changed", "an order that loses a poll is none");
    assert_eq!(chair.minutes(), [], "nothing of it was done");
}

async fn a_command_that_is_none_is_refused_under_its_id(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("single").await;
    let vote = |choice: &str| format!(r#"{{"id":"x","do":{{"vote":{{"run":{run},"r":1,"choice":{choice}}}}}}}"#);
    let deep = |open: &str, close: &str| vote(&format!("{}0{}", open.repeat(500), close.repeat(500)));
    let long_id = "i".repeat(41);
    for (text, id) in [
        (String::new(), ""),
        ("[]".to_owned(), ""),
        ("nonsense".to_owned(), ""),
        (r#"{"do":{"seen":{"run":1}}}"#.to_owned(), ""),
        (r#"{"id":"","do":{"seen":{"run":1}}}"#.to_owned(), ""),
        (format!(r#"{{"id":"{long_id}","do":{{"seen":{{"run":1}}}}}}"#), ""),
        (r#"{"id":7,"do":{"seen":{"run":1}}}"#.to_owned(), ""),
        (r#"{"id":"x","do":{}}"#.to_owned(), "x"),
        (r#"{"id":"x","do":{"fly":{}}}"#.to_owned(), "x"),
        (r#"{"id":"x","do":{"seen":{"run":1},"vote":{"run":1,"r":1,"choice":null}}}"#.to_owned(), "x"),
        (r#"{"id":"x","id":"y","do":{"seen":{"run":1}}}"#.to_owned(), ""),
        (r#"{"id":"x","do":{"seen":{"run":1,"run":1}}}"#.to_owned(), "x"),
        (r#"{"id":"x","do":{"hello":{}}}"#.to_owned(), "x"),
        (vote(r#"{"one":0,"one":1}"#), "x"),
        (vote("1e999"), "x"),
        (deep("[", "]"), "x"),
        (deep(r#"{"a":"#, "}"), "x"),
    ] {
        let mut phone = house.phone().await;
        phone.send_text(text.clone()).await;
        let answer = phone.answer_to(id).await;
        assert_eq!(code(&answer), "malformed", "{text}");
        let detail = answer["detail"].as_str().unwrap();
        assert!(detail.len() < 100, "what was said is not said back: {detail}");
        assert_eq!(phone.counted(run, 1, one(0)).await, "counted", "the line is as good as before: {text}");
    }
    // The same over HTTP, where another parser may be tempted to be lenient.
    let path = format!("/api/rooms/{}/vote", house.room());
    for body in [
        String::new(),
        "null".to_owned(),
        "{".to_owned(),
        format!(r#"{{"run":{run},"r":1,"r":2,"choice":null}}"#),
        format!(r#"{{"run":{run},"r":1,"choice":{{"one":0,"one":1}}}}"#),
        format!(r#"{{"run":{run},"r":1,"choice":{}0{}}}"#, "[".repeat(10_000), "]".repeat(10_000)),
        format!(r#"{{"run":{run},"r":1,"choice":{}0{}}}"#, r#"{"a":"#.repeat(5_000), "}".repeat(5_000)),
        "[".repeat(60_000),
        format!(r#"{{"run":{run},"r":1,"choice":null}},"seen":{{"run":1}}"#),
        format!("{{\"run\":{run},\"r\":1,\"choice\":\"\u{0}\"}}"),
    ] {
        let reply = house.with_pass().post_text(&path, &body).await;
        assert_eq!(reply.refusal(), (400, "malformed".to_owned()), "{}", body.chars().take(80).collect::<String>());
    }
    let mut browser = house.with_pass();
    let headers = [("content-type", "application/json")];
    let reply = browser.request("POST", &path, &headers, b"{\"run\":1,\"r\":1,\"choice\":\"\xff\xfe\"}").await;
    assert_eq!(reply.refusal(), (400, "malformed".to_owned()), "not UTF-8");
    let body = format!(r#"{{"run":{run},"r":1,"choice":null}}"#);
    for kind in [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("application/jsonp")] {
        let headers: Vec<_> = kind.map(|kind| ("content-type", kind)).into_iter().collect();
        let reply = browser.request("POST", &path, &headers, body.as_bytes()).await;
        assert_eq!(reply.refusal(), (400, "malformed".to_owned()), "{kind:?}");
    }
    let verb = format!("/api/rooms/{}/%22vote%22:%7B%7D,%22seen", house.room());
    assert_eq!(house.with_pass().post_text(&verb, "{}").await.refusal().1, "malformed");
}

async fn a_phone_and_a_screen_may_not_moderate(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("single").await;
    let (mut screen_browser, mut screen) = house.screen(&mut chair, "Wall").await;
    let before = (chair.minutes(), chair.line.view.part("stage").clone());
    let on_gate = chair.on_gate(run);
    let mut acts = vec![
        ("open", chair.opening("yesno")["open"].clone()),
        ("close", chair.closing(run, true)["close"].clone()),
        ("extend", json!({ "run": run, "rev": 1, "seconds": 60 })),
        ("stage", json!({ "rev": 2, "showing": { "show": "aims" } })),
        ("raise", json!({ "prompt": "May I?", "kind": "yes_no" })),
        ("arm", json!({ "poll": "yesno", "rev": 1, "armed": true })),
        ("drop", json!({ "poll": "yesno", "rev": 1 })),
        ("order", json!({ "rev": 1, "polls": [] })),
        ("add_deck", json!({ "deck": "said", "rev": 1 })),
        ("heads", json!({ "rev": 0, "room": 1, "online": 1 })),
        ("let_in", json!({ "pairing": "2222", "name": "x" })),
        ("hand_over", json!({ "role": "chair" })),
        ("revoke", json!({ "role": "chair" })),
        ("rehearse", json!({ "phones": 1 })),
        ("end_rehearsal", json!({})),
    ];
    acts.extend(["keep_open", "show", "hide", "void"].map(|act| (act, on_gate.clone())));
    for (verb, fields) in acts {
        both(&house, verb, &fields, "not_allowed").await;
        assert_eq!(code(&screen.say(json!({ verb: fields })).await), "not_allowed", "{verb} by a screen");
        let reply = screen_browser.command(house.room(), "screen", verb, &fields).await;
        assert_eq!(reply.refusal(), (403, "not_allowed".to_owned()), "{verb} by a screen over HTTP");
        // A phone that merely says it is the chair has no cookie for it.
        let reply = house.with_pass().command(house.room(), "chair", verb, &fields).await;
        assert_eq!(reply.refusal(), (403, "not_allowed".to_owned()), "{verb} as the chair");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let by_screen = screen.vote(run, 1, one(0)).await;
    assert_eq!(code(&by_screen), "not_allowed", "a screen has no ballot");
    assert_eq!(code(&chair.line.vote(run, 1, one(0)).await), "not_allowed", "nor has a moderator's page");
    assert_eq!((chair.minutes(), chair.line.view.part("stage").clone()), before);
    assert_eq!(house.recount(run, 3).await.0, 0);
}

async fn writing_of_every_script_reaches_the_wall_as_it_is(house: House) {
    let mut chair = house.chair().await;
    let (_, mut screen) = house.screen(&mut chair, "Μεγάλη οθόνη").await;
    let mut phone = house.phone().await;
    for text in [
        "من يحمي الأطفال؟",
        "מי מגן על הילדים? שָׁלוֹם",
        "Ai bảo vệ trẻ em? Tiếng Việt có dấu",
        "ใครปกป้องเด็ก ภาษาไทยไม่มีช่องว่าง",
        "बच्चों की रक्षा कौन करता है?",
        "谁来保护儿童？",
        "誰が子どもを守るのか",
        "Кто отвечает?",
        "Çocukları kim korur? İıŞş",
        "می‌خواهم بدانم",
        "👩‍👩‍👧‍👦 or 👍🏽?",
        "</script><script>alert(1)</script> &lt;b&gt; <!--",
        "\"quotes\" & <b>angles</b> \\ {\"json\":1} %s \u{2028}line",
    ] {
        let wanted = text.replace(" \u{2028}", " ");
        let fields = json!({ "prompt": text, "kind": "single", "options": [text, "other"] });
        let poll = chair.raise(fields).await;
        let run = chair.open(&poll).await;
        for line in [&mut screen, &mut phone] {
            line.until("the run", |view| view.phase(run) == "open").await;
            assert_eq!(line.view.run(run)["prompt"], wanted.as_str());
            assert_eq!(line.view.run(run)["options"][0], wanted.as_str());
        }
        let page = house.browser().get(&format!("/{}", house.room())).await;
        assert_eq!(page.page_view()["parts"][format!("run/{run}")]["prompt"], wanted.as_str());
        let html = page.text();
        assert!(!html.contains("<b>angles") && !html.contains("<script>alert"), "a text is a text on the page too");
        chair.gate("void", run, "void").await;
    }
}

async fn what_hides_or_reorders_does_not(house: House) {
    let mut chair = house.chair().await;
    for (text, wanted) in [
        ("a\u{202e}b\u{202d}c\u{2066}d\u{2069}", "abcd"),
        ("zero\u{200b}width\u{feff} \u{0}\u{7}\u{1b}[31mred", "zerowidth [31mred"),
        ("  many \t\n blanks  ", "many blanks"),
        ("e\u{301}", "é"),
    ] {
        let poll = chair.raise(json!({ "prompt": text, "kind": "yes_no" })).await;
        assert_eq!(chair.poll(&poll)["prompt"], wanted);
    }
    let pile = format!("Zalgo{}", "\u{301}\u{316}".repeat(200));
    let poll = chair.raise(json!({ "prompt": pile, "kind": "yes_no" })).await;
    assert!(chair.poll(&poll)["prompt"].as_str().unwrap().chars().count() <= 12);
}
