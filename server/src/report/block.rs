//! What a report is made of, whatever it is written in: headings, paragraphs, quotes, lists and tables of plain text.
//!
//! There is no markup in any text here: whoever writes blocks down escapes all of it.

/// One piece of a report.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Block {
    /// 1 is the title.
    Heading { level: u8, text: String },
    /// A paragraph, with the words it begins with set off.
    Text { lead: Option<String>, text: String },
    /// Words of somebody else.
    Quote(String),
    /// Points in a row.
    Items(Vec<String>),
    /// What a reader must not overlook.
    Caution(String),
    /// Figures.
    Table(Table),
    /// Readings as a drawing, where one can be drawn; a table beneath says the same.
    Line(Line),
}

/// A line through readings.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// What was read.
    pub(super) caption: String,
    /// The steps' names, the lowest first.
    pub(super) steps: Vec<String>,
    /// The readings, the oldest first.
    pub(super) points: Vec<Point>,
}

/// One reading.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Point {
    /// When.
    pub(super) time: String,
    /// Of how many.
    pub(super) n: String,
    /// The step from 0, halves possible; none where too few answered.
    pub(super) step: Option<f32>,
}

/// Figures in rows; the first column names the row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    /// What the figures are.
    pub(super) caption: String,
    /// The columns' names.
    pub(super) head: Vec<String>,
    /// The rows.
    pub(super) rows: Vec<Row>,
    /// The columns after the first hold words, not numbers.
    pub(super) wordy: bool,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// Its cells, one a column.
    pub(super) cells: Vec<String>,
    /// The part of the whole it stands for, 0 to 1, if that may be drawn.
    pub(super) part: Option<f32>,
    /// It stands apart from the others: "I can't say".
    pub(super) apart: bool,
}

impl Row {
    /// A row that is not drawn.
    pub(super) fn of(cells: Vec<String>) -> Self {
        Self { cells, part: None, apart: false }
    }
}

impl Block {
    pub(super) fn heading(level: u8, text: impl Into<String>) -> Self {
        Self::Heading { level, text: text.into() }
    }

    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text { lead: None, text: text.into() }
    }

    pub(super) fn led(lead: impl Into<String>, text: impl Into<String>) -> Self {
        Self::Text { lead: Some(lead.into()), text: text.into() }
    }
}
