//! An event as a clerk fills it in, and the settings about events.

use cq_calendar::PartialDate;
use cq_platform::{form::Form, ids::StaffId, messages::Text};
use jiff::civil::Date;

use super::{
    benefit::Rate,
    model::{Event, Kind},
    rules::{DAYS_MAX, Rules},
};
use crate::person::{Category, PersonId, Rank};

/// Reads an event of `kind`.
pub(super) fn event(form: &mut Form, kind: Kind, today: Date) -> Option<Event> {
    let known = if kind == Kind::Death { month(form, today) } else { None };
    let on = if form.value("on").is_empty() && !form.value("month").is_empty() {
        known.map(|month| month.last_day().min(today))
    } else {
        form.day("on")
    };
    let event = match kind {
        Kind::Death => {
            let cause = some(form.text("cause", 0..=200));
            let farewell = some(form.text("farewell", 0..=100));
            let pay_fen = money(form, "pay", false);
            let at_work = form.has("at_work", "yes");
            on.map(|on| Event::Death { on, known, cause, farewell, at_work, pay_fen })
        }
        Kind::Admission => {
            let hospital = form.text("hospital", 2..=80);
            let reason = some(form.text("reason", 0..=200));
            on.map(|on| Event::Admission { on, hospital, reason })
        }
        Kind::Discharge => on.map(|on| Event::Discharge { on }),
        Kind::Move => {
            let address = form.text("address", 2..=200);
            let leaves = form.has("leaves", "yes");
            let area = some(form.text("area", 0..=40)).filter(|_| !leaves);
            on.map(|on| Event::Move { on, address, area, leaves })
        }
        Kind::Away => {
            let place = form.text("place", 2..=100);
            let until = optional_day(form, "until");
            on.map(|on| Event::Away { on, until, place })
        }
        Kind::Return => on.map(|on| Event::Return { on }),
        Kind::Retirement => {
            let category = form.choice::<Category>("category");
            let rank = optional_word::<Rank>(form, "rank");
            let unit = some(form.text("unit", 0..=80));
            on.zip(category).map(|(on, category)| Event::Retirement { on, category, rank, unit })
        }
        Kind::Widowed => {
            let name = some(form.text("name", 0..=40));
            on.map(|on| Event::Widowed { on, name })
        }
        Kind::Remarriage => {
            let spouse = form.value("spouse_id").parse::<PersonId>().ok();
            if spouse.is_none() && form.error("spouse").is_none() {
                form.reject("spouse", Text::new("form-required"));
            }
            on.zip(spouse).map(|(on, spouse)| Event::Remarriage { on, spouse })
        }
    };
    event.filter(|_| form.errors().is_empty())
}

/// The month of a death of which the day is not known: 2026-09, 2026年9月; or the year alone.
fn month(form: &mut Form, today: Date) -> Option<PartialDate> {
    let typed = form.value("month").trim().to_owned();
    if typed.is_empty() {
        return None;
    }
    if !form.value("on").is_empty() {
        form.reject("month", Text::new("life-month-and-day"));
        return None;
    }
    let month = PartialDate::parse_loose(&typed).ok().filter(|month| month.day().is_none());
    match month {
        None => form.reject("month", Text::new("life-month-wrong")),
        Some(month) if month.first_day() > today => {
            form.reject("month", Text::new("life-refused-in-future"));
        }
        Some(_) => return month,
    }
    None
}

/// The names of all fields that [`event`] reads.
pub(super) const FIELDS: &[&str] = &[
    "kind",
    "on",
    "month",
    "cause",
    "farewell",
    "pay",
    "at_work",
    "hospital",
    "reason",
    "address",
    "leaves",
    "area",
    "place",
    "until",
    "category",
    "rank",
    "unit",
    "new_unit",
    "name",
    "spouse",
    "spouse_id",
];

/// A benefit rate.
pub(super) fn rate(form: &mut Form) -> Option<Rate> {
    let since = form.day("since");
    let urban_income_fen = money(form, "income", true);
    let months_pay = form.number("months", 0..=240, true);
    let income_multiple = form.number("multiple", 0..=100, true);
    let income_multiple_at_work = form.number("multiple_at_work", 0..=100, true);
    let source = form.text("source", 2..=120);
    let rate = Rate {
        since: since?,
        urban_income_fen: urban_income_fen?,
        months_pay: months_pay?,
        income_multiple: income_multiple?,
        income_multiple_at_work: income_multiple_at_work?,
        source,
    };
    Some(rate).filter(|_| form.errors().is_empty())
}

