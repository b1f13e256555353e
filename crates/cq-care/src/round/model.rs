//! A plan, what it makes of each visit, and why.

use cq_platform::{ids::StaffId, words};
use cq_registry::task::{CampaignId, TaskId};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::settings::Settings;

cq_platform::id_type! {
    /// A plan.
    PlanId
}

/// The longest time that is planned at once, in days: a winter, from 立冬 to 立春, and some more.
pub const DAYS_MAX: i32 = 120;

/// A visit that begins no more than so many minutes earlier or later than before has not moved. Stands in the store's SQL too.
pub const MOVED_MINUTES: i64 = 30;

/// Whose visits are planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// All that one doctor owes.
    Doctor(StaffId),
    /// All of a campaign, whoever owes it.
    Campaign(CampaignId),
}

/// What is to be planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Whose visits.
    pub whose: Whose,
    /// From this day on; today at the earliest.
    pub from: Date,
    /// The last day.
    pub until: Date,
}

words! {
    /// How the ways between homes came to be known.
    pub enum Roads {
        /// From the straight line.
        Straight = "straight",
        /// From a road network.
        Network = "network",
        /// A road network was to be asked and did not answer: from the straight line.
        Fallback = "fallback",
    }
}

words! {
    /// The word of a plan's state.
    pub enum State {
        /// On the table.
        Draft = "draft",
        /// It holds.
        Published = "published",
        /// Put away.
        Discarded = "discarded",
    }
}

/// What every state of a plan shares.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// Identity.
    pub id: PlanId,
    /// What was to be planned.
    pub wanted: Wanted,
    /// What it was computed with.
    pub settings: Settings,
    /// How the ways came to be known.
    pub roads: Roads,
    /// What it costs, in points: the planner's.
    pub cost: i64,
    /// What every plan costs at least, in points.
    pub bound: i64,
    /// The number of the last plan published before it was computed.
    pub seen: i64,
    /// When it was computed.
    pub made_at: Timestamp,
}

/// A plan on the table: it can be published or put away.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// What it is.
    pub facts: Facts,
    /// Guards the next step.
    pub version: i64,
}

/// A plan in whichever state.
#[derive(Debug, Clone, PartialEq)]
pub enum Plan {
    /// On the table.
    Draft(Draft),
    /// It holds.
    Published {
        /// What it is.
        facts: Facts,
        /// Its place among those published.
        number: i64,
        /// Since when.
        at: Timestamp,
    },
    /// Put away.
    Discarded {
        /// What it was.
        facts: Facts,
    },
}

impl Plan {
    /// What it is.
    pub fn facts(&self) -> &Facts {
        match self {
            Plan::Draft(draft) => &draft.facts,
            Plan::Published { facts, .. } | Plan::Discarded { facts } => facts,
        }
    }

    /// The word of its state.
    pub fn state(&self) -> State {
        match self {
            Plan::Draft(_) => State::Draft,
            Plan::Published { .. } => State::Published,
            Plan::Discarded { .. } => State::Discarded,
        }
    }

    /// The draft, while it is one.
    pub fn into_draft(self) -> Option<Draft> {
        match self {
            Plan::Draft(draft) => Some(draft),
            Plan::Published { .. } | Plan::Discarded { .. } => None,
        }
    }
}

impl Draft {
    /// It holds from now on, as the `number`th.
    pub fn publish(self, number: i64, at: Timestamp) -> Plan {
        Plan::Published { facts: self.facts, number, at }
    }

    /// It is put away.
    pub fn discard(self) -> Plan {
        Plan::Discarded { facts: self.facts }
    }
}

/// When a visit is made. Times are minutes since midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// The day.
    pub on: Date,
    /// It begins.
    pub starts: i64,
    /// It is over.
    pub ends: i64,
    /// Minutes on the way there.
    pub travel: i64,
    /// Minutes back to the hospital, after the last of a day.
    pub back: Option<i64>,
    /// The break that follows.
    pub pause: Option<i64>,
}

/// Where a visit stood before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    /// With whom.
    pub staff: StaffId,
    /// On which day.
    pub on: Date,
    /// From when, minutes since midnight.
    pub starts: i64,
}

/// Who comes along to a visit, and what it is in his own round. Minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Along {
    /// Who.
    pub staff: StaffId,
    /// On the way there.
    pub travel: i64,
    /// Back to the hospital, after the last of a day.
    pub back: Option<i64>,
    /// The break that follows, minutes since midnight.
    pub pause: Option<i64>,
}

