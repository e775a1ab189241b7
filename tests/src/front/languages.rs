//! Languages: which one a page speaks, how it is chosen, and polls that are read in several and counted in one.

use serde_json::{Value, json};

use crate::house::line::code;
use crate::house::{House, in_both_houses};

in_both_houses!(
    a_page_speaks_what_the_browser_asks_for_until_somebody_chooses,
    every_page_names_scripts_that_speak_its_language,
    a_wall_and_a_report_speak_the_rooms_language_unless_told_otherwise,
    a_poll_is_read_in_four_languages_and_counted_in_one,
    a_translation_that_would_ask_something_else_is_refused,
);

/// The language and the direction a page says it has.
fn spoken(page: &str) -> (String, String) {
    let of = |name: &str| {
        let rest = page.split(&format!("{name}=\"")).nth(1).expect("the page says it");
        rest.split('"').next().unwrap().to_owned()
    };
    (of("<html lang"), of("dir"))
}

fn said(language: &str, dir: &str) -> (String, String) {
    (language.to_owned(), dir.to_owned())
}

async fn a_page_speaks_what_the_browser_asks_for_until_somebody_chooses(house: House) {
    let room = format!("/{}", house.room());
    let mut browser = house.browser();
    assert_eq!(spoken(&browser.get(&room).await.text()), said("en", "ltr"), "a browser that says nothing: the room's");
    let arabic = [("accept-language", "de, ar-EG;q=0.9, fr;q=0.4")];
    for path in [&*room, "/", "/nowhere", &format!("{room}/moderate"), &format!("{room}/report")] {
        let page = house.browser().request("GET", path, &arabic, b"").await.text();
        assert_eq!(spoken(&page), said("ar", "rtl"), "{path}");
    }
    // One tap: the choice is kept, and the page is back at its own address, with whatever else stood there.
    for (path, back) in [(&*room, &*room), ("/", "/")] {
        let mut browser = house.browser();
        let reply = browser.request("GET", &format!("{path}?language=ru"), &arabic, b"").await;
        assert_eq!((reply.status, reply.header("location")), (303, Some(back)));
        assert_eq!(browser.cookie("plenary-language"), Some("ru"));
        let page = browser.request("GET", path, &arabic, b"").await.text();
        assert_eq!(spoken(&page), said("ru", "ltr"), "{path}");
        assert!(page.contains(r#"hreflang="ar""#) && page.contains(r#"aria-current="true">Русский"#), "{path}");
    }
    let kept = house.browser().get(&format!("{room}?mode=room&language=es")).await;
    assert_eq!(kept.header("location"), Some(&*format!("{room}?mode=room")));
    // What nobody speaks is no choice, and no way to another host.
    let mut browser = house.browser();
    assert_eq!(browser.get(&format!("{room}?language=tlh")).await.status, 200);
    assert_eq!(browser.cookie("plenary-language"), None);
    let elsewhere = house.browser().get("//example.org?language=fr").await;
    assert!(
        elsewhere.header("location").is_none_or(|to| to.starts_with('/') && !to.starts_with("//")),
        "{elsewhere:?}"
    );
}

async fn every_page_names_scripts_that_speak_its_language(house: House) {
    let moderate = format!("/{}/moderate", house.room());
    for (tag, counted) in
        [("en", "Counted"), ("fr", "Compté"), ("ar", "تم احتسابه"), ("zh", "已计入"), ("ru", "Учтено")]
    {
        let wanted = [("accept-language", tag)];
        let mut browser = house.browser();
        for path in [&*format!("/{}", house.room()), &*moderate, &*format!("/screen?language={tag}")] {
            let page = browser.request("GET", path, &wanted, b"").await.text();
            let named: Vec<&str> =
                page.split("\"/assets/").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
            let scripts: Vec<&&str> = named.iter().filter(|name| name.contains(".js?")).collect();
            assert!(
                !scripts.is_empty() && scripts.iter().all(|name| name.contains(&format!(".{tag}.js?"))),
                "{named:?}"
            );
            for script in scripts {
                let script = browser.get(&format!("/assets/{script}")).await;
                assert_eq!((script.status, script.header("cache-control").unwrap().contains("immutable")), (200, true));
                assert!(!script.text().contains('⟦'));
            }
        }
        let page = browser.request("GET", &format!("/{}", house.room()), &wanted, b"").await.text();
        let script = page.split("data-page=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        assert!(browser.get(script).await.text().contains(counted), "{tag}");
    }
    assert_eq!(house.browser().get("/assets/phone.js").await.status, 404, "a script without a language is none");
}

async fn a_wall_and_a_report_speak_the_rooms_language_unless_told_otherwise(house: House) {
    let mut chair = house.chair().await;
    let french = [("accept-language", "fr")];
    let mut browser = house.browser();
    let page = browser.request("GET", "/screen", &french, b"").await.text();
    assert_eq!(spoken(&page).0, "fr", "nobody has let it in: the browser's");
    let pairing = browser.post_json("/api/screens", &json!({})).await.json()["pairing"].clone();
    chair.does(json!({ "let_in": { "pairing": pairing, "name": "Wall" } })).await;
    let place = browser.post_json("/api/screens", &json!({})).await.json();
    assert_eq!(place, json!({ "room": chair.room, "language": "en" }));
    let page = browser.request("GET", &format!("/screen?room={}", chair.room), &french, b"").await.text();
    assert_eq!(spoken(&page).0, "en", "the room's");
    let page = browser.request("GET", &format!("/screen?room={}&language=ar", chair.room), &french, b"").await.text();
    assert_eq!(spoken(&page), said("ar", "rtl"), "its address says otherwise");
    for odd in ["/screen?room=nowhere", "/screen?room=", "/screen?language="] {
        assert_eq!(spoken(&browser.request("GET", odd, &french, b"").await.text()).0, "fr", "{odd}");
    }
    let run = chair.open("gradient").await;
    chair.close_and_show(run).await;
    let report = format!("/{}/report?as=chair", house.room());
    let page = chair.browser.request("GET", &report, &french, b"").await.text();
    assert_eq!(spoken(&page).0, "en", "the room's, whoever reads it");
    let page = chair.browser.get(&format!("{report}&language=ar")).await.text();
    assert_eq!(spoken(&page), said("ar", "rtl"));
    assert!(page.contains("لم يُجب أحد.") && page.contains("What about gradient?"), "the poll's words stay its own");
    let markdown = format!("/{}/report.md?as=chair&language=zh", house.room());
    assert!(chair.browser.get(&markdown).await.text().contains("无人作答。"));
}

/// A poll with words in three other languages, of which one was compared.
fn with_translations() -> Value {
    json!({
        "prompt": "Who decides?", "kind": "single", "options": ["The users", "The platforms"],
        "translations": {
            "fr": { "prompt": "Qui décide ?", "options": ["Les utilisateurs", "Les plateformes"], "checked": true },
            "ar": { "prompt": "من يقرر؟", "options": ["المستخدمون", "المنصات"] },
            "zh": { "prompt": "由谁决定？", "options": ["用户", "平台"] },
        },
    })
}

async fn a_poll_is_read_in_four_languages_and_counted_in_one(house: House) {
    let mut chair = house.chair().await;
    let poll = chair.raise(with_translations()).await;
    assert_eq!(chair.poll(&poll)["translations"]["fr"]["checked"], true);
    assert_eq!(chair.poll(&poll)["translations"]["ar"]["checked"], false, "unless somebody says so, nobody compared");
    let run = chair.open(&poll).await;
    let room = format!("/{}", house.room());
    let readers = [
        ("en", "Who decides?", "The platforms", None),
        ("fr", "Qui décide ?", "Les plateformes", Some("Traduit\u{202f}; une personne")),
        ("ar", "من يقرر؟", "المنصات", Some("لم يقارنه أحد")),
        ("zh", "由谁决定？", "平台", Some("尚无人")),
        ("ru", "Who decides?", "The platforms", None),
    ];
    for (tag, prompt, answer, note) in readers {
        let mut browser = house.browser();
        let page = browser.request("GET", &room, &[("accept-language", tag)], b"").await.text();
        let form = page.split("<form class=\"ballot\"").nth(1).and_then(|rest| rest.split("</main>").next()).unwrap();
        let (form, beneath) = form.split_once("</form>").unwrap();
        assert!(form.contains(prompt) && form.contains(answer), "{tag}: {form}");
        match note {
            Some(note) => assert!(beneath.contains(note) && beneath.contains("Who decides?"), "{tag}: {beneath}"),
            None => assert!(!beneath.contains("Who decides?"), "{tag}: {beneath}"),
        }
        browser.keep("plenary-language", tag);
        let reply = browser.post_form(&format!("{room}/vote"), &format!("run={run}&r=1&choice=1")).await;
        assert_eq!(reply.status, 200, "{tag}");
        assert_eq!(spoken(&reply.text()).0, tag, "the answer page speaks it too");
    }
    assert_eq!(house.recount(run, 2).await, (5, vec![0, 5]), "one tally");
    let phone = house.phone().await;
    let words = &phone.view.run(run)["translations"];
    assert_eq!((words["zh"]["options"][0].as_str(), words.as_object().unwrap().len()), (Some("用户"), 3));
    // A new wording takes the old translations with it, unless it brings its own.
    chair.gate("void", run, "void").await;
    let rev = chair.poll(&poll)["rev"].clone();
    let edit = json!({
        "poll": poll, "rev": rev, "prompt": "Who should decide?", "kind": "single",
        "options": ["The users", "The platforms"], "visibility": "hidden",
    });
    chair.does(json!({ "edit": edit })).await;
    let named = poll.clone();
    let is_gone = move |view: &crate::house::line::View| {
        let polls = view.part("agenda")["polls"].as_array().cloned().unwrap_or_default();
        polls.iter().any(|held| held["poll"] == named && held.get("translations").is_none())
    };
    chair.line.until("no translation of other words", is_gone).await;
}

async fn a_translation_that_would_ask_something_else_is_refused(house: House) {
    let mut chair = house.chair().await;
    for (what, translation) in [
        ("an answer too few", json!({ "fr": { "prompt": "Qui ?", "options": ["Les utilisateurs"] } })),
        ("an empty answer", json!({ "fr": { "prompt": "Qui ?", "options": ["Les utilisateurs", " "] } })),
        ("no prompt", json!({ "fr": { "prompt": "", "options": ["Les utilisateurs", "Les plateformes"] } })),
        ("the poll's own language", json!({ "en": { "prompt": "Who?", "options": ["a", "b"] } })),
    ] {
        let mut raise = with_translations();
        raise["translations"] = translation;
        assert_eq!(code(&chair.line.say(json!({ "raise": raise })).await), "bad_text", "{what}");
    }
    let mut raise = with_translations();
    raise["translations"] = json!({ "tlh": { "prompt": "nuq?", "options": ["a", "b"] } });
    assert_eq!(code(&chair.line.say(json!({ "raise": raise })).await), "malformed", "a language that no page speaks");
}
