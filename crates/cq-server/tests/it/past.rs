//! What was true on any past day, and what was wrong all along.

use axum::http::StatusCode;
use cq_platform::{policy::Role, policy::Scope};
use cq_registry::person::{
    Category, Ended, EndedBecause, FIELDS, Facts, PersonId, Rank, actions, field,
    past::{Dates, Since},
    store::{self, list, past},
};
use jiff::civil::{Date, date};

use crate::{
    person::{known, register},
    world::{Browser, World, on_each_engine},
};

async fn change(world: &World, id: PersonId, dates: &[(&'static str, Since)], mend: impl FnOnce(&mut Facts)) {
    let act = world.hand(Role::Clerk);
    let (person, before) = actions::load(&world.app, &act, id).await.unwrap();
    let mut after = before.clone();
    mend(&mut after);
    let dates: Dates = dates.iter().copied().collect();
    actions::change_since(&world.app, &act, person, &before, after, dates).await.unwrap();
}

async fn on(world: &World, id: PersonId, key: &'static str, day: Date) -> Option<String> {
    let act = world.hand(Role::Clerk);
    let read = world.app.db.read(move |conn| {
        let person = store::find(conn, &Scope::BUREAU, act.bureau(), id)?.unwrap();
        let facts = store::facts(conn, act.bureau(), &act.secrets, &person)?;
        let by_row = past::value_on(conn, act.bureau(), id, &facts, field(key).unwrap(), day)?;
        let whole = past::facts_on(&facts, &past::list(conn, act.bureau(), id)?, day)?;
        assert_eq!(field(key).unwrap().of(&whole), by_row, "one field and the whole agree");
        Ok(by_row)
    });
    read.await.unwrap()
}

fn since(text: &str) -> Since {
    Since::Day(text.parse().unwrap())
}

#[test]
fn what_was_true_on_a_day_can_be_asked_and_a_late_entry_leaves_what_came_after() {
    on_each_engine(async |world| {
        let start = Facts {
            rank: Some(Rank::TownshipDeputy),
            unit: Some("长庆县水利局".into()),
            born: "1949-12-31".parse().ok(),
            ..known("王晓明")
        };
        let id = register(&world, &start).await;
        change(&world, id, &[("rank", since("2021-03"))], |facts| facts.rank = Some(Rank::CountyDeputy))
            .await;
        change(&world, id, &[("rank", since("2015-06-01"))], |facts| facts.rank = Some(Rank::TownshipChief))
            .await;
        assert_eq!(on(&world, id, "rank", date(2015, 5, 31)).await.as_deref(), Some("142"));
        assert_eq!(on(&world, id, "rank", date(2021, 2, 28)).await.as_deref(), Some("141"));
        assert_eq!(on(&world, id, "rank", date(2021, 3, 1)).await.as_deref(), Some("132"));
        assert_eq!(
            on(&world, id, "rank", date(2026, 11, 23)).await.as_deref(),
            Some("132"),
            "later changes stay"
        );
        // It never was so: no trace of it stays.
        change(&world, id, &[("unit", Since::Always)], |facts| facts.unit = Some("长庆县教育局".into()))
            .await;
        assert_eq!(on(&world, id, "unit", date(2010, 1, 1)).await.as_deref(), Some("长庆县教育局"));
        // Without a day it changes today.
        change(&world, id, &[], |facts| facts.unit = Some("长庆县文化局".into())).await;
        assert_eq!(on(&world, id, "unit", date(2026, 11, 22)).await.as_deref(), Some("长庆县教育局"));
        // What was not known is learned, not changed.
        change(&world, id, &[], |facts| facts.address = Some("文博路 6 号".into())).await;
        assert_eq!(on(&world, id, "address", date(2010, 1, 1)).await.as_deref(), Some("文博路 6 号"));

        let mut clerk = world.signed_in(Role::Clerk).await;
        let now = clerk.get(&format!("/people/{id}")).await.text();
        assert!(
            now.contains("2021年3月以前：乡科级正职") && now.contains("2015年6月1日以前：乡科级副职"),
            "{now}"
        );
        let then = clerk.get(&format!("/people/{id}?on=2016-01-01")).await.text();
        assert!(then.contains("是 2016年1月1日的") && then.contains("长庆县教育局"));
        assert!(
            then.contains("回到现在") && !then.contains("/edit\"") && !then.contains("events/new"),
            "{then}"
        );
        assert!(now.contains("/edit\"") && !now.contains("回到现在"), "{now}");
        for (day, why) in [("2027-01-01", "这一天还没到"), ("1900-01-01", "这一天还没有出生")] {
            let told = clerk.get(&format!("/people/{id}?on={day}")).await;
            assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{day}");
            assert!(told.text().contains(why) && !told.text().contains("这一页是"), "{}", told.text());
        }
        let none = clerk.get(&format!("/people/{id}?on=2016-02-30")).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY, "there is no such day");
    });
}

#[test]
fn every_field_comes_back_as_it_was_registered() {
    on_each_engine(async |world| {
        let text = |key: &str| match key {
            "sex" => "female",
            "citizen_id" => "11010519491231002X",
            "born" => "1949-12-31",
            "birthday_by" => "lunar",
            "ethnicity" => "03",
            "politics" => "01",
            "education" => "21",
            "category" => "honoured",
            "unit_kind" => "organ",
            "rank" | "treatment" => "132",
            "revolution_period" => "liberation",
            "revolution_since" => "1948-05",
            "phone" => "13800004417",
            "longitude" => "117.53",
            "latitude" => "36.71",
            "living" => "alone empty-nest",
            "marital" => "30",
            "children" => "3",
            "dependent_children" => "1",
            "health" => "31",
            "self_care" => "partial",
            "conditions" => "E11 I25",
            "ended" => "2024-03 died",
            key if key.ends_with("_since")
                || key.starts_with("joined")
                || matches!(key, "retired" | "benefit_paid_on" | "treatment_granted" | "died_on") =>
            {
                "1990-06"
            }
            _ => "某项内容",
        };
        let mut facts = Facts::new("欧阳·晓", Category::Retired);
        for field in FIELDS.iter().filter(|field| field.key != "name") {
            field.put(&mut facts, Some(text(field.key))).unwrap_or_else(|| panic!("{}", field.key));
        }
        let id = register(&world, &facts).await;
        let act = world.hand(Role::Clerk);
        let (person, read) = actions::load(&world.app, &act, id).await.unwrap();
        assert_eq!(read, facts);
        // And every field can be emptied, and is then said to differ.
        let bare = Facts::new("欧阳·晓", Category::Retired);
        let differing = facts.differing(&bare);
        assert_eq!(differing.len(), FIELDS.len() - 1);
        actions::change(&world.app, &act, person, &read, Facts { unit_kind: None, ..bare.clone() })
            .await
            .unwrap();
        assert_eq!(actions::load(&world.app, &act, id).await.unwrap().1, bare);
        let bureau = world.bureau.id;
        let sealed = "SELECT allergies, death_cause, health_note FROM person WHERE bureau_id = $1";
        world
            .app
            .db
            .read(move |conn| {
                conn.one::<(Option<Vec<u8>>, Option<Vec<u8>>, Option<Vec<u8>>)>(sealed, &[&bureau])
            })
            .await
            .unwrap();
    });
}

#[test]
fn who_is_not_served_is_known_and_not_counted() {
    on_each_engine(async |world| {
        register(&world, &known("王晓明")).await;
        register(&world, &Facts::new("王小丽", Category::Relative)).await;
        let died = Ended { on: "2020-01".parse().unwrap(), because: EndedBecause::Died };
        let gone = register(&world, &Facts { ended: Some(died), ..known("李桂兰") }).await;
        let bureau = world.bureau.id;
        let tallies = world.app.db.read(move |conn| list::tallies(conn, &bureau)).await.unwrap();
        assert_eq!(tallies.iter().map(|(_, people)| people).sum::<i64>(), 1);
        let mut clerk = world.signed_in(Role::Clerk).await;
        let names = async |clerk: &mut Browser<'_>, query: &str| {
            let page = clerk.get(&format!("/people{query}")).await.text();
            ["王晓明", "王小丽", "李桂兰"].map(|name| page.contains(name))
        };
        assert_eq!(names(&mut clerk, "").await, [true, false, false]);
        assert_eq!(names(&mut clerk, "?whom=ended").await, [false, false, true]);
        assert_eq!(names(&mut clerk, "?whom=relatives").await, [false, true, false]);
        assert_eq!(names(&mut clerk, "?whom=everybody").await, [true; 3]);
        assert_eq!(
            names(&mut clerk, "?q=lgl").await,
            [false, false, true],
            "who is looked for by name is found"
        );
        change(&world, gone, &[], |facts| facts.ended = None).await;
        let tallies = world.app.db.read(move |conn| list::tallies(conn, &bureau)).await.unwrap();
        assert_eq!(tallies.iter().map(|(_, people)| people).sum::<i64>(), 2);
    });
}

