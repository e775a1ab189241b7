//! The words of the form in the languages people fill it in: labels, groups, interrogatives, kinds of session.
//!
//! Lists stand as one text with bars between, so that a language can be added where the others stand; the labels, the
//! longest of them, stand in a table of their own.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::labels::Label;

mod labels;

/// The words of a list.
fn words(list: &'static str) -> Vec<&'static str> {
    list.split('|').collect()
}

/// Labels that end in a question mark of their own, and may be followed by their text at once.
pub(super) const SENTENCES: &[(&str, Label)] = &[
    ("what will participants gain from attending this session", Label::Gain),
    ("what will participants gain from this session", Label::Gain),
    ("what will participants gain", Label::Gain),
    ("which policy questions does the session address", Label::PolicyQuestions),
    ("what policy questions does the session address", Label::PolicyQuestions),
    ("how will you facilitate interaction between onsite and online speakers and attendees", Label::Hybrid),
    ("how will you facilitate interaction", Label::Hybrid),
    ("how do you plan to facilitate interaction", Label::Hybrid),
    ("how will you design the session to ensure the best possible experience", Label::Hybrid),
    ("how will you ensure", Label::Hybrid),
    ("please note any complementary online tools", Label::Other),
];

/// Labels as they stand before a colon or alone on a line, in every language.
static LABELS: LazyLock<HashMap<&str, Label>> = LazyLock::new(|| {
    let rows = labels::LABELS.iter();
    let each = rows.flat_map(|(label, row)| row.iter().flat_map(|list| words(list)).map(|word| (word, *label)));
    each.filter(|(word, _)| !word.is_empty()).collect()
});

/// The same by their first letter: a text has many lines, and most begin no label.
static BY_LETTER: LazyLock<HashMap<char, Vec<(&str, Label)>>> = LazyLock::new(|| {
    let mut letters: HashMap<char, Vec<(&str, Label)>> = HashMap::new();
    for (word, label) in LABELS.iter() {
        letters.entry(word.chars().next().unwrap_or_default()).or_default().push((word, *label));
    }
    letters
});

/// The label that the words are, whole.
pub(super) fn label(said: &str) -> Option<Label> {
    LABELS.get(said).copied()
}

/// The labels that a line with this first letter may begin with.
pub(super) fn labels_at(letter: char) -> &'static [(&'static str, Label)] {
    let lower = letter.to_lowercase().next().unwrap_or(letter);
    BY_LETTER.get(&lower).map_or(&[], Vec::as_slice)
}

/// Labels that take a number, as they are glued into a line whose breaks were lost.
pub(super) static NUMBERED: LazyLock<Vec<&str>> = LazyLock::new(|| {
    words(
        "Organizer|Organiser|Co-Organizer|Speaker|Panelist|Panellist|Moderator|Organisateur|Intervenant|\
          Organizador|Orador|Ponente|Palestrante|Организатор|Докладчик|Спикер",
    )
});

/// Stakeholder groups, as whole parts of a person's line.
pub(super) static STAKEHOLDER_GROUPS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    words(
        "civil society|private sector|technical community|government|governments|intergovernmental organization|\
          intergovernmental organisation|intergovernmental organizations|intergovernmental organisations|academia|\
          academic community|business community|media|société civile|secteur privé|communauté technique|\
          gouvernement|organisation intergouvernementale|monde universitaire|sociedad civil|sector privado|\
          comunidad técnica|gobierno|organización intergubernamental|academia y comunidad técnica|sociedade civil|\
          setor privado|sector privado|comunidade técnica|governo|organização intergovernamental|\
          zivilgesellschaft|privatsektor|privatwirtschaft|technische gemeinschaft|technische community|regierung|\
          zwischenstaatliche organisation|wissenschaft|гражданское общество|частный сектор|техническое сообщество|\
          правительство|государство|государственный сектор|межправительственная организация|民间社会|公民社会|私营部门|私营企业|\
          技术社群|技术社区|技术界|政府|政府部门|政府间组织|学术界|市民社会|民間企業|民間セクター|技術コミュニティ|المجتمع المدني|القطاع الخاص|المجتمع التقني|\
          المجتمع الفني|الحكومة|حكومة|القطاع الحكومي|منظمة حكومية دولية",
    )
});

/// Words that only a regional group has among a person's parts.
pub(super) static REGIONAL_WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    words(
        "group|weog|grulac|apg|eeg|groupe|grupo|gruppe|regionalgruppe|staaten|группа|组|集团|国家组|グループ|مجموعة|\
          المجموعة|region|région|región|região|регион|地区|地域",
    )
});

