//! Lines in a frame with two axes, as SVG: read by people in a document, light or dark.

use std::fmt::Write;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 380.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 20.0;
const TOP: f64 = 70.0;
const BOTTOM: f64 = 50.0;
/// Told apart by their dashes as well.
const DASHES: [&str; 3] = ["", "7 4", "2 4"];

const STYLE: &str = "\
text{font:14px system-ui,sans-serif;fill:#222}.t{font-weight:600;font-size:16px}.g{stroke:#ccc}.a{stroke:#222}\
.s0{stroke:#0b5c8a;fill:none}.s1{stroke:#a14a00;fill:none}.s2{stroke:#4a6b1a;fill:none}\
.d0{fill:#0b5c8a}.d1{fill:#a14a00}.d2{fill:#4a6b1a}rect{fill:#fff}\
@media(prefers-color-scheme:dark){text{fill:#eee}.g{stroke:#444}.a{stroke:#ddd}rect{fill:#14181c}\
.s0{stroke:#6cc0ee}.s1{stroke:#f2a766}.s2{stroke:#a9cf6a}.d0{fill:#6cc0ee}.d1{fill:#f2a766}.d2{fill:#a9cf6a}}";

/// What an axis counts, and whether each step is a multiple of the last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis {
    pub(super) label: &'static str,
    pub(super) log: bool,
}

/// One line.
#[derive(Debug)]
pub(super) struct Series {
    pub(super) name: &'static str,
    pub(super) points: Vec<(f64, f64)>,
}

/// One picture.
#[derive(Debug)]
pub(super) struct Chart {
    pub(super) title: &'static str,
    pub(super) x: Axis,
    pub(super) y: Axis,
    pub(super) series: Vec<Series>,
    /// A place on the x axis that has a name.
    pub(super) mark: Option<(f64, String)>,
}

/// From where to where an axis goes.
#[derive(Debug, Clone, Copy)]
struct Span {
    least: f64,
    most: f64,
    log: bool,
}

impl Span {
    /// Wide enough for all of these; a plain axis begins at nothing.
    fn of(values: impl Iterator<Item = f64> + Clone, axis: Axis) -> Self {
        let most = values.clone().fold(f64::MIN_POSITIVE, f64::max);
        let least = if axis.log { values.filter(|value| *value > 0.0).fold(most, f64::min) } else { 0.0 };
        let most = if axis.log { most * 1.15 } else { most * 1.1 };
        Self { least: if axis.log { least / 1.15 } else { least }, most, log: axis.log }
    }

    /// How far along the axis, from 0 to 1.
    fn at(self, value: f64) -> f64 {
        let Self { least, most, log } = self;
        if log { (value / least).ln() / (most / least).ln() } else { (value - least) / (most - least) }
    }

    /// Round numbers along it: 1, 2 and 5 times the powers of ten, or equal steps of such a number.
    fn ticks(self) -> Vec<f64> {
        let round =
            |from: i32, to: i32| (from..=to).flat_map(|power| [1.0, 2.0, 5.0].map(|digit| digit * 10_f64.powi(power)));
        if self.log {
            return round(-3, 6).filter(|tick| (self.least..=self.most).contains(tick)).collect();
        }
        let step = round(-3, 9).find(|step| self.most / step <= 6.0).unwrap_or(self.most);
        (0..=6).map(|times| f64::from(times) * step).filter(|tick| *tick <= self.most).collect()
    }
}

