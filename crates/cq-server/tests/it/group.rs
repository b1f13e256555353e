//! Groups: founded, joined, left, headed, closed; who belonged on a day; two clerks at once.

use axum::http::StatusCode;
use cq_calendar::PartialDate;
use cq_platform::{Error, actor::Act, policy::Role};
use cq_registry::{
    group::{
        GroupId, GroupKind, MembershipId,
        actions::{self, Ending, Giving},
        model::{Facts, Left, PostKind, Resigned},
        store,
    },
    person::PersonId,
};
use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::{
    person::{known, register},
    world::{Answer, Browser, World, on_each_engine},
};

const TODAY: Date = date(2026, 11, 23);

pub fn facts(kind: GroupKind, name: &str) -> Facts {
    Facts {
        kind,
        name: name.into(),
        above: None,
        area: None,
        founded_on: None,
        term_months: None,
        category: None,
        remark: None,
    }
}

pub async fn found(world: &World, facts: Facts) -> GroupId {
    let act = world.hand(Role::Clerk);
    world.app.db.write(move |tx| actions::create(tx, &act, &facts)).await.unwrap()
}

pub async fn join(world: &World, group: GroupId, person: PersonId, since: &str) -> Result<(), Error> {
    let (act, since): (_, PartialDate) = (world.hand(Role::Clerk), since.parse().unwrap());
    world.app.db.write(move |tx| actions::add(tx, &act, group, &[person], since)).await.map(drop)
}

/// The open membership of a person in a group.
pub async fn membership(world: &World, group: GroupId, person: PersonId) -> Option<(MembershipId, i64)> {
    let bureau = world.bureau.id;
    let open =
        world.app.db.read(move |conn| store::member::list_open_of_group(conn, &bureau, group)).await.unwrap();
    open.iter().find(|member| member.what.person == person).map(|member| (member.what.id, member.version))
}

async fn leave(
    world: &World,
    group: GroupId,
    person: PersonId,
    until: Date,
    because: Left,
) -> Result<(), Error> {
    let (id, version) = membership(world, group, person).await.ok_or(Error::NotFound)?;
    let act = world.hand(Role::Clerk);
    let ending = Ending { version, until, because };
    world.app.db.write(move |tx| actions::end_member(tx, &act, group, id, ending)).await
}

async fn give(
    world: &World,
    group: GroupId,
    person: PersonId,
    kind: PostKind,
    since: &str,
    replaces: bool,
) -> Result<(), Error> {
    let giving = Giving { person, kind, since: since.parse().unwrap(), term_ends_on: None, replaces };
    let act = world.hand(Role::Clerk);
    world.app.db.write(move |tx| actions::give(tx, &act, group, giving)).await.map(drop)
}

async fn members_on(world: &World, group: GroupId, day: Date) -> Vec<PersonId> {
    let bureau = world.bureau.id;
    let list = move |conn: &cq_platform::db::Conn<'_>| {
        store::member::list_on(conn, &cq_platform::policy::Scope::BUREAU, &bureau, group, day)
    };
    let mut people: Vec<_> = world.app.db.read(list).await.unwrap().iter().map(|one| one.person).collect();
    people.sort();
    people
}

/// What stands at which field.
fn wrong(result: Result<(), Error>) -> Vec<(String, &'static str)> {
    match result {
        Err(Error::Invalid(errors)) => errors.into_iter().map(|(field, text)| (field, text.key)).collect(),
        other => panic!("{other:?}"),
    }
}

fn at(field: &str, key: &'static str) -> Vec<(String, &'static str)> {
    vec![(field.to_owned(), key)]
}

