//! Two things that are measured in turn, several times over, and told by the middle figure, the least and the most.

/// How often, and with how many.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Turns {
    /// Phones.
    #[arg(long, default_value_t = 5_000)]
    pub phones: u32,
    /// Rounds, in each of which both are measured; the medians are of these.
    #[arg(long, default_value_t = 7)]
    pub rounds: u32,
}

/// The middle one, the least and the most.
pub(crate) fn spread(figures: impl Iterator<Item = f64>) -> (f64, f64, f64) {
    let mut all: Vec<f64> = figures.collect();
    all.sort_by(f64::total_cmp);
    (all[all.len() / 2], all[0], all[all.len() - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_one_is_told_first() {
        assert_eq!(spread([3.0, 1.0, 2.0].into_iter()), (2.0, 1.0, 3.0));
    }
}