/// Regions as people write them without the word "group".
pub(super) static REGIONS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    words(
        "africa|african|asia-pacific|asia pacific|asia and the pacific|eastern europe|eastern european|\
          latin america|latin america and the caribbean|latin america and caribbean|latin american and caribbean|\
          western europe and others|western european and others|western europe|europe|global|afrique|\
          asie-pacifique|europe de l'est|áfrica|asia-pacífico|ásia-pacífico|américa latina y el caribe|\
          américa latina e caribe|afrika|asien-pazifik|osteuropa|亚太|非洲|拉美|东欧|西欧",
    )
});

/// Who is named so is nobody yet.
pub(super) static NOBODY: LazyLock<Vec<&str>> = LazyLock::new(|| {
    words(
        "open|vacant|unknown|nil|tbc|tbd|tba|n/a|na|none|-|--|to be confirmed|to be determined|to be decided|to be announced|\
          not applicable|nobody|no|à confirmer|a confirmar|por confirmar|por definir|a definir|\
          wird noch bekannt gegeben|n. n.|nn|n.n.|noch offen|уточняется|待定|待确认|未定|سيتم تحديده لاحقا|يحدد لاحقا|\
          xxx|?|…|...",
    )
});

/// Who is described in words that begin so is nobody yet either.
pub(super) static NOBODY_BEGINS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    words(
        "tbc|tbd|tba|none|n/a|not yet|not applicable|not foreseen|not needed|not available|not decided|not known|\
         not confirmed|nobody|no one|no-one|to be|will be|yet to be|still to be|pending|same as|\
         aucun|aucune|néant|pas encore|pas de|à déterminer|à désigner|à préciser|à annoncer|à définir|à venir|\
         sera annoncé|sera désigné|sera désignée|non prévu|non prévue|ninguno|ninguna|sin confirmar|por designar|\
         por anunciar|por determinar|se anunciará|a designar|a ser definido|a ser definida|a ser anunciado|nenhum|\
         nenhuma|a anunciar|a indicar|keiner|keine|niemand|entfällt|wird noch|noch nicht|noch zu|steht noch|\
         будет объявлен|будет объявлена|будет объявлено|будет назначен|будет определен|будет определён|\
         не предусмотрен|не предусмотрена|не назначен|не требуется|нет|пока нет|尚未确定|待公布|暂无|لا يوجد|\
         سيعلن|سيتم|未定|无",
    )
});

/// Words a question begins with where no question mark ends it: English, French, Spanish and Portuguese, German, Russian, Arabic.
pub(super) static INTERROGATIVES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    words(
        "how|what|which|who|whom|whose|where|why|whether|should|can|could|is|are|do|does|will|would|must|may|\
          to what extent|in what|in which|under which|under what|on which|for whom|by whom|at what|comment|quel|\
          quelle|quels|quelles|qui|pourquoi|faut-il|doit-on|peut-on|est-ce|où|à qui|dans quelle|dans quelles|\
          par quels|combien|à quelles|de quelle|jusqu'où|jusqu’où|\
          sous quelles|que faut-il|faudrait-il|cómo|qué|cuál|cuáles|quién|quiénes|por qué|dónde|cuándo|de quién|a quién|\
          debería|deberían|puede|pueden|hasta qué|en qué|con qué|bajo qué|es posible|cuánto|cuánta|cuántos|como|que|qual|quais|quem|\
          por que|onde|quando|deve|devem|\
          deveria|deveriam|pode|podem|de quem|a quem|é possível|até que ponto|em que|wie|was|welche|welcher|welches|welchen|wer|wem|wo|warum|wieso|inwieweit|\
          inwiefern|ob|sollte|sollten|soll|sollen|kann|können|\
          wann|wessen|dürfen|darf|müssen|in welchem|unter welchen|как|какие|какой|какая|какую|каким|кто|кому|\
          почему|зачем|где|когда|должны|должна|должно|должен|может ли|могут ли|стоит ли|обязана|следует|нужно|нужны|можно|чей|чья|чьи|насколько|в какой|в каких|кого|\
          обязан|обязаны|что|كيف|ما|ماذا|من|لماذا|هل|أي|أين|متى|\
          لمن|بأي|إلى أي مدى|إلى أي حد",
    )
});

/// Signs of a question inside a Chinese or Japanese sentence, or at its end.
pub(super) static EAST_ASIAN: LazyLock<Vec<&str>> = LazyLock::new(|| {
    words("如何|怎样|怎么|什么|哪些|哪个|哪种|是否|为什么|为何|能否|谁|何种|何时|多少|应否|可否|能不能|该不该|吗")
});

/// Words a lead-in has before its colon ("The session will address the following questions:").
pub(super) static LEAD_INS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    words(
        "question|questions|address|addresses|discuss|discusses|ask|asks|explore|explores|following|include|\
          includes|including|consider|considers|préguntas|preguntas|siguientes|suivantes|perguntas|seguintes|\
          fragen|folgende|folgenden|вопросы|вопросов|следующие|问题|以下|الأسئلة|التالية",
    )
});