async fn post(browser: &mut Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Answer {
    browser.get("/groups").await;
    browser.post(path, fields).await
}

#[test]
fn a_clerk_founds_a_branch_below_the_committee_fills_it_and_gives_it_a_secretary() {
    on_each_engine(async |world| {
        let wang = register(&world, &known("王晓明")).await.to_string();
        let li = register(&world, &known("李桂兰")).await.to_string();
        let mut clerk = world.signed_in(Role::Clerk).await;
        let made = post(&mut clerk, "/groups", &[("kind", "committee"), ("name", "离退休干部党工委")]).await;
        let committee = made.to.unwrap().split(['/', '?']).nth(2).unwrap().to_owned();
        let fields = [
            ("kind", "branch"),
            ("name", "书画支部"),
            ("parent", committee.as_str()),
            ("founded_on", "2019年3月"),
            ("term_months", "36"),
        ];
        let made = post(&mut clerk, "/groups", &fields).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        let branch = made.to.unwrap().split('?').next().unwrap().to_owned();
        let page = clerk.get(&format!("{branch}/members/new")).await.text();
        assert!(page.contains("value=\"2026-11-23\""), "the day is filled in");

        // Without JavaScript: search, tick, search again, add both at once.
        let path = format!("{branch}/members");
        let first = clerk.post(&path, &[("q", "王晓"), ("step", "find"), ("since", "2020-05")]).await.text();
        assert!(first.contains(&format!("value=\"{wang}\"")), "{first}");
        let second = clerk
            .post(&path, &[("q", "liguilan"), ("step", "find"), ("since", "2020-05"), ("person", &wang)])
            .await
            .text();
        assert!(
            second.contains(&format!("value=\"{wang}\" checked"))
                && second.contains(&format!("value=\"{li}\""))
        );
        let added = clerk
            .post(&path, &[("since", "2020-05"), ("person", &wang), ("person", &li), ("step", "")])
            .await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
        let given =
            [("kind", "head"), ("person", wang.as_str()), ("since", "2023-12-01"), ("term_ends_on", "")];
        let given = clerk.post(&format!("{branch}/posts"), &given).await;
        assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text());

        let page = clerk.get(&branch).await.text();
        for said in
            ["王晓明", "李桂兰", "书记", "2020年5月", "2026年11月30日", "还有 7 天换届", "离退休干部党工委"]
        {
            assert!(page.contains(said), "{said}\n{page}");
        }
        let index = clerk.get("/groups").await.text();
        assert!(index.contains("还有 7 天换届") && index.contains("2 人在里面"), "{index}");
        world.at("2026-12-10T01:30:00Z");
        let mut clerk = world.signed_in_as(Role::Clerk, "clerk-in-december", None).await;
        let late = clerk.get(&branch).await.text();
        assert!(late.contains("tag--overdue\">换届逾期 10 天"), "{late}");
        let person = clerk.get(&format!("/people/{wang}")).await.text();
        assert!(
            person.contains("所在组织") && person.contains("书画支部") && person.contains("书记"),
            "{person}"
        );
        let sheet = clerk.get(&format!("{branch}/sheet?for=sign-in")).await.text();
        assert!(sheet.contains("签名") && sheet.contains("王晓明"));
    });
}

