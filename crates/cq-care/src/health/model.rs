//! What stands in a health file, within what is possible, and how it is put right.

use std::ops::RangeInclusive;

use cq_calendar::PartialDate;
use cq_platform::{Error, ids::AccountId, messages::Text, words};
use cq_registry::person::PersonId;
use jiff::{Timestamp, ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

cq_platform::id_type! {
    /// One thing said in a health file.
    EntryId
}

words! {
    /// What an entry is about.
    pub enum Kind {
        /// 过敏.
        Allergy = "allergy",
        /// 用药.
        Medicine = "medicine",
        /// 血压, mmHg.
        Pressure = "pressure",
        /// 血糖, mmol/L.
        Glucose = "glucose",
        /// 体重, kg.
        Weight = "weight",
        /// 脉搏, a minute.
        Pulse = "pulse",
        /// 血氧饱和度, %.
        Oxygen = "oxygen",
    }
}

impl Kind {
    /// What is measured, in the order of a file.
    pub const MEASURED: [Kind; 5] = [Kind::Pressure, Kind::Glucose, Kind::Weight, Kind::Pulse, Kind::Oxygen];

    /// What a living person's value can be, in tenths; a pressure's upper value.
    pub const fn possible(self) -> RangeInclusive<i64> {
        match self {
            Kind::Pressure => 600..=2_800,
            Kind::Glucose => 10..=400,
            Kind::Weight => 200..=2_500,
            Kind::Pulse => 200..=2_500,
            Kind::Oxygen => 400..=1_000,
            Kind::Allergy | Kind::Medicine => 0..=0,
        }
    }

    /// What a living person's lower pressure can be, in tenths of a mmHg.
    pub const LOWER: RangeInclusive<i64> = 300..=1_800;

    /// Whether values are read with a decimal.
    pub const fn has_decimal(self) -> bool {
        matches!(self, Kind::Glucose | Kind::Weight)
    }
}

words! {
    /// How bad an allergy is.
    pub enum Severity {
        /// 不清楚.
        Unknown = "unknown",
        /// 轻微.
        Mild = "mild",
        /// 严重.
        Severe = "severe",
    }
}

words! {
    /// When blood was taken.
    pub enum Moment {
        /// 空腹.
        Fasting = "fasting",
        /// 餐后两小时.
        AfterMeal = "after-meal",
        /// 随机.
        Any = "any",
    }
}

words! {
    /// What a file is read for.
    pub enum Purpose {
        /// 上门诊疗.
        Visit = "visit",
        /// 用药指导.
        Medicine = "medicine",
        /// 心理疏导.
        Counselling = "counselling",
        /// 记档案.
        Records = "records",
        /// 紧急查阅; not chosen, but what an opening is for.
        Emergency = "emergency",
    }
}

impl Purpose {
    /// What one can say one reads it for.
    pub const CHOSEN: [Purpose; 4] =
        [Purpose::Visit, Purpose::Medicine, Purpose::Counselling, Purpose::Records];
}

words! {
    /// Why somebody may read a file.
    pub enum Basis {
        /// The paired doctor.
        Paired = "paired",
        /// Stands in for him.
        Cover = "cover",
        /// Opened it.
        Opening = "opening",
        /// Keeps the papers.
        Role = "role",
    }
}

/// What is said, with all that has to be known of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Content {
    /// 过敏.
    Allergy(Allergy),
    /// 用药.
    Medicine(Medicine),
    /// A measurement.
    Reading(Reading),
}

/// What somebody does not bear.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Allergy {
    /// To what.
    pub to: String,
    /// What happens; may be empty.
    pub reaction: String,
    /// How bad.
    pub severity: Severity,
}

/// What somebody takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Medicine {
    /// Its name.
    pub name: String,
    /// How much at a time, as it is said: `5 mg`, `1 片`.
    pub dose: String,
    /// How often, as it is said: `每日一次，早上`.
    pub often: String,
    /// Since when; as exactly as it is known.
    pub since: Option<PartialDate>,
    /// The last day; none while it is taken.
    pub until: Option<Date>,
    /// What was dispensed last.
    pub supply: Option<Supply>,
}