impl Chart {
    /// The picture. The same figures make the same bytes.
    pub(super) fn svg(&self) -> String {
        let all = || self.series.iter().flat_map(|series| series.points.iter().copied());
        let (x, y) = (Span::of(all().map(|point| point.0), self.x), Span::of(all().map(|point| point.1), self.y));
        let across = |value: f64| LEFT + x.at(value) * (WIDTH - LEFT - RIGHT);
        let up = |value: f64| HEIGHT - BOTTOM - y.at(value) * (HEIGHT - TOP - BOTTOM);
        let (bottom, right) = (HEIGHT - BOTTOM, WIDTH - RIGHT);
        let mut out = String::new();
        // Writing to a String does not fail.
        let mut put = |line: std::fmt::Arguments<'_>| writeln!(out, "{line}").expect("a String takes it");
        put(format_args!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{}"><style>{STYLE}</style>"#,
            self.title
        ));
        put(format_args!(
            r#"<rect width="{WIDTH}" height="{HEIGHT}"/><text class="t" x="{LEFT}" y="24">{}</text>"#,
            self.title
        ));
        for tick in y.ticks() {
            let at = up(tick);
            put(format_args!(r#"<line class="g" x1="{LEFT}" x2="{right}" y1="{at:.1}" y2="{at:.1}"/>"#));
            put(format_args!(
                r#"<text x="{:.1}" y="{:.1}" text-anchor="end">{}</text>"#,
                LEFT - 8.0,
                at + 5.0,
                plain(tick)
            ));
        }
        for tick in x.ticks() {
            let at = across(tick);
            put(format_args!(r#"<line class="a" x1="{at:.1}" x2="{at:.1}" y1="{bottom}" y2="{:.1}"/>"#, bottom + 5.0));
            put(format_args!(
                r#"<text x="{at:.1}" y="{:.1}" text-anchor="middle">{}</text>"#,
                bottom + 20.0,
                plain(tick)
            ));
        }
        put(format_args!(r#"<line class="a" x1="{LEFT}" x2="{right}" y1="{bottom}" y2="{bottom}"/>"#));
        put(format_args!(r#"<text x="{right}" y="{:.1}" text-anchor="end">{}</text>"#, HEIGHT - 8.0, self.x.label));
        put(format_args!(
            r#"<text x="{:.1}" y="{:.1}" text-anchor="end">{}</text>"#,
            LEFT - 8.0,
            TOP - 12.0,
            self.y.label
        ));
        if let Some((place, name)) = &self.mark {
            let at = across(*place);
            put(format_args!(
                r#"<line class="a" stroke-dasharray="3 3" x1="{at:.1}" x2="{at:.1}" y1="{TOP}" y2="{bottom}"/>"#
            ));
            put(format_args!(r#"<text x="{:.1}" y="{:.1}" text-anchor="end">{name}</text>"#, at - 6.0, TOP + 14.0));
        }
        for (number, series) in self.series.iter().enumerate() {
            let (class, dash) = (number % 3, DASHES[number % 3]);
            let line: Vec<String> =
                series.points.iter().map(|(x, y)| format!("{:.1},{:.1}", across(*x), up(*y))).collect();
            put(format_args!(
                r#"<polyline class="s{class}" stroke-width="2.5" stroke-dasharray="{dash}" points="{}"/>"#,
                line.join(" ")
            ));
            for (x, y) in &series.points {
                put(format_args!(r#"<circle class="d{class}" cx="{:.1}" cy="{:.1}" r="4"/>"#, across(*x), up(*y)));
            }
            let (at, height) = (LEFT + 230.0 * number as f64, 48.0);
            put(format_args!(
                r#"<line class="s{class}" stroke-width="2.5" stroke-dasharray="{dash}" x1="{at}" x2="{}" y1="{height}" y2="{height}"/><text x="{}" y="{}">{}</text>"#,
                at + 30.0,
                at + 38.0,
                height + 5.0,
                series.name
            ));
        }
        out + "</svg>\n"
    }
}

/// A round number as people write it.
fn plain(number: f64) -> String {
    if number >= 1_000.0 {
        let whole = format!("{number:.0}");
        let (head, tail) = whole.split_at(whole.len() - 3);
        return format!("{head},{tail}");
    }
    format!("{number}")
}

#[cfg(test)]
mod tests {
    use super::{Axis, Span, plain};

    #[test]
    fn ticks_are_round_and_within() {
        let axis = |log| Axis { label: "", log };
        assert_eq!(Span::of([3.0, 17.0].into_iter(), axis(false)).ticks(), [0.0, 5.0, 10.0, 15.0]);
        assert_eq!(Span::of([90.0, 1_000.0].into_iter(), axis(true)).ticks(), [100.0, 200.0, 500.0, 1_000.0]);
    }

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!([0.5, 20.0, 1_000.0, 9_900.0].map(plain), ["0.5", "20", "1,000", "9,900"]);
    }
}