#[test]
fn who_may_not_join_is_told_why_and_nobody_else_is_added_by_halves() {
    on_each_engine(async |world| {
        let wang = register(&world, &known("王晓明")).await;
        let dead = register(&world, &known("李桂兰")).await;
        let bureau = world.bureau.id;
        let sql = "UPDATE person SET ended_on = '2026-01-02', ended_because = 'died' WHERE bureau_id = $1 AND id = $2";
        world.app.db.write(move |tx| tx.execute_one(sql, &[&bureau, &dead])).await.unwrap();
        let founded = Facts { founded_on: "2010".parse().ok(), ..facts(GroupKind::Club, "合唱团") };
        let club = found(&world, founded).await;
        let act = world.hand(Role::Clerk);
        let both = world
            .app
            .db
            .write(move |tx| actions::add(tx, &act, club, &[wang, dead], "2020".parse().unwrap()));
        assert_eq!(wrong(both.await.map(drop)), at("person", "group-person-ended"));
        assert_eq!(membership(&world, club, wang).await, None, "all or nothing");
        assert_eq!(wrong(join(&world, club, wang, "2026-11-24").await), at("since", "group-day-to-come"));
        assert_eq!(wrong(join(&world, club, wang, "2009").await), at("since", "group-before-founding"));
        join(&world, club, wang, "2020-03").await.unwrap();
        assert_eq!(
            wrong(join(&world, club, wang, "2021-01-01").await),
            at("person", "group-belongs-already")
        );
        leave(&world, club, wang, date(2022, 6, 30), Left::Left).await.unwrap();
        assert_eq!(
            wrong(join(&world, club, wang, "2022-06-30").await),
            at("person", "group-belongs-already")
        );
        assert_eq!(
            wrong(join(&world, club, wang, "2019-01-01").await),
            at("person", "group-belongs-already")
        );
        join(&world, club, wang, "2022-07-01").await.unwrap();
        let absent = PersonId(uuid::Uuid::from_u128(7));
        assert_eq!(wrong(join(&world, club, absent, "2020").await), at("person", "group-choose-somebody"));
    });
}

#[test]
fn two_clerks_who_add_the_same_person_are_told_apart_by_one_sentence() {
    on_each_engine(async |world| {
        let wang = register(&world, &known("王晓明")).await.to_string();
        let club = found(&world, facts(GroupKind::Club, "合唱团")).await;
        let mut one = world.signed_in_as(Role::Clerk, "clerk-one", None).await;
        let mut other = world.signed_in_as(Role::Clerk, "clerk-two", None).await;
        let path = format!("/groups/{club}/members");
        let fields = [("person", wang.as_str()), ("since", "2026-01-05")];
        let (first, second) = tokio::join!(one.post(&path, &fields), other.post(&path, &fields));
        let mut both = [first, second];
        both.sort_by_key(|answer| answer.status);
        assert_eq!(both[0].status, StatusCode::SEE_OTHER);
        assert_eq!(both[1].status, StatusCode::UNPROCESSABLE_ENTITY, "{}", both[1].text());
        let page = both[1].text();
        assert!(page.contains("王晓明这段时间已经在里面"), "{page}");
        let bureau = world.bureau.id;
        let sql = "SELECT COUNT(*) FROM membership WHERE bureau_id = $1";
        let (count,) = world.app.db.read(move |conn| conn.one::<(i64,)>(sql, &[&bureau])).await.unwrap();
        assert_eq!(count, 1);
    });
}

#[test]
fn two_who_end_one_membership_or_save_one_group_do_not_overwrite_each_other() {
    on_each_engine(async |world| {
        let wang = register(&world, &known("王晓明")).await;
        let club = found(&world, facts(GroupKind::Club, "合唱团")).await;
        join(&world, club, wang, "2020").await.unwrap();
        let (id, version) = membership(&world, club, wang).await.unwrap();
        let end = |until, because| {
            let act = world.hand(Role::Clerk);
            let ending = Ending { version, until, because };
            world.app.db.write(move |tx| actions::end_member(tx, &act, club, id, ending))
        };
        let (one, other) =
            tokio::join!(end(date(2026, 1, 1), Left::Left), end(date(2026, 2, 2), Left::Moved));
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        assert!(matches!(one.and(other), Err(Error::Conflict)));
        let rename = |name: &str| {
            let (act, facts) = (world.hand(Role::Clerk), facts(GroupKind::Club, name));
            world.app.db.write(move |tx| actions::change(tx, &act, club, 1, facts))
        };
        let (one, other) = tokio::join!(rename("老年合唱团"), rename("夕阳红合唱团"));
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        assert!(matches!(one.and(other), Err(Error::Conflict)));
    });
}

