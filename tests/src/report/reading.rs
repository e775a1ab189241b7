//! Reads a report back from its Markdown (and its page), line by line, so that nothing in it goes unlooked at.

/// A report as it was read.
#[derive(Debug)]
pub(crate) struct Read {
    lines: Vec<String>,
    /// Every poll's heading, with all lines under it.
    pub(crate) polls: Vec<(String, Vec<String>)>,
}

/// What a line says once backslashes and word joiners, which only keep it text, are gone.
fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut chars = line.chars().filter(|c| *c != '\u{2060}').peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some(next)) if next.is_ascii_punctuation() => out.extend(chars.next()),
            _ => out.push(c),
        }
    }
    out
}

impl Read {
    pub(crate) fn of(markdown: &str) -> Self {
        let lines: Vec<String> = markdown.lines().filter(|line| !line.is_empty()).map(plain).collect();
        let mut polls: Vec<(String, Vec<String>)> = Vec::new();
        let mut inside = false;
        for line in &lines {
            let heading = line.trim_start_matches('#');
            let is_heading = heading.len() < line.len() && heading.starts_with(' ');
            // What was not asked stands behind the polls that were.
            if line == "Not asked:" {
                inside = false;
            }
            if is_heading {
                inside = heading.starts_with(" Poll ");
                if inside {
                    polls.push((heading.trim().to_owned(), Vec::new()));
                }
            } else if inside {
                polls.last_mut().expect("a poll").1.push(line.clone());
            }
        }
        Self { lines, polls }
    }

    pub(crate) fn titles(&self) -> Vec<&str> {
        self.polls.iter().map(|(title, _)| title.as_str()).collect()
    }

    /// The lines between a heading of the second level and the next.
    pub(crate) fn section(&self, name: &str) -> Vec<String> {
        let begins = |line: &&String| **line == format!("## {name}");
        let after = self.lines.iter().skip_while(|line| !begins(line)).skip(1);
        after.take_while(|line| !line.starts_with("## ")).cloned().collect()
    }

    /// "Polls asked: 7. Runs: 9."
    pub(crate) fn summary(&self) -> String {
        let line = self.lines.iter().find(|line| line.starts_with("Polls asked")).expect("a summary");
        line.split(" As of ").next().unwrap_or_default().to_owned()
    }
}

/// The report without the one line that is another at every reading.
pub(crate) fn without_as_of(markdown: &str) -> String {
    markdown.lines().filter(|line| !line.starts_with("Polls asked")).collect::<Vec<_>>().join("\n")
}

/// The cells of all tables, row by row.
pub(crate) fn rows_of_markdown(markdown: &str) -> Vec<Vec<String>> {
    let rows = markdown.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---"));
    rows.map(|row| row.trim_matches(['|', ' ']).split(" | ").map(plain).collect()).collect()
}

/// The same of a page; the bars have no words.
pub(crate) fn rows_of_html(html: &str) -> Vec<Vec<String>> {
    let cells = |row: &str| {
        let mut out = Vec::new();
        for cell in row.split("<t").skip(1).filter(|cell| cell.starts_with("h ") || cell.starts_with("d ")) {
            let (open, rest) = cell.split_once('>').expect("a tag ends");
            if !open.contains("class=\"bar\"") {
                out.push(unescaped(rest.split('<').next().unwrap_or_default()));
            }
        }
        out
    };
    html.split("<tr").skip(1).map(|row| cells(row.split("</tr>").next().unwrap_or_default())).collect()
}

fn unescaped(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (escape, c)| text.replace(escape, c))
}

#[test]
fn a_report_is_read_as_it_was_meant() {
    let read = Read::of("## A\n\n### Poll 1: x \\| y\n\none\n\n| a | b \\| c |\n\nNot asked:\n\n- z\n\n## B\n\ntwo\n");
    assert_eq!(read.polls, [("Poll 1: x | y".to_owned(), vec!["one".to_owned(), "| a | b | c |".to_owned()])]);
    assert_eq!(read.section("B"), ["two"]);
    assert_eq!(rows_of_markdown("| a | b \\| c |\n| --- | ---: |\n"), [["a", "b | c"]]);
    let html = "<tr><th scope=\"row\">a</th><td class=\"bar\"><svg></svg></td><td dir=\"auto\">b &amp; c</td></tr>";
    assert_eq!(rows_of_html(html), [["a", "b & c"]]);
}
