//! The responsible doctors: enough of them for the county as a whole, too few in its far corners.

use std::collections::HashSet;

use crate::{
    Scale,
    county::{HOSPITALS, Hospital, HospitalKind},
    dice::{Dice, Stream},
    health::Illness,
    names::{self, DOCTOR_OF_THE_STORIES},
    person::Sex,
    phone::{self, Owner},
};

/// Places per hundred elders, over the whole county.
const PLACES_PER_HUNDRED: usize = 103;
const TRIES_FOR_A_NAME: usize = 100;

/// A doctor who takes elders into care.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoctorRecord {
    /// Distinct within a hospital.
    pub name: String,
    /// 性别
    pub sex: Sex,
    /// Position in [`HOSPITALS`].
    pub hospital: usize,
    /// 科室
    pub department: &'static str,
    /// 专长, the leading one first.
    pub expertise: &'static [&'static str],
    /// A number beginning with 154, given to no operator.
    pub phone: String,
    /// 可联系人数
    pub capacity: usize,
    /// 备注, mostly empty.
    pub remark: &'static str,
}

impl DoctorRecord {
    /// Where the doctor works.
    pub fn hospital(&self) -> &'static Hospital {
        &HOSPITALS[self.hospital % HOSPITALS.len()]
    }

    /// Whether one of the specialties is meant for the illness.
    pub(crate) fn suits(&self, illness: &Illness) -> bool {
        let words: &[&str] = match illness.code {
            "I10" | "I25" | "I48" | "I50" | "E78" => &["心血管"],
            "I61" | "I63" | "G20" => &["神经"],
            "F03" | "F32" => &["精神心理", "神经"],
            "E11" => &["糖尿病"],
            "J44" | "J45" => &["呼吸"],
            "M17" | "M51" | "M81" => &["骨关节", "针灸推拿"],
            "C18" | "C34" | "C50" => &["肿瘤"],
            "K29" => &["消化"],
            "N18" => &["肾病"],
            "N40" => &["泌尿"],
            _ => &["全科"],
        };
        self.expertise.iter().any(|own| words.contains(own))
    }
}

