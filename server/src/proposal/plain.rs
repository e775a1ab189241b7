//! Pasted text → plain text: without tags, entities, invisible characters, marks of Markdown and hard line breaks.
//!
//! Everything the importer finds is a passage of this plain text, and people see it beside what was found.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::table::{self, Row};
use super::unwrap::unwrapped;
use super::{interrogative, labels, marker};

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern written here is tried by every test")
}

static TAG: LazyLock<Regex> = LazyLock::new(|| regex(r"(?i)</?[a-z][a-z0-9]*(?::[a-z]+)?(?:\s[^<>]*)?/?>"));
static BLOCK_TAG: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?i)</?(?:p|div|br|li|ul|ol|h[1-6]|table|tr|section|article|dd|dt|blockquote)(?:\s[^<>]*)?/?>")
});
static UNSEEN: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?is)<!--.*?-->|<script\b.*?</script\s*>|<style\b.*?</style\s*>|<head\b.*?</head\s*>|<!doctype[^>]*>")
});
static CELL: LazyLock<Regex> = LazyLock::new(|| regex(r"(?i)</t[dh]\s*>\s*<t[dh](?:\s[^<>]*)?>"));
static ROW: LazyLock<Regex> = LazyLock::new(|| regex(r"(?i)<tr(?:\s[^<>]*)?>"));
static ROW_END: LazyLock<Regex> = LazyLock::new(|| regex(r"(?i)</tr\s*>|<tr[\s>]|</t(?:able|body|head|foot)\s*>"));
static CELL_BEGIN: LazyLock<Regex> = LazyLock::new(|| regex(r"(?i)<t[dh](?:\s[^<>]*)?>"));
static BOLD: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?i)<(?:b|strong)(?:\s[^<>]*)?>([^<>*\n]*[^<>*\s][^<>*\n]*)</(?:b|strong)\s*>"));
static BOLD_MARKS: LazyLock<Regex> = LazyLock::new(|| regex(r"\*\*([^*\n]+)\*\*"));
static ITEM: LazyLock<Regex> = LazyLock::new(|| regex(r"(?i)(?:</li\s*>\s*)?<li(?:\s[^<>]*)?>\s*"));
static PARAGRAPH: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?i)</?(?:p|h[1-6]|ul|ol|table|blockquote)(?:\s[^<>]*)?>"));

static BREAK_ENTITY: LazyLock<Regex> = LazyLock::new(|| regex(r"(?i)&(?:#0*(?:9|10|13)|#x0*[9ad]|NewLine|Tab);"));

/// "p. 113", "Page 3 of 7" at the end of a line.
static PAGE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?m)(?:^|[ \t]{2,}|[|–-][ \t]*)(?i:p\.|page|seite|página|стр\.)[ \t]*\d{1,4}(?:[ \t]*(?:of|/|von|de|из)[ \t]*\d{1,4})?[ \t]*$",
    )
});
static HEADING: LazyLock<Regex> = LazyLock::new(|| regex(r"(?m)^ {0,3}#{1,6} +(.*?)[ \t]*#*$"));
/// Bullets of Word in a script's letters, as they are pasted: "o", a tab, the item.
static LETTER_BULLET: LazyLock<Regex> = LazyLock::new(|| regex(r"(?m)^[ \t]*(?:[oØüvqà§]\t+|o {2,4})(\S)"));
static LINK: LazyLock<Regex> = LazyLock::new(|| regex(r"!?\[([^\[\]\n]+)\]\([^()\s]*\)"));
static STRONG: LazyLock<Regex> = LazyLock::new(|| regex(r"\*\*([^*\n]+)\*\*|__([^_\n]+)__"));
/// A line that begins in bold: its mark, the words in bold, what follows.
static RUN_IN: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?m)^([ \t]*(?:[-*•]|\d{1,2}[.)])?[ \t]*)\*\*([^*\n]{2,80})\*\*[ \t]+([^\n]+)$"));
static UNDERSCORED: LazyLock<Regex> = LazyLock::new(|| regex(r"(^|[\s(])_([^_\s][^_\n]*)_([\s:,.;)?]|$)"));
static EMPHASIS: LazyLock<Regex> = LazyLock::new(|| regex(r"\*([^*\s][^*\n]*?)\*"));
static ESCAPED: LazyLock<Regex> = LazyLock::new(|| regex(r"\\([.()\[\]#*_\-!>])"));
static MARKDOWN: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?m)^#{1,6} \S|\*\*[^*\s][^*\n]*\*\*|\[[^\[\]\n]+\]\(https?:"));

