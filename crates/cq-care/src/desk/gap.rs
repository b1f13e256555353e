//! What is missing at a desk: derived where it is shown, never stored.

use jiff::{ToSpan, civil::Date};

use super::{
    hours::{Stretch, without},
    model::Desk,
    roster::Roster,
};

/// So many days are looked ahead, today among them.
pub const DAYS_AHEAD: i32 = 7;

/// Something that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// Nobody can phone it.
    NoPhone,
    /// It is never open.
    NoHours,
    /// It is open, and nobody is there.
    Unmanned {
        /// The day.
        day: Date,
        /// From, until.
        stretches: Vec<Stretch>,
    },
}

/// What is missing at `desk` from `today` on.
pub fn gaps(desk: &Desk, roster: &Roster, today: Date) -> Vec<Gap> {
    let mut gaps = Vec::new();
    if desk.phone.is_none() {
        gaps.push(Gap::NoPhone);
    }
    if desk.hours.is_never() {
        gaps.push(Gap::NoHours);
        return gaps;
    }
    let days = (0..DAYS_AHEAD).map(|n| today.saturating_add(i64::from(n).days()));
    for day in days {
        let stretches = without(desk.hours.on(day, roster.calendar()), &roster.manned(desk, day));
        if !stretches.is_empty() {
            gaps.push(Gap::Unmanned { day, stretches });
        }
    }
    gaps
}

#[cfg(test)]
mod tests {
    use cq_calendar::WorkCalendar;
    use cq_platform::ids::StaffId;
    use jiff::civil::{Time, date};
    use uuid::Uuid;

    use super::*;
    use crate::{
        desk::{DeskId, Duty, DutyId, hours::Weekdays, roster::Away},
        hospital::HospitalId,
    };

    fn desk() -> Desk {
        Desk {
            id: DeskId(Uuid::from_u128(1)),
            hospital: HospitalId(Uuid::from_u128(2)),
            hospital_name: "县人民医院".into(),
            place: "一楼大厅".into(),
            phone: Some("83210000".into()),
            hours: "08:00-12:00|08:00-12:00|08:00-12:00|08:00-12:00|08:00-12:00||".parse().unwrap(),
            version: 1,
        }
    }

    fn duty(days: &str) -> Duty {
        Duty {
            id: DutyId(Uuid::from_u128(3)),
            desk: desk().id,
            staff: StaffId(Uuid::from_u128(4)),
            name: "小周".into(),
            phone: None,
            signs_in: true,
            days: Weekdays::parse(days).unwrap(),
            hours: None,
            from: date(2026, 11, 1),
            until: None,
            version: 1,
        }
    }

    fn roster(duties: &[Duty], away: &[Away]) -> Roster {
        Roster::new(vec![desk()], duties.to_vec(), away.to_vec(), WorkCalendar::default())
    }

    /// A Monday.
    const TODAY: Date = Date::constant(2026, 11, 23);

    #[test]
    fn hours_without_anybody_are_named_by_their_day() {
        let gaps_of = |duties: &[Duty], away: &[Away]| gaps(&desk(), &roster(duties, away), TODAY);
        assert_eq!(gaps_of(&[duty("12345")], &[]), []);
        let at = |hour| Time::constant(hour, 0, 0, 0);
        let friday = Gap::Unmanned { day: date(2026, 11, 27), stretches: vec![(at(8), at(12))] };
        assert_eq!(gaps_of(&[duty("1234")], &[]), std::slice::from_ref(&friday));
        let (guide, other) = (duty("1").staff, StaffId(Uuid::from_u128(5)));
        let away = |staff, substitute| Away {
            staff,
            from: date(2026, 11, 27),
            until: None,
            substitute,
            substitute_name: "小吴".into(),
        };
        assert_eq!(gaps_of(&[duty("12345")], &[away(guide, other)]), [], "somebody stands in");
        let both = [away(guide, other), away(other, guide)];
        assert_eq!(gaps_of(&[duty("12345")], &both), [friday], "whoever is away stands nowhere");
        let half = Duty { hours: Some("08:00-10:00".parse().unwrap()), ..duty("12345") };
        assert_eq!(gaps_of(&[half], &[]).len(), 5, "half a morning each day");
        let over = Duty { until: Some(date(2026, 11, 22)), ..duty("12345") };
        assert_eq!(gaps_of(&[over], &[]).len(), 5);
    }

    #[test]
    fn a_desk_without_phone_or_hours_says_so() {
        let bare = Desk { phone: None, hours: "||||||".parse().unwrap(), ..desk() };
        let found = gaps(&bare, &roster(&[], &[]), TODAY);
        assert_eq!(found, [Gap::NoPhone, Gap::NoHours]);
    }
}
