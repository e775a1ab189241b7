//! What was found in a proposal, as the page shows it: each value with its place in the text as JavaScript counts.

use crate::proposal::{Number, Person, Proposal, Text, polls, seed};
use crate::wire::organise::{
    FoundDoubt, FoundNumber, FoundPerson, FoundPoll, FoundProposal, FoundQuestion, FoundText, FoundUnasked,
};

/// Places in a text: bytes in, UTF-16 units out.
struct Places {
    /// For every byte the units before it.
    units: Vec<u32>,
}

impl Places {
    fn of(plain: &str) -> Self {
        let mut units = vec![0; plain.len() + 1];
        let mut before = 0;
        for (at, c) in plain.char_indices() {
            units[at..at + c.len_utf8()].fill(before);
            before += c.len_utf16() as u32;
        }
        units[plain.len()] = before;
        Self { units }
    }

    fn text(&self, text: &Text) -> FoundText {
        FoundText { value: text.value.clone(), from: self.units[text.span.start], to: self.units[text.span.end] }
    }

    fn maybe(&self, text: Option<&Text>) -> Option<FoundText> {
        text.map(|text| self.text(text))
    }

    fn all(&self, texts: &[Text]) -> Vec<FoundText> {
        texts.iter().map(|text| self.text(text)).collect()
    }

    fn number<T: Copy + Into<u32>>(&self, number: Option<&Number<T>>) -> Option<FoundNumber> {
        number.map(|number| FoundNumber {
            value: number.value.into(),
            from: self.units[number.span.start],
            to: self.units[number.span.end],
        })
    }

    fn person(&self, person: &Person) -> FoundPerson {
        FoundPerson {
            name: self.maybe(person.name.as_ref()),
            affiliation: self.maybe(person.affiliation.as_ref()),
            stakeholder_group: self.maybe(person.stakeholder_group.as_ref()),
            regional_group: self.maybe(person.regional_group.as_ref()),
        }
    }

    fn people(&self, people: &[Person]) -> Vec<FoundPerson> {
        people.iter().map(|person| self.person(person)).collect()
    }
}

/// A proposal, and the polls it comes to, for the page.
pub fn found(proposal: &Proposal) -> FoundProposal {
    let at = Places::of(&proposal.plain);
    let polls = polls::propose(proposal);
    let place = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    let question = |question: &crate::proposal::Question| FoundQuestion {
        text: at.text(&question.text),
        label: at.maybe(question.label.as_ref()),
        follows: question.follows.map(place),
    };
    let poll = |poll: &polls::Proposed| FoundPoll {
        from: poll.from.iter().map(|from| place(*from)).collect(),
        prompt: poll.prompt.clone(),
        kind: poll.kind.clone(),
        quotes: at.all(&poll.quotes),
        option_quotes: poll.option_quotes.iter().map(|quote| at.maybe(quote.as_ref())).collect(),
    };
    let doubt = |doubt: &crate::proposal::Doubt| FoundDoubt {
        field: doubt.field.to_owned(),
        text: at.text(&doubt.text),
        why: doubt.why.to_owned(),
    };
    let unasked = |none: &polls::Unasked| FoundUnasked { question: place(none.question), why: none.why.to_owned() };
    FoundProposal {
        plain: proposal.plain.clone(),
        reference: at.maybe(proposal.reference.as_ref()),
        year: at.number(proposal.year.as_ref()),
        number: at.number(proposal.number.as_ref()),
        kind: at.maybe(proposal.kind.as_ref().map(|kind| &kind.written)),
        title: at.maybe(proposal.title.as_ref()),
        format: at.maybe(proposal.format.as_ref()),
        minutes: at.number(proposal.minutes.as_ref()),
        language: seed::language(proposal).to_owned(),
        organizers: at.people(&proposal.organizers),
        speakers: at.people(&proposal.speakers),
        moderator: proposal.moderator.as_ref().map(|one| at.person(one)),
        online_moderator: proposal.online_moderator.as_ref().map(|one| at.person(one)),
        rapporteur: proposal.rapporteur.as_ref().map(|one| at.person(one)),
        policy_questions: proposal.policy_questions.iter().map(question).collect(),
        aims: at.all(&proposal.aims),
        expected_outcomes: at.all(&proposal.expected_outcomes),
        hybrid_plan: at.all(&proposal.hybrid_plan),
        uncertain: proposal.uncertain.iter().map(doubt).collect(),
        polls: polls.proposed.iter().map(poll).collect(),
        unasked: polls.unasked.iter().map(unasked).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proposal::read;

    #[test]
    fn a_passage_is_where_javascript_finds_it() {
        let text = "IGF 2021 WS #5 Vertrauen 🔐 überall\n\nPolicy Question(s)\n\n1. 谁来支付 🔐 费用？\n2. Who pays?\n";
        let found = found(&read(text).unwrap());
        let units: Vec<u16> = found.plain.encode_utf16().collect();
        let at = |text: &FoundText| String::from_utf16(&units[text.from as usize..text.to as usize]).unwrap();
        let title = found.title.as_ref().expect("a title");
        assert_eq!(at(title), title.value);
        assert_eq!(found.policy_questions.len(), 2);
        for question in &found.policy_questions {
            assert_eq!(at(&question.text), question.text.value);
        }
        for quote in found.polls.iter().flat_map(|poll| &poll.quotes) {
            assert_eq!(at(quote), quote.value);
        }
    }
}
