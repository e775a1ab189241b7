//! A crowded list: a thousand questions with twenty thousand upvotes, and what a phone's first screen weighs then.

use plenary_server::config::LISTED;
use serde_json::{Value, json};

use crate::house::line::{Line, View, done};
use crate::house::{House, in_both_houses};

in_both_houses!(a_thousand_questions_stay_small_on_a_phone);

/// What a phone's first screen may weigh, packed: its page, and the script that the page asks for.
const FIRST_SCREEN: usize = 60 * 1024;

/// Numbers that look random and are the same every time (Knuth's MMIX).
struct Dice(u64);

impl Dice {
    fn of(&mut self, sides: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(self.0 >> 33).expect("31 bits") % sides
    }

    fn letter(&mut self, first: u32, sides: u32) -> char {
        char::from_u32(first + self.of(sides)).expect("a letter")
    }

    /// A question of 300 graphemes in letters drawn at random, so that no packing makes it look smaller than writing can be.
    fn question(&mut self, at: usize) -> String {
        let mut text = String::new();
        for grapheme in 1..300 {
            match at % 3 {
                // Chinese signs, no two alike for long.
                0 => text.push(self.letter(0x4E00, 0x1000)),
                _ if grapheme % 8 == 0 => text.push(' '),
                // Devanagari: a consonant with a vowel sign is one grapheme of six bytes.
                1 => text.extend([self.letter(0x0915, 33), self.letter(0x093E, 11)]),
                _ => text.push(self.letter(0x0430, 32)),
            }
        }
        text.push('?');
        text
    }
}

async fn a_thousand_questions_stay_small_on_a_phone(house: House) {
    let mut chair = house.chair().await;
    let mut dice = Dice(267);
    let long: Vec<String> = (0..LISTED).map(|at| dice.question(at)).collect();
    let short = (LISTED..1_000).map(|at| format!("Number {at}: who decides?"));
    let mut ids: Vec<u64> = Vec::new();
    for lines in long.into_iter().chain(short).collect::<Vec<_>>().chunks(10) {
        let lines: Vec<Value> = lines.iter().map(|text| json!({ "text": text })).collect();
        let made = chair.does(json!({ "relay": { "lines": lines } })).await["made"]["relayed"].clone();
        ids.extend(made["questions"].as_array().unwrap().iter().map(|id| id.as_u64().unwrap()));
    }
    let mut watcher = house.phone().await;
    watcher.until("all there", |view| view.part("questions")["total"] == 1_000).await;
    // Twenty phones give a thousand upvotes each, fifty in a command; one more gives the long ones another each.
    let mut voting: Vec<_> =
        house.phones(20).await.into_iter().map(|phone| tokio::spawn(upvote_all(phone, ids.clone()))).collect();
    voting.push(tokio::spawn(upvote_all(house.phone().await, ids[..LISTED].to_vec())));
    for voter in voting {
        voter.await.unwrap();
    }
    let listed = |view: &View| {
        let first = view.part("questions")["first"].as_array().cloned().unwrap_or_default();
        first.len() == LISTED
            && first.iter().all(|one| one["n"] == 21 && ids[..LISTED].contains(&one["q"].as_u64().unwrap()))
    };
    watcher.until("the long ones first", listed).await;
    let counted = |id: u64, n: u64| {
        move |view: &View| {
            let of = view.part(&format!("question/{id}"))["upvotes"].as_array().cloned().unwrap_or_default();
            of.iter().filter_map(Value::as_u64).sum::<u64>() == n
        }
    };
    for (id, n) in [(ids[0], 21), (ids[999], 20)] {
        chair.line.until("for moderators too", counted(id, n)).await;
    }
    weigh(&house).await;
    let mut browser = house.with_pass();
    let more = browser.get(&format!("/api/rooms/{}/questions?from=50", house.room())).await.json();
    assert_eq!((more["total"].as_u64(), more["questions"].as_array().unwrap().len()), (Some(1_000), 50));
}

/// Gives each of these an upvote, at the pace the server asks for.
async fn upvote_all(mut phone: Line, ids: Vec<u64>) {
    for fifty in ids.chunks(50) {
        let list: Vec<Value> = fifty.iter().map(|id| json!({ "question": id, "r": 1, "up": true })).collect();
        loop {
            let answer = phone.say(json!({ "upvotes": { "upvotes": list } })).await;
            let Some(wait) = answer["wait_ms"].as_u64() else {
                done(answer);
                break;
            };
            tokio::time::sleep(std::time::Duration::from_millis(wait)).await;
        }
    }
}

/// Adds up what a phone fetches until its first screen stands, as it comes over the wire.
async fn weigh(house: &House) {
    let mut browser = house.with_pass();
    let headers = [("accept-encoding", "gzip")];
    let page = browser.request("GET", &format!("/{}", house.room()), &headers, b"").await;
    assert_eq!(page.header("content-encoding"), Some("gzip"));
    let html = browser.get(&format!("/{}", house.room())).await.text();
    // Its styles stand in the page. The talk's script is fetched after the first ballot: it is told, and not counted.
    let asked = |mark: &str| {
        let mut paths: Vec<String> =
            html.split(mark).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect();
        paths.retain(|path| path.starts_with("/assets/"));
        paths
    };
    let named: Vec<String> = asked("data-page=\"").into_iter().chain(asked("href=\"")).collect();
    assert!(named.iter().any(|path| path.starts_with("/assets/phone.en.js")), "{named:?}");
    let mut sum = page.body.len();
    let mut told = vec![format!("page {sum}")];
    for path in named {
        let file = browser.request("GET", &path, &headers, b"").await;
        assert_eq!((file.status, file.header("content-encoding")), (200, Some("gzip")), "{path}");
        sum += file.body.len();
        told.push(format!("{path} {}", file.body.len()));
    }
    println!("a phone's first screen over a thousand questions: {sum} bytes ({})", told.join(", "));
    assert!(sum <= FIRST_SCREEN, "a phone's first screen weighs {sum} bytes: {told:?}");
}
