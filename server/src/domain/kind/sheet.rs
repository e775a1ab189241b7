//! A finding as a table: what the report prints, the export writes and two runs are compared by, the same for every kind.

use super::fields::Label;

/// A finding as a table and the sentences beneath it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// The columns, by their keys in the catalogue; the first names the row.
    pub head: Vec<&'static str>,
    /// The rows.
    pub rows: Vec<Row>,
    /// What else is to be said of the figures, each with its own n.
    pub notes: Vec<Label>,
    /// The columns are answer, count and share of n, so that "I can't say" is a row like the others.
    pub counts_answers: bool,
}

/// One row.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What it is about.
    pub label: Label,
    /// One a column after the first.
    pub cells: Vec<Cell>,
    /// The part of the whole it stands for, if that may be drawn.
    pub part: Option<(f32, f32)>,
}

/// One figure.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// So many.
    Count(u32),
    /// So many of so many, as a share.
    Share(u32, u32),
    /// A mean, a score or a quantile, of so many who said something.
    Figure(f32, u32),
    /// The middle one of answers that stand in an order, or the two about the middle, of so many who said something.
    Middle(Box<[Label; 2]>, u32),
    /// Nothing can be said.
    Nothing,
}

/// One line of a breakdown: what it is about, and the figure that groups or runs are compared by.
pub type Compared = (Label, Cell);

impl Sheet {
    pub(super) fn of(head: &[&'static str]) -> Self {
        Self { head: head.to_vec(), ..Self::default() }
    }

    pub(super) fn row(&mut self, label: Label, cells: Vec<Cell>, part: Option<(f32, f32)>) {
        self.rows.push(Row { label, cells, part });
    }
}
