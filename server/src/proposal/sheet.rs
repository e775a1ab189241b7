//! Fields that were copied from a spreadsheet, or set with a sign of their own between label and value → labels with a colon.
//!
//! Only where the text shows it: several lines in which a label of the form and the same sign stand ("Title | Roads", "Title = Roads",
//! "Title,Roads"), or a row of labels with the row of their values below it. Other lines stay as they are.

use std::borrow::Cow;

use super::labels;

/// What may stand between a label and its value where no colon does.
const SIGNS: [&str; 10] = [" | ", " || ", "||", "|", " = ", " → ", " -> ", " => ", " ….", " ::"];
/// So many lines show that the sign divides fields.
const FIELDS: usize = 3;
/// A row with so many labels heads a record.
const RECORD: usize = 4;

/// The text with its fields as "Label: value".
pub(super) fn as_fields(text: &str) -> Cow<'_, str> {
    for border in ['\t', ','] {
        if text.contains(border)
            && let Some(fields) = of_sheet(text, border)
        {
            return Cow::Owned(fields);
        }
    }
    let dotted = with_sign(text, |line| {
        let at = line.find("....").or_else(|| line.find("……"))?;
        Some((&line[..at], line[at..].trim_start_matches(['.', '…'])))
    });
    let signed = || SIGNS.iter().find_map(|sign| with_sign(text, |line| line.split_once(sign)));
    dotted.or_else(signed).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The lines that the sign divides into label and value, rewritten, if they are enough. What stands below without a label of its
/// own is the value's next line.
fn with_sign(text: &str, divided: impl Fn(&str) -> Option<(&str, &str)>) -> Option<String> {
    let field = |line: &str| {
        let bare = line.trim();
        // "| Title | Roads |" is a row of a table, which is read as one.
        if bare.starts_with('|') && bare.ends_with('|') {
            return None;
        }
        let (label, value) = divided(line)?;
        let (label, value) = (label.trim().trim_start_matches('|').trim(), value.trim().trim_matches('|').trim());
        let single = !value.contains(['|', '\t']) && !label.is_empty();
        (single && labels::is_label(label)).then(|| format!("{label}: {value}"))
    };
    if text.lines().filter(|line| field(line).is_some()).count() < FIELDS {
        return None;
    }
    let lines = text.lines().map(|line| {
        field(line).unwrap_or_else(|| {
            let below = divided(line).filter(|(label, _)| label.trim().is_empty()).map(|(_, value)| value.trim());
            below.unwrap_or(line).to_owned()
        })
    });
    Some(lines.collect::<Vec<_>>().join("\n"))
}

/// Cells between tabs or commas, some in quotes and with lines of their own.
fn of_sheet(text: &str, border: char) -> Option<String> {
    let rows = records(text, border)?;
    let label = |cell: &String| labels::is_label(cell.trim());
    // Labels across, the values in the row below.
    if let [head, record, ..] = rows.as_slice()
        && rows.len() == 2
        && head.len() == record.len()
        && head.iter().filter(|cell| label(cell)).count() >= RECORD
    {
        return Some(head.iter().zip(record).map(|(label, value)| field(label, value)).collect());
    }
    // Behind the comma of a sentence stands a blank.
    let fits = |row: &&Vec<String>| row.len() >= 2 && label(&row[0]) && (border != ',' || !row[1].starts_with(' '));
    let fields = rows.iter().filter(fits).count();
    let quoted = text.contains('"');
    // Without quotes, tabs are read as they are, and commas are words.
    if fields < FIELDS || (border == '\t' && !quoted) || (border == ',' && fields * 10 < rows.len() * 7) {
        return None;
    }
    let lines = rows.iter().map(|row| match row.as_slice() {
        [name, values @ ..] if !values.is_empty() && label(name) => {
            let values: Vec<&str> = values.iter().map(|value| value.trim()).filter(|value| !value.is_empty()).collect();
            field(name, &values.join(if border == ',' { ", " } else { "\t" }))
        }
        cells => format!("{}\n", cells.join(if border == ',' { ", " } else { "\t" })),
    });
    Some(lines.collect())
}

/// A label and its value; a value of several lines stands below.
fn field(label: &str, value: &str) -> String {
    let (label, value) = (label.trim().trim_end_matches([':', '：']), value.trim());
    if value.contains('\n') { format!("\n{label}:\n{value}\n\n") } else { format!("{label}: {value}\n") }
}

/// The rows of a sheet; a cell that begins with a quote ends with one. Nothing where a quote is never closed.
fn records(text: &str, border: char) -> Option<Vec<Vec<String>>> {
    let mut rows = vec![vec![String::new()]];
    let mut chars = text.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        let row = rows.last_mut()?;
        let begun = row.last().is_some_and(|cell| !cell.is_empty());
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                row.last_mut()?.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if !begun => quoted = true,
            '\n' if !quoted => rows.push(vec![String::new()]),
            c if c == border && !quoted => row.push(String::new()),
            c => row.last_mut()?.push(c),
        }
    }
    while rows.last().is_some_and(|row| row.iter().all(|cell| cell.trim().is_empty())) {
        rows.pop();
    }
    (!quoted).then_some(rows)
}

#[cfg(test)]
mod tests {
    use super::as_fields;

    #[test]
    fn fields_have_their_colon() {
        let wanted = "Title: Roads, for all\nFormat: Panel\nSpeaker 1: Jane Doe";
        for text in [
            "Title | Roads, for all\nFormat | Panel\nSpeaker 1 | Jane Doe",
            "Title = Roads, for all\nFormat = Panel\nSpeaker 1 = Jane Doe",
            "Title → Roads, for all\nFormat → Panel\nSpeaker 1 → Jane Doe",
            "Title ...... Roads, for all\nFormat ..... Panel\nSpeaker 1 .. Jane Doe",
            "Title,\"Roads, for all\"\nFormat,Panel\nSpeaker 1,Jane Doe",
            "Title\t\"Roads, for all\"\nFormat\tPanel\nSpeaker 1\tJane Doe\n",
        ] {
            let text = text.replace("1 .. ", "1 .... ");
            assert_eq!(as_fields(&text).trim_end(), wanted, "{text}");
        }
        let across = "Title\tFormat\tSpeaker 1\tPolicy questions\nRoads\tPanel\tJane Doe\t\"Who pays?\nWhen?\"";
        assert_eq!(
            as_fields(across),
            "Title: Roads\nFormat: Panel\nSpeaker 1: Jane Doe\n\nPolicy questions:\nWho pays?\nWhen?\n\n"
        );
    }

    #[test]
    fn other_lines_stay() {
        for text in [
            "Title: Roads\nWho pays = who gains\nA | B",
            "Name | Affiliation\nJane Doe | Open Lab\nJohn Roe | Lab",
            "Title\tRoads\nFormat\tPanel\nSpeaker 1\tJane Doe",
            "Speakers, moderators and others\nFormat, title and \"more\"\nTitle, please",
        ] {
            assert_eq!(as_fields(text), text);
        }
    }
}
