//! Labels in longer words than a form needs: "Title of the workshop", "Coordinators and organizers of the session", "How the
//! session will run", "Has the proposer organized an IGF workshop before?".

use std::sync::LazyLock;

use regex::Regex;

use super::labels::Label;
use super::{interrogative, words};

/// A label has at most so many words.
const LONGEST: usize = 12;
/// Without a colon behind it, at most so many.
const LONGEST_BARE: usize = 9;

const SESSION: &str = "session|workshop|round ?table|open forum|town hall|forum|event|panel|meeting|proposal|networking session|lightning talk|debate|day 0 event|day zero event|dynamic coalition session|main session|launch|hour";

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern written here is tried by every test")
}

/// What may stand before the word that names the field.
static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        concat!(
            r"^(?:(?:the|our|your|an?|full|final|list of|names?(?:\(s\))? of|names? and affiliations? of|concise|brief|short|detailed|general|proposed|confirmed|invited|tentative|planned|provisional|preliminary|preferred|requested|suggested|submitted|assigned|lead|main|primary|expected|key|overall|trainers?(?: and| &)|{session}",
            r"|séance|atelier|sesión|taller|sessão|oficina|sitzung|le|la|les|el|los|las|der|die|das|o|os|as|liste des|lista de|noms? (?:du|de la|des)|nombres? (?:del|de la|de los|de las)|nomes? (?:do|da|dos|das)|principales|principais|wichtigste|vorgesehene|eingeladene|bestätigte",
            r"|приглашённые|приглашенные|предлагаемые|подтверждённые|подтвержденные|основные|ключевые|главные|список|قائمة|أسماء|اسم|أهم)\s+",
            r"|(?:本次|本届|本场)?(?:会议|研讨会|论坛|活动|拟邀请?|拟讨论|讨论|受邀|特邀|邀请|主要|核心|关键|建议|预定|暂定|联合)的?)"
        ),
        session = SESSION
    ))
});
/// What may stand behind it.
static AFTER: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        concat!(
            r"\s+(?:(?:of|for|to|in|at|on|from) (?:(?:the|this|your|our|a|an|proposed|whole|entire)\s+)*(?:{session})s?(?: proposal)?",
            r"|by stakeholder groups?|by groups?|by regions?|(?:and|with|&) (?:their )?(?:affiliations?|organi[sz]ations?|stakeholder groups?)|and their roles|and roles",
            r"|to be (?:addressed|discussed|answered)|for (?:discussion|debate)|to discuss|under discussion|(?:we|the (?:{session})) (?:will|would|aims? to|intends? to|wants? to|seeks? to) (?:address|discuss|answer|tackle|explore)|per (?:person|group)",
            r"|de la (?:séance|session|sesión|sessão|mesa)|du (?:forum|débat|panel)|de l['’]atelier|del (?:taller|foro|panel)|da (?:sessão|oficina|mesa)|do (?:fórum|painel)",
            r"|(?:abord|trait|pos|propos|confirm|invit|soulev)[ée]e?s|pressentie?s|à (?:aborder|traiter|débattre|discuter)|(?:abord|trat|propuest|confirmad|invitad|plantead|convidad|propost)[ao]d?[ao]?s|a (?:abordar|tratar|debatir|debater|discutir|serem \w+)",
            r"|que (?:se |serão |seront |la sesión |a sessão |la séance )?(?:abord|trat|debat|discut|exam)\w*(?: .{{0,40}})?",
            r"|der (?:sitzung|veranstaltung)|des (?:workshops|forums)|сессии|мероприятия|дискуссии|семинара|форума|для обсуждения)$",
            r"|,?\s+(?:которые|рассматриваемые|обсуждаемые|die (?:wir|die sitzung|der workshop)) .{{2,60}}$",
            r"|\s+(?:(?:في |من |خلال )?(?:هذه )?(?:الجلسة|الورشة|المنتدى)|للجلسة|للنقاش|المطروحة|المقترحون|المدعوون|المؤكدون|الرئيسية|الأساسية|(?:التي|الذين) .{{2,60}})$"
        ),
        session = SESSION
    ))
});
static REMARK: LazyLock<Regex> =
    LazyLock::new(|| regex(r"\s*[(\[][^()\[\]]*[)\]]\s*$|\s*\*$|['’]?s?['’]?\s+(?:full )?names?$"));
