//! Every field of a person, declared once: from this list follow the columns of the table, the fields of form and page, the
//! columns of ledgers, what the log names and what the past keeps.

use std::{collections::BTreeSet, ops::RangeFrom};

use cq_calendar::PartialDate;
use cq_platform::db::{DbError, Param, Row};

use super::{
    Category, CitizenId, Living, Rank, Sex, code,
    field::{Fact, Field, Kind, Section},
    model::{BirthdayBy, Ended, EndedBecause, Household, RevolutionPeriod, SelfCare},
    store::{Sealed, Written},
};
use crate::{intake::Column, unit::UnitKind};

facts! {
    /// Full name, spaces removed; minority names keep their `·`.
    name: String = open Kind::Name, Who ["姓名", "名字", "老干部姓名", "人员姓名"];
    /// 曾用名.
    former_name: Option<String> = open Kind::Line(60), Who ["曾用名", "原名", "别名"];
    /// Sex.
    sex: Sex = open Kind::Word(&code::SEX), Who ["性别"];
    /// Citizen id; sealed in the database.
    citizen_id: Option<CitizenId> = index Kind::CitizenId, Who ["身份证号码", "身份证号", "身份证", "公民身份号码", "身份号码", "证件号码", "证件号"];
    /// Birth, as exactly as known.
    born: Option<PartialDate> = open Kind::Past, Who ["出生年月", "出生日期", "出生年月日", "出生时间", "生日", "出生"];
    /// By which calendar the birthday is kept, as the person wishes.
    birthday_by: Option<BirthdayBy> = open Kind::Word(&code::BIRTHDAY_BY), Who ["生日历法", "过生日历法", "生日类型", "阴历阳历"];
    /// GB/T 3304 code, two digits.
    ethnicity: Option<String> = open Kind::Word(&code::ETHNICITY), Who ["民族"];
    /// 籍贯, in words or as a GB/T 2260 code.
    native_place: Option<String> = open Kind::Line(80), Who ["籍贯", "祖籍", "出生地"];
    /// GB/T 4762 code, two digits.
    politics: Option<String> = open Kind::Word(&code::POLITICS), Who ["政治面貌", "党派"];
    /// 入党时间.
    joined_party: Option<PartialDate> = open Kind::Past, Who ["入党时间", "入党年月", "入党日期", "加入党派时间"];
    /// GB/T 4658 code, two digits.
    education: Option<String> = open Kind::Word(&code::EDUCATION), Who ["文化程度", "学历", "文化水平", "最高学历"];
    /// 职称.
    title: Option<String> = open Kind::Line(60), Who ["职称", "专业技术职务", "技术职称"];

    /// Why served, or that they are only known.
    category: Category = open Kind::Word(&code::CATEGORY), Service dated ["人员类别", "离退休类型", "离退休类别", "人员类型", "类别", "人员性质", "离退类别"];
    /// 原工作单位, by name.
    unit: Option<String> = unit Kind::Line(80), Service dated ["原工作单位", "工作单位", "单位名称", "单位", "所在单位", "原单位"];
    /// 单位性质, of the unit.
    unit_kind: Option<UnitKind> = kind Kind::Word(&code::UNIT_KIND), Service ["单位性质", "单位类别", "单位类型"];
    /// 现管单位, by name: pays and counts them. None: the unit they retired from.
    paying_unit: Option<String> = unit Kind::Line(80), Service dated ["现管单位", "现管理单位", "发放工资单位", "工资发放单位", "统计单位", "管理单位"];
    /// 职务.
    post: Option<String> = open Kind::Line(80), Service ["原职务", "职务", "退休前职务", "原任职务", "离退休前职务"];
    /// 职级.
    rank: Option<Rank> = open Kind::Word(&code::RANK), Service dated ["职级", "原职级", "级别", "行政级别", "职务级别", "职务层次"];
    /// 享受待遇.
    treatment: Option<Rank> = open Kind::Word(&code::RANK), Service dated ["享受待遇", "现享受待遇", "待遇级别", "待遇"];
    /// 待遇批准时间. From when a treatment holds is another thing: `treatment_since`, as with every dated field.
    treatment_granted: Option<PartialDate> = open Kind::Past, Service ["待遇批准时间", "批准时间", "享受待遇时间", "待遇时间"];
    /// By which document.
    treatment_document: Option<String> = open Kind::Line(80), Service ["待遇批准文号", "批准文号", "文号", "待遇文号"];
    /// 参加工作时间.
    joined_work: Option<PartialDate> = open Kind::Past, Service ["参加工作时间", "参加工作年月", "参加工作日期", "工作时间"];
    /// 参加革命工作时间.
    revolution_since: Option<PartialDate> = open Kind::Past, Service ["参加革命工作时间", "参加革命时间", "参加革命工作年月"];
    /// 参加革命工作时期.
    revolution_period: Option<RevolutionPeriod> = open Kind::Word(&code::REVOLUTION), Service ["参加革命工作时期", "参加革命时期", "革命时期", "何时期参加革命"];
    /// 离退休时间.
    retired: Option<PartialDate> = open Kind::Day, Service ["离退休时间", "离退休年月", "退休时间", "离休时间", "退休年月", "离退休日期"];
    /// 统计标志.
    statistics_mark: Option<String> = open Kind::Line(40), Service ["统计标志", "统计标识", "统计口径"];
    /// 奖罚.
    awards: Option<String> = open Kind::Block(1_000), Service ["奖罚", "奖罚情况", "奖惩", "奖惩情况", "获奖情况"];
    /// 特殊贡献.
    contribution: Option<String> = open Kind::Block(1_000), Service ["特殊贡献", "突出贡献", "主要贡献"];

    /// Phone, digits only.
    phone: Option<String> = open Kind::Phone, Home ["联系电话", "手机号码", "联系方式", "电话", "手机", "电话号码", "本人电话"];
    /// Another number under which they are reached: at home, or a child's. Digits only.
    other_phone: Option<String> = open Kind::Phone, Home ["备用电话", "其他电话", "另一电话", "第二电话", "固定电话", "家庭电话", "住宅电话", "宅电", "座机", "联系电话2"];
    /// 所在镇街, by name.
    area: Option<String> = area Kind::Line(40), Home dated ["所在镇街", "镇街", "所属镇街", "镇街道", "乡镇街道", "所在乡镇"];
    /// Home address.
    address: Option<String> = open Kind::Line(200), Home dated ["家庭住址", "家庭地址", "常住地址", "现住址", "住址", "居住地址", "地址"];
    /// Degrees east.
    longitude: Option<f64> = open Kind::Degrees(180.0), Home ["经度"];
    /// Degrees north.
    latitude: Option<f64> = open Kind::Degrees(90.0), Home ["纬度"];
    /// Where somebody who lives elsewhere has settled.
    settled_at: Option<String> = open Kind::Line(100), Home ["异地居住地", "异地居住", "异地安置地", "异地安置", "安置地", "现居住地"];
    /// With whom.
    living: BTreeSet<Living> = set Kind::Words(&code::LIVING), Home dated ["居住状态", "居住情况", "居住状况", "居住方式"];
    /// GB/T 2261.2 code, two digits.
    marital: Option<String> = open Kind::Word(&code::MARITAL), Home dated ["婚姻状况", "婚姻", "婚姻情况", "婚姻状态"];
    /// 子女数.
    children: Option<i64> = open Kind::Count(30), Home ["子女数", "子女人数", "子女个数", "子女数量"];
    /// 无劳动能力子女数.
    dependent_children: Option<i64> = open Kind::Count(30), Home ["无劳动能力子女数", "无劳动能力子女", "无劳动能力子女人数"];

    /// GB/T 2261.3 code, two digits.
    health: Option<String> = open Kind::Word(&code::HEALTH), Health dated ["健康状态", "健康等级", "健康状况代码", "健康类别"];
    /// How far they look after themselves.
    self_care: Option<SelfCare> = open Kind::Word(&code::SELF_CARE), Health dated ["自理能力", "活动能力", "生活自理能力", "自理情况", "能否自理"];
    /// ICD-10 codes, upper case (`I25`, `E11`).
    conditions: BTreeSet<String> = beside Kind::Illnesses, Health ["所患疾病", "主要疾病", "病史", "慢性病", "疾病", "患病情况", "既往病史"];
    /// Health in words; sealed in the database.
    health_note: Option<String> = sealed Kind::Block(2_000), Health ["健康备注", "健康状况说明", "健康状况", "健康情况", "身体状况"];
    /// 过敏史; sealed in the database.
    allergies: Option<String> = sealed Kind::Block(500), Health ["过敏史", "药物过敏", "过敏情况", "过敏"];
    /// 评残.
    disability: Option<String> = open Kind::Line(60), Health ["评残", "残疾等级", "伤残等级", "评残等级", "残疾情况"];
    /// 医疗待遇.
    medical_treatment: Option<String> = open Kind::Line(60), Health ["医疗待遇", "医保类型", "医疗保障", "医疗待遇类别"];
    /// 就近医院.
    nearby_hospital: Option<String> = open Kind::Line(80), Health ["就近医院", "定点医院", "就诊医院", "就近就医医院"];

    /// 特长.
    skills: Option<String> = open Kind::Line(200), Other ["特长", "专长", "个人特长"];
    /// 爱好.
    hobbies: Option<String> = open Kind::Line(200), Other ["爱好", "兴趣爱好", "兴趣", "个人爱好"];
    /// Anything else.
    remark: Option<String> = open Kind::Block(2_000), Other ["备注", "说明"];

    /// Served until then; none while served.
    ended: Option<Ended> = ended Kind::Ended, End ["离世时间", "去世时间", "死亡时间", "去世日期", "离世日期", "死亡日期", "逝世时间"];
    /// When somebody died whose service had ended otherwise before; told by an event alone.
    died_on: Option<PartialDate> = open Kind::Past, End ["迁出后离世时间"];
    /// 离世原因; sealed in the database.
    death_cause: Option<String> = sealed Kind::Line(200), End ["离世原因", "去世原因", "死亡原因", "死因"];
    /// 送别方式.
    farewell: Option<String> = open Kind::Line(100), End ["送别方式", "送别形式", "丧事办理方式"];
    /// 抚恤金领取时间.
    benefit_paid_on: Option<PartialDate> = open Kind::Past, End ["抚恤金领取时间", "抚恤金发放时间", "抚恤金领取日期"];
    /// 抚恤金领取人.
    benefit_payee: Option<String> = open Kind::Line(60), End ["抚恤金领取人", "抚恤金领取人姓名"];
    /// 抚恤金未领原因.
    benefit_unpaid_because: Option<String> = open Kind::Line(200), End ["抚恤金未领原因", "未领原因", "抚恤金未领取原因"];
}

impl Facts {
    /// The names of the fields in which `other` says something else, for the log.
    pub fn differing(&self, other: &Facts) -> Vec<&'static str> {
        FIELDS.iter().filter(|field| !(field.same)(self, other)).map(|field| field.key).collect()
    }

    /// When they died, served until then or moved away before.
    pub fn died(&self) -> Option<PartialDate> {
        let served_until = self.ended.filter(|ended| ended.because == EndedBecause::Died);
        served_until.map(|ended| ended.on).or(self.died_on)
    }

    /// Whether the bureau serves this person: neither a relative whom it only knows nor somebody whose service has ended.
    pub fn is_served(&self) -> bool {
        self.category != Category::Relative && self.ended.is_none()
    }
}

/// Names that fields had, as entries of the log and what imports and merges kept still give them.
const FORMER: &[(&str, &str)] = &[("treatment_since", "treatment_granted")];

/// The field of that name.
pub fn field(key: &str) -> Option<&'static Field> {
    let key = FORMER.iter().find(|(former, _)| *former == key).map_or(key, |(_, name)| name);
    FIELDS.iter().find(|field| field.key == key)
}
