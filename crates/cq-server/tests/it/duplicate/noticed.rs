//! Who may be one person twice, at entry, in ledgers and on the review list.

use axum::http::StatusCode;
use cq_platform::policy::Role;
use cq_registry::{
    duplicate::{Case, candidate},
    person::{CitizenId, Facts, PersonId},
};
use uuid::Uuid;

use super::{HIS, choice, count, elder, merged, registered, undone};
use crate::world::on_each_engine;

#[test]
fn whoever_looks_like_somebody_known_is_looked_at_before_being_registered() {
    on_each_engine(async |world| {
        let known = registered(&world, elder("王晓明", None, "教育局")).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        clerk.get("/people/new").await;
        let entered = |name: &'static str, unit: &'static str, more: &[(&'static str, &'static str)]| {
            let mut fields = vec![
                ("name", name),
                ("sex", "male"),
                ("category", "retired"),
                ("born", "1941-03"),
                ("unit", unit),
            ];
            fields.extend_from_slice(more);
            fields
        };
        let warned = clerk.post("/people", &entered("王小明", "教育局", &[])).await;
        assert_eq!(warned.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = warned.text();
        assert!(page.contains("可能已经登记过") && page.contains(&format!("/people/{known}")), "{page}");
        assert!(
            page.contains("名字读音相同") && page.contains("同年同月出生") && page.contains("单位相同"),
            "{page}"
        );
        assert!(page.contains("王小明"), "nothing typed is lost");
        let all = "SELECT COUNT(*) FROM person WHERE bureau_id = $1 AND id <> $2";
        assert_eq!(count(&world, all, Uuid::nil()).await, 1);

        assert_eq!(
            clerk.post("/people", &entered("王小明", "水利局", &[("new_unit", "yes")])).await.status,
            StatusCode::SEE_OTHER
        );
        let confirmed = clerk.post("/people", &entered("王小明", "教育局", &[("looked_at", "yes")])).await;
        assert_eq!(confirmed.status, StatusCode::SEE_OTHER);
        assert_eq!(count(&world, all, Uuid::nil()).await, 3);
    });
}

#[test]
fn the_very_same_person_entered_twice_is_noticed_by_name_and_year_and_by_name_and_unit() {
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        clerk.get("/people/new").await;
        let enter = async |clerk: &mut crate::world::Browser<'_>, name: &str, more: &[(&str, &str)]| {
            let mut fields = vec![("name", name), ("sex", "unknown"), ("category", "retired")];
            fields.extend_from_slice(more);
            clerk.post("/people", &fields).await
        };
        let (unit, new) = (("unit", "教育局"), ("new_unit", "yes"));
        for (name, again, more) in [
            ("阿依古丽·艾力", "阿依古丽.艾力", vec![("born", "1952")]),
            ("赵大海", "赵大海", vec![unit, new]),
        ] {
            let entered = enter(&mut clerk, name, &more).await;
            assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.text());
            let known = entered.to.unwrap();
            let warned = enter(&mut clerk, again, &more).await;
            assert_eq!(warned.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            let page = warned.text();
            let known = known.split('?').next().unwrap();
            assert!(page.contains("可能已经登记过") && page.contains(known), "{page}");
            let mut sure = more.clone();
            sure.push(("looked_at", "yes"));
            assert_eq!(enter(&mut clerk, again, &sure).await.status, StatusCode::SEE_OTHER);
        }
        let page = clerk.get("/duplicates").await.text();
        assert_eq!(page.matches("比一比").count(), 2, "{page}");
        assert!(page.contains("阿依古丽·艾力") && !page.contains("阿依古丽.艾力"), "one dot for all: {page}");
    });
}

#[test]
fn the_review_list_says_why_and_remembers_who_are_two() {
    on_each_engine(async |world| {
        let one = registered(&world, elder("王晓明", None, "教育局")).await;
        let other = registered(&world, elder("王小明", None, "教育局")).await;
        registered(&world, elder("李小明", None, "教育局")).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let page = clerk.get("/duplicates").await.text();
        assert_eq!(page.matches("比一比").count(), 1, "{page}");
        assert!(page.contains("名字读音相同"));
        let shown = clerk.get(&format!("/people/{one}")).await.text();
        assert!(
            shown.contains(&format!("/people/{one}/duplicates/{other}")),
            "the person's page says so too: {shown}"
        );
        // The pair is the same whichever way round it is named.
        let told = clerk.post(&format!("/people/{other}/duplicates/{one}/dismiss"), &[]).await;
        assert_eq!(told.status, StatusCode::SEE_OTHER);
        assert!(clerk.get("/duplicates").await.text().contains("没有看着重复的档案"));
        assert!(!clerk.get(&format!("/people/{one}")).await.text().contains("/duplicates/"));
        let absent = format!("/people/{one}/duplicates/{}", Uuid::nil());
        assert_eq!(clerk.get(&absent).await.status, StatusCode::NOT_FOUND);
        assert_eq!(clerk.get(&format!("/people/{one}/duplicates/{one}")).await.status, StatusCode::NOT_FOUND);
        let mut leader = world.signed_in(Role::Leader).await;
        assert_eq!(leader.get("/duplicates").await.status, StatusCode::FORBIDDEN);
    });
}

