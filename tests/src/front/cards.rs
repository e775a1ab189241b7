//! The sheet of access codes: whose it is, what stands on its cards, and what is said of them afterwards.

use std::collections::BTreeSet;

use plenary_server::domain::person::Role;
use serde_json::json;

use super::codes::{card, set, setting, with_code};
use crate::house::line::{code, one};
use crate::house::{House, in_both_houses};

in_both_houses!(
    the_sheet_is_the_chairs_and_each_card_on_it_lets_in,
    cards_speak_the_rooms_languages_and_carry_no_number,
    the_settings_of_codes_have_bounds_and_rest_on_what_was_seen,
    report_and_export_say_that_codes_were_needed,
);

/// How a card begins.
const CARD: &str = r#"<div class="card"#;

/// The codes on a page of cards.
fn on_cards(page: &str) -> Vec<String> {
    let found = page.split(r#"<p class="code" dir="ltr">"#).skip(1);
    found.map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

async fn the_sheet_is_the_chairs_and_each_card_on_it_lets_in(house: House) {
    let room = house.room();
    let sheet = format!("/{room}/codes");
    let mut chair = house.chair().await;
    let form = |made: u32, more: &str| format!("rev=1&made={made}{more}");
    for role in [Role::OnSite, Role::Online, Role::Rapporteur] {
        let mut other = house.moderator(role).await;
        assert_eq!(other.browser.get(&sheet).await.status, 403, "{}", role.as_str());
        assert_eq!(other.browser.post_form(&sheet, &form(3, "")).await.status, 403, "{}", role.as_str());
    }
    let mut elsewhere = house.browser();
    elsewhere.take_role(house.rooms[1].code, &house.rooms[1].chair_secret).await;
    assert_eq!(elsewhere.get(&sheet).await.status, 403, "another room's chair");
    assert_eq!(house.with_pass().get(&sheet).await.status, 403);
    assert_eq!(on_cards(&chair.browser.get(&sheet).await.text()).len(), 0, "none was made");
    let made = chair.browser.post_form(&sheet, &form(201, "&needed=on")).await;
    assert_eq!((made.status, made.header("location")), (303, Some(sheet.as_str())), "{made:?}");
    let page = chair.browser.get(&sheet).await;
    let csp = page.header("content-security-policy").unwrap();
    assert!(csp.starts_with("default-src 'none'") && !csp.contains("script-src"), "{csp}");
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let mut codes = on_cards(&page.text());
    assert_eq!(codes.len(), 200, "as many as a browser draws at once");
    assert_eq!(page.text().matches(r#"<div class="sheet">"#).count(), 20, "ten a sheet");
    assert!(page.text().contains(&format!("{}/{room}/enter</p>", house.address)), "the address to type");
    codes.extend(on_cards(&chair.browser.get(&format!("{sheet}?from=201")).await.text()));
    assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), 201, "no two alike");
    for code in [&codes[0], &codes[199], &codes[200]] {
        let mut browser = with_code(&house, code).await;
        assert_eq!(browser.get(&format!("/api/rooms/{room}/view")).await.status, 200, "{code}");
    }
    // A foreign page sets nothing, and a form of an older page does not, either.
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("origin", "https://evil.example")];
    let forged = chair.browser.request("POST", &sheet, &headers, form(300, "").as_bytes()).await;
    assert_ne!(forged.status, 303);
    assert_eq!(chair.browser.post_form(&sheet, &form(300, "")).await.status, 409);
    assert_eq!(on_cards(&chair.browser.get(&format!("{sheet}?from=201")).await.text()).len(), 1);
    // A revoked chair sees no card.
    let mut old = chair.browser.clone();
    chair.does(json!({ "revoke": { "role": "chair" } })).await;
    assert_eq!(chair.line.ended().await, Some(4001));
    assert_eq!(old.get(&sheet).await.status, 403);
}

async fn cards_speak_the_rooms_languages_and_carry_no_number(house: House) {
    let mut chair = house.chair().await;
    set(&mut chair, 12, true, false).await;
    let sheet = format!("/{}/codes", house.room());
    let page = chair.browser.get(&sheet).await.text();
    let first = |page: &str| page.split(CARD).nth(1).expect("a card").to_owned();
    assert_eq!(first(&page).matches("<p lang=").count(), 1, "a room of one language");
    let translations = json!({ "ar": { "prompt": "هل يمكن؟", "options": [], "checked": true } });
    let fields = json!({ "prompt": "May we?", "kind": "yes_no", "translations": translations });
    chair.raise(fields).await;
    let page = chair.browser.get(&sheet).await.text();
    let card = first(&page);
    assert!(card.contains(r#"<p lang="en" dir="ltr">"#) && card.contains(r#"<p lang="ar" dir="rtl">"#), "{card}");
    assert_eq!(card.matches("<svg").count(), 1, "a square");
    // Cut and shuffled, two cards differ in nothing but the code and its square.
    let bare = |card: &str, code: &str| {
        let (before, rest) = card.split_once("<svg").unwrap();
        format!("{before}{}", rest.split_once("</svg>").unwrap().1.replace(code, ""))
    };
    let (cards, codes) = (page.split(CARD).skip(1), on_cards(&page));
    let bared: BTreeSet<String> =
        cards.zip(&codes).map(|(card, code)| bare(card.split(r#"<p class="code""#).next().unwrap(), code)).collect();
    assert_eq!(bared.len(), 1, "{bared:?}");
}

async fn the_settings_of_codes_have_bounds_and_rest_on_what_was_seen(house: House) {
    let mut chair = house.chair().await;
    for (made, needed, anew, min) in [(10_001, false, false, 0), (0, true, false, 1), (0, false, true, 1)] {
        let refused = chair.line.say(setting(&chair, made, needed, anew)).await;
        assert_eq!((code(&refused), &refused["min"]), ("out_of_bounds", &json!(min)), "{refused}");
    }
    let old = setting(&chair, 5, false, false);
    set(&mut chair, 5, false, false).await;
    assert_eq!(code(&chair.line.say(old).await), "changed", "said again, it rests on what is no more");
    let refused = chair.line.say(setting(&chair, 4, false, false)).await;
    assert_eq!((code(&refused), &refused["min"]), ("out_of_bounds", &json!(5)), "cards that are out there stay good");
    for role in [Role::OnSite, Role::Online, Role::Rapporteur] {
        let mut other = house.moderator(role).await;
        let refused = other.line.say(setting(&chair, 6, false, false)).await;
        assert_eq!(code(&refused), "not_allowed", "{}", role.as_str());
    }
}

async fn report_and_export_say_that_codes_were_needed(house: House) {
    let mut chair = house.chair().await;
    let open = chair.open("single").await;
    chair.close_and_show(open).await;
    set(&mut chair, 2, true, false).await;
    // The wall and whoever only reads along are told, too.
    chair.line.until("codes are needed", |view| view.part("about")["needs_code"] == true).await;
    let results = house.browser().get(&format!("/{}/results", house.room())).await.text();
    assert!(results.contains("<p dir=\"auto\">Taking part needs an access code.</p>"), "{results}");
    let run = chair.open("yesno").await;
    let mut phone = house.phone_of(&with_code(&house, &card(&house, 1)).await).await;
    assert_eq!(phone.counted(run, 1, one(0)).await, "counted");
    chair.close_and_show(run).await;
    let room = house.room();
    let report = chair.browser.get(&format!("/{room}/report.md?as=chair")).await.text();
    assert_eq!(report.matches("Only people with an access code could take part.").count(), 1);
    assert!(report.contains("set 2 as the number of access codes, needed to take part"), "{report}");
    let export = chair.browser.get(&format!("/api/rooms/{room}/export?as=chair")).await.json();
    let polls = export["polls"].as_array().unwrap().iter();
    let said: BTreeSet<(u64, bool)> = polls
        .flat_map(|poll| poll["runs"].as_array().unwrap())
        .map(|run| (run["run"].as_u64().unwrap(), run["by_code"].as_bool().unwrap()))
        .collect();
    assert_eq!(said, BTreeSet::from([(open, false), (run, true)]));
}
