//! What becomes of a question: through every fate and back.

use super::*;

fn asked() -> Question {
    Question::asked("Who pays?".into(), Asker::Chat("A".into()), Mode::Online, Moment(1))
}

fn after(question: &Question, fates: &[Fate]) -> Result<Question, Refusal> {
    fates.iter().cloned().try_fold(question.clone(), |q, fate| q.tend(fate, Role::Chair, Moment(9), [1, 2, 0]))
}

#[test]
fn a_question_comes_back_to_where_it_was() {
    let declined = Fate::Decline { rule: Rule::OffTopic, reason: None };
    let back = after(&asked(), &[declined.clone(), Fate::Restore]).unwrap();
    assert_eq!(back.state, State::InReview);
    let back = after(&asked(), &[Fate::Approve, declined, Fate::Restore]).unwrap();
    assert_eq!(back.state, State::Approved);
    assert_eq!(back.approved, Some(Approved { at: Moment(9), upvotes_before: [1, 2, 0] }));
    let back = after(&asked(), &[Fate::Approve, Fate::Answering, Fate::Answered, Fate::Restore]).unwrap();
    assert_eq!(back.state, State::Approved);
}

#[test]
fn an_edit_keeps_the_words_that_stood_before() {
    let edit = |text: &str| Fate::Edit { text: text.into() };
    let edited = after(&asked(), &[edit("Who pays for it?"), edit("Who pays for it?"), edit("Who will pay?")]).unwrap();
    assert_eq!(
        edited.edits.iter().map(|edit| edit.was.as_str()).collect::<Vec<_>>(),
        ["Who pays?", "Who pays for it?"]
    );
}

#[test]
fn what_was_taken_back_or_merged_is_no_longer_tended() {
    let withdrawn = Question { state: State::Withdrawn, ..asked() };
    let into = QuestionId::from_bytes([1; 4]);
    assert!(withdrawn.merge(into).is_err());
    for question in [withdrawn, asked().merge(into).unwrap()] {
        for fate in [Fate::Approve, Fate::Restore, Fate::Edit { text: "x".into() }] {
            assert!(after(&question, &[fate]).is_err());
        }
    }
}

#[test]
fn a_merge_that_is_taken_back_gives_back_what_was_there() {
    let declined = Fate::Decline { rule: Rule::OffTopic, reason: Some("not here".into()) };
    let into = QuestionId::from_bytes([1; 4]);
    for fates in [
        vec![],
        vec![Fate::Approve],
        vec![Fate::Approve, declined],
        vec![Fate::Approve, Fate::Archive],
        vec![Fate::Approve, Fate::Answering, Fate::Answered],
    ] {
        let before = after(&asked(), &fates).unwrap();
        let merged = before.merge(into).unwrap();
        assert!(!merged.state.is_public() && merged.merge(into).is_err());
        assert_eq!(merged.unmerge().unwrap(), before);
    }
    assert!(asked().unmerge().is_err());
}

#[test]
fn the_gate_is_open_exactly_while_upvotes_are_taken() {
    assert_eq!(gate_act(&State::InReview, None), None);
    assert_eq!(gate_act(&State::Approved, None), Some(GateAct::Open { for_ms: None }));
    assert_eq!(gate_act(&State::Answering, Some(true)), None);
    assert_eq!(gate_act(&State::Archived, Some(true)), Some(GateAct::Shut));
    assert_eq!(gate_act(&State::Approved, Some(false)), Some(GateAct::Reopen));
    assert_eq!(gate_act(&State::Answered, Some(false)), None);
}
