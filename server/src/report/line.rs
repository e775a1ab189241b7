//! A line through readings as a drawing in the page, with the names of its steps; the table beneath says the same in words.

use std::fmt::Write;

use super::block::Line;
use super::html::escape;

/// The drawing's size in its own units; a phone shows it at half of that, where the letters are still 10 px.
const WIDTH: f32 = 560.0;
const LEFT: f32 = 130.0;
const TOP: f32 = 14.0;
const STEP: f32 = 40.0;
/// So many times and numbers stand legibly beneath each other's neighbours.
const NAMED: usize = 6;

fn place(line: &Line, at: usize) -> f32 {
    LEFT + (WIDTH - LEFT) * (at as f32 + 0.5) / line.points.len() as f32
}

fn height(line: &Line, step: f32) -> f32 {
    TOP + STEP * ((line.steps.len().saturating_sub(1)) as f32 - step)
}

/// Writes it down. The line breaks where a reading says nothing.
pub(super) fn write(out: &mut String, line: &Line) -> std::fmt::Result {
    let foot = height(line, 0.0);
    write!(
        out,
        "<figure class=\"line\"><svg viewBox=\"0 0 {WIDTH} {}\" role=\"img\" aria-label=\"{}\">",
        foot + 50.0,
        escape(&line.caption)
    )?;
    for (step, name) in line.steps.iter().enumerate() {
        let y = height(line, step as f32);
        write!(
            out,
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{y}\" y2=\"{y}\"/>\
             <text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            LEFT - 8.0,
            y + 5.0,
            escape(name)
        )?;
    }
    let drawn: Vec<Option<(f32, f32)>> = (line.points.iter().enumerate())
        .map(|(at, point)| point.step.map(|step| (place(line, at), height(line, step))))
        .collect();
    for pair in drawn.windows(2) {
        if let [Some((x1, y1)), Some((x2, y2))] = pair {
            write!(out, "<line class=\"path\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>")?;
        }
    }
    for (x, y) in drawn.iter().flatten() {
        write!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"6\"/>")?;
    }
    let every = line.points.len().div_ceil(NAMED).max(1);
    for (at, point) in line.points.iter().enumerate().step_by(every) {
        let x = place(line, at);
        write!(
            out,
            "<text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>\
             <text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">n = {}</text>",
            foot + 24.0,
            escape(&point.time),
            foot + 44.0,
            escape(&point.n)
        )?;
    }
    writeln!(out, "</svg></figure>")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::block::Point;

    #[test]
    fn the_line_joins_neighbours_and_breaks_where_too_few_answered() {
        let point = |step| Point { time: "10:00".into(), n: "5".into(), step };
        let steps = ["low", "<b>", "high"].map(str::to_owned).to_vec();
        let points = [Some(0.0), Some(2.0), None, Some(1.5)].map(point).to_vec();
        let mut out = String::new();
        write(&mut out, &Line { caption: "How it went".into(), steps, points }).unwrap();
        assert_eq!(out.matches("class=\"path\"").count(), 1, "{out}");
        assert_eq!(out.matches("<circle").count(), 3, "{out}");
        assert!(out.contains("&lt;b&gt;") && !out.contains("<b>"), "{out}");
        // The highest step stands at the top, a half between two.
        assert!(out.contains("cy=\"14.0\"") && out.contains("cy=\"94.0\"") && out.contains("cy=\"34.0\""), "{out}");
    }
}
