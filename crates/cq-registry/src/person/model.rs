//! What the bureau knows of a person.

use std::collections::BTreeSet;

use cq_calendar::PartialDate;
use cq_platform::{
    db::{Col, Value},
    words,
};

use super::CitizenId;

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
    /// Why the bureau serves somebody.
    pub enum Category {
        /// 离休: revolutionary work before 1949-10-01.
        Honoured = "honoured",
        /// 退休.
        Retired = "retired",
        /// 遗属: the surviving spouse of one.
        Survivor = "survivor",
        /// 亲属: known because of somebody served, and not served.
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

/// The facts of a person as a ledger row or a form states them, parsed.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// Full name, spaces removed; minority names keep their `·`.
    pub name: String,
    /// Sex.
    pub sex: Sex,
    /// Birth, as exactly as known.
    pub born: Option<PartialDate>,
    /// Citizen id; sealed in the database.
    pub citizen_id: Option<CitizenId>,
    /// Why served.
    pub category: Category,
    /// 职级.
    pub rank: Option<Rank>,
    /// 享受待遇.
    pub treatment: Option<Rank>,
    /// GB/T 3304 code, two digits.
    pub ethnicity: Option<String>,
    /// GB/T 4762 code, two digits.
    pub politics: Option<String>,
    /// 参加工作时间.
    pub joined_work: Option<PartialDate>,
    /// 离退休时间.
    pub retired: Option<PartialDate>,
    /// 原工作单位, by name.
    pub unit: Option<String>,
    /// 所在镇街, by name.
    pub area: Option<String>,
    /// Home address.
    pub address: Option<String>,
    /// Phone, digits only.
    pub phone: Option<String>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// With whom.
    pub living: BTreeSet<Living>,
    /// ICD-10 codes, upper case (`I25`, `E11`).
    pub conditions: BTreeSet<String>,
    /// Health in words; sealed in the database.
    pub health_note: Option<String>,
    /// Anything else.
    pub remark: Option<String>,
}

impl Facts {
    /// The names of the fields in which `other` says something else, for the log and for showing what an import would do.
    pub fn differing(&self, other: &Facts) -> Vec<&'static str> {
        let same = [
            ("name", self.name == other.name),
            ("sex", self.sex == other.sex),
            ("born", self.born == other.born),
            ("citizen_id", self.citizen_id == other.citizen_id),
            ("category", self.category == other.category),
            ("rank", self.rank == other.rank),
            ("treatment", self.treatment == other.treatment),
            ("ethnicity", self.ethnicity == other.ethnicity),
            ("politics", self.politics == other.politics),
            ("joined_work", self.joined_work == other.joined_work),
            ("retired", self.retired == other.retired),
            ("unit", self.unit == other.unit),
            ("area", self.area == other.area),
            ("address", self.address == other.address),
            ("phone", self.phone == other.phone),
            ("place", (self.latitude, self.longitude) == (other.latitude, other.longitude)),
            ("living", self.living == other.living),
            ("conditions", self.conditions == other.conditions),
            ("health_note", self.health_note == other.health_note),
            ("remark", self.remark == other.remark),
        ];
        same.into_iter().filter(|(_, same)| !same).map(|(name, _)| name).collect()
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