/// A question of the form about the session or who proposes it. It is not for the room.
static ASKED: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"(?i)^((?:if (?:so|yes|not?|any|applicable),? )?(?:please)\b|",
        r"(?:has|have|had|did|does|do|is|are|was|were|will)\s+(?:any of |one of |all )?(?:the |this |your |any )?(?:main |lead )?",
        r"(?:proposers?|co-?proposers?|co-?organi[sz]ers?|organi[sz]ers?|session|workshop|proposal|submitter|speakers?|moderators?|you)\b)[^?？]*[?？]\s*:?\s*"
    ))
});
/// A form asks its questions in "you"; only with these words are they about the session.
static OF_THE_FORM: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:igf|workshop|session|speakers?|organi[sz]\w+|propos\w+|report|background paper|remote|onsite|gender|disclos\w+|confirmed|co-?organi[sz]ers?)\b",
    )
});
/// How the session goes on: what it asks there is no policy question.
static COURSE: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        concat!(
            r"(?i)^(?:(?:proposed |tentative |draft |detailed |indicative |provisional )*(?:{session}|workshop|meeting)?\s*(?:agenda|plan|outline|programme|program|schedule|timetable|timeline|time ?plan|run of show|running order|flow|choreography|run-?through|structure|methodology|set-?up|logistics|evaluation|break-?outs?)",
            r"|(?:icebreakers?|ice-breakers?|warm-?up|opening poll|live polls?|closing round|opening round|wrap-?up|follow-?up|next steps|outputs?|outreach|deliverables|registration|award|contact|annex|report|logistics|previous editions|evaluation|participants are expected to|who should (?:attend|come|join)|who (?:is it|this is|it is) for|target audience|audience|how (?:it|this|we) (?:works?|will work|runs?|will run|proceeds?|will proceed)|what to expect|why (?:you should )?(?:come|join|attend|it matters|this matters)|how to (?:join|take part|participate|prepare)|what we will do|what (?:will )?happens?)",
            r"|déroul\w+(?: .{{0,30}})?|programme prévu|ordre du jour|ablauf\w*|tagesordnung|programm|desarrollo de (?:la sesión|el taller)|orden del día|programa|agenda|roteiro|programação|dinâmica da sessão|ход (?:сессии|заседания|дискуссии)|повестка дня|программа|регламент|план проведения|议程|会议议程|流程|会议流程|日程|جدول الأعمال|برنامج الجلسة)",
            r"(?:\s+(?:of|for) (?:the |this |our )?(?:{session}))?(?:\s*\([^()]*\))?$"
        ),
        session = SESSION
    ))
});
/// "Moderador/a", "Sprecher:innen", "Intervenant·e·s": both genders in one word.
static ENDINGS: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(\w)(?:/(?:as?|os?|in|innen|es?|rice|trice|ora|oras)|\((?:as?|es?|in|innen)\)s?|[·*:_](?:e[·.]?s?|in|innen|rice))(\s|$)",
    )
});
/// Who moderates so does it from afar, in the languages of the form.
static ONLINE: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"\b(?:online|on-line|remote|virtual|en ligne|à distance|en línea|a distancia|remot[ao]|онлайн|дистанционный|удал[её]нный)\b",
        r"|在线|线上|远程|オンライン|عبر الإنترنت|عن بعد"
    ))
});
/// What policy questions are called, however the language joins the two words: the one, the other.
const POLICY: [(&str, &str); 8] = [
    (r"questions?", r"policy"),
    (r"questions?", r"politiques?"),
    (r"preguntas?|cuestiones", r"políticas?"),
    (r"perguntas?|questões", r"políticas?"),
    (r"leitfragen|fragen|fragestellungen", r"politisch\w*|politik"),
    (r"вопрос\w*", r"политик\w*|политическ\w+"),
    ("问题|議題|议题", "政策"),
    (r"أسئلة|الأسئلة|سؤال", r"ال?سياس\w+|لل?سياس\w+"),
];
/// A heading that calls them so in other words has at most so many.
const OTHER_WORDS: usize = 7;
static OF_POLICY: LazyLock<Regex> = LazyLock::new(|| {
    let each = POLICY.iter().map(|(questions, policy)| {
        // Chinese sets no words apart.
        let edge = if *policy == "政策" { "" } else { r"\b" };
        let (questions, policy) = (format!("{edge}(?:{questions}){edge}"), format!("{edge}(?:{policy}){edge}"));
        format!("{questions}.{{0,30}}{policy}|{policy}.{{0,12}}{questions}")
    });
    regex(&each.collect::<Vec<_>>().join("|"))
});

