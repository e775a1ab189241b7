//! Small texts of each way in which proposals set their people and end their questions, and what they say.

use super::{Person, Proposal, Text, read};

/// The people, a line each: a letter for the role, then name/affiliation/group/region.
fn people(found: &Proposal) -> Vec<String> {
    let field = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone()).unwrap_or_default();
    let said = |role: &str, one: &Person| {
        let fields = [&one.name, &one.affiliation, &one.stakeholder_group, &one.regional_group].map(field);
        format!("{role} {}", fields.join("/").trim_end_matches('/'))
    };
    let lists = [("O", &found.organizers), ("S", &found.speakers)];
    let mut out: Vec<String> = lists.iter().flat_map(|(role, list)| list.iter().map(|one| said(role, one))).collect();
    let single = [("M", &found.moderator), ("M2", &found.online_moderator), ("R", &found.rapporteur)];
    out.extend(single.iter().filter_map(|(role, one)| one.as_ref().map(|one| said(role, one))));
    out
}

fn questions(found: &Proposal) -> Vec<&str> {
    found.policy_questions.iter().map(|one| one.text.value.as_str()).collect()
}

#[test]
fn a_table_of_a_page_its_columns_in_any_order_names_and_cells_broken_is_read() {
    let text = "<h2>IGF 2023 WS #7 Roads</h2><p><b>Speakers</b></p><table><tr><td><p>#</p></td><td><p>Region</p></td><td><p><b>Speaker name</b></p></td><td><p>Stakeholder</p></td><td><p>Institution</p></td></tr>\n<tr><td><p>1</p></td><td><p>African Group</p></td><td><p>Jane<br>Doe</p></td><td><p>Civil Society</p></td><td><p>Open Lab,<br/>Nairobi</p></td></tr>\n<tr><td>2</td><td></td><td>John Roe</td><td>Government</td><td></td></tr>\n<tr><td>3</td><td>WEOG</td><td>TBC</td><td>Private Sector</td><td>-</td></tr></table><p>Moderator: Ann Lee</p>";
    let found = read(text).unwrap();
    assert_eq!(
        people(&found),
        [
            "S Jane Doe/Open Lab, Nairobi/Civil Society/African Group",
            "S John Roe//Government",
            "S //Private Sector/WEOG",
            "M Ann Lee"
        ]
    );
}

#[test]
fn columns_set_with_blanks_are_read() {
    let text = "IGF 2015 WS 13: Roads\n\nSpeakers\n\nName              Organization           Stakeholder group    Region\nJane Doe          Open Lab               Civil Society        African Group\nJohn Roe                                 Government           WEOG\nMax Mu            Roads Inc.             Private Sector\n\nPolicy questions: Who pays? Who gains?";
    let found = read(text).unwrap();
    assert_eq!(
        people(&found),
        [
            "S Jane Doe/Open Lab/Civil Society/African Group",
            "S John Roe//Government/WEOG",
            "S Max Mu/Roads Inc./Private Sector"
        ]
    );
}

#[test]
fn a_table_whose_first_column_is_headed_by_the_label_is_read() {
    let text = "IGF 2022 OF #14 Roads\n\nSpeakers\tAffiliation\tStakeholder group\nJane Doe\tOpen Lab\tCivil Society\nJohn Roe\t\tGovernment\nOrganizers\tAffiliation\tStakeholder group\nAnn Lee\tLab\tCivil Society\n\nPolicy questions\nWho pays?";
    let found = read(text).unwrap();
    assert_eq!(
        people(&found),
        ["O Ann Lee/Lab/Civil Society", "S Jane Doe/Open Lab/Civil Society", "S John Roe//Government"]
    );
}