/// 王晓明: 乡科级副职 to June 2015, 乡科级正职 to March 2021, 县处级副职 since.
async fn promoted(world: &World) -> PersonId {
    let id = register(world, &Facts { rank: Some(Rank::TownshipDeputy), ..known("王晓明") }).await;
    change(world, id, &[("rank", since("2015-06"))], |facts| facts.rank = Some(Rank::TownshipChief)).await;
    change(world, id, &[("rank", since("2021-03"))], |facts| facts.rank = Some(Rank::CountyDeputy)).await;
    id
}

/// Fills the page in and sends it as it stood when it was read.
async fn mend(
    clerk: &mut Browser<'_>,
    address: &str,
    entry: &str,
    fields: &[(&str, &str)],
) -> crate::world::Answer {
    let page = clerk.get(&format!("{address}{entry}")).await.text();
    let hidden = |name: &str| {
        let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1)?;
        rest.split('"').next().map(str::to_owned)
    };
    let (version, at) = (hidden("version").unwrap(), hidden("entry").unwrap_or_default());
    let fields = [&[("version", version.as_str()), ("entry", at.as_str())], fields].concat();
    clerk.post(address, &fields).await
}

#[test]
fn a_clerk_mends_an_older_entry_and_the_log_says_why() {
    on_each_engine(async |world| {
        let id = promoted(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let address = format!("/people/{id}/past/rank");
        assert!(clerk.get(&format!("/people/{id}")).await.text().contains(&address), "the page leads there");
        let page = clerk.get(&address).await.text();
        assert!(page.contains("王晓明：职级的前后变化") && page.contains("2015年6月"), "{page}");

        let why = ("reason", "任职文件为 2014 年 1 月");
        let done = mend(
            &mut clerk,
            &address,
            "?entry=0",
            &[("do", "change"), ("rank", "142"), ("until", "2014-01"), why],
        )
        .await;
        assert_eq!(done.to, Some(format!("{address}?notice=notice-person-past-mended")), "{}", done.text());
        assert_eq!(on(&world, id, "rank", date(2014, 3, 1)).await.as_deref(), Some("141"));
        let taken = mend(&mut clerk, &address, "?entry=1", &[("do", "before"), ("reason", "重复录入")]).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
        assert_eq!(on(&world, id, "rank", date(2020, 1, 1)).await.as_deref(), Some("142"));
        let added =
            mend(&mut clerk, &address, "", &[("rank", "150"), ("until", "1999"), ("reason", "档案")]).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text());
        assert_eq!(on(&world, id, "rank", date(1998, 1, 1)).await.as_deref(), Some("150"));
        assert_eq!(
            on(&world, id, "rank", date(2026, 11, 23)).await.as_deref(),
            Some("132"),
            "the present stays"
        );
        let page = clerk.get(&format!("/people/{id}")).await.text();
        assert!(page.contains("更正了“职级”过去的记录：任职文件为 2014 年 1 月"), "{page}");
    });
}

