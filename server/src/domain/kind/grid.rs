//! Grid: a place between two labelled axes; how dense each part of the plane is, never single dots.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::fields::{Field, Label, Posted};
use super::sheet::{Cell, Compared, Sheet};
use super::{Choice, Found, Limits, Rules, Whim, number, said};
use crate::domain::ballot::Contributions;
use crate::domain::fault::Fault;
use crate::domain::refusal::Refusal;
use crate::domain::tally::Counts;

/// The two axes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Grid {
    /// From left to right (in a script that runs from the right too: low is left).
    pub across: Ends,
    /// From bottom to top.
    pub up: Ends,
}

/// The words at the two ends of an axis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Ends {
    /// At 0.
    pub low: String,
    /// At 20.
    pub high: String,
}

/// Where people put themselves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct GridFound {
    /// Ballots that gave a place: the n of these figures.
    pub said: u32,
    /// Ballots in each of 7 × 7 fields: rows from the bottom, in each the fields from the left. `null` where fewer than k gave
    /// a place: few dots on a plane are people.
    pub density: Option<Vec<Vec<u32>>>,
    /// The median across and the median up, each 0 to 20; `null` with the density.
    pub middle: Option<[f32; 2]>,
}

/// A place is one of 21 × 21: finer than a thumb is.
pub const STEPS: u8 = 21;
/// Fields a side of what is shown: three steps each.
pub const FIELDS: usize = 7;
const STEPS_A_FIELD: usize = 3;

impl Rules for Grid {
    fn check(&self) -> Result<(), Fault> {
        let axes = [(&self.across, Fault::AcrossEmpty, Fault::AcrossSame), (&self.up, Fault::UpEmpty, Fault::UpSame)];
        for (ends, empty, same) in axes {
            if ends.low.trim().is_empty() || ends.high.trim().is_empty() {
                return Err(empty);
            }
            if ends.low == ends.high {
                return Err(same);
            }
        }
        Ok(())
    }

    fn contributions(&self, choice: &Choice) -> Result<Contributions, Refusal> {
        let Choice::At([across, up]) = choice else { return Err(Refusal::WrongKind) };
        if *across >= STEPS || *up >= STEPS {
            return Err(Refusal::OutOfRange { min: 0, max: i32::from(STEPS) - 1 });
        }
        Ok(Contributions::of_keys([format!("{across}.{up}")]))
    }

    fn choice_of(&self, stored: &Contributions) -> Option<Choice> {
        place_of(stored.iter().next()?.0).map(Choice::At)
    }

    fn found(&self, counts: &Counts, limits: Limits<'_>) -> Found {
        let said = said(counts);
        if said == 0 || said < limits.k {
            return Found::Grid(GridFound { said, density: None, middle: None });
        }
        let mut density = vec![vec![0_u32; FIELDS]; FIELDS];
        let (mut across_all, mut up_all) = (Vec::new(), Vec::new());
        for (key, count) in &counts.keys {
            let Some([across, up]) = place_of(key) else { continue };
            let count = u32::try_from(*count).unwrap_or(u32::MAX);
            density[usize::from(up) / STEPS_A_FIELD][usize::from(across) / STEPS_A_FIELD] += count;
            across_all.push((i32::from(across), count));
            up_all.push((i32::from(up), count));
        }
        let median = |mut values: Vec<(i32, u32)>| {
            values.sort_unstable();
            number::quantile(&values, 2)
        };
        let middle = median(across_all).zip(median(up_all)).map(|(across, up)| [across, up]);
        Found::Grid(GridFound { said, density: Some(density), middle })
    }

    fn described(&self) -> Label {
        let Self { across, up } = self;
        let values: [(&str, &dyn std::fmt::Display); 4] =
            [("left", &across.low), ("right", &across.high), ("bottom", &up.low), ("top", &up.high)];
        Label::of("kind_grid", &values)
    }

    fn fields(&self, standing: Option<&Choice>) -> Vec<Field> {
        let mine = if let Some(Choice::At(mine)) = standing { Some(*mine) } else { None };
        let axis = |name: &str, ends: &Ends, at: usize| {
            let label = Label::of("between_ends", &[("low", &ends.low), ("high", &ends.high), ("most", &MOST)]);
            let value = mine.map_or_else(String::new, |mine| mine[at].to_string());
            Field::Number(name.to_owned(), label, [0, MOST], value)
        };
        vec![axis("across", &self.across, 0), axis("up", &self.up, 1)]
    }

    fn posted(&self, posted: Posted<'_>) -> Result<Choice, Refusal> {
        let place = [posted.number("across")?, posted.number("up")?];
        let [Some(across), Some(up)] = place else { return Err(Refusal::OutOfRange { min: 0, max: MOST }) };
        Ok(Choice::At([across, up]))
    }

    fn sheet(&self, found: &Found, _: u32) -> Sheet {
        let Found::Grid(of) = found else { return Sheet::default() };
        let (Some(density), Some([across, up])) = (&of.density, of.middle) else {
            let notes = vec![Label::of("density_few", &[("n", &of.said)])];
            return Sheet { notes, ..Sheet::default() };
        };
        let mut sheet = Sheet::of(&COLUMNS);
        for (at, row) in density.iter().enumerate().rev() {
            let from = at * STEPS_A_FIELD;
            let label = Label::Text(format!("{from}–{}", from + STEPS_A_FIELD - 1));
            sheet.row(label, row.iter().map(|count| Cell::Count(*count)).collect(), None);
        }
        let values: [(&str, &dyn std::fmt::Display); 7] = [
            ("left", &self.across.low),
            ("right", &self.across.high),
            ("bottom", &self.up.low),
            ("top", &self.up.high),
            ("across", &across),
            ("up", &up),
            ("n", &of.said),
        ];
        sheet.notes.push(Label::of("density_note", &values));
        sheet
    }

    fn compared(&self, found: &Found, _: u32) -> Vec<Compared> {
        let Found::Grid(of) = found else { return Vec::new() };
        let axis = |ends: &Ends, at: usize| {
            let label = Label::of("axis", &[("low", &ends.low), ("high", &ends.high)]);
            (label, of.middle.map_or(Cell::Nothing, |middle| Cell::Figure(middle[at], of.said)))
        };
        vec![axis(&self.across, 0), axis(&self.up, 1)]
    }

    /// Neither axis comes before the other.
    fn spoken(&self, _: &Found) -> Option<usize> {
        None
    }

    fn pick(&self, whim: &mut dyn Whim) -> Choice {
        let mut step = || i32::try_from(whim.lean(FIELDS) * STEPS_A_FIELD).unwrap_or(0) + whim.even(0, 2);
        let (across, up) = (step(), step());
        Choice::At([across, up].map(|step| u8::try_from(step.min(MOST)).unwrap_or(0)))
    }
}

/// The columns of the density's table: the axis that goes up, then the fields across.
const COLUMNS: [&str; 1 + FIELDS] =
    ["up_and_across", "field_1", "field_2", "field_3", "field_4", "field_5", "field_6", "field_7"];
/// The highest step.
const MOST: i32 = STEPS as i32 - 1;

fn place_of(key: &str) -> Option<[u8; 2]> {
    let (across, up) = key.split_once('.')?;
    let place = [across.parse().ok()?, up.parse().ok()?];
    place.iter().all(|step| *step < STEPS).then_some(place)
}
