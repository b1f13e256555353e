//! Family and contacts: entered once, read both ways, and what cannot be is refused in words.

use axum::http::StatusCode;
use cq_platform::{Error, policy::Role};
use cq_registry::{
    person::{Category, Facts, PersonId},
    relation::{self, Because, Kind, New, Other, RelationId, model::Relation, store},
};

use crate::{
    person::{known, register},
    world::{Browser, World, on_each_engine},
};

fn to(other: PersonId, kind: Kind) -> New {
    New { other: Other::Known(other), kind, is_contact: false, is_proxy: false, since: None, remark: None }
}

async fn add(world: &World, person: PersonId, new: New) -> cq_platform::Result<RelationId> {
    relation::add(&world.app, &world.hand(Role::Clerk), person, new).await
}

/// The key of the sentence with which it is refused.
async fn refused(world: &World, person: PersonId, new: New) -> &'static str {
    match add(world, person, new).await {
        Err(Error::Invalid(errors)) => errors[0].1.key,
        other => panic!("{other:?}"),
    }
}

async fn find(world: &World, id: RelationId, person: PersonId) -> Option<Relation> {
    let bureau = world.bureau.id;
    world.app.db.read(move |conn| store::find(conn, &bureau, id, person)).await.unwrap()
}

fn born(name: &str, born: &str) -> Facts {
    Facts { born: born.parse().ok(), ..known(name) }
}

/// What a person's page says.
async fn page(browser: &mut Browser<'_>, person: PersonId) -> String {
    browser.get(&format!("/people/{person}")).await.text()
}

#[test]
fn a_marriage_is_entered_once_and_read_both_ways() {
    on_each_engine(async |world| {
        let husband = register(&world, &born("王晓明", "1940-02")).await;
        let wife = register(&world, &born("李桂兰", "1942")).await;
        let other = register(&world, &known("张秀英")).await;
        let marriage = add(&world, husband, to(wife, Kind::Spouse)).await.unwrap();
        for (person, spouse) in [(husband, wife), (wife, husband)] {
            assert_eq!(refused(&world, person, to(spouse, Kind::Spouse)).await, "relation-already");
            assert_eq!(refused(&world, person, to(spouse, Kind::Sibling)).await, "relation-already");
            assert_eq!(refused(&world, other, to(person, Kind::Spouse)).await, "relation-second-spouse");
            assert_eq!(refused(&world, person, to(other, Kind::Spouse)).await, "relation-second-spouse");
        }
        assert!(add(&world, wife, to(husband, Kind::Carer)).await.is_ok(), "a spouse may be the carer too");
        let mut clerk = world.signed_in(Role::Clerk).await;
        assert!(
            page(&mut clerk, husband).await.contains("李桂兰")
                && page(&mut clerk, wife).await.contains("王晓明")
        );

        let held = find(&world, marriage, wife).await.unwrap();
        let act = world.hand(Role::Clerk);
        relation::end(&world.app, &act, held.clone(), "2020-05".parse().unwrap(), Because::Divorced)
            .await
            .unwrap();
        let again =
            relation::end(&world.app, &act, held, "2020-05".parse().unwrap(), Because::Divorced).await;
        assert!(matches!(again, Err(Error::Conflict)));
        assert!(add(&world, wife, to(other, Kind::Spouse)).await.is_ok());
        assert!(page(&mut clerk, husband).await.contains("以前的 1 条"));
    });
}

#[test]
fn nobody_is_their_own_relative_or_their_own_grandfather() {
    on_each_engine(async |world| {
        let grandfather = register(&world, &born("王德山", "1915")).await;
        let father = register(&world, &born("王晓明", "1940")).await;
        let son = register(&world, &born("王建", "1965")).await;
        assert_eq!(refused(&world, father, to(father, Kind::Sibling)).await, "relation-oneself");
        add(&world, grandfather, to(father, Kind::Child)).await.unwrap();
        add(&world, son, to(father, Kind::Parent)).await.unwrap();
        assert_eq!(refused(&world, father, to(grandfather, Kind::Child)).await, "relation-already");
        assert_eq!(refused(&world, son, to(grandfather, Kind::Child)).await, "relation-circle");
        assert_eq!(refused(&world, grandfather, to(son, Kind::Parent)).await, "relation-circle");
        let young = register(&world, &born("李小红", "1990")).await;
        assert_eq!(refused(&world, son, to(young, Kind::Parent)).await, "relation-parent-younger");
        assert_eq!(refused(&world, young, to(son, Kind::Child)).await, "relation-parent-younger");
        let nobody = PersonId(uuid::Uuid::from_u128(9));
        let refused = add(&world, son, to(nobody, Kind::Kin)).await;
        assert!(matches!(refused, Err(Error::Invalid(at)) if at.iter().all(|(field, _)| field == "other")));
    });
}

