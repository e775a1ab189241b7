//! Two questions in one: an answer to it does not say to which.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::pattern;

/// A second question that "and" or "or" joins to the first.
static JOINED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b(?:and|or),? (?:if so,? )?(?:how|who|whom|whose|what|which|why|when|where|should|must|can|could|would|will|are|is|was|were|do|does|did|has|have)",
        r"\b(?: (?:they|it|this|that|these|those|he|she|we|you))?"
    ))
});
/// Two demands in one sentence, each with its verb.
static DEMANDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:should|must|ought to|needs? to)\b[^.?!;]*\band\b[^.?!;]*\b(should|must|ought to|needs? to)\b")
});
/// Two judgements at the end of a statement: "… are transparent and accountable."
static JUDGEMENTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:is|are|was|were|be|been|remain|remains|become|becomes) (?:\w+ly |very |both )?[\w-]+(?:ent|ant|able|ible|ive|al|ful|ous|ed|ear|air|ure|ain|ick|eap|afe|ree|ust|ough|ong|ast) (and|but) (?:\w+ly |very )?[\w-]+\s*[.?…]?$",
    )
});
/// Two things to be judged by one answer: "your government and your operator".
static OBJECTS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\byour \w+(?: \w+){0,2} (and your) \w+"));
/// Two things to be done, each with its verb: "ban the service and fine its owners".
static DEEDS: LazyLock<Regex> = LazyLock::new(|| {
    let plain = "ban|regulate|require|allow|prohibit|forbid|publish|protect|remove|compensate|punish|restrict|investigate|ensure|guarantee|provide\
                 |promote|prevent|delete|disclose|adopt|introduce|establish|create|enforce|inform|notify|certify|reduce|improve|translate|expand\
                 |educate|abolish|subsidi[sz]e|finance|invest|appoint|replace|withdraw|suspend|strengthen|weaken|lower|raise|increase";
    let with_object = "fine|tax|fund|share|test|support|audit|report|label|end|start|limit|block|set|open|stop|train|store|licen[cs]e|charge|pay|name|give\
                       |make|take|build|keep|let|help|scan|check|review|order|force|move|host|hire";
    let object = "the|a|an|its|their|his|her|our|your|all|any|every|those|these|them|it|what|more|new|each";
    pattern(&format!(
        r"\b(?:should|must|shall|ought to|need to|have to|be (?:required|allowed|obliged) to)\b (?:[^\s.?!;]+ ){{2,}}(and (?:also )?(?:(?:{plain})|(?:{with_object}) (?:{object})))\b"
    ))
});
/// Words that bind two halves to one thing that is asked.
static BOUND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:both|together|also|at once|at the same time|in the same|while also|respectively)\b")
});
static DEMAND: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:should|must|ought to)\b"));

/// Where the second question begins, if there is one.
pub(super) fn second(prompt: &str) -> Option<Range<usize>> {
    between_sentences(prompt).or_else(|| sentences(prompt).into_iter().find_map(|range| within(prompt, range)))
}

/// Two sentences that both ask, or both demand.
fn between_sentences(prompt: &str) -> Option<Range<usize>> {
    let all = sentences(prompt);
    let asking: Vec<&Range<usize>> = all.iter().filter(|range| prompt[(*range).clone()].ends_with('?')).collect();
    if let [_, second, ..] = asking.as_slice() {
        return Some((*second).clone());
    }
    if !asking.is_empty() {
        return None;
    }
    let demanding: Vec<&Range<usize>> = all.iter().filter(|range| DEMAND.is_match(&prompt[(*range).clone()])).collect();
    demanding.get(1).map(|second| (*second).clone())
}

fn within(prompt: &str, sentence: Range<usize>) -> Option<Range<usize>> {
    let text = &prompt[sentence.clone()];
    let place = |range: Range<usize>| sentence.start + range.start..sentence.start + range.end;
    let group =
        |pattern: &Regex| pattern.captures(text).and_then(|found| found.get(1)).map(|found| place(found.range()));
    if let Some(found) = group(&DEMANDS).or_else(|| group(&OBJECTS)) {
        return Some(found);
    }
    if BOUND.is_match(text) {
        return None;
    }
    // "monitor and prevent it": two verbs that share what they are about are one deed.
    if let Some(found) = DEEDS.captures(text).and_then(|found| found.get(1))
        && !text[..found.start()].trim_end().ends_with(',')
        && !shares(text, found.start())
    {
        return Some(place(found.range()));
    }
    JOINED.find(text).map(|found| place(found.range())).or_else(|| group(&JUDGEMENTS))
}

/// Whether the word before "and" is a verb too, so that both share the object that follows.
fn shares(text: &str, and: usize) -> bool {
    static VERB: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"\b(?:monitor|collect|detect|find|develop|design|write|read|use|plan|draft|adopt|make|build|create|ban|limit|fund|train|test|support|share|report|publish|review|store|protect|respect|promote)$",
        )
    });
    VERB.is_match(text[..and].trim_end())
}

/// The sentences of a prompt; prompts are short and plain, so their marks are enough.
fn sentences(prompt: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, c) in prompt.char_indices() {
        let end = at + c.len_utf8();
        let stops = matches!(c, '.' | '?' | '!') && prompt[end..].starts_with(|c: char| c.is_whitespace());
        if stops || end == prompt.len() {
            let bare = prompt[start..end].trim_start();
            if !bare.is_empty() {
                out.push(end - bare.len()..end);
            }
            start = end;
        }
    }
    out
}
