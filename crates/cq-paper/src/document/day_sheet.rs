//! A doctor's home visits of one day, with boxes to be filled in by hand at the bedside.

use serde::{Deserialize, Serialize};

use super::{Foot, Imprint};

/// A doctor's day, A4 landscape.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct DaySheet {
    /// What the PDF says about itself.
    pub imprint: Imprint,
    /// Title of the sheet, such as 上门服务日程表.
    pub title: String,
    /// The bureau that sends the doctor.
    pub bureau: String,
    /// The doctor's name.
    pub doctor: String,
    /// The doctor's hospital.
    pub hospital: String,
    /// The doctor's telephone number.
    pub phone: String,
    /// The day, written out.
    pub date: String,
    /// Labels of the head and the columns.
    pub labels: DaySheetLabels,
    /// The visits in the order in which they are to be made.
    pub visits: Vec<Visit>,
    /// Empty rows after the last visit, for visits nobody planned.
    pub spare_rows: u8,
    /// Foot of every page.
    pub foot: Foot,
}

/// The labels on a [`DaySheet`], without colons.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct DaySheetLabels {
    /// Head: the bureau.
    pub bureau: String,
    /// Head: the doctor.
    pub doctor: String,
    /// Head: the hospital.
    pub hospital: String,
    /// Head: the doctor's telephone number.
    pub doctor_phone: String,
    /// Head: the day.
    pub date: String,
    /// Column: order of the visit.
    pub order: String,
    /// Column: agreed time.
    pub time: String,
    /// Column: the elder's name.
    pub elder: String,
    /// Column: sex and age, under the name.
    pub sex_and_age: String,
    /// Column: address.
    pub address: String,
    /// Column: telephone number, under the address.
    pub phone: String,
    /// Column: reason to visit.
    pub reason: String,
    /// Column: last visit.
    pub last_visit: String,
    /// Box: the day on which the visit really was.
    pub actual_date: String,
    /// In the box of the treatment, each to be ticked: what kinds of service a visit can be.
    pub services: Vec<String>,
    /// Box: treatment given.
    pub treatment: String,
    /// Box: advice given.
    pub advice: String,
    /// Box: the elder's condition.
    pub condition: String,
    /// Box: signature.
    pub signature: String,
    /// Mark on an overdue visit, two characters at best.
    pub overdue: String,
    /// Said instead of rows when there are no visits.
    pub no_visits: String,
}

/// One visit to be made.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    /// Place in the day's round, from 1.
    pub order: u32,
    /// Agreed time, if there is one.
    pub time: Option<String>,
    /// The elder's name.
    pub elder: String,
    /// Sex and age, written out.
    pub sex_and_age: String,
    /// Where to go.
    pub address: String,
    /// Where to call.
    pub phone: String,
    /// Why the visit is owed.
    pub reason: String,
    /// When the elder was last visited, if ever.
    pub last_visit: Option<String>,
    /// The visit should have been made before this day.
    pub overdue: bool,
}
