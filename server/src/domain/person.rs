//! Who stands where: roles, modes and stakeholder groups.

use serde::{Deserialize, Serialize};

/// How a participant takes part, as they say themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Nothing said yet.
    #[default]
    Unstated,
    /// In the room.
    Room,
    /// Online.
    Online,
}

impl Mode {
    /// All of them, in the order of their codes.
    pub const ALL: [Self; 3] = [Self::Unstated, Self::Room, Self::Online];
}

/// A self-declared stakeholder group, in the Forum's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Nothing said, or "rather not say".
    #[default]
    Unstated,
    /// Government.
    Government,
    /// Civil Society.
    CivilSociety,
    /// Private Sector.
    PrivateSector,
    /// Technical Community.
    TechnicalCommunity,
    /// Intergovernmental Organization.
    Intergovernmental,
    /// Another group.
    Other,
}

impl Group {
    /// All of them, in the order of their codes.
    pub const ALL: [Self; 7] = [
        Self::Unstated,
        Self::Government,
        Self::CivilSociety,
        Self::PrivateSector,
        Self::TechnicalCommunity,
        Self::Intergovernmental,
        Self::Other,
    ];

    /// As it stands on the wire, in cookies and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unstated => "unstated",
            Self::Government => "government",
            Self::CivilSociety => "civil_society",
            Self::PrivateSector => "private_sector",
            Self::TechnicalCommunity => "technical_community",
            Self::Intergovernmental => "intergovernmental",
            Self::Other => "other",
        }
    }

    /// The group of that name.
    pub fn of_str(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.as_str() == text)
    }
}

/// What a breakdown is by; never both at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Axis {
    /// How people take part.
    Mode,
    /// Their stakeholder groups.
    Group,
}

/// Mode and group together, stored with a ballot so that its counts can be taken out again exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Segment {
    /// In the room, online or not stated.
    pub mode: Mode,
    /// The declared stakeholder group.
    pub group: Group,
}

impl Segment {
    /// One small number for both: `mode × 8 + group`.
    pub fn code(self) -> u8 {
        self.mode as u8 * 8 + self.group as u8
    }

    /// The segment of a code, if it is one.
    pub fn of_code(code: u8) -> Option<Self> {
        Some(Self { mode: *Mode::ALL.get(usize::from(code / 8))?, group: *Group::ALL.get(usize::from(code % 8))? })
    }
}

/// What ballots can be told apart by: one of these at a time, never crossed.
pub trait OnAxis: Copy + Ord + 'static {
    /// All there are, in the order of their codes.
    const ALL: &'static [Self];
    /// Nothing said.
    const UNSTATED: Self;
    /// Where a segment stands on it.
    fn of(segment: Segment) -> Self;
}

impl OnAxis for Mode {
    const ALL: &'static [Self] = &Self::ALL;
    const UNSTATED: Self = Self::Unstated;

    fn of(segment: Segment) -> Self {
        segment.mode
    }
}

impl OnAxis for Group {
    const ALL: &'static [Self] = &Self::ALL;
    const UNSTATED: Self = Self::Unstated;

    fn of(segment: Segment) -> Self {
        segment.group
    }
}

/// What a moderator is in a room. Their rights differ; see the table in docs/roles.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Leads the session.
    Chair,
    /// Moderates in the room.
    OnSite,
    /// Moderates online.
    Online,
    /// Writes the report: sees all a moderator sees, changes nothing on the stage.
    Rapporteur,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Chair, Self::OnSite, Self::Online, Self::Rapporteur];

    /// As it stands in links, cookies and the minutes.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Chair => "chair",
            Self::OnSite => "on_site",
            Self::Online => "online",
            Self::Rapporteur => "rapporteur",
        }
    }

    /// The role of that name.
    pub fn of_str(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Whether this role may change what the room sees and does.
    pub fn may_lead(self) -> bool {
        self != Self::Rapporteur
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_survives_its_code() {
        for mode in Mode::ALL {
            for group in Group::ALL {
                let segment = Segment { mode, group };
                assert_eq!(Segment::of_code(segment.code()), Some(segment));
            }
        }
        for group in Group::ALL {
            assert_eq!(Group::of_str(group.as_str()), Some(group));
            assert_eq!(serde_json::to_value(group).unwrap(), group.as_str());
        }
        assert_eq!(Segment::of_code(7), None);
        assert_eq!(Segment::of_code(24), None);
    }
}
