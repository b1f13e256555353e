//! The closed lists of words that conditions are made of.

use cq_platform::words;

words! {
    /// Fields that say something in words of their own.
    pub enum Prose {
        /// 曾用名.
        FormerName = "former-name",
        /// 特长.
        Skills = "skills",
        /// 爱好.
        Hobbies = "hobbies",
        /// 原职务.
        Office = "office",
        /// 职称.
        Title = "title",
        /// 籍贯.
        NativePlace = "native-place",
        /// 住址.
        Address = "address",
        /// 异地居住地.
        SettledAt = "settled-at",
        /// 就近医院.
        NearbyHospital = "nearby-hospital",
        /// 评残.
        Disability = "disability",
        /// 医疗待遇.
        MedicalTreatment = "medical-treatment",
        /// 待遇批准文号.
        TreatmentDocument = "treatment-document",
        /// 统计标志.
        StatisticsMark = "statistics-mark",
        /// 奖罚.
        Awards = "awards",
        /// 特殊贡献.
        Contribution = "contribution",
        /// 备注.
        Remark = "remark",
        /// 送别方式.
        Farewell = "farewell",
        /// 抚恤金领取人.
        BenefitPayee = "benefit-payee",
        /// 抚恤金未领原因.
        BenefitUnpaid = "benefit-unpaid",
    }
}

words! {
    /// Dates of a life that a span can be held against.
    pub enum DateField {
        /// Birth.
        Born = "born",
        /// 参加工作时间.
        JoinedWork = "joined-work",
        /// 入党时间.
        JoinedParty = "joined-party",
        /// 离退休时间.
        Retired = "retired",
        /// 参加革命工作时间.
        RevolutionSince = "revolution-since",
        /// 待遇批准时间.
        TreatmentGranted = "treatment-granted",
        /// 抚恤金领取时间.
        BenefitPaid = "benefit-paid",
        /// The day service ended.
        Ended = "ended",
    }
}

impl DateField {
    /// Whether only those have it whose service has ended.
    pub fn is_of_an_end(self) -> bool {
        matches!(self, DateField::Ended | DateField::BenefitPaid)
    }
}

impl Prose {
    /// Whether only those have it whose service has ended.
    pub fn is_of_an_end(self) -> bool {
        matches!(self, Prose::Farewell | Prose::BenefitPayee | Prose::BenefitUnpaid)
    }
}

words! {
    /// Fields that say how many.
    pub enum Count {
        /// 子女数.
        Children = "children",
        /// 无劳动能力子女数.
        DependentChildren = "dependent-children",
    }
}

words! {
    /// What may not be known of a person.
    pub enum Gap {
        /// 身份证号.
        CitizenId = "citizen-id",
        /// Birth.
        Born = "born",
        /// The day of birth, whether or not year and month are known.
        BornDay = "born-day",
        /// Any phone number.
        Phone = "phone",
        /// 住址.
        Address = "address",
        /// Where somebody who lives elsewhere has settled.
        SettledAt = "settled-at",
        /// 所在镇街.
        Area = "area",
        /// Where on the map.
        Place = "place",
        /// 原工作单位.
        Unit = "unit",
        /// 职级.
        Rank = "rank",
        /// 享受待遇.
        Treatment = "treatment",
        /// 政治面貌.
        Politics = "politics",
        /// 文化程度.
        Education = "education",
        /// 婚姻.
        Marital = "marital",
        /// 健康状态.
        Health = "health",
        /// 自理能力.
        SelfCare = "self-care",
        /// 参加工作时间.
        JoinedWork = "joined-work",
        /// 入党时间.
        JoinedParty = "joined-party",
        /// 子女数.
        Children = "children",
        /// 离退休时间.
        Retired = "retired",
        /// With whom.
        Living = "living",
        /// Any illness.
        Illness = "illness",
        /// A contact for emergencies.
        Contact = "contact",
    }
}

words! {
    /// Somebody a person may have.
    pub enum Tie {
        /// A spouse who is alive as far as known.
        Spouse = "spouse",
        /// A child, on record as a person or counted.
        Child = "child",
        /// A contact for emergencies.
        Contact = "contact",
        /// Somebody who may act for them.
        Proxy = "proxy",
    }
}

words! {
    /// How something is owed.
    pub enum Debt {
        /// Not yet done.
        Open = "open",
        /// Promised for a day before today.
        Overdue = "overdue",
        /// Declined within a year.
        Declined = "declined",
        /// Lapsed within a year.
        Lapsed = "lapsed",
    }
}

impl Debt {
    /// Whether it is still to be done.
    pub fn is_open(self) -> bool {
        matches!(self, Debt::Open | Debt::Overdue)
    }
}

words! {
    /// Places with coordinates.
    pub enum PlaceKind {
        /// The middle of a town or sub-district.
        Area = "area",
        /// A hospital.
        Hospital = "hospital",
    }
}

/// Longest piece of text asked for, in characters.
const PIECE_MAX: usize = 20;

/// Whether a piece of text can be asked for: it stands in addresses, where signs join conditions.
pub(super) fn is_piece(text: &str) -> bool {
    (1..=PIECE_MAX).contains(&text.chars().count()) && text.chars().all(char::is_alphanumeric)
}
