//! Labels that ask for their field in a sentence, as the forms of 2010 to 2016 do: "Names and affiliations of the speakers the
//! proposer is planning to invite", "Please list the policy questions that the workshop intends to address".
//!
//! Such a label opens as a request does (a verb, "What are …", "Names …", "Brief summary …"), then names the field, then explains.
//! Each of the three is looked at; a sentence that only mentions a field is no label.

use std::sync::LazyLock;

use regex::Regex;

use super::labels::Label;
use super::{longer, words};

/// A label with its explanations has at most so many words.
const LONGEST: usize = 45;

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern written here is tried by every test")
}

static REMARKS: LazyLock<Regex> = LazyLock::new(|| regex(r"[ ]?\([^()]*\)|[ ]?\[[^\[\]]*\]"));
/// How long the answer to a question of the form may be.
static LIMIT: LazyLock<Regex> =
    LazyLock::new(|| regex(r"\((?:max\w*\.? |up to |at most )?\d{2,4} (?:words?|characters?)[^()]*\)"));
/// "Please provide", "List"
static REQUEST: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"^(?:please )?(?:also )?(?:kindly )?(?:provide|list|give|indicate|state|name|describe|specify|enter|mention|outline|",
        r"explain|write|add|identify|summari[sz]e|formulate|present|include|insert|submit|choose|select)(?: us)?(?: with)?(?: below| here)?:? "
    ))
});
/// "What are the", "Which", where a question of the form opens so.
static QUERY: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^(?:what|which|who)(?: (?:is|are|will be|would be|would|will))? (?:the |your )?"));
/// Who or what is meant by "the session" on a form.
static OURS: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"\b(?:your|the|this|of|proposed) (?:proposed )?(?:session|workshop|proposal|event|panel|open forum|proposer|organi[sz]ers?)s?\b|\byou\b|\bwill be\b|\bto be (?:raised|addressed|discussed|answered|explored)\b",
    )
});
static POLICY: LazyLock<Regex> =
    LazyLock::new(|| regex(r"\bpolicy (?:questions?|issues? and questions?)\b|\bquestions? of (?:public )?policy\b"));
/// What is written in running text, and what may be said of it.
static PROSE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?:(?:an?|the|your|brief|short|concise|substantive|clear|detailed|general|complete|and) )*(?:description|summary|abstract|overview|outline|explanation|presentation|introduction|statement)\b",
    )
});
/// A text about how the session is held says nothing of what it is about.
static COURSE: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"\b(?:plans?|agenda|how|facilitat\w+|remote\w*|online|structure|methodology|participation)\b")
});
/// Somebody who is told by what they do.
static WHO_WILL: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"\b(?:person|people|colleague|participant|volunteer|individual|one)s? (?:who|that) (?:will |is going to |are going to |shall |is |are )?(?:be )?(moderat|chair|facilitat|report|rapporteur|tak\w+ notes|writ\w+ the report|speak|present|organi[sz])",
    )
});
static ONLINE: LazyLock<Regex> = LazyLock::new(|| regex(r"\b(?:online|on-line|remote|remotely|virtual|virtually)\b"));
/// "How will your session …?", "Why is this issue relevant …?"
static OF_THE_FORM: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"^(?:how|why|what|which|who|where|when|in what|in which|to what extent)\b.*\b(?:your (?:proposed )?(?:session|workshop|proposal|event|panel)|the proposers?)\b",
        r"|^how (?:does|do|will) (?:this|the) (?:session|workshop|proposal) (?:relate|contribute|address|include|ensure)\b",
        r"|^why (?:is|are) (?:this|the|these|your) (?:issues?|topics?|subjects?|themes?) (?:relevant|important|timely)\b"
    ))
});