#[test]
fn one_head_at_a_time_and_a_new_one_may_take_over() {
    on_each_engine(async |world| {
        let (wang, li) = (register(&world, &known("王晓明")).await, register(&world, &known("李桂兰")).await);
        let stranger = register(&world, &known("赵前程")).await;
        let branch = found(&world, facts(GroupKind::Branch, "第一支部")).await;
        join(&world, branch, wang, "2020-01-01").await.unwrap();
        join(&world, branch, li, "2021-01-01").await.unwrap();
        let head = PostKind::Head;
        assert_eq!(
            wrong(give(&world, branch, stranger, head, "2021-01-01", false).await),
            at("person", "group-not-a-member")
        );
        assert_eq!(
            wrong(give(&world, branch, wang, PostKind::Treasurer, "2021-01-01", false).await),
            at("kind", "group-no-such-post")
        );
        give(&world, branch, wang, head, "2020-02-01", false).await.unwrap();
        assert_eq!(
            wrong(give(&world, branch, wang, head, "2021-02-01", false).await),
            at("kind", "group-holds-already")
        );
        assert_eq!(
            wrong(give(&world, branch, li, head, "2023-01-01", false).await),
            at("kind", "group-has-head")
        );
        give(&world, branch, li, head, "2023-01-01", true).await.unwrap();
        let bureau = world.bureau.id;
        let posts =
            world.app.db.read(move |conn| store::post::list_of_group(conn, &bureau, branch)).await.unwrap();
        let days: Vec<_> =
            posts.iter().map(|(post, name)| (name.as_str(), post.days().unwrap().last)).collect();
        assert_eq!(days, [("王晓明", Some(date(2022, 12, 31))), ("李桂兰", None)]);

        // Two who make somebody else the head at once.
        let (li_id, li_version) = posts
            .iter()
            .find_map(|(post, _)| match post {
                cq_registry::group::model::Post::Held(held) => Some((held.what.id, held.version)),
                _ => None,
            })
            .unwrap();
        let act = world.hand(Role::Clerk);
        let ending = Ending { version: li_version, until: date(2024, 5, 1), because: Resigned::Left };
        world.app.db.write(move |tx| actions::end_post(tx, &act, branch, li_id, ending)).await.unwrap();
        let (one, other) = tokio::join!(
            give(&world, branch, wang, head, "2024-05-02", false),
            give(&world, branch, li, head, "2024-05-02", false)
        );
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        assert_eq!(wrong(one.and(other)), at("kind", "group-has-head"));
    });
}

#[test]
fn who_leaves_gives_up_the_posts_and_may_come_back() {
    on_each_engine(async |world| {
        let wang = register(&world, &known("王晓明")).await;
        let club = found(&world, facts(GroupKind::Club, "合唱团")).await;
        join(&world, club, wang, "2020").await.unwrap();
        give(&world, club, wang, PostKind::Head, "2024-01-01", false).await.unwrap();
        let early = leave(&world, club, wang, date(2023, 12, 31), Left::Left).await;
        assert_eq!(wrong(early), at("until", "group-ends-before-it-began"));
        assert_eq!(
            wrong(leave(&world, club, wang, date(2026, 11, 24), Left::Left).await),
            at("until", "group-day-to-come")
        );
        let (id, version) = membership(&world, club, wang).await.unwrap();
        leave(&world, club, wang, date(2026, 6, 30), Left::Moved).await.unwrap();
        let bureau = world.bureau.id;
        let held = world
            .app
            .db
            .read(move |conn| store::post::list_open_of_person(conn, &bureau, wang))
            .await
            .unwrap();
        assert!(held.is_empty());
        let reopen = |version| {
            let act = world.hand(Role::Clerk);
            world.app.db.write(move |tx| actions::reopen_member(tx, &act, club, id, version))
        };
        assert!(matches!(reopen(version).await, Err(Error::Conflict)), "that was before the end");
        reopen(version + 1).await.unwrap();
        assert_eq!(members_on(&world, club, TODAY).await, [wang]);
        leave(&world, club, wang, TODAY, Left::Mistake).await.unwrap();
        assert!(members_on(&world, club, date(2024, 1, 1)).await.is_empty(), "a mistake never was");
    });
}

