//! What stands in a health file: what is taken for an illness, what is not borne, and what was measured over a year.

use crate::dice::{Dice, Stream};

/// What is taken for an illness: its ICD-10 category, name, dose, how often.
const MEDICINES: [(&str, &str, &str, &str); 14] = [
    ("I10", "氨氯地平", "5 mg", "每日一次，早上"),
    ("I10", "缬沙坦", "80 mg", "每日一次，早上"),
    ("I25", "阿司匹林", "100 mg", "每日一次，早上"),
    ("I25", "阿托伐他汀", "20 mg", "每晚一次"),
    ("E11", "二甲双胍", "0.5 g", "每日三次，随餐"),
    ("E11", "格列美脲", "2 mg", "每日一次，早餐前"),
    ("J44", "噻托溴铵", "1 吸", "每日一次"),
    ("I63", "氯吡格雷", "75 mg", "每日一次"),
    ("I48", "利伐沙班", "15 mg", "每日一次，随餐"),
    ("I50", "呋塞米", "20 mg", "每日一次，早上"),
    ("E78", "瑞舒伐他汀", "10 mg", "每晚一次"),
    ("N40", "坦索罗辛", "0.2 mg", "每晚一次"),
    ("M81", "碳酸钙", "600 mg", "每日一次"),
    ("F03", "多奈哌齐", "5 mg", "每晚一次"),
];

/// What is not borne, what happens, whether that is severe.
const ALLERGIES: [(&str, &str, bool); 6] = [
    ("青霉素", "皮疹、胸闷", true),
    ("磺胺类", "全身皮疹", false),
    ("头孢类", "皮试阳性", false),
    ("碘造影剂", "荨麻疹", true),
    ("海鲜", "腹泻、皮疹", false),
    ("花粉", "打喷嚏、流泪", false),
];

/// What is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Its name.
    pub name: &'static str,
    /// How much at a time.
    pub dose: &'static str,
    /// How often.
    pub often: &'static str,
    /// For how many days it was dispensed, how many days ago.
    pub supply: (u32, i64),
}

/// What was measured on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// How many days ago.
    pub days_ago: i64,
    /// 血压, mmHg.
    pub pressure: (i64, i64),
    /// Beats a minute.
    pub pulse: i64,
    /// 空腹血糖, tenths of a mmol/L; of those with diabetes.
    pub glucose_tenths: Option<i64>,
    /// Tenths of a kg.
    pub weight_tenths: i64,
}

/// Somebody's file, as far as the registry does not hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthFile {
    /// To what, what happens, whether that is severe.
    pub allergy: Option<(&'static str, &'static str, bool)>,
    /// What is taken.
    pub medicines: Vec<Taken>,
    /// The latest last.
    pub measured: Vec<Measured>,
}

/// The file of the `number`th person, who has the illnesses `codes` (ICD-10).
pub fn health_file(seed: u64, number: u64, codes: &[&str]) -> HealthFile {
    let mut dice = Dice::new(seed.wrapping_mul(100_000).wrapping_add(number), Stream::HealthFiles);
    let has = |code: &str| codes.iter().any(|known| known.starts_with(code));
    let allergy = if dice.chance(0.3) { Some(*dice.pick(&ALLERGIES)) } else { None };
    let mut medicines = Vec::new();
    for (code, name, dose, often) in MEDICINES {
        if has(code) && dice.chance(0.7) {
            let days = *dice.pick(&[14, 28, 30, 60]);
            medicines.push(Taken { name, dose, often, supply: (days, i64::from(dice.between(1, 40))) });
        }
    }
    let upper = if has("I10") { 146 } else { 128 };
    let weight = i64::from(dice.between(480, 760));
    let visits = dice.between(3, 7);
    let measured = (0..visits)
        .rev()
        .map(|back| Measured {
            days_ago: i64::from(back * 40 + dice.between(1, 20)),
            pressure: (i64::from(upper + dice.between(-14, 18)), i64::from(78 + dice.between(-8, 14))),
            pulse: i64::from(72 + dice.between(-10, 14)),
            glucose_tenths: has("E11").then(|| i64::from(72 + dice.between(-12, 24))),
            weight_tenths: weight + i64::from(dice.between(-12, 12)),
        })
        .collect();
    HealthFile { allergy, medicines, measured }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_file_and_only_what_is_taken_for_what_one_has() {
        let file = || health_file(1, 7, &["I10", "E11"]);
        assert_eq!(file(), file());
        assert_ne!(file(), health_file(1, 8, &["I10", "E11"]));
        let taken = file().medicines;
        assert!(taken.iter().all(|one| {
            MEDICINES.iter().any(|(code, name, ..)| one.name == *name && ["I10", "E11"].contains(code))
        }));
        assert!(
            file().measured.iter().all(|one| one.glucose_tenths.is_some() && one.pressure.1 < one.pressure.0)
        );
        assert!(file().measured.is_sorted_by_key(|one| -one.days_ago));
    }
}
