//! An absence as a clerk fills it in.

use cq_platform::{form::Form, ids::StaffId, messages::Text};
use jiff::{ToSpan, civil::Date};

use super::model::{Draft, LATE_DAYS, LONGEST_DAYS, Reason, SUBSTITUTES};
use crate::person::PersonId;

/// Before the id of a person whom a clerk gives to somebody.
pub(super) const TO: &str = "to-";

/// Reads the form.
pub(super) fn draft(form: &mut Form, today: Date) -> Option<Draft> {
    let staff = form.choice::<StaffId>("staff");
    let reason = form.choice::<Reason>("reason");
    let days = reason.and_then(|reason| days(form, reason, today));
    let substitutes = substitutes(form, staff);
    let chosen = form.pairs().iter().filter_map(|(name, value)| {
        let person: PersonId = name.strip_prefix(TO)?.parse().ok()?;
        Some((person, value.parse::<StaffId>().ok()?))
    });
    let chosen = chosen.collect();
    let (from, until) = days?;
    Some(Draft { staff: staff?, reason: reason?, from, until, substitutes: substitutes?, chosen })
        .filter(|_| form.errors().is_empty())
}

/// The first and the last day. Who leaves for good hands over today.
fn days(form: &mut Form, reason: Reason, today: Date) -> Option<(Date, Option<Date>)> {
    if reason.is_for_good() {
        return Some((today, None));
    }
    let (from, until) = (form.day("from"), form.day("until"));
    let (from, until) = (from?, until?);
    let earliest = today.saturating_sub(LATE_DAYS.days());
    let wrong = if until < from {
        Some(("until", Text::new("absence-ends-before-it-begins")))
    } else if until < today {
        Some(("until", Text::new("absence-is-over")))
    } else if from < earliest {
        Some(("from", Text::new("absence-too-late").with("day", earliest.to_string())))
    } else if until > from.saturating_add(LONGEST_DAYS.days()) {
        Some(("until", Text::new("absence-too-long").with("days", LONGEST_DAYS)))
    } else {
        None
    };
    if let Some((field, text)) = wrong {
        form.reject(field, text);
        return None;
    }
    Some((from, Some(until)))
}

fn substitutes(form: &mut Form, absent: Option<StaffId>) -> Option<Vec<StaffId>> {
    let mut found: Vec<StaffId> = Vec::new();
    for at in 1..=SUBSTITUTES {
        let field = format!("substitute_{at}");
        if form.value(&field).is_empty() {
            continue;
        }
        let id = form.choice::<StaffId>(&field)?;
        if Some(id) == absent {
            form.reject(&field, Text::new("absence-substitute-self"));
        } else if found.contains(&id) {
            form.reject(&field, Text::new("absence-substitute-twice"));
        } else {
            found.push(id);
        }
    }
    if found.is_empty() && form.errors().iter().all(|(field, _)| !field.starts_with("substitute")) {
        form.reject("substitute_1", Text::new("absence-substitute-needed"));
    }
    Some(found).filter(|found| !found.is_empty())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 23);
    const ONE: &str = "01900000-0000-7000-8000-000000000001";
    const TWO: &str = "01900000-0000-7000-8000-000000000002";

    fn read(fields: &[(&'static str, &str)]) -> Result<Draft, Vec<(String, &'static str)>> {
        let mut form = Form::filled(fields.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let draft = draft(&mut form, TODAY);
        draft.ok_or_else(|| form.errors().iter().map(|(field, text)| (field.clone(), text.key)).collect())
    }

    #[test]
    fn each_mistake_stands_at_its_field() {
        let with = |from, until, substitute| {
            read(&[
                ("staff", ONE),
                ("reason", "leave"),
                ("from", from),
                ("until", until),
                ("substitute_1", substitute),
            ])
        };
        assert!(with("2026-11-23", "2026-11-29", TWO).is_ok());
        let wrong = |from, until, substitute| with(from, until, substitute).unwrap_err();
        assert_eq!(
            wrong("2026-11-24", "2026-11-23", TWO),
            [("until".into(), "absence-ends-before-it-begins")]
        );
        assert_eq!(wrong("2026-11-20", "2026-11-22", TWO), [("until".into(), "absence-is-over")]);
        assert_eq!(wrong("2026-09-20", "2026-12-22", TWO), [("from".into(), "absence-too-late")]);
        assert_eq!(wrong("2026-11-24", "2028-12-22", TWO), [("until".into(), "absence-too-long")]);
        assert_eq!(
            wrong("2026-11-24", "2026-12-22", ONE),
            [("substitute_1".into(), "absence-substitute-self")]
        );
        assert_eq!(
            wrong("2026-11-24", "2026-12-22", ""),
            [("substitute_1".into(), "absence-substitute-needed")]
        );
    }

    #[test]
    fn who_leaves_for_good_hands_over_today() {
        let draft = read(&[("staff", ONE), ("reason", "resigned"), ("substitute_1", TWO)]).unwrap();
        assert_eq!((draft.from, draft.until), (TODAY, None));
    }
}