/// What was dispensed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Supply {
    /// When.
    pub on: Date,
    /// For how many days.
    pub days: u32,
}

/// The longest supply that is dispensed, days.
pub const SUPPLY_DAYS_MAX: u32 = 180;

impl Medicine {
    /// The first day without it: a new supply must be there. None for what was stopped, or of which no supply is known.
    pub fn due_on(&self) -> Option<Date> {
        let supply = self.supply.filter(|_| self.until.is_none())?;
        Some(supply.on.saturating_add(i64::from(supply.days).days()))
    }
}

/// What was measured.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// When; as exactly as it is known.
    pub on: PartialDate,
    /// What came out.
    pub value: Value,
}

/// A value in its unit, in tenths where it has a decimal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "kebab-case")]
pub enum Value {
    /// 血压.
    Pressure {
        /// 收缩压, mmHg.
        upper: i64,
        /// 舒张压, mmHg.
        lower: i64,
    },
    /// 血糖.
    Glucose {
        /// Tenths of a mmol/L.
        tenths: i64,
        /// When blood was taken.
        moment: Moment,
    },
    /// 体重.
    Weight {
        /// Tenths of a kg.
        tenths: i64,
    },
    /// 脉搏.
    Pulse {
        /// Beats a minute.
        beats: i64,
    },
    /// 血氧饱和度.
    Oxygen {
        /// Percent.
        percent: i64,
    },
}

impl Value {
    /// What it is of.
    pub const fn kind(self) -> Kind {
        match self {
            Value::Pressure { .. } => Kind::Pressure,
            Value::Glucose { .. } => Kind::Glucose,
            Value::Weight { .. } => Kind::Weight,
            Value::Pulse { .. } => Kind::Pulse,
            Value::Oxygen { .. } => Kind::Oxygen,
        }
    }

    /// Its numbers in tenths, the upper first; what a chart draws.
    pub const fn tenths(self) -> (i64, Option<i64>) {
        match self {
            Value::Pressure { upper, lower } => (upper * 10, Some(lower * 10)),
            Value::Glucose { tenths, .. } | Value::Weight { tenths } => (tenths, None),
            Value::Pulse { beats } => (beats * 10, None),
            Value::Oxygen { percent } => (percent * 10, None),
        }
    }
}

impl Content {
    /// What it is about.
    pub fn kind(&self) -> Kind {
        match self {
            Content::Allergy(_) => Kind::Allergy,
            Content::Medicine(_) => Kind::Medicine,
            Content::Reading(reading) => reading.value.kind(),
        }
    }

    /// When somebody has to be given more of it.
    pub fn due_on(&self) -> Option<Date> {
        match self {
            Content::Medicine(medicine) => medicine.due_on(),
            _ => None,
        }
    }

    /// The first day that it tells of.
    pub fn first_day(&self) -> Option<Date> {
        match self {
            Content::Allergy(_) => None,
            Content::Medicine(medicine) => medicine.since.map(PartialDate::first_day),
            Content::Reading(reading) => Some(reading.on.first_day()),
        }
    }
}

/// By whom, when.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// When.
    pub at: Timestamp,
    /// By whom; none for the program.
    pub by: Option<AccountId>,
}

/// How an entry stands.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// It holds.
    Stands,
    /// Another took its place.
    Replaced {
        /// By whom, when.
        mark: Mark,
        /// Why.
        because: String,
    },
    /// It should not have been there.
    Withdrawn {
        /// By whom, when.
        mark: Mark,
        /// Why.
        because: String,
    },
}

/// One thing said in a health file.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Identity.
    pub id: EntryId,
    /// Whose file.
    pub person: PersonId,
    /// What is said.
    pub content: Content,
    /// The entry it took the place of.
    pub replaces: Option<EntryId>,
    /// By whom, when.
    pub noted: Mark,
    /// How it stands.
    pub state: State,
    /// Counts changes; guards the next one.
    pub version: i64,
}

