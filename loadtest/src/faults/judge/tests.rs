//! The judge judged: hand-made histories with each violation are caught, clean ones pass, and of many random plays of a right
//! server none is accused.

use plenary_server::domain::gate::Phase;
use plenary_server::domain::kind::Choice;

use super::super::history::{Act, Entry, Role, RunShown, Said, Shown, Went, What};
use super::{Promise, Verdict, judge_entries};

mod orders;
mod random;

/// A history in the making; a step is a millisecond.
#[derive(Default)]
struct Play {
    entries: Vec<Entry>,
    at: u64,
    next: u64,
}

#[expect(clippy::unnecessary_wraps, reason = "none is a withdrawal")]
fn one(answer: u8) -> Option<Choice> {
    Some(Choice::One(answer))
}

#[expect(clippy::unnecessary_wraps, reason = "none is a view without figures")]
fn figures(n: u32, cant_say: u32, counts: &[u32]) -> Option<Shown> {
    Some(Shown { n, counts: Some((cant_say, counts.to_vec())) })
}

fn run(phase: Phase, rev: u32, tally: Option<Shown>) -> RunShown {
    RunShown { run: 1, phase, flagged: false, rev: Some(rev), tally }
}

impl Play {
    fn begin() -> Self {
        let mut play = Self::default();
        play.note(What::Began { seed: 0, store: "none".to_owned(), nodes: 1, wall_ms: 0 });
        play
    }

    fn note(&mut self, what: What) {
        self.at += 1_000;
        self.entries.push(Entry { at: self.at, what });
    }

    fn wait(&mut self, ms: u64) {
        self.at += ms * 1_000;
    }

    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    fn send(&mut self, voter: u32, r: u32, choice: Option<Choice>) -> u64 {
        let n = self.number();
        self.note(What::Sent { n, voter, run: 1, r, choice, node: 0 });
        n
    }

    fn told(&mut self, n: u64, said: Said) {
        self.note(What::Told { n, said });
    }

    /// Sends and gets a receipt.
    fn vote(&mut self, voter: u32, r: u32, choice: Option<Choice>) {
        let n = self.send(voter, r, choice);
        self.told(n, Said::Counted);
    }

    fn acting(&mut self, document: &str, expect: u32, verb: &str) -> u64 {
        let n = self.number();
        let act = Act { document: document.to_owned(), expect, verb: verb.to_owned(), seconds: None };
        self.note(What::Acting { n, node: 0, act });
        n
    }

    fn act(&mut self, document: &str, expect: u32, verb: &str, went: Went) {
        let n = self.acting(document, expect, verb);
        self.note(What::Acted { n, went });
    }

    fn done(&mut self, document: &str, expect: u32, verb: &str) {
        self.act(document, expect, verb, Went::Done { run: None });
    }

    fn open(&mut self) {
        self.act("gate/new", 0, "open", Went::Done { run: Some(1) });
    }

    fn saw(&mut self, who: u32, version: u64, shown: RunShown) {
        self.saw_on(who, 1, version, shown);
    }

    fn saw_on(&mut self, who: u32, connection: u32, version: u64, shown: RunShown) {
        let (role, epoch, runs) = (Role::Moderator, "e1".to_owned(), vec![shown]);
        self.note(What::Saw { who, connection, node: 0, role, epoch, version, runs });
    }

    fn fault(&mut self, loses: bool) {
        let n = self.number();
        let kind = "a fault".to_owned();
        self.note(What::Fault { n, kind, nodes: vec![0], beside: false, loses });
        self.note(What::Healed { n });
    }

    fn last(&mut self, shown: RunShown) {
        self.note(What::Last { node: 0, when: "settled".to_owned(), shown });
    }

    fn judged(self) -> Verdict {
        judge_entries(self.entries).unwrap()
    }

    /// The judge accuses it of breaking this promise, and of nothing else.
    fn breaks(self, promise: Promise) {
        let verdict = self.judged();
        assert!(verdict.breaks(promise), "{promise:?} is not seen to be broken:\n{verdict}");
        let others: Vec<_> = verdict.violations.iter().filter(|(broken, _)| *broken != promise).collect();
        assert!(others.is_empty(), "{others:?}");
    }
}

