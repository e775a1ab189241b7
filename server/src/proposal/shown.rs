//! A proposal as the one object that programs read.

use serde_json::{Value, json};

use super::{Person, Proposal, Text};

impl Proposal {
    /// The object of `plenary import --json`: `null` or `[]` where the text does not say.
    pub fn json(&self) -> Value {
        let text = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
        let people = |people: &[Person]| people.iter().map(person).collect::<Vec<_>>();
        json!({
            "year": self.year.as_ref().map(|year| year.value),
            "number": self.number.as_ref().map(|number| number.value),
            "kind": self.kind.as_ref().map(|kind| kind.short),
            "title": text(&self.title),
            "format": text(&self.format),
            "minutes": self.minutes.as_ref().map(|minutes| minutes.value),
            "organizers": people(&self.organizers),
            "speakers": people(&self.speakers),
            "moderator": self.moderator.as_ref().map(person),
            "online_moderator": self.online_moderator.as_ref().map(person),
            "rapporteur": self.rapporteur.as_ref().map(person),
            "policy_questions": self.policy_questions.iter().map(|question| &question.text.value).collect::<Vec<_>>(),
            "uncertain": self.uncertain.iter().map(|doubt| json!({
                "field": doubt.field, "value": doubt.text.value, "why": doubt.why,
            })).collect::<Vec<_>>(),
        })
    }

    /// Every passage that was copied out of the text, for whoever marks them beside it.
    pub fn passages(&self) -> Vec<&Text> {
        let people = self.organizers.iter().chain(&self.speakers).chain(&self.moderator).chain(&self.online_moderator);
        let fields = people
            .chain(&self.rapporteur)
            .flat_map(|one| [&one.name, &one.affiliation, &one.stakeholder_group, &one.regional_group]);
        let mut all: Vec<&Text> =
            fields.flatten().chain(&self.reference).chain(&self.title).chain(&self.format).collect();
        all.extend(self.kind.iter().map(|kind| &kind.written));
        all.extend(self.policy_questions.iter().flat_map(|question| question.label.iter().chain([&question.text])));
        all.extend(self.aims.iter().chain(&self.expected_outcomes).chain(&self.hybrid_plan));
        all.extend(self.uncertain.iter().map(|doubt| &doubt.text));
        all
    }
}

fn person(person: &Person) -> Value {
    let text = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
    json!({
        "name": text(&person.name),
        "affiliation": text(&person.affiliation),
        "stakeholder_group": text(&person.stakeholder_group),
        "regional_group": text(&person.regional_group),
    })
}
