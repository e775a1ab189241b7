//! Who may come in as whom: passes, origins, links that are revoked, links that are good once.

use futures_util::future::join_all;
use plenary_server::domain::person::Role;
use plenary_server::pass::{PassKind, Secret};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Error;

use crate::house::browser::{self, Browser};
use crate::house::line::{code, one};
use crate::house::raw::upgrade_head;
use crate::house::{House, in_both_houses};

in_both_houses!(
    a_pass_that_this_house_did_not_make_opens_nothing,
    a_socket_is_for_this_houses_own_pages,
    a_moderators_cookie_is_good_in_its_room_and_role,
    behind_https_a_cookie_is_of_this_host_alone,
    behind_https_a_plain_page_is_another_site,
    what_a_request_says_of_whom_it_is_for_is_not_believed,
    a_revoked_link_dies_on_live_sockets_too,
    who_revokes_their_own_link_hears_the_new_one_first,
    a_single_use_link_is_good_once,
    of_twenty_that_use_it_at_once_one_gets_in,
);

/// The status with which an upgrade is refused, and the refusal's code.
async fn no_upgrade(browser: &Browser, path: &str) -> (u16, String) {
    let tcp = tokio::net::TcpStream::connect(browser.address).await.unwrap();
    let request = crate::house::line::upgrade(browser.address, path, &browser.cookie_header());
    match tokio_tungstenite::client_async(request, tcp).await {
        Err(Error::Http(answer)) => {
            let body: Value = serde_json::from_slice(answer.body().as_deref().unwrap_or(b"null")).unwrap();
            (answer.status().as_u16(), body["refused"]["code"].as_str().unwrap_or_default().to_owned())
        }
        other => panic!("expected a refusal, not {:?}", other.map(|_| "an upgrade")),
    }
}

async fn a_pass_that_this_house_did_not_make_opens_nothing(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("single").await;
    let good = house.secret.mint(PassKind::Phone).1;
    let mut letters = good.clone().into_bytes();
    letters[3] = if letters[3] == b'A' { b'B' } else { b'A' };
    let foreign = Secret::new([9; 32]);
    let vote = json!({ "run": run, "r": 1, "choice": one(0) });
    let path = format!("/ws/{}", house.room());
    for (name, cookie) in [
        ("changed", String::from_utf8(letters).unwrap()),
        ("cut", good[..good.len() - 1].to_owned()),
        ("longer", format!("{good}A")),
        ("another house's", foreign.mint(PassKind::Phone).1),
        ("a screen's", house.secret.mint(PassKind::Screen).1),
        ("a moderator's", house.secret.session(house.room(), Role::Chair, 1)),
        ("a link", house.secret.link_secret(house.room(), Role::Chair, 1)),
        ("empty", String::new()),
        ("no base64", "!!!!".to_owned()),
        ("very long", "A".repeat(8_000)),
    ] {
        let mut browser = house.browser();
        browser.keep("plenary-pass", &cookie);
        let refused = (401, "no_pass".to_owned());
        assert_eq!(browser.command(house.room(), "phone", "vote", &vote).await.refusal(), refused, "{name}");
        assert_eq!(browser.get(&format!("/api/rooms/{}/view", house.room())).await.refusal(), refused, "{name}");
        assert_eq!(no_upgrade(&browser, &path).await, refused, "{name}");
        let form = browser.post_form(&format!("/{}/vote", house.room()), &format!("run={run}&r=1&choice=0")).await;
        assert_eq!(form.status, 401, "{name}");
        assert_ne!(browser.cookie("plenary-pass"), Some(cookie.as_str()), "the answer page brings a good one: {name}");
        assert_eq!(browser.command(house.room(), "phone", "vote", &vote).await.status, 200, "{name}");
    }
    assert_eq!(no_upgrade(&house.browser(), &path).await, (401, "no_pass".to_owned()), "none at all");
    for role in ["chair", "on_site", "online", "rapporteur"] {
        let path = format!("{path}?as={role}");
        assert_eq!(no_upgrade(&house.with_pass(), &path).await, (403, "not_allowed".to_owned()), "{role}");
    }
    assert_eq!(no_upgrade(&house.with_pass(), &format!("{path}?as=king")).await.1, "malformed");
    assert_eq!(no_upgrade(&house.with_pass(), &format!("{path}?as=screen")).await.1, "no_pass");
    assert_eq!(no_upgrade(&house.with_pass(), "/ws/222222").await, (404, "unknown_room".to_owned()));
    assert_eq!(house.recount(run, 3).await.0, 10);
}

