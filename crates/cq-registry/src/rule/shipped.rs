//! The promises that come with the program, as drafts that a bureau looks at, changes and publishes: what the article promises its
//! elders. Their names are `rule-shipped-…`; nothing is in force before a clerk says so.

use cq_calendar::SolarTerm;
use cq_platform::ids::StaffId;

use super::content::{Clock, Content, Counted, Owner, Period, Unit, When, Window};
use crate::{
    person::{Illness, Living, SelfCare},
    segment::{
        Clause, Condition, Segment,
        condition::{Ailment, Field},
    },
    task::model::Form,
};

/// Every one, by its key; `fallback` owes what no doctor does.
pub fn all(fallback: StaffId) -> Vec<(&'static str, Content)> {
    let base = Content {
        whom: Segment::default(),
        when: When::Each { period: Period::Quarter },
        window: Window { before: 7, grace: 0, clock: Clock::Calendar },
        owner: Owner::PairedDoctor,
        fallback,
        form: Form::HomeVisit,
        season: None,
        ends_hard: false,
        cap: 20_000,
        weekly: 20,
    };
    let by_bureau = |when, before, form| Content {
        when,
        window: Window { before, ..base.window },
        owner: Owner::Named { staff: fallback },
        form,
        ..base.clone()
    };
    let before_term = |term, whom| Content {
        whom,
        when: When::Term { term, offset: -1 },
        window: Window { before: 88, ..base.window },
        ..base.clone()
    };
    let spring = ill([Illness::Hypertension, Illness::Copd]);
    let winter = ill([Illness::CoronaryHeart, Illness::CerebralInfarction, Illness::Copd]);
    let call = |when| Content {
        whom: alone(),
        window: Window { before: 3, grace: 1, ..base.window },
        ..by_bureau(when, 3, Form::PhoneCall)
    };
    let weekly = When::Cycle { every: 7, unit: Unit::Days, counted: Counted::Rolling };
    vec![
        ("quarterly", Content { whom: frail(), ..base.clone() }),
        (
            "new-year-and-july",
            Content {
                whom: frail(),
                ..by_bureau(When::Dates { months: [1, 7].into(), day: 31 }, 30, Form::CareVisit)
            },
        ),
        ("spring-wind", before_term(SolarTerm::LiXia, spring)),
        ("winter-warmth", before_term(SolarTerm::LiChun, winter)),
        ("spring-festival", by_bureau(When::Lunar { month: 1, day: 1, offset: -3 }, 20, Form::CareVisit)),
        ("double-ninth", by_bureau(When::Lunar { month: 9, day: 9, offset: 0 }, 15, Form::CareVisit)),
        ("birthday", by_bureau(When::Birthday, 3, Form::Greeting)),
        ("weekly-call", call(weekly)),
        ("alone-unseen", call(When::Unseen { days: 30 })),
    ]
}

/// What each is called, as `say` says its key.
pub fn names(say: impl Fn(&str) -> String) -> Vec<(&'static str, String)> {
    let nobody = StaffId(uuid::Uuid::nil());
    all(nobody).into_iter().map(|(key, _)| (key, say(&format!("rule-shipped-{key}")))).collect()
}

fn alone() -> Segment {
    Segment::of(Condition::Living([Living::Alone].into()))
}

/// 80 or older, alone, or unable to look after themselves.
fn frail() -> Segment {
    let no_self_care = Condition::Word { field: Field::SelfCare, any: [SelfCare::None.to_string()].into() };
    Segment::of(Clause::Any(vec![
        Condition::Age { from: Some(80), to: None }.into(),
        Condition::Living([Living::Alone].into()).into(),
        no_self_care.into(),
    ]))
}

fn ill<const N: usize>(illnesses: [Illness; N]) -> Segment {
    Segment::of(Condition::Ill(illnesses.into_iter().map(Ailment::Block).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_them_is_sound_and_has_a_key_of_its_own() {
        let all = all(StaffId(uuid::Uuid::nil()));
        let keys: std::collections::BTreeSet<_> = all.iter().map(|(key, _)| *key).collect();
        assert_eq!(keys.len(), all.len());
        for (key, content) in all {
            assert!(content.clone().checked().is_ok(), "{key}");
            assert_eq!(Content::from_kept(&content.kept()), Ok(content), "{key}");
        }
    }
}
