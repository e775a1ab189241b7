//! Reads from the test runners' own words how many tests passed, failed and were skipped.

/// A program that runs tests and says how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Runner {
    /// `cargo test`: one line per test binary.
    Cargo,
    /// Vitest: one line that begins with "Tests".
    Vitest,
    /// The session under faults: one line that begins with "faults:".
    Faults,
    /// Playwright: one line per outcome at the end.
    Playwright,
}

/// What a runner counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Count {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    pub(crate) skipped: u32,
}

impl Runner {
    const ALL: [Self; 4] = [Self::Cargo, Self::Vitest, Self::Faults, Self::Playwright];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Cargo => "cargo test",
            Self::Vitest => "vitest",
            Self::Faults => "faults",
            Self::Playwright => "playwright",
        }
    }

    /// What it says it counted, summed over all its lines that say so.
    pub(crate) fn read(self, output: &str) -> Count {
        let mut count = Count::default();
        for line in output.lines().map(str::trim) {
            match self {
                Self::Cargo => {
                    if let Some(says) = line.strip_prefix("test result:") {
                        count.add_words(says);
                    }
                }
                Self::Vitest => {
                    if let Some(says) = line.strip_prefix("Tests ") {
                        count.add_words(says);
                    }
                }
                Self::Faults => {
                    if let Some(says) = line.strip_prefix("faults:") {
                        count.add_words(says);
                    }
                }
                // "12 passed (1.2m)", "1 failed", "3 did not run": a number first, and at most a time after the word.
                Self::Playwright => {
                    let word = line.split('(').next().unwrap_or_default().trim();
                    if word.split(' ').count() <= 4 && word.starts_with(|c: char| c.is_ascii_digit()) {
                        count.add_words(word);
                    }
                }
            }
        }
        count
    }
}

impl Count {
    /// Adds every "N word" whose word is an outcome.
    fn add_words(&mut self, says: &str) {
        let words: Vec<&str> = says.split([' ', ';', '|', ',', '.']).filter(|word| !word.is_empty()).collect();
        for pair in words.windows(2) {
            let Ok(n) = pair[0].parse::<u32>() else { continue };
            match pair[1] {
                "passed" => self.passed += n,
                // A test that passed only when tried again has failed once: we do not try again.
                "failed" | "flaky" | "interrupted" => self.failed += n,
                "ignored" | "skipped" | "todo" | "did" => self.skipped += n,
                _ => {}
            }
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }

    fn words(self) -> String {
        let skipped = if self.skipped > 0 { format!(", {} skipped", self.skipped) } else { String::new() };
        format!("{} passed, {} failed{skipped}", self.passed, self.failed)
    }
}

/// What all runners counted, and the checks that are one thing each (format, clippy, …).
#[derive(Debug, Default)]
pub(crate) struct Counts {
    runners: Vec<(Runner, Count)>,
    checks: Count,
}

impl Counts {
    pub(crate) fn add(&mut self, runner: Runner, count: &Count) {
        self.runners.push((runner, *count));
    }

    /// A check that held or did not.
    pub(crate) fn check_if(&mut self, held: bool) {
        if held {
            self.checks.passed += 1;
        } else {
            self.checks.failed += 1;
        }
    }

    /// One line for each runner that ran.
    pub(crate) fn lines(&self) -> Vec<String> {
        let of = |runner: Runner| {
            let mut counts = self.runners.iter().filter(|(who, _)| *who == runner).map(|(_, count)| *count);
            let first = counts.next()?;
            Some(format!("{}: {}", runner.name(), counts.fold(first, Count::and).words()))
        };
        let mut lines = vec![format!("checks: {}", self.checks.words())];
        lines.extend(Runner::ALL.into_iter().filter_map(of));
        lines
    }

    /// All of it in one plain line; suites that failed without a test that says so count as a failure each.
    pub(crate) fn sum(&self, failed_suites: usize) -> String {
        let mut all = self.runners.iter().map(|(_, count)| *count).fold(self.checks, Count::and);
        if all.failed == 0 {
            all.failed = u32::try_from(failed_suites).unwrap_or(u32::MAX);
        }
        all.words()
    }
}

#[cfg(test)]
mod tests {
    use super::{Count, Counts, Runner};

    const fn count(passed: u32, failed: u32, skipped: u32) -> Count {
        Count { passed, failed, skipped }
    }

    #[test]
    fn reads_cargo_test_over_several_binaries() {
        let output = "running 2 tests\ntest a ... ok\n\
            test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.00s\n\
            test result: FAILED. 40 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s\n";
        assert_eq!(Runner::Cargo.read(output), count(42, 1, 1));
    }

    #[test]
    fn reads_vitest_and_not_its_count_of_files() {
        let output = " Test Files  1 failed | 2 passed (3)\n      Tests  1 failed | 11 passed | 2 skipped (14)\n";
        assert_eq!(Runner::Vitest.read(output), count(11, 1, 2));
    }

    #[test]
    fn reads_the_session_under_faults_and_not_its_figures() {
        let output = "  lost                      0\n20123 ballots acknowledged, 51 faults hit something\n\
            faults: 21 passed, 1 failed\n";
        assert_eq!(Runner::Faults.read(output), count(21, 1, 0));
    }

    #[test]
    fn reads_playwright_and_not_the_names_of_its_tests() {
        let output = "  ✓  3 phone.spec.ts:7:1 › 8 passed the door and 2 failed (1.2s)\n\
            \n  1 failed\n    phone.spec.ts:9:1 › votes\n  1 flaky\n  2 skipped\n  3 did not run\n  12 passed (1.2m)\n";
        assert_eq!(Runner::Playwright.read(output), count(12, 2, 5));
    }

    #[test]
    fn the_sum_shows_a_failure_that_no_test_counted() {
        let mut counts = Counts::default();
        counts.check_if(true);
        counts.add(Runner::Cargo, &count(3, 0, 0));
        assert_eq!(counts.sum(0), "4 passed, 0 failed");
        assert_eq!(counts.sum(1), "4 passed, 1 failed");
        counts.check_if(false);
        assert_eq!(counts.sum(1), "4 passed, 1 failed");
    }
}