/// Whether a sentence asks for the policy questions of the session: "Quelles questions de politique votre séance abordera-t-elle ?"
pub(super) fn asks_for_policy(lower: &str) -> bool {
    const SESSION: [&str; 8] = ["session", "séance", "atelier", "sesión", "sessão", "sitzung", "сесси", "الجلسة"];
    interrogative::begins(lower)
        && OF_POLICY.is_match(lower)
        && (SESSION.iter().any(|word| lower.contains(word)) || lower.contains("会议"))
}

/// "Вопросы для обсуждения политики": a heading that calls its questions policy questions.
fn asks_of_policy(lower: &str, colon: bool) -> bool {
    let words = lower.split_whitespace().count();
    // "IGF 2023 WS #4 Policy questions at sea" is a title.
    let cites = lower.contains(|c: char| c.is_ascii_digit());
    let sentences = lower.contains(['.', '!', '?', '。', '؟']);
    words <= if colon { LONGEST } else { OTHER_WORDS } && !cites && !sentences && OF_POLICY.is_match(lower)
}

/// "How the session will run", "After the session", "What happens in the hour"
static OF_THE_SESSION: LazyLock<Regex> = LazyLock::new(|| regex(&format!(r"(?i)\b(?:the|this|our) (?:{SESSION})s?\b")));

/// What a label in longer words introduces; `said` is what stands before its colon, or a line that has none.
pub(super) fn label(said: &str, colon: bool) -> Option<Label> {
    let lower = said.trim().to_lowercase();
    let words = lower.split_whitespace().count();
    if words > if colon { LONGEST } else { LONGEST_BARE } || lower.ends_with(['.', '!', '?', ',', ';']) {
        return None;
    }
    // A heading begins with a capital where the script has them.
    if !colon && said.starts_with(char::is_lowercase) {
        return None;
    }
    if COURSE.is_match(&lower) {
        return Some(Label::Other);
    }
    let bare = ENDINGS.replace_all(&lower, "$1$2");
    let found = glossed(said.trim()).or_else(|| named(&lower)).or_else(|| named(&bare));
    let online = ONLINE.is_match(&lower);
    found
        .map(|label| if label == Label::Moderator && online { Label::OnlineModerator } else { label })
        .or_else(|| asks_of_policy(&lower, colon).then_some(Label::PolicyQuestions))
        .or_else(|| (!colon && words >= 3 && OF_THE_SESSION.is_match(&lower)).then_some(Label::Other))
}

/// Whether the words head how the session goes on.
pub(super) fn is_course(heading: &str) -> bool {
    let lower = heading.trim().to_lowercase();
    COURSE.is_match(&lower) || ["discussion", "q&a", "goals", "objectives", "aims"].contains(&lower.as_str())
}

/// The label in the forum's own words, in brackets behind another language's: "Докладчик по итогам (Rapporteur)".
fn glossed(said: &str) -> Option<Label> {
    let (own, gloss) = said.strip_suffix([')', '）'])?.split_once(['(', '（'])?;
    let foreign = !own.is_ascii() || known(&own.trim().to_lowercase()).is_none();
    let label = known(&gloss.trim().to_lowercase()).filter(|_| foreign && gloss.trim().is_ascii())?;
    (label.is_person() || matches!(label, Label::PolicyQuestions | Label::Format | Label::Title)).then_some(label)
}

/// The field that the words name once what may stand around its name is gone.
pub(super) fn named(lower: &str) -> Option<Label> {
    let mut core = lower;
    for _ in 0..6 {
        if let Some(label) = known(core) {
            return Some(label);
        }
        let shorter = REMARK.find(core).or_else(|| AFTER.find(core)).map(|found| core[..found.start()].trim_end());
        let shorter = shorter.or_else(|| BEFORE.find(core).map(|found| core[found.end()..].trim_start()));
        core = shorter.filter(|shorter| !shorter.is_empty())?;
    }
    None
}