async fn a_socket_is_for_this_houses_own_pages(house: House) {
    let browser = house.with_pass();
    let path = format!("/ws/{}", house.room());
    let own = format!("http://{}", house.address);
    let ask = async |method: &str, more: String| {
        let more = format!("cookie: {}\r\n{more}", browser.cookie_header());
        // "close", so that whoever is refused is not kept waiting for a next request.
        let head = upgrade_head(house.address, method, &path, &more).replace("Upgrade\r\n", "Upgrade, close\r\n");
        browser::send(house.address, head.into_bytes()).await.status
    };
    let protocol = "sec-websocket-protocol: plenary.v1\r\n";
    let port = house.address.port();
    for origin in [
        "null".to_owned(),
        "https://evil.example".to_owned(),
        format!("{own}.evil.example"),
        format!("http://evil.example/{}", house.address),
        format!("http://127.0.0.1:{}", port.wrapping_add(1).max(1)),
        "http://127.0.0.1".to_owned(),
        format!("ftp://{}", house.address),
        format!("{own}/"),
        String::new(),
    ] {
        assert_eq!(ask("GET", format!("origin: {origin}\r\n{protocol}")).await, 403, "{origin}");
    }
    assert_eq!(ask("GET", protocol.to_owned()).await, 403, "no origin at all");
    assert_eq!(ask("GET", format!("origin: {own}\r\n")).await, 400, "no subprotocol");
    let other = format!("origin: {own}\r\nsec-websocket-protocol: chat, plenary.v0\r\n");
    assert_eq!(ask("GET", other).await, 400, "another subprotocol");
    for method in ["POST", "PUT", "HEAD"] {
        assert_eq!(ask(method, format!("origin: {own}\r\n{protocol}")).await, 405, "{method}");
    }
    let plain = house.with_pass().get(&path).await;
    assert_eq!((plain.status, plain.header("upgrade")), (426, Some("websocket")), "a page is no socket");
    // Another site's form or script, with this browser's cookies.
    let mut browser = house.with_pass();
    let vote = format!("/api/rooms/{}/seen", house.room());
    for origin in ["null", "https://evil.example"] {
        let headers = [("content-type", "application/json"), ("origin", origin)];
        let reply = browser.request("POST", &vote, &headers, br#"{"run":1}"#).await;
        assert_eq!(reply.refusal(), (403, "not_allowed".to_owned()), "{origin}");
        let link = format!("/api/rooms/{}/moderator", house.room());
        let secret = json!({ "secret": house.rooms[0].chair_secret }).to_string();
        let reply = browser.request("POST", &link, &headers, secret.as_bytes()).await;
        assert_eq!(reply.refusal(), (403, "not_allowed".to_owned()), "{origin}");
    }
    assert_eq!(browser.cookie_header().matches('=').count(), 1, "no moderator's cookie was given");
    house.phone().await;
}

async fn a_moderators_cookie_is_good_in_its_room_and_role(house: House) {
    let chair = house.chair().await;
    let (here, there) = (house.rooms[0].code, house.rooms[1].code);
    let cookie = chair.browser.cookie(&format!("plenary-{here}-chair")).unwrap().to_owned();
    let raise = json!({ "prompt": "May I?", "kind": "yes_no" });
    for (room, role) in [(there, "chair"), (here, "online"), (there, "online")] {
        let mut browser = house.browser();
        browser.keep(&format!("plenary-{here}-chair"), &cookie);
        browser.keep(&format!("plenary-{room}-{role}"), &cookie);
        let reply = browser.command(room, role, "raise", &raise).await;
        assert_eq!(reply.refusal(), (403, "not_allowed".to_owned()), "{room} {role}");
        let path = format!("/ws/{room}?as={role}");
        assert_eq!(no_upgrade(&browser, &path).await, (403, "not_allowed".to_owned()), "{room} {role}");
    }
    let mut browser = house.browser();
    for (room, secret) in [
        (there, house.rooms[0].chair_secret.as_str()),
        (here, house.rooms[1].chair_secret.as_str()),
        (here, ""),
        (here, "AAAAAAAAAAAAAAAAAAAAAA"),
        (here, &cookie),
    ] {
        let path = format!("/api/rooms/{room}/moderator");
        let reply = browser.post_json(&path, &json!({ "secret": secret })).await;
        assert_eq!(reply.refusal(), (403, "not_allowed".to_owned()));
    }
    // One browser may hold several roles; each request says which it means.
    browser.take_role(here, &house.rooms[0].chair_secret).await;
    browser.take_role(here, &house.secret.link_secret(here, Role::Online, 1)).await;
    let roles = browser.get(&format!("/api/rooms/{here}/moderator")).await.json();
    assert_eq!(roles, json!({ "roles": ["chair", "online"] }));
    assert_eq!(browser.get(&format!("/api/rooms/{there}/moderator")).await.json(), json!({ "roles": [] }));
    let cookie = browser.get(&format!("/{here}")).await;
    let set = cookie.header("set-cookie").expect("the pass is minted by the page");
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax") && !set.contains("Secure"), "{set}");
}

async fn behind_https_a_cookie_is_of_this_host_alone(house: House) {
    let node = house.behind("https://poll.example").await;
    let (room, chair_secret) = (node.room(), &node.rooms[0].chair_secret);
    let mut browser = node.browser();
    let page = browser.get(&format!("/{room}?mode=room")).await;
    let set: Vec<&str> = page.head.lines().filter(|line| line.to_ascii_lowercase().starts_with("set-cookie")).collect();
    assert_eq!(set.len(), 2, "{set:?}");
    for cookie in &set {
        assert!(cookie.contains(": __Host-plenary-"), "{cookie}");
        for word in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/;"] {
            assert!(cookie.contains(word), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
    // The cookies do what they did, by their new names.
    assert_eq!(browser.command(room, "phone", "mode", &json!({ "mode": "online" })).await.status, 200);
    assert_eq!(browser.take_role(room, chair_secret).await, "chair");
    assert!(browser.cookie(&format!("__Host-plenary-{room}-chair")).is_some());
    assert_eq!(browser.get(&format!("/{room}/report")).await.status, 200);
    assert_eq!(browser.get("/screen").await.status, 200);
    assert!(browser.post_json("/api/screens", &json!({})).await.json()["pairing"].is_string());
    // What a neighbouring host could plant is not read: a good pass, but by the plain name.
    let planted = node.with_pass();
    let path = format!("/ws/{room}");
    assert_eq!(no_upgrade(&planted, &path).await, (401, "no_pass".to_owned()));
    let mut planted = node.browser();
    planted.keep(&format!("plenary-{room}-chair"), &node.secret.session(room, Role::Chair, 1));
    assert_eq!(planted.get(&format!("/{room}/report")).await.status, 403);
}

async fn behind_https_a_plain_page_is_another_site(house: House) {
    let node = house.behind("https://poll.example").await;
    let mut browser = node.browser();
    browser.get(&format!("/{}", node.room())).await;
    let cookies = browser.cookie_header();
    let ask = async |host: &str, origin: &str| {
        let more = format!("cookie: {cookies}\r\norigin: {origin}\r\nsec-websocket-protocol: plenary.v1\r\n");
        let head = upgrade_head(node.address, "GET", &format!("/ws/{}", node.room()), &more);
        let head = head
            .replace("Upgrade\r\n", "Upgrade, close\r\n")
            .replace(&format!("{}\r\n", node.address), &format!("{host}\r\n"));
        browser::send(node.address, head.into_bytes()).await.status
    };
    assert_eq!(ask("poll.example", "http://poll.example").await, 403);
    assert_eq!(ask("10.0.0.7:7300", "http://poll.example").await, 403, "a proxy that names the node");
    assert_eq!(ask("poll.example", "http://poll.example:80").await, 403);
    assert_eq!(ask("poll.example", "https://poll.example.evil.example").await, 403);
    let reply = browser.request("POST", "/api/screens", &[("origin", "https://evil.example")], b"").await;
    assert_eq!(reply.refusal(), (403, "not_allowed".to_owned()));
    // Its own pages, whatever host the proxy names; and pretend phones, who come by the loopback address.
    for (host, origin) in [("poll.example", "https://poll.example"), ("10.0.0.7:7300", "https://poll.example")] {
        assert!(is_let_in(&node, &cookies, host, origin).await, "{host} {origin}");
    }
    let own = node.address.to_string();
    assert!(is_let_in(&node, &cookies, &own, &format!("http://{own}")).await);
}

/// There is no list of trusted proxies, since nothing that a proxy could say is asked: neither who a request is for, nor by which
/// name or scheme it came. What stands in such headers gives nobody an origin, a cookie or an address on a page.
async fn what_a_request_says_of_whom_it_is_for_is_not_believed(house: House) {
    let forged = [
        ("forwarded", "for=203.0.113.7;host=evil.example;proto=https"),
        ("x-forwarded-for", "203.0.113.7, 127.0.0.1"),
        ("x-real-ip", "203.0.113.7"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-server", "evil.example"),
        ("x-forwarded-port", "443"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-ssl", "on"),
        ("x-original-url", "/new"),
        ("x-rewrite-url", "/new"),
    ];
    let room = house.room();
    for path in [format!("/{room}"), format!("/{room}/qr.svg"), format!("/{room}/moderate"), "/screen".to_owned()] {
        let plain = house.browser().request("GET", &path, &[], b"").await;
        let told = house.browser().request("GET", &path, &forged, b"").await;
        assert_eq!((told.status, told.header("location")), (plain.status, plain.header("location")), "{path}");
        assert_eq!(told.body.len(), plain.body.len(), "{path}: the same page");
        let said = format!("{}{}", told.head, told.text());
        assert!(!said.contains("evil.example") && !said.contains("203.0.113.7"), "{path}: {said}");
        let set = told.header("set-cookie").unwrap_or_default();
        assert!(!set.contains("Secure") && !set.contains("__Host-"), "{path}: {set}");
    }
    let lines = forged.map(|(name, value)| format!("{name}: {value}\r\n")).concat();
    let browser = house.with_pass();
    let ask = async |origin: &str| {
        let more = format!(
            "cookie: {}\r\norigin: {origin}\r\nsec-websocket-protocol: plenary.v1\r\n{lines}",
            browser.cookie_header()
        );
        let head = upgrade_head(house.address, "GET", &format!("/ws/{room}"), &more);
        browser::send(house.address, head.replace("Upgrade\r\n", "Upgrade, close\r\n").into_bytes()).await.status
    };
    for origin in ["https://evil.example", "http://evil.example", "https://evil.example:443"] {
        assert_eq!(ask(origin).await, 403, "{origin}");
    }
    let mut browser = house.with_pass();
    let headers = [&forged[..], &[("content-type", "application/json"), ("origin", "https://evil.example")]].concat();
    let reply = browser.request("POST", &format!("/api/rooms/{room}/seen"), &headers, br#"{"run":1}"#).await;
    assert_eq!(reply.refusal(), (403, "not_allowed".to_owned()));
}

/// Whether a socket is opened for this host and origin.
async fn is_let_in(node: &House, cookies: &str, host: &str, origin: &str) -> bool {
    let tcp = tokio::net::TcpStream::connect(node.address).await.unwrap();
    let mut request = crate::house::line::upgrade(node.address, &format!("/ws/{}", node.room()), cookies);
    request.headers_mut().insert("host", host.parse().unwrap());
    request.headers_mut().insert("origin", origin.parse().unwrap());
    tokio_tungstenite::client_async(request, tcp).await.is_ok()
}

async fn a_revoked_link_dies_on_live_sockets_too(house: House) {
    let mut chair = house.chair().await;
    let mut online = house.moderator(Role::Online).await;
    let mut phone = house.phone().await;
    let receipt = chair.does(json!({ "revoke": { "role": "online" } })).await;
    assert_eq!(online.line.ended().await, Some(4001));
    let raise = json!({ "prompt": "Still there?", "kind": "yes_no" });
    assert_eq!(code(&online.post("raise", &raise).await), "not_allowed", "the cookie is dead");
    let path = format!("/ws/{}?as=online", house.room());
    assert_eq!(no_upgrade(&online.browser, &path).await.1, "not_allowed");
    let old = json!({ "secret": house.secret.link_secret(house.room(), Role::Online, 1) });
    let exchange = format!("/api/rooms/{}/moderator", house.room());
    assert_eq!(house.browser().post_json(&exchange, &old).await.refusal().1, "not_allowed", "the link is dead");
    let link = receipt["made"]["link"]["link"].as_str().expect("a new link");
    let (page, secret) = link.split_once('#').expect("the secret is in the fragment");
    assert_eq!(page, format!("/{}/moderate", house.room()));
    let mut again = house.browser();
    assert_eq!(again.take_role(house.room(), secret).await, "online");
    assert_eq!(again.command(house.room(), "online", "raise", &raise).await.status, 200);
    chair.line.until("the poll", |view| view.part("agenda")["polls"].as_array().unwrap().len() == 16).await;
    assert_eq!(code(&phone.say(json!({ "seen": { "run": 1 } })).await), "unknown_run", "others were not touched");
    let acts: Vec<String> = chair.minutes().into_iter().map(|(_, act)| act).collect();
    assert_eq!(acts, ["revoked", "raised"]);
}

async fn who_revokes_their_own_link_hears_the_new_one_first(house: House) {
    let mut secret = house.rooms[0].chair_secret.clone();
    for round in 0..5 {
        let mut browser = house.browser();
        assert_eq!(browser.take_role(house.room(), &secret).await, "chair", "round {round}");
        let mut chair = crate::house::chair::Chair::of(browser, house.room(), Role::Chair).await;
        let receipt = chair.does(json!({ "revoke": { "role": "chair" } })).await;
        let link = receipt["made"]["link"]["link"].as_str().expect("else nobody could come back");
        link.split_once('#').unwrap().1.clone_into(&mut secret);
        assert_eq!(chair.line.ended().await, Some(4001), "round {round}");
    }
}

async fn a_single_use_link_is_good_once(house: House) {
    let mut chair = house.chair().await;
    let receipt = chair.does(json!({ "hand_over": { "role": "on_site" } })).await;
    assert!(receipt["made"]["link"]["until"].is_u64(), "it ends");
    let secret = receipt["made"]["link"]["link"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    let exchange = format!("/api/rooms/{}/moderator", house.room());
    let elsewhere = format!("/api/rooms/{}/moderator", house.rooms[1].code);
    let body = json!({ "secret": secret });
    assert_eq!(house.browser().post_json(&elsewhere, &body).await.refusal().1, "not_allowed", "in its room alone");
    let mut first = house.browser();
    assert_eq!(first.take_role(house.room(), &secret).await, "on_site");
    assert_eq!(house.browser().post_json(&exchange, &body).await.refusal(), (403, "not_allowed".to_owned()));
    assert_eq!(first.post_json(&exchange, &body).await.status, 403, "nor for who used it");
    let mut on_site = crate::house::chair::Chair::of(first, house.room(), Role::OnSite).await;
    let other = on_site.line.say(json!({ "hand_over": { "role": "chair" } })).await;
    assert_eq!(code(&other), "not_allowed", "nobody hands over what is not theirs");
    on_site.does(json!({ "hand_over": { "role": "on_site" } })).await;
    chair.noted("on_site", "handed_over").await;
    let acts: Vec<_> = chair.minutes();
    let acts: Vec<_> = acts.iter().map(|(by, act)| (by.as_str(), act.as_str())).collect();
    assert_eq!(acts, [("chair", "handed_over"), ("on_site", "took_over"), ("on_site", "handed_over")]);
}

async fn of_twenty_that_use_it_at_once_one_gets_in(house: House) {
    let mut chair = house.chair().await;
    let receipt = chair.does(json!({ "hand_over": { "role": "online" } })).await;
    let secret = receipt["made"]["link"]["link"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    let path = format!("/api/rooms/{}/moderator", house.room());
    let tries = (0..20).map(|_| {
        let (mut browser, path, body) = (house.browser(), path.clone(), json!({ "secret": secret }));
        async move { browser.post_json(&path, &body).await.status }
    });
    let mut statuses = join_all(tries).await;
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200);
    assert!(statuses[1..].iter().all(|status| *status == 403), "{statuses:?}");
    chair.noted("online", "took_over").await;
    assert_eq!(chair.minutes().len(), 2);
}