#[test]
fn two_clerks_marry_the_same_man_at_once_and_one_is_told() {
    on_each_engine(async |world| {
        let man = register(&world, &known("王晓明")).await;
        let (one, two) = (register(&world, &known("李桂兰")).await, register(&world, &known("张秀英")).await);
        let (first, second) =
            tokio::join!(add(&world, man, to(one, Kind::Spouse)), add(&world, two, to(man, Kind::Spouse)));
        assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
        let lost = first.err().or(second.err()).unwrap();
        assert!(
            matches!(&lost, Error::Invalid(errors) if errors[0].1.key == "relation-second-spouse"),
            "{lost:?}"
        );
    });
}

#[test]
fn a_daughter_is_entered_with_her_phone_and_a_wrong_form_enters_nobody() {
    on_each_engine(async |world| {
        let elder = register(&world, &known("王晓明")).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let path = format!("/people/{elder}/relations");
        assert_eq!(clerk.get(&format!("{path}/new?q=王")).await.status, StatusCode::OK);
        let wrong = [("name", "王小丽"), ("phone", "12"), ("kind", "child"), ("ties", "contact")];
        let answer = clerk.post(&path, &wrong).await;
        assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.text().contains("7 到 12 位"));
        assert!(clerk.post(&path, &[("kind", "child")]).await.text().contains("选一位在册的人"));
        let hidden = clerk.post(&path, &[("name", "王\u{202e}丽"), ("kind", "child")]).await.text();
        assert!(hidden.contains("看不见的控制字符"));
        let right = [
            ("name", "王小丽"),
            ("phone", "138 0000 1234"),
            ("kind", "child"),
            ("ties", "contact"),
            ("ties", "proxy"),
        ];
        assert_eq!(clerk.post(&path, &right).await.status, StatusCode::SEE_OTHER);
        let shown = page(&mut clerk, elder).await;
        assert!(
            shown.contains("王小丽")
                && shown.contains("13800001234")
                && shown.contains("紧急联系人")
                && shown.contains("家属代办人")
        );

        let list = clerk.get("/people").await.text();
        assert!(list.contains("在册 1 人") && !list.contains("王小丽"), "known, not served");
        let bureau = world.bureau.id;
        let sql = "SELECT COUNT(*) FROM person WHERE bureau_id = $1";
        let (people,): (i64,) = world.app.db.read(move |conn| conn.one(sql, &[&bureau])).await.unwrap();
        assert_eq!(people, 2, "the wrong forms left nobody behind");

        let id = world.app.db.read(move |conn| store::of_person(conn, &bureau, elder)).await.unwrap()[0].id;
        let end = format!("{path}/{id}/end");
        let early = clerk.post(&end, &[("version", "1"), ("because", "divorced")]).await;
        assert!(early.text().contains("只有夫妻"));
        assert_eq!(
            clerk.post(&end, &[("version", "7"), ("because", "died")]).await.status,
            StatusCode::CONFLICT
        );
        let ended = clerk.post(&end, &[("version", "1"), ("because", "died"), ("until", "2026-10")]).await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER);
        assert!(page(&mut clerk, elder).await.contains("以前的 1 条"));
        let daughter =
            world.app.db.read(move |conn| store::of_person(conn, &bureau, elder)).await.unwrap()[0].other;
        assert!(page(&mut clerk, daughter).await.contains("2026年10月去世"));
        assert_eq!(refused(&world, elder, to(daughter, Kind::Child)).await, "relation-already");
        assert!(Category::ALL.contains(&Category::Relative));
    });
}