/// Why an entry cannot be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Somebody was first: it no longer stands.
    Closed,
    /// A pressure does not become a weight.
    OtherKind,
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Closed => Error::Overtaken(Text::new("health-overtaken")),
            Refused::OtherKind => Error::refused("health-other-kind"),
        }
    }
}

impl Entry {
    /// A new one.
    pub fn note(id: EntryId, person: PersonId, content: Content, noted: Mark) -> Self {
        Self { id, person, content, replaces: None, noted, state: State::Stands, version: 1 }
    }

    /// What was there, closed, and what stands now.
    pub fn replace(
        self,
        id: EntryId,
        content: Content,
        because: String,
        mark: Mark,
    ) -> Result<(Self, Self), Refused> {
        if self.state != State::Stands {
            return Err(Refused::Closed);
        }
        if self.content.kind() != content.kind() {
            return Err(Refused::OtherKind);
        }
        let next = Self { replaces: Some(self.id), ..Self::note(id, self.person, content, mark) };
        Ok((Self { state: State::Replaced { mark, because }, ..self }, next))
    }

    /// Taken out of the file, to be read in its history alone.
    pub fn withdraw(self, because: String, mark: Mark) -> Result<Self, Refused> {
        if self.state != State::Stands {
            return Err(Refused::Closed);
        }
        Ok(Self { state: State::Withdrawn { mark, because }, ..self })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    const MARK: Mark = Mark { at: Timestamp::UNIX_EPOCH, by: None };

    fn id(n: u128) -> EntryId {
        EntryId(Uuid::from_u128(n))
    }

    fn weight(tenths: i64) -> Content {
        Content::Reading(Reading { on: date(2026, 11, 23).into(), value: Value::Weight { tenths } })
    }

    fn entry() -> Entry {
        Entry::note(id(1), PersonId(Uuid::nil()), weight(652), MARK)
    }

    #[test]
    fn what_is_put_right_stays_beside_what_follows_it() {
        let (before, after) = entry().replace(id(2), weight(625), "记颠倒了".into(), MARK).unwrap();
        assert!(matches!(&before.state, State::Replaced { because, .. } if because == "记颠倒了"));
        assert_eq!((before.content, after.replaces), (weight(652), Some(id(1))));
        assert_eq!((after.state, after.content), (State::Stands, weight(625)));
    }

    #[test]
    fn what_no_longer_stands_is_not_put_right_again() {
        let gone = entry().withdraw("记到别人头上了".into(), MARK).unwrap();
        assert_eq!(gone.clone().withdraw("再".into(), MARK), Err(Refused::Closed));
        assert_eq!(gone.replace(id(3), weight(1), "再".into(), MARK), Err(Refused::Closed));
    }

    #[test]
    fn a_weight_does_not_become_a_pulse() {
        let pulse =
            Content::Reading(Reading { on: date(2026, 11, 23).into(), value: Value::Pulse { beats: 70 } });
        assert_eq!(entry().replace(id(2), pulse, "错".into(), MARK), Err(Refused::OtherKind));
    }

    #[test]
    fn a_supply_lasts_as_long_as_it_says_unless_it_is_stopped() {
        let taken = Medicine {
            name: "氨氯地平".into(),
            dose: "5 mg".into(),
            often: "每日一次".into(),
            since: None,
            until: None,
            supply: Some(Supply { on: date(2026, 11, 1), days: 28 }),
        };
        assert_eq!(taken.due_on(), Some(date(2026, 11, 29)));
        assert_eq!(Medicine { until: Some(date(2026, 11, 20)), ..taken.clone() }.due_on(), None);
        assert_eq!(Medicine { supply: None, ..taken }.due_on(), None);
    }

    #[test]
    fn what_is_kept_reads_back() {
        let said = serde_json::to_string(&weight(652)).unwrap();
        assert_eq!(said, r#"{"is":"reading","on":"2026-11-23","value":{"of":"weight","tenths":652}}"#);
        assert_eq!(serde_json::from_str::<Content>(&said).unwrap(), weight(652));
    }
}