#[test]
fn fields_between_semicolons_are_read() {
    let text = "IGF 2022 OF #14 Roads\n\nSpeakers:\nJane Doe; Open Lab; Civil Society; African Group\nJohn Roe; Ministry; Government; WEOG\n\nModerator: Jane Doe (TBC)\nRapporteur: -";
    let found = read(text).unwrap();
    assert_eq!(
        people(&found),
        ["S Jane Doe/Open Lab/Civil Society/African Group", "S John Roe/Ministry/Government/WEOG", "M Jane Doe"]
    );
}

#[test]
fn fields_between_other_signs_are_read() {
    let text = "IGF 2022 OF #14 Roads\n\nSpeakers:\nJane Doe / Open Lab / Civil Society / African Group\nJohn Roe · Ministry · Government · WEOG\nMax Mu, Roads Inc. [Private Sector]\n";
    let found = read(text).unwrap();
    assert_eq!(
        people(&found),
        [
            "S Jane Doe/Open Lab/Civil Society/African Group",
            "S John Roe/Ministry/Government/WEOG",
            "S Max Mu/Roads Inc./Private Sector"
        ]
    );
}

#[test]
fn cards_with_labelled_lines_are_read() {
    let text = "IGF 2021 WS #9 Roads\n\n## Speakers\n\n- **Jane Doe**\n  - Affiliation: Open Lab\n  - Stakeholder group: Civil Society\n  - Region: African Group\n- **John Roe**\n  - Affiliation: Ministry of Roads\n  - Stakeholder group: Government\n  - Gender: male\n\n## Moderators\nOnsite: Ann Lee, Open Lab\nOnline: to be announced\n";
    let found = read(text).unwrap();
    assert_eq!(
        people(&found),
        [
            "S Jane Doe/Open Lab/Civil Society/African Group",
            "S John Roe/Ministry of Roads/Government",
            "M Ann Lee/Open Lab"
        ]
    );
}

#[test]
fn cards_without_labels_are_read() {
    let text = "IGF 2021 WS #9 Roads\n\nSpeakers:\n\nJane Doe\nOpen Lab\nCivil Society\nAfrican Group\n\nJohn Roe\nMinistry of Roads\nGovernment\n\nMax Mu\nPrivate Sector\nWEOG\n\nModerator: none foreseen\n";
    let found = read(text).unwrap();
    assert_eq!(
        people(&found),
        [
            "S Jane Doe/Open Lab/Civil Society/African Group",
            "S John Roe/Ministry of Roads/Government",
            "S Max Mu//Private Sector/WEOG"
        ]
    );
}

#[test]
fn name_and_affiliation_in_pairs_is_read() {
    let text = "IGF 2015 WS 13: Roads\n\nSpeakers\n\nJane Doe\nOpen Lab\n\nJohn Roe\nMinistry of Roads\n\nMax Mu\nRoads Inc.\n\nDuration: one hour and a half";
    let found = read(text).unwrap();
    assert_eq!(people(&found), ["S Jane Doe/Open Lab", "S John Roe/Ministry of Roads", "S Max Mu/Roads Inc."]);
}

#[test]
fn a_name_that_is_a_field_is_read() {
    let text = "IGF 2022 OF #14 Roads\n\nSpeaker 1\nName: Jane Doe\nOrganisation: Open Lab\nTitle: Director\nStakeholder group: Civil Society\nSpeaker 2\nName: John Roe\nOrganisation: Ministry\nCountry: France\n\nModerator\nName: Ann Lee\nOrganisation: Lab\n\nRapporteur\nName: TBC";
    let found = read(text).unwrap();
    assert_eq!(people(&found), ["S Jane Doe/Open Lab/Civil Society", "S John Roe/Ministry", "M Ann Lee/Lab"]);
}

