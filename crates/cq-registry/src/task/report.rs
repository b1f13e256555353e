//! The proof that a task was kept: what was found, said and given, sealed to the task's own row.

use cq_platform::{
    Error, Result,
    secrets::{Place, Secrets},
    words,
};
use serde::{Deserialize, Serialize};

use super::model::TaskId;

words! {
    /// How the elder was found.
    pub enum Condition {
        /// 良好.
        Good = "good",
        /// 一般.
        Fair = "fair",
        /// 较差.
        Poor = "poor",
        /// 危重.
        Serious = "serious",
    }
}

words! {
    /// What kind of service a visit was.
    pub enum Service {
        /// 用药指导.
        Medication = "medication",
        /// 医疗救治.
        Treatment = "treatment",
        /// 心理疏导.
        Counselling = "counselling",
    }
}

words! {
    /// What an elder needs beyond the visit.
    pub enum Need {
        /// 代买药、送药.
        Medicine = "medicine",
        /// 陪诊、检查、住院.
        Hospital = "hospital",
        /// 辅具、家里改造.
        Aids = "aids",
        /// 生活照料、助餐.
        DailyCare = "daily-care",
        /// 代办事务.
        Errands = "errands",
        /// 陪伴聊天.
        Company = "company",
        /// 经济困难.
        Hardship = "hardship",
        /// Anything else, said in words.
        Other = "other",
    }
}

words! {
    /// Who was on the line.
    pub enum Answered {
        /// 本人.
        Elder = "elder",
        /// 家属.
        Family = "family",
        /// 别人, such as a carer.
        Other = "other",
    }
}

/// What was written down. The words of an earlier shape read as before.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Report {
    /// By a doctor.
    Visit(VisitReport),
    /// Of a call.
    Call(CallReport),
    /// Of a visit with care.
    Care(CareReport),
    /// Why it was not wanted.
    Declined {
        /// In the words of whoever declined.
        reason: String,
    },
    /// By anybody else.
    Note {
        /// What was done, and how it was.
        said: String,
    },
}

/// What a doctor writes down after a visit.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitReport {
    /// What kinds of service it was; none in what was written down before kinds were asked for.
    #[serde(default)]
    pub services: Vec<Service>,
    /// 诊疗.
    pub treatment: String,
    /// 保健指导.
    pub advice: String,
    /// How the elder was found.
    pub condition: Condition,
    /// The same in words; may be empty.
    pub condition_note: String,
    /// What the elder needs beyond the visit.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// The same in words; may be empty.
    #[serde(default)]
    pub need_note: String,
}

/// What came of a call.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallReport {
    /// Who was on the line.
    pub answered: Answered,
    /// How the elder is.
    pub condition: Condition,
    /// What was said; may be empty.
    pub said: String,
}

/// What came of a visit with care.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CareReport {
    /// What was brought; may be empty.
    pub given: String,
    /// How the elder was found.
    pub condition: Condition,
    /// How it was.
    pub said: String,
}

/// A [`Report`] as the row keeps it. Whoever opens it for somebody logs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedReport(pub(super) Vec<u8>);

impl Report {
    /// Seals it for the row of `task`.
    pub fn seal(&self, secrets: &Secrets, task: TaskId) -> Result<SealedReport> {
        let text = serde_json::to_string(self).map_err(Error::internal)?;
        secrets.seal(place(task), &text).map(SealedReport)
    }
}

impl SealedReport {
    /// As it stands in the row.
    pub fn of_row(report: Vec<u8>) -> Self {
        Self(report)
    }

    /// Opens what was sealed for `task`.
    pub fn open(&self, secrets: &Secrets, task: TaskId) -> Result<Report> {
        let text = secrets.open(place(task), &self.0)?;
        serde_json::from_str(&text).map_err(|_| Error::internal("task.report holds no report"))
    }
}

fn place(task: TaskId) -> Place {
    Place { table: "task", column: "report", row: task.0 }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn every_report_opens_as_itself_and_in_its_own_row_only() {
        let (secrets, task) = (Secrets::from_master(&[7; 32]), TaskId(Uuid::from_u128(1)));
        let visit = VisitReport {
            services: vec![Service::Medication, Service::Counselling],
            needs: vec![Need::Aids],
            need_note: "想要一副拐杖".into(),
            treatment: "血压 150/86".into(),
            advice: "少盐".into(),
            condition: Condition::Fair,
            condition_note: String::new(),
        };
        let call = CallReport { answered: Answered::Family, condition: Condition::Good, said: String::new() };
        let care =
            CareReport {
                given: "棉被一床".into(), condition: Condition::Poor, said: "腿脚不便".into()
            };
        for report in [
            Report::Visit(visit),
            Report::Call(call),
            Report::Care(care),
            Report::Declined { reason: "住在女儿家".into() },
            Report::Note { said: "已送达".into() },
        ] {
            let sealed = report.seal(&secrets, task).unwrap();
            assert!(sealed.open(&secrets, task).unwrap() == report);
            assert!(sealed.open(&secrets, TaskId(Uuid::from_u128(2))).is_err());
        }
    }

    #[test]
    fn a_visit_of_the_earlier_shape_reads_as_one_without_kinds() {
        let earlier = r#"{"treatment":"听诊","advice":"少盐","condition":"good","condition_note":""}"#;
        let Report::Visit(visit) = serde_json::from_str(earlier).unwrap() else { panic!("a visit") };
        assert_eq!((visit.treatment.as_str(), visit.services.len(), visit.needs.len()), ("听诊", 0, 0));
    }
}
