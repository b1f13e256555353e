//! What a ledger says of somebody beyond what the bureau is made of: it follows from the person, so that one seed stays one bureau.

use crate::{
    county::COUNTY,
    ledger::{Cell, Field, UnitStyle, text_of},
    person::{Category, Kin, Living, Month, PersonRecord, Rank, Sex},
};

const NATIVE: [&str; 6] = ["本县", "山东章丘", "山东济南", "山东淄博", "山东莱芜", "河北沧州"];
const SKILLS: [&str; 8] = ["书法", "国画", "二胡", "写作", "摄影", "太极拳", "剪纸", "京剧"];
const HOBBIES: [&str; 8] = ["养花", "钓鱼", "下象棋", "门球", "散步", "听戏", "读书看报", "广场舞"];

/// A number that belongs to the person and the field.
fn dice(person: &PersonRecord, field: Field) -> usize {
    let bytes = person.citizen_id.bytes().chain([field as u8]);
    bytes.fold(0x811c_9dc5_usize, |hash, byte| {
        (hash ^ usize::from(byte)).wrapping_mul(0x0100_0193) & 0xffff_ffff
    }) >> 7
}

fn one_of<'w>(words: &[&'w str], at: usize) -> &'w str {
    words.get(at % words.len().max(1)).copied().unwrap_or_default()
}

/// What the unit writes into one of the further columns.
pub(super) fn cell(style: UnitStyle, field: Field, person: &PersonRecord) -> Cell {
    let at = dice(person, field);
    match field {
        Field::Education => text_of(education(person, at)),
        Field::NativePlace => match one_of(&NATIVE, at) {
            "本县" => text_of(COUNTY),
            place => text_of(place),
        },
        Field::JoinedParty => joined_party(person, at).map_or(Cell::Blank, |month| style.month(month)),
        Field::UnitKind => text_of(person.unit().kind.label()),
        Field::Post => text_of(post(person)),
        Field::Marital => text_of(marital(person, at)),
        Field::Children => Cell::Number([2.0, 3.0, 1.0, 2.0, 4.0, 3.0][at % 6]),
        Field::HealthState => text_of(health(person)),
        Field::SelfCare => text_of(self_care(person, at)),
        Field::Medical => text_of(match person.category {
            Category::Honoured => "离休干部医疗统筹",
            Category::Retired => "职工医保",
            Category::Survivor => one_of(&["职工医保", "居民医保"], at),
        }),
        Field::NearbyHospital => text_of(format!("{COUNTY}人民医院")),
        Field::RevolutionSince => revolution_since(person).map_or(Cell::Blank, |month| style.month(month)),
        Field::RevolutionPeriod => text_of(revolution_since(person).map_or("", period)),
        Field::Spouse => kin(person.family.spouse.as_ref()),
        Field::SpousePhone => phone(person.family.spouse.as_ref()),
        Field::Child => text_of(
            person.family.children.iter().map(|child| child.name.as_str()).collect::<Vec<_>>().join("、"),
        ),
        Field::Contact => kin(person.family.contact.as_ref().map(|(contact, _)| contact)),
        Field::ContactPhone => phone(person.family.contact.as_ref().map(|(contact, _)| contact)),
        Field::ContactRelation => {
            text_of(person.family.contact.as_ref().map_or("", |(_, relation)| relation))
        }
        // Not everybody tells.
        Field::Skills if !at.is_multiple_of(3) => text_of(one_of(&SKILLS, at / 3)),
        Field::Hobbies if !at.is_multiple_of(4) => text_of(one_of(&HOBBIES, at / 4)),
        _ => Cell::Blank,
    }
}

fn kin(kin: Option<&Kin>) -> Cell {
    text_of(kin.map_or("", |kin| kin.name.as_str()))
}

fn phone(kin: Option<&Kin>) -> Cell {
    text_of(kin.and_then(|kin| kin.phone.as_deref()).unwrap_or_default())
}

/// Whoever is honoured began with the revolution's work.
fn revolution_since(person: &PersonRecord) -> Option<Month> {
    person.joined.filter(|_| person.category == Category::Honoured)
}

fn period(since: Month) -> &'static str {
    match (since.year, since.month) {
        (..1943, _) => "抗日战争前期",
        // The war ended on 2 September.
        (..1945, _) | (1945, ..9) => "抗日战争后期",
        _ => "解放战争时期",
    }
}

fn education(person: &PersonRecord, at: usize) -> &'static str {
    match (person.rank, person.birth.year()) {
        (None, _) => one_of(&["小学", "初中", "高中"], at),
        (_, ..1935) => one_of(&["初中", "小学", "高中"], at),
        (Some(rank), _) if rank >= Rank::DeputyDivision => one_of(&["大学本科", "大专", "大学普通班"], at),
        _ => one_of(&["大专", "中专", "高中", "大学本科"], at),
    }
}

/// In one's twenties, and not before one worked.
fn joined_party(person: &PersonRecord, at: usize) -> Option<Month> {
    let joined = person.joined.filter(|_| person.political == "中共党员")?;
    let year = joined.year + 1 + i16::try_from(at % 8).unwrap_or(0);
    Some(Month { year, month: i8::try_from(at % 12 + 1).unwrap_or(7) })
}

fn post(person: &PersonRecord) -> &'static str {
    match person.rank {
        Some(Rank::Bureau | Rank::DeputyBureau) => "巡视员",
        Some(Rank::Division) => "调研员",
        Some(Rank::DeputyDivision) => "副县长",
        Some(Rank::Section) => "局长",
        Some(Rank::DeputySection) => "副局长",
        Some(Rank::Clerk) => "科员",
        None => "",
    }
}

fn marital(person: &PersonRecord, at: usize) -> &'static str {
    match (person.category, person.living) {
        (Category::Survivor, _) => "丧偶",
        (_, Living::WithSpouse) => "已婚",
        (_, Living::Alone) if at.is_multiple_of(9) => "离婚",
        (_, Living::Alone | Living::Institution) => "丧偶",
        (_, Living::WithChildren) => one_of(&["丧偶", "已婚"], at),
    }
}

fn health(person: &PersonRecord) -> &'static str {
    let has = |start: &str| person.illnesses.iter().any(|illness| illness.code.starts_with(start));
    let states =
        [("I6", "脑血管病"), ("I", "心血管病"), ("E1", "糖尿病"), ("J4", "慢性呼吸系统病"), ("C", "癌症")];
    match states.into_iter().find(|(start, _)| has(start)) {
        Some((_, state)) => state,
        None if person.illnesses.is_empty() => "健康",
        None => "一般",
    }
}

fn self_care(person: &PersonRecord, at: usize) -> &'static str {
    let is_ill = person
        .illnesses
        .iter()
        .any(|illness| illness.code.starts_with("I6") || illness.code.starts_with("F0"));
    let is_old = person.birth.year() < if person.sex == Sex::Male { 1938 } else { 1936 };
    match (is_ill, is_old, at % 5) {
        (true, true, 0..=2) | (_, true, 0) => "不能自理",
        (true, _, _) | (_, true, 1 | 2) => "半自理",
        _ => "能自理",
    }
}
