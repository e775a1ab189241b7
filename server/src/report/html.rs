//! The report as one page of HTML that reads on a phone and prints well: no script, and its style inside.

use std::fmt::Write;

use super::block::{Block, Row, Table};
use super::{Report, line};

/// The style of the page, which stands inside it. Whoever serves the page names it by its hash.
pub const STYLE: &str = include_str!("page.css");

/// The whole page. `markdown` is where it can be had as Markdown, if anywhere; `switch` leads to it in other languages.
pub fn write(report: &Report, markdown: Option<&str>, switch: &str) -> String {
    let own = &report.words().report;
    page(report, &report.blocks(), markdown.map(|link| (link, &*own.as_markdown)), switch)
}

/// The results alone, with the way back to the vote.
pub fn results(report: &Report, vote: &str, switch: &str) -> String {
    page(report, &report.results(), Some((vote, &report.words().report.back_to_vote)), switch)
}

fn page(report: &Report, blocks: &[Block], also: Option<(&str, &str)>, switch: &str) -> String {
    let own = &report.words().report;
    let mut body = String::new();
    for block in blocks {
        write_block(&mut body, block);
    }
    let link = also.map_or_else(String::new, |(link, said)| {
        format!(r#"<footer class="also"><a href="{}">{}</a></footer>"#, escape(link), escape(said))
    });
    let (class, rehearsal) = if report.rehearsal {
        (" class=\"pretend\"", format!(r#"<header class="rehearsal">{}</header>"#, escape(&own.rehearsal)))
    } else {
        ("", String::new())
    };
    format!(
        "<!doctype html>\n<html lang=\"{}\" dir=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{}</title><link rel=\"icon\" href=\"data:,\">\
         <style>{STYLE}</style></head>\n<body{class}>{rehearsal}<main>\n{body}</main>{link}{switch}</body></html>\n",
        report.language.tag(),
        report.language.dir(),
        escape(&report.headline())
    )
}

fn write_block(out: &mut String, block: &Block) {
    // Writing to a string cannot fail.
    let _ = match block {
        Block::Heading { level, text } => writeln!(out, "<h{level} dir=\"auto\">{}</h{level}>", escape(text)),
        Block::Text { lead: None, text } => writeln!(out, "<p dir=\"auto\">{}</p>", escape(text)),
        Block::Text { lead: Some(lead), text } => {
            writeln!(out, "<p dir=\"auto\"><strong>{}</strong> {}</p>", escape(lead), escape(text))
        }
        Block::Quote(text) => writeln!(out, "<blockquote dir=\"auto\"><p>{}</p></blockquote>", escape(text)),
        Block::Items(items) => {
            out.push_str("<ul>");
            for item in items {
                let _ = write!(out, "<li dir=\"auto\">{}</li>", escape(item));
            }
            writeln!(out, "</ul>")
        }
        Block::Caution(text) => writeln!(out, "<p class=\"caution\" role=\"note\">{}</p>", escape(text)),
        Block::Table(table) => write_table(out, table),
        Block::Line(line) => line::write(out, line),
    };
}

/// A table that can be read row by row, and scrolled by itself where a phone is too narrow for it.
fn write_table(out: &mut String, table: &Table) -> std::fmt::Result {
    let drawn = table.rows.iter().any(|row| row.part.is_some());
    let class = match () {
        () if drawn => "drawn",
        () if table.wordy => "wordy",
        () => "plain",
    };
    write!(
        out,
        "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"{0}\"><table class=\"{class}\"><caption>{0}</caption><thead><tr>",
        escape(&table.caption)
    )?;
    for (at, name) in table.head.iter().enumerate() {
        write!(out, "<th scope=\"col\">{}</th>", escape(name))?;
        if drawn && at == 0 {
            // The bars stand beside the answers; the figures say the same, so nobody is read this column.
            write!(out, "<td class=\"bar\" aria-hidden=\"true\"></td>")?;
        }
    }
    write!(out, "</tr></thead><tbody>")?;
    table.rows.iter().try_for_each(|row| write_row(out, row, drawn))?;
    writeln!(out, "</tbody></table></div>")
}

fn write_row(out: &mut String, row: &Row, drawn: bool) -> std::fmt::Result {
    write!(out, "<tr{}>", if row.apart { " class=\"apart\"" } else { "" })?;
    for (at, cell) in row.cells.iter().enumerate() {
        if at == 0 {
            write!(out, "<th scope=\"row\" dir=\"auto\">{}</th>", escape(cell))?;
        } else {
            write!(out, "<td dir=\"auto\">{}</td>", escape(cell))?;
        }
        if drawn && at == 0 {
            // Drawn, not coloured in: a browser prints a drawing even when it leaves out backgrounds.
            write!(
                out,
                "<td class=\"bar\" aria-hidden=\"true\"><svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" focusable=\"false\">\
                 <rect class=\"whole\" width=\"100\" height=\"10\"/><rect class=\"part\" width=\"{:.2}\" height=\"10\"/></svg></td>",
                row.part.unwrap_or(0.0) * 100.0
            )?;
        }
    }
    write!(out, "</tr>")
}

/// Text as it may stand in an element or in a quoted attribute.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobodys_text_becomes_markup() {
        let mut out = String::new();
        write_block(&mut out, &Block::text("<img src=x onerror=\"alert('1')\"> & co"));
        assert_eq!(out, "<p dir=\"auto\">&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; co</p>\n");
    }
}
