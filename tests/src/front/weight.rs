//! What pages are sent, in bytes, in every language, as it goes over the wire: a phone until its first ballot is counted, and a
//! moderator's page in all that it fetches by itself.

use std::time::Duration;

use plenary_server::domain::kind::Kind;
use plenary_server::domain::language::Language;
use plenary_server::domain::person::Role;
use plenary_server::domain::poll::Poll;
use tokio::time::Instant;

use crate::house::browser::Reply;
use crate::house::chair::Chair;
use crate::house::{House, PATIENCE};

/// Page, style and script together, packed (issue 5: 30 KB in all for the first ballot).
const FIRST_BALLOT: usize = 30_000;

/// The usual poll: four or five answers to tap. Of those in a room, the one with the most words.
fn usual(polls: &[Poll]) -> &Poll {
    let is_tapped = |poll: &&Poll| {
        matches!(poll.kind, Kind::Single { .. } | Kind::Multiple { .. } | Kind::Scale { .. })
            && (4..=5).contains(&poll.kind.options().len())
    };
    let words = |poll: &&Poll| poll.prompt.len() + poll.kind.options().iter().map(String::len).sum::<usize>();
    polls.iter().filter(is_tapped).max_by_key(words).expect("each seeded room has a usual poll")
}

async fn packed(house: &House, path: &str, language: Language) -> Reply {
    let asked = [("accept-encoding", "gzip"), ("accept-language", language.tag())];
    let reply = house.browser().request("GET", path, &asked, b"").await;
    assert_eq!((reply.status, reply.header("content-encoding")), (200, Some("gzip")), "{path}");
    reply
}

/// What a script weighs once that is no more than what is left, or when it could have been packed tightly long ago: the first page of
/// a language begins it, and whoever is quicker is sent what gzip makes of it.
async fn settled(house: &House, path: &str, language: Language, left: usize) -> usize {
    let asked = Instant::now();
    loop {
        let bytes = packed(house, path, language).await.body.len();
        if bytes <= left || asked.elapsed() > PATIENCE {
            return bytes;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// What stands in this attribute of a page.
fn attribute<'a>(page: &'a str, name: &str) -> &'a str {
    page.split_once(&format!("{name}=\"")).and_then(|(_, rest)| rest.split_once('"')).expect("the page says it").0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_ballot_takes_thirty_kilobytes_in_every_language() {
    let house = House::as_it_comes().await;
    let seeds = plenary_server::seed::built_in().unwrap();
    let mut heaviest = 0;
    for (room, seed) in house.rooms.iter().zip(&seeds.workshops) {
        let mut browser = house.browser();
        browser.take_role(room.code, &room.chair_secret).await;
        let mut chair = Chair::of(browser, room.code, Role::Chair).await;
        chair.open(usual(&seed.polls).id.as_str()).await;
        let path = format!("/{}", room.code);
        for language in Language::ALL {
            let plain = house.browser().request("GET", &path, &[("accept-language", language.tag())], b"").await.text();
            // Nothing else is asked for before the page's script does: no style, no image, no other script.
            let (before, _) = plain.split_once("application/json").unwrap();
            let asks = |tag: &str| before.matches(tag).count();
            assert_eq!((asks("<script"), asks("stylesheet"), asks("<img"), asks("src=")), (2, 0, 0, 0), "{before}");
            let page = packed(&house, &path, language).await.body.len();
            let left = FIRST_BALLOT.saturating_sub(page);
            let script = settled(&house, attribute(&plain, "data-page"), language, left).await;
            let (code, sum) = (language.tag(), page + script);
            println!("{} in {code}: page {page} + script {script} = {sum} bytes", room.reference);
            assert!(sum <= FIRST_BALLOT, "{} in {code}: {sum} bytes for the first ballot", room.reference);
            heaviest = heaviest.max(sum);
        }
    }
    println!("the heaviest first ballot: {heaviest} bytes");
}

/// Page, style and scripts together, packed: what leads polls and questions (issue 5: 90 KB for the moderator's page).
const MODERATOR: usize = 90_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_moderators_page_takes_ninety_kilobytes_in_every_language() {
    let house = House::as_it_comes().await;
    let path = format!("/{}/moderate", house.rooms[0].code);
    for language in Language::ALL {
        let code = language.tag();
        let page = house.browser().request("GET", &path, &[("accept-language", code)], b"").await.text();
        let mut sum = page.len();
        for name in ["href", "src", "data-talk", "data-talk-style"] {
            // The first of its name: the page's own style, its script, and the half that comes by itself.
            sum += packed(&house, attribute(page.split_once("<link rel=\"stylesheet\"").unwrap().1, name), language)
                .await
                .body
                .len();
        }
        println!("a moderator's page in {code}: {sum} bytes");
        assert!(sum <= MODERATOR, "a moderator's page in {code}: {sum} bytes");
        // What comes when it is opened is named, and there.
        for part in ["team", "kinds", "write", "more"] {
            let mut bytes = 0;
            for name in [format!("data-{part}"), format!("data-{part}-style")] {
                bytes += packed(&house, attribute(&page, &name), language).await.body.len();
            }
            println!("  {part}, when it is opened: {bytes} bytes");
        }
    }
}
