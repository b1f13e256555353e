//! What the bureau knows of a person.

use std::collections::BTreeSet;

use cq_calendar::PartialDate;
use cq_platform::words;

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