/// Three voters, one change of mind, one "can't say", one unanswered ballot that was taken, a close, a look.
fn clean() -> Play {
    let mut play = Play::begin();
    play.open();
    play.vote(1, 1, one(0));
    play.saw(0, 5, run(Phase::Open, 1, figures(1, 0, &[1, 0])));
    play.vote(2, 1, one(1));
    play.vote(1, 2, one(1));
    play.send(3, 1, Some(Choice::CantSay));
    play.saw(0, 9, run(Phase::Open, 1, figures(3, 1, &[0, 2])));
    play.done("gate/1", 1, "close");
    play.saw(0, 10, run(Phase::Closing, 2, figures(3, 1, &[0, 2])));
    play.wait(4_000);
    play.saw(0, 11, run(Phase::Closed, 3, figures(3, 1, &[0, 2])));
    let late = play.send(3, 1, Some(Choice::CantSay));
    play.told(late, Said::Closed { r: Some(1) });
    play
}

fn settled(mut play: Play, tally: Option<Shown>) -> Play {
    play.note(What::Settled);
    play.last(run(Phase::Closed, 3, tally));
    play
}

#[test]
fn a_clean_history_passes() {
    let verdict = settled(clean(), figures(3, 1, &[0, 2])).judged();
    assert!(verdict.is_sound(), "{verdict}");
    assert_eq!((verdict.acknowledged, verdict.sendings, verdict.unanswered), (3, 5, 1));
}

#[test]
fn a_tally_that_lacks_a_receipt_or_has_one_too_many_is_caught() {
    let mut play = Play::begin();
    (1..=3).for_each(|voter| play.vote(voter, 1, one(0)));
    let wrong = |tally, promise| {
        let mut play = Play::begin();
        (1..=3).for_each(|voter| play.vote(voter, 1, one(0)));
        play.last(run(Phase::Closed, 3, tally));
        let verdict = play.judged();
        assert!(verdict.breaks(promise), "{verdict}");
        verdict
    };
    assert_eq!(wrong(figures(2, 0, &[2, 0]), Promise::NoLoss).lost, 1);
    assert_eq!(wrong(figures(4, 0, &[4, 0]), Promise::NoDouble).doubled, 1);
    wrong(figures(3, 0, &[2, 1]), Promise::ExactTally);
    play.last(run(Phase::Closed, 3, figures(3, 0, &[3, 0])));
    assert!(play.judged().is_sound());
}

#[test]
fn an_unanswered_ballot_may_be_counted_or_not_until_the_close_says_which() {
    for counted in [true, false] {
        let mut play = Play::begin();
        play.vote(1, 1, one(0));
        play.send(1, 2, one(1));
        let tally = if counted { [0, 1] } else { [1, 0] };
        play.last(run(Phase::Closed, 3, figures(1, 0, &tally)));
        assert!(play.judged().is_sound(), "{counted}");
    }
    let mut play = Play::begin();
    play.open();
    play.vote(1, 1, one(0));
    play.send(1, 2, one(1));
    play.done("gate/1", 1, "close");
    let again = play.send(1, 2, one(1));
    play.told(again, Said::Closed { r: Some(1) });
    play.last(run(Phase::Closed, 3, figures(1, 0, &[0, 1])));
    play.breaks(Promise::ExactTally);
}

#[test]
fn a_close_that_names_an_older_revision_than_was_acknowledged_is_a_loss() {
    let mut play = Play::begin();
    play.open();
    play.vote(1, 2, one(0));
    play.done("gate/1", 1, "close");
    let late = play.send(1, 3, one(1));
    play.told(late, Said::Closed { r: None });
    let verdict = play.judged();
    assert!(verdict.breaks(Promise::NoLoss) && verdict.lost == 1, "{verdict}");
}

#[test]
fn an_older_revision_that_wins_and_two_choices_under_one_are_caught() {
    let mut play = Play::begin();
    play.vote(1, 2, one(0));
    play.vote(1, 1, one(1));
    play.breaks(Promise::NoDouble);
    let mut play = Play::begin();
    play.vote(1, 1, one(0));
    play.vote(1, 1, one(1));
    assert!(play.judged().breaks(Promise::NoDouble));
    let mut play = Play::begin();
    let n = play.send(1, 1, one(0));
    play.told(n, Said::Superseded { r: 7 });
    assert!(play.judged().breaks(Promise::NoDouble), "by a revision nobody sent");
    // Sent before the newer one was acknowledged, it may have been first.
    let mut play = Play::begin();
    let older = play.send(1, 1, one(1));
    play.vote(1, 2, one(0));
    play.told(older, Said::Counted);
    assert!(play.judged().is_sound());
}

#[test]
fn a_ballot_taken_after_a_close_was_told_is_caught() {
    let mut play = clean();
    play.vote(4, 1, one(0));
    let verdict = settled(play, figures(3, 1, &[0, 2])).judged();
    assert!(verdict.breaks(Promise::CloseIsFinal) && verdict.acknowledged_after_close == 1, "{verdict}");
    // On its way when the close was told, it may have been in time.
    let mut play = Play::begin();
    let on_its_way = play.send(1, 1, one(0));
    play.saw(0, 9, run(Phase::Closed, 3, figures(1, 0, &[1, 0])));
    play.told(on_its_way, Said::Counted);
    assert!(play.judged().is_sound());
}

