//! The report as Markdown (`CommonMark` with tables), in which nobody's text can become anything but text.

use std::fmt::Write;

use super::Report;
use super::block::{Block, Table};

/// The whole report.
pub fn write(report: &Report) -> String {
    let mut out = String::new();
    for block in report.blocks() {
        if !out.is_empty() && !matches!(block, Block::Line(_)) {
            out.push('\n');
        }
        write_block(&mut out, &block);
    }
    out
}

fn write_block(out: &mut String, block: &Block) {
    // Writing to a string cannot fail.
    let _ = match block {
        Block::Heading { level, text } => writeln!(out, "{} {}", "#".repeat(usize::from(*level)), escape(text)),
        Block::Text { lead: None, text } => writeln!(out, "{}", escape(text)),
        Block::Text { lead: Some(lead), text } => writeln!(out, "**{}** {}", escape(lead), escape(text)),
        Block::Quote(text) => writeln!(out, "> {}", escape(text)),
        Block::Items(items) => items.iter().try_for_each(|item| writeln!(out, "- {}", escape(item))),
        Block::Caution(text) => writeln!(out, "> **{}**", escape(text)),
        Block::Table(table) => write_table(out, table),
        // Markdown draws nothing: the table beneath says it.
        Block::Line(_) => Ok(()),
    };
}

fn write_table(out: &mut String, table: &Table) -> std::fmt::Result {
    let line = |cells: &[String]| format!("| {} |", cells.iter().map(|c| escape(c)).collect::<Vec<_>>().join(" | "));
    writeln!(out, "*{}*\n\n{}", escape(&table.caption), line(&table.head))?;
    let rule = |at: usize| if at == 0 || table.wordy { "---" } else { "---:" };
    let rules: Vec<&str> = (0..table.head.len()).map(rule).collect();
    writeln!(out, "| {} |", rules.join(" | "))?;
    table.rows.iter().try_for_each(|row| writeln!(out, "{}", line(&row.cells)))
}

/// Text that stays text: characters that could begin a link, HTML, a heading, a list, a table or emphasis get a backslash.
/// Two cannot be stopped so, because readers link what looks like an address or a name after all else is read: behind an
/// `@` comes a word joiner (U+2060), which is not seen.
pub fn escape(text: &str) -> String {
    let chars: Vec<char> = text.chars().map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c }).collect();
    let digits = chars.iter().take_while(|c| c.is_ascii_digit()).count();
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in chars.iter().enumerate() {
        let next = chars.get(at + 1).copied().unwrap_or(' ');
        let before = |word: &str| {
            let start = at.checked_sub(word.len());
            start.is_some_and(|start| chars[start..at].iter().collect::<String>().eq_ignore_ascii_case(word))
        };
        let means_something = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '$' | '^' => true,
            '&' => next == '#' || next.is_ascii_alphanumeric(),
            // "https://…", "mailto:…", ":smile:", a footnote.
            ':' => next == '/' || next.is_ascii_alphabetic(),
            '.' => before("www") || (at == digits && digits > 0),
            ')' => at == digits && digits > 0,
            '#' => at == 0 || next == ' ' || next == '#',
            '+' | '-' | '=' => at == 0,
            '!' => next == '[',
            _ => false,
        };
        if means_something {
            out.push('\\');
        }
        out.push(*c);
        if *c == '@' && !next.is_whitespace() {
            out.push('\u{2060}');
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_stays_text() {
        for (text, written) in [
            ("Is [this](https://evil.example) fine?", r"Is \[this\](https\://evil.example) fine?"),
            ("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>"),
            ("![x](y)", r"\!\[x\](y)"),
            ("# Breaking news", r"\# Breaking news"),
            ("## twice ##", r"\#\# twice \#\#"),
            ("a | b", r"a \| b"),
            ("--- a rule", r"\--- a rule"),
            ("=== a title", r"\=== a title"),
            ("+ a point", r"\+ a point"),
            ("12. a list", r"12\. a list"),
            ("3) a list", r"3\) a list"),
            ("**loud** `code` ~~gone~~", r"\*\*loud\*\* \`code\` \~\~gone\~\~"),
            ("www.evil.example and WWW.evil", r"www\.evil.example and WWW\.evil"),
            ("write to me@evil.example", "write to me@\u{2060}evil.example"),
            ("&lt; &#60; R&D a & b", r"\&lt; \&#60; R\&D a & b"),
            ("two\nlines\tand tabs", "two lines and tabs"),
            ("back\\slash", r"back\\slash"),
            ("[x]: http://evil", r"\[x\]: http\://evil"),
        ] {
            assert_eq!(escape(text), written, "{text}");
        }
    }

    #[test]
    fn ordinary_sentences_are_left_alone() {
        for text in [
            "How can stakeholders balance privacy and safety on end-to-end encrypted platforms?",
            "IGF 2020 WS #230 · Round Table - U-shape",
            "14:22, n = 23 of 41 eligible (response rate 56%)",
            "Who decides: courts, or parliaments? 1.5 times as many!",
            "من يحمي الأطفال؟",
        ] {
            assert_eq!(escape(text), text);
        }
    }
}