type Department = (&'static str, &'static [&'static str], u32);

const GENERAL: &[Department] = &[
    ("心血管内科", &["心血管", "高血压"], 24),
    ("神经内科", &["神经", "脑卒中"], 18),
    ("内分泌科", &["糖尿病", "甲状腺"], 14),
    ("呼吸内科", &["呼吸", "慢阻肺"], 14),
    ("老年医学科", &["老年病", "全科"], 12),
    ("消化内科", &["消化"], 7),
    ("骨科", &["骨关节", "骨质疏松"], 7),
    ("肾内科", &["肾病"], 4),
    ("肿瘤科", &["肿瘤"], 5),
    ("泌尿外科", &["泌尿"], 4),
    ("眼科", &["眼病"], 3),
];
const TRADITIONAL: &[Department] = &[
    ("中医内科", &["中医全科"], 30),
    ("心病科", &["心血管", "中医全科"], 20),
    ("脑病科", &["神经", "中医全科"], 16),
    ("针灸推拿科", &["针灸推拿", "骨关节"], 18),
    ("肺病科", &["呼吸", "中医全科"], 10),
    ("消渴病科", &["糖尿病", "中医全科"], 10),
];
const MIND: &[Department] =
    &[("老年精神科", &["精神心理", "痴呆"], 12), ("心理科", &["精神心理"], 8), ("神经内科", &["神经"], 6)];
const TOWN: &[Department] = &[
    ("全科", &["全科"], 30),
    ("内科", &["心血管", "糖尿病"], 22),
    ("内科", &["呼吸", "全科"], 12),
    ("中医科", &["中医全科"], 18),
    ("康复科", &["神经", "骨关节"], 6),
];

const REMARKS: [&str; 4] = ["返聘专家", "每周三下乡", "女性患者优先", "已完成家庭医生培训"];

/// Doctors by hospital; the first is the doctor of the stories, at the county's people's hospital.
pub(crate) fn doctors(scale: Scale) -> Vec<DoctorRecord> {
    let mut dice = Dice::new(scale.seed, Stream::Doctors);
    let mut taken = HashSet::new();
    let mut doctors = Vec::with_capacity(scale.doctors);
    for (at, staff) in staffing(scale.doctors).into_iter().enumerate() {
        for _ in 0..staff {
            let doctor = doctor(&mut dice, at, doctors.len(), &mut taken);
            doctors.push(doctor);
        }
    }
    let places = (scale.people * PLACES_PER_HUNDRED).div_ceil(100);
    share_places(&mut dice, &mut doctors, places);
    doctors
}

/// How many of `doctors` work in each hospital; the sum is exact.
fn staffing(doctors: usize) -> Vec<usize> {
    let shares: usize = HOSPITALS.iter().map(|hospital| hospital.doctors as usize).sum();
    let mut passed = 0;
    HOSPITALS
        .iter()
        .map(|hospital| {
            let before = passed * doctors / shares;
            passed += hospital.doctors as usize;
            passed * doctors / shares - before
        })
        .collect()
}

fn doctor(
    dice: &mut Dice,
    hospital: usize,
    nth: usize,
    taken: &mut HashSet<(usize, String)>,
) -> DoctorRecord {
    let departments = match HOSPITALS[hospital].kind {
        HospitalKind::General => GENERAL,
        HospitalKind::Traditional => TRADITIONAL,
        HospitalKind::Mind => MIND,
        HospitalKind::Town => TOWN,
    };
    let own = if nth == 0 { 0 } else { dice.weighted(departments.iter().map(|(.., weight)| *weight)) };
    let (department, expertise, _) = departments[own];
    let sex = if nth == 0 || dice.chance(0.52) { Sex::Male } else { Sex::Female };
    let name = if nth == 0 { DOCTOR_OF_THE_STORIES.to_owned() } else { new_name(dice, sex, hospital, taken) };
    taken.insert((hospital, name.clone()));
    let remark = if dice.chance(0.06) { *dice.pick(&REMARKS) } else { "" };
    DoctorRecord {
        name,
        sex,
        hospital,
        department,
        expertise,
        phone: phone::mobile(Owner::Doctor(nth)),
        capacity: 0,
        remark,
    }
}

fn new_name(dice: &mut Dice, sex: Sex, hospital: usize, taken: &HashSet<(usize, String)>) -> String {
    let mut name = String::new();
    for _ in 0..TRIES_FOR_A_NAME {
        let born = dice.between(1966, 1996) as i16;
        name = names::name(dice, "汉", sex, born);
        if name != DOCTOR_OF_THE_STORIES && !taken.contains(&(hospital, name.clone())) {
            break;
        }
    }
    name
}

/// Capacities between three quarters and four thirds of the mean that add up to `places`, as far as bounds allow.
fn share_places(dice: &mut Dice, doctors: &mut [DoctorRecord], places: usize) {
    let Some(mean) = places.checked_div(doctors.len()) else { return };
    let (low, high) = ((mean * 4 / 5).max(1), mean + (mean * 2).div_ceil(5).max(1));
    for doctor in doctors.iter_mut() {
        doctor.capacity = dice.between(low as i32, (2 * mean + 1).saturating_sub(low) as i32) as usize;
    }
    if let Some(first) = doctors.first_mut() {
        first.capacity = high;
    }
    let mut sum: usize = doctors.iter().map(|doctor| doctor.capacity).sum();
    let mut moved = true;
    while sum != places && moved {
        moved = false;
        for doctor in doctors.iter_mut().skip(1) {
            if sum < places && doctor.capacity < high {
                doctor.capacity += 1;
                sum += 1;
                moved = true;
            } else if sum > places && doctor.capacity > low {
                doctor.capacity -= 1;
                sum -= 1;
                moved = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_of_doctors_is_shared_out_exactly() {
        for doctors in [0, 1, 7, 391, 1_000] {
            assert_eq!(staffing(doctors).iter().sum::<usize>(), doctors);
        }
        assert_eq!(staffing(391)[0], 100);
    }
}
