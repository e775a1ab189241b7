//! What a column of a table of people holds, or a line "Organization: …" below a name: by the words that head it.

use std::ops::Range;

use super::labels::{self, Label};

/// A field of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Column {
    Name,
    /// The first of two columns that make a name; the other is `Name`.
    GivenName,
    Affiliation,
    /// The affiliation where nothing better stands.
    Post,
    StakeholderGroup,
    RegionalGroup,
    /// "Speaker", "Moderator"
    Role,
    /// Country, gender, mail address: nothing the importer copies.
    Other,
}

/// A heading of a column has at most so many words.
const WORDS: usize = 7;

const LISTS: &[(Column, &str)] = &[
    (
        Column::Name,
        "name|names|full name|person|participant|surname|last name|family name|name and surname|name and title|nom|\
         nom et prénom|nombre|nombre completo|nome|nome completo|имя|фио|ф.и.о.|имя и фамилия|姓名|名字|الاسم|\
         name, vorname|vor- und nachname",
    ),
    (Column::GivenName, "first name|given name|given names|prénom|vorname|имени"),
    (
        Column::Affiliation,
        "affiliation|affiliations|organization|organisation|organizations|organisations|institution|org|org.|company|\
         employer|entity|organization/institution|affiliation/organization|affiliation / organization|\
         organization / affiliation|institution/organization|representing|organisme|établissement|organización|\
         institución|entidad|afiliación|organização|instituição|entidade|afiliação|institut|zugehörigkeit|einrichtung|\
         организация|учреждение|место работы|机构|单位|组织|所属机构|المؤسسة|المنظمة|الجهة",
    ),
    (
        Column::Post,
        "position|job title|title|post|function|designation|title/position|position/title|fonction|poste|cargo|puesto|\
         funktion|position und titel|должность|职务|职位|المنصب",
    ),
    (
        Column::StakeholderGroup,
        "stakeholder group|stakeholder|stakeholders|stakeholder community|stakeholder category|stakeholder type|\
         stakeholder groups|sh group|sg|group|sector|constituency|community|stakeholder group/sector|\
         groupe d'acteurs|groupe d’acteurs|groupe de parties prenantes|partie prenante|parties prenantes|groupe|\
         secteur|collège|grupo de interés|grupo de partes interesadas|parte interesada|grupo|grupo interesado|setor|\
         parte interessada|grupo de interesse|interessengruppe|akteursgruppe|stakeholdergruppe|stakeholder-gruppe|\
         gruppe|группа заинтересованных сторон|заинтересованная сторона|группа|сектор|利益相关方|利益攸关方|\
         利益相关方群体|利益相关方团体|أصحاب المصلحة|مجموعة أصحاب المصلحة|الفئة",
    ),
    (
        Column::RegionalGroup,
        "region|regional group|un regional group|un region|un group|geographic region|geographical region|\
         region/regional group|regional groups|groupe régional|région|groupe régional de l'onu|grupo regional|región|\
         região|regionalgruppe|region (un)|un-regionalgruppe|региональная группа|регион|地区|区域组|区域|地区组|\
         المجموعة الإقليمية|المنطقة|الإقليم",
    ),
    (
        Column::Role,
        "role|roles|role in session|role in the session|session role|role in workshop|rôle|rol|papel|papel na sessão|\
         rol en la sesión|rolle|роль|роль в сессии|角色|الدور",
    ),
    (
        Column::Other,
        "no|no.|nr|nr.|#|n°|nº|№|s/n|sn|country|country of residence|nationality|gender|sex|age|age group|email|e-mail|\
         mail|email address|contact|phone|telephone|status|confirmed|confirmed?|confirmation|mode|mode of participation|participation|\
         attendance|online/onsite|onsite/online|in person/online|bio|biography|short bio|cv|website|web|url|link|linkedin|twitter|\
         language|languages|notes|remarks|comments|comment|photo|expertise|topic|focus|pays|genre|courriel|país|\
         género|correo|gênero|land|geschlecht|страна|пол|国家|性别|الدولة|البلد|youth|first-time speaker|first time speaker",
    ),
];

/// What a column headed by these words holds.
pub(super) fn named(heading: &str) -> Option<Column> {
    let lower = heading.to_lowercase();
    let lower = lower.trim().trim_end_matches([':', '：', '*', ' ']);
    if let Some(column) = exact(lower) {
        return Some(column);
    }
    // "Stakeholder group (UN)", "Name(s)"
    let bare = lower.split(['(', '（']).next().unwrap_or_default().trim();
    if bare.is_empty() || lower.split_whitespace().count() > WORDS || lower.contains(['?', '.', ',']) {
        return None;
    }
    if let Some(column) = exact(bare) {
        return Some(column);
    }
    let has = |word: &str| bare.split(|c: char| !c.is_alphanumeric()).any(|one| one == word);
    let any = |words: &[&str]| words.iter().any(|word| has(word));
    match () {
        () if any(&["stakeholder"]) && !any(&["name", "names"]) => Some(Column::StakeholderGroup),
        () if any(&["regional", "region"]) => Some(Column::RegionalGroup),
        () if any(&["name", "names", "nom", "nombre", "nome"]) && !any(&["session", "workshop"]) => Some(Column::Name),
        () if any(&["affiliation", "organization", "organisation", "institution"]) => Some(Column::Affiliation),
        () if any(&["country", "gender", "email", "mail"]) => Some(Column::Other),
        () => None,
    }
}