#[test]
fn people_under_headings_is_read() {
    let text = "IGF 2016 WS #10 Roads\n\nPanelists by stakeholder group\n\nCivil society:\n- Jane Doe, Open Lab\n- Max Mu (Lab Two)\nFrom the private sector:\n- Eva Io, Roads Inc.\nGovernment: John Roe, Ministry of Roads\n\nName of online moderator: n/a\nName of rapporteur: Bo Ek, Open Lab";
    let found = read(text).unwrap();
    assert_eq!(
        people(&found),
        [
            "S Jane Doe/Open Lab/Civil society",
            "S Max Mu/Lab Two/Civil society",
            "S Eva Io/Roads Inc./private sector",
            "S John Roe/Ministry of Roads/Government",
            "R Bo Ek/Open Lab"
        ]
    );
}

#[test]
fn groups_on_the_line_below_are_read() {
    let text = "IGF 2025 WS #8 Roads\nSpeakers\nJane Doe\nCivil Society, African Group\nJohn Roe\nGovernment, WEOG\nModerators\nRole\tName\tOrganization\nOnsite\tAnn Lee\tLab\nOnline\tBo Ek\tLab";
    let found = read(text).unwrap();
    assert_eq!(
        people(&found),
        ["S Jane Doe//Civil Society/African Group", "S John Roe//Government/WEOG", "M Ann Lee/Lab", "M2 Bo Ek/Lab"]
    );
}

#[test]
fn several_on_a_line_is_read() {
    let text = "IGF 2022 OF #14 Roads\n\nSpeakers: Jane Doe (Open Lab), John Roe (Ministry of Roads) and Max Mu (Roads Inc.)\nModerator: Ann Lee (confirmed), Open Lab\nOnline moderator: No online moderator\nLength: 1 hour and 15 minutes";
    let found = read(text).unwrap();
    assert_eq!(
        people(&found),
        ["S Jane Doe/Open Lab", "S John Roe/Ministry of Roads", "S Max Mu/Roads Inc.", "M Ann Lee/Open Lab"]
    );
}

#[test]
fn a_column_of_roles_is_read() {
    let text = "IGF 2022 WS #8 Roads\n\n| Role | Name | Affiliation | Stakeholder Group | Regional Group |\n|------|------|-------------|-------------------|----------------|\n| Organizer | Jane Doe | Open Lab | Civil Society | African Group |\n| Speaker | John Roe | Ministry of Roads | Government | |\n| Speaker | Max Mu | | Private Sector | WEOG |\n| On-site moderator | Ann Lee | Open Lab | Civil Society | Asia-Pacific Group |\n| Online moderator | TBC | | | |\n| Rapporteur | Bo Ek | Open Lab | | |\n\nPolicy questions\n1. Who pays?\n2. When?";
    let found = read(text).unwrap();
    assert_eq!(
        people(&found),
        [
            "O Jane Doe/Open Lab/Civil Society/African Group",
            "S John Roe/Ministry of Roads/Government",
            "S Max Mu//Private Sector/WEOG",
            "M Ann Lee/Open Lab/Civil Society/Asia-Pacific Group",
            "R Bo Ek/Open Lab"
        ]
    );
}

#[test]
fn numbered_labels_with_lines_below_then_the_moderators_by_place_is_read() {
    let text = "IGF 2022 OF #14 Roads\n\nSpeaker 1: Jane Doe\nOpen Lab\nCivil Society\nAfrican Group\nSpeaker 2: John Roe\nAffiliation: Ministry of Roads, Directorate 3\nStakeholder group: Government\n\nAnn Lee, Civil Society, WEOG\n\nOnline Moderator\n\nBo Ek, Civil Society, WEOG\n\nMax Mu, Government, WEOG\n\nRound Table - 60 Min";
    let found = read(text).unwrap();
    assert_eq!(
        people(&found),
        [
            "S Jane Doe/Open Lab/Civil Society/African Group",
            "S John Roe/Ministry of Roads, Directorate 3/Government",
            "M Ann Lee//Civil Society/WEOG",
            "M2 Bo Ek//Civil Society/WEOG",
            "R Max Mu//Government/WEOG"
        ]
    );
}