fn known(core: &str) -> Option<Label> {
    let exact = |core: &str| words::label(core).filter(|label| *label != Label::Reference);
    if let Some(label) = exact(core) {
        return Some(label);
    }
    // "Coordinators and organizers", "Speakers / Panelists"
    let parts: Vec<&str> = [" and ", " & ", " / ", "/", " et ", " y ", " e ", " und ", " и ", " و"]
        .iter()
        .find(|between| core.contains(*between))
        .map(|between| core.split(between).map(str::trim).collect())?;
    let labels: Vec<Label> = parts.iter().filter_map(|part| exact(part)).collect();
    let first = *labels.first()?;
    let form = |label: &Label| matches!(label, Label::Format | Label::Duration | Label::Type);
    if labels.len() == parts.len() && labels.iter().all(form) && labels.contains(&Label::Format) {
        return Some(Label::Format);
    }
    let people = matches!(first, Label::Speaker | Label::Organizer);
    (people && labels.len() == parts.len() && labels.iter().all(|label| *label == first)).then_some(first)
}

/// Where a question of the form ends that a line begins with: "Has the proposer organized an IGF workshop before? Yes".
pub(super) fn asked(line: &str) -> Option<usize> {
    let found = ASKED.captures(line)?;
    let (whole, subject) = (found.get(0)?, found.get(1)?);
    OF_THE_FORM.is_match(&line[subject.end()..whole.end()]).then_some(whole.end())
}

#[cfg(test)]
mod tests {
    use super::{Label, asked, label};

    #[test]
    fn longer_labels_name_their_field() {
        for (said, wanted) in [
            ("Title of the workshop", Label::Title),
            ("Workshop title", Label::Title),
            ("Title of your session", Label::Title),
            ("Concise description of the workshop", Label::Description),
            ("Duration of proposed session", Label::Duration),
            ("Format of the session", Label::Format),
            ("Coordinators and organizers of the session", Label::Organizer),
            ("Lead organizer", Label::Organizer),
            ("Speakers by stakeholder group", Label::Speaker),
            ("List of confirmed speakers", Label::Speaker),
            ("Names and affiliations of speakers", Label::Speaker),
            ("Speakers (name, organization)", Label::Speaker),
            ("Panelists / Speakers", Label::Speaker),
            ("Name of in-person moderator", Label::Moderator),
            ("Name of the remote moderator", Label::OnlineModerator),
            ("Policy questions the session will address", Label::PolicyQuestions),
            ("Expected outcomes of the session", Label::Outcomes),
            ("Session outline", Label::Other),
            ("Agenda of the workshop", Label::Other),
            ("Déroulement de la séance", Label::Other),
            ("Ice-breaker", Label::Other),
            ("Follow-up", Label::Other),
            ("How it works", Label::Other),
            ("What to expect", Label::Other),
            ("Докладчик по итогам (Rapporteur)", Label::Rapporteur),
            ("Докладчик (Rapporteur)", Label::Rapporteur),
            ("Berichtende (rapporteur)", Label::Rapporteur),
            ("Speakers (organizers)", Label::Speaker),
        ] {
            assert_eq!(label(said, true), Some(wanted), "{said}");
        }
        for said in ["How the session will run", "After the session", "What happens in the hour"] {
            assert_eq!(label(said, false), Some(Label::Other), "{said}");
        }
    }

    #[test]
    fn headings_of_questions_and_sentences_are_no_labels() {
        for said in [
            "Consent",
            "Purpose",
            "On lawful access",
            "Who pays for the roads",
            "Main session",
            "how the session will run",
            "The session begins with a story.",
            "Pêche et environnement",
            "Title of the law",
        ] {
            assert_eq!(label(said, false), None, "{said}");
        }
    }

    #[test]
    fn questions_of_the_form_are_told_from_policy_questions() {
        let line = "Has the proposer, or any of the co-organizers, organized an IGF workshop before? Yes";
        assert_eq!(asked(line).map(|end| &line[end..]), Some("Yes"));
        assert!(asked("Does the session have a background paper? No").is_some());
        assert!(asked("If so, please provide the link to the workshop report? n/a").is_some());
        assert!(asked("Are all speakers confirmed? Not yet").is_some());
        for line in [
            "Have you ever wondered how often?",
            "Do the organisers of cartels pay?",
            "Is there a role for states?",
            "If so, what proof may a fund ask for?",
        ] {
            assert!(asked(line).is_none(), "{line}");
        }
    }
}