#[test]
fn a_gate_that_stays_open_after_its_close_is_caught_unless_it_was_kept_open() {
    let play = |kept: bool| {
        let mut play = Play::begin();
        play.open();
        play.done("gate/1", 1, "close");
        if kept {
            play.done("gate/1", 2, "keep_open");
        }
        play.wait(4_200);
        play.vote(1, 1, one(0));
        play
    };
    play(false).breaks(Promise::CloseIsFinal);
    assert!(play(true).judged().is_sound());
}

#[test]
fn a_run_told_closed_before_anybody_closed_it_is_caught() {
    let mut play = Play::begin();
    play.open();
    let n = play.send(1, 1, one(0));
    play.told(n, Said::Closed { r: None });
    play.breaks(Promise::CloseIsFinal);
}

#[test]
fn figures_that_change_after_the_close_are_caught() {
    let mut play = clean();
    play.saw(1, 11, run(Phase::Closed, 3, figures(3, 1, &[0, 2])));
    play.saw(1, 12, run(Phase::Published, 4, figures(3, 1, &[1, 1])));
    let verdict = play.judged();
    assert!(verdict.breaks(Promise::CloseIsFinal) && verdict.changed_after_close == 1, "{verdict}");
    let restarted = settled(clean(), figures(2, 0, &[0, 2])).judged();
    assert!(restarted.breaks(Promise::CloseIsFinal), "{restarted}");
}

#[test]
fn figures_that_nobody_sent_are_phantoms() {
    let mut play = Play::begin();
    play.vote(1, 1, one(0));
    play.saw(0, 5, run(Phase::Open, 1, figures(2, 0, &[2, 0])));
    play.send(2, 1, one(0));
    let verdict = play.judged();
    assert!(verdict.breaks(Promise::NoPhantom) && verdict.phantoms == 1, "{verdict}");
    let mut play = Play::begin();
    play.vote(1, 1, one(0));
    play.saw(0, 5, run(Phase::Open, 1, Some(Shown { n: 2, counts: None })));
    play.breaks(Promise::NoPhantom);
}

#[test]
fn figures_that_do_not_add_up_or_differ_under_one_version_are_caught() {
    let mut play = Play::begin();
    (1..=3).for_each(|voter| play.vote(voter, 1, one(0)));
    play.saw(0, 5, run(Phase::Open, 1, figures(3, 0, &[2, 0])));
    play.breaks(Promise::ExactTally);
    let mut play = Play::begin();
    (1..=3).for_each(|voter| play.vote(voter, 1, one(0)));
    play.saw(0, 5, run(Phase::Open, 1, figures(3, 0, &[3, 0])));
    play.saw(1, 5, run(Phase::Open, 1, figures(2, 0, &[2, 0])));
    play.breaks(Promise::ExactTally);
}

#[test]
fn a_view_that_goes_back_is_caught() {
    let mut play = Play::begin();
    (1..=3).for_each(|voter| play.vote(voter, 1, one(0)));
    play.saw(0, 5, run(Phase::Open, 1, figures(3, 0, &[3, 0])));
    play.saw_on(0, 2, 4, run(Phase::Open, 1, figures(2, 0, &[2, 0])));
    let verdict = play.judged();
    assert!(verdict.breaks(Promise::NoGoingBack) && verdict.backwards == 1, "{verdict}");
    let mut play = Play::begin();
    play.vote(1, 1, one(0));
    play.saw(0, 5, run(Phase::Open, 1, figures(1, 0, &[1, 0])));
    play.saw(0, 4, run(Phase::Open, 1, figures(1, 0, &[1, 0])));
    play.breaks(Promise::NoGoingBack);
    // Whoever withdraws makes a count fall.
    let mut play = Play::begin();
    play.vote(1, 1, one(0));
    play.saw(0, 5, run(Phase::Open, 1, figures(1, 0, &[1, 0])));
    play.vote(1, 2, None);
    play.saw(0, 6, run(Phase::Open, 1, figures(0, 0, &[0, 0])));
    assert!(play.judged().is_sound());
    // … by one, and by no more.
    let mut play = Play::begin();
    (1..=3).for_each(|voter| play.vote(voter, 1, one(0)));
    play.vote(4, 1, None);
    play.vote(1, 2, None);
    play.vote(1, 3, None);
    play.saw(0, 5, run(Phase::Open, 1, figures(3, 0, &[3, 0])));
    play.saw_on(0, 2, 4, run(Phase::Open, 1, figures(0, 0, &[0, 0])));
    play.breaks(Promise::NoGoingBack);
}