#[test]
fn a_table_under_no_label_leaves_its_people_uncertain() {
    let text = "IGF 2022 OF #14 Roads\n\nParticipants of the round\n\nName\tAffiliation\tStakeholder group\nJane Doe\tOpen Lab\tCivil Society\n\nPolicy questions\nWho pays?";
    let found = read(text).unwrap();
    assert!(people(&found).is_empty());
    assert!(found.uncertain.iter().any(|doubt| doubt.field == "speakers" && doubt.text.value == "Jane Doe"));
}

#[test]
fn sub_questions_of_the_form_and_longer_labels_are_read() {
    let text = "IGF 2018 WS #7 Roads\n\nOrganizer's name: Jane Doe\nOrganizer's Organization: Open Lab\n\nHas any of the organizers held an IGF workshop before? No\nIf yes, please give the link:\n\nSpeakers (max. 5; name, organization, stakeholder group):\n1) Jane Doe, Open Lab, civil society\n2) TBC, Government\n3) John Roe (tbc), Ministry, Government\n\nOnsite moderator - Ann Lee, Lab\nOnline moderator - tbd\nRapporteur - will be announced\n\nQuestions to be discussed in the workshop:\nWho pays?\nWho gains?\n\nHow will remote participation work? By chat.";
    let found = read(text).unwrap();
    assert_eq!(
        people(&found),
        [
            "O Jane Doe/Open Lab",
            "S Jane Doe/Open Lab/civil society",
            "S //Government",
            "S John Roe/Ministry/Government",
            "M Ann Lee/Lab"
        ]
    );
}

#[test]
fn the_questions_end_where_something_else_begins() {
    for (text, asked) in [
        (
            "IGF 2022 WS #11 Roads\n\nFormat: Panel - 60 Min\n\nPolicy questions\n\n**Consent** Given that nobody reads terms, who decides?\n**Access for all** Which roads stay open?\nDiversity: Who is missing?\nHow can states who share no\nborder agree?\n\nHow we will spend the hour\n1. What brought you here?\n2. Why now?\n\nDescription: A.",
            &[
                "Given that nobody reads terms, who decides?",
                "Which roads stay open?",
                "Who is missing?",
                "How can states who share no border agree?",
            ][..],
        ),
        (
            "IGF 2022 WS #12 Roads\n\nPolicy questions:\n1. Who pays?\n2. Who gains?\nSession flow:\n1. Opening: why are we here?\n2. Input by speakers (20 min)\nIcebreaker: What is your road?\nExpected outcomes: A paper.",
            &["Who pays?", "Who gains?"][..],
        ),
        (
            "# IGF 2022 Town Hall #5: Roads\n\n**Organizers:** Jane Doe (Open Lab, Civil Society); John Roe (Ministry, Government)\n\n| Speaker 1 | Jane Doe | Open Lab | Civil Society |\n| Speaker 2 | John Roe | Ministry | Government |\n| Moderator | Ann Lee | Lab | Civil Society |\n\nTitle of Session: Roads for all\n\n**Policy Questions**\n\n- *Trust* – As more states log, how can users know?\n- _Money_: Who pays?\n\n**Session Plan**\n\n- What brought you here?\n\n**Expected outcomes of the session**\nA paper.",
            &["As more states log, how can users know?", "Who pays?"][..],
        ),
        (
            "<p><strong>IGF 2024 Lightning Talk #6 Roads</strong></p><p><strong>Speaker 1:</strong> Jane Doe<br>Organization: Open Lab<br>Stakeholder Group: Civil Society</p><p><strong>Speaker 2:</strong> John Roe<br>Organization: Lab</p><p><strong>Policy questions</strong></p><p><b>Cost of roads</b> Who pays?<br>How can states who<br>have no sea agree?</p><p><b>Agenda</b></p><ul><li>Why here?</li></ul><p><b>Duration</b> Half an hour</p>",
            &["Who pays?", "How can states who have no sea agree?"][..],
        ),
        (
            "IGF 2023 DC-Roads Session\n\nDynamic Coalition on Roads: Paths for all\n\nCo-chairs: Jane Doe, Open Lab\n\nParticipants:\nKeynote: Ann Lee, Lab, Civil Society, WEOG\nRespondent: John Roe, Ministry, Government, WEOG\n\nDiscussion questions\n• Should roads be free?\n• Who builds them?\n\nStructure of the session:\n• What are roads? (10')\n• Q&A",
            &["Should roads be free?", "Who builds them?"][..],
        ),
        (
            "Propuesta de taller - IGF 2022\nTítulo del taller: Caminos para todos\nDuración de la sesión: 1 hora y media\nPonentes:\nNombre\tOrganización\tGrupo de interés\tRegión\nJuana Dó\tLaboratorio\tSociedad civil\tGRULAC\nJuan Ro\tMinisterio\tGobierno\t\nModeradora: por designar\nModerador en línea: ninguno\nRelator: Ana Li\nPreguntas de política\n1. ¿Quién paga?\nDesarrollo de la sesión\n1. ¿Por qué estamos aquí?",
            &["¿Quién paga?"][..],
        ),
        (
            "FGI 2021 Atelier n° 5 : Routes\n\nIntervenants\nNom | Organisation | Groupe d’acteurs | Région\nJeanne Dô | Labo | Société civile | Groupe africain\nPaul Ré | | Gouvernement |\n\nModératrice : à désigner\nDurée de la séance : une heure et demie\nQuestions de politique publique\n1. Qui paie ?\n2. Qui gagne ?\nDéroulement de la séance\n1. Pourquoi êtes-vous là ?",
            &["Qui paie ?", "Qui gagne ?"][..],
        ),
    ] {
        assert_eq!(questions(&read(text).unwrap()), asked, "{text}");
    }
}

