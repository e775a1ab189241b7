//! Broken frames: each ends its own connection with the right close code, and the neighbour votes on.

use serde_json::json;

use crate::house::browser::Browser;
use crate::house::line::{code, one};
use crate::house::raw::{Raw, frame, head};
use crate::house::{House, in_both_houses};

in_both_houses!(
    a_broken_frame_ends_its_own_connection_and_no_other,
    a_message_in_pieces_is_whole_and_pings_are_answered_between,
    a_moderator_may_say_more_than_a_phone,
    a_first_frame_that_is_no_hello_ends_the_connection,
    who_says_nothing_is_let_go,
    a_flood_is_slowed_and_then_ended,
    a_storm_of_pings_harms_nobody,
    whoever_only_pings_is_let_go,
    a_goodbye_is_answered,
    what_is_odd_and_allowed_is_heard,
);

const TEXT: u8 = 0x81;

async fn raw(house: &House, browser: &Browser) -> Raw {
    Raw::open(house.address, &format!("/ws/{}", house.room()), &browser.cookie_header()).await
}

const HELLO: &str = r#"{"id":"h","do":{"hello":{}}}"#;

/// A socket that said hello and heard its view.
async fn greeted(house: &House) -> Raw {
    let mut raw = raw(house, &house.with_pass()).await;
    raw.send(&frame(TEXT, HELLO.as_bytes())).await;
    let first = raw.next().await.expect("a view");
    assert!(String::from_utf8(first.payload).unwrap().starts_with(r#"{"view":"#));
    raw
}

async fn a_broken_frame_ends_its_own_connection_and_no_other(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("single").await;
    let mut neighbour = house.phone().await;
    let big = vec![b' '; 4_097];
    let unmasked = [head(TEXT, 2, false), b"{}".to_vec()].concat();
    let fragments = |parts: &[(u8, &[u8])]| parts.iter().flat_map(|(first, part)| frame(*first, part)).collect();
    let cases: Vec<(&str, Vec<u8>, u16)> = vec![
        ("binary", frame(0x82, b"{}"), 1003),
        ("binary in pieces", frame(0x02, b"{"), 1003),
        ("larger than a phone may say", frame(TEXT, &big), 1009),
        ("a head that claims sixteen mebibytes", [head(TEXT, 16 << 20, true), vec![0; 4]].concat(), 1009),
        ("a head that claims all there is", [head(TEXT, u64::MAX >> 1, true), vec![0; 4]].concat(), 1009),
        ("too big in pieces", fragments(&[(0x01, &big[..4_000]), (0x80, &big[..97])]), 1009),
        ("not UTF-8", frame(TEXT, b"\xff\xfe"), 1007),
        ("UTF-8 cut short", frame(TEXT, "é".as_bytes()[..1].as_ref()), 1007),
        ("not UTF-8 in the first piece", frame(0x01, b"\xc0\xaf"), 1007),
        ("a surrogate", frame(TEXT, b"\xed\xa0\x80"), 1007),
        ("a slash written too long", frame(TEXT, b"\xe0\x80\xaf"), 1007),
        ("beyond what there is of Unicode", frame(TEXT, b"\xf4\x90\x80\x80"), 1007),
        ("a letter that the last piece leaves half", fragments(&[(0x01, b"{\xc3"), (0x80, b"}")]), 1007),
        ("a letter that no piece can mend", fragments(&[(0x01, b"{"), (0x00, b"\xc3\x28")]), 1007),
        ("unmasked", unmasked, 1002),
        ("the first reserved bit", frame(0xC1, b"{}"), 1002),
        ("the second reserved bit", frame(0xA1, b"{}"), 1002),
        ("the third reserved bit", frame(0x91, b"{}"), 1002),
        ("a reserved bit on a ping", frame(0xC9, b""), 1002),
        ("a reserved opcode", frame(0x83, b"{}"), 1002),
        ("the last reserved opcode", frame(0x87, b"{}"), 1002),
        ("a reserved opcode in pieces", frame(0x04, b"{"), 1002),
        ("a reserved control", frame(0x8B, b""), 1002),
        ("the last reserved control", frame(0x8F, b""), 1002),
        ("unmasked, and nothing in it", head(TEXT, 0, false), 1002),
        ("an unmasked ping", head(0x89, 0, false), 1002),
        ("an unmasked goodbye", head(0x88, 0, false), 1002),
        ("a continuation of nothing", frame(0x80, b"{}"), 1002),
        ("a piece of nothing", frame(0x00, b"{}"), 1002),
        ("a text within a text", fragments(&[(0x01, b"{"), (0x81, b"}")]), 1002),
        ("a ping too long", frame(0x89, &[0; 126]), 1002),
        ("a pong too long", frame(0x8A, &[0; 126]), 1002),
        ("a goodbye too long", frame(0x88, &[0x03; 126]), 1002),
        ("a ping that claims a mebibyte", [head(0x89, 1 << 20, true), vec![0; 4]].concat(), 1002),
        ("a ping in pieces", frame(0x09, b""), 1002),
        ("a pong in pieces", frame(0x0A, b""), 1002),
        ("a goodbye in pieces", frame(0x08, b""), 1002),
        ("empty pieces without end", [frame(0x01, b"{"), frame(0x00, b"").repeat(9)].concat(), 1002),
        ("a goodbye of one byte", frame(0x88, b"\x03"), 1002),
        ("a goodbye with a code that is none", frame(0x88, &1005_u16.to_be_bytes()), 1002),
        ("a goodbye with code 0", frame(0x88, &0_u16.to_be_bytes()), 1002),
        ("a goodbye with code 999", frame(0x88, &999_u16.to_be_bytes()), 1002),
        ("a goodbye with code 1004", frame(0x88, &1004_u16.to_be_bytes()), 1002),
        ("a goodbye with code 1006", frame(0x88, &1006_u16.to_be_bytes()), 1002),
        ("a goodbye with code 1015", frame(0x88, &1015_u16.to_be_bytes()), 1002),
        ("a goodbye with code 1016", frame(0x88, &1016_u16.to_be_bytes()), 1002),
        ("a goodbye with code 2999", frame(0x88, &2999_u16.to_be_bytes()), 1002),
        ("a goodbye with code 5000", frame(0x88, &5000_u16.to_be_bytes()), 1002),
        ("a goodbye with code 65535", frame(0x88, &65_535_u16.to_be_bytes()), 1002),
        ("a goodbye not UTF-8", frame(0x88, b"\x03\xe8\xff"), 1007),
    ];
    for (at, (name, bytes, wanted)) in cases.into_iter().enumerate() {
        // Before the hello and after it.
        for mut raw in [raw(&house, &house.with_pass()).await, greeted(&house).await] {
            raw.send(&bytes).await;
            assert_eq!(raw.close_code().await, Some(wanted), "{name}");
        }
        // Every eighth time, at the pace of a thumb.
        if at % 8 == 0 {
            let r = u32::try_from(at).unwrap() + 1;
            let was = neighbour.counted(run, r, one((at % 2) as u8)).await;
            assert_eq!(was, if at == 0 { "counted" } else { "changed" }, "beside {name}");
        }
    }
    assert_eq!(house.recount(run, 3).await.0, 1);
}

async fn a_message_in_pieces_is_whole_and_pings_are_answered_between(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("single").await;
    let mut raw = greeted(&house).await;
    let text = format!(r#"{{"id":"é","do":{{"vote":{{"run":{run},"r":1,"choice":{{"one":2}}}}}}}}"#);
    let cut = text.find('é').unwrap() + 1;
    let (first, rest) = text.as_bytes().split_at(cut);
    raw.send(&frame(0x01, first)).await;
    raw.send(&frame(0x89, b"there?")).await;
    let pong = loop {
        let heard = raw.next().await.expect("a pong");
        if heard.first == 0x8A {
            break heard;
        }
    };
    assert_eq!(pong.payload, b"there?");
    // Byte by byte, as a bad line would bring it.
    for byte in frame(0x80, rest) {
        raw.send(&[byte]).await;
    }
    let receipt = loop {
        let heard = String::from_utf8(raw.next().await.expect("a receipt").payload).unwrap();
        if heard.starts_with(r#"{"receipt""#) {
            break heard;
        }
    };
    assert!(receipt.contains(r#""id":"é""#) && receipt.contains("counted"), "{receipt}");
    assert_eq!(house.recount(run, 3).await, (1, vec![0, 0, 1]));
}

async fn a_moderator_may_say_more_than_a_phone(house: House) {
    let chair = house.chair().await;
    let path = format!("/ws/{}?as=chair", house.room());
    let mut raw = Raw::open(house.address, &path, &chair.browser.cookie_header()).await;
    raw.send(&frame(TEXT, HELLO.as_bytes())).await;
    // Twelve long options in a script of three bytes a letter: larger than a phone's frame, and fine.
    let options: Vec<String> = (0..12).map(|at| format!("{at}{}", "字".repeat(290))).collect();
    let raise = json!({ "id": "r", "do": { "raise": { "prompt": "Which?", "kind": "single", "options": options } } });
    raw.send(&frame(TEXT, raise.to_string().as_bytes())).await;
    loop {
        let heard = String::from_utf8(raw.next().await.expect("an answer").payload).unwrap();
        assert!(!heard.starts_with(r#"{"refused""#), "{heard}");
        if heard.starts_with(r#"{"receipt""#) {
            break;
        }
    }
    raw.send(&frame(TEXT, &vec![b' '; 64 * 1024 + 1])).await;
    assert_eq!(raw.close_code().await, Some(1009));
}

async fn a_first_frame_that_is_no_hello_ends_the_connection(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("single").await;
    for text in [
        format!(r#"{{"id":"1","do":{{"vote":{{"run":{run},"r":1,"choice":{{"one":0}}}}}}}}"#),
        "nonsense".to_owned(),
        r#"{"id":"1","do":{"hello":{"have":-1}}}"#.to_owned(),
    ] {
        let mut raw = raw(&house, &house.with_pass()).await;
        raw.send(&frame(TEXT, text.as_bytes())).await;
        let refused = String::from_utf8(raw.next().await.expect("a refusal").payload).unwrap();
        assert!(refused.contains(r#""code":"malformed""#), "{refused}");
        assert_eq!(raw.close_code().await, Some(1002));
    }
    let mut line = house.with_pass().socket(house.room(), "phone").await;
    let ballots = vec![json!({ "run": run, "r": 1, "choice": null }); 51];
    let answer = line.say(json!({ "hello": { "ballots": ballots } })).await;
    assert_eq!((code(&answer), &answer["max"]), ("too_many", &json!(50)));
    assert_eq!(line.ended().await, Some(1002));
    assert_eq!(house.recount(run, 3).await.0, 0);
}

async fn who_says_nothing_is_let_go(house: House) {
    let mut silent = raw(&house, &house.with_pass()).await;
    let mut dribbling = raw(&house, &house.with_pass()).await;
    // Control frames and pieces are no hello.
    dribbling.send(&frame(0x8A, b"")).await;
    dribbling.send(&frame(0x01, b"{")).await;
    assert_eq!(silent.close_code().await, Some(4008));
    assert_eq!(dribbling.close_code().await, Some(4008));
}

async fn a_flood_is_slowed_and_then_ended(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("single").await;
    let mut neighbour = house.phone().await;
    let mut hasty = house.phone().await;
    let mut slowed = 0;
    for r in 1..=30 {
        let answer = hasty.vote(run, r, one(0)).await;
        if answer.get("code").is_some() {
            assert_eq!(code(&answer), "slow_down");
            assert!((1..=200).contains(&answer["wait_ms"].as_u64().unwrap()), "{answer}");
            slowed += 1;
        }
    }
    assert!(slowed > 0, "thirty at once are faster than a thumb");
    assert_eq!(neighbour.counted(run, 1, one(1)).await, "counted");
    let Raw { stream, .. } = greeted(&house).await;
    let (mut reading, mut writing) = stream.into_split();
    let flood = tokio::spawn(async move {
        use tokio::io::AsyncWriteExt;
        let one_more = frame(TEXT, br#"{"id":"f","do":{"seen":{"run":1}}}"#);
        let many: Vec<u8> = one_more.repeat(500);
        while writing.write_all(&many).await.is_ok() {}
    });
    let mut heard = Vec::new();
    let reading = tokio::io::AsyncReadExt::read_to_end(&mut reading, &mut heard);
    // A reset may come behind the goodbye, since it goes on talking.
    let _ = tokio::time::timeout(crate::house::PATIENCE, reading).await.expect("a flood is ended");
    flood.abort();
    let goodbye = [&[0x88, 2], 4029_u16.to_be_bytes().as_slice()].concat();
    assert!(heard.ends_with(&goodbye), "the last words: {:?}", &heard[heard.len().saturating_sub(40)..]);
    assert_eq!(neighbour.counted(run, 2, one(2)).await, "changed");
}

async fn a_storm_of_pings_harms_nobody(house: House) {
    let mut chair = house.chair().await;
    let run = chair.open("single").await;
    let mut neighbour = house.phone().await;
    // It asks for a megabyte of pongs and reads none of them.
    let mut storm = greeted(&house).await;
    let pings = frame(0x89, &[7; 125]).repeat(8_000);
    let sending = tokio::spawn(async move {
        for _ in 0..10 {
            storm.send(&pings).await;
        }
        storm
    });
    for r in 1..=5 {
        assert_eq!(neighbour.counted(run, r, one(0)).await, if r == 1 { "counted" } else { "changed" });
    }
    let in_time = tokio::time::timeout(crate::house::PATIENCE, sending).await;
    let mut storm = in_time.expect("it is read, or let go").unwrap();
    // Either it was let go for what it owes, or it gets its pongs now; nobody else noticed.
    while let Some(heard) = storm.next().await {
        if heard.first == 0x8A {
            assert_eq!(heard.payload, [7; 125]);
            break;
        }
    }
    assert_eq!(neighbour.counted(run, 6, one(1)).await, "changed");
    assert_eq!(house.recount(run, 3).await, (1, vec![0, 1, 0]));
}

async fn whoever_only_pings_is_let_go(house: House) {
    let mut neighbour = house.phone().await;
    for control in [0x89, 0x8A] {
        let mut storm = greeted(&house).await;
        storm.send(&frame(control, b"").repeat(400)).await;
        assert_eq!(storm.close_code().await, Some(4029), "{control:x}");
        // Before the hello, too.
        let mut storm = raw(&house, &house.with_pass()).await;
        storm.send(&frame(control, b"").repeat(400)).await;
        assert_eq!(storm.close_code().await, Some(4029), "{control:x}");
        // What a browser sends in half an hour is no storm.
        let mut calm = greeted(&house).await;
        calm.send(&frame(control, b"").repeat(90)).await;
        calm.send(&frame(TEXT, br#"{"id":"7","do":{"seen":{"run":1}}}"#)).await;
        let refused = br#"{"refused":{"id":"7","code":"unknown_run"}}"#;
        while calm.next().await.expect("it is answered").payload != refused {}
    }
    assert_eq!(code(&neighbour.say(json!({ "seen": { "run": 1 } })).await), "unknown_run");
}

async fn a_goodbye_is_answered(house: House) {
    let codes = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999];
    let with_code =
        codes.map(|code: u16| (frame(0x88, &[&code.to_be_bytes()[..], "à bientôt".as_bytes()].concat()), Some(1000)));
    for (goodbye, wanted) in with_code.into_iter().chain([(frame(0x88, b""), None)]) {
        let mut raw = greeted(&house).await;
        raw.send(&goodbye).await;
        assert_eq!(raw.close_code().await, wanted, "{goodbye:?}");
    }
}

/// Odd, and allowed: each is heard as the message it is (none is a command, and so refused), and the connection stays.
async fn what_is_odd_and_allowed_is_heard(house: House) {
    let refused = br#"{"refused":{"id":"","code":"malformed""#;
    let full = [b"{".to_vec(), vec![b' '; 4_095]].concat();
    let fragments = |parts: &[(u8, &[u8])]| parts.iter().flat_map(|(first, part)| frame(*first, part)).collect();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("a text of nothing", frame(TEXT, b"")),
        ("as much as a phone may say", frame(TEXT, &full)),
        ("as much in two pieces", fragments(&[(0x01, &full[..2_000]), (0x80, &full[2_000..])])),
        ("an empty first piece", fragments(&[(0x01, b""), (0x80, b"{")])),
        ("an empty last piece", fragments(&[(0x01, b"{"), (0x80, b"")])),
        ("a letter over three pieces", fragments(&[(0x01, b"\xe5"), (0x00, b"\xad"), (0x80, b"\x97")])),
        ("the last sign of Unicode", frame(TEXT, "\u{10FFFF}".as_bytes())),
        ("a sign that is none", frame(TEXT, "\u{FFFE}".as_bytes())),
        ("a zero", frame(TEXT, b"\0")),
        ("a pong that nobody asked for", [frame(0x8A, &[1; 125]), frame(TEXT, b"{")].concat()),
        ("two in one packet", [frame(TEXT, b"{"), frame(0x8A, b"")].concat()),
    ];
    for (name, bytes) in cases {
        let mut raw = greeted(&house).await;
        raw.send(&bytes).await;
        loop {
            let heard = raw.next().await.unwrap_or_else(|| panic!("{name}: the connection ended"));
            if heard.payload.starts_with(br#"{"refused""#) {
                assert!(heard.payload.starts_with(refused), "{name}: {}", String::from_utf8_lossy(&heard.payload));
                break;
            }
        }
    }
}
