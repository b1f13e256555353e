use cq_platform::ids::AccountId;
use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn who(n: u128) -> AccountId {
    AccountId(Uuid::from_u128(n))
}

fn draft(n: u128, from_on: Date) -> Version {
    Version {
        id: VersionId(Uuid::from_u128(n)),
        bylaw: BylawId(Uuid::nil()),
        writer: who(1),
        from_on,
        state: State::Draft,
        version: 1,
    }
}

/// The span of what is published, as the store reads it.
fn span(version: &Version) -> Span {
    let (edition, withdrawn_on) = match version.state {
        State::Published { edition, .. } => (edition, None),
        State::Withdrawn { edition, on } => (edition, Some(on)),
        _ => panic!("not published"),
    };
    Span { id: version.id, edition, from_on: version.from_on, withdrawn_on }
}

const TODAY: Date = date(2026, 11, 27);

#[test]
fn nobody_publishes_what_they_wrote_and_nothing_twice() {
    let written = draft(1, TODAY);
    assert_eq!(written.clone().publish(who(1), &[], TODAY), Err(Refused::OwnWriting));
    // Whoever changed it last wrote it.
    let changed = written.change(who(2), TODAY).unwrap();
    assert_eq!(changed.clone().publish(who(2), &[], TODAY), Err(Refused::OwnWriting));
    let published = changed.publish(who(1), &[], TODAY).unwrap();
    assert_eq!(published.state, State::Published { edition: 1, by: who(1) });
    assert_eq!(published.clone().publish(who(3), &[], TODAY), Err(Refused::NotDraft));
    assert_eq!(published.clone().change(who(3), TODAY), Err(Refused::NotDraft));
    assert_eq!(published.discard(), Err(Refused::NotDraft));
}

#[test]
fn what_replaces_begins_after_today_and_after_what_it_replaces() {
    let first = draft(1, date(2024, 1, 1)).publish(who(2), &[], TODAY).unwrap();
    let spans = [span(&first)];
    let same_day = draft(2, TODAY).publish(who(2), &spans, TODAY);
    assert_eq!(same_day, Err(Refused::NotAfter(TODAY)));
    let later = draft(2, date(2027, 1, 1)).publish(who(2), &spans, TODAY).unwrap();
    let spans = [span(&first), span(&later)];
    let between = draft(3, date(2026, 12, 15)).publish(who(2), &spans, TODAY);
    assert_eq!(between, Err(Refused::NotAfter(date(2027, 1, 1))));
}

#[test]
fn what_is_withdrawn_was_in_force_today_still() {
    let first = draft(1, date(2024, 1, 1)).publish(who(2), &[], TODAY).unwrap();
    let gone = first.clone().withdraw(&[span(&first)], TODAY).unwrap();
    let spans = [span(&gone)];
    assert!(in_force(&spans, TODAY).is_some());
    assert_eq!(in_force(&spans, date(2026, 11, 28)), None);
    assert_eq!(last_day(&spans, &spans[0]), Some(TODAY));
    assert_eq!(gone.withdraw(&spans, TODAY), Err(Refused::NotPublished));
}

#[test]
fn what_is_withdrawn_before_it_began_leaves_the_one_before_in_force() {
    let first = draft(1, date(2024, 1, 1)).publish(who(2), &[], TODAY).unwrap();
    let next = draft(2, date(2027, 1, 1)).publish(who(2), &[span(&first)], TODAY).unwrap();
    let spans = [span(&first), span(&next.withdraw(&[span(&first)], TODAY).unwrap())];
    assert_eq!(in_force(&spans, date(2027, 6, 1)).map(|span| span.edition), Some(1));
    assert_eq!(last_day(&spans, &spans[0]), None);
}

#[test]
fn what_was_replaced_is_not_withdrawn() {
    let first = draft(1, date(2024, 1, 1)).publish(who(2), &[], date(2024, 1, 1)).unwrap();
    let next = draft(2, date(2025, 1, 1)).publish(who(2), &[span(&first)], date(2024, 6, 1)).unwrap();
    let spans = [span(&first), span(&next)];
    assert_eq!(first.withdraw(&spans, TODAY), Err(Refused::Replaced));
}

/// What somebody tries on a day: to publish from a day so many later, or to withdraw the so manieth.
#[derive(Debug, Clone)]
enum Try {
    Publish(i64),
    Withdraw(usize),
}

fn tries() -> impl Strategy<Value = Vec<(i64, Try)>> {
    let one = prop_oneof![(-3_i64..20).prop_map(Try::Publish), (0_usize..6).prop_map(Try::Withdraw)];
    proptest::collection::vec((0_i64..9, one), 1..14)
}

proptest! {
    /// Whatever is tried: on no day are two versions in force, what was in force on a day gone by is so for ever, and between the first
    /// day and the last withdrawal there is no day without one that nobody withdrew.
    #[test]
    fn a_day_has_one_version_and_keeps_it(tries in tries()) {
        let (mut today, mut versions) = (date(2026, 1, 1), Vec::<Version>::new());
        let start = today.saturating_sub(10.days());
        let mut seen: Vec<(Date, Option<VersionId>)> = Vec::new();
        let mut number = 0;
        for (days, attempt) in tries {
            let spans: Vec<Span> = versions.iter().map(span).collect();
            if !versions.is_empty() {
                for gone in 0..days {
                    let day = today.saturating_add(gone.days());
                    seen.push((day, in_force(&spans, day).map(|span| span.id)));
                }
            }
            today = today.saturating_add(days.days());
            match attempt {
                Try::Publish(in_days) => {
                    number += 1;
                    let from_on = today.saturating_add(in_days.days());
                    if let Ok(made) = draft(number, from_on).publish(who(2), &spans, today) {
                        versions.push(made);
                    }
                }
                Try::Withdraw(at) => {
                    if let Some(version) = versions.get_mut(at)
                        && let Ok(gone) = version.clone().withdraw(&spans, today)
                    {
                        *version = gone;
                    }
                }
            }
        }
        let spans: Vec<Span> = versions.iter().map(span).collect();
        for (day, was) in seen {
            prop_assert_eq!(in_force(&spans, day).map(|span| span.id), was, "{} was otherwise", day);
        }
        for ahead in 0_i64..220 {
            let day = start.saturating_add(ahead.days());
            let covering: Vec<_> = spans.iter().filter(|span| {
                span.ever_began() && span.from_on <= day && last_day(&spans, span).is_none_or(|last| day <= last)
            }).collect();
            prop_assert!(covering.len() <= 1, "{} has {:?}", day, covering);
            prop_assert_eq!(covering.first().map(|span| span.id), in_force(&spans, day).map(|span| span.id));
            let begun = spans.iter().any(|span| span.ever_began() && span.from_on <= day);
            let ended = spans.iter().any(|span| span.withdrawn_on.is_some_and(|on| on <= day));
            prop_assert!(!begun || ended || covering.len() == 1, "nothing is in force on {}", day);
        }
        let editions: Vec<i64> = spans.iter().map(|span| span.edition).collect();
        prop_assert_eq!(editions, (1..=i64::try_from(spans.len()).unwrap()).collect::<Vec<_>>());
    }
}