#[test]
fn who_is_nobody_yet_stands_in_no_field() {
    for nobody in [
        "none foreseen",
        "to be announced",
        "TBC",
        "n/a",
        "-",
        "—",
        "No online moderator",
        "not yet decided",
        "will be named later",
        "aucun",
        "à désigner",
        "ninguno",
        "por designar",
        "wird noch benannt",
        "будет объявлено позже",
        "待定",
        "(tbd)",
    ] {
        let found = read(&format!("IGF 2020 WS #1 T\n\nModerator: {nobody}\nRapporteur: {nobody}\n")).unwrap();
        assert!(people(&found).is_empty(), "{nobody}");
    }
    for somebody in ["No Moo-hyun", "Noor None", "Will Beeson", "Open Lab", "Nonette Tobe"] {
        let found = read(&format!("IGF 2020 WS #1 T\n\nModerator: {somebody}\n")).unwrap();
        assert_eq!(people(&found), [format!("M {somebody}")]);
    }
}

#[test]
fn who_moderates_and_reports_is_told_by_place() {
    let head = "IGF 2020 WS #1 T\n\nOrganizer 1: Ann Lee, Civil Society, African Group\nSpeaker 1: John Roe, Government, WEOG\n";
    for (text, roles) in [
        (
            "Policy Question(s)\n\nWho pays?\n\nOnline Participation\n\nUsage of IGF Tool.\n\n\nJane Doe, Government, WEOG\n\nOnline Moderator\n\nJohn Roe, Government, WEOG\n\nAnn Lee, Civil Society, African Group",
            &["M Jane Doe//Government/WEOG", "M2 John Roe//Government/WEOG", "R Ann Lee//Civil Society/African Group"]
                [..],
        ),
        (
            "Description:\nMuch.\n\nJohn Roe\n\nOnline Moderator\n\nJane Doe\n\nAnn Lee",
            &["M John Roe", "M2 Jane Doe", "R Ann Lee"],
        ),
        ("Description:\nMuch.\n\nGood roads\n\nOnline Moderator\n\nJane Doe\n\nMore to come", &["M2 Jane Doe"]),
        ("Rapporteur:\nAnn Lee\n\nModerator\n\nJane Doe", &["M Jane Doe", "R Ann Lee"]),
        ("Модератор: Анна Ли\nДокладчик по итогам (Rapporteur): Иван Ро", &["M Анна Ли", "R Иван Ро"]),
    ] {
        let found = read(&format!("{head}\n{text}\n")).unwrap();
        assert_eq!(people(&found)[2..], *roles, "{text}");
    }
}