/// "Who will moderate online?" and nothing more.
static WHO: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"^who (?:is|are|will be|will) (?:organi[sz](?:ing|e)|(hosting|host)|(speaking|speak|presenting|present)|(moderating|moderate|chairing|chair|facilitating|facilitate)|(reporting|report|taking notes|take notes))",
        r"(?: (?:the|your|this) (?:session|workshop|event|forum|panel))?(?: (?:at|in|during) (?:the|your|this) (?:session|workshop|event|room))?(?: (?:on ?-?site|online|remotely|in person|in the room))?$"
    ))
});
/// What participants take with them.
static GAIN: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"^¿?(?:what (?:will|can|do|would) (?:the |our |your )?(?:participants|attendees|audience) (?:gain|take|learn|leave|get|bring|come away|walk away)\b",
        r"|what participants (?:will )?(?:gain|take|learn)\b|(?:lo )?qu[ée] (?:ganarán|aprenderán|se llevarán|obtendrán) (?:l[oa]s )?(?:participantes|asistentes)",
        r"|(?:ce )?que (?:retiendront|gagneront|retireront|les participants (?:en )?(?:retiendront|gagneront|retireront|apprendront))",
        r"|o que (?:os |as )?participantes (?:vão )?(?:ganh|lev|aprend)\w+|что (?:получат|узнают|вынесут) участники|was (?:nehmen|lernen|gewinnen) die teilnehm\w+",
        r"|(?:参会者|与会者)(?:将|能|会)?(?:获得|收获|学到)|ماذا سيستفيد المشاركون)"
    ))
});

/// What may stand before the word for the people: everything else makes a sentence of it.
const BEFORE_PEOPLE: &str = "name|names|affiliation|affiliations|title|titles|stakeholder|group|groups|organization|organizations|organisation|\
    organisations|organizational|organisational|institution|institutions|institutional|country|countries|region|regions|regional|contact|contacts|\
    details|e-mail|email|emails|biography|biographies|list|position|positions|role|roles|and|or|of|for|their|the|a|an|all|any|each|full|your|\
    proposed|workshop|session|proposal|confirmed|invited|potential|expected|main|lead|other|person|people|&|/|-|gender|designated|planned";
/// One of these must stand there where nothing asks for it.
const NAMING: &str = "name|names|affiliation|affiliations|list|biographies|contact|contacts";
/// What may follow it: the explanation.
const BEHIND_PEOPLE: &str = "who|whom|that|which|you|we|the|to|planned|invited|expected|being|so|and|with|including|at|for|in|of|from|your|if|per|by|as|who's";
/// Ends of a field's name where the explanation begins.
const EXPLAINS: [&str; 16] = [
    " that ",
    " which ",
    " who ",
    " you ",
    " will ",
    " would ",
    " does ",
    " do ",
    " should ",
    ", including ",
    " including ",
    ", in ",
    " as ",
    " (",
    " – ",
    " - ",
];

/// The label that a line asks with, and where it ends; an answer may follow its colon or question mark.
pub(super) fn of_line(line: &str) -> Option<(Label, usize)> {
    let (end, mark) = end(line);
    let said = line[..end].trim_end_matches([':', '?', '：', '？', '؟', ' ', '.', '*']).to_lowercase();
    if GAIN.is_match(&said) {
        return Some((Label::Gain, end));
    }
    // In English more can be told apart.
    if !line.is_ascii() && said.len() < end && end <= line.len() && longer::asks_for_policy(&said) {
        return Some((Label::PolicyQuestions, end));
    }
    if !line.starts_with(|c: char| c.is_ascii_uppercase()) {
        return None;
    }
    if said.split_whitespace().count() > LONGEST {
        return None;
    }
    let bare = REMARKS.replace_all(&said, "").into_owned();
    let limited = mark == Some('?') && LIMIT.is_match(&said);
    let label = meant(&bare, mark).or(limited.then_some(Label::Other))?;
    // Behind a request that ends as a sentence stands more of it, not the answer.
    Some((label, if mark == Some(':') || mark == Some('?') { end } else { line.len() }))
}

