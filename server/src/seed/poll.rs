//! From the shape of a poll to the domain's: drawn from what the workshop has, each option quoted or added.

use std::collections::BTreeSet;

use toml::Spanned;

use super::SeedError;
use super::page::{Once, Page};
use super::shape::{KindName, OptionShape, PollShape, Text, Texts, TranslationShape};
use crate::domain::language::Language;
use crate::domain::poll::{Kind, Poll, Provenance, Source};
use crate::domain::translation::{self, Translation, Translations};

/// What the polls of a workshop can be drawn from.
pub(super) struct Origins<'a> {
    /// As it stands on the wall: "WS #230".
    pub(super) reference: String,
    pub(super) questions: BTreeSet<&'a str>,
    pub(super) points: BTreeSet<&'a str>,
    /// The language the polls are written in, if pages speak it.
    pub(super) language: Option<Language>,
}

impl Origins<'_> {
    /// A poll drawn from policy questions and points beside them counts as drawn from policy questions.
    fn source(&self, page: &Page<'_>, from: &Texts) -> Result<Source, SeedError> {
        if from.get_ref().is_empty() {
            return Err(page.refuse(from.span(), "from is empty: a poll is drawn from something"));
        }
        let mut once = Once::new(page, "from");
        let mut ids = Vec::new();
        for id in from.get_ref() {
            let name = once.take(id)?;
            if !self.questions.contains(name.as_str()) && !self.points.contains(name.as_str()) {
                let reason = format!("from names {name:?}, which is no policy question or discussion point");
                return Err(page.refuse(id.span(), reason));
            }
            ids.push(name);
        }
        let reference = self.reference.clone();
        Ok(if ids.iter().any(|id| self.questions.contains(id.as_str())) {
            Source::PolicyQuestions { reference, questions: ids }
        } else {
            Source::DiscussionPoints { reference, points: ids }
        })
    }
}

pub(super) fn poll(page: &Page<'_>, shape: &PollShape, origins: &Origins<'_>) -> Result<Poll, SeedError> {
    let kind = kind(page, shape)?;
    let option_quotes = match &shape.options {
        Some(options) => options.get_ref().iter().map(|one| option_quote(page, one)).collect::<Result<_, _>>()?,
        None => Vec::new(),
    };
    Ok(Poll {
        id: page.id(&shape.id, "poll id")?,
        prompt: page.shown(&shape.prompt, "prompt")?,
        translations: translations(page, shape, &kind, origins.language)?,
        kind,
        provenance: Provenance {
            source: origins.source(page, &shape.from)?,
            quotes: page.quotes(&shape.quotes)?,
            option_quotes,
        },
        visibility: shape.visibility,
        sensitive: shape.sensitive,
        seconds: seconds(page, shape)?,
        planned: shape.planned.as_ref().map(|planned| page.filled(planned, "planned")).transpose()?,
    })
}

fn translations(
    page: &Page<'_>,
    shape: &PollShape,
    kind: &Kind,
    own: Option<Language>,
) -> Result<Translations, SeedError> {
    let mut out = Translations::new();
    for (tag, shape) in &shape.translations {
        let Some(language) = Language::ALL.into_iter().find(|language| language.tag() == tag) else {
            let known = Language::ALL.map(Language::tag).join(", ");
            return Err(page.refuse(shape.span(), format!("no page speaks {tag:?}; there are {known}")));
        };
        let TranslationShape { prompt, options, checked } = shape.get_ref();
        // A step that goes without words goes without them in every language.
        let option =
            |text: &Text| if text.get_ref().is_empty() { Ok(String::new()) } else { page.shown(text, "option") };
        let translation = Translation {
            prompt: page.shown(prompt, "prompt")?,
            options: options.iter().map(option).collect::<Result<_, _>>()?,
            checked: *checked,
        };
        translation::check(&Translations::from([(language, translation.clone())]), kind, own)
            .map_err(|reason| page.refuse(shape.span(), reason))?;
        out.insert(language, translation);
    }
    Ok(out)
}

fn seconds(page: &Page<'_>, shape: &PollShape) -> Result<Option<u32>, SeedError> {
    match &shape.seconds {
        Some(seconds) if *seconds.get_ref() == 0 => {
            Err(page.refuse(seconds.span(), "a countdown of 0 seconds is none"))
        }
        seconds => Ok(seconds.as_ref().map(|seconds| *seconds.get_ref())),
    }
}

fn option_quote(page: &Page<'_>, option: &Spanned<OptionShape>) -> Result<Option<String>, SeedError> {
    let OptionShape { text, quote, added } = option.get_ref();
    match (quote, added) {
        (Some(quote), false) => page.verbatim(quote, "quote").map(Some),
        (None, true) => Ok(None),
        (Some(_), true) => {
            let reason = format!("option {:?} is both quoted and added", text.get_ref());
            Err(page.refuse(option.span(), reason))
        }
        (None, false) => {
            let reason = format!("option {:?} has no quote and is not marked added", text.get_ref());
            Err(page.refuse(option.span(), reason))
        }
    }
}

/// The kind with the keys that belong to it; a key of another kind is refused, because it would have no effect.
fn kind(page: &Page<'_>, shape: &PollShape) -> Result<Kind, SeedError> {
    let name = *shape.kind.get_ref();
    let wants_options = matches!(name, KindName::Single | KindName::Multiple);
    let wants_labels = matches!(name, KindName::Scale);
    let wants_bounds = matches!(name, KindName::Multiple);
    let keys = [
        ("options", shape.options.as_ref().map(Spanned::span), wants_options),
        ("labels", shape.labels.as_ref().map(Spanned::span), wants_labels),
        ("min", shape.min.as_ref().map(Spanned::span), wants_bounds),
        ("max", shape.max.as_ref().map(Spanned::span), wants_bounds),
    ];
    for (key, found, wanted) in &keys {
        match (found, wanted) {
            (Some(span), false) => return Err(page.refuse(span.clone(), format!("this kind of poll has no {key}"))),
            (None, true) => return Err(page.refuse(shape.kind.span(), format!("this kind of poll needs {key}"))),
            (Some(_), true) | (None, false) => {}
        }
    }
    let mut options = Vec::new();
    for option in shape.options.iter().flat_map(Spanned::get_ref) {
        options.push(page.shown(&option.get_ref().text, "option")?);
    }
    let mut labels = Vec::new();
    for label in shape.labels.iter().flat_map(Spanned::get_ref) {
        // A step between the ends may go without words; Kind::check guards the ends.
        let blank = label.get_ref().is_empty();
        labels.push(if blank { String::new() } else { page.shown(label, "label")? });
    }
    let bound = |value: &Option<Spanned<u8>>| value.as_ref().map_or(0, |value| *value.get_ref());
    let kind = match name {
        KindName::Single => Kind::Single { options },
        KindName::Multiple => Kind::Multiple { options, min: bound(&shape.min), max: bound(&shape.max) },
        KindName::Scale => Kind::Scale { labels },
        KindName::Gradient => Kind::Gradient,
        KindName::YesNo => Kind::YesNo,
    };
    let [options, labels, ..] = keys;
    let place = options.1.or(labels.1).unwrap_or_else(|| shape.kind.span());
    kind.check().map_err(|reason| page.refuse(place, reason))?;
    Ok(kind)
}
