//! What people get wrong when they write about people: said at its place, with nothing lost and nothing half done. What ledgers
//! get wrong is in `intake/bad_input.rs`.

use axum::http::StatusCode;
use cq_platform::policy::Role;
use cq_registry::person::{Facts, PersonId};

use crate::{
    life_event::look,
    person::{known, register},
    world::{Browser, World, on_each_engine},
};

/// Names of fields, and what is typed into them.
type Typed<'t> = &'t [(&'t str, &'t str)];

#[test]
fn whatever_is_typed_wrong_is_said_at_its_field_and_nothing_is_kept() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        clerk.get("/people/new").await;
        let too_long = "王".repeat(41);
        let twenty = "买买提·阿不都拉·艾合买提江·吐尔逊江巴依";
        let wrong: &[(&[(&str, &str)], &str)] = &[
            (&[("name", "")], "#f-name"),
            (&[("name", "王\u{200b}明")], "看不见的控制字符"),
            (&[("name", "王\u{202e}明")], "看不见的控制字符"),
            (&[("name", "王123")], "请去掉数字和符号"),
            (&[("name", &too_long)], "40"),
            (&[("citizen_id", "370181204001010019")], "身份证号里的出生日期在今天以后"),
            (&[("citizen_id", "440524188001010014")], "1880 年，可能写错了世纪"),
            (&[("citizen_id", "11010519491231002X"), ("born", "1950")], "和身份证号里的出生日期对不上"),
            (&[("citizen_id", "11010519491231002X"), ("sex", "male")], "和身份证号里的性别对不上"),
            (&[("born", "1940年2月30日")], "2 月没有 30 日"),
            (&[("born", "2030")], "出生日期在今天以后"),
            (&[("born", "1940"), ("joined_work", "1930")], "在出生以前"),
            (&[("joined_party", "2030")], "这个日期在今天以后"),
            (&[("revolution_since", "1950")], "1949 年 10 月 1 日以前"),
            (&[("revolution_since", "1948"), ("revolution_period", "agrarian")], "和参加革命工作时间对不上"),
            (&[("category", "honoured"), ("born", "1940")], "那时还是孩子"),
            (&[("born", "1879")], "早于 1880 年"),
            (&[("children", "1"), ("dependent_children", "2")], "比子女数还多"),
            (&[("children", "31")], "#f-children"),
            (&[("education", "68")], "#f-education"),
            (&[("category", "friend")], "#f-category"),
            (&[("address", "文博路\u{2066}6 号")], "#f-address"),
            (&[("remark", "见\u{feff}附件")], "#f-remark"),
        ];
        for (fields, said) in wrong {
            let base = [("name", "王晓明"), ("sex", "unknown"), ("category", "retired")];
            let kept = base.into_iter().filter(|(name, _)| !fields.iter().any(|(given, _)| given == name));
            let whole: Vec<(&str, &str)> = kept.chain(fields.iter().copied()).collect();
            let answer = clerk.post("/people", &whole).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
            let page = answer.text();
            assert!(page.contains(said), "{fields:?}: {said}");
            let kept = fields.iter().filter(|(name, _)| !matches!(*name, "sex" | "category" | "education"));
            assert!(kept.clone().all(|(_, value)| page.contains(value)), "nothing typed is lost: {fields:?}");
        }
        let bureau = world.bureau.id;
        let count = "SELECT COUNT(*) FROM person WHERE bureau_id = $1";
        let (people,): (i64,) = world.app.db.read(move |conn| conn.one(count, &[&bureau])).await.unwrap();
        assert_eq!(people, 0);
        // An old number of fifteen digits is written out; a foreigner needs none; rare characters are characters.
        for (name, id) in [
            ("万", "110105491231002"),
            (twenty, ""),
            ("𠮷田", ""),
            ("John Smith", ""),
            ("李桂兰", "\u{202d}440524193601010014\u{202c}"),
        ] {
            let made = clerk
                .post(
                    "/people",
                    &[("name", name), ("sex", "unknown"), ("category", "retired"), ("citizen_id", id)],
                )
                .await;
            assert_eq!(made.status, StatusCode::SEE_OTHER, "{name}: {}", made.text());
            assert!(clerk.get(&made.to.unwrap()).await.text().contains(name));
        }
        let again = [
            ("name", "万二"),
            ("sex", "unknown"),
            ("category", "retired"),
            ("citizen_id", "11010519491231002X"),
        ];
        assert!(clerk.post("/people", &again).await.text().contains("同一个身份证号"));
    });
}