#[test]
fn closing_a_group_is_shown_first_and_ends_what_is_open() {
    on_each_engine(async |world| {
        let wang = register(&world, &known("王晓明")).await;
        let li = register(&world, &known("李桂兰")).await;
        let branch = found(&world, facts(GroupKind::Branch, "第一支部")).await;
        let below =
            found(&world, Facts { above: Some(branch), ..facts(GroupKind::PartyGroup, "一组") }).await;
        join(&world, branch, wang, "2020-01-01").await.unwrap();
        give(&world, branch, wang, PostKind::Head, "2020-02-01", false).await.unwrap();
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = clerk.get(&format!("/groups/{branch}/close")).await.text();
        assert!(
            page.contains("一组") && !page.contains("name=\"seen\""),
            "what is below comes first\n{page}"
        );
        let seen = |page: &str| {
            page.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
        };
        let page = clerk.get(&format!("/groups/{below}/close")).await.text();
        let closed = clerk
            .post(&format!("/groups/{below}/close"), &[("until", "2026-11-01"), ("seen", &seen(&page))])
            .await;
        assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text());

        let path = format!("/groups/{branch}/close");
        let looked_at = seen(&clerk.get(&path).await.text());
        join(&world, branch, li, "2024-01-01").await.unwrap();
        let overtaken = clerk.post(&path, &[("until", "2026-11-20"), ("seen", &looked_at)]).await;
        assert_eq!(overtaken.status, StatusCode::CONFLICT);
        let now = overtaken.text();
        assert!(now.contains("李桂兰") && now.contains("书记 王晓明"), "{now}");
        let early = clerk.post(&path, &[("until", "2023-12-31"), ("seen", &seen(&now))]).await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "somebody joined later");
        let closed = clerk.post(&path, &[("until", "2026-11-20"), ("seen", &seen(&now))]).await;
        assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text());
        assert_eq!(members_on(&world, branch, date(2026, 11, 20)).await.len(), 2);
        assert!(members_on(&world, branch, date(2026, 11, 21)).await.is_empty());
        assert_eq!(wrong(join(&world, branch, li, "2026-11-22").await), at("person", "group-is-closed"));
        let page = clerk.get(&format!("/groups/{branch}")).await.text();
        assert!(page.contains("2026年11月20日撤销") && !page.contains("/members/new"), "{page}");
        assert!(clerk.get("/groups?kind=branch&shown=closed").await.text().contains("第一支部"));
        found(&world, facts(GroupKind::Branch, "第一支部")).await;
    });
}

#[test]
fn names_kinds_and_places_in_the_tree_are_held_to() {
    on_each_engine(async |world| {
        let branch = found(&world, facts(GroupKind::Branch, "第一支部")).await;
        let club = found(&world, facts(GroupKind::Club, "第一支部")).await;
        let make = |facts: Facts| {
            let act = world.hand(Role::Clerk);
            async { world.app.db.write(move |tx| actions::create(tx, &act, &facts)).await.map(drop) }
        };
        assert_eq!(wrong(make(facts(GroupKind::Branch, "第一支部")).await), at("name", "group-name-taken"));
        let under = |kind, above| Facts { above: Some(above), ..facts(kind, "某组") };
        assert_eq!(wrong(make(under(GroupKind::PartyGroup, club)).await), at("parent", "group-wrong-above"));
        assert_eq!(wrong(make(under(GroupKind::Club, branch)).await), at("parent", "group-wrong-above"));
        make(under(GroupKind::PartyGroup, branch)).await.unwrap();
        let mut leader = world.signed_in(Role::Leader).await;
        let page = leader.get(&format!("/groups/{branch}")).await.text();
        assert!(page.contains("某组") && !page.contains("/members/new") && !page.contains("/close"));
    });
}

