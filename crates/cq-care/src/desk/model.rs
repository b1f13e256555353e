//! What a desk is, and who stands at it.

use cq_calendar::DeskHours;
use cq_platform::ids::StaffId;
use jiff::civil::{Date, Weekday};

use super::hours::{Stretch, WeekHours, Weekdays};
use crate::hospital::HospitalId;

cq_platform::id_type! {
    /// A guide desk.
    DeskId
    /// That somebody stands at a desk.
    DutyId
}

/// The bureau's desk in a hospital.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// Identity.
    pub id: DeskId,
    /// In which hospital.
    pub hospital: HospitalId,
    /// What it is called.
    pub hospital_name: String,
    /// Where in the building; distinct within the hospital.
    pub place: String,
    /// Digits.
    pub phone: Option<String>,
    /// When it is open.
    pub hours: WeekHours,
    /// Counts changes; guards the next one.
    pub version: i64,
}

/// That somebody stands at a desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// Identity.
    pub id: DutyId,
    /// At which desk.
    pub desk: DeskId,
    /// Who.
    pub staff: StaffId,
    /// What they are called.
    pub name: String,
    /// Digits.
    pub phone: Option<String>,
    /// Whether they can sign in.
    pub signs_in: bool,
    /// On which days.
    pub days: Weekdays,
    /// At which hours; as long as the desk is open where none are said.
    pub hours: Option<DeskHours>,
    /// The first day.
    pub from: Date,
    /// The last day; none where it goes on.
    pub until: Option<Date>,
    /// Guard.
    pub version: i64,
}

impl Duty {
    /// Whether it holds on `day` by its dates.
    pub fn lasts(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// When they are there on `day`, which has the hours of `weekday`, the `open` ones.
    pub fn on(&self, day: Date, weekday: Weekday, open: &[Stretch]) -> Vec<Stretch> {
        if !self.lasts(day) || !self.days.has(weekday) {
            return Vec::new();
        }
        self.hours.as_ref().map_or_else(|| open.to_vec(), |hours| hours.stretches().to_vec())
    }
}