/// What a plan makes of a visit.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// Which.
    pub task: TaskId,
    /// Its version when the plan was computed.
    pub version: i64,
    /// By whom.
    pub staff: StaffId,
    /// When; nothing if it has no place.
    pub slot: Option<Slot>,
    /// Who comes along.
    pub along: Option<Along>,
    /// Why then, or why not.
    pub reason: Reason,
    /// Where it stood before.
    pub before: Option<Before>,
}

/// Why a visit is when it is, or is not at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub enum Reason {
    /// No other day is possible.
    OnlyDay {
        /// It stood on another day before.
        moved_from: Option<Date>,
    },
    /// It stays where it was.
    Kept,
    /// Another day would take more.
    Cheapest {
        /// The next best day.
        next: Date,
        /// Minutes of way that it would take more.
        minutes: i64,
        /// It stood on another day before.
        moved_from: Option<Date>,
    },
    /// Neither home nor area has coordinates.
    NoPlace,
    /// The coordinates are none, or so far from the hospital that they must be wrong.
    WrongPlace {
        /// Kilometres from the hospital; nothing where they lie nowhere on the globe.
        km: Option<i64>,
    },
    /// The doctor's hospital has no coordinates.
    NoStart,
    /// The doctor is away all the time, and somebody else stands in.
    Away {
        /// Who stands in.
        by: String,
    },
    /// The doctor is away, and who stands in is no doctor.
    NobodyStandsIn {
        /// Who stands in.
        by: String,
    },
    /// None of its days is one on which the doctor goes out.
    NoDay {
        /// Its first day within the plan.
        first: Date,
        /// Its last.
        last: Date,
    },
    /// None of the days on which the doctor goes out suits the elder.
    Unsuited {
        /// Its first day within the plan.
        first: Date,
        /// Its last.
        last: Date,
    },
    /// It cannot be made even alone.
    NeverFits {
        /// The first day that would suit.
        on: Date,
        /// What stands in the way.
        hindrances: Vec<Hindrance>,
    },
    /// It would fit alone, but not beside the others.
    NoRoom {
        /// The first day on which it would fit alone.
        on: Date,
        /// Whose visits do not fit together there, itself included.
        with: Vec<String>,
        /// What of them stands in the way.
        hindrances: Vec<Hindrance>,
    },
    /// More visits than can be planned at once; these come later.
    TooMany,
    /// Two come, at a time that suits both.
    Together {
        /// Who comes along.
        by: String,
        /// The next best day, and minutes of way that it would take more.
        next: Option<(Date, i64)>,
        /// It stood on another day before.
        moved_from: Option<Date>,
    },
    /// Two have to come, and there is nobody else.
    NobodyAlong,
    /// Two have to come, and on none of the days two are there.
    NoDayTogether {
        /// Its first day within the plan.
        first: Date,
        /// Its last.
        last: Date,
    },
    /// Two have to come, and their days have no common time.
    Apart {
        /// The first day on which both are there.
        on: Date,
        /// Who would come along.
        by: String,
        /// Whose other visits stand in the way.
        with: Vec<String>,
        /// What of them.
        hindrances: Vec<Hindrance>,
    },
    /// Two have to come; somebody else would have to be left out for it.
    DearerTogether,
    /// Two have to come, and whether their days have a common time was not found out in time.
    TogetherUnknown {
        /// The first day of which it is not known.
        on: Date,
        /// Who would come along.
        by: String,
    },
}

/// A wish that stands in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hindrance {
    /// Somebody's time of the day.
    Time(String),
    /// The working hours.
    Hours,
    /// The break.
    Pause,
}

impl Reason {
    /// As the row keeps it.
    pub fn as_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Read back; nothing where a later program wrote something else.
    pub fn of(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_reason_is_read_back_as_it_was_kept() {
        let reasons = [
            Reason::Kept,
            Reason::OnlyDay { moved_from: Some(date(2026, 11, 25)) },
            Reason::WrongPlace { km: None },
            Reason::NoRoom {
                on: date(2026, 11, 25),
                with: vec!["王秀英".into()],
                hindrances: vec![Hindrance::Time("王秀英".into()), Hindrance::Pause],
            },
        ];
        for reason in reasons {
            assert_eq!(Reason::of(&reason.as_text()), Some(reason));
        }
        assert_eq!(Reason::of("{}"), None);
    }
}
