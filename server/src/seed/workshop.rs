//! From the shape of a workshop to the domain's: every text word for word, every policy question asked in a poll.

use std::collections::BTreeSet;

use super::page::{Once, Page};
use super::poll::{Origins, poll};
use super::shape::{self, PersonShape, PolicyQuestionShape, Text, WorkshopShape};
use super::{Claim, Noun, SeedError};
use crate::domain::language::Language;
use crate::domain::workshop::{DiscussionPoint, Person, PolicyQuestion, Workshop};

/// The workshop of a page, and the names that no other page may use.
pub(super) fn read(page: &Page<'_>) -> Result<(Workshop, Vec<Claim>), SeedError> {
    let shape: WorkshopShape = shape::read(page)?;
    page.source()?;
    if *shape.minutes.get_ref() == 0 {
        return Err(page.refuse(shape.minutes.span(), "a workshop of 0 minutes cannot be held"));
    }
    let mut ids = Once::new(page, "id");
    let policy_questions = policy_questions(page, &shape.policy_questions, &mut ids)?;
    let mut discussion_points = Vec::new();
    for point in &shape.discussion_points {
        let text = page.verbatim(&point.text, "discussion point")?;
        discussion_points.push(DiscussionPoint { id: ids.take(&point.id)?, text });
    }
    let kind = page.verbatim(&shape.kind, "kind")?;
    let short_reference = format!("{kind} #{}", shape.number);
    if !shape.reference.get_ref().ends_with(&short_reference) {
        return Err(page.refuse(shape.reference.span(), format!("reference does not end in {short_reference:?}")));
    }
    let origins = Origins {
        reference: short_reference,
        questions: policy_questions.iter().map(|question| question.id.as_str()).collect(),
        points: discussion_points.iter().map(|point| point.id.as_str()).collect(),
        language: Language::of_tag(shape.language.get_ref()),
    };
    let mut poll_ids = Once::new(page, "poll id");
    let mut polls = Vec::new();
    for shape in &shape.polls {
        poll_ids.take(&shape.id)?;
        polls.push(poll(page, shape, &origins)?);
    }
    every_question_is_asked(page, &shape)?;
    let mut claims = vec![page.claim(Noun::Reference, &shape.reference)];
    claims.extend(shape.polls.iter().map(|poll| page.claim(Noun::Poll, &poll.id)));
    let workshop = Workshop {
        reference: page.verbatim(&shape.reference, "reference")?,
        title: page.verbatim(&shape.title, "title")?,
        year: shape.year,
        number: shape.number,
        format: page.verbatim(&shape.format, "format")?,
        minutes: *shape.minutes.get_ref(),
        language: page.filled(&shape.language, "language")?,
        organizers: people(page, &shape.organizers)?,
        speakers: people(page, &shape.speakers)?,
        moderator: shape.moderator.as_ref().map(|one| person(page, one)).transpose()?,
        online_moderator: shape.online_moderator.as_ref().map(|one| person(page, one)).transpose()?,
        rapporteur: shape.rapporteur.as_ref().map(|one| person(page, one)).transpose()?,
        aims: page.verbatim_all(&shape.aims, "aim")?,
        expected_outcomes: page.verbatim_all(&shape.expected_outcomes, "expected outcome")?,
        hybrid_plan: page.verbatim_all(&shape.hybrid_plan, "hybrid plan")?,
        kind,
        policy_questions,
        discussion_points,
        polls,
    };
    Ok((workshop, claims))
}

fn people(page: &Page<'_>, shapes: &[PersonShape]) -> Result<Vec<Person>, SeedError> {
    shapes.iter().map(|shape| person(page, shape)).collect()
}

fn person(page: &Page<'_>, shape: &PersonShape) -> Result<Person, SeedError> {
    let field = |text: &Option<Text>, what| text.as_ref().map(|text| page.verbatim(text, what)).transpose();
    Ok(Person {
        name: field(&shape.name, "name")?,
        affiliation: field(&shape.affiliation, "affiliation")?,
        stakeholder_group: field(&shape.stakeholder_group, "stakeholder group")?,
        regional_group: field(&shape.regional_group, "regional group")?,
    })
}

fn policy_questions(
    page: &Page<'_>,
    shapes: &[PolicyQuestionShape],
    ids: &mut Once<'_>,
) -> Result<Vec<PolicyQuestion>, SeedError> {
    let mut questions: Vec<PolicyQuestion> = Vec::new();
    for shape in shapes {
        if let Some(follows) = &shape.follows
            && !questions.iter().any(|earlier| earlier.id == *follows.get_ref())
        {
            let reason = format!("follows {:?}, which is no policy question before this one", follows.get_ref());
            return Err(page.refuse(follows.span(), reason));
        }
        questions.push(PolicyQuestion {
            id: ids.take(&shape.id)?,
            label: shape.label.as_ref().map(|label| page.verbatim(label, "label")).transpose()?,
            text: page.verbatim(&shape.text, "policy question")?,
            follows: shape.follows.as_ref().map(|follows| follows.get_ref().clone()),
            uncertain: shape.uncertain.as_ref().map(|reason| page.filled(reason, "uncertain")).transpose()?,
        });
    }
    Ok(questions)
}

fn every_question_is_asked(page: &Page<'_>, shape: &WorkshopShape) -> Result<(), SeedError> {
    let asked: BTreeSet<&str> =
        shape.polls.iter().flat_map(|poll| poll.from.get_ref()).map(|id| id.get_ref().as_str()).collect();
    match shape.policy_questions.iter().find(|question| !asked.contains(question.id.get_ref().as_str())) {
        Some(question) => {
            let reason = format!("no poll is drawn from policy question {:?}", question.id.get_ref());
            Err(page.refuse(question.id.span(), reason))
        }
        None => Ok(()),
    }
}
