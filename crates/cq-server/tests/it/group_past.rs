//! Who belonged and who held a post before this was kept: written down afterwards, put right, and never twice on a day.

use axum::http::StatusCode;
use cq_platform::policy::Role;
use cq_registry::{
    group::{GroupId, GroupKind, PostKind, actions::past, model::Was},
    person::{Facts, PersonId},
};
use jiff::civil::date;
use uuid::Uuid;

use crate::{
    group::{facts, found, join},
    person::{known, register},
    world::{Answer, Browser, World, on_each_engine},
};

async fn branch(world: &World) -> GroupId {
    let mut facts = facts(GroupKind::Branch, "第一支部");
    facts.founded_on = "2005-07".parse().ok();
    found(world, facts).await
}

async fn elder(world: &World, name: &str) -> PersonId {
    register(world, &Facts { born: "1940-05".parse().ok(), ..known(name) }).await
}

/// Days and reason as the form has them.
fn days<'t>(since: &'t str, until: &'t str, because: &'t str) -> Vec<(&'t str, &'t str)> {
    vec![("since", since), ("until", until), ("because", because)]
}

async fn belonged(clerk: &mut Browser<'_>, group: GroupId, person: PersonId, when: [&str; 3]) -> Answer {
    let (address, person) = (format!("/groups/{group}/members/past"), person.to_string());
    clerk.get(&address).await;
    let mut fields = days(when[0], when[1], when[2]);
    fields.push(("person", &person));
    clerk.post(&address, &fields).await
}

async fn held(
    clerk: &mut Browser<'_>,
    group: GroupId,
    person: PersonId,
    kind: &str,
    when: [&str; 3],
) -> Answer {
    let (address, person) = (format!("/groups/{group}/posts/past"), person.to_string());
    clerk.get(&address).await;
    let mut fields = days(when[0], when[1], when[2]);
    fields.extend([("person", person.as_str()), ("kind", kind)]);
    clerk.post(&address, &fields).await
}

/// Identity and version of the newest row of somebody's.
async fn newest(world: &World, table: &str, person: PersonId) -> (Uuid, i64) {
    let bureau = world.bureau.id;
    let sql = format!(
        "SELECT id, version FROM {table} WHERE bureau_id = $1 AND person_id = $2 ORDER BY id DESC LIMIT 1"
    );
    world.app.db.read(move |conn| conn.one(&sql, &[&bureau, &person])).await.unwrap()
}

async fn count(world: &World, table: &str) -> i64 {
    let bureau = world.bureau.id;
    let sql = format!("SELECT COUNT(*) FROM {table} WHERE bureau_id = $1");
    world.app.db.read(move |conn| conn.one::<(i64,)>(&sql, &[&bureau])).await.unwrap().0
}

fn is_refused(answer: &Answer, said: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}: {}", answer.text());
    assert!(answer.text().contains(said), "{said}: {}", answer.text());
}

