//! The labels of the form, by what they introduce and by language: a word that is missing in one language is seen at a glance.
//!
//! What may stand around these words ("of the session", "Please list the …") is for [`super::super::longer`] and
//! [`super::super::asked_for`] to take away; here stands the word alone, in its numbers and genders.

use super::super::labels::Label;

/// The languages, in the order of every row below; Japanese stands with Chinese.
pub(in crate::proposal) const LANGUAGES: [&str; 8] = ["en", "fr", "es", "pt", "de", "ru", "zh", "ar"];

/// Words between bars, a text for each of [`LANGUAGES`].
type Row = [&'static str; LANGUAGES.len()];

/// Labels as they stand before a colon or alone on a line.
pub(super) const LABELS: &[(Label, Row)] = &[
    (Label::Reference, ["session|reference", "", "", "", "", "", "", ""]),
    (
        Label::Title,
        [
            "title|session title|workshop title|title of the session|session name|name of the session|name of session|\
             name of the workshop|workshop name|event title|proposal title",
            "titre|intitulé",
            "título|nombre de la sesión",
            "título|nome da sessão",
            "titel|thema der sitzung",
            "название|заголовок|название сессии|наименование",
            "标题|题目|会议名称|名称|タイトル|セッション名",
            "العنوان|عنوان الجلسة|عنوان الورشة|اسم الجلسة|عنوان",
        ],
    ),
    (
        Label::Other,
        [
            "short title|stakeholder group|format description|theme|themes|subtheme|sub-theme|subthemes|sdgs|sdg|\
             sustainable development goals|targets|interventions|diversity|agenda|programme|proposed agenda|\
             session agenda|goals|objectives|aims|session objectives|country|keywords|tags|tag 1|tag 2|tag 3|\
             background paper|report link|link to report|reference document|proposed additional tools|\
             additional reference document link|key takeaways|takeaways|call to action|session report|\
             conducted a workshop in igf before?|icebreakers|discussion|q&a|gender report card|previous workshop|\
             previous workshops|why now|rationale",
            "thème|objectifs|objectifs de développement durable|mots-clés",
            "tema|objetivos|objetivos de desarrollo sostenible|palabras clave",
            "tema|objetivos|objetivos de desenvolvimento sustentável|palavras-chave",
            "thema|ziele|schlagwörter",
            "тема|цели|ключевые слова",
            "主题|关键词|议程|会议议程|テーマ",
            "الموضوع|الأهداف|الكلمات المفتاحية|جدول الأعمال",
        ],
    ),
    (
        Label::Type,
        [
            "session type|type of session|type|kind of session|session kind",
            "type de session|type de séance|nature de la session|type d'activité",
            "tipo de sesión|tipo|tipo de actividad",
            "tipo de sessão|tipo|tipo de atividade",
            "art der sitzung|sitzungstyp|typ|sitzungsart|veranstaltungsart",
            "тип сессии|вид сессии|тип|тип мероприятия|вид мероприятия",
            "会议类型|会议类别|类型|类别|活动类型|種類",
            "نوع الجلسة|النوع|نوع الفعالية",
        ],
    ),
    (
        Label::Year,
        ["year|igf year|igf edition|edition|submitted for", "année", "año", "ano", "jahr", "год", "年份", "السنة"],
    ),
    (
        Label::Number,
        [
            "number|proposal number|session number|workshop number|session id|proposal id|session no.|session no|\
             proposal no.|proposal no|workshop no.|workshop no|reference number",
            "numéro|n°|numéro de l'atelier|numéro de la proposition|numéro de la session|numéro de séance",
            "número|nº|n.º|núm.|número de propuesta|número de la propuesta|número de sesión|número de taller",
            "número|nº|n.º|número da proposta|número da sessão|número da oficina",
            "nummer|nr.|vorschlagsnummer|sitzungsnummer|workshop-nummer",
            "номер|№|номер заявки|номер сессии|номер семинара",
            "编号|会议编号|序号|提案编号|番号",
            "الرقم|رقم الجلسة|رقم|رقم المقترح|رقم الورشة",
        ],
    ),
    (
        Label::Format,
        [
            "format|session format|proposed session format|type / format|type/format|type and format|room layout",
            "format|format de la séance",
            "formato|formato de la sesión",
            "formato|formato da sessão",
            "format|format der sitzung",
            "формат",
            "形式|会议形式|会议格式|形式与布局|形式",
            "الشكل|شكل الجلسة|صيغة الجلسة",
        ],
    ),
    (
        Label::Duration,
        [
            "duration|duration (minutes)|duration (in minutes)|session duration|length|time|timing|running time",
            "durée|durée (minutes)|durée (en minutes)",
            "duración|duración (minutos)|duración (en minutos)|tiempo",
            "duração|duração (minutos)|duração (em minutos)|tempo",
            "dauer|dauer (minuten)|dauer (in minuten)|länge",
            "продолжительность|продолжительность (минут)|продолжительность (минуты)|продолжительность (мин)|\
             длительность|длительность (минут)|длительность (минуты)",
            "时长|时长（分钟）|时长(分钟)|会议时长|所需时间|時間",
            "المدة|المدة (بالدقائق)|المدة (دقائق)|المدة (دقيقة)|مدة الجلسة",
        ],
    ),
    (
        Label::Organizer,
        [
            "organizer|organizers|organiser|organisers|session organizer|session organizers|co-organizer|co-organizers|\
             co-organiser|co-organisers|coordinator|coordinators|co-ordinator|co-ordinators|organizing team|\
             organising team|host|hosts|hosting organizations|host organizations|convener|conveners|convenor|convenors|\
             organized by|organised by|co-organized by|co-organised by|hosted by|convened by|proposed by|submitted by",
            "organisateur|organisateurs|organisatrice|organisatrices|co-organisateur|co-organisateurs|organisent|\
             organise|organisé par|organisée par|proposé par|coordination|organisation et coordination",
            "organizador|organizadora|organizadores|organizadoras|coorganizador|coorganizadora|coorganizadores|\
             organizan|organiza|organizado por|organizada por|convocan|convoca|propuesto por|entidades organizadoras|\
             personas organizadoras|organización",
            "organizador|organizadora|organizadores|organizadoras|organização|coorganizadores|organizam|organiza|\
             organizado por|organizada por|proposto por|proponentes|proponente",
            "organisator|organisatorin|organisatoren|organisatorinnen|veranstalter|veranstalterin|veranstalterinnen|\
             mitveranstalter|organisiert von|veranstaltet von|eingereicht von",
            "организатор|организаторы|соорганизатор|соорганизаторы|организуют|координатор|координаторы",
            "组织者|主办方|主办者|主办单位|主办机构|协办单位|协办方|承办单位|联合组织者|主催者|主催|共催",
            "المنظم|المنظمة|المنظمون|الجهة المنظمة|الجهات المنظمة|المنظمون المشاركون|منظمو الجلسة|منظم الجلسة|\
             منظمة الجلسة|تنظيم|منظمو|منظم",
        ],
    ),
    (
        Label::Table,
        [
            "participants|invited participants|confirmed participants|list of participants|proposed participants",
            "participants|participent",
            "participantes|participan",
            "participantes|participam",
            "teilnehmende|teilnehmer|mitwirkende",
            "участники|участники дискуссии|участвуют",
            "参会者|与会者|参加者",
            "المشاركون",
        ],
    ),
    (
        Label::Proposer,
        ["proposer|proposer's name|proposers name|co-proposer's name|co-proposer", "", "", "", "", "", "", ""],
    ),
    (
        Label::ProposerOrganization,
        [
            "proposer's organization|proposer's organisation|co-proposer's organization|co-proposer's organisation",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
        ],
    ),
    (
        Label::Speaker,
        [
            "speaker|speakers|panelist|panelists|panellist|panellists|panel members|list of speakers|speakers list|\
             confirmed speakers|proposed speaker|proposed speakers|invited speaker|invited speakers|\
             additional speaker|additional speakers|keynote speaker|keynote speakers|lightning talk speaker|\
             discussant|discussants|respondent|respondents|presenter|presenters|trainer|trainers|expert|experts|\
             resource person|resource persons|featuring|presented by",
            "intervenant|intervenante|intervenants|intervenantes|orateur|oratrice|orateurs|oratrices|interviennent|\
             conférencier|conférencière|conférenciers|panéliste|panélistes|avec la participation de",
            "orador|oradora|oradores|oradoras|ponente|ponentes|panelista|panelistas|intervienen|interviene|expositores|\
             expositor|expositora|conferencistas|personas ponentes|personas oradoras|disertantes|exponen",
            "orador|oradora|oradores|oradoras|palestrante|palestrantes|painelista|painelistas|intervêm|expositores|\
             pessoas palestrantes|debatedores|debatedor|debatedora",
            "referent|referentin|referenten|referentinnen|sprecher|sprecherin|sprecherinnen|rednerin|redner|\
             rednerinnen|vortragende|podium|auf dem podium|es sprechen|referierende",
            "докладчик|докладчица|докладчики|спикер|спикеры|выступающий|выступающие|участник|выступают|\
             приглашённые эксперты|приглашенные эксперты|эксперты",
            "发言人|发言者|发言嘉宾|演讲者|演讲人|演讲嘉宾|讲者|嘉宾|与谈人|登壇者|発表者|パネリスト|スピーカー",
            "المتحدث|المتحدثة|المتحدثون|متحدث|متحدثون|متحدثو|المتحدثات|المحاضرون|المداخلون|المشاركون بالكلمة",
        ],
    ),
    (
        Label::Moderator,
        [
            "moderator|moderators|moderator(s)|name of moderator|onsite moderator|on-site moderator|onsite moderators|\
             in-person moderator|session moderator|moderator (onsite)|moderator (on-site)|moderator (in person)|\
             moderator (in-person)|co-moderator|facilitator|facilitators|session chair|chair|chairperson|\
             moderated by|chaired by|facilitated by|onsite moderation|on-site moderation|in-person moderation",
            "modérateur|modératrice|modération|modéré par|modère|animation|animé par|animée par|animateur|animatrice|\
             modération sur place|modérateur sur place|modératrice sur place|modération en présentiel|\
             modérateur en présentiel|modératrice en présentiel|présidence",
            "moderador|moderadora|moderador(a)|moderación|modera|moderan|moderado por|moderador presencial|\
             moderadora presencial|moderación presencial|moderador en sala|moderadora en sala|moderación en sala|\
             facilita|facilitador|facilitadora|persona moderadora",
            "moderador|moderadora|moderação|modera|moderado por|moderação presencial|moderador presencial|\
             moderadora presencial|mediação|mediador|mediadora",
            "moderation|moderator|moderatorin|vor-ort-moderation|moderation vor ort|moderation im saal|\
             moderator vor ort|moderatorin vor ort|moderiert von|es moderiert|sitzungsleitung",
            "модератор|ведущий|ведущая|модератор в зале|модератор на месте|очный модератор|ведущий в зале|модерирует",
            "主持人|现场主持人|会议主持人|现场主持|主持|モデレーター|司会",
            "مدير الجلسة|مديرة الجلسة|المنسق|المنسقة|الميسر|الميسرة|رئيس الجلسة|رئيسة الجلسة|مدير الحوار|\
             مدير الجلسة الحضوري|مديرة الجلسة الحضورية|مدير الجلسة في القاعة|مديرة الجلسة في القاعة|\
             المنسق الحضوري|إدارة الجلسة|ميسر|ميسرة|ميسر الجلسة|ميسرة الجلسة",
        ],
    ),
    (
        Label::OnlineModerator,
        [
            "online moderator|online moderators|on-line moderator|remote moderator|virtual moderator|\
             moderator (online)|moderator (remote)|moderator (virtual)|online moderation|remote moderation|\
             online facilitator|remote facilitator",
            "modérateur en ligne|modératrice en ligne|modération en ligne|modération à distance|\
             modérateur à distance|modératrice à distance",
            "moderador en línea|moderadora en línea|moderación en línea|modera en línea|moderación virtual|\
             moderador virtual|moderadora virtual|moderador remoto|moderadora remota|moderación remota",
            "moderador online|moderadora online|moderador on-line|moderadora on-line|moderação online|\
             moderação on-line|moderação remota|moderador remoto|moderadora remota|moderação virtual",
            "online-moderation|online-moderator|online-moderatorin|moderation online",
            "онлайн-модератор|модератор онлайн|удалённый модератор|удаленный модератор|онлайн-ведущий|онлайн-ведущая|\
             ведущий онлайн|ведущая онлайн|онлайн-модерация",
            "在线主持人|线上主持人|线上主持|在线主持|远程主持人|オンラインモデレーター",
            "مدير الجلسة عبر الإنترنت|مديرة الجلسة عبر الإنترنت|المنسق عبر الإنترنت|المنسقة عبر الإنترنت|\
             مدير الجلسة عن بعد|مديرة الجلسة عن بعد|الميسر عبر الإنترنت|المنسق عن بعد|إدارة الجلسة عبر الإنترنت",
        ],
    ),
    (
        Label::Rapporteur,
        [
            "rapporteur|rapporteurs|reporter|note taker|note-taker|notes taken by|reported by|session rapporteur",
            "rapporteur|rapporteure|rapporteuse|compte rendu par|secrétaire de séance",
            "relator|relatora|relatoría|relata",
            "relator|relatora|relatoria|relata",
            "berichterstatter|berichterstatterin|berichterstattung|protokoll|protokollführung",
            "протоколист|составитель отчёта|составитель отчета|докладчик по итогам|ответственный за отчёт|\
             ответственный за отчет|рапортёр|рапортер",
            "报告员|报告人|记录员|会议记录员|会议记录|记录人|報告者|書記",
            "المقرر|المقررة|مقرر الجلسة|مقررة الجلسة",
        ],
    ),
    (
        Label::PolicyQuestions,
        [
            "policy question|policy questions|key policy question|key policy questions|main policy question|\
             main policy questions|guiding policy questions|specific policy questions|policy questions addressed|\
             policy questions to be addressed|policy questions to be discussed|policy questions discussed|\
             policy questions we want to tackle|policy questions we will address|\
             policy questions addressed by the session|our policy questions|our policy questions are|\
             the policy questions are|issues / policy questions|issues/policy questions|issues and policy questions|\
             additional policy questions information|additional policy questions|policy issues and questions|\
             public policy questions|public policy question|policy qs",
            "questions de politique publique|question de politique publique|questions de politique|\
             questions de politiques publiques|questions politiques|questions d'orientation politique",
            "preguntas de política|preguntas de política pública|preguntas de políticas|\
             preguntas de políticas públicas|pregunta de política|pregunta de política pública|\
             preguntas sobre políticas|preguntas sobre políticas públicas|preguntas políticas|\
             cuestiones de política|cuestiones de política pública|cuestiones de políticas públicas",
            "perguntas de política|perguntas de política pública|perguntas de políticas|\
             perguntas de políticas públicas|pergunta de política|perguntas políticas|perguntas sobre políticas públicas|\
             questões de política|questões de política pública|questões de políticas públicas|questões políticas",
            "politische fragen|politische leitfragen|policy-fragen|politikfragen|politische fragestellungen",
            "вопросы политики|политические вопросы|вопрос политики|вопросы государственной политики|\
             вопросы для выработки политики|вопросы регулирования",
            "政策问题|政策問題|关键政策问题|主要政策问题|政策课题|政策议题|政策性问题|政策上の問い|政策課題|政策に関する質問|政策質問",
            "أسئلة السياسات|أسئلة السياسة|أسئلة السياسات العامة|الأسئلة السياساتية|أسئلة سياساتية|سؤال السياسات|\
             أسئلة السياسة العامة|الأسئلة المتعلقة بالسياسات|الأسئلة المتعلقة بالسياسات العامة",
        ],
    ),
    (
        Label::Questions,
        [
            "key questions|guiding questions|questions to be addressed|questions for discussion|\
             discussion questions|questions|main questions|guiding question|key question|research questions",
            "questions directrices|questions clés|questions à débattre",
            "preguntas clave|preguntas orientadoras|preguntas guía|preguntas",
            "perguntas norteadoras|perguntas orientadoras|perguntas-chave|perguntas",
            "leitfragen|fragestellungen|fragen",
            "вопросы для обсуждения|ключевые вопросы|вопросы",
            "讨论问题|主要问题|核心问题",
            "أسئلة|الأسئلة|أسئلة النقاش",
        ],
    ),
    (
        Label::Description,
        [
            "description|session description|content of the session|session content|abstract|summary|background|context",
            "description|résumé|contexte|présentation|descriptif",
            "descripción|resumen|contexto",
            "descrição|resumo|contexto",
            "beschreibung|zusammenfassung|kurzbeschreibung|hintergrund",
            "описание|аннотация|краткое описание",
            "描述|背景|背景介绍|会议描述|会议简介|简介|会议说明|内容简介|概要|説明",
            "الوصف|وصف الجلسة|نبذة|ملخص|ملخص الجلسة|وصف",
        ],
    ),
    (
        Label::Outcomes,
        [
            "expected outcome|expected outcomes|outcomes|expected results",
            "résultats attendus",
            "resultados esperados",
            "resultados esperados",
            "erwartete ergebnisse",
            "ожидаемые результаты",
            "预期成果|预期结果",
            "النتائج المتوقعة|المخرجات المتوقعة",
        ],
    ),
    (
        Label::Hybrid,
        [
            "hybrid format|hybrid plan|discussion facilitation|interaction",
            "format hybride",
            "formato híbrido",
            "formato híbrido",
            "hybrides format",
            "гибридный формат",
            "混合形式",
            "",
        ],
    ),
    (
        Label::OnlineParticipation,
        [
            "online participation|remote participation",
            "participation en ligne|participation à distance",
            "participación en línea|participación remota",
            "participação online|participação remota",
            "online-teilnahme",
            "онлайн-участие|дистанционное участие",
            "在线参与|线上参与",
            "المشاركة عبر الإنترنت|المشاركة عن بعد",
        ],
    ),
    (
        Label::Relevance,
        [
            "relevance|relevance to theme|relevance to internet governance|relevance of the session|\
             relevance of the issue|connection with previous messages",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
        ],
    ),
];
