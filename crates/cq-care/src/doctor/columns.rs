//! How ledgers of doctors head their columns, and which part of ICD-10 a specialty's words mean.

use cq_registry::{
    intake::{Column, Shown},
    person::Sex,
};

/// The columns.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("name", "doctor-field-name", Shown::Plain, &["姓名", "医生姓名", "责任医生", "医生", "名字"])
        .required(),
    Column::new("sex", "doctor-field-sex", Shown::Words("sex"), &["性别"]),
    Column::new(
        "hospital",
        "doctor-field-hospital",
        Shown::Plain,
        &["所在医院", "医院", "医院名称", "工作单位", "单位"],
    )
    .required(),
    Column::new("department", "doctor-field-department", Shown::Plain, &["科室", "所在科室"]),
    Column::new(
        "specialty",
        "doctor-field-specialty",
        Shown::Plain,
        &["专长", "专科", "专业", "擅长", "专业特长"],
    ),
    Column::new("phone", "doctor-field-phone", Shown::Plain, &["联系电话", "电话", "手机号码", "联系方式"]),
    Column::new(
        "capacity",
        "doctor-field-capacity",
        Shown::Plain,
        &[
            "最多负责人数",
            "可联系人数",
            "最多负责",
            "名额",
            "最多",
            "最多人数",
            "可负责人数",
            "可管人数",
            "联系人数",
        ],
    )
    .required(),
    Column::new("remark", "doctor-field-remark", Shown::Plain, &["备注", "说明"]),
];

/// How a ledger says a doctor's sex.
pub(super) const SEXES: &[(&str, Sex)] = &[
    ("男", Sex::Male),
    ("男性", Sex::Male),
    ("女", Sex::Female),
    ("女性", Sex::Female),
    ("不详", Sex::Unknown),
];

/// Words of a specialty and the ICD-10 blocks they treat. A word means every row of which it contains the first part; general
/// practice and Chinese medicine treat the common chronic illnesses that primary care looks after (national standard for basic
/// public health services), not everything.
const TREATS: &[(&str, &[&str])] = &[
    ("心血管", &["I00-I52", "I70-I99"]),
    ("心内", &["I00-I52", "I70-I99"]),
    ("心脏", &["I00-I52"]),
    ("心病", &["I00-I52"]),
    ("高血压", &["I10-I15"]),
    ("脑卒中", &["I60-I69"]),
    ("脑血管", &["I60-I69"]),
    ("脑病", &["I60-I69", "G00-G99"]),
    ("神经", &["G00-G99", "I60-I69"]),
    ("痴呆", &["F00-F03", "G30-G31"]),
    ("精神", &["F00-F99"]),
    ("心理", &["F30-F48"]),
    ("糖尿病", &["E10-E14"]),
    ("消渴", &["E10-E14"]),
    ("内分泌", &["E00-E35", "E65-E90"]),
    ("甲状腺", &["E00-E07"]),
    ("呼吸", &["J00-J99"]),
    ("肺病", &["J00-J99"]),
    ("慢阻肺", &["J40-J47"]),
    ("消化", &["K20-K93"]),
    ("脾胃", &["K20-K31", "K50-K63"]),
    ("肾", &["N00-N29"]),
    ("泌尿", &["N20-N51"]),
    ("前列腺", &["N40-N51"]),
    ("肿瘤", &["C00-C97", "D00-D48"]),
    ("骨质疏松", &["M80-M85"]),
    ("骨", &["M00-M99", "S00-S99"]),
    ("风湿", &["M05-M14", "M30-M36"]),
    ("针灸", &["M00-M99", "G80-G83", "I69"]),
    ("推拿", &["M00-M99"]),
    ("康复", &["I69", "G80-G83", "M00-M99"]),
    ("眼", &["H00-H59"]),
    ("耳鼻", &["H60-H95", "J30-J39"]),
    ("皮肤", &["L00-L99"]),
    ("妇", &["N70-N98"]),
    ("血液", &["D50-D89", "C81-C96"]),
    ("感染", &["A00-B99"]),
    ("老年", &["I10-I15", "E10-E14", "J40-J47", "M80-M85", "F00-F03"]),
    ("全科", &["I10-I15", "E10-E14", "E78", "J40-J47"]),
    ("中医", &["I10-I15", "I69", "K20-K31", "M00-M99"]),
];

/// What the words of a specialty treat: word and ICD-10 block, one after the other.
pub fn treats(word: &str) -> impl Iterator<Item = &'static str> + '_ {
    TREATS.iter().filter(move |(part, _)| word.contains(part)).flat_map(|(_, blocks)| blocks.iter().copied())
}

#[cfg(test)]
mod tests {
    use cq_planner::pairing::Specialty;

    use super::*;

    #[test]
    fn every_block_is_part_of_the_classification() {
        for block in TREATS.iter().flat_map(|(_, blocks)| blocks.iter()) {
            assert!(Specialty::parse(block).is_ok(), "{block}");
        }
    }

    #[test]
    fn words_mean_what_they_contain() {
        assert_eq!(treats("糖尿病").collect::<Vec<_>>(), ["E10-E14"]);
        assert_eq!(treats("中医全科").count(), 8);
        assert_eq!(treats("园艺").count(), 0);
    }
}