/// Where the first sentence of the line ends, and by which mark.
fn end(line: &str) -> (usize, Option<char>) {
    let mut depth = 0_u32;
    for (at, c) in line.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            ':' | '?' if depth == 0 => return (at + 1, Some(c)),
            '：' | '？' | '؟' if depth == 0 => return (at + c.len_utf8(), Some(c)),
            '.' if depth == 0 && line[at + 1..].starts_with(' ') => return (at + 1, Some(c)),
            _ => {}
        }
    }
    (line.len(), None)
}

fn meant(said: &str, mark: Option<char>) -> Option<Label> {
    if let Some(who) = WHO.captures(said).filter(|_| mark != Some('.')) {
        let online = said.ends_with("online") || said.ends_with("remotely");
        return Some(match (who.get(2), who.get(3), who.get(4)) {
            (Some(_), _, _) => Label::Speaker,
            (_, Some(_), _) if online => Label::OnlineModerator,
            (_, Some(_), _) => Label::Moderator,
            (_, _, Some(_)) => Label::Rapporteur,
            _ => Label::Organizer,
        });
    }
    let request = requested(said);
    let query = QUERY.find(said).filter(|_| mark == Some('?')).map(|found| &said[found.end()..]);
    let asked = request.or(query);
    let core = asked.unwrap_or(said);
    let prose = PROSE.is_match(core);
    if let Some(policy) = POLICY.find(core)
        && (asked.is_some() || prose)
        && (OURS.is_match(said) || request.is_some())
        && mark != Some('.')
    {
        let summary = prose && core[..policy.start()].contains(" and ");
        return Some(if summary { Label::Summary } else { Label::PolicyQuestions });
    }
    // "Who are the moderators of last resort?" asks for no name.
    let people = people(core, request.is_some() || (query.is_some() && OURS.is_match(core)));
    let found = people.or_else(|| field(core, request.is_some(), query.is_some(), prose));
    found.or_else(|| (mark == Some('?') && OF_THE_FORM.is_match(said)).then_some(Label::Other))
}

/// What is asked for. A bare verb may be another word ("Present speakers of Sámi"), unless what it asks for is set apart.
fn requested(said: &str) -> Option<&str> {
    let rest = &said[REQUEST.find(said)?.end()..];
    let first = rest.split([' ', ',']).next().unwrap_or_default();
    let apart =
        ["the", "your", "a", "an", "all", "each", "any", "up", "name", "names", "who", "how", "why", "whether", "if"];
    (said.starts_with("please") || apart.contains(&first)).then_some(rest)
}

/// "names and affiliations of the panellists you are planning to invite"
fn people(core: &str, asked: bool) -> Option<Label> {
    let online = ONLINE.is_match(core);
    let here = |label| if label == Label::Moderator && online { Label::OnlineModerator } else { label };
    let list: Vec<&str> = core.split([' ', ',', '/']).filter(|word| !word.is_empty()).collect();
    let is = |word: &str, words: &str| words.split('|').any(|one| one == word);
    if (asked || list.first().is_some_and(|first| is(first, NAMING)))
        && let Some(does) = WHO_WILL.captures(core).and_then(|found| found.get(1))
    {
        return Some(here(match does.as_str().as_bytes() {
            [b'm' | b'c' | b'f', ..] => Label::Moderator,
            [b's' | b'p', ..] => Label::Speaker,
            [b'o', ..] => Label::Organizer,
            _ => Label::Rapporteur,
        }));
    }
    let mut named = asked;
    for at in 0..list.len() {
        for length in (1..=3).rev() {
            let Some(role) = list.get(at..at + length) else { continue };
            let Some(label) = words::label(&role.join(" ")).filter(|label| label.is_person()) else { continue };
            let explained = list.get(at + length).is_none_or(|next| is(next, BEHIND_PEOPLE));
            // "Speakers to be invited" is what [`longer`] knows; "speakers who …" alone is a sentence.
            return (named && explained).then(|| here(label));
        }
        if !is(list[at], BEFORE_PEOPLE) {
            return None;
        }
        named |= is(list[at], NAMING);
    }
    None
}

