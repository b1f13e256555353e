//! Illnesses by age, and the notes that clerks write beside them.

use crate::{dice::Dice, person::Sex};

/// A long-lasting illness of old age.
#[derive(Debug, PartialEq)]
pub struct Illness {
    /// ICD-10 category.
    pub code: &'static str,
    /// The word that ledgers use.
    pub word: &'static str,
    at_60: f64,
    at_90: f64,
    only: Option<Sex>,
}

const fn ill(code: &'static str, word: &'static str, at_60: f64, at_90: f64) -> Illness {
    Illness { code, word, at_60, at_90, only: None }
}

/// Every illness that may stand in a ledger, with the two ways of writing it.
pub const ILLNESSES: [Illness; 24] = [
    ill("I10", "高血压", 0.46, 0.70),
    ill("I25", "冠心病", 0.12, 0.38),
    ill("E11", "糖尿病", 0.18, 0.24),
    ill("J44", "慢阻肺", 0.05, 0.17),
    ill("I63", "脑梗死", 0.04, 0.18),
    ill("I61", "脑出血", 0.006, 0.02),
    ill("I48", "心房颤动", 0.02, 0.13),
    ill("I50", "心力衰竭", 0.01, 0.12),
    ill("E78", "高脂血症", 0.16, 0.10),
    ill("F03", "痴呆", 0.004, 0.15),
    ill("G20", "帕金森病", 0.006, 0.04),
    ill("M17", "膝关节病", 0.08, 0.18),
    ill("M81", "骨质疏松", 0.04, 0.18),
    ill("M51", "腰椎间盘突出", 0.06, 0.05),
    ill("H25", "老年性白内障", 0.03, 0.20),
    ill("H91", "听力下降", 0.02, 0.16),
    ill("K29", "慢性胃炎", 0.08, 0.06),
    ill("N18", "慢性肾病", 0.02, 0.09),
    ill("J45", "哮喘", 0.02, 0.03),
    ill("F32", "抑郁", 0.02, 0.03),
    ill("C34", "肺癌", 0.006, 0.015),
    ill("C18", "结肠癌", 0.005, 0.012),
    Illness { code: "C50", word: "乳腺癌", at_60: 0.020, at_90: 0.016, only: Some(Sex::Female) },
    Illness { code: "N40", word: "前列腺增生", at_60: 0.16, at_90: 0.36, only: Some(Sex::Male) },
];

const MOST_PER_PERSON: usize = 5;

const NOTES: [&str; 20] = [
    "血压控制尚可，坚持服药",
    "长期服用降压药，近期血压偏高",
    "曾行冠脉支架植入术，需定期复查",
    "餐后血糖偏高，饮食控制欠佳",
    "对青霉素过敏",
    "对磺胺类药物过敏",
    "听力减退，联系时请说慢一些",
    "行动不便，需轮椅",
    "上下楼困难，外出需人陪同",
    "偏瘫，长期卧床，由家属护理",
    "冬季易犯咳喘，家中备有制氧机",
    "左膝置换术后，恢复良好",
    "睡眠差，情绪低落，需多陪伴",
    "记忆力明显下降，外出易走失",
    "白内障术后，视力改善",
    "每年住院一至两次",
    "服用抗凝药，注意出血",
    "身体状况良好，坚持锻炼",
    "长期透析，每周三次",
    "视力差，看不清药品说明书",
];

/// Illnesses of a person of that age and sex, commonest first.
pub(crate) fn illnesses(dice: &mut Dice, age: i16, sex: Sex) -> Vec<&'static Illness> {
    let toward_90 = f64::from(age - 60) / 30.0;
    let mut found = Vec::new();
    for illness in &ILLNESSES {
        let risk = (illness.at_60 + (illness.at_90 - illness.at_60) * toward_90).clamp(0.0, 0.95);
        if dice.chance(risk) && illness.only.is_none_or(|only| only == sex) && found.len() < MOST_PER_PERSON {
            found.push(illness);
        }
    }
    found
}

/// A clerk's note; most people have none.
pub(crate) fn note(dice: &mut Dice, ill: bool) -> String {
    let wanted = dice.chance(if ill { 0.42 } else { 0.10 });
    let note = *dice.pick(&NOTES);
    if wanted { note.to_owned() } else { String::new() }
}

/// An illness by its code; used where a story needs a certain one.
pub(crate) fn by_code(code: &str) -> Option<&'static Illness> {
    const ALL: &[Illness] = &ILLNESSES;
    ALL.iter().find(|illness| illness.code == code)
}