#[test]
fn a_unit_lists_whoever_came_from_it_or_is_paid_by_it() {
    on_each_engine(async |world| {
        let unit =
            |name: &str| cq_registry::person::Facts { unit: Some("县教育局".into()), ..known(name) };
        register(&world, &unit("王晓明")).await;
        register(&world, &unit("李桂兰")).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let index = clerk.get("/units").await.text();
        let id =
            index.split("row-link\" href=\"/units/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert!(index.contains("县教育局") && index.contains("性质还不知道"));
        let page = clerk.get(&format!("/units/{id}")).await.text();
        assert!(page.contains("王晓明") && page.contains("李桂兰"));
        clerk.get(&format!("/units/{id}/edit")).await;
        let save = [("version", "1"), ("name", "县教育和体育局"), ("kind", "organ")];
        assert_eq!(clerk.post(&format!("/units/{id}"), &save).await.status, StatusCode::SEE_OTHER);
        let again = clerk.post(&format!("/units/{id}"), &save).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "somebody was first");
        let organs = clerk.get("/units?kind=organ").await.text();
        assert!(
            organs.contains("县教育和体育局") && !clerk.get("/units?kind=none").await.text().contains(&id)
        );
    });
}

/// What a clerk may try, in any order.
#[derive(Debug, Clone)]
enum Step {
    Join { who: usize, day: i16 },
    Leave { who: usize, day: i16, because: Left },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (0..3_usize, 0..40_i16).prop_map(|(who, day)| Step::Join { who, day }),
        2 => (0..3_usize, 0..40_i16, prop_oneof![4 => Just(Left::Left), 1 => Just(Left::Mistake)])
            .prop_map(|(who, day, because)| Step::Leave { who, day, because }),
    ];
    prop::collection::vec(step, 1..30)
}

fn day(n: i16) -> Date {
    date(2026, 10, 10).checked_add(jiff::Span::new().days(n)).unwrap()
}

/// Stretches kept in the most naive way: first and last day, none while it lasts.
type Stretches = Vec<Vec<(Date, Option<Date>)>>;

#[test]
fn from_any_history_the_members_of_a_day_are_those_whose_stretch_holds_it() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let world = runtime.block_on(World::on_sqlite());
    let people: Vec<PersonId> = runtime.block_on(async {
        [
            register(&world, &known("王晓明")).await,
            register(&world, &known("李桂兰")).await,
            register(&world, &known("赵前程")).await,
        ]
        .into()
    });
    let number = std::cell::Cell::new(0);
    proptest!(ProptestConfig::with_cases(40), |(steps in steps())| {
        number.set(number.get() + 1);
        runtime.block_on(async {
            let group = found(&world, facts(GroupKind::Club, &format!("第{}社", number.get()))).await;
            let mut naive: Stretches = vec![Vec::new(); people.len()];
            for step in &steps {
                follow(&world, group, &people, &mut naive, step).await;
            }
            for n in -1..46 {
                let mut expected: Vec<PersonId> = naive.iter().enumerate()
                    .filter(|(_, own)| own.iter().any(|(first, last)| *first <= day(n) && last.is_none_or(|last| day(n) <= last)))
                    .map(|(who, _)| people[who])
                    .collect();
                expected.sort();
                assert_eq!(members_on(&world, group, day(n)).await, expected, "{} {steps:?}", day(n));
            }
        });
    });
}