#[test]
fn what_the_review_list_leaves_out_is_said_and_comes_up_when_others_are_settled() {
    on_each_engine(async |world| {
        for _ in 0..21 {
            registered(&world, elder("王晓明", None, "教育局")).await;
        }
        // The likeliest stands first, whoever else there is.
        let twin = Facts { phone: Some("13900001234".to_owned()), ..elder("赵大海", None, "水利局") };
        let (one, other) = (registered(&world, twin.clone()).await, registered(&world, twin).await);
        let act = world.hand(Role::Clerk);
        let found = world.app.db.read(move |conn| candidate::review(conn, &act)).await.unwrap();
        let first = &found.pairs[0];
        assert_eq!([first.one.id, first.other.id], [one.min(other), one.max(other)]);
        assert_eq!((found.pairs.len(), found.more), (200, 11));
        let mut clerk = world.signed_in(Role::Clerk).await;
        assert!(clerk.get("/duplicates").await.text().contains("还有 11 对也看着像"));
        for pair in &found.pairs[..11] {
            let address = format!("/people/{}/duplicates/{}/dismiss", pair.one.id, pair.other.id);
            assert_eq!(clerk.post(&address, &[]).await.status, StatusCode::SEE_OTHER);
        }
        let page = clerk.get("/duplicates").await.text();
        assert_eq!(page.matches("比一比").count(), 200);
        assert!(!page.contains("也看着像"), "nothing is left out any more");
    });
}

#[test]
fn who_are_two_stay_two_when_one_of_them_gives_way_to_a_third() {
    on_each_engine(async |world| {
        let one = registered(&world, elder("王晓明", None, "教育局")).await;
        let other = registered(&world, elder("王小明", None, "教育局")).await;
        let third = registered(&world, elder("王晓鸣", None, "教育局")).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        clerk.post(&format!("/people/{one}/duplicates/{other}/dismiss"), &[]).await;
        let offered = async |clerk: &mut crate::world::Browser<'_>| {
            let page = clerk.get("/duplicates").await.text();
            let pair = |a: PersonId, b: PersonId| {
                [(a, b), (b, a)].iter().any(|(a, b)| page.contains(&format!("/people/{a}/duplicates/{b}\"")))
            };
            (pair(one, other), pair(one, third), pair(other, third))
        };
        assert_eq!(offered(&mut clerk).await, (false, true, true));
        let case = Case { kept: third, gone: other };
        let chosen = choice(&world, case).await;
        let merge = merged(&world, case, chosen).await.unwrap();
        assert_eq!(offered(&mut clerk).await, (false, false, false), "the third is the other by now");
        let page = clerk.get(&format!("/people/{one}")).await.text();
        assert!(!page.contains(&format!("/people/{one}/duplicates/{third}")), "{page}");
        undone(&world, merge).await.unwrap();
        assert_eq!(offered(&mut clerk).await, (false, true, true), "and is somebody else again");
    });
}

#[test]
fn ids_that_differ_by_a_slip_of_the_finger_are_found_whatever_the_name() {
    on_each_engine(async |world| {
        let slip = (0..11).find_map(|check| {
            CitizenId::parse(&format!("11010519491231004{}", b"0123456789X"[check] as char)).ok()
        });
        registered(&world, elder("王晓明", Some(HIS), "教育局")).await;
        registered(&world, Facts { citizen_id: slip, ..elder("王晓朋", None, "水利局") }).await;
        let act = world.hand(Role::Clerk);
        let pairs = world.app.db.read(move |conn| candidate::review(conn, &act)).await.unwrap().pairs;
        assert_eq!(pairs.len(), 1);
        assert!(pairs[0].likeness.reasons.contains(&cq_registry::duplicate::Reason::NearId));
    });
}

#[test]
fn a_ledger_names_whom_a_new_row_may_be() {
    on_each_engine(async |world| {
        let known = registered(&world, elder("王晓明", None, "教育局")).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        clerk.get("/imports/new?kind=people").await;
        let ledger = "姓名,出生年月,人员类别,单位\n王小明,1941-03,退休,教育局\n赵大海,1950-01,退休,水利局\n";
        let brought = clerk.upload("/imports", &[("kind", "people")], "人员.csv", ledger.as_bytes()).await;
        let address = brought.to.unwrap();
        clerk.get(&address).await;
        clerk.post(&format!("{address}/columns"), &[("names", "said"), ("all", "yes")]).await;
        let page = clerk.get(&format!("{address}?show=new")).await.text();
        assert!(page.contains("可能已登记：王晓明"), "{page}");
        assert!(page.contains(&format!("/people/{known}")) && page.contains("名字读音相同"));
        assert_eq!(page.matches("可能已登记").count(), 1);
    });
}

#[test]
fn whoever_was_entered_last_is_weighed_as_well_however_many_may_be_alike() {
    on_each_engine(async |world| {
        let of = |name: &str, born: Option<i16>, address: Option<&str>| Facts {
            born: born.and_then(|year| year.to_string().parse().ok()),
            address: address.map(str::to_owned),
            ..elder(name, None, "教育局")
        };
        // Thousands of pairs of one name and unit, whom only the year of birth tells apart.
        for name in ["王晓明", "李桂兰", "张秀英", "赵大海", "周国强", "吴建华"] {
            for year in 1920..1960 {
                registered(&world, of(name, Some(year), None)).await;
            }
        }
        let twin = || of("孙有福", None, Some("章丘路1号"));
        let (one, other) = (registered(&world, twin()).await, registered(&world, twin()).await);
        let act = world.hand(Role::Clerk);
        let found = world.app.db.read(move |conn| candidate::review(conn, &act)).await.unwrap();
        let pairs: Vec<_> = found.pairs.iter().map(|pair| [pair.one.id, pair.other.id]).collect();
        assert_eq!((pairs, found.more), (vec![[one.min(other), one.max(other)]], 0));
    });
}
