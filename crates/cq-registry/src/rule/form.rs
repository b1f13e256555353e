//! A rule as a clerk fills it in, and a rule as its form shows it.

use std::{collections::BTreeSet, str::FromStr};

use cq_calendar::{SolarTerm, TermWindow};
use cq_platform::{form::Form, ids::StaffId, messages::Text};

use super::content::{CAP_MAX, CYCLE_MAX, Content, Counted, Owner, Unit, WINDOW_MAX, When, WhenKind, Window};
use crate::{
    life_event::Kind,
    segment::{Segment, address},
    task::model::Form as TaskForm,
};

/// The field that says for whom: a saved segment's id, or nothing for what the form carries along.
pub(super) const SEGMENT: &str = "segment";
/// Stands for whoever fills the form in.
pub(super) const MYSELF: &str = "me";
/// Stands for the paired doctor.
pub(super) const DOCTOR: &str = "doctor";
/// What a rule may ask to be done.
pub(super) const FORMS: [TaskForm; 5] = [
    TaskForm::HomeVisit,
    TaskForm::PhoneCall,
    TaskForm::CareVisit,
    TaskForm::Greeting,
    TaskForm::ReturnVisit,
];
/// What a rule may wait for.
pub(super) const EVENTS: [Kind; 6] =
    [Kind::Discharge, Kind::Admission, Kind::Retirement, Kind::Widowed, Kind::Move, Kind::Return];

/// What was filled in, before it is known who "me" is and what a saved segment says.
pub(super) struct Filled {
    pub name: String,
    /// For whom, where a saved segment is chosen.
    pub segment: Option<crate::segment::SegmentId>,
    /// For whom, as the form carried it along.
    pub carried: Segment,
    /// None: whoever fills it in.
    pub fallback: Option<StaffId>,
    /// The rest; its `whom` and `fallback` are still to be put in.
    pub content: Content,
}

/// Reads the form; each mistake stands at its field.
pub(super) fn read(form: &mut Form) -> Option<Filled> {
    let name = form.text("name", 2..=40);
    let carried = carried(form);
    let segment = form.value(SEGMENT).parse().ok();
    let when = when(form);
    let window = window(form);
    let season = season(form);
    let owner = owner(form);
    let fallback = match form.value("fallback") {
        MYSELF => Some(None),
        id => id.parse().ok().map(Some),
    };
    if fallback.is_none() {
        form.reject("fallback", Text::new("form-choice"));
    }
    let task = form.choice::<TaskForm>("form");
    let cap = form.number("cap", 1..=i64::from(CAP_MAX), true);
    let weekly = form.number("weekly", 1..=500, true);
    if !form.errors().is_empty() {
        return None;
    }
    let content = Content {
        whom: Segment::default(),
        when: when?,
        window: window?,
        owner: owner?,
        fallback: StaffId(uuid::Uuid::nil()),
        form: task?,
        season: season?,
        ends_hard: form.has("ends_hard", "yes"),
        cap: u32::try_from(cap?).ok()?,
        weekly: u16::try_from(weekly?).ok()?,
    };
    Some(Filled { name, segment, carried: carried?, fallback: fallback?, content })
}

fn carried(form: &mut Form) -> Option<Segment> {
    match address::read(form) {
        Ok(segment) => Some(segment),
        Err(flaw) => {
            form.reject(SEGMENT, flaw.text());
            None
        }
    }
}

fn when(form: &mut Form) -> Option<When> {
    Some(match form.choice::<WhenKind>("when")? {
        WhenKind::Cycle => {
            let unit = form.choice::<Unit>("unit");
            let most = if unit == Some(Unit::Months) { CYCLE_MAX.1 } else { CYCLE_MAX.0 };
            let every = number(form, "every", 1..=i64::from(most));
            When::Cycle { every: every?, unit: unit?, counted: form.choice::<Counted>("counted")? }
        }
        WhenKind::Each => When::Each { period: form.choice("period")? },
        WhenKind::Dates => {
            let months: BTreeSet<u8> = form.values("month").iter().filter_map(|m| m.parse().ok()).collect();
            if months.is_empty() {
                form.reject("month", Text::new("rule-month-needed"));
            }
            When::Dates { day: number(form, "day", 1..=31)?, months: Some(months).filter(|m| !m.is_empty())? }
        }
        WhenKind::Term => {
            let term = form.choice::<SolarTerm>("term");
            When::Term { offset: offset(form, "term_offset")?, term: term? }
        }
        WhenKind::Lunar => {
            let month = number(form, "lunar_month", 1..=12);
            let day = number(form, "lunar_day", 1..=30);
            When::Lunar { offset: offset(form, "lunar_offset")?, month: month?, day: day? }
        }
        WhenKind::Birthday => When::Birthday,
        WhenKind::After => {
            let event = form.choice::<Kind>("event");
            When::After { days: number(form, "event_days", 1..=365)?, event: event? }
        }
        WhenKind::Unseen => When::Unseen { days: number(form, "unseen_days", 1..=i64::from(CYCLE_MAX.0))? },
    })
}

/// Days after, or before where negative; nothing filled in is the day itself.
fn offset(form: &mut Form, name: &str) -> Option<i16> {
    let most = i64::from(WINDOW_MAX);
    if form.value(name).trim().is_empty() {
        return Some(0);
    }
    form.number(name, -most..=most, true).and_then(|n| i16::try_from(n).ok())
}

fn number<T: TryFrom<i64>>(form: &mut Form, name: &str, range: std::ops::RangeInclusive<i64>) -> Option<T> {
    form.number(name, range, true).and_then(|n| T::try_from(n).ok())
}

