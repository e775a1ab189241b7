//! Tables of people, as pages, sheets and mails give them → lines with a tab between the cells, also around empty ones.
//!
//! Other tables stay lines of words: only where a row heads columns of a person's fields, or has a cell that is a stakeholder
//! group, do the borders between cells say something that is needed later.

use super::columns::{self, Column};
use super::{groups, labels};

/// A line of the pasted text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Row<'a> {
    /// Words.
    Line(&'a str),
    /// Cells with tabs between them, each with single blanks.
    Cells(String),
}

/// How a table divides its cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Border {
    Bars,
    Tabs,
    Semicolons,
    /// Two blanks or more, as columns are set in a mail.
    Blanks,
}

const BORDERS: [Border; 4] = [Border::Bars, Border::Tabs, Border::Semicolons, Border::Blanks];

/// The lines of a text, those of tables of people as rows.
pub(super) fn rows(text: &str) -> Vec<Row<'_>> {
    let lines: Vec<&str> = text.split('\n').collect();
    let mut out = Vec::with_capacity(lines.len());
    let mut at = 0;
    while at < lines.len() {
        if let Some((border, columns)) = heading(lines[at]) {
            at += table(&lines[at..], border, &columns, &mut out);
            continue;
        }
        out.push(row_without_heading(lines[at]).map_or(Row::Line(lines[at]), Row::Cells));
        at += 1;
    }
    out
}

/// A line that heads the columns of a table.
fn heading(line: &str) -> Option<(Border, Vec<Column>)> {
    BORDERS.iter().find_map(|border| Some((*border, columns::of_row(&cut(line, *border)?)?)))
}

/// Takes a table from its heading on; says how many lines it has.
fn table(lines: &[&str], border: Border, columns: &[Column], out: &mut Vec<Row<'_>>) -> usize {
    let starts = starts(lines[0]);
    let ruled =
        lines.iter().take(40).filter(|line| line.trim().starts_with("+-") || line.trim().starts_with("+=")).count() > 2;
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut taken = 0;
    let mut fresh = true;
    for (at, line) in lines.iter().enumerate() {
        if is_rule(line) {
            fresh = true;
            taken = at + 1;
            continue;
        }
        if line.trim().is_empty() {
            // Some pages set an empty line between rows.
            let goes_on =
                lines.get(at + 1).and_then(|next| cut(next, border)).is_some_and(|next| next.len() == columns.len());
            if goes_on && border != Border::Blanks {
                continue;
            }
            break;
        }
        let cells = match (border, cut(line, border)) {
            (Border::Blanks, _) => by_place(line, &starts),
            // Without bars around it a row may begin or end in an empty cell.
            (Border::Bars, _) if line.split('|').count() == columns.len() => line.split('|').collect(),
            (_, Some(cells)) => fitted(cells, columns.len()),
            // A heading across all columns.
            (_, None)
                if lines
                    .get(at + 1)
                    .and_then(|next| cut(next, border))
                    .is_some_and(|next| next.len() == columns.len()) =>
            {
                let mut cells = vec![""; columns.len()];
                cells[0] = line.trim();
                cells
            }
            (_, None) => break,
        };
        if at > 0 && labels::of_line(line.trim()).is_some_and(|found| found.numbered) {
            break;
        }
        let cells: Vec<String> = cells.into_iter().map(single).collect();
        match rows.last_mut() {
            Some(last) if rows_go_on(last, &cells, columns, ruled && !fresh) => {
                for (cell, more) in last.iter_mut().zip(&cells).filter(|(_, more)| !more.is_empty()) {
                    *cell = if cell.is_empty() { more.clone() } else { format!("{cell} {more}") };
                }
            }
            _ => rows.push(cells),
        }
        fresh = false;
        taken = at + 1;
    }
    out.extend(rows.into_iter().map(|cells| Row::Cells(joined(cells, columns))));
    taken.max(1)
}

