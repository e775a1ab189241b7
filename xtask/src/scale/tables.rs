//! The tables, as Markdown.

use std::fmt::Write as _;

use super::figures::Figures;
use super::model::{need, sweep_limit};

/// All of them, as they stand in the document.
pub(super) fn all(figures: &Figures) -> String {
    let mut text = String::new();
    write_all(&mut text, figures).expect("a String takes all that is written to it");
    text
}

fn write_all(text: &mut String, figures: &Figures) -> std::fmt::Result {
    writeln!(text, "\n**What one costs**\n\n| | | stated in |\n|---|---|---|")?;
    for name in &figures.order {
        let figure = &figures.all[name];
        let value = if figure.value.fract() == 0.0 { grouped(figure.value) } else { figure.value.to_string() };
        writeln!(text, "| {} | {value} {} | {} |", figure.what, figure.unit, figure.from)?;
    }
    let (cores, megabits, planned) = (figures.cores, figures.megabits, figures.planned * 100.0);
    writeln!(
        text,
        "\nAssumed: nodes of {cores} cores on {megabits} Mbit/s, of which {planned} % are planned for. It follows that one room can have\n\
         {} phones on a node at most, {} as planned, before a sweep takes longer than a beat.",
        grouped(sweep_limit(figures)),
        grouped(sweep_limit(figures) * figures.planned),
    )?;

    writeln!(
        text,
        "\n**What is asked for** when all rooms vote at once\n\n\
         | gathering | phones · rooms | ballots/s | beat | views/s | cores voting · coming | node memory | Mbit/s voting · coming | Redis: cores full – alone · memory |\n\
         |---|---|---|---|---|---|---|---|---|"
    )?;
    for gathering in &figures.gatherings {
        let need = need(figures, gathering);
        let redis = if gathering.on_redis {
            format!("{} – {} · {} MiB", short(need.redis_full), short(need.redis_alone), short(need.redis_memory))
        } else {
            "–".to_owned()
        };
        writeln!(
            text,
            "| {} | {} · {} | {} | {:.0} ms | {} | {} · {} | {} MiB | {} · {} | {redis} |",
            gathering.name,
            grouped(gathering.phones),
            grouped(gathering.rooms),
            short(need.ballots),
            need.beat * 1e3,
            short(need.views),
            short(need.voting_cores),
            short(need.coming_cores),
            short(need.memory),
            short(need.voting_megabits),
            short(need.coming_megabits),
        )?;
    }

    writeln!(
        text,
        "\n**What to put there**\n\n\
         | gathering | nodes | because of | Redises | fullest first |\n|---|---|---|---|---|"
    )?;
    for gathering in &figures.gatherings {
        let need = need(figures, gathering);
        let redises = if gathering.on_redis { grouped(need.redises) } else { "– (embedded)".to_owned() };
        let fullest: Vec<String> =
            need.loads.iter().take(3).map(|(what, load)| format!("{what} {} %", short(load * 100.0))).collect();
        writeln!(
            text,
            "| {} | {} | {} | {redises} | {} |",
            gathering.name,
            grouped(need.nodes),
            need.nodes_by,
            fullest.join(", ")
        )?;
    }
    writeln!(text)
}

/// Two digits that mean something, or a whole number.
fn short(value: f64) -> String {
    match value {
        _ if value == 0.0 => "0".to_owned(),
        _ if value < 0.1 => format!("{value:.3}"),
        _ if value < 1.0 => format!("{value:.2}"),
        _ if value < 10.0 => format!("{value:.1}"),
        _ => grouped(value),
    }
}

/// A whole number with its thousands apart.
fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{grouped, short};

    #[test]
    fn numbers_read_well() {
        assert_eq!([999.6, 1_000.0, 16_666.7, 1e6].map(grouped), ["1,000", "1,000", "16,667", "1,000,000"]);
        assert_eq!([0.0, 0.0151, 0.42, 7.25, 33_112.6].map(short), ["0", "0.015", "0.42", "7.2", "33,113"]);
    }
}