fn window(form: &mut Form) -> Option<Window> {
    let most = i64::from(WINDOW_MAX);
    let (before, grace) = (number(form, "before", 0..=most), number(form, "grace", 0..=most));
    let clock = form.choice("clock");
    Some(Window { before: before?, grace: grace?, clock: clock? })
}

/// None: something is wrong; none inside: all the year round.
fn season(form: &mut Form) -> Option<Option<TermWindow>> {
    let term = |name: &str| SolarTerm::from_str(form.value(name)).ok();
    match (term("season_from"), term("season_to")) {
        (None, None) => Some(None),
        (Some(from), Some(to)) if from != to => Some(Some(TermWindow { from, to })),
        _ => {
            form.reject("season_to", Text::new("rule-season-both"));
            None
        }
    }
}

fn owner(form: &mut Form) -> Option<Owner> {
    match form.value("owner") {
        DOCTOR => Some(Owner::PairedDoctor),
        id => {
            let staff = id.parse().ok();
            if staff.is_none() {
                form.reject("owner", Text::new("form-choice"));
            }
            staff.map(|staff| Owner::Named { staff })
        }
    }
}

/// The form of a rule that is to be written.
pub(super) fn blank() -> Form {
    Form::filled([
        ("when", WhenKind::Cycle.to_string()),
        ("every", "14".into()),
        ("unit", Unit::Days.to_string()),
        ("counted", Counted::Rolling.to_string()),
        ("period", "quarter".into()),
        ("before", "7".into()),
        ("grace", "3".into()),
        ("clock", "calendar".into()),
        ("owner", DOCTOR.into()),
        ("fallback", MYSELF.into()),
        ("form", TaskForm::HomeVisit.to_string()),
        ("cap", "5000".into()),
        ("weekly", "10".into()),
    ])
}

/// The form of a rule that says `content`.
pub(super) fn filled(name: &str, content: &Content) -> Form {
    let Content { when, window, owner, fallback, form, season, cap, weekly, .. } = content;
    let owner = match owner {
        Owner::PairedDoctor => DOCTOR.to_owned(),
        Owner::Named { staff } => staff.to_string(),
    };
    let mut fields = vec![
        ("ends_hard", if content.ends_hard { "yes" } else { "" }.to_owned()),
        ("name", name.to_owned()),
        ("when", when.kind().to_string()),
        ("before", window.before.to_string()),
        ("grace", window.grace.to_string()),
        ("clock", window.clock.to_string()),
        ("owner", owner),
        ("fallback", fallback.to_string()),
        ("form", form.to_string()),
        ("cap", cap.to_string()),
        ("weekly", weekly.to_string()),
        ("unit", Unit::Days.to_string()),
        ("counted", Counted::Rolling.to_string()),
        ("period", "quarter".to_owned()),
    ];
    if let Some(TermWindow { from, to }) = season {
        fields.extend([("season_from", from.to_string()), ("season_to", to.to_string())]);
    }
    let own: Vec<(&'static str, String)> = match when {
        When::Cycle { every, unit, counted } => {
            fields.retain(|(name, _)| !["unit", "counted"].contains(name));
            vec![("every", every.to_string()), ("unit", unit.to_string()), ("counted", counted.to_string())]
        }
        When::Each { period } => {
            fields.retain(|(name, _)| *name != "period");
            vec![("period", period.to_string())]
        }
        When::Dates { months, day } => {
            let months = months.iter().map(|month| ("month", month.to_string()));
            months.chain([("day", day.to_string())]).collect()
        }
        When::Term { term, offset } => vec![("term", term.to_string()), ("term_offset", offset.to_string())],
        When::Lunar { month, day, offset } => vec![
            ("lunar_month", month.to_string()),
            ("lunar_day", day.to_string()),
            ("lunar_offset", offset.to_string()),
        ],
        When::Birthday => Vec::new(),
        When::After { event, days } => vec![("event", event.to_string()), ("event_days", days.to_string())],
        When::Unseen { days } => vec![("unseen_days", days.to_string())],
    };
    fields.extend(own);
    Form::filled(fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::content::{Period, tests::winter};

    #[test]
    fn what_a_form_shows_reads_back() {
        for when in [
            winter().when,
            When::Cycle { every: 3, unit: Unit::Months, counted: Counted::Fixed },
            When::Each { period: Period::Year },
            When::Dates { months: [1, 7].into(), day: 31 },
            When::Term { term: SolarTerm::DongZhi, offset: -3 },
            When::Lunar { month: 9, day: 9, offset: 2 },
            When::Birthday,
            When::After { event: Kind::Discharge, days: 7 },
            When::Unseen { days: 30 },
        ] {
            let content = Content { when, whom: Segment::default(), ..winter() };
            let mut form = filled("高血压独居", &content);
            let read = read(&mut form).unwrap_or_else(|| panic!("{:?}", form.errors()));
            assert_eq!((read.name.as_str(), read.fallback), ("高血压独居", Some(content.fallback)));
            assert_eq!(read.content, content);
        }
    }

    #[test]
    fn each_mistake_stands_at_its_field() {
        let mut form = Form::filled([
            ("name", "一".to_owned()),
            ("when", "cycle".into()),
            ("every", "25".into()),
            ("unit", "months".into()),
            ("counted", "rolling".into()),
            ("before", "91".into()),
            ("grace", "0".into()),
            ("clock", "calendar".into()),
            ("season_from", "li-dong".into()),
            ("owner", "nobody".into()),
            ("fallback", "".into()),
            ("form", "home-visit".into()),
            ("cap", "0".into()),
            ("weekly", "10".into()),
        ]);
        assert!(read(&mut form).is_none());
        let wrong: Vec<&str> = form.errors().iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(wrong, ["name", "every", "before", "season_to", "owner", "fallback", "cap"]);
    }
}
