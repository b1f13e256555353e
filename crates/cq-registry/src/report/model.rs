//! What is counted, and how the tables are made of it.

pub mod change;
pub mod rule;
pub mod table;

use cq_platform::words;
use serde::{Deserialize, Serialize};

words! {
    /// Whom the tables count.
    pub enum Counted {
        /// 离休.
        Honoured = "honoured",
        /// 退休.
        Retired = "retired",
    }
}

words! {
    /// 单位性质 of the unit that pays, where somebody is counted.
    pub enum UnitKind {
        /// 机关.
        Organ = "organ",
        /// 事业.
        Institution = "institution",
        /// 企业.
        Enterprise = "enterprise",
        /// 其他.
        Other = "other",
        /// No unit, or one of which it is not known.
        Unknown = "unknown",
    }
}

words! {
    /// 参加革命工作时期.
    pub enum Period {
        /// 1927-08-01 to 1937-07-06.
        Agrarian = "agrarian",
        /// 1937-07-07 to 1942-12.
        ResistanceEarly = "resistance-early",
        /// 1943-01 to 1945-09-02.
        ResistanceLate = "resistance-late",
        /// 1945-09-03 to 1949-09-30.
        Liberation = "liberation",
        /// Not known, and of whoever retired without it.
        Unknown = "unknown",
    }
}

words! {
    /// 自理能力.
    pub enum Care {
        /// 能自理.
        Full = "full",
        /// 部分自理.
        Partial = "partial",
        /// 不能自理.
        None = "none",
        /// Not assessed.
        Unknown = "unknown",
    }
}

/// 中共党员 or not, as far as 政治面貌 says. Kept as yes, no or nothing: years closed before have yes and no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Option<bool>", into = "Option<bool>")]
pub enum Party {
    /// 中共党员, probationary ones among them.
    Member,
    /// Something else.
    Other,
    /// 政治面貌不详.
    Unknown,
}

impl Party {
    /// In the store: 1, 0 and 2.
    pub fn code(self) -> i64 {
        match self {
            Self::Other => 0,
            Self::Member => 1,
            Self::Unknown => 2,
        }
    }

    /// Of a code of the store.
    pub fn of_code(code: i64) -> Self {
        match code {
            0 => Self::Other,
            1 => Self::Member,
            _ => Self::Unknown,
        }
    }
}

impl From<Option<bool>> for Party {
    fn from(is_member: Option<bool>) -> Self {
        match is_member {
            Some(true) => Self::Member,
            Some(false) => Self::Other,
            None => Self::Unknown,
        }
    }
}

impl From<Party> for Option<bool> {
    fn from(party: Party) -> Self {
        match party {
            Party::Member => Some(true),
            Party::Other => Some(false),
            Party::Unknown => None,
        }
    }
}

/// What somebody counts as on a day.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Dims {
    /// 离休 or 退休.
    pub category: Counted,
    /// Name of the paying unit; empty where there is none. Empty in sums.
    pub unit: String,
    /// Its kind.
    pub kind: UnitKind,
    /// GB/T 12407; empty where not known.
    pub rank: String,
    /// Period of the revolution.
    pub period: Period,
    /// Tens of completed years: 6 for 60 to 69; 5 for fewer, 10 for a hundred and more, 0 where birth is not known.
    pub band: i64,
    /// 党员.
    pub party: Party,
    /// Self-care.
    pub care: Care,
}

impl Dims {
    /// Of that category and kind of unit, and nothing else known.
    pub fn coarse(category: Counted, kind: UnitKind) -> Self {
        Self {
            category,
            unit: String::new(),
            kind,
            rank: String::new(),
            period: Period::Unknown,
            band: 0,
            party: Party::Unknown,
            care: Care::Unknown,
        }
    }
}

/// How many count as what.
pub type Cube = Vec<(Dims, i64)>;

/// Some of those counted: what each part names must hold; a part that names nothing lets everybody through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Select {
    /// Category.
    pub category: Option<Counted>,
    /// Kind of unit.
    pub kind: Option<UnitKind>,
    /// Codes of rank from one to another, both included.
    pub rank: Option<(&'static str, &'static str)>,
    /// Period.
    pub period: Option<Period>,
    /// Bands from one to another, both included.
    pub band: Option<(i64, i64)>,
    /// In the party, not, or not known.
    pub party: Option<Party>,
    /// Self-care.
    pub care: Option<Care>,
}

impl Select {
    /// Everybody counted.
    pub const ALL: Select =
        Select { category: None, kind: None, rank: None, period: None, band: None, party: None, care: None };

    /// Whether it lets somebody through who counts as that.
    pub fn holds(&self, dims: &Dims) -> bool {
        self.category.is_none_or(|category| dims.category == category)
            && self.kind.is_none_or(|kind| dims.kind == kind)
            && self.rank.is_none_or(|(from, to)| (from..=to).contains(&dims.rank.as_str()))
            && self.period.is_none_or(|period| dims.period == period)
            && self.band.is_none_or(|(from, to)| (from..=to).contains(&dims.band))
            && self.party.is_none_or(|party| dims.party == party)
            && self.care.is_none_or(|care| dims.care == care)
    }

    /// Those that both let through. A part that both name is the other's.
    #[must_use]
    pub fn and(self, other: Select) -> Select {
        Select {
            category: other.category.or(self.category),
            kind: other.kind.or(self.kind),
            rank: other.rank.or(self.rank),
            period: other.period.or(self.period),
            band: other.band.or(self.band),
            party: other.party.or(self.party),
            care: other.care.or(self.care),
        }
    }

    /// How many of a cube.
    pub fn count(&self, cube: &Cube) -> i64 {
        cube.iter().filter(|(dims, _)| self.holds(dims)).map(|(_, n)| n).sum()
    }
}