#[test]
fn a_screen_that_never_shows_what_was_counted_is_caught() {
    let play = |shows: bool| {
        let mut play = Play::begin();
        play.vote(1, 1, one(0));
        play.saw(0, 5, run(Phase::Open, 1, figures(1, 0, &[1, 0])));
        play.vote(2, 1, one(0));
        play.fault(false);
        play.wait(16_000);
        if shows {
            play.at -= 14_000_000;
            play.saw(0, 6, run(Phase::Open, 1, figures(2, 0, &[2, 0])));
            play.at += 14_000_000;
        }
        play.note(What::Settled);
        play.last(run(Phase::Open, 1, figures(2, 0, &[2, 0])));
        play
    };
    assert!(play(false).judged().breaks(Promise::Convergence));
    let verdict = play(true).judged();
    assert!(verdict.is_sound(), "{verdict}");
    assert_eq!(verdict.worst_convergence.map(|(ms, _)| ms), Some(2_001));
    let mut play = clean();
    play.saw(1, 8, run(Phase::Open, 1, figures(2, 0, &[0, 2])));
    settled(play, figures(3, 1, &[0, 2])).breaks(Promise::Convergence);
}

#[test]
fn whoever_comes_back_and_is_told_too_little_or_too_much_is_noticed() {
    let mine = |r: u32, choice: Option<Choice>| {
        let mut play = Play::begin();
        play.vote(1, 1, one(0));
        play.vote(1, 2, one(1));
        let asked = play.at;
        play.wait(1);
        play.note(What::Mine { voter: 1, run: 1, r, choice, asked: asked + 500, epoch: "e1".to_owned() });
        play
    };
    assert!(mine(2, one(1)).judged().is_sound());
    mine(1, one(0)).breaks(Promise::Recovery);
    mine(0, None).breaks(Promise::Recovery);
    mine(2, one(0)).breaks(Promise::Recovery);
    mine(3, one(1)).breaks(Promise::Recovery);
}

#[test]
fn what_the_store_lost_must_be_flagged_and_nothing_else_may_be() {
    let play = |loses: bool, flagged: bool, n: u32| {
        let mut play = Play::begin();
        (1..=3).for_each(|voter| play.vote(voter, 1, one(0)));
        play.fault(loses);
        play.last(RunShown { flagged, ..run(Phase::Closed, 3, figures(n, 0, &[n, 0])) });
        play
    };
    let flagged = play(true, true, 1).judged();
    assert!(flagged.is_sound(), "{flagged}");
    assert_eq!(flagged.lost_and_flagged, 2);
    // … nor is a sum that was wrong when the run was closed.
    let mut earlier = Play::begin();
    (1..=3).for_each(|voter| earlier.vote(voter, 1, one(0)));
    earlier.saw(0, 5, run(Phase::Closed, 3, figures(2, 0, &[2, 0])));
    earlier.fault(true);
    earlier.last(RunShown { flagged: true, ..run(Phase::Closed, 3, figures(0, 0, &[0, 0])) });
    assert!(earlier.judged().breaks(Promise::NoLoss));
    // Phones that ask in the end are told by the emptied store that nothing of theirs stands: that is a loss, and no excuse for one.
    let mut emptied = Play::begin();
    (1..=3).for_each(|voter| emptied.vote(voter, 1, one(0)));
    emptied.fault(true);
    for voter in 1..=3 {
        let n = emptied.send(voter, 1, one(0));
        emptied.told(n, Said::Closed { r: None });
    }
    emptied.last(RunShown { flagged: true, ..run(Phase::Closed, 3, figures(0, 0, &[0, 0])) });
    let emptied = emptied.judged();
    assert!(emptied.is_sound(), "{emptied}");
    assert_eq!(emptied.lost_and_flagged, 3);
    assert!(play(true, false, 1).judged().breaks(Promise::NoLoss));
    play(false, true, 3).breaks(Promise::GoneBack);
    // What goes wrong before the store loses anything is not excused by it.
    let mut earlier = Play::begin();
    earlier.vote(1, 2, one(0));
    earlier.vote(1, 1, one(0));
    earlier.fault(true);
    earlier.last(RunShown { flagged: true, ..run(Phase::Closed, 3, figures(1, 0, &[1, 0])) });
    earlier.breaks(Promise::NoDouble);
}

#[test]
fn a_run_that_vanishes_is_caught() {
    let mut play = clean();
    play.note(What::Settled);
    play.breaks(Promise::NoLoss);
}
