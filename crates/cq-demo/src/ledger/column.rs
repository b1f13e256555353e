//! Columns of the people ledger and what may stand in a cell.

use jiff::civil::Date;

/// A value as it stands in a sheet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Blank,
    Text(String),
    Number(f64),
    Date(Date, DateLook),
    /// A formula whose stored result is #N/A.
    BrokenFormula,
}

/// A text, or nothing where it is empty.
pub(crate) fn text_of(text: impl Into<String>) -> Cell {
    let text = text.into();
    if text.is_empty() { Cell::Blank } else { Cell::Text(text) }
}

/// How a spreadsheet shows a date of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateLook {
    /// 1942-05-17
    Day,
    /// 1942年5月; the day beneath it means nothing.
    Month,
}

/// A column of the people ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Field {
    Serial,
    Name,
    Sex,
    CitizenId,
    Birth,
    Ethnic,
    Political,
    Category,
    Rank,
    Treatment,
    Joined,
    Retired,
    Phone,
    Area,
    Address,
    Longitude,
    Latitude,
    Living,
    Illness,
    HealthNote,
    Remark,
    Education,
    NativePlace,
    JoinedParty,
    UnitKind,
    Post,
    Marital,
    Children,
    HealthState,
    SelfCare,
    Medical,
    NearbyHospital,
    Skills,
    Hobbies,
    RevolutionSince,
    RevolutionPeriod,
    Spouse,
    SpousePhone,
    Child,
    Contact,
    ContactPhone,
    ContactRelation,
}

impl Field {
    /// All columns, in the order that most units use.
    pub(crate) const ALL: [Field; 42] = [
        Field::Serial,
        Field::Name,
        Field::Sex,
        Field::CitizenId,
        Field::Birth,
        Field::Ethnic,
        Field::Political,
        Field::Category,
        Field::Rank,
        Field::Treatment,
        Field::Joined,
        Field::RevolutionSince,
        Field::RevolutionPeriod,
        Field::Retired,
        Field::Phone,
        Field::Area,
        Field::Address,
        Field::Longitude,
        Field::Latitude,
        Field::Living,
        Field::Illness,
        Field::HealthNote,
        Field::Education,
        Field::NativePlace,
        Field::JoinedParty,
        Field::UnitKind,
        Field::Post,
        Field::Marital,
        Field::Children,
        Field::HealthState,
        Field::SelfCare,
        Field::Medical,
        Field::NearbyHospital,
        Field::Skills,
        Field::Hobbies,
        Field::Spouse,
        Field::SpousePhone,
        Field::Child,
        Field::Contact,
        Field::ContactPhone,
        Field::ContactRelation,
        Field::Remark,
    ];

    /// The words that units use; the first is the form's own.
    pub(crate) fn headers(self) -> &'static [&'static str] {
        match self {
            Self::Serial => &["序号", "编号", "序 号"],
            Self::Name => &["姓名", "名字", "姓  名"],
            Self::Sex => &["性别", "性 别"],
            Self::CitizenId => &["身份证号码", "身份证", "身份证号", "公民身份号码"],
            Self::Birth => &["出生年月", "出生日期"],
            Self::Ethnic => &["民族"],
            Self::Political => &["政治面貌"],
            Self::Category => &["人员类别", "类别", "离退休类型"],
            Self::Rank => &["职级", "原职级", "级别"],
            Self::Treatment => &["享受待遇", "现享受待遇"],
            Self::Joined => &["参加工作时间", "参加工作年月"],
            Self::Retired => &["离退休时间", "离退休年月"],
            Self::Phone => &["联系电话", "电话", "手机号码", "联系方式"],
            Self::Area => &["所在镇街", "镇街", "所属镇街"],
            Self::Address => &["家庭住址", "住址", "常住地址"],
            Self::Longitude => &["经度"],
            Self::Latitude => &["纬度"],
            Self::Living => &["居住状态", "居住情况"],
            Self::Illness => &["所患疾病", "主要疾病", "病史"],
            Self::HealthNote => &["健康备注", "健康状况说明"],
            Self::Remark => &["备注"],
            Self::Education => &["文化程度", "学历"],
            Self::NativePlace => &["籍贯"],
            Self::JoinedParty => &["入党时间"],
            Self::UnitKind => &["单位性质"],
            Self::Post => &["原职务", "退休前职务"],
            Self::Marital => &["婚姻状况", "婚姻"],
            Self::Children => &["子女数", "子女人数"],
            Self::HealthState => &["健康状态"],
            Self::SelfCare => &["自理能力", "生活自理能力"],
            Self::Medical => &["医疗待遇"],
            Self::NearbyHospital => &["就近医院", "定点医院"],
            Self::Skills => &["特长"],
            Self::Hobbies => &["爱好", "兴趣爱好"],
            Self::RevolutionSince => &["参加革命工作时间", "参加革命时间"],
            Self::RevolutionPeriod => &["参加革命工作时期", "革命时期"],
            Self::Spouse => &["配偶姓名", "配偶", "爱人姓名"],
            Self::SpousePhone => &["配偶电话", "配偶联系电话"],
            Self::Child => &["子女姓名", "子女"],
            Self::Contact => &["紧急联系人", "应急联系人", "家属联系人"],
            Self::ContactPhone => &["紧急联系人电话", "应急联系人电话", "家属联系人电话"],
            Self::ContactRelation => &["紧急联系人关系", "应急联系人关系", "家属联系人关系"],
        }
    }

    /// Width in characters.
    pub(crate) fn width(self) -> f64 {
        match self {
            Self::Serial | Self::Sex | Self::Ethnic => 6.0,
            Self::Name => 12.0,
            Self::CitizenId => 23.0,
            Self::Birth | Self::Joined | Self::Retired | Self::Phone => 15.0,
            Self::Address => 44.0,
            Self::Illness | Self::HealthNote | Self::Remark => 34.0,
            Self::Living | Self::Medical | Self::NearbyHospital => 18.0,
            _ => 12.0,
        }
    }
}