/// What follows an event.
pub(super) fn rules(form: &mut Form) -> Option<Rules> {
    let mut days = |name| form.number(name, 1..=DAYS_MAX, true);
    let (farewell, claim, care) = (days("farewell_days"), days("claim_days"), days("care_days"));
    let (welcome, hospital) = (days("welcome_days"), days("hospital_visit_days"));
    let (back, review) = (days("return_visit_days"), days("review_days"));
    let (owner, visitor) =
        (optional_word::<StaffId>(form, "owner"), optional_word::<StaffId>(form, "visitor"));
    let rules = Rules {
        serves_survivors: form.has("serves_survivors", "yes"),
        owner,
        visitor,
        farewell_days: farewell?,
        claim_days: claim?,
        care_days: care?,
        welcome_days: welcome?,
        hospital_visit_days: hospital?,
        return_visit_days: back?,
        review_days: review?,
    };
    Some(rules).filter(|_| form.errors().is_empty())
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

fn optional_day(form: &mut Form, name: &str) -> Option<Date> {
    if form.value(name).trim().is_empty() { None } else { form.day(name) }
}

fn optional_word<T: std::str::FromStr>(form: &mut Form, name: &str) -> Option<T> {
    if form.value(name).is_empty() { None } else { form.choice(name) }
}

/// Yuan with at most two decimals, as fen; thousands may be set apart.
fn money(form: &mut Form, name: &str, required: bool) -> Option<i64> {
    let typed: String =
        form.value(name).chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | '，')).collect();
    if typed.is_empty() {
        if required {
            form.reject(name, Text::new("form-required"));
        }
        return None;
    }
    let fen = fen(&typed);
    if fen.is_none() {
        form.reject(name, Text::new("life-money-wrong"));
    }
    fen
}

/// The most that is taken for an amount: ten million yuan.
const FEN_MAX: i64 = 1_000_000_000;

fn fen(typed: &str) -> Option<i64> {
    let (yuan, rest) = typed.split_once('.').unwrap_or((typed, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if yuan.is_empty() || rest.len() > 2 || !is_number(yuan) || !is_number(rest) {
        return None;
    }
    let rest: i64 = format!("{rest:0<2}").parse().ok()?;
    let fen = yuan.parse::<i64>().ok()?.checked_mul(100)?.checked_add(rest)?;
    (1..=FEN_MAX).contains(&fen).then_some(fen)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn money_is_read_to_the_fen() {
        assert_eq!((fen("54188"), fen("6800.5"), fen("0.01")), (Some(5_418_800), Some(680_050), Some(1)));
        for wrong in ["", "-1", "1.234", "1e5", "0", ".5", "99999999999999999999"] {
            assert_eq!(fen(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn each_mistake_stands_at_its_field() {
        let mut form = Form::filled([("on", "2026-02-30".to_owned()), ("pay", "many".to_owned())]);
        assert_eq!(event(&mut form, Kind::Death, date(2026, 11, 23)), None);
        let keys: Vec<_> = form.errors().iter().map(|(field, text)| (field.as_str(), text.key)).collect();
        assert_eq!(keys, [("on", "form-day"), ("pay", "life-money-wrong")]);
    }

    #[test]
    fn of_a_death_the_month_may_be_all_that_is_known() {
        let read = |fields: &[(&'static str, &str)]| {
            let mut form = Form::filled(fields.iter().map(|(name, value)| (*name, (*value).to_owned())));
            let event = event(&mut form, Kind::Death, date(2026, 11, 23));
            let wrong: Vec<&str> = form.errors().iter().map(|(field, _)| field.as_str()).collect();
            (event.map(|event| (event.on(), event.day().to_string())), wrong.join(" "))
        };
        let known = |on: Date, day: &str| (Some((on, day.to_owned())), String::new());
        assert_eq!(read(&[("on", ""), ("month", "2026年9月")]), known(date(2026, 9, 30), "2026-09"));
        // Of this month no later day than today.
        assert_eq!(read(&[("on", ""), ("month", "2026-11")]), known(date(2026, 11, 23), "2026-11"));
        // Not both: the day may be the one that the form offered.
        assert_eq!(read(&[("on", "2026-09-03"), ("month", "2026-09")]), (None, "month".to_owned()));
        for wrong in ["2026-12", "秋天", "2026-09-03"] {
            assert_eq!(read(&[("on", ""), ("month", wrong)]), (None, "month".to_owned()), "{wrong}");
        }
        assert_eq!(read(&[("on", ""), ("month", "")]), (None, "on".to_owned()));
    }

    #[test]
    fn who_leaves_the_county_has_no_area_in_it() {
        let fields =
            [("on", "2026-11-01"), ("address", "济南市历下区"), ("area", "双山街道"), ("leaves", "yes")];
        let mut form = Form::filled(fields.map(|(name, value)| (name, value.to_owned())));
        let moved =
            Event::Move {
                on: date(2026, 11, 1), address: "济南市历下区".into(), area: None, leaves: true
            };
        assert_eq!(event(&mut form, Kind::Move, date(2026, 11, 23)), Some(moved));
    }
}