#[test]
fn the_years_before_are_entered_and_every_day_shows_them() {
    on_each_engine(async |world| {
        let (group, wang, li) =
            (branch(&world).await, elder(&world, "王晓明").await, elder(&world, "李桂兰").await);
        join(&world, group, wang, "2020").await.unwrap();
        let mut clerk = world.signed_in(Role::Clerk).await;
        let found =
            clerk.get(&format!("/groups/{group}/members/past?q=%E6%9D%8E%E6%A1%82%E5%85%B0")).await.text();
        assert!(found.contains(&li.to_string()), "found by name: {found}");
        let made = belonged(&mut clerk, group, li, ["2008", "2012年6月", "moved"]).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        assert_eq!(
            belonged(&mut clerk, group, wang, ["2006-03", "2015", "left"]).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            held(&mut clerk, group, li, "head", ["2009", "2011", "term"]).await.status,
            StatusCode::SEE_OTHER
        );
        let in_2010 = clerk.get(&format!("/groups/{group}?on=2010-01-01")).await.text();
        let members = in_2010.split("id=\"members\"").nth(1).unwrap();
        assert!(
            members.contains("李桂兰") && members.contains("王晓明") && members.contains("书记"),
            "{members}"
        );
        let in_2013 = clerk.get(&format!("/groups/{group}?on=2013-01-01")).await.text();
        let members = in_2013.split("id=\"members\"").nth(1).unwrap();
        assert!(!members.contains("李桂兰") && members.contains("王晓明"), "{members}");
        let page = clerk.get(&format!("/people/{li}")).await.text();
        assert!(page.contains("2008年 – 2012年6月30日 迁出、转出"), "{page}");
        assert!(page.contains("以前的任职（1）") && page.contains("2009年 – 2011年12月31日 换届"), "{page}");

        // Put right: the year was another.
        let (id, version) = newest(&world, "membership", li).await;
        let address = format!("/groups/{group}/members/{id}/correct");
        assert!(clerk.get(&address).await.text().contains("value=\"2012-06-30\""));
        let version = version.to_string();
        let mut right = days("2007-02", "2013-01-31", "moved");
        right.push(("version", &version));
        assert_eq!(clerk.post(&address, &right).await.status, StatusCode::SEE_OTHER);
        assert_eq!(clerk.post(&address, &right).await.status, StatusCode::CONFLICT, "seen before");
        let mut short = days("2010", "2013-01-31", "moved");
        short.push(("version", "2"));
        is_refused(&clerk.post(&address, &short).await, "先更正那段任职");
        let (post, _) = newest(&world, "post", li).await;
        let address = format!("/groups/{group}/posts/{post}/correct");
        let mut right = days("2010", "2012-12-31", "left");
        right.push(("version", "1"));
        assert_eq!(clerk.post(&address, &right).await.status, StatusCode::SEE_OTHER);
        let page = clerk.get(&format!("/people/{li}")).await.text();
        assert!(page.contains("2007年2月 – 2013年1月31日"), "{page}");
        assert!(page.contains("2010年 – 2012年12月31日 本人辞去"), "{page}");
        // What lasts is ended by its own form.
        let (open, _) = newest(&world, "membership", wang).await;
        let bureau = world.bureau.id;
        let sql = "SELECT id FROM membership WHERE bureau_id = $1 AND until IS NULL";
        let (lasting,): (Uuid,) = world.app.db.read(move |conn| conn.one(sql, &[&bureau])).await.unwrap();
        let mut lasts = days("2019", "2021", "left");
        lasts.push(("version", "1"));
        let answer = clerk.post(&format!("/groups/{group}/members/{lasting}/correct"), &lasts).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{open}");
        let mut leader = world.signed_in(Role::Leader).await;
        assert_eq!(leader.get(&format!("/groups/{group}/members/past")).await.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn whatever_cannot_have_been_is_said_at_its_field_and_nothing_is_entered() {
    on_each_engine(async |world| {
        let (group, wang, li) =
            (branch(&world).await, elder(&world, "王晓明").await, elder(&world, "李桂兰").await);
        join(&world, group, wang, "2020-03").await.unwrap();
        let mut clerk = world.signed_in(Role::Clerk).await;
        assert_eq!(
            belonged(&mut clerk, group, li, ["2008", "2012", "left"]).await.status,
            StatusCode::SEE_OTHER
        );
        assert_eq!(
            held(&mut clerk, group, li, "head", ["2009", "2011", "term"]).await.status,
            StatusCode::SEE_OTHER
        );
        let (memberships, posts) = (count(&world, "membership").await, count(&world, "post").await);
        let wrong: &[(PersonId, [&str; 3], &str)] = &[
            (wang, ["2012", "2020-03-01", "left"], "起就在里面，日子重了"),
            (li, ["2012-12", "2015", "left"], "已经记过在里面，日子重了"),
            (li, ["2005-06", "2006", "left"], "比成立时间"),
            (li, ["1930", "1935", "left"], "比成立时间"),
            (li, ["2016", "2015", "left"], "还早"),
            (li, ["2016", "2027", "left"], "这一天还没有到"),
            (li, ["2027", "2028", "left"], "这一天还没有到"),
            (li, ["2016", "2017年2月30日", "left"], "#f-until"),
            (li, ["前年", "2017", "left"], "#f-since"),
            (li, ["", "2017", "left"], "这一项要填"),
            (li, ["2016", "2017", "bored"], "#f-because"),
        ];
        for (person, when, said) in wrong {
            let answer = belonged(&mut clerk, group, *person, *when).await;
            is_refused(&answer, said);
            let page = answer.text();
            assert!(page.contains(when[0]) && page.contains(when[1]), "nothing typed is lost: {when:?}");
            assert_eq!(count(&world, "membership").await, memberships, "{when:?}");
        }
        let nobody = PersonId(Uuid::nil());
        is_refused(&belonged(&mut clerk, group, nobody, ["2016", "2017", "left"]).await, "#f-person");
        let wrong: &[(PersonId, &str, [&str; 3], &str)] = &[
            (li, "head", ["2011", "2012", "term"], "已经记过担任这个职务，日子重了"),
            (li, "deputy", ["2012", "2013", "term"], "这段日子里不全是成员"),
            (li, "treasurer", ["2009", "2010", "term"], "#f-kind"),
            (wang, "head", ["2010", "2010", "term"], "这段日子里不全是成员"),
            (li, "deputy", ["2009-02-30", "2010", "term"], "#f-since"),
        ];
        for (person, kind, when, said) in wrong {
            is_refused(&held(&mut clerk, group, *person, kind, *when).await, said);
            assert_eq!(count(&world, "post").await, posts, "{when:?}");
        }
        // Another head on the same days.
        assert_eq!(
            belonged(&mut clerk, group, wang, ["2008", "2012", "left"]).await.status,
            StatusCode::SEE_OTHER
        );
        is_refused(
            &held(&mut clerk, group, wang, "head", ["2011-06", "2012", "term"]).await,
            "同一天只能有一位",
        );
        assert_eq!(
            held(&mut clerk, group, wang, "head", ["2012", "2012", "term"]).await.status,
            StatusCode::SEE_OTHER
        );
    });
}

#[test]
fn of_two_who_enter_the_same_years_one_does() {
    on_each_engine(async |world| {
        let (group, li) = (branch(&world).await, elder(&world, "李桂兰").await);
        let mut one = world.signed_in(Role::Clerk).await;
        let mut two = world.signed_in_as(Role::Clerk, "second", None).await;
        let (first, second) = tokio::join!(
            belonged(&mut one, group, li, ["2008", "2012", "left"]),
            belonged(&mut two, group, li, ["2010", "2014", "moved"])
        );
        let mut both = [first.status, second.status];
        both.sort();
        assert_eq!(both, [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY]);
        assert_eq!(count(&world, "membership").await, 1);
        let was = if first.status == StatusCode::SEE_OTHER { "2009" } else { "2011" };
        let (first, second) = tokio::join!(
            held(&mut one, group, li, "head", [was, "2011-06", "term"]),
            held(&mut two, group, li, "head", [was, "2012", "left"])
        );
        let mut both = [first.status, second.status];
        both.sort();
        assert_eq!(both, [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY]);
        assert_eq!(count(&world, "post").await, 1);
        // A record that gave way is nobody's past.
        let act = world.hand(Role::Clerk);
        let was = Was {
            since: "2015".parse().unwrap(),
            until: date(2016, 1, 1),
            because: cq_registry::group::model::Resigned::Term,
        };
        let refused = world
            .app
            .db
            .write(move |tx| past::add_post(tx, &act, group, (PersonId(Uuid::nil()), PostKind::Deputy), was));
        assert!(refused.await.is_err());
    });
}

/// Sees the form of what lasts and sends it.
async fn since(clerk: &mut Browser<'_>, address: &str, fields: &[(&str, &str)]) -> Answer {
    let page = clerk.get(address).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    clerk.post(address, fields).await
}

async fn log(world: &World, action: &'static str) -> String {
    let bureau = world.bureau.id;
    let sql = "SELECT detail FROM audit_entry WHERE bureau_id = $1 AND action = $2 ORDER BY seq DESC LIMIT 1";
    world.app.db.read(move |conn| conn.one::<(String,)>(sql, &[&bureau, &action])).await.unwrap().0
}

#[test]
fn the_first_day_of_what_lasts_is_put_right() {
    on_each_engine(async |world| {
        let (group, wang, li) =
            (branch(&world).await, elder(&world, "王晓明").await, elder(&world, "李桂兰").await);
        let mut clerk = world.signed_in(Role::Clerk).await;
        let past = belonged(&mut clerk, group, wang, ["2008", "2012", "left"]).await;
        assert_eq!(past.status, StatusCode::SEE_OTHER);
        for person in [wang, li] {
            join(&world, group, person, "2020").await.unwrap();
        }
        let was = held(&mut clerk, group, wang, "head", ["2010", "2011", "term"]).await;
        assert_eq!(was.status, StatusCode::SEE_OTHER, "{}", was.text());
        let wang_is = wang.to_string();
        let head = [("person", wang_is.as_str()), ("kind", "head"), ("since", "2021")];
        assert_eq!(clerk.post(&format!("/groups/{group}/posts"), &head).await.status, StatusCode::SEE_OTHER);
        let ((member, _), (post, _)) =
            (newest(&world, "membership", wang).await, newest(&world, "post", wang).await);
        let member = format!("/groups/{group}/members/{member}/since");
        let post = format!("/groups/{group}/posts/{post}/since");
        let page = clerk.get(&format!("/groups/{group}")).await.text();
        assert!(page.contains(&member) && page.contains(&post), "{page}");
        assert!(clerk.get(&member).await.text().contains("value=\"2020\""));

        for (day, said) in [
            ("2012-06", "已经记过在里面，日子重了"),
            ("2005-06", "比成立时间"),
            ("2026-11-24", "这一天还没有到"),
            ("2022", "先更正那段任职"),
            ("2月30日", "#f-since"),
            ("2019-02-30", "#f-since"),
            ("", "这一项要填"),
        ] {
            let answer = since(&mut clerk, &member, &[("since", day), ("version", "1")]).await;
            is_refused(&answer, said);
            assert!(answer.text().contains(&format!("value=\"{day}\"")), "nothing typed is lost: {day}");
        }
        let right = [("since", "2014-03"), ("version", "1")];
        assert_eq!(since(&mut clerk, &member, &right).await.status, StatusCode::SEE_OTHER);
        assert_eq!(since(&mut clerk, &member, &right).await.status, StatusCode::CONFLICT, "seen before");
        let told = log(&world, "group.member").await;
        assert!(told.contains("2014-03") && told.contains("\"was\":\"2020\""), "{told}");
        let in_2015 = clerk.get(&format!("/groups/{group}?on=2015-01-01")).await.text();
        assert!(in_2015.split("id=\"members\"").nth(1).unwrap().contains("王晓明"));

        for (day, term, said) in [
            ("2013-12", "", "这段日子里不全是成员"),
            ("2027", "", "这一天还没有到"),
            ("2019", "2018-12-31", "到期日比任职时间还早"),
            ("2019", "2018-02-30", "#f-term_ends_on"),
            ("", "", "这一项要填"),
        ] {
            let fields = [("since", day), ("term_ends_on", term), ("version", "1")];
            is_refused(&since(&mut clerk, &post, &fields).await, said);
        }
        // Somebody else was the head in between.
        let other = held(&mut clerk, group, li, "head", ["2020", "2020-08", "term"]).await;
        assert_eq!(other.status, StatusCode::SEE_OTHER, "{}", other.text());
        let early = [("since", "2020-08"), ("version", "1")];
        is_refused(&since(&mut clerk, &post, &early).await, "同一天只能有一位");
        let right = [("since", "2020-09"), ("term_ends_on", "2027-01-31"), ("version", "1")];
        assert_eq!(since(&mut clerk, &post, &right).await.status, StatusCode::SEE_OTHER);
        assert!(log(&world, "group.post").await.contains("2020-09"));
        assert!(clerk.get(&post).await.text().contains("value=\"2027-01-31\""));

        // What has ended is put right by the other form; somebody who only reads has neither.
        let end = [("because", "left"), ("until", "2026-11-20"), ("version", "2")];
        let ended = clerk.post(&member.replace("/since", "/end"), &end).await;
        assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text());
        for address in [&member, &post] {
            assert_eq!(clerk.get(address).await.status, StatusCode::CONFLICT);
            let late = clerk.post(address, &[("since", "2015"), ("version", "3")]).await;
            assert_eq!(late.status, StatusCode::CONFLICT);
        }
        let mut leader = world.signed_in(Role::Leader).await;
        assert_eq!(leader.get(&member).await.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn of_two_who_put_the_same_first_day_right_one_does() {
    on_each_engine(async |world| {
        let (group, li) = (branch(&world).await, elder(&world, "李桂兰").await);
        let mut one = world.signed_in(Role::Clerk).await;
        let mut two = world.signed_in_as(Role::Clerk, "second", None).await;
        join(&world, group, li, "2020").await.unwrap();
        let li_is = li.to_string();
        let head = [("person", li_is.as_str()), ("kind", "head"), ("since", "2021")];
        assert_eq!(one.post(&format!("/groups/{group}/posts"), &head).await.status, StatusCode::SEE_OTHER);
        // A post lies within its membership, whichever first day of that has won.
        for (table, kind, days) in
            [("membership", "members", ["2020-02", "2020-03"]), ("post", "posts", ["2020-05", "2020-06"])]
        {
            let (id, _) = newest(&world, table, li).await;
            let address = format!("/groups/{group}/{kind}/{id}/since");
            let (here, there) =
                ([("since", days[0]), ("version", "1")], [("since", days[1]), ("version", "1")]);
            let (first, second) =
                tokio::join!(since(&mut one, &address, &here), since(&mut two, &address, &there));
            let mut both = [first.status, second.status];
            both.sort();
            assert_eq!(both, [StatusCode::SEE_OTHER, StatusCode::CONFLICT], "{kind}");
        }
        // The years before, and a first day put right into them, at the same time: one of the two.
        let (id, _) = newest(&world, "membership", li).await;
        let address = format!("/groups/{group}/members/{id}/since");
        let right = [("since", "2010"), ("version", "2")];
        let (first, second) = tokio::join!(
            since(&mut one, &address, &right),
            belonged(&mut two, group, li, ["2012", "2014", "left"])
        );
        let mut both = [first.status, second.status];
        both.sort();
        assert_eq!(both, [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY]);
    });
}

#[test]
fn nobody_joins_before_birth() {
    on_each_engine(async |world| {
        let (wang, mut clerk) = (elder(&world, "王晓明").await, world.signed_in(Role::Clerk).await);
        let club = found(&world, facts(GroupKind::Club, "书画社")).await;
        let (address, person) = (format!("/groups/{club}/members"), wang.to_string());
        clerk.get(&format!("{address}/new")).await;
        let refused = clerk.post(&address, &[("person", &person), ("since", "1939")]).await;
        is_refused(&refused, "比本人出生");
        assert_eq!(count(&world, "membership").await, 0);
    });
}
