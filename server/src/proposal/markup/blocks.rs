//! The parts of a markup that a single line does not tell: fields above a text, tables, headings between lines.

use super::super::table;

/// "title: Roads" above the text; what stands between the dashes as labels, in quotes or not.
pub(super) fn front_matter(text: &str) -> String {
    let mut out = Vec::new();
    let mut fences = 0;
    for line in text.lines() {
        let fence = matches!(line.trim_end(), "---" | "...") && fences < 2;
        if fence {
            fences += 1;
            out.push(String::new());
        } else if fences == 1 {
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            let (bare, quoted) = (value.trim(), ['"', '\'']);
            let inner = quoted.iter().find_map(|quote| bare.strip_prefix(*quote)?.strip_suffix(*quote));
            out.push(if value.is_empty() { line.to_owned() } else { format!("{name}: {}", inner.unwrap_or(bare)) });
        } else {
            out.push(line.to_owned());
        }
    }
    out.join("\n")
}

/// A row of two cells whose second has line breaks stands as a label and lines; in a longer row a break is a blank.
pub(super) fn broken_cells(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let bare = line.trim();
        if !bare.starts_with('|') || !bare.contains("<br") {
            return line.to_owned();
        }
        let whole = ["<br>", "<br/>", "<br />"].iter().fold(bare.to_owned(), |row, tag| row.replace(tag, "\n"));
        let cells: Vec<String> = whole.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
        wiki_row(&cells).join("\n")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Tables between "{|" and "|}", tables whose heading stands between "^", and templates whose lines are fields.
pub(super) fn wiki(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut rows: Option<Vec<Vec<String>>> = None;
    let mut template = false;
    for line in text.lines() {
        let bare = line.trim();
        if let Some(table) = rows.as_mut() {
            if bare.starts_with("|}") {
                out.extend(table.drain(..).flat_map(|row| wiki_row(&row)));
                out.push(String::new());
                rows = None;
            } else {
                wiki_cells(bare, table);
            }
        } else if bare.starts_with("{|") {
            rows = Some(Vec::new());
            out.push(String::new());
        } else if template && bare.starts_with("}}") {
            template = false;
            out.push(String::new());
        } else if template && bare.starts_with('|') {
            out.push(bare[1..].trim().replacen('=', ":", 1));
        } else if bare.starts_with("{{") && !bare.contains('}') {
            template = true;
        } else if bare.starts_with('^') && bare.len() > 1 && bare.ends_with(['^', '|']) {
            out.push(bare.replace('^', "|"));
        } else {
            out.push(line.to_owned());
        }
    }
    // A table that nothing ends was cut off where the text was copied.
    out.extend(rows.into_iter().flatten().flat_map(|row| wiki_row(&row)));
    out.join("\n")
}

/// Takes a line of a table into its rows.
fn wiki_cells(line: &str, rows: &mut Vec<Vec<String>>) {
    if line.starts_with("|-") {
        rows.push(Vec::new());
        return;
    }
    if rows.is_empty() {
        rows.push(Vec::new());
    }
    let Some(row) = rows.last_mut() else { return };
    if let Some(caption) = line.strip_prefix("|+") {
        row.push(caption.trim().to_owned());
        rows.push(Vec::new());
    } else if let Some(cells) = line.strip_prefix(['|', '!']) {
        let heads = line.starts_with('!');
        let cells = if heads { cells.replace("!!", "||") } else { cells.to_owned() };
        for cell in cells.split("||") {
            // "style="width: 20%" | Title": how it looks, what it says.
            let said = cell.split_once('|').filter(|(look, _)| look.contains('=')).map_or(cell, |(_, said)| said);
            row.push(said.trim().to_owned());
        }
    } else if let Some(cell) = row.last_mut() {
        cell.push('\n');
        cell.push_str(line);
    }
}

/// A row on a line; where the second of two cells has lines of its own, they stand below the first.
fn wiki_row(cells: &[String]) -> Vec<String> {
    match cells {
        [] => Vec::new(),
        [only] => vec![only.clone()],
        [label, lines] if lines.trim().contains('\n') => {
            vec![String::new(), label.clone(), lines.trim().to_owned(), String::new()]
        }
        _ => vec![format!("| {} |", cells.iter().map(|cell| cell.replace('\n', " ")).collect::<Vec<_>>().join(" | "))],
    }
}

/// Tables between "|===": a row on a line, or a cell on each line and an empty one between the rows.
pub(super) fn asciidoc(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut inside = false;
    let mut row: Vec<String> = Vec::new();
    for line in text.lines() {
        let bare = line.trim();
        let border = bare.starts_with("|===");
        if border || (inside && bare.is_empty()) {
            out.extend((!row.is_empty()).then(|| format!("| {} |", std::mem::take(&mut row).join(" | "))));
            if border {
                inside = !inside;
                out.push(String::new());
            }
        } else if let Some(cells) = bare.strip_prefix('|').filter(|_| inside) {
            let cells: Vec<String> = cells.split('|').map(|cell| cell.trim().to_owned()).collect();
            if cells.len() > 1 {
                out.push(format!("| {} |", cells.join(" | ")));
            } else {
                row.extend(cells);
            }
        } else if let Some(cell) = row.last_mut().filter(|_| inside) {
            cell.push(' ');
            cell.push_str(bare);
        } else {
            out.push(line.to_owned());
        }
    }
    out.extend((!row.is_empty()).then(|| format!("| {} |", row.join(" | "))));
    out.join("\n")
}

/// Headings with a line of one sign below, and perhaps above; the sorts of lines, in their order, are the levels. Rows that are
/// lists in a list stand on a line each.
pub(super) fn rest(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut levels: Vec<(char, bool)> = Vec::new();
    let mut out: Vec<String> = Vec::new();
    let mut cells: Vec<&str> = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        let bare = line.trim();
        if let Some(cell) = bare.strip_prefix("* - ").or_else(|| bare.strip_prefix("- ").filter(|_| !cells.is_empty()))
        {
            if bare.starts_with('*') {
                out.extend(row_of(&mut cells));
            }
            cells.push(cell.trim());
            continue;
        }
        out.extend(row_of(&mut cells));
        let over = ornament(line).filter(|sign| lines.get(at + 1).and_then(|below| ornament(below)) == Some(*sign));
        let (words, below) = if over.is_some() { (lines.get(at), at + 1) } else { (Some(line), at) };
        let sign = lines.get(below).and_then(|below| ornament(below));
        let heads = |words: &&&str| {
            let room = lines.get(below).map_or(0, |below| below.trim().chars().count());
            !words.trim().is_empty() && ornament(words).is_none() && words.trim().chars().count() <= room + 2
        };
        let Some((words, sign)) = words.filter(heads).zip(sign).filter(|_| !table::is_rule(line) || over.is_some())
        else {
            out.push((*line).to_owned());
            continue;
        };
        let style = (sign, over.is_some());
        let level = levels.iter().position(|known| *known == style).unwrap_or_else(|| {
            levels.push(style);
            levels.len() - 1
        });
        out.extend([String::new(), format!("{} {}", "#".repeat(level.min(5) + 1), words.trim()), String::new()]);
        at = below + 1;
    }
    out.extend(row_of(&mut cells));
    out.join("\n")
}

fn row_of(cells: &mut Vec<&str>) -> Option<String> {
    (!cells.is_empty()).then(|| format!("| {} |", std::mem::take(cells).join(" | ")))
}

/// The sign that a line consists of, and nothing else.
fn ornament(line: &str) -> Option<char> {
    let line = line.trim_end();
    let sign = line.chars().next()?;
    let known = matches!(sign, '=' | '-' | '~' | '^' | '"' | '\'' | '`' | '*' | '+' | '#' | '.' | ':');
    (known && line.len() >= 3 && line.chars().all(|c| c == sign)).then_some(sign)
}