#[test]
fn a_relative_who_has_a_namesake_on_record_is_asked_about_once() {
    on_each_engine(async |world| {
        let elder = register(&world, &known("王晓明")).await;
        let namesake = register(&world, &known("李桂兰")).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let path = format!("/people/{elder}/relations");
        let entered = [("name", "李桂兰"), ("kind", "spouse")];
        let asked = clerk.post(&path, &entered).await;
        let page = asked.text();
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains(&namesake.to_string()) && page.contains("台账里已有叫“李桂兰”的人"), "{page}");
        // Still somebody new: the same once more, as the page sends it.
        let another = [("name", "李桂兰"), ("kind", "spouse"), ("asked", "李桂兰"), ("other", "")];
        assert_eq!(clerk.post(&path, &another).await.status, StatusCode::SEE_OTHER);
        let bureau = world.bureau.id;
        let sql = "SELECT COUNT(*) FROM person WHERE bureau_id = $1 AND name = '李桂兰'";
        let (people,): (i64,) = world.app.db.read(move |conn| conn.one(sql, &[&bureau])).await.unwrap();
        assert_eq!(people, 2);
        // Asked about one name, nobody has answered for another.
        register(&world, &known("张秀英")).await;
        let other = [("name", "张秀英"), ("kind", "kin"), ("asked", "李桂兰"), ("other", "")];
        assert_eq!(clerk.post(&path, &other).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}

#[test]
fn nothing_holds_since_before_either_was_born() {
    on_each_engine(async |world| {
        let husband = register(&world, &born("王晓明", "1940-02")).await;
        let wife = register(&world, &born("李桂兰", "1942")).await;
        let since = |day: &str| New { since: day.parse().ok(), ..to(wife, Kind::Spouse) };
        assert_eq!(refused(&world, husband, since("1941")).await, "person-before-birth");
        let marriage = add(&world, husband, since("1965-10")).await.unwrap();
        let mut clerk = world.signed_in(Role::Clerk).await;
        let form = format!("/people/{husband}/relations/{marriage}");
        clerk.get(&form).await;
        let saved = clerk.post(&form, &[("version", "1"), ("since", "1939")]).await;
        assert_eq!(saved.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(saved.text().contains("在出生以前"));

        let path = format!("/people/{husband}");
        let base = [
            ("version", "1"),
            ("name", "王晓明"),
            ("sex", "male"),
            ("category", "retired"),
            ("born", "1940-02"),
        ];
        let dated = base.into_iter().chain([("address", "文博路 6 号"), ("address_since", "1939")]);
        let saved = clerk.post(&path, &dated.collect::<Vec<_>>()).await;
        assert_eq!(saved.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(saved.text().contains("在出生以前"));
    });
}

#[test]
fn what_was_of_the_dead_is_entered_late_and_a_marriage_ends_with_the_death() {
    on_each_engine(async |world| {
        let ended = "2026-03-04".parse().unwrap();
        let died = Facts {
            ended: Some(cq_registry::person::Ended {
                on: ended,
                because: cq_registry::person::EndedBecause::Died,
            }),
            ..born("王晓明", "1940-02")
        };
        let husband = register(&world, &died).await;
        let widow = register(&world, &born("李桂兰", "1942")).await;
        let payee = register(&world, &born("王建", "1966")).await;
        let called = New { is_contact: true, ..to(husband, Kind::Spouse) };
        assert_eq!(refused(&world, widow, called).await, "relation-has-died", "nobody calls the dead");
        let acts = New { is_proxy: true, ..to(payee, Kind::Child) };
        assert_eq!(refused(&world, husband, acts).await, "relation-has-died", "nor acts for them");
        let late = New { since: "2026-04".parse().ok(), ..to(husband, Kind::Spouse) };
        assert_eq!(refused(&world, widow, late).await, "relation-begins-after-death");

        add(&world, widow, to(husband, Kind::Spouse)).await.unwrap();
        add(&world, husband, to(payee, Kind::Child)).await.unwrap();
        let bureau = world.bureau.id;
        let of = move |conn: &cq_platform::db::Conn<'_>| store::of_person(conn, &bureau, husband);
        let all = world.app.db.read(of).await.unwrap();
        let told: Vec<_> = all.iter().map(|one| (one.kind, one.until, one.because)).collect();
        assert_eq!(
            told,
            [(Kind::Child, None, None), (Kind::Spouse, Some(ended), Some(Because::Died))],
            "children are children still"
        );
        assert_eq!(refused(&world, husband, to(widow, Kind::Spouse)).await, "relation-already");
        let mut clerk = world.signed_in(Role::Clerk).await;
        let (his, hers) = (page(&mut clerk, husband).await, page(&mut clerk, widow).await);
        assert!(his.contains("本人去世") && !his.contains("对方去世"), "it was he who died: {his}");
        assert!(hers.contains("对方去世") && !hers.contains("本人去世"), "{hers}");
        let other = register(&world, &known("赵大海")).await;
        add(&world, widow, to(other, Kind::Spouse)).await.unwrap();
    });
}