/// Whether a row only holds the rest of cells that did not fit on the row above it.
fn rows_go_on(last: &[String], cells: &[String], columns: &[Column], within_rules: bool) -> bool {
    if within_rules {
        return true;
    }
    let name = columns.iter().position(|column| *column == Column::Name).unwrap_or(0);
    let empty_name = cells.get(name).is_none_or(String::is_empty);
    let filled = || cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
    let alone = filled().count() == 1 && cells.iter().any(|cell| groups::is_stakeholder_group(cell));
    let below = filled().all(|(at, _)| last.get(at).is_some_and(|above| !above.is_empty()));
    // Whose group is whole above gets none from below: then it is a person without a name.
    let group = columns.iter().position(|column| *column == Column::StakeholderGroup);
    let whole = group.is_some_and(|at| {
        cells.get(at).is_some_and(|cell| groups::is_stakeholder_group(cell))
            && last.get(at).is_some_and(|cell| groups::is_stakeholder_group(cell))
    });
    empty_name && below && !whole && !alone && filled().count() > 0
}

/// A row in the text's order; the two halves of a name are one cell.
fn joined(mut cells: Vec<String>, columns: &[Column]) -> String {
    let given = columns.iter().position(|column| *column == Column::GivenName);
    if let Some(at) = given.filter(|at| columns.get(at + 1) == Some(&Column::Name) && at + 1 < cells.len()) {
        let name = cells.remove(at + 1);
        let whole = format!("{} {name}", cells[at]);
        whole.trim().clone_into(&mut cells[at]);
        // The heading must say that this is the name.
        if columns::named(&cells[at]).is_none() && cells[at].to_lowercase().contains("name") {
            cells[at].replace_range(.., "Name");
        }
    }
    cells.join("\t")
}

/// "Jane Doe | Open Lab | Civil Society" without a heading above it.
fn row_without_heading(line: &str) -> Option<String> {
    let cells = cut(line, Border::Bars).or_else(|| cut(line, Border::Tabs))?;
    let cells: Vec<String> = cells.into_iter().map(single).collect();
    let label = cells.first().is_some_and(|cell| labels::is_label(cell));
    let grouped = cells.iter().skip(1).any(|cell| groups::is_stakeholder_group(cell));
    let least = if label { 3 } else { 2 };
    (grouped && cells.iter().filter(|cell| !cell.is_empty()).count() >= least).then(|| cells.join("\t"))
}

/// The cells of a line, if it has this sort of border.
fn cut(line: &str, border: Border) -> Option<Vec<&str>> {
    let trimmed = line.trim();
    match border {
        Border::Bars => {
            let inner = trimmed.strip_prefix(['|', '│', '┃']).unwrap_or(trimmed);
            let inner = inner.strip_suffix(['|', '│', '┃']).unwrap_or(inner);
            let barred = inner.len() < trimmed.len() || inner.contains(" | ") || inner.contains('│');
            (barred && inner.contains(['|', '│', '┃'])).then(|| inner.split(['|', '│', '┃']).collect())
        }
        Border::Tabs => line.contains('\t').then(|| line.split('\t').collect()),
        Border::Semicolons => (trimmed.matches(';').count() >= 2).then(|| trimmed.split(';').collect()),
        Border::Blanks => {
            let cells: Vec<&str> = trimmed.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
            (cells.len() >= 3).then_some(cells)
        }
    }
}

/// As many cells as the table has columns: an indented row has an empty one too much, a short row too few.
fn fitted(mut cells: Vec<&str>, columns: usize) -> Vec<&str> {
    while cells.len() > columns && cells.first().is_some_and(|cell| cell.trim().is_empty()) {
        cells.remove(0);
    }
    while cells.len() > columns && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
        cells.pop();
    }
    cells
}

