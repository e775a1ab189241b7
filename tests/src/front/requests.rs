//! Requests as no browser makes them: bodies without end, paths with tricks, methods of other protocols, broken heads.

use std::fmt::Write;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;

use crate::house::browser::{reply_of, send};
use crate::house::line::one;
use crate::house::{House, PATIENCE, in_both_houses};

in_both_houses!(
    a_body_without_end_is_refused_and_harms_nobody,
    haste_over_http_is_asked_to_slow_down,
    a_path_with_tricks_is_no_room,
    a_room_code_is_read_as_people_write_it,
    what_stands_behind_the_question_mark_locks_nobody_out,
    a_method_of_another_protocol_is_told_so,
    a_broken_head_ends_its_own_connection,
    who_asks_and_never_reads_is_let_go,
    every_answer_carries_what_keeps_a_browser_safe,
);

async fn a_body_without_end_is_refused_and_harms_nobody(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("single").await;
    let mut neighbour = house.phone().await;
    let big = "x".repeat(10 * 1024 * 1024);
    let json_body = format!(r#"{{"run":{run},"r":1,"choice":"{big}"}}"#);
    for path in [format!("/api/rooms/{}/vote", house.room()), format!("/api/rooms/{}/moderator", house.room())] {
        let reply = house.with_pass().post_text(&path, &json_body).await;
        assert!([400, 413].contains(&reply.status), "{path}: {}", reply.head);
        assert_eq!(reply.refusal().1, "malformed", "{path}");
    }
    for path in ["vote", "mode"] {
        let reply = house.with_pass().post_form(&format!("/{}/{path}", house.room()), &big).await;
        assert!([400, 413].contains(&reply.status), "{path}: {}", reply.head);
    }
    // The same in chunks, whose sum nobody announced.
    let cookie = house.with_pass().cookie_header();
    let mut chunked = format!(
        "POST /api/rooms/{}/vote HTTP/1.1\r\nhost: {}\r\ncookie: {cookie}\r\nconnection: close\r\n\
         content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
        house.room(),
        house.address
    );
    for _ in 0..80 {
        write!(chunked, "10000\r\n{}\r\n", &big[..0x1_0000]).unwrap();
    }
    let reply = send(house.address, chunked.into_bytes()).await;
    assert_eq!(reply.refusal().1, "malformed");
    assert_eq!(neighbour.counted(run, 1, one(0)).await, "counted");
    assert_eq!(house.recount(run, 3).await, (1, vec![1, 0, 0]));
}

async fn haste_over_http_is_asked_to_slow_down(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("single").await;
    let (mut hasty, mut neighbour) = (house.with_pass(), house.with_pass());
    let mut slowed = 0;
    for r in 1..=60 {
        let fields = json!({ "run": run, "r": r, "choice": one(0) });
        let reply = hasty.command(house.room(), "phone", "vote", &fields).await;
        if reply.status == 429 {
            assert_eq!(reply.refusal().1, "slow_down");
            assert!((1..=200).contains(&reply.json()["refused"]["wait_ms"].as_u64().unwrap()));
            slowed += 1;
        } else {
            assert_eq!(reply.status, 200, "{reply:?}");
        }
    }
    assert!(slowed > 0, "sixty in a row are faster than a thumb");
    let fields = json!({ "run": run, "r": 1, "choice": one(1) });
    assert_eq!(neighbour.command(house.room(), "phone", "vote", &fields).await.status, 200);
    assert_eq!(house.recount(run, 3).await, (2, vec![1, 1, 0]));
}

async fn a_path_with_tricks_is_no_room(house: House) {
    let mut browser = house.with_pass();
    let long = format!("/{}", "a".repeat(5_000));
    for path in [
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fsecret",
        "/%00",
        "/abc%00def",
        "/%ff%fe%fd",
        "/abc234;drop",
        "/'%20OR%201=1",
        "/%F0%9F%97%B3",
        "/а23456",
        "/assets/../main.rs",
        "/assets/%2e%2e%2fserver%2fsrc%2fmain.rs",
        "/assets/none.js",
        "//evil.example",
        "/rooms/*",
        "/plenary:{abc}",
        long.as_str(),
    ] {
        let reply = browser.get(path).await;
        assert!([400, 404].contains(&reply.status), "{path}: {}", reply.head);
        assert!(!reply.text().contains("root:x:0"), "{path}");
    }
    for code in ["..", "%2e%2e", "%00", "%ff", "a23456789", "", "lobby", "*"] {
        let reply = browser.post_json(&format!("/api/rooms/{code}/seen"), &json!({ "run": 1 })).await;
        assert!([400, 404].contains(&reply.status), "{code}: {}", reply.head);
        let reply = browser.get(&format!("/api/rooms/{code}/view")).await;
        assert!([400, 404].contains(&reply.status), "{code}: {}", reply.head);
    }
    assert_eq!(browser.get(&format!("/{}", house.room())).await.status, 200);
}

async fn a_room_code_is_read_as_people_write_it(house: House) {
    let code = house.room().to_string();
    let (a, b) = code.split_at(3);
    let mut browser = house.browser();
    for written in [code.to_uppercase(), format!("{a}-{b}"), format!("{a}%20{b}"), format!("{}-{b}", a.to_uppercase())]
    {
        let reply = browser.get(&format!("/{written}")).await;
        assert_eq!((reply.status, reply.header("location")), (303, Some(format!("/{code}").as_str())), "{written}");
        let reply = browser.get(&format!("/?code={written}")).await;
        assert_eq!((reply.status, reply.header("location")), (303, Some(format!("/{code}").as_str())), "{written}");
    }
    let nowhere = browser.get("/?code=%3Cscript%3E").await;
    assert_eq!(nowhere.status, 200);
    assert!(nowhere.text().contains(r#"role="alert""#) && !nowhere.text().contains("<script>"));
}

async fn what_stands_behind_the_question_mark_locks_nobody_out(house: House) {
    let room = house.room();
    for query in ["mode=king", "mode=room&mode=online", "mode", "utm_source=mail", "%ff=%ff"] {
        let reply = house.browser().get(&format!("/{room}?{query}")).await;
        assert_eq!(reply.status, 200, "{query}");
        assert!(reply.text().contains("<main id=\"app\">"), "{query}");
    }
    let reply = house.browser().get(&format!("/?code={room}&code={room}")).await;
    assert_eq!(reply.status, 200);
    assert!(reply.text().contains("<form class=\"enter\""));
    let mut chair = house.chair().await;
    for (query, wanted) in [("as=chair", 200), ("as=king", 403), ("as=phone", 403), ("as=online", 403), ("", 200)] {
        let reply = chair.browser.get(&format!("/{room}/report?{query}")).await;
        assert_eq!(reply.status, wanted, "{query}");
        assert!(reply.header("content-type").is_some_and(|kind| kind.starts_with("text/html")), "{query}");
    }
}

async fn a_method_of_another_protocol_is_told_so(house: House) {
    let mut browser = house.with_pass();
    let page = format!("/{}", house.room());
    let vote = format!("/api/rooms/{}/vote", house.room());
    for method in ["OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "BREW"] {
        for path in [page.as_str(), vote.as_str(), "/", "/healthz", "/screen"] {
            assert_eq!(browser.request(method, path, &[], b"").await.status, 405, "{method} {path}");
        }
    }
    assert_eq!(browser.get(&vote).await.status, 405);
    assert_eq!(browser.post_json(&page, &json!({})).await.status, 405);
    let head = browser.request("HEAD", &page, &[], b"").await;
    assert_eq!((head.status, head.body.len()), (200, 0), "a head without a body");
}

async fn a_broken_head_ends_its_own_connection(house: House) {
    let page = format!("/{}", house.room());
    let host = house.address;
    for (name, bytes, wanted) in [
        ("no HTTP", "EHLO evil.example\r\n\r\n".to_owned(), 400),
        ("a space in a name", format!("GET {page} HTTP/1.1\r\nhost: {host}\r\nbad name: x\r\n\r\n"), 400),
        (
            "two lengths",
            format!("POST {page} HTTP/1.1\r\nhost: {host}\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n"),
            400,
        ),
        ("a length that is none", format!("POST {page} HTTP/1.1\r\nhost: {host}\r\ncontent-length: -1\r\n\r\n"), 400),
        ("a head too large", format!("GET {page} HTTP/1.1\r\nhost: {host}\r\nx: {}\r\n\r\n", "x".repeat(200_000)), 431),
        ("a hundred and more headers", format!("GET {page} HTTP/1.1\r\n{}\r\n", "x: y\r\n".repeat(500)), 431),
    ] {
        assert_eq!(send(host, bytes.into_bytes()).await.status, wanted, "{name}");
    }
    // Not a byte, half a head, half a body: the connection is not kept for ever (the deadlines are the server's own).
    let mut silent = tokio::net::TcpStream::connect(host).await.unwrap();
    let mut slow = tokio::net::TcpStream::connect(host).await.unwrap();
    slow.write_all(b"GET / HTTP/1.1\r\nho").await.unwrap();
    let mut half = tokio::net::TcpStream::connect(host).await.unwrap();
    let cookie = house.with_pass().cookie_header();
    let head = format!(
        "POST /api/rooms/{}/vote HTTP/1.1\r\nhost: {host}\r\ncookie: {cookie}\r\ncontent-type: application/json\r\n\
         content-length: 100\r\n\r\n{{\"run\":",
        house.room()
    );
    half.write_all(head.as_bytes()).await.unwrap();
    for stream in [&mut silent, &mut slow, &mut half] {
        let mut rest = Vec::new();
        let ended = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut rest)).await;
        ended.expect("the connection is ended").unwrap();
        if !rest.is_empty() {
            assert_eq!(reply_of(&rest).status, 408);
        }
    }
    assert_eq!(house.browser().get(&page).await.status, 200);
}

async fn who_asks_and_never_reads_is_let_go(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("single").await;
    let mut neighbour = house.phone().await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(2_048).unwrap();
    let mut deaf = socket.connect(house.address).await.unwrap();
    // It asks for more than fits between the two, and goes on asking: once it is let go, its asking fails.
    let asks = "GET /assets/moderator.js HTTP/1.1\r\nhost: x\r\n\r\n".repeat(1_000);
    let asking = async { while deaf.write_all(asks.as_bytes()).await.is_ok() {} };
    tokio::time::timeout(PATIENCE, asking).await.expect("it is let go");
    assert_eq!(neighbour.counted(run, 1, one(0)).await, "counted");
}

async fn every_answer_carries_what_keeps_a_browser_safe(house: House) {
    let mut browser = house.browser();
    let room = house.room();
    for path in [
        "/".to_owned(),
        format!("/{room}"),
        format!("/{room}/moderate"),
        "/screen".to_owned(),
        format!("/api/rooms/{room}/view"),
        "/nowhere/at/all".to_owned(),
        format!("/{room}/qr.svg"),
        "/healthz".to_owned(),
    ] {
        let reply = browser.get(&path).await;
        let csp = reply.header("content-security-policy").unwrap_or_else(|| panic!("no policy: {path}"));
        for directive in
            ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "require-trusted-types-for"]
        {
            assert!(csp.contains(directive), "{path}: {csp}");
        }
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(reply.header("referrer-policy"), Some("same-origin"), "{path}");
        assert_eq!(reply.header("cache-control"), Some("no-store"), "{path}");
        assert_eq!(reply.header("cross-origin-opener-policy"), Some("same-origin"), "{path}");
    }
    let ready = browser.get("/readyz").await;
    assert_eq!((ready.status, ready.json()["durability"].as_str()), (200, Some("full")));
    let metrics = browser.get("/metrics").await.text();
    assert!(metrics.contains("plenary_rooms_watched"), "{metrics}");
}
