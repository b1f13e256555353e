//! What the bureau knows of a person.

use std::{collections::BTreeSet, fmt, str::FromStr};

use cq_calendar::PartialDate;
use cq_platform::{
    db::{Col, UnknownWord, Value},
    words,
};
use jiff::civil::{Date, date};

cq_platform::id_type! {
    /// A person.
    PersonId
    /// The unit a person retired from.
    UnitId
    /// A town or sub-district.
    AreaId
}

words! {
    /// GB/T 2261.1.
    pub enum Sex {
        /// 1 男.
        Male = "male",
        /// 2 女.
        Female = "female",
        /// 0 or 9.
        Unknown = "unknown",
    }
}

words! {
    /// Why the bureau serves somebody, or that it only knows them.
    pub enum Category {
        /// 离休: revolutionary work before 1949-10-01.
        Honoured = "honoured",
        /// 退休.
        Retired = "retired",
        /// 遗属: the surviving spouse of one.
        Survivor = "survivor",
        /// 亲属: a spouse, child or contact of somebody served; not served themselves.
        Relative = "relative",
    }
}

words! {
    /// With whom somebody lives; several may hold.
    pub enum Living {
        /// 独居.
        Alone = "alone",
        /// 与配偶.
        Spouse = "spouse",
        /// 与子女.
        Children = "children",
        /// 与父母.
        Parents = "parents",
        /// 与兄弟姐妹.
        Siblings = "siblings",
        /// 与其他亲属.
        Relatives = "relatives",
        /// 与非亲属.
        Others = "others",
        /// 机构.
        Institution = "institution",
        /// 空巢: no child in the same district or county.
        EmptyNest = "empty-nest",
        /// 无子女.
        Childless = "childless",
        /// 失独.
        Bereaved = "bereaved",
    }
}

/// Living situations in one column: their words, a space apart, in the order of declaration. No word contains another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Household(pub BTreeSet<Living>);

impl Household {
    /// As the column holds it.
    pub fn text(living: &BTreeSet<Living>) -> String {
        let words: Vec<&str> = living.iter().map(|word| word.as_str()).collect();
        words.join(" ")
    }
}

impl Col for Household {
    fn col(cell: Value<'_>) -> Option<Self> {
        match cell {
            Value::Text(words) => {
                words.split_whitespace().map(|word| word.parse().ok()).collect::<Option<_>>().map(Self)
            }
            _ => None,
        }
    }
}

words! {
    /// Rank and treatment, GB/T 12407-2008.
    pub enum Rank {
        /// 省部级正职.
        ProvincialChief = "111",
        /// 省部级副职.
        ProvincialDeputy = "112",
        /// 厅局级正职.
        PrefecturalChief = "121",
        /// 厅局级副职.
        PrefecturalDeputy = "122",
        /// 县处级正职.
        CountyChief = "131",
        /// 县处级副职.
        CountyDeputy = "132",
        /// 乡科级正职.
        TownshipChief = "141",
        /// 乡科级副职.
        TownshipDeputy = "142",
        /// 科员.
        Officer = "150",
        /// 办事员.
        Clerk = "160",
        /// 其他.
        Other = "199",
    }
}

words! {
    /// By which calendar somebody keeps the birthday.
    pub enum BirthdayBy {
        /// 阳历.
        Solar = "solar",
        /// 阴历.
        Lunar = "lunar",
    }
}

words! {
    /// 参加革命工作时期, which decides about 离休.
    pub enum RevolutionPeriod {
        /// 土地革命战争时期, 1927-08-01 to 1937-07-06.
        Agrarian = "agrarian",
        /// 抗日战争前期, 1937-07-07 to 1942-12.
        ResistanceEarly = "resistance-early",
        /// 抗日战争后期, 1943-01 to 1945-09-02.
        ResistanceLate = "resistance-late",
        /// 解放战争时期, 1945-09-03 to 1949-09-30.
        Liberation = "liberation",
    }
}

impl RevolutionPeriod {
    /// The period that `day` lies in.
    pub fn of(day: Date) -> Option<Self> {
        const ENDS: [(Date, RevolutionPeriod); 4] = [
            (date(1937, 7, 7), RevolutionPeriod::Agrarian),
            (date(1943, 1, 1), RevolutionPeriod::ResistanceEarly),
            (date(1945, 9, 3), RevolutionPeriod::ResistanceLate),
            (date(1949, 10, 1), RevolutionPeriod::Liberation),
        ];
        let first = date(1927, 8, 1);
        ENDS.into_iter().find(|(end, _)| day >= first && day < *end).map(|(_, period)| period)
    }