#[test]
fn what_cannot_be_mended_so_is_said_at_its_field_and_nothing_is_lost() {
    on_each_engine(async |world| {
        let id = promoted(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let address = format!("/people/{id}/past/rank");
        type Case<'c> = (&'c str, &'c [(&'c str, &'c str)], &'c str, &'c str);
        let cases: [Case<'_>; 8] = [
            ("?entry=0", &[("until", "2022-01"), ("rank", "142")], "until", "要晚于前一段的结束"),
            ("?entry=1", &[("until", "2021-02-30"), ("rank", "141")], "until", "2021 年 2 月没有 30 日"),
            ("?entry=1", &[("until", "2027-01"), ("rank", "141")], "until", "不能到今天以后"),
            ("?entry=1", &[("until", "2021-03"), ("rank", "132")], "until", "与前一段或后一段相同"),
            ("?entry=1", &[("until", ""), ("rank", "141")], "until", ""),
            ("?entry=1", &[("until", "2021-03"), ("rank", "999")], "rank", ""),
            ("?entry=0", &[("do", "before")], "do", "之前没有记录可以延续"),
            ("", &[("until", "2015-06"), ("rank", "150")], "until", "要晚于前一段的结束"),
        ];
        for (entry, fields, field, sentence) in cases {
            let fields = [fields, &[("reason", "档案")]].concat();
            let told = mend(&mut clerk, &address, entry, &fields).await;
            let text = told.text();
            assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{entry} {fields:?}");
            assert!(
                text.contains(&format!("id=\"f-{field}-error\"")) && text.contains(sentence),
                "{fields:?} {text}"
            );
            assert!(text.contains("value=\"档案\""), "what was typed stays");
        }
        let silent = mend(&mut clerk, &address, "?entry=0", &[("do", "after"), ("reason", "")]).await;
        assert!(silent.text().contains("id=\"f-reason-error\""));
        assert_eq!(on(&world, id, "rank", date(2015, 5, 31)).await.as_deref(), Some("142"));
        for nowhere in ["/past/name", "/past/nothing", "/past/rank?entry=7"] {
            assert_eq!(clerk.get(&format!("/people/{id}{nowhere}")).await.status, StatusCode::NOT_FOUND);
        }
    });
}

#[test]
fn of_two_who_mend_the_same_past_the_second_is_told() {
    on_each_engine(async |world| {
        let id = promoted(&world).await;
        let mut one = world.signed_in_as(Role::Clerk, "one", None).await;
        let mut other = world.signed_in_as(Role::Clerk, "other", None).await;
        let address = format!("/people/{id}/past/rank");
        let page = other.get(&format!("{address}?entry=0")).await.text();
        let seen =
            page.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let first = mend(&mut one, &address, "?entry=0", &[("do", "after"), ("reason", "录错")]).await;
        assert_eq!(first.status, StatusCode::SEE_OTHER);
        let late = [("version", seen.as_str()), ("entry", "0"), ("do", "after"), ("reason", "录错")];
        assert_eq!(other.post(&address, &late).await.status, StatusCode::CONFLICT);
        assert_eq!(on(&world, id, "rank", date(2016, 1, 1)).await.as_deref(), Some("141"), "removed once");

        // And both at the same moment.
        let act = world.hand(Role::Clerk);
        let (person, _, _) = actions::load_past(&world.app, &act, id).await.unwrap();
        let mend = || {
            let gone = cq_registry::person::Mend::Remove(0, cq_registry::person::Instead::After);
            actions::mend(&world.app, &act, person.clone(), field("rank").unwrap(), gone, "录错".into())
        };
        let (a, b) = tokio::join!(mend(), mend());
        assert_eq!([a.is_ok(), b.is_ok()].iter().filter(|done| **done).count(), 1);
    });
}

#[test]
fn a_paying_unit_entered_first_pays_from_its_day_and_not_all_along() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        for (name, day, before) in
            [("王晓明", "2024-03", date(2024, 2, 29)), ("李桂兰", "", date(2026, 11, 22))]
        {
            let id = register(&world, &Facts { unit: Some("长庆县水利局".into()), ..known(name) }).await;
            assert!(clerk.get(&format!("/people/{id}/edit")).await.text().contains("paying_unit_since"));
            let entered = [
                ("version", "1"),
                ("name", name),
                ("sex", "male"),
                ("category", "retired"),
                ("unit", "长庆县水利局"),
                ("paying_unit", "长庆县财政局"),
                ("paying_unit_since", day),
                ("new_paying_unit", "yes"),
            ];
            let saved = clerk.post(&format!("/people/{id}"), &entered).await;
            assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
            assert_eq!(on(&world, id, "paying_unit", before).await, None);
            assert_eq!(
                on(&world, id, "paying_unit", date(2026, 11, 23)).await.as_deref(),
                Some("长庆县财政局")
            );
        }
    });
}