fn exact(words: &str) -> Option<Column> {
    LISTS.iter().find(|(_, list)| list.split('|').any(|one| one == words)).map(|(column, _)| *column)
}

/// The columns of a row that heads a table of people, if it is one. "Speaker" may head the column of the names.
pub(super) fn of_row(cells: &[&str]) -> Option<Vec<Column>> {
    let filled = cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    let mut columns = Vec::with_capacity(cells.len());
    for cell in cells {
        let cell = cell.trim();
        let column = if cell.is_empty() {
            Column::Other
        } else if let Some(column) = named(cell) {
            column
        } else if people(cell).is_some() && !columns.contains(&Column::Name) {
            Column::Name
        } else {
            return None;
        };
        // Of two columns of one sort the first counts.
        let again = column != Column::Other && columns.contains(&column);
        columns.push(if again { Column::Other } else { column });
    }
    let told = columns.iter().filter(|column| !matches!(column, Column::Other | Column::Role)).count();
    let named = columns.contains(&Column::Name);
    (filled >= 2 && named && (told >= 2 || columns.contains(&Column::Role) || filled >= 3)).then_some(columns)
}

/// The label of people that heads a column of names.
pub(super) fn people(cell: &str) -> Option<Label> {
    let found = labels::of_line(cell.trim()).filter(|found| found.rest.is_empty() && !found.numbered)?;
    matches!(
        found.label,
        Label::Speaker | Label::Organizer | Label::Moderator | Label::OnlineModerator | Label::Rapporteur
    )
    .then_some(found.label)
}

/// The cells of a line of the plain text that is a row, by place in the line.
pub(super) fn cells(line: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for cell in line.split('\t') {
        out.push(start..start + cell.len());
        start += cell.len() + 1;
    }
    out
}

/// The columns that a line of the plain text heads.
pub(super) fn of_line(line: &str) -> Option<Vec<Column>> {
    line.contains('\t').then(|| of_row(&line.split('\t').collect::<Vec<_>>()))?
}

/// "Organization: Open Lab", "- Stakeholder group: Civil Society": the field, and where its value begins in the line.
pub(super) fn field(line: &str) -> Option<(Column, usize)> {
    let begun = line.find(char::is_alphabetic)?;
    let mut place = line.char_indices().filter(|(at, _)| *at >= begun);
    let (at, colon) = place.find(|(_, c)| matches!(c, ':' | '：' | '\t'))?;
    let column = named(&line[begun..at])?;
    let value = at + colon.len_utf8();
    let blank = line[value..].len() - line[value..].trim_start().len();
    Some((column, value + blank))
}

#[cfg(test)]
mod tests {
    use super::{Column, field, of_row};

    #[test]
    fn a_row_that_names_columns_heads_a_table() {
        use Column::{Affiliation, Name, Other, RegionalGroup, Role, StakeholderGroup};
        for (row, columns) in [
            ("Name|Organization|Stakeholder group|Region", vec![Name, Affiliation, StakeholderGroup, RegionalGroup]),
            ("#|Speaker|Region|Stakeholder Group", vec![Other, Name, RegionalGroup, StakeholderGroup]),
            ("Role|Name|Affiliation", vec![Role, Name, Affiliation]),
            ("Full name|Country|Institution|Gender", vec![Name, Other, Affiliation, Other]),
            ("Nom|Organisation|Groupe d’acteurs", vec![Name, Affiliation, StakeholderGroup]),
            ("姓名|单位|利益相关方|地区", vec![Name, Affiliation, StakeholderGroup, RegionalGroup]),
        ] {
            assert_eq!(of_row(&row.split('|').collect::<Vec<_>>()), Some(columns), "{row}");
        }
        for row in ["Jane Doe|Open Lab|Civil Society", "Speakers|Jane Doe", "Title|Format", "Time|Topic|Speaker"] {
            let none = of_row(&row.split('|').collect::<Vec<_>>());
            assert!(none.is_none(), "{row}: {none:?}");
        }
    }

    #[test]
    fn a_field_below_a_name_is_known() {
        assert_eq!(field("- Stakeholder group: Civil Society"), Some((Column::StakeholderGroup, 21)));
        assert_eq!(field("Organization:"), Some((Column::Affiliation, 13)));
        assert_eq!(field("Jane Doe, Open Lab"), None);
        assert_eq!(field("Keynote: Jane Doe"), None);
    }
}