/// `pasted` as plain text: one item or paragraph to a line, single blanks, at most one empty line in a row.
pub(super) fn plain(pasted: &str) -> String {
    let mut text: Cow<'_, str> = Cow::Borrowed(pasted);
    if BLOCK_TAG.is_match(&text) || TAG.find_iter(&text).count() >= 2 {
        text = Cow::Owned(without_tags(&text));
    }
    // Twice, because some pages hand out "&amp;eacute;".
    for _ in 0..2 {
        if text.contains('&') {
            text = Cow::Owned(html_escape::decode_html_entities(&*text).into_owned());
        }
    }
    let text = visible(&text);
    let text = without_reply_marks(&text);
    let text = LETTER_BULLET.replace_all(&text, "• $1");
    let text = without_marks(&text);
    let text = without_running_heads(&text);
    let mut broken = Vec::new();
    for row in table::rows(&text) {
        match row {
            Row::Cells(cells) => broken.push(cells),
            Row::Line(line) => broken.extend(labels::broken_before(&tidy(line)).into_iter().map(str::to_owned)),
        }
    }
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in unwrapped(broken) {
        if line.is_empty() {
            empty += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        empty = 0;
        out.push_str(&line);
    }
    out
}

/// HTML as a browser would copy it. Line breaks of the source mean nothing there, unless tags are only sprinkled in.
fn without_tags(text: &str) -> String {
    let text = UNSEEN.replace_all(text, "");
    let blocks = BLOCK_TAG.find_iter(&text).count();
    let text = if blocks >= 3 {
        let text = text.replace(['\n', '\r', '\t'], " ");
        Cow::Owned(BREAK_ENTITY.replace_all(&text, " ").into_owned())
    } else {
        text
    };
    let text = rows_whole(&text);
    let text = CELL.replace_all(&text, "\t");
    let text = ITEM.replace_all(&text, "\n• ");
    let text = PARAGRAPH.replace_all(&text, "\n\n");
    let text = BLOCK_TAG.replace_all(&text, "\n");
    // A heading in bold that its text follows at once is told by the bold alone.
    let text = BOLD.replace_all(&text, "**$1**");
    let text = TAG.replace_all(&text, "");
    let text = RUN_IN.replace_all(&text, own_line);
    BOLD_MARKS.replace_all(&text, "$1").into_owned()
}

/// The rows of a table with their cells on one line, unless a cell is a page of its own (a form that was set as a table).
fn rows_whole(text: &str) -> Cow<'_, str> {
    if !ROW.is_match(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    while let Some(begin) = ROW.find_at(text, from) {
        let end = ROW_END.find_at(text, begin.end()).map_or(text.len(), |end| end.start());
        let row = &text[begin.end()..end];
        out.push_str(&text[from..begin.end()]);
        let cells: Vec<&str> = CELL_BEGIN.split(row).skip(1).collect();
        let lists = row.to_lowercase().contains("<li");
        let pieces = cells.iter().map(|cell| filled(cell).len()).max().unwrap_or(0);
        if cells.len() < 2 || lists || (cells.len() == 2 && pieces > 1) {
            out.push_str(row);
        } else {
            // A cell keeps its place, also where it is empty.
            let cells: Vec<String> = cells.iter().map(|cell| filled(cell).join(" ")).collect();
            out.push_str(&cells.join("\t"));
        }
        from = end;
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

/// The paragraphs of a cell.
fn filled(cell: &str) -> Vec<String> {
    let pieces = BLOCK_TAG.split(cell).map(|piece| TAG.replace_all(piece, "").replace(['\t', '\n', '\r'], " "));
    pieces.map(|piece| piece.trim().to_owned()).filter(|piece| !piece.is_empty()).collect()
}

/// Line ends and blanks of one sort each; what is not seen is gone, save joiners that a script needs.
pub(super) fn visible(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().filter(|c| !is_unseen(*c)).peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' | '\t' => out.push(c),
            '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            // Joiners and marks of direction matter between letters of some scripts only.
            '\u{200C}'..='\u{200F}' | '\u{061C}' => {
                let matters = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() && !c.is_whitespace());
                if matters(out.chars().next_back()) && matters(chars.peek().copied()) {
                    out.push(c);
                }
            }
            _ if c.is_whitespace() => out.push(' '),
            _ if c.is_control() => {}
            _ => out.push(c),
        }
    }
    out
}