/// Where the columns begin that blanks divide, in letters.
fn starts(line: &str) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut blanks = 2;
    for (at, c) in line.chars().enumerate() {
        if c == ' ' {
            blanks += 1;
        } else {
            if blanks >= 2 {
                starts.push(at);
            }
            blanks = 0;
        }
    }
    starts
}

/// The cells of a line below columns that begin at these places; a cell that begins a little early still belongs there.
fn by_place<'a>(line: &'a str, starts: &[usize]) -> Vec<&'a str> {
    let mut cells = vec![""; starts.len()];
    let mut from = 0;
    while from < line.len() {
        let rest = &line[from..];
        let begin = from + rest.len() - rest.trim_start().len();
        if begin == line.len() {
            break;
        }
        let end = line[begin..].find("  ").map_or(line.len(), |at| begin + at);
        let column = line[..begin].chars().count();
        let at = starts.iter().rposition(|start| *start <= column + 2).unwrap_or(0);
        cells[at] = if cells[at].is_empty() { line[begin..end].trim() } else { cells[at] };
        from = end;
    }
    cells
}

/// A line that only draws a border.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 3
        && line.contains(['-', '=', '─', '━', '_'])
        && line.chars().all(|c| {
            matches!(
                c,
                '-' | '='
                    | '+'
                    | '|'
                    | ':'
                    | ' '
                    | '_'
                    | '─'
                    | '━'
                    | '┼'
                    | '├'
                    | '┤'
                    | '┬'
                    | '┴'
                    | '└'
                    | '┘'
                    | '┌'
                    | '┐'
                    | '│'
            )
        })
}

fn single(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Row, rows};

    fn cells(text: &str) -> Vec<String> {
        let rows = rows(text).into_iter();
        rows.map(|row| match row {
            Row::Line(line) => format!("line {line}"),
            Row::Cells(cells) => cells,
        })
        .collect()
    }

    #[test]
    fn rows_of_every_border_keep_their_empty_cells() {
        for text in [
            "Name\tAffiliation\tRegion\nJane Doe\t\tWEOG\nJohn Roe\tOpen Lab\t",
            "| Name | Affiliation | Region |\n|---|:---:|---|\n| Jane Doe | | WEOG |\n| John Roe | Open Lab | |",
            "Name; Affiliation; Region\nJane Doe; ; WEOG\nJohn Roe; Open Lab;",
            "Name        Affiliation    Region\n-----------------------------\nJane Doe                   WEOG\nJohn Roe    Open Lab",
        ] {
            let wanted = ["Name\tAffiliation\tRegion", "Jane Doe\t\tWEOG", "John Roe\tOpen Lab\t"];
            assert_eq!(cells(text), wanted, "{text}");
        }
    }

    #[test]
    fn cells_that_were_broken_are_whole() {
        let text = "+------+-----------+---------+\n| Name | Affiliation | Region |\n+======+======+======+\n| Jane | National | WEOG |\n| Doe | Library | |\n+---+---+---+\n| John | Lab | |\n+---+---+---+";
        assert_eq!(cells(text)[2..], ["Jane Doe\tNational Library\tWEOG", "John\tLab\t"]);
        let text = "Name | Affiliation | Region\nJane | National | WEOG\n | Library | \nJohn | Lab | WEOG";
        assert_eq!(cells(text)[1..], ["Jane\tNational Library\tWEOG", "John\tLab\tWEOG"]);
    }

    #[test]
    fn other_tables_and_lines_stay() {
        for text in [
            "a | b | c",
            "1.\tOpening\t10 min",
            "Who pays; who gains; who loses?",
            "Time\tTopic\tSpeaker\n10:00\tStart\tJane",
        ] {
            assert!(rows(text).iter().all(|row| matches!(row, Row::Line(_))), "{text}");
        }
        assert_eq!(
            cells("Jane Doe\tOpen Lab\tCivil Society\tAfrican Group"),
            ["Jane Doe\tOpen Lab\tCivil Society\tAfrican Group"]
        );
    }
}
