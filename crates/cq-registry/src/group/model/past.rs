//! What was, written down afterwards or put right: a membership or a post that began before today.

use cq_calendar::PartialDate;
use jiff::civil::Date;

use super::{
    Days, Group, Left, Life, Membership, Office, Post, PostKind, Refused, Resigned, began_well, ends_well,
};

/// From which day to which something was, and why it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Was<Why> {
    /// The first day, as exactly as it is known.
    pub since: PartialDate,
    /// The last day.
    pub until: Date,
    /// Why it ended.
    pub because: Why,
}

impl<Why> Was<Why> {
    fn days(&self) -> Days {
        Days { first: self.since.first_day(), last: Some(self.until) }
    }

    /// Whether it lies behind `today` and within the group's life.
    fn lies_within(&self, group: &Group, born: Option<PartialDate>, today: Date) -> Result<(), Refused> {
        began_well(group, born, self.since, today)?;
        ends_well(self.since, self.until, today)?;
        match group.life {
            Life::Closed { on } if self.until > on => Err(Refused::AfterClosing { closed: on }),
            _ => Ok(()),
        }
    }
}

/// Whose past it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Whose {
    /// The name.
    pub name: String,
    /// Birth.
    pub born: Option<PartialDate>,
    /// Since when no longer served.
    pub ended_on: Option<PartialDate>,
}

/// Whether somebody, with the other memberships `others` in the group, can have belonged then.
pub fn may_have_belonged(
    group: &Group,
    whose: &Whose,
    others: &[Membership],
    was: &Was<Left>,
    today: Date,
) -> Result<(), Refused> {
    was.lies_within(group, whose.born, today)?;
    if let Some(on) = whose.ended_on.filter(|on| was.until > on.last_day()) {
        return Err(Refused::EndedBefore { name: whose.name.clone(), on });
    }
    if was.because == Left::Mistake {
        return Ok(());
    }
    once_a_day(whose, others, was.days())
}

/// Whether somebody who belongs, with the other memberships `others` in the group, can have done so since then.
pub fn may_belong_since(
    group: &Group,
    whose: &Whose,
    others: &[Membership],
    since: PartialDate,
    today: Date,
) -> Result<(), Refused> {
    began_well(group, whose.born, since, today)?;
    once_a_day(whose, others, Days { first: since.first_day(), last: None })
}

fn once_a_day(whose: &Whose, others: &[Membership], wanted: Days) -> Result<(), Refused> {
    match others.iter().find(|other| other.days().is_some_and(|days| days.overlap(wanted))) {
        Some(other) => {
            let until = other.days().and_then(|days| days.last);
            Err(Refused::BelongedThen { name: whose.name.clone(), since: other.what().since, until })
        }
        None => Ok(()),
    }
}

/// Whether a membership that is put right, from `before` to `after`, leaves its member's posts in the group within days of
/// belonging. `others` are the other memberships, `posts` the member's posts; one that lay outside before may do so still.
pub fn covers(
    before: &Membership,
    after: &Membership,
    others: &[Membership],
    posts: &[&Post],
) -> Result<(), Refused> {
    for post in posts {
        let Some(days) = post.days() else { continue };
        let is_within = |of: Days| holds(of, post.what().since, days.last);
        let was_within = before.days().is_some_and(is_within);
        let others = others.iter().filter_map(Membership::days);
        if was_within && !others.chain(after.days()).any(is_within) {
            return Err(Refused::HeldOutside { since: post.what().since });
        }
    }
    Ok(())
}

/// Whether the post can have been held then. `members` are the memberships of whoever held it, `posts` the group's other posts, each
/// with its holder's name.
pub fn may_have_held(
    group: &Group,
    office: &Office,
    was: &Was<Resigned>,
    members: &[Membership],
    posts: &[(Post, String)],
    today: Date,
) -> Result<(), Refused> {
    if !group.facts.kind.posts().contains(&office.kind) {
        return Err(Refused::NoSuchPost);
    }
    was.lies_within(group, None, today)?;
    if was.because == Resigned::Mistake {
        return Ok(());
    }
    held_by_a_member(office, was.days(), members, posts)
}

/// Whether the post that is held can have been so since then, its term with it. `members` and `posts` as above.
pub fn may_hold_since(
    group: &Group,
    office: &Office,
    members: &[Membership],
    posts: &[(Post, String)],
    today: Date,
) -> Result<(), Refused> {
    began_well(group, None, office.since, today)?;
    if office.term_ends_on.is_some_and(|ends| ends < office.since.last_day()) {
        return Err(Refused::TermEndsFirst);
    }
    held_by_a_member(office, Days { first: office.since.first_day(), last: None }, members, posts)
}