#[test]
fn lines_below_a_name_are_the_persons_or_uncertain() {
    for (text, said, unsure) in [
        (
            "Civil Society:\nJane Doe\nOpen Lab\n\nGovernment:\nJohn Roe\nMinistry of Roads\nKofi Mensah\nRoads Authority",
            &[
                "S Jane Doe/Open Lab/Civil Society",
                "S John Roe/Ministry of Roads/Government",
                "S Kofi Mensah/Roads Authority/Government",
            ][..],
            &[][..],
        ),
        (
            "Civil Society\n\nJane Doe\nPeering Without Borders\n\nMax Mu\nBlue Sky\n\nGovernment\n\nJohn Roe\nKofi Mensah",
            &["S John Roe//Government", "S Kofi Mensah//Government"],
            &["Jane Doe", "Peering Without Borders", "Max Mu", "Blue Sky"],
        ),
        (
            "Jane Doe\nHead of Policy\nOpen Lab\nCivil Society\nAfrican Group\n\nJohn Roe\nDirector\nMinistry of Roads\nRoads Fund\nGovernment",
            &["S Jane Doe/Open Lab/Civil Society/African Group", "S John Roe/Ministry of Roads/Government"],
            &["Roads Fund"],
        ),
        (
            "Jane Doe\nHead of Policy\nOpen Lab\n\nJohn Roe\nMinistry of Roads",
            &["S Jane Doe/Open Lab", "S John Roe/Ministry of Roads"],
            &[],
        ),
        (
            "1. Jane Doe\nHead of Policy\nOpen Lab, Civil Society, African Group\n2. John Roe\nBlue Sky",
            &["S Jane Doe/Open Lab/Civil Society/African Group", "S John Roe"],
            &["Blue Sky"],
        ),
        ("Jane Doe\nOpen Lab\nMinistry of Roads", &["S Jane Doe", "S Open Lab", "S Ministry of Roads"], &[]),
    ] {
        let found = read(&format!("IGF 2022 WS #5 Roads\n\nSpeakers\n\n{text}\n\nModerator: Ann Lee")).unwrap();
        let mut wanted = said.to_vec();
        wanted.push("M Ann Lee");
        assert_eq!(people(&found), wanted, "{text}");
        let doubts: Vec<&str> = found.uncertain.iter().map(|doubt| doubt.text.value.as_str()).collect();
        assert_eq!(doubts, unsure, "{text}");
    }
}

#[test]
fn participants_speak_only_where_the_text_leaves_no_doubt() {
    let list = "Jane Doe, Open Lab, Civil Society\nJohn Roe, Ministry, Government";
    let found = read(&format!("IGF 2022 WS #5 Roads\n\nParticipants:\n{list}\n")).unwrap();
    assert_eq!(people(&found), ["S Jane Doe/Open Lab/Civil Society", "S John Roe/Ministry/Government"]);
    let found = read(&format!("IGF 2022 WS #5 Roads\n\nSpeakers: Ann Lee, Lab\n\nParticipants\n{list}\n")).unwrap();
    assert_eq!((people(&found), found.uncertain.len()), (vec!["S Ann Lee/Lab".to_owned()], 2));
    let found = read("IGF 2022 WS #5 Roads\n\nParticipants: up to 60 in the room, and many online.\n").unwrap();
    assert_eq!((people(&found).len(), found.uncertain.len()), (0, 0));
}