    /// The one period that a day, month or year lies in.
    pub fn within(date: PartialDate) -> Option<Self> {
        Self::of(date.first_day()).filter(|period| Self::of(date.last_day()) == Some(*period))
    }
}

words! {
    /// How far somebody looks after themselves.
    pub enum SelfCare {
        /// 能自理.
        Full = "full",
        /// 部分自理.
        Partial = "partial",
        /// 不能自理.
        None = "none",
    }
}

words! {
    /// Why somebody is no longer served.
    pub enum EndedBecause {
        /// 离世.
        Died = "died",
        /// 迁出.
        Moved = "moved",
        /// 与另一份档案合并.
        Merged = "merged",
        /// Anything else.
        Other = "other",
    }
}

/// The end of somebody's being served. As text: `2024-03 died`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// As exactly as known.
    pub on: PartialDate,
    /// Why.
    pub because: EndedBecause,
}

impl Ended {
    /// From its two columns, of which both or neither hold something.
    pub(super) fn of(on: Option<PartialDate>, because: Option<EndedBecause>) -> Option<Self> {
        Some(Self { on: on?, because: because? })
    }
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.on, self.because)
    }
}

impl FromStr for Ended {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let (on, because) = text.split_once(' ').ok_or(UnknownWord)?;
        Ok(Self { on: on.parse().map_err(|_| UnknownWord)?, because: because.parse()? })
    }
}

words! {
    /// Illnesses that campaigns and doctors' specialties go by: blocks of ICD-10.
    pub enum Illness {
        /// 高血压, I10–I15.
        Hypertension = "hypertension",
        /// 冠心病, I25.
        CoronaryHeart = "coronary-heart",
        /// 糖尿病, E10–E14.
        Diabetes = "diabetes",
        /// 慢阻肺, J44.
        Copd = "copd",
        /// 脑出血, I60–I62.
        CerebralHaemorrhage = "cerebral-haemorrhage",
        /// 脑梗死, I63.
        CerebralInfarction = "cerebral-infarction",
        /// 痴呆, F00–F03.
        Dementia = "dementia",
    }
}

impl Illness {
    /// The codes in it: from the first, up to but without the second, in the order of their text.
    pub const fn codes(self) -> (&'static str, &'static str) {
        match self {
            Illness::Hypertension => ("I10", "I16"),
            Illness::CoronaryHeart => ("I25", "I26"),
            Illness::Diabetes => ("E10", "E15"),
            Illness::Copd => ("J44", "J45"),
            Illness::CerebralHaemorrhage => ("I60", "I63"),
            Illness::CerebralInfarction => ("I63", "I64"),
            Illness::Dementia => ("F00", "F04"),
        }
    }

    /// Its bit in [`Illness::marks`]. The database keeps it: a new block takes a new bit and a migration that sets it.
    pub const fn mark(self) -> i64 {
        match self {
            Illness::Hypertension => 1 << 1,
            Illness::CoronaryHeart => 1 << 2,
            Illness::Diabetes => 1 << 3,
            Illness::Copd => 1 << 4,
            Illness::CerebralHaemorrhage => 1 << 5,
            Illness::CerebralInfarction => 1 << 6,
            Illness::Dementia => 1 << 7,
        }
    }

    /// The bit of codes that stand in no block.
    pub const OTHER_MARK: i64 = 1;

    /// The blocks in which `codes` stand, a bit each; 0 where there is no code at all.
    pub fn marks<'c>(codes: impl IntoIterator<Item = &'c str>) -> i64 {
        let mark = |code| Self::of(code).map_or(Self::OTHER_MARK, Self::mark);
        codes.into_iter().fold(0, |marks, code| marks | mark(code))
    }

    /// The illness whose block holds `code`.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|illness| {
            let (from, to) = illness.codes();
            (from..to).contains(&code)
        })
    }

    /// The code written down when a form only says which illness.
    pub const fn usual_code(self) -> &'static str {
        match self {
            Illness::Hypertension => "I10",
            Illness::CoronaryHeart => "I25",
            Illness::Diabetes => "E11",
            Illness::Copd => "J44",
            Illness::CerebralHaemorrhage => "I61",
            Illness::CerebralInfarction => "I63",
            Illness::Dementia => "F03",
        }
    }
}