/// `wanted` are the days of the office.
fn held_by_a_member(
    office: &Office,
    wanted: Days,
    members: &[Membership],
    posts: &[(Post, String)],
) -> Result<(), Refused> {
    if !members.iter().filter_map(Membership::days).any(|of| holds(of, office.since, wanted.last)) {
        return Err(Refused::WasNoMember);
    }
    for (post, name) in posts {
        if !post.days().is_some_and(|days| days.overlap(wanted)) {
            continue;
        }
        let what = post.what();
        if what.kind == office.kind && what.person == office.person {
            return Err(Refused::HeldThen { since: what.since });
        }
        if what.kind == PostKind::Head && office.kind == PostKind::Head {
            return Err(Refused::HeadThen { name: name.clone(), since: what.since });
        }
    }
    Ok(())
}

/// Whether a stretch from about `since` to `last` lies in `days`.
fn holds(days: Days, since: PartialDate, last: Option<Date>) -> bool {
    let ends_within = match (days.last, last) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(of), Some(last)) => last <= of,
    };
    days.first <= since.last_day() && ends_within
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::{
        group::model::{Belonging, Facts, GroupId, GroupKind, Held, Member, MembershipId, PostId},
        person::PersonId,
    };

    const TODAY: Date = date(2026, 11, 23);

    fn branch(life: Life) -> Group {
        let facts = Facts {
            kind: GroupKind::Branch,
            name: "第一支部".into(),
            above: None,
            area: None,
            founded_on: "2005-07".parse().ok(),
            term_months: None,
            category: None,
            remark: None,
        };
        Group { id: GroupId(Uuid::nil()), facts, life, version: 1 }
    }

    fn somebody() -> Whose {
        Whose { name: "王晓明".into(), born: "1940-05".parse().ok(), ended_on: "2020-06-30".parse().ok() }
    }

    fn was<Why>(since: &str, until: Date, because: Why) -> Was<Why> {
        Was { since: since.parse().unwrap(), until, because }
    }

    fn belonged(since: &str, until: Option<Date>) -> Membership {
        let nobody = PersonId(Uuid::nil());
        let group = GroupId(Uuid::nil());
        let what =
            Belonging { id: MembershipId(Uuid::nil()), group, person: nobody, since: since.parse().unwrap() };
        match until {
            Some(until) => Membership::Ended { what, until, because: Left::Left, version: 2 },
            None => Membership::Open(Member { what, version: 1 }),
        }
    }

    fn office(person: u128, kind: PostKind, since: &str) -> Office {
        let (id, group) = (PostId(Uuid::nil()), GroupId(Uuid::nil()));
        let person = PersonId(Uuid::from_u128(person));
        Office { id, group, person, kind, since: since.parse().unwrap(), term_ends_on: None }
    }

    fn belongs(was: Was<Left>) -> Result<(), Refused> {
        may_have_belonged(
            &branch(Life::Open),
            &somebody(),
            &[belonged("2012", Some(date(2014, 3, 1)))],
            &was,
            TODAY,
        )
    }

    #[test]
    fn who_can_have_belonged_then() {
        assert_eq!(belongs(was("2008", date(2011, 12, 31), Left::Left)), Ok(()));
        assert_eq!(belongs(was("2014-03-02", date(2020, 6, 30), Left::Died)), Ok(()));
        let refused = |since: &str, until| belongs(was(since, until, Left::Left)).unwrap_err();
        let since = |text: &str| text.parse().unwrap();
        assert_eq!(
            refused("2014-03", date(2015, 1, 1)),
            Refused::BelongedThen {
                name: "王晓明".into(),
                since: since("2012"),
                until: Some(date(2014, 3, 1))
            }
        );
        assert_eq!(
            refused("2005-06", date(2008, 1, 1)),
            Refused::BeforeFounding { founded: since("2005-07") }
        );
        assert_eq!(refused("2009", date(2008, 1, 1)), Refused::EndsBeforeItBegan { since: since("2009") });
        assert_eq!(refused("2009", date(2026, 11, 24)), Refused::NotYet { field: "until" });
        assert_eq!(refused("2026-12", date(2026, 12, 24)), Refused::NotYet { field: "since" });
        assert_eq!(
            refused("2015", date(2020, 7, 1)),
            Refused::EndedBefore { name: "王晓明".into(), on: since("2020-06-30") }
        );
        let closed = branch(Life::Closed { on: date(2018, 1, 31) });
        let late = was("2015", date(2018, 2, 1), Left::Closed);
        let after = may_have_belonged(&closed, &somebody(), &[], &late, TODAY);
        assert_eq!(after, Err(Refused::AfterClosing { closed: date(2018, 1, 31) }));
    }

    #[test]
    fn a_post_was_held_by_a_member_and_the_head_by_one_at_a_time() {
        let members = [belonged("2010", Some(date(2016, 12, 31)))];
        let other = Held { what: office(2, PostKind::Head, "2013"), version: 1 };
        let posts = [(
            Post::Past { what: other.what, until: date(2014, 12, 31), because: Resigned::Term, version: 2 },
            "李桂兰".to_owned(),
        )];
        let held = |kind, since: &str, until| {
            let was = was(since, until, Resigned::Term);
            may_have_held(&branch(Life::Open), &office(1, kind, since), &was, &members, &posts, TODAY)
        };
        assert_eq!(held(PostKind::Head, "2010", date(2012, 12, 31)), Ok(()));
        assert_eq!(held(PostKind::Deputy, "2013", date(2014, 1, 1)), Ok(()));
        assert_eq!(held(PostKind::Treasurer, "2010", date(2012, 12, 31)), Err(Refused::NoSuchPost));
        assert_eq!(held(PostKind::Deputy, "2010", date(2017, 1, 1)), Err(Refused::WasNoMember));
        assert_eq!(
            held(PostKind::Head, "2012", date(2013, 1, 1)),
            Err(Refused::HeadThen { name: "李桂兰".into(), since: "2013".parse().unwrap() })
        );
    }

    #[test]
    fn a_membership_is_not_taken_from_under_a_post() {
        let before = belonged("2010", Some(date(2016, 12, 31)));
        let what = office(1, PostKind::Deputy, "2012");
        let post = Post::Past { what, until: date(2014, 1, 1), because: Resigned::Term, version: 2 };
        let put = |since: &str, until, because| {
            let what = Belonging { since: since.parse().unwrap(), ..before.what().clone() };
            covers(&before, &Membership::Ended { what, until, because, version: 3 }, &[], &[&post])
        };
        assert_eq!(put("2011", date(2014, 1, 1), Left::Left), Ok(()));
        let outside = Err(Refused::HeldOutside { since: "2012".parse().unwrap() });
        assert_eq!(put("2011", date(2013, 12, 31), Left::Left), outside);
        assert_eq!(put("2013", date(2016, 1, 1), Left::Left), outside);
        assert_eq!(put("2010", date(2016, 12, 31), Left::Mistake), outside);
    }

    #[test]
    fn who_can_belong_or_hold_a_post_since_then() {
        let group = branch(Life::Open);
        let earlier = [belonged("2012", Some(date(2014, 3, 1)))];
        let whose = Whose { ended_on: None, ..somebody() };
        let since = |text: &str| may_belong_since(&group, &whose, &earlier, text.parse().unwrap(), TODAY);
        assert_eq!(since("2014-03-02"), Ok(()));
        assert!(matches!(since("2014-03"), Err(Refused::BelongedThen { .. })));
        assert!(matches!(since("2008"), Err(Refused::BelongedThen { .. })));
        assert_eq!(since("2026-11-24"), Err(Refused::NotYet { field: "since" }));
        assert!(matches!(since("2005-06"), Err(Refused::BeforeFounding { .. })));
        let (members, ended) = ([belonged("2015", None)], Resigned::Term);
        let head = Post::Past {
            what: office(2, PostKind::Head, "2013"),
            until: date(2016, 12, 31),
            because: ended,
            version: 2,
        };
        let posts = [(head, "李桂兰".to_owned())];
        let hold = |since: &str, term_ends_on| {
            let office = Office { term_ends_on, ..office(1, PostKind::Head, since) };
            may_hold_since(&group, &office, &members, &posts, TODAY)
        };
        assert_eq!(hold("2017", Some(date(2026, 1, 1))), Ok(()));
        assert_eq!(hold("2014-12-31", None), Err(Refused::WasNoMember));
        assert!(matches!(hold("2016-12", None), Err(Refused::HeadThen { .. })));
        assert_eq!(hold("2019-02", Some(date(2019, 1, 1))), Err(Refused::TermEndsFirst));
    }

    proptest! {
        #[test]
        fn nobody_belongs_twice_on_a_day(
            stretches in prop::collection::vec((0i32..4_000, 0i32..900), 1..12),
        ) {
            let (start, mut kept) = (date(2008, 1, 1), Vec::<Membership>::new());
            let whose = Whose { ended_on: None, ..somebody() };
            for (from, length) in stretches {
                let day = |n: i32| start.saturating_add(jiff::Span::new().days(n));
                let (first, until) = (day(from), day(from + length));
                let was = Was { since: first.into(), until, because: Left::Left };
                if may_have_belonged(&branch(Life::Open), &whose, &kept, &was, TODAY).is_ok() {
                    kept.push(belonged(&first.to_string(), Some(until)));
                }
            }
            for (at, one) in kept.iter().enumerate() {
                for other in &kept[at + 1..] {
                    prop_assert!(!one.days().unwrap().overlap(other.days().unwrap()));
                }
            }
        }
    }
}
