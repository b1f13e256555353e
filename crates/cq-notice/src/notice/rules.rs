//! When nobody is disturbed, how often something is tried, and what the bureau signs with: a bureau's dated settings.

use cq_platform::clock::CHINA;
use jiff::{
    Timestamp, ToSpan,
    civil::{DateTime, Time},
};
use serde::{Deserialize, Serialize};

use super::model::{Channel, Kind};

/// What a bureau says about its notices. What it never set is as shipped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// From then on nobody is sent a text message or called, to the minute.
    pub quiet_from: Time,
    /// Until then; earlier than `quiet_from` it is the next morning, equal to it there are no quiet hours.
    pub quiet_to: Time,
    /// Nothing is sent until somebody turns it on again.
    pub paused: bool,
    /// After so many tries a person decides.
    pub tries: u32,
    /// Hours after which somebody who was not reached is called again.
    pub again_hours: u32,
    /// 署名; empty: the bureau's name.
    pub signature: String,
    /// Who is above is told of late cases.
    pub tells_late: bool,
    /// Elders are told who comes for an errand.
    pub tells_errands: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            quiet_from: Time::constant(21, 0, 0, 0),
            quiet_to: Time::constant(8, 0, 0, 0),
            paused: false,
            tries: 8,
            again_hours: 4,
            signature: String::new(),
            tells_late: true,
            tells_errands: true,
        }
    }
}

impl Rules {
    /// Whether notices of that kind are written at all.
    pub fn tells(&self, kind: Kind) -> bool {
        match kind {
            Kind::CaseLate => self.tells_late,
            Kind::ErrandAssigned => self.tells_errands,
            Kind::CaseReceived | Kind::Circular => true,
        }
    }

    /// The first instant at or after `at`, in China's time, at which that way may be used.
    pub fn next_open(&self, channel: Channel, at: Timestamp) -> Timestamp {
        let now = CHINA.to_datetime(at);
        if !channel.rings() || !self.is_quiet(now.time()) {
            return at;
        }
        let day = if now.time() < self.quiet_to { now.date() } else { now.date().saturating_add(1.day()) };
        let opens: DateTime = day.to_datetime(self.quiet_to);
        CHINA.to_timestamp(opens).unwrap_or(at)
    }

    /// Whether nobody is disturbed at that time of day.
    pub fn is_quiet(&self, time: Time) -> bool {
        match self.quiet_from.cmp(&self.quiet_to) {
            std::cmp::Ordering::Less => self.quiet_from <= time && time < self.quiet_to,
            std::cmp::Ordering::Equal => false,
            std::cmp::Ordering::Greater => time >= self.quiet_from || time < self.quiet_to,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn at(day: i8, hour: i8, minute: i8) -> Timestamp {
        CHINA.to_timestamp(date(2026, 11, day).at(hour, minute, 0, 0)).unwrap()
    }

    #[test]
    fn a_night_has_two_days() {
        let rules = Rules::default();
        let open = |at| rules.next_open(Channel::Text, at);
        assert_eq!(open(at(23, 20, 59)), at(23, 20, 59));
        assert_eq!(open(at(23, 21, 0)), at(24, 8, 0));
        assert_eq!(open(at(24, 0, 0)), at(24, 8, 0));
        assert_eq!(open(at(24, 7, 59)), at(24, 8, 0));
        assert_eq!(open(at(24, 8, 0)), at(24, 8, 0));
        assert_eq!(open(at(30, 23, 0)), CHINA.to_timestamp(date(2026, 12, 1).at(8, 0, 0, 0)).unwrap());
        assert_eq!(rules.next_open(Channel::Mail, at(23, 23, 0)), at(23, 23, 0), "a mail wakes nobody");
    }

    #[test]
    fn noon_can_be_quiet_and_no_time_at_all() {
        let clock = |hour| Time::constant(hour, 0, 0, 0);
        let noon = Rules { quiet_from: clock(12), quiet_to: clock(14), ..Rules::default() };
        assert_eq!(noon.next_open(Channel::Call, at(23, 12, 30)), at(23, 14, 0));
        assert_eq!(noon.next_open(Channel::Call, at(23, 23, 30)), at(23, 23, 30));
        let never = Rules { quiet_from: clock(0), quiet_to: clock(0), ..Rules::default() };
        assert_eq!(never.next_open(Channel::Text, at(23, 0, 0)), at(23, 0, 0));
    }

    proptest! {
        #[test]
        fn what_opens_is_open_within_a_day(from in 0i8..24, to in 0i8..24, minutes in 0i64..3_000) {
            let clock = |hour| Time::constant(hour, 0, 0, 0);
            let rules = Rules { quiet_from: clock(from), quiet_to: clock(to), ..Rules::default() };
            let asked = at(23, 0, 0).saturating_add(jiff::SignedDuration::from_mins(minutes)).unwrap();
            let open = rules.next_open(Channel::Text, asked);
            prop_assert!(!rules.is_quiet(CHINA.to_datetime(open).time()));
            prop_assert!(open >= asked && open.duration_since(asked) < jiff::SignedDuration::from_hours(24));
        }
    }
}