/// Fillers, invisible operators, controls of direction.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{AD}' | '\u{180E}')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{206F}' | '\u{FFF9}'..='\u{FFFB}')
}

/// A mail that was answered has "> " before each line.
fn without_reply_marks(text: &str) -> Cow<'_, str> {
    let filled = text.lines().filter(|line| !line.trim().is_empty()).count();
    let marked = text.lines().filter(|line| line.starts_with('>')).count();
    if filled == 0 || marked * 10 < filled * 6 {
        return Cow::Borrowed(text);
    }
    let lines = text.lines().map(|line| line.trim_start_matches('>').trim_start_matches(' '));
    Cow::Owned(lines.collect::<Vec<_>>().join("\n"))
}

/// The heading that a printed text repeats on each page stands there once; a page's number stands nowhere.
fn without_running_heads(text: &str) -> Cow<'_, str> {
    if !PAGE.is_match(text) {
        return Cow::Borrowed(text);
    }
    let mut seen = std::collections::HashSet::new();
    let mut out: Vec<&str> = Vec::new();
    // Where a head was taken out of a sentence, the empty lines around it divide nothing.
    let mut cut = false;
    for line in text.split('\n') {
        if let Some(number) = PAGE.find(line) {
            let heading = line[..number.start()].trim();
            if !heading.is_empty() && seen.insert(heading) {
                out.push(line);
            } else {
                cut = true;
            }
            continue;
        }
        // A rule below the head belongs to it.
        if cut && table::is_rule(line.trim()) {
            continue;
        }
        if cut && !line.trim().is_empty() {
            cut = false;
            let filled = out.iter().rposition(|line| !line.trim().is_empty());
            if let Some(last) = filled.filter(|last| is_divided(out[*last].trim(), line.trim())) {
                out.truncate(last + 1);
            }
        }
        out.push(line);
    }
    Cow::Owned(out.join("\n"))
}

/// Whether the end of a page divided a sentence into these lines.
fn is_divided(last: &str, next: &str) -> bool {
    last.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '–' | '—' | '-'))
        && last.split_whitespace().count() > 1
        && next.starts_with(|c: char| c.is_alphabetic() && !c.is_uppercase())
        && marker::strip(next).is_none()
        && !labels::is_label(last)
}

/// Markdown, where the text shows that it is written in it.
fn without_marks(text: &str) -> Cow<'_, str> {
    if !MARKDOWN.is_match(text) {
        return Cow::Borrowed(text);
    }
    let text = HEADING.replace_all(text, "$1");
    let text = LINK.replace_all(&text, "$1");
    let text = RUN_IN.replace_all(&text, own_line);
    let text = STRONG.replace_all(&text, |found: &Captures<'_>| {
        found.get(1).or_else(|| found.get(2)).map_or("", |inner| inner.as_str()).to_owned()
    });
    let text = EMPHASIS.replace_all(&text, "$1");
    let text = UNDERSCORED.replace_all(&text, "$1$2$3");
    Cow::Owned(ESCAPED.replace_all(&text, "$1").into_owned())
}

