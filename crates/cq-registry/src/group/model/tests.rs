use jiff::civil::date;
use uuid::Uuid;

use super::*;
use crate::person::{Category, PersonId};

fn group(kind: GroupKind) -> Group {
    let facts = Facts {
        kind,
        name: "老年书画社".into(),
        above: None,
        area: None,
        founded_on: "2010-05".parse().ok(),
        term_months: Some(36),
        category: None,
        remark: None,
    };
    Group { id: GroupId(Uuid::nil()), facts, life: Life::Open, version: 1 }
}

fn person(n: u128) -> PersonId {
    PersonId(Uuid::from_u128(n))
}

fn member(since: &str) -> Member {
    let what = Belonging {
        id: MembershipId(Uuid::nil()),
        group: GroupId(Uuid::nil()),
        person: person(1),
        since: since.parse().unwrap(),
    };
    Member { what, version: 1 }
}

fn held(kind: PostKind, who: u128, since: &str) -> Held {
    let what = Office {
        id: PostId(Uuid::nil()),
        group: GroupId(Uuid::nil()),
        person: person(who),
        kind,
        since: since.parse().unwrap(),
        term_ends_on: None,
    };
    Held { what, version: 1 }
}

const TODAY: Date = date(2026, 11, 23);

fn newcomer() -> Newcomer {
    Newcomer {
        id: person(1), name: "王晓明".into(), born: None, ended_on: None, category: Category::Retired
    }
}

fn joins(history: &[Membership], since: &str) -> Result<(), Refused> {
    may_join(&group(GroupKind::Club), &newcomer(), history, since.parse().unwrap(), TODAY)
}

#[test]
fn nobody_belongs_twice_on_one_day() {
    let past = |until: Date, because| member("2020-03").end(until, because, TODAY).unwrap();
    let left = [past(date(2024, 6, 30), Left::Left)];
    assert_eq!(joins(&left, "2024-07-01"), Ok(()));
    let again = Err(Refused::BelongsAlready { name: "王晓明".into() });
    assert_eq!(joins(&left, "2024-06-30"), again);
    assert_eq!(joins(&left, "2019-01-01"), again, "an open stretch from before covers it");
    assert_eq!(joins(&[Membership::Open(member("2020"))], "2026-01-01"), again);
    assert_eq!(joins(&[past(TODAY, Left::Mistake)], "2020-03-01"), Ok(()), "what was a mistake never was");
}

#[test]
fn who_joins_is_served_the_group_is_open_and_the_day_has_come() {
    assert_eq!(joins(&[], "2026-11-24"), Err(Refused::NotYet { field: "since" }));
    assert!(matches!(joins(&[], "2010-04-30"), Err(Refused::BeforeFounding { .. })));
    assert_eq!(joins(&[], "2010"), Ok(()), "a year agrees with a month in it");
    let relative = Newcomer { category: Category::Relative, ..newcomer() };
    assert!(matches!(
        may_join(&group(GroupKind::Branch), &relative, &[], "2026-01".parse().unwrap(), TODAY),
        Err(Refused::NotServed { .. })
    ));
    let dead = Newcomer { ended_on: "2026-01-02".parse().ok(), ..newcomer() };
    let since = "2025-01-01".parse().unwrap();
    let refused = may_join(&group(GroupKind::Club), &dead, &[], since, TODAY);
    assert!(matches!(refused, Err(Refused::PersonEnded { .. })));
    let closed = group(GroupKind::Club).close(TODAY, TODAY, 0).unwrap();
    assert_eq!(may_join(&closed, &newcomer(), &[], since, TODAY), Err(Refused::GroupClosed));
}

#[test]
fn a_membership_ends_on_or_after_its_first_day_and_not_in_the_future() {
    assert!(member("2020-03").end(date(2020, 3, 1), Left::Left, TODAY).is_ok());
    assert!(matches!(
        member("2020-03").end(date(2020, 2, 29), Left::Left, TODAY),
        Err(Refused::EndsBeforeItBegan { .. })
    ));
    assert_eq!(
        member("2020-03").end(date(2026, 11, 24), Left::Left, TODAY),
        Err(Refused::NotYet { field: "until" })
    );
}

#[test]
fn one_head_at_a_time_and_only_a_member() {
    let club = group(GroupKind::Club);
    let office = |kind, since: &str| held(kind, 1, since).what;
    let members = [Membership::Open(member("2020-03-01"))];
    let hold =
        |kind, since, posts: &[(Post, String)]| may_hold(&club, &office(kind, since), &members, posts, TODAY);
    assert_eq!(hold(PostKind::Head, "2021-01-01", &[]), Ok(()));
    assert_eq!(hold(PostKind::Head, "2020-02-29", &[]), Err(Refused::NotAMember));
    assert_eq!(hold(PostKind::Discipline, "2021-01-01", &[]), Err(Refused::NoSuchPost));
    let other = held(PostKind::Head, 2, "2019-01-01");
    let head = [(Post::Held(other.clone()), "李桂兰".to_owned())];
    assert!(matches!(hold(PostKind::Head, "2021-01-01", &head), Err(Refused::HasHead { .. })));
    assert_eq!(hold(PostKind::Deputy, "2021-01-01", &head), Ok(()));
    let past = [(other.end(date(2020, 12, 31), Resigned::Term, TODAY).unwrap(), "李桂兰".to_owned())];
    assert_eq!(hold(PostKind::Head, "2021-01-01", &past), Ok(()));
    assert!(matches!(hold(PostKind::Head, "2020-12-31", &past), Err(Refused::HasHead { .. })));
    let own = [(Post::Held(held(PostKind::Deputy, 1, "2020-05-01")), String::new())];
    assert_eq!(hold(PostKind::Deputy, "2021-01-01", &own), Err(Refused::HoldsAlready));
}

#[test]
fn a_group_stands_under_its_kind_and_closes_last() {
    let branch = group(GroupKind::Branch);
    let committee = Group {
        facts: Facts { name: "党工委".into(), ..group(GroupKind::Committee).facts },
        ..branch.clone()
    };
    let under = Facts { above: Some(committee.id), ..branch.facts.clone() };
    assert_eq!(stands(&under, Some(&committee)), Ok(()));
    assert_eq!(stands(&under, Some(&branch)), Err(Refused::WrongAbove));
    assert_eq!(stands(&under, None), Err(Refused::WrongAbove));
    assert_eq!(branch.clone().close(TODAY, TODAY, 2), Err(Refused::HasOpenBelow { count: 2 }));
    assert_eq!(branch.clone().close(date(2026, 11, 24), TODAY, 0), Err(Refused::NotYet { field: "until" }));
    let closed = branch.close(TODAY, TODAY, 0).unwrap();
    assert_eq!(closed.clone().close(TODAY, TODAY, 0), Err(Refused::GroupClosed));
    assert_eq!(closed.described(under, Some(&committee)), Err(Refused::GroupClosed));
}

#[test]
fn terms_are_shown_ahead_and_when_over() {
    let of = |ends| Term::of(Some(ends), TODAY, 90);
    assert_eq!(of(date(2026, 11, 22)), Term::Overdue(1));
    assert_eq!(of(TODAY), Term::EndsIn(0));
    assert_eq!(of(date(2027, 2, 21)), Term::EndsIn(90));
    assert_eq!(of(date(2027, 2, 22)), Term::Running);
    assert_eq!(group(GroupKind::Club).term_ends(date(2026, 1, 1)), Some(date(2028, 12, 31)));
}
