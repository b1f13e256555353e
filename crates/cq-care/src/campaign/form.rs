//! A campaign as a clerk fills it in.

use cq_calendar::Span;
use cq_platform::{form::Form, messages::Text};
use cq_registry::person::model::Illness;
use jiff::{ToSpan, civil::Date};

use super::model::{Draft, Illnesses, Season};

/// The longest window.
const MONTHS_MAX: i64 = 12;

/// Reads the form.
pub fn draft(form: &mut Form, today: Date) -> Option<Draft> {
    let name = form.text("name", 2..=40);
    let days = days(form, today);
    let chosen = form.values("illness");
    let illnesses: Option<_> = chosen.iter().map(|word| word.parse::<Illness>().ok()).collect();
    let illnesses = illnesses.map(Illnesses).filter(|illnesses| !illnesses.0.is_empty());
    if illnesses.is_none() {
        form.reject("illness", Text::new("campaign-illness-needed"));
    }
    let ends_hard = form.has("ends_hard", "yes");
    Some(Draft { name, days: days?, illnesses: illnesses?, ends_hard }).filter(|_| form.errors().is_empty())
}

fn days(form: &mut Form, today: Date) -> Option<Span> {
    let season = form.choice::<Season>("season")?;
    if season != Season::Dates {
        return season.days(today);
    }
    let (first, last) = (form.day("from"), form.day("to"));
    let (first, last) = (first?, last?);
    let wrong = if last < first {
        Some("campaign-ends-before-it-begins")
    } else if last < today {
        Some("campaign-over")
    } else if last > first.saturating_add(MONTHS_MAX.months()) {
        Some("campaign-too-long")
    } else {
        None
    };
    if let Some(key) = wrong {
        form.reject("to", Text::new(key));
        return None;
    }
    Some(Span { first, last })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 23);

    fn read(fields: &[(&'static str, &str)]) -> Result<Draft, Vec<(String, &'static str)>> {
        let mut form = Form::filled(fields.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let draft = draft(&mut form, TODAY);
        draft.ok_or_else(|| form.errors().iter().map(|(field, text)| (field.clone(), text.key)).collect())
    }

    #[test]
    fn winter_runs_between_its_terms() {
        let draft = read(&[
            ("name", "冬日送温暖"),
            ("season", "winter"),
            ("illness", "copd"),
            ("illness", "coronary-heart"),
        ])
        .unwrap();
        assert_eq!((draft.days.first, draft.days.last), (date(2026, 11, 7), date(2027, 2, 3)));
        assert_eq!(draft.illnesses.text(), "coronary-heart copd");
    }

    #[test]
    fn each_mistake_stands_at_its_field() {
        let wrong = |from, to| {
            read(&[("name", "随访"), ("season", "dates"), ("from", from), ("to", to), ("illness", "copd")])
                .unwrap_err()
        };
        assert_eq!(wrong("2026-12-01", "2026-11-30"), [("to".into(), "campaign-ends-before-it-begins")]);
        assert_eq!(wrong("2026-11-01", "2026-11-22"), [("to".into(), "campaign-over")]);
        assert_eq!(wrong("2026-12-01", "2028-01-01"), [("to".into(), "campaign-too-long")]);
        assert_eq!(wrong("", "2028-01-01"), [("from".into(), "form-required")]);
        let nobody = read(&[("name", "随访"), ("season", "winter")]).unwrap_err();
        assert_eq!(nobody, [("illness".into(), "campaign-illness-needed")]);
    }
}
