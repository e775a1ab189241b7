//! QR codes, as modules and as a picture that is small enough to go with a page.

use std::fmt::Write;

use fast_qr::qr::QRBuilder;

/// Light modules around the picture's dark ones: where it stands gives it the rest of its quiet zone.
const EDGE: usize = 2;

/// The QR code of a text as rows of modules, true for dark; `None` if the text is too long for one.
pub fn modules(text: &str) -> Option<Vec<Vec<bool>>> {
    let code = QRBuilder::new(text.to_owned()).build().ok()?;
    Some((0..code.size).map(|y| (0..code.size).map(|x| code[y][x].value()).collect()).collect())
}

/// The same, black on white, as an element of SVG: a line along each row, dashed where it is light.
pub(super) fn svg(text: &str) -> Option<String> {
    let rows = modules(text)?;
    let side = rows.len() + 2 * EDGE;
    let mut lines = String::new();
    for (y, row) in rows.iter().enumerate() {
        let _ = write!(lines, "M{EDGE} {}.5", y + EDGE);
        for run in row.chunk_by(|a, b| a == b) {
            let _ = if run[0] { write!(lines, "h{}", run.len()) } else { write!(lines, "m{} 0", run.len()) };
        }
    }
    Some(format!(
        r##"<svg viewBox="0 0 {side} {side}" xmlns="http://www.w3.org/2000/svg" aria-hidden="true" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/><path stroke="#000" d="{lines}"/></svg>"##
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_has_a_dash_for_each_dark_run_and_fits_a_page() {
        let text = "https://poll.example/mkd72q";
        let rows = modules(text).unwrap();
        let picture = svg(text).unwrap();
        let dark: usize = rows.iter().flatten().filter(|dark| **dark).count();
        let lines = picture.rsplit_once(" d=\"").unwrap().1;
        let drawn: usize = lines
            .split('h')
            .skip(1)
            .map(|dash| dash.split(['m', 'M', '"']).next().unwrap().parse::<usize>().unwrap())
            .sum();
        assert_eq!(drawn, dark);
        assert_eq!(lines.matches('M').count(), rows.len());
        assert!(svg(&"x".repeat(8_000)).is_none());
    }
}