/// "a concise description of the proposed workshop, including …", "how the session will be moderated", "the title of your session"
fn field(core: &str, request: bool, query: bool, prose: bool) -> Option<Label> {
    if prose {
        let ours = request || OURS.is_match(core) || COURSE.is_match(core) && core.contains("participants");
        return ours.then_some(if COURSE.is_match(core) { Label::Other } else { Label::Description });
    }
    if request && ["how ", "why ", "whether ", "if "].iter().any(|word| core.starts_with(word)) {
        return Some(Label::Other);
    }
    let end = EXPLAINS.iter().filter_map(|word| core.find(word)).min().unwrap_or(core.len());
    let label = (request || query).then(|| longer::named(core[..end].trim_end_matches(','))).flatten()?;
    let single = matches!(
        label,
        Label::Title | Label::Format | Label::Duration | Label::Type | Label::Outcomes | Label::Description
    );
    // "What is the format of trust?" asks something.
    (single && (request || OURS.is_match(core))).then_some(label)
}

#[cfg(test)]
mod tests {
    use super::{Label, of_line};

    #[test]
    fn labels_in_sentences_ask_for_their_field() {
        for (line, wanted) in [
            (
                "Brief substantive summary of the workshop and presentation of the main policy questions that will be raised",
                Label::Summary,
            ),
            (
                "Name, stakeholder group, and organizational affiliation of workshop proposal co-organizer(s)",
                Label::Organizer,
            ),
            (
                "Names and affiliations (stakeholder group, organization) of the speakers the proposer is planning to invite",
                Label::Speaker,
            ),
            ("Provide the names and affiliations of the panellists you are planning to invite:", Label::Speaker),
            ("Provide the name of the remote moderator(s)", Label::OnlineModerator),
            ("Name of the moderator for remote participants", Label::OnlineModerator),
            ("Name of the person who will moderate online: Jane Doe", Label::OnlineModerator),
            ("Name of the person who will write the report", Label::Rapporteur),
            (
                "Please list the specific policy questions that the workshop intends to address (maximum three)",
                Label::PolicyQuestions,
            ),
            ("What are the main policy questions that your session will address?", Label::PolicyQuestions),
            (
                "Please provide a concise description of the proposed workshop, including its relevance",
                Label::Description,
            ),
            (
                "Description of the plan to facilitate discussion amongst speakers, audience members and remote participants",
                Label::Other,
            ),
            ("Please describe how the session will be moderated online", Label::Other),
            ("What is the title of your session? Roads", Label::Title),
            ("Which format will your session use?", Label::Format),
            ("Who is organising the session?", Label::Organizer),
            ("Who will speak?", Label::Speaker),
            ("Who will moderate online? Jane Doe", Label::OnlineModerator),
            ("What will participants take home?", Label::Gain),
            ("¿Qué se llevarán los participantes? Un mapa", Label::Gain),
            ("How will your session include remote participants?", Label::Other),
            ("Why is this issue relevant to Internet governance?", Label::Other),
        ] {
            assert_eq!(of_line(line).map(|(label, _)| label), Some(wanted), "{line}");
        }
    }

    #[test]
    fn sentences_that_mention_a_field_are_no_labels() {
        for line in [
            "Names of speakers were left out of the law",
            "Speakers who join online can use the chat",
            "Which policy questions remain open in the region?",
            "What is the title of a domain worth?",
            "Who are the moderators of last resort?",
            "Describe the elephant",
            "Who will speak for the villages?",
            "Who is hosting the data of the poor?",
            "List of grievances",
            "Summary of the law",
            "Which speakers of small languages are heard?",
            "Present speakers of Sámi use it",
            "What are the formats that archives should keep?",
        ] {
            assert_eq!(of_line(line), None, "{line}");
        }
    }
}
