//! What the server says when it is ready: the links of each room, for people or for programs.

use std::fmt::Write;

use plenary_server::Ready;

/// One line of JSON.
pub(crate) fn json(listening: &str, join_base: &str, rooms: &[Ready], organiser: &str) -> String {
    let join_base = join_base.trim_end_matches('/');
    let rooms: Vec<serde_json::Value> = rooms
        .iter()
        .map(|room| {
            serde_json::json!({
                "code": room.code.as_str(),
                "reference": room.reference,
                "title": room.title,
                "phone": format!("{join_base}/{}", room.code),
                "moderator": format!("{join_base}/{}/moderate#{}", room.code, room.chair_secret),
                "screen": format!("{join_base}/screen"),
            })
        })
        .collect();
    format!(
        "{}\n",
        serde_json::json!({
            "listening": listening,
            "rooms": rooms,
            "organiser": format!("{join_base}/new#{organiser}"),
        })
    )
}

/// A page of text, with a QR code of each room where real phones can reach it.
pub(crate) fn text(join_base: &str, rooms: &[Ready], organiser: &str, redis: bool) -> String {
    let base = join_base.trim_end_matches('/');
    let loopback = is_loopback(base);
    let store = if redis { "Redis" } else { "embedded" };
    let mut out = format!("\nPlenary is ready ({store} store).\n");
    for room in rooms {
        let _ = write!(
            out,
            "\n  {} · {}\n    phones     {base}/{}\n    moderator  {base}/{}/moderate#{}\n",
            room.reference, room.title, room.code, room.code, room.chair_secret
        );
        if !loopback && let Some(qr) = qr_text(&format!("{base}/{}", room.code)) {
            let _ = writeln!(out, "\n{qr}");
        }
    }
    let _ = write!(out, "\n  screens      {base}/screen   (any number; a moderator lets each in by its code)\n");
    let _ =
        writeln!(out, "  new rooms    {base}/new#{organiser}   (paste a proposal; whoever has this link makes rooms)");
    if loopback {
        out.push_str("\nThese links work on this machine alone. For real phones on the same network:\n");
        out.push_str("    cargo run --release -- --lan\n");
    }
    out.push_str("\nCtrl-C stops the server; votes on their way are counted first.\n\n");
    out
}

/// Whether an address is this machine's own alone: no phone could follow it.
fn is_loopback(base: &str) -> bool {
    let host = base.split_once("://").map_or(base, |(_, host)| host);
    let named = |name: &str| host == name || host.strip_prefix(name).is_some_and(|rest| rest.starts_with(':'));
    named("localhost") || named("[::1]") || host.starts_with("127.")
}

/// The QR code of a text in half blocks, dark on light whatever the terminal's colours.
fn qr_text(text: &str) -> Option<String> {
    let code = plenary_server::http::qr::modules(text)?;
    let size = code.len();
    let dark = |y: isize, x: isize| {
        usize::try_from(y).ok().zip(usize::try_from(x).ok()).is_some_and(|(y, x)| y < size && x < size && code[y][x])
    };
    let (from, to) = (-2, size.cast_signed() + 2);
    let mut out = String::new();
    for y in (from..to).step_by(2) {
        out.push_str("    \x1b[30;107m");
        for x in from..to {
            out.push(match (dark(y, x), dark(y + 1, x)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        out.push_str("\x1b[0m\n");
    }
    Some(out)
}