/// A heading in bold that its question or value follows at once gets a line of its own: "**On metadata** Who may …?"
fn own_line(found: &Captures<'_>) -> String {
    let part = |at: usize| found.get(at).map_or("", |part| part.as_str());
    let (mark, heading, rest) = (part(1), part(2).trim(), part(3));
    let asks = rest.contains(['?', '？']) && (interrogative::begins(rest) || interrogative::leads(rest));
    let several = heading.split_whitespace().count() >= 2 && rest.starts_with(char::is_uppercase) && rest.contains('?');
    let ends = heading.ends_with(|c: char| !c.is_alphanumeric() && c != ')');
    if ends || !(asks || several || labels::is_label(heading)) {
        return part(0).to_owned();
    }
    format!("{mark}{heading}\n{rest}")
}

/// One line with single blanks; the tab after a label, or the bar of a table's first column, stays as one tab.
fn tidy(line: &str) -> String {
    let mut line = line.trim();
    if table::is_rule(line) {
        return String::new();
    }
    let table = line.starts_with('|') && line.ends_with('|') && line.len() > 1;
    if table {
        line = line.trim_matches('|').trim();
    }
    let cells: Vec<&str> = if table { line.splitn(2, '|').collect() } else { line.splitn(2, '\t').collect() };
    let single = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    match cells.as_slice() {
        [label, rest] if labels::is_label(&single(label)) => {
            format!("{}\t{}", single(label), single(&rest.replace('|', " ")))
        }
        _ => single(line),
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn html_is_read_as_a_browser_shows_it() {
        let html = "<h2>Policy\nQuestion(s)</h2><ul><li>Who &amp; <em>why</em>?</li><li>When?</li></ul><p>a<br/>b</p><style>p{}</style>";
        assert_eq!(plain(html), "Policy Question(s)\n\n• Who & why?\n• When?\n\na\nb");
        assert_eq!(plain("caf&amp;eacute; &ldquo;x&rdquo;"), "café “x”");
        assert_eq!(plain("a < b and c > d"), "a < b and c > d");
    }

    #[test]
    fn what_is_not_seen_is_gone() {
        assert_eq!(plain("Poli\u{200b}cy\u{a0}Ques\u{ad}tion(s)\r\nx\u{200d}y"), "Policy Question(s)\nxy");
        assert_eq!(plain("می\u{200c}خواهم"), "می\u{200c}خواهم");
        assert_eq!(plain("\n\n a \n\n\n\n b\u{3000}c \n"), "a\n\nb c");
    }

    #[test]
    fn marks_of_markdown_and_of_replies_are_gone() {
        assert_eq!(plain("# T\n**Speaker 1:** [A](http://b)\n1\\. *x* y"), "T\nSpeaker 1: A\n1. x y");
        assert_eq!(plain("> a\n> b\n>\n> c"), "a\nb\n\nc");
        assert_eq!(plain("2 * 3 * 4"), "2 * 3 * 4");
    }

    #[test]
    fn the_head_of_a_page_divides_no_sentence() {
        let head = "IGF 2018 proposals                     Page";
        let text = format!(
            "{head} 1 of 9\n\n(ii) Who checks that they have been\n\n{head} 2 of 9\n\n      deleted?\n(iii) When?\n\n{head} 3 of 9\n\nAgenda"
        );
        assert!(
            plain(&text).ends_with("(ii) Who checks that they have been deleted?\n(iii) When?\n\nAgenda"),
            "{}",
            plain(&text)
        );
    }

    #[test]
    fn a_table_keeps_what_is_label_and_what_is_value() {
        assert_eq!(plain("| Speaker 1 | A, B |\n|---|---|\n"), "Speaker 1\tA, B");
        assert_eq!(plain("•\tWhat?"), "• What?");
    }
}
