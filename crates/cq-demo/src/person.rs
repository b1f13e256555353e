//! One retiree or survivor, as the bureau knows him or her. Labels are the words that stand in ledgers.

use jiff::civil::Date;

use crate::{
    county::{AREAS, Area, Place, UNITS, Unit},
    health::Illness,
};

/// 性别
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

impl Sex {
    /// As written in ledgers.
    pub fn label(self) -> &'static str {
        match self {
            Self::Male => "男",
            Self::Female => "女",
        }
    }
}

/// 人员类别
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Category {
    /// 离休: in revolutionary work before 1949-10-01.
    Honoured,
    /// 退休
    Retired,
    /// 遗属: a surviving spouse.
    Survivor,
}

impl Category {
    /// As written in ledgers.
    pub fn label(self) -> &'static str {
        match self {
            Self::Honoured => "离休",
            Self::Retired => "退休",
            Self::Survivor => "遗属",
        }
    }
}

/// 职级, lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rank {
    /// 科员
    Clerk,
    /// 副科级
    DeputySection,
    /// 正科级
    Section,
    /// 副处级
    DeputyDivision,
    /// 正处级
    Division,
    /// 副厅级
    DeputyBureau,
    /// 正厅级
    Bureau,
}

impl Rank {
    /// All, lowest first.
    pub const ALL: [Rank; 7] = [
        Rank::Clerk,
        Rank::DeputySection,
        Rank::Section,
        Rank::DeputyDivision,
        Rank::Division,
        Rank::DeputyBureau,
        Rank::Bureau,
    ];

    /// The everyday word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Clerk => "科员",
            Self::DeputySection => "副科级",
            Self::Section => "正科级",
            Self::DeputyDivision => "副处级",
            Self::Division => "正处级",
            Self::DeputyBureau => "副厅级",
            Self::Bureau => "正厅级",
        }
    }

    /// The word of GB/T 12407.
    pub fn formal_label(self) -> &'static str {
        match self {
            Self::Clerk => "科员",
            Self::DeputySection => "乡科级副职",
            Self::Section => "乡科级正职",
            Self::DeputyDivision => "县处级副职",
            Self::Division => "县处级正职",
            Self::DeputyBureau => "厅局级副职",
            Self::Bureau => "厅局级正职",
        }
    }

    /// One step up; the highest stays.
    pub(crate) fn raised(self) -> Rank {
        Self::ALL.into_iter().find(|rank| *rank > self).unwrap_or(self)
    }
}

/// 居住状态
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Living {
    /// 独居
    Alone,
    /// 与配偶同住
    WithSpouse,
    /// 与子女同住
    WithChildren,
    /// 机构
    Institution,
}

impl Living {
    /// As written in ledgers.
    pub fn label(self) -> &'static str {
        match self {
            Self::Alone => "独居",
            Self::WithSpouse => "与配偶同住",
            Self::WithChildren => "与子女同住",
            Self::Institution => "机构",
        }
    }
}

/// A date known to the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// Four digits.
    pub year: i16,
    /// 1–12
    pub month: i8,
}

/// Somebody of a family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kin {
    /// Without padding.
    pub name: String,
    /// As of [`PersonRecord::phone`].
    pub phone: Option<String>,
    /// Position in [`crate::Bureau::people`], where they are of the bureau themselves.
    pub of_bureau: Option<usize>,
}

/// Whom a row names beside its person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Family {
    /// 配偶
    pub spouse: Option<Kin>,
    /// 子女
    pub children: Vec<Kin>,
    /// 紧急联系人, with what they are to the person.
    pub contact: Option<(Kin, &'static str)>,
}

/// One row of the people ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonRecord {
    /// Without padding.
    pub name: String,
    /// 性别
    pub sex: Sex,
    /// 18 characters, valid, distinct, of nobody.
    pub citizen_id: String,
    /// The whole date; some units write it to the month only.
    pub birth: Date,
    /// 民族, without 族.
    pub ethnic: &'static str,
    /// 政治面貌
    pub political: &'static str,
    /// 人员类别
    pub category: Category,
    /// Survivors have none of their own.
    pub rank: Option<Rank>,
    /// 享受待遇, at least `rank`.
    pub treatment: Option<Rank>,
    /// 参加工作时间
    pub joined: Option<Month>,
    /// 离退休时间
    pub retired: Option<Month>,
    /// A mobile number beginning with 154 (given to no operator) or a landline of area 0540 (not in use).
    pub phone: Option<String>,
    /// Position in [`UNITS`].
    pub unit: usize,
    /// Position in [`AREAS`].
    pub area: usize,
    /// 家庭住址
    pub address: String,
    /// Where the home stands.
    pub home: Place,
    /// 居住状态
    pub living: Living,
    /// 空巢: no child in the same county.
    pub empty_nest: bool,
    /// Distinct, at most five.
    pub illnesses: Vec<&'static Illness>,
    /// 健康备注, often empty.
    pub health_note: String,
    /// 备注, mostly empty.
    pub remark: String,
    /// 配偶, 子女, 紧急联系人.
    pub family: Family,
}

impl PersonRecord {
    /// The town or sub-district of the home.
    pub fn area(&self) -> &'static Area {
        &AREAS[self.area % AREAS.len()]
    }

    /// The unit whose sheet carries the person.
    pub fn unit(&self) -> &'static Unit {
        &UNITS[self.unit % UNITS.len()]
    }

    /// Whole years on that day.
    pub fn age_on(&self, day: Date) -> i16 {
        let had_birthday = (day.month(), day.day()) >= (self.birth.month(), self.birth.day());
        day.year() - self.birth.year() - i16::from(!had_birthday)
    }
}