async fn count(world: &World, sql: &'static str) -> i64 {
    let bureau = world.bureau.id;
    world.app.db.read(move |conn| conn.one::<(i64,)>(sql, &[&bureau])).await.unwrap().0
}

async fn relate(clerk: &mut Browser<'_>, person: PersonId, fields: &[(&str, &str)]) -> (StatusCode, String) {
    let path = format!("/people/{person}/relations");
    clerk.get(&format!("{path}/new")).await;
    let answer = clerk.post(&path, fields).await;
    (answer.status, answer.text())
}

#[test]
fn a_relation_that_cannot_be_is_refused_in_words_and_enters_nobody() {
    on_each_engine(async |world| {
        let born = |name: &str, born: &str| Facts { born: born.parse().ok(), ..known(name) };
        let old = register(&world, &born("王德山", "1915")).await;
        let middle = register(&world, &born("王晓明", "1940")).await;
        let young = register(&world, &known("王建")).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        for (parent, child) in [(old, middle), (middle, young)] {
            let child = child.to_string();
            let made = relate(&mut clerk, parent, &[("other", &child), ("kind", "child")]).await;
            assert_eq!(made.0, StatusCode::SEE_OTHER, "{}", made.1);
        }
        let (all, relations) = (
            "SELECT COUNT(*) FROM person WHERE bureau_id = $1",
            "SELECT COUNT(*) FROM relation WHERE bureau_id = $1",
        );
        let before = (count(&world, all).await, count(&world, relations).await);
        let (himself, grandfather) = (middle.to_string(), old.to_string());
        let said = |key: &str| world.app.messages.say(cq_platform::messages::Lang::Zh, key).to_owned();
        let too_long = "王".repeat(41);
        let wrong: &[(PersonId, Typed<'_>, String)] = &[
            (middle, &[("other", &himself), ("kind", "spouse")], said("relation-oneself")),
            (young, &[("other", &grandfather), ("kind", "child")], said("relation-circle")),
            (middle, &[("other", &grandfather), ("kind", "child")], said("relation-already")),
            (middle, &[("name", "王\u{200d}丽"), ("kind", "child")], "看不见的控制字符".into()),
            (middle, &[("name", &too_long), ("kind", "child")], "40".into()),
            (
                middle,
                &[("name", "王丽"), ("kind", "child"), ("remark", "长\u{202e}女")],
                "看不见的控制字符".into(),
            ),
            (
                middle,
                &[("name", "王丽"), ("kind", "child"), ("since", "1970年2月30日")],
                "2 月没有 30 日".into(),
            ),
            (middle, &[("name", "王丽"), ("kind", "nephew")], "#f-kind".into()),
        ];
        for (person, fields, said) in wrong {
            let (status, page) = relate(&mut clerk, *person, fields).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
            assert!(page.contains(said.as_str()), "{fields:?}: {said}: {page}");
            let typed = fields.iter().filter(|(name, _)| matches!(*name, "name" | "remark" | "since"));
            assert!(
                typed.clone().all(|(_, value)| page.contains(value)),
                "nothing typed is lost: {fields:?}"
            );
            assert_eq!((count(&world, all).await, count(&world, relations).await), before, "{fields:?}");
        }
        for name in ["万", "阿卜杜热合曼·买买提依明江·艾合买提", "𠮷", "John Smith"] {
            let (status, page) = relate(&mut clerk, middle, &[("name", name), ("kind", "friend")]).await;
            assert_eq!(status, StatusCode::SEE_OTHER, "{name}: {page}");
        }
    });
}

#[test]
fn nobody_dies_before_birth_or_on_a_day_that_is_none() {
    on_each_engine(async |world| {
        let person = register(&world, &Facts { born: "1940-05".parse().ok(), ..known("王晓明") }).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        for (on, said) in [
            ("1940-04-30", "早于出生日期"),
            ("2026-02-30", "2026-02-30"),
            ("2026-12-01", "#f-on"),
            ("", "#f-on"),
        ] {
            let answer =
                look(&mut clerk, person, &[("kind", "death"), ("on", on), ("farewell", "从简")]).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{on}");
            let page = answer.text();
            assert!(page.contains(said) && page.contains("从简"), "{on}: {page}");
        }
        let hidden = look(
            &mut clerk,
            person,
            &[("kind", "death"), ("on", "2026-11-20"), ("farewell", "从\u{200b}简")],
        )
        .await;
        assert!(
            hidden.status == StatusCode::UNPROCESSABLE_ENTITY && hidden.text().contains("看不见的控制字符")
        );
        assert_eq!(count(&world, "SELECT COUNT(*) FROM life_event WHERE bureau_id = $1").await, 0);
    });
}