/// Abbreviations whose full stop ends no sentence.
pub(super) static ABBREVIATIONS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    words(
        "e.g|i.e|etc|vs|cf|dr|mr|mrs|ms|prof|st|no|nos|art|arts|sec|fig|vol|inc|ltd|co|corp|al|approx|est|dept|\
          gov|rev|jr|sr|hon|amb|z. b|z.b|bzw|u.a|d.h|usw|ca|nr|abs|p. ex|p.ex|mme|m|ej|p. ej|sra|srta|dra|ud|uds|\
          ex|exa|т.е|т.д|т.п|др|г",
    )
});

/// Kinds of session: the words of a reference → the short form. Longer words stand before their beginnings.
pub(super) static KINDS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let mut kinds: Vec<(&str, &str)> =
        KIND_LISTS.iter().flat_map(|(short, list)| words(list).into_iter().map(|word| (word, *short))).collect();
    kinds.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    kinds
});

const KIND_LISTS: &[(&str, &str)] = &[
    (
        "WS",
        "workshop proposal|atelier|taller|oficina|laboratorio|研讨会|研討會|工作坊|ワークショップ|ورشة عمل|ورشة العمل|ورشة|\
         حلقة عمل|мастерская|воркшоп|семинар|workshop|ws",
    ),
    (
        "OF",
        "forum ouvert|foro abierto|forum aperto|fórum aberto|offenes forum|开放论坛|オープンフォーラム|открытый форум|منتدى مفتوح|open forum|of",
    ),
    ("TH", "town hall meeting|town hall|townhall|市政厅会议|th"),
    (
        "DAY0",
        "day 0 event|day 0 session|day zero event|day zero|day-0 event|day 0|day0|pre-event|pre event|\
         événement du jour 0|événement du jour zéro|jour 0|evento del día 0|evento del día cero|día cero|día 0|\
         evento do dia 0|evento do dia zero|dia zero|dia 0|tag-0-veranstaltung|tag 0|нулевой день|день 0|第零天活动|\
         第0天活动|فعالية اليوم صفر|اليوم صفر",
    ),
    (
        "LT",
        "lightning talks|lightning talk|lightning session|lightning|présentation éclair|exposé éclair|\
         charla relámpago|palestra relâmpago|blitzvortrag|молниеносный доклад|блиц-доклад|闪电演讲|ライトニングトーク|lt",
    ),
    (
        "NS",
        "networking session|networking|session de réseautage|sesión de networking|sesión de redes|\
         sessão de networking|vernetzungssitzung|нетворкинг-сессия|нетворкинг|交流会|ns",
    ),
    (
        "LAUNCH",
        "launch / award event|launch/award event|launches and awards|launch / award|launch & award event|\
         launch event|award event|launch|lancement|lanzamiento|lançamento",
    ),
    (
        "DC",
        "dynamic coalition session|dynamic coalition|coalition dynamique|coalición dinámica|coalizão dinâmica|\
         dynamische koalition|coalizione dinamica|динамическая коалиция|动态联盟|تحالف ديناميكي|التحالف الديناميكي|dc session|dc",
    ),
    ("BPF", "best practice forum|forum sur les bonnes pratiques|foro de mejores prácticas|bpf"),
    ("PN", "policy network|réseau de politiques|red de políticas|pn"),
    ("NRI", "nri collaborative session|nri session|nri"),
    (
        "MAIN",
        "main session|session principale|sesión principal|sessão principal|hauptsitzung|sessione principale|основная сессия|主会议",
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::labels::{LABELS, LANGUAGES};
    use super::{Label, words};

    #[test]
    fn a_word_is_one_label_and_every_language_has_the_fields_of_a_room() {
        let mut known: HashMap<&str, Label> = HashMap::new();
        for (label, row) in LABELS {
            for (language, list) in LANGUAGES.iter().zip(row) {
                for word in words(list).into_iter().filter(|word| !word.is_empty()) {
                    let other = *known.entry(word).or_insert(*label);
                    assert_eq!(other, *label, "{word} ({language})");
                    assert_eq!(word.trim().to_lowercase(), word, "{language}");
                }
            }
        }
        let fields = [
            Label::Title,
            Label::Type,
            Label::Format,
            Label::Duration,
            Label::Organizer,
            Label::Speaker,
            Label::Moderator,
            Label::OnlineModerator,
            Label::Rapporteur,
            Label::PolicyQuestions,
            Label::Questions,
            Label::Description,
            Label::Outcomes,
        ];
        for (label, row) in LABELS.iter().filter(|(label, _)| fields.contains(label)) {
            for (language, list) in LANGUAGES.iter().zip(row) {
                assert!(!list.is_empty(), "{label:?} has no word in {language}");
            }
        }
    }
}