/// Takes the step in the program and on paper; both must agree whether it can be taken.
async fn follow(world: &World, group: GroupId, people: &[PersonId], naive: &mut Stretches, step: &Step) {
    match step {
        Step::Join { who, day: n } => {
            let first = day(*n);
            let own = &mut naive[*who];
            let is_free = first <= TODAY && own.iter().all(|(_, last)| last.is_some_and(|last| last < first));
            let joined = join(world, group, people[*who], &first.to_string()).await;
            assert_eq!(joined.is_ok(), is_free, "{step:?} {joined:?}");
            if is_free {
                own.push((first, None));
            }
        }
        Step::Leave { who, day: n, because } => {
            let last = day(*n);
            let open = naive[*who].iter().position(|(_, last)| last.is_none());
            let left = leave(world, group, people[*who], last, *because).await;
            let Some(at) = open else { return assert!(left.is_err(), "{step:?}") };
            let first = naive[*who][at].0;
            let can = *because == Left::Mistake || (first <= last && last <= TODAY);
            assert_eq!(left.is_ok(), can, "{step:?} {left:?}");
            match (can, because) {
                (true, Left::Mistake) => drop(naive[*who].remove(at)),
                (true, _) => naive[*who][at].1 = Some(last),
                _ => {}
            }
        }
    }
}

/// A branch with a member who holds a post: for the matrix of routes.
pub async fn sample(world: &World, act: &Act, person: PersonId) -> [String; 3] {
    let branch = found(world, facts(GroupKind::Branch, "样例支部")).await;
    join(world, branch, person, "2020").await.unwrap();
    give(world, branch, person, PostKind::Head, "2021", false).await.unwrap();
    let (member, _) = membership(world, branch, person).await.unwrap();
    let bureau = *act.bureau();
    let posts =
        world.app.db.read(move |conn| store::post::list_of_group(conn, &bureau, branch)).await.unwrap();
    [branch.to_string(), member.to_string(), posts[0].0.what().id.to_string()]
}

/// A unit: for the matrix of routes.
pub async fn sample_unit(world: &World) -> String {
    let act = world.hand(Role::Clerk);
    let made = world.app.db.write(move |tx| cq_registry::unit::find_or_insert(tx, &act, "县教育局"));
    made.await.unwrap().id.to_string()
}

#[test]
fn a_group_closed_by_mistake_opens_again_with_all_that_ended_with_it_and_nothing_else() {
    on_each_engine(async |world| {
        let wang = register(&world, &known("王晓明")).await;
        let li = register(&world, &known("李桂兰")).await;
        let zhao = register(&world, &known("赵大海")).await;
        let branch = found(&world, facts(GroupKind::Branch, "第一支部")).await;
        for person in [wang, li, zhao] {
            join(&world, branch, person, "2020-01-01").await.unwrap();
        }
        give(&world, branch, wang, PostKind::Head, "2020-02-01", false).await.unwrap();
        leave(&world, branch, zhao, date(2026, 11, 20), Left::Left).await.unwrap();
        let act = world.hand(Role::Clerk);
        let close = move |tx: &cq_platform::db::Tx<'_>| {
            let seen = actions::closing(tx, &act, branch)?.seen;
            actions::close(tx, &act, branch, date(2026, 11, 20), &seen)
        };
        world.app.db.write(close).await.unwrap();
        assert!(members_on(&world, branch, TODAY).await.is_empty());

        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = clerk.get(&format!("/groups/{branch}")).await.text();
        let version =
            page.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let path = format!("/groups/{branch}/reopen");
        assert_eq!(clerk.post(&path, &[("version", "7")]).await.status, StatusCode::CONFLICT);
        let opened = clerk.post(&path, &[("version", &version)]).await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text());
        let mut now = members_on(&world, branch, TODAY).await;
        now.sort();
        let mut both = vec![wang, li];
        both.sort();
        assert_eq!(now, both, "who left by himself on that day stays away");
        let bureau = world.bureau.id;
        let held = world.app.db.read(move |conn| store::post::list_open_of_person(conn, &bureau, wang)).await;
        assert_eq!(held.unwrap().len(), 1, "the head is head again");
        assert_eq!(clerk.post(&path, &[("version", &version)]).await.status, StatusCode::CONFLICT);
    });
}
