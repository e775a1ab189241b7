//! What must hold of any bytes at all. The fuzzer looks for bytes of which it does not; the ordinary tests play what it found
//! once more (tests/src/fuzzed.rs).

use plenary_server::frame::{Broken, Inbox, Incoming};
use plenary_server::proposal::{self, polls, seed as written};
use plenary_server::{seed, socket};

/// Of a phone.
const CAP: usize = 4 * 1024;

/// Frames: wherever the bytes are cut, the same messages are heard, and the same mistake ends them.
pub(crate) fn frames(data: &[u8]) {
    let Some((step, bytes)) = data.split_first() else { return };
    let at_once = heard(bytes, bytes.len().max(1));
    assert_eq!(heard(bytes, 1 + usize::from(*step)), at_once);
    for message in &at_once.0 {
        match message {
            Incoming::Text(text) => assert!(text.len() <= CAP),
            Incoming::Ping(payload) => assert!(payload.len() <= 125),
            Incoming::Binary(_) => panic!("binary where it is not taken"),
            Incoming::Pong | Incoming::Close(_) => {}
        }
    }
}

fn heard(bytes: &[u8], step: usize) -> (Vec<Incoming>, Option<Broken>) {
    let (mut inbox, mut messages) = (Inbox::new(CAP), Vec::new());
    for piece in bytes.chunks(step) {
        inbox.take(piece);
        loop {
            match inbox.message() {
                Ok(Some(message)) => messages.push(message),
                Ok(None) => break,
                Err(broken) => return (messages, Some(broken)),
            }
        }
    }
    (messages, None)
}

/// Commands: what is read is written and read again as the same; what is refused is refused without a word of it.
pub(crate) fn wire(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match socket::parse(text) {
        Ok(said) => {
            let again = serde_json::to_string(&said).expect("a command is plain data");
            assert_eq!(socket::parse(&again).expect("what was read can be read"), said);
        }
        Err(refused) => assert!(refused.id.len() <= 40 && serde_json::to_string(&refused).is_ok()),
    }
}

/// Proposals: whatever is found stands in the text, and what becomes a seed is a seed.
pub(crate) fn proposal(data: &[u8]) {
    let Ok(found) = proposal::read_bytes(data) else { return };
    for passage in found.passages() {
        assert_eq!(found.plain.get(passage.span.clone()), Some(passage.value.as_str()));
        assert!(!passage.value.trim().is_empty(), "an empty passage");
    }
    assert!(found.json().is_object());
    let proposed = polls::propose(&found);
    let given = written::Given {
        year: Some(2026),
        kind: Some("WS".to_owned()),
        number: Some(1),
        title: Some("A title".to_owned()),
        format: Some("Round Table".to_owned()),
        minutes: Some(60),
    };
    let files = written::write(&found, &proposed, &given).expect("nothing is missing");
    if let Err(why) = seed::parse_workshop("fuzzed.toml", &files.toml, Some(&files.source)) {
        panic!("what the importer wrote is no seed: {why}\n{}", files.toml);
    }
}

/// Seeds: any TOML is read or refused with a line of it. What stands behind a line "---" is the text it quotes.
pub(crate) fn seeds(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (toml, source) = text.split_once("\n---\n").map_or((text, None), |(toml, source)| (toml, Some(source)));
    let lines = toml.lines().count().max(1);
    for refused in
        [seed::parse_workshop("fuzzed.toml", toml, source).err(), seed::parse_deck("fuzzed.toml", toml, source).err()]
            .into_iter()
            .flatten()
    {
        assert!((1..=lines + 1).contains(&refused.line), "{refused}");
    }
}
