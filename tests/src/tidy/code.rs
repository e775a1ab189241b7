//! Rust text without what only looks like code: comments, the insides of strings, and the tests at a file's end.

/// The text with comments taken out and every string emptied, except for what its braces name (`"{pass}"` → `"{pass}"`).
/// Line breaks stay, so that line numbers hold.
pub(crate) fn bare(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
        } else if rest.starts_with("/*") {
            let end = rest.find("*/").map_or(rest.len(), |at| at + 2);
            keep_lines(&rest[..end], &mut out);
            rest = &rest[end..];
        } else if let Some(hashes) = raw_string_hashes(rest) {
            let open = 2 + hashes;
            let close = format!("\"{}", "#".repeat(hashes));
            let end = rest[open..].find(&close).map_or(rest.len(), |at| open + at);
            quoted(&rest[open..end], &mut out);
            rest = &rest[(end + close.len()).min(rest.len())..];
        } else if c == '"' {
            let end = end_of_string(rest);
            quoted(&rest[1..end], &mut out);
            rest = &rest[(end + 1).min(rest.len())..];
        } else if let Some(length) = character_literal(rest) {
            out.push_str("' '");
            rest = &rest[length..];
        } else {
            // A raw string begins at a word's start only: `for r"…"`, not `for"…"`; take words whole.
            let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len()).max(c.len_utf8());
            out.push_str(&rest[..word]);
            rest = &rest[word..];
        }
    }
    out
}

/// The text before the tests at its end.
pub(crate) fn without_tests(text: &str) -> &str {
    text.find("#[cfg(test)]\nmod ").map_or(text, |at| &text[..at])
}

/// `r"` and `r#"` begin a string in which nothing is escaped.
fn raw_string_hashes(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('r')?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].starts_with('"').then_some(hashes)
}

/// Where the string that begins at 0 ends: the index of its closing quote.
fn end_of_string(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at,
            _ => {}
        }
    }
    rest.len()
}

/// The length of a character literal that begins at 0; a lifetime is none.
fn character_literal(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix('\'')?;
    if let Some(escape) = after.strip_prefix('\\') {
        return escape.char_indices().skip(1).find(|(_, c)| *c == '\'').map(|(at, _)| at + 3);
    }
    let length = after.chars().next()?.len_utf8();
    after[length..].starts_with('\'').then_some(length + 2)
}

/// A string with only its placeholders kept: `{name}`, `{name:?}`.
fn quoted(inside: &str, out: &mut String) {
    out.push('"');
    keep_lines(inside, out);
    for after in inside.split('{').skip(1) {
        if let Some((name, _)) = after.split_once('}')
            && name.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && !name.contains(char::is_whitespace)
        {
            out.push('{');
            out.push_str(name);
            out.push('}');
        }
    }
    out.push('"');
}

fn keep_lines(text: &str, out: &mut String) {
    out.extend(text.chars().filter(|c| *c == '\n'));
}

#[test]
fn takes_out_comments_and_strings_and_keeps_lines() {
    let text = "let a = \"// no {kept} \\\" still\"; // gone\nlet b = r#\"a \"quote\"\"#; /* gone\n too */ let c = '\"';\nfn d<'a>(x: &'a str) {}\n";
    let bare = bare(text);
    assert_eq!(bare, "let a = \"{kept}\"; \nlet b = \"\"; \n let c = ' ';\nfn d<'a>(x: &'a str) {}\n");
}

#[test]
fn leaves_the_tests_away() {
    assert_eq!(without_tests("fn a() {}\n#[cfg(test)]\nmod tests {}\n"), "fn a() {}\n");
    assert_eq!(without_tests("#[cfg(test)]\nuse a;\nfn a() {}\n"), "#[cfg(test)]\nuse a;\nfn a() {}\n");
}
